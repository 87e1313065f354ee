//! The console in a real browser: `npm` brings Playwright and axe-core into `e2e/`, Chromium is the
//! system's own (`CHROMIUM` names another), and the preview serves an invented story.

use super::serving::{done, free_port, start, target};
use anyhow::Result;
use std::process::Command;

/// Who is signed in at each preview: a duty officer, a liaison officer whose order waits, an editor.
const READERS: [(&str, &str); 3] = [
    ("李", "450100.desk/duty"),
    ("蓝", "450100.weather/liaison"),
    ("慧", "450100.emergency/editor"),
];

/// Builds, serves, looks.
///
/// # Errors
/// Where a tool is missing, or the browser found something.
pub(crate) fn run() -> Result<()> {
    super::cargo(&["build", "--quiet", "-p", "tandem-web", "--example", "preview"])?;
    let mut npm = Command::new("npm");
    npm.current_dir("e2e").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    done(&mut npm, "npm ci in e2e/ (install Node.js where npm is missing)")?;
    let target = target()?;
    let preview = target.join("debug/examples/preview");
    let mut servers = Vec::new();
    let mut addresses = Vec::new();
    for (person, position) in READERS {
        let port = free_port()?;
        let mut command = Command::new(&preview);
        command.arg(port.to_string()).args([person, position]);
        servers.push(start(&mut command, port)?);
        addresses.push(format!("http://127.0.0.1:{port}"));
    }
    let mut node = Command::new("node");
    node.current_dir("e2e").arg("run.mjs").args(&addresses).arg(target.join("e2e"));
    done(&mut node, "node e2e/run.mjs")
}

//! The console in a real browser: `npm` brings Playwright and axe-core into `e2e/`, Chromium is the
//! system's own (`CHROMIUM` names another), and the preview serves an invented story.

use anyhow::{Context as _, Result, bail};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::Duration;

/// Who is signed in at each preview: a duty officer, a liaison officer whose order waits, an editor.
const READERS: [(&str, &str); 3] = [
    ("李", "450100.desk/duty"),
    ("蓝", "450100.weather/liaison"),
    ("慧", "450100.emergency/editor"),
];

/// How often a preview is looked for before it counts as dead, and how long between.
const LOOKS_MAX: usize = 600;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// A server that ends with this value.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Builds, serves, looks.
///
/// # Errors
/// Where a tool is missing, or the browser found something.
pub(crate) fn run() -> Result<()> {
    super::cargo(&["build", "--quiet", "-p", "tandem-web", "--example", "preview"])?;
    let mut npm = Command::new("npm");
    npm.current_dir("e2e").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    done(&mut npm, "npm ci in e2e/ (install Node.js where npm is missing)")?;
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    let target = std::path::absolute(target).context("find the target folder")?;
    let preview = target.join("debug/examples/preview");
    let mut servers = Vec::new();
    let mut addresses = Vec::new();
    for (person, position) in READERS {
        let port = free_port()?;
        let mut command = Command::new(&preview);
        command.arg(port.to_string()).args([person, position]);
        let server = command.spawn().with_context(|| format!("start {}", preview.display()))?;
        servers.push(Server(server));
        answers(port)?;
        addresses.push(format!("http://127.0.0.1:{port}"));
    }
    let mut node = Command::new("node");
    node.current_dir("e2e").arg("run.mjs").args(&addresses).arg(target.join("e2e"));
    done(&mut node, "node e2e/run.mjs")
}

fn done(command: &mut Command, name: &str) -> Result<()> {
    let status = command.status().with_context(|| format!("run {name}"))?;
    if status.success() { Ok(()) } else { bail!("{name} failed") }
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("find a free port")?;
    Ok(listener.local_addr().context("find a free port")?.port())
}

/// Waits until a port is listened at; each try is one look.
#[allow(
    clippy::disallowed_methods,
    reason = "a server that another process starts gives no signal"
)]
fn answers(port: u16) -> Result<()> {
    for _ in 0..LOOKS_MAX {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return Ok(());
        }
        std::thread::sleep(BETWEEN_LOOKS);
    }
    bail!("the preview on port {port} does not answer")
}

//! The API as a stranger reads its document: Schemathesis sends what the document allows and what
//! it does not, with the key of a program, and holds every answer against the document.

use super::serving::{done, free_port, start, target};
use anyhow::{Context as _, Result, bail};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Which Schemathesis.
const VERSION: &str = "4.32.5";

/// With which random choices, and how many tries for each operation.
const SEED: &str = "20260301";
const TRIES: &str = "60";

/// What is true of every answer. A body that JSON allows and no command is may be sent (the rules
/// refuse it), so that positive and negative data are not told apart by their status.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance,\
                      unsupported_method,ignored_auth,missing_required_header,\
                      negative_data_rejection";

/// The matters that are there when it begins.
const MATTERS: &str = r#"
{"case":"m1","command":{"receive":{"title":"积水","areas":["450103"],"remits":["urban.drainage"]}}}
{"case":"m1","command":"accept"}
{"case":"m1","command":{"assign_lead":{}}}
{"case":"m2","command":{"receive":{"title":"路灯不亮","areas":["450103"],"remits":["urban"]}}}
"#;

/// Builds, serves, asks.
///
/// # Errors
/// Where a tool is missing, or an answer is not as the document says.
pub(crate) fn run() -> Result<()> {
    super::cargo(&["build", "--quiet", "-p", "tandem"])?;
    let target = target()?;
    let python = installed(&target.join("schemathesis"))?;
    let folder = target.join("api");
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).context("make a folder for the ledger")?;
    let (tandem, state) = (target.join("debug/tandem"), folder.join("ledger"));
    let matters = folder.join("matters.jsonl");
    std::fs::write(&matters, MATTERS.trim_start()).context("write the matters")?;
    let duty = ["--position", "450103.desk/duty"];
    let mut act = Command::new(&tandem);
    act.arg("act").arg("--bulk").arg(&matters).arg("--state").arg(&state);
    done(act.args(duty).args(["--as", "示例"]).stdout(Stdio::null()), "tandem act")?;
    let mut key = Command::new(&tandem);
    key.arg("key").arg("--state").arg(&state).args(duty).args(["--person", "程序（示例）"]);
    let issued = key.args(["--by", "450103.desk/chief", "--issuer", "示例"]).output();
    let issued = issued.context("run tandem key")?;
    let secret = String::from_utf8(issued.stdout).context("read the key")?;
    let secret = secret.split_whitespace().last().context("tandem key printed nothing")?;
    let port = free_port()?;
    let mut serve = Command::new(&tandem);
    serve.arg("serve").arg("--state").arg(&state);
    serve.args(["--listen", &format!("127.0.0.1:{port}")]).stderr(Stdio::null());
    let _server = start(serve.stdout(Stdio::null()), port)?;
    ask(&python, port, secret)
}

/// A virtual environment with Schemathesis in it.
fn installed(folder: &Path) -> Result<std::path::PathBuf> {
    let python = folder.join("bin/python");
    if !python.exists() {
        let mut make = Command::new("python3");
        done(make.args(["-m", "venv"]).arg(folder), "python3 -m venv (install Python 3)")?;
    }
    let wanted = format!("schemathesis=={VERSION}");
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted.as_str()];
    done(Command::new(&python).args(pip), "pip install schemathesis")?;
    Ok(python)
}

#[allow(clippy::disallowed_methods, reason = "how long it takes is what is told")]
fn ask(python: &Path, port: u16, secret: &str) -> Result<()> {
    let begun = Instant::now();
    let mut command = Command::new(python);
    // It keeps notes where it runs.
    command.current_dir(target()?.join("api"));
    command.args(["-m", "schemathesis.cli", "run"]);
    command.arg(format!("http://127.0.0.1:{port}/api/v1/openapi.json"));
    command.arg("--header").arg(format!("Authorization: Bearer {secret}"));
    command.args(["--checks", CHECKS, "--seed", SEED, "--max-examples", TRIES]);
    command.args(["--generation-database", "none", "--continue-on-failure"]);
    let found = command.status().context("run schemathesis")?;
    super::say(&format!("asked for {:.0} s", begun.elapsed().as_secs_f64()));
    if found.success() { Ok(()) } else { bail!("the answers above are not as the document says") }
}

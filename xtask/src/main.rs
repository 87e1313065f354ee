//! Every chore of a developer: `cargo xtask <chore>`.

mod api;
mod bench;
mod e2e;
mod load;
mod quality;
mod serving;

use anyhow::{Context as _, Result, bail};
use std::io::Write as _;
use std::process::{Command, ExitCode};

const CHORES: &str = "\
cargo xtask test     format, lints, all tests: what must pass before anything lands
cargo xtask bench    benchmarks; writes docs/benchmarks.json and docs/benchmarks.md
cargo xtask quality  quality figures on labelled data [PART…]; writes docs/quality.md
cargo xtask e2e      the console in a real browser; needs npm and Chromium
cargo xtask api      the API held against its document; needs Python 3
cargo xtask load     the console on 1,000,000 cases [--cases N] [--keep]; writes docs/load.md
cargo xtask bless    rewrite expected outputs of scenarios and snapshots
";

fn main() -> ExitCode {
    let chore = std::env::args().nth(1).unwrap_or_default();
    let done = match chore.as_str() {
        "test" => test(),
        "bench" => bench::run(),
        "quality" => quality::run(&std::env::args().skip(2).collect::<Vec<_>>()),
        "e2e" => e2e::run(),
        "api" => api::run(),
        "load" => load::run(&std::env::args().skip(2).collect::<Vec<_>>()),
        "bless" => bless(),
        _ => {
            say(CHORES);
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("xtask {chore}: {error:#}"));
            ExitCode::from(1)
        }
    }
}

fn test() -> Result<()> {
    fonts();
    mail_server();
    cargo(&["fmt", "--all", "--", "--check"])?;
    cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])?;
    let nextest = Command::new("cargo").args(["nextest", "--version"]).output();
    if nextest.is_ok_and(|output| output.status.success()) {
        cargo(&["nextest", "run", "--workspace", "--no-fail-fast"])
    } else {
        cargo(&["test", "--workspace", "--no-fail-fast"])
    }
}

/// Sees that papers can be set: some font with Chinese characters is needed. Where none is there and
/// none can be installed, the tests of PDF say that they are skipped.
fn fonts() {
    let known = Command::new("fc-list").args([":lang=zh", "family"]).output();
    if known.is_ok_and(|output| !output.stdout.is_empty()) {
        return;
    }
    let install = ["install", "-y", "-q", "fontconfig", "fonts-wqy-microhei"];
    let quiet = || Command::new("apt-get").args(install).output().map(|out| out.status.success());
    let update = || Command::new("apt-get").args(["update", "-q"]).output();
    if !(quiet().is_ok_and(|done| done) || update().and_then(|_| quiet()).is_ok_and(|done| done)) {
        say("no font with Chinese characters; install fonts-wqy-microhei to test PDF");
    }
}

/// Sees that mail can be sent to a real server: aiosmtpd in a Python environment of the target
/// folder. Where it cannot be had, the tests of mail say that they are skipped.
fn mail_server() {
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let folder = std::path::PathBuf::from(target).join("tmp/mail-server");
    let python = folder.join("bin/python");
    let has = || Command::new(&python).args(["-c", "import aiosmtpd"]).output();
    if has().is_ok_and(|out| out.status.success()) {
        return;
    }
    let made = Command::new("python3").args(["-m", "venv"]).arg(&folder).output();
    let install = ["-m", "pip", "install", "-q", "aiosmtpd==1.4.6"];
    let installed = made.and_then(|_| Command::new(&python).args(install).output());
    if !installed.is_ok_and(|out| out.status.success()) {
        say("no aiosmtpd: the tests of mail are skipped; they need python3 with venv, and PyPI");
    }
}

fn bless() -> Result<()> {
    let mut scenarios = Vec::new();
    for file in std::fs::read_dir("scenarios").context("read scenarios/")? {
        let path = file.context("read scenarios/")?.path();
        if path.extension().is_some_and(|ext| ext == "txt") {
            scenarios.push(path.to_string_lossy().into_owned());
        }
    }
    scenarios.sort();
    let mut arguments = vec!["run", "--quiet", "-p", "tandem", "--", "scenario", "run", "--bless"];
    arguments.extend(scenarios.iter().map(String::as_str));
    cargo(&arguments)?;
    let status = Command::new("cargo")
        .args(["test", "--workspace"])
        .env("UPDATE_EXPECT", "1")
        .status()
        .context("run cargo test")?;
    if status.success() { Ok(()) } else { bail!("some tests fail for another reason") }
}

fn cargo(arguments: &[&str]) -> Result<()> {
    say(&format!("$ cargo {}", arguments.join(" ")));
    let mut command = Command::new("cargo");
    let status = command.args(arguments).env("TANDEM_LONG", "1").status();
    let status = status.with_context(|| format!("run cargo {}", arguments[0]))?;
    if status.success() { Ok(()) } else { bail!("cargo {} failed", arguments.join(" ")) }
}

fn say(text: &str) {
    // Nobody is left to tell where standard error is closed.
    drop(writeln!(std::io::stderr(), "{}", text.trim_end()));
}

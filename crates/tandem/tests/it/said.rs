//! The binary as somebody calls it.

use std::io::Write as _;
use std::process::{Command, Stdio};

/// What it said.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Calls it in a language.
pub(crate) fn tandem(lang: &str, arguments: &[&str]) -> Said {
    fed(lang, arguments, "")
}

/// The same with something on standard input.
pub(crate) fn fed(lang: &str, arguments: &[&str], input: impl AsRef<[u8]>) -> Said {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tandem"))
        .args(["--lang", lang])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses its arguments reads nothing.
    drop(child.stdin.take().unwrap().write_all(input.as_ref()));
    let output = child.wait_with_output().unwrap();
    Said {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

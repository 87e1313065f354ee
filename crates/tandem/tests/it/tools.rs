//! `measure` and `evaluate` as their users call them.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a call printed and its exit code.
struct Said {
    code: i32,
    out: String,
    err: String,
}

fn tandem(arguments: &[&str], input: &[u8]) -> Said {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tandem"))
        .args(["--lang", "en"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses its arguments reads nothing.
    drop(child.stdin.take().unwrap().write_all(input));
    let output = child.wait_with_output().unwrap();
    Said {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn golden(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../insight/tests/golden").join(name);
    path.to_str().unwrap().to_owned()
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_measure_is_worked_from_a_document() {
    let said = tandem(&["measure", "coupling", "-"], br#"{"u": [[0.36, 0.64]]}"#);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(json(&said.out)["variant"], "std");

    for (document, told) in [
        (&b"{\"u\": [[0.36, 1.64]]}"[..], "u[0][1]: 1.64 is not within 0…1"),
        (b"{\"u\": [[0.36, NaN]]}", "is not one JSON document"),
        (b"", "is empty"),
    ] {
        let said = tandem(&["measure", "coupling", "-"], document);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{}", said.err);
        assert!(said.err.contains(told), "{}", said.err);
    }
    assert_eq!(tandem(&["measure", "magic", "-"], b"{}").code, 2);
}

#[test]
fn a_log_is_evaluated_and_exported_without_a_change() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    std::fs::write(&key, "a secret of sixteen bytes or more").unwrap();
    let key = key.to_str().unwrap();
    let call = |log: &str, more: &[&str]| {
        let arguments = [&["evaluate", "--json", "--log", log][..], more].concat();
        let said = tandem(&arguments, b"");
        assert_eq!(said.code, 0, "{}", said.err);
        json(&said.out)
    };
    let first = call(&golden("made_up.csv"), &["--end", "closed"]);
    for field in
        ["events", "cases", "handover", "working_together", "follows", "variants", "network"]
    {
        assert!(!first[field].is_null(), "{field}");
    }
    assert!(first["deadlines"]["case_duration"]["open"].as_u64().unwrap() > 0);
    for end in ["xes", "json", "csv"] {
        let path: PathBuf = folder.path().join("out").with_extension(end);
        let path = path.to_str().unwrap();
        call(&golden("made_up.xes"), &["--export", path]);
        assert_eq!(call(path, &["--end", "closed"]), first, "{end}");

        call(&golden("made_up.xes"), &["--pseudonyms", key, "--export", path]);
        let text = std::fs::read_to_string(path).unwrap();
        assert!(!text.contains("Deng"), "{end}");
        assert_eq!(call(path, &["--end", "closed"])["follows"], first["follows"], "{end}");
    }
    let said = tandem(&["evaluate", "--log", &golden("made_up.csv")], b"");
    assert_eq!(said.code, 0);
    assert!(said.out.contains("transfers a case") && !said.out.contains("Ana"), "{}", said.out);
}

#[test]
fn what_is_wrong_with_a_log_is_told() {
    let log = b"case,activity,time\n1,a,2026-01-01\n1,b,soon\n";
    let said = tandem(&["evaluate", "--json", "--log", "-"], log);
    assert_eq!(said.code, 1);
    assert_eq!(json(&said.out)["events"], 1);
    assert!(said.err.contains("line 3: skipped: `soon` is not a time"), "{}", said.err);

    for (log, arguments, told) in [
        (&b"a,b\n1,2\n"[..], &[][..], "name it with --case; there are: a, b"),
        (log, &["--resource", "who"], "there is no column `who` (--resource)"),
        (b"", &[], "no event could be used"),
        (b"\x1f\x8bnonsense", &[], "unpack gzip"),
        (log, &["--export", "out.doc"], "ends in none of .xes, .json, .csv"),
    ] {
        let said = tandem(&[&["evaluate", "--log", "-"], arguments].concat(), log);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{}", said.err);
        assert!(said.err.contains(told), "{}", said.err);
    }
    // 案 in GB18030.
    let chinese = b"case,activity,time\n\xb0\xb8,a,2026-01-01\n";
    let said = tandem(&["evaluate", "--json", "--log", "-"], chinese);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(tandem(&["evaluate", "--log"], b"").code, 2);
    assert_eq!(tandem(&["evaluate", "--state", "/nowhere"], b"").code, 1);
}

//! `tandem act --bulk`: many commands in one commit, answered one by one, safe to send again.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;
use tandem_engine::Ledger as _;
use tandem_store::SqliteLedger;

/// Kills that the test makes before it lets a run finish.
const KILLS: usize = 8;

const CASES: usize = 3_000;

fn act(state: &Path, file: &Path, part: usize) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tandem"));
    command.args(["--lang", "en", "act", "--json", "--position", "450103.desk/lead"]);
    command.args(["--part", &part.to_string(), "--state"]).arg(state).arg("--bulk").arg(file);
    command
}

fn lines(output: &Output) -> Vec<serde_json::Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn receive(case: &str) -> String {
    format!(
        r#"{{"case":"{case}","command":{{"receive":{{"title":"停水","areas":["450103"],"remits":["urban.water-supply"]}}}},"key":"{case}"}}"#
    )
}

#[test]
fn what_is_refused_holds_up_nothing_else_and_a_name_is_used_once() {
    let folder = tempfile::tempdir().unwrap();
    let (state, file) = (folder.path().join("ledger"), folder.path().join("commands.jsonl"));
    let text = [
        receive("c1"),
        receive("c2"),
        receive("c1"),
        r#"{"case":"c9","command":"accept"}"#.to_owned(),
        r#"{"case":"c1","command":{"decline":{"ground":"not_public_matter","reason":" "}}}"#.to_owned(),
        r#"{"case":"c2","command":{"decline":{"ground":"already_answered","reason":"see c1"}},"position":"450103.desk/duty","person":"Li"}"#.to_owned(),
    ];
    std::fs::write(&file, text.join("\n")).unwrap();
    let output = act(&state, &file, 10_000).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = lines(&output);
    let entries: Vec<_> = said.iter().map(|line| line["entries"].as_u64().unwrap()).collect();
    assert_eq!(entries, [1, 1, 0, 0, 0, 1]);
    assert_eq!(said[2]["repeated"], true);
    let refused = |at: usize| said[at]["refused"].as_str().unwrap_or_default().to_owned();
    assert!(refused(3).contains("no such case"), "{}", refused(3));
    assert!(refused(4).contains("a reason"), "{}", refused(4));
    let ledger = SqliteLedger::open_to_read(&state).unwrap();
    tandem_engine::verify(&ledger).unwrap();
    let last = ledger.case(&"c2".into()).unwrap().pop().unwrap().entry().unwrap();
    assert_eq!((last.by.person.as_str(), last.by.position.as_str()), ("Li", "450103.desk/duty"));
}

#[test]
fn a_line_that_cannot_be_read_stops_the_file_before_it_begins() {
    let folder = tempfile::tempdir().unwrap();
    let (state, file) = (folder.path().join("ledger"), folder.path().join("commands.jsonl"));
    std::fs::write(&file, format!("{}\n{{\"case\":\"c2\"}}\n", receive("c1"))).unwrap();
    let output = act(&state, &file, 1).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("commands.jsonl:2") && told.contains("nothing was done"), "{told}");
    assert_eq!(SqliteLedger::open_to_read(&state).unwrap().head().unwrap().entries, 0);
}

#[test]
fn killed_in_the_middle_and_sent_again_it_is_done_once() {
    let folder = tempfile::tempdir().unwrap();
    let (state, file) = (folder.path().join("ledger"), folder.path().join("commands.jsonl"));
    let text: Vec<String> = (0..CASES).map(|no| receive(&format!("c{no}"))).collect();
    std::fs::write(&file, text.join("\n")).unwrap();
    let mut seen = Vec::new();
    for kill in 0..KILLS as u64 {
        let mut child = act(&state, &file, 100).stdout(Stdio::null()).spawn().unwrap();
        wait(Duration::from_millis(120 + 60 * kill));
        child.kill().unwrap();
        child.wait().unwrap();
        if let Ok(ledger) = SqliteLedger::open_to_read(&state) {
            let entries = ledger.head().unwrap().entries;
            assert_eq!(entries % 100, 0, "a part is there or it is not");
            seen.push(entries);
        }
    }
    println!("entries after each kill: {seen:?}");
    let output = act(&state, &file, 100).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(lines(&output).len(), CASES);
    let ledger = SqliteLedger::open_to_read(&state).unwrap();
    let head = tandem_engine::verify(&ledger).unwrap().head;
    assert_eq!(head.entries as usize, CASES);
}

#[allow(clippy::disallowed_methods, reason = "a kill comes after a time, not after a signal")]
fn wait(duration: Duration) {
    std::thread::sleep(duration);
}

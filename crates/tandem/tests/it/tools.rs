//! `measure` and `evaluate` as their users call them.

use crate::said::{Said, fed};
use std::path::{Path, PathBuf};

fn tandem(arguments: &[&str], input: &[u8]) -> Said {
    fed("en", arguments, input)
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
fn a_log_is_held_against_rules_and_compared_before_and_after() {
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("rules.toml");
    let (rules, map) = (rules.to_str().unwrap(), folder.path().join("map.dot"));
    let map = map.to_str().unwrap();
    std::fs::write(
        rules,
        "[[rule]]\nid = \"R\"\ndemand = \"after\"\nfirst = \"received\"\nthen = \"closed\"\n",
    )
    .unwrap();
    let log = golden("made_up.csv");
    let more = ["--change", "2026-01-12T00:00:00Z", "--every", "1", "--min-n", "1"];
    let call = [&["evaluate", "--log", &log, "--end", "closed"][..], &more];
    let call = [call.concat(), vec!["--rules", rules, "--map", map]].concat();
    let said = tandem(&[&call[..], &["--json"]].concat(), b"");
    assert_eq!(said.code, 0, "{}", said.err);
    let found = json(&said.out);
    let kept = &found["conformance"][0];
    let parts = ["kept", "broken", "pending"].map(|part| kept[part].as_u64().unwrap());
    assert_eq!(parts.iter().sum::<u64>(), kept["n"].as_u64().unwrap());
    assert!(parts[0] > 0, "{kept}");
    assert_eq!(found["change"]["every_days"], 1);
    assert!(std::fs::read_to_string(map).unwrap().contains("\"received\" -> "));
    let said = tandem(&call, b"");
    assert!(said.out.contains("Rule R: ") && said.out.contains("is not different because of it"));

    std::fs::write(rules, "[[rule]]\nid = \"R\"\ndemand = \"magic\"\n").unwrap();
    let said = tandem(&call, b"");
    assert_eq!(said.code, 1);
    assert!(said.err.contains("as rules") && said.err.contains("magic"), "{}", said.err);
}

#[test]
fn a_ledger_is_reported_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let state = path("state");
    let acts = "450103.desk/duty receive c1 \"no water for three days\" area 450103 remit \
                urban.water-supply complaint r1\n\
                450103.desk/duty accept c1\n\
                450103.desk/duty assess c1 IV \"one estate\"\n\
                450103.desk/duty assign-lead c1\n";
    let said = tandem(&["act", "--state", &state], acts.as_bytes());
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    let report = ["html", "md", "json"].map(|end| path(&format!("report.{end}")));
    let (courses, log) = (path("courses.csv"), path("log.xes"));
    for report in &report {
        let more = ["--report", report, "--courses", &courses, "--export", &log, "--min-n", "1"];
        let call = [&["evaluate", "--json", "--state", &state][..], &more].concat();
        let said = tandem(&call, b"");
        assert_eq!(said.code, 0, "{}", said.err);
        let found = json(&said.out);
        assert_eq!((&found["cases"], &found["deviations"]["total"]), (&1.into(), &0.into()));
        let text = std::fs::read_to_string(report).unwrap();
        assert!(text.contains("From receipt to a lead") && text.contains("c1"), "{text}");
    }
    let rows = std::fs::read_to_string(&courses).unwrap();
    assert!(rows.starts_with("\u{feff}case,") && rows.lines().nth(1).unwrap().starts_with("c1,"));
    let paper = path("flash.docx");
    let said = tandem(&["document", "flash", "c1", "--state", &state, "-o", &paper], b"");
    assert_eq!((said.code, said.out.trim()), (0, paper.as_str()), "{}", said.err);
    assert!(std::fs::read(&paper).unwrap().starts_with(b"PK"));
    let said = tandem(&["document", "order", "c1", "o1", "--state", &state, "-o", &paper], b"");
    assert!(said.code == 1 && said.err.contains("case c1 has no order `o1`"), "{}", said.err);
    let said = tandem(&["document", "flash", "c1", "--state", &state, "-o", "flash.odt"], b"");
    assert!(said.err.contains("ends in neither .pdf nor .docx"), "{}", said.err);

    let said = tandem(&["evaluate", "--state", &state, "--report", "report.doc"], b"");
    assert!(said.err.contains("ends in none of .md, .html, .json"), "{}", said.err);
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

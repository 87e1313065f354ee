//! `fidelity` and `reply-check` as their user meets them, with bad input too.

use std::io::Write as _;
use std::process::{Command, Stdio};

/// Output lines, what was told, and the exit code.
fn run(args: &[&str], input: &str) -> (Vec<serde_json::Value>, String, Option<i32>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tandem"))
        .args(["--lang", "en"])
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let lines = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (lines, String::from_utf8(output.stderr).unwrap(), output.status.code())
}

#[test]
fn pairs_are_compared_and_bad_lines_told() {
    let input = r#"{"id":1,"original":"有3人受伤。请尽快处理。","relayed":"有5人受伤。请尽快处理。"}
not json

{"id":"x","original":"有3人受伤。"}
{"id":"e","original":"小区噪音扰民。","relayed":"留言已收悉"}
"#;
    let (lines, told, code) = run(&["fidelity", "--pairs", "-"], input);
    assert_eq!(code, Some(1));
    assert!(told.contains("-:2 skipped") && told.contains("-:4 skipped"), "{told}");
    assert_eq!(lines.len(), 2);
    for line in &lines {
        for name in
            ["fidelity", "omission", "addition", "alteration", "qualifier_loss", "unsupported"]
        {
            assert!((0.0..=1.0).contains(&line[name].as_f64().unwrap()), "{name}");
        }
        assert!((-1.0..=1.0).contains(&line["severity_drift"].as_f64().unwrap()));
    }
    let difference = serde_json::json!({
        "kind": "alteration",
        "fact": "number",
        "original": { "start": 1, "end": 3, "text": "3人" },
        "relayed": { "start": 1, "end": 3, "text": "5人" },
        "reason": { "zh": "数字由“3人”变为“5人”", "en": "the number `3人` became `5人`" },
    });
    assert_eq!((&lines[0]["id"], &lines[0]["differences"][0]), (&"1".into(), &difference));
    assert_eq!((&lines[1]["id"], &lines[1]["empty"]), (&"e".into(), &true.into()));
}

#[test]
fn two_files_are_compared() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.display().to_string()
    };
    let original = file("original.txt", "\u{feff}河水有轻微异味。".as_bytes());
    let relayed = file("relayed.txt", "河水有严重异味。".as_bytes());
    let (lines, told, code) = run(&["fidelity", &original, &relayed], "");
    assert_eq!((lines.len(), told.as_str(), code), (1, "", Some(0)));
    assert!(lines[0]["severity_drift"].as_f64().unwrap() > 0.0);

    let (lines, _, code) = run(&["fidelity", &original, "-"], "河水有轻微异味。");
    assert_eq!((lines[0]["fidelity"].as_f64(), code), (Some(1.0), Some(0)));

    let other = file("gb18030.txt", &[0xd0, 0xa1, 0xc7, 0xf8]);
    let (lines, told, code) = run(&["fidelity", &original, &other], "");
    assert!(lines.is_empty() && told.contains("UTF-8"), "{told}");
    assert_eq!(code, Some(1));
    for (args, want) in [
        (&["fidelity"][..], 2),
        (&["fidelity", &original], 2),
        (&["fidelity", "--pairs", &original, &original, &relayed], 2),
        (&["fidelity", "-", "-"], 1),
        (&["fidelity", "--pairs", "absent.jsonl"], 1),
    ] {
        assert_eq!(run(args, "").2, Some(want), "{args:?}");
    }
}

#[test]
fn replies_are_checked() {
    let input = r#"{"id":"a","text":"请问人民路什么时候修好？","reply":"您好！人民路因管网改造封闭。根据《施工方案》，市住建局将于2019年6月30日前完成路面恢复。"}
{"id":"b","text":"请问人民路什么时候修好？","reply":"网友：您好！留言已收悉"}
{"id":"c","text":"请问人民路什么时候修好？"}
"#;
    let (lines, told, code) = run(&["reply-check", "-"], input);
    assert_eq!(code, Some(1));
    assert!(told.contains("-:3 skipped"), "{told}");
    let [a, b] = &lines[..] else { panic!("{lines:?}") };
    let score = |line: &serde_json::Value, name: &str| line[name].as_f64().unwrap();
    assert!(score(a, "complete") > score(b, "complete"));
    assert!(score(a, "explained") > score(b, "explained"));
    assert_eq!((score(b, "complete"), score(b, "explained"), score(b, "empty")), (0.0, 0.0, 1.0));
    let promise = &a["promises"][0];
    assert_eq!(promise["who"]["text"], "市住建局");
    let due = serde_json::json!({
        "text": "2019年6月30日前", "start": 29, "end": 40, "year": 2019, "month": 6, "day": 30,
    });
    assert_eq!(promise["due"], due);
    assert_eq!(b["promises"], serde_json::json!([]));
}

//! `stages` as its user runs it.

use expect_test::{Expect, expect};
use std::io::Write as _;
use std::process::{Command, Stdio};

/// What the command prints for an input, with its exit code.
fn check(input: &str, want: &Expect) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tandem"))
        .args(["--lang", "en", "stages", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    want.assert_eq(&format!(
        "{}{}exit {}\n",
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
        output.status.code().unwrap()
    ));
}

#[test]
fn a_series_has_alarms_stages_and_a_forecast() {
    check(
        r#"{"id":"a","start":"2026-03-01T00","counts":[0,1,0,2,40,90,60,30,12,5,2,0]}
{"id":2,"start":1772323200,"counts":[1,null,1]}
{"id":"empty","counts":[]}
"#,
        &expect![[r#"
            {"alarms":[4],"forecast":{"final":291.8,"high":556.9,"low":242.0},"id":"a","stages":["latent","latent","latent","latent","growth","growth","growth","outbreak","decline","decline","decline","decline"]}
            {"alarms":[],"forecast":null,"id":"2","reason":"too_early","stages":["latent","latent","latent"]}
            {"alarms":[],"forecast":null,"id":"empty","reason":"too_early","stages":[]}
            exit 0
        "#]],
    );
}

#[test]
fn lines_that_are_no_series_are_told_and_counted() {
    check(
        r#"{"id":"negative","start":"2026-03-01T00","counts":[1,-2]}
{"id":"large","start":"2026-03-01T00","counts":[1,1e18]}
{"id":"text","start":"2026-03-01T00","counts":[1,"2"]}
{"id":"nan","start":"2026-03-01T00","counts":[NaN]}
{"start":"2026-03-01T00","counts":[1]}
{"id":"good","start":"2026-03-01T00","counts":[1]}
"#,
        &expect![[r#"
            {"alarms":[],"forecast":null,"id":"good","reason":"too_early","stages":["latent"]}
            -:1 skipped: hour 1: -2.0 is not a count from 0 to 1e12; write null where it is missing
            -:2 skipped: hour 1: 1e18 is not a count from 0 to 1e12; write null where it is missing
            -:3 skipped: invalid type: string "2", expected f64 at line 1 column 52
            -:4 skipped: expected value at line 1 column 47
            -:5 skipped: missing field `id` at line 1 column 38
            exit 1
        "#]],
    );
}

#[test]
fn ten_years_are_read_and_eleven_refused() {
    let line = |id: &str, hours: usize| {
        format!("{{\"id\":\"{id}\",\"counts\":[{}1]}}\n", "1,".repeat(hours - 1))
    };
    check(
        &line("eleven", 11 * 366 * 24),
        &expect![[r#"
        -:1 skipped: 96624 hours are more than the 87840 of ten years; split the series
        exit 1
    "#]],
    );
}

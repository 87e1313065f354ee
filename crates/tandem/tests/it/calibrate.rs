//! `calibrate` as an analyst calls it, on made data.

use crate::said::tandem;
use std::fmt::Write as _;
use std::path::Path;

/// Three months of matters that wait half an hour for the next hand, and replies after some ten days.
fn data(folder: &Path) -> (String, String) {
    let (mut log, mut messages) = ("case,activity,time,group\n".to_owned(), String::new());
    for no in 0..120_u32 {
        let (month, day) = (no / 40 + 1, no % 18 + 1);
        let minute = 20 + no % 20;
        writeln!(log, "{no},open,2024-{month:02}-{day:02} 09:00,A").unwrap();
        let step = if no % 4 == 0 { "pass" } else { "work" };
        writeln!(log, "{no},{step},2024-{month:02}-{day:02} 09:{minute},B").unwrap();
        let (hour, replied) = (9 + no % 3, day + 8 + no % 3);
        writeln!(
            messages,
            r#"{{"time":"2024-{month:02}-{day:02}T{hour:02}:30:00","reply_time":"2024-{month:02}-{replied:02}T10:00:00"}}"#,
        )
        .unwrap();
    }
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (logs, said) = (path("log.csv"), path("messages.jsonl"));
    std::fs::write(&logs, log).unwrap();
    std::fs::write(&said, messages).unwrap();
    (logs, said)
}

const SMALL: [&str; 10] = [
    "--region",
    "example-county",
    "--cases",
    "6",
    "--horizon",
    "20",
    "--replications",
    "1",
    "--seed",
    "3",
];

#[test]
fn what_data_tell_is_measured_and_the_rest_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    let (log, messages) = data(folder.path());
    let output = folder.path().join("offices.toml");
    let output = output.to_str().unwrap();
    let files = ["--log", &log, "--group", "group", "--passed-on", "pass", "--messages", &messages];
    let mechanism = ["--mechanism", "ics-county", "--output", output, "--json"];
    let arguments = [&["calibrate"], &files[..], &mechanism, &SMALL].concat();
    let said = tandem("en", &arguments);
    assert_eq!(said.code, 0, "{}", said.err);
    let document: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let fitted = document["fitted"].as_array().unwrap();
    let value = |name: &str| {
        let found = fitted.iter().find(|one| one["parameter"] == name);
        found.and_then(|one| one["value"].as_f64()).unwrap_or(f64::NAN)
    };
    assert!((20.0..45.0).contains(&value("reaction_minutes")), "{}", value("reaction_minutes"));
    assert!((value("share_misrouted") - 0.25).abs() < 0.02);
    assert!(value("field_work_hours") > 10.0, "ten days are more than ten office hours");
    assert_eq!(document["unchanged"].as_array().unwrap().len() + fitted.len(), 36);
    let held = document["held_out"].as_array().unwrap();
    let names: Vec<_> = held.iter().filter_map(|one| one["quantity"].as_str()).collect();
    assert_eq!(names, ["reply_h", "taken_up_h", "came_at_h"]);
    for one in held {
        for which in ["calibrated", "assumed", "earlier", "halves"] {
            assert!(one[which]["ks"]["value"].is_number(), "{which} of {}", one["quantity"]);
        }
    }
    // Matters came in from nine to eleven, and now do so in the simulation.
    let hour = &held[2];
    assert!(hour["calibrated"]["ks"]["value"].as_f64() < hour["assumed"]["ks"]["value"].as_f64());

    // The file is one for `simulate`, and says what was measured.
    let run = ["--replications", "1", "--cases", "4", "--region", "example-county"];
    let said = tandem("en", &[&["simulate", "ics-county", "--offices", output], &run[..]].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("(measured: log.csv: "), "{}", said.out);
    assert!(said.out.contains("field_work_hours"), "{}", said.out);
}

#[test]
fn the_print_out_says_whose_data_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let (log, _) = data(folder.path());
    let output = folder.path().join("offices.toml");
    let files = ["--log", &log, "--group", "group", "--output", output.to_str().unwrap()];
    let arguments = [&["calibrate", "--mechanism", "ics-county"], &files[..], &SMALL].concat();
    for (lang, first, rest) in [
        ("zh", "以下数值来自所给数据的单位和流程", "留出月份"),
        ("en", "These figures come from the offices and processes of the given data", "kept back"),
    ] {
        let said = tandem(lang, &arguments);
        assert_eq!(said.code, 0, "{}", said.err);
        assert!(said.out.starts_with(first) && said.out.contains(rest), "{}", said.out);
        assert!(said.out.contains("share_silent"), "what stays as it was is listed: {}", said.out);
    }
}

#[test]
fn what_is_wrong_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("offices.toml");
    let output = output.to_str().unwrap();
    let one_month = folder.path().join("one.jsonl");
    std::fs::write(&one_month, "{\"time\":\"2024-01-01T09:00\"}\n").unwrap();
    let one_month = one_month.to_str().unwrap();
    for (arguments, code, told) in [
        (&["--output", output][..], 1, "there is nothing to fit"),
        (&["--messages", one_month][..], 2, "--output"),
        (&["--output", output, "--messages", one_month], 1, "all times are in one month"),
        (&["--output", output, "--messages", "no.jsonl"], 1, "read no.jsonl"),
    ] {
        let said = tandem("en", &[&["calibrate"], arguments].concat());
        assert_eq!((said.code, said.out.as_str()), (code, ""), "{}", said.err);
        assert!(said.err.contains(told), "{told}: {}", said.err);
    }
}

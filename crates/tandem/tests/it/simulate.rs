//! `simulate` as an analyst calls it.

use crate::said::{Said, tandem};

fn simulate(lang: &str, arguments: &[&str]) -> Said {
    tandem(lang, &[&["simulate"], arguments].concat())
}
const SMALL: [&str; 4] = ["--region", "example-county", "--cases", "6"];

#[test]
fn mechanisms_are_compared_in_json() {
    let mechanisms = ["hop-by-hop", "ics-county", "--seed", "3", "--replications", "2", "--json"];
    let arguments = [&SMALL[..], &mechanisms[..]].concat();
    let said = simulate("en", &arguments);
    assert_eq!(said.code, 0, "{}", said.err);
    let document: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let text = |path: &str| document.pointer(path).and_then(|v| v.as_str()).unwrap_or_default();
    assert!(text("/simulated/en").starts_with("Officials are simulated"));
    assert_eq!(text("/mechanisms/1/mechanism"), "ics-county");
    assert_eq!(text("/mechanisms/0/figures/0/figure"), "first_statement_mean_h");
    assert_eq!(text("/differences/0/with"), "hop-by-hop");
    assert!(document["mechanisms"][0]["figures"][0]["mean"].is_number());
    assert!(document["mechanisms"][0]["figures"][0]["low"].is_number());
    assert!(document["mechanisms"][0]["entries"].as_u64().unwrap() > 100);
    assert!(document["sensitivity"].is_null());
    let named = |name: &str| {
        let all = document["assumptions"].as_array().unwrap();
        all.iter().find(|one| one["name"] == name).unwrap().clone()
    };
    assert_eq!(named("retention_per_hop")["standing"], "prior");
    assert_eq!(said.out, simulate("en", &arguments).out, "bit-equal by seed");
}

#[test]
fn the_print_out_says_first_that_officials_are_simulated() {
    let arguments = [&SMALL[..], &["hop-by-hop", "ics-county", "--replications", "1"]].concat();
    for (lang, first, table) in [
        ("zh", "官员由程序模拟", "首次对外通报：中位数（小时）"),
        ("en", "Officials are simulated", "first statement: median hours"),
    ] {
        let said = simulate(lang, &arguments);
        assert_eq!(said.code, 0, "{}", said.err);
        assert!(said.out.starts_with(first), "{}", said.out);
        assert!(said.out.contains(table), "{}", said.out);
        assert!(said.out.contains("retention_per_hop"), "assumptions are shown");
    }
}

#[test]
fn screening_says_on_what_the_differences_hang() {
    let run = ["hop-by-hop", "ics-county", "--replications", "1", "--seed", "3", "--horizon", "10"];
    let screens = ["--cases", "2", "--screening", "2", "--shares", "8"];
    let county = ["--region", "example-county"];
    let arguments = [&county[..], &run[..], &screens[..], &["--json"]].concat();
    let said = simulate("en", &arguments);
    assert_eq!(said.code, 0, "{}", said.err);
    let document: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let screening = &document["screening"];
    assert_eq!(
        (screening["paths"].as_u64(), screening["points"].as_u64()),
        (Some(2), Some(2 * 37))
    );
    let outputs = screening["outputs"].as_array().unwrap();
    // Four figures of each mechanism and four differences.
    assert_eq!(outputs.len(), 12);
    let last = outputs.last().unwrap();
    assert_eq!(
        (last["mechanism"].as_str(), last["with"].as_str()),
        (Some("ics-county"), Some("hop-by-hop"))
    );
    let assumptions = last["assumptions"].as_array().unwrap();
    assert_eq!(assumptions.len(), 36);
    assert!(assumptions[0]["size"].as_f64() >= assumptions[35]["size"].as_f64(), "heaviest first");
    assert_eq!(document["variance_shares"].as_array().unwrap().len(), 4);

    let arguments = [&county[..], &run[..], &screens[..4]].concat();
    let said = simulate("zh", &arguments);
    assert!(said.out.contains("假设筛选（莫里斯法）"), "{}", said.out);
}

#[test]
fn what_is_wrong_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    std::fs::write(&file, "[share_late]\nvalue = 2\n").unwrap();
    let file = file.to_str().unwrap();
    for (arguments, code, told) in [
        (&["hop-by-hop", "hop-by-hop"][..], 1, "is named twice"),
        (&["no-such"], 1, "there is no `mechanisms/no-such.toml`"),
        (&["hop-by-hop", "--region", "nowhere"], 1, "nowhere"),
        (&["hop-by-hop", "--offices", file], 1, "`share_late` is 2, but must be from 0 to 1"),
        (&["hop-by-hop", "--cases", "0"], 2, "--cases"),
        (&["hop-by-hop", "--shares", "9"], 2, "--screening"),
        (&[], 2, "MECHANISM"),
    ] {
        let said = simulate("en", arguments);
        assert_eq!((said.code, said.out.as_str()), (code, ""), "{}", said.err);
        assert!(said.err.contains(told), "{told}: {}", said.err);
    }
}

//! `optimise` as an analyst calls it.

use crate::said::tandem;
use std::path::Path;

fn shipped_space() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spaces/direct-led.toml").display().to_string()
}

const SMALL: [&str; 14] = [
    "--region",
    "example-county",
    "--cases",
    "4",
    "--population",
    "4",
    "--generations",
    "2",
    "--members",
    "3",
    "--replications",
    "2",
    "--seed",
    "5",
];

#[test]
fn the_front_is_told_in_json_and_written_as_mechanisms() {
    let folder = tempfile::tempdir().unwrap();
    let written = folder.path().join("variants");
    let space = shipped_space();
    let arguments = ["optimise", "direct-led", "--space", &space, "--json", "--write"];
    let arguments = [&arguments[..], &[written.to_str().unwrap()], &SMALL].concat();
    let said = tandem("en", &arguments);
    assert_eq!(said.code, 0, "{}", said.err);
    let document: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let members = document["members"].as_array().unwrap();
    assert!((1..=3).contains(&members.len()), "{}", said.out);
    assert!(document["variants_tried"].as_u64().unwrap() >= 4);
    for member in members {
        let id = member["id"].as_str().unwrap();
        let figures = member["figures"].as_array().unwrap();
        assert_eq!(figures.len(), 5, "three objectives and two limits");
        assert!(figures[0]["fresh"]["low"].is_number() && figures[0]["in_search"].is_number());
        let changes = member["changes"].as_array().unwrap();
        assert_eq!(changes.len(), member["sentences"].as_array().unwrap().len());
        let file = written.join(format!("{id}.toml"));
        assert_eq!(file.exists(), member["stands"].as_bool().unwrap(), "{id}");
        if file.exists() {
            let file = file.to_str().unwrap();
            let checked = tandem("en", &["mechanism", "check", file]);
            assert_eq!(checked.code, 0, "{}", checked.out);
            let text = std::fs::read_to_string(file).unwrap();
            assert!(text.contains("Found by search from direct-led in simulation"), "{text}");
        }
    }
    assert_eq!(said.out, tandem("en", &arguments).out, "bit-equal by seed");
}

#[test]
fn options_that_law_forbids_are_told() {
    let space = shipped_space();
    let arguments = [&["optimise", "cn-61-2016", "--space", &space][..], &SMALL].concat();
    let said = tandem("zh", &arguments);
    assert_eq!(said.code, 0, "{}", said.err);
    // The city rule of five working days is law there; eight are not to be tried.
    assert!(said.err.contains("因法定期限略去"), "{}", said.err);
    assert!(said.err.contains("法定期限5个工作日，放宽为8个工作日"), "{}", said.err);
    assert!(said.out.starts_with("官员由程序模拟"), "{}", said.out);
    assert!(said.out.contains("原机制") && said.out.contains("入选者的运气"), "{}", said.out);
}

#[test]
fn what_is_wrong_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("space.toml");
    std::fs::write(&file, "about = { zh = \"\", en = \"\" }\nobjective = []\n").unwrap();
    let file = file.to_str().unwrap();
    for (arguments, code, told) in [
        (&["direct-led"][..], 2, "--space"),
        (&["direct-led", "--space", "nowhere.toml"], 1, "read nowhere.toml"),
        (&["direct-led", "--space", file], 1, "at least one choice"),
        (&["direct-led", "--space", file, "--population", "1"], 2, "--population"),
    ] {
        let said = tandem("en", &[&["optimise"], arguments].concat());
        assert_eq!((said.code, said.out.as_str()), (code, ""), "{}", said.err);
        assert!(said.err.contains(told), "{told}: {}", said.err);
    }
}

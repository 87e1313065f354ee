//! The pure crates reach no clock, no entropy, no file, no network, no database and no server.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const PURE: [&str; 4] = ["tandem-core", "tandem-sense", "tandem-insight", "tandem-sim"];
const BANNED_CRATES: [&str; 6] = ["tokio", "rusqlite", "axum", "reqwest", "rand", "getrandom"];
const BANNED_WORDS: [&str; 8] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
];

#[test]
fn pure_crates_depend_on_nothing_impure() {
    for name in PURE {
        let reached = reached(name);
        assert!(reached.contains("serde"), "{name}: cargo shows no dependencies at all");
        let impure: Vec<_> = BANNED_CRATES.iter().filter(|name| reached.contains(**name)).collect();
        assert!(impure.is_empty(), "{name} depends on {impure:?}");
    }
}

#[test]
fn pure_crates_name_no_clock_and_no_outside() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("beside the others");
    for name in ["core", "sense", "insight", "sim"] {
        let mut files = Vec::new();
        sources(&crates.join(name).join("src"), &mut files);
        assert!(!files.is_empty(), "{name} has sources");
        for file in files {
            let text = std::fs::read_to_string(&file).expect("a source is text");
            for (index, line) in text.lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                let word = BANNED_WORDS.iter().find(|word| code.contains(**word));
                let place = format!("{}:{}", file.display(), index + 1);
                assert!(word.is_none(), "{place} names {word:?}");
            }
        }
    }
}

/// Names of all crates that a package of the workspace needs to run.
fn reached(package: &str) -> BTreeSet<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["tree", "--offline", "--edges", "normal", "--prefix", "none", "--package", package])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("cargo prints text");
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
}

//! What was ever written must be read for ever, and written back byte for byte.

use std::collections::BTreeSet;
use std::path::Path;
use tandem_core::CaseId;
use tandem_engine::Stored;
use tandem_engine::record::{self, FORMAT, GENESIS};

/// Number of kinds of entries that format 1 knows.
const KINDS: usize = 68;

/// The same for entries of a directory.
const DIRECTORY_KINDS: usize = 22;

fn golden(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(file);
    std::fs::read_to_string(path).unwrap()
}

/// The kind of an entry, as its line names it.
fn kind(line: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(line).unwrap();
    value["kind"].as_object().unwrap().keys().next().unwrap().clone()
}

fn stored(body: &str) -> Stored {
    let case = CaseId::from("c");
    let hash = record::hash(GENESIS, 1, &case, 1, body);
    Stored { seq: 1, case, version: 1, format: FORMAT, body: body.to_owned(), hash }
}

#[test]
fn every_line_of_format_1_reads_and_writes_back_the_same() {
    let mut kinds = BTreeSet::new();
    for line in golden("v1.jsonl").lines() {
        let entry = stored(line).entry().unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(record::encode(&entry), line);
        kinds.insert(kind(line));
    }
    assert_eq!(kinds.len(), KINDS, "{kinds:?}");
    let mut kinds = BTreeSet::new();
    for line in golden("directory-v1.jsonl").lines() {
        let entry = stored(line).directory_entry();
        let entry = entry.unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(record::encode(&entry), line);
        kinds.insert(kind(line));
    }
    assert_eq!(kinds.len(), DIRECTORY_KINDS, "{kinds:?}");
}

#[test]
fn a_newer_format_is_named() {
    let newer = Stored { format: FORMAT + 1, ..stored("{}") };
    let error = newer.entry().unwrap_err().to_string();
    assert_eq!(error, "entry 1 has format 2, this program reads up to 1; upgrade it");
}

#[test]
fn a_hash_covers_every_part() {
    let case = CaseId::from("c");
    let hash =
        |seq, case: &CaseId, version, body: &str| record::hash(GENESIS, seq, case, version, body);
    let right = hash(1, &case, 1, "{}");
    let others = [
        hash(2, &case, 1, "{}"),
        hash(1, &CaseId::from("d"), 1, "{}"),
        hash(1, &case, 2, "{}"),
        hash(1, &case, 1, "{ }"),
        record::hash(right, 1, &case, 1, "{}"),
    ];
    assert!(others.iter().all(|other| *other != right));
}

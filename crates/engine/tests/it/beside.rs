//! A ledger beside its own export, and beside one that another node wrote.

use crate::engine::{engine_on, opened, request};
use std::sync::Arc;
use tandem_core::case::Command;
use tandem_core::mechanism::RiskLevel;
use tandem_engine::{Copied, Engine, MemoryLedger, Store, Stored, beside};

fn ledger(then: impl FnOnce(&Engine)) -> Arc<dyn Store> {
    let store = Arc::new(MemoryLedger::default()) as Arc<dyn Store>;
    let engine = engine_on(&store);
    opened(&engine, "c");
    then(&engine);
    store
}

fn assess(engine: &Engine, level: RiskLevel) {
    let command = Command::Assess { level, reason: "升级".to_owned() };
    engine.execute(&request("c", 1, "450103.desk/lead", command)).unwrap();
}

fn entries(store: &dyn Store) -> Vec<Stored> {
    store.scan(0, 1_000).unwrap()
}

fn copied(entries: &[Stored]) -> Result<Copied, String> {
    let mut copy = Copied::default();
    entries.iter().try_for_each(|stored| copy.push(stored)).map(|()| copy)
}

#[test]
fn an_older_export_is_how_the_ledger_began() {
    let store = ledger(|engine| assess(engine, RiskLevel::II));
    let all = entries(&*store);
    for kept in [0, 1, all.len()] {
        let found = beside(&*store, &copied(&all[..kept]).unwrap()).unwrap();
        assert!(found.beginning && found.apart.is_empty(), "{kept}: {found:?}");
    }
}

#[test]
fn a_case_that_two_nodes_wrote_is_named() {
    let here = ledger(|engine| assess(engine, RiskLevel::II));
    let there = ledger(|engine| assess(engine, RiskLevel::III));
    let found = beside(&*here, &copied(&entries(&*there)).unwrap()).unwrap();
    assert!(!found.beginning);
    assert_eq!(found.shared, 1);
    let apart: Vec<&str> = found.apart.iter().map(|apart| apart.what.as_str()).collect();
    let version = entries(&*there).len();
    assert_eq!(
        apart,
        [format!(
            "OWN-1 is broken: entry {version} is one thing at this ledger and another at the copy"
        )]
    );
}

#[test]
fn a_copy_that_was_changed_or_lacks_entries_is_none() {
    let store = ledger(|_| ());
    let mut all = entries(&*store);
    let gap = copied(&[&all[..1], &all[2..]].concat()).unwrap_err();
    assert_eq!(gap, "entry 2 should come here, and 3 does");
    all[1].body.push(' ');
    assert!(copied(&all).unwrap_err().starts_with("entry 2 is not what was written"));
}

//! Offices beside cases: a unit that ends, what a settlement teaches, a restart, and a command that
//! comes twice.

use crate::engine::{at, engine_on, opened, request};
use std::sync::Arc;
use tandem_core::case::{Actor, Command as OnCase};
use tandem_core::directory::{ChannelKind, Command, ProposalState};
use tandem_core::{CaseId, UnitId};
use tandem_engine::{
    Courier, Engine, Failure, MemoryLedger, OfficeRequest, Store, StoreError, Undelivered, verify,
};

/// What the chief of a desk asks of the offices of Qingxiu.
fn office(hours: i64, command: Command) -> OfficeRequest {
    let by = Actor::person("wang", "450103.desk/chief");
    OfficeRequest { at: at(hours), by, area: "450103".into(), command, key: None }
}

fn end_emergency() -> Command {
    Command::EndUnit {
        unit: "450103.emergency".into(),
        successor: Some("450103.water".into()),
        reason: "机构改革".to_owned(),
    }
}

fn lead(engine: &Engine, case: &str) -> UnitId {
    engine.case(&case.into()).unwrap().lead.clone().unwrap().unit
}

#[test]
fn a_successor_steps_into_every_open_case_at_once() {
    let store: Arc<dyn Store> = Arc::new(MemoryLedger::default());
    let engine = engine_on(&store);
    for number in 0..30 {
        opened(&engine, &format!("c{number}"));
    }
    assert_eq!(lead(&engine, "c7").as_str(), "450103.emergency");
    engine.direct(&office(1, end_emergency())).unwrap();
    for number in 0..30 {
        assert_eq!(lead(&engine, &format!("c{number}")).as_str(), "450103.water");
    }
    assert_eq!(engine.invariants().1, 0);
    verify(engine.store()).unwrap();
}

/// A process that dies between the end of a unit and the last of its cases goes on with the next
/// sweep, from the ledger alone.
#[test]
fn a_succession_that_was_cut_off_is_made_up_for() {
    let store: Arc<dyn Store> = Arc::new(MemoryLedger::default());
    let before = engine_on(&store);
    opened(&before, "c");
    let stranger = engine_on(&store);
    stranger.direct(&office(1, end_emergency())).unwrap();
    assert_eq!(lead(&stranger, "c").as_str(), "450103.water");

    let store: Arc<dyn Store> = Arc::new(MemoryLedger::default());
    let engine = engine_on(&store);
    engine.direct(&office(1, end_emergency())).unwrap();
    opened_with_the_dead(&store);
    let restarted = engine_on(&store);
    restarted.sweep(at(2)).unwrap();
    assert_eq!(lead(&restarted, "late").as_str(), "450103.water");
}

/// A case that was opened by an engine that did not know yet that the unit ended.
fn opened_with_the_dead(store: &Arc<dyn Store>) {
    let unaware: Arc<dyn Store> = Arc::new(MemoryLedger::default());
    let other = engine_on(&unaware);
    opened(&other, "late");
    let bodies: Vec<String> =
        unaware.case(&"late".into()).unwrap().into_iter().map(|stored| stored.body).collect();
    let row = unaware.row(&"late".into()).unwrap();
    let append = tandem_engine::Append {
        case: CaseId::from("late"),
        expected: 0,
        key: None,
        bodies,
        row,
        effects: Vec::new(),
    };
    store.append(vec![append]).unwrap();
}

#[test]
fn what_a_settlement_teaches_is_proposed_once_whoever_delivers_it() {
    struct Nowhere;
    impl Courier for Nowhere {
        fn deliver(&self, _: &[Undelivered]) -> Result<(), StoreError> {
            Ok(())
        }
    }
    let store: Arc<dyn Store> = Arc::new(MemoryLedger::default());
    let engine = engine_on(&store);
    opened(&engine, "c");
    let settle = OnCase::Settle {
        order: None,
        lead: "450103.water".into(),
        assisting: Vec::new(),
        reason: "水利局管".to_owned(),
    };
    engine.execute(&request("c", 1, "450103.desk/lead", settle)).unwrap();
    let proposals = |engine: &Engine| {
        let directories = engine.directories();
        let directory = directories.of(&"450103".into()).unwrap();
        directory.proposals.iter().map(|p| (p.row.lead.to_string(), p.state)).collect::<Vec<_>>()
    };
    assert_eq!(proposals(&engine), [("water".to_owned(), ProposalState::Open)]);
    let restarted = engine_on(&store);
    restarted.deliver(&Nowhere).unwrap();
    assert_eq!(proposals(&restarted).len(), 1, "told twice, proposed once");
}

#[test]
fn a_command_that_comes_twice_is_done_once_and_a_restart_forgets_nothing() {
    let store: Arc<dyn Store> = Arc::new(MemoryLedger::default());
    let engine = engine_on(&store);
    let command = Command::SetChannel {
        unit: "450103.desk".into(),
        channel: "night".into(),
        kind: ChannelKind::Phone,
        address: "the office".to_owned(),
    };
    let once = OfficeRequest { key: Some("k".to_owned()), ..office(0, command) };
    assert_eq!(engine.direct(&once).unwrap().entries.len(), 1);
    assert!(engine.direct(&once).unwrap().entries.is_empty());
    let restarted = engine_on(&store);
    assert_eq!(*restarted.directories(), *engine.directories());
    // Forty days later the check is overdue at every rung, whether it was swept often or once.
    restarted.sweep(at(24 * 40)).unwrap();
    let pending = restarted.directories().of(&"450103".into()).unwrap().pending.clone();
    assert!(pending[0].rung > 0, "{pending:?}");
    let audit = restarted.audit(at(24 * 40)).unwrap();
    assert_eq!(audit.offices.len(), 1);
    assert!(!audit.is_clean(10));
}

#[test]
fn a_stream_of_entries_of_offices_is_no_case() {
    let store: Arc<dyn Store> = Arc::new(MemoryLedger::default());
    let engine = engine_on(&store);
    engine.direct(&office(0, end_emergency())).unwrap();
    let stream = "directory:450103";
    assert!(matches!(engine.case(&stream.into()), Err(Failure::Reserved(_))));
    let asked = engine.execute(&request(stream, 0, "450103.desk/duty", OnCase::Accept));
    assert!(matches!(asked, Err(Failure::Reserved(_))));
    let mut entries = 0;
    assert!(engine.replay(&mut entries).unwrap().is_empty());
}

//! Load, decide, append; sweep; rebuild; deliver.

use std::sync::{Arc, Mutex};
use tandem_core::case::{
    Actor, Command, Entry, EntryKind, Evidence, EvidenceKind, Origin, Phase, Progress, RefusalKind,
    RelayVerdict, Urgency, due,
};
use tandem_core::{CaseId, Digest, Lang, Timestamp};
use tandem_engine::{
    Append, CaseFilter, Courier, Done, Effect, Engine, Failure, Ledger as _, MemoryLedger, Pulse,
    Request, Store, StoreError, Swept, Undelivered, verify,
};
use tandem_testkit::deployed;

const START: &str = "2026-03-02T01:00:00Z";

fn engine() -> Engine {
    engine_on(&(Arc::new(MemoryLedger::default()) as Arc<dyn Store>))
}

/// An engine on a ledger, as after a start.
pub(crate) fn engine_on(store: &Arc<dyn Store>) -> Engine {
    Engine::new(Arc::clone(store), deployed()).unwrap()
}

pub(crate) fn at(hours: i64) -> Timestamp {
    START.parse::<Timestamp>().unwrap() + jiff_hours(hours)
}

fn jiff_hours(hours: i64) -> std::time::Duration {
    std::time::Duration::from_secs(hours as u64 * 3_600)
}

pub(crate) fn request(case: &str, hours: i64, position: &str, command: Command) -> Request {
    let by = Actor::person(position, position);
    Request { at: at(hours), by, case: CaseId::from(case), command, key: None }
}

fn receive() -> Command {
    let digest = Digest::of(b"post");
    Command::Receive {
        title: "积水".to_owned(),
        origin: Origin::default(),
        areas: vec!["450103".into()],
        remits: vec!["disaster.flood".into()],
        evidence: vec![Evidence {
            id: "ev-1".into(),
            kind: EvidenceKind::Post,
            digest,
            title: "帖文".to_owned(),
        }],
        drill: false,
    }
}

pub(crate) fn opened(engine: &Engine, case: &str) {
    let duty = "450103.desk/duty";
    for command in [
        receive(),
        Command::Accept,
        Command::AssignLead { also_assisting: Vec::new() },
        Command::Dispatch {
            order: "o1".into(),
            to: "450103.emergency".into(),
            task: "查明".to_owned(),
            urgency: Urgency::Normal,
        },
    ] {
        engine.execute(&request(case, 0, duty, command)).unwrap();
    }
}

#[test]
fn a_refusal_leaves_no_trace() {
    let engine = engine();
    let refused = engine.execute(&request("c", 0, "450103.edu/head", receive())).unwrap_err();
    assert!(matches!(refused, Failure::Refused(_)), "{refused}");
    assert_eq!(engine.store().head().unwrap().entries, 0);
    let missing = engine.case(&"c".into()).unwrap_err();
    assert_eq!(missing.to_string(), "there is no case c");
}

#[test]
fn the_same_command_is_carried_out_once() {
    let engine = engine();
    let named =
        Request { key: Some("k".to_owned()), ..request("c", 0, "450103.desk/duty", receive()) };
    assert_eq!(engine.execute(&named).unwrap().entries.len(), 1);
    let Done { entries, case, .. } = engine.execute(&named).unwrap();
    assert_eq!((entries.len(), case.version), (0, 1));
    let both = engine.execute_all(&[named.clone(), named]).unwrap();
    assert!(both.iter().all(|done| done.as_ref().is_ok_and(|done| done.entries.is_empty())));
}

#[test]
fn a_merge_needs_the_other_case() {
    let engine = engine();
    engine.execute(&request("c", 0, "450103.desk/duty", receive())).unwrap();
    let merge = Command::Merge { into: "nowhere".into(), reason: "同一事项".to_owned() };
    let failure = engine.execute(&request("c", 0, "450103.desk/duty", merge)).unwrap_err();
    assert!(matches!(failure, Failure::NoCase(_)), "{failure}");
}

#[test]
fn a_merge_of_open_cases_is_one_append_over_both() {
    let engine = engine();
    opened(&engine, "c");
    opened(&engine, "d");
    let lead = "450103.desk/lead";
    let merge = |case: &str, into: &str| {
        let command = Command::Merge { into: into.into(), reason: "同一事项".to_owned() };
        Request { key: Some(format!("{case}-{into}")), ..request(case, 1, lead, command) }
    };
    // Decided in one go: the second sees what the first leaves, and is refused.
    let results = engine.execute_all(&[merge("d", "c"), merge("c", "d")]).unwrap();
    let done: Vec<bool> = results.iter().map(Result::is_ok).collect();
    assert_eq!(done, [true, false]);
    let merged = engine.case(&"d".into()).unwrap();
    assert_eq!(merged.phase, Phase::Merged("c".into()));
    assert!(merged.watches.is_empty() && merged.open_orders().next().is_none());
    let again = engine.execute(&merge("d", "c")).unwrap();
    assert!(again.entries.is_empty() && again.others.is_empty());
    assert_eq!(engine.invariants().1, 0);
    let stored = engine.store().case(&"c".into()).unwrap().len() as u64;
    assert_eq!(stored, engine.case(&"c".into()).unwrap().version);
    let row = engine.store().row(&"d".into()).unwrap().unwrap();
    assert_eq!((row.phase.as_str(), row.next_due), ("merged", None));
    verify(engine.store()).unwrap();
}

#[test]
fn in_a_bulk_action_the_refused_do_not_hold_up_the_rest() {
    let engine = engine();
    let duty = "450103.desk/duty";
    let results = engine
        .execute_all(&[
            request("a", 0, duty, receive()),
            request("a", 0, duty, receive()),
            request("b", 0, duty, receive()),
            request("b", 0, duty, Command::Accept),
        ])
        .unwrap();
    let done: Vec<bool> = results.iter().map(Result::is_ok).collect();
    assert_eq!(done, [true, false, true, true]);
    assert_eq!(engine.case(&"b".into()).unwrap().phase, Phase::Open);
    verify(engine.store()).unwrap();
}

#[test]
fn an_audit_names_what_is_overdue_and_how_far_it_climbed() {
    let engine = engine();
    let empty = engine.audit(at(0), None).unwrap();
    assert!(empty.is_clean(10), "{empty:?}");
    opened(&engine, "c");
    engine.execute(&request("d", 0, "450103.desk/duty", receive())).unwrap();
    let unswept = engine.audit(at(1), None).unwrap();
    assert_eq!((unswept.living, unswept.pulse(10)), (2, Pulse::Never));
    assert!(unswept.overdue.is_empty() && !unswept.is_clean(10));
    engine.sweep(at(30)).unwrap();
    let found = engine.audit(at(30), None).unwrap();
    let first = &found.overdue[0];
    let told = (first.case.as_str(), first.rule.as_str(), first.rung, first.holder.as_str());
    assert_eq!(told, ("d", "T1", 1, "450100.desk"));
    assert_eq!(first.what(Lang::En), "triage");
    assert!(found.without_next_step.is_empty() && found.breaches.is_empty());
    assert!(found.waiting_effects > 0);
    assert_eq!(found.pulse(10), Pulse::Alive { minutes: 0 });
    for (area, living) in [("450100", 2), ("450103", 2), ("450105", 0)] {
        let part = engine.audit(at(30), Some(&area.into())).unwrap();
        assert_eq!((part.living, part.overdue.is_empty()), (living, living == 0), "{area}");
    }
    let later = engine.audit(at(31), None).unwrap();
    assert_eq!(later.pulse(10), Pulse::Stale { minutes: 60 });
    assert_eq!(later.pulse(60), Pulse::Alive { minutes: 60 });
}

#[test]
fn what_is_drawn_stays_drawn_whatever_comes_later() {
    let engine = engine();
    for number in 0..40 {
        let case = format!("c{number}");
        opened(&engine, &case);
        let (unit, order) = ("450103.emergency/liaison", "o1");
        let sign = Command::Sign { order: order.into(), restated: None };
        engine.execute(&request(&case, 1, unit, sign)).unwrap();
        let feedback = Command::Feedback {
            order: order.into(),
            text: "已查明".to_owned(),
            progress: Progress::Interim,
            evidence: vec![Evidence {
                id: "ev-2".into(),
                kind: EvidenceKind::Document,
                digest: Digest::of(case.as_bytes()),
                title: "接诊单".to_owned(),
            }],
            findings: Vec::new(),
            compared: None,
        };
        engine.execute(&request(&case, 2, unit, feedback)).unwrap();
    }
    let sample = engine.relay_sample(at(24 * 7), None).unwrap().unwrap();
    assert_eq!((sample.relays, sample.share), (40, 0.1));
    assert!((1..=12).contains(&sample.drawn.len()), "{}", sample.drawn.len());
    let first = &sample.drawn[0];
    let audit = |relay, seed| Command::AuditRelay {
        relay,
        verdict: RelayVerdict::Faithful,
        reason: "一致".to_owned(),
        seed: Some(seed),
    };
    let by = "450100.desk/chief";

    // Whoever wants to audit just this one looks for a seed that draws it, and does not get it in.
    let rule = engine.world().mechanism.relay_audit.as_ref().unwrap();
    let forged = |case: &CaseId, relay| {
        let mut seeds = (0u32..).map(|n| Digest::of(&n.to_be_bytes()));
        seeds.find(|seed| rule.draws(seed, case, relay)).unwrap()
    };
    let spared = |id: &CaseId| sample.drawn.iter().all(|drawn| &drawn.case != id);
    let mut ids = (0..40).map(|number| CaseId::new(format!("c{number}")));
    let spared = ids.find(spared).unwrap();
    let refusal = |hours, case: &CaseId, relay| {
        let audit = audit(relay, forged(case, relay));
        match engine.execute(&request(case.as_str(), hours, by, audit)) {
            Err(Failure::Refused(refusal)) => refusal.0,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(refusal(24 * 8, &spared, 1), RefusalKind::NotDrawn(1));
    let (until, no) = (sample.until, first.relay);
    let early = RefusalKind::NotDrawnYet { relay: no, at: until };
    assert_eq!(refusal(24 * 3, &first.case, no), early);
    let named = audit(no, forged(&first.case, no));
    let done = engine.execute(&request(first.case.as_str(), 24 * 8, by, named)).unwrap();
    let EntryKind::RelayAudited { seed, period, .. } = &done.entries[0].kind else {
        panic!("{:?}", done.entries)
    };
    assert_eq!((*seed, *period), (Some(sample.seed), Some((sample.from, until))));
    let mut again = engine.relay_sample(at(24 * 9), None).unwrap().unwrap();
    assert!(again.drawn[0].audited);
    again.drawn[0].audited = false;
    assert_eq!(again, sample);

    // What an older program let in is found by the audit, which walks the ledger itself.
    let store = engine.store();
    let broken = || {
        let audit = engine_on_copy(store).audit(at(24 * 9), None).unwrap();
        let found = audit.breaches.into_iter().filter(|breach| breach.invariant == "FID-2");
        found.map(|breach| (breach.case, breach.what)).collect::<Vec<_>>()
    };
    assert_eq!(broken(), []);
    let by = done.entries[0].by.clone();
    let (verdict, reason) = (RelayVerdict::Faithful, "一致".to_owned());
    let seed = Some(forged(&spared, 1));
    let kind = EntryKind::RelayAudited { relay: 1, verdict, reason, seed, period: None };
    let append = Append {
        case: spared.clone(),
        expected: engine.case(&spared).unwrap().version,
        key: None,
        bodies: vec![serde_json::to_string(&Entry { at: at(24 * 8), by, kind }).unwrap()],
        row: None,
        effects: Vec::new(),
    };
    store.append(vec![append]).unwrap();
    let found = broken();
    assert_eq!(found.len(), 1);
    assert!(found[0].0 == spared && found[0].1.contains("not the ledger's root"), "{found:?}");
}

/// An engine on a ledger of the same entries that has seen nothing else.
fn engine_on_copy(store: &dyn Store) -> Engine {
    let copy = MemoryLedger::default();
    for stored in store.scan(0, 1 << 30).unwrap() {
        let append = Append {
            case: stored.case,
            expected: stored.version - 1,
            key: None,
            bodies: vec![stored.body],
            row: None,
            effects: Vec::new(),
        };
        copy.append(vec![append]).unwrap();
    }
    engine_on(&(Arc::new(copy) as Arc<dyn Store>))
}

fn blank(id: &str) -> Vec<Evidence> {
    let (kind, digest) = (EvidenceKind::Media, Digest([0; 32]));
    vec![Evidence { id: id.into(), kind, digest, title: "视频".to_owned() }]
}

#[test]
fn what_breaks_evidence_is_not_stored_and_old_ledgers_go_on() {
    let store: Arc<dyn Store> = Arc::new(MemoryLedger::default());
    let engine = engine_on(&store);
    opened(&engine, "c");
    let head = store.head().unwrap();
    let duty = "450103.desk/duty";
    let add = Command::AddEvidence { evidence: blank("ev-2") };
    let good = Command::Withdraw { order: "o1".into(), reason: "另办".to_owned() };
    let refused = engine.execute(&request("c", 1, duty, add)).unwrap_err();
    assert!(
        matches!(&refused, Failure::Refused(no) if no.0 == RefusalKind::OriginalMissing("ev-2".into())),
        "{refused}"
    );
    assert_eq!((store.head().unwrap(), engine.invariants().1), (head, 0));

    // An older program stored it all the same: the case is read and worked on.
    let by = engine.entries(&"c".into()).unwrap()[0].by.clone();
    let entry = Entry { at: at(1), by, kind: EntryKind::EvidenceAdded { evidence: blank("ev-2") } };
    let append = Append {
        case: "c".into(),
        expected: head.entries,
        key: None,
        bodies: vec![serde_json::to_string(&entry).unwrap()],
        row: None,
        effects: Vec::new(),
    };
    store.append(vec![append]).unwrap();
    let engine = engine_on(&store);
    assert_eq!(engine.case(&"c".into()).unwrap().evidence.len(), 2);
    engine.execute(&request("c", 1, duty, good)).unwrap();
    assert!(engine.invariants().1 > 0, "it is still counted");
}

/// Whoever sweeps, however often and however late: the same entries in the end.
#[test]
fn a_second_or_late_sweep_changes_nothing() {
    let (often, twice) = (engine(), engine());
    opened(&often, "c");
    opened(&twice, "c");
    for hours in 0..24 * 40 {
        often.sweep(at(hours)).unwrap();
    }
    for hours in 0..24 * 40 {
        twice.sweep(at(hours)).unwrap();
        assert_eq!(twice.sweep(at(hours)).unwrap(), Swept::default());
    }
    assert_eq!(often.store().head().unwrap(), twice.store().head().unwrap());
    let late = engine();
    opened(&late, "c");
    late.sweep(at(24 * 40)).unwrap();
    let case = late.case(&"c".into()).unwrap();
    assert!(due(&case, &late.context(&case).unwrap(), at(24 * 40)).is_empty());
    let climbed = case.watches.iter().filter(|watch| watch.rung > 0).count();
    assert!(climbed > 0, "nothing was escalated after forty days");
}

#[test]
fn rows_rebuilt_from_the_ledger_are_the_rows_that_were_kept() {
    let engine = engine();
    opened(&engine, "a");
    opened(&engine, "b");
    engine.sweep(at(24 * 9)).unwrap();
    let filter = CaseFilter::default();
    let before = engine.store().rows(&filter, None, 10).unwrap().items;
    let rebuilt = engine.rebuild().unwrap();
    assert_eq!((rebuilt.rows, rebuilt.differing), (2, 0));
    assert_eq!(engine.store().rows(&filter, None, 10).unwrap().items, before);
}

#[test]
fn another_engine_on_the_same_store_goes_on_where_the_first_one_was() {
    let store: Arc<dyn Store> = Arc::new(MemoryLedger::default());
    let first = Engine::new(Arc::clone(&store), deployed()).unwrap();
    opened(&first, "c");
    let second = Engine::new(store, deployed()).unwrap();
    assert_eq!(*second.case(&"c".into()).unwrap(), *first.case(&"c".into()).unwrap());
    let sign = Command::Sign { order: "o1".into(), restated: None };
    second.execute(&request("c", 1, "450103.emergency/liaison", sign)).unwrap();
    let again = Command::Sign { order: "o1".into(), restated: None };
    let refused = first.execute(&request("c", 1, "450103.emergency/liaison", again)).unwrap_err();
    assert!(
        matches!(refused, Failure::Refused(_)),
        "the first engine's memory is stale: {refused}"
    );
}

struct Shaky {
    fail: Mutex<bool>,
    got: Mutex<Vec<u64>>,
}

impl Courier for Shaky {
    fn deliver(&self, effects: &[Undelivered]) -> Result<(), StoreError> {
        if std::mem::replace(&mut *self.fail.lock().unwrap(), false) {
            return Err(StoreError::Locked { place: "the mail server".to_owned() });
        }
        self.got.lock().unwrap().extend(effects.iter().map(|effect| effect.id));
        Ok(())
    }
}

#[test]
fn what_could_not_be_delivered_is_delivered_later() {
    let engine = engine();
    opened(&engine, "c");
    let waiting = engine.store().undelivered(100).unwrap();
    let to_unit = |unit: &str| {
        waiting
            .iter()
            .any(|w| matches!(&w.effect, Effect::Notify { unit: u, .. } if u.as_str() == unit))
    };
    assert!(to_unit("450103.emergency") && to_unit("450103.desk"));
    let courier = Shaky { fail: Mutex::new(true), got: Mutex::default() };
    engine.deliver(&courier).unwrap_err();
    assert_eq!(engine.store().undelivered(100).unwrap(), waiting);
    assert_eq!(engine.deliver(&courier).unwrap(), waiting.len() as u64);
    assert_eq!(engine.deliver(&courier).unwrap(), 0);
    let ids: Vec<u64> = waiting.iter().map(|w| w.id).collect();
    assert_eq!(*courier.got.lock().unwrap(), ids);
}

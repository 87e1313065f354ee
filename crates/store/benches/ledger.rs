//! How fast commands become durable, how fast a ledger is replayed, and what open cases weigh.
//!
//! Prints one JSON document. Figures are of whole commands (decide, invariants, append, rows,
//! outbox) on the real region of Guangxi. Times vary with the disk's fsync; the raw fsync rate of
//! the same folder is printed beside them as a yardstick.

#![allow(clippy::disallowed_methods, reason = "a benchmark measures time")]

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tandem_core::case::{
    Actor, Case, Command, Evidence, EvidenceKind, Origin, Urgency, apply, decide, due,
};
use tandem_core::{CaseId, Digest, EvidenceId, Timestamp};
use tandem_engine::{Engine, Ledger as _, Request, Store, World};
use tandem_store::SqliteLedger;
use tandem_testkit::deployed;

const SENDERS: usize = 256;
const CASES_PER_SENDER: usize = 40;
const OPEN_CASES: usize = 100_000;

fn main() {
    let folder = tempfile::tempdir().expect("make a folder");
    let result = serde_json::json!({
        "fsync_per_s": fsync_rate(folder.path()),
        "durable": durable(&folder.path().join("single")),
        "bulk": bulk(&folder.path().join("bulk")),
        "bulk_action": bulk_action(&folder.path().join("bulk")),
        "decide_apply": decide_apply(),
        "replay": replay(&folder.path().join("bulk")),
        "memory": memory(),
        "sweep": sweep(&folder.path().join("bulk")),
    });
    let text = serde_json::to_string_pretty(&result).expect("write JSON");
    writeln!(std::io::stdout(), "{text}").expect("write to standard output");
}

fn world() -> World {
    deployed()
}

fn engine(folder: &Path) -> Arc<Engine> {
    let store: Arc<dyn Store> = Arc::new(SqliteLedger::open(folder).expect("open the ledger"));
    Arc::new(Engine::new(store, world()).expect("make the engine"))
}

/// The commands of an ordinary first hour of a case: 4 commands, 8 entries.
fn first_hour(case: &CaseId) -> Vec<Request> {
    let start: Timestamp = "2026-03-02T01:00:00Z".parse().expect("a time");
    let duty = Actor::person("duty", "450103.desk/duty");
    let digest = Digest::of(case.as_str().as_bytes());
    let evidence = Evidence {
        id: EvidenceId::from(&digest.to_string()[..12]),
        kind: EvidenceKind::Complaint,
        digest,
        title: "water cut for three days".to_owned(),
    };
    let commands = [
        Command::Receive {
            title: "water cut for three days".to_owned(),
            origin: Origin::default(),
            areas: vec!["450103".into()],
            remits: vec!["disaster.flood".into()],
            evidence: vec![evidence],
            drill: false,
        },
        Command::Accept,
        Command::AssignLead { also_assisting: Vec::new() },
        Command::Dispatch {
            order: "o1".into(),
            to: "450103.emergency".into(),
            task: "find out and put right".to_owned(),
            urgency: Urgency::Normal,
        },
    ];
    commands
        .into_iter()
        .map(|command| Request {
            at: start,
            by: duty.clone(),
            case: case.clone(),
            command,
            key: None,
        })
        .collect()
}

/// Many senders, each one command at a time, each answered only when it is on disk.
fn durable(folder: &Path) -> serde_json::Value {
    let engine = engine(folder);
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for sender in 0..SENDERS {
            let engine = &engine;
            scope.spawn(move || {
                for number in 0..CASES_PER_SENDER {
                    let case = CaseId::new(format!("c-{sender}-{number}"));
                    for request in first_hour(&case) {
                        engine.execute(&request).expect("a command of the first hour");
                    }
                }
            });
        }
    });
    let taken = begun.elapsed();
    let entries = engine.store().head().expect("read the head").entries;
    let commands = (SENDERS * CASES_PER_SENDER * 4) as u64;
    serde_json::json!({
        "senders": SENDERS,
        "commands": commands,
        "entries": entries,
        "seconds": taken.as_secs_f64(),
        "commands_per_s": per_second(commands, taken),
        "entries_per_s": per_second(entries, taken),
    })
}

/// One sender with batches, as a bulk action or an import.
fn bulk(folder: &Path) -> serde_json::Value {
    let engine = engine(folder);
    let begun = Instant::now();
    for batch in 0..20 {
        let requests: Vec<Request> = (0..500)
            .flat_map(|number| first_hour(&CaseId::new(format!("b-{batch}-{number}"))))
            .collect();
        let results = engine.execute_all(&requests).expect("a bulk action");
        assert!(results.iter().all(Result::is_ok), "every command of the first hour is right");
    }
    let taken = begun.elapsed();
    let entries = engine.store().head().expect("read the head").entries;
    serde_json::json!({
        "cases": 10_000,
        "entries": entries,
        "seconds": taken.as_secs_f64(),
        "entries_per_s": per_second(entries, taken),
    })
}

/// One command on each of 10,000 open cases, named and in one durable append.
fn bulk_action(folder: &Path) -> serde_json::Value {
    let engine = engine(folder);
    let by = Actor::person("lead", "450103.desk/lead");
    let requests: Vec<Request> = (0..20)
        .flat_map(|batch| (0..500).map(move |number| CaseId::new(format!("b-{batch}-{number}"))))
        .map(|case| Request {
            at: "2026-03-02T02:00:00Z".parse().expect("a time"),
            by: by.clone(),
            key: Some(format!("bench:{case}")),
            command: Command::Forward {
                to: "450103.water".into(),
                note: "for your eyes".to_owned(),
            },
            case,
        })
        .collect();
    let before = engine.store().head().expect("read the head").entries;
    let begun = Instant::now();
    let results = engine.execute_all(&requests).expect("a bulk action");
    let taken = begun.elapsed();
    assert!(results.iter().all(Result::is_ok), "every case is open and at the desk");
    let entries = engine.store().head().expect("read the head").entries - before;
    serde_json::json!({
        "cases": requests.len(),
        "entries": entries,
        "seconds": taken.as_secs_f64(),
    })
}

/// The pure core on one thread.
fn decide_apply() -> serde_json::Value {
    let world = world();
    let ctx = world.now(&std::sync::Arc::default());
    let requests = first_hour(&CaseId::from("c"));
    let (mut entries, mut commands) = (0_u64, 0_u64);
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(2) {
        let mut case = Case::new(CaseId::from("c"));
        for request in &requests {
            let made = decide(&case, &ctx, request.at, &request.by, request.command.clone())
                .expect("a command of the first hour");
            made.iter().for_each(|entry| apply(&mut case, entry));
            entries += made.len() as u64;
            commands += 1;
        }
    }
    let taken = begun.elapsed();
    serde_json::json!({
        "commands_per_s": per_second(commands, taken),
        "entries_per_s": per_second(entries, taken),
    })
}

/// Reading a ledger back: all of it from disk, and the fold alone.
fn replay(folder: &Path) -> serde_json::Value {
    let engine = engine(folder);
    let mut entries = 0;
    let begun = Instant::now();
    let cases = engine.replay(&mut entries).expect("replay the ledger");
    let taken = begun.elapsed();
    assert!(!cases.is_empty(), "the bulk ledger has cases");
    let stored = engine.store().scan(0, usize::MAX >> 1).expect("read the ledger");
    let decoded: Vec<_> = stored
        .iter()
        .map(|stored| (&stored.case, stored.entry().expect("decode an entry")))
        .collect();
    let begun = Instant::now();
    let mut folded: std::collections::HashMap<&CaseId, Case> = std::collections::HashMap::new();
    for (id, entry) in &decoded {
        apply(folded.entry(id).or_insert_with(|| Case::new((*id).clone())), entry);
    }
    let fold = begun.elapsed();
    assert!(folded.len() == cases.len(), "both ways find the same cases");
    serde_json::json!({
        "entries": entries,
        "from_disk_entries_per_s": per_second(entries, taken),
        "fold_entries_per_s": per_second(entries, fold),
    })
}

/// What open cases weigh in memory: resident size before and after.
fn memory() -> serde_json::Value {
    let world = world();
    let before = resident_bytes();
    let cases = open_cases(&world, OPEN_CASES);
    let bytes = resident_bytes().saturating_sub(before);
    serde_json::json!({
        "open_cases": cases.len(),
        "bytes": bytes,
        "bytes_per_case": bytes / OPEN_CASES as u64,
    })
}

/// A full pass over the deadlines of open cases, in memory; and a look for what is due on disk when
/// nothing is, as the sweeper takes every few seconds.
fn sweep(folder: &Path) -> serde_json::Value {
    let world = world();
    let ctx = world.now(&std::sync::Arc::default());
    let cases = open_cases(&world, OPEN_CASES);
    let deadlines: usize = cases.iter().map(|case| case.watches.len()).sum();
    let before: Timestamp = "2026-03-02T01:00:00Z".parse().expect("a time");
    let begun = Instant::now();
    let due: usize = cases.iter().map(|case| due(case, &ctx, before).len()).sum();
    let full = begun.elapsed();
    let store = SqliteLedger::open_to_read(folder).expect("open the ledger");
    let (looks, begun) = (1_000, Instant::now());
    for _ in 0..looks {
        let found = store.due(before, 1_000).expect("look for what is due");
        assert!(found.is_empty(), "nothing is due when a case has just begun");
    }
    let look = begun.elapsed() / looks;
    serde_json::json!({
        "deadlines": deadlines,
        "due": due,
        "full_pass_s_per_million": full.as_secs_f64() * 1e6 / deadlines as f64,
        "look_on_disk_ms": look.as_secs_f64() * 1e3,
    })
}

fn open_cases(world: &World, count: usize) -> Vec<Arc<Case>> {
    let ctx = world.now(&std::sync::Arc::default());
    let mut cases = Vec::with_capacity(count);
    for number in 0..count {
        let id = CaseId::new(format!("c-2026-{number:06}"));
        let mut case = Case::new(id.clone());
        for request in first_hour(&id) {
            let made = decide(&case, &ctx, request.at, &request.by, request.command)
                .expect("a command of the first hour");
            made.iter().for_each(|entry| apply(&mut case, entry));
        }
        cases.push(Arc::new(case));
    }
    cases
}

/// Small appends with fsync, one after another.
fn fsync_rate(folder: &Path) -> f64 {
    let mut file = File::create(folder.join("fsync")).expect("make a file");
    let (begun, mut count) = (Instant::now(), 0_u64);
    while begun.elapsed() < Duration::from_secs(1) {
        file.write_all(&[0; 512]).and_then(|()| file.sync_data()).expect("write and sync");
        count += 1;
    }
    per_second(count, begun.elapsed())
}

fn per_second(count: u64, taken: Duration) -> f64 {
    (count as f64 / taken.as_secs_f64()).round()
}

fn resident_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}

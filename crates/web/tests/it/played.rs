//! Random stories on a small region, whose texts a test changes before they are stored.
//!
//! `TANDEM_SEED=n` plays others.

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::sync::Arc;
use tandem_core::case::{Case, Entry};
use tandem_core::{CaseId, Digest, Timestamp};
use tandem_engine::{Append, Clock, Engine, MemoryLedger, World, record, row_of};
use tandem_testkit::random::{play, rolls};
use tandem_testkit::{Bench, Rules, World as Small};
use tandem_web::App;

/// Fields of entries that hold words of people or names of staff, beside the texts of statements and
/// reports.
pub(crate) const WORDS: [&str; 15] = [
    "reason",
    "summary",
    "note",
    "task",
    "demand",
    "key",
    "value",
    "basis",
    "lessons",
    "question",
    "decision",
    "person",
    "restated",
    "objection",
    "title",
];

struct Fixed(Timestamp);

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// The cases of a story, and an application that shows them.
pub(crate) struct Story {
    pub(crate) app: Arc<App>,
    pub(crate) cases: Vec<Case>,
}

/// Plays so many stories; `change` makes of an entry the one that is stored.
#[allow(clippy::print_stdout, reason = "a random test prints its seed")]
pub(crate) fn stories(count: usize, change: impl Fn(&Entry, &Case, &str) -> Entry) -> Vec<Story> {
    let seed = std::env::var("TANDEM_SEED").ok().and_then(|seed| seed.parse::<u64>().ok());
    let seed = seed.unwrap_or(7);
    println!("TANDEM_SEED={seed}");
    let bytes = Digest::of(&seed.to_le_bytes()).0;
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = rolls(20..90);
    let small = Small::small();
    let story = |no: usize| {
        let rolls = strategy.new_tree(&mut runner).expect("rolls").current();
        let mut bench = Bench::new(&small, "2026-02-10 10:00");
        for roll in &rolls {
            play(&mut bench, roll).unwrap_or_else(|broken| panic!("seed {seed}: {broken}"));
        }
        let now = bench.now;
        let engine = Arc::new(engine());
        let cases = tell(&engine, bench, no, &change);
        Story { app: Arc::new(App::new(engine, Arc::new(Fixed(now)), None)), cases }
    };
    (0..count).map(story).collect()
}

fn engine() -> Engine {
    let Small { region, calendar, .. } = Small::small();
    let world = World::new(region, calendar, "rules.toml", &Rules::default().toml());
    Engine::new(Arc::<MemoryLedger>::default(), world.expect("the rules parse")).expect("an engine")
}

/// Stores a random story and the cases beside it; their ids begin with the number of the story.
fn tell(
    engine: &Engine,
    bench: Bench<'_>,
    no: usize,
    change: &impl Fn(&Entry, &Case, &str) -> Entry,
) -> Vec<Case> {
    let Bench { case, entries, others, .. } = bench;
    let mut told = Vec::new();
    for (case, entries) in others.into_values().chain([(case, entries)]) {
        if case.version == 0 {
            continue;
        }
        let id = format!("{no}-{}", case.id);
        let entries: Vec<Entry> = entries.iter().map(|entry| change(entry, &case, &id)).collect();
        let case = Case::replay(CaseId::from(id.as_str()), &entries);
        let append = Append {
            case: case.id.clone(),
            expected: 0,
            key: None,
            bodies: entries.iter().map(record::encode).collect(),
            row: Some(row_of(&case, &engine.context(&case).expect("pinned to these rules"))),
            effects: Vec::new(),
        };
        engine.store().append(vec![append]).expect("stored");
        told.push(case);
    }
    told
}

//! Nothing of what is not public occurs in any answer, whatever the ledger.
//!
//! Every text of a random ledger is marked before it is stored: titles, statements and promises
//! with their case, anything else with a mark that must never be seen.

use super::super::browser::Browser;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;
use std::sync::Arc;
use tandem_core::case::{Case, Entry};
use tandem_core::{CaseId, Timestamp, publicity};
use tandem_engine::{Append, Clock, Engine, MemoryLedger, World, record, row_of};
use tandem_testkit::random::{play, rolls};
use tandem_testkit::{Bench, Rules, World as Small};
use tandem_web::App;

/// Random stories.
const STORIES: usize = 24;

/// Fields that hold words of people or names of staff, and may be shown nowhere.
const HIDDEN: [&str; 15] = [
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
const NEVER: &str = "⟦never⟧";

struct Fixed(Timestamp);

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// Marks every text of an entry.
fn marked(entry: &Entry, case: &str, published: &[String]) -> Entry {
    let mut value = serde_json::to_value(entry).expect("an entry is JSON");
    let drafted = &value["kind"]["statement_drafted"]["statement"];
    let open = drafted.as_str().is_some_and(|id| published.iter().any(|known| known == id));
    let title = value["kind"].get("received").is_some();
    mark(&mut value, case, open, title);
    serde_json::from_value(value).expect("marks change words alone")
}

fn mark(value: &mut Value, case: &str, open: bool, title: bool) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let mark = match name.as_str() {
                    "title" if title => format!("⟦{case}⟧"),
                    "text" if open => format!("⟦{case}⟧"),
                    "text" | "title" => NEVER.to_owned(),
                    name if HIDDEN.contains(&name) => NEVER.to_owned(),
                    _ => {
                        self::mark(value, case, open, title);
                        continue;
                    }
                };
                match value {
                    Value::String(text) => text.push_str(&mark),
                    other => self::mark(other, case, open, title),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| mark(item, case, open, title)),
        _ => {}
    }
}

fn engine() -> Engine {
    let Small { region, calendar, .. } = Small::small();
    let world = World::new(region, calendar, "rules.toml", &Rules::default().toml());
    Engine::new(Arc::<MemoryLedger>::default(), world.expect("the rules parse")).expect("an engine")
}

/// Stores a random story and the cases beside it; their ids begin with the number of the story.
fn tell(engine: &Engine, bench: Bench<'_>, no: usize) -> Vec<Case> {
    let Bench { case, entries, others, .. } = bench;
    let mut told = Vec::new();
    for (case, entries) in others.into_values().chain([(case, entries)]) {
        if case.version == 0 {
            continue;
        }
        let published: Vec<String> =
            publicity::statements(&case).map(|(statement, _)| statement.id.to_string()).collect();
        let id = format!("{no}-{}", case.id);
        let entries: Vec<Entry> =
            entries.iter().map(|entry| marked(entry, &id, &published)).collect();
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

async fn everything(app: &Arc<App>, cases: &[Case]) -> Vec<String> {
    let mut paths = vec!["/public".to_owned(), "/public/feed.atom".to_owned()];
    let mut answers = Vec::new();
    for case in cases {
        paths.push(format!("/public/matters/{}", case.id));
        for statement in &case.statements {
            paths.push(format!("/public/statements/{}/{}", case.id, statement.id));
        }
        for stored in app.engine.store().case(&case.id).expect("entries") {
            if stored.publishes().expect("it reads").is_some() {
                paths.push(format!("/public/verify?code={}", stored.hash));
            }
        }
    }
    let mut next = Some("/public/matters".to_owned());
    while let Some(path) = next {
        let answer = Browser::new(app).get(&path).await;
        let link = answer
            .body
            .split("rel=\"next\"")
            .next()
            .filter(|_| answer.body.contains("rel=\"next\""));
        let link = link.and_then(|before| before.rsplit("href=\"").next());
        next = link.and_then(|rest| rest.split('"').next()).map(|link| link.replace("&amp;", "&"));
        answers.push(answer.body);
    }
    for path in paths {
        answers.push(Browser::new(app).get(&path).await.body);
    }
    let numbers = cases.iter().flat_map(|case| &case.origin.complaints);
    for number in numbers {
        let sent = [("number", number.as_str())];
        answers.push(Browser::new(app).post_plain("/public/ask", &sent).await.body);
    }
    answers
}

#[tokio::test]
async fn nothing_of_what_is_not_public_is_in_any_answer() {
    let seed = std::env::var("TANDEM_SEED").ok().and_then(|seed| seed.parse::<u64>().ok());
    let seed = seed.unwrap_or(7);
    println!("TANDEM_SEED={seed}");
    let bytes = tandem_core::Digest::of(&seed.to_le_bytes()).0;
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = rolls(20..90);
    let small = Small::small();
    let (mut public, mut hidden) = (0, 0);
    for no in 0..STORIES {
        let rolls = strategy.new_tree(&mut runner).expect("rolls").current();
        let mut bench = Bench::new(&small, "2026-02-10 10:00");
        for roll in &rolls {
            play(&mut bench, roll).unwrap_or_else(|broken| panic!("seed {seed}: {broken}"));
        }
        let now = bench.now;
        let engine = Arc::new(engine());
        let cases = tell(&engine, bench, no);
        let app = Arc::new(App::new(engine, Arc::new(Fixed(now)), None));
        let answers = everything(&app, &cases).await;
        let shown = |mark: &str| answers.iter().find(|answer| answer.contains(mark));
        assert_eq!(shown(NEVER), None, "seed {seed}, story {no}");
        for case in &cases {
            let said = publicity::statements(case).next().is_some();
            let found = shown(&format!("⟦{}⟧", case.id));
            // What was said stays said, under the title that it was said about.
            assert_eq!(found.is_some(), said, "seed {seed}, {}: {found:?}", case.id);
            public += usize::from(said);
            hidden += usize::from(!said);
        }
    }
    assert!(public > 3 && hidden > 10, "{public} public and {hidden} hidden cases say little");
}

//! Whatever happens on cases: no title, no text and no person's name is ever in a message.

use jiff::SignedDuration;
use proptest::prelude::{Strategy as _, any, prop_assert};
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use tandem_core::case::{Actor, Command as OnCase};
use tandem_core::directory::{ChannelKind, Command, Fault};
use tandem_core::{CaseId, Lang, Timestamp, UnitId};
use tandem_engine::{
    Courier, Effect, Engine, MemoryLedger, OfficeRequest, Request, Store, StoreError, Undelivered,
};
use tandem_notify::{Book, Outgoing, Post, Reply, Teller, owed};
use tandem_testkit::random::{Roll, play_seen, rolls};
use tandem_testkit::{Bench, World, deployed};

/// What stands in every free text that anybody writes in these tests.
const CANARY: &str = "张三家住长湖路，电话13800138000，canary";

/// Whoever acts, by a name that stands in no list of units.
const PERSON: &str = "Zhao-Qian-Sun";

static WORLD: LazyLock<World> = LazyLock::new(World::guangxi);
static DEPLOYED: LazyLock<tandem_engine::World> = LazyLock::new(deployed);

/// Fields that hold what people write; the rest are ids, numbers and times.
const FREE: [&str; 14] = [
    "title",
    "text",
    "task",
    "reason",
    "note",
    "demand",
    "question",
    "decision",
    "restated",
    "says",
    "value",
    "key",
    "place",
    "objection",
];

/// The command with the canary in every free text of it.
fn marked(command: &OnCase) -> OnCase {
    let mut value = serde_json::to_value(command).unwrap();
    mark(&mut value);
    serde_json::from_value(value).unwrap_or_else(|_| command.clone())
}

fn mark(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Value::String(text) if FREE.contains(&name.as_str()) && !text.is_empty() => {
                        text.push_str(CANARY);
                    }
                    field => mark(field),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mark),
        _ => {}
    }
}

#[derive(Default)]
struct Posts(Mutex<Vec<Outgoing>>);

impl Post for Posts {
    fn post(&self, outgoing: &Outgoing) -> Result<Reply, Fault> {
        self.0.lock().unwrap().push(outgoing.clone());
        Ok(Reply { status: 200, body: br#"{"errcode":0}"#.to_vec() })
    }
}

/// Notes what units are to be told.
struct Owing<'a>(&'a Engine, Timestamp);

impl Courier for Owing<'_> {
    fn deliver(&self, effects: &[Undelivered]) -> Result<(), StoreError> {
        self.0.store().owe(&owed(self.0, effects, self.1))
    }
}

/// Gives every unit that is to be told something two channels, and a book that knows both.
fn reach_everybody(engine: &Engine, at: Timestamp) -> Book {
    let waiting = engine.store().undelivered(10_000).unwrap();
    let units: BTreeSet<UnitId> = waiting
        .into_iter()
        .filter_map(|undelivered| match undelivered.effect {
            Effect::Notify { unit, .. } => Some(unit),
            _ => None,
        })
        .collect();
    let mut book = String::new();
    for unit in units {
        let area = engine.world().region.unit(&unit).unwrap().area.clone();
        for (channel, carrier) in [("group", "wecom"), ("hook", "webhook")] {
            let by = Actor::person(PERSON, format!("{area}.desk/chief").as_str());
            let command = Command::SetChannel {
                unit: unit.clone(),
                channel: channel.into(),
                kind: ChannelKind::Webhook,
                address: CANARY.to_owned(),
            };
            let (area, key) = (area.clone(), None);
            // A coordinating body has its channels set by itself; here it goes without.
            drop(engine.direct(&OfficeRequest { at, by, area, command, key }));
            book.push_str(&format!(
                "[[channel]]\nunit = \"{unit}\"\nchannel = \"{channel}\"\ncarrier = \"{carrier}\"\n\
                 url_file = \"url\"\nsecret_file = \"secret\"\n"
            ));
        }
    }
    let read = |_: &str| Ok("https://robot.example/x".to_owned());
    Book::parse("channels.toml", &book, &read).unwrap()
}

/// Plays a random case in an office whose units are all reached; returns every message.
fn messages(rolls: &[Roll], lang: Lang) -> (Vec<String>, Arc<dyn Store>) {
    let store: Arc<dyn Store> = Arc::new(MemoryLedger::default());
    let engine = Arc::new(Engine::new(Arc::clone(&store), DEPLOYED.clone()).unwrap());
    let mut bench = Bench::new(&WORLD, "2026-03-02 09:00");
    for roll in rolls {
        let case: CaseId = bench.case.id.clone();
        let seen = play_seen(&mut bench, roll, |_, by, command| (by.clone(), marked(command)));
        let Ok(((by, command), _)) = seen else { break };
        let by = match by {
            Actor::Person { position, .. } => Actor::person(PERSON, position.as_str()),
            by => by,
        };
        // What the engine refuses, tells nobody anything.
        drop(engine.execute(&Request { at: bench.now, by, case, command, key: None }));
        engine.sweep(bench.now).unwrap();
    }
    let mut book = reach_everybody(&engine, bench.now);
    book.entries.iter_mut().for_each(|entry| entry.lang = lang);
    engine.deliver(&Owing(&engine, bench.now)).unwrap();
    let posts = Arc::new(Posts::default());
    let post: Arc<dyn Post> = Arc::<Posts>::clone(&posts);
    let teller = Teller::new(Arc::clone(&engine), book, post, "https://tandem.example");
    for hour in 0..30 {
        teller.round(bench.now + SignedDuration::from_hours(hour)).unwrap();
    }
    let posted = posts.0.lock().unwrap();
    let bodies = posted.iter().map(|outgoing| String::from_utf8_lossy(&outgoing.body).into_owned());
    (bodies.collect(), store)
}

#[test]
fn no_message_says_more_than_it_must() {
    let told = AtomicUsize::new(0);
    let lang = any::<bool>().prop_map(|english| if english { Lang::En } else { Lang::Zh });
    let outcome =
        TestRunner::new(Config::with_cases(48)).run(&(rolls(1..40), lang), |(rolls, lang)| {
            let (messages, store) = messages(&rolls, lang);
            for body in &messages {
                for part in ["张三", "长湖路", "13800138000", "canary", "Zhao", "brown water"]
                {
                    prop_assert!(!body.contains(part), "{part} in {body}");
                }
            }
            told.fetch_add(messages.len(), Ordering::Relaxed);
            let mut waiting = store.untold(10_000).unwrap();
            waiting
                .retain(|untold| untold.case.is_some() && !untold.unit.as_str().ends_with(".cb"));
            prop_assert!(waiting.is_empty(), "after a day everybody was told: {waiting:?}");
            Ok(())
        });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    let told = told.into_inner();
    assert!(told > 200, "{told} messages show little");
}

//! Telling units outside the console: by the mechanism's pace, through channels that fail and
//! recover, over restarts and clocks that jump.

mod mail;
mod rounds;
mod serving;

use std::sync::{Arc, LazyLock, Mutex};
use tandem::files::Files;
use tandem::notices::ToUnits;
use tandem::scenario::Console;
use tandem_core::directory::{EntryKind, Fault, Message};
use tandem_core::{Lang, Timestamp};
use tandem_engine::{Engine, MemoryLedger, Store, World};
use tandem_notify::{Book, Outgoing, Post, Reply, Round, Teller};

static WORLD: LazyLock<World> = LazyLock::new(|| Files::default().world("guangxi", None).unwrap());

/// Where the console of these tests is.
const BASE: &str = "https://tandem.example";

/// Two group robots of a desk and a webhook of a department.
const BOOK: &str = r#"
[[channel]]
unit = "450103.desk"
channel = "group"
carrier = "wecom"
url_file = "group-url"

[[channel]]
unit = "450103.desk"
channel = "backup"
carrier = "dingtalk"
url_file = "backup-url"
secret_file = "backup-secret"

[[channel]]
unit = "450103.housing"
channel = "hook"
carrier = "webhook"
url = "https://housing.example/hook"
secret_file = "hook-secret"
"#;

fn secret(name: &str) -> std::io::Result<String> {
    Ok(match name {
        "group-url" => "https://robot.example/group?key=k".to_owned(),
        "backup-url" => "https://robot.example/backup?access_token=t".to_owned(),
        other => format!("secret of {other}"),
    })
}

/// Local time of Guangxi.
fn at(local: &str) -> Timestamp {
    format!("{}+08:00", local.replace(' ', "T")).parse().unwrap()
}

type Answer = Box<dyn Fn(&str) -> Result<Reply, Fault> + Send>;

/// Keeps what is posted and answers as it is told to.
struct Posts {
    seen: Mutex<Vec<Outgoing>>,
    answer: Mutex<Answer>,
}

impl Post for Posts {
    fn post(&self, outgoing: &Outgoing) -> Result<Reply, Fault> {
        self.seen.lock().unwrap().push(outgoing.clone());
        (self.answer.lock().unwrap())(&outgoing.url)
    }
}

fn taken(_: &str) -> Result<Reply, Fault> {
    Ok(Reply { status: 200, body: br#"{"errcode":0,"code":0}"#.to_vec() })
}

/// An office of Guangxi on a ledger in memory. Every step opens everything anew, as a process does
/// that was killed after the step before it.
struct Office {
    store: Arc<dyn Store>,
    posts: Arc<Posts>,
    book: String,
    folder: tempfile::TempDir,
}

impl Office {
    /// Its channels are set and checked on a Monday morning.
    fn new() -> Self {
        let posts = Posts { seen: Mutex::default(), answer: Mutex::new(Box::new(taken)) };
        let office = Self {
            store: Arc::new(MemoryLedger::default()),
            posts: Arc::new(posts),
            book: BOOK.to_owned(),
            folder: tempfile::tempdir().unwrap(),
        };
        let channels =
            [("450103.desk", "group"), ("450103.desk", "backup"), ("450103.housing", "hook")];
        for (unit, channel) in channels {
            office.act(
                "2026-03-02 08:00",
                &[
                    &format!("450103.desk/chief set-channel {unit} {channel} messenger “office”"),
                    &format!("450103.desk/chief check-channel {unit} {channel} works"),
                ],
            );
        }
        office
    }

    fn engine(&self) -> Engine {
        Engine::new(Arc::clone(&self.store), WORLD.clone()).unwrap()
    }

    /// What positions do at a time; the sweeper comes by first.
    fn act(&self, local: &str, lines: &[&str]) {
        let engine = self.engine();
        engine.sweep(at(local)).unwrap();
        let files = Files::default();
        let mut console = Console::new(&files, engine, Lang::En, self.folder.path().to_owned());
        for line in lines {
            let acted = console.act(("test", 1), line, at(local)).unwrap();
            assert!(!acted.refused, "{line}: {:?}", acted.output);
        }
        let engine = console.engine().unwrap();
        engine.deliver(&ToUnits { engine, at: at(local) }).unwrap();
    }

    /// A matter that the housing office leads and is ordered to handle; `urgent` or nothing.
    fn ordered(&self, local: &str, case: &str, urgency: &str) {
        self.act(local, &[
            &format!("450103.desk/duty receive {case} “Zhang San's water” area 450103 remit urban.water-supply"),
            &format!("450103.desk/duty accept {case}"),
            &format!("450103.desk/duty assign-lead {case}"),
            &format!("450103.desk/lead dispatch {case} o1 to 450103.housing “Call Zhang San” {urgency}"),
        ]);
    }

    /// One round; what it did and what it posted.
    fn round(&self, local: &str) -> (Round, Vec<Outgoing>) {
        let engine = Arc::new(self.engine());
        let book = Book::parse("channels.toml", &self.book, &secret).unwrap();
        let post: Arc<dyn Post> = Arc::<Posts>::clone(&self.posts);
        let round = Teller::new(engine, book, post, BASE).round(at(local)).unwrap();
        (round, std::mem::take(&mut *self.posts.seen.lock().unwrap()))
    }

    /// The texts that a round posts, each after the last part of where it goes.
    fn told(&self, local: &str) -> Vec<String> {
        let (_, posted) = self.round(local);
        let told = posted.iter().map(|outgoing| format!("{}: {}", goal(outgoing), text(outgoing)));
        let mut told: Vec<String> = told.collect();
        // Channels are told side by side.
        told.sort();
        told
    }

    fn answer(&self, answer: impl Fn(&str) -> Result<Reply, Fault> + Send + 'static) {
        *self.posts.answer.lock().unwrap() = Box::new(answer);
    }

    /// What is on record of messages, channel by channel.
    fn noted(&self) -> Vec<(String, Message)> {
        let entries = self.engine().directory_entries(&"450103".into()).unwrap();
        let noted = entries.into_iter().filter_map(|entry| match entry.kind {
            EntryKind::MessageNoted { channel, message, .. } => {
                Some((channel.to_string(), message))
            }
            _ => None,
        });
        noted.collect()
    }
}

fn goal(outgoing: &Outgoing) -> &str {
    let path = outgoing.url.split('?').next().unwrap();
    path.rsplit('/').next().unwrap()
}

/// The text of a message to a robot, or what a webhook is told.
fn text(outgoing: &Outgoing) -> String {
    let body: serde_json::Value = serde_json::from_slice(&outgoing.body).unwrap();
    if let Some(text) = body["text"]["content"].as_str() {
        return text.to_owned();
    }
    let notices = body["notices"].as_array().unwrap();
    let says = notices.iter().map(|notice| notice["says"].as_str().unwrap().to_owned());
    says.collect::<Vec<_>>().join(" | ")
}

//! Whose voice it is, who does not want to be heard, and what is gone.

use super::*;
use std::io::Cursor;
use tandem::listen::opt_out;
use tandem::listen::station::{Outcome, Reading};
use tandem_core::Lang;
use tandem_intake::{Format, Mapping, read};

/// Takes rows of JSON in from a source.
pub(super) fn take(
    office: &Office,
    station: &mut Station,
    source: &str,
    rows: &str,
    when: &str,
) -> Outcome {
    let sources = office.sources();
    let source = sources.get(source, Lang::En).unwrap();
    let register = station.register(source, at(when));
    let mapping = Mapping::default();
    let rows = read(Cursor::new(rows), Format::Jsonl, &mapping, &register).unwrap();
    let reading = Reading::of(rows);
    station.take(source, reading, at(when)).unwrap()
}

pub(super) fn row(id: &str, time: &str, text: &str, author: &str) -> String {
    format!("{{\"id\":\"{id}\",\"time\":\"{time}\",\"text\":\"{text}\",\"author\":\"{author}\"}}\n")
}

const FLOOD: &str = "南宁市青秀区民族大道积水很深车辆被困消防正在救援";
const SMELL: &str = "柳州市鱼峰区化工厂排放刺鼻气味居民夜里不敢开窗";

/// Two matters of one author, each told by others too.
fn two_matters() -> String {
    let mut rows = String::new();
    for n in 0..6 {
        let minute = format!("2024-05-01T04:{n:02}:00Z");
        let who = if n % 3 == 0 { "@zhang".to_owned() } else { format!("u{n}") };
        rows += &row(&format!("f{n}"), &minute, &format!("{FLOOD}{n}"), &who);
        rows += &row(&format!("s{n}"), &minute, &format!("{SMELL}{n}"), &who);
    }
    rows
}

#[test]
fn one_voice_in_two_matters_cannot_be_joined() {
    let office = Office::new(&entry("forum", "posts", ""));
    let (store, mut station) = office.open();
    let outcome = take(&office, &mut station, "forum", &two_matters(), "2024-05-01T05:00:00Z");
    assert_eq!(outcome.new, 12);
    let post = |id: &str| store.post(&format!("forum:{id}")).unwrap().unwrap();
    let (flood, smell) = (post("f0"), post("s0"));
    assert_eq!(flood.topic, post("f3").topic, "one matter is one topic");
    assert_ne!(flood.topic, smell.topic, "two matters are two");
    assert_eq!(flood.author, post("f3").author, "inside a topic the voice is one");
    assert_ne!(flood.author, smell.author, "between topics it is not");
    let everything = std::fs::read(office.path().join("ledger.sqlite")).unwrap();
    let wal = std::fs::read(office.path().join("ledger.sqlite-wal")).unwrap_or_default();
    for raw in [&everything, &wal] {
        assert!(!raw.windows(5).any(|bytes| bytes == b"zhang"), "a raw handle is stored nowhere");
    }
    // The process starts again and hears the same voice in the same matter.
    drop((store, station));
    let (store, mut station) = office.open();
    let more = row("f9", "2024-05-01T05:10:00Z", &format!("{FLOOD}9"), "@zhang");
    take(&office, &mut station, "forum", &more, "2024-05-01T05:11:00Z");
    let more = store.post("forum:f9").unwrap().unwrap();
    assert_eq!((more.topic, more.author), (flood.topic, flood.author), "also after a restart");
}

#[test]
fn what_was_read_before_is_known_and_changes_nothing() {
    let office = Office::new(&entry("forum", "posts", ""));
    let (store, mut station) = office.open();
    take(&office, &mut station, "forum", &two_matters(), "2024-05-01T05:00:00Z");
    let topics = || {
        let page = store.topics(None, 100).unwrap().items;
        page.into_iter().map(|topic| (topic.id, topic.title, topic.posts)).collect::<Vec<_>>()
    };
    let before = topics();
    drop(station);
    let key = pseudonyms(office.path()).unwrap();
    let mut station =
        Station::open(Arc::clone(&store), &office.world, &office.sources(), key).unwrap();
    let again = take(&office, &mut station, "forum", &two_matters(), "2024-05-01T06:00:00Z");
    assert_eq!((again.new, again.known), (0, 12));
    assert_eq!(topics(), before);
}

#[test]
fn what_a_source_deletes_goes_and_stays_away() {
    let office = Office::new(&entry("forum", "posts", ""));
    let (store, mut station) = office.open();
    take(&office, &mut station, "forum", &two_matters(), "2024-05-01T05:00:00Z");
    let topic = store.post("forum:f0").unwrap().unwrap().topic.unwrap();
    let posts = store.topic(&topic).unwrap().unwrap().posts;
    let gone = "{\"id\":\"f0\",\"deleted\":true}\n{\"id\":\"never\",\"deleted\":true}\n";
    let outcome = take(&office, &mut station, "forum", gone, "2024-05-01T05:30:00Z");
    assert_eq!(outcome.removed, 1);
    assert!(store.post("forum:f0").unwrap().is_none());
    assert!(store.tombstone("forum:f0").unwrap().is_some_and(|stone| stone.digest.is_some()));
    assert_eq!(store.topic(&topic).unwrap().unwrap().posts, posts - 1);
    let again = take(&office, &mut station, "forum", &two_matters(), "2024-05-01T06:00:00Z");
    assert_eq!(again.new, 0, "an old copy does not bring it back");
    assert_eq!(store.source_states().unwrap()[0].counts.removed, 1);
    // Deleting all of it leaves no topic behind.
    let all: String = (0..6).map(|n| format!("{{\"id\":\"s{n}\",\"deleted\":1}}\n")).collect();
    let smell = store.post("forum:s1").unwrap().unwrap().topic.unwrap();
    take(&office, &mut station, "forum", &all, "2024-05-01T06:30:00Z");
    assert!(store.topic(&smell).unwrap().is_none());
}

#[test]
fn who_opts_out_is_forgotten_everywhere_and_not_read_again() {
    let office =
        Office::new(&format!("{}{}", entry("forum", "posts", ""), entry("other", "posts", "")));
    let (store, mut station) = office.open();
    take(&office, &mut station, "forum", &two_matters(), "2024-05-01T05:00:00Z");
    let elsewhere = row("o1", "2024-05-01T04:00:00Z", FLOOD, "@zhang");
    take(&office, &mut station, "other", &elsewhere, "2024-05-01T05:00:00Z");
    let key = pseudonyms(office.path()).unwrap();
    let when = at("2024-05-01T06:00:00Z");
    let forum = "forum".into();
    let removed = opt_out::add(&*store, &mut station, &key, &forum, "zhang", when).unwrap();
    assert_eq!(removed, 4, "two posts in each matter");
    for id in ["f0", "f3", "s0", "s3"] {
        assert!(store.post(&format!("forum:{id}")).unwrap().is_none(), "{id}");
    }
    assert!(store.post("other:o1").unwrap().is_some(), "it holds for the source that was named");
    let more = row("f9", "2024-05-01T06:10:00Z", FLOOD, "@Zhang");
    let outcome = take(&office, &mut station, "forum", &more, "2024-05-01T06:11:00Z");
    assert_eq!((outcome.new, outcome.skipped), (0, 1));
    let stored = serde_json::to_string(&store.opt_outs().unwrap()).unwrap();
    assert!(!stored.to_lowercase().contains("zhang"), "the handle is stored nowhere");
}

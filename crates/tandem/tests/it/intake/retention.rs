//! What is past its term goes, what matters rest on stays, and the ledger is not touched.

use super::voices::{row, take};
use super::*;
use tandem::listen::retention::{apply, plan};
use tandem_core::case::{Actor, Command, DeclineGround, Evidence, EvidenceKind};
use tandem_core::{CaseId, Digest, EvidenceId};
use tandem_engine::{Engine, RemovalGround, Request};

const ORIGINALS: &str = "[originals]\ndays_after_end = 60\n\
                         legal_basis = { zh = \"虚构\", en = \"invented\" }\n";

fn register(rules: &str) -> String {
    format!("{rules}{}", entry("forum", "posts", ""))
}

fn rows() -> String {
    ["夜市噪音扰民", "广场舞声音太大", "公园长椅坏了"]
        .iter()
        .enumerate()
        .map(|(n, text)| row(&format!("p{n}"), &format!("2024-05-01T04:0{n}:00Z"), text, "u"))
        .collect()
}

fn act(engine: &Engine, when: &str, command: Command) {
    let by = Actor::person("韦", "450100.desk/duty");
    let case = CaseId::from("K-1");
    engine.execute(&Request { at: at(when), by, case, command, key: None }).unwrap();
}

fn evidence(digest: Digest, kind: EvidenceKind) -> Evidence {
    let id = EvidenceId::from(&digest.to_string()[..12]);
    Evidence { id, kind, digest, title: "原件".to_owned() }
}

/// An office whose matter K-1 rests on post p1 and on a text that was handed in.
fn office(rules: &str) -> (Office, Arc<dyn Store>, Station, Engine, Digest) {
    let office = Office::new(&register(rules));
    let (store, mut station) = office.open();
    take(&office, &mut station, "forum", &rows(), "2024-05-01T05:00:00Z");
    let engine = Engine::new(Arc::clone(&store), office.world.clone()).unwrap();
    let text = engine.keep_original("一份现场记录".as_bytes()).unwrap().digest;
    let post = store.post("forum:p1").unwrap().unwrap().digest;
    act(
        &engine,
        "2024-05-01T05:10:00Z",
        Command::Receive {
            title: "噪音".to_owned(),
            origin: Default::default(),
            areas: vec!["450103".into(), "450102".into()],
            remits: vec!["urban.drainage".into()],
            evidence: vec![
                evidence(post, EvidenceKind::Post),
                evidence(text, EvidenceKind::Document),
            ],
            drill: false,
        },
    );
    (office, store, station, engine, text)
}

fn decline(engine: &Engine) {
    let (ground, reason) = (DeclineGround::NotPublicMatter, "非公共事务".to_owned());
    act(engine, "2024-05-01T05:30:00Z", Command::Decline { ground, reason });
}

#[test]
fn what_is_past_its_term_goes_and_what_a_matter_rests_on_stays() {
    let (office, store, mut station, engine, text) = office(ORIGINALS);
    let sources = office.sources();
    let early = plan(&engine, &sources, at("2024-05-31T04:00:00Z")).unwrap();
    assert_eq!(early.posts(), 0, "thirty days are not over");
    let when = at("2024-06-05T00:00:00Z");
    let due = plan(&engine, &sources, when).unwrap();
    let forum = &due.sources[&"forum".into()];
    assert_eq!((forum.posts, forum.held, due.originals.len()), (2, 1, 0));
    assert!(store.post("forum:p0").unwrap().is_some(), "a plan changes nothing");
    let head = store.head().unwrap();
    let digest = store.post("forum:p0").unwrap().unwrap().digest;
    apply(&mut station, &engine, &sources, when).unwrap();
    assert!(store.post("forum:p0").unwrap().is_none());
    assert!(store.post("forum:p1").unwrap().is_some(), "an open matter rests on it");
    let stone = store.tombstone("forum:p0").unwrap().unwrap();
    assert_eq!((stone.why, stone.digest), (RemovalGround::RetentionOver, Some(digest)));
    assert_eq!(store.source_states().unwrap()[0].counts.expired, 2);
    assert_eq!(store.head().unwrap(), head, "no entry is added or taken away");
    let again = apply(&mut station, &engine, &sources, when).unwrap();
    assert_eq!((again.posts(), again.originals.len()), (0, 0));
    let back = take(&office, &mut station, "forum", &rows(), "2024-06-05T01:00:00Z");
    assert_eq!(back.new, 0, "an old copy does not bring it back");
    assert!(store.text_of(text).unwrap().is_some());
}

#[test]
fn originals_outlive_their_matter_for_as_long_as_the_register_says() {
    let (office, store, mut station, engine, text) = office(ORIGINALS);
    let sources = office.sources();
    decline(&engine);
    let within = plan(&engine, &sources, at("2024-06-20T00:00:00Z")).unwrap();
    assert_eq!((within.sources[&"forum".into()].held, within.originals.len()), (1, 0));
    let when = at("2024-07-01T06:00:00Z");
    let done = apply(&mut station, &engine, &sources, when).unwrap();
    assert_eq!((done.posts(), done.originals), (3, vec![text]));
    assert_eq!(store.text_of(text).unwrap(), None);
    let stone = store.tombstone(&format!("original:{text}")).unwrap().unwrap();
    assert_eq!((stone.why, stone.digest), (RemovalGround::RetentionOver, Some(text)));
    assert!(apply(&mut station, &engine, &sources, when).unwrap().originals.is_empty());
}

#[test]
fn without_a_term_originals_stay_and_posts_follow_their_source() {
    let (office, store, _, engine, text) = office("");
    decline(&engine);
    let due = plan(&engine, &office.sources(), at("2034-01-01T00:00:00Z")).unwrap();
    assert_eq!((due.posts(), due.originals.len()), (3, 0));
    assert!(store.text_of(text).unwrap().is_some());
}

#[test]
fn posts_of_a_source_that_nobody_registers_any_longer_are_told() {
    let (office, _, _, engine, _) = office("");
    std::fs::write(office.path().join("sources.toml"), entry("other", "posts", "")).unwrap();
    let due = plan(&engine, &office.sources(), at("2034-01-01T00:00:00Z")).unwrap();
    assert_eq!((due.posts(), due.without_term), (0, 3));
}

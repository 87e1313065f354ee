//! A ledger and an archive with matters in them, and a finder over them.

use proptest::prelude::*;
use std::path::Path;
use std::sync::Arc;
use tandem_core::case::Case;
use tandem_core::{AreaId, CaseId, Digest, Timestamp};
use tandem_engine::search::{Answer, Finder, Hit, Key, Kind, Of, Query, Wanted};
use tandem_engine::{
    Append, ArchivedPost, MemoryLedger, RemovalGround, Store, Taken, Tombstone, TopicRow, record,
    row_of,
};
use tandem_search::TantivyIndex;
use tandem_testkit::random::{Roll, play, rolls};
use tandem_testkit::{Bench, World};

/// What posts say.
const TEXTS: [&str; 5] =
    ["水管爆裂无人管", "道路积水严重，行人绕行", "brown water again", "停电两天了", "水浑浊"];

/// A topic before it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Rough {
    areas: Vec<usize>,
    case: Option<usize>,
    listed: bool,
    texts: Vec<usize>,
    removed: bool,
}

pub(crate) fn rough() -> impl Strategy<Value = Rough> {
    let areas = prop::collection::vec(0usize..9, 0..3);
    let texts = prop::collection::vec(0usize..TEXTS.len(), 1..4);
    let case = prop::option::weighted(0.6, 0usize..12);
    (areas, case, prop::bool::weighted(0.8), texts, prop::bool::weighted(0.2)).prop_map(
        |(areas, case, listed, texts, removed)| Rough { areas, case, listed, texts, removed },
    )
}

pub(crate) fn matters() -> impl Strategy<Value = Vec<Vec<Roll>>> {
    prop::collection::vec(rolls(1..40), 4..12)
}

/// Everything that is there, as the policy knows it.
pub(crate) struct House {
    pub(crate) world: World,
    pub(crate) store: Arc<MemoryLedger>,
    pub(crate) cases: Vec<Case>,
}

pub(crate) fn at(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_770_000_000 + minutes * 60).unwrap()
}

/// Plays matters. Of each only a part has happened when `midway` is called.
pub(crate) fn house(matters: &[Vec<Roll>], topics: &[Rough], midway: impl FnOnce(&House)) -> House {
    let world = World::small();
    let store = Arc::new(MemoryLedger::default());
    let mut played = Vec::new();
    for (no, rolls) in matters.iter().enumerate() {
        let mut bench = Bench::new(&world, "2026-02-10 10:00");
        for roll in rolls {
            play(&mut bench, roll).unwrap();
        }
        if !bench.entries.is_empty() {
            played.push((CaseId::from(format!("K-{no:03}").as_str()), bench.entries));
        }
    }
    let ctx = world.context();
    let append = |id: &CaseId, from: usize, to: usize, entries: &[tandem_core::case::Entry]| {
        let case = Case::replay(id.clone(), &entries[..to]);
        let append = Append {
            case: id.clone(),
            expected: from as u64,
            key: None,
            bodies: entries[from..to].iter().map(record::encode).collect(),
            row: Some(row_of(&case, &ctx)),
            effects: Vec::new(),
        };
        tandem_engine::Ledger::append(&*store, vec![append]).unwrap();
        case
    };
    let halves: Vec<usize> = played.iter().map(|(_, all)| all.len().div_ceil(2)).collect();
    let cases: Vec<Case> =
        played.iter().zip(&halves).map(|((id, all), half)| append(id, 0, *half, all)).collect();
    let ids: Vec<CaseId> = cases.iter().map(|case| case.id.clone()).collect();
    let mut stones = Vec::new();
    for (no, rough) in topics.iter().enumerate() {
        stones.extend(keep(&*store, no, rough, &ids));
    }
    let so_far = House { world: world.clone(), store: Arc::clone(&store), cases };
    midway(&so_far);
    let rest = played.iter().zip(&halves).map(|((id, all), half)| match all.len() {
        length if length > *half => append(id, *half, length, all),
        length => Case::replay(id.clone(), &all[..length]),
    });
    let cases = rest.collect();
    let taken = Taken { removed: stones, ..Taken::default() };
    tandem_engine::Archive::take(&*store, &taken).unwrap();
    drop(ctx);
    House { world, store, cases }
}

/// Keeps a topic with its posts; returns the tombstone of its first post, where that is to go.
fn keep(store: &dyn Store, no: usize, rough: &Rough, cases: &[CaseId]) -> Option<Tombstone> {
    const AREAS: [&str; 9] = ["R", "A", "B", "A1", "A2", "B1", "B2", "X", "Y"];
    let topic = format!("t-{no}");
    let posts: Vec<ArchivedPost> = rough
        .texts
        .iter()
        .enumerate()
        .map(|(of, text)| {
            let id = format!("s:{no}-{of}");
            ArchivedPost {
                source: "s".to_owned(),
                time: at((no * 7 + of) as i64),
                title: TEXTS[*text].chars().take(4).collect(),
                text: TEXTS[*text].to_owned(),
                author: None,
                author_scope: None,
                digest: Digest::of(id.as_bytes()),
                topic: Some(topic.clone()),
                id,
            }
        })
        .collect();
    let row = TopicRow {
        id: topic,
        title: posts[0].text.clone(),
        first: posts[0].time,
        last: at((no * 7 + posts.len() - 1) as i64),
        posts: posts.len() as u64,
        areas: rough.areas.iter().map(|area| AreaId::from(AREAS[*area])).collect(),
        remits: Vec::new(),
        case: rough.case.and_then(|case| cases.get(case).cloned()),
        assessment: "{}".to_owned(),
    };
    let gone = Tombstone {
        id: posts[0].id.clone(),
        at: at(0),
        why: RemovalGround::DeletedAtSource,
        digest: None,
    };
    store.keep(&posts, if rough.listed { std::slice::from_ref(&row) } else { &[] }).unwrap();
    rough.removed.then_some(gone)
}

pub(crate) fn finder(house: &House, folder: &Path) -> Finder {
    let store: Arc<dyn Store> = Arc::<MemoryLedger>::clone(&house.store);
    let index = TantivyIndex::open(folder).unwrap();
    Finder::new(store, &house.world.region, Box::new(index))
}

pub(crate) fn query(typed: &str) -> Query {
    Query { wanted: Wanted::read(typed).unwrap(), limit: 500, ..Query::default() }
}

pub(crate) fn keys(answer: &Answer) -> Vec<Key> {
    answer.hits.iter().map(key).collect()
}

pub(crate) fn key(hit: &Hit) -> Key {
    match &hit.of {
        Of::Case(row) => Key::new(Kind::Case, row.case.as_str()),
        Of::Topic(topic) => Key::new(Kind::Topic, &topic.id),
        Of::Post(post, _) => Key::new(Kind::Post, &post.id),
    }
}

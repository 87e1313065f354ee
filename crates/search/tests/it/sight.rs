//! A search finds what the policy lets a position see, no more and no less: hits, counts, snippets.

use crate::house::{House, finder, house, key, keys, matters, query, rough};
use proptest::prelude::*;
use std::collections::BTreeSet;
use tandem_core::AreaId;
use tandem_core::case::{Case, Context};
use tandem_core::sight::Sight;
use tandem_engine::search::{Counts, Finder, Key, Kind, Query};
use tandem_engine::{Archive as _, ArchivedPost, Ledger as _, TopicRow};

/// What is typed, and how one sees without an index that a text has it.
const TYPED: [(&str, &[&str]); 7] = [
    ("", &[]),
    ("积水", &["积水"]),
    ("道路行人", &["道路", "行人"]),
    ("浊", &["浊"]),
    ("brown", &["brown"]),
    ("mend", &["mend"]),
    ("again water", &["again", "water"]),
];

fn fits(texts: &[String], words: &[&str]) -> bool {
    words.iter().all(|word| texts.iter().any(|text| text.to_lowercase().contains(word)))
}

/// Who sees what, asked of the policy itself.
struct Policy<'a> {
    house: &'a House,
    ctx: Context<'a>,
}

impl Policy<'_> {
    fn case(&self, sight: Option<&Sight>, case: &Case) -> bool {
        sight.is_none_or(|sight| sight.sees(case, &self.ctx))
    }

    fn topic(&self, sight: Option<&Sight>, topic: Option<&TopicRow>) -> bool {
        let areas = topic.map_or(&[][..], |topic| &topic.areas);
        let case = topic.and_then(|topic| topic.case.as_ref());
        let case = case.and_then(|id| self.house.cases.iter().find(|case| &case.id == id));
        sight.is_none_or(|sight| sight.concerns(areas, &self.ctx))
            || case.is_some_and(|case| self.case(sight, case))
    }

    fn expected(&self, sight: Option<&Sight>, words: &[&str]) -> BTreeSet<Key> {
        let store = &self.house.store;
        let mut keys = BTreeSet::new();
        for case in &self.house.cases {
            let entries = store.case(&case.id).unwrap();
            let entries = entries.iter().map(|stored| stored.entry().unwrap());
            let texts: Vec<String> = entries
                .flat_map(|e| e.kind.texts().into_iter().map(str::to_owned).collect::<Vec<_>>())
                .chain([case.id.to_string(), case.title.clone()])
                .collect();
            if self.case(sight, case) && fits(&texts, words) {
                keys.insert(Key::new(Kind::Case, case.id.as_str()));
            }
        }
        for topic in store.topics(None, 1_000).unwrap().items {
            let texts = [topic.title.clone()];
            if self.topic(sight, Some(&topic)) && fits(&texts, words) {
                keys.insert(Key::new(Kind::Topic, &topic.id));
            }
        }
        for post in store.posts(None, 1_000).unwrap().items {
            let topic = self.topic_of(&post);
            if self.topic(sight, topic.as_ref()) && fits(&[post.whole()], words) {
                keys.insert(Key::new(Kind::Post, &post.id));
            }
        }
        keys
    }

    fn topic_of(&self, post: &ArchivedPost) -> Option<TopicRow> {
        self.house.store.topic(post.topic.as_ref()?).unwrap()
    }
}

fn counted(keys: &BTreeSet<Key>) -> Counts {
    let of = |kind| keys.iter().filter(|key| key.kind == kind).count() as u64;
    Counts { cases: of(Kind::Case), topics: of(Kind::Topic), posts: of(Kind::Post) }
}

/// Every unit's sight, and that of whoever sees everything.
fn sights(house: &House) -> Vec<Option<Sight>> {
    let ctx = house.world.context();
    let mut all: Vec<Option<Sight>> =
        house.world.positions.iter().filter_map(|p| Sight::of(p, &ctx)).map(Some).collect();
    all.sort();
    all.dedup();
    // Departments of one area differ little; a third of them is enough.
    let mut no = 0;
    all.retain(|sight| {
        no += 1;
        no % 3 == 0 || sight.as_ref().is_some_and(|sight| !sight.areas.is_empty())
    });
    all.extend([None, Some(Sight { units: Vec::new(), areas: Vec::new() })]);
    all
}

fn agrees(house: &House, finder: &Finder) -> Result<(), TestCaseError> {
    let policy = Policy { house, ctx: house.world.context() };
    for (no, sight) in sights(house).into_iter().enumerate() {
        // Each sight asks other words; together they ask all of them often.
        for (typed, words) in TYPED.iter().skip(no % 3).step_by(3) {
            let query = Query { sight: sight.clone(), ..query(typed) };
            let answer = finder.find(&query).unwrap();
            let expected = policy.expected(sight.as_ref(), words);
            let found: BTreeSet<Key> = keys(&answer).into_iter().collect();
            prop_assert_eq!(&found, &expected, "`{}` of {:?}", typed, &sight);
            prop_assert_eq!(answer.counts, counted(&expected));
            prop_assert_eq!(answer.hits.len(), expected.len(), "nothing comes twice");
            for hit in &answer.hits {
                let marked = hit.snippet.iter().any(|part| part.marked);
                prop_assert!(marked || words.is_empty(), "`{}` {:?}", typed, key(hit));
            }
        }
        pages(finder, sight.as_ref())?;
    }
    Ok(())
}

/// Pages of any size make up the whole, in the same order.
fn pages(finder: &Finder, sight: Option<&Sight>) -> Result<(), TestCaseError> {
    let whole = finder.find(&Query { sight: sight.cloned(), ..query("") }).unwrap();
    let (mut found, mut cursor) = (Vec::new(), None);
    loop {
        let part = Query { sight: sight.cloned(), cursor, limit: 3, ..query("") };
        let answer = finder.find(&part).unwrap();
        prop_assert_eq!(answer.counts, whole.counts, "a page counts the whole");
        found.extend(keys(&answer));
        cursor = answer.next;
        if cursor.is_none() {
            break;
        }
    }
    prop_assert_eq!(found, keys(&whole));
    Ok(())
}

/// A list of cases under an area and a search under it find the same.
fn filters(house: &House, finder: &Finder) -> Result<(), TestCaseError> {
    let ctx = house.world.context();
    for area in house.world.region.areas() {
        for state in ["received", "open", "closed"] {
            let asked = Query {
                kind: Some(Kind::Case),
                under: Some(area.id.clone()),
                state: Some(state.to_owned()),
                ..query("")
            };
            let found: BTreeSet<Key> = keys(&finder.find(&asked).unwrap()).into_iter().collect();
            let under = |id: &AreaId| ctx.region.contains(&area.id, id);
            let desk = |case: &&Case| ctx.region.unit(&case.desk).map(|desk| desk.area.clone());
            let fits = |case: &&Case| {
                let row = house.store.row(&case.id).unwrap().unwrap();
                row.phase == state && (desk(case).iter().any(under) || case.areas.iter().any(under))
            };
            let expected: BTreeSet<Key> = house
                .cases
                .iter()
                .filter(fits)
                .map(|case| Key::new(Kind::Case, case.id.as_str()))
                .collect();
            prop_assert_eq!(found, expected, "{} {}", area.id, state);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 30, ..ProptestConfig::default() })]

    #[test]
    fn a_search_finds_what_the_policy_lets_see(
        matters in matters(),
        topics in prop::collection::vec(rough(), 1..14),
    ) {
        let (kept, anew) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut result = Ok(());
        // An index that follows while things happen, and one that is made afterwards.
        let house = house(&matters, &topics, |midway| {
            let finder = finder(midway, kept.path());
            assert!(finder.refresh().unwrap().anew);
            result = agrees(midway, &finder);
        });
        result?;
        let following = finder(&house, kept.path());
        agrees(&house, &following)?;
        filters(&house, &following)?;
        let made = finder(&house, anew.path());
        made.refresh().unwrap();
        agrees(&house, &made)?;
        prop_assert_eq!(
            keys(&made.find(&query("")).unwrap()),
            keys(&following.find(&query("")).unwrap())
        );
    }
}

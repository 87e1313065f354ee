//! What is typed against what texts say.

use proptest::prelude::*;
use std::sync::Arc;
use tandem_core::Digest;
use tandem_engine::search::{Finder, Query, Wanted};
use tandem_engine::{Archive as _, ArchivedPost, MemoryLedger, Store};
use tandem_search::TantivyIndex;
use tandem_testkit::World;

fn finder_of(texts: &[&str], folder: &std::path::Path) -> Finder {
    let store = Arc::new(MemoryLedger::default());
    let posts: Vec<ArchivedPost> = texts
        .iter()
        .enumerate()
        .map(|(no, text)| ArchivedPost {
            id: format!("s:{no}"),
            source: "s".to_owned(),
            time: crate::house::at(no as i64),
            title: String::new(),
            text: (*text).to_owned(),
            author: None,
            author_scope: None,
            digest: Digest::of(text.as_bytes()),
            topic: None,
        })
        .collect();
    store.keep(&posts, &[]).unwrap();
    let store: Arc<dyn Store> = store;
    let index = TantivyIndex::open(folder).unwrap();
    let finder = Finder::new(store, &World::small().region, Box::new(index));
    finder.refresh().unwrap();
    finder
}

fn found(finder: &Finder, typed: &str) -> Vec<String> {
    let wanted = Wanted::read(typed).unwrap();
    let query = Query { wanted, limit: 50, ..Query::default() };
    let mut ids: Vec<String> =
        crate::house::keys(&finder.find(&query).unwrap()).into_iter().map(|key| key.id).collect();
    ids.sort();
    ids
}

#[test]
fn words_are_found_as_people_type_them() {
    let folder = tempfile::tempdir().unwrap();
    let finder = finder_of(
        &[
            "南湖大道今晨积水严重",
            "民族大道 ROADS flooded; flooding continues",
            "办理营业执照要跑三趟",
            "营业时间公示、执照丢失怎么办",
            "案件 c-20260301-ab12cd34 的附件",
            "５Ｇ基站辐射",
            "水",
        ],
        folder.path(),
    );
    for (typed, want) in [
        ("南湖积水", vec!["s:0"]),
        ("积水 南湖", vec!["s:0"]),
        ("湖大", vec!["s:0"]),
        ("大道", vec!["s:0", "s:1"]),
        ("大道积水", vec!["s:0"]),
        ("营业执照", vec!["s:2", "s:3"]),
        ("“营业执照”", vec!["s:2"]),
        ("road", vec!["s:1"]),
        ("\"flooding continues\"", vec!["s:1"]),
        ("\"continues flooding\"", vec![]),
        ("flood 民族", vec!["s:1"]),
        ("c-20260301-ab12cd34", vec!["s:4"]),
        ("5g", vec!["s:5"]),
        ("５Ｇ基站", vec!["s:5"]),
        ("“5G基站”", vec!["s:5"]),
        ("水", vec!["s:0", "s:6"]),
        ("附", vec!["s:4"]),
        ("没有这个", vec![]),
        (&"x".repeat(100), vec![]),
    ] {
        assert_eq!(found(&finder, typed), want, "{typed}");
    }
}

const ALPHABET: [char; 9] = ['水', '路', '电', '南', '湖', 'a', 'b', ' ', '，'];

fn text(length: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&ALPHABET[..]), length)
        .prop_map(|chars| chars.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// Any part of a run of Han finds its text, quoted or not, and quoted finds no other.
    #[test]
    fn a_part_of_a_text_finds_it(
        texts in prop::collection::vec(text(1..16), 1..8),
        of in any::<prop::sample::Index>(),
        from in any::<prop::sample::Index>(),
        length in 1usize..9,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let finder = finder_of(&texts, folder.path());
        let chars: Vec<char> = texts[of.index(texts.len())].chars().collect();
        let from = from.index(chars.len());
        let part = chars[from..].iter().take(length);
        let part: String = part.take_while(|c| !c.is_ascii() && c.is_alphanumeric()).collect();
        if part.is_empty() {
            return Ok(());
        }
        let with: Vec<String> = texts.iter().enumerate()
            .filter(|(_, text)| text.contains(&part))
            .map(|(no, _)| format!("s:{no}"))
            .collect();
        let exact = found(&finder, &format!("“{part}”"));
        prop_assert_eq!(&exact, &with, "“{}”", part);
        let free = found(&finder, &part);
        prop_assert!(with.iter().all(|id| free.contains(id)), "{} {:?} {:?}", part, with, free);
    }

    /// Nothing that can be typed makes a search fail.
    #[test]
    fn whatever_is_typed_is_answered(typed in "\\PC{0,60}") {
        let folder = tempfile::tempdir().unwrap();
        let finder = finder_of(&["水"], folder.path());
        if Wanted::read(&typed).is_ok() {
            found(&finder, &typed);
        }
    }
}

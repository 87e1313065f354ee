//! An index that is missing, damaged, old, of another ledger, or in use.

use crate::house::{House, finder, house, keys, query};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tandem_core::Digest;
use tandem_engine::search::{FindError, Finder, Query};
use tandem_engine::{Archive as _, ArchivedPost, MemoryLedger, RemovalGround, Taken, Tombstone};
use tandem_search::TantivyIndex;

fn post(no: usize, text: &str) -> ArchivedPost {
    ArchivedPost {
        id: format!("s:{no}"),
        source: "s".to_owned(),
        time: crate::house::at(no as i64),
        title: String::new(),
        text: text.to_owned(),
        author: None,
        author_scope: None,
        digest: Digest::of(text.as_bytes()),
        topic: None,
    }
}

/// Removes post 1.
fn remove_first(house: &House) {
    let stone = Tombstone {
        id: "s:1".to_owned(),
        at: crate::house::at(0),
        why: RemovalGround::OptedOut,
        digest: None,
    };
    house.store.take(&Taken { removed: vec![stone], ..Taken::default() }).unwrap();
}

fn empty() -> House {
    house(&[], &[], |_| {})
}

fn count(finder: &Finder, typed: &str) -> usize {
    let answer = finder.find(&query(typed)).unwrap();
    assert_eq!(answer.counts.posts as usize, answer.hits.len());
    answer.hits.len()
}

/// Files in which terms, positions and stored fields lie.
fn parts(folder: &Path) -> BTreeSet<PathBuf> {
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let holds = |path: &PathBuf| {
        path.extension().is_some_and(|e| ["term", "idx", "pos", "store"].iter().any(|k| e == *k))
    };
    files.filter(holds).collect()
}

#[test]
fn an_index_follows_and_survives() {
    let (house, folder) = (empty(), tempfile::tempdir().unwrap());
    let first = finder(&house, folder.path());
    assert!(matches!(first.find(&query("")), Err(FindError::NotReady)), "nobody waits for it");
    assert!(first.refresh().unwrap().anew);
    assert_eq!(count(&first, ""), 0);
    house.store.keep(&[post(1, "积水"), post(2, "停电")], &[]).unwrap();
    assert_eq!(count(&first, "积水"), 1, "a question is answered as of now");
    assert!(!first.refresh().unwrap().anew);
    drop(first);
    house.store.keep(&[post(3, "又积水")], &[]).unwrap();
    let again = finder(&house, folder.path());
    assert_eq!(count(&again, "积水"), 2, "what came meanwhile is caught up");
    assert!(!again.refresh().unwrap().anew);
}

#[test]
fn removed_posts_are_gone_at_once_and_their_words_leave_the_disk() {
    let (house, folder) = (empty(), tempfile::tempdir().unwrap());
    let finder = finder(&house, folder.path());
    house.store.keep(&[post(1, "floodgate"), post(2, "other")], &[]).unwrap();
    finder.refresh().unwrap();
    remove_first(&house);
    assert_eq!(count(&finder, "floodgate"), 0);
    let before = parts(folder.path());
    assert!(!before.is_empty());
    finder.scrub().unwrap();
    let after = parts(folder.path());
    assert!(before.is_disjoint(&after), "no file that had its words is there: {after:?}");
    assert_eq!(count(&finder, "other"), 1);
}

type Spoil = fn(&Path);

#[test]
fn what_cannot_be_relied_on_is_made_anew() {
    let spoil: [(&str, Spoil); 4] = [
        ("meta is no JSON", |folder| std::fs::write(folder.join("meta.json"), "{").unwrap()),
        ("another version", |folder| {
            let place = folder.join("meta.json");
            let meta = std::fs::read_to_string(&place).unwrap();
            std::fs::write(place, meta.replace("\\\"version\\\":1", "\\\"version\\\":0")).unwrap();
        }),
        ("a file is gone", |folder| {
            std::fs::remove_file(of_kind(folder, "term")).unwrap();
        }),
        ("a bit is turned", |folder| {
            let place = of_kind(folder, "pos");
            let mut bytes = std::fs::read(&place).unwrap();
            bytes[0] ^= 1;
            std::fs::write(place, bytes).unwrap();
        }),
    ];
    for (what, spoil) in spoil {
        let (house, folder) = (empty(), tempfile::tempdir().unwrap());
        house.store.keep(&[post(1, "道路积水严重")], &[]).unwrap();
        finder(&house, folder.path()).refresh().unwrap();
        spoil(folder.path());
        let finder = finder(&house, folder.path());
        assert!(matches!(finder.find(&query("积水")), Err(FindError::NotReady)), "{what}");
        assert!(finder.refresh().unwrap().anew, "{what}");
        assert_eq!(count(&finder, "积水"), 1, "{what}");
    }
}

fn of_kind(folder: &Path, ending: &str) -> PathBuf {
    let mut files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files.find(|file| file.extension().is_some_and(|e| e == ending)).unwrap()
}

#[test]
fn an_index_of_another_archive_is_not_used() {
    let (one, folder) = (empty(), tempfile::tempdir().unwrap());
    one.store.keep(&[post(1, "积水"), post(2, "停电")], &[]).unwrap();
    finder(&one, folder.path()).refresh().unwrap();
    // A backup from before, on which work went on.
    let other = House { store: Arc::new(MemoryLedger::default()), ..one };
    other.store.keep(&[post(1, "积水")], &[]).unwrap();
    other.store.keep(&[post(3, "噪声")], &[]).unwrap();
    let finder = finder(&other, folder.path());
    assert!(matches!(finder.find(&query("停电")), Err(FindError::NotReady)), "it tells nothing");
    assert!(finder.refresh().unwrap().anew);
    assert_eq!((count(&finder, "停电"), count(&finder, "噪声")), (0, 1));
}

#[test]
fn one_process_writes_and_others_read() {
    let (house, folder) = (empty(), tempfile::tempdir().unwrap());
    let writer = finder(&house, folder.path());
    house.store.keep(&[post(1, "积水"), post(2, "积水")], &[]).unwrap();
    writer.refresh().unwrap();
    let index = TantivyIndex::open(folder.path()).unwrap();
    assert!(!index.writes());
    let store: Arc<MemoryLedger> = Arc::clone(&house.store);
    let reader = Finder::new(store, &house.world.region, Box::new(index));
    remove_first(&house);
    let asked = Query { limit: 9, ..query("积水") };
    assert_eq!(keys(&reader.answer(&asked).unwrap()).len(), 1, "what is gone is not shown");
    assert!(reader.refresh().is_err());
}

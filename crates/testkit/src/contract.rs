//! What every ledger must do, whatever it is made of. Each part makes a store of its own.

#![allow(clippy::unwrap_used, reason = "a suite that fails says where")]

use std::sync::Arc;
use tandem_core::case::TrackState;
use tandem_core::sight::Sight;
use tandem_core::{AreaId, CaseId, Digest, Timestamp, UnitId};
use tandem_engine::{
    Append, AppendError, ArchivedPost, Audience, CaseFilter, CaseRow, ChangePlace, Changed,
    Checkpoint, Count, Delivery, Effect, Heartbeat, Notice, OptOut, Publication, ROW_FORMAT,
    RemovalGround, SourceState, Store, Taken, Tombstone, TopicRow, Tries, Untold, record, verify,
};

/// Runs the whole suite on stores that `make` makes, each of them new and empty.
pub fn store(make: &dyn Fn() -> Arc<dyn Store>) {
    empty(&*make());
    appends_are_chained(&*make());
    conflicts_store_nothing(&*make());
    commands_happen_once(&*make());
    lists_are_filtered_and_paged(&*make());
    the_public_finds_what_is_public(&*make());
    due_is_in_order(&*make());
    outbox_is_emptied(&*make());
    what_is_owed_is_told_once(&*make());
    rows_can_be_replaced(&*make());
    mechanisms_are_remembered(&*make());
    the_last_sweep_is_remembered(&*make());
    archive_keeps_and_finds(&*make());
    what_is_removed_stays_away(&*make());
    a_reading_is_stored_as_one(&*make());
    attachments_are_kept_by_their_digest(&*make());
    changes_are_told_in_order(&*make());
    one_of_many_writers_wins(&make());
    crate::sight::lists_show_what_the_policy_lets_see(&*make());
}

fn time(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_770_000_000 + seconds).expect("a time in range")
}

/// A row of a case under region R, city C and county D of the suite.
fn row(case: &str, seconds: i64) -> CaseRow {
    CaseRow {
        case: CaseId::from(case),
        title: format!("title of {case}"),
        phase: "open".to_owned(),
        drill: false,
        desk: UnitId::from("D.desk"),
        path: "R/C/D".to_owned(),
        level: "county".into(),
        areas: vec!["D".into()],
        risk: None,
        lead: Some(UnitId::from("D.water")),
        ordered: Vec::new(),
        parties: Vec::new(),
        supervised: Vec::new(),
        public_in: Vec::new(),
        publications: Vec::new(),
        complaints: Vec::new(),
        disposal: Some(TrackState::Open),
        response: Some(TrackState::Open),
        deadline: Some(time(seconds + 100)),
        next_due: Some(time(seconds + 50)),
        rung: 0,
        received_at: time(seconds),
        last_at: time(seconds),
        entries: 1,
    }
}

/// A body that parses as an entry.
pub(crate) fn body(text: &str) -> String {
    let by = r#"{"person":"p","position":"D.desk/duty","basis":"P-duty"}"#;
    let at = time(0);
    format!(r#"{{"at":"{at}","by":{by},"kind":{{"reviewed":{{"lessons":"{text}"}}}}}}"#)
}

fn append(case: &str, expected: u64, texts: &[&str]) -> Append {
    let mut row = row(case, 0);
    row.entries = expected + texts.len() as u64;
    Append {
        case: CaseId::from(case),
        expected,
        key: None,
        bodies: texts.iter().map(|text| body(text)).collect(),
        row: Some(row),
        effects: Vec::new(),
    }
}

fn empty(store: &dyn Store) {
    let head = store.head().unwrap();
    assert_eq!((head.entries, head.root), (0, record::GENESIS));
    assert!(store.case(&"c".into()).unwrap().is_empty());
    assert!(store.row(&"c".into()).unwrap().is_none());
    assert!(store.scan(0, 10).unwrap().is_empty());
    assert_eq!(verify(store).unwrap().head, head);
}

fn appends_are_chained(store: &dyn Store) {
    let last = store.append(vec![append("a", 0, &["1", "2"]), append("b", 0, &["3"])]).unwrap();
    assert_eq!(last, 3);
    store.append(vec![append("a", 2, &["4"])]).unwrap();
    let all = store.scan(0, 10).unwrap();
    let places: Vec<_> = all.iter().map(|s| (s.seq, s.case.as_str(), s.version)).collect();
    assert_eq!(places, [(1, "a", 1), (2, "a", 2), (3, "b", 1), (4, "a", 3)]);
    let of_a: Vec<_> = store.case(&"a".into()).unwrap().iter().map(|s| s.seq).collect();
    assert_eq!(of_a, [1, 2, 4]);
    assert_eq!(store.scan(1, 2).unwrap().len(), 2);
    let head = verify(store).unwrap().head;
    assert_eq!((head.entries, head.root), (4, all[3].hash));
}

fn conflicts_store_nothing(store: &dyn Store) {
    store.append(vec![append("a", 0, &["1"])]).unwrap();
    let before = store.head().unwrap();
    let refused = store.append(vec![append("b", 0, &["2"]), append("a", 0, &["3"])]);
    assert!(
        matches!(&refused, Err(AppendError::Conflict { case, expected: 0, found: 1 })
            if case.as_str() == "a"),
        "{refused:?}"
    );
    assert_eq!(store.head().unwrap(), before);
    assert!(store.case(&"b".into()).unwrap().is_empty());
    let twice = store.append(vec![append("b", 0, &["2"]), append("b", 0, &["3"])]);
    assert!(matches!(twice, Err(AppendError::Conflict { .. })), "{twice:?}");
    store.append(vec![append("b", 0, &["2"]), append("b", 1, &["3"])]).unwrap();
    assert_eq!(store.case(&"b".into()).unwrap().len(), 2);
}

fn commands_happen_once(store: &dyn Store) {
    let named = |case: &str, expected| Append {
        key: Some("k".to_owned()),
        ..append(case, expected, &["1"])
    };
    assert!(!store.has_key("k").unwrap());
    store.append(vec![named("a", 0)]).unwrap();
    assert!(store.has_key("k").unwrap());
    assert_eq!(store.key_with("k").unwrap().as_deref(), Some("k"));
    assert_eq!(store.key_with("").unwrap().as_deref(), Some("k"));
    assert_eq!(store.key_with("k:").unwrap(), None);
    let again = store.append(vec![named("a", 1)]);
    assert!(matches!(&again, Err(AppendError::Repeated { key }) if key == "k"), "{again:?}");
    assert_eq!(store.head().unwrap().entries, 1);
}

fn lists_are_filtered_and_paged(store: &dyn Store) {
    for number in 0..5 {
        let case = format!("c{number}");
        let mut append = append(&case, 0, &["1"]);
        let mut listed = row(&case, i64::from(number) * 1_000);
        if number == 4 {
            listed.path = "R/E".to_owned();
            listed.phase = "received".to_owned();
            listed.lead = None;
        }
        append.row = Some(listed);
        store.append(vec![append]).unwrap();
    }
    let listed = |filter: &CaseFilter| -> Vec<String> {
        let mut found = Vec::new();
        let mut cursor = None;
        loop {
            let page = store.rows(filter, cursor.as_deref(), 2).unwrap();
            assert!(page.items.len() <= 2);
            found.extend(page.items.iter().map(|row| row.case.to_string()));
            cursor = page.next;
            if cursor.is_none() {
                return found;
            }
        }
    };
    let all = CaseFilter::default();
    assert_eq!(listed(&all), ["c4", "c3", "c2", "c1", "c0"]);
    let under = |area: &str| CaseFilter { under: Some(area.into()), ..all.clone() };
    assert_eq!(listed(&under("R")).len(), 5);
    assert_eq!(listed(&under("C")), ["c3", "c2", "c1", "c0"]);
    assert_eq!(listed(&under("E")), ["c4"]);
    assert!(listed(&under("X")).is_empty());
    let phase = CaseFilter { phase: Some("received".to_owned()), ..under("R") };
    assert_eq!(listed(&phase), ["c4"]);
    let late = CaseFilter { overdue_at: Some(time(1_500)), ..under("R") };
    assert_eq!(listed(&late), ["c1", "c0"]);
    let areas = ["R", "C", "E", "X"].map(AreaId::from);
    let counted = store.count_under(&areas, time(1_500)).unwrap();
    let count = |received, open, overdue| Count { received, open, overdue };
    assert_eq!(counted, [count(1, 4, 2), count(0, 4, 2), count(1, 0, 0), count(0, 0, 0)]);
    let water = CaseFilter { unit: Some("D.water".into()), ..all.clone() };
    assert_eq!(listed(&water), ["c3", "c2", "c1", "c0"]);
    let both = CaseFilter { under: Some("E".into()), ..water.clone() };
    assert!(listed(&both).is_empty());

    let mut moved = append("c1", 1, &["2"]);
    let (lead, ordered) = (Some("D.roads".into()), vec!["D.police".into()]);
    moved.row = Some(CaseRow { lead, ordered, ..row("c1", 1_000) });
    store.append(vec![moved]).unwrap();
    assert_eq!(listed(&water), ["c3", "c2", "c0"]);
    for unit in ["D.roads", "D.police"] {
        assert_eq!(listed(&CaseFilter { unit: Some(unit.into()), ..all.clone() }), ["c1"]);
    }

    let mut owing = append("c2", 1, &["2"]);
    let water_works = vec![UnitId::from("D.water")];
    let (parties, supervised) = (water_works.clone(), water_works);
    owing.row = Some(CaseRow { parties, supervised, ..row("c2", 2_000) });
    store.append(vec![owing]).unwrap();
    let owed = |filter: CaseFilter| listed(&CaseFilter { supervised: true, ..filter });
    let sight = |units: &[&str], areas: &[&str]| Sight {
        units: units.iter().map(|unit| (*unit).into()).collect(),
        areas: areas.iter().map(|area| (*area).into()).collect(),
    };
    let seen = |sight: Sight| CaseFilter { sight: Some(sight), ..all.clone() };
    for filter in [all.clone(), under("D"), water, seen(sight(&["D.water"], &[]))] {
        assert_eq!(owed(filter), ["c2"]);
    }
    assert_eq!(owed(seen(sight(&[], &["C"]))), ["c2"]);
    for filter in [under("E"), seen(sight(&["D.roads"], &["E"])), seen(sight(&[], &[]))] {
        assert!(owed(filter).is_empty());
    }
    let mut done = append("c2", 2, &["3"]);
    done.row = Some(row("c2", 2_000));
    store.append(vec![done]).unwrap();
    assert!(owed(all).is_empty());
}

/// A row with a statement that the public reads, published so many seconds in.
fn public_row(case: &str, seconds: i64) -> CaseRow {
    let publication = |statement: &str, at: i64| Publication {
        at: time(at),
        case: case.into(),
        statement: statement.into(),
        text: Digest::of(statement.as_bytes()),
    };
    CaseRow {
        public_in: vec!["C".into(), "E".into(), "R".into()],
        publications: vec![publication("s1", seconds + 1), publication("s2", seconds + 10)],
        complaints: vec!["n-1".into()],
        ..row(case, seconds)
    }
}

fn the_public_finds_what_is_public(store: &dyn Store) {
    for (no, seconds) in [(0, 0), (1, 100), (2, 200), (3, 300)] {
        let case = format!("c{no}");
        let mut append = append(&case, 0, &["1"]);
        append.row = Some(if no == 3 { row(&case, seconds) } else { public_row(&case, seconds) });
        store.append(vec![append]).unwrap();
    }
    let public = CaseFilter { audience: Audience::Public, ..CaseFilter::default() };
    let listed = |filter: &CaseFilter| -> Vec<String> {
        let rows = store.rows(filter, None, 10).unwrap();
        rows.items.iter().map(|row| row.case.to_string()).collect()
    };
    let under = |area: &str| CaseFilter { under: Some(area.into()), ..public.clone() };
    assert_eq!(listed(&public), ["c2", "c1", "c0"]);
    assert_eq!(listed(&under("E")), ["c2", "c1", "c0"]);
    assert!(listed(&under("D")).is_empty(), "the desk's area is not what the public is told");
    let closed = CaseFilter { phase: Some("closed".to_owned()), ..public.clone() };
    assert!(listed(&closed).is_empty());
    // A case that is merged away is not listed; what was said on it stays.
    let mut merged = append("c2", 1, &["2"]);
    let away = CaseRow { public_in: Vec::new(), entries: 2, ..public_row("c2", 200) };
    merged.row = Some(away);
    store.append(vec![merged]).unwrap();
    assert_eq!(listed(&public), ["c1", "c0"]);

    let mut found = Vec::new();
    let mut cursor = None;
    loop {
        let page = store.publications(cursor.as_deref(), 4).unwrap();
        found.extend(page.items.iter().map(|said| format!("{}/{}", said.case, said.statement)));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(found, ["c2/s2", "c2/s1", "c1/s2", "c1/s1", "c0/s2", "c0/s1"]);
    let same = store.publications_of(Digest::of(b"s1")).unwrap();
    assert_eq!(same.iter().map(|said| said.case.as_str()).collect::<Vec<_>>(), ["c0", "c1", "c2"]);
    assert!(store.publications_of(Digest::of(b"s3")).unwrap().is_empty());
    let cases = |number: &str| store.complaint(number).unwrap();
    assert_eq!(cases("n-1").len(), 3);
    assert!(cases("n-2").is_empty());

    let body = body("x").replace(r#"{"reviewed":{"lessons":"x"}}"#, PUBLISHES);
    let published = Append { bodies: vec![body], ..append("c0", 1, &["2"]) };
    let seq = store.append(vec![published]).unwrap();
    let last = store.scan(seq - 1, 1).unwrap().remove(0);
    let entry = store.publishing(last.hash).unwrap().unwrap();
    assert_eq!((entry.seq, entry.publishes().unwrap()), (seq, Some("s1".into())));
    let other = store.scan(0, 1).unwrap().remove(0);
    assert_eq!(store.publishing(other.hash).unwrap(), None, "it publishes nothing");
    let rows = [public_row("c1", 100)];
    store.replace_rows(&rows).unwrap();
    assert_eq!(store.publications(None, 10).unwrap().items.len(), 2);
    assert_eq!(cases("n-1"), ["c1".into()]);
}

const PUBLISHES: &str = r#"{"statement_published":{"statement":"s1"}}"#;

fn due_is_in_order(store: &dyn Store) {
    for (case, seconds) in [("b", 20), ("a", 10), ("c", 30)] {
        let mut append = append(case, 0, &["1"]);
        append.row = Some(row(case, seconds));
        store.append(vec![append]).unwrap();
    }
    let due = |seconds, limit| -> Vec<String> {
        let due = store.due(time(seconds), limit).unwrap();
        due.iter().map(ToString::to_string).collect()
    };
    assert!(due(59, 10).is_empty());
    assert_eq!(due(60, 10), ["a"]);
    assert_eq!(due(100, 10), ["a", "b", "c"]);
    assert_eq!(due(100, 2), ["a", "b"]);
    let mut done = append("a", 1, &["2"]);
    done.row = done.row.map(|row| CaseRow { next_due: None, ..row });
    store.append(vec![done]).unwrap();
    assert_eq!(due(100, 10), ["b", "c"]);
}

fn outbox_is_emptied(store: &dyn Store) {
    let notify = |about: &str| Effect::Notify { unit: "D.water".into(), about: about.to_owned() };
    let effects = vec![notify("order"), notify("lead")];
    store.append(vec![Append { effects, ..append("a", 0, &["1"]) }]).unwrap();
    let waiting = store.undelivered(10).unwrap();
    assert_eq!(
        waiting.iter().map(|w| &w.effect).collect::<Vec<_>>(),
        [&notify("order"), &notify("lead")]
    );
    store.delivered(&[waiting[0].id]).unwrap();
    assert_eq!(store.undelivered(10).unwrap(), waiting[1..]);
    let notices = [
        Notice { id: 7, unit: "D.water".into(), case: "a".into(), about: "order".to_owned() },
        Notice { id: 9, unit: "D.water".into(), case: "a".into(), about: "lead".to_owned() },
    ];
    store.notify(&notices).unwrap();
    store.notify(&notices[..1]).unwrap();
    let kept = store.notices(&"D.water".into(), 10).unwrap();
    assert_eq!(kept, [notices[1].clone(), notices[0].clone()]);
    assert!(store.notices(&"D.roads".into(), 10).unwrap().is_empty());
}

fn what_is_owed_is_told_once(store: &dyn Store) {
    let untold = |id: &str, since: i64| Untold {
        id: id.to_owned(),
        unit: "D.water".into(),
        case: Some("a".into()),
        about: "order".to_owned(),
        since: time(since),
        channel: None,
    };
    store.owe(&[untold("2", 20), untold("1", 10)]).unwrap();
    store.owe(&[untold("1", 99)]).unwrap();
    assert_eq!(store.untold(10).unwrap(), [untold("1", 10), untold("2", 20)]);
    assert_eq!(store.untold(1).unwrap(), [untold("1", 10)]);
    store.told(&["1".to_owned(), "never".to_owned()]).unwrap();
    assert_eq!(store.untold(10).unwrap(), [untold("2", 20)]);
    let tries = |failures| Tries {
        unit: "D.water".into(),
        channel: "mail".into(),
        failures,
        next_at: time(5),
    };
    assert!(store.tries().unwrap().is_empty());
    store.remember_tries(&tries(1)).unwrap();
    store.remember_tries(&tries(2)).unwrap();
    assert_eq!(store.tries().unwrap(), [tries(2)]);
}

fn rows_can_be_replaced(store: &dyn Store) {
    store.append(vec![append("a", 0, &["1"]), append("b", 0, &["2"])]).unwrap();
    assert_eq!(store.rows_format().unwrap(), 0, "rows were never replaced");
    let mut other = row("a", 5);
    other.phase = "closed".to_owned();
    store.replace_rows(std::slice::from_ref(&other)).unwrap();
    assert_eq!(store.row(&"a".into()).unwrap(), Some(other.clone()));
    assert_eq!(store.row(&"b".into()).unwrap(), None);
    let all = store.rows(&CaseFilter::default(), None, 10).unwrap();
    assert_eq!(all.items, [other]);
    assert_eq!(store.head().unwrap().entries, 2);
    assert_eq!(store.rows_format().unwrap(), ROW_FORMAT);
}

fn mechanisms_are_remembered(store: &dyn Store) {
    for text in ["one", "two", "one"] {
        store.remember_mechanism(Digest::of(text.as_bytes()), text).unwrap();
    }
    let mut texts = store.mechanisms().unwrap();
    texts.sort();
    assert_eq!(texts, ["one", "two"]);
}

fn the_last_sweep_is_remembered(store: &dyn Store) {
    assert_eq!(store.last_sweep().unwrap(), None);
    let beat = |seconds, entries| Heartbeat { at: time(seconds), cases: 3, entries, stuck: 1 };
    for (seconds, entries) in [(10, 2), (40, 0), (30, 5)] {
        store.remember_sweep(&beat(seconds, entries)).unwrap();
        assert_eq!(store.last_sweep().unwrap(), Some(beat(seconds, entries)));
    }
    assert_eq!(store.head().unwrap().entries, 0, "a sweep is no entry");
    let point = |seconds, seq| Checkpoint { until: time(seconds), seq, root: Digest::of(b"r") };
    assert_eq!(store.checkpoint(time(9)).unwrap(), None);
    for (seconds, seq) in [(20, 2), (10, 1), (20, 2)] {
        store.remember_checkpoint(&point(seconds, seq)).unwrap();
    }
    let found = [9, 10, 19, 20, 99].map(|at| store.checkpoint(time(at)).unwrap());
    let (first, last) = (Some(point(10, 1)), Some(point(20, 2)));
    assert_eq!(found, [None, first, first, last, last]);
}

fn changes_are_told_in_order(store: &dyn Store) {
    let post = |id: &str, topic: &str| ArchivedPost {
        id: id.to_owned(),
        source: "s".to_owned(),
        time: time(0),
        title: String::new(),
        text: "text".to_owned(),
        author: None,
        author_scope: None,
        digest: Digest::of(id.as_bytes()),
        topic: Some(topic.to_owned()),
    };
    let after = |place: &ChangePlace| store.changes(place, 10).unwrap();
    assert_eq!(store.last_change().unwrap(), ChangePlace::START);
    assert_eq!(after(&ChangePlace::START), Some(Vec::new()));
    store.keep(&[post("p1", "t1"), post("p2", "t2")], &[]).unwrap();
    store.take(&Taken::default()).unwrap();
    let first = store.last_change().unwrap();
    assert_eq!(first.no, 1, "what changes nothing is no change");
    store.keep_text(Digest::of(b"o"), "an original").unwrap();
    let stone = Tombstone {
        id: "p2".to_owned(),
        at: time(0),
        why: RemovalGround::RetentionOver,
        digest: None,
    };
    let originals_gone = vec![Digest::of(b"o")];
    let (posts, removed) = (vec![post("p1", "t3"), post("p3", "t3")], vec![stone]);
    store.take(&Taken { posts, removed, originals_gone, ..Taken::default() }).unwrap();
    assert_eq!(store.text_of(Digest::of(b"o")).unwrap(), None);
    let strings = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    let told = after(&first).unwrap();
    assert_eq!(told.len(), 1);
    let Changed { posts, moved, gone, topics } = &told[0].1;
    assert_eq!((posts, moved), (&strings(&["p3"]), &strings(&["p1"])));
    assert_eq!((gone, topics), (&strings(&["p2"]), &strings(&[])));
    assert_eq!(store.last_change().unwrap(), told[0].0);
    assert_eq!(after(&ChangePlace::START).map(|told| told.len()), Some(2));
    assert_eq!(store.changes(&ChangePlace::START, 1).unwrap().map(|told| told.len()), Some(1));
    let foreign = ChangePlace { mark: Digest::of(b"another archive"), ..first };
    assert_eq!(after(&foreign), None);
    assert_eq!(after(&ChangePlace { no: 9, ..first }), None);
    store.forget_changes(99).unwrap();
    assert_eq!(after(&first), None, "what was forgotten cannot be told");
    assert_eq!(after(&ChangePlace::START), None);
    assert_eq!(after(&told[0].0), Some(Vec::new()), "the last one stays");
}

fn archive_keeps_and_finds(store: &dyn Store) {
    let post = |id: &str, seconds| ArchivedPost {
        id: id.to_owned(),
        source: "s".to_owned(),
        time: time(seconds),
        title: format!("title of {id}"),
        text: "text".to_owned(),
        author: None,
        author_scope: None,
        digest: Digest::of(id.as_bytes()),
        topic: None,
    };
    let topic = |id: &str, last| TopicRow {
        id: id.to_owned(),
        title: "t".to_owned(),
        first: time(0),
        last: time(last),
        posts: 1,
        areas: vec!["D".into()],
        remits: Vec::new(),
        case: None,
        assessment: "{}".to_owned(),
    };
    let posts = [post("p1", 2), post("p2", 1), post("p3", 3)];
    assert_eq!(store.keep(&posts, &[topic("t1", 3), topic("t2", 9)]).unwrap(), 3);
    let placed =
        ArchivedPost { topic: Some("t1".to_owned()), text: "new".to_owned(), ..post("p1", 2) };
    assert_eq!(store.keep(&[placed], &[]).unwrap(), 0, "a known post is not new");
    assert_eq!(store.counts().unwrap(), (3, 2));
    assert_eq!(store.post("p2").unwrap().map(|post| post.time), Some(time(1)));
    assert!(store.post("px").unwrap().is_none());
    let of_topic = store.posts_of("t1").unwrap();
    assert_eq!(of_topic.len(), 1);
    assert_eq!((of_topic[0].id.as_str(), of_topic[0].text.as_str()), ("p1", "text"));
    let first = store.posts(None, 2).unwrap();
    assert_eq!(first.items.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["p2", "p1"]);
    let rest = store.posts(first.next.as_deref(), 2).unwrap();
    assert_eq!(rest.items.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["p3"]);
    assert!(rest.next.is_none());
    let topics = store.topics(None, 1).unwrap();
    assert_eq!(topics.items[0].id, "t2");
    assert_eq!(store.topics(topics.next.as_deref(), 9).unwrap().items[0].id, "t1");
    let found = store.post_by_digest(Digest::of(b"p3")).unwrap();
    assert_eq!(found.map(|post| post.id), Some("p3".to_owned()));
    assert!(store.post_by_digest(Digest::of(b"px")).unwrap().is_none());
    assert_eq!(store.text_of(Digest::of(b"p3")).unwrap().as_deref(), Some("title of p3\ntext"));
    assert_eq!(store.text_of(Digest::of(b"o1")).unwrap(), None);
    for text in ["an original", "another of the same digest"] {
        store.keep_text(Digest::of(b"o1"), text).unwrap();
    }
    assert_eq!(store.text_of(Digest::of(b"o1")).unwrap().as_deref(), Some("an original"));
    assert_eq!(store.counts().unwrap(), (3, 2), "an original is no post");
    let cased = TopicRow { case: Some("c".into()), ..topic("t1", 4) };
    store.keep(&[], std::slice::from_ref(&cased)).unwrap();
    assert_eq!(store.topic("t1").unwrap(), Some(cased));
}

fn what_is_removed_stays_away(store: &dyn Store) {
    let post = |id: &str| ArchivedPost {
        id: id.to_owned(),
        source: "s".to_owned(),
        time: time(50),
        title: String::new(),
        text: "text".to_owned(),
        author: None,
        author_scope: None,
        digest: Digest::of(id.as_bytes()),
        topic: None,
    };
    let stone = |id: &str| Tombstone {
        id: id.to_owned(),
        at: time(60),
        why: RemovalGround::DeletedAtSource,
        digest: None,
    };
    let (before, _) = store.counts().unwrap();
    assert_eq!(store.keep(&[post("r1"), post("r2")], &[]).unwrap(), 2);
    let removed = vec![stone("r1"), stone("never-came")];
    store.take(&Taken { removed, ..Taken::default() }).unwrap();
    assert!(store.post("r1").unwrap().is_none());
    assert!(store.post_by_digest(Digest::of(b"r1")).unwrap().is_none());
    assert_eq!(store.tombstone("r1").unwrap(), Some(stone("r1")));
    assert!(store.tombstone("r2").unwrap().is_none());
    let knows = store.knows(&["r1", "never-came", "r2", "r3"]).unwrap();
    assert_eq!(knows, [true, true, true, false]);
    let again = [post("r1"), post("never-came"), post("r2")];
    assert_eq!(store.keep(&again, &[]).unwrap(), 0, "what was removed does not come back");
    assert_eq!(store.counts().unwrap().0, before + 1);
}

fn a_reading_is_stored_as_one(store: &dyn Store) {
    assert!(store.source_states().unwrap().is_empty());
    let mut state = SourceState::new("feed".into());
    state.cursor = Some("etag 1".to_owned());
    state.succeed(time(70), 1);
    let delivery = |key: &str, at| Delivery {
        source: "feed".into(),
        key: key.to_owned(),
        at: time(at),
        answer: "{}".to_owned(),
    };
    let old = Taken { delivery: Some(delivery("k0", 10)), ..Taken::default() };
    store.take(&old).unwrap();
    let taken = Taken {
        source: Some(state.clone()),
        delivery: Some(delivery("k1", 70)),
        ..Taken::default()
    };
    store.take(&taken).unwrap();
    assert_eq!(store.source_states().unwrap(), [state]);
    let feed = "feed".into();
    assert_eq!(store.delivery(&feed, "k1").unwrap(), Some(delivery("k1", 70)));
    assert!(store.delivery(&"other".into(), "k1").unwrap().is_none());
    store.forget_deliveries(time(70)).unwrap();
    assert!(store.delivery(&feed, "k0").unwrap().is_none());
    assert!(store.delivery(&feed, "k1").unwrap().is_some());
    let out = OptOut { source: feed, digest: "d".repeat(32), at: time(71) };
    store.opt_out(&out).unwrap();
    store.opt_out(&OptOut { at: time(99), ..out.clone() }).unwrap();
    assert_eq!(store.opt_outs().unwrap(), [out]);
}

fn attachments_are_kept_by_their_digest(store: &dyn Store) {
    let bytes = vec![0xff, 0xd8, 0xff, 0, 1, 2, 0xfe];
    let digest = Digest::of(&bytes);
    let picture = tandem_engine::Attachment { digest, media: "image/jpeg".to_owned(), bytes };
    assert!(store.attachment(digest).unwrap().is_none());
    store.keep_attachment(&picture).unwrap();
    store.keep_attachment(&picture).unwrap();
    assert_eq!(store.attachment(digest).unwrap().as_ref(), Some(&picture));
    assert_eq!(store.text_of(digest).unwrap(), None);
    assert_eq!(store.head().unwrap().entries, 0, "an attachment is no entry");
}

fn one_of_many_writers_wins(store: &Arc<dyn Store>) {
    const WRITERS: u64 = 8;
    const ROUNDS: u64 = 20;
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let store = Arc::clone(store);
            scope.spawn(move || {
                let mut won = 0;
                while won < ROUNDS {
                    let version = store.case(&"shared".into()).unwrap().len() as u64;
                    let text = format!("{writer}-{won}");
                    match store.append(vec![append("shared", version, &[&text])]) {
                        Ok(_) => won += 1,
                        Err(AppendError::Conflict { .. }) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            });
        }
    });
    let stored = store.case(&"shared".into()).unwrap();
    assert_eq!(stored.len() as u64, WRITERS * ROUNDS);
    let mut bodies: Vec<_> = stored.iter().map(|stored| stored.body.as_str()).collect();
    bodies.sort_unstable();
    bodies.dedup();
    assert_eq!(bodies.len() as u64, WRITERS * ROUNDS, "an append was stored twice");
    verify(&**store).unwrap();
}

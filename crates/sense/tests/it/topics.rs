use std::collections::{BTreeMap, HashMap};

use tandem_sense::Post;
use tandem_sense::topics::{Config, Detector, TopicId};

/// A post with the event that it belongs to.
struct Labelled {
    post: Post,
    event: String,
}

fn post(id: &str, time: i64, title: Option<String>, text: String) -> Post {
    Post {
        id: id.into(),
        source: "test".into(),
        time,
        title,
        text,
        lang: None,
        author: None,
        engagement: None,
    }
}

/// B-cubed F1 of the topics against the events.
fn b_cubed_f1(rows: &[Labelled]) -> f64 {
    let mut detector = Detector::new(Config::default());
    let mut topics: Vec<Option<TopicId>> = Vec::new();
    let mut by_post = HashMap::new();
    let mut into: HashMap<TopicId, TopicId> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        by_post.insert(row.post.id.clone(), at);
        let assigned = detector.observe(&row.post);
        for earlier in assigned.joined_earlier {
            topics[by_post[&earlier]] = assigned.topic.clone();
        }
        into.extend(assigned.merged.into_iter().map(|merge| (merge.from, merge.into)));
        topics.push(assigned.topic);
    }
    let found = |at: usize| {
        let Some(mut topic) = topics[at].as_ref() else { return format!("alone {at}") };
        while let Some(next) = into.get(topic) {
            topic = next;
        }
        topic.to_string()
    };
    let (mut both, mut truth, mut got) = (HashMap::new(), HashMap::new(), HashMap::new());
    for (at, row) in rows.iter().enumerate() {
        *both.entry((&row.event, found(at))).or_insert(0.0) += 1.0;
        *truth.entry(&row.event).or_insert(0.0) += 1.0;
        *got.entry(found(at)).or_insert(0.0) += 1.0;
    }
    let (mut precision, mut recall): (f64, f64) = (0.0, 0.0);
    for ((event, topic), n) in &both {
        precision += n * n / got[topic];
        recall += n * n / truth[event];
    }
    let n = rows.len() as f64;
    2.0 * precision * recall / (precision + recall) / n
}

#[derive(serde::Deserialize)]
struct English {
    id: String,
    time: jiff::Timestamp,
    text: String,
    event: String,
}

#[test]
fn english_stream() {
    let Some(path) = crate::shared("event2012/event2012_en.jsonl.gz") else { return };
    let labelled = |line: String| {
        let row: English = serde_json::from_str(&line).unwrap();
        let post = post(&row.id, row.time.as_second(), None, row.text);
        Labelled { post, event: row.event }
    };
    let rows: Vec<Labelled> = crate::lines(&path).map(labelled).collect();
    let f1 = b_cubed_f1(&rows);
    println!("english: {} posts, B-cubed F1 {f1:.4}", rows.len());
    assert!(f1 >= 0.87);
}

#[derive(serde::Deserialize)]
struct Group {
    topics: Vec<Member>,
}

#[derive(serde::Deserialize)]
struct Member {
    id: u64,
    title: String,
    first: String,
}

/// Titles of topics with one lead; members more than a day apart are different events.
#[test]
fn chinese_titles() {
    let Some(path) = crate::shared("weibo_hot_hourly/same_event_silver.jsonl") else { return };
    let mut rows: BTreeMap<(i64, u64), Labelled> = BTreeMap::new();
    for (group, line) in crate::lines(&path).enumerate() {
        let group_of: Group = serde_json::from_str(&line).unwrap();
        let time = |m: &Member| {
            format!("{}:00:00+08:00", m.first).parse::<jiff::Timestamp>().unwrap().as_second()
        };
        let mut members: Vec<(i64, Member)> =
            group_of.topics.into_iter().map(|m| (time(&m), m)).collect();
        members.sort_by_key(|(t, m)| (*t, m.id));
        let (mut part, mut last) = (0, None);
        let mut parts: BTreeMap<usize, Vec<(i64, Member)>> = BTreeMap::new();
        for (t, member) in members {
            part += usize::from(last.is_some_and(|l| t - l > 24 * 3600));
            last = Some(t);
            parts.entry(part).or_default().push((t, member));
        }
        for (part, members) in parts.into_iter().filter(|(_, m)| m.len() > 1) {
            for (t, m) in members {
                let post = post(&m.id.to_string(), t, Some(m.title), String::new());
                rows.insert((t, m.id), Labelled { post, event: format!("{group}.{part}") });
            }
        }
    }
    let rows: Vec<Labelled> = rows.into_values().collect();
    let f1 = b_cubed_f1(&rows);
    println!("chinese titles: {} posts, B-cubed F1 {f1:.4}", rows.len());
    assert!(f1 >= 0.87);
}

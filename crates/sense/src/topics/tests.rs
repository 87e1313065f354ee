use super::*;
use crate::AuthorRef;
use crate::privacy::PseudonymKey;

fn author(name: &str) -> AuthorRef {
    PseudonymKey::new([1; 32]).author_ref("test", name)
}

fn post(id: &str, time: i64, text: &str, voice: Option<&str>) -> Post {
    Post {
        id: id.into(),
        source: SmolStr::default(),
        time,
        title: None,
        text: text.to_owned(),
        lang: None,
        author: voice.map(author),
        engagement: None,
    }
}

const FLOOD: &str = "桂江水位上涨淹没沿江街道";
const FIRE: &str = "market fire spreads through wooden stalls tonight";

#[test]
fn a_post_stands_alone_until_a_second_joins() {
    let mut detector = Detector::new(Config::default());
    let first = detector.observe(&post("1", 0, FLOOD, None));
    assert_eq!((first.topic, first.joined_earlier), (None, Vec::new()));
    assert_eq!(detector.observe(&post("2", 10, FIRE, None)).topic, None);
    let joined = detector.observe(&post("3", 20, "沿江街道被淹没，桂江水位继续上涨", None));
    let id = joined.topic.clone().unwrap();
    assert_eq!((id.as_str(), joined.joined_earlier), ("t:1", vec!["1".into()]));
    let third = detector.observe(&post("4", 30, FLOOD, None));
    assert_eq!((third.topic, third.joined_earlier), (Some(id.clone()), Vec::new()));
    let topic = detector.topic(&id).unwrap();
    assert_eq!((topic.posts, topic.first, topic.last), (3, 0, 30));
    assert_eq!(detector.topics().count(), 1);
}

#[test]
fn many_voices_weigh_more_than_a_loud_one() {
    let check = |voices: &[&str], want_voices: u32, want_weight: f64| {
        let mut detector = Detector::new(Config::default());
        for (i, voice) in voices.iter().enumerate() {
            let voice = (!voice.is_empty()).then_some(*voice);
            detector.observe(&post(&i.to_string(), i as i64, FLOOD, voice));
        }
        let topic = detector.topics().next().unwrap();
        assert_eq!((topic.voices, topic.weight), (want_voices, want_weight));
    };
    check(&["a"; 15], 1, 4.0);
    check(&["a", "b", "c"], 3, 3.0);
    check(&["a", "a", "a", "b", "", ""], 4, 5.0);
}

#[test]
fn silence_closes_a_topic_and_frees_its_memory() {
    let config = Config { window_s: 100, ..Config::default() };
    let mut detector = Detector::new(config);
    detector.observe(&post("1", 0, FLOOD, None));
    detector.observe(&post("2", 90, FLOOD, None));
    detector.observe(&post("3", 180, FIRE, None));
    let late = detector.observe(&post("4", 191, FLOOD, None));
    assert_eq!(late.topic, None);
    assert_eq!(late.closed.iter().map(|t| t.id.as_str()).collect::<Vec<_>>(), ["t:1"]);
    assert_eq!(detector.open_clusters(), 2);
}

#[test]
fn bounds_hold() {
    let config = Config {
        terms_max: 50,
        cluster_terms_max: 8,
        clusters_max: 10,
        voices_max: 4,
        ..Config::default()
    };
    let mut detector = Detector::new(config);
    for i in 0..2000 {
        let text = format!("word{i} other{} thing{}", i / 2, i % 7);
        detector.observe(&post(&i.to_string(), i, &text, Some(&i.to_string())));
        assert!(detector.open_clusters() <= 10);
    }
}

#[test]
fn equal_streams_give_equal_topics() {
    let run = || {
        let mut detector = Detector::new(Config::default());
        let texts = [FLOOD, FIRE, "", "桂江 flood 水位"];
        (0..200)
            .map(|i| {
                let text = format!("{} {}", texts[i % 4], i % 13);
                detector.observe(&post(&i.to_string(), i as i64, &text, None))
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(run(), run());
}

#[test]
fn wordless_posts_stand_alone() {
    let mut detector = Detector::new(Config::default());
    assert_eq!(detector.observe(&post("1", 0, "…", None)).topic, None);
    assert_eq!(detector.observe(&post("2", 0, "…", None)).topic, None);
}

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

#[test]
fn everyday_words_make_no_topic() {
    let mut detector = Detector::new(Config::default());
    let words = ["morning", "coffee", "happy", "tired", "weekend", "school", "dinner", "music"];
    let mut random: u64 = 1;
    let mut last_day = 0;
    for i in 0..20_000_i64 {
        let mut text = format!("unique{i}");
        for _ in 0..2 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            text.push(' ');
            text.push_str(words[(random >> 33) as usize % words.len()]);
        }
        let found = detector.observe(&post(&i.to_string(), i * 60, &text, None));
        last_day += usize::from(i >= 18_560 && found.topic.is_some());
    }
    assert_eq!(last_day, 0);
}

#[test]
fn topics_that_grow_alike_become_one() {
    let mut detector = Detector::new(Config::default());
    let (mut ids, mut merged) = (Vec::new(), Vec::new());
    let mut i = 0;
    let mut hear = |detector: &mut Detector, text: &str| {
        i += 1;
        detector.observe(&post(&i.to_string(), i * 60, text, None))
    };
    for text in ["mudslide buries village", "mudslide village rescue", "landslip hillside homes"] {
        for _ in 0..2 {
            ids.extend(hear(&mut detector, text).topic);
        }
    }
    ids.dedup();
    assert_eq!(ids.len(), 2, "{ids:?}");
    for _ in 0..6 {
        let found = hear(&mut detector, "mudslide village landslip hillside homes rescue");
        merged.extend(found.merged);
    }
    let merge = Merge { from: ids[1].clone(), into: ids[0].clone() };
    assert_eq!(merged, [merge]);
    let (one, other) = (detector.topic(&ids[0]).unwrap(), detector.topic(&ids[1]).unwrap());
    assert_eq!((one.id.clone(), one.posts), (ids[0].clone(), 12));
    assert_eq!(one, other);
    assert_eq!(detector.topics().count(), 1);
}

/// Texts of few words, so that posts meet, merge, fall silent and are forgotten.
fn streams() -> impl proptest::strategy::Strategy<Value = Vec<(i64, Vec<u8>, u8)>> {
    use proptest::prelude::*;
    let words = prop::collection::vec(0..40_u8, 0..7);
    prop::collection::vec((0..8000_i64, words, 0..5_u8), 0..120)
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]
    #[test]
    fn a_restart_changes_nothing(
        stream in streams(),
        stop in 0..120_usize,
        config in proptest::sample::select(vec![loose(), tight()]),
    ) {
        let mut steady = Detector::new(config);
        let mut stopped = Detector::new(config);
        let mut time = 0;
        for (i, (gap, words, voice)) in stream.iter().enumerate() {
            if i == stop {
                let stored = serde_json::to_string(&stopped.snapshot()).unwrap();
                stopped = Detector::restore(serde_json::from_str(&stored).unwrap()).unwrap();
            }
            time += gap;
            let text: Vec<String> = words.iter().map(|w| format!("word{w}")).collect();
            let voice = format!("v{voice}");
            let post = post(&i.to_string(), time, &text.join(" "), Some(&voice));
            let (one, other) = (steady.observe(&post), stopped.observe(&post));
            proptest::prop_assert_eq!(one, other);
        }
        let (one, other): (Vec<_>, Vec<_>) = (steady.topics().collect(), stopped.topics().collect());
        proptest::prop_assert_eq!(one, other);
    }
}

/// A setting under which short random texts join and merge.
fn loose() -> Config {
    Config {
        evidence_to_start_nats: 1.0,
        evidence_to_join_nats: 0.0,
        evidence_chance_nats: 0.5,
        evidence_topic_nats: 1.0,
        ..Config::default()
    }
}

/// The same with bounds that are reached at once.
fn tight() -> Config {
    Config { terms_max: 20, cluster_terms_max: 4, clusters_max: 6, ..loose() }
}

#[test]
fn damaged_state_is_refused() {
    let mut detector = Detector::new(Config::default());
    detector.observe(&post("1", 0, FLOOD, None));
    let stored = serde_json::to_value(detector.snapshot()).unwrap();
    let check = |key: &str, value: serde_json::Value, want: BadSnapshot| {
        let mut changed = stored.clone();
        changed[key] = value;
        let snapshot: Snapshot = serde_json::from_value(changed).unwrap();
        assert_eq!(Detector::restore(snapshot).unwrap_err(), want, "{key}");
    };
    check("format", 2.into(), BadSnapshot::Format(2));
    let damaged = BadSnapshot::Damaged;
    check("free", vec![0].into(), damaged("a slot is both free and in use"));
    check("clusters", Vec::<u8>::new().into(), damaged("an empty slot waits to be closed"));
}

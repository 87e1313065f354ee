use super::*;
use crate::privacy::PseudonymKey;

fn posts(texts: &[&str]) -> Vec<Post> {
    let key = PseudonymKey::new([3; 32]);
    let post = |(i, text): (usize, &&str)| Post {
        id: i.to_string().as_str().into(),
        source: "forum".into(),
        time: i as i64,
        title: None,
        text: (*text).to_owned(),
        lang: None,
        author: Some(key.author_ref("test", &i.to_string())),
        engagement: None,
    };
    texts.iter().enumerate().map(post).collect()
}

#[test]
fn finds_harm_with_numbers() {
    let check = |text: &str, want: &[(HarmKind, Option<u32>)]| {
        let got: Vec<_> = harms(text).iter().map(|h| (h.kind, h.persons)).collect();
        assert_eq!(got, want, "{text}");
    };
    use HarmKind::{Collapse, Death, Fire, Flood, Injury, Missing};
    check("房屋倒塌已致3人遇难", &[(Collapse, None), (Death, Some(3))]);
    check("起火致2死3伤", &[(Fire, None), (Death, Some(2)), (Injury, Some(3))]);
    check("死亡人数升至十二人", &[(Death, Some(12))]);
    check("造成３人死亡、95人受伤", &[(Death, Some(3)), (Injury, Some(95))]);
    check("两名队员失联", &[(Missing, Some(2))]);
    check("未造成人员伤亡", &[]);
    check("没有人受伤，但洪水没退", &[(Flood, None)]);
    check("5月21日死亡", &[(Death, None)]);
    check("12 people killed, 3 injured; deadline", &[(Death, Some(12)), (Injury, Some(3))]);
    check("食堂的饭菜太贵了", &[]);
    let spans: Vec<_> = harms("房屋倒塌").iter().map(|h| (h.start, h.end)).collect();
    assert_eq!(spans, [(2, 4)]);
}

#[test]
fn proposes_a_level() {
    let check = |texts: &[&str], want: RiskLevel| {
        let posts = posts(texts);
        let got = assess(&View::of(&posts), &Rules::default()).unwrap();
        assert_eq!(got.proposed, want, "{texts:?}: {}", got.en);
        let Estimate { value, low, high } = got.overall;
        assert!(0.0 <= low && low <= high && high <= 1.0 && (0.0..=1.0).contains(&value));
    };
    check(&["停车费太贵了"], RiskLevel::IV);
    check(&["一人受伤"], RiskLevel::IV);
    check(&["事故造成3人死亡"], RiskLevel::III);
    check(&["事故造成12人死亡"], RiskLevel::II);
    check(&["爆炸造成31人遇难", "爆炸造成31人遇难"], RiskLevel::I);
    check(&["造成3人死亡", "造成3人死亡", "据说造成30人死亡"], RiskLevel::III);
}

#[test]
fn criticism_never_raises_a_level() {
    let loud: Vec<String> =
        (0..3000).map(|i| format!("太可恶了，忍无可忍！为什么没人管？{i}")).collect();
    let loud: Vec<&str> = loud.iter().map(String::as_str).collect();
    let posts_loud = posts(&loud);
    let pressed = View {
        growth: Some(50.0),
        unanswered_hours: Some(500.0),
        repeats: Some(9),
        units: Some(4),
        ..View::of(&posts_loud)
    };
    let got = assess(&pressed, &Rules::default()).unwrap();
    assert_eq!(got.proposed, RiskLevel::IV);
    // Tone changes nothing but the readings of attitude.
    let calm = posts(&["桥梁坍塌致2人受伤", "我在现场。"]);
    let angry = posts(&["桥梁坍塌致2人受伤", "愤怒！为什么？"]);
    let (calm, angry) = (
        assess(&View::of(&calm), &Rules::default()).unwrap(),
        assess(&View::of(&angry), &Rules::default()).unwrap(),
    );
    assert_eq!((calm.overall, calm.proposed), (angry.overall, angry.proposed));
    let weights = Weights([(Indicator::Anger, 0.1)].into_iter().collect());
    let rules = Rules { weights, ..Rules::default() };
    let refused = assess(&pressed, &rules);
    assert_eq!(refused, Err(AssessError::AttitudeWeighs(Indicator::Anger, 0.1)));
}

#[test]
fn every_reading_is_explained() {
    let posts = posts(&["学校火灾，3名学生受伤", "学校火灾，5名学生受伤？"]);
    let got = assess(&View::of(&posts), &Rules::default()).unwrap();
    let reading = |i: Indicator| got.readings.iter().find(|r| r.indicator == i).unwrap();
    assert!(got.readings.iter().all(|r| !r.zh.is_empty() && !r.en.is_empty()));
    assert_eq!(reading(Indicator::Growth).estimate, None);
    let persons = reading(Indicator::Persons);
    let Estimate { value, low, high } = persons.estimate.unwrap();
    assert!(low < high && value == high);
    assert_eq!(persons.en, "reported: 0 dead, 0 missing or trapped, 5 (3–5) injured");
    assert_eq!(persons.posts.len(), 2);
    assert_eq!(reading(Indicator::Vulnerable).estimate, Some(Estimate::exact(1.0)));
    assert!(got.overall.low < got.overall.value && got.overall.value < got.overall.high);
}

#[test]
fn cues_and_the_course_are_told_and_weigh_nothing() {
    let mut posts = posts(&[
        "听说大桥坍塌，已有3人死亡",
        "不是3人，是8人死亡",
        "到底是不是真的？",
        "为什么没人回应？",
    ]);
    for (hour, post) in posts.iter_mut().enumerate() {
        post.time = 3600 * hour as i64;
    }
    let rules = Rules::default();
    let got = assess(&View::of(&posts), &rules).unwrap();
    let reading = |i: Indicator| got.readings.iter().find(|r| r.indicator == i).unwrap();
    let ids = |i: Indicator| reading(i).posts.iter().map(PostId::as_str).collect::<Vec<_>>();
    assert_eq!(ids(Indicator::Contradicted), ["0", "1"]);
    assert!(reading(Indicator::Contradicted).en.contains("to be checked"));
    assert!(reading(Indicator::ToCheck).estimate.unwrap().value > 0.3);
    assert_eq!(ids(Indicator::Void), ["2", "3"]);
    assert!(reading(Indicator::Stage).en.starts_with("by posts an hour"));
    for told in [Indicator::Stage, Indicator::Contradicted, Indicator::ToCheck, Indicator::Void] {
        assert_eq!(reading(told).weight, 0.0, "{told:?}");
    }
    // An office speaks, and the void is filled.
    let office: [SmolStr; 1] = ["city".into()];
    posts.push(Post { source: "city".into(), time: 3600 * 4, ..posts[0].clone() });
    let answered = View { official_sources: Some(&office), ..View::of(&posts) };
    let got = assess(&answered, &rules).unwrap();
    let void = got.readings.iter().find(|r| r.indicator == Indicator::Void).unwrap();
    assert_eq!(void.estimate, Some(Estimate::exact(0.0)));
    // How people ask may not be given a weight.
    let weights = Weights([(Indicator::Void, 0.1)].into_iter().collect());
    let refused = assess(&answered, &Rules { weights, ..Rules::default() });
    assert_eq!(refused, Err(AssessError::AttitudeWeighs(Indicator::Void, 0.1)));
}

#[test]
fn rules_are_data() {
    let rules: Rules = serde_json::from_str(
        r#"{"weights":{"persons":1.0},"thresholds":{"i":0.9,"ii":0.5,"iii":0.2},
            "floors":[{"level":"I","deaths_min":1,"injured_min":1000}]}"#,
    )
    .unwrap();
    let posts = posts(&["1人死亡"]);
    assert_eq!(assess(&View::of(&posts), &rules).unwrap().proposed, RiskLevel::I);
    let unordered = Thresholds { i: 0.1, ii: 0.5, iii: 0.2 };
    let rules = Rules { thresholds: unordered, ..rules };
    assert_eq!(assess(&View::of(&posts), &rules), Err(AssessError::BadThresholds));
    assert_eq!(assess(&View::of(&[]), &Rules::default()), Err(AssessError::NoPosts));
}

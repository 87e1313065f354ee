use super::*;
use expect_test::{Expect, expect};
use proptest::prelude::*;

/// Cues as `kind[words]`.
fn check(text: &str, want: &Expect) {
    let chars: Vec<char> = text.chars().collect();
    let said = |cue: &Cue| {
        let words: String = chars[cue.start..cue.end].iter().collect();
        format!("{:?}[{words}]", cue.kind)
    };
    want.assert_eq(&of_text(text).iter().map(said).collect::<Vec<_>>().join(" "));
}

#[test]
fn finds_cues_with_their_places() {
    check(
        "听说城东化工厂爆炸了，死了好多人，求扩散！",
        &expect!["Hearsay[听说] SpreadCall[求扩散]"],
    );
    check(
        "城东化工厂爆炸，死亡3人。大家不要靠近。",
        &expect!["Unsourced[城东化工厂爆炸，死亡3人。]"],
    );
    check("据新华社记者报道，城东化工厂爆炸，死亡3人。", &expect![[""]]);
    check("这是真的吗？有谁知道", &expect!["Doubt[是真的] Doubt[有谁知道]"]);
    check(
        "警方辟谣：网传抢孩子一事不实",
        &expect!["OfficialRefutation[辟谣] Hearsay[网传] OfficialRefutation[不实]"],
    );
    check("假的，去年就辟谣过了", &expect!["Refutation[假的] Refutation[辟谣]"]);
    check(
        "紧急通知！千万别喝自来水，有毒！",
        &expect!["Urgency[紧急通知] Urgency[千万别] Unsourced[千万别喝自来水，有毒！]"],
    );
    check("今天去公园，花开得很好。", &expect![[""]]);
    check("", &expect![[""]]);
}

#[test]
fn finds_cues_in_english() {
    check(
        "BREAKING: bridge collapsed, 12 dead. Please RT!",
        &expect![
            "Urgency[BREAKING] Unsourced[BREAKING: bridge collapsed, 12 dead.] SpreadCall[Please RT]"
        ],
    );
    check(
        "I heard the water is contaminated. Is this true?",
        &expect!["Hearsay[I heard] Doubt[Is this true]"],
    );
    check("According to Reuters the bridge collapsed.", &expect![[""]]);
    check("Police: the kidnapping story is a hoax.", &expect!["OfficialRefutation[hoax]"]);
    check("My deadline is near, the screenshot was unwarned.", &expect![[""]]);
}

fn told<'a>(texts: &[&'a str]) -> Vec<Told<'a>> {
    texts.iter().map(|&text| Told { text, speaker: Speaker::Public }).collect()
}

#[test]
fn a_topic_shows_contradictions_refutation_and_void() {
    let mut posts = told(&[
        "化工厂爆炸，3人死亡",
        "听说死亡十二人，真的吗？",
        "到底怎么回事？",
        "通报：死亡3名工人，网传12人不实。",
        "后面还会炸吗？",
    ]);
    posts[3].speaker = Speaker::Office;
    let found = of_topic(&posts);
    assert_eq!(found.refuted_by, Some(3));
    assert_eq!(found.unanswered, [4], "what was asked before the office spoke is answered");
    let one = &found.contradictions[0];
    assert_eq!((one.posts, one.about), ((0, 1), "dead"));
    assert_eq!((one.one.as_str(), one.other.as_str()), ("3人死亡", "死亡十二人"));
    assert_eq!(found.contradictions.len(), 1);
    let silent = of_topic(&told(&["化工厂爆炸，3人死亡", "真的吗？", "3人死亡"]));
    assert_eq!((silent.refuted_by, silent.unanswered), (None, vec![1]));
    assert_eq!(silent.contradictions, []);
    assert_eq!(of_topic(&[]), TopicCues::default());
}

#[test]
fn reads_numbers_of_people() {
    for (a, b, differ) in [
        ("3人死亡", "死亡三人", false),
        ("造成12人受伤", "造成十二名工人受伤", false),
        ("二十一人失踪", "失踪22人", true),
        ("12 dead", "15 killed", true),
        ("12 dead", "12 injured", false),
        ("一百零五例确诊", "105例确诊", false),
        ("3年前死亡", "5年前死亡", false),
    ] {
        assert_eq!(!of_topic(&told(&[a, b])).contradictions.is_empty(), differ, "{a} / {b}");
    }
}

#[test]
fn criticism_alone_is_no_cue() {
    for text in
        ["路修了三年还没好，太慢了", "办事大厅态度很差，我要投诉", "The council ignored us again."]
    {
        assert_eq!(of_text(text), [], "{text}");
    }
}

proptest! {
    #[test]
    fn spans_lie_inside_the_text(text in "[a-z。！?听说求扩散死亡辟谣警方 \\PC]{0,60}") {
        let length = text.chars().count();
        for cue in of_text(&text) {
            prop_assert!(cue.start < cue.end && cue.end <= length);
        }
    }

    #[test]
    fn more_cues_mean_no_less_to_check(texts in prop::collection::vec("[听说真的吗辟谣好天气]{0,12}", 1..8)) {
        let posts: Vec<Told<'_>> = texts.iter().map(|t| Told { text: t, speaker: Speaker::Public }).collect();
        let found = of_topic(&posts).to_check;
        prop_assert!((0.0..=1.0).contains(&found));
        prop_assert!(found >= to_check(&of_text(&texts[0])) - 1e-12);
    }
}

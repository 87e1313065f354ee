//! Laws of fidelity and reply checking, and input that means harm.

use proptest::prelude::*;
use std::time::Instant;
use tandem_sense::fidelity::{Fidelity, Span, compare};
use tandem_sense::reply::check;

/// Sentences that share words, numbers and names, so that they could be mistaken for one another.
const SENTENCES: [&str; 12] = [
    "3月5日青秀区人民路发生火灾。",
    "3月6日青秀区解放路发生火灾。",
    "约有200户居民没有用水！",
    "开发商拖欠工人工资12万元。",
    "据说可能有2人受伤。",
    "噪音非常大，严重影响休息。",
    "请尽快处理。",
    "市住建局已派人到现场，将于5月前完成整改。",
    "A3区某小区的电梯经常发生故障；",
    "At least 20 people were injured near Main Street on Monday. ",
    "The council will not repair the road within 10 days. ",
    "您好！",
];

fn texts() -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(&SENTENCES[..]), 1..9)
}

/// Anything at all, with marks, digits and letters of several scripts more often than chance has it.
fn anything() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        prop::sample::select(
            &[
                "。",
                "，",
                "不",
                "没有",
                "约",
                "3",
                "万",
                "一",
                "年",
                "月",
                "日",
                ":",
                "《",
                "》",
                "A3",
                "区",
                "\u{202e}",
                "é",
                "\u{301}",
                "العربية",
                "😀",
                " ",
                "will",
                "may",
                "5%",
                "百分之",
                "分之",
                "http://",
                "@",
                "10",
                "-",
                ".",
                "第",
                "条",
                "将",
                "前",
            ][..]
        )
        .prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn sound(found: &Fidelity, original: &str, relayed: &str) {
    let shares = [
        found.fidelity,
        found.omission,
        found.addition,
        found.alteration,
        found.qualifier_loss,
        found.unsupported,
        found.severity_drift.abs(),
    ];
    assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)), "{found:?}");
    let stands = |span: &Option<Span>, text: &str| {
        let Some(span) = span else { return };
        let visible = |c: &char| {
            !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
        };
        let part: String =
            text.chars().skip(span.start).take(span.end - span.start).filter(visible).collect();
        assert_eq!(part, span.text);
    };
    for difference in &found.differences {
        stands(&difference.original, original);
        stands(&difference.relayed, relayed);
    }
}

proptest! {
    #[test]
    fn a_text_is_faithful_to_itself(text in anything()) {
        let found = compare(&text, &text);
        let whole = Fidelity {
            fidelity: 1.0,
            omission: 0.0,
            addition: 0.0,
            alteration: 0.0,
            qualifier_loss: 0.0,
            severity_drift: 0.0,
            unsupported: 0.0,
            empty: false,
            differences: Vec::new(),
        };
        prop_assert_eq!(found, whole);
    }

    #[test]
    fn reordering_sentences_loses_nothing(text in texts(), by in 0..8_usize) {
        let mut turned = text.clone();
        turned.reverse();
        turned.rotate_left(by % text.len());
        let found = compare(&text.concat(), &turned.concat());
        prop_assert_eq!(found.fidelity, 1.0);
        prop_assert!(found.differences.is_empty());
    }

    #[test]
    fn dropping_more_never_raises_fidelity(text in texts(), gone in prop::collection::vec(0..8_usize, 1..4)) {
        let original = text.concat();
        let mut kept = text.clone();
        let mut last = compare(&original, &original).fidelity;
        for at in gone {
            if kept.is_empty() {
                break;
            }
            kept.remove(at % kept.len());
            let now = compare(&original, &kept.concat()).fidelity;
            prop_assert!(now <= last + 1e-9, "{} > {} for {:?}", now, last, kept);
            last = now;
        }
    }

    #[test]
    fn figures_are_shares_and_spans_stand_in_their_text(a in anything(), b in anything()) {
        sound(&compare(&a, &b), &a, &b);
        prop_assert_eq!(compare(&a, &b), compare(&a, &b));
        let reply = check(&a, &b);
        for score in [reply.complete, reply.explained, reply.empty, reply.measures.coverage] {
            prop_assert!((0.0..=1.0).contains(&score));
        }
        let length = b.chars().count();
        prop_assert!(reply.promises.iter().all(|p| p.span.start <= p.span.end && p.span.end <= length));
    }

    #[test]
    fn mixed_sentences_give_sound_figures(a in texts(), b in texts()) {
        sound(&compare(&a.concat(), &b.concat()), &a.concat(), &b.concat());
    }
}

/// A megabyte (a tenth of it without optimisation) of whatever is slowest: one clause, equal clauses, nearly equal clauses, marks,
/// digits, negations, right-to-left overrides.
#[test]
#[allow(clippy::disallowed_methods, reason = "the bound is one of time")]
fn a_megabyte_stays_bounded() {
    let (bytes, count) =
        if cfg!(debug_assertions) { (100_000, 6_000) } else { (1_000_000, 60_000) };
    let megabyte = |unit: &str| unit.repeat(bytes / unit.len() + 1);
    let counted: String = (0..count).map(|i| format!("第{i}户没水。")).collect();
    let shifted: String = (0..count).map(|i| format!("第{}户没电。", i + 7)).collect();
    let table = [
        (megabyte("小区噪音扰民"), megabyte("小区噪声扰人")),
        (megabyte("甲乙丙丁。"), megabyte("甲乙丙戊。")),
        (counted, shifted),
        (megabyte("。，！"), megabyte("、；")),
        (megabyte("1"), megabyte("2")),
        (megabyte("一"), megabyte("十万亿")),
        (megabyte("不没有未"), megabyte("没未不")),
        (megabyte("\u{202e}גבול a3"), megabyte("\u{202d}العربية ")),
        (megabyte("may not "), megabyte("will not")),
        (String::new(), megabyte("《第条将前")),
    ];
    for (a, b) in &table {
        let begun = Instant::now();
        let found = compare(a, b);
        assert!((0.0..=1.0).contains(&found.fidelity));
        assert!((0.0..=1.0).contains(&check(a, b).complete));
        let seconds = begun.elapsed().as_secs_f64();
        let head: String = a.chars().take(12).collect();
        println!("{head}: {seconds:.2} s, {} differences", found.differences.len());
        // Far above what an unoptimised build on a loaded machine takes, far below a square.
        assert!(seconds < 60.0, "{head} took {seconds} s");
    }
}

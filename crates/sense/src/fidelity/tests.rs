//! What counts as a difference and what does not.

use super::{Difference, compare};
use std::fmt::Write as _;

fn show(original: &str, relayed: &str) -> String {
    let mut out = String::new();
    let text = |d: &Difference| {
        let part =
            |span: &Option<super::Span>| span.as_ref().map_or("-".into(), |s| s.text.clone());
        format!("{:?} {:?}: {} | {}", d.kind, d.fact, part(&d.original), part(&d.relayed))
    };
    for difference in compare(original, relayed).differences {
        writeln!(out, "{}", text(&difference)).unwrap();
    }
    out
}

#[test]
fn faithful() {
    let table = [
        ("3月5日青秀区停水，影响1.2万人。", "3月5号，青秀区停水，影响一万二千人。"),
        ("南宁市青秀区人民政府已派人到现场。", "青秀区政府已派人到现场。"),
        ("您好，小区夜间施工噪音扰民，请尽快处理。谢谢！", "小区夜间施工噪声扰民，望尽早解决。"),
        ("下午3点发生事故。", "15:00发生事故。"),
        ("有200多户居民没有用水。", "有200余户居民没有用水。"),
        ("开发商没有解决问题。", "开发商未解决问题。"),
        (
            "On March 5, 3 people were injured near the bridge.",
            "On 5 March three people were injured near the bridge.",
        ),
        ("甲村停电。乙村停水。", "乙村停水。甲村停电。"),
        ("涨幅为百分之三十。", "涨幅为30%。"),
    ];
    for (original, relayed) in table {
        assert_eq!(show(original, relayed), "", "{original} → {relayed}");
    }
}

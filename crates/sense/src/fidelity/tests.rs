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
        ("3名工人在人民路受伤，已送往医院。", "已送往医院，在人民路3名工人受伤。"),
        ("事发2019年3月5日上午10时30分。", "事发2019-03-05 10:30。"),
        ("昨天下午停电3小时。", "昨日下午停电180分钟。"),
        ("共1186人参加。", "约1200人参加。"),
        ("小区\u{202e}噪音\u{202c}很大。", "小区噪音很大。"),
        ("既没有通知也没有公示。", "没有通知和公示。"),
        ("损失3.5亿元。", "损失350,000,000元。"),
    ];
    for (original, relayed) in table {
        assert_eq!(show(original, relayed), "", "{original} → {relayed}");
    }
}

#[test]
fn faults() {
    let check = |original: &str, relayed: &str, want: &str| {
        assert_eq!(show(original, relayed).trim_end(), want, "{original} → {relayed}");
    };
    check("有3人受伤。", "有5人受伤。", "Alteration Number: 3人 | 5人");
    check("约300人聚集。", "300人聚集。", "QualifierLoss Number: 300人 | 300人");
    check("5个工作日内答复。", "5天内答复。", "Alteration Number: 5个工作日 | 5天");
    check("3月5日停水。", "3月6日停水。", "Alteration When: 3月5日 | 3月6日");
    check("昨天南宁发生内涝。", "昨天柳州发生内涝。", "Alteration Where: 南宁 | 柳州");
    check("人民路积水。", "解放路积水。", "Alteration Where: 人民 | 解放");
    check("市教育局回应。", "市公安局回应。", "Alteration Who: 教育 | 公安");
    check("企业没有排放污水。", "企业排放污水。", "Alteration What: 没有 | 企业排放污水");
    check("排放不达标。", "排放达标。", "Alteration What: 不达标 | 达标");
    check("河水严重污染。", "河水轻微污染。", "Minimising What: 严重 | 轻微");
    check("事故造成3人受伤。", "事故造成3人死亡。", "Exaggeration Harm: 受伤 | 死亡");
    check("企业必须停产。", "企业可以停产。", "Alteration What: 必须 | 可以");
    check("甲村停电。乙村停水。", "甲村停电。", "Omission What: 乙村停水 | -");
    check("甲村停电。", "甲村停电。已有专家到场检测。", "Addition Source: - | 已有专家到场检测");
    check("张某殴打李某。", "李某殴打张某。", "Alteration Who: 张 | 李\nAlteration Who: 李 | 张");
    check(
        "The bridge is open on Monday.",
        "The bridge is not open on Tuesday.",
        "Alteration What: bridge is open on Monday | not\nAlteration When: Monday | Tuesday",
    );
    check("请市住建局答复。", "请市自然资源局答复。", "Alteration Who: 住建 | 自然资源");
    check("问题已解决。", "问题未解决。", "Alteration What: 已解决 | 未");
    check(
        "3月5日人民路停电。3月8日解放路停水。",
        "3月5日人民路停水。3月8日解放路停电。",
        "Alteration What: 停电 | 停水\nAlteration What: 停水 | 停电",
    );
    check("可能有人失踪。", "有人失踪。", "QualifierLoss What: 可能 | 人失踪");
}

#[test]
fn drift_has_a_sign() {
    let drift = |a: &str, b: &str| compare(a, b).severity_drift;
    assert!(drift("问题有些严重。", "问题极其严重。") > 0.0);
    assert!(drift("问题极其严重。", "问题有些严重。") < 0.0);
}

#[test]
fn fewer_victims_are_milder() {
    let original = "32名学生呕吐腹泻，5人住院。家长反映食堂肉类可能变质。";
    let found = compare(original, "有3名学生轻微不适。食堂肉类变质。");
    assert!(found.severity_drift < -0.3, "{}", found.severity_drift);
}

#[test]
fn empty_relays() {
    let table = [
        ("小区噪音扰民。", ""),
        ("小区噪音扰民。", "留言已收悉"),
        ("小区噪音扰民。", "您好！谢谢！"),
    ];
    for (original, relayed) in table {
        let found = compare(original, relayed);
        assert!(found.empty && found.fidelity == 0.0 && found.omission == 1.0, "{relayed}");
    }
    let nothing = compare("", "");
    assert!(!nothing.empty && nothing.fidelity == 1.0);
    let invented = compare("", "全市已停课三天。");
    assert_eq!((invented.addition, invented.unsupported), (1.0, 1.0));
}

#[test]
fn hops_share_the_loss() {
    let found = compare("有3人受伤。有5人死亡。", "有3人受伤。");
    assert!((found.per_hop(2).powi(2) - found.fidelity).abs() < 1e-12);
    assert_eq!(found.per_hop(0), 1.0);
}

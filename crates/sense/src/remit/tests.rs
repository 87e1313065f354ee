use super::*;

fn remits() -> Remits {
    let remit = |code: &str, name: &str, parent: &str, words: &[&str]| Remit {
        code: code.into(),
        name: name.into(),
        parent: parent.into(),
        keywords: words.iter().map(SmolStr::new).collect(),
    };
    Remits::new([
        remit("1", "生态环境", "", &["污水", "噪声", "排污", "PM2.5"]),
        remit("2", "城市管理", "", &["占道经营", "噪声", "垃圾"]),
        remit("3", "水务", "", &["污水处理", "停水", "自来水"]),
        remit("4", "教育", "", &["学校", "补课"]),
        remit("4.1", "招生", "4", &["入学"]),
    ])
    .unwrap()
}

fn check(text: &str, want: &str) {
    let s = remits().suggest(text);
    let subject = |s: &Subject| {
        let evidence = s.evidence.iter().map(|e| format!("{}@{}-{}", e.word, e.start, e.end));
        format!("{} [{}]", s.name, evidence.collect::<Vec<_>>().join(" "))
    };
    let subjects = s.subjects.iter().map(subject).collect::<Vec<_>>().join(", ");
    let demand = s.demand.map_or("-", Demand::zh);
    let abstained = s.abstained.map(|a| format!("; {a}")).unwrap_or_default();
    assert_eq!(format!("{subjects}; {demand}{abstained}"), want, "{text}");
}

#[test]
fn suggests_with_evidence() {
    check("请问小区停水到什么时候？", "水务 [停水@4-6]; 咨询");
    check("举报偷排污水的工厂", "生态环境 [排污@3-5]; 举报");
    check("污水处理厂", "水务 [污水处理@0-4]; -");
    check(
        "建议学校旁边清理垃圾和学校门口垃圾、补课",
        "教育 [学校@2-4 学校@11-13 补课@18-20], 城市管理 [垃圾@8-10 垃圾@15-17]; 建议",
    );
    check("学校入学", "招生 [入学@2-4], 教育 [学校@0-2]; -");
    check("ＰＭ２．５超标", "生态环境 [pm2.5@0-5]; -");
}

#[test]
fn abstains_on_nothing_and_on_ties() {
    check("今天天气很好", "; -; no keyword of any remit occurs");
    check(
        "投诉夜间噪声",
        "生态环境 [噪声@4-6], 城市管理 [噪声@4-6]; 投诉; `生态环境` and `城市管理` are equally likely",
    );
}

#[test]
fn scores_lie_between_0_and_1_and_grow_with_evidence() {
    let score = |text: &str| remits().suggest(text).subjects[0].score;
    assert!(score("停水") < score("停水，自来水"));
    assert!(score("停水，自来水，污水处理") <= 1.0);
    assert!(score("停水，学校补课垃圾") < score("停水"));
}

#[test]
fn broken_remits_are_refused() {
    let remit = |code: &str, parent: &str| Remit {
        code: code.into(),
        name: "甲".into(),
        parent: parent.into(),
        keywords: Vec::new(),
    };
    assert!(matches!(
        Remits::new([remit("1", ""), remit("1", "")]),
        Err(RemitsError::RepeatedCode(_))
    ));
    assert!(matches!(Remits::new([remit("1", "9")]), Err(RemitsError::UnknownParent { .. })));
}

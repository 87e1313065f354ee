use super::*;
use crate::Lang;

const FORUM: &str = r#"
[[source]]
id = "forum"
name = { zh = "论坛", en = "Forum" }
kind = "posts"
purpose = { zh = "发现关切", en = "notice concerns" }
legal_basis = { zh = "示例", en = "sample" }
collects = { zh = "正文", en = "texts" }
retention_days = 90
"#;

fn check(text: &str, want: &[&str]) {
    let problems = match SourceRegister::parse("sources.toml", text) {
        Ok((_, warnings)) => warnings,
        Err(Problems(problems)) => problems,
    };
    let lines: Vec<String> = problems.iter().map(|problem| problem.line(Lang::En)).collect();
    assert_eq!(lines.len(), want.len(), "{lines:?}");
    for (line, want) in lines.iter().zip(want) {
        assert!(line.contains(want), "`{line}` should say `{want}`");
    }
}

#[test]
fn a_sound_register_is_read() {
    let feed = "feed = { url = \"https://forum.example/rss\" }\n";
    let (register, problems) =
        SourceRegister::parse("sources.toml", &format!("{FORUM}{feed}")).expect("it is sound");
    assert!(problems.is_empty(), "{problems:?}");
    let source = register.get(&"forum".into()).expect("it is registered");
    assert_eq!(source.kind, SourceKind::Posts);
    let feed = source.feed.as_ref().expect("it has a feed");
    assert_eq!((feed.every_minutes, feed.reach), (30, Reach::Public));
    assert!(register.knows("forum") && !register.knows("elsewhere"));
}

#[test]
fn what_cannot_stand_is_told_with_its_remedy() {
    check(&format!("{FORUM}{FORUM}"), &["registered twice"]);
    check(&FORUM.replace("\"forum\"", "\"../Forum\""), &["characters that cannot be used"]);
    check(&FORUM.replace("\"sample\"", "\" \""), &["`legal_basis` is empty"]);
    check(&FORUM.replace("= 90", "= 0"), &["`retention_days` is zero"]);
    check(&FORUM.replace("= 90", "= 4000"), &["more than three years"]);
    check(&FORUM.replace("retention_days = 90", ""), &["missing field `retention_days`"]);
    check(&format!("{FORUM}secret = \"x\""), &["unknown field `secret`"]);
    let feed = |feed: &str| format!("{FORUM}feed = {feed}");
    check(&feed("{ url = \"ftp://a.example\" }"), &["address cannot be used"]);
    check(&feed("{ url = \"https://me:pw@a.example\" }"), &["address cannot be used"]);
    check(&feed("{ url = \"http://a.example\" }"), &["not encrypted"]);
    check(&feed("{ url = \"https://a.example\", every_minutes = 1 }"), &["asked too often"]);
}

#[test]
fn rules_for_all_sources_have_a_reason() {
    let parse = |rules: &str| SourceRegister::parse("sources.toml", &format!("{rules}\n{FORUM}"));
    let (plain, _) = parse("").expect("it is sound");
    assert_eq!((plain.bringing().posts_min, plain.bringing().silent_hours_max), (3, 48));
    assert!(plain.originals().is_none(), "nothing is deleted that nobody gave a term");
    let rules = r#"
        [bringing]
        posts_min = 5
        silent_hours_max = 24
        reason = { zh = "夜间人手少", en = "few people at night" }
        [originals]
        days_after_end = 30
        legal_basis = { zh = "依据", en = "basis" }
    "#;
    let (said, _) = parse(rules).expect("it is sound");
    assert_eq!(said.bringing().posts_min, 5);
    assert_eq!(said.originals().map(|originals| originals.days_after_end), Some(30));
    for (was, is) in [("= 5", "= 0"), ("夜间人手少", ""), ("= 30", "= 0"), ("\"basis\"", "\"\"")]
    {
        let Problems(problems) = parse(&rules.replace(was, is)).expect_err(is);
        assert_eq!(problems.len(), 1, "{was} → {is}");
    }
}

//! What the check of a mechanism finds, with its place and its remedy.

use expect_test::{Expect, expect};
use tandem_core::Lang;
use tandem_core::mechanism::Mechanism;
use tandem_testkit::{Rules, World};

/// Changes the text of a good mechanism and shows what the reader says about it.
fn check(changes: &[(&str, &str)], expected: &Expect) {
    let mut text = Rules::default().toml();
    for (old, new) in changes {
        assert!(text.contains(old), "the mechanism holds `{old}`");
        text = text.replacen(old, new, 1);
    }
    let problems = match Mechanism::parse("m.toml", &text) {
        Ok((_, warnings)) => warnings,
        Err(problems) => problems.0,
    };
    let lines: Vec<String> = problems
        .iter()
        .flat_map(|problem| [problem.line(Lang::En), problem.line(Lang::Zh)])
        .collect();
    expected.assert_eq(&lines.join("\n"));
}

#[test]
fn a_good_mechanism_has_no_problem() {
    check(&[], &expect![[""]]);
}

#[test]
fn a_rule_names_a_source_that_is_not_listed() {
    check(
        &[("within = \"2h\"\nsource = \"law\"", "within = \"2h\"\nsource = \"lore\"")],
        &expect![[r#"
            error m.toml, rule T1: missing source `lore`; remedy: list it with [[source]]
            错误 m.toml, rule T1: 缺少来源“lore”；处理：用 [[source]] 登记其标题与文号"#]],
    );
}

#[test]
fn a_rule_without_any_source() {
    check(
        &[("within = \"2h\"\nsource = \"law\"", "within = \"2h\"")],
        &expect![[r#"
        error m.toml:38: missing field `source`; remedy: correct this line as the message says
        错误 m.toml:38: TOML 无法解析：missing field `source`；处理：按提示修改该行"#]],
    );
}

#[test]
fn a_kind_of_deadline_has_a_gap() {
    check(
        &[("for = \"triage\"\nrisk = []", "for = \"triage\"\nrisk = [\"I\", \"II\"]")],
        &expect![[r#"
            error m.toml, [[deadline]]: gap: no limit for triage at risk III, level *; remedy: add a rule without conditions
            错误 m.toml, [[deadline]]: 空白：III级、层级*的“甄别”没有期限；处理：加一条不限级别的规则
            error m.toml, [[deadline]]: gap: no limit for triage at risk IV, level *; remedy: add a rule without conditions
            错误 m.toml, [[deadline]]: 空白：IV级、层级*的“甄别”没有期限；处理：加一条不限级别的规则"#]],
    );
}

#[test]
fn two_deadlines_overlap() {
    check(
        &[(
            "id = \"A9\"\nfor = \"assignment\"\nrisk = [\"I\"]",
            "id = \"A9\"\nfor = \"assignment\"\nrisk = []",
        )],
        &expect![[r#"
            error m.toml, [[deadline]] A9: overlaps T2 at risk I, level *; remedy: make their risk or level disjoint
            错误 m.toml, [[deadline]] A9: 与T2重叠：I级、层级*；处理：使两者的 risk 或 level 不相交
            error m.toml, [[deadline]] A9: overlaps T2 at risk II, level *; remedy: make their risk or level disjoint
            错误 m.toml, [[deadline]] A9: 与T2重叠：II级、层级*；处理：使两者的 risk 或 level 不相交
            error m.toml, [[deadline]] A9: overlaps T2 at risk III, level *; remedy: make their risk or level disjoint
            错误 m.toml, [[deadline]] A9: 与T2重叠：III级、层级*；处理：使两者的 risk 或 level 不相交
            error m.toml, [[deadline]] A9: overlaps T2 at risk IV, level *; remedy: make their risk or level disjoint
            错误 m.toml, [[deadline]] A9: 与T2重叠：IV级、层级*；处理：使两者的 risk 或 level 不相交"#]],
    );
}

#[test]
fn deadlines_at_a_level_of_administration_do_not_overlap_with_those_at_all_levels() {
    check(
        &[(
            "id = \"A9\"\nfor = \"assignment\"\nrisk = [\"I\"]",
            "id = \"A9\"\nfor = \"assignment\"\nlevel = [\"county\"]",
        )],
        &expect![[""]],
    );
}

#[test]
fn a_lead_rule_is_never_reached() {
    check(
        &[(
            "id = \"L-grave-areas\"\nwhen = [\"especially_grave\", \"several_areas\"]",
            "id = \"L-grave-areas\"\nwhen = [\"several_areas\"]",
        )],
        &expect![[r#"
            error m.toml, [[lead_rule]] L-areas: never reached: L-grave-areas comes first; remedy: put rules with more conditions first
            错误 m.toml, [[lead_rule]] L-areas: 永远轮不到此规则，因为L-grave-areas在前；处理：条件多的规则写在前面"#]],
    );
}

#[test]
fn no_lead_rule_holds_for_the_rest() {
    check(
        &[("when = []", "when = [\"vertical\", \"several_departments\"]")],
        &expect![[r#"
        error m.toml, [[lead_rule]]: no lead rule holds when no other does; remedy: add a rule with when = []
        错误 m.toml, [[lead_rule]]: 缺少兜底的牵头规则；处理：加一条 when = [] 的规则
        error m.toml, [[lead_rule]] L-territory: never reached: L-vertical comes first; remedy: put rules with more conditions first
        错误 m.toml, [[lead_rule]] L-territory: 永远轮不到此规则，因为L-vertical在前；处理：条件多的规则写在前面"#]],
    );
}

#[test]
fn an_id_is_used_twice() {
    check(
        &[("id = \"T2\"", "id = \"T1\"")],
        &expect![[r#"
        error m.toml, [[deadline]] T1: id used twice; remedy: give it another id
        错误 m.toml, [[deadline]] T1: 编号重复；处理：换一个编号"#]],
    );
}

#[test]
fn nobody_may_waive() {
    check(
        &[
            ("\"direct_command\", \"waive\", ", "\"direct_command\", "),
            ("\"direct_command\", \"waive\", ", "\"direct_command\", "),
        ],
        &expect![[r#"
            warning m.toml, [[power]]: nobody may waive a track; remedy: add it to the `may` of a position
            提醒 m.toml, [[power]]: 无人有权“豁免一轨”；处理：在某岗位的 may 中加入"#]],
    );
}

#[test]
fn a_risk_level_is_missing() {
    check(
        &[("level = \"III\"", "level = \"IV\"")],
        &expect![[r#"
        error m.toml, [[risk]] III: 0 entries, not one; remedy: give each level one entry
        错误 m.toml, [[risk]] III: 应恰有一条，现有0条；处理：补足或删去
        error m.toml, [[risk]] IV: 2 entries, not one; remedy: give each level one entry
        错误 m.toml, [[risk]] IV: 应恰有一条，现有2条；处理：补足或删去"#]],
    );
}

#[test]
fn a_period_that_is_none() {
    check(
        &[("within = \"2h\"", "within = \"2 hours\"")],
        &expect![[r#"
        error m.toml:42: `2 hours` is not a period: write 30min, 5h, 15d or 5wd (working days), ten years at most; remedy: correct this line as the message says
        错误 m.toml:42: TOML 无法解析：`2 hours` is not a period: write 30min, 5h, 15d or 5wd (working days), ten years at most；处理：按提示修改该行"#]],
    );
    check(
        &[("within = \"2h\"", "within = \"4000d\"")],
        &expect![[r#"
        error m.toml:42: `4000d` is not a period: write 30min, 5h, 15d or 5wd (working days), ten years at most; remedy: correct this line as the message says
        错误 m.toml:42: TOML 无法解析：`4000d` is not a period: write 30min, 5h, 15d or 5wd (working days), ten years at most；处理：按提示修改该行"#]],
    );
}

#[test]
fn a_word_that_no_mechanism_knows() {
    check(
        &[("\"receive\", ", "\"delete_posts\", ")],
        &expect![[r#"
            error m.toml:290: unknown variant `delete_posts`, expected one of `receive`, `triage`, `assess`, `assign_lead`, `dispatch`, `direct_command`, `withdraw`, `sign`, `confirm_read_back`, `feedback`, `judge_feedback`, `send_back`, `settle`, `ask_extension`, `grant_extension`, `remind`, `add_evidence`, `record_finding`, `settle_dispute`, `draft_statement`, `approve_statement`, `publish_statement`, `fulfil_commitment`, `verify`, `waive`, `close`, `reopen`, `review`, `forward`, `supervise`, `convene`, `state_position`, `ask_help`, `plan_task`, `finish_task`, `file_sitrep`, `look_again`, `link_case`, `ask_countersign`, `countersign`, `appoint`, `roster`, `take_watch`, `delegate`, `keep_channels`, `propose_row`, `amend_directory`, `join`, `audit_relay`, `see_exceptionally`; remedy: correct this line as the message says
            错误 m.toml:290: TOML 无法解析：unknown variant `delete_posts`, expected one of `receive`, `triage`, `assess`, `assign_lead`, `dispatch`, `direct_command`, `withdraw`, `sign`, `confirm_read_back`, `feedback`, `judge_feedback`, `send_back`, `settle`, `ask_extension`, `grant_extension`, `remind`, `add_evidence`, `record_finding`, `settle_dispute`, `draft_statement`, `approve_statement`, `publish_statement`, `fulfil_commitment`, `verify`, `waive`, `close`, `reopen`, `review`, `forward`, `supervise`, `convene`, `state_position`, `ask_help`, `plan_task`, `finish_task`, `file_sitrep`, `look_again`, `link_case`, `ask_countersign`, `countersign`, `appoint`, `roster`, `take_watch`, `delegate`, `keep_channels`, `propose_row`, `amend_directory`, `join`, `audit_relay`, `see_exceptionally`；处理：按提示修改该行"#]],
    );
    check(
        &[("extensions_max", "secret_switch = 1\nextensions_max")],
        &expect![[r#"
            error m.toml:437: unknown field `secret_switch`, expected one of `direct_command`, `read_back`, `first_receiver_rule`, `first_receiver_words`, `first_receiver_source`, `risk_until_assessed`, `extensions_max`, `exception_hours_max`, `reaction_worse_from`; remedy: correct this line as the message says
            错误 m.toml:437: TOML 无法解析：unknown field `secret_switch`, expected one of `direct_command`, `read_back`, `first_receiver_rule`, `first_receiver_words`, `first_receiver_source`, `risk_until_assessed`, `extensions_max`, `exception_hours_max`, `reaction_worse_from`；处理：按提示修改该行"#]],
    );
}

#[test]
fn what_is_shipped_has_no_error() {
    for region in ["guangxi", "example-county"] {
        let Some((world, problems)) = World::shipped(region) else {
            assert_ne!(region, "guangxi", "the reference region is there");
            continue;
        };
        let mechanism = world.mechanism.check();
        let errors = problems
            .iter()
            .chain(&mechanism)
            .filter(|problem| problem.severity == tandem_core::problem::Severity::Error);
        let errors: Vec<String> = errors.map(ToString::to_string).collect();
        assert!(errors.is_empty(), "{region}:\n{}", errors.join("\n"));
    }
}

#[test]
fn several_rules_that_do_not_read_are_told_at_once_with_their_lines() {
    check(
        &[
            ("within = \"2h\"\nsource = \"law\"", "within = \"2 hours\"\nsource = \"law\""),
            ("for = \"assignment\"", "for = \"assignments\""),
            ("lead = \"common_superior\"", "leads = \"common_superior\""),
        ],
        &expect![[r#"
            error m.toml:42: `2 hours` is not a period: write 30min, 5h, 15d or 5wd (working days), ten years at most; remedy: correct this line as the message says
            错误 m.toml:42: TOML 无法解析：`2 hours` is not a period: write 30min, 5h, 15d or 5wd (working days), ten years at most；处理：按提示修改该行
            error m.toml:47: unknown variant `assignments`, expected one of `triage`, `assignment`, `receipt`, `read_back`, `acceptance`, `feedback`, `judgement`, `send_back`, `settlement`, `notice`, `briefing`, `answer`, `verification`, `closing`, `review`, `supervision_receipt`, `supervision`, `consultation`, `help`, `sitrep`, `second_look`, `take_over`, `channel_check`, `row_decision`, `countersign`; remedy: correct this line as the message says
            错误 m.toml:47: TOML 无法解析：unknown variant `assignments`, expected one of `triage`, `assignment`, `receipt`, `read_back`, `acceptance`, `feedback`, `judgement`, `send_back`, `settlement`, `notice`, `briefing`, `answer`, `verification`, `closing`, `review`, `supervision_receipt`, `supervision`, `consultation`, `help`, `sitrep`, `second_look`, `take_over`, `channel_check`, `row_decision`, `countersign`；处理：按提示修改该行
            error m.toml:387: unknown field `leads`, expected one of `id`, `when`, `lead`, `coordinator`, `words`, `source`, `article`; remedy: correct this line as the message says
            错误 m.toml:387: TOML 无法解析：unknown field `leads`, expected one of `id`, `when`, `lead`, `coordinator`, `words`, `source`, `article`；处理：按提示修改该行"#]],
    );
}

#[test]
fn a_reminder_is_shorter_than_its_limit() {
    check(
        &[("within = \"2h\"", "within = \"2h\"\nremind_before = \"2h\"")],
        &expect![[r#"
        warning m.toml, [[deadline]] T1: reminds 2 h before a limit of 2 h: at once; remedy: make remind_before shorter than within
        提醒 m.toml, [[deadline]] T1: 提前2小时提醒，而期限只有2小时：一开始就提醒；处理：使 remind_before 短于 within"#]],
    );
    check(
        &[("within = \"1wd\"", "within = \"1wd\"\nremind_before = \"30h\"")],
        &expect![[r#"
        warning m.toml, [[deadline]] S1: reminds 30 h before a limit of 1 working day: at once; remedy: make remind_before shorter than within
        提醒 m.toml, [[deadline]] S1: 提前30小时提醒，而期限只有1个工作日：一开始就提醒；处理：使 remind_before 短于 within"#]],
    );
    check(&[("within = \"1wd\"", "within = \"1wd\"\nremind_before = \"8h\"")], &expect![[""]]);
}

#[test]
fn a_share_that_cannot_be_drawn() {
    check(
        &[("share = 0.5", "share = 1.5")],
        &expect![[r#"
        error m.toml, [relay_audit]: the share or the period cannot be carried out; remedy: share is above 0 and at most 1, every_days at least 1
        错误 m.toml, [relay_audit]: 抽查比例或周期无法执行；处理：share 大于0且不超过1，every_days 至少为1"#]],
    );
}

/// What the rules name and the region does not have.
#[test]
fn a_mechanism_fits_its_region() {
    let world = World::small();
    let fits = |changes: &[(&str, &str)]| -> String {
        let mut text = Rules::default().toml();
        for (old, new) in changes {
            assert!(text.contains(old), "the mechanism holds `{old}`");
            text = text.replacen(old, new, 1);
        }
        let (mechanism, _) = Mechanism::parse("m.toml", &text).expect("it parses");
        let problems = mechanism.fits(&world.region);
        problems.iter().map(|problem| format!("{}\n", problem.line(Lang::En))).collect()
    };
    expect![[""]].assert_eq(&fits(&[]));
    let changes = [
        (
            "position = \"spokes\"\non = [\"department\", \"desk\"]",
            "position = \"speaker\"\non = [\"desk\"]",
        ),
        (
            "position = \"chief\"\non = [\"desk\"]",
            "position = \"chief\"\non = [\"desk\", \"department\"]",
        ),
        (
            "id = \"G1\"\nfor = \"countersign\"\nrisk = []",
            "id = \"G1\"\nfor = \"countersign\"\nrisk = []\nlevel = [\"moon\"]",
        ),
    ];
    expect![[r#"
        error [[power]] P-chief: the region has no position `chief` in department: nobody has this power; remedy: add the position to region.toml, or name one that it has
        error [[power]] P-spokes: the region has no position `speaker` in desk: nobody has this power; remedy: add the position to region.toml, or name one that it has
        warning [[deadline]] G1: the region has no level `moon`: this limit never holds; remedy: name a level that the region has
    "#]].assert_eq(&fits(&changes));
}

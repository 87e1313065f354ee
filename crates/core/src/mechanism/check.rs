//! What a set of rules lacks or says twice.

use super::{DeadlineKind, DeadlineRule, Mechanism, Power, RiskLevel, Urgency};
use crate::calendar::{Clock, Period};
use crate::problem::Problem;
use crate::region::Region;
use crate::{LevelId, Text};
use std::collections::BTreeSet;

/// Without these no case can be handled.
const NEEDED: [DeadlineKind; 9] = [
    DeadlineKind::Triage,
    DeadlineKind::Assignment,
    DeadlineKind::Receipt,
    DeadlineKind::Feedback,
    DeadlineKind::Judgement,
    DeadlineKind::Settlement,
    DeadlineKind::Answer,
    DeadlineKind::Verification,
    DeadlineKind::Closing,
];

pub(super) fn check(mechanism: &Mechanism) -> Vec<Problem> {
    let mut problems = Vec::new();
    problems.extend(ids(mechanism));
    problems.extend(deadlines(mechanism));
    problems.extend(reminders(mechanism));
    problems.extend(mechanism.telling.iter().flat_map(super::Telling::check));
    for power in Power::ALL {
        if mechanism.holders(power).next().is_none() {
            problems.push(Problem::warning(
                "[[power]]",
                Text::new(
                    format!("无人有权“{}”", power.words().zh),
                    format!("nobody may {}", power.words().en),
                ),
                Text::new("在某岗位的 may 中加入", "add it to the `may` of a position"),
            ));
        }
    }
    if !mechanism.lead_rules.iter().any(|rule| rule.when.is_empty()) {
        problems.push(Problem::error(
            "[[lead_rule]]",
            Text::new("缺少兜底的牵头规则", "no lead rule holds when no other does"),
            Text::new("加一条 when = [] 的规则", "add a rule with when = []"),
        ));
    }
    for (index, rule) in mechanism.lead_rules.iter().enumerate() {
        let earlier = &mechanism.lead_rules[..index];
        let shadow = earlier.iter().find(|e| e.when.iter().all(|c| rule.when.contains(c)));
        if let Some(shadow) = shadow {
            problems.push(Problem::error(
                format!("[[lead_rule]] {}", rule.id),
                Text::new(
                    format!("永远轮不到此规则，因为{}在前", shadow.id),
                    format!("never reached: {} comes first", shadow.id),
                ),
                Text::new("条件多的规则写在前面", "put rules with more conditions first"),
            ));
        }
    }
    let wrong =
        |rule: &super::RelayAudit| rule.every_days == 0 || !(rule.share > 0.0 && rule.share <= 1.0);
    if mechanism.relay_audit.as_ref().is_some_and(wrong) {
        problems.push(Problem::error(
            "[relay_audit]",
            Text::new("抽查比例或周期无法执行", "the share or the period cannot be carried out"),
            Text::new(
                "share 大于0且不超过1，every_days 至少为1",
                "share is above 0 and at most 1, every_days at least 1",
            ),
        ));
    }
    for level in RiskLevel::ALL {
        let count = mechanism.risks.iter().filter(|risk| risk.level == level).count();
        if count != 1 {
            problems.push(Problem::error(
                format!("[[risk]] {}", level.as_str()),
                Text::new(
                    format!("应恰有一条，现有{count}条"),
                    format!("{count} entries, not one"),
                ),
                Text::new("补足或删去", "give each level one entry"),
            ));
        }
    }
    problems
}

fn ids(mechanism: &Mechanism) -> Vec<Problem> {
    let mut seen = BTreeSet::new();
    let deadlines = mechanism.deadlines.iter().map(|rule| ("deadline", rule.id.as_str()));
    let powers = mechanism.powers.iter().map(|rule| ("power", rule.id.as_str()));
    let leads = mechanism.lead_rules.iter().map(|rule| ("lead_rule", rule.id.as_str()));
    let points = mechanism.checklist.iter().map(|item| ("checklist", item.id.as_str()));
    let told = mechanism.telling.iter().flat_map(|telling| &telling.rules);
    let told = told.map(|rule| ("telling.rule", rule.id.as_str()));
    let all = deadlines.chain(powers).chain(leads).chain(points).chain(told);
    all.filter(|rule| !seen.insert(*rule))
        .map(|(kind, id)| {
            Problem::error(
                format!("[[{kind}]] {id}"),
                Text::new("编号重复", "id used twice"),
                Text::new("换一个编号", "give it another id"),
            )
        })
        .collect()
}

fn deadlines(mechanism: &Mechanism) -> Vec<Problem> {
    let mut problems = Vec::new();
    let named: BTreeSet<&LevelId> = mechanism.deadlines.iter().flat_map(|r| &r.level).collect();
    let other = LevelId::from("*");
    let levels = || named.iter().copied().chain([&other]);
    let circumstances = || {
        let urgencies = [Urgency::Normal, Urgency::Urgent];
        levels().flat_map(move |level| urgencies.map(|urgency| (level, urgency)))
    };
    for kind in DeadlineKind::ALL {
        for risk in RiskLevel::ALL {
            for (level, urgency) in circumstances() {
                let mut best: Vec<&DeadlineRule> = mechanism
                    .deadlines
                    .iter()
                    .filter(|rule| rule.kind == kind && rule.holds(risk, level, urgency))
                    .collect();
                let most = best.iter().map(|rule| rule.specificity()).max();
                best.retain(|rule| Some(rule.specificity()) == most);
                problems.extend(verdict(kind, risk, level, &best));
            }
        }
    }
    problems.dedup();
    problems
}

/// A reminder that comes no earlier than the limit begins. A limit in days is taken as short as it
/// can be: so many times 24 hours.
fn reminders(mechanism: &Mechanism) -> Vec<Problem> {
    let minutes = |period: Period| match period.clock {
        Clock::Wall => u64::from(period.amount),
        Clock::CalendarDays | Clock::WorkingDays => u64::from(period.amount) * 24 * 60,
    };
    let late = |rule: &&DeadlineRule| {
        rule.remind_before.is_some_and(|before| minutes(before) >= minutes(rule.within))
    };
    let problem = |rule: &DeadlineRule| {
        let before = rule.remind_before.unwrap_or(rule.within).words();
        let within = rule.within.words();
        Problem::warning(
            format!("[[deadline]] {}", rule.id),
            Text::new(
                format!("提前{}提醒，而期限只有{}：一开始就提醒", before.zh, within.zh),
                format!("reminds {} before a limit of {}: at once", before.en, within.en),
            ),
            Text::new("使 remind_before 短于 within", "make remind_before shorter than within"),
        )
    };
    mechanism.deadlines.iter().filter(late).map(problem).collect()
}

/// Where a mechanism and a region do not fit: positions and levels that the rules name and the
/// region does not have.
pub(super) fn fits(mechanism: &Mechanism, region: &Region) -> Vec<Problem> {
    let mut problems = Vec::new();
    for rule in &mechanism.powers {
        let kind = region.positions.iter().find(|kind| kind.id == rule.position);
        let lacking: Vec<&str> = rule
            .on
            .iter()
            .filter(|unit| kind.is_none_or(|kind| !kind.on.contains(unit)))
            .map(|unit| unit.as_str())
            .collect();
        if !lacking.is_empty() {
            let (position, units) = (&rule.position, lacking.join(", "));
            problems.push(Problem::error(
                format!("[[power]] {}", rule.id),
                Text::new(
                    format!("本地区没有岗位“{position}”（{units}），此授权无人可行使"),
                    format!(
                        "the region has no position `{position}` in {units}: nobody has this power"
                    ),
                ),
                Text::new(
                    "在 region.toml 中加入该岗位，或改用本地区的岗位",
                    "add the position to region.toml, or name one that it has",
                ),
            ));
        }
    }
    for rule in &mechanism.deadlines {
        for level in rule.level.iter().filter(|id| region.levels.iter().all(|l| &l.id != *id)) {
            problems.push(Problem::warning(
                format!("[[deadline]] {}", rule.id),
                Text::new(
                    format!("本地区没有层级“{level}”，此期限永不适用"),
                    format!("the region has no level `{level}`: this limit never holds"),
                ),
                Text::new("改用本地区的层级", "name a level that the region has"),
            ));
        }
    }
    problems
}

fn verdict(
    kind: DeadlineKind,
    risk: RiskLevel,
    level: &LevelId,
    best: &[&DeadlineRule],
) -> Option<Problem> {
    let words = kind.words();
    match best {
        [] if NEEDED.contains(&kind) => Some(Problem::error(
            "[[deadline]]",
            Text::new(
                format!("空白：{}级、层级{level}的“{}”没有期限", risk.as_str(), words.zh),
                format!("gap: no limit for {} at risk {}, level {level}", words.en, risk.as_str()),
            ),
            Text::new("加一条不限级别的规则", "add a rule without conditions"),
        )),
        [first, second, ..] => Some(Problem::error(
            format!("[[deadline]] {}", second.id),
            Text::new(
                format!("与{}重叠：{}级、层级{level}", first.id, risk.as_str()),
                format!("overlaps {} at risk {}, level {level}", first.id, risk.as_str()),
            ),
            Text::new("使两者的 risk 或 level 不相交", "make their risk or level disjoint"),
        )),
        _ => None,
    }
}

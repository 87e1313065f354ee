//! Where a variant is laxer than law allows.
//!
//! Compared is what the rules say, not where the file was touched: whichever rule holds in a
//! circumstance whose limit came from law must be no longer than that limit, and powers and lead
//! rules that came from law must stand as they were.

use serde::Serialize;
use std::collections::BTreeSet;
use tandem_core::calendar::{Clock, Period};
use tandem_core::mechanism::{DeadlineKind, Mechanism, RiskLevel, Standing, Urgency};
use tandem_core::{LevelId, SourceId, Text};

/// A rule from law that a variant makes laxer or changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Loosened {
    /// The rule.
    pub rule: String,
    /// Its source.
    pub source: String,
    /// What became of it.
    pub words: Text,
}

/// Rules from law that do not stand in a variant as they did in the mechanism it was made from.
pub(super) fn loosened(given: &Mechanism, variant: &Mechanism) -> Vec<Loosened> {
    let mut found = limits(given, variant);
    for rule in given.powers.iter().filter(|rule| is_law(given, &rule.source)) {
        let same = variant.powers.iter().any(|other| {
            (&other.id, &other.position, &other.on, &other.may)
                == (&rule.id, &rule.position, &rule.on, &rule.may)
        });
        let words = Text::new("改动了依法授予的权限", "changes powers that law grants");
        found.extend((!same).then(|| told(rule.id.as_str(), &rule.source, words)));
    }
    for rule in given.lead_rules.iter().filter(|rule| is_law(given, &rule.source)) {
        let same = variant.lead_rules.iter().any(|other| {
            (&other.id, &other.when, other.lead, other.coordinator)
                == (&rule.id, &rule.when, rule.lead, rule.coordinator)
        });
        let words = Text::new("改动了依法的牵头规则", "changes who leads by law");
        found.extend((!same).then(|| told(rule.id.as_str(), &rule.source, words)));
    }
    found
}

fn told(rule: &str, source: &SourceId, words: Text) -> Loosened {
    Loosened { rule: rule.to_owned(), source: source.to_string(), words }
}

/// Whether a source is law that somebody has seen.
fn is_law(mechanism: &Mechanism, source: &SourceId) -> bool {
    let standing = mechanism.source(source).map(|source| source.standing);
    matches!(standing, Some(Standing::Read | Standing::SeenInPart))
}

fn limits(given: &Mechanism, variant: &Mechanism) -> Vec<Loosened> {
    let named: BTreeSet<&LevelId> = given.deadlines.iter().flat_map(|rule| &rule.level).collect();
    let other = LevelId::from("*");
    let mut found = Vec::new();
    for kind in DeadlineKind::ALL {
        for risk in RiskLevel::ALL {
            for level in named.iter().copied().chain([&other]) {
                for urgency in [Urgency::Normal, Urgency::Urgent] {
                    let rule = given.order_rule(kind, Some(risk), level, urgency);
                    let Some(rule) = rule.filter(|rule| is_law(given, &rule.source)) else {
                        continue;
                    };
                    let now = variant.order_rule(kind, Some(risk), level, urgency);
                    let now = now.map(|rule| rule.within);
                    if now.is_none_or(|now| is_longer(now, rule.within)) {
                        let words = longer(rule.within, now);
                        let told = told(rule.id.as_str(), &rule.source, words);
                        found.extend((!found.contains(&told)).then_some(told));
                    }
                }
            }
        }
    }
    found
}

fn longer(from: Period, to: Option<Period>) -> Text {
    let from = from.words();
    match to.map(Period::words) {
        Some(to) => Text::new(
            format!("法定期限{}，放宽为{}", from.zh, to.zh),
            format!("{} by law, made {}", from.en, to.en),
        ),
        None => Text::new(
            format!("取消了法定期限{}", from.zh),
            format!("the limit of {} by law is gone", from.en),
        ),
    }
}

/// Whether a period could be the longer one. On different clocks the longest that it can be is set
/// against the shortest that the other can be.
fn is_longer(now: Period, by_law: Period) -> bool {
    if now.clock == by_law.clock {
        return now.amount > by_law.amount;
    }
    span(now).1 > span(by_law).0
}

/// Minutes that a period takes at least and at most; around long holidays days off come in between.
fn span(period: Period) -> (u64, u64) {
    let (amount, day) = (u64::from(period.amount), 24 * 60);
    match period.clock {
        Clock::Wall => (amount, amount),
        Clock::CalendarDays => (amount.saturating_sub(1) * day, (amount + 10) * day),
        Clock::WorkingDays => (amount.saturating_sub(1) * day, (amount * 7 / 5 + 12) * day),
    }
}

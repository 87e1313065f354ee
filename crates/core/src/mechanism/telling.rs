//! How units are told outside the console: what goes at once, what waits for the morning, what is
//! collected, how much goes in an hour, and how often a channel is tried.
//!
//! Nothing here decides about a case. Everything is in the console at once, whatever these rules
//! say; they only keep a person's night and a group's attention for what cannot wait.

use super::RiskLevel;
use crate::calendar::{Calendar, Period};
use crate::problem::Problem;
use crate::words::concern;
use crate::{SourceId, Text, Timestamp};
use jiff::civil::{DateTime, Time};
use jiff::{SignedDuration, ToSpan as _};
use serde::Deserialize;

/// How units are told.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Telling {
    /// From this time of day on only what is urgent goes.
    pub quiet_from: Time,
    /// Until this time of day; on the next day where it is earlier. No quiet hours where equal.
    pub quiet_until: Time,
    /// Times of day at which what was collected goes.
    pub digest_at: Vec<Time>,
    /// Messages through one channel in an hour; what is not urgent waits beyond that.
    pub hourly_max: u32,
    /// Things that one message names; the rest is only counted.
    pub lines_max: u32,
    /// Pauses between tries on a channel that fails, the last of them for ever after. When all have
    /// passed once, the channel is given up for the unit's next one.
    pub retry_after: Vec<Period>,
    /// Days without a word through a channel after which a test goes through it, so that one that
    /// fails is seen before it is needed.
    pub test_after: Period,
    /// Where that comes from.
    pub source: SourceId,
    /// What goes how, first match first.
    #[serde(rename = "rule")]
    pub rules: Vec<TellingRule>,
}

/// How one kind of concern goes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TellingRule {
    /// Its id.
    pub id: String,
    /// Kinds of concerns; all where empty.
    #[serde(default)]
    pub about: Vec<String>,
    /// Only of cases at these levels; of all where empty.
    #[serde(default)]
    pub risk: Vec<RiskLevel>,
    /// How it goes.
    pub pace: Pace,
    /// Where it comes from.
    pub source: SourceId,
    /// Article, section or page.
    #[serde(default)]
    pub article: String,
}

/// How soon something is told outside the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// At once, day and night.
    Urgent,
    /// At once, but not in quiet hours.
    Prompt,
    /// At the next time for what was collected.
    Digest,
    /// Not at all: it is in the console.
    Console,
}

impl Pace {
    /// The pace in words.
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Self::Urgent => ("立即，不分昼夜", "at once, day and night"),
            Self::Prompt => ("立即，免打扰时段除外", "at once, but not in quiet hours"),
            Self::Digest => ("汇总发送", "collected"),
            Self::Console => ("仅在控制台", "in the console only"),
        };
        Text::new(zh, en)
    }
}

impl Telling {
    /// The rule for a kind of concern of a case at a level.
    pub fn rule(&self, about: &str, risk: Option<RiskLevel>) -> Option<&TellingRule> {
        self.rules.iter().find(|rule| {
            (rule.about.is_empty() || rule.about.iter().any(|kind| kind == about))
                && (rule.risk.is_empty() || risk.is_some_and(|risk| rule.risk.contains(&risk)))
        })
    }

    /// How a kind of concern goes; only in the console where no rule holds.
    pub fn pace(&self, about: &str, risk: Option<RiskLevel>) -> Pace {
        self.rule(about, risk).map_or(Pace::Console, |rule| rule.pace)
    }

    /// Whether an instant lies in quiet hours.
    pub fn is_quiet(&self, calendar: &Calendar, at: Timestamp) -> bool {
        let time = calendar.local(at).time();
        let (from, until) = (self.quiet_from, self.quiet_until);
        if from <= until { from <= time && time < until } else { from <= time || time < until }
    }

    /// Whether something that is known since an instant goes now. A clock that was set back does
    /// not hold it up: what seems to come from the future is as old as the moment.
    pub fn goes(&self, pace: Pace, since: Timestamp, calendar: &Calendar, now: Timestamp) -> bool {
        match pace {
            Pace::Urgent => true,
            Pace::Prompt => !self.is_quiet(calendar, now),
            Pace::Digest => {
                let collected = self.digest_after(calendar, since.min(now));
                collected.is_some_and(|at| at <= now) && !self.is_quiet(calendar, now)
            }
            Pace::Console => false,
        }
    }

    /// The first time for what was collected that comes after an instant.
    fn digest_after(&self, calendar: &Calendar, since: Timestamp) -> Option<Timestamp> {
        let day = calendar.local(since).date();
        let days = [day, day.saturating_add(1.day())];
        let all = days.into_iter().flat_map(|day| {
            self.digest_at.iter().map(move |time| DateTime::from_parts(day, *time))
        });
        all.map(|local| calendar.instant(local)).filter(|at| *at > since).min()
    }

    /// How long to wait after so many failures in a row.
    pub fn pause(&self, failures: u32) -> SignedDuration {
        let at = failures.saturating_sub(1) as usize;
        let pause = self.retry_after.get(at).or(self.retry_after.last());
        let minutes = pause.map_or(1, |pause| pause.amount.max(1));
        SignedDuration::from_mins(i64::from(minutes))
    }

    /// Whether a channel has had all its tries.
    pub fn gives_up(&self, failures: u32) -> bool {
        failures as usize > self.retry_after.len()
    }

    pub(super) fn check(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut wrong = |place: &str, zh: String, en: String, remedy: (&str, &str)| {
            let (what, remedy) = (Text::new(zh, en), Text::new(remedy.0, remedy.1));
            problems.push(Problem::error(place.to_owned(), what, remedy));
        };
        if self.digest_at.is_empty() || self.hourly_max == 0 || self.lines_max == 0 {
            wrong(
                "[telling]",
                "汇总时间为空，或每小时条数、每条行数为零".to_owned(),
                "no time for the digest, or no message or line is allowed".to_owned(),
                (
                    "写明 digest_at，hourly_max 与 lines_max 至少为1",
                    "name digest_at; hourly_max and lines_max are at least 1",
                ),
            );
        }
        if self.retry_after.is_empty()
            || self.retry_after.iter().any(|p| p.clock != crate::calendar::Clock::Wall)
        {
            wrong(
                "[telling]",
                "重试间隔须为分钟或小时，至少一个".to_owned(),
                "retry_after needs minutes or hours, one at least".to_owned(),
                ("如 [\"1min\", \"5min\", \"1h\"]", "such as [\"1min\", \"5min\", \"1h\"]"),
            );
        }
        for rule in &self.rules {
            for about in rule.about.iter().filter(|about| concern(about).is_none()) {
                wrong(
                    &format!("[[telling.rule]] {}", rule.id),
                    format!("没有“{about}”这类事由"),
                    format!("nobody is told of `{about}`"),
                    (
                        "改用已有的事由，见 docs/notifications.md",
                        "name a kind that there is, see docs/notifications.md",
                    ),
                );
            }
        }
        if !self.rules.iter().any(|rule| rule.about.is_empty() && rule.risk.is_empty()) {
            wrong(
                "[[telling.rule]]",
                "缺少兜底的告知规则".to_owned(),
                "no rule holds when no other does".to_owned(),
                (
                    "末尾加一条不写 about 与 risk 的规则",
                    "add a rule without about and risk at the end",
                ),
            );
        }
        problems
    }
}

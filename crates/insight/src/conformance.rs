//! Whether the cases of an event log kept to rules: required steps, their order, their limits, and
//! who did them. Deviations are sentences.
//!
//! Rules are data. Each is one of few kinds, after the templates of declarative process models
//! (Pesic and van der Aalst 2006): what must happen, what must come before or after what and how
//! soon, how often something may happen, what one person may not do both of.

use crate::evaluate::{Over, Question};
use crate::interval::wilson;
use crate::log::{EventLog, Micros, NONE, show_time};
use crate::words::span;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use tandem_core::{Lang, Text};

/// Deviations that are told of one rule.
pub const TOLD_MAX: usize = 20;

/// Rules as a file holds them.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// One table each.
    pub rule: Vec<Rule>,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Rule {
    /// Its id, printed with every deviation.
    pub id: String,
    /// Where it comes from.
    #[serde(default)]
    pub source: String,
    /// What it demands.
    #[serde(flatten)]
    pub demand: Demand,
}

/// What a rule demands of a case.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "demand", rename_all = "snake_case")]
pub enum Demand {
    /// This happens.
    Required {
        /// The activity.
        activity: String,
    },
    /// Nothing comes before this.
    First {
        /// The activity.
        activity: String,
    },
    /// Before `later` comes `earlier`.
    Before {
        /// What must have come.
        earlier: String,
        /// Before this.
        later: String,
    },
    /// After each `first` comes `then`.
    After {
        /// After this.
        first: String,
        /// Must come this.
        then: String,
        /// So many hours later at most.
        within_hours: Option<f64>,
    },
    /// This happens no more often.
    AtMost {
        /// The activity.
        activity: String,
        /// How often.
        times: u64,
    },
    /// One resource does not do both.
    DifferentHands {
        /// One activity.
        one: String,
        /// The other.
        other: String,
    },
}

/// How a log kept to a rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Kept {
    /// The rule.
    pub rule: String,
    /// Where it comes from.
    pub source: String,
    /// Cases to which it applies.
    pub n: u64,
    /// Cases that kept to it.
    pub kept: u64,
    /// Cases that did not.
    pub broken: u64,
    /// Open cases that may still keep to it.
    pub pending: u64,
    /// Kept over kept and broken.
    pub share: Option<f64>,
    /// 95 % interval after Wilson, from below.
    pub low: Option<f64>,
    /// 95 % interval after Wilson, from above.
    pub high: Option<f64>,
    /// Activities that it names and the log does not know.
    pub unknown: Vec<String>,
    /// The first deviations in the order of the log, at most [`TOLD_MAX`].
    pub deviations: Vec<Deviation>,
}

impl Kept {
    /// What was found, in sentences.
    #[must_use]
    pub fn sentences(&self, lang: Lang) -> Vec<String> {
        let Self { rule, n, kept, broken, pending, .. } = self;
        let mut lines = vec![match lang {
            Lang::Zh => {
                format!("规则{rule}：适用{n}件，遵守{kept}件，偏离{broken}件，未定{pending}件")
            }
            Lang::En => format!(
                "Rule {rule}: {n} cases, {kept} kept to it, {broken} left it, {pending} may still"
            ),
        }];
        if !self.unknown.is_empty() {
            let unknown = self.unknown.join(lang.pick("、", ", "));
            lines.push(match lang {
                Lang::Zh => format!("  日志里没有环节：{unknown}"),
                Lang::En => format!("  the log knows no activity {unknown}"),
            });
        }
        let told = self.deviations.iter();
        lines.extend(told.map(|told| format!("  {}: {}", told.case, told.words.get(lang))));
        lines
    }
}

/// A case that left a rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Deviation {
    /// The case.
    pub case: String,
    /// What happened, in a sentence.
    pub words: Text,
}

/// What a case did with a rule.
enum Outcome {
    /// It does not apply.
    Apart,
    Kept,
    Pending,
    Broken(Text),
}

/// Holds a log against rules, each on its own.
#[must_use]
pub fn conformance(log: &EventLog, rules: &Rules, question: &Question) -> Vec<Kept> {
    let over = Over::of(log, question);
    let last = log.time.iter().copied().max().unwrap_or_default();
    rules.rule.iter().map(|rule| kept(log, rule, &over, last)).collect()
}

fn kept(log: &EventLog, rule: &Rule, over: &Over, last: i64) -> Kept {
    let mut out = Kept {
        rule: rule.id.clone(),
        source: rule.source.clone(),
        n: 0,
        kept: 0,
        broken: 0,
        pending: 0,
        share: None,
        low: None,
        high: None,
        unknown: unknown(log, &rule.demand),
        deviations: Vec::new(),
    };
    for (case, range) in log.ranges().enumerate() {
        let ended = over.is_over(log, case, &range);
        let view = View { log, range, ended, last };
        match view.judge(&rule.demand) {
            Outcome::Apart => continue,
            Outcome::Kept => out.kept += 1,
            Outcome::Pending => out.pending += 1,
            Outcome::Broken(words) => {
                out.broken += 1;
                if out.deviations.len() < TOLD_MAX {
                    let case = log.cases.name(case as u32).to_owned();
                    out.deviations.push(Deviation { case, words });
                }
            }
        }
        out.n += 1;
    }
    let judged = out.kept + out.broken;
    if let Some((low, high)) = wilson(out.kept, judged) {
        out.share = Some(out.kept as f64 / judged as f64);
        (out.low, out.high) = (Some(low), Some(high));
    }
    out
}

fn unknown(log: &EventLog, demand: &Demand) -> Vec<String> {
    let named: Vec<&String> = match demand {
        Demand::Required { activity }
        | Demand::First { activity }
        | Demand::AtMost { activity, .. } => vec![activity],
        Demand::Before { earlier, later } => vec![earlier, later],
        Demand::After { first, then, .. } => vec![first, then],
        Demand::DifferentHands { one, other } => vec![one, other],
    };
    let missing = named.into_iter().filter(|name| log.activities.number(name).is_none());
    missing.cloned().collect()
}

/// One case of the log.
struct View<'a> {
    log: &'a EventLog,
    range: Range<usize>,
    ended: bool,
    last: i64,
}

impl View<'_> {
    fn all<'s>(&'s self, activity: &str) -> impl DoubleEndedIterator<Item = usize> + 's {
        let number = self.log.activities.number(activity);
        self.range.clone().filter(move |at| Some(self.log.activity[*at]) == number)
    }

    fn judge(&self, demand: &Demand) -> Outcome {
        match demand {
            Demand::Required { activity } => match self.all(activity).next() {
                Some(_) => Outcome::Kept,
                None if self.ended => Outcome::Broken(Text::new(
                    format!("已结束而没有“{activity}”"),
                    format!("ended without `{activity}`"),
                )),
                None => Outcome::Pending,
            },
            Demand::First { activity } => self.first(activity),
            Demand::Before { earlier, later } => self.before(earlier, later),
            Demand::After { first, then, within_hours } => self.after(first, then, *within_hours),
            Demand::AtMost { activity, times } => {
                let found = self.all(activity).count() as u64;
                if found > *times {
                    Outcome::Broken(Text::new(
                        format!("“{activity}”发生{found}次，最多{times}次"),
                        format!("`{activity}` happened {found} times, {times} are allowed"),
                    ))
                } else {
                    Outcome::Kept
                }
            }
            Demand::DifferentHands { one, other } => self.hands(one, other),
        }
    }

    fn first(&self, activity: &str) -> Outcome {
        let number = self.log.activities.number(activity);
        let begun = self.log.activity[self.range.start];
        if Some(begun) == number {
            return Outcome::Kept;
        }
        let other = self.log.activities.name(begun);
        Outcome::Broken(Text::new(
            format!("以“{other}”开始，而不是“{activity}”"),
            format!("began with `{other}`, not `{activity}`"),
        ))
    }

    fn before(&self, earlier: &str, later: &str) -> Outcome {
        let Some(at) = self.all(later).next() else { return Outcome::Apart };
        if self.all(earlier).next().is_some_and(|came| came < at) {
            return Outcome::Kept;
        }
        let time = show_time(Micros(self.log.time[at]));
        Outcome::Broken(Text::new(
            format!("{time} “{later}”之前没有“{earlier}”"),
            format!("no `{earlier}` before `{later}` at {time}"),
        ))
    }

    /// The longest wait decides: every `first` wants a `then`.
    fn after(&self, first: &str, then: &str, within_hours: Option<f64>) -> Outcome {
        let most = within_hours.map_or(f64::INFINITY, |hours| hours * 3_600.0);
        let mut outcome = Outcome::Apart;
        for at in self.all(first) {
            let came = self.all(then).find(|next| *next > at);
            let until = came.map_or(self.last, |next| self.log.time[next]);
            let waited = until.saturating_sub(self.log.time[at]) as f64 / 1e6;
            let time = show_time(Micros(self.log.time[at]));
            let of = |lang| span(waited, lang);
            let (zh, en) = (of(Lang::Zh), of(Lang::En));
            match came {
                Some(_) if waited <= most => {
                    if matches!(outcome, Outcome::Apart) {
                        outcome = Outcome::Kept;
                    }
                }
                Some(_) => {
                    return Outcome::Broken(Text::new(
                        format!("{time} “{first}”之后{zh}才有“{then}”"),
                        format!("`{then}` came {en} after `{first}` at {time}"),
                    ));
                }
                None if self.ended || waited > most => {
                    return Outcome::Broken(Text::new(
                        format!("{time} “{first}”之后没有“{then}”"),
                        format!("no `{then}` after `{first}` at {time}"),
                    ));
                }
                None => outcome = Outcome::Pending,
            }
        }
        outcome
    }

    fn hands(&self, one: &str, other: &str) -> Outcome {
        let (mut a, mut b) = (self.all(one).peekable(), self.all(other).peekable());
        if a.peek().is_none() || b.peek().is_none() {
            return Outcome::Apart;
        }
        let of_other: Vec<u32> = b.map(|at| self.log.resource[at]).collect();
        let same = a.map(|at| self.log.resource[at]).find(|r| *r != NONE && of_other.contains(r));
        match same {
            // Nobody is named in the sentence: who it was is in the log.
            Some(_) => Outcome::Broken(Text::new(
                format!("“{one}”与“{other}”由同一人办理"),
                format!("`{one}` and `{other}` were done by the same resource"),
            )),
            None => Outcome::Kept,
        }
    }
}

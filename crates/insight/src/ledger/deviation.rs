//! Where cases left the mechanism that holds for them, each as a sentence with its rule.
//!
//! The core refuses a step that is out of order or out of somebody's power, so a ledger cannot
//! deviate in those. What it cannot do is make people act: a step that came too late or did not come
//! is a deviation, and so is an order that nobody acted on up to the top of the ladder.

use super::spans::{Done, Verdict, step_words};
use super::{Observation, seconds};
use crate::log::{Micros, show_time};
use crate::words::span;
use serde::Serialize;
use tandem_core::mechanism::Mechanism;
use tandem_core::{CaseId, DeadlineId, Digest, Lang, Text, UnitId};

/// How a step left its rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// It was done too late.
    Late,
    /// It was not done, and is overdue or was until it was taken away.
    NotDone,
}

/// One deviation from the mechanism.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Deviation {
    /// The case.
    pub case: CaseId,
    /// The step.
    pub step: &'static str,
    /// Who had to do it.
    pub unit: UnitId,
    /// How.
    pub manner: Manner,
    /// By which deadline of the mechanism.
    pub rule: DeadlineId,
    /// The mechanism that holds for the case, if it was opened.
    pub mechanism: Option<Digest>,
    /// By when.
    pub due: String,
    /// How long after that it was done, was taken away, or was last looked at, in seconds.
    pub late_s: f64,
}

impl Deviation {
    fn of(done: &Done) -> Option<Self> {
        let manner = match done.verdict() {
            Verdict::Missed => Manner::Late,
            Verdict::Overdue => Manner::NotDone,
            Verdict::Met | Verdict::Unknown => return None,
        };
        Some(Self {
            case: done.case.clone(),
            step: done.kind,
            unit: done.unit.clone(),
            manner,
            rule: done.rule.clone(),
            mechanism: done.mechanism,
            due: show_time(Micros(done.due.as_microsecond())),
            late_s: seconds(done.due, done.until),
        })
    }

    /// The step as people call it.
    #[must_use]
    pub fn step_words(&self) -> Text {
        step_words(self.step)
    }

    /// The deviation as a sentence, with the source of its rule where the mechanism is at hand.
    #[must_use]
    pub fn sentence(&self, mechanism: Option<&Mechanism>, lang: Lang) -> String {
        let (case, unit, rule) = (&self.case, &self.unit, &self.rule);
        let step = step_words(self.step);
        let late = span(self.late_s, lang);
        let source = mechanism.and_then(|m| source(m, rule));
        let source = source.map_or_else(String::new, |s| lang.pick(&s.zh, &s.en).to_owned());
        match (lang, self.manner) {
            (Lang::Zh, Manner::Late) => {
                format!("{case}：{unit}的{}迟了{late}（{rule}{source}）。", step.zh)
            }
            (Lang::Zh, Manner::NotDone) => {
                format!("{case}：{unit}的{}未办，已逾期{late}（{rule}{source}）。", step.zh)
            }
            (Lang::En, Manner::Late) => {
                format!("{case}: {} by {unit} was {late} late ({rule}{source}).", step.en)
            }
            (Lang::En, Manner::NotDone) => format!(
                "{case}: {} by {unit} was not done, {late} overdue ({rule}{source}).",
                step.en
            ),
        }
    }
}

/// The source of a deadline rule, as it follows the rule's id in a sentence.
fn source(mechanism: &Mechanism, rule: &DeadlineId) -> Option<Text> {
    let rule = mechanism.deadline_rule(rule)?;
    let title = &mechanism.source(&rule.source)?.title;
    let article = match rule.article.as_str() {
        "" => String::new(),
        article => format!(" {article}"),
    };
    Some(Text::new(format!("，{}{article}", title.zh), format!(", {}{article}", title.en)))
}

impl Observation {
    /// All deviations, in the order of cases and of deadlines. After everything was read.
    pub(super) fn deviations(&self) -> Vec<Deviation> {
        let mut all: Vec<Deviation> = self.spans.done.iter().filter_map(Deviation::of).collect();
        all.sort_by(|a, b| (&a.case, &a.due, a.step).cmp(&(&b.case, &b.due, b.step)));
        all
    }
}

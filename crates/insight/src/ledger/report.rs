//! The evaluation report: findings first, by the four problems, each sentence with its figure, how
//! many it rests on, and the cases behind it.
//!
//! A reader who doubts a sentence opens the cases that it names. Those are the ones in which what
//! the sentence speaks of was strongest, not a sample and not the worst offices: units are neither
//! named nor ranked here.

use super::course::Course;
use super::deviation::Deviation;
use super::words::{self, Amount, Behind, Said};
use super::{Finished, Linkage};
use serde::Serialize;
use std::collections::BTreeMap;
use tandem_core::{CaseId, Text};

/// Cases that a finding names.
pub const CASES_NAMED_MAX: usize = 5;

/// The report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// What was read, up to when.
    pub setting: Text,
    /// One for each of the four problems, and one for single steps.
    pub sections: Vec<Section>,
    /// What the figures cannot say.
    pub limits: Vec<Text>,
}

/// Findings on one problem.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Section {
    /// The problem.
    pub title: Text,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// The sentence, with its figure and its n.
    pub words: Text,
    /// How many cases it concerns; nothing where it is not about single cases.
    pub cases_total: Option<u64>,
    /// Those in which it was strongest, at most [`CASES_NAMED_MAX`].
    pub cases: Vec<CaseId>,
}

impl Report {
    /// The report on what was read.
    #[must_use]
    pub fn of(finished: &Finished) -> Self {
        let Finished { linkage, courses, deviations, .. } = finished;
        let lateness = Lateness::of(deviations);
        let finding = |said: Said| match &said.behind {
            Behind::Nothing => Finding { words: said.words, cases_total: None, cases: Vec::new() },
            Behind::Most(amount) => strongest(said.words, most(courses, *amount)),
            Behind::Step(step) => strongest(said.words, lateness.of_step(step)),
        };
        let parts = words::parts(linkage).into_iter().map(|part| Section {
            title: part.title,
            findings: part.said.into_iter().map(finding).collect(),
        });
        Self {
            setting: words::setting(linkage),
            sections: parts.collect(),
            limits: limits(linkage),
        }
    }
}

/// Cases that have some of something, and how much.
fn most(courses: &[Course], amount: Amount) -> Vec<(f64, &CaseId)> {
    let amounts = courses.iter().filter_map(|course| Some((amount(course)?, &course.case)));
    amounts.filter(|(amount, _)| *amount > 0.0).collect()
}

fn strongest(words: Text, mut concerned: Vec<(f64, &CaseId)>) -> Finding {
    concerned.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let cases = concerned.iter().take(CASES_NAMED_MAX).map(|(_, case)| (*case).clone());
    Finding { words, cases_total: Some(concerned.len() as u64), cases: cases.collect() }
}

/// How late each case was in each step at worst, in seconds.
struct Lateness<'a>(BTreeMap<&'a str, BTreeMap<&'a CaseId, f64>>);

impl<'a> Lateness<'a> {
    fn of(deviations: &'a [Deviation]) -> Self {
        let mut steps: BTreeMap<&str, BTreeMap<&CaseId, f64>> = BTreeMap::new();
        for deviation in deviations {
            let cases = steps.entry(deviation.step).or_default();
            let late = cases.entry(&deviation.case).or_default();
            *late = late.max(deviation.late_s);
        }
        Self(steps)
    }

    fn of_step(&self, step: &str) -> Vec<(f64, &'a CaseId)> {
        let cases = self.0.get(step).into_iter().flatten();
        cases.map(|(case, late)| (*late, *case)).collect()
    }
}

fn limits(linkage: &Linkage) -> Vec<Text> {
    let mut limits = vec![
        Text::new(
            "未办结的案件按观察时间计入，未到期的不作判断；区间为95%。",
            "Open cases count for as long as they were watched, and what is not due is not judged; \
             intervals are of 95%.",
        ),
        Text::new(
            "所列案件是该情况最突出的几件，不是抽样；本报告不对单位排名。",
            "The cases named are those in which it was strongest, not a sample; units are not \
             ranked here.",
        ),
        Text::new(
            "期限由各案所依机制设定，期限少而宽的机制按期率自然高：比较机制请看用时。",
            "Deadlines are those of the mechanism that holds for each case. One with few and wide \
             deadlines meets more of them: compare mechanisms by times.",
        ),
    ];
    if linkage.cases < linkage.n_min {
        let n = linkage.n_min;
        limits.push(Text::new(
            format!("案件少于{n}件，不能据此概括。"),
            format!("With fewer than {n} cases nothing can be concluded in general."),
        ));
    }
    limits
}

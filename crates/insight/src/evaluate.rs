//! One evaluation of an event log: who hands over to whom, what follows what, how the network is
//! shaped, how long cases and steps take.
//!
//! Whether a case is over cannot be told from a log alone. Where the log says when cases were
//! closed, or the activities that end a case are named, a case without such a time or activity is
//! open: it was watched up to the last event of the log and counts as long. Otherwise every case
//! counts as over with its last event, and the evaluation says so.

use crate::follows::{Follows, Variant, follows, variants};
use crate::handover::{
    By, Handover, Together, Transfers, causal_handovers, handovers, transfers, working_together,
};
use crate::interval::wilson;
use crate::log::{EventLog, Micros, NONE, show_time};
use crate::network::{GroupTies, Network, Shape, group_ties};
use crate::survival::{Curve, End, Span, Step};
use serde::Serialize;
use std::ops::Range;

/// What an evaluation is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Activities that end a case; none where every case counts as over.
    pub ends: Vec<String>,
    /// Fewer than so many observations are not summed up in a sentence or a curve.
    pub n_min: u64,
}

impl Default for Question {
    fn default() -> Self {
        Self { ends: Vec::new(), n_min: 10 }
    }
}

/// A log evaluated. Fields are those of the command line's contract.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    /// Number of events.
    pub events: u64,
    /// Number of cases.
    pub cases: u64,
    /// Number of different activities.
    pub activities: u64,
    /// Number of different resources.
    pub resources: u64,
    /// Number of different groups.
    pub groups: u64,
    /// Events that name nobody.
    pub events_without_resource: u64,
    /// The first event's time.
    pub from: Option<String>,
    /// The last event's time.
    pub until: Option<String>,
    /// Fewer than so many observations are not summed up.
    pub n_min: u64,
    /// Handovers between resources.
    pub handover: Vec<Handover>,
    /// Handovers between resources along causes, where steps run side by side.
    pub causal_handover: Vec<Handover>,
    /// Handovers between groups; empty where no group is named.
    pub group_handover: Vec<Handover>,
    /// Resources that worked on the same cases.
    pub working_together: Vec<Together>,
    /// What follows what.
    pub follows: Vec<Follows>,
    /// How cases run.
    pub variants: Vec<Variant>,
    /// The shape of the handovers.
    pub network: Networks,
    /// How long things take.
    pub deadlines: Deadlines,
}

/// The networks of handovers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Networks {
    /// Between resources.
    #[serde(flatten)]
    pub resources: Shape,
    /// Transfers and returns between resources.
    #[serde(flatten)]
    pub transfers: Transfers,
    /// E–I index of the arcs between resources, over their groups, where these are named.
    pub ei_index: Option<f64>,
    /// Between groups, where groups are named.
    pub between_groups: Option<GroupNetwork>,
}

/// The network of handovers between groups.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupNetwork {
    /// Its shape.
    #[serde(flatten)]
    pub shape: Shape,
    /// Transfers and returns between groups.
    #[serde(flatten)]
    pub transfers: Transfers,
    /// How closed groups are.
    pub ties: GroupTies,
}

/// How long cases and steps take.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Deadlines {
    /// How it was decided which cases are over.
    pub over: &'static str,
    /// From a case's first event to its end.
    pub case_duration: Duration,
    /// From an activity to the next event of its case, in the order of the activities' names;
    /// only activities with enough observations.
    pub until_next: Vec<StepTime>,
    /// Against the due times that the log gives, if it gives any.
    pub due: Option<Due>,
}

/// A waiting time by Kaplan and Meier.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Duration {
    /// Observations.
    pub n: u64,
    /// Of these still open.
    pub open: u64,
    /// Times by which a quarter, half, three quarters and nine tenths are over, in seconds;
    /// nothing where the curve does not come so far.
    pub p25_s: Option<f64>,
    /// See [`p25_s`](Self::p25_s).
    pub median_s: Option<f64>,
    /// See [`p25_s`](Self::p25_s).
    pub p75_s: Option<f64>,
    /// See [`p25_s`](Self::p25_s).
    pub p90_s: Option<f64>,
    /// The curve, thinned to at most [`CURVE_STEPS_MAX`] steps.
    pub curve: Vec<Step>,
}

/// The waiting time after an activity.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepTime {
    /// The activity.
    pub activity: String,
    /// Observations.
    pub n: u64,
    /// Of these still waiting when the log ends.
    pub open: u64,
    /// Half have moved on by then, in seconds.
    pub median_s: Option<f64>,
    /// Nine tenths have moved on by then, in seconds.
    pub p90_s: Option<f64>,
}

/// Cases with a due time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Due {
    /// Cases with a due time.
    pub n: u64,
    /// Over in time.
    pub met: u64,
    /// Over too late.
    pub missed: u64,
    /// Open and past due when the log ends.
    pub open_overdue: u64,
    /// Open and not due yet when the log ends: nothing can be said of them.
    pub open_not_due: u64,
    /// Met over all that could be judged, those open and overdue among them.
    pub met_share: Option<f64>,
    /// 95 % interval after Wilson, from below.
    pub low: Option<f64>,
    /// 95 % interval after Wilson, from above.
    pub high: Option<f64>,
}

/// Points of a curve in an evaluation.
pub const CURVE_STEPS_MAX: usize = 100;

/// Evaluates a log.
#[must_use]
pub fn evaluate(log: &EventLog, question: &Question) -> Evaluation {
    let grouped = !log.groups().is_empty();
    let ties = grouped.then(|| group_ties(log));
    let first = log.time.iter().min().map(|time| show_time(Micros(*time)));
    let last = log.time.iter().max().map(|time| show_time(Micros(*time)));
    Evaluation {
        events: log.len() as u64,
        cases: log.cases() as u64,
        activities: log.activities().len() as u64,
        resources: log.resources().len() as u64,
        groups: log.groups().len() as u64,
        events_without_resource: log.resource.iter().filter(|who| **who == NONE).count() as u64,
        from: first,
        until: last,
        n_min: question.n_min,
        handover: handovers(log, By::Resource),
        causal_handover: causal_handovers(log, By::Resource),
        group_handover: if grouped { handovers(log, By::Group) } else { Vec::new() },
        working_together: working_together(log, By::Resource),
        follows: follows(log),
        variants: variants(log),
        network: Networks {
            resources: Network::of_log(log, By::Resource).shape(),
            transfers: transfers(log, By::Resource),
            ei_index: ties.and_then(|ties| ties.ei_index),
            between_groups: ties.map(|ties| GroupNetwork {
                shape: Network::of_log(log, By::Group).shape(),
                transfers: transfers(log, By::Group),
                ties,
            }),
        },
        deadlines: deadlines(log, question),
    }
}

/// What tells that a case is over.
pub(crate) enum Over {
    /// The log's own word.
    Closed,
    /// One of these activities.
    Activities(Vec<u32>),
    /// Its last event, for want of anything better.
    LastEvent,
}

impl Over {
    pub(crate) fn of(log: &EventLog, question: &Question) -> Self {
        if log.closed.iter().any(Option::is_some) {
            return Self::Closed;
        }
        if question.ends.is_empty() {
            return Self::LastEvent;
        }
        // An end that never happens leaves all cases open, it does not close them all.
        let known = question.ends.iter().filter_map(|name| log.activities.number(name));
        Self::Activities(known.collect())
    }

    fn words(&self) -> &'static str {
        match self {
            Self::Closed => {
                "a case is over when the log says that it was closed; others are open up to the \
                 last event of the log"
            }
            Self::Activities(_) => {
                "a case is over with the last of the activities named as ends; others are open \
                 up to the last event of the log"
            }
            Self::LastEvent => {
                "no activity was named as an end, so every case counts as over with its last event"
            }
        }
    }

    /// Whether a case is over.
    pub(crate) fn is_over(&self, log: &EventLog, case: usize, range: &Range<usize>) -> bool {
        self.span(log, case, range, i64::MAX).end == End::Seen
    }

    /// How long a case took, or how long it was watched.
    pub(crate) fn span(
        &self,
        log: &EventLog,
        case: usize,
        range: &Range<usize>,
        last: i64,
    ) -> Span {
        let begun = log.time[range.start];
        let end = match self {
            Self::Closed => log.closed[case],
            // A case that was opened again after an end is over with its last end.
            Self::Activities(ends) => {
                let end = range.clone().rev().find(|at| ends.contains(&log.activity[*at]));
                end.map(|at| log.time[at])
            }
            Self::LastEvent => Some(log.time[range.end - 1]),
        };
        match end {
            // A closing time before the first event is a slip; the case took no time then.
            Some(end) => Span { seconds: seconds(end, begun).max(0.0), end: End::Seen },
            None => Span { seconds: seconds(last, begun), end: End::Open },
        }
    }
}

fn seconds(until: i64, from: i64) -> f64 {
    until.saturating_sub(from) as f64 / 1e6
}

fn deadlines(log: &EventLog, question: &Question) -> Deadlines {
    let over = Over::of(log, question);
    let last = log.time.iter().copied().max().unwrap_or_default();
    let mut spans = Vec::with_capacity(log.cases());
    let mut after: Vec<Vec<Span>> = vec![Vec::new(); log.activities.len()];
    let mut due = Due::default();
    for (case, range) in log.ranges().enumerate() {
        let span = over.span(log, case, &range, last);
        spans.push(span);
        if let Some(by) = log.due[case] {
            due.add(seconds(by, log.time[range.start]), span);
        }
        for at in range.start + 1..range.end {
            let seconds = seconds(log.time[at], log.time[at - 1]);
            after[log.activity[at - 1] as usize].push(Span { seconds, end: End::Seen });
        }
        if span.end == End::Open {
            let at = range.end - 1;
            let seconds = seconds(last, log.time[at]);
            after[log.activity[at] as usize].push(Span { seconds, end: End::Open });
        }
    }
    let mut until_next: Vec<StepTime> = Vec::new();
    for (activity, spans) in log.activities.iter().zip(&after) {
        if (spans.len() as u64) < question.n_min.max(1) {
            continue;
        }
        let curve = Curve::of(spans);
        until_next.push(StepTime {
            activity: activity.to_owned(),
            n: curve.n,
            open: curve.open,
            median_s: curve.by_share(0.5),
            p90_s: curve.by_share(0.9),
        });
    }
    until_next.sort_by(|a, b| a.activity.cmp(&b.activity));
    Deadlines {
        over: over.words(),
        case_duration: Duration::of(&Curve::of(&spans)),
        until_next,
        due: (due.n > 0).then(|| due.judged()),
    }
}

impl Duration {
    pub(crate) fn of(curve: &Curve) -> Self {
        Self {
            n: curve.n,
            open: curve.open,
            p25_s: curve.by_share(0.25),
            median_s: curve.by_share(0.5),
            p75_s: curve.by_share(0.75),
            p90_s: curve.by_share(0.9),
            curve: curve.thinned(CURVE_STEPS_MAX),
        }
    }
}

impl Due {
    fn add(&mut self, allowed_s: f64, span: Span) {
        self.n += 1;
        let late = span.seconds > allowed_s;
        *match (span.end, late) {
            (End::Seen, false) => &mut self.met,
            (End::Seen, true) => &mut self.missed,
            (End::Open, true) => &mut self.open_overdue,
            (End::Open, false) => &mut self.open_not_due,
        } += 1;
    }

    fn judged(mut self) -> Self {
        let n = self.n - self.open_not_due;
        if let Some((low, high)) = wilson(self.met, n) {
            self.met_share = Some(self.met as f64 / n as f64);
            self.low = Some(low);
            self.high = Some(high);
        }
        self
    }
}

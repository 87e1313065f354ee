//! What the front is worth on matters that the search has not seen.

use super::search::{Costs, front_of};
use super::space::{Measure, Space};
use crate::compare::{Estimate, Replication, Verdict, estimate};
use serde::Serialize;

/// A variant, judged anew.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judged {
    /// By each objective, then by each limit.
    pub figures: Vec<JudgedFigure>,
    /// Whether it keeps to the limits.
    pub keeps_limits: bool,
    /// Whether no other variant beats it on these matters either.
    pub stands: bool,
}

/// A figure of a variant on fresh matters.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JudgedFigure {
    /// Its name.
    pub figure: Measure,
    /// Its mean with an interval.
    pub fresh: Value,
    /// What it is less that of the given mechanism, on the same matters.
    pub less_given: Value,
    /// Whether it surely differs from the given mechanism.
    pub verdict: Verdict,
    /// Its mean in the search, from which the variant was chosen.
    pub in_search: Option<f64>,
}

/// A mean over replications with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Value {
    /// The mean.
    pub mean: Option<f64>,
    /// From below.
    pub low: Option<f64>,
    /// From above.
    pub high: Option<f64>,
}

/// The figures of a space for one mechanism of a replication; what is not reached within the
/// horizon counts as its end.
#[must_use]
pub fn figures(space: &Space, ran: &Replication, mechanism: usize, horizon_h: f64) -> Vec<f64> {
    let of = |measure: &Measure| measure.of(ran, mechanism).unwrap_or(horizon_h);
    measures(space).map(of).collect()
}

/// The same as costs for a search.
#[must_use]
pub fn costs(space: &Space, figures: &[f64]) -> Costs {
    let (objectives, limits) = figures.split_at(space.objectives.len());
    let cost = |(objective, value): (&super::Objective, &f64)| objective.figure.cost(*value);
    let over = |(limit, value): (&super::Limit, &f64)| value - limit.most;
    Costs {
        objectives: space.objectives.iter().zip(objectives).map(cost).collect(),
        over: space.limits.iter().zip(limits).map(over).collect(),
    }
}

fn measures(space: &Space) -> impl Iterator<Item = &Measure> {
    let objectives = space.objectives.iter().map(|objective| &objective.figure);
    objectives.chain(space.limits.iter().map(|limit| &limit.figure))
}

/// Judges variants by their figures on fresh matters: for each variant, the given mechanism first,
/// the figures of each replication; and the means that the search saw of each.
#[must_use]
pub fn judge(space: &Space, fresh: &[Vec<Vec<f64>>], in_search: &[Vec<f64>]) -> Vec<Judged> {
    let costs: Vec<Vec<Costs>> = fresh
        .iter()
        .map(|variant| variant.iter().map(|figures| costs(space, figures)).collect())
        .collect();
    let front = front_of(&costs.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let judged = fresh.iter().enumerate().map(|(no, variant)| {
        let figures = measures(space).enumerate().map(|(at, figure)| {
            let values: Vec<f64> = variant.iter().map(|figures| figures[at]).collect();
            let pairs = variant.iter().zip(&fresh[0]);
            let less: Vec<f64> = pairs.map(|(one, given)| one[at] - given[at]).collect();
            let less = estimate("", &less);
            JudgedFigure {
                figure: figure.clone(),
                fresh: Value::of(&estimate("", &values)),
                verdict: Verdict::of(&less),
                less_given: Value::of(&less),
                in_search: in_search.get(no).and_then(|means| means.get(at)).copied(),
            }
        });
        let figures: Vec<JudgedFigure> = figures.collect();
        let limits = space.limits.iter().zip(&figures[space.objectives.len()..]);
        let mut kept = limits.map(|(limit, one)| one.fresh.mean.is_some_and(|m| m <= limit.most));
        Judged { keeps_limits: kept.all(|kept| kept), stands: front.contains(&no), figures }
    });
    judged.collect()
}

impl Value {
    fn of(estimate: &Estimate) -> Self {
        Self { mean: estimate.mean, low: estimate.low, high: estimate.high }
    }
}

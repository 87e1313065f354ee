//! Which assumptions a comparison hangs on: all of them moved over their plausible ranges, all over
//! the space of assumptions and not only around the assumed values.
//!
//! A point of the space is a set of offices; each mechanism handles the same matters there. Looked
//! at is each ordered figure of each mechanism, and its difference from the first mechanism: what
//! does the same to all of them moves no conclusion.

use crate::compare::{ORDERED_BY, Plan, Replication, replicate};
use crate::offices::{Offices, Parameter};
use crate::run::Broken;
use crate::screen::{Effect, Paths, Rows, VarianceShare};
use serde::Serialize;
use tandem_core::mechanism::Mechanism;

/// An assumption hardly moves what it moves by less than this share.
const HARDLY: f64 = 0.1;

/// What the assumptions do to each output.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Screening {
    /// Paths through the space of assumptions.
    pub paths: u64,
    /// Points at which all mechanisms were run.
    pub points: u64,
    /// One for each figure of each mechanism, then one for each difference from the first.
    pub outputs: Vec<Output>,
}

/// A figure of a mechanism, or its difference from the first mechanism.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Output {
    /// The mechanism.
    pub mechanism: String,
    /// The one that it is compared with, for a difference.
    pub with: Option<String>,
    /// The figure.
    pub figure: &'static str,
    /// Its mean over the points.
    pub mean: f64,
    /// Share of the points at which it lies on the side of the mean; one for what has one side.
    pub same_side: f64,
    /// Points at which it has a value.
    pub n: u64,
    /// What each assumption does to it, the most first.
    pub assumptions: Vec<Screened>,
}

/// What an assumption does to an output.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Screened {
    /// The assumption.
    pub parameter: &'static str,
    /// Where its range begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// What moving it over that range does.
    #[serde(flatten)]
    pub effect: Effect,
    /// What that means for the output.
    pub weight: Weight,
}

/// How much hangs on an assumption.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Over its range alone it moves the output by as much as the output's mean or more, so that a
    /// difference can vanish or turn.
    Decides,
    /// It surely moves it by a tenth of the mean or more.
    Moves,
    /// It surely moves it by less than a tenth.
    Hardly,
    /// The paths are too few to tell.
    Unclear,
}

impl Weight {
    fn of(effect: Effect, mean: f64) -> Self {
        let mean = mean.abs();
        match effect {
            Effect { size, .. } if size >= mean => Self::Decides,
            Effect { low, .. } if low >= HARDLY * mean => Self::Moves,
            Effect { high, .. } if high < HARDLY * mean => Self::Hardly,
            _ => Self::Unclear,
        }
    }
}

/// Offices at a point: each named assumption at its place of its range.
#[must_use]
pub fn offices_at(offices: &Offices, named: &[Parameter], point: &[f64]) -> Offices {
    let mut offices = offices.clone();
    for (parameter, at) in named.iter().zip(point) {
        offices = offices.placed(*parameter, *at);
    }
    offices
}

/// Runs every mechanism at a point on the matters of the `nth` replication.
///
/// # Errors
/// As [`replicate`].
pub fn replicate_at(
    plan: Plan<'_>,
    mechanisms: &[Mechanism],
    (named, point): (&[Parameter], &[f64]),
    nth: u64,
) -> Result<Replication, Broken> {
    let offices = offices_at(plan.offices, named, point);
    replicate(Plan { offices: &offices, ..plan }, mechanisms, nth)
}

/// Says what each assumption does, from what the mechanisms did at each point of the paths.
#[must_use]
pub fn screening(
    offices: &Offices,
    mechanisms: &[Mechanism],
    paths: &Paths,
    at_points: &[Replication],
) -> Screening {
    let outputs = outputs(mechanisms, at_points).map(|(name, values)| {
        let (mean, same_side, n) = side(&values);
        let effects = paths.effects(&values);
        let screened = |(parameter, effect): (&Parameter, &Effect)| {
            let range = &offices.entries()[*parameter as usize].range;
            Screened {
                parameter: parameter.name(),
                from: range.low,
                to: range.high,
                effect: *effect,
                weight: Weight::of(*effect, mean),
            }
        };
        let mut assumptions: Vec<Screened> =
            Parameter::ALL.iter().zip(&effects).map(screened).collect();
        assumptions.sort_by(|a, b| b.effect.size.total_cmp(&a.effect.size));
        let Name { mechanism, with, figure } = name;
        Output { mechanism, with, figure, mean, same_side, n, assumptions }
    });
    let outputs = outputs.collect();
    let points = at_points.len() as u64;
    Screening { paths: points / (Parameter::ALL.len() as u64 + 1), points, outputs }
}

/// The assumptions that weigh most on the differences, the heaviest first: by the largest share of
/// a difference that each moves.
#[must_use]
pub fn heaviest(screening: &Screening, n: usize) -> Vec<Parameter> {
    let weight = |parameter: &Parameter| {
        let differences = screening.outputs.iter().filter(|output| output.with.is_some());
        let shares = differences.filter_map(|output| {
            let mut all = output.assumptions.iter();
            let found = all.find(|screened| screened.parameter == parameter.name())?;
            // By size among the assumptions: a difference near zero makes no assumption heavy.
            let most = output.assumptions.first()?.effect.size;
            (most > 0.0).then(|| found.effect.size / most)
        });
        shares.fold(0.0, f64::max)
    };
    let mut all: Vec<(f64, Parameter)> = Parameter::ALL.iter().map(|p| (weight(p), *p)).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    all.into_iter().take(n).map(|(_, parameter)| parameter).collect()
}

/// Shares of variance of an output.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shares {
    /// The mechanism.
    pub mechanism: String,
    /// The one that it is compared with, for a difference.
    pub with: Option<String>,
    /// The figure.
    pub figure: &'static str,
    /// The shares of each assumption; none where the output never varies.
    pub assumptions: Vec<(&'static str, VarianceShare)>,
}

/// Shares of variance of each difference, from what the mechanisms did at each point of the rows.
#[must_use]
pub fn variance_shares(
    named: &[Parameter],
    mechanisms: &[Mechanism],
    rows: &Rows,
    at_points: &[Replication],
) -> Vec<Shares> {
    let differences = outputs(mechanisms, at_points).filter(|(name, _)| name.with.is_some());
    let shares = differences.map(|(name, values)| {
        let shares = rows.shares(&values).unwrap_or_default();
        let assumptions = named.iter().map(|parameter| parameter.name()).zip(shares).collect();
        let Name { mechanism, with, figure } = name;
        Shares { mechanism, with, figure, assumptions }
    });
    shares.collect()
}

struct Name {
    mechanism: String,
    with: Option<String>,
    figure: &'static str,
}

/// Each output with its value at each point.
fn outputs(
    mechanisms: &[Mechanism],
    at_points: &[Replication],
) -> impl Iterator<Item = (Name, Vec<Option<f64>>)> {
    let id = |at: usize| mechanisms[at].id.to_string();
    let values = move |at: usize, figure: &str| -> Vec<Option<f64>> {
        at_points.iter().map(|ran| ran.figure(at, figure)).collect()
    };
    let own = (0..mechanisms.len()).flat_map(move |at| ORDERED_BY.map(|figure| (at, figure)));
    let own = own.map(move |(at, figure)| {
        (Name { mechanism: id(at), with: None, figure }, values(at, figure))
    });
    let others = (1..mechanisms.len()).flat_map(move |at| ORDERED_BY.map(|figure| (at, figure)));
    own.chain(others.map(move |(at, figure)| {
        let pairs = values(at, figure).into_iter().zip(values(0, figure));
        let less = pairs.map(|(one, first)| Some(one? - first?)).collect();
        (Name { mechanism: id(at), with: Some(id(0)), figure }, less)
    }))
}

/// The mean, the share of values on its side of zero, and how many there are.
fn side(values: &[Option<f64>]) -> (f64, f64, u64) {
    let values: Vec<f64> = values.iter().copied().flatten().collect();
    let n = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / n;
    let same = values.iter().filter(|value| (**value >= 0.0) == (mean >= 0.0)).count();
    (mean, same as f64 / n, values.len() as u64)
}

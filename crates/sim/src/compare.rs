//! Several mechanisms on identical matters, again and again: what differs, and how surely.
//!
//! One replication is one set of matters, handled under each mechanism with the same draws. A figure
//! of a replication is one number; its interval over replications is Student's. A difference of two
//! mechanisms is taken within each replication first, so that what both share cancels out.

use crate::draws::Draws;
use crate::figures::Figure;
use crate::matters::matters;
use crate::offices::{Offices, Parameter, Parameter as P};
use crate::outcome::{Load, Outcome};
use crate::place::Place;
use crate::run::{Broken, Keep, Ran, Setting, run};
use serde::Serialize;
use std::collections::BTreeMap;
use tandem_core::mechanism::Mechanism;
use tandem_core::region::UnitKind;
use tandem_core::{LevelId, Text};
use tandem_insight::interval::student;

/// What is compared.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// Where.
    pub place: &'a Place<'a>,
    /// How offices behave.
    pub offices: &'a Offices,
    /// Matters in a replication.
    pub cases: usize,
    /// The seed of everything random.
    pub seed: u64,
    /// Replications.
    pub replications: u64,
    /// For how many days each case is watched.
    pub horizon_days: u32,
}

/// Mechanisms side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// One for each mechanism, in the order in which they were given.
    pub mechanisms: Vec<Of>,
    /// Each pair of mechanisms on each figure.
    pub differences: Vec<Difference>,
}

/// What came of a mechanism.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Of {
    /// Its id.
    pub mechanism: String,
    /// Its name.
    pub name: Text,
    /// Its figures, in the order of [`Figure::all`].
    pub figures: Vec<Estimate>,
    /// How busy its offices were, by level and kind.
    pub loads: Vec<OfficeLoad>,
    /// Cases that triage declined, over all replications; no figure counts them.
    pub declined: u64,
    /// Ledger entries made.
    pub entries: u64,
    /// Commands that the core refused.
    pub refused: u64,
    /// Checks of named invariants; none was broken, or there would be no result.
    pub invariant_checks: u64,
}

/// A figure over replications.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// Its name.
    pub figure: &'static str,
    /// The mean over replications in which it has a value.
    pub mean: Option<f64>,
    /// 95 % interval from below; needs two replications.
    pub low: Option<f64>,
    /// 95 % interval from above.
    pub high: Option<f64>,
    /// Replications in which it has a value.
    pub n: u64,
}

/// A figure of one mechanism less the same of another, on the same matters.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// The mechanism.
    pub mechanism: String,
    /// The one that it is compared with.
    pub with: String,
    /// The figure and its difference.
    #[serde(flatten)]
    pub estimate: Estimate,
    /// Whether the interval leaves out zero, and on which side.
    pub verdict: Verdict,
}

/// What an interval of a difference says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// All of it is below zero.
    Less,
    /// All of it is above zero.
    More,
    /// Zero lies within it, or there is none.
    Undecided,
}

impl Verdict {
    pub(crate) fn of(difference: &Estimate) -> Self {
        match (difference.low, difference.high) {
            (_, Some(high)) if high < 0.0 => Self::Less,
            (Some(low), _) if low > 0.0 => Self::More,
            _ => Self::Undecided,
        }
    }
}

/// How busy offices of a level and kind were.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfficeLoad {
    /// Their level.
    pub level: LevelId,
    /// Their kind.
    pub kind: &'static str,
    /// Offices.
    pub offices: u64,
    /// Jobs an office and week.
    pub jobs_per_week: f64,
    /// Share of its hands' time that was taken, other work counted in; mean over offices.
    pub taken_mean: f64,
    /// The same of the busiest office of the mean replication.
    pub taken_max: f64,
}

/// What each mechanism made of the same matters.
#[derive(Clone, Debug)]
pub struct Replication(Vec<Row>);

impl Replication {
    /// A figure of a mechanism, by the order in which mechanisms were given.
    #[must_use]
    pub fn figure(&self, mechanism: usize, figure: &str) -> Option<f64> {
        let at = Figure::all().position(|known| known.name == figure)?;
        self.0.get(mechanism)?.figures[at]
    }

    /// Share of hands' time that was taken at the busiest desk under a mechanism.
    #[must_use]
    pub fn busiest_desk(&self, mechanism: usize) -> Option<f64> {
        let desks = self.0.get(mechanism)?.loads.iter().filter(|load| load.0.1 == UnitKind::Desk);
        desks.map(|(_, [.., most])| *most).reduce(f64::max)
    }
}

/// One run of one mechanism, in numbers.
#[derive(Clone, Debug)]
struct Row {
    figures: Vec<Option<f64>>,
    /// By level and kind: offices, jobs a week, taken mean, taken max.
    loads: Vec<((usize, UnitKind), [f64; 4])>,
    declined: u64,
    entries: u64,
    refused: u64,
    checks: u64,
}

/// Runs every mechanism on the matters of the `nth` replication. Replications depend on nothing but
/// their number: they may be run in any order and at once.
///
/// # Errors
/// [`Broken`] where an invariant breaks, with the transcript of the case.
pub fn replicate(
    plan: Plan<'_>,
    mechanisms: &[Mechanism],
    nth: u64,
) -> Result<Replication, Broken> {
    let Plan { place, offices, horizon_days, .. } = plan;
    let draws = Draws::new(plan.seed).replication(nth);
    let matters = &matters(place, offices, draws, plan.cases)[..];
    let setting = Setting { place, offices, matters, draws, horizon_days, keep: Keep::Nothing };
    let row = |mechanism| Ok(Row::of(&run(mechanism, setting)?, plan));
    mechanisms.iter().map(row).collect::<Result<_, _>>().map(Replication)
}

/// Puts replications side by side, in the order of their numbers.
#[must_use]
pub fn compare(
    plan: Plan<'_>,
    mechanisms: &[Mechanism],
    replications: Vec<Replication>,
) -> Comparison {
    let mut columns: Vec<Column> = mechanisms.iter().map(Column::new).collect();
    for Replication(rows) in replications {
        columns.iter_mut().zip(rows).for_each(|(column, row)| column.rows.push(row));
    }
    let mut differences = Vec::new();
    for (at, with) in columns.iter().enumerate() {
        for column in &columns[at + 1..] {
            differences.extend(column.less(with));
        }
    }
    let mechanisms = columns.into_iter().map(|column| column.sum_up(plan)).collect();
    Comparison { mechanisms, differences }
}

impl Row {
    fn of(ran: &Ran, plan: Plan<'_>) -> Self {
        let handled: Vec<Outcome> =
            ran.outcomes.iter().filter(|outcome| !outcome.declined).cloned().collect();
        Self {
            figures: Figure::all().map(|figure| figure.of(&handled)).collect(),
            loads: loads(ran, plan),
            declined: (ran.outcomes.len() - handled.len()) as u64,
            entries: ran.entries,
            refused: ran.refused,
            checks: ran.checks,
        }
    }
}

fn loads(ran: &Ran, plan: Plan<'_>) -> Vec<((usize, UnitKind), [f64; 4])> {
    let get = |parameter| plan.offices.get(parameter);
    let (office, clock) = (ran.office_ms as f64, ran.clock_ms as f64);
    let weeks = clock / (7.0 * 86_400_000.0);
    let mut classes: BTreeMap<(usize, UnitKind), Vec<&Load>> = BTreeMap::new();
    for (load, no) in ran.loads.iter().zip(0..) {
        classes.entry(plan.place.class(no)).or_default().push(load);
    }
    let of_class = |(class, loads): ((usize, UnitKind), Vec<&Load>)| {
        let hands = match class.1 {
            UnitKind::Department => get(P::DepartmentServers) * office,
            _ => get(P::DeskServers) * office + get(P::DeskNightServers) * (clock - office),
        };
        let taken = |load: &&Load| load.busy_ms as f64 / hands;
        let n = loads.len() as f64;
        let jobs = loads.iter().map(|load| load.jobs as f64).sum::<f64>() / n / weeks;
        let mean = loads.iter().map(taken).sum::<f64>() / n;
        let most = loads.iter().map(taken).fold(0.0, f64::max);
        (class, [n, jobs, mean, most])
    };
    classes.into_iter().map(of_class).collect()
}

/// A mechanism's numbers, one row a replication.
struct Column {
    id: String,
    name: Text,
    rows: Vec<Row>,
}

impl Column {
    fn new(mechanism: &Mechanism) -> Self {
        Self { id: mechanism.id.to_string(), name: mechanism.name.clone(), rows: Vec::new() }
    }

    fn sum(&self, number: impl Fn(&Row) -> u64) -> u64 {
        self.rows.iter().map(number).sum()
    }

    /// Means over replications of how busy offices were, by level and kind.
    fn loads(&self, plan: Plan<'_>) -> Vec<OfficeLoad> {
        let mut sums: BTreeMap<(usize, UnitKind), [f64; 4]> = BTreeMap::new();
        for (class, load) in self.rows.iter().flat_map(|row| &row.loads) {
            let sum = sums.entry(*class).or_default();
            sum.iter_mut().zip(load).for_each(|(sum, one)| *sum += one);
        }
        let n = self.rows.len() as f64;
        let load = |((rank, kind), sums): ((usize, UnitKind), [f64; 4])| OfficeLoad {
            level: plan.place.region.levels[rank].id.clone(),
            kind: kind.as_str(),
            offices: (sums[0] / n) as u64,
            jobs_per_week: sums[1] / n,
            taken_mean: sums[2] / n,
            taken_max: sums[3] / n,
        };
        sums.into_iter().map(load).collect()
    }

    fn values(&self, at: usize) -> impl Iterator<Item = Option<f64>> {
        self.rows.iter().map(move |row| row.figures[at])
    }

    fn less<'s>(&'s self, with: &'s Self) -> impl Iterator<Item = Difference> + 's {
        Figure::all().enumerate().map(|(at, figure)| {
            let pairs = self.values(at).zip(with.values(at));
            let paired: Vec<f64> = pairs.filter_map(|(one, other)| Some(one? - other?)).collect();
            let estimate = estimate(figure.name, &paired);
            let verdict = Verdict::of(&estimate);
            Difference { mechanism: self.id.clone(), with: with.id.clone(), estimate, verdict }
        })
    }

    fn sum_up(self, plan: Plan<'_>) -> Of {
        let figures = Figure::all().enumerate().map(|(at, figure)| {
            let values: Vec<f64> = self.values(at).flatten().collect();
            estimate(figure.name, &values)
        });
        Of {
            loads: self.loads(plan),
            figures: figures.collect(),
            declined: self.sum(|row| row.declined),
            entries: self.sum(|row| row.entries),
            refused: self.sum(|row| row.refused),
            invariant_checks: self.sum(|row| row.checks),
            mechanism: self.id,
            name: self.name,
        }
    }
}

/// Mean and Student's interval of 95 %.
pub(crate) fn estimate(figure: &'static str, values: &[f64]) -> Estimate {
    let n = values.len() as f64;
    let mean = (!values.is_empty()).then(|| values.iter().sum::<f64>() / n);
    let half = student_half(values);
    let bound = |sign: f64| Some(mean? + sign * half?);
    Estimate { figure, mean, low: bound(-1.0), high: bound(1.0), n: values.len() as u64 }
}

/// Half of Student's interval of 95 % around the mean; needs two values.
pub(crate) fn student_half(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (values.len() > 1).then(|| student(values.len() - 1) * (squares / (n - 1.0) / n).sqrt())
}

/// The figures on which the order of mechanisms is looked at.
pub const ORDERED_BY: [&str; 4] =
    ["first_statement_mean_h", "verified_mean_h", "closed_mean_h", "missed_share"];

/// What became of the order of mechanisms when one assumption was another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sensitivity {
    /// The assumption.
    pub parameter: &'static str,
    /// How many times as large it was.
    pub factor: f64,
    /// Its value then.
    pub value: f64,
    /// By which figure mechanisms were ordered.
    pub figure: &'static str,
    /// Mechanisms from the least to the most.
    pub order: Vec<String>,
    /// Pairs that were surely apart as assumed and came the other way round here.
    pub turned: Vec<(String, String)>,
}

/// How many comparisons [`sensitivity`] takes.
#[must_use]
pub fn sensitivity_comparisons(plan: Plan<'_>) -> u64 {
    scalings(plan).count() as u64
}

/// Each assumption halved and doubled, where its range lets it be another.
fn scalings(plan: Plan<'_>) -> impl Iterator<Item = (Parameter, f64, Offices)> {
    let all = Parameter::ALL.iter().flat_map(|one| [(*one, 0.5), (*one, 2.0)]);
    all.filter_map(move |(parameter, factor)| {
        let offices = plan.offices.scaled(parameter, factor);
        let moved = offices.get(parameter) != plan.offices.get(parameter);
        moved.then_some((parameter, factor, offices))
    })
}

/// Halves and doubles each assumption, one at a time, and looks whether the order of mechanisms
/// survives. A pair counts as turned only where the assumed figures told it apart.
///
/// # Errors
/// What `compared` returns.
pub fn sensitivity<E>(
    plan: Plan<'_>,
    base: &Comparison,
    mut compared: impl FnMut(Plan<'_>) -> Result<Comparison, E>,
) -> Result<Vec<Sensitivity>, E> {
    let mut found = Vec::new();
    for (parameter, factor, offices) in scalings(plan) {
        let value = offices.get(parameter);
        let here = compared(Plan { offices: &offices, ..plan })?;
        for figure in ORDERED_BY {
            let turned = turned(base, &here, figure);
            let order = order(&here, figure);
            let parameter = parameter.name();
            found.push(Sensitivity { parameter, factor, value, figure, order, turned });
        }
    }
    Ok(found)
}

/// Mechanisms by a figure, from the least to the most.
pub fn order(comparison: &Comparison, figure: &str) -> Vec<String> {
    let value = |of: &Of| {
        let found = of.figures.iter().find(|estimate| estimate.figure == figure);
        found.and_then(|estimate| estimate.mean).unwrap_or(f64::INFINITY)
    };
    let mut order: Vec<&Of> = comparison.mechanisms.iter().collect();
    order.sort_by(|a, b| value(a).total_cmp(&value(b)));
    order.into_iter().map(|of| of.mechanism.clone()).collect()
}

fn turned(base: &Comparison, here: &Comparison, figure: &str) -> Vec<(String, String)> {
    let of_figure = |difference: &&Difference| difference.estimate.figure == figure;
    let pairs = base.differences.iter().filter(of_figure);
    let pairs = pairs.zip(here.differences.iter().filter(of_figure));
    let turned = pairs.filter(|(as_assumed, now)| {
        let now = now.estimate.mean.unwrap_or(0.0);
        match as_assumed.verdict {
            Verdict::Less => now > 0.0,
            Verdict::More => now < 0.0,
            Verdict::Undecided => false,
        }
    });
    turned.map(|(pair, _)| (pair.mechanism.clone(), pair.with.clone())).collect()
}

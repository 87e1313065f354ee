//! Before and after a change, as an interrupted time series: what can be concluded, and what not.
//!
//! Matters are grouped by when they came in, in periods of equal length that are counted from the
//! change. A period's value is taken over all matters of it. The series is fitted by
//!
//! ```text
//! y = b₀ + b₁·t + b₂·after + b₃·(t − change)·after
//! ```
//! b₂ is the jump at the change, b₃ the change of the trend per period. Errors of neighbouring
//! periods are alike, so that intervals are by Newey and West (1987), lag ⌊4(n/100)^(2/9)⌋, with the
//! small-sample factor n/(n−4) and Student's distribution; statsmodels' HAC errors are the same.
//!
//! A time is restricted to a horizon, and a period counts only if all of its matters were watched so
//! long: otherwise young matters would look quick.
//!
//! Nothing here proves a cause. What else changed is looked for where it can be seen (volume, mix of
//! matters), and said.

mod of_log;

pub use of_log::before_and_after;

use crate::interval::student;
use crate::log::{Micros, show_time};
use serde::Serialize;
use std::collections::BTreeMap;
use tandem_core::{Lang, Text};

/// Periods needed on each side.
pub const PERIODS_MIN: usize = 8;
/// Periods that anybody can mean.
const PERIODS_MAX: i64 = 20_000;
/// A mix that moved by more than this share is named.
const MIX_MOVED: f64 = 0.1;
/// A volume that changed by more than this factor is named.
const VOLUME_MOVED: f64 = 1.2;
const DAY_US: i64 = 86_400_000_000;

/// One matter as it counts here.
#[derive(Clone, Debug, PartialEq)]
pub struct Matter {
    /// When it came in.
    pub since: Micros,
    /// What is measured, in the order of the measures.
    pub values: Vec<Value>,
    /// What kind it is, in the order of the kinds.
    pub kinds: Vec<String>,
}

/// What is measured of a matter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// Seconds until something happened, if it did.
    Until(Option<f64>),
    /// So much of it.
    Amount(f64),
    /// So many of so many.
    Part(u64, u64),
}

/// A measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Its name.
    pub name: &'static str,
    /// What it is, with its unit.
    pub words: Text,
    /// The horizon of a time, in days; a matter that takes longer counts as the horizon.
    pub horizon_days: Option<u32>,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// When something changed.
    pub at: Micros,
    /// Up to when matters were watched.
    pub until: Micros,
    /// Days in a period.
    pub every_days: u32,
    /// A period with fewer matters has no value.
    pub n_min: u64,
}

/// Before and after.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// When something changed.
    pub at: String,
    /// Days in a period.
    pub every_days: u32,
    /// Each measure.
    pub measures: Vec<Interrupted>,
    /// Matters a period, before and after; whole periods only.
    pub volume: [Option<f64>; 2],
    /// How far the mix of matters moved, kind by kind.
    pub mix: Vec<Moved>,
    /// What may and may not be concluded.
    pub cautions: Vec<Text>,
}

/// A measure before and after.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Interrupted {
    /// Its name.
    pub measure: &'static str,
    /// What it is.
    pub words: Text,
    /// Its periods in order; the first after the change is number 0.
    pub periods: Vec<Period>,
    /// The fit, where there are periods enough.
    pub fit: Option<Fit>,
    /// What it says, or why it says nothing.
    pub finding: Text,
}

/// One period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Period {
    /// Its number, below 0 before the change.
    pub no: i64,
    /// When it begins.
    pub from: String,
    /// Matters.
    pub n: u64,
    /// Its value; none where there are too few matters or they were not watched long enough.
    pub value: Option<f64>,
}

/// A fitted series.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fit {
    /// Periods before and after.
    pub periods: [u64; 2],
    /// The trend before, per period.
    pub trend: Effect,
    /// The jump at the change.
    pub jump: Effect,
    /// The change of the trend, per period.
    pub bend: Effect,
    /// What the trend before would have led to in the last period, and what the fit says of it.
    pub last: [f64; 2],
    /// Periods over which errors are taken as alike.
    pub lag: usize,
}

/// An estimate with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Effect {
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
    /// From below.
    pub low: f64,
    /// From above.
    pub high: f64,
}

impl Effect {
    fn is_sure(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

/// How far a mix moved.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moved {
    /// The kind.
    pub kind: Text,
    /// Share of matters that would have to be of another kind for both mixes to be the same: the
    /// total variation distance.
    pub distance: f64,
}

/// Compares before with after. `kinds` names what [`Matter::kinds`] holds.
#[must_use]
pub fn change(matters: &[Matter], measures: &[Measure], kinds: &[Text], ask: Ask) -> Change {
    let mut periods: BTreeMap<i64, Vec<&Matter>> = BTreeMap::new();
    for matter in matters.iter().filter(|matter| matter.since.0 < ask.until.0) {
        periods.entry(ask.period(matter.since)).or_default().push(matter);
    }
    fill(&mut periods);
    let of = |(nth, measure)| interrupted(&periods, nth, measure, ask);
    let measures: Vec<Interrupted> = measures.iter().enumerate().map(of).collect();
    let volume = [volume(&periods, ask, Side::Before), volume(&periods, ask, Side::After)];
    let moved = |(nth, kind): (usize, &Text)| moved(matters, nth, kind, ask);
    let mix: Vec<Moved> = kinds.iter().enumerate().filter_map(moved).collect();
    let cautions = cautions(&periods, volume, &mix, ask);
    Change { at: show_time(ask.at), every_days: ask.every_days, measures, volume, mix, cautions }
}

/// Periods without a matter lie between those with some, and are as true; not so where a forged
/// time is centuries away.
fn fill(periods: &mut BTreeMap<i64, Vec<&Matter>>) {
    let ends = (periods.keys().next().copied(), periods.keys().next_back().copied());
    if let (Some(first), Some(last)) = ends
        && last - first <= PERIODS_MAX
    {
        for no in first..=last {
            periods.entry(no).or_default();
        }
    }
}

impl Change {
    /// What was found, in sentences.
    #[must_use]
    pub fn sentences(&self, lang: Lang) -> Vec<String> {
        let (at, every) = (&self.at, self.every_days);
        let mut lines = vec![match lang {
            Lang::Zh => format!("{at}前后比较，每期{every}天"),
            Lang::En => format!("Before and after {at}, periods of {every} days"),
        }];
        for measure in &self.measures {
            let (words, found) = (measure.words.get(lang), measure.finding.get(lang));
            lines.push(format!("{words}{}{found}", lang.pick("：", ": ")));
        }
        lines.extend(self.cautions.iter().map(|caution| caution.get(lang).to_owned()));
        lines
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

impl Side {
    fn of(no: i64) -> Self {
        if no < 0 { Self::Before } else { Self::After }
    }
}

impl Ask {
    fn length_us(self) -> i64 {
        i64::from(self.every_days.max(1)) * DAY_US
    }

    fn period(self, at: Micros) -> i64 {
        at.0.saturating_sub(self.at.0).div_euclid(self.length_us())
    }

    fn begins(self, no: i64) -> Micros {
        Micros(self.at.0.saturating_add(no.saturating_mul(self.length_us())))
    }

    /// Whether all matters of a period were watched for so many days.
    fn was_watched(self, no: i64, days: u32) -> bool {
        let end = self.begins(no + 1).0.saturating_add(i64::from(days) * DAY_US);
        end <= self.until.0
    }
}

fn interrupted(
    periods: &BTreeMap<i64, Vec<&Matter>>,
    nth: usize,
    measure: &Measure,
    ask: Ask,
) -> Interrupted {
    let days = measure.horizon_days.unwrap_or(0);
    let period = |(no, matters): (&i64, &Vec<&Matter>)| {
        let values: Vec<Value> = matters.iter().map(|matter| matter.values[nth]).collect();
        let counts = values.len() as u64 >= ask.n_min.max(1) && ask.was_watched(*no, days);
        Period {
            no: *no,
            from: show_time(ask.begins(*no)),
            n: matters.len() as u64,
            value: counts.then(|| mean(&values, measure.horizon_days)).flatten(),
        }
    };
    let periods: Vec<Period> = periods.iter().map(period).collect();
    let points: Vec<(i64, f64)> =
        periods.iter().filter_map(|period| Some((period.no, period.value?))).collect();
    let fit = fit(&points);
    let finding = finding(&points, fit.as_ref());
    let (name, words) = (measure.name, measure.words.clone());
    Interrupted { measure: name, words, periods, fit, finding }
}

/// A period's value: the restricted mean of times in hours, the mean of amounts, a share of parts.
fn mean(values: &[Value], horizon_days: Option<u32>) -> Option<f64> {
    let horizon = horizon_days.map_or(f64::INFINITY, |days| f64::from(days) * 86_400.0);
    let (mut sum, mut n) = (0.0, 0.0);
    for value in values {
        let (more, of) = match value {
            Value::Until(seconds) => (seconds.unwrap_or(horizon).min(horizon) / 3_600.0, 1.0),
            Value::Amount(amount) => (*amount, 1.0),
            Value::Part(part, of) => (*part as f64, *of as f64),
        };
        sum += more;
        n += of;
    }
    Some(sum / n).filter(|mean| mean.is_finite())
}

fn finding(points: &[(i64, f64)], fit: Option<&Fit>) -> Text {
    let Some(fit) = fit else {
        let before = points.iter().filter(|(no, _)| Side::of(*no) == Side::Before).count();
        let after = points.len() - before;
        return Text::new(
            format!(
                "不能判断：有数值的时段为此前{before}个、此后{after}个，两侧各至少需要{PERIODS_MIN}个。"
            ),
            format!(
                "Cannot tell: {before} periods before and {after} after have a value; \
                 {PERIODS_MIN} are needed on each side."
            ),
        );
    };
    let effect = |e: &Effect| format!("{:+.3} [{:+.3}, {:+.3}]", e.value, e.low, e.high);
    let (jump, bend) = (effect(&fit.jump), effect(&fit.bend));
    let (zh, en) = match (fit.jump.is_sure(), fit.bend.is_sure()) {
        (true, true) => ("水平与走势都有变化", "both level and trend changed"),
        (true, false) => {
            ("水平有变化，走势未见变化", "the level changed, the trend did not visibly")
        }
        (false, true) => {
            ("走势有变化，水平未见变化", "the trend changed, the level did not visibly")
        }
        (false, false) => ("未见可分辨的变化", "no change can be told apart from chance"),
    };
    Text::new(
        format!("{zh}：水平{jump}，走势每期{bend}（95%区间）。"),
        format!("{en}: level {jump}, trend per period {bend} (95% intervals)."),
    )
}

/// Fits the series; nothing with too few periods on a side.
#[must_use]
pub fn fit(points: &[(i64, f64)]) -> Option<Fit> {
    let before = points.iter().filter(|(no, _)| Side::of(*no) == Side::Before).count();
    let after = points.len() - before;
    if before < PERIODS_MIN || after < PERIODS_MIN {
        return None;
    }
    let row = |no: i64| {
        let t = no as f64;
        let after = f64::from(u8::from(Side::of(no) == Side::After));
        [1.0, t, after, t * after]
    };
    let x: Vec<[f64; 4]> = points.iter().map(|(no, _)| row(*no)).collect();
    let y: Vec<f64> = points.iter().map(|(_, value)| *value).collect();
    let inverse = inverse(gram(&x))?;
    let xy: [f64; 4] =
        std::array::from_fn(|i| x.iter().zip(&y).map(|(row, y)| row[i] * y).sum::<f64>());
    let b = times(&inverse, &xy);
    let dot = |row: &[f64; 4]| row.iter().zip(&b).map(|(x, b)| x * b).sum::<f64>();
    let errors: Vec<f64> = x.iter().zip(&y).map(|(row, y)| y - dot(row)).collect();
    let n = x.len();
    let lag = (4.0 * (n as f64 / 100.0).powf(2.0 / 9.0)).floor() as usize;
    let middle = newey_west(&x, &errors, lag);
    let spread = n as f64 / (n - 4) as f64;
    let effect = |i: usize| {
        let row = inverse[i];
        let variance: f64 = (0..4)
            .flat_map(|j| (0..4).map(move |k| (j, k)))
            .map(|(j, k)| row[j] * middle[j][k] * row[k])
            .sum();
        let error = (variance * spread).max(0.0).sqrt();
        let half = student(n - 4) * error;
        Effect { value: b[i], error, low: b[i] - half, high: b[i] + half }
    };
    let last = x.last()?;
    Some(Fit {
        periods: [before as u64, after as u64],
        trend: effect(1),
        jump: effect(2),
        bend: effect(3),
        last: [b[0] + b[1] * last[1], dot(last)],
        lag,
    })
}

type Matrix = [[f64; 4]; 4];

fn gram(x: &[[f64; 4]]) -> Matrix {
    std::array::from_fn(|i| std::array::from_fn(|j| x.iter().map(|row| row[i] * row[j]).sum()))
}

fn times(matrix: &Matrix, vector: &[f64; 4]) -> [f64; 4] {
    std::array::from_fn(|i| matrix[i].iter().zip(vector).map(|(m, v)| m * v).sum())
}

/// Σ over lags of weighted products of moments, Bartlett's weights.
fn newey_west(x: &[[f64; 4]], errors: &[f64], lag: usize) -> Matrix {
    let moment = |t: usize, i: usize| x[t][i] * errors[t];
    let n = x.len();
    let at = |i: usize, j: usize| {
        let mut sum: f64 = (0..n).map(|t| moment(t, i) * moment(t, j)).sum();
        for l in 1..=lag.min(n - 1) {
            let weight = 1.0 - l as f64 / (lag as f64 + 1.0);
            let pairs =
                (l..n).map(|t| moment(t, i) * moment(t - l, j) + moment(t - l, i) * moment(t, j));
            sum += weight * pairs.sum::<f64>();
        }
        sum
    };
    std::array::from_fn(|i| std::array::from_fn(|j| at(i, j)))
}

/// The inverse by Gauss and Jordan with pivoting; nothing where there is none.
fn inverse(mut a: Matrix) -> Option<Matrix> {
    let mut out: Matrix =
        std::array::from_fn(|i| std::array::from_fn(|j| f64::from(u8::from(i == j))));
    for col in 0..4 {
        let pivot = (col..4).max_by(|p, q| a[*p][col].abs().total_cmp(&a[*q][col].abs()))?;
        if a[pivot][col].abs() < 1e-12 {
            return None;
        }
        a.swap(col, pivot);
        out.swap(col, pivot);
        let by = a[col][col];
        for j in 0..4 {
            a[col][j] /= by;
            out[col][j] /= by;
        }
        for row in (0..4).filter(|row| *row != col) {
            let by = a[row][col];
            for j in 0..4 {
                a[row][j] -= by * a[col][j];
                out[row][j] -= by * out[col][j];
            }
        }
    }
    Some(out)
}

/// Matters a period, over whole periods.
fn volume(periods: &BTreeMap<i64, Vec<&Matter>>, ask: Ask, side: Side) -> Option<f64> {
    // The first period may have begun before anything was read.
    let whole = periods.iter().skip(1).filter(|(no, _)| ask.was_watched(**no, 0));
    let counts: Vec<f64> =
        whole.filter(|(no, _)| Side::of(**no) == side).map(|(_, all)| all.len() as f64).collect();
    (!counts.is_empty()).then(|| counts.iter().sum::<f64>() / counts.len() as f64)
}

fn moved(matters: &[Matter], nth: usize, kind: &Text, ask: Ask) -> Option<Moved> {
    let mut counts: BTreeMap<&str, [f64; 2]> = BTreeMap::new();
    let mut totals = [0.0; 2];
    for matter in matters {
        let side = usize::from(Side::of(ask.period(matter.since)) == Side::After);
        counts.entry(matter.kinds[nth].as_str()).or_default()[side] += 1.0;
        totals[side] += 1.0;
    }
    if totals.contains(&0.0) {
        return None;
    }
    let apart = |[before, after]: &[f64; 2]| (before / totals[0] - after / totals[1]).abs();
    let distance = counts.values().map(apart).sum::<f64>() / 2.0;
    Some(Moved { kind: kind.clone(), distance })
}

fn cautions(
    periods: &BTreeMap<i64, Vec<&Matter>>,
    volume: [Option<f64>; 2],
    mix: &[Moved],
    ask: Ask,
) -> Vec<Text> {
    let mut cautions = vec![Text::new(
        "前后不同不等于因此而不同：同一时间的其他变化无法由此排除，最好有未改变的地方作对照。",
        "Different after is not different because of it: whatever else changed then cannot be ruled \
         out here. A place that did not change, looked at in the same way, says more.",
    )];
    if let [Some(before), Some(after)] = volume
        && (after > before * VOLUME_MOVED || before > after * VOLUME_MOVED)
    {
        cautions.push(Text::new(
            format!("每期来件由{before:.1}件变为{after:.1}件，忙闲不同本身会改变用时。"),
            format!(
                "Matters a period went from {before:.1} to {after:.1}; load alone changes times."
            ),
        ));
    }
    for Moved { kind, distance } in mix.iter().filter(|moved| moved.distance > MIX_MOVED) {
        let percent = distance * 100.0;
        cautions.push(Text::new(
            format!("来件构成有变：按{}有{percent:.0}%不同，前后并非同样的事项。", kind.zh),
            format!(
                "The mix moved: {percent:.0}% by {}; before and after are not the same kinds of \
                 matters.",
                kind.en
            ),
        ));
    }
    let days = periods.len() as u64 * u64::from(ask.every_days);
    if days < 2 * 365 {
        cautions.push(Text::new(
            format!("共{days}天，不足两年：季节与节假日的影响不能分开。"),
            format!(
                "{days} days in all, less than two years: seasons and holidays cannot be told \
                     apart from the change."
            ),
        ));
    }
    cautions
}

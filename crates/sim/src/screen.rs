//! Which of many inputs matter: elementary effects (Morris 1991; Campolongo, Cariboni, Saltelli
//! 2007), and shares of variance for the few that do (Sobol 1993; Saltelli and others 2010; Jansen
//! 1999).
//!
//! A path walks through the unit cube and moves one input at a time, each once, by two thirds of
//! its range. What the output changes by, per whole range, is one elementary effect. Over paths,
//! the mean of its size (mu star) says how much an input does; its deviation (sigma) says that it
//! does not always do the same, because it is bent or acts together with others. With k inputs a
//! path costs k + 1 evaluations, so that dozens of inputs can be looked at at once, everywhere and
//! not only around one point.
//!
//! Shares of variance cost k + 2 evaluations a row and need hundreds of rows; they tell what an
//! input does alone (first order) and with all others (total).
//!
//! Nothing here knows what is evaluated: a design says at which points, whoever asks evaluates them
//! in any order, and the design reads the values.

use crate::compare::student_half;
use crate::draws::{Draws, Name, Stream};
use serde::Serialize;

/// Levels of an input; even, so that a move of `MOVE` always ends on one.
const LEVELS: usize = 4;

/// How far an input is moved: p / (2 (p - 1)) of its range, which visits all levels equally often.
const MOVE: f64 = LEVELS as f64 / (2.0 * (LEVELS as f64 - 1.0));

/// Purposes of the draws of designs; no office and no matter has them.
const PATHS: u64 = 4_000;
const ROWS: u64 = 4_001;
const AGAIN: u64 = 4_002;

/// Paths through the unit cube.
#[derive(Clone, Debug, PartialEq)]
pub struct Paths {
    inputs: usize,
    points: Vec<Vec<f64>>,
    /// The input that is moved on each step and by how much, path by path.
    steps: Vec<(usize, f64)>,
}

/// What moving an input over its range does.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Effect {
    /// Mean of the effects: the direction, if there is one.
    pub mean: f64,
    /// Mean of the sizes of the effects.
    pub size: f64,
    /// 95 % interval of the size over paths, from below.
    pub low: f64,
    /// From above.
    pub high: f64,
    /// Deviation of the effects: how little they are alike.
    pub deviation: f64,
    /// Paths on which the output had a value before and after.
    pub n: u64,
}

impl Paths {
    /// So many paths, by seed.
    #[must_use]
    pub fn new(inputs: usize, paths: u64, draws: Draws) -> Self {
        let mut all = Self { inputs, points: Vec::new(), steps: Vec::new() };
        for nth in 0..paths {
            all.walk(draws.stream(Name { case: nth, office: 0, purpose: PATHS, nth: 0 }));
        }
        all
    }

    fn walk(&mut self, mut draw: Stream) {
        let mut order: Vec<usize> = (0..self.inputs).collect();
        for at in (1..order.len()).rev() {
            order.swap(at, draw.below(at + 1));
        }
        let mut upward = Vec::with_capacity(self.inputs);
        let mut point = Vec::with_capacity(self.inputs);
        for _ in 0..self.inputs {
            let low = draw.below(LEVELS / 2) as f64 / (LEVELS as f64 - 1.0);
            let up = draw.happens(0.5);
            upward.push(up);
            point.push(if up { low } else { low + MOVE });
        }
        self.points.push(point.clone());
        for input in order {
            let by = if upward[input] { MOVE } else { -MOVE };
            point[input] = (point[input] + by).clamp(0.0, 1.0);
            self.points.push(point.clone());
            self.steps.push((input, by));
        }
    }

    /// The points to evaluate, each with the number of its path.
    pub fn points(&self) -> impl ExactSizeIterator<Item = (u64, &[f64])> {
        let length = self.inputs + 1;
        self.points.iter().enumerate().map(move |(at, point)| ((at / length) as u64, &point[..]))
    }

    /// The effect of each input on an output whose values are given in the order of the points.
    #[must_use]
    pub fn effects(&self, values: &[Option<f64>]) -> Vec<Effect> {
        let mut effects = vec![Vec::new(); self.inputs];
        for (path, steps) in self.steps.chunks(self.inputs.max(1)).enumerate() {
            for (at, (input, by)) in steps.iter().enumerate() {
                let from = path * (self.inputs + 1) + at;
                let pair = values.get(from).copied().flatten().zip(values.get(from + 1).copied());
                if let Some((before, Some(after))) = pair {
                    effects[*input].push((after - before) / by);
                }
            }
        }
        effects.iter().map(|effects| Effect::of(effects)).collect()
    }
}

impl Effect {
    fn of(effects: &[f64]) -> Self {
        let n = effects.len() as f64;
        let mean = effects.iter().sum::<f64>() / n.max(1.0);
        let sizes: Vec<f64> = effects.iter().map(|effect| effect.abs()).collect();
        let size = sizes.iter().sum::<f64>() / n.max(1.0);
        let squares: f64 = effects.iter().map(|effect| (effect - mean).powi(2)).sum();
        let half = student_half(&sizes).unwrap_or(f64::INFINITY);
        Self {
            mean,
            size,
            low: (size - half).max(0.0),
            high: size + half,
            deviation: if n > 1.0 { (squares / (n - 1.0)).sqrt() } else { 0.0 },
            n: effects.len() as u64,
        }
    }
}

/// Rows of points for shares of variance: two independent samples, and for each input the first
/// sample with that input's column from the second.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    inputs: usize,
    points: Vec<Vec<f64>>,
    draws: Draws,
}

/// Which share of an output's variance an input has.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct VarianceShare {
    /// Alone.
    pub first: Share,
    /// With all others together.
    pub total: Share,
}

/// A share with its 95 % interval, by drawing the rows again.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Share {
    /// The share; by chance it can lie a little outside 0 to 1.
    pub value: f64,
    /// Interval from below.
    pub low: f64,
    /// Interval from above.
    pub high: f64,
}

/// How often rows are drawn again for an interval.
const DRAWN_AGAIN: usize = 200;

impl Rows {
    /// So many rows, each input spread evenly over them (Latin hypercube), by seed.
    #[must_use]
    pub fn new(inputs: usize, rows: usize, draws: Draws) -> Self {
        let column = |no: u64| {
            let mut draw = draws.stream(Name { case: no, office: 0, purpose: ROWS, nth: 0 });
            let spread = |cell: usize, draw: &mut Stream| (cell as f64 + draw.unit()) / rows as f64;
            let mut cells: Vec<f64> = (0..rows).map(|cell| spread(cell, &mut draw)).collect();
            for at in (1..cells.len()).rev() {
                cells.swap(at, draw.below(at + 1));
            }
            cells
        };
        let first: Vec<Vec<f64>> = (0..inputs as u64).map(column).collect();
        let second: Vec<Vec<f64>> = (inputs as u64..2 * inputs as u64).map(column).collect();
        let mut points = Vec::with_capacity(rows * (inputs + 2));
        for row in 0..rows {
            let of = |columns: &[Vec<f64>]| columns.iter().map(|c| c[row]).collect::<Vec<f64>>();
            let (one, other) = (of(&first), of(&second));
            points.push(one.clone());
            points.push(other.clone());
            for input in 0..inputs {
                let mut mixed = one.clone();
                mixed[input] = other[input];
                points.push(mixed);
            }
        }
        Self { inputs, points, draws }
    }

    /// The points to evaluate, each with the number of its row.
    pub fn points(&self) -> impl ExactSizeIterator<Item = (u64, &[f64])> {
        let length = self.inputs + 2;
        self.points.iter().enumerate().map(move |(at, point)| ((at / length) as u64, &point[..]))
    }

    /// The shares of each input in the variance of an output whose values are given in the order of
    /// the points. A row in which a value is missing is left out; `None` where the output never
    /// varies.
    #[must_use]
    pub fn shares(&self, values: &[Option<f64>]) -> Option<Vec<VarianceShare>> {
        let whole = |row: &[Option<f64>]| row.iter().copied().collect::<Option<Vec<f64>>>();
        let rows: Vec<Vec<f64>> = values.chunks(self.inputs + 2).filter_map(whole).collect();
        let all: Vec<usize> = (0..rows.len()).collect();
        let value = shares_of(&rows, &all, self.inputs)?;
        let name = Name { case: 0, office: 0, purpose: AGAIN, nth: 0 };
        let mut draw = self.draws.stream(name);
        let mut again = Vec::with_capacity(DRAWN_AGAIN);
        for _ in 0..DRAWN_AGAIN {
            let drawn: Vec<usize> = all.iter().map(|_| draw.below(rows.len())).collect();
            again.extend(shares_of(&rows, &drawn, self.inputs));
        }
        let share = |input: usize, which: usize| {
            let mut drawn: Vec<f64> = again.iter().map(|shares| shares[input][which]).collect();
            drawn.sort_by(f64::total_cmp);
            let at = |part: f64| drawn[(part * (drawn.len() - 1) as f64).round() as usize];
            Share { value: value[input][which], low: at(0.025), high: at(0.975) }
        };
        let of = |input| VarianceShare { first: share(input, 0), total: share(input, 1) };
        (!again.is_empty()).then(|| (0..self.inputs).map(of).collect())
    }
}

/// First and total share of each input over some rows.
fn shares_of(rows: &[Vec<f64>], of: &[usize], inputs: usize) -> Option<Vec<[f64; 2]>> {
    let n = of.len() as f64;
    let both = || of.iter().flat_map(|row| &rows[*row][..2]);
    let mean = both().sum::<f64>() / (2.0 * n);
    let variance = both().map(|value| (value - mean).powi(2)).sum::<f64>() / (2.0 * n);
    if variance <= 0.0 || variance.is_nan() {
        return None;
    }
    let share = |input: usize| {
        let mut sums = [0.0; 2];
        for row in of.iter().map(|row| &rows[*row]) {
            let (one, other, mixed) = (row[0], row[1], row[2 + input]);
            sums[0] += (other - mean) * (mixed - one);
            sums[1] += (one - mixed).powi(2) / 2.0;
        }
        sums.map(|sum| sum / n / variance)
    };
    Some((0..inputs).map(share).collect())
}

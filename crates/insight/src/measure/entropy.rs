//! Entropy weights: an indicator that differs more between objects says more.
//!
//! Columns are scaled, p = x/Σx, e = −Σ p ln p / ln n, d = 1 − e, w = d/Σd; an object's score is
//! 100·Σ w·x. ln 0 must not occur, so values are kept within [0.002, 0.998]: a column with a sign
//! is scaled linearly onto that range, a column that was scaled before is only cut to it.

use super::MeasureError;
use super::document::Node;
use serde_json::{Value, json};

/// How far scaled values keep from 0 and 1.
const EPSILON: f64 = 0.002;

/// How a column is scaled.
enum Scale {
    /// More is better.
    More,
    /// Less is better.
    Less,
    /// It was scaled to 0…1 before and is only cut.
    Done,
    /// Best at one value.
    Middle(f64),
    /// Best between two values.
    Interval(f64, f64),
}

const SIGN_REMEDY: &str = "write \"+\" (more is better), \"-\" (less is better), null (scaled to \
                           0…1 before), {\"middle\": best} or {\"interval\": [low, high]}";

pub(super) fn work(root: &Node<'_>) -> Result<Value, MeasureError> {
    let x_node = root.field("x")?;
    let x = x_node.matrix()?;
    let (n, m) = (x.len(), x[0].len());
    if n < 2 {
        return Err(x_node.error("has one row", "write at least two objects to compare"));
    }
    let scales = scales(root, m)?;
    let mut scaled = vec![vec![0.0; m]; n];
    for (column, scale) in scales.iter().enumerate() {
        let values: Vec<f64> = x.iter().map(|row| row[column]).collect();
        let values = scale.apply(&values).map_err(|(row, problem, remedy)| match row {
            Some(row) => x_node.at(row).at(column).error(problem, remedy),
            None => MeasureError {
                place: format!("column {column} of {}", x_node.place()),
                problem,
                remedy,
            },
        })?;
        for (row, value) in values.into_iter().enumerate() {
            scaled[row][column] = value;
        }
    }
    let entropy: Vec<f64> = (0..m).map(|column| entropy_of(&scaled, column)).collect();
    let d: Vec<f64> = entropy.iter().map(|e| 1.0 - e).collect();
    let sum: f64 = d.iter().sum();
    if sum <= 1e-12 {
        let remedy = "leave indicators out that do not differ, or set weights by hand";
        return Err(x_node.error("no indicator differs between the objects", remedy));
    }
    let w: Vec<f64> = d.iter().map(|d| d / sum).collect();
    let score =
        |row: &Vec<f64>| -> f64 { 100.0 * row.iter().zip(&w).map(|(x, w)| x * w).sum::<f64>() };
    let scores: Vec<f64> = scaled.iter().map(score).collect();
    Ok(json!({
        "measure": "entropy",
        "variant": "k = 1/ln n; values kept in [0.002, 0.998]: signed columns scaled onto it, \
                    columns without a sign cut to it",
        "n": n,
        "epsilon": EPSILON,
        "scaled": scaled,
        "e": entropy,
        "d": d,
        "w": w,
        "scores": scores,
        "scores_first3": &scores[..n.min(3)],
        "best_id": 1 + place_of(&scores, |a, b| a > b),
        "worst_id": 1 + place_of(&scores, |a, b| a < b),
    }))
}

fn scales(root: &Node<'_>, m: usize) -> Result<Vec<Scale>, MeasureError> {
    let Some(node) = root.optional("sign") else {
        return Ok((0..m).map(|_| Scale::More).collect());
    };
    let items = node.items()?;
    if items.len() != m {
        let problem = format!("has {} signs for {m} columns", items.len());
        return Err(node.error(problem, format!("write {m} signs")));
    }
    items.iter().map(scale).collect()
}

fn scale(node: &Node<'_>) -> Result<Scale, MeasureError> {
    match node.value() {
        Value::Null => return Ok(Scale::Done),
        Value::Number(number) => match number.as_f64() {
            Some(1.0) => return Ok(Scale::More),
            Some(-1.0) => return Ok(Scale::Less),
            Some(0.0) => return Ok(Scale::Done),
            _ => {}
        },
        Value::String(text) => match text.trim() {
            "+" | "positive" | "正" => return Ok(Scale::More),
            "-" | "−" | "negative" | "负" => return Ok(Scale::Less),
            "" | "0" | "=" | "NA" | "none" | "scaled" => return Ok(Scale::Done),
            _ => {}
        },
        Value::Object(_) => {
            if let Some(best) = node.optional("middle") {
                return Ok(Scale::Middle(best.number()?));
            }
            if let Some(bounds) = node.optional("interval")
                && let [low, high] = bounds.numbers()?[..]
                && low <= high
            {
                return Ok(Scale::Interval(low, high));
            }
        }
        _ => {}
    }
    Err(node.error("is not a sign", SIGN_REMEDY))
}

impl Scale {
    /// Scaled values, or the row if it is one row's fault, what is wrong, and what to do.
    fn apply(&self, x: &[f64]) -> Result<Vec<f64>, (Option<usize>, String, String)> {
        let low = x.iter().copied().fold(f64::INFINITY, f64::min);
        let high = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let cut = |value: f64| value.clamp(EPSILON, 1.0 - EPSILON);
        let onto = |value: f64| EPSILON + (1.0 - 2.0 * EPSILON) * value;
        // A column of one value says nothing about the objects: any constant gives weight 0.
        let flat = high <= low;
        let by_distance = |distance: &dyn Fn(f64) -> f64, most: f64| {
            x.iter()
                .map(|&v| cut(if most > 0.0 { 1.0 - distance(v) / most } else { 1.0 }))
                .collect()
        };
        Ok(match *self {
            Self::More | Self::Less if flat => vec![0.5; x.len()],
            Self::More => x.iter().map(|v| onto((v - low) / (high - low))).collect(),
            Self::Less => x.iter().map(|v| onto((high - v) / (high - low))).collect(),
            Self::Done => {
                if let Some(row) = x.iter().position(|v| !(0.0..=1.0).contains(v)) {
                    let problem =
                        format!("{} is not within 0…1, but its column has no sign", x[row]);
                    return Err((Some(row), problem, SIGN_REMEDY.to_owned()));
                }
                x.iter().map(|v| cut(*v)).collect()
            }
            Self::Middle(best) => {
                let most = (best - low).abs().max((high - best).abs());
                by_distance(&|v| (v - best).abs(), most)
            }
            Self::Interval(from, to) => {
                let most = (from - low).max(high - to);
                by_distance(&|v| (from - v).max(v - to).max(0.0), most)
            }
        })
    }
}

/// e = −Σ p ln p / ln n.
fn entropy_of(scaled: &[Vec<f64>], column: usize) -> f64 {
    let sum: f64 = scaled.iter().map(|row| row[column]).sum();
    let plain: f64 = scaled
        .iter()
        .map(|row| {
            let p = row[column] / sum;
            -p * p.ln()
        })
        .sum();
    plain / (scaled.len() as f64).ln()
}

/// The first place that is better than all before it.
fn place_of(values: &[f64], better: fn(f64, f64) -> bool) -> usize {
    let mut best = 0;
    for (at, value) in values.iter().enumerate() {
        if better(*value, values[best]) {
            best = at;
        }
    }
    best
}

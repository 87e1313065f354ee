//! How far two distributions are apart.

use crate::draws::Stream;
use serde::Serialize;

/// How often samples are drawn again for an interval.
const DRAWN_AGAIN: usize = 200;

/// A figure with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The figure.
    pub value: f64,
    /// From below.
    pub low: f64,
    /// From above.
    pub high: f64,
}

impl Interval {
    /// A figure with the middle 95 % of what came of drawing the data again.
    pub(super) fn of(value: f64, mut again: Vec<f64>) -> Self {
        again.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let index = share * again.len().saturating_sub(1) as f64;
            again.get(index.round() as usize).copied().unwrap_or(value)
        };
        Self { value, low: at(0.025), high: at(0.975) }
    }
}

/// Two distances of one pair of samples.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Distance {
    /// The largest difference of the shares up to any value (Kolmogorov and Smirnov).
    pub ks: Interval,
    /// The mean way between them (Wasserstein-1), in the unit of the values.
    pub w1: Interval,
}

/// The distances of two samples, with intervals by drawing both again.
#[must_use]
pub fn distance(one: &[f64], other: &[f64], mut draw: Stream) -> Option<Distance> {
    if one.is_empty() || other.is_empty() {
        return None;
    }
    let (ks, w1) = apart(one.to_vec(), other.to_vec());
    let (mut all_ks, mut all_w1) = (Vec::new(), Vec::new());
    for _ in 0..DRAWN_AGAIN {
        let mut again = |from: &[f64]| -> Vec<f64> {
            from.iter().map(|_| from[draw.below(from.len())]).collect()
        };
        let (ks, w1) = apart(again(one), again(other));
        all_ks.push(ks);
        all_w1.push(w1);
    }
    Some(Distance { ks: Interval::of(ks, all_ks), w1: Interval::of(w1, all_w1) })
}

/// Both distances, walking once over the values of both in order.
fn apart(mut one: Vec<f64>, mut other: Vec<f64>) -> (f64, f64) {
    one.sort_by(f64::total_cmp);
    other.sort_by(f64::total_cmp);
    let (mut a, mut b, mut ks, mut w1) = (0, 0, 0.0_f64, 0.0);
    let mut at = one[0].min(other[0]);
    while a < one.len() || b < other.len() {
        let next = match (one.get(a), other.get(b)) {
            (Some(x), Some(y)) => x.min(*y),
            (Some(x), None) => *x,
            (None, Some(y)) => *y,
            (None, None) => break,
        };
        let off = (a as f64 / one.len() as f64 - b as f64 / other.len() as f64).abs();
        ks = ks.max(off);
        w1 += off * (next - at);
        at = next;
        while one.get(a).is_some_and(|x| *x <= next) {
            a += 1;
        }
        while other.get(b).is_some_and(|y| *y <= next) {
            b += 1;
        }
    }
    (ks, w1)
}

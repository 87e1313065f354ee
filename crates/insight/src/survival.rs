//! Kaplan and Meier: how long things take when some are not over yet.
//!
//! "Closed on time / closed" leaves out what is still open, and so rewards leaving the hard cases
//! open. Here an open case counts as long as it was watched: S(t) = Π (1 − dᵢ/nᵢ) over the times
//! up to t at which dᵢ of nᵢ still open ended. Intervals are Greenwood's on the log-log scale,
//! S^exp(±z·√(Σ dᵢ/(nᵢ(nᵢ−dᵢ)))/ln S), which keeps within 0…1; lifelines uses the same.

use crate::interval::Z;
use serde::Serialize;

/// One span: how long, and whether it ended then or was only watched so long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// Length in seconds.
    pub seconds: f64,
    /// Whether it ended.
    pub end: End,
}

/// What is known of the end of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It was seen.
    Seen,
    /// It lies beyond what was watched.
    Open,
}

/// The curve at one time at which something ended or ceased to be watched.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Step {
    /// The time in seconds.
    pub t_s: f64,
    /// How many were still open just before.
    pub at_risk: u64,
    /// How many ended.
    pub ended: u64,
    /// Share still open after it.
    pub open: f64,
    /// 95 % interval from below.
    pub low: f64,
    /// 95 % interval from above.
    pub high: f64,
}

/// A curve of the share still open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// Spans in all.
    pub n: u64,
    /// Of these not seen to end.
    pub open: u64,
    /// One step for each distinct time.
    pub steps: Vec<Step>,
}

impl Curve {
    /// Estimates the curve. Where an end and a cut fall on one time, the end comes first.
    #[must_use]
    pub fn of(spans: &[Span]) -> Self {
        let mut sorted: Vec<Span> = spans.to_vec();
        sorted.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
        let mut steps = Vec::new();
        let mut at_risk = sorted.len() as u64;
        let (mut open, mut variance) = (1.0, 0.0);
        for same in sorted.chunk_by(|a, b| a.seconds == b.seconds) {
            let ended = same.iter().filter(|span| span.end == End::Seen).count() as u64;
            if ended > 0 {
                let (d, n) = (ended as f64, at_risk as f64);
                open *= 1.0 - d / n;
                variance += if ended < at_risk { d / (n * (n - d)) } else { f64::INFINITY };
            }
            let (low, high) = interval(open, variance);
            steps.push(Step { t_s: same[0].seconds, at_risk, ended, open, low, high });
            at_risk -= same.len() as u64;
        }
        let censored = sorted.iter().filter(|span| span.end == End::Open).count() as u64;
        Self { n: sorted.len() as u64, open: censored, steps }
    }

    /// The first time by which a share of all has ended, in seconds; nothing where the curve does
    /// not come so far.
    #[must_use]
    pub fn by_share(&self, ended: f64) -> Option<f64> {
        // 1 − 0.9 is a little more than 0.1 in binary.
        let still = 1.0 - ended + 1e-12;
        self.steps.iter().find(|step| step.open <= still).map(|step| step.t_s)
    }

    /// Share still open just after a time, with its interval.
    #[must_use]
    pub fn open_at(&self, t_s: f64) -> (f64, f64, f64) {
        let last = self.steps.iter().rev().find(|step| step.t_s <= t_s);
        last.map_or((1.0, 1.0, 1.0), |step| (step.open, step.low, step.high))
    }

    /// At most so many steps, the first and the last among them.
    #[must_use]
    pub fn thinned(&self, most: usize) -> Vec<Step> {
        let n = self.steps.len();
        if n <= most || most < 2 {
            return self.steps.clone();
        }
        (0..most).map(|at| self.steps[at * (n - 1) / (most - 1)]).collect()
    }
}

fn interval(open: f64, variance: f64) -> (f64, f64) {
    if open <= 0.0 {
        return (0.0, 0.0);
    }
    if open >= 1.0 {
        return (1.0, 1.0);
    }
    let v = open.ln();
    let half = Z * variance.sqrt() / v;
    // v is below 0, so the greater exponent gives the lower bound.
    let bound = |sign: f64| ((-v).ln() + sign * half).exp();
    ((-bound(-1.0)).exp(), (-bound(1.0)).exp())
}

//! What follows what, how long it takes, and in which variants cases run.

use crate::handover::Pairs;
use crate::log::EventLog;
use rustc_hash::FxHashMap;
use serde::Serialize;

/// One arc of the directly-follows graph.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Follows {
    /// The activity before.
    pub from: String,
    /// The one right after it in the same case.
    pub to: String,
    /// How often.
    pub count: u64,
    /// Median time between the two, in seconds; of an even number the middle of the middle two.
    pub median_s: f64,
    /// Mean time between the two, in seconds.
    pub mean_s: f64,
}

/// A sequence of activities and how many cases ran so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Variant {
    /// The activities in order.
    pub trace: Vec<String>,
    /// Number of cases.
    pub count: u64,
}

/// The directly-follows graph with performance, in the order of the names. Counts and times are
/// those of pm4py's `discover_dfg` and `discover_performance_dfg`.
#[must_use]
pub fn follows(log: &EventLog) -> Vec<Follows> {
    let mut pairs = Pairs::default();
    let mut arcs: Vec<(u32, i64)> = Vec::with_capacity(log.len());
    for range in log.ranges() {
        for at in range.start + 1..range.end {
            let pair = pairs.add(log.activity[at - 1], log.activity[at]);
            // Times far apart may overflow only in a forged log; the difference is cut then.
            arcs.push((pair, log.time[at].saturating_sub(log.time[at - 1])));
        }
    }
    // Times of each pair side by side, so that each median is found within its own.
    let mut ends: Vec<usize> = Vec::with_capacity(pairs.pairs.len());
    let mut end = 0;
    for (_, _, count) in &pairs.pairs {
        end += *count as usize;
        ends.push(end);
    }
    let mut times = vec![0_i64; arcs.len()];
    let mut free = ends.clone();
    for (pair, time) in arcs {
        let slot = &mut free[pair as usize];
        *slot -= 1;
        times[*slot] = time;
    }
    let mut found: Vec<(u32, u32, u64, f64, f64)> = Vec::with_capacity(ends.len());
    let mut start = 0;
    for ((from, to, count), end) in pairs.pairs.iter().zip(&ends) {
        let times = &mut times[start..*end];
        let sum: i128 = times.iter().map(|time| i128::from(*time)).sum();
        let mean = sum as f64 / 1e6 / *count as f64;
        found.push((*from, *to, *count, median_s(times), mean));
        start = *end;
    }
    let ranks = log.activities.ranks();
    found.sort_unstable_by_key(|arc| (ranks[arc.0 as usize], ranks[arc.1 as usize]));
    let name = |number: u32| log.activities.name(number).to_owned();
    let arc = |(from, to, count, median_s, mean_s)| Follows {
        from: name(from),
        to: name(to),
        count,
        median_s,
        mean_s,
    };
    found.into_iter().map(arc).collect()
}

/// Median of microseconds, in seconds.
fn median_s(times: &mut [i64]) -> f64 {
    let middle = times.len() / 2;
    let odd = times.len() % 2 == 1;
    let (below, upper, _) = times.select_nth_unstable(middle);
    let upper = *upper as f64;
    let lower = if odd { upper } else { below.iter().copied().max().unwrap_or_default() as f64 };
    f64::midpoint(lower, upper) / 1e6
}

/// All variants, the most frequent first; among equals in the order of the activities' names.
#[must_use]
pub fn variants(log: &EventLog) -> Vec<Variant> {
    let mut counts: FxHashMap<&[u32], u64> = FxHashMap::default();
    for range in log.ranges() {
        *counts.entry(&log.activity[range]).or_default() += 1;
    }
    let ranks = log.activities.ranks();
    let mut found: Vec<(&[u32], u64)> = counts.into_iter().collect();
    found.sort_by_cached_key(|(trace, count)| {
        let ranked: Vec<u32> = trace.iter().map(|at| ranks[*at as usize]).collect();
        (std::cmp::Reverse(*count), ranked)
    });
    let name = |number: &u32| log.activities.name(*number).to_owned();
    let variant =
        |(trace, count): (&[u32], u64)| Variant { trace: trace.iter().map(name).collect(), count };
    found.into_iter().map(variant).collect()
}

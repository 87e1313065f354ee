//! Waits as offices make them: most are lognormal, a share lies about a number of times longer.
//!
//! That is how the simulation draws them, so it is what is fitted: a mixture of two normal
//! distributions of the logarithm with one deviation, by expectation and maximisation (Dempster,
//! Laird, Rubin 1977).

use super::Interval;
use crate::draws::Stream;

/// A wait shorter than this is a machine's; it counts as this long.
const MINUTES_MIN: f64 = 1.0;

const ROUNDS: usize = 300;
/// Change of the share of late ones below which the rounds have come to rest.
const AT_REST: f64 = 1e-7;
/// Least share of late ones, so that no component is lost.
const SHARE_MIN: f64 = 1e-3;

/// Waits in the terms of the simulation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mixture {
    /// Median of those that do not lie about, in minutes.
    pub median: f64,
    /// Deviation of the logarithm.
    pub spread: f64,
    /// Share that lies about.
    pub late: f64,
    /// How many times longer these take.
    pub factor: f64,
}

/// The same with intervals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MixtureInterval {
    /// Median in minutes.
    pub median: Interval,
    /// Deviation of the logarithm.
    pub spread: Interval,
    /// Share that lies about.
    pub late: Interval,
    /// How many times longer.
    pub factor: Interval,
}

/// Fits the mixture; needs twenty waits.
#[must_use]
pub fn fit(minutes: &[f64]) -> Option<Mixture> {
    let mut logs: Vec<f64> = minutes.iter().map(|wait| wait.max(MINUTES_MIN).ln()).collect();
    if logs.len() < 20 {
        return None;
    }
    logs.sort_by(f64::total_cmp);
    let n = logs.len() as f64;
    let at = |share: f64| logs[(share * (n - 1.0)) as usize];
    // Beginning with the quick half and the slowest tenth.
    let (mut quick, mut slow, mut late) = (at(0.45), at(0.95), 0.1);
    let mut deviation = ((at(0.84) - at(0.16)) / 2.0).max(0.1);
    for _ in 0..ROUNDS {
        let (mut weight, mut sums, mut squares) = (0.0, [0.0; 2], 0.0);
        for log in &logs {
            let density = |mean: f64| (-0.5 * ((log - mean) / deviation).powi(2)).exp();
            let (one, other) = ((1.0 - late) * density(quick), late * density(slow));
            // Far out both can vanish; there the nearer one has it.
            let share = match one + other {
                0.0 => f64::from(u8::from((log - slow).abs() < (log - quick).abs())),
                both => other / both,
            };
            weight += share;
            sums[0] += (1.0 - share) * log;
            sums[1] += share * log;
            squares += (1.0 - share) * (log - quick).powi(2) + share * (log - slow).powi(2);
        }
        let now = (weight / n).clamp(SHARE_MIN, 0.5);
        quick = sums[0] / (n - weight).max(1.0);
        slow = sums[1] / weight.max(SHARE_MIN);
        deviation = (squares / n).sqrt().max(0.05);
        let rests = (now - late).abs() < AT_REST;
        late = now;
        if rests {
            break;
        }
    }
    Some(Mixture {
        median: quick.exp(),
        spread: deviation,
        late,
        factor: (slow - quick).exp().max(1.0),
    })
}

/// Fits it with 95 % intervals, by drawing the waits again so many times.
#[must_use]
pub fn fit_again(minutes: &[f64], times: usize, mut draw: Stream) -> Option<MixtureInterval> {
    let found = fit(minutes)?;
    let mut again = Vec::with_capacity(times);
    for _ in 0..times {
        let drawn: Vec<f64> = minutes.iter().map(|_| minutes[draw.below(minutes.len())]).collect();
        again.extend(fit(&drawn));
    }
    let interval =
        |of: fn(&Mixture) -> f64| Interval::of(of(&found), again.iter().map(of).collect());
    Some(MixtureInterval {
        median: interval(|mixture| mixture.median),
        spread: interval(|mixture| mixture.spread),
        late: interval(|mixture| mixture.late),
        factor: interval(|mixture| mixture.factor),
    })
}

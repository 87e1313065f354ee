//! How large a topic will become in all, with an interval, or that nobody can tell yet.
//!
//! The expectation is that of a self-exciting process with a power-law kernel of exponent 2: an
//! act of age `τ` hours has `P/(1 + τ/c)` followers still to come, so that `R = P Σ xᵢ/(1 + τᵢ/c)`
//! are to come in all. `P` and `c` are common to all topics, since one topic's first hours do not
//! say them: fitted one by one, kernels forecast worse on topics that were held out. From `R` and
//! the age, quantile regression gives the median and the upper bound of what is to come. The lower
//! bound is what was seen: a live broadcast's topic ends within the hour that a scandal's grows in,
//! and the counts up to then look the same.
//!
//! Coefficients: fitted on one half of the cascades of two collections (Chinese reposts, English
//! posts on events) with equal weight; the other half is what `cargo xtask quality` reports.

use serde::Serialize;

/// Final size of a topic, in acts counted from the series' first hour.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Forecast {
    /// Median of the final size.
    pub r#final: f64,
    /// Lower bound of the 90 % interval.
    pub low: f64,
    /// Upper bound of the 90 % interval.
    pub high: f64,
}

/// Why there is no forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CannotTell {
    /// Less than three hours since the first act, or fewer than 20 acts.
    TooEarly,
    /// Every act calls forth one or more: the end cannot be seen while that lasts.
    StillGrowing,
    /// The series does not fade, so it has no final size.
    DoesNotFade,
}

/// Fewest hours since the first act.
const AGE_HOURS_MIN: usize = 3;
/// Fewest acts.
const SEEN_MIN: f64 = 20.0;
/// Followers that an act has in all, and hours before its decay sets in.
const FOLLOWERS: f64 = 6.5;
const DECAY_HOURS: f64 = 0.3;
/// Natural logarithm of what is to come: constant, times ln(1 + R), times ln(age in hours).
const MEDIAN: [f64; 3] = [-2.69, 1.34, 0.30];
const UPPER: [f64; 3] = [4.81, 0.40, -0.34];
/// Beyond the sizes that the regression saw: the median is at most this share of `R`, and the
/// upper bound at least this many times the median.
const MEDIAN_SHARE_MAX: f64 = 0.7;
const UPPER_TIMES_MIN: f64 = 2.7;
/// A series of two days or more whose later half still holds this share does not fade.
const FADE_HOURS: usize = 48;
const LATER_SHARE_MAX: f64 = 0.35;

/// Forecasts from the counts so far, missing ones as zero.
///
/// # Errors
/// Why it cannot be told.
pub fn forecast(counts: &[f64]) -> Result<Forecast, CannotTell> {
    let first = counts.iter().position(|&c| c > 0.0).ok_or(CannotTell::TooEarly)?;
    let counts = &counts[first..];
    let age = counts.len();
    let seen: f64 = counts.iter().sum();
    if age < AGE_HOURS_MIN || seen < SEEN_MIN {
        return Err(CannotTell::TooEarly);
    }
    let later: f64 = counts[age / 2..].iter().sum();
    if age >= FADE_HOURS && later > LATER_SHARE_MAX * seen {
        return Err(CannotTell::DoesNotFade);
    }
    if still_growing(counts) {
        return Err(CannotTell::StillGrowing);
    }
    let to_come = |(i, count): (usize, &f64)| {
        let hours = (age - i) as f64 - 0.5;
        count / (1.0 + hours / DECAY_HOURS)
    };
    let expected = FOLLOWERS * counts.iter().enumerate().map(to_come).sum::<f64>();
    let quantile = |[constant, by_expected, by_age]: [f64; 3]| {
        let log = constant + by_expected * (1.0 + expected).ln() + by_age * (age as f64).ln();
        (log.exp() - 1.0).max(0.0)
    };
    let median = quantile(MEDIAN).min(MEDIAN_SHARE_MAX * expected);
    let upper = quantile(UPPER).max(UPPER_TIMES_MIN * median);
    Ok(Forecast { r#final: seen + median, low: seen, high: seen + upper })
}

/// The last three hours rose each, to the highest count so far, and brought more than twice what
/// the three before them did, by more than chance.
fn still_growing(counts: &[f64]) -> bool {
    let age = counts.len();
    let at = |back: usize| age.checked_sub(back + 1).map_or(0.0, |i| counts[i]);
    let rose = at(0) > at(1) && at(1) > at(2);
    let highest = counts.iter().all(|&c| c <= at(0));
    let (now, before) = (at(0) + at(1) + at(2), at(3) + at(4) + at(5));
    rose && highest && now - 2.0 * before > 2.0 * (now + 4.0 * before).sqrt()
}

//! A series of hourly counts: when it bursts, where in its life it stands, how large it becomes.
//!
//! Everything is online: what is said of an hour uses the counts up to that hour, so what a duty
//! officer saw then can be shown again later, and more counts never change an earlier alarm.

mod baseline;
mod burst;
pub mod forecast;
pub mod hawkes;
mod life;

pub use baseline::Expected;
pub use burst::{Alarm, Hour, Watch};
pub use forecast::{CannotTell, Forecast};
pub use life::Stage;

use life::Life;

/// Most hours of a series: ten years and the leap days in them.
pub const HOURS_MAX: usize = 10 * 366 * 24;
/// Largest count of an hour.
pub const COUNT_MAX: f64 = 1e12;

/// Counts that are not a series.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum Malformed {
    /// More hours than anything is said about.
    #[error("{0} hours are more than the {HOURS_MAX} of ten years; split the series")]
    TooLong(usize),
    /// A count that cannot be one.
    #[error(
        "hour {hour}: {count:?} is not a count from 0 to {COUNT_MAX:e}; write null where it is missing"
    )]
    Count {
        /// Index of the hour.
        hour: usize,
        /// What stands there.
        count: f64,
    },
}

/// What a series says, read hour by hour.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Hours (indexes from the series' first) at which an episode begins: the first hour at which
    /// the test rejects the baseline. An episode that lasts is not repeated.
    pub alarms: Vec<usize>,
    /// Stage of every hour.
    pub stages: Vec<Stage>,
    /// Size in the end, as far as the last hour tells.
    pub forecast: Result<Forecast, CannotTell>,
}

/// Reads a series of hourly counts; `None` is an hour whose count is missing.
///
/// # Errors
/// Counts that are negative, no numbers or beyond [`COUNT_MAX`], and more hours than
/// [`HOURS_MAX`]. Takes less than a microsecond an hour whatever the counts are.
pub fn read(counts: &[Option<f64>]) -> Result<Reading, Malformed> {
    if counts.len() > HOURS_MAX {
        return Err(Malformed::TooLong(counts.len()));
    }
    let bad = |count: &f64| !(0.0..=COUNT_MAX).contains(count);
    for (hour, count) in counts.iter().enumerate() {
        if let Some(count) = count.filter(bad) {
            return Err(Malformed::Count { hour, count });
        }
    }
    let (mut watch, mut life) = (Watch::default(), Life::default());
    let mut alarms = Vec::new();
    let mut stages = Vec::with_capacity(counts.len());
    for (index, &count) in counts.iter().enumerate() {
        let hour = watch.observe(count);
        if hour.alarm == Alarm::Onset {
            alarms.push(index);
        }
        stages.push(life.observe(count, &hour));
    }
    let known: Vec<f64> = counts.iter().map(|c| c.unwrap_or(0.0)).collect();
    Ok(Reading { alarms, stages, forecast: forecast::forecast(&known) })
}

#[cfg(test)]
mod tests;

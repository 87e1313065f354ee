//! When matters come in.

use super::months::civil;
use crate::offices::{Season, Standing};
use tandem_insight::log::Micros;

/// How often something came in each hour of the day and on each day of the week.
#[must_use]
pub fn season(times: &[Micros], source: String) -> Season {
    let (mut hours, mut weekdays) = (vec![0.0; 24], vec![0.0; 7]);
    for at in times {
        let at = civil(*at);
        hours[at.hour() as usize] += 1.0;
        weekdays[at.date().weekday().to_monday_zero_offset() as usize] += 1.0;
    }
    Season { hours, weekdays, standing: Standing::Measured, source }
}

/// The hour of the day with its fraction.
#[must_use]
pub fn hour_of_day(at: Micros) -> f64 {
    let at = civil(at);
    f64::from(at.hour()) + f64::from(at.minute()) / 60.0
}

/// Half of the widest 95 % interval of a share of weights that are counts.
#[must_use]
pub fn widest_half(counts: &[f64]) -> f64 {
    let n = counts.iter().sum::<f64>();
    let half = |count: &f64| 1.96 * ((count / n) * (1.0 - count / n) / n).sqrt();
    counts.iter().map(half).fold(0.0, f64::max)
}

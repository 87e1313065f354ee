//! Months of observations: the earlier ones are fitted, the later ones kept back.

use serde::Serialize;
use tandem_insight::log::Micros;

/// Share of the observations that is fitted, as near as whole months allow.
const FITTED: f64 = 2.0 / 3.0;

/// The month from which on observations are kept back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct HeldOut {
    from: i64,
}

/// The first and last month of some observations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Months {
    /// The first, as 2019-01.
    pub first: String,
    /// The last.
    pub last: String,
}

impl HeldOut {
    /// The month that leaves about two thirds of the observations before it; `None` where all are
    /// in one month.
    #[must_use]
    pub fn of(times: impl Iterator<Item = Micros>) -> Option<Self> {
        let mut months: Vec<i64> = times.map(month).collect();
        months.sort_unstable();
        let (first, last) = (*months.first()?, *months.last()?);
        let at = months[(months.len() as f64 * FITTED) as usize];
        // The month in which two thirds are reached is fitted too, unless it is the last.
        let from = (at + 1).min(last);
        (from > first).then_some(Self { from })
    }

    /// Whether an observation is kept back.
    #[must_use]
    pub fn holds(self, at: Micros) -> bool {
        month(at) >= self.from
    }
}

impl Months {
    /// Of some observations; `None` of none.
    #[must_use]
    pub fn of(times: impl Iterator<Item = Micros>) -> Option<Self> {
        let months: Vec<i64> = times.map(month).collect();
        let (first, last) = (*months.iter().min()?, *months.iter().max()?);
        let shown = |month: i64| format!("{:04}-{:02}", month / 12, month % 12 + 1);
        Some(Self { first: shown(first), last: shown(last) })
    }

    /// Whether an observation falls into a month of even number, for halves that know no trend.
    #[must_use]
    pub fn is_even(at: Micros) -> bool {
        month(at) % 2 == 0
    }
}

/// Months since year 0.
fn month(at: Micros) -> i64 {
    let date = civil(at).date();
    i64::from(date.year()) * 12 + i64::from(date.month()) - 1
}

/// A time as the log writes it; logs rarely say their zone, and hours are meant as written.
pub(super) fn civil(at: Micros) -> jiff::civil::DateTime {
    let instant = jiff::Timestamp::from_microsecond(at.0).unwrap_or(jiff::Timestamp::MIN);
    jiff::tz::Offset::UTC.to_datetime(instant)
}

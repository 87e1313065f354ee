//! How many relayed originals are read again by somebody above, and how often.

use crate::calendar::Calendar;
use crate::{CaseId, Digest, SourceId, Timestamp};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use serde::Deserialize;

/// Which share of relays is drawn for audit, once a period.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelayAudit {
    /// Share of the relays of a period, above 0 and at most 1.
    pub share: f64,
    /// Length of a period in days, counted from a Monday.
    pub every_days: u32,
    /// Where it comes from.
    pub source: SourceId,
}

/// The first day of the first period: a Monday.
const FIRST: Date = date(1970, 1, 5);

impl RelayAudit {
    /// Start and end of the last period that is over at an instant. Its relays are drawn with the
    /// ledger's root at its end, which nobody knew when they were made.
    pub fn last_period(&self, calendar: &Calendar, at: Timestamp) -> (Timestamp, Timestamp) {
        self.period(calendar, at, -1)
    }

    /// Start and end of the period in which an instant lies. A relay of that instant is drawn, or
    /// not, when it is over.
    pub fn period_of(&self, calendar: &Calendar, at: Timestamp) -> (Timestamp, Timestamp) {
        self.period(calendar, at, 0)
    }

    /// The period so many after the one in which an instant lies.
    fn period(&self, calendar: &Calendar, at: Timestamp, after: i64) -> (Timestamp, Timestamp) {
        let days = i64::from(self.every_days.max(1));
        let today = calendar.local(at).date();
        let since = i64::from((today - FIRST).get_days());
        let begun = (since.div_euclid(days) + after) * days;
        let midnight = |days: i64| {
            let day = FIRST.saturating_add(days.days());
            calendar.instant(day.at(0, 0, 0, 0))
        };
        (midnight(begun), midnight(begun + days))
    }

    /// Whether a relay is drawn: its digest under the seed, read as a fraction, lies below the
    /// share. Anybody who has the seed can check that. Whoever could choose the seed could choose
    /// what is drawn: the shell takes the ledger's own root at the end of the relay's period,
    /// whatever a command says.
    pub fn draws(&self, seed: &Digest, case: &CaseId, relay: u32) -> bool {
        let mut bytes = Vec::with_capacity(64);
        bytes.extend(seed.0);
        bytes.extend((case.as_str().len() as u64).to_be_bytes());
        bytes.extend(case.as_str().as_bytes());
        bytes.extend(relay.to_be_bytes());
        let digest = Digest::of(&bytes);
        let mut first = [0; 8];
        first.copy_from_slice(&digest.0[..8]);
        // 2⁻⁶⁴ times the first 64 bits: a fraction below 1.
        let fraction = u64::from_be_bytes(first) as f64 * 2f64.powi(-64);
        fraction < self.share
    }
}

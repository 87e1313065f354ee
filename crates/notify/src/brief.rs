//! The daily brief of a desk, once a day, of the day before.

use crate::book::Brief;
use jiff::ToSpan as _;
use jiff::civil::Date;
use tandem_core::calendar::Calendar;
use tandem_core::{Lang, Timestamp, UnitId};
use tandem_engine::Untold;

/// Sets the paper of a desk's day.
pub trait Press: Send + Sync {
    /// The brief of a day, as PDF.
    ///
    /// # Errors
    /// Why there is none.
    fn brief(&self, desk: &UnitId, day: Date, lang: Lang) -> Result<Vec<u8>, NoPress>;
}

/// There is no paper.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoPress(pub String);

/// The day that a desk is to be briefed on now, and what it is to be told: once its time of day has
/// come. Of days on which nobody was there to tell, only the last is made up for.
pub(crate) fn briefed(brief: &Brief, calendar: &Calendar, now: Timestamp) -> Option<Untold> {
    let local = calendar.local(now);
    if local.time() < brief.at {
        return None;
    }
    let day = local.date().saturating_sub(1.day());
    Some(Untold {
        id: format!("brief:{}:{}:{day}", brief.desk, brief.channel),
        unit: brief.desk.clone(),
        case: None,
        about: "brief".to_owned(),
        since: now,
        channel: Some(brief.channel.clone()),
    })
}

/// The day that a brief is of, by its name.
pub(crate) fn day_of(untold: &Untold) -> Option<Date> {
    untold.id.strip_prefix("brief:")?.rsplit(':').next()?.parse().ok()
}

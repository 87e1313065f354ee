//! What the cases of an area say about the linkage, read case by case.
//!
//! The cases are those whose desk is in the area or below it: the same that the rule
//! [`SightRule::Area`](tandem_core::sight::SightRule::Area) lets its desk and coordinating body see.
//! So whoever may see what concerns the area as a whole sees every case behind a figure.

use crate::engine::{Engine, Failure};
use crate::ports::CaseFilter;
use tandem_core::{AreaId, Timestamp};
use tandem_insight::ledger::Observation;

/// Rows that are read at a time.
const STRIDE: usize = 500;

/// What is read of an area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extent {
    /// The area.
    pub area: AreaId,
    /// Only matters that were received since then; all where nothing is said.
    pub since: Option<Timestamp>,
    /// Only entries made by then.
    pub until: Timestamp,
    /// So many matters at most, the latest ones.
    pub cases_max: usize,
}

/// What was read.
#[derive(Debug)]
pub struct Observed {
    /// To be summed up.
    pub observation: Observation,
    /// There are more matters than were read.
    pub more: bool,
}

impl Engine {
    /// Reads the cases of an area in one range of its list, the latest first.
    ///
    /// # Errors
    /// Where storage fails or an entry cannot be read.
    pub fn observe(&self, extent: &Extent) -> Result<Observed, Failure> {
        let filter = CaseFilter { under: Some(extent.area.clone()), ..CaseFilter::default() };
        let mut observed = Observed { observation: Observation::default(), more: false };
        let (mut cursor, mut read) = (None::<String>, 0);
        loop {
            let page = self.store().rows(&filter, cursor.as_deref(), STRIDE)?;
            for row in page.items {
                if extent.since.is_some_and(|since| row.received_at < since) {
                    return Ok(observed);
                }
                if read >= extent.cases_max {
                    observed.more = true;
                    return Ok(observed);
                }
                if row.received_at > extent.until {
                    continue;
                }
                read += 1;
                for entry in self.entries(&row.case)? {
                    if entry.at <= extent.until {
                        observed.observation.observe(&row.case, &entry);
                    }
                }
            }
            cursor = page.next;
            if cursor.is_none() {
                return Ok(observed);
            }
        }
    }
}

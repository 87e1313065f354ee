//! Counts by area, as the inbox shows them.

use crate::error::WebError;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tandem_core::sight::Sight;
use tandem_core::{AreaId, Timestamp};
use tandem_engine::{CaseFilter, Store};

/// Rows that a count looks at before it says "or more".
const ROWS_MAX: usize = 10_000;
/// Rows read at a time.
const STRIDE: usize = 1_000;
/// Areas whose counts are kept.
const KEPT_MAX: usize = 256;
/// Counts are kept for so long while the ledger stands still; what is overdue grows with time.
const FRESH_S: i64 = 30;

/// Open cases of an area and of each area within it, at any depth.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// Counts by area.
    pub(crate) areas: BTreeMap<AreaId, Count>,
    /// There are more than were counted.
    pub(crate) more: bool,
}

/// What is to be done in an area.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Count {
    pub(crate) received: usize,
    pub(crate) open: usize,
    pub(crate) overdue: usize,
}

impl Tally {
    pub(crate) fn of(&self, area: &AreaId) -> Count {
        self.areas.get(area).copied().unwrap_or_default()
    }
}

/// Tallies of a ledger that has not changed since.
#[derive(Debug, Default)]
pub(crate) struct Tallies(Mutex<BTreeMap<Key, Kept>>);

/// An area, and what whoever asks sees of it where that is not all.
type Key = (AreaId, Option<Sight>);

#[derive(Debug)]
struct Kept {
    entries: u64,
    at: Timestamp,
    tally: Arc<Tally>,
}

impl Tallies {
    /// The tally of an area now.
    pub(crate) fn get(
        &self,
        store: &dyn Store,
        area: &AreaId,
        sight: Option<Sight>,
        now: Timestamp,
    ) -> Result<Arc<Tally>, WebError> {
        let key: Key = (area.clone(), sight);
        let entries = store.head()?.entries;
        let fresh = |kept: &&Kept| {
            let age = now.as_second() - kept.at.as_second();
            kept.entries == entries && (0..=FRESH_S).contains(&age)
        };
        {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(kept) = kept.get(&key).filter(fresh) {
                return Ok(Arc::clone(&kept.tally));
            }
        }
        let tally = Arc::new(count(store, &key, now)?);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_MAX {
            kept.clear();
        }
        kept.insert(key, Kept { entries, at: now, tally: Arc::clone(&tally) });
        Ok(tally)
    }
}

fn count(store: &dyn Store, (area, sight): &Key, now: Timestamp) -> Result<Tally, WebError> {
    let mut tally = Tally::default();
    let mut seen = 0;
    for phase in ["received", "open", "closed"] {
        // A closed case counts only while its review is overdue.
        let overdue_at = (phase == "closed").then_some(now);
        let (under, phase) = (Some(area.clone()), Some(phase.to_owned()));
        let filter = CaseFilter { under, phase, unit: None, overdue_at, sight: sight.clone() };
        let mut cursor: Option<String> = None;
        loop {
            let page = store.rows(&filter, cursor.as_deref(), STRIDE)?;
            seen += page.items.len();
            for row in &page.items {
                let late = row.deadline.is_some_and(|deadline| deadline < now);
                for code in row.path.split('/') {
                    let count = tally.areas.entry(AreaId::from(code)).or_default();
                    count.received += usize::from(row.phase == "received");
                    count.open += usize::from(row.phase == "open");
                    count.overdue += usize::from(late);
                }
            }
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
            if seen >= ROWS_MAX {
                tally.more = true;
                return Ok(tally);
            }
        }
    }
    Ok(tally)
}

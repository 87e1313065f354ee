//! Counts by area, as the inbox shows them.

use crate::error::WebError;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tandem_core::sight::Sight;
use tandem_core::{AreaId, Timestamp};
use tandem_engine::{CaseFilter, Count, Store};

/// Rows that a count looks at before it says "or more".
const ROWS_MAX: usize = 10_000;
/// Rows read at a time.
const STRIDE: usize = 1_000;
/// Areas whose counts are kept.
const KEPT_MAX: usize = 256;
/// Counts are kept for so long while the ledger stands still; what is overdue grows with time.
const FRESH_S: i64 = 30;

/// Open cases of an area and of the areas within it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// Counts by area.
    pub(crate) areas: BTreeMap<AreaId, Count>,
    /// There are more than were counted.
    pub(crate) more: bool,
}

impl Tally {
    pub(crate) fn of(&self, area: &AreaId) -> Count {
        self.areas.get(area).copied().unwrap_or_default()
    }
}

/// Tallies of a ledger that has not changed since.
#[derive(Debug, Default)]
pub(crate) struct Tallies(Mutex<BTreeMap<Key, Kept>>);

/// An area, how many areas within it are counted, and what whoever asks sees of it where that is not
/// all.
type Key = (AreaId, usize, Option<Sight>);

#[derive(Debug)]
struct Kept {
    entries: u64,
    at: Timestamp,
    tally: Arc<Tally>,
}

impl Tallies {
    /// The tally of an area now; areas within it are counted with it.
    pub(crate) fn get(
        &self,
        store: &dyn Store,
        (area, within): (&AreaId, &[AreaId]),
        sight: Option<Sight>,
        now: Timestamp,
    ) -> Result<Arc<Tally>, WebError> {
        let key: Key = (area.clone(), within.len(), sight);
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
        let tally = match &key.2 {
            None => in_full(store, area, within, now)?,
            Some(_) => row_by_row(store, &key, now)?,
        };
        let tally = Arc::new(tally);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_MAX {
            kept.clear();
        }
        kept.insert(key, Kept { entries, at: now, tally: Arc::clone(&tally) });
        Ok(tally)
    }
}

/// Whoever sees all that an area has is told the store's own counts.
fn in_full(
    store: &dyn Store,
    area: &AreaId,
    within: &[AreaId],
    now: Timestamp,
) -> Result<Tally, WebError> {
    let areas: Vec<AreaId> = std::iter::once(area).chain(within).cloned().collect();
    let counts = store.count_under(&areas, now)?;
    Ok(Tally { areas: areas.into_iter().zip(counts).collect(), more: false })
}

/// What a position sees only in part is counted from the rows that it sees.
fn row_by_row(
    store: &dyn Store,
    (area, _, sight): &Key,
    now: Timestamp,
) -> Result<Tally, WebError> {
    let mut tally = Tally::default();
    let mut seen = 0;
    for phase in ["received", "open", "closed"] {
        // A closed case counts only while its review is overdue.
        let overdue_at = (phase == "closed").then_some(now);
        let (under, phase) = (Some(area.clone()), Some(phase.to_owned()));
        let sight = sight.clone();
        let filter = CaseFilter { under, phase, overdue_at, sight, ..CaseFilter::default() };
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

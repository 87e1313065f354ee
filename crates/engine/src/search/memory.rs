//! An index in memory, for tests: it looks at every document.

use super::document::{Document, Key, Kind};
use super::index::{Counts, Found, Index, IndexPlace, Update};
use super::query::{Query, Wanted};
use super::{Seen, snippet};
use crate::ports::StoreError;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tandem_core::{CaseId, Digest};

/// Everything in memory.
#[derive(Debug, Default)]
pub struct MemoryIndex(Mutex<Memory>);

#[derive(Debug, Default)]
struct Memory {
    place: Option<IndexPlace>,
    documents: BTreeMap<Key, Document>,
}

impl MemoryIndex {
    fn lock(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Index for MemoryIndex {
    fn place(&self) -> Option<IndexPlace> {
        self.lock().place
    }

    fn clear(&self) -> Result<(), StoreError> {
        *self.lock() = Memory::default();
        Ok(())
    }

    fn update(&self, update: Update) -> Result<(), StoreError> {
        let mut memory = self.lock();
        for key in &update.gone {
            memory.documents.remove(key);
        }
        memory.documents.extend(update.put.into_iter().map(|put| (put.key.clone(), put)));
        Ok(())
    }

    fn commit(&self, place: &IndexPlace) -> Result<(), StoreError> {
        self.lock().place = Some(*place);
        Ok(())
    }

    fn seen(&self, key: &Key) -> Result<Option<Seen>, StoreError> {
        Ok(self.lock().documents.get(key).map(|document| document.seen.clone()))
    }

    fn topics_of(&self, case: &CaseId) -> Result<Vec<String>, StoreError> {
        let memory = self.lock();
        let became = memory.documents.values().filter(|d| d.became.as_ref() == Some(case));
        Ok(became.map(|document| document.key.id.clone()).collect())
    }

    fn find(&self, query: &Query) -> Result<Found, StoreError> {
        let memory = self.lock();
        let mut fit: Vec<(u64, &Document)> =
            memory.documents.values().filter(|d| fits(d, query)).map(|d| (order(d), d)).collect();
        fit.sort_by_key(|(order, _)| std::cmp::Reverse(*order));
        let count = |kind| fit.iter().filter(|(_, d)| d.key.kind == kind).count() as u64;
        let counts = Counts {
            cases: count(Kind::Case),
            topics: count(Kind::Topic),
            posts: count(Kind::Post),
        };
        fit.retain(|(order, _)| query.cursor.is_none_or(|cursor| *order < cursor));
        let more = fit.len() > query.limit;
        fit.truncate(query.limit);
        let next = fit.last().filter(|_| more).map(|(order, _)| *order);
        Ok(Found { counts, keys: fit.iter().map(|(_, d)| d.key.clone()).collect(), next })
    }

    fn scrub(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

fn fits(document: &Document, query: &Query) -> bool {
    query.sight.as_ref().is_none_or(|sight| document.seen.by(sight))
        && query.kind.is_none_or(|kind| document.key.kind == kind)
        && query.under.as_ref().is_none_or(|area| document.areas.contains(area))
        && query.unit.as_ref().is_none_or(|unit| document.units.contains(unit))
        && query.state.as_ref().is_none_or(|state| document.state.as_ref() == Some(state))
        && query.from.is_none_or(|from| document.at >= from)
        && query.until.is_none_or(|until| document.at < until)
        && query.wanted.iter().all(|wanted| occurs(document, wanted))
}

/// Whether all that is marked for something wanted stands in a document.
fn occurs(document: &Document, wanted: &Wanted) -> bool {
    snippet::occur(&document.texts, wanted)
}

fn order(document: &Document) -> u64 {
    let Digest(bytes) = Digest::of(document.key.to_string().as_bytes());
    let low = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    (document.at.as_second().max(0) as u64) << 32 | u64::from(low)
}

//! The index as a port.

use super::document::{Document, Key, Seen};
use super::query::Query;
use crate::changes::ChangePlace;
use crate::ports::StoreError;
use serde::{Deserialize, Serialize};
use tandem_core::{CaseId, Digest};

/// Up to where an index has come, in which ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexPlace {
    /// Entries of the ledger.
    pub entries: u64,
    /// The hash of the last of them.
    pub root: Digest,
    /// The last change of the archive.
    pub change: ChangePlace,
    /// What the region's areas were: who sees what rests on them.
    pub areas: Digest,
}

/// What an index is to take over as one.
#[derive(Clone, Debug, Default)]
pub struct Update {
    /// Documents, in place of those of the same key.
    pub put: Vec<Document>,
    /// Documents that are no more.
    pub gone: Vec<Key>,
}

/// How many documents fit a query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Cases.
    pub cases: u64,
    /// Topics.
    pub topics: u64,
    /// Posts.
    pub posts: u64,
}

/// What an index found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// All that fits.
    pub counts: Counts,
    /// A part of it, newest first.
    pub keys: Vec<Key>,
    /// Where the next part starts.
    pub next: Option<u64>,
}

/// Finds documents by words and filters.
pub trait Index: Send + Sync {
    /// Up to where it has come; `None` where it is new, and so holds nothing.
    fn place(&self) -> Option<IndexPlace>;

    /// Forgets everything.
    fn clear(&self) -> Result<(), StoreError>;

    /// Takes an update over; what is taken over is found, and survives the process, from
    /// [`Index::commit`] on.
    fn update(&self, update: Update) -> Result<(), StoreError>;

    /// Makes what was taken over durable together with the place that it leads to.
    fn commit(&self, place: &IndexPlace) -> Result<(), StoreError>;

    /// Who sees a document, as it was last committed.
    fn seen(&self, key: &Key) -> Result<Option<Seen>, StoreError>;

    /// The topics that became a case, as they were last committed.
    fn topics_of(&self, case: &CaseId) -> Result<Vec<String>, StoreError>;

    /// Finds. What the query's sight does not see is neither found nor counted.
    fn find(&self, query: &Query) -> Result<Found, StoreError>;

    /// Rewrites what still holds documents that are gone, so that their words leave the disk.
    fn scrub(&self) -> Result<(), StoreError>;
}

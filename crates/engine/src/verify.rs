//! Proving that a ledger is what was written.

use crate::ports::{Head, Ledger, StoreError};
use crate::record::{GENESIS, hash};
use std::collections::BTreeMap;
use tandem_core::CaseId;

/// A ledger that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Verified {
    /// Its end.
    #[serde(flatten)]
    pub head: Head,
}

/// A ledger that does not.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// An entry is not what was written.
    #[error("entry {seq} (case {case}, version {version}) is not what was written: {what}")]
    Entry {
        /// Which.
        seq: u64,
        /// Of which case.
        case: CaseId,
        /// At which place in the case.
        version: u64,
        /// How it differs.
        what: String,
    },
    /// Entries are missing.
    #[error("after entry {after} the ledger should go on with entry {}, but has {found}", after + 1)]
    Gap {
        /// The last good one.
        after: u64,
        /// What comes instead.
        found: u64,
    },
    /// Entries at the end are missing, or the stored root was changed.
    #[error("the ledger ends at entry {entries} with another root than the one stored with it")]
    Root {
        /// Entries found.
        entries: u64,
    },
    /// Storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Walks the whole ledger: every hash, every place, every body, and the root at its end.
///
/// # Errors
/// The first entry that is not what was written.
pub fn verify(ledger: &dyn Ledger) -> Result<Verified, Broken> {
    const STRIDE: usize = 10_000;
    let (mut seq, mut root) = (0, GENESIS);
    let mut versions: BTreeMap<CaseId, u64> = BTreeMap::new();
    loop {
        let part = ledger.scan(seq, STRIDE)?;
        if part.is_empty() {
            break;
        }
        for stored in part {
            if stored.seq != seq + 1 {
                return Err(Broken::Gap { after: seq, found: stored.seq });
            }
            let broken = |what: &str| Broken::Entry {
                seq: stored.seq,
                case: stored.case.clone(),
                version: stored.version,
                what: what.to_owned(),
            };
            let expected = hash(root, stored.seq, &stored.case, stored.version, &stored.body);
            if expected != stored.hash {
                return Err(broken("its hash does not fit"));
            }
            let version = versions.entry(stored.case.clone()).or_insert(0);
            if stored.version != *version + 1 {
                return Err(broken("it is not the next of its case"));
            }
            *version += 1;
            if let Err(error) = stored.recorded() {
                return Err(broken(&error.to_string()));
            }
            (seq, root) = (stored.seq, stored.hash);
        }
    }
    let head = ledger.head()?;
    if head != (Head { entries: seq, root }) {
        return Err(Broken::Root { entries: seq });
    }
    Ok(Verified { head })
}

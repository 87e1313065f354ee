//! The stored form of an entry, format 1.
//!
//! A stored entry is a line of JSON beside the numbers that place it: its sequence number in the
//! whole ledger, its case and its version in the case. Its hash covers the hash of the entry
//! before it and all of these, so that nothing can be changed, added, removed or moved without
//! every later hash changing. JSON was chosen over a binary form because a ledger is a public
//! record: it must be readable without this program (decision 0004).
//!
//! Fields may be added to a format if they have a default; anything else is a new format with a
//! decoder of its own beside this one. `golden/v1.jsonl` holds one line of every kind of entry and
//! must parse for ever.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tandem_core::case::{Author, Entry, EntryKind};
use tandem_core::{AreaId, CaseId, Digest, StatementId, Timestamp, directory};

/// The format that is written.
pub const FORMAT: u8 = 1;

/// The hash before the first entry.
pub const GENESIS: Digest = Digest([0; 32]);

/// What the name of a directory's stream begins with. A ledger is many streams of entries: one a
/// case, under its id, and one an area that keeps a directory.
const DIRECTORY: &str = "directory:";

/// The stream under which the entries of an area's directory lie.
pub fn stream_of(area: &AreaId) -> CaseId {
    CaseId::new(format!("{DIRECTORY}{area}"))
}

/// The area whose directory a stream is; `None` for a case.
pub fn directory_of(stream: &CaseId) -> Option<AreaId> {
    stream.as_str().strip_prefix(DIRECTORY).map(AreaId::from)
}

/// An entry, of whichever kind of stream.
#[derive(Clone, Debug, PartialEq)]
pub enum Recorded {
    /// Of a case.
    Case(Entry),
    /// Of an area's directory.
    Directory(AreaId, directory::Entry),
}

impl Recorded {
    /// When it was made.
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Case(entry) => entry.at,
            Self::Directory(_, entry) => entry.at,
        }
    }

    /// By whom.
    pub fn by(&self) -> &Author {
        match self {
            Self::Case(entry) => &entry.by,
            Self::Directory(_, entry) => &entry.by,
        }
    }
}

/// An entry as it lies in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// Position in the whole ledger, from 1.
    pub seq: u64,
    /// The case.
    pub case: CaseId,
    /// Position in the case, from 1.
    pub version: u64,
    /// Which decoder reads the body.
    pub format: u8,
    /// The entry.
    pub body: String,
    /// Covers this entry and the hash before it.
    pub hash: Digest,
}

/// A stored entry that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Written by a newer program.
    #[error("entry {seq} has format {format}, this program reads up to {FORMAT}; upgrade it")]
    NewerFormat {
        /// Which entry.
        seq: u64,
        /// Its format.
        format: u8,
    },
    /// Not what was written.
    #[error("entry {seq} does not parse")]
    Unreadable {
        /// Which entry.
        seq: u64,
        /// Why.
        source: serde_json::Error,
    },
}

/// The body of an entry in the format that is written.
pub fn encode<T: Serialize>(entry: &T) -> String {
    serde_json::to_string(entry).expect("entries have string keys and no failing serialiser")
}

/// The hash of an entry at its place.
pub fn hash(before: Digest, seq: u64, case: &CaseId, version: u64, body: &str) -> Digest {
    let mut hasher = Sha256::new();
    hasher.update(before.0);
    hasher.update([FORMAT]);
    hasher.update(seq.to_be_bytes());
    hasher.update(version.to_be_bytes());
    hasher.update((case.as_str().len() as u64).to_be_bytes());
    hasher.update(case.as_str());
    hasher.update(body);
    Digest(hasher.finalize().into())
}

/// What the body of an entry that publishes a statement holds; a text in another entry may hold it
/// too, so the entry is read before anything rests on this.
pub const PUBLISHING: &str = "\"statement_published\"";

impl Stored {
    /// The statement that the entry publishes, if it does.
    ///
    /// # Errors
    /// Where the entry cannot be read.
    pub fn publishes(&self) -> Result<Option<StatementId>, ReadError> {
        if !self.body.contains(PUBLISHING) || directory_of(&self.case).is_some() {
            return Ok(None);
        }
        Ok(match self.entry()?.kind {
            EntryKind::StatementPublished { statement } => Some(statement),
            _ => None,
        })
    }

    /// The entry of a case.
    ///
    /// # Errors
    /// Where the format is newer than this program, or the body is not what was written.
    pub fn entry(&self) -> Result<Entry, ReadError> {
        self.parsed()
    }

    /// The entry of an area's directory.
    ///
    /// # Errors
    /// The same.
    pub fn directory_entry(&self) -> Result<directory::Entry, ReadError> {
        self.parsed()
    }

    /// The entry, of whichever kind of stream.
    ///
    /// # Errors
    /// The same.
    pub fn recorded(&self) -> Result<Recorded, ReadError> {
        match directory_of(&self.case) {
            None => self.entry().map(Recorded::Case),
            Some(area) => Ok(Recorded::Directory(area, self.directory_entry()?)),
        }
    }

    fn parsed<T: serde::de::DeserializeOwned>(&self) -> Result<T, ReadError> {
        if self.format != FORMAT {
            return Err(ReadError::NewerFormat { seq: self.seq, format: self.format });
        }
        serde_json::from_str(&self.body)
            .map_err(|source| ReadError::Unreadable { seq: self.seq, source })
    }
}

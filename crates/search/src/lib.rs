//! The search index, on tantivy.
//!
//! An index is a folder beside the ledger. It follows from the ledger and the archive: deleting it
//! loses nothing, and whatever cannot be read is thrown away and made anew. One process writes it;
//! others may read it meanwhile.
//!
//! Words of alphabetic scripts are folded and reduced to their English stems. Han is cut into
//! overlapping pairs of characters, the last one of a run also by itself ([`cut`]), so that any part
//! of a text is found that somebody types, and no dictionary has to know a new name first.
//!
//! Architecture invariant: this is the only crate that knows tantivy.
//!
//! Architecture invariant: no text is stored here; what is shown of a hit comes from the ledger and
//! the archive.

mod cut;
mod error;
mod fields;
mod find;
mod keep;
mod wanted;

pub use keep::TantivyIndex;

/// Name of the index's folder beside the ledger.
pub const FOLDER: &str = "search";

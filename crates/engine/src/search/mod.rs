//! Searching in cases, topics and posts.
//!
//! What can be found is kept in an [`Index`], which follows from the ledger and the archive and
//! can be thrown away at any time. A [`Finder`] keeps it: it knows up to which entry and which
//! change the index has come, goes on from there, and begins anew where the index is missing,
//! damaged, of another version or of another ledger.
//!
//! A reader finds what they see and nothing else. Every document says who sees it in the words of
//! [`tandem_core::sight`] ([`Seen`]), the index filters by that before it counts or cuts anything,
//! and what it finds is shown from the ledger and the archive as they are now. Hits come newest
//! first: an order by likeness would rest on how often a word stands in documents that the reader
//! does not see, and so tell of them.
//!
//! Architecture invariant: nothing here is a record; whatever the index says is read again from
//! where it came from before anybody sees it.

mod document;
mod finder;
mod hit;
mod index;
mod memory;
mod query;
mod snippet;

pub use document::{Document, Key, Kind, Seen};
pub use finder::{FindError, Finder, Refreshed};
pub use hit::{Answer, Hit, Of};
pub use index::{Counts, Found, Index, IndexPlace, Update};
pub use memory::MemoryIndex;
pub use query::{Query, QueryError, Wanted};
pub use snippet::{Part, snippet};

//! Everything that comes in from outside and becomes a [`Post`] or a [`Complaint`].
//!
//! A source speaks one of several forms (lines of JSON, CSV, a workbook, a feed, a webhook's body);
//! each is cut into rows, a [`Mapping`] says which column is what, and every row passes one door.
//! Whoever reads gets what could be read, and for each row that could not its place and a reason in
//! words. A bad row never stops the others; reading the same thing twice changes nothing.
//!
//! Architecture invariant: a raw author name exists only inside the function that parses a row. It
//! leaves as a pseudonym or not at all. Names, handles, avatars and gender are never copied, and
//! whoever opted out is not taken in.
//!
//! Architecture invariant: every text is masked here, at the door, before anybody else sees it.
//!
//! Architecture invariant: the readers read what they are handed; they open no file, read no clock
//! and know no network. Only [`fetch`] knows the network, and it reaches no address inside the
//! office unless the register allows it.

mod document;
mod door;
mod feed;
pub mod fetch;
pub mod hook;
mod lines;
mod mapping;
pub mod poll;
mod presets;
mod reader;
mod row;
mod tally;
mod time;
mod workbook;

use std::collections::BTreeSet;

use smol_str::SmolStr;
use tandem_sense::AuthorRef;
use tandem_sense::privacy::PseudonymKey;

pub use mapping::TimeFormat;
pub use mapping::{Appended, Columns, Encoding, Format, IdFrom, Mapping, MappingError, TextForm};
pub use presets::preset_names;
pub use reader::{Arrival, ReadError, Rows, read};
pub use row::{Reason, Skipped};
pub use tally::Tally;
pub use tandem_sense::{Complaint, Post};

/// What intake needs to know of the source it reads.
#[derive(Debug, Clone)]
pub struct Register {
    /// Registered source that posts get where the rows do not name theirs. It is also the scope of
    /// the pseudonyms: voices can be matched inside one source, and a topic gives its posts another
    /// scope.
    pub source: SmolStr,
    /// Other registered sources that rows may name.
    pub others: BTreeSet<SmolStr>,
    /// The secret behind the pseudonyms.
    pub key: PseudonymKey,
    /// Who does not want to be read.
    pub opted_out: BTreeSet<AuthorRef>,
    /// When the rows are read, seconds since 1970-01-01T00:00:00Z; a time without a year is the
    /// last one before it.
    pub at: i64,
}

impl Register {
    /// A source alone, from which nobody opted out.
    pub fn new(source: impl Into<SmolStr>, key: PseudonymKey, at: i64) -> Self {
        Self { source: source.into(), others: BTreeSet::new(), key, opted_out: BTreeSet::new(), at }
    }
}

#[cfg(test)]
mod tests;

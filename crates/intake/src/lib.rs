//! Everything that comes in from outside and becomes a [`Post`] or a [`Complaint`].
//!
//! Whoever imports a file gets what could be read, and for each row that could not a line number
//! and a reason in words. A bad row never stops the others; reading a file twice changes nothing.
//!
//! Architecture invariant: a raw author name exists only inside the function that parses a row. It
//! leaves as a pseudonym or not at all. Names, handles, avatars and gender are never copied.
//!
//! Architecture invariant: every text is masked here, at the door, before anybody else sees it.
//!
//! Architecture invariant: this crate reads through `BufRead` what it is handed; it opens no file,
//! reads no clock and knows no network.

mod mapping;
mod reader;
mod row;
mod tally;
mod time;

use tandem_sense::privacy::PseudonymKey;

pub use mapping::{Columns, Encoding, Format, Mapping, MappingError, TimeFormat};
pub use reader::{Complaints, Posts, read_complaints, read_posts};
pub use row::{Reason, Skipped};
pub use tally::Tally;
pub use tandem_sense::{Complaint, Post};

/// What an import needs to know of the source it reads.
#[derive(Debug, Clone)]
pub struct Register {
    /// Registered source that posts get where the rows do not name theirs.
    pub source: String,
    /// Scope of the pseudonyms, such as the import or the month: voices can be matched inside it
    /// and not beyond. A case gives its posts another scope.
    pub scope: String,
    /// The secret behind the pseudonyms.
    pub key: PseudonymKey,
}

#[cfg(test)]
mod tests;

//! The privacy of the door: personal numbers are masked, authors become scoped pseudonyms.
//!
//! Masking is done on text before anything else sees it. What is masked is what identifies or
//! reaches a person: telephone, identity document, bank card, electronic mail, vehicle plate.
//! Dates, amounts, room numbers and document numbers are part of the matter and stay.

mod numbers;
mod scan;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use scan::mask;

use crate::post::AuthorRef;

/// Kind of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Mobile or landline telephone number.
    Telephone,
    /// Resident identity number of 18 or 15 digits.
    Identity,
    /// Bank card number.
    BankCard,
    /// Electronic mail address.
    Mail,
    /// Vehicle plate.
    Plate,
}

impl Kind {
    /// Every kind, in the order of [`Counts`].
    pub const ALL: [Self; 5] =
        [Self::Telephone, Self::Identity, Self::BankCard, Self::Mail, Self::Plate];

    /// What stands in the text instead.
    pub fn placeholder(self) -> &'static str {
        match self {
            Self::Telephone => "[电话]",
            Self::Identity => "[证件号]",
            Self::BankCard => "[银行卡号]",
            Self::Mail => "[邮箱]",
            Self::Plate => "[车牌]",
        }
    }
}

/// How many of each kind were masked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts([u32; 5]);

impl Counts {
    /// Number masked of one kind.
    pub fn of(&self, kind: Kind) -> u32 {
        self.0[kind as usize]
    }

    /// Number masked of all kinds.
    pub fn total(&self) -> u32 {
        self.0.iter().sum()
    }

    /// Adds the counts of another text.
    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }

    /// What was counted after an earlier count of the same texts.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        let mut counts = *self;
        for (mine, theirs) in counts.0.iter_mut().zip(earlier.0) {
            *mine -= theirs;
        }
        counts
    }

    fn count(&mut self, kind: Kind) {
        self.0[kind as usize] += 1;
    }
}

/// A text without personal numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    /// The text with placeholders.
    pub text: String,
    /// What was replaced.
    pub masked: Counts,
}

/// The secret from which pseudonyms are made. Lost key: voices can no longer be matched. Leaked
/// key: guessed names can be tested. It is never printed.
#[derive(Clone)]
pub struct PseudonymKey([u8; 32]);

impl fmt::Debug for PseudonymKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PseudonymKey(…)")
    }
}

impl PseudonymKey {
    /// Takes 32 secret bytes.
    pub fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// The pseudonym of an author inside one scope (a case, a topic, an import). References of
    /// different scopes cannot be joined without the key.
    pub fn author_ref(&self, scope: &str, author: &str) -> AuthorRef {
        self.derive(b"author", scope, author)
    }

    /// The pseudonym that a pseudonym gets when its post enters another scope.
    pub fn rescope(&self, scope: &str, author: &AuthorRef) -> AuthorRef {
        self.derive(b"rescope", scope, author.as_str())
    }

    /// What is noted of a person who does not want to be read at a source. It matches the handle
    /// in any case, with or without `@`, and nothing that is kept of posts.
    pub fn opt_out_ref(&self, source: &str, handle: &str) -> AuthorRef {
        let handle = handle.trim().trim_start_matches(['@', '＠']).to_lowercase();
        self.derive(b"opt-out", source, &handle)
    }

    /// A digest of bytes that nobody can recompute who lacks the key: it recognises a delivery and
    /// lets nobody try out what stood in it.
    pub fn digest(&self, bytes: &[u8]) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(b"delivery\0");
        hasher.update(bytes);
        *hasher.finalize().as_bytes()
    }

    fn derive(&self, purpose: &[u8], scope: &str, of: &str) -> AuthorRef {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        for part in [purpose, scope.as_bytes(), of.as_bytes()] {
            // The length in front keeps ("ab", "c") and ("a", "bc") apart.
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        AuthorRef::from_hash(&hasher.finalize())
    }
}

#[cfg(test)]
mod tests;

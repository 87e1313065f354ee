//! One voice: where a text says something else than what stands.
//!
//! What is told to the public must agree with the fact sheet and with what other units have said.
//! A text is read once ([`Spoken`]) and held against findings ([`Spoken::against_finding`]) and other
//! texts ([`Spoken::against`]).
//! Both look for three things that can be told from words alone: another number of the same thing,
//! another time of the same thing, and the same thing said the other way round (`合格` and
//! `不合格`, `none injured` and `two injured`).
//!
//! It would rather miss than cry wolf, since it stands in the way of what is said: a text that also
//! says what stands agrees; what a sentence only repeats as a rumour, or denies as one, is not said;
//! numbers that claim to be approximate agree within a tenth. A cause told in other words is left to
//! people, who cite findings and settle disputes.

mod facts;
mod finding;
mod spoken;
mod statement;
mod words;

#[cfg(test)]
mod tests;

pub use finding::Stands;
pub use spoken::Spoken;

use crate::fidelity::{Fact, Reason, Span};

/// Another number agrees with one that claims to be approximate within this share.
const ABOUT: f64 = 0.1;

/// Something said otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// What kind of fact.
    pub fact: Fact,
    /// What stands, in its own words.
    pub stands: String,
    /// Where the text says otherwise.
    pub said: Span,
    /// Why, in words for a person.
    pub reason: Reason,
}

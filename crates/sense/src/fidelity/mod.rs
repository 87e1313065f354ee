//! How much of an original text survives in one that was relayed, and what became of the rest.
//!
//! A report loses on its way up: facts are left out, numbers change, `可能` becomes a certainty,
//! `极其严重` becomes `有些`. [`compare`] holds a relayed text against the original that travels with
//! it, never against the previous hop, and names every difference with the place where it stands in
//! both.
//!
//! Both texts are cut into clauses; equal clauses pair off in any order, the others by what they
//! share. Inside a pair the facts are compared by kind: numbers as values with their units and how
//! exact they claim to be, times by their fields, names by what they end in, negation, qualifiers,
//! what is binding, what is done or only planned, and how grave it is said to be. Reordering,
//! abbreviated names, other formats of numbers and dates, common synonyms and courtesy are no
//! difference.
//!
//! # Formulas
//! With the facts F₀ of the original (each clause's content, each number, time and name), and F_k of
//! the relayed text (after Allport and Postman's levelling and sharpening, and March and Simon's
//! absorption of uncertainty):
//!
//! - omission O = 1 − |F₀ ∩ F_k| / |F₀|
//! - addition A = |F_k ∖ F₀| / |F_k|
//! - alteration M = changed / kept; a changed number counts |x − x₀| / max(|x₀|, 1), from ¼ to 1
//! - qualifier loss Q = qualifiers lost / qualifiers of what was kept
//! - severity drift S = D / (2 + |D|), where D is the sum of steps on a scale of grades from −2 to 4,
//!   of powers of ten by which the people harmed became more or fewer, and of a quarter of the grade
//!   of each harm that was left out;
//!   above 0 it was exaggerated, below 0 minimised
//! - unsupported U = relayed sentences that say something of which the original says nothing /
//!   relayed sentences
//! - fidelity Φ = (1 − O)(1 − M)(1 − A)(1 − q)(1 − |S| / 2), where q is the share of kept facts that
//!   lost their qualifier
//!
//! (1 − O)(1 − M) is the share of the original that arrived as it was, so leaving out more never
//! raises Φ.

mod align;
mod diff;
mod judge;
mod names;
pub(crate) mod number;
pub(crate) mod read;
pub(crate) mod time;
mod units;
pub(crate) mod words;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

/// A relayed text against its original.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fidelity {
    /// How much survived as it was, 0 to 1.
    pub fidelity: f64,
    /// Share of the original's facts that is gone, 0 to 1.
    pub omission: f64,
    /// Share of the relayed facts that the original does not have, 0 to 1.
    pub addition: f64,
    /// Share of the kept facts that was changed, 0 to 1.
    pub alteration: f64,
    /// Share of the qualifiers that was lost where the statement was kept, 0 to 1.
    pub qualifier_loss: f64,
    /// How much graver (above 0) or milder (below 0) it is told, −1 to 1.
    pub severity_drift: f64,
    /// Share of the relayed sentences of which the original says nothing, 0 to 1.
    pub unsupported: f64,
    /// The relayed text says nothing of the matter, as `留言已收悉` or a blank text.
    pub empty: bool,
    /// Each difference, in the order of the original and then of the relayed text.
    pub differences: Vec<Difference>,
}

impl Fidelity {
    /// Fidelity of each of `hops` equally faithful hops: Φ^(1/k). No hop loses nothing.
    pub fn per_hop(&self, hops: u32) -> f64 {
        if hops == 0 { 1.0 } else { self.fidelity.powf(1.0 / f64::from(hops)) }
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What happened.
    pub kind: Kind,
    /// To what kind of fact.
    pub fact: Fact,
    /// Where it stands in the original; nothing for an addition.
    pub original: Option<Span>,
    /// Where it stands in the relayed text; nothing for an omission.
    pub relayed: Option<Span>,
    /// Why, in words for a person.
    pub reason: Reason,
}

/// What happened to a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It is gone.
    Omission,
    /// It was not there.
    Addition,
    /// It says something else.
    Alteration,
    /// It lost `可能`, `据说`, `约`, `部分`.
    QualifierLoss,
    /// It is told as graver than it was.
    Exaggeration,
    /// It is told as milder than it was.
    Minimising,
    /// Nothing was relayed but courtesy and that a message came in.
    Empty,
}

/// Kind of fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// A person, body or unit.
    Who,
    /// What happened or holds.
    What,
    /// A place.
    Where,
    /// A time.
    When,
    /// A number with its unit.
    Number,
    /// Who says so.
    Source,
    /// What happened to people.
    Harm,
    /// What is asked for.
    Ask,
}

/// A place in a text, in characters, with what stands there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// First character.
    pub start: usize,
    /// The character behind the last.
    pub end: usize,
    /// What stands there.
    pub text: String,
}

/// A reason in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Holds a relayed text against its original.
///
/// Equal input gives equal output. Time and memory grow with the length of the texts; what a text
/// of a million characters needs is bounded by cutting clauses and by the number of clauses looked
/// at for one word.
///
/// ```
/// use tandem_sense::fidelity::{Kind, compare};
/// let found = compare("3月5日青秀区有3人受伤。", "3月5号青秀区有5人受伤。");
/// assert_eq!(found.differences.len(), 1);
/// assert_eq!(found.differences[0].kind, Kind::Alteration);
/// ```
pub fn compare(original: &str, relayed: &str) -> Fidelity {
    judge::judge(original, relayed)
}

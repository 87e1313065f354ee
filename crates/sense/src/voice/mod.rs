//! One voice: where a text says something else than what stands.
//!
//! What is told to the public must agree with the fact sheet and with what other units have said.
//! [`against_finding`] holds a text against one finding, [`against_statement`] against another text.
//! Both look for three things that can be told from words alone: another number of the same thing,
//! another time of the same thing, and the same thing said the other way round (`合格` and
//! `不合格`, `none injured` and `two injured`).
//!
//! It would rather miss than cry wolf, since it stands in the way of what is said: a text that also
//! says what stands agrees; what a sentence only repeats as a rumour, or denies as one, is not said;
//! numbers that claim to be approximate agree within a tenth. A cause told in other words is left to
//! people, who cite findings and settle disputes.

mod about;
mod finding;
mod statement;

#[cfg(test)]
mod tests;

use crate::fidelity::{self, Fact, Kind, Reason, Span};
use about::Spoken;

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

/// The first place where a text contradicts a finding: what it is about, and what is so.
///
/// ```
/// use tandem_sense::voice::against_finding;
/// let found = against_finding("受伤人数", "3人", "事故造成5人受伤，均已送医。");
/// assert_eq!(found.unwrap().said.text, "5人");
/// assert_eq!(against_finding("受伤人数", "3人", "三人受伤，均已送医。"), None);
/// ```
pub fn against_finding(about: &str, value: &str, text: &str) -> Option<Contradiction> {
    finding::contradiction(about, value, text)
}

/// Where a text contradicts what another one says of the same thing.
///
/// Only what both tell in like words can be compared; see [`fidelity::compare`] for numbers and
/// times. The same clause said the other way round shares nearly all of its words.
pub fn against_statement(theirs: &str, text: &str) -> Vec<Contradiction> {
    let (told, spoken) = (Spoken::of(theirs), Spoken::of(text));
    let compared = fidelity::compare(theirs, text);
    let altered = compared.differences.into_iter().filter(|d| d.kind == Kind::Alteration);
    let counted = altered
        .filter_map(|d| Some((d.fact, d.original?, d.relayed?, d.reason)))
        .filter(|(fact, stands, said, _)| match fact {
            Fact::Number => spoken.counts_otherwise(&stands.text, said),
            Fact::When => !spoken.tells_time(&stands.text),
            _ => false,
        })
        .filter(|(_, stands, said, _)| {
            !told.only_reports(stands.start)
                && !spoken.only_reports(said.start)
                && told.is_of_one_thing(stands.start, &spoken, said.start)
        })
        .map(|(fact, stands, said, reason)| Contradiction {
            fact,
            stands: stands.text,
            said,
            reason,
        });
    counted.chain(told.turned_round(&spoken)).collect()
}

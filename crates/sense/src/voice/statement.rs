//! A text against another one.

use super::Contradiction;
use super::facts::{agrees, is_negated, opposed};
use super::spoken::Spoken;
use super::words::{SPEAKS_MIN, Words};
use crate::fidelity::read::{Kind, Token, read};
use crate::fidelity::{self, Fact, Kind as Difference, Reason, Span};

/// Content below which a clause, such as a date of its own, is read with its sentence.
const CLAUSE_MIN: f32 = 3.0;
/// Share of the longer clause's words that both have, where one says the other the other way round.
const ALIKE_MIN: f32 = 0.75;
/// Clauses of each text that are compared.
const CLAUSES_MAX: usize = 400;

impl Spoken {
    /// Where it contradicts what another text says of the same thing.
    ///
    /// Only what both tell in like words can be compared; see [`fidelity::compare`] for numbers and
    /// times. The same clause said the other way round shares nearly all of its words.
    pub fn against(&self, theirs: &Self) -> Vec<Contradiction> {
        let compared = fidelity::compare(&theirs.text, &self.text);
        let altered = compared.differences.into_iter().filter(|d| d.kind == Difference::Alteration);
        let counted = altered
            .filter_map(|d| Some((d.fact, d.original?, d.relayed?, d.reason)))
            .filter(|(fact, stands, said, _)| match fact {
                Fact::Number => self.counts_otherwise(&stands.text, said),
                Fact::When => !read(&stands.text).times.iter().any(|time| self.tells_time(time)),
                _ => false,
            })
            .filter(|(_, stands, said, _)| {
                !theirs.only_reports(stands.start)
                    && !self.only_reports(said.start)
                    && theirs.is_of_one_thing(stands.start, self, said.start)
            })
            .map(|(fact, stands, said, reason)| Contradiction {
                fact,
                stands: stands.text,
                said,
                reason,
            });
        counted.chain(theirs.turned_round(self)).collect()
    }

    /// Whether what stands at two places, the other one in another text, is told of one thing: they
    /// share most of the words of the shorter one.
    fn is_of_one_thing(&self, place: usize, other: &Self, there: usize) -> bool {
        let scopes = self.scope(place).zip(other.scope(there));
        scopes.is_some_and(|(ours, theirs)| {
            let shorter = ours.weight.min(theirs.weight);
            shorter > 0.0 && ours.shared(&theirs) >= SPEAKS_MIN * shorter
        })
    }

    fn scope(&self, place: usize) -> Option<Words> {
        let clause = self.clause_at(place)?;
        let words = self.words(self.reading.of(clause));
        let enough = words.weight >= CLAUSE_MIN;
        Some(if enough { words } else { self.words(self.sentence_of(clause)) })
    }

    fn words(&self, tokens: &[Token]) -> Words {
        Words::of(&self.reading, tokens)
    }

    /// Another number is said here of what stands, and its sentence does not say what stands too.
    fn counts_otherwise(&self, stands: &str, said: &Span) -> bool {
        let (stands, number) = (read(stands), read(&said.text));
        let (Some(stands), Some(number)) = (stands.numbers.first(), number.numbers.first()) else {
            return false;
        };
        let Some(clause) = self.clause_at(said.start) else { return false };
        let mut beside = self.sentence_of(clause).iter().filter_map(|token| match token.kind {
            Kind::Number(index) => Some(self.reading.numbers[index as usize]),
            _ => None,
        });
        stands.unit == number.unit
            && !agrees(stands, number)
            && !beside.any(|other| other.unit == stands.unit && agrees(stands, &other))
    }

    /// The clauses of another text that say one of these the other way round.
    fn turned_round<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = Contradiction> + 'a {
        let ours = self.claims();
        other.claims().into_iter().filter_map(move |theirs| {
            let mut alike = ours.iter().filter(|ours| {
                let longer = ours.words.weight.max(theirs.words.weight);
                ours.words.shared(&theirs.words) >= ALIKE_MIN * longer
            });
            let turned = |ours: &Claim<'_>| {
                let pair = ours
                    .tokens
                    .iter()
                    .any(|a| theirs.tokens.iter().any(|b| opposed(a.surface, b.surface)));
                (is_negated(ours.tokens) != is_negated(theirs.tokens)) != pair
            };
            // One that says the same stands beside it: then it is no contradiction.
            let first = alike.next()?;
            let all = std::iter::once(first).chain(alike);
            all.clone().all(turned).then(|| theirs.against(other, first, self))
        })
    }

    /// Clauses that say something of their own.
    fn claims(&self) -> Vec<Claim<'_>> {
        let said = (0..self.reading.clauses.len()).filter(|&clause| !self.reports(clause));
        said.map(|clause| self.reading.of(clause))
            .map(|tokens| Claim { tokens, words: self.words(tokens) })
            .filter(|claim| claim.words.weight >= CLAUSE_MIN)
            .take(CLAUSES_MAX)
            .collect()
    }
}

/// A clause that says something.
struct Claim<'a> {
    tokens: &'a [Token],
    words: Words,
}

impl Claim<'_> {
    fn span(&self, of: &Spoken) -> Span {
        let (from, to) = (self.tokens[0].start, self.tokens[self.tokens.len() - 1].end);
        let (start, end) = of.reading.span(from, to);
        Span { start, end, text: of.reading.written(from, to) }
    }

    fn against(&self, own: &Spoken, theirs: &Claim<'_>, of: &Spoken) -> Contradiction {
        let (stands, said) = (theirs.span(of).text, self.span(own));
        let reason = Reason {
            zh: format!("已发布的是“{stands}”，这里说法相反：“{}”", said.text),
            en: format!(
                "`{stands}` was published, and the text says the opposite: `{}`",
                said.text
            ),
        };
        Contradiction { fact: Fact::What, stands, said, reason }
    }
}

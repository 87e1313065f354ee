//! A text that speaks: its clauses, and which of them only report or deny what others say.

use super::facts::{agrees, fits};
use super::words::Words;
use crate::fidelity::number::Number;
use crate::fidelity::read::{Kind, Reading, Token, read};
use crate::fidelity::time::Time;
use crate::fidelity::words::Hedge;

/// Words by which a sentence says that what others say is not so.
const DENIED: [&str; 8] =
    ["谣", "不实", "不属实", "rumour", "rumor", "untrue", "not true", "is false"];
/// Words by which a clause counts only what came in addition.
const MORE: [&str; 9] =
    ["新增", "新的", "其他", "其它", "further", "other", "more", "additional", "new"];

/// A text that was read once, to be held against findings and other texts.
pub struct Spoken {
    pub(super) text: String,
    pub(super) reading: Reading,
    sentences: Vec<Sentence>,
    /// The sentence of each clause.
    sentence_of: Vec<usize>,
}

/// A range of tokens, and whether it says something as so.
struct Sentence {
    first: u32,
    past: u32,
    /// It is hearsay, or holds under a condition.
    unsure: bool,
    /// It says that what others say is not so.
    denies: bool,
}

impl Spoken {
    /// Reads a text.
    pub fn of(text: &str) -> Self {
        let reading = read(text);
        let mut sentences: Vec<Sentence> = Vec::new();
        let mut sentence_of = Vec::with_capacity(reading.clauses.len());
        let mut number = None;
        for clause in &reading.clauses {
            match sentences.last_mut().filter(|_| number == Some(clause.sentence)) {
                Some(sentence) => sentence.past = clause.past,
                None => {
                    let (first, past) = (clause.first, clause.past);
                    sentences.push(Sentence { first, past, unsure: false, denies: false });
                }
            }
            number = Some(clause.sentence);
            sentence_of.push(sentences.len() - 1);
        }
        for sentence in &mut sentences {
            let tokens = &reading.tokens[sentence.first as usize..sentence.past as usize];
            let unsure =
                |t: &Token| matches!(t.kind, Kind::Hedge(Hedge::Hearsay | Hedge::Condition));
            let written = reading.text(tokens[0].start, tokens[tokens.len() - 1].end);
            sentence.unsure = tokens.iter().any(unsure);
            sentence.denies = DENIED.iter().any(|word| written.contains(word));
        }
        Self { text: text.to_owned(), reading, sentences, sentence_of }
    }

    /// The clauses that speak of a subject as something that is so.
    pub(super) fn of_subject<'a>(&'a self, about: &'a Words) -> impl Iterator<Item = Clause<'a>> {
        let said = (0..self.reading.clauses.len()).filter(|&clause| !self.reports(clause));
        said.filter_map(|clause| self.speaking(self.said_at(clause), about))
    }

    /// The clauses that speak of a subject in a sentence that denies what others say of it.
    pub(super) fn denied<'a>(&'a self, about: &'a Words) -> impl Iterator<Item = Clause<'a>> {
        let denied = (0..self.reading.clauses.len())
            .filter(|&clause| self.sentences[self.sentence_of[clause]].denies);
        denied.filter_map(|clause| self.speaking(self.reading.of(clause), about))
    }

    fn speaking<'a>(&'a self, tokens: &'a [Token], about: &Words) -> Option<Clause<'a>> {
        let place = about.place_in(&self.reading, tokens)?;
        Some(Clause { reading: &self.reading, tokens, place })
    }

    /// A clause, with the one behind it where a colon leads to that: `受伤人数：5`.
    fn said_at(&self, clause: usize) -> &[Token] {
        let tokens = self.reading.of(clause);
        let here = &self.reading.clauses[clause];
        let (Some(next), Some(last)) = (self.reading.clauses.get(clause + 1), tokens.last()) else {
            return tokens;
        };
        let until = self.reading.tokens[next.first as usize].start;
        if self.reading.text(last.end, until).trim_end() != ":" {
            return tokens;
        }
        &self.reading.tokens[here.first as usize..next.past as usize]
    }

    /// Whether the sentence at a place of the text, in characters, only reports what others say.
    pub(super) fn only_reports(&self, place: usize) -> bool {
        self.clause_at(place).is_some_and(|clause| self.reports(clause))
    }

    /// Whether the sentence of a clause only reports or denies what others say.
    pub(super) fn reports(&self, clause: usize) -> bool {
        let sentence = &self.sentences[self.sentence_of[clause]];
        sentence.unsure || sentence.denies
    }

    /// The clause at a place of the text, in characters.
    pub(super) fn clause_at(&self, place: usize) -> Option<usize> {
        let clauses = &self.reading.clauses;
        let end = |past: u32| {
            let last = &self.reading.tokens[past as usize - 1];
            self.reading.span(last.start, last.end).1
        };
        let found = clauses.partition_point(|clause| end(clause.past) <= place);
        (found < clauses.len()).then_some(found)
    }

    /// The tokens of the sentence of a clause.
    pub(super) fn sentence_of(&self, clause: usize) -> &[Token] {
        let Sentence { first, past, .. } = self.sentences[self.sentence_of[clause]];
        &self.reading.tokens[first as usize..past as usize]
    }

    /// Whether a number of the text agrees with one that stands.
    pub(super) fn tells_number(&self, stands: &Number) -> bool {
        self.reading.numbers.iter().any(|said| agrees(stands, said))
    }

    /// Whether a time of the text agrees with one that stands.
    pub(super) fn tells_time(&self, stands: &Time) -> bool {
        self.reading.times.iter().any(|said| fits(stands, said))
    }
}

/// A clause that speaks of a subject.
pub(super) struct Clause<'a> {
    reading: &'a Reading,
    pub(super) tokens: &'a [Token],
    /// Where the subject stands, among folded characters.
    place: u32,
}

impl Clause<'_> {
    /// The number nearest to the subject that may count the same thing.
    pub(super) fn number(&self, stands: &Number) -> Option<(Token, Number)> {
        let numbers = self.tokens.iter().filter_map(|token| match token.kind {
            Kind::Number(index) => Some((*token, self.reading.numbers[index as usize])),
            _ => None,
        });
        let alike = numbers.filter(|(_, said)| !said.weak && stands.comparable(said));
        alike.min_by_key(|(token, _)| token.start.abs_diff(self.place))
    }

    /// The time nearest to the subject.
    pub(super) fn time(&self) -> Option<(Token, Time)> {
        let times = self.tokens.iter().filter_map(|token| match token.kind {
            Kind::Time(index) => Some((*token, self.reading.times[index as usize])),
            _ => None,
        });
        times.min_by_key(|(token, _)| token.start.abs_diff(self.place))
    }

    /// Whether it says that there is none of it: `无人受伤`, and not `无新增受伤`.
    pub(super) fn denies(&self) -> bool {
        let written = self.written();
        let no = self.tokens.iter().any(|token| token.kind == Kind::Negation);
        no && !MORE.iter().any(|word| written.contains(word))
    }

    /// From its first to its last token.
    pub(super) fn ends(&self) -> (u32, u32) {
        let (first, last) = (self.tokens.first(), self.tokens.last());
        (first.map_or(0, |t| t.start), last.map_or(0, |t| t.end))
    }

    /// Its words.
    pub(super) fn words(&self) -> Words {
        Words::of(self.reading, self.tokens)
    }

    fn written(&self) -> String {
        let (from, to) = self.ends();
        self.reading.text(from, to)
    }
}

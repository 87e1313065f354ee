//! A text against one finding.

use super::Contradiction;
use super::facts::{agrees, fits, is_negated, opposed};
use super::spoken::{Clause, Spoken};
use super::words::Words;
use crate::fidelity::number::{Near, Number};
use crate::fidelity::read::{Kind, Reading, Token, read};
use crate::fidelity::{Fact, Reason, Span};

/// A finding that was read once: what it is about, and what is so.
pub struct Stands {
    about: Words,
    value: String,
    reading: Reading,
    content: Words,
}

impl Stands {
    /// Reads what a finding is about and its value.
    pub fn of(about: &str, value: &str) -> Self {
        let (subject, reading) = (read(about), read(value));
        let about = Words::of(&subject, &subject.tokens);
        let content = Words::of(&reading, &reading.tokens);
        Self { about, value: value.trim().to_owned(), reading, content }
    }
}

impl Spoken {
    /// The first place where it contradicts a finding.
    ///
    /// ```
    /// use tandem_sense::voice::{Spoken, Stands};
    /// let stands = Stands::of("受伤人数", "3人");
    /// let found = Spoken::of("事故造成5人受伤，均已送医。").against_finding(&stands);
    /// assert_eq!(found.unwrap().said.text, "5人");
    /// assert_eq!(Spoken::of("三人受伤，均已送医。").against_finding(&stands), None);
    /// ```
    pub fn against_finding(&self, stands: &Stands) -> Option<Contradiction> {
        if stands.about.weight <= 0.0 {
            return None;
        }
        let of = Of { stands, spoken: self };
        let untrue = self.denied(&stands.about).find_map(|clause| of.called_untrue(&clause));
        if untrue.is_some() {
            return untrue;
        }
        let clauses: Vec<Clause<'_>> = self.of_subject(&stands.about).collect();
        let counted = |clause: &Clause<'_>| of.number(clause).or_else(|| of.time(clause));
        let counted = clauses.iter().find_map(counted);
        counted.or_else(|| clauses.iter().find_map(|clause| of.turned_round(clause)))
    }
}

/// A finding's value, and the text held against it.
struct Of<'a> {
    stands: &'a Stands,
    spoken: &'a Spoken,
}

impl Of<'_> {
    fn number(&self, clause: &Clause<'_>) -> Option<Contradiction> {
        if let Some(none) = self.none() {
            let (token, said) = clause.number(&none)?;
            let stands = said.value > 0.0 && !clause.denies();
            return stands.then(|| self.found(Fact::Number, (token.start, token.end)));
        }
        let [stands] = self.stands.reading.numbers[..] else { return None };
        if self.spoken.tells_number(&stands) {
            return None;
        }
        match clause.number(&stands) {
            Some((token, said)) if !agrees(&stands, &said) => {
                Some(self.found(Fact::Number, (token.start, token.end)))
            }
            Some(_) => None,
            None => (stands.value > 0.0 && clause.denies())
                .then(|| self.found(Fact::Number, clause.ends())),
        }
    }

    /// What stands is told as a rumour.
    fn called_untrue(&self, clause: &Clause<'_>) -> Option<Contradiction> {
        let [stands] = self.stands.reading.numbers[..] else { return None };
        let (_, said) = clause.number(&stands)?;
        let same = agrees(&stands, &said) && said.value > 0.0;
        same.then(|| self.found(Fact::Number, clause.ends()))
    }

    /// That there is none, as a number: `无`, `none`.
    fn none(&self) -> Option<Number> {
        let tokens = &self.stands.reading.tokens;
        let no = tokens.iter().any(|token| token.kind == Kind::Negation);
        let counts = |token: &Token| matches!(token.kind, Kind::Number(_) | Kind::Time(_));
        let only = !tokens.iter().any(counts) && tokens.len() <= 4;
        (no && only).then_some(Number { value: 0.0, unit: 0, near: Near::Exact, weak: false })
    }

    fn time(&self, clause: &Clause<'_>) -> Option<Contradiction> {
        let [stands] = self.stands.reading.times[..] else { return None };
        if self.spoken.tells_time(&stands) {
            return None;
        }
        let (token, said) = clause.time()?;
        let otherwise = stands.conflicts(&said) && !fits(&stands, &said);
        otherwise.then(|| self.found(Fact::When, (token.start, token.end)))
    }

    /// The same thing with or without a no, or a word and its opposite.
    fn turned_round(&self, clause: &Clause<'_>) -> Option<Contradiction> {
        let stands = &self.stands.reading;
        let counted = !stands.numbers.is_empty() || !stands.times.is_empty();
        if counted || self.none().is_some() {
            return None;
        }
        let opposite = stands
            .tokens
            .iter()
            .any(|stands| clause.tokens.iter().any(|said| opposed(stands.surface, said.surface)));
        let content = &self.stands.content;
        let told = content.weight > 0.0 && content.are_among(&clause.words());
        let denied = told && is_negated(&stands.tokens) != is_negated(clause.tokens);
        (opposite != denied).then(|| self.found(Fact::What, clause.ends()))
    }

    fn found(&self, fact: Fact, (start, end): (u32, u32)) -> Contradiction {
        let reading = &self.spoken.reading;
        let (from, to) = reading.span(start, end);
        let text = reading.written(start, end);
        let value = &self.stands.value;
        let reason = Reason {
            zh: format!("已核实的是“{value}”，这里却说“{text}”"),
            en: format!("what stands is `{value}`, and the text says `{text}`"),
        };
        Contradiction {
            fact,
            stands: value.clone(),
            said: Span { start: from, end: to, text },
            reason,
        }
    }
}

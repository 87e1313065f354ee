//! A text against one finding.

use super::Contradiction;
use super::about::{About, Clause, Spoken, agrees, fits, is_negated, opposed};
use crate::fidelity::number::{Near, Number};
use crate::fidelity::read::{Kind, Reading, Token, read};
use crate::fidelity::{Fact, Reason, Span};

pub(super) fn contradiction(about: &str, value: &str, text: &str) -> Option<Contradiction> {
    let spoken = Spoken::of(text);
    let subject = read(about);
    let stands = read(value);
    let about = About::of(&subject)?;
    let of = Of { stands: &stands, value, spoken: &spoken };
    let clauses: Vec<Clause<'_>> = spoken.of_subject(&about).collect();
    if let Some(found) = spoken.denied(&about).find_map(|clause| of.called_untrue(&clause)) {
        return Some(found);
    }
    let counted = clauses.iter().find_map(|clause| of.number(clause).or_else(|| of.time(clause)));
    counted.or_else(|| clauses.iter().find_map(|clause| of.turned_round(clause)))
}

/// A finding's value, and the text held against it.
struct Of<'a> {
    stands: &'a Reading,
    value: &'a str,
    spoken: &'a Spoken,
}

impl Of<'_> {
    fn number(&self, clause: &Clause<'_>) -> Option<Contradiction> {
        if let Some(none) = self.none() {
            let (token, said) = clause.number(&none)?;
            let stands = said.value > 0.0 && !clause.denies();
            return stands.then(|| self.found(Fact::Number, (token.start, token.end)));
        }
        let [stands] = self.stands.numbers[..] else { return None };
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
        let [stands] = self.stands.numbers[..] else { return None };
        let (_, said) = clause.number(&stands)?;
        let same = agrees(&stands, &said) && said.value > 0.0;
        same.then(|| self.found(Fact::Number, clause.ends()))
    }

    /// That there is none, as a number: `无`, `none`.
    fn none(&self) -> Option<Number> {
        let no = self.stands.tokens.iter().any(|token| token.kind == Kind::Negation);
        let counts = |token: &Token| matches!(token.kind, Kind::Number(_) | Kind::Time(_));
        let only = !self.stands.tokens.iter().any(counts) && self.stands.tokens.len() <= 4;
        (no && only).then_some(Number { value: 0.0, unit: 0, near: Near::Exact, weak: false })
    }

    fn time(&self, clause: &Clause<'_>) -> Option<Contradiction> {
        let [stands] = self.stands.times[..] else { return None };
        if self.spoken.tells(&stands) {
            return None;
        }
        let (token, said) = clause.time()?;
        let otherwise = stands.conflicts(&said) && !fits(&stands, &said);
        otherwise.then(|| self.found(Fact::When, (token.start, token.end)))
    }

    /// The same thing with or without a no, or a word and its opposite.
    fn turned_round(&self, clause: &Clause<'_>) -> Option<Contradiction> {
        let counted = !self.stands.numbers.is_empty() || !self.stands.times.is_empty();
        if counted || self.none().is_some() {
            return None;
        }
        let opposite =
            self.stands.tokens.iter().any(|stands| {
                clause.tokens.iter().any(|said| opposed(stands.surface, said.surface))
            });
        let content = About::of(self.stands).filter(|content| content.is_in(clause));
        let denied =
            content.is_some() && is_negated(&self.stands.tokens) != is_negated(clause.tokens);
        (opposite != denied).then(|| self.found(Fact::What, clause.ends()))
    }

    fn found(&self, fact: Fact, (start, end): (u32, u32)) -> Contradiction {
        let reading = &self.spoken.reading;
        let (from, to) = reading.span(start, end);
        let text = reading.written(start, end);
        let value = self.value.trim();
        let reason = Reason {
            zh: format!("已核实的是“{value}”，这里却说“{text}”"),
            en: format!("what stands is `{value}`, and the text says `{text}`"),
        };
        Contradiction {
            fact,
            stands: value.to_owned(),
            said: Span { start: from, end: to, text },
            reason,
        }
    }
}

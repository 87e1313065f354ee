//! What somebody looks for, as a query.
//!
//! A run of Han without blanks may be several words: 南湖积水 is looked for in 南湖大道今晨积水. A
//! dictionary would say where to cut and be wrong about names. Here a text fits if there is any way
//! to cut the run into pieces of two or three characters that all occur; longer pieces that occur
//! are made of such ones, so whatever a dictionary finds with words of two characters or more is
//! found.

use crate::cut::{Run, analysis, pairs, runs};
use crate::fields::Fields;
use tandem_engine::search::Wanted;
use tantivy::Term;
use tantivy::query::{
    BooleanQuery, EmptyQuery, Occur, PhraseQuery, Query, RegexQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::IndexRecordOption;

/// Characters of a run that are cut in every way; a longer run is looked for in parts of so many.
const CUT_MAX: usize = 12;

pub(crate) type Boxed = Box<dyn Query>;

/// Documents in which something occurs.
pub(crate) fn wanted(wanted: &Wanted, fields: &Fields) -> tantivy::Result<Boxed> {
    match wanted {
        Wanted::Exactly(text) => exactly(text, fields),
        Wanted::Words(text) => {
            let parts = runs(text).into_iter().map(|run| match run {
                Run::Word(word) => Ok(phrase(terms(&word, fields))),
                Run::Han(run) => han(&run, fields),
            });
            Ok(all(parts.collect::<tantivy::Result<_>>()?))
        }
    }
}

/// What a text must have: all of these.
pub(crate) fn all(mut parts: Vec<Boxed>) -> Boxed {
    match parts.len() {
        1 => parts.remove(0),
        _ => Box::new(BooleanQuery::intersection(parts)),
    }
}

/// One of some terms.
pub(crate) fn one_of(terms: Vec<Term>) -> Boxed {
    match terms.as_slice() {
        [] => Box::new(EmptyQuery),
        [term] => Box::new(TermQuery::new(term.clone(), IndexRecordOption::Basic)),
        _ => Box::new(TermSetQuery::new(terms)),
    }
}

/// A phrase: the terms of its texts one after the other. A last Han character closes its run in a
/// text only where the run ends there, so that of a run the pairs alone are asked for.
fn exactly(text: &str, fields: &Fields) -> tantivy::Result<Boxed> {
    let runs = runs(text);
    let mut placed = Vec::new();
    let mut at = 0;
    for (no, run) in runs.iter().enumerate() {
        match run {
            Run::Word(word) => {
                placed.extend(terms(word, fields).into_iter().map(|term| (at, term)));
                at += 1;
            }
            Run::Han(run) if run.len() == 1 && runs.len() == 1 => return han(run, fields),
            Run::Han(run) => {
                // Before another run, or as a run by itself, the last one stands alone in the text.
                let closed = no + 1 < runs.len();
                let count = if closed { run.len() } else { (run.len() - 1).max(1) };
                for term in pairs(run).take(count) {
                    placed.push((at, Term::from_field_text(fields.text, &term)));
                    at += 1;
                }
            }
        }
    }
    Ok(match placed.len() {
        0 => Box::new(EmptyQuery),
        1 => phrase(placed.into_iter().map(|(_, term)| term).collect()),
        _ => Box::new(PhraseQuery::new_with_offset(placed)),
    })
}

/// A run of Han in any cut.
fn han(run: &[char], fields: &Fields) -> tantivy::Result<Boxed> {
    match run {
        [] => Ok(Box::new(EmptyQuery)),
        // A character is the first of a pair, or the last of its run.
        [single] => Ok(Box::new(RegexQuery::from_pattern(&format!("{single}.?"), fields.text)?)),
        run if run.len() > CUT_MAX => {
            let parts = run.chunks(CUT_MAX).filter(|part| part.len() > 1);
            Ok(all(parts.map(|part| han(part, fields)).collect::<tantivy::Result<_>>()?))
        }
        run => {
            let cuts = cuts(run.len()).into_iter().map(|cut| {
                let mut rest = run;
                let pieces = cut.into_iter().map(|length| {
                    let (piece, after) = rest.split_at(length);
                    rest = after;
                    let terms = pairs(piece).take(length - 1);
                    phrase(terms.map(|term| Term::from_field_text(fields.text, &term)).collect())
                });
                all(pieces.collect())
            });
            let mut cuts: Vec<Boxed> = cuts.collect();
            Ok(match cuts.len() {
                1 => cuts.remove(0),
                _ => Box::new(BooleanQuery::new(
                    cuts.into_iter().map(|cut| (Occur::Should, cut)).collect(),
                )),
            })
        }
    }
}

/// Every way to write a length of two or more as a sum of twos and threes.
fn cuts(length: usize) -> Vec<Vec<usize>> {
    match length {
        0 => vec![Vec::new()],
        1 => Vec::new(),
        length => {
            let first = [2, 3].into_iter().filter(|first| *first <= length);
            let cuts = first.flat_map(|first| {
                cuts(length - first)
                    .into_iter()
                    .map(move |rest| std::iter::once(first).chain(rest).collect())
            });
            cuts.collect()
        }
    }
}

/// The terms of a word: one, unless it is too long to be a term at all.
fn terms(word: &str, fields: &Fields) -> Vec<Term> {
    let mut found = Vec::new();
    analysis().token_stream(word).process(&mut |token| {
        found.push(Term::from_field_text(fields.text, &token.text));
    });
    found
}

fn phrase(mut terms: Vec<Term>) -> Boxed {
    match terms.len() {
        0 => Box::new(EmptyQuery),
        1 => Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::Basic)),
        _ => Box::new(PhraseQuery::new(terms)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_cut_in_every_way_into_twos_and_threes() {
        for (length, want) in [
            (2, vec![vec![2]]),
            (3, vec![vec![3]]),
            (4, vec![vec![2, 2]]),
            (5, vec![vec![2, 3], vec![3, 2]]),
            (6, vec![vec![2, 2, 2], vec![3, 3]]),
        ] {
            assert_eq!(cuts(length), want, "{length}");
        }
        assert_eq!(cuts(CUT_MAX).len(), 12);
    }
}

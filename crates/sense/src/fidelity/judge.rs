//! What became of every fact, and the figures that follow.

mod atoms;
mod group;
mod tally;

use super::Fidelity;
use super::align::align;
use super::read::{Kind, Reading, read};
use super::words::words;
use tally::Tally;

/// Reads both texts, pairs their clauses, compares each pair and adds up.
pub(super) fn judge(original: &str, relayed: &str) -> Fidelity {
    let (a, b) = (read(original), read(relayed));
    let mut tally = Tally::new(&a, &b);
    let empty = b.clauses.is_empty() && !a.clauses.is_empty();
    if empty || (is_hollow(&b) && !is_hollow(&a)) {
        return tally.nothing();
    }
    let alignment = align(&a, &b);
    for found in &alignment.groups {
        group::compare(&mut tally, found);
    }
    for &clause in &alignment.missing {
        tally.omit_clause(clause);
    }
    for &clause in &alignment.extra {
        tally.add_clause(clause);
    }
    tally.finish(&alignment.extra)
}

/// Whether a text only says that somebody is at it: `已收悉，正在处理。`
fn is_hollow(reading: &Reading) -> bool {
    let busy: Vec<u64> = ["处理", "调查", "尽快", "关注", "研究"]
        .iter()
        .filter_map(|word| words().at(word, 0).map(|(word, _)| word.id))
        .collect();
    !reading.tokens.is_empty()
        && reading.tokens.iter().all(|token| match token.kind {
            Kind::Status(_) | Kind::Modal(_) | Kind::Grade(_) => true,
            _ => busy.contains(&token.id),
        })
}

//! What became of every fact, and the figures that follow.

mod atoms;
mod group;
mod tally;

use super::Fidelity;
use super::align::align;
use super::read::read;
use tally::Tally;

/// Reads both texts, pairs their clauses, compares each pair and adds up.
pub(super) fn judge(original: &str, relayed: &str) -> Fidelity {
    let (a, b) = (read(original), read(relayed));
    let mut tally = Tally::new(&a, &b);
    if b.clauses.is_empty() && !a.clauses.is_empty() {
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

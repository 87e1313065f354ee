//! When two facts are the same, and when they exclude each other.

use super::ABOUT;
use crate::fidelity::number::{Near, Number};
use crate::fidelity::read::{Kind, Token};
use crate::fidelity::time::Time;
use crate::fidelity::words::words;

/// Whether a number that is said agrees with one that stands.
pub(super) fn agrees(stands: &Number, said: &Number) -> bool {
    let about = |x: &Number| x.near == Near::About;
    stands.comparable(said)
        && match (stands.near, said.near) {
            (here, there) if here == there && here != Near::Exact => stands.far(said) <= ABOUT,
            (_, Near::Over) => stands.value >= said.value,
            (_, Near::Under) => stands.value <= said.value,
            (Near::Over, _) => said.value >= stands.value,
            (Near::Under, _) => said.value <= stands.value,
            _ if about(stands) || about(said) => stands.far(said) <= ABOUT,
            _ => stands.far(said) < 1e-6,
        }
}

/// Whether a time that is said is the one that stands, and as exact.
pub(super) fn fits(stands: &Time, said: &Time) -> bool {
    !stands.conflicts(said) && stands.agreement(said) == stands.agreement(stands)
}

/// Whether what is said is said to be not so.
pub(super) fn is_negated(tokens: &[Token]) -> bool {
    tokens.iter().filter(|t| t.kind == Kind::Negation || t.negative).count() % 2 == 1
}

/// Whether two words are a pair of opposites.
pub(super) fn opposed(a: u64, b: u64) -> bool {
    let theirs = words().apart(b);
    let other = |(pair, side): &(u16, u8)| theirs.iter().any(|(p, s)| p == pair && s != side);
    words().apart(a).iter().any(other)
}

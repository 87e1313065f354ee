//! The places where two sequences of tokens differ, by a longest common subsequence.

use super::read::Token;
use std::ops::Range;

/// Tokens of the original and of the relayed text between the same neighbours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gap {
    pub original: Range<usize>,
    pub relayed: Range<usize>,
}

/// Cells of the table beyond which nothing is compared; clauses are cut long before.
const CELLS_MAX: usize = 1 << 18;

/// Gaps between the tokens that both have in the same order.
pub(super) fn gaps(a: &[Token], b: &[Token]) -> Vec<Gap> {
    let head = a.iter().zip(b).take_while(|(x, y)| x.id == y.id).count();
    let (a_left, b_left) = (&a[head..], &b[head..]);
    let tail =
        a_left.iter().rev().zip(b_left.iter().rev()).take_while(|(x, y)| x.id == y.id).count();
    let (a_mid, b_mid) = (&a_left[..a_left.len() - tail], &b_left[..b_left.len() - tail]);
    if a_mid.is_empty() && b_mid.is_empty() {
        return Vec::new();
    }
    let whole = Gap { original: head..head + a_mid.len(), relayed: head..head + b_mid.len() };
    if a_mid.is_empty() || b_mid.is_empty() {
        return vec![whole];
    }
    if a_mid.len() * b_mid.len() > CELLS_MAX {
        return Vec::new();
    }
    walk(a_mid, b_mid, head)
}

fn walk(a: &[Token], b: &[Token], head: usize) -> Vec<Gap> {
    let width = b.len() + 1;
    let mut table = vec![0_u16; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            table[i * width + j] = if a[i].id == b[j].id {
                table[(i + 1) * width + j + 1] + 1
            } else {
                table[(i + 1) * width + j].max(table[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut from = (0, 0);
    let mut out = Vec::new();
    let mut close = |from: (usize, usize), to: (usize, usize)| {
        if from != to {
            out.push(Gap {
                original: head + from.0..head + to.0,
                relayed: head + from.1..head + to.1,
            });
        }
    };
    while i < a.len() && j < b.len() {
        if a[i].id == b[j].id {
            close(from, (i, j));
            i += 1;
            j += 1;
            from = (i, j);
        } else if table[(i + 1) * width + j] >= table[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    close(from, (a.len(), b.len()));
    out
}

//! What anybody may read: official statements that are out, and the matters they are about.
//!
//! The rule is short, so that a citizen can hold us to it. A statement is public from the moment it
//! is published, for ever, whatever becomes of its case: nothing that was said is unsaid. A matter
//! is public once a statement on it is out, while it is a case of its own: one that was merged is
//! found under the case that it went into, as far as that one is public. A drill is never public.

use crate::case::{Case, Phase, Statement, StatementState};
use crate::{Digest, Timestamp};

/// Statements of a case that anybody may read, in the order in which they were written.
pub fn statements(case: &Case) -> impl Iterator<Item = (&Statement, Timestamp)> {
    let drill = case.drill;
    case.statements.iter().filter_map(move |statement| match statement.state {
        StatementState::Published(at) if !drill => Some((statement, at)),
        _ => None,
    })
}

/// Whether anybody may follow what becomes of a case.
pub fn is_public(case: &Case) -> bool {
    matches!(case.phase, Phase::Open | Phase::Closed) && statements(case).next().is_some()
}

/// By which a text is recognised. White space does not count: it changes when a text is copied from
/// a page or a paper, and no statement means something else by it.
pub fn text_digest(text: &str) -> Digest {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    Digest::of(plain.as_bytes())
}

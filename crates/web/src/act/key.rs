//! Names for what a form does: sent twice, done once.

use super::filled::Filled;
use crate::app::App;
use crate::signed::Signed;
use std::sync::atomic::Ordering;
use tandem_core::case::Case;
use tandem_core::{AreaId, CaseId, Digest, PersonId, Timestamp};

/// Hexadecimal digits of a key.
const DIGITS: usize = 20;

/// A key that no form had before: of the session, the instant, and a number that grows. It keeps a
/// double click apart from two forms and is no secret.
pub(super) fn new(app: &App, signed: &Signed, now: Timestamp) -> String {
    let no = app.forms.fetch_add(1, Ordering::Relaxed);
    let text = format!("{} {} {no}", signed.session, now.as_nanosecond());
    Digest::of(text.as_bytes()).to_string()[..DIGITS].to_owned()
}

/// The name under which the ledger remembers what a form did. It belongs to the person, so that
/// nobody can use up another's.
pub(super) fn remembered(person: &PersonId, filled: &Filled) -> Option<String> {
    let key = filled.get("once");
    let sound = key.len() == DIGITS && key.bytes().all(|byte| byte.is_ascii_hexdigit());
    sound.then(|| format!("web:{person}:{key}"))
}

/// An id for a case that a form makes: its area, the year, and digits of the form's key.
pub(super) fn case(area: &AreaId, year: i16, filled: &Filled) -> CaseId {
    let key = filled.get("once");
    CaseId::new(format!("{area}-{year}-{}", key.get(..6).unwrap_or("new")))
}

/// What a form was filled in before: the version of the case.
pub(super) fn version(filled: &Filled, case: &Case) -> u64 {
    filled.get("version").parse().unwrap_or(case.version)
}

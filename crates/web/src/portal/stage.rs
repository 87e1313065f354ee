//! A case in the plain words of somebody who waits: how far it is, what is owed, what was promised.

use super::words;
use crate::words::Word;
use tandem_core::Timestamp;
use tandem_core::case::{Case, Commitment, Phase, Subject, TrackState};

/// How far a public matter is.
pub(super) fn stage(case: &Case) -> Word {
    let looked_at = case.watch(&Subject::SecondLook).is_some();
    let fixed = case.disposal.is_some_and(|track| track.state == TrackState::Ready);
    match case.phase {
        Phase::Closed if looked_at => words::LOOKED_AT,
        Phase::Closed => words::ENDED,
        _ if fixed => words::FIXED,
        _ if case.reopened > 0 => words::REOPENED,
        _ => words::HANDLING,
    }
}

/// By when the public is owed its next answer.
pub(super) fn owed(case: &Case) -> Option<Timestamp> {
    let to_the_public = |subject: &Subject| {
        matches!(subject, Subject::Notice | Subject::Briefing | Subject::Answer)
    };
    let owed = case.watches.iter().filter(|watch| to_the_public(&watch.subject));
    owed.map(|watch| watch.deadline.at).min()
}

/// What became of a promise.
pub(super) fn kept(case: &Case, commitment: &Commitment, now: Timestamp) -> Word {
    let by = commitment.promise.by;
    match commitment.fulfilled {
        Some(at) if at <= by => words::KEPT,
        Some(_) => words::KEPT_LATE,
        None if case.phase == Phase::Closed => words::LET_GO,
        None if by < now => words::BROKEN,
        None => words::RUNNING,
    }
}

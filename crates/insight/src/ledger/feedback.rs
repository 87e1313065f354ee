//! Whether accounts from below hold something and loops are closed.

use crate::interval::wilson;
use serde::Serialize;
use tandem_core::case::{Case, Entry, EntryKind, Progress};

/// What is counted while a ledger is read.
#[derive(Debug, Default)]
pub(super) struct Counts {
    complete: u64,
    empty: u64,
    accepted: u64,
    returned: u64,
    withdrawn: u64,
    sent_back: u64,
    lapsed: u64,
    restated: u64,
    confirmed: u64,
    closed: u64,
    contested: u64,
    refuted: u64,
    verified: u64,
    reopened: u64,
}

/// A share with its 95 % interval after Wilson; nothing where there is nothing to share.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Share {
    /// The part.
    pub part: u64,
    /// Of how many.
    pub n: u64,
    /// The share.
    pub share: Option<f64>,
    /// From below.
    pub low: Option<f64>,
    /// From above.
    pub high: Option<f64>,
}

impl Share {
    /// A part of a number.
    #[must_use]
    pub fn of(part: u64, n: u64) -> Self {
        let interval = wilson(part, n);
        Self {
            part,
            n,
            share: interval.map(|_| part as f64 / n as f64),
            low: interval.map(|interval| interval.0),
            high: interval.map(|interval| interval.1),
        }
    }
}

/// Feedback and its loops.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Feedback {
    /// Complete feedback that held neither a finding nor evidence ("留言已收悉").
    pub empty: Share,
    /// Complete feedback that was returned, of all that was judged.
    pub returned: Share,
    /// Orders that ended with accepted feedback, of all that ended.
    pub closed_loops: Share,
    /// Orders that nobody acted on up to the top of the ladder, of all that ended.
    pub lapsed: Share,
    /// Read-backs that the issuer confirmed.
    pub read_backs_confirmed: Share,
    /// Verifications that found the problem not solved.
    pub refuted: Share,
    /// Closures that the public contested.
    pub contested: Share,
    /// Closures after which the case was opened again.
    pub reopened: Share,
}

impl Counts {
    pub(super) fn observe(&mut self, _: &Case, entry: &Entry) {
        let counter = match &entry.kind {
            EntryKind::FeedbackGiven { progress: Progress::Complete, empty, .. } => {
                self.empty += u64::from(*empty);
                &mut self.complete
            }
            EntryKind::FeedbackAccepted { .. } => &mut self.accepted,
            EntryKind::FeedbackReturned { .. } => &mut self.returned,
            EntryKind::OrderWithdrawn { .. } => &mut self.withdrawn,
            EntryKind::OrderSentBack { .. } => &mut self.sent_back,
            EntryKind::Lapsed { subject, .. } if subject.order().is_some() => &mut self.lapsed,
            EntryKind::OrderSigned { restated: Some(_), .. } => &mut self.restated,
            EntryKind::ReadBackConfirmed { .. } => &mut self.confirmed,
            EntryKind::Closed { .. } => &mut self.closed,
            EntryKind::Contested { .. } => &mut self.contested,
            EntryKind::DisposalVerified { .. } => &mut self.verified,
            EntryKind::DisposalRefuted { .. } => &mut self.refuted,
            EntryKind::Reopened { .. } => &mut self.reopened,
            _ => return,
        };
        *counter += 1;
    }

    pub(super) fn sum_up(&self) -> Feedback {
        let ended = self.accepted + self.withdrawn + self.sent_back + self.lapsed;
        Feedback {
            empty: Share::of(self.empty, self.complete),
            returned: Share::of(self.returned, self.accepted + self.returned),
            closed_loops: Share::of(self.accepted, ended),
            lapsed: Share::of(self.lapsed, ended),
            read_backs_confirmed: Share::of(self.confirmed, self.restated.max(self.confirmed)),
            refuted: Share::of(self.refuted, self.verified + self.refuted),
            contested: Share::of(self.contested, self.closed.max(self.contested)),
            reopened: Share::of(self.reopened, self.closed.max(self.reopened)),
        }
    }
}

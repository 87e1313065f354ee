//! No open case is without a next step (CASE-6).
//!
//! Whatever a decision ends (an order, a verification, a settlement), the case that it leaves is
//! looked at: if nothing of disposal is under a deadline any more, what must be done next is put
//! under one in the same append. A case can be late, but it cannot be forgotten.

use super::{Decided, Decision};
use crate::case::entry::{Entry, EntryKind};
use crate::case::parts::{OrderEnd, OrderState, Phase, Subject, TrackKind, TrackState};
use crate::case::{Case, apply};
use crate::mechanism::DeadlineKind;

impl Decision<'_> {
    pub(super) fn next_step(&self, entries: &[Entry]) -> Decided {
        let Some(last) = entries.iter().rfind(|entry| may_end_a_step(&entry.kind)) else {
            return Ok(Vec::new());
        };
        let mut after = self.case.clone();
        for entry in entries {
            apply(&mut after, entry);
        }
        let stepless = !after.watches.iter().any(|watch| watch.subject.is_disposal_step());
        let (subject, kind) = match after.phase {
            Phase::Open if stepless => self.missing_step(&after, &last.kind),
            Phase::Open if new_lead_waits(&after, &last.kind) => {
                (Subject::Assignment, DeadlineKind::Assignment)
            }
            _ => return Ok(Vec::new()),
        };
        let deadline = self.needed(kind)?;
        let unit = after.desk;
        self.one(&last.by, EntryKind::NextStep { subject, unit, deadline })
    }

    fn missing_step(&self, after: &Case, last: &EntryKind) -> (Subject, DeadlineKind) {
        let open = after.track(TrackKind::Disposal).is_none_or(|t| t.state == TrackState::Open);
        let again = matches!(last, EntryKind::Settled { .. } | EntryKind::Lapsed { .. });
        match (open, after.has_completed_order() && !again) {
            (false, _) => (Subject::Closing, DeadlineKind::Closing),
            (true, true) => (Subject::Verification, DeadlineKind::Verification),
            (true, false) => (Subject::Assignment, DeadlineKind::Assignment),
        }
    }
}

/// Whether a unit was just made lead that nobody has ordered to act: the work of assisting units
/// does not stand in for that order.
fn new_lead_waits(after: &Case, last: &EntryKind) -> bool {
    let (Some(lead), Some(disposal)) = (&after.lead, &after.disposal) else {
        return false;
    };
    let made = matches!(last, EntryKind::Settled { .. } | EntryKind::LeadAssigned { .. });
    let done = OrderState::Ended(OrderEnd::Completed);
    let ordered = after.orders.iter().any(|order| {
        let counts = order.is_open() || (order.state == done && order.issued_at >= disposal.since);
        order.to == lead.unit && counts
    });
    let open = disposal.state == TrackState::Open;
    made && open && !ordered && after.watch(&Subject::Assignment).is_none()
}

fn may_end_a_step(kind: &EntryKind) -> bool {
    matches!(
        kind,
        EntryKind::LeadAssigned { .. }
            | EntryKind::Settled { .. }
            | EntryKind::OrderWithdrawn { .. }
            | EntryKind::FeedbackAccepted { .. }
            | EntryKind::DisposalVerified { .. }
            | EntryKind::DisposalRefuted { .. }
            | EntryKind::TrackWaived { .. }
            | EntryKind::Reopened { .. }
            | EntryKind::Lapsed { .. }
    )
}

//! No open case is without a next step (CASE-6).
//!
//! Whatever a decision ends (an order, a verification, a settlement), the case that it leaves is
//! looked at: what disposal needs next is put under a deadline in the same append, if it is not
//! under one already. A case can be late, but it cannot be forgotten.

use super::{Decided, Decision};
use crate::UnitId;
use crate::case::entry::{Entry, EntryKind};
use crate::case::parts::{Phase, Subject, TrackKind, TrackState};
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
        let Some((subject, kind)) = needed_step(&after) else { return Ok(Vec::new()) };
        if after.watch(&subject).is_some() {
            return Ok(Vec::new());
        }
        let deadline = self.needed(kind)?;
        let unit = self.whose_step(&after, &last.kind);
        self.one(&last.by, EntryKind::NextStep { subject, unit, deadline })
    }

    /// Whose turn it is: the desk of the case where it may order the lead; otherwise whoever
    /// settled the lead; after a lapse the body that holds the case now.
    fn whose_step(&self, after: &Case, last: &EntryKind) -> UnitId {
        if let EntryKind::Lapsed { to, .. } = last {
            return to.clone();
        }
        let Some(lead) = &after.lead else { return after.desk.clone() };
        let areas = self.area_of(&after.desk).zip(self.area_of(&lead.unit));
        let reaches = areas.is_none_or(|(desk, lead)| self.ctx.region.contains(desk, lead));
        if reaches || !self.commands(&lead.coordinator) {
            return after.desk.clone();
        }
        lead.coordinator.clone()
    }
}

/// The step that disposal needs from the desk; `None` where it is a unit's turn, or where the case
/// is not open. The work of assisting units does not stand in for an order to the lead.
fn needed_step(case: &Case) -> Option<(Subject, DeadlineKind)> {
    if case.phase != Phase::Open {
        return None;
    }
    let open = case.track(TrackKind::Disposal).is_none_or(|t| t.state == TrackState::Open);
    if !open {
        return Some((Subject::Closing, DeadlineKind::Closing));
    }
    let settling = case.watches.iter().any(|w| matches!(w.subject, Subject::Settlement(_)));
    let lead_at_work = case.open_orders().any(|order| case.led_by(&order.to));
    if settling || lead_at_work {
        return None;
    }
    if !case.has_completed_order() {
        return Some((Subject::Assignment, DeadlineKind::Assignment));
    }
    let all_done = case.open_orders().next().is_none();
    all_done.then_some((Subject::Verification, DeadlineKind::Verification))
}

fn may_end_a_step(kind: &EntryKind) -> bool {
    matches!(
        kind,
        EntryKind::LeadAssigned { .. }
            | EntryKind::Settled { .. }
            | EntryKind::CaseAbsorbed { .. }
            | EntryKind::OrderWithdrawn { .. }
            | EntryKind::FeedbackAccepted { .. }
            | EntryKind::DisposalVerified { .. }
            | EntryKind::DisposalRefuted { .. }
            | EntryKind::TrackWaived { .. }
            | EntryKind::Reopened { .. }
            | EntryKind::Lapsed { .. }
            | EntryKind::UnitSucceeded { .. }
    )
}

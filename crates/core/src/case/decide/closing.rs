//! Verify, waive, close, reopen, review.

use super::{Decided, Decision, reasoned};
use crate::case::command::Actor;
use crate::case::entry::EntryKind;
use crate::case::parts::{Evidence, Phase, SupervisionState, TrackKind, TrackState};
use crate::case::refusal::RefusalKind;
use crate::mechanism::{DeadlineKind, Power};

impl Decision<'_> {
    pub(super) fn verify(
        &self,
        by: &Actor,
        solved: bool,
        reason: String,
        evidence: Vec<Evidence>,
    ) -> Decided {
        let author = self.desk_author(by, Power::Verify)?;
        self.in_phase(&Phase::Open, Power::Verify)?;
        reasoned(&reason)?;
        self.track_open(TrackKind::Disposal)?;
        self.no_open_orders()?;
        self.no_open_tasks()?;
        if !self.case.has_completed_order() {
            return Err(RefusalKind::NothingCompleted);
        }
        let unit = author.unit();
        let answered =
            self.case.orders.iter().any(|o| o.answered_by.as_ref() == Some(&author.person));
        if self.worked(&unit) || answered {
            return Err(RefusalKind::VerifierInvolved { unit });
        }
        let mut entries = self.evidence_entries(&author, evidence)?;
        let kind = if solved {
            EntryKind::DisposalVerified { reason }
        } else {
            EntryKind::DisposalRefuted { reason }
        };
        entries.push(self.entry(&author, kind));
        Ok(entries)
    }

    pub(super) fn waive(&self, by: &Actor, track: TrackKind, reason: String) -> Decided {
        let author = self.desk_author(by, Power::Waive)?;
        self.in_phase(&Phase::Open, Power::Waive)?;
        reasoned(&reason)?;
        self.track_open(track)?;
        self.no_order_from_above(&author.unit())?;
        self.one(&author, EntryKind::TrackWaived { track, reason })
    }

    pub(super) fn close(&self, by: &Actor, summary: String) -> Decided {
        let author = self.desk_author(by, Power::Close)?;
        self.in_phase(&Phase::Open, Power::Close)?;
        reasoned(&summary)?;
        self.no_settlement_pending()?;
        self.no_open_orders()?;
        let ready =
            |kind| self.case.track(kind).is_none_or(|track| track.state != TrackState::Open);
        if !ready(TrackKind::Disposal) {
            return Err(RefusalKind::DisposalUnverified);
        }
        if !ready(TrackKind::Response) {
            return Err(RefusalKind::FinalMissing);
        }
        if let Some(key) = self.case.disputes.first() {
            return Err(RefusalKind::DisputedKey { key: key.clone() });
        }
        self.no_open_tasks()?;
        let open = self.case.consultations.iter().filter(|c| c.decision.is_none());
        let consultations: Vec<_> = open.map(|consultation| consultation.id.clone()).collect();
        let open = self.case.requests.iter().filter(|request| request.is_open());
        let requests: Vec<_> = open.map(|request| request.id.clone()).collect();
        if !consultations.is_empty() || !requests.is_empty() {
            return Err(RefusalKind::JointWorkOpen { consultations, requests });
        }
        self.no_supervision_open()?;
        let open = self.case.commitments.iter().filter(|c| c.fulfilled.is_none());
        let open: Vec<u32> = open.map(|commitment| commitment.no).collect();
        if !open.is_empty() {
            return Err(RefusalKind::CommitmentsOpen(open));
        }
        let review_due = self.deadline(DeadlineKind::Review);
        self.one(&author, EntryKind::Closed { summary, review_due })
    }

    pub(super) fn reopen(&self, by: &Actor, reason: String, evidence: Vec<Evidence>) -> Decided {
        let author = self.desk_author(by, Power::Reopen)?;
        self.in_phase(&Phase::Closed, Power::Reopen)?;
        reasoned(&reason)?;
        let dues = self.public_dues(self.case.risk, self.at);
        let reopened = EntryKind::Reopened { reason, dues };
        let mut entries = vec![self.entry(&author, reopened)];
        entries.extend(self.evidence_entries(&author, evidence)?);
        Ok(entries)
    }

    pub(super) fn review(&self, by: &Actor, lessons: String) -> Decided {
        let author = self.desk_author(by, Power::Review)?;
        self.in_phase(&Phase::Closed, Power::Review)?;
        reasoned(&lessons)?;
        let unit = author.unit();
        if self.worked(&unit) {
            return Err(RefusalKind::ReviewerInvolved { unit });
        }
        self.one(&author, EntryKind::Reviewed { lessons })
    }

    pub(super) fn track_open(&self, kind: TrackKind) -> Result<(), RefusalKind> {
        let open = self.case.track(kind).is_some_and(|track| track.state == TrackState::Open);
        if open { Ok(()) } else { Err(RefusalKind::TrackNotOpen) }
    }

    /// A supervision order from above is answered before its case ends, however it ends.
    pub(super) fn no_supervision_open(&self) -> Result<(), RefusalKind> {
        let open = self.case.supervisions.iter();
        let open = open.filter(|found| found.state != SupervisionState::Discharged);
        let open: Vec<_> = open.map(|supervision| supervision.id.clone()).collect();
        if open.is_empty() { Ok(()) } else { Err(RefusalKind::SupervisionsOpen(open)) }
    }

    fn no_open_tasks(&self) -> Result<(), RefusalKind> {
        let open = self.case.tasks.iter().filter(|task| task.finished.is_none());
        let open: Vec<u32> = open.map(|task| task.no).collect();
        if open.is_empty() { Ok(()) } else { Err(RefusalKind::TasksOpen(open)) }
    }

    fn no_open_orders(&self) -> Result<(), RefusalKind> {
        let open: Vec<_> = self.case.open_orders().map(|order| order.id.clone()).collect();
        if open.is_empty() { Ok(()) } else { Err(RefusalKind::OpenOrders(open)) }
    }
}

//! Statements: draft, approve, publish; what they promise.

use super::triage::unique;
use super::{Decided, Decision, reasoned, usable};
use crate::case::command::Actor;
use crate::case::entry::EntryKind;
use crate::case::parts::{
    Cite, CountersignState, Explained, Phase, Promise, Statement, StatementKind, StatementState,
    TrackKind, TrackState,
};
use crate::case::refusal::RefusalKind;
use crate::mechanism::Power;
use crate::{ChecklistId, EvidenceId, StatementId};

/// A statement as it is written.
pub(super) struct Draft {
    pub(super) statement: StatementId,
    pub(super) kind: StatementKind,
    pub(super) text: String,
    pub(super) cites: Vec<Cite>,
    pub(super) promises: Vec<Promise>,
    pub(super) corrects: Option<StatementId>,
    pub(super) ticked: Vec<ChecklistId>,
    pub(super) explained: Option<String>,
}

impl Decision<'_> {
    pub(super) fn draft(&self, by: &Actor, draft: Draft) -> Decided {
        let author = self.working_author(by, Power::DraftStatement)?;
        self.in_phase(&Phase::Open, Power::DraftStatement)?;
        let Draft { statement, kind, text, cites, promises, corrects, ticked, explained } = draft;
        let ticked = unique(ticked);
        usable(statement.as_str())?;
        if self.case.statement(&statement).is_some() {
            return Err(RefusalKind::StatementExists(statement));
        }
        reasoned(&text)?;
        let mechanism = self.ctx.mechanism;
        if let Some(id) = ticked.iter().find(|id| mechanism.checklist_item(id).is_none()) {
            return Err(RefusalKind::UnknownChecklistItem(id.clone()));
        }
        self.supported(kind, &cites)?;
        let target = corrects.as_ref().map(|id| self.published(id)).transpose()?;
        if (kind == StatementKind::Correction) != target.is_some() {
            return Err(RefusalKind::CorrectionOfNothing);
        }
        for promise in &promises {
            reasoned(&promise.text)?;
            if !self.may(self.unit(&promise.owner)?, Power::FulfilCommitment) {
                return Err(RefusalKind::OwnerCannotFulfil { unit: promise.owner.clone() });
            }
            if promise.by <= self.at {
                return Err(RefusalKind::PromiseInThePast);
            }
        }
        let explained = self.explained(&statement, explained)?;
        self.one(
            &author,
            EntryKind::StatementDrafted {
                statement,
                kind,
                text,
                cites,
                promises,
                corrects,
                ticked,
                explained,
            },
        )
    }

    /// One voice: a text that reads as if it contradicted what stands is refused, unless the
    /// drafter says why both are true; reading by rule can be wrong, and the approver sees it.
    fn explained(
        &self,
        statement: &StatementId,
        reason: Option<String>,
    ) -> Result<Option<Explained>, RefusalKind> {
        let contradictions = self.ctx.contradictions.to_vec();
        if contradictions.is_empty() {
            return Ok(None);
        }
        let Some(reason) = reason.filter(|reason| reasoned(reason).is_ok()) else {
            return Err(RefusalKind::Contradicts { statement: statement.clone(), contradictions });
        };
        Ok(Some(Explained { contradictions, reason }))
    }

    /// What stands may have changed since the statement was written.
    fn one_voice(&self, statement: &Statement) -> Result<(), RefusalKind> {
        let explained = statement.explained.iter().flat_map(|e| &e.contradictions);
        let explained: Vec<_> = explained.collect();
        let found = self.ctx.contradictions.iter().filter(|found| !explained.contains(found));
        let contradictions: Vec<_> = found.cloned().collect();
        if contradictions.is_empty() {
            return Ok(());
        }
        Err(RefusalKind::Contradicts { statement: statement.id.clone(), contradictions })
    }

    pub(super) fn approve(&self, by: &Actor, id: StatementId) -> Decided {
        let author = self.working_author(by, Power::ApproveStatement)?;
        self.in_phase(&Phase::Open, Power::ApproveStatement)?;
        let statement = self.statement(&id)?;
        if statement.state != StatementState::Draft {
            return Err(RefusalKind::NotADraft(id));
        }
        if statement.drafter == author.person {
            return Err(RefusalKind::ApproverDrafted { person: author.person });
        }
        self.supported(statement.kind, &statement.cites)?;
        self.one_voice(statement)?;
        let mechanism = self.ctx.mechanism;
        let required = mechanism.required_unticked(statement.kind, &statement.ticked);
        let items: Vec<_> = required.map(|item| (item.id.clone(), item.words.clone())).collect();
        if !items.is_empty() {
            return Err(RefusalKind::ChecklistOpen { statement: id, items });
        }
        let open = mechanism.unticked(&statement.ticked).map(|item| item.id.clone()).collect();
        self.one(&author, EntryKind::StatementApproved { statement: id, open })
    }

    pub(super) fn publish(&self, by: &Actor, id: StatementId) -> Decided {
        let author = self.working_author(by, Power::PublishStatement)?;
        self.in_phase(&Phase::Open, Power::PublishStatement)?;
        let statement = self.statement(&id)?;
        match statement.state {
            StatementState::Draft => return Err(RefusalKind::NotApproved(id)),
            StatementState::Published(_) | StatementState::Withdrawn => {
                return Err(RefusalKind::NotADraft(id));
            }
            StatementState::Approved => {}
        }
        self.supported(statement.kind, &statement.cites)?;
        self.one_voice(statement)?;
        let unsigned = statement.countersigns.iter();
        let unsigned = unsigned.filter(|c| c.state != CountersignState::Signed);
        let units: Vec<_> = unsigned.map(|countersign| countersign.unit.clone()).collect();
        if !units.is_empty() {
            return Err(RefusalKind::CountersignMissing { statement: id, units });
        }
        if statement.kind == StatementKind::Final && !self.disposal_shown() {
            return Err(RefusalKind::FinalBeforeDisposal);
        }
        if statement.promises.iter().any(|promise| promise.by <= self.at) {
            return Err(RefusalKind::PromiseInThePast);
        }
        self.one(&author, EntryKind::StatementPublished { statement: id })
    }

    /// The unit that wrote it, or the desk, takes back what is not out; who may approve it may also
    /// turn it down. What is out is corrected.
    pub(super) fn withdraw_statement(
        &self,
        by: &Actor,
        id: StatementId,
        reason: String,
    ) -> Decided {
        let author = self.working_author(by, Power::DraftStatement).or_else(|refused| {
            self.working_author(by, Power::ApproveStatement).map_err(|_| refused)
        })?;
        self.in_phase(&Phase::Open, Power::DraftStatement)?;
        reasoned(&reason)?;
        let statement = self.statement(&id)?;
        if !statement.is_pending() {
            return Err(RefusalKind::NotADraft(id));
        }
        let unit = author.unit();
        if statement.unit != unit && !self.commands(&unit) {
            return Err(RefusalKind::NotTheDrafter { statement: id, unit: statement.unit.clone() });
        }
        self.one(&author, EntryKind::StatementWithdrawn { statement: id, reason })
    }

    pub(super) fn fulfil(&self, by: &Actor, no: u32, evidence: Vec<EvidenceId>) -> Decided {
        let author = self.author(by, Power::FulfilCommitment)?;
        self.in_phase(&Phase::Open, Power::FulfilCommitment)?;
        let open = self.case.commitments.iter().find(|c| c.no == no && c.fulfilled.is_none());
        let commitment = open.ok_or(RefusalKind::UnknownCommitment(no))?;
        let owner = &commitment.promise.owner;
        if owner != &author.unit() {
            return Err(RefusalKind::NotThePromiser { no, owner: owner.clone() });
        }
        if evidence.is_empty() {
            return Err(RefusalKind::CitesNothing);
        }
        self.known(&evidence)?;
        self.one(&author, EntryKind::CommitmentFulfilled { no, evidence })
    }

    /// What is said rests on findings or evidence, and on nothing that is replaced or disputed.
    fn supported(&self, kind: StatementKind, cites: &[Cite]) -> Result<(), RefusalKind> {
        if cites.is_empty() {
            return Err(RefusalKind::CitesNothing);
        }
        let mut found = false;
        for cite in cites {
            match cite {
                Cite::Evidence(id) => self.known(std::slice::from_ref(id))?,
                Cite::Finding(no) => {
                    found = true;
                    let finding = self.case.finding(*no).ok_or(RefusalKind::UnknownFinding(*no))?;
                    if let Some(by) = finding.superseded_by {
                        return Err(RefusalKind::FindingSuperseded { no: *no, by });
                    }
                    if self.case.disputes.contains(&finding.key) {
                        return Err(RefusalKind::DisputedKey { key: finding.key.clone() });
                    }
                }
            }
        }
        if kind == StatementKind::Final && !found {
            return Err(RefusalKind::CitesNothing);
        }
        Ok(())
    }

    fn disposal_shown(&self) -> bool {
        let track = self.case.track(TrackKind::Disposal);
        track.is_some_and(|t| matches!(t.state, TrackState::Ready | TrackState::Waived))
    }

    pub(super) fn statement(&self, id: &StatementId) -> Result<&Statement, RefusalKind> {
        self.case.statement(id).ok_or_else(|| RefusalKind::UnknownStatement(id.clone()))
    }

    fn published(&self, id: &StatementId) -> Result<&Statement, RefusalKind> {
        let statement = self.statement(id)?;
        if statement.is_published() { Ok(statement) } else { Err(RefusalKind::CorrectionOfNothing) }
    }
}

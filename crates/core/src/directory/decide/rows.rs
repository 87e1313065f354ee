//! What the responsibility directory learns, and units that end.

use super::super::EntryKind;
use super::super::parts::{Amendment, Ending, Proposal, ProposalState};
use super::super::refusal::RefusalKind;
use super::staff::next;
use super::{Decided, Decision};
use crate::case::Actor;
use crate::mechanism::{DeadlineKind, Power};
use crate::region::UnitKind;
use crate::{CaseId, UnitId};

/// The basis of a proposal that the mechanism makes from a settlement.
const SETTLEMENT: &str = "settlement";

impl Decision<'_> {
    /// A person proposes a row, or the mechanism does after a settlement.
    pub(super) fn propose_row(&self, by: &Actor, row: Amendment, case: Option<CaseId>) -> Decided {
        let author = match by {
            Actor::Mechanism => self.mechanism_author(SETTLEMENT),
            Actor::Person { .. } | Actor::Program { .. } => {
                // Only a settlement names the case that taught it.
                if case.is_some() {
                    return Err(RefusalKind::NotTheMechanism);
                }
                self.area_author(by, Power::ProposeRow)?
            }
        };
        self.reasoned(&row.basis)?;
        let region = self.ctx.region;
        if region.remit(&row.remit).is_none() {
            return Err(RefusalKind::UnknownRemit(row.remit));
        }
        let area = &self.directory.area;
        for department in row.assisting.iter().chain([&row.lead]) {
            let unit = region.unit_in(area, department);
            let unit = unit.ok_or_else(|| RefusalKind::UnknownDepartment(department.clone()))?;
            if self.ctx.has_ended(&unit.id) {
                return Err(RefusalKind::AlreadyEnded(unit.id.clone()));
            }
        }
        if row.assisting.contains(&row.lead) {
            return Err(RefusalKind::LeadAssists(row.lead));
        }
        let lead = UnitId::of(area, &row.lead);
        let now = region.area(area).and_then(|area| self.ctx.responsible(area, &row.remit));
        if now.is_some_and(|now| now.unit.id == lead && now.assisting == row.assisting) {
            return Err(RefusalKind::RowUnchanged(row.remit));
        }
        let same = |p: &&Proposal| {
            let same_units = p.row.lead == row.lead && p.row.assisting == row.assisting;
            p.state == ProposalState::Open && p.row.remit == row.remit && same_units
        };
        if let Some(open) = self.directory.proposals.iter().find(same) {
            return Err(RefusalKind::AlreadyProposed(open.no));
        }
        let decide_by = self.limit(DeadlineKind::RowDecision, self.at);
        let no = next(self.directory.proposals.iter().map(|proposal| proposal.no));
        self.one(author, EntryKind::RowProposed { no, row, case, decide_by })
    }

    pub(super) fn decide_row(&self, by: &Actor, no: u32, declined: Option<String>) -> Decided {
        let author = self.area_author(by, Power::AmendDirectory)?;
        let found = self.directory.proposals.iter().find(|proposal| proposal.no == no);
        let proposal = found.ok_or(RefusalKind::UnknownProposal(no))?;
        if proposal.state != ProposalState::Open {
            return Err(RefusalKind::ProposalDecided(no));
        }
        let kind = match declined {
            None => EntryKind::RowAccepted { no },
            Some(reason) => {
                self.reasoned(&reason)?;
                EntryKind::RowDeclined { no, reason }
            }
        };
        self.one(author, kind)
    }

    pub(super) fn end_unit(
        &self,
        by: &Actor,
        unit: UnitId,
        successor: Option<UnitId>,
        reason: String,
    ) -> Decided {
        let author = self.area_author(by, Power::AmendDirectory)?;
        if self.here(&unit)?.kind != UnitKind::Department {
            return Err(RefusalKind::CannotEnd(unit));
        }
        self.reasoned(&reason)?;
        if self.directory.ending(&unit).is_some() {
            return Err(RefusalKind::AlreadyEnded(unit));
        }
        if let Some(successor) = &successor {
            if successor == &unit {
                return Err(RefusalKind::SuccessorIsItself);
            }
            let found = self.unit(successor)?;
            if found.kind != UnitKind::Department {
                return Err(RefusalKind::SuccessorNoDepartment(successor.clone()));
            }
            let area = &found.area;
            let own = &self.unit(&author.unit())?.area;
            if !self.ctx.region.contains(own, area) {
                let (unit, area) = (author.unit(), area.clone());
                return Err(RefusalKind::OutsideJurisdiction { unit, area });
            }
            let ended = |ending: Option<&Ending>| ending.is_some();
            if ended(self.ctx.directories.ending(area, successor)) {
                return Err(RefusalKind::SuccessorEnded(successor.clone()));
            }
        }
        self.one(author, EntryKind::UnitEnded { unit, successor, reason })
    }
}

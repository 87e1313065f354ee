//! Supervision orders: a formal demand from above with its own receipt, clock and discharge.

use super::{Decided, Decision, reasoned, usable};
use crate::case::command::Actor;
use crate::case::entry::EntryKind;
use crate::case::parts::{Phase, Supervision, SupervisionState};
use crate::case::refusal::RefusalKind;
use crate::mechanism::{DeadlineKind, Power};
use crate::{SupervisionId, UnitId};

impl Decision<'_> {
    pub(super) fn supervise(
        &self,
        by: &Actor,
        supervision: SupervisionId,
        to: UnitId,
        demand: String,
    ) -> Decided {
        let author = self.desk_author(by, Power::Supervise)?;
        self.in_phase(&Phase::Open, Power::Supervise)?;
        reasoned(&demand)?;
        usable(supervision.as_str())?;
        if self.case.supervision(&supervision).is_some() {
            return Err(RefusalKind::SupervisionExists(supervision));
        }
        let (issuer, target) = (self.unit(&author.unit())?, self.living(&to)?);
        if !self.ctx.region.outranks(&issuer.id, &target.id) {
            let unit = issuer.id.clone();
            let desk = self.common_desk([&issuer.area, &target.area])?;
            return Err(RefusalKind::OutsideJurisdiction { unit, desk });
        }
        let receipt_due = self.needed(DeadlineKind::SupervisionReceipt)?;
        let answer_due = self.needed(DeadlineKind::Supervision)?;
        self.one(
            &author,
            EntryKind::Supervised { supervision, to, demand, receipt_due, answer_due },
        )
    }

    pub(super) fn sign_supervision(&self, by: &Actor, id: SupervisionId) -> Decided {
        let author = self.author(by, Power::Sign)?;
        self.supervision_at(&id, &author.unit(), SupervisionState::Issued)?;
        self.one(&author, EntryKind::SupervisionSigned { supervision: id })
    }

    pub(super) fn answer_supervision(
        &self,
        by: &Actor,
        id: SupervisionId,
        text: String,
    ) -> Decided {
        let author = self.author(by, Power::Feedback)?;
        reasoned(&text)?;
        self.supervision_at(&id, &author.unit(), SupervisionState::Signed)?;
        let judgement_due = self.deadline(DeadlineKind::Judgement);
        let kind = EntryKind::SupervisionAnswered { supervision: id, text, judgement_due };
        self.one(&author, kind)
    }

    /// Discharged by its issuer, or by a desk or body above the issuer.
    pub(super) fn discharge_supervision(
        &self,
        by: &Actor,
        id: SupervisionId,
        reason: String,
    ) -> Decided {
        let author = self.desk_author(by, Power::Supervise)?;
        reasoned(&reason)?;
        let found = self.supervision(&id)?;
        if found.state == SupervisionState::Discharged {
            return Err(RefusalKind::SupervisionState(id));
        }
        if !self.is_or_outranks(&author.unit(), &found.issuer) {
            let issuer = found.issuer.clone();
            return Err(RefusalKind::NotTheSupervisor { supervision: id, issuer });
        }
        self.one(&author, EntryKind::SupervisionDischarged { supervision: id, reason })
    }

    fn supervision(&self, id: &SupervisionId) -> Result<&Supervision, RefusalKind> {
        let found = self.case.supervision(id);
        found.ok_or_else(|| RefusalKind::UnknownSupervision(id.clone()))
    }

    /// A supervision order in a state, if the unit is the one that must account.
    fn supervision_at(
        &self,
        id: &SupervisionId,
        unit: &UnitId,
        state: SupervisionState,
    ) -> Result<(), RefusalKind> {
        let found = self.supervision(id)?;
        if &found.to != unit {
            return Err(RefusalKind::NotSupervised {
                supervision: id.clone(),
                to: found.to.clone(),
            });
        }
        let fits = found.state == state;
        if fits { Ok(()) } else { Err(RefusalKind::SupervisionState(id.clone())) }
    }
}

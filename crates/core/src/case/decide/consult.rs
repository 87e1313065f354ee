//! Consultation, requests between units, countersignature: how units come to one word.

use super::{Decided, Decision, reasoned, usable};
use crate::case::command::Actor;
use crate::case::entry::EntryKind;
use crate::case::parts::{Consultation, CountersignState, Evidence, Phase, Stance, Subject};
use crate::case::refusal::RefusalKind;
use crate::mechanism::{DeadlineKind, Power};
use crate::{ConsultationId, RequestId, StatementId, UnitId};

impl Decision<'_> {
    pub(super) fn convene(
        &self,
        by: &Actor,
        consultation: ConsultationId,
        invited: Vec<UnitId>,
        question: String,
    ) -> Decided {
        let author = self.working_author(by, Power::Convene)?;
        self.in_phase(&Phase::Open, Power::Convene)?;
        reasoned(&question)?;
        usable(consultation.as_str())?;
        if self.case.consultation(&consultation).is_some() {
            return Err(RefusalKind::ConsultationExists(consultation));
        }
        let convenor = author.unit();
        let mut guests = Vec::with_capacity(invited.len());
        for unit in invited {
            self.able(&unit, Power::StatePosition)?;
            if unit != convenor && !guests.contains(&unit) {
                guests.push(unit);
            }
        }
        if guests.is_empty() {
            return Err(RefusalKind::NobodyInvited);
        }
        let due = self.deadline(DeadlineKind::Consultation);
        self.one(&author, EntryKind::Convened { consultation, invited: guests, question, due })
    }

    pub(super) fn state_position(
        &self,
        by: &Actor,
        id: ConsultationId,
        stance: Stance,
        text: String,
    ) -> Decided {
        let author = self.author(by, Power::StatePosition)?;
        self.in_phase(&Phase::Open, Power::StatePosition)?;
        reasoned(&text)?;
        let unit = author.unit();
        let found = self.open_consultation(&id)?;
        if !found.invited.contains(&unit) {
            return Err(RefusalKind::NotInvited { consultation: id, unit });
        }
        self.one(&author, EntryKind::PositionStated { consultation: id, stance, text })
    }

    /// Decided by its convenor once everybody invited has spoken, or time is up.
    pub(super) fn conclude(&self, by: &Actor, id: ConsultationId, decision: String) -> Decided {
        let author = self.author(by, Power::Convene)?;
        self.in_phase(&Phase::Open, Power::Convene)?;
        reasoned(&decision)?;
        let found = self.open_consultation(&id)?;
        if found.convenor != author.unit() {
            let convenor = found.convenor.clone();
            return Err(RefusalKind::NotTheConvenor { consultation: id, convenor });
        }
        let spoken = |unit: &&UnitId| found.positions.iter().any(|opinion| &opinion.unit == *unit);
        let silent: Vec<UnitId> =
            found.invited.iter().filter(|unit| !spoken(unit)).cloned().collect();
        let watch = self.case.watch(&Subject::Consultation(id.clone()));
        let waiting = watch.is_none_or(|watch| self.at <= watch.deadline.at);
        if !silent.is_empty() && waiting {
            return Err(RefusalKind::PositionsMissing { consultation: id, units: silent });
        }
        self.one(&author, EntryKind::Concluded { consultation: id, decision })
    }

    fn open_consultation(&self, id: &ConsultationId) -> Result<&Consultation, RefusalKind> {
        let found = self.case.consultation(id);
        let found = found.ok_or_else(|| RefusalKind::UnknownConsultation(id.clone()))?;
        if found.decision.is_some() {
            return Err(RefusalKind::ConsultationOver(id.clone()));
        }
        Ok(found)
    }

    pub(super) fn ask_help(
        &self,
        by: &Actor,
        request: RequestId,
        to: UnitId,
        text: String,
    ) -> Decided {
        let author = self.working_author(by, Power::AskHelp)?;
        self.in_phase(&Phase::Open, Power::AskHelp)?;
        reasoned(&text)?;
        usable(request.as_str())?;
        if self.case.request(&request).is_some() {
            return Err(RefusalKind::RequestExists(request));
        }
        self.able(&to, Power::AskHelp)?;
        if to == author.unit() {
            return Err(RefusalKind::RequestToSelf);
        }
        let due = self.deadline(DeadlineKind::Help);
        self.one(&author, EntryKind::HelpAsked { request, to, text, due })
    }

    pub(super) fn answer_help(
        &self,
        by: &Actor,
        request: RequestId,
        text: String,
        evidence: Vec<Evidence>,
    ) -> Decided {
        let author = self.author(by, Power::AskHelp)?;
        self.in_phase(&Phase::Open, Power::AskHelp)?;
        reasoned(&text)?;
        let found = self.case.request(&request).filter(|found| found.is_open());
        let found = found.ok_or_else(|| RefusalKind::UnknownRequest(request.clone()))?;
        if found.to != author.unit() {
            return Err(RefusalKind::NotAsked { request, to: found.to.clone() });
        }
        let mut entries = self.evidence_entries(&author, evidence)?;
        entries.push(self.entry(&author, EntryKind::HelpAnswered { request, text }));
        Ok(entries)
    }

    /// Who asked, or a desk above, needs it no more: nobody waits for the answer any longer.
    pub(super) fn withdraw_help(&self, by: &Actor, request: RequestId, reason: String) -> Decided {
        let author = self.author(by, Power::AskHelp)?;
        self.in_phase(&Phase::Open, Power::AskHelp)?;
        reasoned(&reason)?;
        let found = self.case.request(&request).filter(|found| found.is_open());
        let found = found.ok_or_else(|| RefusalKind::UnknownRequest(request.clone()))?;
        let unit = author.unit();
        if found.from != unit && !self.commands(&unit) {
            return Err(RefusalKind::NotTheAsker { request, from: found.from.clone() });
        }
        self.one(&author, EntryKind::HelpWithdrawn { request, reason })
    }

    pub(super) fn ask_countersign(
        &self,
        by: &Actor,
        id: StatementId,
        units: Vec<UnitId>,
    ) -> Decided {
        let author = self.working_author(by, Power::AskCountersign)?;
        self.in_phase(&Phase::Open, Power::AskCountersign)?;
        let statement = self.statement(&id)?;
        if !statement.is_pending() {
            return Err(RefusalKind::NotADraft(id));
        }
        let mut asked = Vec::with_capacity(units.len());
        for unit in units {
            self.able(&unit, Power::Countersign)?;
            let known = statement.countersigns.iter().any(|c| c.unit == unit);
            if !known && unit != statement.unit && !asked.contains(&unit) {
                asked.push(unit);
            }
        }
        if asked.is_empty() {
            return Err(RefusalKind::NobodyInvited);
        }
        let due = self.deadline(DeadlineKind::Countersign);
        self.one(&author, EntryKind::CountersignAsked { statement: id, units: asked, due })
    }

    /// The unit that objected signs after all.
    pub(super) fn lift_objection(&self, by: &Actor, id: StatementId, reason: String) -> Decided {
        let author = self.author(by, Power::Countersign)?;
        self.in_phase(&Phase::Open, Power::Countersign)?;
        reasoned(&reason)?;
        let unit = author.unit();
        let statement = self.statement(&id)?;
        let objected = statement
            .countersigns
            .iter()
            .any(|c| c.unit == unit && matches!(c.state, CountersignState::Objected(_)));
        if !statement.is_pending() || !objected {
            return Err(RefusalKind::NoObjection { statement: id, unit });
        }
        self.one(&author, EntryKind::ObjectionLifted { statement: id, reason })
    }

    pub(super) fn countersign(
        &self,
        by: &Actor,
        id: StatementId,
        objection: Option<String>,
    ) -> Decided {
        let author = self.author(by, Power::Countersign)?;
        self.in_phase(&Phase::Open, Power::Countersign)?;
        if let Some(reason) = &objection {
            reasoned(reason)?;
        }
        let unit = author.unit();
        let statement = self.statement(&id)?;
        let asked = statement
            .countersigns
            .iter()
            .any(|c| c.unit == unit && c.state == CountersignState::Asked);
        if !statement.is_pending() || !asked {
            return Err(RefusalKind::NotAskedToSign { statement: id, unit });
        }
        self.one(&author, EntryKind::Countersigned { statement: id, objection })
    }
}

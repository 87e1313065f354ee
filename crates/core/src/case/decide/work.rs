//! Tasks, accounts to the level above, forwarding, links.

use super::{Decided, Decision, reasoned};
use crate::case::command::Actor;
use crate::case::entry::EntryKind;
use crate::case::parts::{Cite, Comparison, Phase, Relation, SitrepKind, TrackKind};
use crate::case::refusal::RefusalKind;
use crate::mechanism::Power;
use crate::{CaseId, EvidenceId, Timestamp, UnitId};

impl Decision<'_> {
    pub(super) fn plan_task(
        &self,
        by: &Actor,
        owner: UnitId,
        text: String,
        after: Vec<u32>,
        until: Timestamp,
    ) -> Decided {
        let author = self.working_author(by, Power::PlanTask)?;
        self.in_phase(&Phase::Open, Power::PlanTask)?;
        self.track_open(TrackKind::Disposal)?;
        reasoned(&text)?;
        let able = self.may(self.unit(&owner)?, Power::FinishTask);
        if !self.works(&owner) {
            return Err(RefusalKind::NotInvolved { unit: owner });
        }
        if !able {
            return Err(RefusalKind::OwnerCannotFinish { unit: owner });
        }
        if let Some(no) = after.iter().find(|no| self.case.tasks.iter().all(|t| t.no != **no)) {
            return Err(RefusalKind::UnknownTask(*no));
        }
        if until <= self.at {
            return Err(RefusalKind::TaskInThePast);
        }
        let no = self.case.tasks.len() as u32 + 1;
        self.one(&author, EntryKind::TaskPlanned { no, owner, text, after, by: until })
    }

    pub(super) fn finish_task(&self, by: &Actor, no: u32, evidence: Vec<EvidenceId>) -> Decided {
        let author = self.author(by, Power::FinishTask)?;
        self.in_phase(&Phase::Open, Power::FinishTask)?;
        let found = self.case.tasks.iter().find(|t| t.no == no && t.finished.is_none());
        let task = found.ok_or(RefusalKind::UnknownTask(no))?;
        if task.owner != author.unit() {
            return Err(RefusalKind::NotTheOwner { no, owner: task.owner.clone() });
        }
        let unfinished = |no: &&u32| {
            self.case.tasks.iter().any(|task| task.no == **no && task.finished.is_none())
        };
        let waits: Vec<u32> = task.after.iter().filter(unfinished).copied().collect();
        if !waits.is_empty() {
            return Err(RefusalKind::TaskWaits { no, after: waits });
        }
        if evidence.is_empty() {
            return Err(RefusalKind::CitesNothing);
        }
        self.known(&evidence)?;
        self.one(&author, EntryKind::TaskFinished { no, evidence })
    }

    /// The desk that handles the case tells the next rung above; all originals travel along.
    pub(super) fn file_sitrep(
        &self,
        by: &Actor,
        kind: SitrepKind,
        text: String,
        cites: Vec<Cite>,
        compared: Option<Comparison>,
    ) -> Decided {
        let author = self.desk_author(by, Power::FileSitrep)?;
        if !matches!(self.case.phase, Phase::Open | Phase::Closed) {
            self.in_phase(&Phase::Open, Power::FileSitrep)?;
        }
        reasoned(&text)?;
        if author.unit() != self.case.desk {
            let unit = author.unit();
            return Err(RefusalKind::OutsideJurisdiction { unit, desk: self.case.desk.clone() });
        }
        let first = self.case.sitreps.is_empty();
        let finals = self.case.sitreps.iter().filter(|sitrep| sitrep.kind == SitrepKind::Final);
        let over = finals.count() as u32 > self.case.reopened;
        if first != (kind == SitrepKind::First) || over {
            return Err(RefusalKind::SitrepOrder { kind });
        }
        self.rests_on(&cites)?;
        let to = self.case.ladder.first().cloned().unwrap_or_else(|| self.case.desk.clone());
        let no = self.case.sitreps.len() as u32 + 1;
        let carries = self.case.evidence.iter().map(|piece| piece.id.clone()).collect();
        let (fidelity, unmeasured) = Comparison::parts(compared);
        let filed =
            EntryKind::SitrepFiled { no, kind, to, text, cites, carries, fidelity, unmeasured };
        self.one(&author, filed)
    }

    /// An account may tell of what is disputed, but not of what does not exist or was replaced.
    fn rests_on(&self, cites: &[Cite]) -> Result<(), RefusalKind> {
        if cites.is_empty() {
            return Err(RefusalKind::CitesNothing);
        }
        for cite in cites {
            match cite {
                Cite::Evidence(id) => self.known(std::slice::from_ref(id))?,
                Cite::Finding(no) => {
                    let finding = self.case.finding(*no).ok_or(RefusalKind::UnknownFinding(*no))?;
                    if let Some(by) = finding.superseded_by {
                        return Err(RefusalKind::FindingSuperseded { no: *no, by });
                    }
                }
            }
        }
        Ok(())
    }

    pub(super) fn forward(&self, by: &Actor, to: UnitId, note: String) -> Decided {
        let author = self.desk_author(by, Power::Forward)?;
        if self.case.phase != Phase::Received {
            self.in_phase(&Phase::Open, Power::Forward)?;
        }
        reasoned(&note)?;
        self.living(&to)?;
        self.one(&author, EntryKind::Forwarded { to, note })
    }

    pub(super) fn link_case(&self, by: &Actor, other: CaseId, relation: Relation) -> Decided {
        let author = self.desk_author(by, Power::LinkCase)?;
        if self.case.phase == Phase::New {
            self.in_phase(&Phase::Open, Power::LinkCase)?;
        }
        if other == self.case.id || self.case.links.iter().any(|link| link.case == other) {
            return Err(RefusalKind::SameCase);
        }
        self.one(&author, EntryKind::CaseLinked { other, relation })
    }
}

//! One case takes over what another holds (`Case::holdings` says what that is).
//!
//! What it repeats stands under numbers and ids of its own and names where it came from.

use super::Decision;
use super::facts::new_dispute;
use super::joining::Change;
use super::lead::assisted_by;
use crate::case::entry::{Author, Entry, EntryKind};
use crate::case::parts::{
    Brought, Evidence, Finding, Lead, Origin, Phase, Subject, Task, Track, TrackKind, TrackState,
};
use crate::case::refusal::RefusalKind;
use crate::case::{Carried, Case, Context, apply};
use crate::mechanism::{Deadline, RiskLevel};
use crate::{CaseId, EvidenceId, Timestamp};

/// A case while its entries are being made.
pub(super) struct Stage<'a> {
    ctx: &'a Context<'a>,
    at: Timestamp,
    pub(super) case: Case,
    entries: Vec<Entry>,
}

impl<'a> Stage<'a> {
    pub(super) fn of(decision: &Decision<'a>) -> Self {
        let Decision { case, ctx, at } = *decision;
        Self { ctx, at, case: case.clone(), entries: Vec::new() }
    }

    pub(super) fn decision(&self) -> Decision<'_> {
        Decision { case: &self.case, ctx: self.ctx, at: self.at }
    }

    pub(super) fn push(&mut self, entry: Entry) {
        apply(&mut self.case, &entry);
        self.entries.push(entry);
    }

    pub(super) fn add(&mut self, by: &Author, kind: EntryKind) {
        let entry = Entry { at: self.at, by: by.clone(), kind };
        self.push(entry);
    }

    /// Takes over all that another case holds.
    pub(super) fn absorb(&mut self, by: &Author, from: &Case) -> Result<(), RefusalKind> {
        let (carried, running) = from.holdings();
        let Carried {
            areas,
            remits,
            origin,
            evidence,
            links,
            risk,
            settled,
            bound,
            owed_since,
            tracks,
            findings,
            promises,
            tasks,
        } = carried;
        let here = &self.case;
        let (evidence, known) = brought_evidence(here, &from.id, evidence);
        let reopens = self.decision().reopened_by(tracks)?;
        let lead = self.decision().settled_by(&from.id, settled)?;
        let risk = risk.filter(|level| Some(*level) > here.risk);
        let there = Decision { case: from, ctx: self.ctx, at: self.at };
        let (owed_since, dues) = self.decision().owed_with(&there, owed_since, risk);
        let links = links.iter().filter(|link| {
            link.case != here.id && here.links.iter().all(|mine| mine.case != link.case)
        });
        let kind = EntryKind::CaseAbsorbed {
            from: from.id.clone(),
            areas: missing(areas, &here.areas),
            remits: missing(remits, &here.remits),
            origin: Origin {
                topics: missing(&origin.topics, &here.origin.topics),
                complaints: missing(&origin.complaints, &here.origin.complaints),
            },
            evidence,
            links: links.cloned().collect(),
            reopens,
            risk,
            lead: lead.map(Box::new),
            bound: missing(bound, &here.bound),
            unpublished: running.unpublished,
            owed_since,
            dues,
        };
        self.add(by, kind);
        if let Some(lead) = risk.and_then(|level| self.decision().lead_at(level)) {
            self.add(by, EntryKind::LeadAssigned { lead });
        }
        self.bring_findings(by, &from.id, &findings, &known);
        for owed in promises {
            let kind = EntryKind::CommitmentTaken {
                no: self.case.commitments.len() as u32 + 1,
                from: owed.from.clone().unwrap_or_else(|| from.id.clone()),
                statement: owed.statement.clone(),
                promise: owed.promise.clone(),
            };
            self.add(by, kind);
        }
        self.bring_tasks(by, &tasks);
        Ok(())
    }

    fn bring_findings(
        &mut self,
        by: &Author,
        from: &CaseId,
        findings: &[&Finding],
        known: &[(EvidenceId, EvidenceId)],
    ) {
        for finding in findings {
            let here = |id: &EvidenceId| {
                let pair = known.iter().find(|(there, _)| there == id);
                pair.map_or_else(|| id.clone(), |(_, here)| here.clone())
            };
            let origin = Brought {
                case: from.clone(),
                no: finding.no,
                verifier: finding.verifier.clone(),
                at: finding.at,
            };
            let kind = EntryKind::FindingRecorded {
                no: self.case.findings.len() as u32 + 1,
                key: finding.key.clone(),
                value: finding.value.clone(),
                evidence: finding.evidence.iter().map(here).collect(),
                supersedes: None,
                from: Some(finding.from.clone().unwrap_or(origin)),
            };
            self.add(by, kind);
            if let Some(dispute) = new_dispute(&self.case, &finding.key) {
                self.add(by, dispute);
            }
        }
    }

    /// Tasks that are not finished go on under new numbers; one that waited for a finished one
    /// waits no longer.
    fn bring_tasks(&mut self, by: &Author, tasks: &[&Task]) {
        let mut renumbered: Vec<(u32, u32)> = Vec::new();
        for task in tasks {
            let no = self.case.tasks.len() as u32 + 1;
            let after = renumbered.iter().filter(|(old, _)| task.after.contains(old));
            let kind = EntryKind::TaskPlanned {
                no,
                owner: task.owner.clone(),
                text: task.text.clone(),
                after: after.map(|(_, new)| *new).collect(),
                by: task.by,
            };
            self.add(by, kind);
            renumbered.push((task.no, no));
        }
    }

    /// The entries with the step that the case needs next.
    pub(super) fn done(mut self, before: &Case) -> Result<Change, RefusalKind> {
        let decision = Decision { case: before, ctx: self.ctx, at: self.at };
        let next = match before.phase {
            // A case that is made here has no level of its own before its first entry.
            Phase::New => self.decision().next_step(&self.entries)?,
            _ => decision.next_step(&self.entries)?,
        };
        next.into_iter().for_each(|entry| self.push(entry));
        Ok(Change { case: self.case.id, entries: self.entries })
    }
}

impl Decision<'_> {
    /// Tracks that are ready here but not in an open case that is merged into this one. A track
    /// that was waived was waived for what the case was then.
    fn reopened_by(&self, tracks: [Option<Track>; 2]) -> Result<Vec<TrackKind>, RefusalKind> {
        let mut reopens = Vec::new();
        for (kind, there) in [TrackKind::Disposal, TrackKind::Response].into_iter().zip(tracks) {
            let there = there.map(|track| track.state);
            let here = self.case.track(kind).map(|track| track.state);
            match (there, here) {
                (Some(TrackState::Open), Some(TrackState::Ready)) => reopens.push(kind),
                (Some(TrackState::Open), Some(TrackState::Waived)) => {
                    return Err(RefusalKind::TrackNotOpen);
                }
                _ => {}
            }
        }
        Ok(reopens)
    }

    /// The settled lead of another case leads here too, and whoever worked here works under it; two
    /// settlements that differ are settled first. `None` where the lead stays as it is.
    fn settled_by(
        &self,
        other: &CaseId,
        settled: Option<&Lead>,
    ) -> Result<Option<Lead>, RefusalKind> {
        let Some(settled) = settled else { return Ok(None) };
        let mine = self.case.lead.as_ref();
        let (own, _) = self.case.holdings();
        if let Some(own) = own.settled.filter(|own| own.unit != settled.unit) {
            let units = [own.unit.clone(), settled.unit.clone()];
            let cases = [self.case.id.clone(), other.clone()];
            return Err(RefusalKind::SettledApart { cases, units });
        }
        let workers = mine.map(|mine| &mine.unit).filter(|unit| **unit != self.case.desk);
        let workers = mine.into_iter().flat_map(|mine| &mine.assisting).chain(workers);
        let workers = workers.chain(&settled.assisting).cloned();
        let lead = assisted_by(own.settled.unwrap_or(settled).clone(), workers);
        Ok(Some(lead).filter(|lead| Some(lead) != mine))
    }

    /// What is owed to the public is owed from when it was owed in either case, and at the graver
    /// level of both: `risk`, where that is the other's.
    fn owed_with(
        &self,
        from: &Decision<'_>,
        owed_since: Timestamp,
        risk: Option<RiskLevel>,
    ) -> (Timestamp, Vec<(Subject, Deadline)>) {
        let mine = self.case.owed_since;
        // After a reopening only what is said from then on counts; that is not turned back.
        let since = if self.case.reopened == 0 { mine.min(owed_since) } else { mine };
        if self.case.phase != Phase::Open {
            return (since, Vec::new());
        }
        let response = self.case.track(TrackKind::Response);
        let waived = response.is_some_and(|track| track.state == TrackState::Waived);
        let mut dues = self.public_dues(risk.or(self.case.risk), since);
        dues.retain(|(subject, deadline)| {
            let waits = match (self.case.watch(subject), risk) {
                (Some(_), Some(_)) => true,
                (Some(mine), None) => &mine.deadline != deadline,
                (None, Some(_)) => !from.given(subject),
                (None, None) => from.case.watch(subject).is_some(),
            };
            waits && !self.given(subject) && (!waived || subject == &Subject::Sitrep)
        });
        (since, dues)
    }
}

/// Pieces of another case that this one does not have, under ids that say where they came from, and
/// what each piece of that case is called here. A piece is the same where its bytes are.
pub(super) fn brought_evidence(
    here: &Case,
    from: &CaseId,
    pieces: &[Evidence],
) -> (Vec<Evidence>, Vec<(EvidenceId, EvidenceId)>) {
    let mut new: Vec<Evidence> = Vec::new();
    let mut known = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let same = here.evidence.iter().chain(&new).find(|mine| mine.digest == piece.digest);
        let id = match same {
            Some(mine) => mine.id.clone(),
            None => {
                let taken =
                    |id: &EvidenceId| here.evidence.iter().chain(&new).any(|mine| &mine.id == id);
                let id = free_id(from, &piece.id, taken);
                new.push(Evidence { id: id.clone(), ..piece.clone() });
                id
            }
        };
        known.push((piece.id.clone(), id));
    }
    (new, known)
}

/// `case:piece`, with a number where a piece of this case is called so already.
fn free_id(from: &CaseId, piece: &EvidenceId, taken: impl Fn(&EvidenceId) -> bool) -> EvidenceId {
    let plain = EvidenceId::new(format!("{from}:{piece}"));
    let numbered = (2u64..).map(|no| EvidenceId::new(format!("{from}:{piece}:{no}")));
    let mut ids = std::iter::once(plain).chain(numbered);
    ids.find(|id| !taken(id)).expect("there are more numbers than pieces")
}

fn missing<T: PartialEq + Clone>(all: &[T], mine: &[T]) -> Vec<T> {
    all.iter().filter(|item| !mine.contains(item)).cloned().collect()
}

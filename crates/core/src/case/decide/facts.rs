//! Evidence, findings, disputes.

use super::{Decided, Decision, reasoned, usable};
use crate::EvidenceId;
use crate::case::Case;
use crate::case::command::{Actor, NewFinding};
use crate::case::entry::{Author, Entry, EntryKind};
use crate::case::parts::{Evidence, Phase};
use crate::case::refusal::RefusalKind;
use crate::mechanism::Power;

impl Decision<'_> {
    pub(super) fn add_evidence(&self, by: &Actor, evidence: Vec<Evidence>) -> Decided {
        let author = self.working_author(by, Power::AddEvidence)?;
        self.in_phase(&Phase::Open, Power::AddEvidence)?;
        if evidence.is_empty() {
            return Err(RefusalKind::ReasonMissing);
        }
        self.evidence_entries(&author, evidence)
    }

    pub(super) fn record_finding(&self, by: &Actor, finding: NewFinding) -> Decided {
        let author = self.working_author(by, Power::RecordFinding)?;
        self.in_phase(&Phase::Open, Power::RecordFinding)?;
        self.finding_entries(&author, vec![finding], &[])
    }

    pub(super) fn settle_dispute(
        &self,
        by: &Actor,
        key: String,
        keep: u32,
        reason: String,
    ) -> Decided {
        let author = self.desk_author(by, Power::SettleDispute)?;
        self.in_phase(&Phase::Open, Power::SettleDispute)?;
        reasoned(&reason)?;
        if !self.case.disputes.contains(&key) {
            return Err(RefusalKind::NoDispute { key });
        }
        let kept = self.case.open_findings().find(|finding| finding.no == keep);
        if kept.is_none_or(|finding| finding.key != key) {
            return Err(RefusalKind::UnknownFinding(keep));
        }
        self.one(&author, EntryKind::DisputeSettled { key, keep, reason })
    }

    pub(super) fn evidence_entries(
        &self,
        author: &Author,
        evidence: Vec<Evidence>,
    ) -> Result<Vec<Entry>, RefusalKind> {
        if evidence.is_empty() {
            return Ok(Vec::new());
        }
        self.fresh(&evidence)?;
        self.one(author, EntryKind::EvidenceAdded { evidence })
    }

    /// Entries for new findings, and for the disputes that they open. `before` are entries of the
    /// same append whose evidence the findings may rest on.
    pub(super) fn finding_entries(
        &self,
        author: &Author,
        findings: Vec<NewFinding>,
        before: &[Entry],
    ) -> Result<Vec<Entry>, RefusalKind> {
        let mut case = self.case.clone();
        for entry in before {
            crate::case::apply(&mut case, entry);
        }
        let mut entries = Vec::new();
        for finding in findings {
            let NewFinding { key, value, evidence, supersedes } = finding;
            let (key, value) = (key.trim().to_owned(), value.trim().to_owned());
            if evidence.is_empty() || key.is_empty() || value.is_empty() {
                return Err(RefusalKind::FindingUnproved { key });
            }
            let unknown = evidence.iter().find(|id| case.evidence.iter().all(|e| &e.id != *id));
            if let Some(id) = unknown {
                return Err(RefusalKind::UnknownEvidence(id.clone()));
            }
            if let Some(no) = supersedes {
                let old = case.finding(no).ok_or(RefusalKind::UnknownFinding(no))?;
                if let Some(by) = old.superseded_by {
                    return Err(RefusalKind::FindingSuperseded { no, by });
                }
                if old.key != key {
                    return Err(RefusalKind::UnknownFinding(no));
                }
                let unit = author.unit();
                if old.verifier != unit && !self.commands(&unit) {
                    return Err(RefusalKind::NotTheVerifier { no, verifier: old.verifier.clone() });
                }
            }
            let no = case.findings.len() as u32 + 1;
            let kind = EntryKind::FindingRecorded {
                no,
                key: key.clone(),
                value,
                evidence,
                supersedes,
                from: None,
            };
            let entry = self.entry(author, kind);
            crate::case::apply(&mut case, &entry);
            entries.push(entry);
            if let Some(kind) = new_dispute(&case, &key) {
                let entry = self.entry(author, kind);
                crate::case::apply(&mut case, &entry);
                entries.push(entry);
            }
        }
        Ok(entries)
    }

    /// Each piece has an original and an id, is new to the case, and none comes twice (EVID-2).
    pub(super) fn fresh(&self, evidence: &[Evidence]) -> Result<(), RefusalKind> {
        for (index, piece) in evidence.iter().enumerate() {
            usable(piece.id.as_str())?;
            if piece.digest.is_blank() {
                return Err(RefusalKind::OriginalMissing(piece.id.clone()));
            }
            let mut known = self.case.evidence.iter().chain(&evidence[..index]);
            if known.any(|other| other.id == piece.id) {
                return Err(RefusalKind::EvidenceExists(piece.id.clone()));
            }
        }
        Ok(())
    }

    pub(super) fn known(&self, evidence: &[EvidenceId]) -> Result<(), RefusalKind> {
        let unknown = evidence.iter().find(|id| self.case.evidence.iter().all(|e| &e.id != *id));
        unknown.map_or(Ok(()), |id| Err(RefusalKind::UnknownEvidence(id.clone())))
    }
}

/// The dispute that open findings on a key make, unless it is known.
pub(super) fn new_dispute(case: &Case, key: &str) -> Option<EntryKind> {
    let open: Vec<_> = case.open_findings().filter(|finding| finding.key == key).collect();
    let differ = open.iter().any(|finding| finding.value != open[0].value);
    let known = case.disputes.iter().any(|disputed| disputed == key);
    let findings = open.iter().map(|finding| finding.no).collect();
    (differ && !known).then(|| EntryKind::DisputeOpened { key: key.to_owned(), findings })
}

//! Decisions over several cases: merge, split, join under one lead, link.
//!
//! Each of them changes every case that it concerns, and all of them in one append or none: nothing
//! may be lost between two files (JOIN-1), and each file must name the other (JOIN-2). The case
//! that takes another over repeats what is new to it under numbers of its own; what it repeats
//! names where it came from, and the other case stays readable for ever.

use super::absorb::{Stage, brought_evidence};
use super::lead::assisted_by;
use super::triage::{Before, Matter, unique};
use super::{Decision, lead_by_rules, reasoned, usable};
use crate::case::command::{Actor, Command, Joining};
use crate::case::entry::{Author, Entry, EntryKind};
use crate::case::parts::{Evidence, Origin, Phase, Relation};
use crate::case::refusal::{Refusal, RefusalKind};
use crate::case::{Case, Context, Running};
use crate::mechanism::Power;
use crate::{AreaId, CaseId, EvidenceId, RemitId, Timestamp, UnitId};

/// A case with what decisions on it depend on.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The case; one without entries where it is to be made.
    pub case: &'a Case,
    /// Its own pinned mechanism, and the region and calendar of all.
    pub ctx: &'a Context<'a>,
}

/// What a decision does to one of the cases that it concerns.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Which.
    pub case: CaseId,
    /// At least one entry.
    pub entries: Vec<Entry>,
}

type Changes = Result<Vec<Change>, RefusalKind>;

/// What a command makes of a case and of the others that it names ([`Command::others`], in that
/// order), or why it is refused. The first change is that of the case itself. A command that names
/// no other is decided by [`super::decide`].
///
/// Equal arguments give equal changes (DET-1). All of them have the same time, which is not before
/// the last entry of any of these cases.
///
/// # Errors
/// A [`Refusal`] with the rule behind it. No case is changed.
pub fn decide_jointly(
    here: Side<'_>,
    others: &[Side<'_>],
    at: Timestamp,
    by: &Actor,
    command: Command,
) -> Result<Vec<Change>, Refusal> {
    let at = others.iter().map(|side| side.case.last_at).fold(at, Timestamp::max);
    let at = at.max(here.case.last_at);
    let desk = Decision { case: here.case, ctx: here.ctx, at };
    let there: Vec<Decision<'_>> =
        others.iter().map(|side| Decision { case: side.case, ctx: side.ctx, at }).collect();
    let named = command.others().len() == there.len();
    let changes = match (command, there.as_slice()) {
        (_, _) if !named => Err(RefusalKind::NotReceived),
        (Command::Merge { reason, .. }, [into]) => desk.merge(into, by, &reason),
        (Command::Split { title, areas, remits, evidence, reason, .. }, [part]) => {
            desk.split(part, by, Part { title, areas, remits, evidence, reason })
        }
        (Command::Join { title, how, reason, .. }, parts) => {
            desk.join(parts, by, &Whole { title, how, reason })
        }
        (command, there) => {
            let drill = there.iter().find(|other| other.case.drill != here.case.drill);
            if drill.is_some() {
                return Err(Refusal(RefusalKind::DrillAndReal));
            }
            let entries = super::decide(here.case, here.ctx, at, by, command)?;
            return Ok(vec![Change { case: here.case.id.clone(), entries }]);
        }
    };
    changes.map_err(Refusal)
}

/// A part of a case.
struct Part {
    title: Option<String>,
    areas: Vec<AreaId>,
    remits: Vec<RemitId>,
    evidence: Vec<EvidenceId>,
    reason: String,
}

/// A case over several.
struct Whole {
    title: String,
    how: Joining,
    reason: String,
}

impl Decision<'_> {
    /// This case is handled under another, which takes over all that it holds.
    fn merge(&self, into: &Decision<'_>, by: &Actor, reason: &str) -> Changes {
        let (open, power) = match &self.case.phase {
            Phase::New => return Err(RefusalKind::NotReceived),
            Phase::Received => (false, Power::Triage),
            _ => (true, Power::Join),
        };
        let author = self.desk_author(by, power)?;
        match &self.case.phase {
            Phase::Merged(into) => {
                return Err(RefusalKind::AlreadyMerged { into: into.clone() });
            }
            Phase::Closed | Phase::Declined => self.in_phase(&Phase::Open, power)?,
            Phase::New | Phase::Received | Phase::Open => {}
        }
        reasoned(reason)?;
        if into.case.id == self.case.id {
            return Err(RefusalKind::SameCase);
        }
        self.no_order_from_above(&author.unit())?;
        if into.case.drill != self.case.drill {
            return Err(RefusalKind::DrillAndReal);
        }
        let (id, phase) = (into.case.id.clone(), into.case.phase.clone());
        match phase {
            Phase::New => return Err(RefusalKind::NotReceived),
            Phase::Open => {}
            Phase::Received if !open => {}
            _ => return Err(RefusalKind::MergeTarget { into: id, phase }),
        }
        if into.case.desk != self.case.desk && !self.case.ladder.contains(&into.case.desk) {
            return Err(RefusalKind::NotMergeable { into: id });
        }
        // At triage a desk finds that a matter is handled already. An open case nobody pushes
        // upward: who merges it decides on both.
        let theirs = if open { into.desk_author(by, power)? } else { into.author(by, power)? };
        let mut target = Stage::of(into);
        let here = self.merged(&author, &id, reason)?;
        target.absorb(&theirs, self.case)?;
        Ok(vec![here, target.done(into.case)?])
    }

    /// The end of a case under another: no order runs on, and what must be settled, answered or
    /// decided by others first is not escaped.
    fn merged(&self, author: &Author, into: &CaseId, reason: &str) -> Result<Change, RefusalKind> {
        let (_, running) = self.case.holdings();
        let Running {
            orders,
            unpublished,
            settlements,
            supervisions,
            consultations,
            requests,
            second_look,
        } = running;
        if let Some(order) = settlements.into_iter().next() {
            return Err(RefusalKind::SettlementPending { order });
        }
        if !supervisions.is_empty() {
            return Err(RefusalKind::SupervisionsOpen(supervisions));
        }
        if !consultations.is_empty() || !requests.is_empty() {
            return Err(RefusalKind::JointWorkOpen { consultations, requests });
        }
        if second_look {
            return Err(RefusalKind::SecondLookPending);
        }
        let withdrawn = orders.into_iter().map(|order| EntryKind::OrderWithdrawn {
            order,
            reason: reason.to_owned(),
            into: Some(into.clone()),
        });
        let mut entries: Vec<Entry> = withdrawn.map(|kind| self.entry(author, kind)).collect();
        let (into, reason) = (into.clone(), reason.to_owned());
        entries.push(self.entry(author, EntryKind::Merged { into, reason, unpublished }));
        Ok(Change { case: self.case.id.clone(), entries })
    }

    /// A part of this case becomes a case of its own.
    fn split(&self, new: &Decision<'_>, by: &Actor, part: Part) -> Changes {
        let author = self.desk_author(by, Power::Join)?;
        self.in_phase(&Phase::Open, Power::Join)?;
        reasoned(&part.reason)?;
        if new.case.id == self.case.id {
            return Err(RefusalKind::SameCase);
        }
        usable(new.case.id.as_str())?;
        if new.case.phase != Phase::New {
            return Err(RefusalKind::AlreadyReceived);
        }
        let case = self.case;
        let (areas, remits) = (unique(part.areas), unique(part.remits));
        let foreign = areas.iter().any(|area| !case.areas.contains(area))
            || remits.iter().any(|remit| !case.remits.contains(remit));
        // Some remits in some areas: the case keeps the rest of both, so nothing leaves it.
        let (left_areas, left_remits) = match (areas.is_empty(), remits.is_empty()) {
            (false, true) => (areas.clone(), Vec::new()),
            (true, false) => (Vec::new(), remits.clone()),
            _ => (Vec::new(), Vec::new()),
        };
        let or_all = |some: Vec<AreaId>| if some.is_empty() { case.areas.clone() } else { some };
        let areas = or_all(areas);
        let remits = if remits.is_empty() { case.remits.clone() } else { remits };
        let whole = areas.len() == case.areas.len() && remits.len() == case.remits.len();
        if foreign || whole {
            return Err(RefusalKind::NotAPart);
        }
        self.known(&part.evidence)?;
        let chosen =
            |piece: &&Evidence| part.evidence.is_empty() || part.evidence.contains(&piece.id);
        let evidence = case.evidence.iter().filter(chosen).cloned().collect();
        let theirs = new.author(by, Power::Join)?;
        let desk = self.unit(&self.common_desk(&areas)?)?;
        let matter = Matter {
            title: part
                .title
                .filter(|t| !t.trim().is_empty())
                .unwrap_or_else(|| case.title.clone()),
            origin: case.origin.clone(),
            areas,
            remits,
            evidence,
            drill: case.drill,
            before: Before { owed_since: Some(case.owed_since), risk: case.risk },
        };
        let linked = EntryKind::CaseLinked { other: case.id.clone(), relation: Relation::PartOf };
        let there = vec![new.received(&theirs, desk, matter), new.entry(&theirs, linked)];
        let split = EntryKind::CaseSplit {
            into: new.case.id.clone(),
            areas: left_areas,
            remits: left_remits,
            desk: desk.id.clone(),
            reason: part.reason,
        };
        Ok(vec![
            Change { case: case.id.clone(), entries: vec![self.entry(&author, split)] },
            Change { case: new.case.id.clone(), entries: there },
        ])
    }

    /// One case over several, at the desk of their lowest common superior, with the lead that the
    /// mechanism names for all of their areas.
    fn join(&self, parts: &[Decision<'_>], by: &Actor, whole: &Whole) -> Changes {
        let author = self.author(by, Power::Join)?;
        if self.case.phase != Phase::New {
            return Err(RefusalKind::AlreadyReceived);
        }
        usable(self.case.id.as_str())?;
        reasoned(&whole.reason)?;
        if whole.title.trim().is_empty() {
            return Err(RefusalKind::NothingConcerned);
        }
        let ids: Vec<&CaseId> = parts.iter().map(|part| &part.case.id).collect();
        let twice = ids.iter().enumerate().any(|(at, id)| ids[..at].contains(id));
        if parts.len() < 2 || twice || ids.contains(&&self.case.id) {
            return Err(RefusalKind::NothingToJoin);
        }
        let desk = self.desk_over(parts, &author.unit())?;
        let drill = parts[0].case.drill;
        if parts.iter().any(|part| part.case.drill != drill) {
            return Err(RefusalKind::DrillAndReal);
        }
        let areas = parts.iter().flat_map(|part| part.case.areas.iter().cloned()).collect();
        let remits = parts.iter().flat_map(|part| part.case.remits.iter().cloned()).collect();
        let matter = Matter {
            title: whole.title.clone(),
            origin: Origin::default(),
            areas,
            remits,
            evidence: Vec::new(),
            drill,
            before: Before {
                owed_since: parts.iter().map(|part| part.case.owed_since).min(),
                risk: parts.iter().filter_map(|part| part.case.risk).max(),
            },
        };
        let mut stage = Stage::of(self);
        stage.push(self.received(&author, self.unit(&desk)?, matter));
        let opening = stage.decision().opening(&author);
        opening.into_iter().for_each(|entry| stage.push(entry));
        let mut changes = Vec::with_capacity(parts.len());
        for part in parts {
            changes.push(part.joined(&mut stage, &author, by, whole)?);
        }
        let Case { areas, remits, risk, lead: settled, .. } = &stage.case;
        let ruled = lead_by_rules(self.ctx, self.unit(&desk)?, areas, remits, *risk)?;
        // Where a part's lead was settled, that holds until another settlement.
        let lead = match settled.clone() {
            None => ruled,
            Some(settled) => assisted_by(settled, ruled.assisting.into_iter().chain([ruled.unit])),
        };
        stage.add(&author, EntryKind::LeadAssigned { lead });
        changes.insert(0, stage.done(self.case)?);
        Ok(changes)
    }

    /// The desk of the lowest superior of all desks that handle the parts, if the unit is that
    /// desk or stands above it.
    fn desk_over(&self, parts: &[Decision<'_>], unit: &UnitId) -> Result<UnitId, RefusalKind> {
        for part in parts {
            let phase = part.case.phase.clone();
            match phase {
                Phase::Received | Phase::Open => {}
                Phase::New => return Err(RefusalKind::NotReceived),
                _ => {
                    let into = part.case.id.clone();
                    return Err(RefusalKind::MergeTarget { into, phase });
                }
            }
        }
        let areas = parts.iter().filter_map(|part| part.area_of(&part.case.desk));
        let desk = self.common_desk(areas)?;
        if self.is_or_outranks(unit, &desk) {
            return Ok(desk);
        }
        Err(RefusalKind::OutsideJurisdiction { unit: unit.clone(), desk })
    }

    /// What becomes of this case as a part of one over several.
    fn joined(
        &self,
        whole: &mut Stage<'_>,
        theirs: &Author,
        by: &Actor,
        how: &Whole,
    ) -> Result<Change, RefusalKind> {
        let author = self.desk_author(by, Power::Join)?;
        let id = whole.case.id.clone();
        match how.how {
            Joining::Merged => {
                let change = self.merged(&author, &id, &how.reason)?;
                whole.absorb(theirs, self.case)?;
                Ok(change)
            }
            Joining::Linked => {
                let (evidence, _) =
                    brought_evidence(&whole.case, &self.case.id, &self.case.evidence);
                let (other, relation) = (self.case.id.clone(), Relation::SplitInto);
                whole.add(theirs, EntryKind::CaseLinked { other, relation });
                if !evidence.is_empty() {
                    whole.add(theirs, EntryKind::EvidenceAdded { evidence });
                }
                let kind = EntryKind::CaseLinked { other: id, relation: Relation::PartOf };
                Ok(Change { case: self.case.id.clone(), entries: vec![self.entry(&author, kind)] })
            }
        }
    }
}

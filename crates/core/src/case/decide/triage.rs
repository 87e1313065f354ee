//! Receive, accept, decline, assess.

use super::{Decided, Decision, reasoned, usable};
use crate::case::Context;
use crate::case::command::{Actor, DeclineGround};
use crate::case::entry::{Author, Entry, EntryKind};
use crate::case::parts::{
    Evidence, Lead, Origin, Phase, StatementState, Subject, TrackKind, TrackState,
};
use crate::case::refusal::RefusalKind;
use crate::mechanism::{DeadlineKind, Power, RiskLevel};
use crate::region::Unit;
use crate::{AreaId, RemitId, Timestamp};

/// What a desk receives.
pub(super) struct Matter {
    pub(super) title: String,
    pub(super) origin: Origin,
    pub(super) areas: Vec<AreaId>,
    pub(super) remits: Vec<RemitId>,
    pub(super) evidence: Vec<Evidence>,
    pub(super) drill: bool,
    pub(super) before: Before,
}

/// What was fixed of a matter while it was a part of another case, or was several.
#[derive(Default)]
pub(super) struct Before {
    /// Since when the public is owed something, where that is before now.
    pub(super) owed_since: Option<Timestamp>,
    /// How grave it is.
    pub(super) risk: Option<RiskLevel>,
}

impl Decision<'_> {
    /// New matters concern areas and remits that are known and hold today; old cases keep theirs.
    fn valid(&self, areas: &[AreaId], remits: &[RemitId]) -> Result<(), RefusalKind> {
        let region = self.ctx.region;
        let today = self.ctx.calendar.local(self.at).date();
        let over = |until: Option<jiff::civil::Date>| until.filter(|until| *until < today);
        for id in areas {
            let area = region.area(id).ok_or_else(|| RefusalKind::UnknownArea(id.clone()))?;
            if let Some(until) = over(area.valid_until) {
                return Err(RefusalKind::AreaEnded { area: id.clone(), until });
            }
        }
        for id in remits {
            let remit = region.remit(id).ok_or_else(|| RefusalKind::UnknownRemit(id.clone()))?;
            if let Some(until) = over(remit.valid_until) {
                return Err(RefusalKind::RemitEnded { remit: id.clone(), until });
            }
        }
        Ok(())
    }

    pub(super) fn receive(&self, by: &Actor, matter: Matter) -> Decided {
        let author = self.author(by, Power::Receive)?;
        if self.case.phase != Phase::New {
            return Err(RefusalKind::AlreadyReceived);
        }
        usable(self.case.id.as_str())?;
        if matter.areas.is_empty() || matter.remits.is_empty() || matter.title.trim().is_empty() {
            return Err(RefusalKind::NothingConcerned);
        }
        let region = self.ctx.region;
        self.valid(&matter.areas, &matter.remits)?;
        self.fresh(&matter.evidence)?;
        let desk = self.unit(&author.unit())?;
        let stranger = matter.areas.iter().find(|area| !region.contains(&desk.area, area));
        if stranger.is_some() {
            return Err(RefusalKind::OutsideJurisdiction {
                unit: desk.id.clone(),
                desk: self.common_desk(&matter.areas)?,
            });
        }
        Ok(vec![self.received(&author, desk, matter)])
    }

    /// A matter at a desk.
    pub(super) fn received(&self, author: &Author, desk: &Unit, matter: Matter) -> Entry {
        let Context { region, mechanism, calendar, .. } = self.ctx;
        let area = region.area(&desk.area).expect("a unit's area exists");
        let level = region.level_of(area).id.clone();
        let triage_due = mechanism.deadline(DeadlineKind::Triage, None, &level, calendar, self.at);
        let Matter { title, origin, areas, remits, evidence, drill, before } = matter;
        let kind = EntryKind::Received {
            title: one_line(&title),
            origin,
            areas: unique(areas),
            remits: unique(remits),
            desk: desk.id.clone(),
            level,
            ladder: region.ladder(desk),
            evidence,
            drill,
            triage_due,
            owed_since: before.owed_since.filter(|since| *since < self.at),
            risk: before.risk,
        };
        self.entry(author, kind)
    }

    /// The lowest desk whose area contains all of these.
    pub(super) fn common_desk<'a>(
        &self,
        areas: impl IntoIterator<Item = &'a AreaId>,
    ) -> Result<crate::UnitId, RefusalKind> {
        let area = self.ctx.region.lowest_common(areas).ok_or(RefusalKind::NothingConcerned)?;
        let desk = self.ctx.region.desk(&area.id);
        desk.map(|desk| desk.id.clone())
            .ok_or_else(|| RefusalKind::UnknownUnit(crate::UnitId::from(area.id.as_str())))
    }

    pub(super) fn accept(&self, by: &Actor) -> Decided {
        let author = self.desk_author(by, Power::Triage)?;
        self.in_phase(&Phase::Received, Power::Triage)?;
        let conduct = &self.ctx.mechanism.conduct;
        let lead = Lead {
            unit: self.case.desk.clone(),
            assisting: Vec::new(),
            coordinator: self.case.desk.clone(),
            rule: conduct.first_receiver_rule.clone(),
            source: conduct.first_receiver_source.clone(),
            basis: String::new(),
        };
        let mut entries = self.opening(&author);
        entries.push(self.entry(&author, EntryKind::LeadAssigned { lead }));
        Ok(entries)
    }

    /// A case opens with both of its tracks (CASE-2).
    pub(super) fn opening(&self, author: &Author) -> Vec<Entry> {
        let dues = self.public_dues(self.case.risk, self.case.owed_since);
        let track = |track, dues| EntryKind::TrackOpened { track, dues };
        vec![
            self.entry(author, EntryKind::Opened { mechanism: self.ctx.mechanism.pin() }),
            self.entry(author, track(TrackKind::Disposal, Vec::new())),
            self.entry(author, track(TrackKind::Response, dues)),
        ]
    }

    pub(super) fn decline(&self, by: &Actor, ground: DeclineGround, reason: String) -> Decided {
        let author = self.desk_author(by, Power::Triage)?;
        self.in_phase(&Phase::Received, Power::Triage)?;
        reasoned(&reason)?;
        self.one(&author, EntryKind::Declined { ground, reason })
    }

    /// Whether what is owed was given since it is owed: after a reopening, what was said before no
    /// longer counts.
    pub(super) fn given(&self, subject: &Subject) -> bool {
        let case = self.case;
        let said = case.statements.iter().any(|statement| match statement.state {
            StatementState::Published(at) => at >= case.owed_since && statement.answers(subject),
            _ => false,
        });
        let told = case.sitreps.iter().any(|sitrep| sitrep.at >= case.owed_since);
        said || (subject == &Subject::Sitrep && told)
    }

    pub(super) fn assess(&self, by: &Actor, level: RiskLevel, reason: String) -> Decided {
        let author = self.desk_author(by, Power::Assess)?;
        self.in_phase(&Phase::Open, Power::Assess)?;
        let before = self.case.risk;
        if before == Some(level) {
            return Err(RefusalKind::SameLevel);
        }
        if before.is_some_and(|before| level < before) && reason.trim().is_empty() {
            return Err(RefusalKind::LoweringNeedsReason);
        }
        reasoned(&reason)?;
        let lowers = before.is_some_and(|before| level < before);
        if let Some(by) = self.case.risk_by.as_ref().filter(|_| lowers) {
            self.not_decided_above(&author.unit(), by)?;
        }
        let mut dues = self.public_dues(Some(level), self.case.owed_since);
        let response = self.case.track(TrackKind::Response);
        if response.is_some_and(|track| track.state == TrackState::Waived) {
            // What is owed to the level above is not owed to the public.
            dues.retain(|(subject, _)| subject == &Subject::Sitrep);
        }
        dues.retain(|(subject, _)| !self.given(subject));
        let mut entries =
            vec![self.entry(&author, EntryKind::Assessed { level, before, reason, dues })];
        entries.extend(
            self.lead_at(level).map(|lead| self.entry(&author, EntryKind::LeadAssigned { lead })),
        );
        Ok(entries)
    }
}

/// A title is one line, whatever was sent: no page and no ledger line is forged by it.
fn one_line(title: &str) -> String {
    let words = title.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

pub(super) fn unique<T: PartialEq>(items: Vec<T>) -> Vec<T> {
    let mut kept: Vec<T> = Vec::with_capacity(items.len());
    for item in items {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept
}

//! Looking at one's own work: what is overdue, what lacks a next step, what is broken, what waits,
//! and whether the sweeper is alive.
//!
//! The audit folds the ledger itself and trusts no row and no list, so that a list that went wrong
//! cannot hide a case from it.

use crate::engine::{Engine, Failure};
use crate::ports::Heartbeat;
use crate::record;
use crate::rows::phase_name;
use serde::Serialize;
use std::collections::BTreeSet;
use tandem_core::case::{Case, Phase, Relay, Subject, Watch};
use tandem_core::control::Control;
use tandem_core::{
    AreaId, CaseId, ChannelId, DeadlineId, Digest, Lang, SourceId, Timestamp, UnitId, directory,
    invariants, words,
};

/// Effects that are counted one by one; more than these are a fault of their own.
const WAITING_MAX: usize = 100_000;

/// Minutes after which a last sweep is an alarm: the sweeper runs every half minute.
pub const SWEEP_MINUTES_MAX: i64 = 10;

/// What an audit found.
#[derive(Clone, Debug, Serialize)]
pub struct Audit {
    /// When.
    pub at: Timestamp,
    /// Entries folded.
    pub entries: u64,
    /// Cases looked at.
    pub cases: u64,
    /// Those that are not triaged yet or open.
    pub living: u64,
    /// What somebody should have done by now, longest overdue first.
    pub overdue: Vec<Overdue>,
    /// Living cases on which nothing is due from anybody (CASE-6).
    pub without_next_step: Vec<CaseId>,
    /// Invariants that do not hold on a case as it stands.
    pub breaches: Vec<Broken>,
    /// What offices should have done by now: take a watch, check a channel, decide on a row.
    pub offices: Vec<OfficeOverdue>,
    /// Desks and bodies on the ladders of living cases that no checked channel reaches.
    pub unreachable: Vec<UnitId>,
    /// Channels that do not reach anybody: by their last check, or by the last message since.
    pub failing_channels: Vec<FailingChannel>,
    /// What each desk that has something open has under it, and each with a gap in its directory.
    pub control: Vec<Control>,
    /// Effects that were not delivered.
    pub waiting_effects: u64,
    /// Things that units are still to be told outside the console.
    pub untold: u64,
    /// The last full sweep.
    pub heartbeat: Option<Heartbeat>,
}

/// A step that is overdue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Overdue {
    /// Of which case.
    pub case: CaseId,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub phase: &'static str,
    /// A drill.
    pub drill: bool,
    /// The desk that handles it.
    pub desk: UnitId,
    /// What had to be done.
    pub subject: Subject,
    /// Who had to do it.
    pub unit: UnitId,
    /// By when.
    pub since: Timestamp,
    /// The rule that said so.
    pub rule: DeadlineId,
    /// Its source, where it is a rule of the mechanism.
    pub source: Option<SourceId>,
    /// Rungs of the ladder that it climbed.
    pub rung: usize,
    /// Who must act now.
    pub holder: UnitId,
    /// The whole ladder had its time too.
    pub exhausted: bool,
}

/// Something that an office should have done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OfficeOverdue {
    /// Of which area.
    pub area: AreaId,
    /// What had to be done.
    pub subject: directory::Subject,
    /// By when.
    pub since: Timestamp,
    /// The rule that said so.
    pub rule: DeadlineId,
    /// Rungs that were told.
    pub rung: usize,
}

/// A channel that does not reach anybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FailingChannel {
    /// Of which unit.
    pub unit: UnitId,
    /// Its name there.
    pub channel: ChannelId,
    /// Since when that is known.
    pub since: Timestamp,
    /// Why the last message was not delivered; a check found it where there is none.
    pub fault: Option<directory::Fault>,
}

/// An invariant that does not hold on a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// Which case.
    pub case: CaseId,
    /// Which invariant.
    pub invariant: &'static str,
    /// How.
    pub what: String,
}

/// Whether the sweeper is alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pulse {
    /// No sweep was ever remembered.
    Never,
    /// The last one is recent.
    Alive {
        /// So many minutes ago.
        minutes: i64,
    },
    /// The last one is older than the limit: deadlines pass and nobody is reminded.
    Stale {
        /// So many minutes ago.
        minutes: i64,
    },
}

impl Heartbeat {
    /// Whole minutes since then; 0 where the clock was set back.
    pub fn minutes_ago(&self, now: Timestamp) -> i64 {
        now.duration_since(self.at).as_mins().max(0)
    }
}

impl Pulse {
    /// The pulse by the last sweep: stale where that is more than `minutes_max` ago.
    pub fn of(heartbeat: Option<&Heartbeat>, now: Timestamp, minutes_max: i64) -> Self {
        let Some(heartbeat) = heartbeat else { return Self::Never };
        let minutes = heartbeat.minutes_ago(now);
        if minutes > minutes_max { Self::Stale { minutes } } else { Self::Alive { minutes } }
    }
}

impl Audit {
    /// Whether everything is in order: nothing overdue on cases or in offices, no channel that
    /// fails, every case with a next step, no invariant broken, and the sweeper alive. A region that
    /// has not registered its channels yet is told, but is no fault.
    pub fn is_clean(&self, minutes_max: i64) -> bool {
        let alive = matches!(self.pulse(minutes_max), Pulse::Alive { .. });
        let idle = self.overdue.is_empty() && self.without_next_step.is_empty();
        let reached = self.offices.is_empty() && self.failing_channels.is_empty();
        alive && idle && reached && self.breaches.is_empty()
    }

    /// Whether the sweeper is alive. A ledger without a living case needs none.
    pub fn pulse(&self, minutes_max: i64) -> Pulse {
        match Pulse::of(self.heartbeat.as_ref(), self.at, minutes_max) {
            Pulse::Never if self.living == 0 => Pulse::Alive { minutes: 0 },
            pulse => pulse,
        }
    }
}

impl Engine {
    /// Looks at the whole ledger as it stands at an instant, or at the cases of the desks in an area
    /// and below it.
    ///
    /// # Errors
    /// Where storage fails, an entry cannot be read or a pinned mechanism is not here.
    pub fn audit(&self, at: Timestamp, under: Option<&AreaId>) -> Result<Audit, Failure> {
        let mut entries = 0;
        let mut cases: Vec<Case> = self.replay(&mut entries)?.into_values().collect();
        cases.retain(|case| self.lies_under(case, under));
        cases.sort_by(|a, b| a.id.cmp(&b.id));
        let mut audit = Audit {
            at,
            entries,
            cases: cases.len() as u64,
            living: 0,
            overdue: Vec::new(),
            without_next_step: Vec::new(),
            breaches: Vec::new(),
            offices: self.offices_overdue(at, under),
            unreachable: Vec::new(),
            failing_channels: self.failing_channels(under),
            control: self.control(&cases, at, under),
            waiting_effects: self.store().undelivered(WAITING_MAX)?.len() as u64,
            untold: self.store().untold(WAITING_MAX)?.len() as u64,
            heartbeat: self.store().last_sweep()?,
        };
        let mut on_ladders: BTreeSet<&UnitId> = BTreeSet::new();
        for case in &cases {
            let ctx = match self.context(case) {
                Ok(ctx) => ctx,
                Err(failure) => {
                    // A case whose rules are not here hides no other.
                    let (case, what) = (case.id.clone(), failure.to_string());
                    audit.breaches.push(Broken { case, invariant: "PIN", what });
                    continue;
                }
            };
            let living = matches!(case.phase, Phase::Received | Phase::Open);
            audit.living += u64::from(living);
            if living {
                on_ladders.extend(case.ladder.iter().chain([&case.desk]));
            }
            let step = case.watches.iter().any(|watch| watch.subject.is_disposal_step());
            if living && !step {
                audit.without_next_step.push(case.id.clone());
            }
            let late = case.watches.iter().filter(|watch| watch.deadline.at < at);
            audit.overdue.extend(late.map(|watch| {
                let rule = ctx.mechanism.deadline_rule(&watch.deadline.rule);
                overdue(case, watch, rule.map(|rule| rule.source.clone()))
            }));
            let breaches = invariants::check(case, &[], case, &ctx);
            audit.breaches.extend(breaches.into_iter().map(|breach| Broken {
                case: case.id.clone(),
                invariant: breach.id,
                what: breach.what,
            }));
        }
        audit.breaches.extend(self.false_seeds(&cases)?);
        let ctx = self.new_context();
        for directory in ctx.directories.iter() {
            let breaches = directory::invariants::check(&[], directory, &ctx);
            audit.breaches.extend(breaches.into_iter().map(|breach| Broken {
                case: record::stream_of(&directory.area),
                invariant: breach.id,
                what: breach.what,
            }));
        }
        let silent = on_ladders.into_iter().filter(|unit| !ctx.reaches(unit));
        audit.unreachable = silent.cloned().collect();
        audit
            .overdue
            .sort_by(|a, b| (a.since, &a.case, &a.subject).cmp(&(b.since, &b.case, &b.subject)));
        Ok(audit)
    }
}

/// A relay that was audited as drawn by chance.
struct Drawn<'a> {
    case: &'a Case,
    relay: &'a Relay,
    seed: Digest,
    /// The end of the period in which it was made; `None` where the rules draw nothing.
    until: Option<Timestamp>,
}

impl Engine {
    /// Audits of relays that say chance chose them, and are wrong: their seed is not the ledger's
    /// root at the end of the period, or does not draw them (FID-2). The command was checked when
    /// it was given; here the whole ledger is walked again, whoever wrote it.
    fn false_seeds(&self, cases: &[Case]) -> Result<Vec<Broken>, Failure> {
        let mut drawn: Vec<Drawn<'_>> = Vec::new();
        for case in cases {
            let Ok(ctx) = self.context(case) else { continue };
            for relay in &case.relays {
                let found =
                    relay.audit.as_ref().and_then(|audit| Some((audit.period, audit.seed?)));
                let Some((period, seed)) = found else { continue };
                let rule = ctx.mechanism.relay_audit.as_ref();
                let rule = rule.filter(|rule| rule.draws(&seed, &case.id, relay.no));
                let until = rule.map(|rule| {
                    let period = period.unwrap_or_else(|| rule.period_of(ctx.calendar, relay.at));
                    period.1
                });
                drawn.push(Drawn { case, relay, seed, until });
            }
        }
        let instants: BTreeSet<Timestamp> = drawn.iter().filter_map(|found| found.until).collect();
        let roots = crate::sample::roots_before(self.store(), instants)?;
        let broken = |found: &Drawn<'_>, what: &str| Broken {
            case: found.case.id.clone(),
            invariant: "FID-2",
            what: format!("relay {} was audited as drawn, but {what}", found.relay.no),
        };
        let breaches = drawn.iter().filter_map(|found| match found.until {
            None => Some(broken(found, "its seed does not draw it")),
            Some(until) if roots.get(&until) != Some(&found.seed) => {
                Some(broken(found, &format!("its seed is not the ledger's root before {until}")))
            }
            Some(_) => None,
        });
        Ok(breaches.collect())
    }

    fn failing_channels(&self, under: Option<&AreaId>) -> Vec<FailingChannel> {
        let region = &self.world().region;
        let directories = self.directories();
        let here = directories
            .iter()
            .filter(|directory| under.is_none_or(|area| region.contains(area, &directory.area)));
        let channels = here.flat_map(|directory| &directory.channels);
        let failing = channels.filter(|channel| channel.fails()).map(|channel| {
            let told = channel.told.filter(|told| told.fault.is_some());
            let checked = channel.checked.as_ref().map(|check| check.at);
            FailingChannel {
                unit: channel.unit.clone(),
                channel: channel.id.clone(),
                since: told.map(|told| told.at).or(checked).unwrap_or(Timestamp::MIN),
                fault: told.and_then(|told| told.fault),
            }
        });
        failing.collect()
    }

    fn offices_overdue(&self, at: Timestamp, under: Option<&AreaId>) -> Vec<OfficeOverdue> {
        let region = &self.world().region;
        let directories = self.directories();
        let late = |area: &AreaId, pending: &directory::Pending| OfficeOverdue {
            area: area.clone(),
            subject: pending.subject.clone(),
            since: pending.deadline.at,
            rule: pending.deadline.rule.clone(),
            rung: pending.rung,
        };
        let mut found: Vec<OfficeOverdue> = directories
            .iter()
            .filter(|directory| under.is_none_or(|area| region.contains(area, &directory.area)))
            .flat_map(|d| d.pending.iter().map(move |pending| (&d.area, pending)))
            .filter(|(_, pending)| pending.deadline.at < at)
            .map(|(area, pending)| late(area, pending))
            .collect();
        found.sort_by(|a, b| (a.since, &a.area, &a.subject).cmp(&(b.since, &b.area, &b.subject)));
        found
    }

    /// Whether a case is handled by a desk of an area or below it; any case where none is named.
    pub(crate) fn lies_under(&self, case: &Case, under: Option<&AreaId>) -> bool {
        let region = &self.world().region;
        under.is_none_or(|area| {
            region.unit(&case.desk).is_some_and(|desk| region.contains(area, &desk.area))
        })
    }
}

fn overdue(case: &Case, watch: &Watch, source: Option<SourceId>) -> Overdue {
    let rung = |rung: usize| case.ladder.get(rung - 1);
    let holder = match watch.rung {
        _ if watch.exhausted => case.ladder.last(),
        0 => None,
        climbed => rung(climbed),
    };
    Overdue {
        case: case.id.clone(),
        title: case.title.clone(),
        phase: phase_name(&case.phase),
        drill: case.drill,
        desk: case.desk.clone(),
        subject: watch.subject.clone(),
        unit: watch.unit.clone(),
        since: watch.deadline.at,
        rule: watch.deadline.rule.clone(),
        source,
        rung: watch.rung,
        holder: holder.unwrap_or(&watch.unit).clone(),
        exhausted: watch.exhausted,
    }
}

impl Overdue {
    /// What had to be done, in words.
    pub fn what(&self, lang: Lang) -> String {
        words::subject(&self.subject, lang)
    }
}

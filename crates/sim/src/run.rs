//! One mechanism, one replication: matters come in, offices act, the core decides.
//!
//! The core is the one that runs in production: [`decide`], [`apply`] and [`due`], unchanged, with
//! every named invariant checked over every append. A breach ends the run.

use crate::agenda::Agenda;
use crate::draws::Draws;
use crate::faults::Faults;
use crate::hours::{Hours, moment, timestamp};
use crate::matters::Matter;
use crate::offices::{Offices, Parameter as P};
use crate::outcome::{Load, Outcome, Watched};
use crate::station::{Hands, Rank, Shift, Station};
use crate::work::{Job, Posts, Scene, Step};
use crate::{Moment, Place};
use std::fmt::Write as _;
use std::sync::Arc;
use tandem_core::case::{
    Actor, Case, Command, Context, Entry, EntryKind, EvidenceKind, Origin, Phase, apply, decide,
    due, next_due,
};
use tandem_core::directory::Directories;
use tandem_core::mechanism::{Mechanism, Power};
use tandem_core::region::UnitKind;
use tandem_core::{CaseId, Lang, invariants, words};

const MS_PER_MINUTE: f64 = 60_000.0;
const MS_PER_DAY: i64 = 86_400_000;

/// How soon a sweeper looks again whose clock stood back.
const SWEEP_AGAIN_MS: i64 = 3_600_000;

/// More than any sweep of one case can need.
const SWEEP_MAX: usize = 1_000;

/// What stays the same over the mechanisms of one replication.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// Where.
    pub place: &'a Place<'a>,
    /// How offices behave.
    pub offices: &'a Offices,
    /// What comes in.
    pub matters: &'a [Matter],
    /// Random numbers.
    pub draws: Draws,
    /// For how many days each case is watched from its receipt on.
    pub horizon_days: u32,
    /// Whose entries are kept.
    pub keep: Keep,
}

/// Whose entries and steps are kept; keeping none saves time and room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Nobody's.
    Nothing,
    /// One case's, by its number.
    Case(u32),
    /// All.
    All,
    /// All entries, without the steps in words.
    Entries,
}

/// What must never happen.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{what} (case {case} under {mechanism})\n{transcript}")]
pub struct Broken {
    /// What broke.
    pub what: String,
    /// Under which mechanism.
    pub mechanism: String,
    /// The number of the case.
    pub case: u32,
    /// Who did what up to there; empty where its entries were not kept.
    pub transcript: String,
}

/// What came of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Ran {
    /// One outcome a matter, in the order of the matters.
    pub outcomes: Vec<Outcome>,
    /// How much hands of each unit worked, by the number of the unit.
    pub loads: Vec<Load>,
    /// The span over which loads were counted, in milliseconds of office hours and of the clock.
    pub office_ms: i64,
    /// The same on the clock.
    pub clock_ms: i64,
    /// Ledger entries made.
    pub entries: u64,
    /// Commands that the core refused.
    pub refused: u64,
    /// Invariants checked: appends times predicates.
    pub checks: u64,
    /// The entries of the cases that were kept, by the number of the case.
    pub kept: Vec<(u32, Vec<Entry>)>,
}

#[derive(Clone, Copy, Debug)]
enum Event {
    Arrives(u32),
    Ready(Ticket),
    Finished(Ticket, Hands),
    Due { case: u32, stamp: u32 },
    Opens(u32),
}

/// A job on its way.
#[derive(Clone, Copy, Debug)]
struct Ticket {
    case: u32,
    stamp: u32,
    unit: u32,
    rank: Rank,
}

/// A case that goes on.
struct Live {
    case: Case,
    jobs: Vec<(Job, u32)>,
    stamps: u32,
    due: Option<(Moment, u32)>,
    returns: Vec<u32>,
    kept: Vec<u32>,
    refuted: u32,
    watched: Watched,
    entries: Vec<Entry>,
    said: String,
}

/// A run that goes on.
struct Run<'a> {
    setting: Setting<'a>,
    ctx: Context<'a>,
    posts: Posts,
    hours: Hours,
    faults: Option<&'a Faults>,
    agenda: Agenda<Event>,
    lives: Vec<Live>,
    stations: Vec<Station<Ticket>>,
    opening: Vec<Option<Moment>>,
    loads: Vec<Load>,
    entries: u64,
    refused: u64,
    checks: u64,
}

/// Runs a mechanism on a setting.
///
/// # Errors
/// [`Broken`] where an invariant breaks or the core refuses what it said was due. Where entries are
/// not kept, the run is repeated for the transcript of that case.
pub fn run(mechanism: &Mechanism, setting: Setting<'_>) -> Result<Ran, Broken> {
    match Run::new(mechanism, setting, None).run() {
        Err(broken) if matches!(setting.keep, Keep::Nothing | Keep::Entries) => {
            let again = Setting { keep: Keep::Case(broken.case), ..setting };
            Err(Run::new(mechanism, again, None).run().err().unwrap_or(broken))
        }
        ran => ran,
    }
}

/// The same with faults until an instant, and everybody at work from there on.
///
/// # Errors
/// As [`run`], and where a case that is replayed from its entries differs.
pub fn run_with_faults(
    mechanism: &Mechanism,
    setting: Setting<'_>,
    faults: &Faults,
) -> Result<Ran, Broken> {
    Run::new(mechanism, Setting { keep: Keep::All, ..setting }, Some(faults)).run()
}

impl<'a> Run<'a> {
    fn new(mechanism: &'a Mechanism, setting: Setting<'a>, faults: Option<&'a Faults>) -> Self {
        let Setting { place, matters, .. } = setting;
        let directories = Arc::new(Directories::default());
        let (region, calendar) = (place.region, place.calendar);
        let last = matters.last().map_or(place.start, |matter| matter.at);
        let until = last.plus(i64::from(setting.horizon_days + 60) * MS_PER_DAY);
        let mut agenda = Agenda::at(place.start);
        for (matter, no) in matters.iter().zip(0..) {
            agenda.put(matter.at, Event::Arrives(no));
        }
        let units = place.units.len();
        Self {
            setting,
            ctx: Context { mechanism, region, calendar, directories, contradictions: &[] },
            posts: Posts::new(mechanism, region),
            hours: Hours::of(calendar, place.start, until),
            faults,
            agenda,
            lives: Vec::with_capacity(matters.len()),
            stations: (0..units).map(|_| Station::default()).collect(),
            opening: vec![None; units],
            loads: vec![Load::default(); units],
            entries: 0,
            refused: 0,
            checks: 0,
        }
    }

    fn run(mut self) -> Result<Ran, Broken> {
        let Setting { place, matters, horizon_days, keep, .. } = self.setting;
        let last = matters.last().map_or(place.start, |matter| matter.at);
        let end = last.plus(i64::from(horizon_days) * MS_PER_DAY);
        while let Some((now, event)) = self.agenda.advance() {
            if now > end {
                break;
            }
            match event {
                Event::Arrives(no) => self.arrives(no, now)?,
                Event::Ready(ticket) => self.ready(ticket, now),
                Event::Finished(ticket, hands) => self.finished(ticket, hands, now)?,
                Event::Due { case, stamp } => self.sweep(case, stamp, now)?,
                Event::Opens(unit) => {
                    self.opening[unit as usize] = None;
                    self.serve(unit, now);
                }
            }
        }
        let mut kept = Vec::new();
        if keep != Keep::Nothing {
            let kept_lives = self.lives.iter_mut().zip(0..).filter(|(_, no)| keeps(keep, *no));
            kept = kept_lives.map(|(live, no)| (no, std::mem::take(&mut live.entries))).collect();
        }
        let scene = |no: usize| self.lives[no].watched.clone();
        let outcomes = (0..self.lives.len()).map(|no| {
            let live = &self.lives[no];
            scene(no).finish(&live.case, self.setting, no as u64, &self.ctx)
        });
        Ok(Ran {
            outcomes: outcomes.collect(),
            office_ms: self.hours.between(place.start, end),
            clock_ms: end.0 - place.start.0,
            loads: self.loads.clone(),
            entries: self.entries,
            refused: self.refused,
            checks: self.checks,
            kept,
        })
    }

    fn arrives(&mut self, no: u32, now: Moment) -> Result<(), Broken> {
        let matter = &self.setting.matters[no as usize];
        let horizon = matter.at.plus(i64::from(self.setting.horizon_days) * MS_PER_DAY);
        self.lives.push(Live {
            case: Case::new(CaseId::new(format!("c{no}"))),
            jobs: Vec::new(),
            stamps: 0,
            due: None,
            returns: Vec::new(),
            kept: Vec::new(),
            refuted: 0,
            watched: Watched::new(timestamp(matter.at), timestamp(horizon)),
            entries: Vec::new(),
            said: String::new(),
        });
        let desk = self.setting.place.unit(matter.desk);
        let original = self.scene(no).original(EvidenceKind::Post, matter.desk, 0);
        let command = Command::Receive {
            title: format!("【模拟】来件{no}"),
            origin: Origin::default(),
            areas: matter.areas.clone(),
            remits: matter.remits.clone(),
            evidence: vec![original],
            drill: false,
        };
        if let Some(by) = self.posts.actor(desk, Power::Receive) {
            self.ask(no, self.stamp(no, now), &by, command)?;
        }
        self.plan(no, now);
        Ok(())
    }

    fn scene(&self, no: u32) -> Scene<'_> {
        let live = &self.lives[no as usize];
        Scene {
            no: no.into(),
            case: &live.case,
            matter: &self.setting.matters[no as usize],
            ctx: &self.ctx,
            place: self.setting.place,
            posts: &self.posts,
            hours: &self.hours,
            offices: self.setting.offices,
            draws: self.setting.draws,
            returns: &live.returns,
            kept: &live.kept,
            refuted: live.refuted,
        }
    }

    /// Puts down what offices would do next on a case, and when something is due. What is no longer
    /// wanted is dropped; its events find nothing when they come.
    fn plan(&mut self, no: u32, now: Moment) {
        let wanted = self.scene(no).wanted();
        let live = &mut self.lives[no as usize];
        live.jobs.retain(|(job, _)| wanted.iter().any(|other| other.id == job.id));
        let mut fresh = Vec::new();
        for job in wanted {
            if live.jobs.iter().all(|(known, _)| known.id != job.id) {
                live.stamps += 1;
                live.jobs.push((job, live.stamps));
                fresh.push((job, live.stamps));
            }
        }
        for (job, stamp) in fresh {
            let at = self.ready_at(&job).max(now);
            let ticket = Ticket { case: no, stamp, unit: job.unit, rank: job.rank };
            self.agenda.put(at, Event::Ready(ticket));
        }
        let live = &mut self.lives[no as usize];
        let next = next_due(&live.case, &self.ctx).map(moment);
        if next != live.due.map(|(at, _)| at) {
            live.stamps += 1;
            live.due = next.map(|at| (at, live.stamps));
            if let Some((at, stamp)) = live.due {
                self.agenda.put(at, Event::Due { case: no, stamp });
            }
        }
    }

    /// When hands are asked for: after reaction and field work, in office hours or by the clock.
    fn ready_at(&self, job: &Job) -> Moment {
        let away = ((job.reaction + job.field) * MS_PER_MINUTE) as i64;
        if job.rank == Rank::Office {
            return self.hours.after(job.since, away);
        }
        let night = if self.hours.is_open(job.since) {
            1.0
        } else {
            self.setting.offices.get(P::NightFactor)
        };
        job.since.plus(((job.reaction * night + job.field) * MS_PER_MINUTE) as i64)
    }

    fn ready(&mut self, ticket: Ticket, now: Moment) {
        if let Some(back) = self.faults.and_then(|faults| faults.absent(ticket.unit, now)) {
            self.agenda.put(back, Event::Ready(ticket));
            return;
        }
        if self.job(ticket).is_some() {
            let load = &mut self.loads[ticket.unit as usize];
            load.jobs += 1;
            self.stations[ticket.unit as usize].offer(ticket.rank, ticket);
            self.serve(ticket.unit, now);
        }
    }

    fn job(&self, ticket: Ticket) -> Option<Job> {
        let jobs = &self.lives[ticket.case as usize].jobs;
        jobs.iter().find(|(_, stamp)| *stamp == ticket.stamp).map(|(job, _)| *job)
    }

    fn shift(&self, unit: u32, now: Moment) -> Shift {
        let kind = self.setting.place.class(unit).1;
        let get = |parameter| self.setting.offices.get(parameter) as u32;
        match (self.hours.is_open(now), kind) {
            (true, UnitKind::Department) => Shift::Day(get(P::DepartmentServers)),
            (true, _) => Shift::Day(get(P::DeskServers)),
            (false, UnitKind::Department) => Shift::Night(1, Rank::Duty),
            (false, _) => Shift::Night(get(P::DeskNightServers), Rank::Duty),
        }
    }

    /// Gives work to whoever has hands free.
    fn serve(&mut self, unit: u32, now: Moment) {
        let shift = self.shift(unit, now);
        while let Some((ticket, hands)) = self.stations[unit as usize].start(shift) {
            let Some(job) = self.job(ticket) else {
                self.stations[unit as usize].finish(hands);
                continue;
            };
            let effort = (job.effort * MS_PER_MINUTE) as i64;
            let done = match job.rank {
                Rank::Office => self.hours.after(now, effort),
                _ => now.plus(effort),
            };
            self.loads[unit as usize].busy_ms += effort;
            self.agenda.put(done, Event::Finished(ticket, hands));
        }
        let waits = self.stations[unit as usize].waiting() > 0;
        if waits && matches!(shift, Shift::Night(..)) {
            let opens = self.hours.next_open(now);
            if self.opening[unit as usize].is_none_or(|at| at > opens) {
                self.opening[unit as usize] = Some(opens);
                self.agenda.put(opens, Event::Opens(unit));
            }
        }
    }

    fn finished(&mut self, ticket: Ticket, hands: Hands, now: Moment) -> Result<(), Broken> {
        self.stations[ticket.unit as usize].finish(hands);
        if let Some(job) = self.job(ticket) {
            let scene = self.scene(ticket.case);
            let asked = scene.act(job.id, job.unit);
            let live = &mut self.lives[ticket.case as usize];
            live.jobs.retain(|(_, stamp)| *stamp != ticket.stamp);
            if let Some((by, command)) = asked {
                let at = self.stamp(ticket.case, now);
                let done = self.ask(ticket.case, at, &by, command.clone())?;
                self.repeat(ticket.case, now, &by, &command)?;
                let live = &mut self.lives[ticket.case as usize];
                if !done && job.id.step == Step::SendBack {
                    live.kept.push(job.id.what);
                }
                if done || job.id.step == Step::SendBack {
                    self.plan(ticket.case, now);
                }
            }
        }
        self.serve(ticket.unit, now);
        Ok(())
    }

    /// A fault may deliver a command twice.
    fn repeat(
        &mut self,
        no: u32,
        now: Moment,
        by: &Actor,
        command: &Command,
    ) -> Result<(), Broken> {
        let Some(faults) = self.faults else { return Ok(()) };
        if faults.duplicates(no, self.lives[no as usize].case.version, now) {
            self.ask(no, self.stamp(no, now), by, command.clone())?;
        }
        Ok(())
    }

    /// Does what the mechanism says is due, until nothing is.
    fn sweep(&mut self, no: u32, stamp: u32, now: Moment) -> Result<(), Broken> {
        if self.lives[no as usize].due.is_none_or(|(_, current)| current != stamp) {
            return Ok(());
        }
        if let Some(up) = self.faults.and_then(|faults| faults.sweeper_up(now)) {
            self.agenda.put(up, Event::Due { case: no, stamp });
            return Ok(());
        }
        for _ in 0..SWEEP_MAX {
            // One look at the clock serves both questions, as in production.
            let at = self.stamp(no, now);
            let commands = due(&self.lives[no as usize].case, &self.ctx, timestamp(at));
            let Some(command) = commands.into_iter().next() else {
                if at < now {
                    self.agenda.put(now.plus(SWEEP_AGAIN_MS), Event::Due { case: no, stamp });
                } else {
                    self.lives[no as usize].due = None;
                    self.plan(no, now);
                }
                return Ok(());
            };
            if !self.ask(no, at, &Actor::Mechanism, command.clone())? {
                return Err(self.broken(no, format!("{command:?} was due but refused")));
            }
        }
        Err(self.broken(no, "the sweeper never comes to rest".to_owned()))
    }

    /// What the clock says that stamps a command on a case; a fault may set it back.
    fn stamp(&self, no: u32, now: Moment) -> Moment {
        let version = self.lives[no as usize].case.version;
        self.faults.map_or(now, |faults| faults.clock(no, version, now))
    }

    /// Asks the core; whether it agreed.
    fn ask(&mut self, no: u32, at: Moment, by: &Actor, command: Command) -> Result<bool, Broken> {
        let live = &self.lives[no as usize];
        let kept = keeps(self.setting.keep, no);
        let tells = kept && self.setting.keep != Keep::Entries;
        let said = if tells { format!("{command:?}") } else { String::new() };
        let decided = decide(&live.case, &self.ctx, timestamp(at), by, command);
        let entries = match decided {
            Ok(entries) => entries,
            Err(refusal) => {
                self.refused += 1;
                if tells {
                    let sentence = words::refusal(&refusal.0, Lang::En, &self.ctx);
                    let said = format!("{} {said}\n       {sentence}\n", who(by));
                    self.lives[no as usize].said.push_str(&said);
                }
                return Ok(false);
            }
        };
        let before = live.case.clone();
        let live = &mut self.lives[no as usize];
        for entry in &entries {
            apply(&mut live.case, entry);
            note(live, entry);
        }
        live.watched.observe(&before, &entries, &live.case);
        self.entries += entries.len() as u64;
        self.checks += invariants::ALL.len() as u64;
        let breaches = invariants::check(&before, &entries, &live.case, &self.ctx);
        if tells {
            for entry in &entries {
                let time = self.ctx.calendar.local(entry.at).strftime("%Y-%m-%d %H:%M:%S");
                let sentence = words::entry(entry, Lang::En, &self.ctx);
                let _ = writeln!(live.said, "{time} {} {sentence}", who(by));
            }
        }
        if kept {
            live.entries.extend(entries);
        }
        match breaches.into_iter().next() {
            Some(breach) => Err(self.broken(no, breach.to_string())),
            None => self.restart(no).map(|()| true),
        }
    }

    /// A restart reads the case from its entries again.
    fn restart(&mut self, no: u32) -> Result<(), Broken> {
        let Some(faults) = self.faults else { return Ok(()) };
        let (live, now) = (&self.lives[no as usize], self.agenda.now());
        if !faults.restarts(no, live.case.version, now) {
            return Ok(());
        }
        let again = Case::replay(live.case.id.clone(), &live.entries);
        if again != live.case {
            return Err(self.broken(no, "DET-1 is broken: a replay differs".to_owned()));
        }
        self.lives[no as usize].case = again;
        Ok(())
    }

    fn broken(&self, no: u32, what: String) -> Broken {
        let transcript = self.lives[no as usize].said.clone();
        let mechanism = self.ctx.mechanism.id.to_string();
        Broken { what, mechanism, case: no, transcript }
    }
}

fn keeps(keep: Keep, no: u32) -> bool {
    match keep {
        Keep::Nothing => false,
        Keep::Case(kept) => kept == no,
        Keep::All | Keep::Entries => true,
    }
}

/// What the behaviour must remember beyond the case.
fn note(live: &mut Live, entry: &Entry) {
    match &entry.kind {
        EntryKind::FeedbackReturned { order, .. } => {
            let index = live.case.orders.iter().position(|known| &known.id == order);
            if let Some(index) = index {
                live.returns.resize(live.returns.len().max(index + 1), 0);
                live.returns[index] += 1;
            }
        }
        EntryKind::DisposalRefuted { .. } => live.refuted += 1,
        EntryKind::Reopened { .. } => live.refuted += 4,
        _ => {}
    }
    debug_assert!(live.case.phase != Phase::New, "an entry makes a case");
}

fn who(by: &Actor) -> String {
    match by.who() {
        Some((_, position, _)) => format!("{position}:"),
        None => "the mechanism:".to_owned(),
    }
}

//! Looking at what is untold, sending what goes now, and noting what became of it.

use crate::book::{Attach, Book, Entry};
use crate::brief::{self, Press};
use crate::letter::{Drill, Letter, Line};
use crate::plan::{Due, Moment, Planned, Reached, pace_of, plan};
use crate::post::Post;
use crate::send::Sender;
use jiff::SignedDuration;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tandem_core::case::{Actor, Context};
use tandem_core::directory::{Channel, Command, Fault, Message};
use tandem_core::mechanism::{Pace, Telling};
use tandem_core::{CaseId, Timestamp, UnitId};
use tandem_engine::{
    Engine, Failure, Heartbeat, OfficeRequest, Pulse, SWEEP_MINUTES_MAX, StoreError, Tries, Untold,
    record,
};
use tracing::{info, warn};

/// Untold things that are looked at in one round.
const UNTOLD_MAX: usize = 100_000;

/// Messages that are on their way at the same time.
const LINES: usize = 4;

/// Days after which what nobody can be told is left to the console alone.
const STALE_HOURS: i64 = 7 * 24;

/// What is told where the sweep stands still.
const SWEEPER: &str = "sweeper";

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Messages that were delivered.
    pub sent: u64,
    /// Messages that were not, and are tried again.
    pub failed: u64,
}

/// Tells units what concerns them.
pub struct Teller {
    engine: Arc<Engine>,
    book: Book,
    sender: Sender,
    press: Option<Arc<dyn Press>>,
    /// Where the console is reached, without a slash at its end.
    base: String,
    /// Since when somebody sweeps here.
    sweeps_since: Timestamp,
}

impl Teller {
    /// A teller by an operator's book, for a console at an address.
    pub fn new(engine: Arc<Engine>, book: Book, post: Arc<dyn Post>, base: &str) -> Self {
        let sender = Sender::new(book.smtp.clone(), post);
        let base = base.trim_end_matches('/').to_owned();
        Self { engine, book, sender, press: None, base, sweeps_since: Timestamp::MIN }
    }

    /// The same where the sweep began at an instant: what was not swept before, while nothing ran,
    /// is no standstill.
    #[must_use]
    pub fn sweeping_since(self, at: Timestamp) -> Self {
        Self { sweeps_since: at, ..self }
    }

    /// The same with a press for briefs that go as papers.
    #[must_use]
    pub fn with_press(self, press: Arc<dyn Press>) -> Self {
        Self { press: Some(press), ..self }
    }

    /// Tells what is to be told at an instant. A second teller, or a round that was cut short, at
    /// worst sends a message twice, with the same id.
    ///
    /// # Errors
    /// Where storage fails. What could not be delivered is counted and tried again.
    pub fn round(&self, now: Timestamp) -> Result<Round, Failure> {
        let ctx = self.engine.new_context();
        let Some(rules) = &ctx.mechanism.telling else { return Ok(Round::default()) };
        let beat = self.engine.store().last_sweep()?;
        let beat = beat.map(|beat| Heartbeat { at: beat.at.max(self.sweeps_since), ..beat });
        let pulse = Pulse::of(beat.as_ref(), now, SWEEP_MINUTES_MAX);
        let stopped = beat.filter(|_| matches!(pulse, Pulse::Stale { .. }));
        self.owe_what_nobody_decides(stopped, rules, &ctx, now)?;
        let untold = self.engine.store().untold(UNTOLD_MAX)?;
        let tries = self.engine.store().tries()?;
        let mut of_units: BTreeMap<&UnitId, Vec<Planned<'_>>> = BTreeMap::new();
        let mut settled: Vec<String> = Vec::new();
        for one in &untold {
            match pace_of(&self.engine, &ctx, one) {
                // The case is less grave than when it was noted.
                Pace::Console => settled.push(one.id.clone()),
                // The sweep goes on.
                _ if one.about == SWEEPER && stopped.is_none() => settled.push(one.id.clone()),
                pace => {
                    of_units.entry(&one.unit).or_default().push(Planned { untold: one, pace });
                }
            }
        }
        if !settled.is_empty() {
            self.engine.store().told(&settled)?;
        }
        let moment = Moment { rules, calendar: ctx.calendar, now };
        let mut dues: Vec<Due<'_>> = Vec::new();
        for (unit, planned) in &of_units {
            let channels = self.channels(unit, &ctx, &tries);
            if channels.is_empty() {
                self.leave_to_the_console(unit, planned, now)?;
            }
            dues.extend(plan(planned, &channels, moment));
        }
        self.carry_out(&dues, rules, &ctx, now)
    }

    /// What units are told though no entry says so: that the sweep stands still, the daily brief,
    /// and tests of channels that were silent for long.
    fn owe_what_nobody_decides(
        &self,
        stopped: Option<Heartbeat>,
        rules: &Telling,
        ctx: &Context<'_>,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let store = self.engine.store();
        let mut owed: Vec<Untold> = Vec::new();
        if let Some(beat) = stopped {
            let tops = ctx.region.areas().filter(|area| area.parent.is_none());
            let desks = tops.filter_map(|area| ctx.region.desk(&area.id));
            owed.extend(desks.map(|desk| Untold {
                id: format!("sweeper:{}:{}", desk.id, beat.at),
                unit: desk.id.clone(),
                case: None,
                about: SWEEPER.to_owned(),
                since: now,
                channel: None,
            }));
        }
        owed.extend(self.book.briefs.iter().filter_map(|b| brief::briefed(b, ctx.calendar, now)));
        let silent_max = SignedDuration::from_hours(24 * i64::from(rules.test_after.amount));
        for channel in self.book.entries.iter().filter_map(|entry| known(entry, ctx)) {
            let checked = channel.checked.as_ref().map(|check| check.at);
            let last = channel.told.map(|told| told.at).max(checked);
            if last.is_some_and(|last| now.duration_since(last) < silent_max) || channel.fails() {
                continue;
            }
            owed.push(Untold {
                id: format!("test:{}:{}:{}", channel.unit, channel.id, day(ctx, last)),
                unit: channel.unit.clone(),
                case: None,
                about: "test".to_owned(),
                since: now,
                channel: Some(channel.id.clone()),
            });
        }
        let mut new = Vec::new();
        for one in owed {
            if !store.has_key(&told_key(&one.id))? {
                new.push(one);
            }
        }
        Ok(store.owe(&new)?)
    }

    /// The channels of a unit that lead somewhere, in the order of the directory.
    fn channels<'a>(
        &'a self,
        unit: &UnitId,
        ctx: &'a Context<'_>,
        tries: &'a [Tries],
    ) -> Vec<Reached<'a>> {
        let area = ctx.region.unit(unit).map(|unit| &unit.area);
        let directory = area.and_then(|area| ctx.directories.of(area));
        let own = directory.into_iter().flat_map(|directory| &directory.channels);
        own.filter(|channel| &channel.unit == unit)
            .filter_map(|channel| {
                let entry = self.book.entry(unit, &channel.id)?;
                let same = |t: &&Tries| &t.unit == unit && t.channel == channel.id;
                Some(Reached { channel, entry, tries: tries.iter().find(same) })
            })
            .collect()
    }

    fn leave_to_the_console(
        &self,
        unit: &UnitId,
        planned: &[Planned<'_>],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let stale = SignedDuration::from_hours(STALE_HOURS);
        let old = planned.iter().filter(|p| now.duration_since(p.untold.since) > stale);
        let ids: Vec<String> = old.map(|p| p.untold.id.clone()).collect();
        if ids.is_empty() {
            return Ok(());
        }
        warn!(%unit, count = ids.len(), "`{unit}` has no channel that leads anywhere");
        self.engine.store().told(&ids)
    }

    fn carry_out(
        &self,
        dues: &[Due<'_>],
        rules: &Telling,
        ctx: &Context<'_>,
        now: Timestamp,
    ) -> Result<Round, Failure> {
        let (sent, failed) = (AtomicU64::new(0), AtomicU64::new(0));
        // One at a time on a channel, several channels at a time: a server that answers nobody
        // holds up a quarter of the rest and no more.
        let share = dues.len().div_ceil(LINES).max(1);
        let work = |part: &[Due<'_>]| -> Result<(), Failure> {
            for due in part {
                match self.deliver(due, rules, ctx, now)? {
                    Ok(()) => sent.fetch_add(1, Ordering::Relaxed),
                    Err(_) => failed.fetch_add(1, Ordering::Relaxed),
                };
            }
            Ok(())
        };
        std::thread::scope(|scope| {
            let lines: Vec<_> =
                dues.chunks(share).map(|part| scope.spawn(move || work(part))).collect();
            lines.into_iter().try_for_each(|line| line.join().unwrap_or(Ok(())))
        })?;
        Ok(Round { sent: sent.into_inner(), failed: failed.into_inner() })
    }

    /// Sends one message and notes what became of it.
    fn deliver(
        &self,
        due: &Due<'_>,
        rules: &Telling,
        ctx: &Context<'_>,
        now: Timestamp,
    ) -> Result<Result<(), Fault>, Failure> {
        let Reached { channel, entry, tries } = due.through;
        let letter = self.letter(due, rules);
        let outcome = self.sender.send(entry, &letter, ctx, now);
        let failures = tries.map_or(0, |tries| tries.failures);
        let remember = |failures: u32, next_at: Timestamp| {
            let (unit, channel) = (channel.unit.clone(), channel.id.clone());
            self.engine.store().remember_tries(&Tries { unit, channel, failures, next_at })
        };
        let message = |attempts: u32, fault: Option<Fault>| Message {
            notices: u32::try_from(due.told.len()).unwrap_or(u32::MAX),
            cases: cases(due),
            attempts,
            fault,
        };
        match outcome {
            Ok(()) => {
                let key = match &due.told[..] {
                    // What nobody decides is told once, and its name says so.
                    [one] if one.case.is_none() => told_key(&one.id),
                    _ => told_key(&letter.id),
                };
                self.note(channel, message(failures + 1, None), key, now)?;
                let ids: Vec<String> = due.told.iter().map(|told| told.id.clone()).collect();
                self.engine.store().told(&ids)?;
                if failures > 0 {
                    remember(0, now)?;
                }
                info!(unit = %channel.unit, channel = %channel.id, "Told `{}`", channel.unit);
            }
            Err(fault) => {
                let failures = failures.saturating_add(1);
                let pause = rules.pause(failures);
                remember(failures, now.saturating_add(pause).unwrap_or(Timestamp::MAX))?;
                warn!(unit = %channel.unit, channel = %channel.id, ?fault, failures,
                    "`{}` was not told; tried again later", channel.unit);
                if rules.gives_up(failures) && !channel.fails() {
                    let key = format!("untold:{}:{failures}:{}", letter.id, now.as_second());
                    self.note(channel, message(failures, Some(fault)), key, now)?;
                }
            }
        }
        Ok(outcome)
    }

    /// Puts what became of a message on record. A channel that somebody dropped meanwhile has none.
    fn note(
        &self,
        channel: &Channel,
        message: Message,
        key: String,
        at: Timestamp,
    ) -> Result<(), Failure> {
        let Some(unit) = self.engine.world().region.unit(&channel.unit) else { return Ok(()) };
        let command = Command::NoteMessage {
            unit: channel.unit.clone(),
            channel: channel.id.clone(),
            message,
        };
        let (by, area, key) = (Actor::Mechanism, unit.area.clone(), Some(key));
        match self.engine.direct(&OfficeRequest { at, by, area, command, key }) {
            Ok(_) => Ok(()),
            Err(Failure::RefusedByDirectory(refusal)) => {
                warn!(unit = %channel.unit, %refusal, "What became of a message is not on record");
                Ok(())
            }
            Err(failure) => Err(failure),
        }
    }

    fn letter(&self, due: &Due<'_>, rules: &Telling) -> Letter {
        let entry = due.through.entry;
        let mut lines: Vec<Line> = Vec::new();
        for untold in &due.told {
            let line = self.line(untold);
            let same = |known: &&mut Line| known.case == line.case && known.about == line.about;
            match lines.iter_mut().find(same) {
                Some(known) => known.ids.extend(line.ids),
                None => lines.push(line),
            }
        }
        let named = lines.len().min(rules.lines_max as usize);
        let more = lines.len() - named;
        lines.truncate(named);
        let names = due.told.iter().map(|told| told.id.as_str());
        Letter {
            id: Letter::id(entry.channel.as_str(), names),
            unit: entry.unit.clone(),
            lang: entry.lang,
            lines,
            more,
            paper: self.paper(due, entry),
        }
    }

    fn line(&self, untold: &Untold) -> Line {
        let case = untold.case.as_ref().filter(|case| record::directory_of(case).is_none());
        let found = case.and_then(|case| self.engine.case(case).ok());
        let by = found.as_ref().and_then(|case| {
            let own = case.watches.iter().filter(|watch| watch.unit == untold.unit);
            own.map(|watch| watch.deadline.at).min()
        });
        let drill = found.is_some_and(|case| case.drill);
        let link = match (case, &untold.case) {
            (Some(case), _) => Some(format!("{}/cases/{}", self.base, escaped(case.as_str()))),
            (None, Some(stream)) => record::directory_of(stream)
                .map(|area| format!("{}/duty/{}", self.base, escaped(area.as_str()))),
            (None, None) if untold.about == "test" => None,
            (None, None) => Some(format!("{}/", self.base)),
        };
        let drill = if drill { Drill::Yes } else { Drill::No };
        let ids = vec![untold.id.clone()];
        Line { ids, case: case.cloned(), drill, about: untold.about.clone(), by, link }
    }

    /// The paper of a brief that goes as such; the link alone where it cannot be set.
    fn paper(&self, due: &Due<'_>, entry: &Entry) -> Option<(String, Vec<u8>)> {
        let [untold] = &due.told[..] else { return None };
        let day = brief::day_of(untold)?;
        let wants = |b: &&crate::book::Brief| b.desk == entry.unit && b.channel == entry.channel;
        self.book.briefs.iter().find(wants).filter(|brief| brief.attach == Attach::Pdf)?;
        let set = self.press.as_ref()?.brief(&entry.unit, day, entry.lang);
        match set {
            Ok(bytes) => Some((format!("brief-{day}.pdf"), bytes)),
            Err(why) => {
                warn!(desk = %entry.unit, %why, "The brief goes as a link: it cannot be set");
                None
            }
        }
    }
}

/// The channel of the directory that an entry of the book is about.
fn known<'a>(entry: &Entry, ctx: &'a Context<'_>) -> Option<&'a Channel> {
    let unit = ctx.region.unit(&entry.unit)?;
    ctx.directories.of(&unit.area)?.channel(&entry.unit, &entry.channel)
}

/// The command's name under which it is on record that something was told.
fn told_key(id: &str) -> String {
    format!("told:{id}")
}

fn cases(due: &Due<'_>) -> Vec<CaseId> {
    let all = due.told.iter().filter_map(|told| told.case.as_ref());
    let cases: BTreeSet<&CaseId> =
        all.filter(|case| record::directory_of(case).is_none()).collect();
    cases.into_iter().cloned().collect()
}

/// The day of a last contact, as part of a name.
fn day(ctx: &Context<'_>, last: Option<Timestamp>) -> String {
    last.map_or_else(|| "never".to_owned(), |last| ctx.calendar.local(last).date().to_string())
}

fn escaped(id: &str) -> String {
    utf8_percent_encode(id, NON_ALPHANUMERIC).to_string()
}

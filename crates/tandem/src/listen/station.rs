//! The place where everything that comes in from outside meets: it is checked against the register,
//! heard, kept, and brought to a desk.
//!
//! One reading of a source (a file, a feed as it was fetched, a delivery) is stored as one append
//! together with the source's cursor and state. What was stored is known when it is read again, so
//! a process may be killed at any point: nothing is lost and nothing is doubled. A topic that was
//! stored but not yet brought to a desk is found again when the station opens.

use super::register::Sources;
use super::{Captured, Heard, Kept, Listener, Lone, desk, state};
use anyhow::{Context as _, Result};
use jiff::SignedDuration;
use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;
use std::path::PathBuf;
use std::sync::Arc;
use tandem_core::case::{Actor, Command, Phase};
use tandem_core::sources::{Bringing, Source, SourceKind};
use tandem_core::{CaseId, Digest, PersonId, PositionId, SourceName, Text, Timestamp};
use tandem_engine::{
    ArchivedPost, Delivery, Engine, Failure, RemovalGround, Request, SourceState, Store, Taken,
    Tombstone, TopicRow, World,
};
use tandem_intake::{Arrival, Register, Rows, Skipped, Tally};
use tandem_sense::AuthorRef;
use tandem_sense::privacy::PseudonymKey;
use tracing::{info, warn};

/// As whom topics are brought to desks. Where a desk's duty position has been given to people, the
/// desk delegates receiving to this name.
pub const RECEIVER: &str = "intake";

/// How long answers to deliveries are remembered.
const DELIVERIES_KEPT: SignedDuration = SignedDuration::from_hours(24 * 7);

/// One reading of a source.
#[derive(Debug, Default)]
pub struct Reading {
    /// What its rows said.
    pub arrivals: Vec<Arrival>,
    /// What became of its rows.
    pub tally: Tally,
    /// Where its reader goes on, if it has a place.
    pub cursor: Option<String>,
    /// When a feed may be asked again.
    pub not_before: Option<Timestamp>,
    /// The sender's name for it.
    pub key: Option<String>,
    /// The first rows that could not be used.
    pub skipped: Vec<Skipped>,
}

/// Skipped rows that a reading tells one by one.
pub const SKIPPED_TOLD: usize = 20;

impl Reading {
    /// Reads all rows.
    pub fn of<R: BufRead>(mut rows: Rows<'_, R>) -> Self {
        let mut reading = Self::default();
        for row in rows.by_ref() {
            match row {
                Ok(arrival) => reading.arrivals.push(arrival),
                Err(skipped) if reading.skipped.len() < SKIPPED_TOLD => {
                    reading.skipped.push(skipped);
                }
                Err(_) => {}
            }
        }
        reading.tally = rows.tally().clone();
        reading
    }

    /// What is answered to who sent it.
    fn answer(&self, outcome: &Outcome) -> Result<String> {
        let row = |skipped: &Skipped| {
            serde_json::json!({
                "line": skipped.line,
                "sheet": skipped.sheet,
                "reason": skipped.reason.name(),
                "say": skipped.reason.to_string(),
            })
        };
        let rows: Vec<_> = self.skipped.iter().map(row).collect();
        let mut answer = serde_json::to_value(outcome).context("write the answer")?;
        answer["skipped_rows"] = rows.into();
        Ok(answer.to_string())
    }
}

/// What a reading changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Outcome {
    /// Rows read.
    pub read: u64,
    /// Rows that could be used.
    pub accepted: u64,
    /// Posts that were new.
    pub new: u64,
    /// Posts that were known, or were removed and stay away.
    pub known: u64,
    /// Rows that came twice in this reading.
    pub duplicates: u64,
    /// Rows that could not be used.
    pub skipped: u64,
    /// Posts removed.
    pub removed: u64,
}

impl Outcome {
    /// Adds what another part of the same file changed.
    pub fn add(&mut self, other: &Self) {
        self.read += other.read;
        self.accepted += other.accepted;
        self.new += other.new;
        self.known += other.known;
        self.duplicates += other.duplicates;
        self.skipped += other.skipped;
        self.removed += other.removed;
    }
}

/// Takes in, hears, keeps, and brings to desks.
pub struct Station {
    pub(super) store: Arc<dyn Store>,
    pub(super) listener: Listener,
    key: PseudonymKey,
    opted_out: BTreeSet<AuthorRef>,
    states: BTreeMap<SourceName, SourceState>,
    registered: BTreeSet<smol_str::SmolStr>,
    pub(super) bringing: Bringing,
    /// Topics that a desk should look at, and whether somebody asks government in them.
    pub(super) waiting: BTreeMap<String, bool>,
    /// Where what listening has learnt is stored.
    pub(super) file: PathBuf,
    /// Posts heard since it was.
    pub(super) heard: u64,
}

impl Station {
    /// A station on a store, which goes on where it stopped.
    ///
    /// # Errors
    /// Where the store cannot be read or the region cannot be listened for.
    pub fn open(
        store: Arc<dyn Store>,
        world: &World,
        sources: &Sources,
        key: PseudonymKey,
    ) -> Result<Self> {
        let registered = || sources.register.iter();
        let complaints = registered().filter(|source| source.kind == SourceKind::Complaints);
        let complaints = complaints.map(|source| source.id.as_str().into()).collect();
        let kept = Kept::new(Arc::clone(&store), complaints);
        let listener = Listener::new(&world.region, &world.mechanism, key.clone())?;
        let mut station = Self {
            listener: listener.of(Lone::Kept).over(kept),
            opted_out: opted_out(&*store)?,
            states: store.source_states()?.into_iter().map(|s| (s.source.clone(), s)).collect(),
            registered: registered().map(|source| source.id.as_str().into()).collect(),
            bringing: sources.register.bringing().clone(),
            file: sources.state_file(),
            heard: 0,
            store,
            key,
            waiting: BTreeMap::new(),
        };
        station.go_on()?;
        station.wait_again()?;
        Ok(station)
    }

    /// What intake must know to read a source.
    pub fn register(&self, source: &Source, at: Timestamp) -> Register {
        Register {
            others: self.registered.clone(),
            opted_out: self.opted_out.clone(),
            ..Register::new(source.id.as_str(), self.key.clone(), at.as_second())
        }
    }

    /// How a source is doing.
    pub fn state(&self, source: &SourceName) -> SourceState {
        let known = self.states.get(source).cloned();
        known.unwrap_or_else(|| SourceState::new(source.clone()))
    }

    /// Takes one reading in.
    ///
    /// # Errors
    /// Where it cannot be stored; then nothing of it is.
    pub fn take(&mut self, source: &Source, reading: Reading, at: Timestamp) -> Result<Outcome> {
        let mut reading = reading;
        let arrivals = std::mem::take(&mut reading.arrivals);
        let tally = &reading.tally;
        let (fresh, gone) = self.sort_out(source, arrivals, at)?;
        let (held, removed) = self.removals(gone, RemovalGround::DeletedAtSource, at)?;
        let mut heard = self.listener.forget(&held)?;
        let (posts, more) = self.listener.hear(&fresh)?;
        heard.retain(|topic| more.iter().all(|other| other.row.id != topic.row.id));
        heard.extend(more);
        let outcome = Outcome {
            read: tally.read,
            accepted: tally.accepted,
            new: fresh.len() as u64,
            known: tally.accepted - (fresh.len() as u64).min(tally.accepted),
            duplicates: tally.duplicates,
            skipped: tally.skipped_total(),
            removed: held.len() as u64,
        };
        let mut state = self.state(&source.id);
        state.succeed(at, outcome.new);
        state.cursor = reading.cursor.clone().or(state.cursor);
        state.not_before = reading.not_before;
        count(&mut state, tally, &outcome);
        let delivery = match &reading.key {
            None => None,
            Some(key) => {
                let (source, key) = (source.id.clone(), key.clone());
                Some(Delivery { source, key, at, answer: reading.answer(&outcome)? })
            }
        };
        let topics = self.rows(&heard)?;
        self.store.take(&Taken {
            posts,
            topics,
            removed,
            source: Some(state.clone()),
            delivery,
            ..Taken::default()
        })?;
        self.heard += outcome.new;
        self.states.insert(source.id.clone(), state);
        self.learn(&heard);
        Ok(outcome)
    }

    /// Posts that are new, in time order, and ids of those that the source deleted.
    fn sort_out(
        &self,
        source: &Source,
        arrivals: Vec<Arrival>,
        at: Timestamp,
    ) -> Result<(Vec<Captured>, BTreeSet<String>)> {
        let complaint = source.kind == SourceKind::Complaints;
        let mut arrived = Vec::with_capacity(arrivals.len());
        let mut gone = BTreeSet::new();
        for arrival in arrivals {
            match arrival {
                Arrival::Deleted { source, id } => {
                    gone.insert(format!("{source}:{id}"));
                }
                Arrival::Complaint(row) => arrived.push(captured(row.post, at, complaint)?),
            }
        }
        let ids: Vec<&str> = arrived.iter().map(|post| post.post.id.as_str()).collect();
        let mut knows = self.store.knows(&ids)?.into_iter();
        arrived.retain(|post| {
            let known = knows.next().unwrap_or(false);
            !known && !gone.contains(post.post.id.as_str())
        });
        arrived.sort_by(|a, b| (a.post.time, &a.post.id).cmp(&(b.post.time, &b.post.id)));
        Ok((arrived, gone))
    }

    /// Notes that a source could not be read.
    ///
    /// # Errors
    /// Where that cannot be stored.
    pub fn fail(
        &mut self,
        source: &SourceName,
        what: Text,
        at: Timestamp,
        next: impl FnOnce(u32) -> Timestamp,
    ) -> Result<()> {
        let mut state = self.state(source);
        state.fail(at, what);
        state.not_before = Some(next(state.failures));
        self.store.take(&Taken { source: Some(state.clone()), ..Taken::default() })?;
        self.states.insert(source.clone(), state);
        Ok(())
    }

    /// Posts that go, as they are held, and what stays of them.
    fn removals(
        &self,
        ids: BTreeSet<String>,
        why: RemovalGround,
        at: Timestamp,
    ) -> Result<(Vec<ArchivedPost>, Vec<Tombstone>)> {
        let mut held = Vec::new();
        let mut stones = Vec::new();
        for id in ids {
            let post = self.store.post(&id)?;
            stones.push(Tombstone { at, why, digest: post.as_ref().map(|post| post.digest), id });
            held.extend(post);
        }
        Ok((held, stones))
    }

    /// Removes posts whose authors do not want to be read.
    ///
    /// # Errors
    /// Where that cannot be stored.
    pub fn remove(&mut self, ids: BTreeSet<String>, at: Timestamp) -> Result<u64> {
        let (held, removed) = self.removals(ids, RemovalGround::OptedOut, at)?;
        let heard = self.listener.forget(&held)?;
        let topics = self.rows(&heard)?;
        self.store.take(&Taken { removed, topics, ..Taken::default() })?;
        self.opted_out = opted_out(&*self.store)?;
        // What was learnt from them is not kept either: the next start hears the others again.
        state::forget(&self.file)?;
        Ok(held.len() as u64)
    }

    /// Removes posts of a source that were kept for as long as they may be.
    ///
    /// # Errors
    /// Where that cannot be stored.
    pub fn expire(&mut self, source: &SourceName, ids: &[String], at: Timestamp) -> Result<()> {
        let ids = ids.iter().cloned().collect();
        let (held, removed) = self.removals(ids, RemovalGround::RetentionOver, at)?;
        let heard = self.listener.forget(&held)?;
        let topics = self.rows(&heard)?;
        let mut state = self.state(source);
        state.counts.expired += held.len() as u64;
        let noted = Some(state.clone());
        self.store.take(&Taken { removed, topics, source: noted, ..Taken::default() })?;
        self.states.insert(source.clone(), state);
        Ok(())
    }

    /// Removes texts and files whose matters ended long enough ago.
    ///
    /// # Errors
    /// Where that cannot be stored.
    pub fn expire_originals(&self, digests: &[Digest], at: Timestamp) -> Result<()> {
        let stone = |digest: &Digest| Tombstone {
            id: format!("original:{digest}"),
            at,
            why: RemovalGround::RetentionOver,
            digest: Some(*digest),
        };
        let removed = digests.iter().map(stone).collect();
        let originals_gone = digests.to_vec();
        self.store.take(&Taken { removed, originals_gone, ..Taken::default() })?;
        Ok(())
    }

    /// Topics as they are kept, each with the case that it went into.
    fn rows(&self, heard: &[Heard]) -> Result<Vec<TopicRow>> {
        let mut rows = Vec::with_capacity(heard.len());
        for topic in heard {
            let case = self.store.topic(&topic.row.id)?.and_then(|known| known.case);
            rows.push(TopicRow { case, ..topic.row.clone() });
        }
        Ok(rows)
    }

    fn learn(&mut self, heard: &[Heard]) {
        for topic in heard {
            if topic.complaint || topic.row.posts >= self.bringing.posts_min {
                self.waiting.insert(topic.row.id.clone(), topic.complaint);
            }
        }
    }

    /// Brings every topic that waits to the desk of the lowest area that contains its areas, and
    /// new posts of a topic to its open case. Returns the cases that were received.
    ///
    /// # Errors
    /// Where storage fails. A desk that does not let the receiver in is logged, and the topic stays
    /// in the situation list for people to bring.
    pub fn bring(&mut self, engine: &Engine, at: Timestamp) -> Result<Vec<CaseId>> {
        let mut received = Vec::new();
        let fresh = SignedDuration::from_hours(i64::from(self.bringing.silent_hours_max));
        for (id, complaint) in std::mem::take(&mut self.waiting) {
            let Some(topic) = self.store.topic(&id)? else { continue };
            if at.duration_since(topic.last) > fresh {
                continue;
            }
            if topic.areas.is_empty() || topic.remits.is_empty() {
                continue;
            }
            match &topic.case {
                Some(case) => self.add(engine, &topic, case, complaint, at)?,
                None => received.extend(self.receive(engine, topic, complaint, at)?),
            }
        }
        self.store.forget_deliveries(at - DELIVERIES_KEPT)?;
        Ok(received)
    }

    fn receive(
        &self,
        engine: &Engine,
        topic: TopicRow,
        complaint: bool,
        at: Timestamp,
    ) -> Result<Option<CaseId>> {
        let world = engine.world();
        let position = desk::position(&world.region, &topic.areas)?;
        let by = Actor::Person { person: PersonId::from(RECEIVER), position };
        let case = desk::case_id(&topic, world.calendar.local(topic.first).date());
        let originals = desk::originals(&self.store.posts_of(&topic.id)?, complaint);
        let matter = desk::Matter { topic: &topic, complaint, originals };
        match engine.execute(&matter.receipt(at, by, case.clone())) {
            Ok(_) => {}
            Err(Failure::Refused(no)) => {
                // A kill may have come between the case's first entry and the note on the topic.
                if engine.case(&case).is_err() {
                    warn!(topic.id = %topic.id, refusal = ?no, "A desk did not let intake in");
                    return Ok(None);
                }
            }
            Err(failure) => return Err(failure.into()),
        }
        info!(case.id = %case, topic.id = %topic.id, "Brought a topic to a desk");
        self.store.keep(&[], &[TopicRow { case: Some(case.clone()), ..topic }])?;
        Ok(Some(case))
    }

    /// Adds posts that came after the case was received, while it is open.
    fn add(
        &self,
        engine: &Engine,
        topic: &TopicRow,
        id: &CaseId,
        complaint: bool,
        at: Timestamp,
    ) -> Result<()> {
        let case = match engine.case(id) {
            Ok(case) => case,
            Err(Failure::NoCase(_)) => return Ok(()),
            Err(failure) => return Err(failure.into()),
        };
        if case.phase != Phase::Open {
            return Ok(());
        }
        let originals = desk::originals(&self.store.posts_of(&topic.id)?, complaint);
        let new = desk::additions(&case, originals);
        if new.is_empty() {
            return Ok(());
        }
        let position = PositionId::of(&case.desk, "duty");
        let by = Actor::Person { person: PersonId::from(RECEIVER), position };
        let command = Command::AddEvidence { evidence: new };
        match engine.execute(&Request { at, by, case: id.clone(), command, key: None }) {
            Ok(_) => Ok(()),
            Err(Failure::Refused(no)) => {
                warn!(case.id = %id, refusal = ?no, "A desk did not let intake add originals");
                Ok(())
            }
            Err(failure) => Err(failure.into()),
        }
    }
}

/// A post as it arrives. A time in the future is a wrong clock or a lie, and would close every
/// topic of today: such a post was published now.
fn captured(mut post: tandem_intake::Post, at: Timestamp, complaint: bool) -> Result<Captured> {
    post.time = post.time.min(at.as_second());
    let published = Timestamp::from_second(post.time).context("a post's time is out of range")?;
    Ok(Captured::new(post, at, published, complaint))
}

fn count(state: &mut SourceState, tally: &Tally, outcome: &Outcome) {
    let counts = &mut state.counts;
    counts.read += outcome.read;
    counts.new += outcome.new;
    counts.known += outcome.known + outcome.duplicates;
    counts.removed += outcome.removed;
    counts.masked += u64::from(tally.masked.total());
    for (reason, n) in &tally.skipped {
        *counts.skipped.entry(reason.name().to_owned()).or_insert(0) += n;
    }
}

fn opted_out(store: &dyn Store) -> Result<BTreeSet<AuthorRef>> {
    let stored = store.opt_outs()?;
    let read = |out: &tandem_engine::OptOut| AuthorRef::from_stored(&out.digest);
    stored.iter().map(read).collect::<Result<_, _>>().context("an opt-out is no digest")
}

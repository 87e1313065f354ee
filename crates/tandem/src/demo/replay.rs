//! The replay: what comes next, and doing it.

use super::chance::Chance;
use super::officials::{self, Brief, Plan};
use super::posts;
use crate::files::Files;
use crate::listen::{Captured, Heard, Listener, desk, evidence};
use crate::notices::ToConsole;
use anyhow::{Context as _, Result, bail};
use jiff::SignedDuration;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tandem_core::case::{Actor, Command, Evidence, EvidenceKind, Phase, next_due};
use tandem_core::mechanism::RiskLevel;
use tandem_core::{CaseId, PersonId, PositionId, Timestamp};
use tandem_engine::{Clock, Engine, Failure, Request, Store, TopicRow};
use tandem_intake::Tally;

/// A hot-search item that was read this often is looked at even where it stands alone.
const VIEWS_MIN: u64 = 3_000_000;

/// How long after the last post the replay goes on.
const AFTERMATH: SignedDuration = SignedDuration::from_hours(24 * 150);

/// How many steps are taken between two deliveries of the outbox.
const STEPS_PER_DELIVERY: u64 = 200;

/// The time of the replay, for whoever shows it.
#[derive(Debug, Default)]
pub struct VirtualClock(AtomicI64);

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::Relaxed)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

impl VirtualClock {
    fn set(&self, at: Timestamp) {
        self.0.fetch_max(at.as_millisecond(), Ordering::Relaxed);
    }
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Posts were heard.
    Heard(usize),
    /// A topic reached a desk.
    Received(CaseId),
    /// New posts joined a case as evidence.
    Joined(CaseId),
    /// An official acted.
    Acted(CaseId),
    /// A deadline acted.
    Swept(CaseId),
}

/// A running demo.
pub struct Demo {
    engine: Arc<Engine>,
    store: Arc<dyn Store>,
    clock: Arc<VirtualClock>,
    chance: Chance,
    listener: Listener,
    tally: Tally,
    /// Posts that were not heard yet, in order.
    pending: Vec<Captured>,
    heard: usize,
    topics: BTreeMap<String, Heard>,
    /// Topics that wait to be brought to a desk, or whose case lacks posts.
    waiting: BTreeSet<(Timestamp, String)>,
    plans: HashMap<CaseId, Plan>,
    planned: BTreeSet<(Timestamp, CaseId)>,
    /// The version of the case that each plan rests on.
    planned_on: HashMap<CaseId, u64>,
    dues: BTreeSet<(Timestamp, CaseId)>,
    due_of: HashMap<CaseId, Timestamp>,
    end: Timestamp,
    steps: u64,
}

/// Which of several steps at one instant comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    Posts,
    Topic,
    Official,
    Deadline,
}

impl Demo {
    /// A demo on a store; goes on where the store says that it stopped.
    ///
    /// # Errors
    /// Where the data cannot be read, or the store holds something else than this demo.
    pub fn new(
        files: &Files,
        store: Arc<dyn Store>,
        engine: Arc<Engine>,
        seed: u64,
    ) -> Result<Self> {
        let world = engine.world();
        let listener = Listener::new(&world.region, &world.mechanism, posts::key())?;
        let (pending, tally) = posts::load(files)?;
        let last = pending.last().context("the demo has no posts")?.at;
        let mut demo = Self {
            engine,
            store,
            clock: Arc::new(VirtualClock::default()),
            chance: Chance(seed),
            listener,
            tally,
            pending,
            heard: 0,
            topics: BTreeMap::new(),
            waiting: BTreeSet::new(),
            plans: HashMap::new(),
            planned: BTreeSet::new(),
            planned_on: HashMap::new(),
            dues: BTreeSet::new(),
            due_of: HashMap::new(),
            end: last + AFTERMATH,
            steps: 0,
        };
        demo.resume()?;
        Ok(demo)
    }

    /// The clock of the replay.
    pub fn clock(&self) -> Arc<VirtualClock> {
        Arc::clone(&self.clock)
    }

    /// What intake did with the demo's files.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// How much of the posts was heard, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.heard, self.pending.len())
    }

    /// A step in a few words.
    pub fn describe(&self, step: &Step, lang: tandem_core::Lang) -> String {
        let time = self.engine.world().calendar.local(self.clock.now());
        let time = time.strftime("%Y-%m-%d %H:%M");
        let (zh, en, case) = match step {
            Step::Heard(_) => ("新帖文", "new posts", None),
            Step::Received(case) => ("来件", "received", Some(case)),
            Step::Joined(case) => ("补充原件", "originals added", Some(case)),
            Step::Acted(case) => ("办理", "acted", Some(case)),
            Step::Swept(case) => ("期限", "deadline", Some(case)),
        };
        let title = case.and_then(|id| self.engine.case(id).ok()).map(|case| case.title.clone());
        format!("{time} {} {}", lang.pick(zh, en), title.unwrap_or_default())
    }

    /// Hears again what was heard before, and plans for every case what comes next.
    fn resume(&mut self) -> Result<()> {
        // A kill may have come between a settlement and what it taught.
        self.engine.deliver(&ToConsole(&*self.store))?;
        let (kept, _) = self.store.counts()?;
        while (self.heard as u64) < kept {
            let batch = self.batch();
            if (self.heard + batch.len()) as u64 > kept {
                bail!("the store was made from other posts; start over with --fresh");
            }
            let (_, heard) = self.listener.hear(&batch)?;
            self.heard += batch.len();
            self.clock.set(batch[0].at);
            self.learn(heard)?;
        }
        // A kill may have come between a case's first entry and the note of it on the topic.
        let rows = self.topics.values().map(|topic| self.row(topic)).collect::<Result<Vec<_>>>()?;
        self.store.keep(&[], &rows)?;
        let mut cursor: Option<String> = None;
        loop {
            let filter = tandem_engine::CaseFilter::default();
            let page = self.store.rows(&filter, cursor.as_deref(), 1_000)?;
            for row in page.items {
                self.clock.set(row.last_at);
                self.plan(&row.case)?;
            }
            cursor = page.next;
            if cursor.is_none() {
                return Ok(());
            }
        }
    }

    /// Posts that are captured together.
    fn batch(&self) -> Vec<Captured> {
        let rest = &self.pending[self.heard..];
        let same = rest.iter().take_while(|post| post.at == rest[0].at);
        same.cloned().collect()
    }

    /// Does the next step; `None` when nothing is left to be done.
    ///
    /// # Errors
    /// Where storage fails or an official's command is refused.
    pub fn step(&mut self) -> Result<Option<Step>> {
        let posts = self.pending.get(self.heard).map(|post| (post.at, Turn::Posts));
        let topic = self.waiting.first().map(|(at, _)| (*at, Turn::Topic));
        let official = self.planned.first().map(|(at, _)| (*at, Turn::Official));
        let deadline = self.dues.first().map(|(at, _)| (*at, Turn::Deadline));
        let next = [posts, topic, official, deadline].into_iter().flatten().min();
        let Some((at, turn)) = next.filter(|(at, _)| *at <= self.end) else {
            self.engine.deliver(&ToConsole(&*self.store))?;
            return Ok(None);
        };
        self.clock.set(at);
        let step = match turn {
            Turn::Posts => self.hear()?,
            Turn::Topic => self.bring(at)?,
            Turn::Official => self.act()?,
            Turn::Deadline => self.sweep(at)?,
        };
        self.steps += 1;
        if self.steps.is_multiple_of(STEPS_PER_DELIVERY) {
            self.engine.deliver(&ToConsole(&*self.store))?;
        }
        Ok(Some(step))
    }

    fn hear(&mut self) -> Result<Step> {
        let batch = self.batch();
        let (posts, heard) = self.listener.hear(&batch)?;
        let rows = heard.iter().map(|topic| self.row(topic)).collect::<Result<Vec<_>>>()?;
        self.store.keep(&posts, &rows)?;
        self.heard += batch.len();
        self.learn(heard)?;
        Ok(Step::Heard(batch.len()))
    }

    /// A topic's row with the case that it went into.
    fn row(&self, topic: &Heard) -> Result<TopicRow> {
        let case = case_id(&topic.row.id);
        let case = match self.engine.case(&case) {
            Ok(_) => Some(case),
            Err(Failure::NoCase(_)) => None,
            Err(failure) => return Err(failure.into()),
        };
        Ok(TopicRow { case, ..topic.row.clone() })
    }

    fn learn(&mut self, heard: Vec<Heard>) -> Result<()> {
        for topic in heard {
            if topic.row.posts == 0 {
                self.waiting.retain(|(_, id)| id != &topic.row.id);
                self.topics.remove(&topic.row.id);
                continue;
            }
            let waits = topic.complaint || topic.row.posts > 1 || topic.views >= VIEWS_MIN;
            let known = !topic.row.areas.is_empty() && !topic.row.remits.is_empty();
            if waits && known && self.lacks(&topic)? {
                let at = topic.captured_at + SignedDuration::from_mins(5);
                self.waiting.retain(|(_, id)| id != &topic.row.id);
                self.waiting.insert((at, topic.row.id.clone()));
            }
            self.topics.insert(topic.row.id.clone(), topic);
        }
        Ok(())
    }

    /// Whether a topic has no case yet, or its open case lacks some of its posts.
    fn lacks(&self, topic: &Heard) -> Result<bool> {
        match self.engine.case(&case_id(&topic.row.id)) {
            Ok(case) => Ok((case.evidence.len() as u64) < topic.row.posts),
            Err(Failure::NoCase(_)) => Ok(true),
            Err(failure) => Err(failure.into()),
        }
    }

    /// Brings a topic to the desk of the lowest area that contains all of its areas.
    fn bring(&mut self, at: Timestamp) -> Result<Step> {
        let (_, id) = self.waiting.pop_first().context("no topic waits")?;
        let topic = self.topics.get(&id).context("an unknown topic waits")?.clone();
        let case = case_id(&id);
        let posts = self.store.posts_of(&id)?;
        let kind = if topic.complaint { EvidenceKind::Complaint } else { EvidenceKind::Post };
        let originals = posts.iter().map(|post| evidence(post, kind)).collect();
        match self.engine.case(&case) {
            Ok(_) => self.join(at, &case, originals),
            Err(Failure::NoCase(_)) => self.receive(at, &topic, case, originals),
            Err(failure) => Err(failure.into()),
        }
    }

    fn receive(
        &mut self,
        at: Timestamp,
        topic: &Heard,
        case: CaseId,
        mut originals: Vec<Evidence>,
    ) -> Result<Step> {
        originals.truncate(desk::EVIDENCE_MAX);
        let region = &self.engine.world().region;
        let position = desk::position(region, &topic.row.areas)?;
        let by = Actor::Person { person: PersonId::new(format!("sim:{position}")), position };
        let matter = desk::Matter { topic: &topic.row, complaint: topic.complaint, originals };
        let request = matter.receipt(at, by, case.clone());
        self.engine.execute(&request)?;
        self.store.keep(&[], &[self.row(topic)?])?;
        self.plan(&case)?;
        Ok(Step::Received(case))
    }

    /// Adds posts that came after the case was received, while it is open.
    fn join(&mut self, at: Timestamp, id: &CaseId, originals: Vec<Evidence>) -> Result<Step> {
        let case = self.engine.case(id)?;
        let new = desk::additions(&case, originals);
        if case.phase == Phase::Open && !new.is_empty() {
            let position = PositionId::of(&case.desk, "duty");
            let by = Actor::Person { person: PersonId::new(format!("sim:{position}")), position };
            let command = Command::AddEvidence { evidence: new };
            self.engine.execute(&Request { at, by, case: id.clone(), command, key: None })?;
            self.plan(id)?;
        }
        Ok(Step::Joined(id.clone()))
    }

    fn act(&mut self) -> Result<Step> {
        let (_, id) = self.planned.pop_first().context("nobody plans anything")?;
        let Plan { at, by, command } = self.plans.remove(&id).context("a plan is missing")?;
        // A visitor acted meanwhile: officials look again before they act.
        let planned_on = self.planned_on.remove(&id);
        if planned_on != Some(self.engine.case(&id)?.version) {
            self.plan(&id)?;
            return Ok(Step::Acted(id));
        }
        let said = format!("{command:?}");
        let request = Request { at, by, case: id.clone(), command, key: None };
        self.engine
            .execute(&request)
            .with_context(|| format!("{:?} on case {id}: {said}", request.by))?;
        self.plan(&id)?;
        Ok(Step::Acted(id))
    }

    fn sweep(&mut self, at: Timestamp) -> Result<Step> {
        let (_, id) = self.dues.first().cloned().context("nothing is due")?;
        self.engine.sweep_case(&id, at)?;
        self.plan(&id)?;
        Ok(Step::Swept(id))
    }

    /// Plans again what happens next on a case.
    fn plan(&mut self, id: &CaseId) -> Result<()> {
        if let Some(old) = self.plans.remove(id) {
            self.planned.remove(&(old.at, id.clone()));
        }
        if let Some(old) = self.due_of.remove(id) {
            self.dues.remove(&(old, id.clone()));
        }
        let case = self.engine.case(id)?;
        let ctx = self.engine.context(&case)?;
        if let Some(due) = next_due(&case, &ctx) {
            self.due_of.insert(id.clone(), due);
            self.dues.insert((due, id.clone()));
        }
        let topic = case.origin.topics.first().and_then(|id| self.topics.get(id.as_str()));
        let brief = Brief {
            proposed: topic.map_or(RiskLevel::IV, |topic| topic.proposed),
            reason: topic.map_or("", |topic| &topic.row.title),
        };
        if let Some(mut plan) = officials::next(&case, &ctx, brief, self.chance) {
            plan.at = plan.at.max(case.last_at);
            self.planned.insert((plan.at, id.clone()));
            self.planned_on.insert(id.clone(), case.version);
            self.plans.insert(id.clone(), plan);
        }
        Ok(())
    }
}

/// The case that a topic goes into. The demo's sources use no id twice.
fn case_id(topic: &str) -> CaseId {
    let id = topic.rsplit(':').next().unwrap_or(topic);
    CaseId::new(format!("c-{id}"))
}

//! Load, decide, append.

use crate::effects::{Effect, effects};
use crate::offices::Offices;
use crate::ports::{Append, AppendError, Batch, CommandKey, Courier, Store, StoreError};
use crate::record::{self, ReadError};
use crate::rows::{CaseRow, ROW_FORMAT, row_of};
use crate::world::World;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use tandem_core::case::{
    Actor, Case, Change, Command, Context, Contradiction, Entry, Refusal, Side, apply,
    decide_jointly,
};
use tandem_core::invariants::{self, Breach, Changed};
use tandem_core::mechanism::Pin;
use tandem_core::{AreaId, CaseId, Timestamp, directory};
use tracing::error;

/// Cases kept in memory before the memory of them is dropped; they are read again when needed.
const CASES_KEPT: usize = 200_000;

/// How often a command is decided again when another one came first.
const TRIES: usize = 8;

/// Invariants that an append must not break: what they guard cannot be put right by a later entry
/// of a ledger that is only ever added to.
const STOPPING: [&str; 3] = ["EVID", "AUTH", "JOIN"];

/// A command with all that it needs.
#[derive(Clone, Debug)]
pub struct Request {
    /// When.
    pub at: Timestamp,
    /// Who asks.
    pub by: Actor,
    /// About which case.
    pub case: CaseId,
    /// What.
    pub command: Command,
    /// The sender's name for it, so that sending it twice does it once.
    pub key: Option<CommandKey>,
}

/// A command that was carried out.
#[derive(Clone, Debug)]
pub struct Done {
    /// What it made; empty where the same command was carried out before.
    pub entries: Vec<Entry>,
    /// The case after it.
    pub case: Arc<Case>,
    /// The other cases that it changed in the same append, with what it made there.
    pub others: Vec<(Arc<Case>, Vec<Entry>)>,
}

impl Done {
    /// All cases that it changed.
    fn cases(&self) -> impl Iterator<Item = &Arc<Case>> {
        std::iter::once(&self.case).chain(self.others.iter().map(|(case, _)| case))
    }

    fn before(case: Arc<Case>) -> Self {
        Self { entries: Vec::new(), case, others: Vec::new() }
    }
}

/// A case that a command changes, before it is stored.
struct Changing {
    before: Arc<Case>,
    entries: Vec<Entry>,
    after: Arc<Case>,
    append: Append,
}

/// A command that was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A directory says no.
    #[error(transparent)]
    RefusedByDirectory(#[from] directory::Refusal),
    /// The region has no such area.
    #[error("there is no area {0}")]
    NoArea(AreaId),
    /// A case id that a directory's stream would have.
    #[error("{0} cannot name a case; choose an id without `directory:`")]
    Reserved(CaseId),
    /// No such case.
    #[error("there is no case {0}")]
    NoCase(CaseId),
    /// Others kept being faster.
    #[error("case {0} keeps changing; try again")]
    Busy(CaseId),
    /// What was decided would break an invariant that a ledger cannot be without; nothing is stored.
    /// A defect of the program, not of who asked.
    #[error("nothing was stored on case {case}: {breach}; please report this")]
    Broken {
        /// Which case.
        case: CaseId,
        /// What would be broken.
        breach: Breach,
    },
    /// The case's mechanism is not known.
    #[error("case {case} is pinned to mechanism {} version {}, whose text is not here; import it", pin.id, pin.version)]
    UnknownMechanism {
        /// Which case.
        case: CaseId,
        /// Which mechanism.
        pin: Pin,
    },
    /// An entry cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a rebuild of the rows found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Entries replayed.
    pub entries: u64,
    /// Rows written.
    pub rows: u64,
    /// Rows that were not as the ledger says.
    pub differing: u64,
}

/// The shell around the core.
pub struct Engine {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) world: World,
    pub(crate) offices: Offices,
    cases: RwLock<HashMap<CaseId, Arc<Case>>>,
    checked: AtomicU64,
    broken: AtomicU64,
}

impl Engine {
    /// An engine on a ledger. The world learns the mechanisms that older cases are pinned to.
    ///
    /// # Errors
    /// Where storage fails or a stored mechanism no longer parses.
    pub fn new(store: Arc<dyn Store>, mut world: World) -> Result<Self, crate::world::WorldError> {
        world.join(&*store)?;
        let offices = Offices::load(&*store, &world.region)?;
        Ok(Self::on(store, world, offices))
    }

    /// An engine that only reads a ledger, beside the process that writes it.
    ///
    /// # Errors
    /// Where storage fails or a stored mechanism no longer parses.
    pub fn to_read(store: Arc<dyn Store>, mut world: World) -> Result<Self, crate::WorldError> {
        world.learn(&*store)?;
        let offices = Offices::load(&*store, &world.region)?;
        Ok(Self::on(store, world, offices))
    }

    fn on(store: Arc<dyn Store>, world: World, offices: Offices) -> Self {
        Self {
            store,
            world,
            offices,
            cases: RwLock::default(),
            checked: AtomicU64::new(0),
            broken: AtomicU64::new(0),
        }
    }

    /// The ledger and the archive.
    pub fn store(&self) -> &dyn Store {
        &*self.store
    }

    /// Region, calendar, mechanisms.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Invariants checked and broken since the start.
    pub fn invariants(&self) -> (u64, u64) {
        (self.checked.load(Ordering::Relaxed), self.broken.load(Ordering::Relaxed))
    }

    /// A case as it is now.
    ///
    /// # Errors
    /// [`Failure::NoCase`] where there is none.
    pub fn case(&self, id: &CaseId) -> Result<Arc<Case>, Failure> {
        let case = self.load(id)?;
        if case.version == 0 { Err(Failure::NoCase(id.clone())) } else { Ok(case) }
    }

    /// The entries of a case.
    ///
    /// # Errors
    /// Where an entry cannot be read or storage fails.
    pub fn entries(&self, id: &CaseId) -> Result<Vec<Entry>, Failure> {
        let stored = self.store.case(id)?;
        stored.iter().map(|stored| Ok(stored.entry()?)).collect()
    }

    /// What decisions on a case depend on.
    ///
    /// # Errors
    /// [`Failure::UnknownMechanism`] where its pinned mechanism is not here.
    pub fn context(&self, case: &Case) -> Result<Context<'_>, Failure> {
        self.world
            .context(case, &self.offices.now())
            .map_err(|pin| Failure::UnknownMechanism { case: case.id.clone(), pin })
    }

    /// What decisions on something new depend on.
    pub fn new_context(&self) -> Context<'_> {
        self.world.now(&self.offices.now())
    }

    /// Carries a command out, durably, or says why not.
    ///
    /// # Errors
    /// See [`Failure`].
    pub fn execute(&self, request: &Request) -> Result<Done, Failure> {
        for _ in 0..TRIES {
            if let Some(key) = &request.key
                && self.store.has_key(key)?
            {
                return Ok(Done::before(self.case(&request.case)?));
            }
            let (batch, done) = self.decided(request, &HashMap::new())?;
            let lessons = lessons(&batch);
            match self.store.append(batch) {
                Ok(_) => {
                    done.cases().for_each(|case| self.keep(case));
                    lessons.iter().for_each(|(case, lesson)| self.learn_at_once(case, lesson));
                    return Ok(done);
                }
                Err(AppendError::Conflict { case, .. }) => self.forget(&case),
                Err(AppendError::Repeated { .. }) => self.forget(&request.case),
                Err(AppendError::Store(error)) => {
                    done.cases().for_each(|case| self.forget(&case.id));
                    return Err(error.into());
                }
            }
        }
        Err(Failure::Busy(request.case.clone()))
    }

    /// Carries many commands out in one durable append. Each is decided on the case that the ones
    /// before it leave; those that are refused do not hold up the rest, and a name that came before,
    /// here or in the ledger, is not carried out again.
    ///
    /// # Errors
    /// Where storage fails; then none of them was carried out.
    pub fn execute_all(&self, requests: &[Request]) -> Result<Vec<Result<Done, Failure>>, Failure> {
        let mut staged: HashMap<CaseId, Arc<Case>> = HashMap::new();
        let mut batch = Vec::with_capacity(requests.len());
        let mut results = Vec::with_capacity(requests.len());
        let mut named: HashSet<&CommandKey> = HashSet::new();
        for request in requests {
            let key = request.key.as_ref();
            if key.is_some_and(|key| named.contains(key)) {
                let case = staged
                    .get(&request.case)
                    .map_or_else(|| self.case(&request.case), |c| Ok(Arc::clone(c)));
                results.push(case.map(Done::before));
                continue;
            }
            if key.map(|key| self.store.has_key(key)).transpose()? == Some(true) {
                results.push(self.case(&request.case).map(Done::before));
                continue;
            }
            results.push(self.decided(request, &staged).map(|(appends, done)| {
                named.extend(key);
                staged.extend(done.cases().map(|case| (case.id.clone(), Arc::clone(case))));
                batch.extend(appends);
                done
            }));
        }
        if batch.is_empty() {
            return Ok(results);
        }
        let lessons = lessons(&batch);
        match self.store.append(batch) {
            Ok(_) => {
                staged.values().for_each(|case| self.keep(case));
                lessons.iter().for_each(|(case, lesson)| self.learn_at_once(case, lesson));
                Ok(results)
            }
            Err(AppendError::Store(error)) => Err(error.into()),
            Err(AppendError::Conflict { .. } | AppendError::Repeated { .. }) => {
                staged.keys().for_each(|case| self.forget(case));
                requests.iter().for_each(|request| self.forget(&request.case));
                Ok(requests.iter().map(|request| self.execute(request)).collect())
            }
        }
    }

    /// What commands would make, each on the case that the ones before it leave; nothing is stored.
    ///
    /// # Errors
    /// The first command that would not be carried out, by its place, and why.
    pub fn rehearse(&self, requests: &[Request]) -> Result<Vec<Done>, (usize, Failure)> {
        let mut staged: HashMap<CaseId, Arc<Case>> = HashMap::new();
        let mut all = Vec::with_capacity(requests.len());
        for (place, request) in requests.iter().enumerate() {
            let (_, done) = self.decided(request, &staged).map_err(|no| (place, no))?;
            staged.extend(done.cases().map(|case| (case.id.clone(), Arc::clone(case))));
            all.push(done);
        }
        Ok(all)
    }

    /// Decides and folds, without storing: the appends, and what comes of them. Cases that a
    /// command before it changed are as that one leaves them.
    fn decided(
        &self,
        request: &Request,
        staged: &HashMap<CaseId, Arc<Case>>,
    ) -> Result<(Batch, Done), Failure> {
        let load =
            |id: &CaseId| staged.get(id).map_or_else(|| self.load(id), |c| Ok(Arc::clone(c)));
        let here = load(&request.case)?;
        let mut there = Vec::new();
        for id in request.command.others() {
            let other = load(id)?;
            if other.version == 0 && !matches!(request.command, Command::Split { .. }) {
                return Err(Failure::NoCase(id.clone()));
            }
            there.push(other);
        }
        let contexts: Vec<Context<'_>> =
            there.iter().map(|case| self.context(case)).collect::<Result<_, _>>()?;
        let sides = there.iter().zip(&contexts).map(|(case, ctx)| Side { case, ctx });
        let sides: Vec<Side<'_>> = sides.collect();
        let found = crate::one_voice::contradictions(&here, &request.by, &request.command);
        let ctx = Context { contradictions: &found, ..self.context(&here)? };
        let side = Side { case: &here, ctx: &ctx };
        let command = request.command.clone();
        let command = crate::fidelity::measured(&*self.store, (&here, &ctx), request.at, command)?;
        let changes = decide_jointly(side, &sides, request.at, &request.by, command)?;
        let mut changed = Vec::with_capacity(changes.len());
        for Change { case, entries } in changes {
            let before = std::iter::once(&here).chain(&there).find(|before| before.id == case);
            let before = before.expect("a decision changes the cases that it was given");
            let key = request.key.clone().filter(|_| case == request.case);
            changed.push(self.changing(Arc::clone(before), entries, key)?);
        }
        self.check(&changed, (&request.case, &found))?;
        let (mut batch, mut after) = (Vec::new(), Vec::new());
        for Changing { append, after: case, entries, .. } in changed {
            batch.push(append);
            after.push((case, entries));
        }
        let others = after.split_off(1);
        let (case, entries) = after.remove(0);
        Ok((batch, Done { entries, case, others }))
    }

    fn changing(
        &self,
        before: Arc<Case>,
        entries: Vec<Entry>,
        key: Option<CommandKey>,
    ) -> Result<Changing, Failure> {
        let mut after = Case::clone(&before);
        let mut outside = Vec::new();
        for entry in &entries {
            apply(&mut after, entry);
            outside.extend(effects(&after, entry, &self.world.region));
        }
        let append = Append {
            case: after.id.clone(),
            expected: before.version,
            key,
            bodies: entries.iter().map(record::encode).collect(),
            row: Some(row_of(&after, &self.context(&after)?)),
            effects: outside,
        };
        Ok(Changing { before, entries, after: Arc::new(after), append })
    }

    pub(crate) fn count(&self, checked: usize, case: &CaseId, breaches: Vec<Breach>) {
        self.checked.fetch_add(checked as u64, Ordering::Relaxed);
        self.broken.fetch_add(breaches.len() as u64, Ordering::Relaxed);
        for breach in breaches {
            error!(case.id = %case, invariant = breach.id, "Case `{case}`: {breach}");
        }
    }

    /// Runs all invariants and counts what is broken. An append that would newly break one of
    /// evidence, authority or joining is refused (decision 0036).
    fn check(
        &self,
        changed: &[Changing],
        (read, contradictions): (&CaseId, &[Contradiction]),
    ) -> Result<(), Failure> {
        for Changing { before, entries, after, .. } in changed {
            let found = if &after.id == read { contradictions } else { &[] };
            let ctx = Context { contradictions: found, ..self.context(after)? };
            let found = invariants::check(before, entries, after, &ctx);
            let stops = stopping(&found).find(|breach| {
                // What an older ledger broke already does not stop work on it.
                invariants::check(before, &[], before, &ctx).iter().all(|old| old.id != breach.id)
            });
            let stops = stops.cloned();
            self.count(invariants::ALL.len(), &after.id, found);
            if let Some(breach) = stops {
                return Err(Failure::Broken { case: after.id.clone(), breach });
            }
        }
        if let [first, _, ..] = changed {
            let cases: Vec<Changed<'_>> = changed
                .iter()
                .map(|Changing { before, entries, after, .. }| Changed { before, entries, after })
                .collect();
            let found = invariants::check_jointly(&cases);
            let stops = stopping(&found).next().cloned();
            self.count(invariants::JOINT.len(), &first.after.id, found);
            if let Some(breach) = stops {
                return Err(Failure::Broken { case: first.after.id.clone(), breach });
            }
        }
        Ok(())
    }

    /// Delivers what waits in the outbox; returns how much. What a settlement taught goes to the
    /// directory of its area at once; what a standstill left of that is made up for here.
    ///
    /// # Errors
    /// The first delivery that fails; what was delivered before it stays delivered, and what
    /// failed is tried again next time.
    pub fn deliver(&self, courier: &dyn Courier) -> Result<u64, Failure> {
        const STRIDE: usize = 1_000;
        let mut count = 0;
        loop {
            let waiting = self.store.undelivered(STRIDE)?;
            if waiting.is_empty() {
                return Ok(count);
            }
            for undelivered in &waiting {
                self.learn(&undelivered.case, &undelivered.effect)?;
            }
            courier.deliver(&waiting)?;
            let ids: Vec<u64> = waiting.iter().map(|effect| effect.id).collect();
            self.store.delivered(&ids)?;
            count += ids.len() as u64;
        }
    }

    /// Folds the whole ledger again and replaces the rows; tells how many were not as they should.
    ///
    /// # Errors
    /// Where storage fails or an entry cannot be read.
    pub fn rebuild(&self) -> Result<Rebuilt, Failure> {
        let mut rebuilt = Rebuilt::default();
        let mut rows = Vec::new();
        for case in self.replay(&mut rebuilt.entries)?.into_values() {
            let row = row_of(&case, &self.context(&case)?);
            let stored: Option<CaseRow> = self.store.row(&case.id)?;
            rebuilt.differing += u64::from(stored.as_ref() != Some(&row));
            rows.push(row);
        }
        rows.sort_by(|a, b| a.case.cmp(&b.case));
        rebuilt.rows = rows.len() as u64;
        self.store.replace_rows(&rows)?;
        Ok(rebuilt)
    }

    /// Makes the rows anew where they were written in an older form; lists and rights rest on them.
    ///
    /// # Errors
    /// Where storage fails or an entry cannot be read.
    pub fn refresh_rows(&self) -> Result<Option<Rebuilt>, Failure> {
        if self.store.rows_format()? >= ROW_FORMAT { Ok(None) } else { self.rebuild().map(Some) }
    }

    /// All cases, folded from the ledger; counts entries into `entries`.
    ///
    /// # Errors
    /// Where storage fails or an entry cannot be read.
    pub fn replay(&self, entries: &mut u64) -> Result<HashMap<CaseId, Case>, Failure> {
        crate::replay::replay(&*self.store, entries)
    }

    fn load(&self, id: &CaseId) -> Result<Arc<Case>, Failure> {
        let cases = self.cases.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(case) = cases.get(id) {
            return Ok(Arc::clone(case));
        }
        drop(cases);
        if record::directory_of(id).is_some() {
            return Err(Failure::Reserved(id.clone()));
        }
        let case = Arc::new(Case::replay(id.clone(), &self.entries(id)?));
        if case.version > 0 {
            self.keep(&case);
        }
        Ok(case)
    }

    fn keep(&self, case: &Arc<Case>) {
        let mut cases = self.cases.write().unwrap_or_else(PoisonError::into_inner);
        if cases.len() >= CASES_KEPT {
            cases.clear();
        }
        let newer = cases.get(&case.id).is_some_and(|known| known.version > case.version);
        if !newer {
            cases.insert(case.id.clone(), Arc::clone(case));
        }
    }

    fn forget(&self, id: &CaseId) {
        self.cases.write().unwrap_or_else(PoisonError::into_inner).remove(id);
    }
}

/// Breaches that no later entry could put right.
fn stopping(found: &[Breach]) -> impl Iterator<Item = &Breach> {
    found.iter().filter(|breach| {
        STOPPING
            .iter()
            .any(|name| breach.id.strip_prefix(name).is_some_and(|no| no.starts_with('-')))
    })
}

/// What a batch teaches directories.
fn lessons(batch: &Batch) -> Vec<(CaseId, Effect)> {
    let effects = batch.iter().flat_map(|a| a.effects.iter().map(|e| (a.case.clone(), e.clone())));
    effects.filter(|(_, effect)| matches!(effect, Effect::Propose { .. })).collect()
}

//! The directories of all areas: kept in memory, changed one command at a time.
//!
//! There are at most a few thousand of them and they change seldom, while every decision on a case
//! looks at them. So all are read when the engine starts, and a decision takes the whole as it is
//! at that moment.

use crate::effects::{Effect, directory_effects};
use crate::engine::{Engine, Failure};
use crate::ports::{Append, AppendError, CaseFilter, CommandKey, Ledger, StoreError};
use crate::record::{self, ReadError};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use tandem_core::case::Actor;
use tandem_core::directory::{
    self, Command, Directories, Directory, Entry, EntryKind, apply, decide, due, next_due,
};
use tandem_core::region::Region;
use tandem_core::{AreaId, CaseId, Timestamp};
use tracing::{error, info};

/// All directories as they are now.
#[derive(Debug, Default)]
pub(crate) struct Offices {
    now: RwLock<Arc<Directories>>,
    /// Held while a command is decided and stored.
    turn: Mutex<()>,
}

impl Offices {
    /// Reads the directories of a region's areas.
    pub(crate) fn load(ledger: &dyn Ledger, region: &Region) -> Result<Self, LoadError> {
        let mut all = Directories::default();
        for area in region.areas() {
            let directory = read(ledger, &area.id)?;
            if directory.version > 0 {
                all.put(directory);
            }
        }
        Ok(Self { now: RwLock::new(Arc::new(all)), turn: Mutex::new(()) })
    }

    /// The directories as they are now.
    pub(crate) fn now(&self) -> Arc<Directories> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn put(&self, directory: Directory) {
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        Arc::make_mut(&mut now).put(directory);
    }
}

/// A directory cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// An entry cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn read(ledger: &dyn Ledger, area: &AreaId) -> Result<Directory, LoadError> {
    let mut directory = Directory::new(area.clone());
    for stored in ledger.case(&record::stream_of(area))? {
        apply(&mut directory, &stored.directory_entry()?);
    }
    Ok(directory)
}

/// A command to an area's directory with all that it needs.
#[derive(Clone, Debug)]
pub struct OfficeRequest {
    /// When.
    pub at: Timestamp,
    /// Who asks.
    pub by: Actor,
    /// Of which area.
    pub area: AreaId,
    /// What.
    pub command: Command,
    /// The sender's name for it, so that sending it twice does it once.
    pub key: Option<CommandKey>,
}

/// A command to a directory that was carried out.
#[derive(Clone, Debug)]
pub struct Directed {
    /// What it made; empty where the same command was carried out before.
    pub entries: Vec<Entry>,
    /// The directory after it.
    pub directory: Directory,
}

impl Engine {
    /// The directories of all areas as they are now.
    pub fn directories(&self) -> Arc<Directories> {
        self.offices.now()
    }

    /// The entries of an area's directory.
    ///
    /// # Errors
    /// Where an entry cannot be read or storage fails.
    pub fn directory_entries(&self, area: &AreaId) -> Result<Vec<Entry>, Failure> {
        let stored = self.store.case(&record::stream_of(area))?;
        stored.iter().map(|stored| Ok(stored.directory_entry()?)).collect()
    }

    /// Carries a command to a directory out, durably, or says why not. Where a unit ended, whoever
    /// has its work steps into its open cases.
    ///
    /// # Errors
    /// See [`Failure`].
    pub fn direct(&self, request: &OfficeRequest) -> Result<Directed, Failure> {
        let directed = self.directed(request)?;
        if directed.entries.iter().any(|entry| matches!(entry.kind, EntryKind::UnitEnded { .. })) {
            // The end is durable; what fails now is made up for by the next sweep. Every open case
            // is looked at, since a unit may hold no more than a task or a promise of it.
            if let Err(failure) = self.succeed(request.at, &CaseFilter::default()) {
                error!(%failure, "A succession is left to the next sweep");
            }
        }
        Ok(directed)
    }

    fn directed(&self, request: &OfficeRequest) -> Result<Directed, Failure> {
        let turn = self.offices.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let area = &request.area;
        if self.world.region.area(area).is_none() {
            return Err(Failure::NoArea(area.clone()));
        }
        let now = self.offices.now();
        let before = now.of(area).cloned().unwrap_or_else(|| Directory::new(area.clone()));
        if let Some(key) = &request.key
            && self.store.has_key(key)?
        {
            return Ok(Directed { entries: Vec::new(), directory: before });
        }
        let ctx = self.world.now(&now);
        let entries = decide(&before, &ctx, request.at, &request.by, request.command.clone())?;
        let mut after = before.clone();
        let mut effects = Vec::new();
        for entry in &entries {
            apply(&mut after, entry);
            effects.extend(directory_effects(&after, entry, &self.world.region));
        }
        let stream = record::stream_of(area);
        let invariants = directory::invariants::ALL.len();
        self.count(invariants, &stream, directory::invariants::check(&entries, &after, &ctx));
        let append = Append {
            case: stream.clone(),
            expected: before.version,
            key: request.key.clone(),
            bodies: entries.iter().map(record::encode).collect(),
            row: None,
            effects,
        };
        match self.store.append(vec![append]) {
            Ok(_) => self.offices.put(after.clone()),
            Err(AppendError::Store(error)) => return Err(error.into()),
            Err(AppendError::Conflict { .. } | AppendError::Repeated { .. }) => {
                return Err(Failure::Busy(stream));
            }
        }
        drop(turn);
        Ok(Directed { entries, directory: after })
    }

    /// When the mechanism next has something to do about an office.
    pub fn offices_next_due(&self) -> Option<Timestamp> {
        self.directories().iter().filter_map(next_due).min()
    }

    /// Does what is due about offices by an instant; returns how many entries it made.
    pub(crate) fn sweep_offices(&self, at: Timestamp) -> Result<u64, Failure> {
        let mut made = 0;
        let areas: Vec<AreaId> = self.directories().iter().map(|d| d.area.clone()).collect();
        for area in areas {
            loop {
                let now = self.directories();
                let Some(directory) = now.of(&area) else { break };
                let Some(command) = due(directory, &self.new_context(), at).into_iter().next()
                else {
                    break;
                };
                let (by, area, key) = (Actor::Mechanism, area.clone(), None);
                let request = OfficeRequest { at, by, area, command, key };
                match self.directed(&request) {
                    Ok(directed) => made += directed.entries.len() as u64,
                    Err(Failure::Store(error)) => return Err(error.into()),
                    Err(failure) => {
                        error!(area = %request.area, %failure, "An office is passed over");
                        break;
                    }
                }
            }
        }
        // Whatever a standstill left between a unit's end and its open cases is made up for here.
        let now = self.directories();
        for ending in now.iter().flat_map(|directory| &directory.endings) {
            let unit = Some(ending.unit.clone());
            made += self.succeed(at, &CaseFilter { unit, ..CaseFilter::default() })?;
        }
        Ok(made)
    }

    /// Has successors step into the open cases under a filter; returns how many entries it made.
    fn succeed(&self, at: Timestamp, filter: &CaseFilter) -> Result<u64, Failure> {
        const STRIDE: usize = 500;
        let filter = CaseFilter { phase: Some("open".to_owned()), ..filter.clone() };
        let (mut made, mut cursor) = (0, None::<String>);
        loop {
            let page = self.store.rows(&filter, cursor.as_deref(), STRIDE)?;
            for row in &page.items {
                match self.succeed_case(&row.case, at) {
                    Ok(entries) => made += entries,
                    Err(Failure::Store(error)) => return Err(error.into()),
                    Err(failure) => {
                        error!(case.id = %row.case, %failure, "Case `{}` is passed over", row.case);
                    }
                }
            }
            match page.next {
                Some(next) => cursor = Some(next),
                None => return Ok(made),
            }
        }
    }

    fn succeed_case(&self, id: &CaseId, at: Timestamp) -> Result<u64, Failure> {
        let case = self.case(id)?;
        if tandem_core::case::is_vacated(&case, &self.context(&case)?) {
            return self.sweep_case(id, at);
        }
        Ok(0)
    }

    /// The same, right after the settlement; what fails stays in the outbox and is made up for.
    pub(crate) fn learn_at_once(&self, case: &CaseId, effect: &Effect) {
        if let Err(failure) = self.learn(case, effect) {
            error!(case.id = %case, %failure, "What case `{case}` taught waits in the outbox");
        }
    }

    /// Proposes to an area's directory what a settlement taught, once; other effects are none of
    /// its business.
    pub(crate) fn learn(&self, case: &CaseId, effect: &Effect) -> Result<(), Failure> {
        let Effect::Propose { area, row, version, at } = effect else { return Ok(()) };
        let command = Command::ProposeRow { row: row.clone(), case: Some(case.clone()) };
        let key = Some(format!("learn:{case}@{version}"));
        let (at, by, area) = (*at, Actor::Mechanism, area.clone());
        match self.directed(&OfficeRequest { at, by, area, command, key }) {
            Ok(_) => Ok(()),
            // The directory says so already, or somebody proposed it before.
            Err(Failure::RefusedByDirectory(refusal)) => {
                info!(case.id = %case, %refusal, "Nothing new for the directory");
                Ok(())
            }
            Err(failure) => Err(failure),
        }
    }
}

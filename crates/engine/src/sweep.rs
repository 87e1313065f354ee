//! What the mechanism itself must do, by an instant.

use crate::engine::{Engine, Failure, Request};
use crate::ports::Heartbeat;
use std::collections::BTreeSet;
use tandem_core::case::{Actor, due};
use tandem_core::{CaseId, Timestamp};
use tracing::{error, info};

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Cases looked at.
    pub cases: u64,
    /// Reminders, escalations and lapses.
    pub entries: u64,
    /// Cases that were passed over because they cannot be read or moved; each was logged.
    pub stuck: u64,
}

impl Engine {
    /// Does what the mechanism must do by an instant, until nothing is left. A second sweeper, a
    /// late one or one after days of standstill comes to the same ledger.
    ///
    /// A case that cannot be read holds up no other: it is logged and counted. A sweep that ends
    /// is remembered with the ledger, so that a dead sweeper is seen.
    ///
    /// # Errors
    /// Where storage fails.
    pub fn sweep(&self, at: Timestamp) -> Result<Swept, Failure> {
        const STRIDE: usize = 1_000;
        let mut swept = Swept::default();
        let mut stuck: BTreeSet<CaseId> = BTreeSet::new();
        loop {
            let ids = self.store.due(at, STRIDE + stuck.len())?;
            let ids: Vec<CaseId> = ids.into_iter().filter(|id| !stuck.contains(id)).collect();
            if ids.is_empty() {
                swept.stuck = stuck.len() as u64;
                swept.entries += self.sweep_offices(at)?;
                let Swept { cases, entries, stuck } = swept;
                self.store.remember_sweep(&Heartbeat { at, cases, entries, stuck })?;
                return Ok(swept);
            }
            for id in ids {
                swept.cases += 1;
                match self.sweep_case(&id, at) {
                    Ok(0) => {
                        error!(case.id = %id, "Case `{id}` is due but nothing can be done about it");
                        stuck.insert(id);
                    }
                    Ok(entries) => swept.entries += entries,
                    Err(Failure::Store(failure)) => return Err(failure.into()),
                    Err(failure) => {
                        error!(case.id = %id, %failure, "Case `{id}` is passed over by the sweep");
                        stuck.insert(id);
                    }
                }
            }
        }
    }

    /// Does what the mechanism must do on one case by an instant; returns how many entries it made.
    ///
    /// # Errors
    /// Where storage fails or the case cannot be read.
    pub fn sweep_case(&self, id: &CaseId, at: Timestamp) -> Result<u64, Failure> {
        let mut made = 0;
        loop {
            let case = self.case(id)?;
            let commands = due(&case, &self.context(&case)?, at);
            if commands.is_empty() {
                return Ok(made);
            }
            let requests: Vec<Request> = commands
                .into_iter()
                .map(|command| Request {
                    at,
                    by: Actor::Mechanism,
                    case: id.clone(),
                    command,
                    key: None,
                })
                .collect();
            let before = made;
            for result in self.execute_all(&requests)? {
                match result {
                    Ok(done) => made += done.entries.len() as u64,
                    Err(Failure::Refused(refusal)) => {
                        info!(case.id = %id, %refusal, "Nothing to do on case `{id}` any more");
                    }
                    Err(failure) => return Err(failure),
                }
            }
            if made == before {
                return Ok(made);
            }
        }
    }
}

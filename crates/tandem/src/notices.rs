//! Delivering the outbox: to the console, and to what units are still to be told elsewhere.

use tandem_core::Timestamp;
use tandem_engine::{Courier, Effect, Engine, Notice, Store, StoreError, Undelivered};

/// Keeps a note for each unit that an effect concerns; publications are shown from the ledger.
#[derive(Clone, Copy)]
pub struct ToConsole<'a>(pub &'a dyn Store);

impl Courier for ToConsole<'_> {
    fn deliver(&self, effects: &[Undelivered]) -> Result<(), StoreError> {
        let notices: Vec<Notice> = effects
            .iter()
            .filter_map(|undelivered| match &undelivered.effect {
                Effect::Notify { unit, about } => Some(Notice {
                    id: undelivered.id,
                    unit: unit.clone(),
                    case: undelivered.case.clone(),
                    about: about.clone(),
                }),
                Effect::Publish { .. } | Effect::Propose { .. } => None,
            })
            .collect();
        self.0.notify(&notices)
    }
}

/// The same, and notes at an instant what units are to be told outside the console. Sending is left
/// to whoever serves with a file of channels, so that no command waits for a mail server.
#[derive(Clone, Copy)]
pub struct ToUnits<'a> {
    /// Whose outbox.
    pub engine: &'a Engine,
    /// Now.
    pub at: Timestamp,
}

impl Courier for ToUnits<'_> {
    fn deliver(&self, effects: &[Undelivered]) -> Result<(), StoreError> {
        let store = self.engine.store();
        ToConsole(store).deliver(effects)?;
        store.owe(&tandem_notify::owed(self.engine, effects, self.at))
    }
}

//! Delivering the outbox to the console.

use tandem_engine::{Courier, Effect, Notice, Store, StoreError, Undelivered};

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

//! The data that decisions depend on: the region, the calendar, and every mechanism in use.

use crate::ports::{Ledger, StoreError};
use std::collections::BTreeMap;
use std::sync::Arc;
use tandem_core::Digest;
use tandem_core::calendar::Calendar;
use tandem_core::case::{Case, Context};
use tandem_core::directory::Directories;
use tandem_core::mechanism::{Mechanism, Pin};
use tandem_core::problem::Problems;
use tandem_core::region::Region;

/// Region, calendar and mechanisms.
#[derive(Clone, Debug)]
pub struct World {
    /// Places, units, the directory.
    pub region: Region,
    /// Days off and office hours.
    pub calendar: Calendar,
    /// The mechanism that new cases are pinned to.
    pub mechanism: Mechanism,
    text: String,
    pinned: BTreeMap<Digest, Mechanism>,
}

/// The world cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// A file is unusable.
    #[error(transparent)]
    Problems(#[from] Problems),
    /// A directory cannot be read.
    #[error(transparent)]
    Directory(#[from] crate::offices::LoadError),
    /// Storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl World {
    /// A world whose new cases follow the mechanism of this text.
    ///
    /// # Errors
    /// Where the mechanism's text is unusable.
    pub fn new(
        region: Region,
        calendar: Calendar,
        file: &str,
        text: &str,
    ) -> Result<Self, Problems> {
        let (mechanism, _) = Mechanism::parse(file, text)?;
        let pinned = BTreeMap::from([(mechanism.digest, mechanism.clone())]);
        Ok(Self { region, calendar, mechanism, text: text.to_owned(), pinned })
    }

    /// Keeps this world's mechanism in a ledger and learns those that older cases are pinned to.
    ///
    /// # Errors
    /// Where storage fails or a stored mechanism no longer parses.
    pub fn join(&mut self, ledger: &dyn Ledger) -> Result<(), WorldError> {
        ledger.remember_mechanism(self.mechanism.digest, &self.text)?;
        self.learn(ledger)
    }

    /// Learns the mechanisms that the cases of a ledger are pinned to.
    ///
    /// # Errors
    /// Where storage fails or a stored mechanism no longer parses.
    pub fn learn(&mut self, ledger: &dyn Ledger) -> Result<(), WorldError> {
        for text in ledger.mechanisms()? {
            let (mechanism, _) = Mechanism::parse("stored mechanism", &text)?;
            self.pinned.insert(mechanism.digest, mechanism);
        }
        Ok(())
    }

    /// What decisions on a case depend on: its pinned mechanism, or the current one before it
    /// opens. `Err` names a pin whose text is not known.
    pub fn context(&self, case: &Case, offices: &Arc<Directories>) -> Result<Context<'_>, Pin> {
        let mechanism = match &case.pin {
            None => &self.mechanism,
            Some(pin) => self.pinned.get(&pin.digest).ok_or_else(|| pin.clone())?,
        };
        Ok(self.under(mechanism, offices))
    }

    /// The context of what is not there yet: a new case, or an area's directory.
    pub fn now(&self, offices: &Arc<Directories>) -> Context<'_> {
        self.under(&self.mechanism, offices)
    }

    fn under<'a>(&'a self, mechanism: &'a Mechanism, offices: &Arc<Directories>) -> Context<'a> {
        let directories = Arc::clone(offices);
        Context {
            mechanism,
            region: &self.region,
            calendar: &self.calendar,
            directories,
            contradictions: &[],
        }
    }
}

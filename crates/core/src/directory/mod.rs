//! The offices of one area as they are staffed now: who holds which position, who is on watch, who
//! acts for whom, how each unit is reached, and what the responsibility directory has learnt.
//!
//! ```text
//! decide(directory, context, at, actor, command) → entries or a refusal
//! apply(directory, entry)                        → the directory, one entry older
//! due(directory, context, at)                    → what the mechanism itself must do by now
//! ```
//! A region's files say what there is; a directory says what became of it since, entry by entry,
//! so that "who was on watch that night" has an answer years later. There is one directory an
//! area, so that a county keeps its own roster while its line to the city is cut.
//!
//! A watch at a desk ends by being taken over, not by the clock: until the next officer takes it,
//! the one before has it, and a watch that nobody takes in time is told to the desk, then upward.

mod apply;
mod command;
mod decide;
mod entry;
pub mod invariants;
mod offers;
mod parts;
mod refusal;
mod verb;
mod watch;

pub use apply::apply;
pub use command::{Command, Period};
pub use decide::{decide, due, next_due};
pub use entry::{Entry, EntryKind, Last};
pub use offers::{About, offers};
pub use parts::{
    AccessKey, Amendment, Channel, ChannelKind, Check, Delegation, Ending, Exception, Fault,
    Message, Outcome, Pending, Proposal, ProposalState, Shift, ShiftState, Subject, Tenure, Told,
    Void,
};
pub use refusal::{Refusal, RefusalKind};
pub use verb::Verb;
pub use watch::{Gap, OnWatch};

use crate::mechanism::Power;
use crate::{AreaId, ChannelId, Digest, PersonId, PositionId, RemitId, Timestamp, UnitId};
use std::collections::BTreeMap;

/// How a person comes to act in a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody was ever appointed to it: whoever signed in for it acts.
    Open,
    /// The person holds it.
    Holder,
    /// A holder delegated it; the number is the delegation's.
    Delegate(u32),
}

/// The offices of one area.
#[derive(Clone, Debug, PartialEq)]
pub struct Directory {
    /// The area.
    pub area: AreaId,
    /// Number of entries applied.
    pub version: u64,
    /// Who holds or held which position.
    pub tenures: Vec<Tenure>,
    /// The duty roster, in the order in which it was planned.
    pub shifts: Vec<Shift>,
    /// Who acts for whom.
    pub delegations: Vec<Delegation>,
    /// By which programs act.
    pub keys: Vec<AccessKey>,
    /// Who looks into a case exceptionally.
    pub exceptions: Vec<Exception>,
    /// How units are reached.
    pub channels: Vec<Channel>,
    /// What the responsibility directory might learn.
    pub proposals: Vec<Proposal>,
    /// What it has learnt: rows that replace those of the region's file, in order of acceptance.
    pub amendments: Vec<Amendment>,
    /// Units that are no more.
    pub endings: Vec<Ending>,
    /// What must happen by when.
    pub pending: Vec<Pending>,
    /// Time of the last entry.
    pub last_at: Timestamp,
}

impl Directory {
    /// The directory of an area before its first entry.
    pub fn new(area: AreaId) -> Self {
        Self {
            area,
            version: 0,
            tenures: Vec::new(),
            shifts: Vec::new(),
            delegations: Vec::new(),
            keys: Vec::new(),
            exceptions: Vec::new(),
            channels: Vec::new(),
            proposals: Vec::new(),
            amendments: Vec::new(),
            endings: Vec::new(),
            pending: Vec::new(),
            last_at: Timestamp::MIN,
        }
    }

    /// Who holds a position at an instant.
    pub fn holders<'a>(
        &'a self,
        position: &'a PositionId,
        at: Timestamp,
    ) -> impl Iterator<Item = &'a Tenure> {
        self.tenures.iter().filter(move |t| &t.position == position && t.holds_at(at))
    }

    /// How a person comes to act in a position with a power at an instant; `None` if not at all.
    pub fn standing(
        &self,
        person: &PersonId,
        position: &PositionId,
        power: Power,
        at: Timestamp,
    ) -> Option<Standing> {
        if !self.is_recorded(position, at) {
            return Some(Standing::Open);
        }
        if self.holders(position, at).any(|tenure| &tenure.person == person) {
            return Some(Standing::Holder);
        }
        let acts = |d: &&Delegation| {
            &d.position == position && d.gives(person, power, at) && self.is_acting(d, at)
        };
        self.delegations.iter().find(acts).map(|delegation| Standing::Delegate(delegation.no))
    }

    /// Whether a delegation holds at an instant. Who no longer holds a position cannot have others
    /// act in it.
    pub fn is_acting(&self, delegation: &Delegation, at: Timestamp) -> bool {
        let mut holders = self.holders(&delegation.position, at);
        delegation.start <= at
            && at < delegation.end
            && holders.any(|tenure| tenure.person == delegation.from)
    }

    /// Whether anybody's tenure of a position has begun by an instant; until then it is open.
    pub fn is_recorded(&self, position: &PositionId, at: Timestamp) -> bool {
        self.tenures.iter().any(|tenure| &tenure.position == position && tenure.from <= at)
    }

    /// A shift by its number.
    pub fn shift(&self, no: u32) -> Option<&Shift> {
        self.shifts.iter().find(|shift| shift.no == no)
    }

    /// A channel of a unit.
    pub fn channel(&self, unit: &UnitId, id: &ChannelId) -> Option<&Channel> {
        self.channels.iter().find(|channel| &channel.unit == unit && &channel.id == id)
    }

    /// Whether a unit can be reached: one of its channels passed its last check.
    pub fn reaches(&self, unit: &UnitId) -> bool {
        self.channels.iter().any(|c| &c.unit == unit && c.works())
    }

    /// The row that the responsibility directory has learnt for a remit last.
    pub fn amendment(&self, remit: &RemitId) -> Option<&Amendment> {
        self.amendments.iter().rev().find(|amendment| &amendment.remit == remit)
    }

    /// How a unit ended, if it did.
    pub fn ending(&self, unit: &UnitId) -> Option<&Ending> {
        self.endings.iter().find(|ending| &ending.unit == unit)
    }
}

/// The directories of all areas that have entries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Directories(BTreeMap<AreaId, Directory>);

impl Directories {
    /// The directory of an area, if it has entries.
    pub fn of(&self, area: &AreaId) -> Option<&Directory> {
        self.0.get(area)
    }

    /// Whether no area has entries.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All directories in order of their areas.
    pub fn iter(&self) -> impl Iterator<Item = &Directory> {
        self.0.values()
    }

    /// Puts a directory in the place of the one before it.
    pub fn put(&mut self, directory: Directory) {
        self.0.insert(directory.area.clone(), directory);
    }

    /// How a person comes to act in a position of an area's unit; see [`Directory::standing`].
    pub fn standing(
        &self,
        area: &AreaId,
        person: &PersonId,
        position: &PositionId,
        power: Power,
        at: Timestamp,
    ) -> Option<Standing> {
        match self.of(area) {
            Some(directory) => directory.standing(person, position, power, at),
            None => Some(Standing::Open),
        }
    }

    /// The key with a digest that opens at an instant, and the area that issued it.
    pub fn key(&self, digest: Digest, at: Timestamp) -> Option<(&AreaId, &AccessKey)> {
        self.iter().find_map(|directory| {
            let mut keys = directory.keys.iter();
            let key = keys.find(|key| key.digest == digest && key.opens_at(at))?;
            Some((&directory.area, key))
        })
    }

    /// How a unit ended, if it did.
    pub fn ending(&self, area: &AreaId, unit: &UnitId) -> Option<&Ending> {
        self.of(area)?.ending(unit)
    }
}

//! What a directory is made of.

use crate::mechanism::{Deadline, Power};
use crate::{
    CaseId, ChannelId, DepartmentId, Digest, PersonId, PositionId, RemitId, Timestamp, UnitId,
};
use serde::{Deserialize, Serialize};

/// A person in a position for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenure {
    /// The position.
    pub position: PositionId,
    /// Who holds it.
    pub person: PersonId,
    /// From when on.
    pub from: Timestamp,
    /// Until before when; without end where absent.
    pub until: Option<Timestamp>,
}

impl Tenure {
    /// Whether it holds at an instant.
    pub fn holds_at(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }
}

/// One line of the duty roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Its number in the area.
    pub no: u32,
    /// The position that is on watch.
    pub position: PositionId,
    /// Who.
    pub person: PersonId,
    /// From when on.
    pub from: Timestamp,
    /// Until when it is planned; it lasts until the next officer takes over.
    pub until: Timestamp,
    /// When the officer took the watch.
    pub taken_at: Option<Timestamp>,
    /// When another took over, or the officer stood down.
    pub ended_at: Option<Timestamp>,
    /// Why nobody will take it, if so.
    pub void: Option<Void>,
    /// What the officer left for the next one.
    pub hand_over: Option<String>,
}

/// Why a planned watch was never held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Void {
    /// It was taken off the roster.
    Dropped,
    /// Nobody took it before the next one was taken.
    Missed,
}

/// How far a shift is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShiftState {
    /// On the roster.
    Planned,
    /// The officer has the watch.
    Taken,
    /// The watch is over.
    Ended,
    /// Nobody had it.
    Void(Void),
}

impl Shift {
    /// How far it is.
    pub fn state(&self) -> ShiftState {
        match (self.void, self.taken_at, self.ended_at) {
            (Some(void), ..) => ShiftState::Void(void),
            (None, _, Some(_)) => ShiftState::Ended,
            (None, Some(_), None) => ShiftState::Taken,
            (None, None, None) => ShiftState::Planned,
        }
    }

    /// Whether the officer had the watch at an instant.
    pub fn held_at(&self, at: Timestamp) -> bool {
        self.taken_at.is_some_and(|taken| taken <= at)
            && self.ended_at.is_none_or(|ended| at < ended)
    }
}

/// A holder has another person act in the position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegation {
    /// Its number in the area.
    pub no: u32,
    /// The position.
    pub position: PositionId,
    /// Who delegated.
    pub from: PersonId,
    /// Who acts.
    pub to: PersonId,
    /// With which powers; with all of the position that can be delegated where empty.
    pub powers: Vec<Power>,
    /// From when on.
    pub start: Timestamp,
    /// Until before when.
    pub end: Timestamp,
}

impl Delegation {
    /// Whether it gives a person a power at an instant.
    pub fn gives(&self, person: &PersonId, power: Power, at: Timestamp) -> bool {
        &self.to == person
            && self.start <= at
            && at < self.end
            && power.is_delegable()
            && (self.powers.is_empty() || self.powers.contains(&power))
    }
}

/// A key by which a program acts as a person in a position. The ledger has its digest alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKey {
    /// Its number in the area.
    pub no: u32,
    /// The digest of the secret.
    pub digest: Digest,
    /// As whom it acts.
    pub person: PersonId,
    /// In which position.
    pub position: PositionId,
    /// From when on.
    pub from: Timestamp,
    /// Until before when.
    pub until: Timestamp,
}

impl AccessKey {
    /// Whether it opens at an instant.
    pub fn opens_at(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }
}

/// A person in a position sees a case for a time, though no rule opens it to the position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// Its number in the area.
    pub no: u32,
    /// The case.
    pub case: CaseId,
    /// Who.
    pub person: PersonId,
    /// In which position.
    pub position: PositionId,
    /// Why.
    pub reason: String,
    /// From when on.
    pub from: Timestamp,
    /// Until before when; it ends by itself.
    pub until: Timestamp,
}

impl Exception {
    /// Whether it opens the case at an instant.
    pub fn opens_at(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }
}

/// How a unit is reached. The address is the office's own, never a private one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// The unit.
    pub unit: UnitId,
    /// Its name in the unit, such as `night-phone`.
    pub id: ChannelId,
    /// What it is.
    pub kind: ChannelKind,
    /// Number or address.
    pub address: String,
    /// What its last check found.
    pub checked: Option<Check>,
    /// What became of the last message through it, since that check.
    pub told: Option<Told>,
    /// When messages went through it in the hour before the last one, for the mechanism's limit.
    pub sent: Vec<Timestamp>,
}

impl Channel {
    /// Whether it passed its last check, and no message has failed on it since.
    pub fn works(&self) -> bool {
        self.checked.as_ref().is_some_and(|check| check.outcome == Outcome::Works) && !self.fails()
    }

    /// Whether its last check or the last message since then failed.
    pub fn fails(&self) -> bool {
        let checked = self.checked.as_ref().is_some_and(|check| check.outcome == Outcome::Fails);
        checked || self.told.is_some_and(|told| told.fault.is_some())
    }
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// When it was delivered or given up on this channel.
    pub at: Timestamp,
    /// Why it could not be delivered; it was where there is none.
    pub fault: Option<Fault>,
}

/// Why a message could not be delivered. Never in the words of whoever refused it: those may name
/// an address or a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Nothing answers there.
    Unreachable,
    /// It took too long.
    Timeout,
    /// The secret or the signature was not accepted.
    NotLetIn,
    /// The other side said no, with this code.
    Refused(u16),
    /// What the operator's file says of the channel cannot be used.
    Misconfigured,
}

/// A message that was delivered, or given up on one channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Message {
    /// Of how many things it told.
    pub notices: u32,
    /// Of which cases.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<CaseId>,
    /// How often it was tried.
    pub attempts: u32,
    /// Why it could not be delivered; it was where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
}

/// What a channel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// A telephone that somebody answers.
    Phone,
    /// An electronic mailbox.
    Mail,
    /// A messenger of the office.
    Messenger,
    /// A program that takes messages.
    Webhook,
}

/// A check of a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// When.
    pub at: Timestamp,
    /// What it found.
    pub outcome: Outcome,
}

/// What a check of a channel found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ChannelOutcome"))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It reached somebody.
    Works,
    /// It did not.
    Fails,
}

/// A row that somebody proposes for the responsibility directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Its number in the area.
    pub no: u32,
    /// The row.
    pub row: Amendment,
    /// The case whose settlement taught it, if one did.
    pub case: Option<CaseId>,
    /// How far it is.
    pub state: ProposalState,
}

/// How far a proposal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposalState {
    /// Waits for a person's decision.
    Open,
    /// It holds.
    Accepted,
    /// It does not.
    Declined,
}

/// A row of the responsibility directory that replaces the file's in this area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Amendment {
    /// The remit, or a field with all its remits.
    pub remit: RemitId,
    /// The department that leads.
    pub lead: DepartmentId,
    /// The departments that assist.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assisting: Vec<DepartmentId>,
    /// On what ground.
    pub basis: String,
}

/// A unit that is no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Which.
    pub unit: UnitId,
    /// Since when.
    pub at: Timestamp,
    /// Who has its work now; the desk of the area where none is named.
    pub successor: Option<UnitId>,
    /// Why.
    pub reason: String,
}

/// Something that must happen by a certain time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "OfficeSubject"))]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A planned watch is taken.
    TakeOver(u32),
    /// A channel is checked.
    ChannelCheck(UnitId, ChannelId),
    /// A proposed row is decided on.
    RowDecision(u32),
}

/// A deadline that somebody must meet, and how far it was told upward.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// What must happen.
    pub subject: Subject,
    /// By when, by which rule.
    pub deadline: Deadline,
    /// Rungs told: 0 none yet, 1 the area's own desk, 2 the desk above…
    pub rung: usize,
    /// When the next rung is told; the deadline itself on rung 0.
    pub step_at: Timestamp,
    /// The last rung was told.
    pub exhausted: bool,
}

//! What is asked of a directory.

use super::parts::{Amendment, ChannelKind, Message, Outcome, Subject};
use crate::mechanism::Power;
use crate::{CaseId, ChannelId, Digest, PersonId, PositionId, Timestamp, UnitId};
use serde::{Deserialize, Serialize};

/// A time from one instant on until before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "OfficePeriod"))]
pub struct Period {
    /// From when on.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Instant"))]
    pub from: Timestamp,
    /// Until before when.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Instant"))]
    pub until: Timestamp,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "OfficeCommand"))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Give a person a position.
    Appoint {
        /// The position.
        position: PositionId,
        /// Who.
        person: PersonId,
        /// From when on.
        #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Instant"))]
        from: Timestamp,
        /// Until before when; without end where absent.
        #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::Instant>"))]
        until: Option<Timestamp>,
    },
    /// Take a position from a person.
    Relieve {
        /// The position.
        position: PositionId,
        /// Who.
        person: PersonId,
        /// Why.
        reason: String,
    },
    /// Put a watch on the roster.
    PlanShift {
        /// The position that is on watch.
        position: PositionId,
        /// Who.
        person: PersonId,
        /// From when until when.
        period: Period,
    },
    /// Take a watch off the roster.
    DropShift {
        /// Which.
        shift: u32,
        /// Why.
        reason: String,
    },
    /// Say what the next officer must know.
    HandOver {
        /// The shift that ends.
        shift: u32,
        /// What is open, what to look at.
        note: String,
    },
    /// Take the watch; whoever had it is relieved.
    TakeWatch {
        /// The shift that begins.
        shift: u32,
    },
    /// End a watch that nobody takes over, as where a desk keeps office hours.
    StandDown {
        /// The shift that ends.
        shift: u32,
        /// Why nobody takes over.
        reason: String,
    },
    /// Have another person act in one's position.
    Delegate {
        /// The position.
        position: PositionId,
        /// Who acts.
        to: PersonId,
        /// With which powers; with all of the position where empty.
        powers: Vec<Power>,
        /// From when until when.
        period: Period,
        /// Why.
        reason: String,
    },
    /// End a delegation before its time.
    RevokeDelegation {
        /// Which.
        delegation: u32,
        /// Why.
        reason: String,
    },
    /// Give a program a key by which it acts as a person in a position.
    IssueKey {
        /// In which position.
        position: PositionId,
        /// As whom.
        person: PersonId,
        /// The digest of the secret, which itself is nowhere kept.
        digest: Digest,
        /// Until before when.
        #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Instant"))]
        until: Timestamp,
    },
    /// A key opens no more.
    RevokeKey {
        /// Which.
        key: u32,
        /// Why.
        reason: String,
    },
    /// Look into a case that no rule opens to one's position, for a time.
    OpenException {
        /// Which case.
        case: CaseId,
        /// Why it must be seen.
        reason: String,
        /// Until before when.
        #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Instant"))]
        until: Timestamp,
    },
    /// Look into it no more, before the time is over.
    EndException {
        /// Which exception.
        exception: u32,
        /// Why.
        reason: String,
    },
    /// Say how a unit is reached; the same name replaces what was there.
    SetChannel {
        /// The unit.
        unit: UnitId,
        /// Its name in the unit.
        channel: ChannelId,
        /// What it is.
        kind: ChannelKind,
        /// Number or address of the office.
        address: String,
    },
    /// A unit is no longer reached this way.
    DropChannel {
        /// The unit.
        unit: UnitId,
        /// Its name in the unit.
        channel: ChannelId,
        /// Why.
        reason: String,
    },
    /// Note what a check of a channel found.
    CheckChannel {
        /// The unit.
        unit: UnitId,
        /// Its name in the unit.
        channel: ChannelId,
        /// What it found.
        outcome: Outcome,
        /// In words, needed where it fails.
        note: String,
    },
    /// Note what became of a message; who sends messages asks for it, and nobody else.
    NoteMessage {
        /// The unit.
        unit: UnitId,
        /// Its name in the unit.
        channel: ChannelId,
        /// The message.
        message: Message,
    },
    /// Propose a row for the responsibility directory.
    ProposeRow {
        /// The row.
        row: Amendment,
        /// The case whose settlement taught it.
        case: Option<CaseId>,
    },
    /// Decide on a proposed row.
    DecideRow {
        /// Which proposal.
        no: u32,
        /// The reason why not; accepted where there is none.
        declined: Option<String>,
    },
    /// A unit is no more.
    EndUnit {
        /// Which.
        unit: UnitId,
        /// Who has its work from now on; the desk of the area where none is named.
        successor: Option<UnitId>,
        /// Why.
        reason: String,
    },
    /// A deadline passed: the next rung is told.
    Escalate {
        /// About what.
        subject: Subject,
    },
}

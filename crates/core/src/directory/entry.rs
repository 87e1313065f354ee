//! What happened in an area's offices.

use super::command::Period;
use super::parts::{Amendment, ChannelKind, Message, Outcome, Subject};
use crate::case::Author;
use crate::mechanism::{Deadline, Power};
use crate::{CaseId, ChannelId, Digest, PersonId, PositionId, Timestamp, UnitId};
use serde::{Deserialize, Serialize};

/// One recorded fact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "OfficeEntry"))]
pub struct Entry {
    /// When.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Instant"))]
    pub at: Timestamp,
    /// By whom, and with what authority (AUTH-1).
    pub by: Author,
    /// What.
    pub kind: EntryKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "OfficeEntryKind"))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "fields carry the meaning that commands and parts document")]
pub enum EntryKind {
    /// A person got a position.
    Appointed {
        position: PositionId,
        person: PersonId,
        #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Instant"))]
        from: Timestamp,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::Instant>"))]
        until: Option<Timestamp>,
    },
    /// A person no longer has it.
    Relieved { position: PositionId, person: PersonId, reason: String },
    /// A watch stands on the roster.
    ShiftPlanned {
        no: u32,
        position: PositionId,
        person: PersonId,
        period: Period,
        take_by: Option<Deadline>,
    },
    /// It was taken off.
    ShiftDropped { shift: u32, reason: String },
    /// The officer on watch said what the next one must know.
    HandedOver { shift: u32, note: String },
    /// An officer has the watch; the one before is relieved.
    WatchTaken { shift: u32, relieves: Option<u32> },
    /// A watch ended and nobody took it over.
    StoodDown { shift: u32, reason: String },
    /// A holder has another person act in the position.
    Delegated {
        no: u32,
        position: PositionId,
        to: PersonId,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        powers: Vec<Power>,
        period: Period,
        reason: String,
    },
    /// That ended before its time.
    DelegationRevoked { delegation: u32, reason: String },
    /// A program can act as a person in a position.
    KeyIssued {
        no: u32,
        position: PositionId,
        person: PersonId,
        digest: Digest,
        #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Instant"))]
        until: Timestamp,
    },
    /// It no longer can.
    KeyRevoked { key: u32, reason: String },
    /// A person in a position sees a case for a time, though no rule opens it to the position.
    ExceptionOpened {
        no: u32,
        case: CaseId,
        reason: String,
        #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Instant"))]
        until: Timestamp,
    },
    /// It was ended before its time.
    ExceptionEnded { exception: u32, reason: String },
    /// A unit is reached this way.
    ChannelSet {
        unit: UnitId,
        channel: ChannelId,
        kind: ChannelKind,
        address: String,
        check_by: Option<Deadline>,
    },
    /// It no longer is.
    ChannelDropped { unit: UnitId, channel: ChannelId, reason: String },
    /// A check was made; whoever must know of a failure is named.
    ChannelChecked {
        unit: UnitId,
        channel: ChannelId,
        outcome: Outcome,
        note: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        told: Vec<UnitId>,
        check_by: Option<Deadline>,
    },
    /// A message was delivered, or given up on this channel; whoever must know that a channel began
    /// to fail is named.
    MessageNoted {
        unit: UnitId,
        channel: ChannelId,
        message: Message,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        told: Vec<UnitId>,
    },
    /// A row is proposed for the responsibility directory.
    RowProposed { no: u32, row: Amendment, case: Option<CaseId>, decide_by: Option<Deadline> },
    /// It holds from now on.
    RowAccepted { no: u32 },
    /// It does not.
    RowDeclined { no: u32, reason: String },
    /// A unit is no more.
    UnitEnded { unit: UnitId, successor: Option<UnitId>, reason: String },
    /// A deadline passed: the next rung knows.
    Escalated {
        subject: Subject,
        rung: usize,
        to: UnitId,
        #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Instant"))]
        step_at: Timestamp,
        last: Last,
    },
}

/// Whether there is another rung above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Last {
    /// There is.
    No,
    /// The top knows.
    Yes,
}

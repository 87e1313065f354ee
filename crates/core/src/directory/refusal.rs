//! Why a directory said no. [`crate::words`] puts it into a sentence.

use super::parts::Subject;
use crate::authority::Denied;
use crate::case::Ground;
use crate::mechanism::Power;
use crate::{AreaId, ChannelId, DepartmentId, PersonId, PositionId, RemitId, Timestamp, UnitId};

/// Why a command was not carried out.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}", crate::words::directory_refusal(.0, crate::Lang::En, &crate::words::NoNames))]
pub struct Refusal(pub RefusalKind);

/// The reasons.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "each variant's sentence is its documentation, see words")]
pub enum RefusalKind {
    // Who asks.
    Denied(Denied),
    NotTheMechanism,
    OutsideJurisdiction { unit: UnitId, area: AreaId },
    NotOver { unit: UnitId, over: UnitId },
    // What is named.
    UnknownUnit(UnitId),
    UnknownPosition(PositionId),
    Elsewhere { unit: UnitId, area: AreaId },
    UnknownRemit(RemitId),
    UnknownDepartment(DepartmentId),
    ReasonMissing,
    EmptyPeriod,
    PeriodOver { until: Timestamp },
    // Positions.
    AlreadyAppointed { person: PersonId, position: PositionId },
    NotAppointed { person: PersonId, position: PositionId },
    LastAppointer { person: PersonId, position: PositionId },
    UnusableName,
    // The roster.
    NotADutyPosition(PositionId),
    ShiftOverlaps { shift: u32 },
    ShiftTooLong,
    UnknownShift(u32),
    ShiftNotPlanned(u32),
    NotOnWatch(u32),
    OtherPosition { shift: u32, position: PositionId },
    TooEarly { shift: u32, from: Timestamp },
    // Delegation.
    DelegationToSelf,
    NobodyAppointed(PositionId),
    NotDelegable { position: PositionId },
    PowerNotHeld { position: PositionId, power: Power },
    PowerStays(Power),
    UnknownDelegation(u32),
    DelegationOver(u32),
    NotTheDelegator(u32),
    // Keys.
    UnknownKey(u32),
    KeyOver(u32),
    KeyTaken,
    KeyTooLong,
    KeyForAnother { unit: UnitId },
    // Exceptional access.
    UnknownException(u32),
    ExceptionOver(u32),
    ExceptionTooLong { hours_max: u32 },
    // Channels.
    AddressMissing,
    UnknownChannel { unit: UnitId, channel: ChannelId },
    NotTheSender,
    // The responsibility directory.
    LeadAssists(DepartmentId),
    RowUnchanged(RemitId),
    AlreadyProposed(u32),
    UnknownProposal(u32),
    ProposalDecided(u32),
    // Units.
    CannotEnd(UnitId),
    AlreadyEnded(UnitId),
    SuccessorEnded(UnitId),
    SuccessorIsItself,
    SuccessorNoDepartment(UnitId),
    // Timers.
    NothingDue(Subject),
    NotYetDue { subject: Subject, at: Timestamp },
}

impl RefusalKind {
    /// On what ground it says no.
    pub fn ground(&self) -> Ground {
        use RefusalKind as R;
        match self {
            R::Denied(_)
            | R::NotTheMechanism
            | R::NotTheSender
            | R::OutsideJurisdiction { .. }
            | R::NotOver { .. }
            | R::NotDelegable { .. }
            | R::NotTheDelegator(_)
            | R::OtherPosition { .. }
            | R::KeyForAnother { .. } => Ground::Authority,
            R::ReasonMissing
            | R::UnknownUnit(_)
            | R::UnknownPosition(_)
            | R::Elsewhere { .. }
            | R::UnknownRemit(_)
            | R::UnknownDepartment(_)
            | R::EmptyPeriod
            | R::PeriodOver { .. }
            | R::AlreadyAppointed { .. }
            | R::NotAppointed { .. }
            | R::UnusableName
            | R::NotADutyPosition(_)
            | R::ShiftOverlaps { .. }
            | R::ShiftTooLong
            | R::DelegationToSelf
            | R::PowerNotHeld { .. }
            | R::PowerStays(_)
            | R::KeyTaken
            | R::KeyTooLong
            | R::ExceptionTooLong { .. }
            | R::AddressMissing
            | R::LeadAssists(_)
            | R::RowUnchanged(_)
            | R::AlreadyProposed(_)
            | R::CannotEnd(_)
            | R::AlreadyEnded(_)
            | R::SuccessorEnded(_)
            | R::SuccessorIsItself
            | R::SuccessorNoDepartment(_) => Ground::Contents,
            _ => Ground::State,
        }
    }

    /// The invariant or rule of the design behind it.
    pub fn rule(&self) -> &'static str {
        use RefusalKind as R;
        match self {
            R::Denied(_)
            | R::OutsideJurisdiction { .. }
            | R::NotOver { .. }
            | R::DelegationToSelf
            | R::NobodyAppointed(_)
            | R::NotDelegable { .. }
            | R::PowerNotHeld { .. }
            | R::PowerStays(_)
            | R::LastAppointer { .. }
            | R::KeyForAnother { .. }
            | R::NotTheSender
            | R::UnknownDelegation(_)
            | R::DelegationOver(_)
            | R::NotTheDelegator(_)
            | R::UnknownKey(_)
            | R::KeyOver(_)
            | R::KeyTaken
            | R::UnknownException(_)
            | R::ExceptionOver(_)
            | R::ExceptionTooLong { .. } => "AUTH-1",
            R::NotTheMechanism | R::NothingDue(_) | R::NotYetDue { .. } => "TIME-1",
            R::LeadAssists(_) | R::RowUnchanged(_) => "CASE-1",
            R::NotADutyPosition(_)
            | R::ShiftOverlaps { .. }
            | R::ShiftTooLong
            | R::UnknownShift(_)
            | R::ShiftNotPlanned(_)
            | R::NotOnWatch(_)
            | R::OtherPosition { .. }
            | R::TooEarly { .. } => "DUTY-1",
            _ => "DIR",
        }
    }
}

impl From<Denied> for RefusalKind {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}

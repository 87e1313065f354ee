//! Why the core said no. A refusal is a value; [`crate::words`] puts it into a sentence.

use super::parts::{Contradiction, OrderEnd, Phase, SitrepKind, Subject};
use crate::authority::Denied;
use crate::mechanism::{Deadline, Power};
use crate::{
    AreaId, CaseId, ChecklistId, ConsultationId, EvidenceId, OrderId, PersonId, RemitId, RequestId,
    StatementId, SupervisionId, Text, UnitId,
};

/// Why a command was not carried out.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}", crate::words::refusal(.0, crate::Lang::En, &crate::words::NoNames))]
pub struct Refusal(pub RefusalKind);

/// The reasons.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "each variant's sentence is its documentation, see words")]
pub enum RefusalKind {
    // Who asks.
    Denied(Denied),
    OutsideJurisdiction { unit: UnitId, desk: UnitId },
    NotTheMechanism,
    NobodyThereMay { unit: UnitId, power: Power },
    // Where the case stands.
    WrongPhase { phase: Phase, power: Power },
    AlreadyReceived,
    UnusableId,
    NotReceived,
    // What is named.
    UnknownArea(AreaId),
    UnknownRemit(RemitId),
    UnknownUnit(UnitId),
    UnitEnded { unit: UnitId, serving: Option<UnitId> },
    AreaEnded { area: AreaId, until: jiff::civil::Date },
    RemitEnded { remit: RemitId, until: jiff::civil::Date },
    NothingConcerned,
    ReasonMissing,
    SameCase,
    DrillAndReal,
    AlreadyMerged { into: CaseId },
    SettledApart { cases: [CaseId; 2], units: [UnitId; 2] },
    SecondLookPending,
    NotMergeable { into: CaseId },
    MergeTarget { into: CaseId, phase: Phase },
    NotAPart,
    NothingToJoin,
    // Level and lead.
    SameLevel,
    LoweringNeedsReason,
    DirectoryGap { area: AreaId, remit: RemitId },
    DecidedAbove { by: UnitId },
    OrderedAbove { order: OrderId, by: UnitId },
    LeadSettled { unit: UnitId },
    LeadUnchanged { unit: UnitId },
    NotASettler { settler: UnitId },
    SettlementPending { order: OrderId },
    // Orders.
    UnknownOrder(OrderId),
    OrderExists(OrderId),
    OrderEnded { order: OrderId, end: OrderEnd },
    HasOpenOrder { unit: UnitId, order: OrderId },
    NotInvolved { unit: UnitId },
    NotAddressed { order: OrderId, to: UnitId },
    NotTheIssuer { order: OrderId, issuer: UnitId },
    DirectCommandForbidden { passed_over: Vec<UnitId> },
    NoLimitSet { kind: crate::mechanism::DeadlineKind },
    AlreadySigned(OrderId),
    RestateNeeded(OrderId),
    NothingToConfirm(OrderId),
    NotSigned(OrderId),
    NothingToJudge(OrderId),
    EmptyFeedback(OrderId),
    SendBackBound { unit: UnitId },
    SendBackLate(Deadline),
    SendBackUnproved,
    SendBackToSelf,
    SendBackOwnRemit { remit: RemitId, unit: UnitId },
    ExtensionSpent { max: u32 },
    NoExtensionAsked(OrderId),
    OrdersConflict { orders: [OrderId; 2] },
    NoConflict(OrderId),
    // Supervision.
    UnknownSupervision(SupervisionId),
    SupervisionExists(SupervisionId),
    SupervisionState(SupervisionId),
    NotSupervised { supervision: SupervisionId, to: UnitId },
    NotTheSupervisor { supervision: SupervisionId, issuer: UnitId },
    SupervisionsOpen(Vec<SupervisionId>),
    // Working together.
    UnknownConsultation(ConsultationId),
    ConsultationExists(ConsultationId),
    ConsultationOver(ConsultationId),
    NobodyInvited,
    NotInvited { consultation: ConsultationId, unit: UnitId },
    NotTheConvenor { consultation: ConsultationId, convenor: UnitId },
    PositionsMissing { consultation: ConsultationId, units: Vec<UnitId> },
    UnknownRequest(RequestId),
    RequestExists(RequestId),
    RequestToSelf,
    NotAsked { request: RequestId, to: UnitId },
    NotTheAsker { request: RequestId, from: UnitId },
    UnknownTask(u32),
    TaskInThePast,
    NotTheOwner { no: u32, owner: UnitId },
    TaskWaits { no: u32, after: Vec<u32> },
    OwnerCannotFinish { unit: UnitId },
    TasksOpen(Vec<u32>),
    JointWorkOpen { consultations: Vec<ConsultationId>, requests: Vec<RequestId> },
    SitrepOrder { kind: SitrepKind },
    NothingSaid,
    UnknownRelay(u32),
    RelayAudited(u32),
    NotDrawn(u32),
    NotDrawnYet { relay: u32, at: crate::Timestamp },
    AuditorInvolved { unit: UnitId, relay: u32 },
    NotAskedToSign { statement: StatementId, unit: UnitId },
    NoObjection { statement: StatementId, unit: UnitId },
    CountersignMissing { statement: StatementId, units: Vec<UnitId> },
    // Timers.
    NothingVacated { unit: UnitId },
    NothingDue(Subject),
    NotYetDue { subject: Subject, at: crate::Timestamp },
    // Facts.
    UnknownEvidence(EvidenceId),
    EvidenceExists(EvidenceId),
    OriginalMissing(EvidenceId),
    FindingUnproved { key: String },
    UnknownFinding(u32),
    NotTheVerifier { no: u32, verifier: UnitId },
    FindingSuperseded { no: u32, by: u32 },
    NoDispute { key: String },
    DisputedKey { key: String },
    // Statements.
    UnknownStatement(StatementId),
    StatementExists(StatementId),
    NotTheDrafter { statement: StatementId, unit: UnitId },
    CitesNothing,
    CorrectionOfNothing,
    ApproverDrafted { person: PersonId },
    UnknownChecklistItem(ChecklistId),
    ChecklistOpen { statement: StatementId, items: Vec<(ChecklistId, Text)> },
    Contradicts { statement: StatementId, contradictions: Vec<Contradiction> },
    NotADraft(StatementId),
    NotApproved(StatementId),
    FinalBeforeDisposal,
    PromiseInThePast,
    OwnerCannotFulfil { unit: UnitId },
    UnknownCommitment(u32),
    NotThePromiser { no: u32, owner: UnitId },
    // Ends.
    OpenOrders(Vec<OrderId>),
    NothingCompleted,
    VerifierInvolved { unit: UnitId },
    DisposalUnverified,
    FinalMissing,
    CommitmentsOpen(Vec<u32>),
    TrackNotOpen,
    ReviewerInvolved { unit: UnitId },
}

/// What would have to change for a command to be carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ground {
    /// Who asks: another position may.
    Authority,
    /// Where the case stands: something else must happen first.
    State,
    /// What stands in the command: the same person may try again with other contents.
    Contents,
}

impl RefusalKind {
    /// On what ground it says no.
    pub fn ground(&self) -> Ground {
        use RefusalKind as R;
        match self {
            R::Denied(_)
            | R::OutsideJurisdiction { .. }
            | R::NotTheMechanism
            | R::NotInvolved { .. }
            | R::NotAddressed { .. }
            | R::NotTheIssuer { .. }
            | R::NotASettler { .. }
            | R::NotSupervised { .. }
            | R::NotTheSupervisor { .. }
            | R::NotInvited { .. }
            | R::NotTheConvenor { .. }
            | R::NotAsked { .. }
            | R::NotTheOwner { .. }
            | R::NotThePromiser { .. }
            | R::NotAskedToSign { .. }
            | R::NotTheAsker { .. }
            | R::NotTheDrafter { .. }
            | R::ApproverDrafted { .. }
            | R::VerifierInvolved { .. }
            | R::ReviewerInvolved { .. }
            | R::AuditorInvolved { .. } => Ground::Authority,
            R::ReasonMissing
            | R::LoweringNeedsReason
            | R::NothingConcerned
            | R::UnusableId
            | R::UnknownArea(_)
            | R::UnknownRemit(_)
            | R::UnknownUnit(_)
            | R::UnitEnded { .. }
            | R::AreaEnded { .. }
            | R::RemitEnded { .. }
            | R::NobodyThereMay { .. }
            | R::SameCase
            | R::DrillAndReal
            | R::SettledApart { .. }
            | R::NotMergeable { .. }
            | R::MergeTarget { .. }
            | R::NothingToJoin
            | R::LeadUnchanged { .. }
            | R::OrderExists(_)
            | R::RestateNeeded(_)
            | R::SendBackUnproved
            | R::SendBackToSelf
            | R::SendBackOwnRemit { .. }
            | R::SupervisionExists(_)
            | R::ConsultationExists(_)
            | R::RequestExists(_)
            | R::NobodyInvited
            | R::RequestToSelf
            | R::UnknownTask(_)
            | R::TaskInThePast
            | R::OwnerCannotFinish { .. }
            | R::NotDrawn(_)
            | R::NotDrawnYet { .. }
            | R::UnknownEvidence(_)
            | R::EvidenceExists(_)
            | R::OriginalMissing(_)
            | R::FindingUnproved { .. }
            | R::UnknownFinding(_)
            | R::NotTheVerifier { .. }
            | R::StatementExists(_)
            | R::CitesNothing
            | R::CorrectionOfNothing
            | R::UnknownChecklistItem(_)
            | R::OwnerCannotFulfil { .. } => Ground::Contents,
            _ => Ground::State,
        }
    }

    /// The invariant or rule of the design behind it.
    pub fn rule(&self) -> &'static str {
        use RefusalKind as R;
        match self {
            R::NobodyThereMay { .. } => "AUTH-1",
            R::Denied(_) | R::OutsideJurisdiction { .. } => "AUTH-1",
            R::UnitEnded { .. } | R::NothingVacated { .. } => "DIR-1",
            R::NotTheMechanism | R::NothingDue(_) | R::NotYetDue { .. } => "TIME-1",
            R::NoLimitSet { .. } => "TIME-1",
            R::DirectoryGap { .. } | R::NotInvolved { .. } | R::LeadUnchanged { .. } => "CASE-1",
            R::LeadSettled { .. }
            | R::NotASettler { .. }
            | R::SettlementPending { .. }
            | R::SendBackBound { .. }
            | R::SendBackLate(_)
            | R::SendBackUnproved
            | R::SendBackToSelf
            | R::SettledApart { .. }
            | R::SendBackOwnRemit { .. } => "CASE-5",
            R::DirectCommandForbidden { .. } | R::DecidedAbove { .. } | R::OrderedAbove { .. } => {
                "AUTH-2"
            }
            R::OrderEnded { .. }
            | R::OrderExists(_)
            | R::HasOpenOrder { .. }
            | R::AlreadySigned(_)
            | R::NotSigned(_)
            | R::NothingToJudge(_)
            | R::RestateNeeded(_)
            | R::NothingToConfirm(_)
            | R::OpenOrders(_) => "CASE-3",
            R::AlreadyMerged { .. }
            | R::SecondLookPending
            | R::NotMergeable { .. }
            | R::MergeTarget { .. }
            | R::NotAPart
            | R::NothingToJoin => "JOIN-1",
            R::SameCase | R::DrillAndReal => "JOIN-2",
            R::EvidenceExists(_) | R::OriginalMissing(_) => "EVID-2",
            R::UnknownEvidence(_) | R::FindingUnproved { .. } | R::EmptyFeedback(_) => "EVID-1",
            R::NotTheVerifier { .. } => "FACT-1",
            R::DisputedKey { .. } | R::NoDispute { .. } => "FACT-1",
            R::CitesNothing
            | R::ApproverDrafted { .. }
            | R::NotApproved(_)
            | R::NotTheDrafter { .. } => "STMT-1",
            R::Contradicts { .. } => "STMT-5",
            R::UnknownChecklistItem(_) | R::ChecklistOpen { .. } => "STMT-4",
            R::CorrectionOfNothing | R::NotADraft(_) | R::StatementExists(_) => "STMT-2",
            R::NotThePromiser { .. }
            | R::PromiseInThePast
            | R::OwnerCannotFulfil { .. }
            | R::UnknownCommitment(_)
            | R::CommitmentsOpen(_) => "STMT-3",
            R::FinalBeforeDisposal
            | R::NothingCompleted
            | R::VerifierInvolved { .. }
            | R::DisposalUnverified
            | R::FinalMissing
            | R::TrackNotOpen => "CASE-2",
            R::OrdersConflict { .. } | R::NoConflict(_) => "CASE-7",
            R::UnknownSupervision(_)
            | R::SupervisionExists(_)
            | R::SupervisionState(_)
            | R::NotSupervised { .. }
            | R::NotTheSupervisor { .. }
            | R::SupervisionsOpen(_) => "CASE-8",
            R::TaskWaits { .. } | R::TasksOpen(_) | R::OwnerCannotFinish { .. } => "TASK-1",
            R::SitrepOrder { .. } => "EVID-1",
            R::UnknownRelay(_)
            | R::RelayAudited(_)
            | R::NotDrawn(_)
            | R::NotDrawnYet { .. }
            | R::AuditorInvolved { .. } => "FID-2",
            R::CountersignMissing { .. } | R::NotAskedToSign { .. } | R::NoObjection { .. } => {
                "STMT-1"
            }
            _ => "CASE",
        }
    }
}

impl From<Denied> for RefusalKind {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}

impl From<RefusalKind> for Refusal {
    fn from(kind: RefusalKind) -> Self {
        Self(kind)
    }
}

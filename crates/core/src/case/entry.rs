//! What happened, once and for all. Every number, deadline and rule that later readers need stands
//! in the entry itself, so that [`super::apply`] needs nothing else.

use super::command::DeclineGround;
use super::parts::{
    Brought, Cite, Evidence, Explained, Fidelity, Lead, Link, OrderRole, Origin, Progress, Promise,
    Relation, RelayVerdict, SendBack, SitrepKind, Stance, StatementKind, Subject, TrackKind,
    Unmeasured,
};
use crate::mechanism::{Deadline, Pin, RiskLevel, Urgency};
use crate::{
    AreaId, CaseId, ChecklistId, ConsultationId, Digest, EvidenceId, LevelId, OrderId, PersonId,
    PositionId, PowerId, RemitId, RequestId, StatementId, SupervisionId, Timestamp, UnitId,
};
use serde::{Deserialize, Serialize};

/// One recorded fact in the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entry {
    /// When.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Instant"))]
    pub at: Timestamp,
    /// By whom, and with what authority (AUTH-1).
    pub by: Author,
    /// What.
    pub kind: EntryKind,
}

/// Who did it, in which position, and the rule that allowed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Author {
    /// The member of staff; `mechanism` where a deadline acted.
    pub person: PersonId,
    /// The position.
    pub position: PositionId,
    /// The power rule, or the deadline rule where a deadline acted.
    pub basis: PowerId,
    /// The number of the delegation by which the person acts for a holder of the position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegation: Option<u32>,
    /// The number of the key by which a program acted as the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<u32>,
}

/// The person and the kind of position of the mechanism; no region has such a position.
const MECHANISM: (&str, &str) = ("mechanism", "clock");

impl Author {
    /// The mechanism itself, at a desk, by the rule whose deadline passed.
    pub(crate) fn mechanism(desk: &UnitId, basis: &str) -> Self {
        let (person, kind) = MECHANISM;
        Self {
            person: PersonId::from(person),
            position: PositionId::of(desk, kind),
            basis: PowerId::from(basis),
            delegation: None,
            key: None,
        }
    }

    /// Whether the mechanism itself acted. The position decides, so that nobody can pose as it.
    pub fn is_mechanism(&self) -> bool {
        let (person, kind) = MECHANISM;
        self.person.as_str() == person && self.position.split().is_some_and(|(_, k)| k == kind)
    }

    /// The unit in which the position is.
    pub fn unit(&self) -> UnitId {
        self.position.split().map_or_else(|| UnitId::from(""), |(unit, _)| unit)
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "fields carry the meaning that commands and parts document")]
pub enum EntryKind {
    /// A matter reached the desk.
    Received {
        title: String,
        origin: Origin,
        areas: Vec<AreaId>,
        remits: Vec<RemitId>,
        desk: UnitId,
        level: LevelId,
        ladder: Vec<UnitId>,
        evidence: Vec<Evidence>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        drill: bool,
        triage_due: Option<Deadline>,
        /// Since when the public is owed something, where that is before it came here: it was a
        /// part of another case, or is made of several.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::Instant>"))]
        owed_since: Option<Timestamp>,
        /// How grave it is, where that was fixed before it came here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        risk: Option<RiskLevel>,
    },
    /// It became a case.
    Opened { mechanism: Pin },
    /// A track opened; both do in one append (CASE-2).
    TrackOpened { track: TrackKind, dues: Vec<(Subject, Deadline)> },
    /// It is handled under another case.
    Merged {
        into: CaseId,
        reason: String,
        /// Drafts and approved statements that are not published any more.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unpublished: Vec<StatementId>,
    },
    /// All that another case held is handled here from now on: what is new of it to this case.
    CaseAbsorbed {
        from: CaseId,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        areas: Vec<AreaId>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        remits: Vec<RemitId>,
        #[serde(default, skip_serializing_if = "Origin::is_empty")]
        origin: Origin,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        evidence: Vec<Evidence>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        links: Vec<Link>,
        /// Tracks that were ready here and are open again, because they were not ready there.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        reopens: Vec<TrackKind>,
        /// The level of that case, where it is graver: it holds for both, and `dues` is all that is
        /// owed at it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        risk: Option<RiskLevel>,
        /// Who leads by a settlement of that case; a settlement holds until another one (CASE-5).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lead: Option<Box<Lead>>,
        /// Units that a settlement of that case has bound.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        bound: Vec<UnitId>,
        /// Drafts and approved statements of that case that were never published.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unpublished: Vec<StatementId>,
        #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Instant"))]
        owed_since: Timestamp,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        dues: Vec<(Subject, Deadline)>,
    },
    /// A promise that another case's statement made is owed by this case.
    CommitmentTaken { no: u32, from: CaseId, statement: StatementId, promise: Promise },
    /// A part of it is a case of its own: what leaves this one.
    CaseSplit {
        into: CaseId,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        areas: Vec<AreaId>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        remits: Vec<RemitId>,
        desk: UnitId,
        reason: String,
    },
    /// It is not a case.
    Declined { ground: DeclineGround, reason: String },
    /// A person fixed the risk level; the deadlines towards the public follow it.
    Assessed {
        level: RiskLevel,
        before: Option<RiskLevel>,
        reason: String,
        dues: Vec<(Subject, Deadline)>,
    },
    /// A unit leads from now on.
    LeadAssigned { lead: Lead },
    /// A unit was ordered to act.
    OrderIssued {
        order: OrderId,
        to: UnitId,
        role: OrderRole,
        task: String,
        urgency: Urgency,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        passed_over: Vec<UnitId>,
        receipt_due: Deadline,
        feedback_due: Deadline,
        send_back_by: Option<Deadline>,
    },
    /// The matter was passed on without a duty to report back.
    Forwarded { to: UnitId, note: String },
    /// Two superiors gave one unit orders; neither is answered until that is settled.
    ConflictOpened {
        unit: UnitId,
        orders: [OrderId; 2],
        settler: UnitId,
        due: Option<Deadline>,
        /// Orders whose clock for feedback stands still until the conflict is over.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        stops: Vec<OrderId>,
    },
    /// The conflict is over: the clock of the order that goes on runs again, with the time that it
    /// had left.
    ClockResumed { order: OrderId, feedback_due: Deadline },
    /// One of them holds, the other ends.
    ConflictSettled { keep: OrderId, dropped: OrderId, reason: String },
    /// A signed order on which nothing followed must be signed for again.
    AcceptanceLapsed { order: OrderId, receipt_due: Deadline },
    /// A formal order from above.
    Supervised {
        supervision: SupervisionId,
        to: UnitId,
        demand: String,
        receipt_due: Deadline,
        answer_due: Deadline,
    },
    /// It was signed for.
    SupervisionSigned { supervision: SupervisionId },
    /// The unit accounted.
    SupervisionAnswered {
        supervision: SupervisionId,
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        judgement_due: Option<Deadline>,
    },
    /// The issuer is satisfied.
    SupervisionDischarged { supervision: SupervisionId, reason: String },
    /// A joint meeting was called.
    Convened {
        consultation: ConsultationId,
        invited: Vec<UnitId>,
        question: String,
        due: Option<Deadline>,
    },
    /// A unit said what it holds; dissent stays on record.
    PositionStated { consultation: ConsultationId, stance: Stance, text: String },
    /// It was decided.
    Concluded { consultation: ConsultationId, decision: String },
    /// A unit asked another for help.
    HelpAsked { request: RequestId, to: UnitId, text: String, due: Option<Deadline> },
    /// It got an answer.
    HelpAnswered { request: RequestId, text: String },
    /// Who asked needs it no more.
    HelpWithdrawn { request: RequestId, reason: String },
    /// A piece of disposal work was planned.
    TaskPlanned {
        no: u32,
        owner: UnitId,
        text: String,
        after: Vec<u32>,
        #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Instant"))]
        by: Timestamp,
    },
    /// It is done.
    TaskFinished { no: u32, evidence: Vec<EvidenceId> },
    /// The level above was told; all originals travel with it (EVID-1).
    SitrepFiled {
        no: u32,
        kind: SitrepKind,
        to: UnitId,
        text: String,
        cites: Vec<Cite>,
        carries: Vec<EvidenceId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fidelity: Option<Fidelity>,
        /// Why it was not measured.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unmeasured: Option<Unmeasured>,
    },
    /// Somebody above read the originals of a relay again.
    RelayAudited {
        relay: u32,
        verdict: RelayVerdict,
        reason: String,
        /// The seed by which it was drawn; none where somebody chose it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seed: Option<Digest>,
        /// The period at whose end it was drawn: the seed is the ledger's root there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(
            feature = "schema",
            schemars(with = "Option<(crate::schema::Instant, crate::schema::Instant)>")
        )]
        period: Option<(Timestamp, Timestamp)>,
    },
    /// How the public reacted; where it worsened, somebody must look again.
    ReactionRecorded { before: u32, after: u32, second_look: Option<Deadline> },
    /// Somebody outside contests that the matter is solved.
    Contested { reason: String, second_look: Option<Deadline> },
    /// Somebody looked again and let it stand.
    LookedAgain { reason: String },
    /// Another case belongs to this one.
    CaseLinked { other: CaseId, relation: Relation },
    /// Units were asked to sign a statement too.
    CountersignAsked {
        statement: StatementId,
        units: Vec<UnitId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Deadline>,
    },
    /// A unit signed it, or objected.
    Countersigned { statement: StatementId, objection: Option<String> },
    /// A unit took its objection back and signed.
    ObjectionLifted { statement: StatementId, reason: String },
    /// The issuer took an order back.
    OrderWithdrawn {
        order: OrderId,
        reason: String,
        /// The case into which its case is merged, where it ends for that.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        into: Option<CaseId>,
    },
    /// The unit signed; an urgent order waits for the issuer's confirmation.
    OrderSigned {
        order: OrderId,
        restated: Option<String>,
        confirm: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_due: Option<Deadline>,
    },
    /// The issuer confirmed the read-back.
    ReadBackConfirmed {
        order: OrderId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        acceptance_due: Option<Deadline>,
    },
    /// The unit said what it did.
    FeedbackGiven {
        order: OrderId,
        text: String,
        progress: Progress,
        empty: bool,
        judgement_due: Option<Deadline>,
        /// The originals that it carries: new ones, and those behind its findings.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        carries: Vec<EvidenceId>,
        /// How much of them survives in the account.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fidelity: Option<Fidelity>,
        /// Why it was not measured.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unmeasured: Option<Unmeasured>,
    },
    /// The desk accepted it; the order is completed.
    FeedbackAccepted { order: OrderId },
    /// The desk returned it.
    FeedbackReturned { order: OrderId, reason: String, feedback_due: Deadline },
    /// The unit declined the order.
    OrderSentBack {
        order: OrderId,
        send_back: SendBack,
        evidence: Vec<EvidenceId>,
        settlement_due: Option<Deadline>,
    },
    /// A coordinating body ruled who leads.
    Settled { order: Option<OrderId>, lead: Lead, bound: Vec<UnitId> },
    /// A unit asked for more time.
    ExtensionAsked { order: OrderId, reason: String },
    /// It got it.
    ExtensionGranted { order: OrderId, feedback_due: Deadline },
    /// It did not.
    ExtensionRefused { order: OrderId, reason: String },
    /// What must be done next, so that no open case is without a next step (CASE-6).
    NextStep { subject: Subject, unit: UnitId, deadline: Deadline },
    /// Whoever must act was nudged.
    Reminded { subject: Subject, unit: UnitId },
    /// The next rung decides now.
    Escalated {
        subject: Subject,
        rung: usize,
        from: UnitId,
        to: UnitId,
        #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Instant"))]
        step_at: Timestamp,
    },
    /// The last rung had its time too; an order ends, anything else stays overdue for all to see.
    Lapsed { subject: Subject, to: UnitId },
    /// A unit is no more; its successor holds everything open that it held.
    UnitSucceeded { unit: UnitId, successor: UnitId },
    /// Originals were added.
    EvidenceAdded { evidence: Vec<Evidence> },
    /// A fact was recorded.
    FindingRecorded {
        no: u32,
        key: String,
        value: String,
        evidence: Vec<EvidenceId>,
        supersedes: Option<u32>,
        /// The finding of another case that it repeats.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Brought>,
    },
    /// Open findings on one key differ (FACT-1).
    DisputeOpened { key: String, findings: Vec<u32> },
    /// One of them holds.
    DisputeSettled { key: String, keep: u32, reason: String },
    /// A statement was written.
    StatementDrafted {
        statement: StatementId,
        kind: StatementKind,
        text: String,
        cites: Vec<Cite>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        promises: Vec<Promise>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        corrects: Option<StatementId>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        ticked: Vec<ChecklistId>,
        /// What reads as a contradiction and is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        explained: Option<Explained>,
    },
    /// Another person approved it.
    StatementApproved {
        statement: StatementId,
        /// Points of the checklist that were not ticked, as the approver saw them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        open: Vec<ChecklistId>,
    },
    /// It is out.
    StatementPublished { statement: StatementId },
    /// It was taken back before it was out.
    StatementWithdrawn { statement: StatementId, reason: String },
    /// A promise was kept.
    CommitmentFulfilled { no: u32, evidence: Vec<EvidenceId> },
    /// Another unit saw that the problem is solved.
    DisposalVerified { reason: String },
    /// Another unit saw that it is not.
    DisposalRefuted { reason: String },
    /// The authority let a track go.
    TrackWaived { track: TrackKind, reason: String },
    /// It ended.
    Closed { summary: String, review_due: Option<Deadline> },
    /// It was opened again.
    Reopened { reason: String, dues: Vec<(Subject, Deadline)> },
    /// It was evaluated.
    Reviewed { lessons: String },
}

//! What an actor asks.

use super::parts::{
    Cite, Comparison, Evidence, Origin, Progress, Promise, Relation, RelayVerdict, SitrepKind,
    Stance, StatementKind, Subject, TrackKind,
};
use crate::mechanism::{RiskLevel, Urgency};
use crate::{
    AreaId, CaseId, ChecklistId, ConsultationId, Digest, EvidenceId, OrderId, PersonId, PositionId,
    RemitId, RequestId, StatementId, SupervisionId, Timestamp, UnitId,
};
use serde::{Deserialize, Serialize};

/// Who asks: a person in a position, or the mechanism itself when a deadline passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A member of staff.
    Person {
        /// Who.
        person: PersonId,
        /// In which position.
        position: PositionId,
    },
    /// A program that showed a key by which it acts as a member of staff.
    Program {
        /// As whom.
        person: PersonId,
        /// In which position.
        position: PositionId,
        /// The number of the key in the area that issued it.
        key: u32,
    },
    /// The sweeper, which only does what [`super::due`] lists.
    Mechanism,
}

impl Actor {
    /// A member of staff in a position.
    pub fn person(person: impl Into<PersonId>, position: impl Into<PositionId>) -> Self {
        Self::Person { person: person.into(), position: position.into() }
    }

    /// As whom, in which position and by which key; `None` for the mechanism itself.
    pub fn who(&self) -> Option<(&PersonId, &PositionId, Option<u32>)> {
        match self {
            Self::Person { person, position } => Some((person, position, None)),
            Self::Program { person, position, key } => Some((person, position, Some(*key))),
            Self::Mechanism => None,
        }
    }
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Bring a matter to a desk.
    Receive {
        /// What it is about.
        title: String,
        /// Topics and complaints that it came from.
        #[serde(default)]
        origin: Origin,
        /// Areas concerned.
        areas: Vec<AreaId>,
        /// Remits concerned, the main one first.
        remits: Vec<RemitId>,
        /// Originals.
        #[serde(default)]
        evidence: Vec<Evidence>,
        /// A drill, kept apart from real work.
        #[serde(default)]
        drill: bool,
    },
    /// Triage: make it a case; opens both tracks.
    Accept,
    /// Handle it under another case, which takes over all that it holds.
    Merge {
        /// Which.
        into: CaseId,
        /// Why.
        reason: String,
    },
    /// Make a part of an open case a case of its own, at the desk that answers for that part.
    Split {
        /// Id of the new case.
        into: CaseId,
        /// What the part is about; the whole case's title unless given.
        title: Option<String>,
        /// Its areas; all of the case's where none is named.
        areas: Vec<AreaId>,
        /// Its remits; all of the case's where none is named.
        remits: Vec<RemitId>,
        /// Originals that it starts with; all of the case's where none is named.
        evidence: Vec<EvidenceId>,
        /// Why.
        reason: String,
    },
    /// Bring several cases under one lead: one case over all of their areas, at the desk of their
    /// lowest common superior.
    Join {
        /// What the whole is about.
        title: String,
        /// The cases.
        parts: Vec<CaseId>,
        /// What becomes of them.
        how: Joining,
        /// Why.
        reason: String,
    },
    /// Triage: not a case.
    Decline {
        /// On what ground.
        ground: DeclineGround,
        /// In words for the person who asks.
        reason: String,
    },
    /// Fix the risk level.
    Assess {
        /// The level.
        level: RiskLevel,
        /// Why; needed above all where it is lowered.
        reason: String,
    },
    /// Assign the lead that the rules and the directory name.
    AssignLead {
        /// Further units that assist.
        #[serde(default)]
        also_assisting: Vec<UnitId>,
    },
    /// Give an order to the lead or an assisting unit.
    Dispatch {
        /// New id.
        order: OrderId,
        /// Who must act.
        to: UnitId,
        /// What must be done.
        task: String,
        /// How urgent.
        urgency: Urgency,
    },
    /// Pass the matter on to a unit without a duty to report back.
    Forward {
        /// To whom.
        to: UnitId,
        /// Why.
        note: String,
    },
    /// Rule which of two superiors' orders to one unit holds; the other ends.
    SettleConflict {
        /// The order that holds.
        keep: OrderId,
        /// Why.
        reason: String,
    },
    /// Give a formal order from above.
    Supervise {
        /// New id.
        supervision: SupervisionId,
        /// Who must account.
        to: UnitId,
        /// What is demanded.
        demand: String,
    },
    /// Sign for a supervision order.
    SignSupervision {
        /// Which.
        supervision: SupervisionId,
    },
    /// Account for what a supervision order demands.
    AnswerSupervision {
        /// Which.
        supervision: SupervisionId,
        /// The account.
        text: String,
    },
    /// The issuer is satisfied.
    DischargeSupervision {
        /// Which.
        supervision: SupervisionId,
        /// Why.
        reason: String,
    },
    /// Call a joint meeting.
    Convene {
        /// New id.
        consultation: ConsultationId,
        /// Who is invited.
        invited: Vec<UnitId>,
        /// What is to be decided.
        question: String,
    },
    /// Say what one's unit holds.
    StatePosition {
        /// In which consultation.
        consultation: ConsultationId,
        /// For or against.
        stance: Stance,
        /// In words.
        text: String,
    },
    /// Decide a consultation.
    Conclude {
        /// Which.
        consultation: ConsultationId,
        /// What is decided.
        decision: String,
    },
    /// Ask another unit for help without going up.
    AskHelp {
        /// New id.
        request: RequestId,
        /// Whom.
        to: UnitId,
        /// For what.
        text: String,
    },
    /// Answer a request.
    AnswerHelp {
        /// Which.
        request: RequestId,
        /// The answer.
        text: String,
        /// New originals.
        #[serde(default)]
        evidence: Vec<Evidence>,
    },
    /// Take a request back: its answer is not needed any more.
    WithdrawHelp {
        /// Which.
        request: RequestId,
        /// Why.
        reason: String,
    },
    /// Plan a piece of disposal work.
    PlanTask {
        /// Who does it.
        owner: UnitId,
        /// What.
        text: String,
        /// Tasks that must be finished before it can be.
        #[serde(default)]
        after: Vec<u32>,
        /// By when.
        #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Instant"))]
        by: Timestamp,
    },
    /// Report a task as finished.
    FinishTask {
        /// Which.
        no: u32,
        /// Evidence for it.
        #[serde(default)]
        evidence: Vec<EvidenceId>,
    },
    /// Report to the level above.
    FileSitrep {
        /// Which of the series.
        kind: SitrepKind,
        /// What it says.
        text: String,
        /// What it rests on.
        #[serde(default)]
        cites: Vec<Cite>,
        /// How much of the originals survives; the engine measures it, whatever the sender says.
        #[serde(default)]
        compared: Option<Comparison>,
    },
    /// Note how the public reacted to a statement or a closure.
    RecordReaction {
        /// Posts and complaints in the window before.
        before: u32,
        /// The same in a window of equal length after.
        after: u32,
    },
    /// Somebody outside contests that the matter is solved.
    Contest {
        /// In which words.
        reason: String,
        /// Evidence for it.
        #[serde(default)]
        evidence: Vec<Evidence>,
    },
    /// Look again and let the matter stand as it is.
    LookAgain {
        /// Why.
        reason: String,
    },
    /// Link another case.
    LinkCase {
        /// Which.
        other: CaseId,
        /// How they belong together.
        relation: Relation,
    },
    /// Ask units to sign a statement too.
    AskCountersign {
        /// Which statement.
        statement: StatementId,
        /// Whom.
        units: Vec<UnitId>,
    },
    /// Sign a statement too, or object.
    Countersign {
        /// Which statement.
        statement: StatementId,
        /// The reason of an objection; none is a signature.
        objection: Option<String>,
    },
    /// Take an order back.
    Withdraw {
        /// Which.
        order: OrderId,
        /// Why.
        reason: String,
    },
    /// Sign for an order; an urgent one is restated.
    Sign {
        /// Which.
        order: OrderId,
        /// The order in the receiver's words.
        restated: Option<String>,
    },
    /// Confirm that the read-back is right.
    ConfirmReadBack {
        /// Which.
        order: OrderId,
    },
    /// Say what was done.
    Feedback {
        /// Which order.
        order: OrderId,
        /// The account.
        text: String,
        /// Whether the work is done.
        progress: Progress,
        /// New originals.
        #[serde(default)]
        evidence: Vec<Evidence>,
        /// New findings.
        #[serde(default)]
        findings: Vec<NewFinding>,
        /// How much of the originals survives; the engine measures it, whatever the sender says.
        #[serde(default)]
        compared: Option<Comparison>,
    },
    /// Accept feedback or return it.
    JudgeFeedback {
        /// Which order.
        order: OrderId,
        /// The judgement.
        verdict: FeedbackVerdict,
    },
    /// Decline an order: it belongs to another unit's remit.
    SendBack {
        /// Which order.
        order: OrderId,
        /// By which remit.
        remit: RemitId,
        /// Evidence for that.
        #[serde(default)]
        evidence: Vec<EvidenceId>,
        /// Who should have it.
        proposed: UnitId,
        /// Why.
        reason: String,
    },
    /// Rule who leads.
    Settle {
        /// The sent-back order, if there is one.
        order: Option<OrderId>,
        /// The lead.
        lead: UnitId,
        /// Who assists.
        #[serde(default)]
        assisting: Vec<UnitId>,
        /// By what reason.
        reason: String,
    },
    /// Ask for more time for feedback.
    AskExtension {
        /// Which order.
        order: OrderId,
        /// Why.
        reason: String,
    },
    /// Answer a request for more time.
    AnswerExtension {
        /// Which order.
        order: OrderId,
        /// Granted, or the reason why not.
        refused: Option<String>,
    },
    /// Nudge whoever must act.
    Remind {
        /// About what.
        subject: Subject,
    },
    /// A deadline passed: the next rung of the ladder decides now.
    Escalate {
        /// About what.
        subject: Subject,
    },
    /// The whole ladder had its time: the order ends and the top coordinating body holds it.
    Lapse {
        /// About what.
        subject: Subject,
    },
    /// A unit is no more: whoever has its work steps into everything open.
    Succeed {
        /// Which unit.
        unit: UnitId,
    },
    /// Add originals.
    AddEvidence {
        /// Which.
        #[serde(default)]
        evidence: Vec<Evidence>,
    },
    /// Record a fact.
    RecordFinding {
        /// The fact.
        finding: NewFinding,
    },
    /// Rule which of several findings on one key holds.
    SettleDispute {
        /// The key.
        key: String,
        /// The finding that holds.
        keep: u32,
        /// Why.
        reason: String,
    },
    /// Write a statement.
    DraftStatement {
        /// New id.
        statement: StatementId,
        /// What kind.
        kind: StatementKind,
        /// Its text.
        text: String,
        /// What it rests on.
        #[serde(default)]
        cites: Vec<Cite>,
        /// What it promises.
        #[serde(default)]
        promises: Vec<Promise>,
        /// What it corrects.
        corrects: Option<StatementId>,
        /// Points of the checklist that the drafter has seen to.
        ticked: Vec<ChecklistId>,
        /// Where it reads as if it contradicted what stands: why both are true all the same.
        #[serde(default)]
        explained: Option<String>,
    },
    /// Approve a statement that somebody else wrote.
    ApproveStatement {
        /// Which.
        statement: StatementId,
    },
    /// Publish an approved statement.
    PublishStatement {
        /// Which.
        statement: StatementId,
    },
    /// Take back a statement that is not out.
    WithdrawStatement {
        /// Which.
        statement: StatementId,
        /// Why.
        reason: String,
    },
    /// Report that a promise was kept.
    FulfilCommitment {
        /// Which.
        no: u32,
        /// Evidence for it.
        #[serde(default)]
        evidence: Vec<EvidenceId>,
    },
    /// Verify that the problem is really solved, or that it is not.
    Verify {
        /// Solved.
        solved: bool,
        /// What was seen.
        reason: String,
        /// Evidence for it.
        #[serde(default)]
        evidence: Vec<Evidence>,
    },
    /// Take back an objection to a statement, and sign it.
    LiftObjection {
        /// To which.
        statement: StatementId,
        /// Why.
        reason: String,
    },
    /// Say whether a relay gave what its originals say.
    AuditRelay {
        /// Which.
        relay: u32,
        /// The verdict.
        verdict: RelayVerdict,
        /// What was compared and found.
        reason: String,
        /// The seed by which it was drawn; none where somebody chose it. The engine puts the
        /// ledger's own in, whatever the sender says.
        seed: Option<Digest>,
    },
    /// Let a track go.
    Waive {
        /// Which.
        track: TrackKind,
        /// Why.
        reason: String,
    },
    /// Close.
    Close {
        /// What became of it.
        summary: String,
    },
    /// Open again.
    Reopen {
        /// Why: a false closure, a worse reaction, new facts.
        reason: String,
        /// Evidence for it.
        #[serde(default)]
        evidence: Vec<Evidence>,
    },
    /// Evaluate a closed case.
    Review {
        /// What was learnt.
        lessons: String,
    },
}

impl Command {
    /// The other cases that a decision on it must see.
    pub fn others(&self) -> &[CaseId] {
        match self {
            Self::Merge { into: other, .. }
            | Self::Split { into: other, .. }
            | Self::LinkCase { other, .. } => std::slice::from_ref(other),
            Self::Join { parts, .. } => parts,
            _ => &[],
        }
    }
}

/// What becomes of cases that are brought under one lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Joining {
    /// They are merged into the one over all areas.
    Merged,
    /// They go on as parts of it, each at its own desk.
    Linked,
}

/// Why a matter is not a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeclineGround {
    /// No matter that government answers for.
    NotPublicMatter,
    /// Outside the jurisdiction.
    OutsideJurisdiction,
    /// Already answered; the answer is named in the reason.
    AlreadyAnswered,
    /// Cannot be located or checked.
    CannotBeChecked,
}

/// A judgement on feedback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FeedbackVerdict {
    /// Good: the order is completed.
    Accept,
    /// Not good: do it again.
    Return {
        /// Why.
        reason: String,
    },
}

/// A fact to be recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewFinding {
    /// What it is about.
    pub key: String,
    /// What is so.
    pub value: String,
    /// Evidence behind it.
    pub evidence: Vec<EvidenceId>,
    /// The finding that it replaces.
    pub supersedes: Option<u32>,
}

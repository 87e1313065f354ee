//! What a case is made of.

use crate::mechanism::{Deadline, Urgency};
use crate::{
    CaseId, ChecklistId, ConsultationId, Digest, EvidenceId, LeadRuleId, OrderId, PersonId,
    RemitId, RequestId, SourceId, StatementId, SupervisionId, Timestamp, UnitId,
};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Where a case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// No entry yet.
    New,
    /// At the desk, not triaged.
    Received,
    /// Being handled.
    Open,
    /// Ended; may be opened again.
    Closed,
    /// Handled under another case.
    Merged(CaseId),
    /// Not a case.
    Declined,
}

/// Where a case came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Topic ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<SmolStr>,
    /// Complaint ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub complaints: Vec<SmolStr>,
}

impl Origin {
    /// Whether it names neither topic nor complaint.
    pub fn is_empty(&self) -> bool {
        self.topics.is_empty() && self.complaints.is_empty()
    }
}

/// Who leads and who helps, and by which rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    /// The one unit that answers for the case.
    pub unit: UnitId,
    /// Units that contribute under it.
    pub assisting: Vec<UnitId>,
    /// Who coordinates.
    pub coordinator: UnitId,
    /// The rule that chose it.
    pub rule: LeadRuleId,
    /// The rule's source.
    pub source: SourceId,
    /// The ground: a line of the directory, or the reason of a settlement.
    pub basis: String,
}

/// One of the two tracks that run together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrackKind {
    /// Fix the real problem (处置轨).
    Disposal,
    /// Tell the public the truth (回应轨).
    Response,
}

/// How far a track is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrackState {
    /// Work goes on.
    Open,
    /// What closing needs is there: verified disposal, or the final statement.
    Ready,
    /// Let go by the authority, with a reason.
    Waived,
    /// Closed with the case.
    Closed,
}

/// A track of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Track {
    /// How far it is.
    pub state: TrackState,
    /// Since when.
    pub since: Timestamp,
}

/// The part a unit has under an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderRole {
    /// Answers for the case.
    Lead,
    /// Contributes under the lead.
    Assisting,
    /// A desk between the issuer and the units: it passes the order on and reports back.
    Relaying,
}

/// Whether feedback is a first account or the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Work goes on.
    Interim,
    /// The unit says that it is done.
    Complete,
}

/// How an order ended; each ends in exactly one way (CASE-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderEnd {
    /// Its feedback was accepted.
    Completed,
    /// The unit declined it with a ground.
    SentBack,
    /// The issuer took it back.
    Withdrawn,
    /// Nobody acted up to the top of the ladder; the top coordinating body holds it now.
    Lapsed,
}

/// How far an order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Waits for a signature.
    Issued,
    /// Signed with a read-back that the issuer must confirm.
    Restated,
    /// Accepted by the unit.
    Signed,
    /// Complete feedback waits for the desk's judgement.
    Answered,
    /// Ended.
    Ended(OrderEnd),
}

/// A task for a unit, with deadlines and a duty to report back (交办单).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// The desk or coordinating body that gave it.
    pub issuer: UnitId,
    /// Who must act.
    pub to: UnitId,
    /// In which part.
    pub role: OrderRole,
    /// What must be done.
    pub task: String,
    /// How urgent.
    pub urgency: Urgency,
    /// When it was given.
    pub issued_at: Timestamp,
    /// Desks that it passed over and that see it (AUTH-2); empty for an order in one's own area.
    pub passed_over: Vec<UnitId>,
    /// Last instant to send it back; `None` where the mechanism sets no limit.
    pub send_back_by: Option<Deadline>,
    /// How far it is.
    pub state: OrderState,
    /// Since when.
    pub since: Timestamp,
    /// Who signed.
    pub signed_by: Option<PersonId>,
    /// Who gave feedback last.
    pub answered_by: Option<PersonId>,
    /// Whether the last complete feedback held neither a finding nor evidence.
    pub empty_feedback: bool,
    /// Extensions granted.
    pub extensions: u32,
    /// Asked for and not yet answered.
    pub extension_asked: Option<String>,
    /// Why it was sent back.
    pub send_back: Option<SendBack>,
    /// Its clock for feedback while it stands still, because it contradicts another order.
    pub stopped: Option<Stopped>,
}

/// A clock that stands still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// How it stood.
    pub watch: Watch,
    /// Since when.
    pub since: Timestamp,
}

impl Order {
    /// Whether it has not ended.
    pub fn is_open(&self) -> bool {
        !matches!(self.state, OrderState::Ended(_))
    }
}

/// A declined order, waiting for a settlement or settled (退单).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendBack {
    /// The remit by which it belongs elsewhere.
    pub remit: RemitId,
    /// The unit that should have it.
    pub proposed: UnitId,
    /// Why.
    pub reason: String,
    /// The lowest common superior's desk, which settles it.
    pub settler: UnitId,
}

/// A preserved original, addressed by its content. The ledger holds the digest, not the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Its id.
    pub id: EvidenceId,
    /// What it is.
    pub kind: EvidenceKind,
    /// The digest of its bytes.
    pub digest: Digest,
    /// What it shows, in a few words.
    pub title: String,
}

/// What a piece of evidence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// A network post.
    Post,
    /// A complaint.
    Complaint,
    /// A document of a unit.
    Document,
    /// A picture, film or sound.
    Media,
    /// A measurement.
    Measurement,
}

/// One verified fact of the fact sheet (核查结论); superseded, never edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its number in the fact sheet.
    pub no: u32,
    /// What it is about, such as `injured`.
    pub key: String,
    /// What is so.
    pub value: String,
    /// Evidence behind it.
    pub evidence: Vec<EvidenceId>,
    /// The unit that verified it.
    pub verifier: UnitId,
    /// When.
    pub at: Timestamp,
    /// The finding that replaced it.
    pub superseded_by: Option<u32>,
    /// The finding of another case that it repeats.
    pub from: Option<Brought>,
}

/// A finding of a case that was merged, as it stood there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brought {
    /// The case that was merged.
    pub case: CaseId,
    /// Its number there.
    pub no: u32,
    /// The unit that verified it.
    pub verifier: UnitId,
    /// When.
    pub at: Timestamp,
}

/// What a statement rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cite {
    /// A finding by its number.
    Finding(u32),
    /// A piece of evidence.
    Evidence(EvidenceId),
}

/// What a statement promises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// What will be done.
    pub text: String,
    /// Who will do it.
    pub owner: UnitId,
    /// By when.
    pub by: Timestamp,
}

/// What kind of publication a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatementKind {
    /// First authoritative information.
    Notice,
    /// How work proceeds.
    Progress,
    /// What became of the matter.
    Final,
    /// Puts an earlier statement right.
    Correction,
    /// What was said at a briefing.
    Briefing,
}

/// How far a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementState {
    /// Written.
    Draft,
    /// Approved by another person.
    Approved,
    /// Out; never edited from here on.
    Published(Timestamp),
}

/// An official, attributed, evidenced publication (回应).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its id.
    pub id: StatementId,
    /// What kind.
    pub kind: StatementKind,
    /// The unit that speaks.
    pub unit: UnitId,
    /// Its text.
    pub text: String,
    /// What it rests on.
    pub cites: Vec<Cite>,
    /// What it promises.
    pub promises: Vec<Promise>,
    /// The statement that it corrects.
    pub corrects: Option<StatementId>,
    /// Points of the checklist that the drafter has seen to.
    pub ticked: Vec<ChecklistId>,
    /// Who wrote it.
    pub drafter: PersonId,
    /// Who approved it.
    pub approver: Option<PersonId>,
    /// Units asked to sign it too, and what they said.
    pub countersigns: Vec<Countersign>,
    /// How far it is.
    pub state: StatementState,
    /// Since when.
    pub since: Timestamp,
}

impl Statement {
    /// Whether it gives the public what a subject asks for: first information is any statement, a
    /// briefing is a briefing, an answer says what was found.
    pub fn answers(&self, subject: &Subject) -> bool {
        match subject {
            Subject::Notice => true,
            Subject::Briefing => self.kind == StatementKind::Briefing,
            Subject::Answer => self.cites.iter().any(|cite| matches!(cite, Cite::Finding(_))),
            _ => false,
        }
    }

    /// Whether it is out.
    pub fn is_published(&self) -> bool {
        matches!(self.state, StatementState::Published(_))
    }
}

/// A unit's word on a statement before it goes out (会签).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Countersign {
    /// Who was asked.
    pub unit: UnitId,
    /// What it said.
    pub state: CountersignState,
}

/// What a unit said on a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CountersignState {
    /// Nothing yet.
    Asked,
    /// It agrees.
    Signed,
    /// It objects, for this reason.
    Objected(String),
}

/// A formal order from above about a case, with its own receipt, clock and discharge (督办单).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supervision {
    /// Its id.
    pub id: SupervisionId,
    /// The desk or coordinating body that gave it.
    pub issuer: UnitId,
    /// Who must account.
    pub to: UnitId,
    /// What is demanded.
    pub demand: String,
    /// How far it is.
    pub state: SupervisionState,
}

/// How far a supervision order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SupervisionState {
    /// Waits for a signature.
    Issued,
    /// Signed for.
    Signed,
    /// The unit has accounted.
    Answered,
    /// The issuer is satisfied.
    Discharged,
}

/// A timed joint meeting with recorded positions and a decision (会商).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consultation {
    /// Its id.
    pub id: ConsultationId,
    /// Who called it.
    pub convenor: UnitId,
    /// What is to be decided.
    pub question: String,
    /// Who was invited.
    pub invited: Vec<UnitId>,
    /// What was said, in order; dissent stays on record.
    pub positions: Vec<Opinion>,
    /// What was decided, once it was.
    pub decision: Option<String>,
}

/// What a unit said in a consultation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// Who.
    pub unit: UnitId,
    /// For or against.
    pub stance: Stance,
    /// In words.
    pub text: String,
}

/// For or against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    /// For it.
    Agrees,
    /// Against it.
    Dissents,
    /// Neither.
    Abstains,
}

/// A request from one unit to another without going up; the desk sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpRequest {
    /// Its id.
    pub id: RequestId,
    /// Who asks.
    pub from: UnitId,
    /// Who is asked.
    pub to: UnitId,
    /// For what.
    pub text: String,
    /// The answer, once there is one.
    pub answer: Option<String>,
}

/// A piece of disposal work with an owner (办理任务).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its number in the case.
    pub no: u32,
    /// Who does it.
    pub owner: UnitId,
    /// What.
    pub text: String,
    /// Tasks that must be finished before it can be (finish-to-start).
    pub after: Vec<u32>,
    /// By when.
    pub by: Timestamp,
    /// When it was finished.
    pub finished: Option<Timestamp>,
}

/// An upward account at a time, made from findings (舆情专报).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sitrep {
    /// Its number in the case.
    pub no: u32,
    /// First, follow-up or final.
    pub kind: SitrepKind,
    /// The desk that reports.
    pub from: UnitId,
    /// The desk above that is told.
    pub to: UnitId,
    /// What it says.
    pub text: String,
    /// What it rests on.
    pub cites: Vec<Cite>,
    /// The originals that travel with it: all that the case had then (EVID-1).
    pub carries: Vec<EvidenceId>,
    /// How much of the originals that it rests on survives in it; absent where none has a text.
    pub fidelity: Option<Fidelity>,
    /// When.
    pub at: Timestamp,
}

/// How much of the originals survives in an account (FID-1), measured against the originals and
/// never against an account before it. In thousandths, so that a replay is equal to the last byte;
/// formulas stand with `tandem_sense::fidelity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fidelity {
    /// How much survived as it was.
    pub fidelity_permille: u16,
    /// Share of the originals' facts that is gone.
    pub omission_permille: u16,
    /// Share of the told facts that the originals do not have.
    pub addition_permille: u16,
    /// Share of the kept facts that was changed.
    pub alteration_permille: u16,
    /// Share of the qualifiers that was lost.
    pub qualifier_loss_permille: u16,
    /// How much graver (above 0) or milder (below 0) it is told.
    pub severity_drift_permille: i16,
    /// Share of the told sentences of which the originals say nothing.
    pub unsupported_permille: u16,
    /// Originals that it was measured against.
    pub originals: u32,
}

/// One hop of information upward that carries originals (转报): a sitrep, or a unit's feedback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relay {
    /// Its number in the case.
    pub no: u32,
    /// What carries them.
    pub what: RelayedBy,
    /// Who says it.
    pub from: UnitId,
    /// To whom.
    pub to: UnitId,
    /// The originals that travel along.
    pub carries: Vec<EvidenceId>,
    /// When.
    pub at: Timestamp,
    /// What somebody above found who read the originals.
    pub audit: Option<RelayFinding>,
}

/// What carries originals upward.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RelayedBy {
    /// A sitrep, by its number.
    Sitrep(u32),
    /// Feedback on an order.
    Feedback(OrderId),
}

/// What an audit of a relay found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelayFinding {
    /// The verdict.
    pub verdict: RelayVerdict,
    /// What was compared and found.
    pub reason: String,
    /// Who audited.
    pub unit: UnitId,
    /// Whether chance chose the relay, and by which seed.
    pub seed: Option<Digest>,
}

/// Whether a relay gave what its originals say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelayVerdict {
    /// It did.
    Faithful,
    /// It made the matter smaller.
    Softened,
    /// It made the matter larger.
    Exaggerated,
    /// It said what no original says.
    Unsupported,
}

/// Which of a series of accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SitrepKind {
    /// What is known at once (首报).
    First,
    /// What is new (续报).
    FollowUp,
    /// What became of it (终报).
    Final,
}

/// How two cases belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// They concern the same matter elsewhere.
    Related,
    /// A part of this case is handled there.
    SplitInto,
    /// This case is a part of that one.
    PartOf,
    /// That case was merged into this one.
    Absorbed,
}

/// A link to another case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Which.
    pub case: CaseId,
    /// How they belong together.
    pub relation: Relation,
}

/// Two open orders from different superiors to one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The unit that got both.
    pub unit: UnitId,
    /// The orders, the earlier one first.
    pub orders: [OrderId; 2],
    /// Whether their clocks for feedback stand still until it is settled.
    pub stops: bool,
}

/// A task that a public statement promised (公开承诺).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitment {
    /// Its number in the case.
    pub no: u32,
    /// The statement that promised it.
    pub statement: StatementId,
    /// What, who, by when.
    pub promise: Promise,
    /// When it was kept.
    pub fulfilled: Option<Timestamp>,
    /// The case whose statement promised it, where that was merged into this one.
    pub from: Option<CaseId>,
}

/// How disposal was found to be real.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The unit that verified.
    pub unit: UnitId,
    /// The person.
    pub person: PersonId,
    /// When.
    pub at: Timestamp,
}

/// What was learnt from a closed case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// In words.
    pub lessons: String,
    /// Who evaluated.
    pub unit: UnitId,
}

/// Something that must happen by a certain time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Triage.
    Triage,
    /// Assignment of a lead, and an order to it.
    Assignment,
    /// Receipt of an order.
    Receipt(OrderId),
    /// The issuer's confirmation of a read-back.
    ReadBack(OrderId),
    /// A first sign of work on a signed order; without it the acceptance lapses.
    Acceptance(OrderId),
    /// Feedback on an order.
    Feedback(OrderId),
    /// Judgement on feedback.
    Judgement(OrderId),
    /// Settlement of a sent-back order.
    Settlement(OrderId),
    /// Settlement of a conflict, named by its later order.
    Conflict(OrderId),
    /// Receipt of a supervision order.
    SupervisionReceipt(SupervisionId),
    /// Account of what a supervision order demands.
    Supervision(SupervisionId),
    /// Decision of a consultation.
    Consultation(ConsultationId),
    /// Answer to a request between units.
    Help(RequestId),
    /// A task.
    Task(u32),
    /// First account to the level above.
    Sitrep,
    /// A second look after the public's reaction or a contested closure.
    SecondLook,
    /// First authoritative information.
    Notice,
    /// Briefing.
    Briefing,
    /// Answer to the public.
    Answer,
    /// Verification of disposal.
    Verification,
    /// The final statement, and closing.
    Closing,
    /// Review.
    Review,
    /// A promise to the public.
    Commitment(u32),
    /// A unit's word on another unit's statement.
    Countersign(StatementId, UnitId),
}

impl Subject {
    /// The order that it is about, if it is about one.
    pub fn order(&self) -> Option<&OrderId> {
        match self {
            Self::Receipt(order)
            | Self::ReadBack(order)
            | Self::Acceptance(order)
            | Self::Conflict(order)
            | Self::Feedback(order)
            | Self::Judgement(order)
            | Self::Settlement(order) => Some(order),
            _ => None,
        }
    }

    /// Whether it is a step of disposal, as opposed to something owed to the public, to the level
    /// above or between units.
    pub fn is_disposal_step(&self) -> bool {
        matches!(
            self,
            Self::Triage
                | Self::Assignment
                | Self::Receipt(_)
                | Self::ReadBack(_)
                | Self::Feedback(_)
                | Self::Judgement(_)
                | Self::Settlement(_)
                | Self::Conflict(_)
                | Self::Verification
                | Self::Closing
        )
    }
}

/// A deadline that somebody must meet, and how far the mechanism has gone to have it met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// What must happen.
    pub subject: Subject,
    /// Who must do it.
    pub unit: UnitId,
    /// By when, by which rule.
    pub deadline: Deadline,
    /// When the unit was reminded.
    pub reminded_at: Option<Timestamp>,
    /// When it climbed to the rung that it is on.
    pub climbed_at: Option<Timestamp>,
    /// Rungs of the ladder climbed; 0 while the unit itself is in time.
    pub rung: usize,
    /// When the rung it is on now is overdue in its turn; the deadline itself on rung 0.
    pub step_at: Timestamp,
    /// The last rung has had its time too.
    pub exhausted: bool,
}

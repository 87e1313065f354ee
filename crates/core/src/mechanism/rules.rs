//! The kinds of rules that a mechanism is made of.

use crate::calendar::Period;
use crate::region::UnitKind;
use crate::{DeadlineId, LeadRuleId, LevelId, PowerId, SourceId, Text};
use serde::{Deserialize, Serialize};

/// How grave a matter is; I is gravest. Ordered by gravity: `I > II > III > IV`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum RiskLevel {
    /// Especially grave (特别重大).
    I,
    /// Grave (重大).
    II,
    /// Fairly grave (较大).
    III,
    /// Ordinary (一般).
    IV,
}

impl RiskLevel {
    /// All levels, gravest first.
    pub const ALL: [Self; 4] = [Self::I, Self::II, Self::III, Self::IV];

    /// The number as people write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::I => "I",
            Self::II => "II",
            Self::III => "III",
            Self::IV => "IV",
        }
    }
}

impl PartialOrd for RiskLevel {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for RiskLevel {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (*other as u8).cmp(&(*self as u8))
    }
}

/// A legal or other source.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Short id that rules refer to.
    pub id: SourceId,
    /// Title and number.
    pub title: Text,
    /// How sure we are of the wording.
    #[serde(default)]
    pub standing: Standing,
    /// Anything a reader must know.
    #[serde(default)]
    pub note: Text,
}

/// How well the wording of a source is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The official text was read.
    Read,
    /// Seen in part or in a copy; check before relying on the wording.
    #[default]
    SeenInPart,
    /// Our own proposal, not law.
    Proposal,
}

/// A risk level as a mechanism calls it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskDefinition {
    /// Which.
    pub level: RiskLevel,
    /// Its name.
    pub name: Text,
    /// Its colour of warning.
    pub colour: String,
    /// Lowest assessment value, 0 to 1, at which this level is proposed.
    pub proposed_from: f64,
    /// Where it comes from.
    pub source: SourceId,
}

/// What a time limit is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeadlineKind {
    /// Decide whether a matter becomes a case.
    Triage,
    /// Give a case a lead by the directory, and the lead an order.
    Assignment,
    /// Sign for a dispatch order.
    Receipt,
    /// Confirm a read-back.
    ReadBack,
    /// Give a first sign of work on a signed order.
    Acceptance,
    /// Say what was done.
    Feedback,
    /// Judge complete feedback.
    Judgement,
    /// Send an order back, counted from its dispatch.
    SendBack,
    /// Rule who leads after a send-back.
    Settlement,
    /// Publish first authoritative information.
    Notice,
    /// Hold a briefing.
    Briefing,
    /// Answer the public.
    Answer,
    /// Verify disposal once it is reported done.
    Verification,
    /// Publish the final statement and close, once disposal is verified.
    Closing,
    /// Review a closed case.
    Review,
    /// Sign for a supervision order.
    SupervisionReceipt,
    /// Account for what a supervision order demands.
    Supervision,
    /// Decide a consultation.
    Consultation,
    /// Answer a request between units.
    Help,
    /// Report to the level above for the first time.
    Sitrep,
    /// Look again after a worse reaction or a contested closure.
    SecondLook,
    /// Take a planned watch, counted from its start.
    TakeOver,
    /// Check a channel again.
    ChannelCheck,
    /// Decide on a row proposed for the responsibility directory.
    RowDecision,
    /// Sign a statement of another unit, or object.
    Countersign,
}

impl DeadlineKind {
    /// All kinds.
    pub const ALL: [Self; 25] = [
        Self::Triage,
        Self::Assignment,
        Self::Receipt,
        Self::ReadBack,
        Self::Acceptance,
        Self::Feedback,
        Self::Judgement,
        Self::SendBack,
        Self::Settlement,
        Self::Notice,
        Self::Briefing,
        Self::Answer,
        Self::Verification,
        Self::Closing,
        Self::Review,
        Self::SupervisionReceipt,
        Self::Supervision,
        Self::Consultation,
        Self::Help,
        Self::Sitrep,
        Self::SecondLook,
        Self::TakeOver,
        Self::ChannelCheck,
        Self::RowDecision,
        Self::Countersign,
    ];

    /// What must be done, in words.
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Self::Triage => ("甄别", "triage"),
            Self::Assignment => ("确定牵头单位并交办", "assignment and dispatch"),
            Self::Receipt => ("签收", "receipt"),
            Self::ReadBack => ("确认复述", "confirmation of a read-back"),
            Self::Acceptance => ("签收后首次行动", "first sign of work"),
            Self::Feedback => ("反馈", "feedback"),
            Self::Judgement => ("审核反馈", "judgement on feedback"),
            Self::SendBack => ("退单", "send-back"),
            Self::Settlement => ("权责裁定", "settlement"),
            Self::Notice => ("首次发布权威信息", "first authoritative information"),
            Self::Briefing => ("新闻发布会", "briefing"),
            Self::Answer => ("回应公众", "answer to the public"),
            Self::Verification => ("核验处置", "verification of disposal"),
            Self::Closing => ("最终回应并办结", "final statement and closing"),
            Self::Review => ("复盘评估", "review"),
            Self::SupervisionReceipt => ("签收督办单", "receipt of a supervision order"),
            Self::Supervision => ("答复督办", "account to a supervision order"),
            Self::Consultation => ("会商结论", "decision of a consultation"),
            Self::Help => ("答复协助请求", "answer to a request"),
            Self::Sitrep => ("首报", "first sitrep"),
            Self::SecondLook => ("复查", "second look"),
            Self::TakeOver => ("接班", "taking of a watch"),
            Self::ChannelCheck => ("联络渠道检查", "check of a channel"),
            Self::RowDecision => ("审定责任清单修订", "decision on a proposed row"),
            Self::Countersign => ("会签", "countersignature"),
        };
        Text::new(zh, en)
    }
}

/// Whether a receipt must restate the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// A signature is enough.
    Normal,
    /// The receipt restates the order and the issuer confirms it.
    Urgent,
}

/// One time limit.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadlineRule {
    /// Its id, printed with every deadline.
    pub id: DeadlineId,
    /// What it is for.
    #[serde(rename = "for")]
    pub kind: DeadlineKind,
    /// Only at these risk levels; at all if empty.
    #[serde(default)]
    pub risk: Vec<RiskLevel>,
    /// Only at these levels of administration; at all if empty.
    #[serde(default)]
    pub level: Vec<LevelId>,
    /// Only for urgent orders.
    #[serde(default)]
    pub urgent: bool,
    /// How long.
    pub within: Period,
    /// How long before the end the responsible unit is reminded.
    #[serde(default)]
    pub remind_before: Option<Period>,
    /// Where it comes from.
    pub source: SourceId,
    /// Article, section or page.
    #[serde(default)]
    pub article: String,
}

impl DeadlineRule {
    pub(super) fn holds(&self, risk: RiskLevel, level: &LevelId, urgency: Urgency) -> bool {
        (!self.urgent || urgency == Urgency::Urgent)
            && (self.risk.is_empty() || self.risk.contains(&risk))
            && (self.level.is_empty() || self.level.contains(level))
    }

    pub(super) fn specificity(&self) -> usize {
        [!self.risk.is_empty(), !self.level.is_empty(), self.urgent]
            .into_iter()
            .filter(|condition| *condition)
            .count()
    }
}

/// What a person may be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Power {
    /// Bring a matter to the desk.
    Receive,
    /// Accept or decline it, or merge it before it is accepted.
    Triage,
    /// Fix the risk level.
    Assess,
    /// Say who leads, by directory and rules.
    AssignLead,
    /// Give an order to a unit.
    Dispatch,
    /// Give an order past the levels between.
    DirectCommand,
    /// Take an order back.
    Withdraw,
    /// Sign for an order, and confirm a read-back of one.
    Sign,
    /// Confirm that a unit understood an order.
    ConfirmReadBack,
    /// Say what was done.
    Feedback,
    /// Accept feedback or return it for redo.
    JudgeFeedback,
    /// Decline an order with a ground.
    SendBack,
    /// Rule who leads.
    Settle,
    /// Ask for more time.
    AskExtension,
    /// Grant or refuse more time.
    GrantExtension,
    /// Nudge.
    Remind,
    /// Add evidence.
    AddEvidence,
    /// Record a finding.
    RecordFinding,
    /// Rule which of two findings holds.
    SettleDispute,
    /// Write a statement.
    DraftStatement,
    /// Approve a statement that another person wrote.
    ApproveStatement,
    /// Publish an approved statement.
    PublishStatement,
    /// Report that a promise was kept.
    FulfilCommitment,
    /// Verify that the problem is really solved.
    Verify,
    /// Let one track go, with a reason.
    Waive,
    /// Close.
    Close,
    /// Open again.
    Reopen,
    /// Evaluate a closed case.
    Review,
    /// Pass on without a duty to report back.
    Forward,
    /// Give a supervision order, and discharge it.
    Supervise,
    /// Call a consultation, and decide it.
    Convene,
    /// State a unit's position.
    StatePosition,
    /// Ask another unit for help.
    AskHelp,
    /// Plan a task.
    PlanTask,
    /// Report a task as finished.
    FinishTask,
    /// Report to the level above.
    FileSitrep,
    /// Note the public's reaction, a contested closure, or a second look at it.
    LookAgain,
    /// Link cases.
    LinkCase,
    /// Ask for a countersignature.
    AskCountersign,
    /// Countersign.
    Countersign,
    /// Give positions to people and take them back.
    Appoint,
    /// Keep the duty roster.
    Roster,
    /// Take the watch, hand it over, stand down.
    TakeWatch,
    /// Have another person act in one's position.
    Delegate,
    /// Say how a unit is reached, and check it.
    KeepChannels,
    /// Propose a row for the responsibility directory.
    ProposeRow,
    /// Decide on proposed rows; end units.
    AmendDirectory,
    /// Merge, split or join open cases.
    Join,
    /// Read relayed originals again.
    AuditRelay,
    /// Look into a case that no rule opens, for a reason and a time.
    SeeExceptionally,
}

impl Power {
    /// All powers.
    pub const ALL: [Self; 50] = [
        Self::Receive,
        Self::Triage,
        Self::Assess,
        Self::AssignLead,
        Self::Dispatch,
        Self::DirectCommand,
        Self::Withdraw,
        Self::Sign,
        Self::ConfirmReadBack,
        Self::Feedback,
        Self::JudgeFeedback,
        Self::SendBack,
        Self::Settle,
        Self::AskExtension,
        Self::GrantExtension,
        Self::Remind,
        Self::AddEvidence,
        Self::RecordFinding,
        Self::SettleDispute,
        Self::DraftStatement,
        Self::ApproveStatement,
        Self::PublishStatement,
        Self::FulfilCommitment,
        Self::Verify,
        Self::Waive,
        Self::Close,
        Self::Reopen,
        Self::Review,
        Self::Forward,
        Self::Supervise,
        Self::Convene,
        Self::StatePosition,
        Self::AskHelp,
        Self::PlanTask,
        Self::FinishTask,
        Self::FileSitrep,
        Self::LookAgain,
        Self::LinkCase,
        Self::AskCountersign,
        Self::Countersign,
        Self::Appoint,
        Self::Roster,
        Self::TakeWatch,
        Self::Delegate,
        Self::KeepChannels,
        Self::ProposeRow,
        Self::AmendDirectory,
        Self::Join,
        Self::AuditRelay,
        Self::SeeExceptionally,
    ];

    /// Whether a holder can have another use it: who staffs an office is nobody's to pass on.
    pub fn is_delegable(self) -> bool {
        !matches!(self, Self::Appoint | Self::Delegate)
    }

    /// The power in words.
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Self::Receive => ("登记来件", "receive a matter"),
            Self::Triage => ("甄别", "triage"),
            Self::Assess => ("研判定级", "assess"),
            Self::AssignLead => ("确定牵头单位", "assign the lead"),
            Self::Dispatch => ("交办", "dispatch"),
            Self::DirectCommand => ("提级直办", "command directly"),
            Self::Withdraw => ("撤回交办", "withdraw an order"),
            Self::Sign => ("签收", "sign for an order"),
            Self::ConfirmReadBack => ("确认复述", "confirm a read-back"),
            Self::Feedback => ("办理反馈", "give feedback"),
            Self::JudgeFeedback => ("审核反馈", "judge feedback"),
            Self::SendBack => ("退单", "send back"),
            Self::Settle => ("权责裁定", "settle who leads"),
            Self::AskExtension => ("申请延期", "ask for an extension"),
            Self::GrantExtension => ("批准延期", "grant an extension"),
            Self::Remind => ("催办", "remind"),
            Self::AddEvidence => ("补充证据", "add evidence"),
            Self::RecordFinding => ("登记核查结论", "record a finding"),
            Self::SettleDispute => ("裁定口径冲突", "settle a dispute"),
            Self::DraftStatement => ("起草回应", "draft a statement"),
            Self::ApproveStatement => ("审批回应", "approve a statement"),
            Self::PublishStatement => ("发布回应", "publish a statement"),
            Self::FulfilCommitment => ("兑现承诺", "fulfil a commitment"),
            Self::Verify => ("核验处置", "verify disposal"),
            Self::Waive => ("豁免一轨", "waive a track"),
            Self::Close => ("办结", "close"),
            Self::Reopen => ("重办", "reopen"),
            Self::Review => ("复盘评估", "review"),
            Self::Forward => ("转办", "forward"),
            Self::Supervise => ("督办", "supervise"),
            Self::Convene => ("召集会商", "convene a consultation"),
            Self::StatePosition => ("发表会商意见", "state a position"),
            Self::AskHelp => ("请求协助", "ask another unit for help"),
            Self::PlanTask => ("安排办理任务", "plan a task"),
            Self::FinishTask => ("完成办理任务", "finish a task"),
            Self::FileSitrep => ("上报专报", "file a sitrep"),
            Self::LookAgain => ("记录反响与复查", "note reactions and look again"),
            Self::LinkCase => ("关联案件", "link cases"),
            Self::AskCountersign => ("送会签", "ask for a countersignature"),
            Self::Countersign => ("会签", "countersign"),
            Self::Appoint => ("任免岗位人员", "appoint and relieve"),
            Self::Roster => ("编排值班表", "keep the duty roster"),
            Self::TakeWatch => ("值班交接", "take and hand over the watch"),
            Self::Delegate => ("委托代行", "delegate"),
            Self::KeepChannels => ("维护联络渠道", "keep channels"),
            Self::ProposeRow => ("提议修订责任清单", "propose a row of the directory"),
            Self::AmendDirectory => ("审定责任清单", "amend the directory"),
            Self::Join => ("并案、分案与合办", "merge, split or join open cases"),
            Self::AuditRelay => ("抽查转报原件", "audit a relay"),
            Self::SeeExceptionally => ("例外查阅", "exceptional access"),
        };
        Text::new(zh, en)
    }
}

/// Powers of a kind of position.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PowerRule {
    /// Its id, recorded with every entry as the authority basis.
    pub id: PowerId,
    /// Kind of position.
    pub position: String,
    /// In these kinds of units.
    pub on: Vec<UnitKind>,
    /// What it may do.
    pub may: Vec<Power>,
    /// Where it comes from.
    pub source: SourceId,
    /// Article, section or page.
    #[serde(default)]
    pub article: String,
}

impl PowerRule {
    pub(super) fn grants(&self, position: &str, unit: UnitKind, power: Power) -> bool {
        self.position == position && self.on.contains(&unit) && self.may.contains(&power)
    }
}

/// What must be so for a lead rule to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// More than one area is concerned.
    SeveralAreas,
    /// The remits lead to more than one department.
    SeveralDepartments,
    /// The department of the first remit is vertically managed.
    Vertical,
    /// The matter is especially grave (level I).
    EspeciallyGrave,
}

/// How the lead is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeadStrategy {
    /// The directory's lead for the first remit in the area.
    Directory,
    /// The same, in the lowest area that contains all areas concerned.
    CommonSuperior,
    /// The desk that handles the case.
    Desk,
}

/// Who coordinates beside the lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coordinator {
    /// The desk that handles the case.
    Desk,
    /// The lead's functional superior.
    FunctionalSuperior,
    /// The coordinating body of the desk's area: its principal leader directs.
    CoordinatingBody,
}

/// One rule that says who leads.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeadRule {
    /// Its id, recorded with the assignment.
    pub id: LeadRuleId,
    /// All of these must be so.
    pub when: Vec<Condition>,
    /// How the lead is found.
    pub lead: LeadStrategy,
    /// Who coordinates.
    pub coordinator: Coordinator,
    /// The rule in words.
    pub words: Text,
    /// Where it comes from.
    pub source: SourceId,
    /// Article, section or page.
    #[serde(default)]
    pub article: String,
}

/// What happens when a deadline passes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// How long before a deadline the unit is reminded, unless the deadline says otherwise.
    pub remind_before: Period,
    /// How long each rung of the ladder has before the next takes over.
    pub step: Period,
    /// The same for especially grave and grave matters.
    pub step_grave: Period,
    /// Where it comes from.
    pub source: SourceId,
}

impl Escalation {
    /// How long a rung has at a risk level.
    pub fn step_at(&self, risk: Option<RiskLevel>) -> Period {
        match risk {
            Some(RiskLevel::I | RiskLevel::II) => self.step_grave,
            _ => self.step,
        }
    }
}

/// The switches in which mechanisms differ.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conduct {
    /// Whether a higher desk may order a unit past the levels between.
    pub direct_command: Allowed,
    /// Whether an urgent receipt must restate the order for the issuer to confirm.
    pub read_back: Required,
    /// The rule by which the first receiver leads until another lead is assigned.
    pub first_receiver_rule: LeadRuleId,
    /// In words.
    pub first_receiver_words: Text,
    /// Where that comes from.
    pub first_receiver_source: SourceId,
    /// Which deadlines hold before a level is fixed.
    pub risk_until_assessed: RiskLevel,
    /// How often one unit may be granted more time on one order.
    pub extensions_max: u32,
    /// For how long a person may look into a case that no rule opens to them.
    #[serde(default = "exception_hours_max")]
    pub exception_hours_max: u32,
    /// The public's reaction is worse when it grows by this factor or more.
    pub reaction_worse_from: f64,
}

/// A mechanism that is silent gives a day and a night.
fn exception_hours_max() -> u32 {
    24
}

/// A switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Allowed {
    /// May.
    Yes,
    /// May not.
    No,
}

/// When something is required.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Required {
    /// Of urgent orders.
    Urgent,
    /// Never.
    Never,
}

//! The description of each verb's form.

mod ends;
mod facts;
mod office;
mod orders;
mod statements;
mod together;
mod triage;

use super::form::{Field, Form, Kind, field};
use super::w;
use tandem_core::case::Verb;

pub(super) use office::of_office;
pub(super) use triage::{AT_ONCE, DECLINE, MERGE_NEAR};

/// Why: asked wherever the core wants a reason.
const REASON: Field = field("reason", w("理由", "Reason"), Kind::Text);

/// Files that are kept as originals.
const ORIGINALS: Field = field("originals", w("附上原件", "Originals"), Kind::Originals)
    .hint(
        "照片、PDF 或文本，每件不超过10 MB。照片原样保存，可能拍到人脸或车牌，请只传必要的；文本中的个人信息会被遮蔽。",
        "Photos, PDF or text, 10 MB each at most. Photos are kept as they are and may show faces or number plates: hand in only what is needed. Personal data in texts are masked.",
    )
    .optional();

/// What the files show.
const SHOWS: Field = field("shows", w("原件说明", "What they show"), Kind::Line)
    .hint(
        "例如“抽水后的下沉段”；不填则用文件名。",
        "Such as “the underpass after pumping”; the file's name unless given.",
    )
    .optional();

/// The form of a verb. What only the mechanism does has none.
pub(super) fn of(verb: Verb) -> Option<&'static Form> {
    use Verb as V;
    Some(match verb {
        V::Receive => &triage::RECEIVE,
        V::Accept => &triage::ACCEPT,
        V::Merge => &triage::MERGE,
        V::Decline => &triage::DECLINE,
        V::Assess => &triage::ASSESS,
        V::AssignLead => &triage::ASSIGN_LEAD,
        V::Forward => &triage::FORWARD,
        V::LinkCase => &triage::LINK,
        V::Split => &triage::SPLIT,
        V::Join => &triage::JOIN,
        V::Dispatch => &orders::DISPATCH,
        V::Withdraw => &orders::WITHDRAW,
        V::Sign => &orders::SIGN,
        V::ConfirmReadBack => &orders::CONFIRM_READ_BACK,
        V::Feedback => &orders::FEEDBACK,
        V::JudgeFeedback => &orders::JUDGE,
        V::SendBack => &orders::SEND_BACK,
        V::Settle => &orders::SETTLE,
        V::SettleConflict => &orders::SETTLE_CONFLICT,
        V::AskExtension => &orders::ASK_EXTENSION,
        V::AnswerExtension => &orders::ANSWER_EXTENSION,
        V::Remind => &orders::REMIND,
        V::Supervise => &together::SUPERVISE,
        V::SignSupervision => &together::SIGN_SUPERVISION,
        V::AnswerSupervision => &together::ANSWER_SUPERVISION,
        V::DischargeSupervision => &together::DISCHARGE,
        V::Convene => &together::CONVENE,
        V::StatePosition => &together::STATE_POSITION,
        V::Conclude => &together::CONCLUDE,
        V::AskHelp => &together::ASK_HELP,
        V::AnswerHelp => &together::ANSWER_HELP,
        V::WithdrawHelp => &together::WITHDRAW_HELP,
        V::PlanTask => &together::PLAN_TASK,
        V::FinishTask => &together::FINISH_TASK,
        V::FileSitrep => &together::SITREP,
        V::AuditRelay => &together::AUDIT_RELAY,
        V::AddEvidence => &facts::ADD_EVIDENCE,
        V::RecordFinding => &facts::RECORD,
        V::SettleDispute => &facts::SETTLE_DISPUTE,
        V::DraftStatement => &statements::DRAFT,
        V::ApproveStatement => &statements::APPROVE,
        V::PublishStatement => &statements::PUBLISH,
        V::AskCountersign => &statements::ASK_COUNTERSIGN,
        V::Countersign => &statements::COUNTERSIGN,
        V::WithdrawStatement => &statements::WITHDRAW,
        V::LiftObjection => &statements::LIFT_OBJECTION,
        V::FulfilCommitment => &statements::FULFIL,
        V::Verify => &ends::VERIFY,
        V::Waive => &ends::WAIVE,
        V::Close => &ends::CLOSE,
        V::Reopen => &ends::REOPEN,
        V::Review => &ends::REVIEW,
        V::RecordReaction => &ends::REACTION,
        V::Contest => &ends::CONTEST,
        V::LookAgain => &ends::LOOK_AGAIN,
        V::Escalate | V::Lapse | V::Succeed => return None,
    })
}

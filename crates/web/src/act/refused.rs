//! At which question a refusal is told.

use super::form::Form;
use super::read::Problem;
use crate::words::Word;
use tandem_core::case::RefusalKind;
use tandem_core::directory;
use tandem_core::{CaseId, Context, Lang, words};
use tandem_engine::Failure;

/// Questions that may be asked again because of a refusal, the likeliest first.
fn questions(kind: &RefusalKind) -> &'static [&'static str] {
    use RefusalKind as R;
    const UNITS: &[&str] = &["to", "lead", "owner", "proposed", "units", "invited", "assisting"];
    match kind {
        R::ReasonMissing | R::LoweringNeedsReason => &[
            "reason", "text", "note", "task", "demand", "question", "decision", "summary",
            "lessons",
        ],
        R::NothingConcerned => &["title", "areas"],
        R::UnknownArea(_) | R::AreaEnded { .. } | R::NotAPart => &["areas", "remits"],
        R::UnknownRemit(_) | R::RemitEnded { .. } | R::SendBackOwnRemit { .. } => &["remit"],
        R::UnknownUnit(_)
        | R::UnitEnded { .. }
        | R::NobodyThereMay { .. }
        | R::HasOpenOrder { .. }
        | R::NotInvolved { .. }
        | R::DirectCommandForbidden { .. }
        | R::NobodyInvited
        | R::RequestToSelf
        | R::NotASettler { .. }
        | R::OwnerCannotFinish { .. } => UNITS,
        R::SameCase
        | R::DrillAndReal
        | R::SettledApart { .. }
        | R::NotMergeable { .. }
        | R::MergeTarget { .. }
        | R::NothingToJoin => &["other"],
        R::RestateNeeded(_) => &["restated"],
        R::SendBackToSelf => &["proposed"],
        R::SendBackUnproved | R::UnknownEvidence(_) | R::FindingUnproved { .. } => {
            &["evidence", "originals", "key"]
        }
        R::EvidenceExists(_) => &["originals"],
        R::TaskInThePast => &["by"],
        R::UnknownTask(_) => &["after"],
        R::SitrepOrder { .. } => &["kind"],
        R::SameLevel => &["level"],
        R::EmptyFeedback(_) => &["verdict"],
        R::CitesNothing | R::DisputedKey { .. } => &["cites", "evidence"],
        R::UnknownFinding(_) | R::FindingSuperseded { .. } | R::NotTheVerifier { .. } => {
            &["cites", "keep", "supersedes"]
        }
        R::CorrectionOfNothing => &["corrects"],
        R::UnknownChecklistItem(_) => &["ticked"],
        R::PromiseInThePast | R::OwnerCannotFulfil { .. } => &["promises"],
        R::TrackNotOpen => &["track"],
        _ => &[],
    }
}

/// The same for what an area's offices refuse.
fn office_questions(kind: &directory::RefusalKind) -> &'static [&'static str] {
    use directory::RefusalKind as R;
    match kind {
        R::ReasonMissing => &["reason", "note", "basis"],
        R::EmptyPeriod | R::PeriodOver { .. } | R::ShiftTooLong => &["until"],
        R::ShiftOverlaps { .. } => &["from"],
        R::UnusableName | R::AlreadyAppointed { .. } | R::NotAppointed { .. } => {
            &["person", "to", "channel"]
        }
        R::UnknownPosition(_) | R::NotADutyPosition(_) => &["position"],
        R::DelegationToSelf => &["to"],
        R::PowerNotHeld { .. } | R::PowerStays(_) => &["powers"],
        R::AddressMissing => &["address"],
        R::UnknownUnit(_) | R::CannotEnd(_) | R::AlreadyEnded(_) => &["unit"],
        R::UnknownRemit(_) | R::RowUnchanged(_) | R::AlreadyProposed(_) => &["remit"],
        R::UnknownDepartment(_) | R::LeadAssists(_) => &["lead", "assisting"],
        R::SuccessorEnded(_) | R::SuccessorIsItself | R::SuccessorNoDepartment(_) => &["successor"],
        _ => &[],
    }
}

/// What was wrong with a command, at the question that it concerns; `Err` where it failed for
/// another reason than its contents, the case or the person.
pub(super) fn problem(
    failure: Failure,
    form: &Form,
    ctx: &Context<'_>,
    lang: Lang,
) -> Result<Problem, Failure> {
    let at = |names: &[&str]| names.iter().find_map(|name| form.field(name)).map(|f| f.name);
    match failure {
        Failure::Refused(no) => Ok(Problem {
            field: at(questions(&no.0)),
            say: sentence(&words::refusal(&no.0, lang, ctx)),
        }),
        Failure::RefusedByDirectory(no) => Ok(Problem {
            field: at(office_questions(&no.0)),
            say: sentence(&words::directory_refusal(&no.0, lang, ctx)),
        }),
        Failure::NoCase(id) if form.field("other").is_some() => Ok(no_such_case(&id, lang)),
        failure => Err(failure),
    }
}

/// There is no case of that number, for whoever asks.
pub(super) fn no_such_case(id: &CaseId, lang: Lang) -> Problem {
    let say =
        Word::new("没有编号为“{}”的案件；请核对。", "There is no case “{}”; check its number.");
    Problem { field: Some("other"), say: say.get(lang).replace("{}", id.as_str()) }
}

/// A refusal as a sentence of its own.
pub(crate) fn sentence(text: &str) -> String {
    crate::show::capital(text)
}

//! Supervision, consultation, requests, tasks, accounts upward.

use super::super::Names;
use super::say;
use crate::Lang;
use crate::case::RefusalKind;

pub(super) fn said(kind: &RefusalKind, lang: Lang, names: &dyn Names) -> Option<String> {
    use RefusalKind as R;
    let units = |ids: &[crate::UnitId]| {
        let names: Vec<String> = ids.iter().map(|id| names.unit(id, lang)).collect();
        names.join(lang.pick("、", ", "))
    };
    let numbers = |numbers: &[u32]| {
        let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        numbers.join(lang.pick("、", ", "))
    };
    match kind {
        R::OrdersConflict { orders: [first, second] } => say(
            lang,
            format!("交办单{first}与{second}来自两个上级、互相冲突，裁定前不能反馈"),
            format!(
                "orders {first} and {second} come from two superiors; neither is answered until that is settled"
            ),
        ),
        R::NoConflict(order) => say(
            lang,
            format!("交办单{order}没有冲突"),
            format!("order {order} conflicts with no other"),
        ),
        R::UnknownSupervision(id) => {
            say(lang, format!("没有督办单{id}"), format!("there is no supervision order {id}"))
        }
        R::SupervisionExists(id) => {
            say(lang, format!("督办单{id}已存在"), format!("supervision order {id} already exists"))
        }
        R::SupervisionState(id) => say(
            lang,
            format!("督办单{id}不在该环节：先签收、再答复、后销号"),
            format!("supervision order {id} is not at that step: signed for, answered, discharged"),
        ),
        R::NotSupervised { supervision, to } => {
            let to = names.unit(to, lang);
            say(
                lang,
                format!("督办单{supervision}是给{to}的"),
                format!("supervision order {supervision} was given to {to}"),
            )
        }
        R::NotTheSupervisor { supervision, issuer } => {
            let issuer = names.unit(issuer, lang);
            say(
                lang,
                format!("督办单{supervision}由{issuer}发出，只能由其或其上级销号"),
                format!(
                    "supervision order {supervision} was given by {issuer}; it or a level above discharges it"
                ),
            )
        }
        R::SupervisionsOpen(open) => {
            let open: Vec<&str> = open.iter().map(|id| id.as_str()).collect();
            let open = open.join(", ");
            say(
                lang,
                format!("督办单尚未销号：{open}"),
                format!("supervision orders are not discharged: {open}"),
            )
        }
        R::UnknownConsultation(id) => {
            say(lang, format!("没有会商{id}"), format!("there is no consultation {id}"))
        }
        R::ConsultationExists(id) => {
            say(lang, format!("会商{id}已存在"), format!("consultation {id} already exists"))
        }
        R::ConsultationOver(id) => {
            say(lang, format!("会商{id}已有结论"), format!("consultation {id} is already decided"))
        }
        R::NobodyInvited => {
            say(lang, "须列明至少一个其他单位", "at least one other unit must be named")
        }
        R::NotInvited { consultation, unit } => {
            let unit = names.unit(unit, lang);
            say(
                lang,
                format!("{unit}未被邀请参加会商{consultation}"),
                format!("{unit} was not invited to consultation {consultation}"),
            )
        }
        R::NotTheConvenor { consultation, convenor } => {
            let convenor = names.unit(convenor, lang);
            say(
                lang,
                format!("会商{consultation}由{convenor}召集，由其作出结论"),
                format!("{convenor} called consultation {consultation} and decides it"),
            )
        }
        R::PositionsMissing { consultation, units: silent } => {
            let silent = units(silent);
            say(
                lang,
                format!("会商{consultation}尚未到期，以下单位还没有发表意见：{silent}"),
                format!(
                    "time is not up and these have not spoken in consultation {consultation}: {silent}"
                ),
            )
        }
        R::UnknownRequest(id) => {
            say(lang, format!("没有待答复的协助请求{id}"), format!("there is no open request {id}"))
        }
        R::RequestExists(id) => {
            say(lang, format!("协助请求{id}已存在"), format!("request {id} already exists"))
        }
        R::RequestToSelf => say(lang, "不能向本单位请求协助", "a unit cannot ask itself for help"),
        R::NotAsked { request, to } => {
            let to = names.unit(to, lang);
            say(
                lang,
                format!("协助请求{request}是发给{to}的"),
                format!("request {request} was made to {to}"),
            )
        }
        R::NotTheAsker { request, from } => {
            let from = names.unit(from, lang);
            say(
                lang,
                format!("协助请求{request}由{from}提出，由其或办公室撤回"),
                format!("{from} made request {request}; it or the desk takes it back"),
            )
        }
        R::UnknownTask(no) => {
            say(lang, format!("没有未完成的任务{no}"), format!("there is no open task {no}"))
        }
        R::TaskInThePast => say(lang, "任务的期限须在将来", "a task needs a date in the future"),
        R::NotTheOwner { no, owner } => {
            let owner = names.unit(owner, lang);
            say(lang, format!("任务{no}由{owner}承担"), format!("task {no} belongs to {owner}"))
        }
        R::TaskWaits { no, after } => {
            let after = numbers(after);
            say(
                lang,
                format!("任务{no}须待任务{after}完成"),
                format!("task {no} waits for task {after}"),
            )
        }
        R::OwnerCannotFinish { unit } => {
            let unit = names.unit(unit, lang);
            say(
                lang,
                format!("{unit}无人有权报告任务完成，不能作为任务单位；请改为承办部门"),
                format!("nobody in {unit} may report a task finished; name the unit that does it"),
            )
        }
        R::JointWorkOpen { consultations, requests } => {
            let consultations = consultations.iter().map(|id| id.as_str());
            let open: Vec<&str> =
                consultations.chain(requests.iter().map(|id| id.as_str())).collect();
            let open = open.join(lang.pick("、", ", "));
            say(
                lang,
                format!("尚有未结的会商或协助请求：{open}"),
                format!("consultations or requests are still open: {open}"),
            )
        }
        R::TasksOpen(open) => {
            let open = numbers(open);
            say(
                lang,
                format!("尚有未完成的办理任务：{open}"),
                format!("tasks are still open: {open}"),
            )
        }
        R::SitrepOrder { .. } => say(
            lang,
            "专报须先首报、再续报、后终报，终报之后不再上报",
            "accounts go first, follow-up, final; nothing follows the final one",
        ),
        R::UnknownRelay(no) => say(
            lang,
            format!("没有转报{no}；编号见案件中带原件的专报与反馈"),
            format!(
                "there is no relay {no}; sitreps and feedback that carry originals are numbered"
            ),
        ),
        R::RelayAudited(no) => say(
            lang,
            format!("转报{no}已抽查，结论不得改写"),
            format!("relay {no} was audited; a verdict is not rewritten"),
        ),
        R::NotDrawnYet { relay, at } => {
            let at = names.time(*at);
            say(
                lang,
                format!("转报{relay}所在周期{at}才结束，此前没有抽样；可不注明抽中另行核对"),
                format!(
                    "the period of relay {relay} ends {at}: nothing is drawn before; it can be audited, but not as drawn"
                ),
            )
        }
        R::NotDrawn(no) => say(
            lang,
            format!("转报{no}不在此次随机抽查之列，不能记作抽中；可不注明种子另行核对"),
            format!("relay {no} was not drawn by that seed; it can be audited, but not as drawn"),
        ),
        R::AuditorInvolved { unit, relay } => {
            let unit = names.unit(unit, lang);
            say(
                lang,
                format!("{unit}是转报{relay}的一方，不能自行抽查；由其他上级或协调机构抽查"),
                format!(
                    "{unit} sent or received relay {relay} and cannot audit it; another body above must"
                ),
            )
        }
        R::NothingSaid => say(
            lang,
            "尚未发布回应，也未办结，没有可记录的反响或异议",
            "no statement is out and the case is open: there is nothing to react to",
        ),
        R::NotAskedToSign { statement, unit } => {
            let unit = names.unit(unit, lang);
            say(
                lang,
                format!("回应稿{statement}没有请{unit}会签，或其已表态"),
                format!("{unit} was not asked to sign {statement}, or has spoken already"),
            )
        }
        R::NoObjection { statement, unit } => {
            let unit = names.unit(unit, lang);
            say(
                lang,
                format!("{unit}对回应稿{statement}没有未撤回的异议，或稿件已发布"),
                format!("{unit} has no open objection to {statement}, or it is out"),
            )
        }
        R::CountersignMissing { statement, units: missing } => {
            let missing = units(missing);
            say(
                lang,
                format!("回应稿{statement}不能发布，尚未会签或有异议的单位：{missing}"),
                format!("statement {statement} lacks the signature of {missing}, or they object"),
            )
        }
        _ => None,
    }
}

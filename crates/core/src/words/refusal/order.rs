//! Orders and their deadlines.

use super::super::{Names, terms};
use super::say;
use crate::Lang;
use crate::case::RefusalKind;

pub(super) fn said(kind: &RefusalKind, lang: Lang, names: &dyn Names) -> Option<String> {
    use RefusalKind as R;
    match kind {
        R::UnknownOrder(id) => {
            say(lang, format!("没有交办单{id}"), format!("there is no order {id}"))
        }
        R::OrderExists(id) => {
            say(lang, format!("交办单{id}已存在"), format!("order {id} already exists"))
        }
        R::OrderEnded { order, end } => {
            let end = terms::end(*end);
            say(lang, format!("交办单{order}{}", end.zh), format!("order {order} is {}", end.en))
        }
        R::HasOpenOrder { unit, order } => {
            let unit = names.unit(unit, lang);
            say(
                lang,
                format!("{unit}尚有未结交办单{order}"),
                format!("{unit} still has open order {order}"),
            )
        }
        R::NotInvolved { unit } => {
            let unit = names.unit(unit, lang);
            say(
                lang,
                format!("{unit}不是本案牵头或协办单位；先确定牵头或增列协办"),
                format!("{unit} neither leads nor assists here; assign or add it first"),
            )
        }
        R::NotAddressed { order, to } => {
            let to = names.unit(to, lang);
            say(
                lang,
                format!("交办单{order}是给{to}的"),
                format!("order {order} was given to {to}"),
            )
        }
        R::NotTheIssuer { order, issuer } => {
            let issuer = names.unit(issuer, lang);
            say(
                lang,
                format!(
                    "交办单{order}由{issuer}发出，只有其本身或其上级可以确认、审核、批延期和撤回"
                ),
                format!(
                    "order {order} was given by {issuer}; only it or a level above confirms, judges, prolongs or withdraws it"
                ),
            )
        }
        R::DirectCommandForbidden { passed_over } => {
            let units: Vec<String> = passed_over.iter().map(|id| names.unit(id, lang)).collect();
            let units = units.join(", ");
            say(
                lang,
                format!("本机制不允许越级交办；须逐级经过：{units}"),
                format!("this mechanism has no direct command; the order goes through {units}"),
            )
        }
        R::NoLimitSet { kind } => {
            let kind = kind.words();
            say(
                lang,
                format!("机制未规定“{}”的期限", kind.zh),
                format!("the mechanism sets no limit for {}", kind.en),
            )
        }
        R::AlreadySigned(id) => say(
            lang,
            format!("交办单{id}已签收或已反馈"),
            format!("order {id} is already signed for or answered"),
        ),
        R::RestateNeeded(id) => say(
            lang,
            format!("交办单{id}为紧急件，签收须复述牵头、任务和期限；“已阅”不等于“接受”"),
            format!(
                "order {id} is urgent: its receipt restates who, what and by when; read is not accepted"
            ),
        ),
        R::NothingToConfirm(id) => say(
            lang,
            format!("交办单{id}没有待确认的复述"),
            format!("order {id} has no read-back to confirm"),
        ),
        R::NotSigned(id) => say(
            lang,
            format!("交办单{id}尚未签收或复述尚待确认，或已提交完成反馈"),
            format!("order {id} is not signed for and confirmed, or is already answered"),
        ),
        R::NothingToJudge(id) => say(
            lang,
            format!("交办单{id}没有待审核的完成反馈"),
            format!("order {id} has no complete feedback to judge"),
        ),
        R::EmptyFeedback(id) => say(
            lang,
            format!("交办单{id}的反馈既无结论也无证据，属空反馈，只能退回重办"),
            format!(
                "the feedback on order {id} has neither finding nor evidence: empty feedback can only be returned"
            ),
        ),
        R::ExtensionSpent { max } => {
            let times = if *max == 1 { "once".to_owned() } else { format!("{max} times") };
            say(
                lang,
                format!("每件最多延期{max}次，现已用完，或已有待批申请"),
                format!(
                    "an order is extended at most {times}: that is used up, or a request is pending"
                ),
            )
        }
        R::NoExtensionAsked(id) => say(
            lang,
            format!("交办单{id}没有延期申请"),
            format!("no extension was asked for order {id}"),
        ),
        R::NothingDue(subject) => {
            let subject = terms::subject(subject, lang);
            say(lang, format!("{subject}没有待办期限"), format!("nothing is due on {subject}"))
        }
        R::NotYetDue { subject, at } => {
            let (subject, at) = (terms::subject(subject, lang), names.time(*at));
            say(lang, format!("{subject}到{at}才到期"), format!("{subject} is due only at {at}"))
        }
        _ => None,
    }
}

//! How grave it is, who leads, and what was settled.

use super::super::Names;
use super::say;
use crate::Lang;
use crate::case::RefusalKind;

pub(super) fn said(kind: &RefusalKind, lang: Lang, names: &dyn Names) -> Option<String> {
    use RefusalKind as R;
    match kind {
        R::SameLevel => say(lang, "风险等级未变", "the risk level is already that"),
        R::LoweringNeedsReason => {
            say(lang, "降低风险等级须写明理由", "lowering the risk level needs a reason")
        }
        R::DirectoryGap { area, remit } => {
            let (area, remit) = (names.area(area, lang), names.remit(remit, lang));
            say(
                lang,
                format!("责任清单空白：{area}的“{remit}”无牵头单位；由协调机构裁定，并补充清单"),
                format!(
                    "the directory names nobody for “{remit}” in {area}; the coordinating body settles it, and the directory needs a row"
                ),
            )
        }
        R::DecidedAbove { by } => {
            let by = names.unit(by, lang);
            say(
                lang,
                format!("这是{by}定的，下级不能改；请报{by}或其上级决定"),
                format!("{by} decided this, and nobody below changes it; ask {by} or one above it"),
            )
        }
        R::OrderedAbove { order, by } => {
            let by = names.unit(by, lang);
            say(
                lang,
                format!(
                    "{by}直接下达的交办单{order}尚未结束，下级不能使其落空；请先办结，或请{by}撤回"
                ),
                format!(
                    "order {order} of {by} is open, and nobody below takes its ground away; carry it out first, or ask {by} to withdraw it"
                ),
            )
        }
        R::LeadSettled { unit } => {
            let unit = names.unit(unit, lang);
            say(
                lang,
                format!("牵头单位{unit}由裁定确定，只能再次裁定变更"),
                format!("{unit} leads by settlement; only another settlement changes that"),
            )
        }
        R::LeadUnchanged { unit } => {
            let unit = names.unit(unit, lang);
            say(
                lang,
                format!("按规则与清单仍由{unit}牵头"),
                format!("by rules and directory {unit} still leads"),
            )
        }
        R::NotASettler { settler } => {
            let settler = names.unit(settler, lang);
            say(
                lang,
                format!("应由最低共同上级{settler}或其上级裁定"),
                format!("the lowest common superior, {settler}, or one above it settles this"),
            )
        }
        R::SettlementPending { order } => say(
            lang,
            format!("交办单{order}已退单，裁定前不能变更或继续交办"),
            format!("order {order} was sent back; nothing moves until it is settled"),
        ),
        R::SendBackBound { unit } => {
            let unit = names.unit(unit, lang);
            say(
                lang,
                format!("{unit}已受裁定约束，不得再次退单"),
                format!("{unit} is bound by a settlement and may not send back again"),
            )
        }
        R::SendBackLate(deadline) => {
            let time = names.time(deadline.at);
            let rule = &deadline.rule;
            say(
                lang,
                format!("退单期限已于{time}届满（{rule}），须继续办理"),
                format!("the limit for sending back ended {time} ({rule}); the unit goes on"),
            )
        }
        R::SendBackUnproved => say(
            lang,
            "退单须附证据；首接单位不得推诿",
            "a send-back needs evidence; who receives first may not push away",
        ),
        R::SendBackToSelf => say(lang, "不能建议由本单位承办", "a unit cannot propose itself"),
        R::SendBackOwnRemit { remit, unit } => {
            let (remit, unit) = (names.remit(remit, lang), names.unit(unit, lang));
            say(
                lang,
                format!("责任清单中“{remit}”正由{unit}牵头，不构成退单依据"),
                format!("the directory gives “{remit}” to {unit} itself: no ground to send back"),
            )
        }
        _ => None,
    }
}

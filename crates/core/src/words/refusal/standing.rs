//! Who asks, what is named, and how cases belong together.

use super::super::{Names, terms};
use super::say;
use crate::Lang;
use crate::case::{Phase, RefusalKind};

pub(super) fn said(kind: &RefusalKind, lang: Lang, names: &dyn Names) -> Option<String> {
    use RefusalKind as R;
    match kind {
        R::Denied(denied) => Some(super::super::denied(denied, lang, names)),
        R::UnitEnded { unit, serving } => {
            let unit = names.unit(unit, lang);
            let serving = serving.as_ref().map(|serving| names.unit(serving, lang));
            let remedy = serving.map_or_else(
                || ("请改找现有单位".to_owned(), "name a unit that exists".to_owned()),
                |s| (format!("其职责现由{s}承担"), format!("{s} has its work now")),
            );
            say(
                lang,
                format!("{unit}已撤销；{}", remedy.0),
                format!("{unit} is no more; {}", remedy.1),
            )
        }
        R::NothingVacated { unit } => {
            let unit = names.unit(unit, lang);
            say(
                lang,
                format!("{unit}未撤销，或在本案已无未了事项"),
                format!("{unit} has not ended, or holds nothing open here"),
            )
        }
        R::AreaEnded { area, until } => {
            let area = names.area(area, lang);
            say(
                lang,
                format!("区划{area}已于{until}停用；请用现行区划代码"),
                format!("the code of {area} ended on {until}; use the one that holds today"),
            )
        }
        R::RemitEnded { remit, until } => {
            let remit = names.remit(remit, lang);
            say(
                lang,
                format!("职责事项“{remit}”已于{until}停用；请用现行事项"),
                format!("the remit “{remit}” ended on {until}; use one that holds today"),
            )
        }
        R::OutsideJurisdiction { unit, desk } => {
            let (unit, desk) = (names.unit(unit, lang), names.unit(desk, lang));
            say(
                lang,
                format!("{unit}对此无管辖权；由{desk}或其上级办理"),
                format!("{unit} has no jurisdiction here; {desk} or a level above it has"),
            )
        }
        R::NobodyThereMay { unit, power } => {
            let (unit, power) = (names.unit(unit, lang), power.words());
            say(
                lang,
                format!("{unit}没有岗位有权“{}”，请改找有此权限的单位", power.zh),
                format!("nobody in {unit} may {}; name a unit where somebody may", power.en),
            )
        }
        R::NotTheMechanism => say(
            lang,
            "提级、失效与承接只由机制触发，人员请用催办或提级直办",
            "the mechanism alone escalates, lapses and has successors step in; a person reminds \
             or commands directly",
        ),
        R::WrongPhase { phase, power } => {
            let (phase, power) = (terms::phase(phase), power.words());
            say(
                lang,
                format!("案件{}，不能“{}”", phase.zh, power.zh),
                format!("the case is {}: nobody can {} now", phase.en, power.en),
            )
        }
        R::NotReceived => say(
            lang,
            "没有这一案件；请先登记来件，或核对编号",
            "there is no such case; receive the matter first, or check its id",
        ),
        R::UnusableId => say(
            lang,
            "编号不可用：须为1至64个可见字符，不以句点开头，不含斜杠、反斜杠、问号、井号",
            "that id cannot be used: write 1 to 64 visible characters without / ? # or \\, not beginning with a dot",
        ),
        R::AlreadyReceived => say(lang, "该编号已登记", "this case id is already taken"),
        R::UnknownArea(id) => say(
            lang,
            format!("未知区域代码“{id}”；请用本地区 areas.csv 中的代码"),
            format!("unknown area `{id}`; use a code from the region's areas.csv"),
        ),
        R::UnknownRemit(id) => say(
            lang,
            format!("未知职责事项“{id}”；请用 remits.csv 中的代码"),
            format!("unknown remit `{id}`; use a code from remits.csv"),
        ),
        R::UnknownUnit(id) => {
            say(lang, format!("没有单位“{id}”"), format!("there is no unit `{id}`"))
        }
        R::NothingConcerned => say(
            lang,
            "来件须有标题、至少一个区域和一个职责事项",
            "a matter needs a title, at least one area and at least one remit",
        ),
        R::ReasonMissing => say(lang, "须写明理由或内容", "a reason or text is needed"),
        R::AlreadyMerged { into } => say(
            lang,
            format!("本案已并入案件{into}，不能再并；如需再并，请以案件{into}为对象"),
            format!(
                "this case was merged into {into} already and is not merged again; name {into}"
            ),
        ),
        R::SettledApart { cases: [case, other], units } => {
            let [here, there] = units.each_ref().map(|unit| names.unit(unit, lang));
            say(
                lang,
                format!(
                    "案件{case}裁定由{here}牵头，案件{other}裁定由{there}牵头；请先裁定一致再并案"
                ),
                format!(
                    "{here} leads case {case} by settlement, and {there} case {other}; settle who leads both first"
                ),
            )
        }
        R::SecondLookPending => say(
            lang,
            "公众反响变差或有异议，尚待复查；请先复查再并案",
            "the public's reaction or objection waits for a second look; look again before merging",
        ),
        R::NotMergeable { into } => say(
            lang,
            format!("案件{into}不由本办公室及其上级办理，不能并入；先由共同上级合办"),
            format!(
                "case {into} is handled neither here nor above: it cannot be merged into; the common superior may join both"
            ),
        ),
        R::MergeTarget { into, phase: Phase::Merged(further) } => say(
            lang,
            format!("案件{into}已并入{further}，请直接以{further}为对象"),
            format!("case {into} was itself merged into {further}; name {further} instead"),
        ),
        R::MergeTarget { into, phase: Phase::Received } => say(
            lang,
            format!("案件{into}尚未受理，办理中的案件不能并入；请先受理{into}"),
            format!(
                "case {into} awaits triage: an open case is not merged into it; accept it first"
            ),
        ),
        R::MergeTarget { into, phase } => {
            let phase = terms::phase(phase);
            say(
                lang,
                format!("案件{into}{}，不能并入或合办；可重办后再并", phase.zh),
                format!(
                    "case {into} is {}: nothing is merged into it or joined with it; reopen it first",
                    phase.en
                ),
            )
        }
        R::NotAPart => say(
            lang,
            "分出的部分须取自本案的区域或事项，且本案至少保留一个区域和一个事项",
            "a part takes some of the case's own areas or remits, and leaves it at least one of each",
        ),
        R::NothingToJoin => say(
            lang,
            "合办须指明两件以上不同的案件，并用新的编号",
            "name two or more different cases to join, and a new id for the whole",
        ),
        R::DrillAndReal => say(
            lang,
            "演练与真实案件不得相互并入或关联",
            "a drill and real work are kept apart: they are neither merged nor linked",
        ),
        R::SameCase => say(
            lang,
            "不能与自身或已关联的案件合并、关联",
            "a case is not merged or linked with itself, nor linked with another twice",
        ),
        _ => None,
    }
}

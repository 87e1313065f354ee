//! A refusal as one sentence that a person understands, with the rule behind it and the remedy.

use super::{Names, terms};
use crate::Lang;
use crate::case::{Phase, RefusalKind};

/// Why the core said no.
pub fn refusal(kind: &RefusalKind, lang: Lang, names: &dyn Names) -> String {
    let reason = by_whom(kind, lang, names)
        .or_else(|| lead(kind, lang, names))
        .or_else(|| order(kind, lang, names))
        .or_else(|| fact(kind, lang, names))
        .or_else(|| joint(kind, lang, names))
        .unwrap_or_else(|| ending(kind, lang, names));
    match lang {
        Lang::Zh => format!("驳回（{}）：{reason}", kind.rule()),
        Lang::En => format!("refused ({}): {reason}", kind.rule()),
    }
}

fn say(lang: Lang, zh: impl Into<String>, en: impl Into<String>) -> Option<String> {
    Some(match lang {
        Lang::Zh => zh.into(),
        Lang::En => en.into(),
    })
}

fn by_whom(kind: &RefusalKind, lang: Lang, names: &dyn Names) -> Option<String> {
    use RefusalKind as R;
    match kind {
        R::Denied(denied) => Some(super::denied(denied, lang, names)),
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
            "案件编号不可用：须为1至64个可见字符，不含斜杠、问号、井号",
            "that case id cannot be used: write 1 to 64 visible characters without / ? # or \\",
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
        R::SeveralCases => say(
            lang,
            "此事涉及几件案件，须一并决定",
            "this concerns several cases and is decided on all of them together",
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

fn lead(kind: &RefusalKind, lang: Lang, names: &dyn Names) -> Option<String> {
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

fn order(kind: &RefusalKind, lang: Lang, names: &dyn Names) -> Option<String> {
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

fn fact(kind: &RefusalKind, lang: Lang, names: &dyn Names) -> Option<String> {
    use RefusalKind as R;
    match kind {
        R::UnknownEvidence(id) => {
            say(lang, format!("案件中没有证据{id}"), format!("the case has no evidence {id}"))
        }
        R::EvidenceExists(id) => say(
            lang,
            format!("证据{id}已在案，证据只增不改"),
            format!("evidence {id} is already there; evidence is only added"),
        ),
        R::FindingUnproved { key } => say(
            lang,
            format!("结论“{key}”须有内容并附证据"),
            format!("a finding on `{key}` needs a value and evidence"),
        ),
        R::NotTheVerifier { no, verifier } => {
            let verifier = names.unit(verifier, lang);
            say(
                lang,
                format!(
                    "结论{no}由{verifier}核查，只能由其或办公室取代；意见不同请另行登记，按口径冲突裁定"
                ),
                format!(
                    "{verifier} verified finding {no}; only it or the desk replaces it. Record what you found: the difference is then settled as a dispute"
                ),
            )
        }
        R::UnknownFinding(no) => {
            say(lang, format!("没有可用的结论{no}"), format!("there is no such open finding, {no}"))
        }
        R::FindingSuperseded { no, by } => say(
            lang,
            format!("结论{no}已被结论{by}取代，请改引"),
            format!("finding {no} was replaced by {by}; cite that one"),
        ),
        R::NoDispute { key } => {
            say(lang, format!("“{key}”没有口径冲突"), format!("there is no dispute on `{key}`"))
        }
        R::DisputedKey { key } => say(
            lang,
            format!("“{key}”存在口径冲突，裁定前不能引用或办结"),
            format!(
                "findings on `{key}` differ; nothing cites it and nothing closes until that is settled"
            ),
        ),
        R::UnknownStatement(id) => {
            say(lang, format!("没有回应稿{id}"), format!("there is no statement {id}"))
        }
        R::StatementExists(id) => {
            say(lang, format!("回应稿{id}已存在"), format!("statement {id} already exists"))
        }
        R::CitesNothing => say(
            lang,
            "须有核查结论或证据作依据；最终通报至少引用一条结论",
            "it must rest on a finding or evidence; a final statement on at least one finding",
        ),
        R::CorrectionOfNothing => say(
            lang,
            "更正须指明所更正的已发布回应，其他回应不得指明",
            "a correction names the published statement that it corrects; others name none",
        ),
        R::UnknownChecklistItem(id) => say(
            lang,
            format!("机制的清单中没有“{id}”；请用机制文件中的编号"),
            format!("the mechanism's checklist has no `{id}`; use an id of the mechanism file"),
        ),
        R::ChecklistOpen { statement, items } => {
            let items: Vec<String> = items
                .iter()
                .map(|(id, words)| {
                    let words = words.get(lang);
                    let source = names.source_of(id.as_str(), lang);
                    let source = source.unwrap_or_else(|| id.to_string());
                    match lang {
                        Lang::Zh => format!("{words}（{source}）"),
                        Lang::En => format!("{words} ({source})"),
                    }
                })
                .collect();
            let items = items.join(lang.pick("；", "; "));
            say(
                lang,
                format!("回应稿{statement}的清单必勾项未勾：{items}；请补足后重新起草"),
                format!(
                    "statement {statement} has not ticked what is required: {items}; see to it and draft it again"
                ),
            )
        }
        R::ApproverDrafted { person } => say(
            lang,
            format!("{person}是起草人，不能审批自己的稿件；请另一人审批"),
            format!("{person} drafted it and cannot approve it; somebody else must"),
        ),
        R::NotADraft(id) => say(
            lang,
            format!("回应稿{id}不是待审批的草稿；已发布的只能更正"),
            format!("statement {id} is not a draft; what is published can only be corrected"),
        ),
        R::NotApproved(id) => {
            say(lang, format!("回应稿{id}尚未审批"), format!("statement {id} is not approved yet"))
        }
        R::FinalBeforeDisposal => say(
            lang,
            "处置尚未核验，不能发布最终通报；可先发进展通报",
            "disposal is not verified: no final statement yet; publish a progress statement",
        ),
        R::PromiseInThePast => {
            say(lang, "承诺的期限须在将来", "a promise needs a date in the future")
        }
        R::OwnerCannotFulfil { unit } => {
            let unit = names.unit(unit, lang);
            say(
                lang,
                format!("{unit}无人有权报告承诺兑现，不能作为承诺单位；请改为承办部门"),
                format!("nobody in {unit} may report a promise kept; name the unit that does it"),
            )
        }
        R::NotThePromiser { no, owner } => {
            let owner = names.unit(owner, lang);
            say(
                lang,
                format!("承诺{no}由{owner}作出，由其报告兑现"),
                format!("commitment {no} is {owner}'s; it reports that it was kept"),
            )
        }
        R::UnknownCommitment(no) => {
            say(lang, format!("没有待兑现的承诺{no}"), format!("there is no open commitment {no}"))
        }
        _ => None,
    }
}

fn joint(kind: &RefusalKind, lang: Lang, names: &dyn Names) -> Option<String> {
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

fn ending(kind: &RefusalKind, lang: Lang, names: &dyn Names) -> String {
    use RefusalKind as R;
    let (zh, en) = match kind {
        R::OpenOrders(orders) => {
            let orders: Vec<&str> = orders.iter().map(|order| order.as_str()).collect();
            let orders = orders.join(", ");
            (format!("尚有未结交办单：{orders}"), format!("orders are still open: {orders}"))
        }
        R::NothingCompleted => (
            "没有已完成的交办单可供核验".to_owned(),
            "no order was completed, so there is nothing to verify".to_owned(),
        ),
        R::VerifierInvolved { unit } => {
            let unit = names.unit(unit, lang);
            (
                format!("{unit}参与了办理，不能自行核验；由其他单位或办公室核验"),
                format!("{unit} took part in disposal and cannot verify it; another unit must"),
            )
        }
        R::DisposalUnverified => (
            "处置尚未核验，不能办结；先核验，或由有权者说明理由后豁免".to_owned(),
            "disposal is not verified: the case cannot close; verify it, or the authority waives it with a reason".to_owned(),
        ),
        R::FinalMissing => (
            "最终通报尚未发布，不能办结；先发布，或由有权者说明理由后豁免".to_owned(),
            "the final statement is not out: the case cannot close; publish it, or the authority waives it with a reason".to_owned(),
        ),
        R::CommitmentsOpen(open) => {
            let open: Vec<String> = open.iter().map(u32::to_string).collect();
            let open = open.join(", ");
            (
                format!("尚有未兑现的公开承诺：{open}"),
                format!("promises to the public are still open: {open}"),
            )
        }
        R::TrackNotOpen => {
            ("该轨不在进行中".to_owned(), "that track is not open".to_owned())
        }
        R::ReviewerInvolved { unit } => {
            let unit = names.unit(unit, lang);
            (
                format!("{unit}参与了办理，不能复盘自己"),
                format!("{unit} took part and cannot review itself"),
            )
        }
        // Said by one of the functions above; listed so that no new reason goes without words.
        R::Denied(_)
        | R::UnitEnded { .. }
        | R::NothingVacated { .. }
        | R::AreaEnded { .. }
        | R::RemitEnded { .. }
        | R::OutsideJurisdiction { .. }
        | R::NotTheMechanism
        | R::NobodyThereMay { .. }
        | R::WrongPhase { .. }
        | R::AlreadyReceived
        | R::UnusableId
        | R::NotReceived
        | R::NotThePromiser { .. }
        | R::UnknownArea(_)
        | R::UnknownRemit(_)
        | R::UnknownUnit(_)
        | R::NothingConcerned
        | R::ReasonMissing
        | R::SameCase
        | R::DrillAndReal
        | R::AlreadyMerged { .. }
        | R::SettledApart { .. }
        | R::SecondLookPending
        | R::NotMergeable { .. }
        | R::MergeTarget { .. }
        | R::NotAPart
        | R::NothingToJoin
        | R::SeveralCases
        | R::JointWorkOpen { .. }
        | R::SameLevel
        | R::LoweringNeedsReason
        | R::DirectoryGap { .. }
        | R::LeadSettled { .. }
        | R::LeadUnchanged { .. }
        | R::NotASettler { .. }
        | R::SettlementPending { .. }
        | R::SendBackBound { .. }
        | R::SendBackLate(_)
        | R::SendBackUnproved
        | R::SendBackToSelf
        | R::SendBackOwnRemit { .. }
        | R::UnknownOrder(_)
        | R::OrderExists(_)
        | R::OrderEnded { .. }
        | R::HasOpenOrder { .. }
        | R::NotInvolved { .. }
        | R::NotAddressed { .. }
        | R::NotTheIssuer { .. }
        | R::DirectCommandForbidden { .. }
        | R::NoLimitSet { .. }
        | R::AlreadySigned(_)
        | R::RestateNeeded(_)
        | R::NothingToConfirm(_)
        | R::NotSigned(_)
        | R::NothingToJudge(_)
        | R::EmptyFeedback(_)
        | R::ExtensionSpent { .. }
        | R::NoExtensionAsked(_)
        | R::NothingDue(_)
        | R::NotYetDue { .. }
        | R::UnknownEvidence(_)
        | R::EvidenceExists(_)
        | R::FindingUnproved { .. }
        | R::UnknownFinding(_)
        | R::NotTheVerifier { .. }
        | R::FindingSuperseded { .. }
        | R::NoDispute { .. }
        | R::DisputedKey { .. }
        | R::UnknownStatement(_)
        | R::StatementExists(_)
        | R::CitesNothing
        | R::CorrectionOfNothing
        | R::ApproverDrafted { .. }
        | R::UnknownChecklistItem(_)
        | R::ChecklistOpen { .. }
        | R::NotADraft(_)
        | R::NotApproved(_)
        | R::FinalBeforeDisposal
        | R::PromiseInThePast
        | R::OwnerCannotFulfil { .. }
        | R::OrdersConflict { .. }
        | R::NoConflict(_)
        | R::UnknownSupervision(_)
        | R::SupervisionExists(_)
        | R::SupervisionState(_)
        | R::NotSupervised { .. }
        | R::NotTheSupervisor { .. }
        | R::SupervisionsOpen(_)
        | R::UnknownConsultation(_)
        | R::ConsultationExists(_)
        | R::ConsultationOver(_)
        | R::NobodyInvited
        | R::NotInvited { .. }
        | R::NotTheConvenor { .. }
        | R::PositionsMissing { .. }
        | R::UnknownRequest(_)
        | R::RequestExists(_)
        | R::RequestToSelf
        | R::NotAsked { .. }
        | R::UnknownTask(_)
        | R::TaskInThePast
        | R::OwnerCannotFinish { .. }
        | R::NotTheOwner { .. }
        | R::TaskWaits { .. }
        | R::TasksOpen(_)
        | R::SitrepOrder { .. }
        | R::NothingSaid
        | R::UnknownRelay(_)
        | R::RelayAudited(_)
        | R::NotDrawn(_)
        | R::NotDrawnYet { .. }
        | R::AuditorInvolved { .. }
        | R::NotAskedToSign { .. }
        | R::NoObjection { .. }
        | R::CountersignMissing { .. }
        | R::UnknownCommitment(_) => {
            ("该规则不允许".to_owned(), "the rule does not allow it".to_owned())
        }
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

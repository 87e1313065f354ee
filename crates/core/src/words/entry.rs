//! An entry as one sentence: what happened, by which rule, until when.

use super::{Names, terms};
use crate::case::{
    Cite, Comparison, Entry, EntryKind, Explained, Fidelity, Lead, OrderRole, Promise, SUCCESSION,
    Unmeasured,
};
use crate::mechanism::Deadline;
use crate::{ChecklistId, Lang, UnitId};

/// What an entry says, without its time and author.
pub fn entry(entry: &Entry, lang: Lang, names: &dyn Names) -> String {
    Words { lang, names }.sentence(&entry.kind)
}

/// The rule of a lead that a coordinating body settled.
const SETTLED: &str = "settlement";

pub(super) struct Words<'a> {
    pub(super) lang: Lang,
    pub(super) names: &'a dyn Names,
}

impl Words<'_> {
    pub(super) fn say(&self, zh: String, en: String) -> String {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    pub(super) fn unit(&self, id: &UnitId) -> String {
        self.names.unit(id, self.lang)
    }

    pub(super) fn units(&self, ids: &[UnitId]) -> String {
        let names: Vec<String> = ids.iter().map(|id| self.unit(id)).collect();
        names.join(self.lang.pick("、", ", "))
    }

    /// The end of a deadline with the rule that sets it.
    pub(super) fn until(&self, deadline: &Deadline) -> String {
        let time = self.names.time(deadline.at);
        let rule = &deadline.rule;
        let source = self.names.source_of(rule.as_str(), self.lang);
        let source =
            source.map_or_else(|| rule.to_string(), |source| self.pair(rule.as_str(), &source));
        let provisional = match (deadline.provisional, self.lang) {
            (false, _) => "",
            (true, Lang::Zh) => "，暂定：日历尚无该年放假安排",
            (true, Lang::En) => ", provisional: the calendar lacks that year's days off",
        };
        self.say(
            format!("{time}前（{source}{provisional}）"),
            format!("by {time} ({source}{provisional})"),
        )
    }

    /// A rule and its source, with the punctuation of the language.
    fn pair(&self, rule: &str, source: &str) -> String {
        self.say(format!("{rule}：{source}"), format!("{rule}: {source}"))
    }

    /// The directory's line behind a lead, or the reason of a settlement.
    fn basis(&self, basis: &str) -> String {
        if let Some(unit) = basis.strip_prefix("succession:") {
            let unit = self.unit(&UnitId::from(unit));
            return self.say(
                format!("；承接已撤销的{unit}"),
                format!("; stepped in for {unit}, which is no more"),
            );
        }
        let learnt = basis.strip_prefix("directory:").and_then(|row| row.split_once(' '));
        if let Some((_, ground)) = learnt {
            return self.say(
                format!("；责任清单修订：{ground}"),
                format!("; directory as amended: {ground}"),
            );
        }
        let row = basis.strip_prefix("directory.csv:").and_then(|row| row.split_once(' '));
        match row {
            None if basis.is_empty() => String::new(),
            None => self.say(format!("；{basis}"), format!("; {basis}")),
            Some((line, ground)) => self.say(
                format!("；责任清单第{line}行：{ground}"),
                format!("; directory, line {line}: {ground}"),
            ),
        }
    }

    /// Points of the checklist after a word for them; nothing where there are none.
    fn points(&self, zh: &str, en: &str, ids: &[ChecklistId]) -> String {
        if ids.is_empty() {
            return String::new();
        }
        let items = ids.iter().map(|id| self.names.checklist_item(id, self.lang));
        let items = items.collect::<Vec<_>>().join(self.lang.pick("、", ", "));
        self.say(format!("；{zh}：{items}"), format!("; {en}: {items}"))
    }

    fn explained(&self, found: &Explained) -> String {
        let said = found.contradictions.iter().map(|c| terms::contradiction(c, self.lang));
        let said = said.collect::<Vec<_>>().join(self.lang.pick("，", ", "));
        let reason = &found.reason;
        self.say(
            format!("；看似不一致：{said}；说明：{reason}"),
            format!("; reads as a contradiction: {said}; both are true because {reason}"),
        )
    }

    pub(super) fn lead(&self, lead: &Lead) -> String {
        let unit = self.unit(&lead.unit);
        let rule = lead.rule.as_str();
        let ground = match self.names.source_of(rule, self.lang) {
            Some(source) => format!("{}{}", self.pair(rule, &source), self.basis(&lead.basis)),
            None if rule == SETTLED => {
                let reason = &lead.basis;
                self.say(format!("理由：{reason}"), format!("reason: {reason}"))
            }
            None => format!("{rule}{}", self.basis(&lead.basis)),
        };
        let assisting = if lead.assisting.is_empty() {
            String::new()
        } else {
            let units = self.units(&lead.assisting);
            self.say(format!("；协办：{units}"), format!("; assisting: {units}"))
        };
        let coordinator = if lead.coordinator == lead.unit {
            String::new()
        } else {
            let unit = self.unit(&lead.coordinator);
            self.say(format!("；协调：{unit}"), format!("; coordinating: {unit}"))
        };
        self.say(
            format!("牵头：{unit}{assisting}{coordinator}（{ground}）"),
            format!("lead: {unit}{assisting}{coordinator} ({ground})"),
        )
    }

    /// What comes next and by when, where the mechanism sets a limit for it.
    pub(super) fn optional(&self, zh: &str, en: &str, deadline: Option<&Deadline>) -> String {
        let until = deadline.map(|deadline| self.until(deadline));
        until
            .map(|until| self.say(format!("；{zh}限{until}"), format!("; {en} {until}")))
            .unwrap_or_default()
    }

    /// How much of its originals survives in an account, in brackets behind its text.
    pub(super) fn compared(
        &self,
        fidelity: Option<Fidelity>,
        unmeasured: Option<Unmeasured>,
    ) -> String {
        let said = Comparison::of(fidelity, unmeasured).map(|f| super::comparison(&f, self.lang));
        match (said, self.lang) {
            (None, _) => String::new(),
            (Some(said), Lang::Zh) => format!("〔{said}〕"),
            (Some(said), Lang::En) => format!(" [{said}]"),
        }
    }

    pub(super) fn cites(&self, cites: &[Cite]) -> String {
        let cites: Vec<String> = cites
            .iter()
            .map(|cite| match cite {
                Cite::Finding(no) => self.say(format!("结论{no}"), format!("finding {no}")),
                Cite::Evidence(id) => self.say(format!("证据{id}"), format!("evidence {id}")),
            })
            .collect();
        cites.join(self.lang.pick("、", ", "))
    }

    pub(super) fn promise(&self, promise: &Promise) -> String {
        let (owner, by) = (self.unit(&promise.owner), self.names.time(promise.by));
        self.say(
            format!("；承诺：{}（{owner}，{by}前）", promise.text),
            format!("; promise: {} ({owner}, by {by})", promise.text),
        )
    }

    pub(super) fn dues(&self, dues: &[(crate::case::Subject, Deadline)]) -> String {
        let dues: Vec<String> = dues
            .iter()
            .map(|(subject, due)| {
                let (subject, until) = (terms::subject(subject, self.lang), self.until(due));
                self.say(format!("；{subject}限{until}"), format!("; {subject} {until}"))
            })
            .collect();
        dues.concat()
    }

    fn sentence(&self, kind: &EntryKind) -> String {
        match kind {
            EntryKind::Received { .. }
            | EntryKind::Opened { .. }
            | EntryKind::TrackOpened { .. }
            | EntryKind::Declined { .. }
            | EntryKind::Assessed { .. }
            | EntryKind::LeadAssigned { .. }
            | EntryKind::Settled { .. } => self.triage(kind),
            EntryKind::OrderIssued { .. }
            | EntryKind::OrderWithdrawn { .. }
            | EntryKind::OrderSigned { .. }
            | EntryKind::ReadBackConfirmed { .. }
            | EntryKind::FeedbackGiven { .. }
            | EntryKind::FeedbackAccepted { .. }
            | EntryKind::FeedbackReturned { .. }
            | EntryKind::OrderSentBack { .. }
            | EntryKind::ExtensionAsked { .. }
            | EntryKind::ExtensionGranted { .. }
            | EntryKind::ExtensionRefused { .. } => self.order(kind),
            EntryKind::NextStep { .. }
            | EntryKind::Reminded { .. }
            | EntryKind::Escalated { .. }
            | EntryKind::Lapsed { .. }
            | EntryKind::UnitSucceeded { .. } => self.timer(kind),
            _ => self.together(kind).unwrap_or_else(|| self.fact_or_end(kind)),
        }
    }

    fn triage(&self, kind: &EntryKind) -> String {
        match kind {
            EntryKind::Received {
                title,
                areas,
                remits,
                desk,
                triage_due,
                drill,
                evidence,
                risk,
                ..
            } => {
                let areas: Vec<_> = areas.iter().map(|a| self.names.area(a, self.lang)).collect();
                let remits: Vec<_> =
                    remits.iter().map(|r| self.names.remit(r, self.lang)).collect();
                let join = self.lang.pick("、", ", ");
                let (areas, remits) = (areas.join(join), remits.join(join));
                let desk = self.unit(desk);
                let due = self.optional("甄别", "triage", triage_due.as_ref());
                let drill = if *drill { self.lang.pick("【演练】", "[exercise] ") } else { "" };
                let count = evidence.len();
                let risk = risk.map_or_else(String::new, |level| {
                    let level = level.as_str();
                    self.say(format!("；已定为{level}级"), format!("; risk level {level}"))
                });
                self.say(
                    format!("{drill}来件“{title}”登记于{desk}；区域：{areas}；事项：{remits}；原件{count}件{risk}{due}"),
                    format!("{drill}received “{title}” at {desk}; area: {areas}; remit: {remits}; originals: {count}{risk}{due}"),
                )
            }
            EntryKind::Opened { mechanism } => {
                let version = mechanism.version;
                let mechanism = self.names.mechanism(&mechanism.id, self.lang);
                self.say(
                    format!("受理立案，适用《{mechanism}》第{version}版"),
                    format!("accepted as a case under “{mechanism}”, version {version}"),
                )
            }
            EntryKind::TrackOpened { track, dues } => {
                let name = terms::track(*track);
                let dues = self.dues(dues);
                self.say(format!("{}开启{dues}", name.zh), format!("{} opened{dues}", name.en))
            }
            EntryKind::Declined { ground, reason } => {
                let ground = terms::decline_ground(*ground);
                self.say(
                    format!("不予受理（{}）：{reason}", ground.zh),
                    format!("declined ({}): {reason}", ground.en),
                )
            }
            EntryKind::Assessed { level, before, reason, dues } => {
                let level = level.as_str();
                let dues = self.dues(dues);
                let from = before.map(|from| from.as_str());
                let zh = from.map_or_else(
                    || format!("研判定为{level}级"),
                    |from| format!("研判由{from}级调整为{level}级"),
                );
                let en = from.map_or_else(
                    || format!("risk level fixed at {level}"),
                    |from| format!("risk level changed from {from} to {level}"),
                );
                self.say(format!("{zh}，理由：{reason}{dues}"), format!("{en}: {reason}{dues}"))
            }
            EntryKind::LeadAssigned { lead } => self.lead(lead),
            EntryKind::Settled { order, lead, bound } => {
                let lead = self.lead(lead);
                let bound = self.units(bound);
                let about = order.as_ref().map(|o| format!("就交办单{o}")).unwrap_or_default();
                let order = order.as_ref().map(|o| format!(" on order {o}")).unwrap_or_default();
                self.say(
                    format!("{about}作出权责裁定；{lead}；不得再退单：{bound}"),
                    format!("settled{order}; {lead}; may not send back again: {bound}"),
                )
            }
            _ => String::new(),
        }
    }

    fn order(&self, kind: &EntryKind) -> String {
        match kind {
            EntryKind::OrderIssued {
                order,
                to,
                role,
                task,
                urgency,
                passed_over,
                receipt_due,
                feedback_due,
                ..
            } => {
                let to = self.unit(to);
                let urgency = terms::urgency(*urgency);
                let (receipt, feedback) = (self.until(receipt_due), self.until(feedback_due));
                let role = match role {
                    OrderRole::Lead => self.lang.pick("牵头", "lead"),
                    OrderRole::Assisting => self.lang.pick("协办", "assisting"),
                    OrderRole::Relaying => self.lang.pick("转交", "to be relayed"),
                };
                let seen = if passed_over.is_empty() {
                    String::new()
                } else {
                    let units = self.units(passed_over);
                    self.say(
                        format!("；提级直办，同时知会：{units}"),
                        format!("; direct command, seen by {units}"),
                    )
                };
                self.say(
                    format!("交办单{order}（{}，{role}）→ {to}：{task}；签收限{receipt}；反馈限{feedback}{seen}", urgency.zh),
                    format!("order {order} ({}, {role}) → {to}: {task}; receipt {receipt}; feedback {feedback}{seen}", urgency.en),
                )
            }
            EntryKind::OrderWithdrawn { order, reason, into: None } if reason == SUCCESSION => self
                .say(
                    format!("撤回交办单{order}：承办单位已撤销"),
                    format!("order {order} withdrawn: its unit is no more"),
                ),
            EntryKind::OrderWithdrawn { order, reason, into: None } => self.say(
                format!("撤回交办单{order}：{reason}"),
                format!("order {order} withdrawn: {reason}"),
            ),
            EntryKind::OrderWithdrawn { order, reason, into: Some(into) } => self.say(
                format!("交办单{order}因并入案件{into}而撤回：{reason}"),
                format!("order {order} withdrawn, as the case is merged into {into}: {reason}"),
            ),
            EntryKind::OrderSigned { order, restated, confirm, .. } => {
                let restated = restated
                    .as_ref()
                    .map(|text| {
                        self.say(format!("，复述：“{text}”"), format!(", restated: “{text}”"))
                    })
                    .unwrap_or_default();
                let confirm = match (*confirm, self.lang) {
                    (false, _) => "",
                    (true, Lang::Zh) => "，待交办方确认",
                    (true, Lang::En) => ", to be confirmed by the issuer",
                };
                self.say(
                    format!("签收交办单{order}{restated}{confirm}"),
                    format!("order {order} signed{restated}{confirm}"),
                )
            }
            EntryKind::ReadBackConfirmed { order, .. } => self.say(
                format!("确认交办单{order}的复述无误"),
                format!("read-back of order {order} confirmed"),
            ),
            EntryKind::FeedbackGiven {
                order,
                text,
                progress,
                empty,
                judgement_due,
                fidelity,
                unmeasured,
                carries: _,
            } => {
                let fidelity = self.compared(*fidelity, *unmeasured);
                let progress = terms::feedback_progress(*progress);
                let due = self.optional("审核", "judgement", judgement_due.as_ref());
                let empty = match (*empty, self.lang) {
                    (false, _) => "",
                    (true, Lang::Zh) => "【空反馈：无结论无证据】",
                    (true, Lang::En) => " [empty feedback: no finding, no evidence]",
                };
                self.say(
                    format!("交办单{order}{}{empty}：{text}{fidelity}{due}", progress.zh),
                    format!("{} on order {order}{empty}: {text}{fidelity}{due}", progress.en),
                )
            }
            EntryKind::FeedbackAccepted { order } => self.say(
                format!("反馈通过审核，交办单{order}完成"),
                format!("feedback accepted, order {order} completed"),
            ),
            EntryKind::FeedbackReturned { order, reason, feedback_due } => {
                let due = self.until(feedback_due);
                self.say(
                    format!("交办单{order}退回重办：{reason}；再次反馈限{due}"),
                    format!("feedback on order {order} returned: {reason}; feedback {due}"),
                )
            }
            EntryKind::OrderSentBack { order, send_back, settlement_due, .. } => {
                let remit = self.names.remit(&send_back.remit, self.lang);
                let (proposed, settler) =
                    (self.unit(&send_back.proposed), self.unit(&send_back.settler));
                let due = self.optional("裁定", "settlement", settlement_due.as_ref());
                let reason = &send_back.reason;
                self.say(
                    format!("退单{order}：依据事项“{remit}”，建议由{proposed}承办；理由：{reason}；裁定机关：{settler}{due}"),
                    format!("order {order} sent back: by remit “{remit}” it belongs to {proposed}; {reason}; {settler} settles it{due}"),
                )
            }
            EntryKind::ExtensionAsked { order, reason } => self.say(
                format!("申请交办单{order}延期：{reason}"),
                format!("extension asked for order {order}: {reason}"),
            ),
            EntryKind::ExtensionGranted { order, feedback_due } => {
                let due = self.until(feedback_due);
                self.say(
                    format!("同意交办单{order}延期，反馈限{due}"),
                    format!("extension granted for order {order}, feedback {due}"),
                )
            }
            EntryKind::ExtensionRefused { order, reason } => self.say(
                format!("不同意交办单{order}延期：{reason}"),
                format!("extension refused for order {order}: {reason}"),
            ),
            _ => String::new(),
        }
    }

    fn timer(&self, kind: &EntryKind) -> String {
        match kind {
            EntryKind::NextStep { subject, unit, deadline } => {
                let (subject, unit) = (terms::subject(subject, self.lang), self.unit(unit));
                let due = self.until(deadline);
                self.say(
                    format!("下一步：{subject}，由{unit}负责，限{due}"),
                    format!("next step for {unit}: {subject} {due}"),
                )
            }
            EntryKind::Reminded { subject, unit } => {
                let (subject, unit) = (terms::subject(subject, self.lang), self.unit(unit));
                self.say(format!("催办{unit}：{subject}"), format!("{unit} reminded of {subject}"))
            }
            EntryKind::Escalated { subject, from, to, step_at, .. } => {
                let (from, to) = (self.unit(from), self.unit(to));
                let (subject, time) =
                    (terms::subject(subject, self.lang), self.names.time(*step_at));
                self.say(
                    format!("提级：“{subject}”逾期，由{from}提至{to}，{time}前处理"),
                    format!(
                        "escalated: {subject} is overdue, from {from} to {to}, to act by {time}"
                    ),
                )
            }
            EntryKind::Lapsed { subject, to } => {
                let (subject, to) = (terms::subject(subject, self.lang), self.unit(to));
                self.say(
                    format!("各级均未处理：“{subject}”逾期，由{to}直接负责"),
                    format!("no level acted on {subject}; {to} is directly responsible"),
                )
            }
            EntryKind::UnitSucceeded { unit, successor } => {
                let (unit, successor) = (self.unit(unit), self.unit(successor));
                self.say(
                    format!("{unit}已撤销，其未了事项由{successor}承接"),
                    format!("{unit} is no more; {successor} steps into everything open"),
                )
            }
            _ => String::new(),
        }
    }

    fn fact_or_end(&self, kind: &EntryKind) -> String {
        match kind {
            EntryKind::EvidenceAdded { evidence } => {
                let titles: Vec<_> = evidence.iter().map(|e| e.title.as_str()).collect();
                let titles = titles.join(self.lang.pick("、", ", "));
                self.say(format!("补充证据：{titles}"), format!("evidence added: {titles}"))
            }
            EntryKind::FindingRecorded { no, key, value, supersedes, evidence, from } => {
                let count = evidence.len();
                let old = supersedes
                    .map(|old| self.say(format!("，取代结论{old}"), format!(", replaces {old}")))
                    .unwrap_or_default();
                let from = from.as_ref().map(|from| {
                    let (case, no, unit) = (&from.case, from.no, self.unit(&from.verifier));
                    self.say(
                        format!("，原为案件{case}结论{no}，{unit}核实"),
                        format!(", finding {no} of case {case}, verified by {unit}"),
                    )
                });
                let from = from.unwrap_or_default();
                self.say(
                    format!("核查结论{no}：{key}——{value}（证据{count}件{old}{from}）"),
                    format!("finding {no}: {key}: {value} (evidence: {count}{old}{from})"),
                )
            }
            EntryKind::DisputeOpened { key, findings } => {
                let findings: Vec<String> = findings.iter().map(u32::to_string).collect();
                let findings = findings.join(self.lang.pick("、", ", "));
                self.say(
                    format!("口径冲突：关于“{key}”的结论{findings}不一致"),
                    format!("dispute: findings {findings} on “{key}” differ"),
                )
            }
            EntryKind::DisputeSettled { key, keep, reason } => self.say(
                format!("口径冲突裁定：“{key}”以结论{keep}为准，理由：{reason}"),
                format!("dispute settled: finding {keep} holds for “{key}”: {reason}"),
            ),
            EntryKind::StatementDrafted {
                statement,
                kind,
                text,
                cites,
                promises,
                corrects,
                ticked,
                explained,
            } => {
                let kind = terms::statement_kind(*kind);
                let cites = self.cites(cites);
                let corrects = corrects
                    .as_ref()
                    .map(|id| self.say(format!("，更正{id}"), format!(", corrects {id}")))
                    .unwrap_or_default();
                let promises: String =
                    promises.iter().map(|promise| self.promise(promise)).collect();
                let ticked = self.points("清单已勾", "ticked", ticked);
                let explained = explained.as_ref().map(|found| self.explained(found));
                let explained = explained.unwrap_or_default();
                self.say(
                    format!(
                        "起草{}（{statement}{corrects}），依据{cites}：“{text}”{promises}{ticked}{explained}",
                        kind.zh
                    ),
                    format!(
                        "{} {statement} drafted{corrects} (rests on {cites}): “{text}”{promises}{ticked}{explained}",
                        kind.en
                    ),
                )
            }
            EntryKind::StatementApproved { statement, open } => {
                let open = self.points("清单未勾", "not ticked", open);
                self.say(
                    format!("审批通过回应稿{statement}{open}"),
                    format!("statement {statement} approved{open}"),
                )
            }
            EntryKind::StatementWithdrawn { statement, reason } => self.say(
                format!("撤回未发布的回应稿{statement}：{reason}"),
                format!("statement {statement} withdrawn before it was out: {reason}"),
            ),
            EntryKind::StatementPublished { statement } => self
                .say(format!("发布回应稿{statement}"), format!("statement {statement} published")),
            EntryKind::CommitmentFulfilled { no, .. } => {
                self.say(format!("公开承诺{no}已兑现"), format!("commitment {no} fulfilled"))
            }
            EntryKind::DisposalVerified { reason } => self.say(
                format!("核验属实，问题已解决：{reason}"),
                format!("disposal verified: {reason}"),
            ),
            EntryKind::DisposalRefuted { reason } => self.say(
                format!("核验不实，问题未解决：{reason}"),
                format!("disposal refuted: {reason}"),
            ),
            EntryKind::TrackWaived { track, reason } => {
                let track = terms::track(*track);
                self.say(
                    format!("豁免{}：{reason}", track.zh),
                    format!("{} waived: {reason}", track.en),
                )
            }
            EntryKind::Closed { summary, review_due } => {
                let due = self.optional("复盘", "review", review_due.as_ref());
                self.say(format!("办结：{summary}{due}"), format!("closed: {summary}{due}"))
            }
            EntryKind::Reopened { reason, dues } => {
                let dues = self.dues(dues);
                self.say(format!("重办：{reason}{dues}"), format!("reopened: {reason}{dues}"))
            }
            EntryKind::Reviewed { lessons } => {
                self.say(format!("复盘评估：{lessons}"), format!("reviewed: {lessons}"))
            }
            _ => String::new(),
        }
    }
}

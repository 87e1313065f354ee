//! What offices do together, as sentences.

use super::entry::Words;
use super::terms;
use crate::case::EntryKind;

impl Words<'_> {
    fn numbers(&self, numbers: &[u32]) -> String {
        let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        numbers.join(self.lang.pick("、", ", "))
    }

    /// `None` for what others say.
    pub(super) fn together(&self, kind: &EntryKind) -> Option<String> {
        self.joint(kind).or_else(|| self.upward(kind)).or_else(|| self.joining(kind))
    }

    fn joint(&self, kind: &EntryKind) -> Option<String> {
        Some(match kind {
            EntryKind::Supervised { supervision, to, demand, receipt_due, answer_due } => {
                let to = self.unit(to);
                let (receipt, answer) = (self.until(receipt_due), self.until(answer_due));
                self.say(
                    format!("督办单{supervision} → {to}：{demand}；签收限{receipt}；答复限{answer}"),
                    format!("supervision order {supervision} → {to}: {demand}; receipt {receipt}; account {answer}"),
                )
            }
            EntryKind::SupervisionSigned { supervision } => self.say(
                format!("签收督办单{supervision}"),
                format!("supervision order {supervision} signed"),
            ),
            EntryKind::SupervisionAnswered { supervision, text, judgement_due } => {
                let due = self.optional("销号", "discharge", judgement_due.as_ref());
                self.say(
                    format!("答复督办单{supervision}：{text}{due}"),
                    format!("account to supervision order {supervision}: {text}{due}"),
                )
            }
            EntryKind::SupervisionDischarged { supervision, reason } => self.say(
                format!("督办单{supervision}销号：{reason}"),
                format!("supervision order {supervision} discharged: {reason}"),
            ),
            EntryKind::Convened { consultation, invited, question, due } => {
                let invited = self.units(invited);
                let due = self.optional("结论", "decision", due.as_ref());
                self.say(
                    format!("召集会商{consultation}：{question}；邀请{invited}{due}"),
                    format!(
                        "consultation {consultation} called: {question}; invited {invited}{due}"
                    ),
                )
            }
            EntryKind::PositionStated { consultation, stance, text } => {
                let stance = terms::stance(*stance);
                self.say(
                    format!("会商{consultation}意见：{}，{text}", stance.zh),
                    format!("in consultation {consultation}: {}, {text}", stance.en),
                )
            }
            EntryKind::Concluded { consultation, decision } => self.say(
                format!("会商{consultation}结论：{decision}"),
                format!("consultation {consultation} decided: {decision}"),
            ),
            EntryKind::HelpAsked { request, to, text, due } => {
                let to = self.unit(to);
                let due = self.optional("答复", "answer", due.as_ref());
                self.say(
                    format!("请{to}协助（{request}）：{text}{due}"),
                    format!("help asked of {to} ({request}): {text}{due}"),
                )
            }
            EntryKind::HelpAnswered { request, text } => self.say(
                format!("答复协助请求{request}：{text}"),
                format!("request {request} answered: {text}"),
            ),
            EntryKind::HelpWithdrawn { request, reason } => self.say(
                format!("撤回协助请求{request}：{reason}"),
                format!("request {request} taken back: {reason}"),
            ),
            EntryKind::CountersignAsked { statement, units, due } => {
                let units = self.units(units);
                let due = self.optional("会签", "answer", due.as_ref());
                self.say(
                    format!("回应稿{statement}送会签：{units}{due}"),
                    format!("countersignature of {statement} asked of {units}{due}"),
                )
            }
            EntryKind::Countersigned { statement, objection: None } => {
                self.say(format!("会签同意回应稿{statement}"), format!("{statement} countersigned"))
            }
            EntryKind::Countersigned { statement, objection: Some(reason) } => self.say(
                format!("对回应稿{statement}提出异议：{reason}"),
                format!("objection to {statement}: {reason}"),
            ),
            EntryKind::ObjectionLifted { statement, reason } => self.say(
                format!("撤回对回应稿{statement}的异议并会签：{reason}"),
                format!("objection to {statement} lifted and the statement signed: {reason}"),
            ),
            EntryKind::ClockResumed { order, feedback_due } => {
                let due = self.until(feedback_due);
                self.say(
                    format!("交办单{order}的反馈时限恢复计算，限{due}"),
                    format!("the clock for feedback on order {order} runs again, {due}"),
                )
            }
            EntryKind::ConflictOpened { unit, orders: [first, second], settler, due, stops } => {
                let (unit, settler) = (self.unit(unit), self.unit(settler));
                let due = self.optional("裁定", "settlement", due.as_ref());
                let stops = match (stops.is_empty(), self.lang) {
                    (true, _) => "",
                    (false, crate::Lang::Zh) => "；裁定之前反馈时限暂停",
                    (false, crate::Lang::En) => {
                        "; until then their clocks for feedback stand still"
                    }
                };
                self.say(
                    format!("{unit}收到两个上级的交办单{first}与{second}，由{settler}裁定{due}{stops}"),
                    format!("{unit} holds orders {first} and {second} from two superiors; {settler} settles{due}{stops}"),
                )
            }
            EntryKind::ConflictSettled { keep, dropped, reason } => self.say(
                format!("冲突裁定：以交办单{keep}为准，交办单{dropped}撤回：{reason}"),
                format!("conflict settled: order {keep} holds, {dropped} ends: {reason}"),
            ),
            _ => return None,
        })
    }

    fn upward(&self, kind: &EntryKind) -> Option<String> {
        Some(match kind {
            EntryKind::AcceptanceLapsed { order, receipt_due } => {
                let due = self.until(receipt_due);
                self.say(
                    format!("交办单{order}签收后无行动，签收失效，须重新签收，限{due}"),
                    format!("nothing followed on order {order}: its acceptance lapsed, to be signed again {due}"),
                )
            }
            EntryKind::TaskPlanned { no, owner, text, after, by } => {
                let (owner, by) = (self.unit(owner), self.names.time(*by));
                let after = match after.as_slice() {
                    [] => String::new(),
                    after => {
                        let after = self.numbers(after);
                        self.say(format!("，待任务{after}完成后"), format!(", after task {after}"))
                    }
                };
                self.say(
                    format!("办理任务{no}：{text}（{owner}，{by}前{after}）"),
                    format!("task {no}: {text} ({owner}, by {by}{after})"),
                )
            }
            EntryKind::TaskFinished { no, .. } => {
                self.say(format!("办理任务{no}完成"), format!("task {no} finished"))
            }
            EntryKind::SitrepFiled {
                kind,
                to,
                text,
                cites,
                carries,
                fidelity,
                unmeasured,
                no: _,
            } => {
                let (kind, to) = (terms::sitrep_kind(*kind), self.unit(to));
                let (cites, count) = (self.cites(cites), carries.len());
                let fidelity = self.compared(*fidelity, *unmeasured);
                self.say(
                    format!(
                        "{} → {to}（依据{cites}，随附原件{count}件）：{text}{fidelity}",
                        kind.zh
                    ),
                    format!(
                        "{} → {to} (rests on {cites}; originals that travel along: {count}): \
                         {text}{fidelity}",
                        kind.en
                    ),
                )
            }
            EntryKind::RelayAudited { relay, verdict, reason, seed, period } => {
                const SHOWN: usize = 12;
                let verdict = terms::relay_verdict(*verdict);
                let drawn = match seed.map(|seed| seed.to_string()) {
                    None => self.say("指定核对".into(), "chosen".into()),
                    Some(seed) => {
                        let seed = &seed[..SHOWN];
                        self.say(format!("随机抽中，种子{seed}"), format!("drawn by seed {seed}"))
                    }
                };
                let period = period.map_or_else(String::new, |(from, until)| {
                    let (from, until) = (self.names.time(from), self.names.time(until));
                    self.say(
                        format!("，{from}至{until}的转报"),
                        format!(", relays of {from} to {until}"),
                    )
                });
                let drawn = format!("{drawn}{period}");
                self.say(
                    format!("抽查转报{relay}（{drawn}）：{}，{reason}", verdict.zh),
                    format!("relay {relay} audited ({drawn}): {}, {reason}", verdict.en),
                )
            }
            EntryKind::ReactionRecorded { before, after, second_look } => {
                let look = self.optional("复查", "second look", second_look.as_ref());
                self.say(
                    format!("公众反响：前{before}件，后{after}件{look}"),
                    format!("the public's reaction: {before} before, {after} after{look}"),
                )
            }
            EntryKind::Contested { reason, second_look } => {
                let look = self.optional("复查", "second look", second_look.as_ref());
                self.say(
                    format!("公众提出异议：{reason}{look}"),
                    format!("contested by the public: {reason}{look}"),
                )
            }
            EntryKind::LookedAgain { reason } => self.say(
                format!("复查后维持：{reason}"),
                format!("looked again and let it stand: {reason}"),
            ),
            EntryKind::CaseLinked { other, relation } => {
                let relation = terms::relation(*relation);
                self.say(
                    format!("关联案件{other}：{}", relation.zh),
                    format!("linked to case {other}: {}", relation.en),
                )
            }
            EntryKind::Forwarded { to, note } => {
                let to = self.unit(to);
                self.say(format!("转办{to}：{note}"), format!("forwarded to {to}: {note}"))
            }
            _ => return None,
        })
    }
}

//! What offices do together: supervision, consultation, requests, tasks, accounts upward, the
//! public's reaction, links, countersignatures, conflicts of orders.

use super::Verb;
use super::grammar::{EVIDENCE, Key, RELATIONS, SITREPS, STANCES, VERDICTS};
use super::parse::{Reader, cite, ids};
use tandem_core::calendar::Calendar;
use tandem_core::case::Command;
use tandem_core::problem::Problems;
use tandem_core::{CaseId, OrderId, StatementId, UnitId};

impl Reader<'_> {
    pub(super) fn supervision(
        &mut self,
        verb: Verb,
        calendar: &Calendar,
    ) -> Result<Command, Problems> {
        let supervision = self.next("督办单编号", "a supervision order")?.as_str().into();
        Ok(match verb {
            Verb::Supervise => {
                let o = self.options(&[Key::To], calendar)?;
                let to = UnitId::from(self.needed(o.to, Key::To)?.as_str());
                Command::Supervise { supervision, to, demand: self.text(o.text)? }
            }
            Verb::SignSupervision => {
                self.end()?;
                Command::SignSupervision { supervision }
            }
            Verb::AnswerSupervision => {
                Command::AnswerSupervision { supervision, text: self.only_text(calendar)? }
            }
            _ => Command::DischargeSupervision { supervision, reason: self.only_text(calendar)? },
        })
    }

    pub(super) fn joint(&mut self, verb: Verb, calendar: &Calendar) -> Result<Command, Problems> {
        Ok(match verb {
            Verb::Convene => {
                let consultation = self.next("会商编号", "a consultation")?.as_str().into();
                let o = self.options(&[Key::Invite], calendar)?;
                Command::Convene {
                    consultation,
                    invited: ids(&o.invited),
                    question: self.text(o.text)?,
                }
            }
            Verb::StatePosition => {
                let consultation = self.next("会商编号", "a consultation")?.as_str().into();
                let stance = self.one_of(STANCES, "意见", "agree, dissent or abstain")?;
                Command::StatePosition { consultation, stance, text: self.only_text(calendar)? }
            }
            Verb::Conclude => {
                let consultation = self.next("会商编号", "a consultation")?.as_str().into();
                Command::Conclude { consultation, decision: self.only_text(calendar)? }
            }
            Verb::AskHelp => {
                let request = self.next("请求编号", "a request")?.as_str().into();
                let o = self.options(&[Key::To], calendar)?;
                let to = UnitId::from(self.needed(o.to, Key::To)?.as_str());
                Command::AskHelp { request, to, text: self.text(o.text)? }
            }
            Verb::AnswerHelp => {
                let request = self.next("请求编号", "a request")?.as_str().into();
                let o = self.options(&EVIDENCE, calendar)?;
                Command::AnswerHelp { request, text: self.text(o.text)?, evidence: o.evidence }
            }
            Verb::AskCountersign => {
                let statement = self.statement_id()?;
                let o = self.options(&[Key::Invite], calendar)?;
                Command::AskCountersign { statement, units: ids(&o.invited) }
            }
            Verb::WithdrawHelp => {
                let request = self.next("请求编号", "a request")?.as_str().into();
                Command::WithdrawHelp { request, reason: self.only_text(calendar)? }
            }
            Verb::WithdrawStatement => {
                let statement = self.statement_id()?;
                Command::WithdrawStatement { statement, reason: self.only_text(calendar)? }
            }
            Verb::LiftObjection => {
                let statement = self.statement_id()?;
                Command::LiftObjection { statement, reason: self.only_text(calendar)? }
            }
            _ => {
                let statement = self.statement_id()?;
                Command::Countersign { statement, objection: self.options(&[], calendar)?.text }
            }
        })
    }

    fn statement_id(&mut self) -> Result<StatementId, Problems> {
        Ok(StatementId::from(self.next("回应稿编号", "a statement")?.as_str()))
    }

    pub(super) fn work(&mut self, verb: Verb, calendar: &Calendar) -> Result<Command, Problems> {
        Ok(match verb {
            Verb::PlanTask => {
                let o = self.options(&[Key::Owner, Key::After, Key::By], calendar)?;
                let owner = UnitId::from(self.needed(o.owner, Key::Owner)?.as_str());
                let by = self.needed(o.by, Key::By)?;
                Command::PlanTask { owner, text: self.text(o.text)?, after: o.after, by }
            }
            Verb::FinishTask => {
                let no = self.number("任务编号", "a task")?;
                let o = self.options(&[Key::On], calendar)?;
                Command::FinishTask { no, evidence: ids(&o.on) }
            }
            Verb::FileSitrep => {
                let kind = self.one_of(SITREPS, "专报种类", "first, follow-up or final")?;
                let o = self.options(&[Key::On], calendar)?;
                let cites = o.on.iter().map(|word| cite(word)).collect();
                Command::FileSitrep { kind, text: self.text(o.text)?, cites, compared: None }
            }
            Verb::Forward => {
                let o = self.options(&[Key::To], calendar)?;
                let to = UnitId::from(self.needed(o.to, Key::To)?.as_str());
                Command::Forward { to, note: self.text(o.text)? }
            }
            Verb::LinkCase => {
                let other = CaseId::from(self.next("案件编号", "a case")?.as_str());
                let relation = self.one_of(RELATIONS, "关系", "a relation")?;
                self.end()?;
                Command::LinkCase { other, relation }
            }
            Verb::AuditRelay => {
                let relay = self.number("转报编号", "a relay")?;
                let verdict = self.one_of(VERDICTS, "结论", "a verdict")?;
                let o = self.options(&[Key::Drawn], calendar)?;
                // The session puts the seed of the last sample here.
                let seed = o.drawn.then_some(tandem_core::Digest([0; 32]));
                Command::AuditRelay { relay, verdict, reason: self.text(o.text)?, seed }
            }
            Verb::SettleConflict => {
                let keep = OrderId::from(self.next("交办单编号", "an order")?.as_str());
                Command::SettleConflict { keep, reason: self.only_text(calendar)? }
            }
            Verb::RecordReaction => {
                let before = self.number("此前件数", "the count before")?;
                let after = self.number("此后件数", "the count after")?;
                self.end()?;
                Command::RecordReaction { before, after }
            }
            Verb::Contest => {
                let o = self.options(&EVIDENCE, calendar)?;
                Command::Contest { reason: self.text(o.text)?, evidence: o.evidence }
            }
            _ => Command::LookAgain { reason: self.only_text(calendar)? },
        })
    }
}

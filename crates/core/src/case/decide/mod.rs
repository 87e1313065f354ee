//! From a command to entries, or to a refusal.

mod absorb;
mod audit;
mod authority;
mod closing;
mod conflict;
mod consult;
mod facts;
mod joining;
mod lead;
mod next_step;
mod orders;
mod reaction;
mod statements;
mod succession;
mod supervise;
mod timers;
mod triage;
mod work;

pub use joining::{Change, Side, decide_jointly};
pub(in crate::case) use lead::SETTLED;
pub use lead::{LeadChoice, lead_by_rules};
pub(crate) use succession::SUCCESSION;
pub(super) use succession::vacated;

use super::command::{Actor, Command};
use super::entry::{Author, Entry, EntryKind};
use super::parts::{Phase, Subject};
use super::refusal::{Refusal, RefusalKind};
use super::{Case, Context};
use crate::Timestamp;
use crate::mechanism::{Deadline, DeadlineKind, RiskLevel, Urgency};

/// What entries a command makes at an instant, or why it is refused.
///
/// What concerns several cases at once is refused here; [`decide_jointly`] decides it.
///
/// Equal arguments give equal entries (DET-1). An instant before the case's last entry counts as
/// the instant of that entry, so that a clock that jumps back cannot reorder a case.
///
/// # Errors
/// A [`Refusal`] with the rule behind it. The case is unchanged.
pub fn decide(
    case: &Case,
    ctx: &Context<'_>,
    at: Timestamp,
    by: &Actor,
    command: Command,
) -> Result<Vec<Entry>, Refusal> {
    let desk = Decision { case, ctx, at: at.max(case.last_at) };
    let mut entries = desk.decide(by, command).map_err(Refusal)?;
    entries.extend(desk.resumed(&entries));
    entries.extend(desk.next_step(&entries).map_err(Refusal)?);
    Ok(entries)
}

/// What `decide` returns inside this module.
type Decided = Result<Vec<Entry>, RefusalKind>;

/// A decision that is being made.
struct Decision<'a> {
    case: &'a Case,
    ctx: &'a Context<'a>,
    at: Timestamp,
}

impl Decision<'_> {
    fn decide(&self, by: &Actor, command: Command) -> Decided {
        use Command as C;
        let received = matches!(command, C::Receive { .. } | C::Join { .. });
        if self.case.phase == Phase::New && !received {
            return Err(RefusalKind::NotReceived);
        }
        match command {
            C::Receive { title, origin, areas, remits, evidence, drill } => {
                let before = triage::Before::default();
                let matter =
                    triage::Matter { title, origin, areas, remits, evidence, drill, before };
                self.receive(by, matter)
            }
            C::Accept => self.accept(by),
            // What concerns several cases is decided on all of them, by `decide_jointly`; here the
            // others are not given.
            C::Merge { .. } | C::Split { .. } | C::Join { .. } => Err(RefusalKind::NotReceived),
            C::Decline { ground, reason } => self.decline(by, ground, reason),
            C::Assess { level, reason } => self.assess(by, level, reason),
            C::AssignLead { also_assisting } => self.assign_lead(by, also_assisting),
            C::Dispatch { order, to, task, urgency } => self.dispatch(by, order, to, task, urgency),
            C::Withdraw { order, reason } => self.withdraw(by, order, reason),
            C::Forward { to, note } => self.forward(by, to, note),
            C::SettleConflict { keep, reason } => self.settle_conflict(by, keep, reason),
            C::Supervise { supervision, to, demand } => self.supervise(by, supervision, to, demand),
            C::SignSupervision { supervision } => self.sign_supervision(by, supervision),
            C::AnswerSupervision { supervision, text } => {
                self.answer_supervision(by, supervision, text)
            }
            C::DischargeSupervision { supervision, reason } => {
                self.discharge_supervision(by, supervision, reason)
            }
            C::Convene { consultation, invited, question } => {
                self.convene(by, consultation, invited, question)
            }
            C::StatePosition { consultation, stance, text } => {
                self.state_position(by, consultation, stance, text)
            }
            C::Conclude { consultation, decision } => self.conclude(by, consultation, decision),
            C::AskHelp { request, to, text } => self.ask_help(by, request, to, text),
            C::AnswerHelp { request, text, evidence } => {
                self.answer_help(by, request, text, evidence)
            }
            C::WithdrawHelp { request, reason } => self.withdraw_help(by, request, reason),
            C::PlanTask { owner, text, after, by: until } => {
                self.plan_task(by, owner, text, after, until)
            }
            C::FinishTask { no, evidence } => self.finish_task(by, no, evidence),
            C::FileSitrep { kind, text, cites, compared } => {
                self.file_sitrep(by, kind, text, cites, compared)
            }
            C::RecordReaction { before, after } => self.record_reaction(by, before, after),
            C::Contest { reason, evidence } => self.contest(by, reason, evidence),
            C::LookAgain { reason } => self.look_again(by, reason),
            C::LinkCase { other, relation } => self.link_case(by, other, relation),
            C::AskCountersign { statement, units } => self.ask_countersign(by, statement, units),
            C::Countersign { statement, objection } => self.countersign(by, statement, objection),
            C::Sign { order, restated } => self.sign(by, order, restated),
            C::ConfirmReadBack { order } => self.confirm_read_back(by, order),
            C::Feedback { order, text, progress, evidence, findings, compared } => {
                let account =
                    orders::Account { order, text, progress, evidence, findings, compared };
                self.feedback(by, account)
            }
            C::JudgeFeedback { order, verdict } => self.judge_feedback(by, order, verdict),
            C::SendBack { order, remit, evidence, proposed, reason } => {
                self.send_back(by, orders::Objection { order, remit, evidence, proposed, reason })
            }
            C::Settle { order, lead, assisting, reason } => {
                self.settle(by, order, lead, assisting, reason)
            }
            C::AskExtension { order, reason } => self.ask_extension(by, order, reason),
            C::AnswerExtension { order, refused } => self.answer_extension(by, order, refused),
            C::Remind { subject } => self.remind(by, subject),
            C::Escalate { subject } => self.escalate(by, subject),
            C::Lapse { subject } => self.lapse(by, subject),
            C::Succeed { unit } => self.succeed(by, unit),
            C::AddEvidence { evidence } => self.add_evidence(by, evidence),
            C::RecordFinding { finding } => self.record_finding(by, finding),
            C::SettleDispute { key, keep, reason } => self.settle_dispute(by, key, keep, reason),
            C::DraftStatement {
                statement,
                kind,
                text,
                cites,
                promises,
                corrects,
                ticked,
                explained,
            } => {
                let draft = statements::Draft {
                    statement,
                    kind,
                    text,
                    cites,
                    promises,
                    corrects,
                    ticked,
                    explained,
                };
                self.draft(by, draft)
            }
            C::ApproveStatement { statement } => self.approve(by, statement),
            C::PublishStatement { statement } => self.publish(by, statement),
            C::WithdrawStatement { statement, reason } => {
                self.withdraw_statement(by, statement, reason)
            }
            C::FulfilCommitment { no, evidence } => self.fulfil(by, no, evidence),
            C::Verify { solved, reason, evidence } => self.verify(by, solved, reason, evidence),
            C::LiftObjection { statement, reason } => self.lift_objection(by, statement, reason),
            C::AuditRelay { relay, verdict, reason, seed } => {
                self.audit_relay(by, relay, verdict, reason, seed)
            }
            C::Waive { track, reason } => self.waive(by, track, reason),
            C::Close { summary } => self.close(by, summary),
            C::Reopen { reason, evidence } => self.reopen(by, reason, evidence),
            C::Review { lessons } => self.review(by, lessons),
        }
    }

    fn entry(&self, by: &Author, kind: EntryKind) -> Entry {
        Entry { at: self.at, by: by.clone(), kind }
    }

    fn one(&self, by: &Author, kind: EntryKind) -> Decided {
        Ok(vec![self.entry(by, kind)])
    }

    fn deadline(&self, kind: DeadlineKind) -> Option<Deadline> {
        self.deadline_at(kind, self.case.risk, self.at)
    }

    fn deadline_at(
        &self,
        kind: DeadlineKind,
        risk: Option<RiskLevel>,
        from: Timestamp,
    ) -> Option<Deadline> {
        let Context { mechanism, calendar, .. } = self.ctx;
        mechanism.deadline(kind, risk, &self.case.level, calendar, from)
    }

    fn needed(&self, kind: DeadlineKind) -> Result<Deadline, RefusalKind> {
        self.deadline(kind).ok_or(RefusalKind::NoLimitSet { kind })
    }

    /// The limit for a step of an order; an urgent one may have a shorter limit of its own.
    fn order_deadline(
        &self,
        kind: DeadlineKind,
        urgency: Urgency,
    ) -> Result<Deadline, RefusalKind> {
        self.order_deadline_from(kind, urgency, self.at)
    }

    fn order_deadline_from(
        &self,
        kind: DeadlineKind,
        urgency: Urgency,
        from: Timestamp,
    ) -> Result<Deadline, RefusalKind> {
        let Context { mechanism, calendar, .. } = self.ctx;
        let rule = mechanism.order_rule(kind, self.case.risk, &self.case.level, urgency);
        let rule = rule.ok_or(RefusalKind::NoLimitSet { kind })?;
        Ok(Deadline::of(rule, calendar, from))
    }

    /// What is owed to the public and to the level above at a risk level, from an instant on.
    fn public_dues(&self, risk: Option<RiskLevel>, from: Timestamp) -> Vec<(Subject, Deadline)> {
        let kinds = [
            (Subject::Notice, DeadlineKind::Notice),
            (Subject::Briefing, DeadlineKind::Briefing),
            (Subject::Answer, DeadlineKind::Answer),
            (Subject::Sitrep, DeadlineKind::Sitrep),
        ];
        kinds
            .into_iter()
            .filter_map(|(subject, kind)| Some((subject, self.deadline_at(kind, risk, from)?)))
            .collect()
    }
}

/// An id that people give to something of a case can be read aloud and stand in an address.
fn usable(id: &str) -> Result<(), RefusalKind> {
    let sound = crate::ids::is_sound(id) && !id.contains(['/', '?', '#', '\\']);
    if sound && !id.starts_with('.') { Ok(()) } else { Err(RefusalKind::UnusableId) }
}

/// A reason says something; a full stop does not.
fn reasoned(reason: &str) -> Result<(), RefusalKind> {
    let says = reason.chars().any(char::is_alphanumeric);
    if says { Ok(()) } else { Err(RefusalKind::ReasonMissing) }
}

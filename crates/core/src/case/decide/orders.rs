//! Dispatch, receipt, feedback, send-back, extension, withdrawal.

use super::triage::unique;
use super::{Decided, Decision, reasoned, usable};
use crate::case::command::{Actor, FeedbackVerdict, NewFinding};
use crate::case::entry::{Author, EntryKind};
use crate::case::parts::{
    Comparison, Evidence, Order, OrderEnd, OrderRole, OrderState, Phase, Progress, SendBack,
    Subject,
};
use crate::case::refusal::RefusalKind;
use crate::mechanism::{Allowed, Deadline, DeadlineKind, Power, Required, Urgency};
use crate::region::{Unit, UnitKind};
use crate::{EvidenceId, OrderId, RemitId, UnitId};

/// A unit's account of what it did.
pub(super) struct Account {
    pub(super) order: OrderId,
    pub(super) text: String,
    pub(super) progress: Progress,
    pub(super) evidence: Vec<Evidence>,
    pub(super) findings: Vec<NewFinding>,
    pub(super) compared: Option<Comparison>,
}

/// Why a unit sends an order back.
pub(super) struct Objection {
    pub(super) order: OrderId,
    pub(super) remit: RemitId,
    pub(super) evidence: Vec<EvidenceId>,
    pub(super) proposed: UnitId,
    pub(super) reason: String,
}

impl Decision<'_> {
    pub(super) fn dispatch(
        &self,
        by: &Actor,
        order: OrderId,
        to: UnitId,
        task: String,
        urgency: Urgency,
    ) -> Decided {
        let author = self.ordering_author(by, Power::Dispatch)?;
        self.in_phase(&Phase::Open, Power::Dispatch)?;
        self.no_settlement_pending()?;
        reasoned(&task)?;
        usable(order.as_str())?;
        if self.case.order(&order).is_some() {
            return Err(RefusalKind::OrderExists(order));
        }
        let target = self.living(&to)?;
        let role = if self.case.is_lead(&to) {
            OrderRole::Lead
        } else if self.case.is_assisting(&to) {
            OrderRole::Assisting
        } else if self.lies_on_the_way(target) {
            OrderRole::Relaying
        } else {
            return Err(RefusalKind::NotInvolved { unit: to });
        };
        let issuer = self.unit(&author.unit())?;
        let contradicted = self.contradicts(&to, &issuer.id)?;
        if !self.ctx.region.contains(&issuer.area, &target.area) {
            let desk = self.common_desk([&issuer.area, &target.area])?;
            return Err(RefusalKind::OutsideJurisdiction { unit: issuer.id.clone(), desk });
        }
        let passed_over = self.passed_over(issuer, target);
        if !passed_over.is_empty() {
            if self.ctx.mechanism.conduct.direct_command == Allowed::No {
                return Err(RefusalKind::DirectCommandForbidden { passed_over });
            }
            self.author(by, Power::DirectCommand)?;
        }
        let conflict = contradicted.map(|first| self.conflict_entry(&author, first, &order));
        let issued = EntryKind::OrderIssued {
            order,
            to,
            role,
            task,
            urgency,
            passed_over,
            receipt_due: self.order_deadline(DeadlineKind::Receipt, urgency)?,
            feedback_due: self.order_deadline(DeadlineKind::Feedback, urgency)?,
            send_back_by: self.deadline(DeadlineKind::SendBack),
        };
        let mut entries = vec![self.entry(&author, issued)];
        entries.extend(conflict.transpose()?);
        Ok(entries)
    }

    /// Whether a desk lies between the case's desk and a unit that works on the case, so that an
    /// order can be relayed through it.
    fn lies_on_the_way(&self, target: &Unit) -> bool {
        let Some(lead) = &self.case.lead else { return false };
        let below = |unit: &UnitId| {
            self.area_of(unit).is_some_and(|area| self.ctx.region.contains(&target.area, area))
        };
        target.kind == UnitKind::Desk
            && target.id != self.case.desk
            && std::iter::once(&lead.unit).chain(&lead.assisting).any(below)
    }

    /// The desks between an issuer and a unit below: those of the unit's area and of the areas
    /// above it, up to the issuer's. They see the order and cannot block it (AUTH-2).
    fn passed_over(&self, issuer: &Unit, target: &Unit) -> Vec<UnitId> {
        let region = self.ctx.region;
        let chain = region.chain(&target.area).take_while(|area| area.id != issuer.area);
        chain
            .filter_map(|area| region.desk(&area.id))
            .filter(|desk| desk.id != target.id)
            .map(|desk| desk.id.clone())
            .collect()
    }

    pub(super) fn withdraw(&self, by: &Actor, order: OrderId, reason: String) -> Decided {
        let author = self.ordering_author(by, Power::Withdraw)?;
        let found = self.open_order(&order)?;
        reasoned(&reason)?;
        if !self.is_or_outranks(&author.unit(), &found.issuer) {
            return Err(RefusalKind::NotTheIssuer { order, issuer: found.issuer.clone() });
        }
        self.one(&author, EntryKind::OrderWithdrawn { order, reason, into: None })
    }

    pub(super) fn sign(&self, by: &Actor, order: OrderId, restated: Option<String>) -> Decided {
        let author = self.author(by, Power::Sign)?;
        let found = self.addressed(&order, &author.unit())?;
        if found.state != OrderState::Issued {
            return Err(RefusalKind::AlreadySigned(order));
        }
        let read_back = self.ctx.mechanism.conduct.read_back == Required::Urgent;
        let confirm = read_back && found.urgency == Urgency::Urgent;
        let restated = restated.filter(|text| !text.trim().is_empty());
        if confirm && restated.is_none() {
            return Err(RefusalKind::RestateNeeded(order));
        }
        let kind = if confirm { DeadlineKind::ReadBack } else { DeadlineKind::Acceptance };
        let next_due = self.deadline(kind);
        self.one(&author, EntryKind::OrderSigned { order, restated, confirm, next_due })
    }

    pub(super) fn confirm_read_back(&self, by: &Actor, order: OrderId) -> Decided {
        let author = self.ordering_author(by, Power::ConfirmReadBack)?;
        let found = self.open_order(&order)?;
        if found.state != OrderState::Restated {
            return Err(RefusalKind::NothingToConfirm(order));
        }
        self.judges(&author, found)?;
        let acceptance_due = self.deadline(DeadlineKind::Acceptance);
        self.one(&author, EntryKind::ReadBackConfirmed { order, acceptance_due })
    }

    /// An order is judged, confirmed and prolonged by who gave it, or from above.
    fn judges(&self, author: &Author, order: &Order) -> Result<(), RefusalKind> {
        let areas = self.area_of(&order.issuer).zip(self.area_of(&author.unit()));
        if areas.is_some_and(|(issuer, mine)| self.ctx.region.contains(mine, issuer)) {
            return Ok(());
        }
        let issuer = order.issuer.clone();
        Err(RefusalKind::NotTheIssuer { order: order.id.clone(), issuer })
    }

    /// A desk that relays an order reports it as done when nothing that it ordered is open.
    fn nothing_below(&self, desk: &UnitId) -> Result<(), RefusalKind> {
        let open = self.case.open_orders().filter(|order| &order.issuer == desk);
        let open: Vec<OrderId> = open.map(|order| order.id.clone()).collect();
        if open.is_empty() { Ok(()) } else { Err(RefusalKind::OpenOrders(open)) }
    }

    pub(super) fn feedback(&self, by: &Actor, account: Account) -> Decided {
        let author = self.author(by, Power::Feedback)?;
        let Account { order, text, progress, evidence, findings, compared } = account;
        let found = self.addressed(&order, &author.unit())?;
        if found.state != OrderState::Signed {
            return Err(RefusalKind::NotSigned(order));
        }
        self.no_conflict(&order)?;
        if progress == Progress::Complete && found.role == OrderRole::Relaying {
            self.nothing_below(&found.to)?;
        }
        reasoned(&text)?;
        let behind = findings.iter().flat_map(|finding| finding.evidence.iter().cloned());
        let carries = evidence.iter().map(|piece| piece.id.clone()).chain(behind).collect();
        let carries = unique(carries);
        let mut entries = self.evidence_entries(&author, evidence)?;
        let bare = entries.is_empty() && findings.is_empty();
        let empty = bare && progress == Progress::Complete;
        entries.extend(self.finding_entries(&author, findings, &entries)?);
        let judgement_due = match progress {
            Progress::Interim => None,
            Progress::Complete => Some(self.needed(DeadlineKind::Judgement)?),
        };
        let (fidelity, unmeasured) = Comparison::parts(compared);
        let given = EntryKind::FeedbackGiven {
            order,
            text,
            progress,
            empty,
            judgement_due,
            carries,
            fidelity,
            unmeasured,
        };
        entries.push(self.entry(&author, given));
        Ok(entries)
    }

    pub(super) fn judge_feedback(
        &self,
        by: &Actor,
        order: OrderId,
        verdict: FeedbackVerdict,
    ) -> Decided {
        let author = self.ordering_author(by, Power::JudgeFeedback)?;
        let found = self.open_order(&order)?;
        self.judges(&author, found)?;
        if found.state != OrderState::Answered {
            return Err(RefusalKind::NothingToJudge(order));
        }
        let kind = match verdict {
            FeedbackVerdict::Accept if found.empty_feedback => {
                return Err(RefusalKind::EmptyFeedback(order));
            }
            FeedbackVerdict::Accept => EntryKind::FeedbackAccepted { order },
            FeedbackVerdict::Return { reason } => {
                reasoned(&reason)?;
                let feedback_due = self.order_deadline(DeadlineKind::Feedback, found.urgency)?;
                EntryKind::FeedbackReturned { order, reason, feedback_due }
            }
        };
        self.one(&author, kind)
    }

    pub(super) fn send_back(&self, by: &Actor, objection: Objection) -> Decided {
        let author = self.author(by, Power::SendBack)?;
        let Objection { order, remit, evidence, proposed, reason } = objection;
        let unit = author.unit();
        let found = self.addressed(&order, &unit)?;
        if !matches!(found.state, OrderState::Issued | OrderState::Restated | OrderState::Signed) {
            return Err(RefusalKind::AlreadySigned(order));
        }
        if self.case.bound.contains(&unit) {
            return Err(RefusalKind::SendBackBound { unit });
        }
        if let Some(limit) = found.send_back_by.as_ref().filter(|limit| self.at > limit.at) {
            return Err(RefusalKind::SendBackLate(limit.clone()));
        }
        reasoned(&reason)?;
        if evidence.is_empty() {
            return Err(RefusalKind::SendBackUnproved);
        }
        self.known(&evidence)?;
        let region = self.ctx.region;
        region.remit(&remit).ok_or_else(|| RefusalKind::UnknownRemit(remit.clone()))?;
        let (mine, theirs) = (self.unit(&unit)?, self.living(&proposed)?);
        if proposed == unit {
            return Err(RefusalKind::SendBackToSelf);
        }
        let area = region.area(&mine.area).expect("a unit's area exists");
        if self.ctx.responsible(area, &remit).is_some_and(|found| found.unit.id == unit) {
            return Err(RefusalKind::SendBackOwnRemit { remit, unit });
        }
        let desk = &self.unit(&self.case.desk)?.area;
        let common = self.common_desk([desk, &mine.area, &theirs.area])?;
        // What a body above has ordered, nobody below it takes away.
        let issuer = &self.addressed(&order, &unit)?.issuer;
        let above = self.ctx.region.outranks(issuer, &common);
        let settler = if above { issuer.clone() } else { common };
        let send_back = SendBack { remit, proposed, reason, settler };
        let settlement_due = self.deadline(DeadlineKind::Settlement);
        self.one(&author, EntryKind::OrderSentBack { order, send_back, evidence, settlement_due })
    }

    pub(super) fn ask_extension(&self, by: &Actor, order: OrderId, reason: String) -> Decided {
        let author = self.author(by, Power::AskExtension)?;
        let found = self.addressed(&order, &author.unit())?;
        reasoned(&reason)?;
        let max = self.ctx.mechanism.conduct.extensions_max;
        if found.extensions >= max || found.extension_asked.is_some() {
            return Err(RefusalKind::ExtensionSpent { max });
        }
        if found.state != OrderState::Signed {
            return Err(RefusalKind::NotSigned(order));
        }
        self.one(&author, EntryKind::ExtensionAsked { order, reason })
    }

    pub(super) fn answer_extension(
        &self,
        by: &Actor,
        order: OrderId,
        refused: Option<String>,
    ) -> Decided {
        let author = self.ordering_author(by, Power::GrantExtension)?;
        let found = self.open_order(&order)?;
        self.judges(&author, found)?;
        if found.extension_asked.is_none() || found.state != OrderState::Signed {
            return Err(RefusalKind::NoExtensionAsked(order));
        }
        if let Some(reason) = refused {
            reasoned(&reason)?;
            return self.one(&author, EntryKind::ExtensionRefused { order, reason });
        }
        let feedback_due = self.extended(&order, found.urgency)?;
        self.one(&author, EntryKind::ExtensionGranted { order, feedback_due })
    }

    /// The same limit once more, from the old deadline on.
    fn extended(&self, order: &OrderId, urgency: Urgency) -> Result<Deadline, RefusalKind> {
        let subject = Subject::Feedback(order.clone());
        let watch = self.case.watch(&subject).ok_or(RefusalKind::NothingDue(subject))?;
        let from = watch.deadline.at.max(self.at);
        self.order_deadline_from(DeadlineKind::Feedback, urgency, from)
    }

    pub(super) fn open_order(&self, id: &OrderId) -> Result<&Order, RefusalKind> {
        let order = self.case.order(id).ok_or_else(|| RefusalKind::UnknownOrder(id.clone()))?;
        match order.state {
            OrderState::Ended(end) => Err(RefusalKind::OrderEnded { order: id.clone(), end }),
            _ => Ok(order),
        }
    }

    /// An open order, if the unit is the one that it was given to.
    fn addressed(&self, id: &OrderId, unit: &UnitId) -> Result<&Order, RefusalKind> {
        let order = self.open_order(id)?;
        if &order.to == unit {
            return Ok(order);
        }
        Err(RefusalKind::NotAddressed { order: id.clone(), to: order.to.clone() })
    }

    /// Units that worked on disposal: they may not verify it.
    pub(super) fn worked(&self, unit: &UnitId) -> bool {
        let department = self.ctx.region.unit(unit).is_some_and(|u| u.kind == UnitKind::Department);
        let ordered = |order: &Order| {
            &order.to == unit && order.state == OrderState::Ended(OrderEnd::Completed)
        };
        self.case.orders.iter().any(ordered) || (department && self.case.is_lead(unit))
    }
}

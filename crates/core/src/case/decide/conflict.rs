//! Two superiors order one unit: detected in the append of the second order, settled above both.

use super::{Decided, Decision, reasoned};
use crate::case::command::Actor;
use crate::case::entry::{Author, Entry, EntryKind};
use crate::case::parts::{Order, Phase, Stopped, Subject};
use crate::case::refusal::RefusalKind;
use crate::case::{Context, apply};
use crate::mechanism::{Deadline, DeadlineKind, Power};
use crate::region::Unit;
use crate::{OrderId, UnitId};

impl Decision<'_> {
    /// The open order that a new one to the same unit would contradict. A second order from the
    /// same desk, a third one, or one from below the first is refused instead: whoever stands
    /// between a superior and its unit cannot hold up a direct command with an order of its own
    /// (AUTH-2).
    pub(super) fn contradicts(
        &self,
        to: &UnitId,
        issuer: &UnitId,
    ) -> Result<Option<&Order>, RefusalKind> {
        let mut open = self.case.open_orders().filter(|order| &order.to == to);
        let (Some(first), second) = (open.next(), open.next()) else { return Ok(None) };
        if self.is_or_outranks(&first.issuer, issuer) || second.is_some() {
            let unit = to.clone();
            return Err(RefusalKind::HasOpenOrder { unit, order: first.id.clone() });
        }
        Ok(Some(first))
    }

    pub(super) fn conflict_entry(
        &self,
        author: &Author,
        first: &Order,
        second: &OrderId,
    ) -> Result<Entry, RefusalKind> {
        let settler = self.above_both(&first.issuer, &author.unit())?;
        let kind = EntryKind::ConflictOpened {
            unit: first.to.clone(),
            orders: [first.id.clone(), second.clone()],
            settler,
            due: self.deadline(DeadlineKind::Settlement),
            stops: self.running(first).chain([second.clone()]).collect(),
        };
        Ok(self.entry(author, kind))
    }

    /// The order, if its clock for feedback runs.
    fn running(&self, order: &Order) -> impl Iterator<Item = OrderId> {
        let watch = self.case.watch(&Subject::Feedback(order.id.clone()));
        watch.map(|_| order.id.clone()).into_iter()
    }

    /// The clocks that run again because their conflict is over, however it ended.
    pub(super) fn resumed(&self, entries: &[Entry]) -> Vec<Entry> {
        let ends = |entry: &Entry| {
            matches!(
                entry.kind,
                EntryKind::ConflictSettled { .. }
                    | EntryKind::OrderWithdrawn { .. }
                    | EntryKind::OrderSentBack { .. }
                    | EntryKind::FeedbackAccepted { .. }
                    | EntryKind::Lapsed { .. }
            )
        };
        let Some(last) = entries.iter().rfind(|entry| ends(entry)) else { return Vec::new() };
        if self.case.conflicts.is_empty() {
            return Vec::new();
        }
        let mut after = self.case.clone();
        entries.iter().for_each(|entry| apply(&mut after, entry));
        let settled = |order: &&Order| {
            order.is_open() && after.conflicts.iter().all(|c| !c.orders.contains(&order.id))
        };
        let Context { mechanism, calendar, .. } = self.ctx;
        let due = |order: &Order| {
            let Stopped { watch, since } = order.stopped.as_ref()?;
            let clock = mechanism.deadline_rule(&watch.deadline.rule)?.within.clock;
            let at = calendar.resumed(watch.deadline.at, (*since, self.at), clock);
            let feedback_due = Deadline { at, ..watch.deadline.clone() };
            let kind = EntryKind::ClockResumed { order: order.id.clone(), feedback_due };
            Some(self.entry(&last.by, kind))
        };
        after.orders.iter().filter(settled).filter_map(due).collect()
    }

    /// The lowest desk or coordinating body that is one of the issuers or stands above it, and so
    /// with the other: nobody rules on an order of its own superior.
    fn above_both(&self, one: &UnitId, other: &UnitId) -> Result<UnitId, RefusalKind> {
        let region = self.ctx.region;
        let (first, second) = (self.unit(one)?, self.unit(other)?);
        let area = region.lowest_common([&first.area, &second.area]);
        let area = area.ok_or_else(|| RefusalKind::UnknownUnit(one.clone()))?;
        let bodies = [region.desk(&area.id), region.coordinating_body(&area.id)];
        let above = |body: &&Unit| {
            self.is_or_outranks(&body.id, one) && self.is_or_outranks(&body.id, other)
        };
        let found = bodies.into_iter().flatten().find(above).map(|body| body.id.clone());
        found.ok_or_else(|| RefusalKind::UnknownUnit(one.clone()))
    }

    pub(super) fn settle_conflict(&self, by: &Actor, keep: OrderId, reason: String) -> Decided {
        let author = self.desk_author(by, Power::Settle)?;
        self.in_phase(&Phase::Open, Power::Settle)?;
        reasoned(&reason)?;
        let found = self.case.conflicts.iter().find(|conflict| conflict.orders.contains(&keep));
        let conflict = found.ok_or_else(|| RefusalKind::NoConflict(keep.clone()))?;
        let [first, second] = &conflict.orders;
        let issuer = |id: &OrderId| self.case.order(id).map(|order| order.issuer.clone());
        if let (Some(one), Some(other)) = (issuer(first), issuer(second)) {
            let settler = self.above_both(&one, &other)?;
            self.may_settle(&author.unit(), &settler)?;
        }
        let dropped = if first == &keep { second.clone() } else { first.clone() };
        self.one(&author, EntryKind::ConflictSettled { keep, dropped, reason })
    }

    /// Neither of two contradicting orders is answered until it is settled which one holds.
    pub(super) fn no_conflict(&self, order: &OrderId) -> Result<(), RefusalKind> {
        let found = self.case.conflicts.iter().find(|conflict| conflict.orders.contains(order));
        found.map_or(Ok(()), |conflict| {
            Err(RefusalKind::OrdersConflict { orders: conflict.orders.clone() })
        })
    }
}

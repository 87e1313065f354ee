//! Orders: who gives one next, who signs, who answers, who judges, who settles.

use super::{Call, Job, Question, Scene, Step, Writing};
use crate::hours::moment;
use crate::offices::Parameter as P;
use tandem_core::case::{Order, OrderEnd, OrderRole, OrderState, Subject, TrackState, next_hop};
use tandem_core::{Timestamp, UnitId};

/// Assisting units that get an order of their own, at most.
const ASSISTING_ORDERED: usize = 2;

impl<'a> Scene<'a> {
    /// Units that the desk wants to work on the case.
    fn workers(&self) -> impl Iterator<Item = &'a UnitId> {
        let lead = self.case.lead.iter();
        lead.flat_map(|lead| {
            std::iter::once(&lead.unit).chain(lead.assisting.iter().take(ASSISTING_ORDERED))
        })
    }

    fn settling(&self) -> bool {
        self.case.watches.iter().any(|w| matches!(w.subject, Subject::Settlement(_)))
    }

    /// Orders to the lead and to the first assisting units, again after work was refuted.
    pub(super) fn dispatches(&self, jobs: &mut Vec<Job>) {
        let case = self.case;
        let led = case.lead.as_ref().is_some_and(|lead| lead.unit != case.desk);
        let Some(disposal) = case.disposal.filter(|track| track.state == TrackState::Open) else {
            return;
        };
        if !led || self.settling() {
            return;
        }
        let since = case.lead_since.max(disposal.since);
        let mut hops: Vec<(UnitId, UnitId)> = Vec::new();
        for unit in self.workers().filter(|unit| !self.has_had_order(unit, since)) {
            let Some((issuer, to)) = next_hop(self.case, self.ctx, unit) else { continue };
            if !hops.iter().any(|hop| hop.1 == to) {
                hops.push((issuer, to));
            }
        }
        for (issuer, to) in &hops {
            let Some(what) = self.place.number(to) else { continue };
            let signed = case.open_orders().find(|order| &order.to == issuer);
            let lapsed = self.lapsed_at(to);
            let subject = match signed {
                Some(order) => Subject::Feedback(order.id.clone()),
                None => Subject::Assignment,
            };
            let since = since.max(signed.map_or(Timestamp::MIN, |o| o.since)).max(lapsed);
            let call = Call {
                what,
                nth: self.orders_to(to),
                unit: issuer,
                since,
                ..self.desk(Step::Dispatch, subject)
            };
            self.call(jobs, &call);
        }
    }

    /// Whether a unit needs no further order since an instant.
    fn has_had_order(&self, unit: &UnitId, since: Timestamp) -> bool {
        let disposal = self.case.disposal.map_or(Timestamp::MIN, |track| track.since);
        self.case.orders.iter().filter(|order| &order.to == unit).any(|order| match order.state {
            OrderState::Ended(OrderEnd::Completed) => order.issued_at >= disposal,
            OrderState::Ended(OrderEnd::SentBack) => order.issued_at >= since,
            OrderState::Ended(_) => false,
            _ => true,
        })
    }

    fn lapsed_at(&self, unit: &UnitId) -> Timestamp {
        let lapsed = self.case.orders.iter().filter(|order| {
            order.state == OrderState::Ended(OrderEnd::Lapsed) && &order.to == unit
        });
        lapsed.map(|order| order.since).max().unwrap_or(Timestamp::MIN)
    }

    fn orders_to(&self, unit: &UnitId) -> u32 {
        self.case.orders.iter().filter(|order| &order.to == unit).count() as u32
    }

    /// Whether a desk that relays an order can report: all units below it have done their part.
    fn relayed(&self, desk: &UnitId) -> bool {
        let region = self.ctx.region;
        let Some(desk) = region.unit(desk) else { return true };
        let below = |unit: &&UnitId| {
            region.unit(unit).is_some_and(|unit| region.contains(&desk.area, &unit.area))
        };
        let open = self.case.open_orders().any(|order| order.issuer == desk.id);
        let since = self.case.disposal.map_or(Timestamp::MIN, |track| track.since);
        let done = |unit: &UnitId| {
            let mut orders = self.case.orders.iter().filter(|order| &order.to == unit);
            orders.any(|order| {
                let ended = matches!(
                    order.state,
                    OrderState::Ended(OrderEnd::Completed | OrderEnd::SentBack)
                );
                ended && order.issued_at >= since
            })
        };
        !open && !self.settling() && self.workers().filter(below).all(done)
    }

    pub(super) fn on_order(&self, jobs: &mut Vec<Job>, index: usize) {
        let order = &self.case.orders[index];
        let nth = self.nth(index);
        let what = index as u32;
        let base = |step: Step, subject: Subject| Call {
            what,
            nth,
            unit: &order.to,
            since: order.since,
            ..self.desk(step, subject)
        };
        match order.state {
            OrderState::Issued => {
                let step = if self.objects(index) { Step::SendBack } else { Step::Sign };
                self.call(jobs, &base(step, Subject::Receipt(order.id.clone())));
            }
            OrderState::Restated => {
                let issuer = self.judge(order);
                let call = base(Step::Confirm, Subject::ReadBack(order.id.clone()));
                self.call(jobs, &Call { unit: &issuer, ..call });
            }
            OrderState::Signed => self.feed_back(jobs, order, index, &base),
            OrderState::Answered => {
                let issuer = self.judge(order);
                let call = base(Step::Judge, Subject::Judgement(order.id.clone()));
                self.call(jobs, &Call { unit: &issuer, ..call });
            }
            OrderState::Ended(_) => {}
        }
    }

    fn feed_back<'s>(
        &'s self,
        jobs: &mut Vec<Job>,
        order: &'s Order,
        index: usize,
        base: &dyn Fn(Step, Subject) -> Call<'s>,
    ) {
        let conflict = self.case.conflicts.iter().any(|c| c.orders.contains(&order.id));
        let relays = order.role == OrderRole::Relaying;
        if conflict || (relays && !self.relayed(&order.to)) {
            return;
        }
        let nth = self.nth(index);
        let tells = self.case.watch(&Subject::Acceptance(order.id.clone())).is_some();
        let office = self.place.number(&order.to).unwrap_or(0).into();
        let mut progress = self.stream(office, Step::Tell, Question::Content, nth);
        if tells && !relays && progress.happens(self.offices.get(P::ShareTellsProgress)) {
            let call = base(Step::Tell, Subject::Acceptance(order.id.clone()));
            self.call(jobs, &Call { field: 60.0, ..call });
        }
        let call = base(Step::Feedback, Subject::Feedback(order.id.clone()));
        let done = self.case.orders.iter().map(|order| order.since).max();
        let since = if relays { done.unwrap_or(order.since) } else { order.since };
        let field = if relays { 0.0 } else { self.field_minutes(order, nth) };
        self.call(jobs, &Call { since, field, writing: Writing::Yes, ..call });
    }

    /// Work in the field that is left: whole for the lead, half for those who assist, a fifth where
    /// an account is only written anew. A new order after one that lapsed does not undo what was
    /// done since the first.
    fn field_minutes(&self, order: &Order, nth: u32) -> f64 {
        let get = |parameter| self.offices.get(parameter);
        let office = self.place.number(&order.to).unwrap_or(0).into();
        let mut draw = self.stream(office, Step::Feedback, Question::Content, self.refuted);
        let hours = draw.lognormal(get(P::FieldWorkHours), get(P::FieldWorkSpread));
        let part = match order.role {
            OrderRole::Lead => 1.0,
            _ => 0.5,
        };
        let whole = hours * 60.0 * part * self.haste();
        if !nth.is_multiple_of(RETURNS) {
            return whole * 0.2;
        }
        let since = self.case.disposal.map_or(Timestamp::MIN, |track| track.since);
        let mut orders = self.case.orders.iter();
        let first = orders.find(|first| first.to == order.to && first.issued_at >= since);
        let begun = first.map_or(order.issued_at, |first| first.issued_at);
        if begun == order.issued_at {
            return whole;
        }
        let (begun, now) = (moment(begun), moment(order.issued_at));
        let ms = if self.is_grave() { now.0 - begun.0 } else { self.hours.between(begun, now) };
        (whole - ms as f64 / 60_000.0).max(0.0)
    }

    /// The how-manieth order to its unit it is, with the rounds of its feedback.
    pub(super) fn nth(&self, index: usize) -> u32 {
        let order = &self.case.orders[index];
        let before = self.case.orders[..index].iter().filter(|o| o.to == order.to).count() as u32;
        before * RETURNS + self.returns.get(index).copied().unwrap_or(0).min(RETURNS - 1)
    }

    /// Who judges an order: who gave it, or the case's desk where a relaying desk is out of it.
    pub(super) fn judge(&self, order: &Order) -> UnitId {
        let relays = self.case.open_orders().any(|open| open.to == order.issuer);
        let above = self.case.desk == order.issuer || self.case.ladder.contains(&order.issuer);
        if relays || above { order.issuer.clone() } else { self.case.desk.clone() }
    }

    /// Whether a unit sends an order back: the matter is not the lead's at all, or an assisting unit
    /// holds that it is the lead's alone.
    fn objects(&self, index: usize) -> bool {
        let order = &self.case.orders[index];
        let late = order.send_back_by.as_ref().is_some_and(|limit| self.case.last_at > limit.at);
        let kept = self.kept.contains(&(index as u32)) || self.case.bound.contains(&order.to);
        if late || kept || self.case.evidence.is_empty() {
            return false;
        }
        match order.role {
            OrderRole::Lead => self.rightful(order).is_some(),
            OrderRole::Assisting => {
                let office = self.place.number(&order.to).unwrap_or(0).into();
                let mut draw = self.stream(office, Step::SendBack, Question::Content, 0);
                draw.happens(self.offices.get(P::ShareSentBack)) && !self.owns_main(order)
            }
            OrderRole::Relaying => false,
        }
    }

    fn owns_main(&self, order: &Order) -> bool {
        let area = self.ctx.region.unit(&order.to).and_then(|u| self.ctx.region.area(&u.area));
        let main = self.case.remits.first();
        area.zip(main).is_some_and(|(area, remit)| {
            self.ctx.responsible(area, remit).is_some_and(|found| found.unit.id == order.to)
        })
    }

    /// The unit that should lead in truth, where it is another than the one ordered.
    pub(super) fn rightful(&self, order: &Order) -> Option<UnitId> {
        let unit = self.ctx.region.unit(&order.to)?;
        let area = self.ctx.region.area(&unit.area)?;
        let found = self.ctx.responsible(area, &self.matter.truth)?;
        (found.unit.id != order.to).then(|| found.unit.id.clone())
    }

    /// What only somebody above can settle: who leads, which order holds, which figure holds.
    pub(super) fn settlements(&self, jobs: &mut Vec<Job>) {
        let case = self.case;
        for (index, order) in case.orders.iter().enumerate() {
            let subject = Subject::Settlement(order.id.clone());
            let Some(send_back) =
                order.send_back.as_ref().filter(|_| case.watch(&subject).is_some())
            else {
                continue;
            };
            let call = self.desk(Step::Settle, subject);
            let what = index as u32;
            self.call(jobs, &Call { what, unit: &send_back.settler, since: order.since, ..call });
        }
        for conflict in &case.conflicts {
            let subject = Subject::Conflict(conflict.orders[1].clone());
            let Some(watch) = case.watch(&subject) else { continue };
            let index = case.orders.iter().position(|o| o.id == conflict.orders[1]).unwrap_or(0);
            let call = self.desk(Step::SettleConflict, subject.clone());
            let since = case.orders[index].issued_at;
            self.call(jobs, &Call { what: index as u32, unit: &watch.unit, since, ..call });
        }
        if let Some(key) = case.disputes.first() {
            let latest = case.open_findings().filter(|f| &f.key == key).map(|f| f.at).max();
            let call = self.desk(Step::SettleDispute, Subject::Closing);
            let since = latest.unwrap_or(case.last_at);
            self.call(
                jobs,
                &Call { since, subject: None, nth: case.findings.len() as u32, ..call },
            );
        }
    }
}

/// Rounds of feedback that are told apart.
pub(super) const RETURNS: u32 = 8;

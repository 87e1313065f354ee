//! What the mechanism does when time passes: remind, escalate, lapse.
//!
//! The sweeper only repeats what [`crate::case::due`] lists. These functions check again, so that
//! a late, early or second sweeper can do no harm.

use super::{Decided, Decision};
use crate::case::command::Actor;
use crate::case::due::{Step, next_rung, step};
use crate::case::entry::EntryKind;
use crate::case::parts::{Subject, Watch};
use crate::case::refusal::RefusalKind;
use crate::mechanism::{DeadlineKind, Power};

impl Decision<'_> {
    pub(super) fn remind(&self, by: &Actor, subject: Subject) -> Decided {
        let watch = self.watch(&subject)?;
        let author = match by {
            Actor::Mechanism => {
                self.expect_step(watch, Step::Remind)?;
                self.mechanism_author(watch.deadline.rule.as_str())
            }
            Actor::Person { .. } | Actor::Program { .. } => self.desk_author(by, Power::Remind)?,
        };
        let unit = watch.unit.clone();
        self.one(&author, EntryKind::Reminded { subject, unit })
    }

    pub(super) fn escalate(&self, by: &Actor, subject: Subject) -> Decided {
        let watch = self.watch(&subject)?;
        let Actor::Mechanism = by else {
            return Err(RefusalKind::NotTheMechanism);
        };
        self.expect_step(watch, Step::Escalate)?;
        let next = next_rung(self.case, self.ctx, watch);
        let next = next.ok_or_else(|| RefusalKind::NothingDue(subject.clone()))?;
        let to = self.case.ladder[next].clone();
        let from = match watch.rung {
            0 => watch.unit.clone(),
            rung => self.case.ladder[rung - 1].clone(),
        };
        let period = self.ctx.mechanism.escalation.step_at(self.case.risk);
        let step_at = self.ctx.calendar.end(self.at, period).at;
        let author = self.mechanism_author(watch.deadline.rule.as_str());
        let rung = next + 1;
        self.one(&author, EntryKind::Escalated { subject, rung, from, to, step_at })
    }

    pub(super) fn lapse(&self, by: &Actor, subject: Subject) -> Decided {
        let watch = self.watch(&subject)?;
        let Actor::Mechanism = by else {
            return Err(RefusalKind::NotTheMechanism);
        };
        self.expect_step(watch, Step::Lapse)?;
        if let Subject::Acceptance(order) = &subject {
            let urgency = self.open_order(order)?.urgency;
            let receipt_due = self.order_deadline(DeadlineKind::Receipt, urgency)?;
            let author = self.mechanism_author(watch.deadline.rule.as_str());
            let order = order.clone();
            return self.one(&author, EntryKind::AcceptanceLapsed { order, receipt_due });
        }
        let to = self.case.ladder.last().cloned().unwrap_or_else(|| self.case.desk.clone());
        let author = self.mechanism_author(watch.deadline.rule.as_str());
        self.one(&author, EntryKind::Lapsed { subject, to })
    }

    fn watch(&self, subject: &Subject) -> Result<&Watch, RefusalKind> {
        self.case.watch(subject).ok_or_else(|| RefusalKind::NothingDue(subject.clone()))
    }

    fn expect_step(&self, watch: &Watch, wanted: Step) -> Result<(), RefusalKind> {
        let (next, at) = step(self.case, self.ctx, watch)
            .ok_or_else(|| RefusalKind::NothingDue(watch.subject.clone()))?;
        if next != wanted {
            return Err(RefusalKind::NothingDue(watch.subject.clone()));
        }
        if self.at < at {
            return Err(RefusalKind::NotYetDue { subject: watch.subject.clone(), at });
        }
        Ok(())
    }
}

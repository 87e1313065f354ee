//! What the mechanism itself does about a directory: it tells the next rung when a deadline passes.

use super::super::Directory;
use super::super::command::Command;
use super::super::entry::{EntryKind, Last};
use super::super::parts::{Pending, Subject};
use super::super::refusal::RefusalKind;
use super::{Decided, Decision};
use crate::Timestamp;
use crate::case::{Actor, Context};
use jiff::SignedDuration;

/// Commands that are due by an instant, at most one a deadline: the caller applies their entries
/// and asks again until nothing is due. Equal arguments give equal commands.
pub fn due(directory: &Directory, _: &Context<'_>, at: Timestamp) -> Vec<Command> {
    let passed = directory.pending.iter().filter(|p| when(p).is_some_and(|when| when <= at));
    passed.map(|pending| Command::Escalate { subject: pending.subject.clone() }).collect()
}

/// When the mechanism next has something to do; `None` where nothing is waited for.
pub fn next_due(directory: &Directory) -> Option<Timestamp> {
    directory.pending.iter().filter_map(when).min()
}

/// The first instant at which a deadline has passed: the edge belongs to whoever must act.
fn when(pending: &Pending) -> Option<Timestamp> {
    let second = SignedDuration::from_secs(1);
    (!pending.exhausted).then(|| pending.step_at.saturating_add(second).unwrap_or(Timestamp::MAX))
}

impl Decision<'_> {
    pub(super) fn escalate(&self, by: &Actor, subject: Subject) -> Decided {
        if by != &Actor::Mechanism {
            return Err(RefusalKind::NotTheMechanism);
        }
        let pending = self.awaited(&subject)?;
        let at = when(pending).ok_or_else(|| RefusalKind::NothingDue(subject.clone()))?;
        if at > self.at {
            return Err(RefusalKind::NotYetDue { subject, at });
        }
        let rungs = self.rungs();
        let to = rungs.get(pending.rung).or(rungs.last()).cloned();
        let to = to.ok_or_else(|| RefusalKind::NothingDue(subject.clone()))?;
        let rung = pending.rung + 1;
        let last = if rung < rungs.len() { Last::No } else { Last::Yes };
        let escalation = &self.ctx.mechanism.escalation;
        let step = match subject {
            // Nobody on watch is grave whatever comes in: the next rung cannot wait for the morning.
            Subject::TakeOver(_) => escalation.step_grave,
            Subject::ChannelCheck(..) | Subject::RowDecision(_) => escalation.step,
        };
        let step_at = self.ctx.calendar.end(self.at, step).at;
        let author = self.mechanism_author(pending.deadline.rule.as_str());
        self.one(author, EntryKind::Escalated { subject, rung, to, step_at, last })
    }
}

//! What the mechanism itself must do by now, derived from the watches on a case.
//!
//! The edge belongs to the unit: a deadline that ends at an instant is missed only after it.

use super::command::Command;
use super::parts::{Subject, Watch};
use super::{Case, Context};
use crate::calendar::{Clock, Period};
use crate::{Timestamp, UnitId};
use jiff::SignedDuration;

/// The next thing that the mechanism does about a watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Remind,
    Escalate,
    Lapse,
}

/// Commands that are due by an instant, at most one a watch: the caller applies their entries and
/// asks again until nothing is due. Equal arguments give equal commands.
pub fn due(case: &Case, ctx: &Context<'_>, at: Timestamp) -> Vec<Command> {
    let vacated = super::decide::vacated(case, ctx).into_iter();
    let successions = vacated.map(|unit| Command::Succeed { unit });
    let steps = case.watches.iter().filter_map(|watch| {
        let (step, when) = step(case, ctx, watch)?;
        (when <= at).then(|| match step {
            Step::Remind => Command::Remind { subject: watch.subject.clone() },
            Step::Escalate => Command::Escalate { subject: watch.subject.clone() },
            Step::Lapse => Command::Lapse { subject: watch.subject.clone() },
        })
    });
    successions.chain(steps).collect()
}

/// Whether a unit that is no more still holds something open in a case.
pub fn is_vacated(case: &Case, ctx: &Context<'_>) -> bool {
    !super::decide::vacated(case, ctx).is_empty()
}

/// What the mechanism does next about something that is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ahead {
    /// Whoever must act is reminded.
    Reminder,
    /// This rung of the ladder decides.
    Rung(UnitId),
    /// No rung is left: it stays overdue for all to see, and an order ends.
    Lapse,
}

/// What the mechanism does next about a watch and the first instant at which it does; `None` where
/// the last rung has had its time.
pub fn ahead(case: &Case, ctx: &Context<'_>, watch: &Watch) -> Option<(Ahead, Timestamp)> {
    let (step, when) = step(case, ctx, watch)?;
    let what = match step {
        Step::Remind => Ahead::Reminder,
        Step::Escalate => Ahead::Rung(case.ladder[next_rung(case, ctx, watch)?].clone()),
        Step::Lapse => Ahead::Lapse,
    };
    Some((what, when))
}

/// When the mechanism next has something to do on a case; `None` where nothing is watched.
pub fn next_due(case: &Case, ctx: &Context<'_>) -> Option<Timestamp> {
    let vacated = is_vacated(case, ctx);
    let steps = case.watches.iter().filter_map(|watch| Some(step(case, ctx, watch)?.1));
    steps.chain(vacated.then_some(case.last_at)).min()
}

/// The next step on a watch and the first instant at which it is due.
pub(super) fn step(case: &Case, ctx: &Context<'_>, watch: &Watch) -> Option<(Step, Timestamp)> {
    if watch.exhausted {
        return None;
    }
    let second = SignedDuration::from_secs(1);
    if watch.reminded_at.is_none() && watch.rung == 0 {
        let notice = ctx.mechanism.notice(&watch.deadline.rule);
        return Some((Step::Remind, before(watch.deadline.at, notice)));
    }
    let climbs = !matches!(watch.subject, Subject::Acceptance(_));
    let climbs = climbs && next_rung(case, ctx, watch).is_some();
    let step = if climbs { Step::Escalate } else { Step::Lapse };
    Some((step, shifted(watch.step_at, second)))
}

/// The index of the next rung of the ladder: the first one, from where the watch is, that stands
/// above whoever must act. A clock on a superior of the case's desk climbs to its own superiors.
pub(super) fn next_rung(case: &Case, ctx: &Context<'_>, watch: &Watch) -> Option<usize> {
    let known = ctx.region.unit(&watch.unit).is_some();
    let above = |rung: &UnitId| !known || ctx.region.outranks(rung, &watch.unit);
    (watch.rung..case.ladder.len()).find(|index| above(&case.ladder[*index]))
}

/// The instant some time before another; days count as 24 hours here.
pub(crate) fn before(at: Timestamp, notice: Period) -> Timestamp {
    let length = match notice.clock {
        Clock::Wall => SignedDuration::from_mins(i64::from(notice.amount)),
        _ => SignedDuration::from_hours(24 * i64::from(notice.amount)),
    };
    shifted(at, -length)
}

/// An instant moved by a duration, or the first or last instant that can be written.
fn shifted(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).expect("a signed duration has no units of varying length")
}

//! A unit that works on a case is no more: whoever has its work steps into everything open.
//!
//! Orders that it has not answered end, since nobody there will; the desk gives them anew, and the
//! successor signs for them itself. Deadlines towards the public do not move.

use super::{Decided, Decision};
use crate::UnitId;
use crate::case::command::Actor;
use crate::case::entry::EntryKind;
use crate::case::parts::{OrderState, Phase, SupervisionState};
use crate::case::refusal::RefusalKind;
use crate::case::{Case, Context};

/// The authority basis of a succession.
pub(crate) const SUCCESSION: &str = "succession";

/// Units that are no more and still hold something open in a case, each once.
pub(in crate::case) fn vacated(case: &Case, ctx: &Context<'_>) -> Vec<UnitId> {
    let mut units: Vec<UnitId> = Vec::new();
    if case.phase != Phase::Open {
        return units;
    }
    for unit in holding(case) {
        if !units.contains(unit) && ctx.has_ended(unit) {
            units.push(unit.clone());
        }
    }
    units
}

/// Every unit that holds something open in a case.
fn holding(case: &Case) -> impl Iterator<Item = &UnitId> {
    let lead = case.lead.iter().flat_map(|lead| lead.assisting.iter().chain([&lead.unit]));
    let orders = case.open_orders().filter(|o| o.state != OrderState::Answered).map(|o| &o.to);
    let tasks = case.tasks.iter().filter(|task| task.finished.is_none()).map(|task| &task.owner);
    let promises = case.commitments.iter().filter(|commitment| commitment.fulfilled.is_none());
    let open = case.supervisions.iter().filter(|s| s.state != SupervisionState::Discharged);
    let asked = case.requests.iter().filter(|request| request.is_open());
    lead.chain(orders)
        .chain(tasks)
        .chain(promises.map(|commitment| &commitment.promise.owner))
        .chain(open.map(|supervision| &supervision.to))
        .chain(asked.flat_map(|request| [&request.from, &request.to]))
}

impl Decision<'_> {
    pub(super) fn succeed(&self, by: &Actor, unit: UnitId) -> Decided {
        if by != &Actor::Mechanism {
            return Err(RefusalKind::NotTheMechanism);
        }
        if !vacated(self.case, self.ctx).contains(&unit) {
            return Err(RefusalKind::NothingVacated { unit });
        }
        let successor = self.ctx.serving(self.unit(&unit)?).map(|serving| serving.id.clone());
        let successor = successor.unwrap_or_else(|| self.case.desk.clone());
        let author = self.mechanism_author(SUCCESSION);
        let unanswered = self.case.open_orders();
        let unanswered = unanswered.filter(|o| o.to == unit && o.state != OrderState::Answered);
        let mut entries: Vec<_> = unanswered
            .map(|order| {
                let (order, reason) = (order.id.clone(), SUCCESSION.to_owned());
                self.entry(&author, EntryKind::OrderWithdrawn { order, reason, into: None })
            })
            .collect();
        entries.push(self.entry(&author, EntryKind::UnitSucceeded { unit, successor }));
        Ok(entries)
    }
}

//! The way of an order down from the desk of a case.

use super::{Case, Context, OrderState};
use crate::UnitId;
use crate::mechanism::Allowed;

/// Who orders whom next, so that a unit gets an order: the desk itself where it may, otherwise
/// from desk to desk. `None` while a desk on the way has not signed.
pub fn next_hop(case: &Case, ctx: &Context<'_>, unit: &UnitId) -> Option<(UnitId, UnitId)> {
    let region = ctx.region;
    let target = region.unit(unit)?;
    let mut desk = region.unit(&case.desk)?;
    loop {
        let own = desk.area == target.area;
        if own || ctx.mechanism.conduct.direct_command == Allowed::Yes {
            return Some((desk.id.clone(), unit.clone()));
        }
        let below = region.chain(&target.area).find(|a| a.parent.as_ref() == Some(&desk.area));
        let next = region.desk(&below?.id)?;
        let order = case.open_orders().find(|order| order.to == next.id);
        match order.map(|order| order.state) {
            None => return Some((desk.id.clone(), next.id.clone())),
            Some(OrderState::Signed) => desk = next,
            Some(_) => return None,
        }
    }
}

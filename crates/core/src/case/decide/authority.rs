//! Who may do this here (AUTH-1).

use super::Decision;
use crate::case::command::Actor;
use crate::case::entry::Author;
use crate::case::parts::{Order, Phase};
use crate::case::refusal::RefusalKind;
use crate::mechanism::Power;
use crate::region::Unit;
use crate::{UnitId, authority};

impl Decision<'_> {
    /// The author of entries made with a power, if the actor's position has it.
    pub(super) fn author(&self, by: &Actor, power: Power) -> Result<Author, RefusalKind> {
        if by == &Actor::Mechanism {
            return Err(RefusalKind::NotTheMechanism);
        }
        Ok(authority::author(self.ctx, by, power, self.at)?)
    }

    /// The same for a desk: only the desk that handles the case, and those above it, decide on it.
    pub(super) fn desk_author(&self, by: &Actor, power: Power) -> Result<Author, RefusalKind> {
        let author = self.author(by, power)?;
        let unit = author.unit();
        if !self.commands(&unit) {
            return Err(RefusalKind::OutsideJurisdiction { unit, desk: self.case.desk.clone() });
        }
        Ok(author)
    }

    /// The same for a unit that works on the case: the lead, an assisting unit, or one with an order.
    pub(super) fn working_author(&self, by: &Actor, power: Power) -> Result<Author, RefusalKind> {
        let author = self.author(by, power)?;
        let unit = author.unit();
        if !self.works(&unit) {
            return Err(RefusalKind::NotInvolved { unit });
        }
        Ok(author)
    }

    /// The same for whoever gives and judges orders: a desk that decides on the case, or one that
    /// relays an order of such a desk to units below it.
    pub(super) fn ordering_author(&self, by: &Actor, power: Power) -> Result<Author, RefusalKind> {
        let author = self.author(by, power)?;
        let unit = author.unit();
        if !self.commands(&unit) && !self.relays(&unit) {
            return Err(RefusalKind::OutsideJurisdiction { unit, desk: self.case.desk.clone() });
        }
        Ok(author)
    }

    /// Whether a unit takes part: the lead, an assistant, one with an order, or a desk above.
    pub(super) fn works(&self, unit: &UnitId) -> bool {
        self.case.is_lead(unit)
            || self.case.is_assisting(unit)
            || self.case.orders.iter().any(|order| &order.to == unit)
            || self.commands(unit)
    }

    /// A unit where somebody has a power, so that what is asked of it can be done.
    pub(super) fn able(&self, id: &UnitId, power: Power) -> Result<&Unit, RefusalKind> {
        let unit = self.living(id)?;
        if self.may(unit, power) {
            return Ok(unit);
        }
        Err(RefusalKind::NobodyThereMay { unit: id.clone(), power })
    }

    /// A unit that still exists.
    pub(super) fn living(&self, id: &UnitId) -> Result<&Unit, RefusalKind> {
        let unit = self.unit(id)?;
        if !self.ctx.has_ended(id) {
            return Ok(unit);
        }
        let serving = self.ctx.serving(unit).map(|serving| serving.id.clone());
        Err(RefusalKind::UnitEnded { unit: id.clone(), serving })
    }

    /// Whether anybody in a unit has a power. A promise or a task of a unit where nobody could
    /// report it would hold the case open for ever.
    pub(super) fn may(&self, unit: &Unit, power: Power) -> bool {
        authority::somebody_may(self.ctx, unit, power)
    }

    /// Whether a unit is another, or stands above it.
    pub(super) fn is_or_outranks(&self, unit: &UnitId, other: &UnitId) -> bool {
        unit == other || self.ctx.region.outranks(unit, other)
    }

    /// What a body above has decided binds those below it: only it, or one above it, changes that.
    pub(super) fn not_decided_above(&self, unit: &UnitId, by: &UnitId) -> Result<(), RefusalKind> {
        if self.ctx.region.outranks(by, unit) {
            return Err(RefusalKind::DecidedAbove { by: by.clone() });
        }
        Ok(())
    }

    /// Open orders that bodies above a unit have given.
    pub(super) fn ordered_above(&self, unit: &UnitId) -> impl Iterator<Item = &Order> {
        let above = |order: &&Order| self.ctx.region.outranks(&order.issuer, unit);
        self.case.open_orders().filter(move |order| above(order))
    }

    /// Nobody below ends or empties what a body above has ordered (AUTH-2).
    pub(super) fn no_order_from_above(&self, unit: &UnitId) -> Result<(), RefusalKind> {
        let order = self.ordered_above(unit).next();
        order.map_or(Ok(()), |order| {
            let (order, by) = (order.id.clone(), order.issuer.clone());
            Err(RefusalKind::OrderedAbove { order, by })
        })
    }

    fn relays(&self, unit: &UnitId) -> bool {
        let relaying = crate::case::parts::OrderRole::Relaying;
        self.case.open_orders().any(|order| &order.to == unit && order.role == relaying)
    }

    /// The mechanism as author; its basis is the deadline rule that passed.
    pub(super) fn mechanism_author(&self, basis: &str) -> Author {
        Author::mechanism(&self.case.desk, basis)
    }

    pub(super) fn in_phase(&self, phase: &Phase, power: Power) -> Result<(), RefusalKind> {
        if &self.case.phase == phase {
            return Ok(());
        }
        Err(RefusalKind::WrongPhase { phase: self.case.phase.clone(), power })
    }

    /// Whether a desk or coordinating body decides on this case: its own desk, the coordinating
    /// body of that desk's area, or one on the ladder above.
    pub(super) fn commands(&self, unit: &UnitId) -> bool {
        if unit == &self.case.desk || self.case.ladder.contains(unit) {
            return true;
        }
        let Some(unit) = self.ctx.region.unit(unit) else {
            return false;
        };
        unit.kind != crate::region::UnitKind::Department
            && self
                .area_of(&self.case.desk)
                .is_some_and(|area| self.ctx.region.contains(&unit.area, area))
    }

    pub(super) fn area_of(&self, unit: &UnitId) -> Option<&crate::AreaId> {
        self.ctx.region.unit(unit).map(|unit| &unit.area)
    }

    pub(super) fn unit(&self, id: &UnitId) -> Result<&Unit, RefusalKind> {
        self.ctx.region.unit(id).ok_or_else(|| RefusalKind::UnknownUnit(id.clone()))
    }
}

//! Who may act in which position (AUTH-1): the position has the power by the charter, and the
//! person holds the position or has a recorded delegation for it.
//!
//! A position for which nobody was ever appointed is open to whoever signed in for it, so that a
//! region can start before its staff list is complete; from the first appointment on only its
//! holders and their delegates act in it.

use crate::case::{Actor, Author, Context};
use crate::directory::Standing;
use crate::ids::is_sound;
use crate::mechanism::Power;
use crate::region::Unit;
use crate::{PersonId, PositionId, Text, Timestamp, UnitId};

/// Why a person may not act.
#[derive(Clone, Debug, PartialEq)]
pub enum Denied {
    /// No person asks.
    Nobody,
    /// A person's name that cannot be read aloud: empty, too long, or with invisible characters.
    UnusableName,
    /// The region has no such position.
    UnknownPosition(PositionId),
    /// The unit of the position is no more.
    UnitEnded {
        /// Which.
        unit: UnitId,
        /// Who has its work now.
        serving: Option<UnitId>,
    },
    /// The charter does not give the position this power.
    NoPower {
        /// Which position.
        position: PositionId,
        /// Which power.
        power: Power,
        /// Positions that have it.
        holders: Vec<Text>,
    },
    /// Others hold the position, and none of them delegated this power.
    NotHolder {
        /// Who asked.
        person: PersonId,
        /// For which position.
        position: PositionId,
    },
}

/// The author of what somebody does in a position with a power at an instant. The mechanism itself
/// has no position and is never an author here.
///
/// # Errors
/// See [`Denied`].
pub(crate) fn author(
    ctx: &Context<'_>,
    by: &Actor,
    power: Power,
    at: Timestamp,
) -> Result<Author, Denied> {
    let Some((person, position, key)) = by.who() else { return Err(Denied::Nobody) };
    if !is_sound(person.as_str()) {
        return Err(Denied::UnusableName);
    }
    let known = ctx.region.position(position);
    let (unit, kind) = known.ok_or_else(|| Denied::UnknownPosition(position.clone()))?;
    let rule = ctx.mechanism.grant(&kind.id, unit, power).ok_or_else(|| Denied::NoPower {
        position: position.clone(),
        power,
        holders: holders(ctx, power),
    })?;
    if ctx.has_ended(&unit.id) {
        let serving = ctx.serving(unit).map(|serving| serving.id.clone());
        return Err(Denied::UnitEnded { unit: unit.id.clone(), serving });
    }
    let delegation = match ctx.directories.standing(&unit.area, person, position, power, at) {
        Some(Standing::Open | Standing::Holder) => None,
        Some(Standing::Delegate(no)) => Some(no),
        None => {
            let (person, position) = (person.clone(), position.clone());
            return Err(Denied::NotHolder { person, position });
        }
    };
    let (person, position) = (person.clone(), position.clone());
    Ok(Author { person, position, basis: rule.id.clone(), delegation, key })
}

/// Whether anybody in a unit has a power.
pub(crate) fn somebody_may(ctx: &Context<'_>, unit: &Unit, power: Power) -> bool {
    let mut kinds = ctx.region.positions.iter().filter(|kind| kind.on.contains(&unit.kind));
    kinds.any(|kind| ctx.mechanism.grant(&kind.id, unit, power).is_some())
}

/// The names of the positions that have a power.
fn holders(ctx: &Context<'_>, power: Power) -> Vec<Text> {
    let mut names: Vec<Text> = Vec::new();
    for (id, _) in ctx.mechanism.holders(power) {
        let kind = ctx.region.positions.iter().find(|kind| kind.id == id);
        let name = kind.map_or_else(|| Text::new(id, id), |kind| kind.name.clone());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

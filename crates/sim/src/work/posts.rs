//! Which position of a unit takes a step: the first one that the mechanism grants the power.

use tandem_core::case::Actor;
use tandem_core::mechanism::{Mechanism, Power};
use tandem_core::region::{Region, Unit, UnitKind};
use tandem_core::{PersonId, PositionId};

/// Positions by kind of unit and power.
#[derive(Clone, Debug)]
pub(crate) struct Posts(Vec<(UnitKind, Power, String)>);

const KINDS: [UnitKind; 3] = [UnitKind::CoordinatingBody, UnitKind::Desk, UnitKind::Department];

impl Posts {
    pub(crate) fn new(mechanism: &Mechanism, region: &Region) -> Self {
        let grants = |position: &str, kind: UnitKind, power: Power| {
            let mut rules = mechanism.powers.iter();
            rules.any(|rule| {
                rule.position == position && rule.on.contains(&kind) && rule.may.contains(&power)
            })
        };
        let mut posts = Vec::new();
        for kind in KINDS {
            for power in Power::ALL {
                let able = region.positions.iter().filter(|position| {
                    position.on.contains(&kind) && grants(&position.id, kind, power)
                });
                // Whoever orders across levels needs both powers.
                let direct = |position: &&tandem_core::region::PositionKind| {
                    power != Power::Dispatch || grants(&position.id, kind, Power::DirectCommand)
                };
                let found = able.clone().find(direct).or_else(|| able.clone().next());
                posts.extend(found.map(|position| (kind, power, position.id.clone())));
            }
        }
        Self(posts)
    }

    /// Somebody of a unit with a power; `None` where nobody there has it.
    pub(crate) fn actor(&self, unit: &Unit, power: Power) -> Option<Actor> {
        let mut posts = self.0.iter();
        let (_, _, kind) = posts.find(|post| post.0 == unit.kind && post.1 == power)?;
        let position = PositionId::of(&unit.id, kind);
        // Whoever approves is another person than whoever drafts, even in one position.
        let second = if power == Power::ApproveStatement { "+" } else { "" };
        let person = PersonId::new(format!("sim:{position}{second}"));
        Some(Actor::Person { person, position })
    }
}

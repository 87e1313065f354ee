//! From effects of the ledger to what units are still to be told.

use crate::plan::pace_of;
use tandem_core::directory::ChannelKind;
use tandem_core::mechanism::Pace;
use tandem_core::{Timestamp, UnitId};
use tandem_engine::{Effect, Engine, Undelivered, Untold};

/// What units are to be told outside the console because of these effects: those that have a channel
/// which a program can use, of what the mechanism does not leave to the console.
pub fn owed(engine: &Engine, effects: &[Undelivered], at: Timestamp) -> Vec<Untold> {
    let ctx = engine.new_context();
    let reached = |unit: &UnitId| {
        let area = ctx.region.unit(unit).map(|unit| &unit.area);
        let directory = area.and_then(|area| ctx.directories.of(area));
        let mut channels = directory.into_iter().flat_map(|directory| &directory.channels);
        channels.any(|channel| &channel.unit == unit && channel.kind != ChannelKind::Phone)
    };
    let untold = effects.iter().filter_map(|undelivered| {
        let Effect::Notify { unit, about } = &undelivered.effect else { return None };
        reached(unit).then(|| Untold {
            // Numbers of effects in equal length, so that their names stand in their order.
            id: format!("{:020}", undelivered.id),
            unit: unit.clone(),
            case: Some(undelivered.case.clone()),
            about: about.clone(),
            since: at,
            channel: None,
        })
    });
    untold.filter(|untold| pace_of(engine, &ctx, untold) != Pace::Console).collect()
}

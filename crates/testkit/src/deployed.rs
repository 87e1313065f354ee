//! A world as the engine wants it.

use crate::world::{World, repository};

/// The shipped region of Guangxi with its calendar and mechanism.
pub fn deployed() -> tandem_engine::World {
    let World { region, calendar, mechanism, .. } = World::guangxi();
    let file = format!("mechanisms/{}.toml", mechanism.id);
    let text = std::fs::read_to_string(repository().join(&file)).expect("read the mechanism");
    tandem_engine::World::new(region, calendar, &file, &text).expect("the mechanism parses")
}

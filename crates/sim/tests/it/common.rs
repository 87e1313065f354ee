//! The shipped region and mechanisms.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tandem_core::mechanism::Mechanism;
use tandem_sim::{Offices, Place};
use tandem_testkit::World;

pub(crate) static GUANGXI: LazyLock<World> = LazyLock::new(World::guangxi);

pub(crate) const MECHANISMS: [&str; 5] =
    ["cn-61-2016", "hop-by-hop", "joint-office", "direct-led", "ics-county"];

pub(crate) fn mechanism(name: &str) -> Mechanism {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file: PathBuf = here.join("../../mechanisms").join(format!("{name}.toml"));
    let text = std::fs::read_to_string(&file).expect("a shipped mechanism is there");
    Mechanism::parse(name, &text).expect("a shipped mechanism parses").0
}

pub(crate) fn mechanisms() -> Vec<Mechanism> {
    MECHANISMS.iter().map(|name| mechanism(name)).collect()
}

pub(crate) fn guangxi() -> Place<'static> {
    let world = &*GUANGXI;
    Place::new(&world.region, &world.calendar, &world.mechanism)
        .expect("the region can be simulated")
}

pub(crate) fn offices() -> Offices {
    Offices::default()
}

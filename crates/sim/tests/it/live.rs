//! First things go wrong, then all is well: every invariant holds throughout, and every open case
//! finishes within its mechanism's bound (LIVE-1).
//!
//! `TANDEM_SEEDS=n` tries more seeds or fewer; `TANDEM_SEED=s` replays one. A failing seed prints
//! its transcript.

use crate::common::{MECHANISMS, mechanism, offices};
use std::fmt::Write as _;
use tandem_core::mechanism::Mechanism;
use tandem_core::{Lang, words};
use tandem_sim::{
    Draws, Faults, Keep, Moment, Name, Place, Setting, bound_days, matters, run_with_faults,
};
use tandem_testkit::World;

const SEEDS: u64 = 300;
const CASES: usize = 2;
const MS_PER_DAY: f64 = 86_400_000.0;

fn faults(draws: Draws, from: Moment) -> Faults {
    let mut draw = draws.stream(Name { case: 0, office: 0, purpose: 9_000, nth: 0 });
    let mut share = |most: f64| draw.unit() * most;
    let until = from.plus((share(20.0) * MS_PER_DAY) as i64);
    let down_from = from.plus((share(10.0) * MS_PER_DAY) as i64);
    let down_until = down_from.plus((share(6.0) * MS_PER_DAY) as i64).min(until);
    Faults {
        draws,
        until,
        duplicated: share(0.5),
        set_back: (share(0.5), 3.0),
        restarted: share(1.0),
        sweeper_down: vec![(down_from, down_until)],
        absent: share(0.5),
    }
}

/// Runs a seed; the transcript and what is wrong, if something is.
fn try_seed(seed: u64, world: &World, mechanisms: &[Mechanism]) -> Result<u64, String> {
    let mechanism = &mechanisms[seed as usize % mechanisms.len()];
    let place = Place::new(&world.region, &world.calendar, mechanism).expect("it can be simulated");
    let offices = offices();
    let draws = Draws::new(seed);
    let matters = matters(&place, &offices, draws, CASES);
    let faults = faults(draws, matters[0].at);
    let bound = bound_days(mechanism, world.region.levels.len());
    let healed = (faults.until.0 - matters[0].at.0).max(0) as f64 / MS_PER_DAY;
    let setting = Setting {
        place: &place,
        offices: &offices,
        matters: &matters,
        draws,
        horizon_days: bound + healed.ceil() as u32,
        keep: Keep::All,
    };
    let ran = run_with_faults(mechanism, setting, &faults).map_err(|broken| broken.to_string())?;
    for (no, outcome) in ran.outcomes.iter().enumerate() {
        if outcome.ended {
            continue;
        }
        let what = format!("LIVE-1: case {no} is open {bound} days after all faults stopped");
        let mut transcript = format!("{what} under {}\n", mechanism.id);
        for entry in &ran.kept[no].1 {
            let time = world.calendar.local(entry.at);
            let sentence = words::entry(entry, Lang::En, &world.context());
            let _ = writeln!(transcript, "{time} {}: {sentence}", entry.by.position);
        }
        return Err(transcript);
    }
    Ok(ran.entries)
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}

#[test]
fn every_case_finishes_once_faults_stop() {
    let world = World::small();
    let mechanisms: Vec<_> = MECHANISMS.iter().map(|name| mechanism(name)).collect();
    let seeds = match number("TANDEM_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("TANDEM_SEEDS").unwrap_or(SEEDS),
    };
    let mut entries = 0;
    for seed in seeds {
        match try_seed(seed, &world, &mechanisms) {
            Ok(made) => entries += made,
            Err(what) => panic!("TANDEM_SEED={seed}\n{what}"),
        }
    }
    assert!(entries > 0, "something happened");
}

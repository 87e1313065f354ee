//! The shipped mechanisms on the shipped region.

use crate::common::{guangxi, mechanism, mechanisms, offices};
use tandem_sim::{Draws, Keep, Setting, matters, run};

#[test]
fn every_shipped_mechanism_runs_without_a_breach() {
    let (place, offices) = (guangxi(), offices());
    let draws = Draws::new(1);
    let matters = matters(&place, &offices, draws, 60);
    for mechanism in mechanisms() {
        let setting = Setting {
            place: &place,
            offices: &offices,
            matters: &matters,
            draws,
            horizon_days: 60,
            keep: Keep::All,
        };
        let ran = run(&mechanism, setting).unwrap_or_else(|broken| panic!("{broken}"));
        let ended = ran.outcomes.iter().filter(|o| o.ended).count();
        println!(
            "{}: ended {ended}/60 entries {} refused {} checks {}",
            mechanism.id, ran.entries, ran.refused, ran.checks
        );
    }
    let _ = mechanism("hop-by-hop");
}

//! The shipped mechanisms on the shipped region.

use crate::common::{guangxi, mechanism, mechanisms, offices};
use tandem_core::case::{Case, EntryKind};
use tandem_core::invariants;
use tandem_sim::{Draws, Keep, Matter, Offices, Parameter, Ran, Setting, matters, run};

const CASES: usize = 30;

fn ran(name: &str, offices: &Offices, seed: u64) -> (Vec<Matter>, Ran) {
    let place = guangxi();
    let draws = Draws::new(seed);
    let matters = matters(&place, offices, draws, CASES);
    let setting = Setting {
        place: &place,
        offices,
        matters: &matters,
        draws,
        horizon_days: 60,
        keep: Keep::All,
    };
    let ran = run(&mechanism(name), setting).unwrap_or_else(|broken| panic!("{broken}"));
    (matters, ran)
}

#[test]
fn every_shipped_mechanism_runs_without_a_breach() {
    for mechanism in mechanisms() {
        let name = mechanism.id.as_str();
        let (_, ran) = ran(name, &offices(), 1);
        let ended = ran.outcomes.iter().filter(|outcome| outcome.ended).count();
        assert_eq!((ran.outcomes.len(), ended), (CASES, CASES), "{name}: all end");
        let appends = ran.checks / invariants::ALL.len() as u64;
        assert!(appends >= 15 * CASES as u64, "{name}: only {appends} appends were checked");
        for (no, entries) in &ran.kept {
            let case = Case::replay(tandem_core::CaseId::new(format!("c{no}")), entries);
            assert_eq!(case.version, entries.len() as u64, "{name}, case {no}");
        }
    }
}

#[test]
fn equal_seeds_give_equal_runs_and_others_do_not() {
    let (matters, one) = ran("cn-61-2016", &offices(), 3);
    assert_eq!((matters.clone(), one.clone()), ran("cn-61-2016", &offices(), 3));
    let (others, other) = ran("cn-61-2016", &offices(), 4);
    assert_ne!(matters, others);
    assert_ne!(one.kept, other.kept);
}

/// Common random numbers: what comes in is the same under every mechanism, and where two mechanisms
/// ask the same of an office, it takes the same time.
#[test]
fn luck_is_the_same_under_every_mechanism() {
    let (matters, one) = ran("cn-61-2016", &offices(), 3);
    let (same, other) = ran("hop-by-hop", &offices(), 3);
    assert_eq!(matters, same);
    let declined = |ran: &Ran| ran.outcomes.iter().map(|o| o.declined).collect::<Vec<_>>();
    assert_eq!(declined(&one), declined(&other));
    // Where neither was reminded before, a desk turns to a matter at the same instant: nothing
    // differs yet but who else waits at that desk.
    let accepted = |ran: &Ran| {
        let opened = |entry: &tandem_core::case::Entry| {
            matches!(entry.kind, EntryKind::Opened { .. }).then_some(entry.at)
        };
        ran.kept.iter().map(|(_, all)| all.get(1).and_then(opened)).collect::<Vec<_>>()
    };
    let (one, other) = (accepted(&one), accepted(&other));
    let both = one.iter().zip(&other).filter_map(|(one, other)| one.zip(*other));
    let (n, same) =
        both.fold((0, 0), |(n, same), (one, other)| (n + 1, same + usize::from(one == other)));
    assert!(n >= CASES / 4 && same * 10 >= n * 9, "{same} of {n} first steps at one instant");
}

/// An assumption moves what it is about: the sign of each effect is known beforehand.
#[test]
fn behaviour_moves_what_it_should() {
    let base = offices();
    let mean = |offices: &Offices, of: fn(&tandem_sim::Outcome) -> Option<f64>| {
        let (_, ran) = ran("hop-by-hop", offices, 5);
        let values: Vec<f64> = ran.outcomes.iter().filter_map(of).collect();
        values.iter().sum::<f64>() / values.len().max(1) as f64
    };
    let scaled = |parameter, factor| base.scaled(parameter, factor);
    let verified: fn(&tandem_sim::Outcome) -> Option<f64> = |o| o.verified_h;
    let transfers: fn(&tandem_sim::Outcome) -> Option<f64> = |o| Some(f64::from(o.transfers));
    let retained: fn(&tandem_sim::Outcome) -> Option<f64> = |o| o.retained;
    for (parameter, factor, of, more) in [
        (Parameter::FieldWorkHours, 4.0, verified, true),
        (Parameter::ShareMisrouted, 0.0, transfers, false),
        (Parameter::RetentionPerHop, 0.5, retained, false),
    ] {
        let (before, after) = (mean(&base, of), mean(&scaled(parameter, factor), of));
        assert_eq!(after > before, more, "{}: {before} became {after}", parameter.name());
        assert_ne!(after, before, "{} moves nothing", parameter.name());
    }
}

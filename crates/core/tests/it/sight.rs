//! Who sees what: the rules, in whose eyes, and for how long.

use crate::common::{accepted_at, by};
use std::sync::Arc;
use tandem_core::case::{Actor, Case, Command, Context, Urgency};
use tandem_core::directory::{
    self, Command as Office, Directories, Directory, Period, Standing, apply, decide,
};
use tandem_core::sight::{Sight, SightRule, exception, grounds, positions};
use tandem_core::words::sight_rule;
use tandem_core::{Lang, PositionId, Timestamp};
use tandem_testkit::{Bench, World};

/// The offices of one area, acted upon.
fn office(
    world: &World,
    area: &str,
    at: Timestamp,
    acts: &[(Actor, Office)],
) -> (Directory, Directories) {
    let mut directory = Directory::new(area.into());
    for (by, command) in acts {
        let mut all = Directories::default();
        all.put(directory.clone());
        let ctx = Context { directories: Arc::new(all), ..world.context() };
        let entries = decide(&directory, &ctx, at, by, command.clone());
        for entry in entries.unwrap_or_else(|refused| panic!("{refused}")) {
            apply(&mut directory, &entry);
        }
    }
    let mut all = Directories::default();
    all.put(directory.clone());
    (directory, all)
}

fn with<'w>(world: &'w World, directories: &Directories) -> Context<'w> {
    Context { directories: Arc::new(directories.clone()), ..world.context() }
}

fn sees(position: &str, case: &Case, ctx: &Context<'_>) -> bool {
    Sight::of(&PositionId::from(position), ctx).is_some_and(|sight| sight.sees(case, ctx))
}

#[test]
fn a_case_is_seen_by_its_area_by_those_above_and_by_who_takes_part() {
    let world = World::small();
    let ctx = world.context();
    let bench = accepted_at(&world, "A1.desk");
    let table = [
        ("A1.desk/duty", true),
        ("A1.cb/principal", true),
        ("A.desk/liaison", true),
        ("R.cb/principal", true),
        ("A2.desk/duty", false),
        ("B.desk/chief", false),
        ("A1.police/head", false),
        ("A.water/head", false),
        ("A1.emperor/head", false),
    ];
    for (position, expected) in table {
        assert_eq!(sees(position, &bench.case, &ctx), expected, "{position}");
    }
}

fn dispatched<'w>(world: &'w World, from: &str, to: &str) -> Bench<'w> {
    let mut bench = accepted_at(world, "A.desk");
    let assisting = vec![to.into()];
    bench.act(&by("A.desk/duty"), Command::AssignLead { also_assisting: assisting });
    let order = Command::Dispatch {
        order: "o1".into(),
        to: to.into(),
        task: "look".to_owned(),
        urgency: Urgency::Normal,
    };
    bench.act(&by(from), order);
    bench
}

#[test]
fn a_direct_command_is_seen_by_the_levels_that_it_passed_over() {
    let world = World::small();
    let ctx = world.context();
    let before = accepted_at(&world, "A.desk");
    assert!(!sees("A1.desk/duty", &before.case, &ctx), "a city's case is not the county's");
    let bench = dispatched(&world, "A.desk/lead", "A1.roads");
    assert!(sees("A1.roads/liaison", &bench.case, &ctx), "who was given the order");
    assert!(sees("A1.desk/duty", &bench.case, &ctx), "AUTH-2");
    assert!(!sees("A1.police/liaison", &bench.case, &ctx));
    let rules: Vec<SightRule> = grounds(&bench.case, &ctx).iter().map(|g| g.rule).collect();
    assert!(rules.contains(&SightRule::Ordered) && rules.contains(&SightRule::PassedOver));
}

#[test]
fn every_rule_has_its_sentence() {
    let mut said = std::collections::BTreeSet::new();
    for rule in SightRule::ALL {
        for lang in [Lang::Zh, Lang::En] {
            assert!(said.insert(sight_rule(rule).get(lang).to_owned()), "{rule:?}");
        }
    }
}

#[test]
fn positions_are_held_delegated_or_open_and_end_at_once() {
    let world = World::small();
    let at = world.at("2026-03-02 09:00");
    let hours = |hours| at + jiff::SignedDuration::from_hours(hours);
    let head = Actor::person("Ma", "A1.roads/head");
    let appoint = |position: &str, person: &str, until| Office::Appoint {
        position: position.into(),
        person: person.into(),
        from: at,
        until,
    };
    let delegate = Office::Delegate {
        position: "A1.roads/head".into(),
        to: "Li".into(),
        powers: Vec::new(),
        period: Period { from: at, until: hours(48) },
        reason: "leave".to_owned(),
    };
    let acts = [
        (head.clone(), appoint("A1.roads/head", "Ma", Some(hours(24)))),
        (head.clone(), delegate),
        (head, appoint("A1.roads/liaison", "Li", Some(hours(2)))),
    ];
    let (_, all) = office(&world, "A1", at, &acts);
    let ctx = with(&world, &all);
    let open: Vec<PositionId> =
        ["A1.roads/liaison", "A1.desk/duty", "A1.nowhere/x"].map(PositionId::from).to_vec();
    let of = |person: &str, at| -> Vec<(String, Standing)> {
        let found = positions(&person.into(), &open, &ctx, at);
        found.into_iter().map(|(position, standing)| (position.to_string(), standing)).collect()
    };
    let named = |position: &str, standing| (position.to_owned(), standing);
    let duty = named("A1.desk/duty", Standing::Open);
    let liaison = named("A1.roads/liaison", Standing::Holder);
    let deputy = named("A1.roads/head", Standing::Delegate(1));
    assert_eq!(of("Li", at), [liaison, deputy.clone(), duty.clone()]);
    assert_eq!(of("Li", hours(2)), [deputy, duty.clone()], "a tenure ends by itself");
    // A position that anybody was ever appointed to is open no more, also when nobody holds it.
    assert_eq!(of("Li", hours(24)), vec![duty.clone()], "with the holder the deputy goes");
    assert_eq!(of("Zhao", at), [duty]);
}

#[test]
fn an_exception_opens_one_case_to_one_person_for_a_time() {
    let world = World::small();
    let bench = accepted_at(&world, "A1.desk");
    let at = bench.now;
    let later = |hours| at + jiff::SignedDuration::from_hours(hours);
    let open = Office::OpenException {
        case: bench.case.id.clone(),
        reason: "downstream".to_owned(),
        until: later(3),
    };
    let duty = Actor::person("Qin", "B1.desk/duty");
    let acts = [(duty, open)];
    let (here, all) = office(&world, "A1", at, &acts);
    let ctx = with(&world, &all);
    let opens = |person: &str, position: &str, at| {
        exception(&bench.case, &person.into(), &position.into(), &ctx, at).is_some()
    };
    assert!(opens("Qin", "B1.desk/duty", at));
    assert!(!opens("Qin", "B1.desk/lead", at) && !opens("Wei", "B1.desk/duty", at));
    assert!(opens("Qin", "B1.desk/duty", later(2)) && !opens("Qin", "B1.desk/duty", later(3)));
    assert!(!sees("B1.desk/duty", &bench.case, &ctx), "no list shows it");
    // Recorded where the coordinating body of the case does not look, it opens nothing.
    let (elsewhere, all) = office(&world, "B1", at, &acts);
    assert_eq!(elsewhere.exceptions, here.exceptions);
    let ctx = with(&world, &all);
    let found = exception(&bench.case, &"Qin".into(), &"B1.desk/duty".into(), &ctx, at);
    assert!(found.is_none());
    let own = directory::Exception { until: at, ..here.exceptions[0].clone() };
    assert!(!own.opens_at(at));
}

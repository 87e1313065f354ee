//! What every store must list for whom: the policy of sight, proved on random cases.
//!
//! `TANDEM_SEED=n` plays other cases.

#![allow(clippy::unwrap_used, reason = "a suite that fails says where")]

use crate::random::{play, rolls};
use crate::{Bench, World};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeSet;
use std::sync::Arc;
use tandem_core::case::Case;
use tandem_core::directory::{Directories, Directory, Ending};
use tandem_core::sight::Sight;
use tandem_core::{AreaId, CaseId, Digest, PositionId, UnitId};
use tandem_engine::{Append, CaseFilter, Store, row_of};

/// Cases that are played.
const CASES: usize = 60;

/// Lines of a page of a list.
const PAGE: usize = 17;

/// For every position, every area and every unit, a store lists exactly the cases that the policy
/// lets the position see.
pub(crate) fn lists_show_what_the_policy_lets_see(store: &dyn Store) {
    let mut world = World::small();
    let cases = played(&world);
    let mut offices = Directory::new(AreaId::from("A1"));
    offices.version = 1;
    offices.endings.push(Ending {
        unit: "A1.water".into(),
        at: world.at("2026-02-11 08:00"),
        successor: Some("A1.roads".into()),
        reason: "merged".to_owned(),
    });
    let mut directories = Directories::default();
    directories.put(offices);
    world.directories = Arc::new(directories);
    let ctx = world.context();
    for case in &cases {
        let append = Append {
            case: case.id.clone(),
            expected: 0,
            key: None,
            bodies: vec![crate::contract::body("played")],
            row: Some(row_of(case, &ctx)),
            effects: Vec::new(),
        };
        store.append(vec![append]).unwrap();
    }
    let areas: Vec<Option<AreaId>> =
        std::iter::once(None).chain(world.region.areas().map(|a| Some(a.id.clone()))).collect();
    let nobody = Sight { units: Vec::new(), areas: Vec::new() };
    assert!(listed(store, &CaseFilter { sight: Some(nobody), ..all() }).is_empty());
    let (mut shown, mut by_part) = (0, 0);
    let mut units = BTreeSet::new();
    // The positions of a unit see the same; one of each is enough.
    let first =
        |position: &&PositionId| position.split().is_some_and(|(unit, _)| units.insert(unit));
    for position in world.positions.iter().filter(first) {
        let Some(sight) = Sight::of(position, &ctx) else {
            assert!(position.as_str().starts_with("A1.water/"), "{position} sees nothing");
            continue;
        };
        for under in &areas {
            let within = |case: &&Case| {
                let desk = world.region.unit(&case.desk).unwrap();
                under.as_ref().is_none_or(|area| world.region.contains(area, &desk.area))
            };
            let seen = |case: &&Case| sight.sees(case, &ctx) && within(case);
            let expected: Vec<&CaseId> = cases.iter().filter(seen).map(|case| &case.id).collect();
            let filter = CaseFilter { under: under.clone(), sight: Some(sight.clone()), ..all() };
            assert_eq!(listed(store, &filter), sorted(expected), "{position} under {under:?}");
            for phase in ["received", "open", "closed"] {
                let filter = CaseFilter { phase: Some(phase.to_owned()), ..filter.clone() };
                let of_phase = |row: &&CaseId| store.row(row).unwrap().unwrap().phase == phase;
                let expected = cases.iter().filter(seen).map(|case| &case.id).filter(of_phase);
                assert_eq!(listed(store, &filter), sorted(expected.collect()), "{position}");
            }
        }
        let own = &sight.units[0];
        let listed = listed(store, &CaseFilter { sight: Some(sight.clone()), ..all() });
        shown += listed.len();
        let covers = |case: &Case| sight.covers(&world.region.unit(&case.desk).unwrap().area, &ctx);
        by_part += cases.iter().filter(|case| sight.sees(case, &ctx) && !covers(case)).count();
        works_on(store, &sight, own);
    }
    assert!(shown > CASES && by_part > 20, "{shown} lines, {by_part} of them by part, say little");
}

/// What a unit works on, all of its positions see.
fn works_on(store: &dyn Store, sight: &Sight, unit: &UnitId) {
    let filter = CaseFilter { unit: Some(unit.clone()), ..all() };
    let seen = CaseFilter { sight: Some(sight.clone()), ..filter.clone() };
    assert_eq!(listed(store, &filter), listed(store, &seen), "{unit} works on what it cannot see");
}

fn all() -> CaseFilter {
    CaseFilter::default()
}

fn sorted(mut ids: Vec<&CaseId>) -> Vec<CaseId> {
    ids.sort();
    ids.into_iter().cloned().collect()
}

fn listed(store: &dyn Store, filter: &CaseFilter) -> Vec<CaseId> {
    let (mut found, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let page = store.rows(filter, cursor.as_deref(), PAGE).unwrap();
        assert!(page.items.len() <= PAGE);
        found.extend(page.items.into_iter().map(|row| row.case));
        cursor = page.next;
        if cursor.is_none() {
            found.sort();
            return found;
        }
    }
}

/// Cases that people played at random.
fn played(world: &World) -> Vec<Case> {
    let seed = std::env::var("TANDEM_SEED").ok().unwrap_or_else(|| "1".to_owned());
    let seed = Digest::of(format!("sight {seed}").as_bytes()).0;
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = rolls(1..60);
    let mut cases = Vec::new();
    while cases.len() < CASES {
        let rolls = strategy.new_tree(&mut runner).unwrap().current();
        let mut bench = Bench::new(world, "2026-02-10 10:00");
        for roll in &rolls {
            play(&mut bench, roll).unwrap();
        }
        if bench.case.version > 0 {
            let mut case = bench.case;
            case.id = CaseId::from(format!("K-{:03}", cases.len()).as_str());
            cases.push(case);
        }
    }
    cases
}

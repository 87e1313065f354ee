//! Random cases under random rules: whatever people do, in whatever order, every named invariant
//! holds, the sweeper comes to rest, the ledger replays, and officials who want to can close.
//!
//! `TANDEM_SEED=n` plays other cases, `TANDEM_CASES=n` more or fewer of them; with `TANDEM_LONG`
//! set, as `cargo xtask test` does, more than a million entries are applied.

use proptest::prelude::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeMap;
use tandem_core::Digest;
use tandem_core::case::{Actor, Case, Command, Entry, Order, OrderRole, decide};
use tandem_testkit::random::{Roll, close, play, rolls, rules};
use tandem_testkit::{Bench, Broken, Outcome, Rules, World};

/// Kinds of entries that there are; a run in which one never comes says too little.
const KINDS: usize = 67;

/// A kind that only a long run is sure to meet: a merge of an open case that still owes the public
/// something, after all that must be over before a merge is over.
const RARE: &str = "CommitmentTaken";

/// What a run saw.
#[derive(Default)]
pub(crate) struct Seen {
    cases: usize,
    pub(crate) applied: usize,
    refused: usize,
    closed: usize,
    relayed: usize,
    by_kind: BTreeMap<String, usize>,
    refusals: BTreeMap<String, usize>,
}

/// Plays cases from a strategy, shrinks the first that breaks, and shows its transcript.
pub(crate) fn check<S: Strategy>(
    name: &str,
    cases: u32,
    strategy: &S,
    run: impl Fn(&S::Value, &mut Seen) -> Result<(), Broken>,
) -> Seen {
    let number = |key: &str| std::env::var(key).ok().and_then(|text| text.parse::<u64>().ok());
    let seed = number("TANDEM_SEED").unwrap_or(1);
    let cases = number("TANDEM_CASES").map_or(cases, |cases| cases as u32);
    say(&format!("{name}: {cases} cases with TANDEM_SEED={seed}"));
    let config =
        Config { cases, failure_persistence: None, max_shrink_iters: 5_000, ..Config::default() };
    let seed = Digest::of(format!("{name} {seed}").as_bytes()).0;
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let seen = RefCell::new(Seen::default());
    let result = runner.run(strategy, |value| {
        run(&value, &mut seen.borrow_mut()).map_err(|broken| TestCaseError::fail(broken.what))
    });
    if let Err(TestError::Fail(_, value)) = result {
        let broken = run(&value, &mut Seen::default()).expect_err("the same case breaks again");
        panic!("{name}: {broken}");
    }
    result.expect("a failing case was shown above");
    let seen = seen.into_inner();
    let Seen { cases, applied, refused, closed, relayed, by_kind, refusals } = &seen;
    say(&format!(
        "{name}: {applied} entries applied, {refused} refused, {closed} of {cases} closed, \
         {relayed} orders through a desk between"
    ));
    say(&format!("entries: {by_kind:?}\nrefusals: {refusals:?}"));
    seen
}

/// Says what a run did; shown where it fails, or with `--nocapture`.
#[allow(clippy::print_stdout, reason = "a random test prints its seed")]
fn say(text: &str) {
    println!("{text}");
}

/// The name of a variant.
fn variant(value: &impl std::fmt::Debug) -> String {
    let text = format!("{value:?}");
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    text[..end].to_owned()
}

fn case_of(world: &World, rolls: &[Roll], seen: &mut Seen) -> Result<(), Broken> {
    let mut bench = Bench::new(world, "2026-02-10 10:00");
    for roll in rolls {
        if let Outcome::Refused(refusal) = play(&mut bench, roll)? {
            seen.refused += 1;
            *seen.refusals.entry(variant(&refusal.0)).or_default() += 1;
        }
    }
    bench.sweep()?;
    close(&mut bench)?;
    bench.sweep()?;
    replays(&bench)?;
    seen.cases += 1;
    seen.closed += usize::from(!bench.is_live());
    let others = bench.others.values().map(|(_, entries)| entries.as_slice());
    let all: Vec<&[Entry]> = others.chain([bench.entries.as_slice()]).collect();
    seen.applied += all.iter().map(|entries| entries.len()).sum::<usize>();
    seen.relayed += bench.case.orders.iter().filter(|order| came_by_relay(order, &bench)).count();
    for entry in all.into_iter().flatten() {
        *seen.by_kind.entry(variant(&entry.kind)).or_default() += 1;
    }
    Ok(())
}

/// Whether a desk gave an order that itself has one to pass on.
fn came_by_relay(order: &Order, bench: &Bench<'_>) -> bool {
    let relays = |other: &Order| other.role == OrderRole::Relaying && other.to == order.issuer;
    bench.case.orders.iter().any(relays)
}

/// The ledger is the case: written as JSON, read again and replayed, it makes an equal one.
fn replays(bench: &Bench<'_>) -> Result<(), Broken> {
    replays_one(bench, &bench.case, &bench.entries)?;
    bench.others.values().try_for_each(|(case, entries)| replays_one(bench, case, entries))
}

fn replays_one(bench: &Bench<'_>, case: &Case, entries: &[Entry]) -> Result<(), Broken> {
    let broken = |what: String| Broken { what, transcript: bench.transcript() };
    let mut read: Vec<Entry> = Vec::with_capacity(entries.len());
    for entry in entries {
        let json = serde_json::to_string(entry).map_err(|e| broken(e.to_string()))?;
        let back: Entry =
            serde_json::from_str(&json).map_err(|e| broken(format!("{e}: {json}")))?;
        if &back != entry {
            return Err(broken(format!("it reads back as another entry: {json}")));
        }
        read.push(back);
    }
    if &Case::replay(case.id.clone(), &read) == case {
        Ok(())
    } else {
        Err(broken("DET-1 is broken: replay makes another case".to_owned()))
    }
}

#[test]
fn random_cases_under_random_rules() {
    let small = World::small();
    let strategy = (rules(), rolls(20..200));
    let long = std::env::var_os("TANDEM_LONG").is_some();
    let (cases, entries_min) = if long { (6_400, 1_000_000) } else { (700, 100_000) };
    let seen = check("random rules", cases, &strategy, |(rules, rolls), seen| {
        case_of(&small.under(rules), rolls, seen)
    });
    if std::env::var("TANDEM_CASES").is_err() {
        assert!(seen.applied >= entries_min, "only {} entries were applied", seen.applied);
        assert!(seen.relayed >= 100, "only {} orders came through a desk between", seen.relayed);
        let mut kinds: Vec<&str> = seen.by_kind.keys().map(|kind| &**kind).collect();
        if !long && !kinds.contains(&RARE) {
            kinds.push(RARE);
        }
        assert_eq!(kinds.len(), KINDS, "some kind of entry never came: {:?}", seen.by_kind);
    }
}

#[test]
fn random_cases_in_the_shipped_region() {
    let world = World::guangxi();
    check("shipped region", 100, &rolls(20..200), |rolls, seen| case_of(&world, rolls, seen));
}

#[test]
fn a_clock_that_jumps_back_cannot_reorder_a_case() {
    let world = World::small_under(&Rules::default());
    check("clock jumps back", 20, &rolls(5..40), |rolls, _| {
        let mut bench = Bench::new(&world, "2026-02-10 10:00");
        let start = bench.now;
        for roll in rolls {
            bench.now = start;
            play(&mut bench, roll)?;
        }
        Ok(())
    });
}

#[test]
fn a_second_sweeper_changes_nothing() {
    let world = World::small();
    check("second sweeper", 40, &rolls(5..60), |rolls, _| {
        let mut bench = Bench::new(&world, "2026-02-10 10:00");
        for roll in rolls {
            play(&mut bench, roll)?;
        }
        let due = tandem_core::case::due(&bench.case, &world.context(), bench.now);
        bench.sweep()?;
        for command in due {
            let late = matches!(command, Command::Remind { .. } | Command::Lapse { .. });
            let context = world.context();
            let again = decide(&bench.case, &context, bench.now, &Actor::Mechanism, command);
            assert!(again.is_err() || !late, "{}", bench.transcript());
        }
        assert_eq!(bench.sweep()?, 0);
        Ok(())
    });
}

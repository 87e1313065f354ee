//! The demo as a user runs it: the same seed, the same ledger; killed, it goes on.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tandem::demo::{Demo, Outcome};
use tandem::files::Files;
use tandem_engine::{Engine, Ledger as _, MemoryLedger, Store};
use tandem_store::SqliteLedger;

const SEED: u64 = 7;

/// At least this many kills, at random moments of several runs.
const KILLS_MIN: u32 = 200;

pub(crate) fn in_memory(seed: u64) -> (Arc<dyn Store>, Outcome) {
    let store: Arc<dyn Store> = Arc::new(MemoryLedger::default());
    let files = Files::default();
    let world = files.world("guangxi", None).unwrap();
    let engine = Arc::new(Engine::new(Arc::clone(&store), world).unwrap());
    let mut demo = Demo::new(&files, Arc::clone(&store), Arc::clone(&engine), seed).unwrap();
    while demo.step().unwrap().is_some() {}
    (store, Outcome::of(&engine).unwrap())
}

#[test]
fn every_case_goes_all_the_way_and_no_invariant_breaks() {
    let (_, outcome) = in_memory(SEED);
    let outcome = serde_json::to_value(&outcome).unwrap();
    assert_eq!(outcome["invariants"]["broken"], 0);
    assert_eq!(outcome["ledger"]["verified"], true);
    assert_eq!(outcome["officials"], "simulated");
    let cases = outcome["cases"].as_array().unwrap();
    assert!(cases.len() > 50, "{} cases", cases.len());
    let levels: std::collections::BTreeSet<_> =
        cases.iter().map(|case| case["level"].as_str().unwrap()).collect();
    assert_eq!(levels.into_iter().collect::<Vec<_>>(), ["city", "county", "region"]);
    for case in cases {
        let state = case["state"].as_str().unwrap();
        assert!(matches!(state, "closed" | "declined" | "merged"), "{case}");
        if state == "closed" {
            assert_eq!(case["tracks"]["disposal"], "closed", "{case}");
            assert_eq!(case["tracks"]["response"], "closed", "{case}");
            assert!(case["lead"].is_string() && case["lead_rule"].is_string(), "{case}");
        }
    }
}

#[test]
fn one_seed_gives_one_ledger_and_another_seed_another() {
    let (first, _) = in_memory(SEED);
    let (second, _) = in_memory(SEED);
    let all = |store: &Arc<dyn Store>| store.scan(0, 1 << 30).unwrap();
    assert_eq!(all(&first), all(&second));
    let (other, _) = in_memory(SEED + 1);
    assert_ne!(first.head().unwrap().root, other.head().unwrap().root);
}

fn demo(state: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_tandem"))
        .args(["demo", "--headless", "--seed", &SEED.to_string(), "--state"])
        .arg(state)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[allow(clippy::disallowed_methods, reason = "a kill comes after a time, not after a signal")]
fn wait(duration: Duration) {
    std::thread::sleep(duration);
}

#[test]
fn killed_at_random_moments_it_goes_on_without_loss_or_repetition() {
    let (expected, _) = in_memory(SEED);
    let expected = expected.scan(0, 1 << 30).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut state = folder.path().join("0");
    // A fixed sequence of waits (a linear congruence), so that a failure can be run again.
    let mut random: u64 = 20_260_301;
    let (mut kills, mut runs) = (0, 0);
    while kills < KILLS_MIN {
        let mut child = demo(&state);
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        wait(Duration::from_millis((random >> 33) % 320));
        if child.try_wait().unwrap().is_some() {
            check(&state, &expected);
            runs += 1;
            state = folder.path().join(runs.to_string());
            continue;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
    }
    assert!(demo(&state).wait().unwrap().success());
    check(&state, &expected);
    println!("{kills} kills in {} runs", runs + 1);
}

fn check(state: &Path, expected: &[tandem_engine::Stored]) {
    let store = SqliteLedger::open_to_read(state).unwrap();
    tandem_engine::verify(&store).unwrap();
    let found = store.scan(0, 1 << 30).unwrap();
    let differing = found.iter().zip(expected).find(|(found, expected)| found != expected);
    assert!(differing.is_none(), "{differing:?}");
    assert_eq!(found.len(), expected.len());
}

//! Before and after a change, and rules of event logs.

use serde::Deserialize;
use tandem_core::Text;
use tandem_insight::change::{Ask, Matter, Measure, PERIODS_MIN, Value, change, fit};
use tandem_insight::conformance::{Rules, conformance};
use tandem_insight::evaluate::Question;
use tandem_insight::ledger::odds_ratio;
use tandem_insight::log::{Columns, EventLog, Micros, read};

const DAY: i64 = 86_400_000_000;

#[derive(Deserialize)]
struct Golden {
    points: Vec<(i64, f64)>,
    lag: usize,
    params: [f64; 4],
    errors: [f64; 4],
    tables: Vec<[[u64; 2]; 2]>,
    odds_ratio: (f64, f64, f64),
}

fn near(got: f64, expected: f64) {
    assert!((got - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{got} is not {expected}");
}

/// `golden/make_change.py` made the figures with statsmodels.
#[test]
fn fits_and_odds_ratios_are_those_of_statsmodels() {
    let golden: Golden = serde_json::from_str(include_str!("../golden/change.json")).unwrap();
    let found = fit(&golden.points).unwrap();
    assert_eq!(found.lag, golden.lag);
    for (effect, nth) in [(found.trend, 1), (found.jump, 2), (found.bend, 3)] {
        near(effect.value, golden.params[nth]);
        near(effect.error, golden.errors[nth]);
    }
    let (ratio, low, high) = odds_ratio(&golden.tables).unwrap();
    near(ratio, golden.odds_ratio.0);
    near(low, golden.odds_ratio.1);
    near(high, golden.odds_ratio.2);
}

fn measure() -> Measure {
    Measure { name: "h", words: Text::new("用时", "time"), horizon_days: Some(2) }
}

fn ask(until_days: i64) -> Ask {
    Ask { at: Micros(0), until: Micros(until_days * DAY), every_days: 1, n_min: 2 }
}

/// Three matters a day from a day on: `hours` each, of one kind.
fn days(range: std::ops::Range<i64>, hours: impl Fn(i64) -> f64, kind: &str) -> Vec<Matter> {
    let of_day = |day: i64| {
        let wobble = [-0.5, 0.0, 0.5 + 0.01 * (day % 3) as f64];
        let matter = |(nth, wobble): (usize, f64)| Matter {
            since: Micros(day * DAY + nth as i64 * 3_600_000_000),
            values: vec![Value::Until(Some((hours(day) + wobble) * 3_600.0))],
            kinds: vec![kind.to_owned()],
        };
        wobble.into_iter().enumerate().map(matter).collect::<Vec<_>>()
    };
    range.flat_map(of_day).collect()
}

#[test]
fn a_jump_is_found_and_young_matters_do_not_look_quick() {
    let mut matters = days(-12..0, |_| 20.0, "water");
    matters.extend(days(0..14, |_| 12.0, "roads"));
    let kinds = [Text::new("领域", "field")];
    // The last two days were not watched for the horizon of two days.
    let found = change(&matters, &[measure()], &kinds, ask(14));
    let series = &found.measures[0];
    let fit = series.fit.as_ref().unwrap();
    assert_eq!(fit.periods, [12, 12]);
    assert!((fit.jump.value + 8.0).abs() < 0.1, "{:?}", fit.jump);
    assert!(fit.jump.high < 0.0 && fit.bend.low < 0.0 && fit.bend.high > 0.0);
    assert!(series.finding.en.starts_with("the level changed"), "{}", series.finding.en);
    assert!(series.periods[24].value.is_none() && series.periods[23].value.is_some());
    // Every matter is of another kind than before, and the reader is told.
    assert!((found.mix[0].distance - 1.0).abs() < 1e-12);
    assert!(found.cautions.iter().any(|caution| caution.en.contains("100% by field")));
    assert!(found.cautions.iter().any(|caution| caution.en.contains("less than two years")));
}

#[test]
fn too_few_periods_say_nothing() {
    let few = PERIODS_MIN as i64 - 1;
    let mut matters = days(-few..0, |_| 20.0, "water");
    matters.extend(days(0..20, |_| 2.0, "water"));
    let found = change(&matters, &[measure()], &[], ask(40));
    assert!(found.measures[0].fit.is_none());
    assert!(found.measures[0].finding.en.starts_with("Cannot tell: 7 periods before"));
    assert!(change(&[], &[measure()], &[], ask(1)).measures[0].periods.is_empty());
}

#[test]
fn days_without_matters_are_periods_too_and_forged_times_do_no_harm() {
    let mut matters = days(-20..-10, |_| 20.0, "water");
    matters.extend(days(0..10, |_| 20.0, "water"));
    let found = change(&matters, &[measure()], &[], ask(30));
    assert_eq!(found.measures[0].periods.len(), 30);
    matters.push(Matter {
        since: Micros(i64::MIN),
        values: vec![Value::Until(None)],
        kinds: vec![],
    });
    assert_eq!(change(&matters, &[measure()], &[], ask(30)).measures[0].periods.len(), 21);
}

fn log() -> EventLog {
    let rows = [
        "a,received,2026-01-01T08:00:00Z,p",
        "a,drafted,2026-01-01T09:00:00Z,p",
        "a,approved,2026-01-01T10:00:00Z,p",
        "a,closed,2026-01-02T10:00:00Z,q",
        "b,received,2026-01-01T08:00:00Z,p",
        "b,approved,2026-01-01T09:00:00Z,q",
        "b,drafted,2026-01-01T10:00:00Z,p",
        "b,closed,2026-01-01T12:00:00Z,q",
        "c,drafted,2026-01-02T08:00:00Z,p",
        "d,received,2026-01-02T09:00:00Z,p",
        "d,received,2026-01-02T09:30:00Z,p",
    ];
    let text = format!("case,activity,time,resource\n{}\n", rows.join("\n"));
    read(text.as_bytes(), &Columns::default()).unwrap().log
}

#[test]
fn a_log_is_held_against_rules() {
    let rules: Rules = toml::from_str(include_str!("rules.toml")).unwrap();
    let question = Question { ends: vec!["closed".to_owned()], n_min: 1 };
    let found = conformance(&log(), &rules, &question);
    let told: Vec<String> = found
        .iter()
        .map(|k| {
            let who: Vec<String> =
                k.deviations.iter().map(|d| format!("{}: {}", d.case, d.words.en)).collect();
            format!(
                "{} n={} kept={} broken={} pending={} {}",
                k.rule,
                k.n,
                k.kept,
                k.broken,
                k.pending,
                who.join("; ")
            )
        })
        .collect();
    let expected = [
        "approval n=4 kept=2 broken=0 pending=2 ",
        "start n=4 kept=3 broken=1 pending=0 c: began with `drafted`, not `received`",
        "draft-first n=2 kept=1 broken=1 pending=0 \
         b: no `drafted` before `approved` at 2026-01-01T09:00:00Z",
        "quick n=3 kept=1 broken=1 pending=1 \
         a: `closed` came 26 h after `received` at 2026-01-01T08:00:00Z",
        "once n=4 kept=3 broken=1 pending=0 d: `received` happened 2 times, 1 are allowed",
        "two-people n=2 kept=1 broken=1 pending=0 \
         a: `drafted` and `approved` were done by the same resource",
        "archive n=4 kept=0 broken=2 pending=2 a: ended without `archived`; b: ended without `archived`",
    ];
    assert_eq!(told, expected);
    assert_eq!(found[6].unknown, ["archived"]);
    assert_eq!((found[1].share, found[1].source.as_str()), (Some(0.75), "house rules, 3"));
}

//! Comparison, sensitivity, and the file of assumptions.

use crate::common::{guangxi, mechanism, offices};
use expect_test::{Expect, expect};
use std::convert::Infallible;
use tandem_sim::{
    Figure, Hours, Moment, ORDERED_BY, Offices, Parameter, Plan, Standing, compare, replicate,
    sensitivity, sensitivity_comparisons,
};

fn check_file(text: &str, expect: &Expect) {
    let said = match Offices::default().with("mine.toml", text) {
        Ok(offices) => {
            let entry = &offices.entries()[Parameter::DeskServers as usize];
            format!("{} {:?} {:?}", entry.value, entry.standing, entry.source)
        }
        Err(error) => error.to_string(),
    };
    expect.assert_eq(&said);
}

#[test]
fn a_file_replaces_assumptions_or_says_what_is_wrong() {
    check_file("", &expect![[r#"3 Assumption """#]]);
    check_file(
        "[desk_servers]\nvalue = 5\nstanding = \"measured\"\nsource = \"rota of May\"",
        &expect![[r#"5 Measured "rota of May""#]],
    );
    check_file(
        "[desk_servers]\nvalue = 2.5",
        &expect!["mine.toml: `desk_servers` is 2.5, but must be a whole number from 1 to 1000"],
    );
    check_file(
        "[share_late]\nvalue = 1.5",
        &expect!["mine.toml: `share_late` is 1.5, but must be from 0 to 1"],
    );
    check_file(
        "[other_work]\nvalue = 1",
        &expect!["mine.toml: `other_work` is 1, but must be from 0 to 0.9"],
    );
    check_file(
        "[reaction_minutes]\nvalue = nan",
        &expect!["mine.toml: `reaction_minutes` is NaN, but must be above 0 and at most 1000000"],
    );
    check_file(
        "[season]\nhours = [1]\nweekdays = [1]",
        &expect!["mine.toml: season needs 24 hours and 7 weekdays, none negative and not all zero"],
    );
    check_file(
        "[share_late]\nvalue = 0.1\nrange = { low = 0.2, high = 0.3 }",
        &expect!["mine.toml: the range of `share_late`, 0.2 to 0.3, must hold its value 0.1"],
    );
    check_file("not toml", &expect!["mine.toml cannot be read"]);
    let unknown = Offices::default().with("mine.toml", "[desk_server]\nvalue = 1");
    let unknown = unknown.expect_err("a slip of the pen is not passed over").to_string();
    assert!(unknown.starts_with("mine.toml: there is no figure `desk_server`"), "{unknown}");
}

#[test]
fn every_assumption_that_is_built_in_says_what_it_is() {
    for entry in offices().entries() {
        assert!(!entry.words.zh.is_empty() && !entry.words.en.is_empty(), "{}", entry.name);
        let prior = entry.standing == Standing::Prior;
        assert_eq!(prior, !entry.source.is_empty(), "{}: a prior names its source", entry.name);
        assert!(entry.value > 0.0, "{}", entry.name);
        let range = &entry.range;
        let holds = range.low <= entry.value && entry.value <= range.high;
        assert!(holds && range.low < range.high, "{}: could lie off", entry.name);
        assert!(!range.zh.is_empty() && !range.en.is_empty(), "{}: says why", entry.name);
    }
}

#[test]
fn an_assumption_is_placed_within_its_range() {
    let offices = offices();
    let at = |parameter, at| offices.placed(parameter, at).get(parameter);
    assert_eq!(at(Parameter::ShareSilent, 0.0), 0.01);
    assert!((at(Parameter::ShareSilent, 0.5) - 0.105).abs() < 1e-12, "a share in even steps");
    assert!((at(Parameter::PressedMinutes, 0.5) - 84.85).abs() < 0.01, "a time by its logarithm");
    assert_eq!(at(Parameter::DeskServers, 0.5), 4.0, "hands are whole");
    assert_eq!(at(Parameter::DeskServers, 1.0), 6.0);
}

#[test]
fn hours_agree_with_the_calendar() {
    let place = guangxi();
    let until = place.start.plus(120 * 86_400_000);
    let hours = Hours::of(place.calendar, place.start, until);
    let mut at = place.start;
    while at < until {
        let instant = tandem_core::Timestamp::from_millisecond(at.0).expect("within range");
        assert_eq!(hours.is_open(at), place.calendar.is_open(instant), "{instant}");
        let opens = place.calendar.next_open(instant).as_millisecond();
        assert_eq!(hours.next_open(at), Moment(opens), "{instant}");
        let after = hours.after(at, 5 * 3_600_000);
        assert_eq!(hours.between(at, after), 5 * 3_600_000, "{instant}");
        at = at.plus(47 * 60_000);
    }
}

#[test]
fn mechanisms_are_compared_on_identical_matters() {
    let (place, offices) = (guangxi(), offices());
    let mechanisms = [mechanism("hop-by-hop"), mechanism("cn-61-2016")];
    let plan = Plan {
        place: &place,
        offices: &offices,
        cases: 15,
        seed: 1,
        replications: 3,
        horizon_days: 60,
    };
    let replication =
        |nth| replicate(plan, &mechanisms, nth).unwrap_or_else(|broken| panic!("{broken}"));
    let one = compare(plan, &mechanisms, (0..3).map(replication).collect());
    let n = Figure::all().count();
    assert_eq!((one.mechanisms.len(), one.differences.len()), (2, n));
    for (at, difference) in one.differences.iter().enumerate() {
        let [a, b] = [&one.mechanisms[1].figures[at], &one.mechanisms[0].figures[at]];
        let (low, high) = (difference.estimate.low, difference.estimate.high);
        if let (Some(mean), Some(a), Some(b)) = (difference.estimate.mean, a.mean, b.mean) {
            assert!((mean - (a - b)).abs() < 1e-9, "{}: a mean of differences", a - b);
            assert!(low.is_none_or(|low| low <= mean) && high.is_none_or(|high| mean <= high));
        }
    }
    // In whatever order they are run, and however many at once.
    let mut backward: Vec<_> = (0..3).rev().map(replication).collect();
    backward.reverse();
    let again = compare(plan, &mechanisms, backward);
    assert_eq!(one, again, "bit-equal by seed");
    let mut tried = 0;
    let found = sensitivity(plan, &one, |other| {
        tried += 1;
        assert_ne!(other.offices.entries(), offices.entries(), "an assumption is another");
        Ok::<_, Infallible>(one.clone())
    });
    let Ok(found) = found;
    assert_eq!(tried, sensitivity_comparisons(plan));
    assert_eq!(found.len() as u64, tried * ORDERED_BY.len() as u64);
    assert!(found.iter().all(|figure| figure.turned.is_empty()), "the same figures turn nothing");
}

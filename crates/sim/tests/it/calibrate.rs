//! Fits against made data whose truth is known.

use std::convert::Infallible;
use tandem_insight::log::{Columns, EventLog, Micros, parse_time, read};
use tandem_sim::calibrate::{
    Fitted, Handoffs, HeldOut, Interval, Months, distance, fit, fit_again, quantile, search,
    season, share, widest_half, write,
};
use tandem_sim::{Draws, Name, Offices, Parameter, Standing, Stream};

fn stream(purpose: u64) -> Stream {
    Draws::new(2).stream(Name { case: 0, office: 0, purpose, nth: 0 })
}

fn time(text: &str) -> Micros {
    parse_time(text).expect("a time")
}

#[test]
fn a_mixture_of_waits_is_found_again() {
    let mut draw = stream(0);
    let waits: Vec<f64> = (0..8_000)
        .map(|_| {
            let factor = if draw.happens(0.2) { 12.0 } else { 1.0 };
            factor * draw.lognormal(40.0, 0.7)
        })
        .collect();
    let found = fit_again(&waits, 20, stream(1)).expect("enough of them");
    for (name, interval, truth) in [
        ("median", found.median, 40.0),
        ("spread", found.spread, 0.7),
        ("late", found.late, 0.2),
        ("factor", found.factor, 12.0),
    ] {
        let off = (interval.value - truth).abs();
        assert!(off < 0.1 * truth, "{name}: {interval:?}, not {truth}");
        let width = interval.high - interval.low;
        assert!(width > 0.0 && off < 1.5 * width, "{name}: {interval:?} tells how sure it is");
    }
    assert_eq!(fit(&waits[..19]), None, "too few say nothing");
}

#[test]
fn distances_are_those_of_known_samples() {
    let apart = |one: &[f64], other: &[f64]| {
        let found = distance(one, other, stream(2)).expect("neither is empty");
        (found.ks.value, found.w1.value)
    };
    assert_eq!(apart(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0]), (0.0, 0.0));
    assert_eq!(apart(&[0.0, 1.0], &[5.0, 6.0]), (1.0, 5.0), "shifted by five");
    let (ks, w1) = apart(&[0.0, 0.0, 0.0, 10.0], &[0.0, 0.0]);
    assert!((ks - 0.25).abs() < 1e-12 && (w1 - 2.5).abs() < 1e-12, "a quarter, ten away");
    assert!(distance(&[], &[1.0], stream(2)).is_none());
    // Two samples of one distribution: the interval shows what chance does.
    let mut draw = stream(3);
    let mut sample = |n| (0..n).map(|_| draw.normal()).collect::<Vec<f64>>();
    let found = distance(&sample(2_000), &sample(2_000), stream(4)).expect("neither is empty");
    assert!(found.ks.value < 0.06 && found.ks.low <= found.ks.value, "{found:?}");
    assert!(found.w1.high < 0.15, "{found:?}");
}

fn log(text: &str) -> EventLog {
    read(text.as_bytes(), &Columns { group: Some("group".to_owned()), ..Columns::default() })
        .expect("a log")
        .log
}

#[test]
fn a_log_tells_waits_and_returns() {
    // Work from nine to eleven on Mondays, so that the night costs no office time.
    let log = log("case,activity,time,group\n\
         1,open,2024-01-01 09:00,A\n1,work,2024-01-01 09:30,A\n1,pass,2024-01-01 10:15,B\n\
         1,work,2024-01-01 10:45,A\n\
         2,open,2024-01-08 09:10,A\n2,work,2024-01-08 10:50,B\n2,work,2024-01-15 09:20,C\n");
    let found = Handoffs::of(&log, Some("pass"));
    let minutes = |of: fn(&tandem_sim::calibrate::Wait) -> f64| -> Vec<f64> {
        found.waits.iter().map(of).collect()
    };
    assert_eq!(minutes(|wait| wait.clock_minutes), [45.0, 30.0, 100.0, 9_990.0]);
    assert_eq!(minutes(|wait| wait.office_minutes), [45.0, 30.0, 100.0, 30.0]);
    // A to B went straight back; B to A, A to B and B to C did not.
    let returned: Vec<bool> = found.returned.iter().map(|one| one.1).collect();
    assert_eq!(returned.iter().filter(|went| **went).count(), 1);
    assert_eq!(returned.len(), 4);
    assert_eq!(found.passed_on.iter().map(|one| one.1).collect::<Vec<_>>(), [true, false]);
    let passed = share(&found.passed_on).expect("two cases");
    assert!(passed.value == 0.5 && passed.low < 0.2 && passed.high > 0.8, "{passed:?}");
    let later = found.only(|at| at >= time("2024-01-08"));
    assert_eq!((later.waits.len(), later.passed_on.len()), (2, 1));
    assert!(Handoffs::of(&log, None).passed_on.is_empty(), "nothing is said without the activity");
}

#[test]
fn whole_months_are_kept_back() {
    let times = ["2024-01-05", "2024-01-20", "2024-02-03", "2024-02-04", "2024-03-01"].map(time);
    let kept = HeldOut::of(times.into_iter()).expect("three months");
    assert_eq!(times.map(|at| kept.holds(at)), [false, false, false, false, true]);
    let months = Months::of(times.into_iter()).expect("some");
    assert_eq!((months.first.as_str(), months.last.as_str()), ("2024-01", "2024-03"));
    assert_eq!(HeldOut::of(times[..2].iter().copied()), None, "one month cannot be parted");
    let last = HeldOut::of(times[1..3].iter().copied()).expect("two months");
    assert!(last.holds(times[2]) && !last.holds(times[1]), "the last month is kept back");
}

#[test]
fn the_season_counts_hours_and_weekdays() {
    let times = ["2024-01-01 09:10", "2024-01-02 09:50", "2024-01-08 21:00"].map(time);
    let found = season(&times, "made".to_owned());
    assert_eq!((found.hours[9], found.hours[21], found.hours.iter().sum::<f64>()), (2.0, 1.0, 3.0));
    assert_eq!(found.weekdays, [2.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    assert_eq!((found.standing, found.source.as_str()), (Standing::Measured, "made"));
    let half = widest_half(&[50.0, 50.0]);
    assert!((half - 0.098).abs() < 1e-3, "{half}");
}

#[test]
fn a_growing_function_is_searched() {
    let Ok(found) = search((0.5, 500.0), 144.0, 20, |x| Ok::<_, Infallible>(x * x));
    assert!(found.is_some_and(|found| (found - 12.0).abs() < 0.01), "{found:?}");
    for target in [0.5, 1e9] {
        let Ok(found) = search((1.0, 10.0), target, 20, Ok::<_, Infallible>);
        assert_eq!(found, None, "{target} is out of reach");
    }
    assert_eq!(quantile(&[3.0, 1.0, 2.0], 0.5), Some(2.0));
}

#[test]
fn what_is_written_reads_again() {
    let found = Fitted {
        parameter: Parameter::ShareLate,
        value: Interval { value: 0.123_456, low: 0.1, high: 0.2 },
        source: "a \"log\": 5 waits".to_owned(),
    };
    let offices = Offices::default().measured(&found);
    let again = Offices::default().with("mine.toml", &write(&offices)).expect("it reads");
    let entry = &again.entries()[Parameter::ShareLate as usize];
    assert_eq!((entry.value, entry.standing), (0.1235, Standing::Measured));
    assert_eq!(entry.source, found.source);
    let others = again.entries().iter().zip(Offices::default().entries().to_vec());
    for (now, before) in others.filter(|(now, _)| now.name != "share_late") {
        assert_eq!(*now, before);
    }
    assert_eq!(again.season, offices.season);
}

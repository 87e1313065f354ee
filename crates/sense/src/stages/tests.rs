use super::*;
use expect_test::{Expect, expect};
use hawkes::{Event, Kernel, Unfit};
use proptest::prelude::*;

fn known(counts: &[f64]) -> Vec<Option<f64>> {
    counts.iter().copied().map(Some).collect()
}

fn quiet(hours: usize) -> Vec<f64> {
    (0..hours).map(|h| [2.0, 1.0, 3.0, 2.0, 2.0][h % 5]).collect()
}

fn wave(height: f64) -> Vec<f64> {
    let up = (0..16).map(|h| (2.0 + height * 0.75_f64.powi(16 - h)).round());
    let down = (0..28).map(|h| (2.0 + height * 0.85_f64.powi(h)).round());
    up.chain([height; 4]).chain(down).collect()
}

/// Stages as runs, such as `latent×5 growth×2`, and the alarms.
fn check(parts: &[&[f64]], want: &Expect) {
    let counts = parts.concat();
    let reading = read(&known(&counts)).unwrap();
    let mut runs: Vec<(Stage, usize)> = Vec::new();
    for stage in reading.stages {
        match runs.last_mut() {
            Some((last, number)) if *last == stage => *number += 1,
            _ => runs.push((stage, 1)),
        }
    }
    let runs: Vec<String> = runs.iter().map(|(s, n)| format!("{s:?}×{n}").to_lowercase()).collect();
    want.assert_eq(&format!("{} alarms {:?}", runs.join(" "), reading.alarms));
}

#[test]
fn a_life_goes_through_its_stages() {
    check(&[&quiet(60)], &expect!["latent×60 alarms []"]);
    check(&[&[0.0; 40]], &expect!["latent×40 alarms []"]);
    check(
        &[&quiet(72), &wave(120.0), &quiet(48)],
        &expect!["latent×78 growth×14 outbreak×4 decline×26 latent×46 alarms [79]"],
    );
    check(
        &[&quiet(72), &wave(120.0), &quiet(30), &wave(60.0), &quiet(30)],
        &expect![
            "latent×78 growth×14 outbreak×4 decline×26 latent×36 recurrence×12 outbreak×4 decline×26 latent×28 alarms [79, 159]"
        ],
    );
    check(
        &[&[50.0, 40.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.0, 0.0]],
        &expect!["latent×6 decline×3 alarms []"],
    );
}

#[test]
fn a_new_level_is_one_alarm_and_then_usual() {
    let higher: Vec<f64> = quiet(400).iter().map(|c| c + 12.0).collect();
    let reading = read(&known(&[quiet(300), higher].concat())).unwrap();
    assert_eq!(reading.alarms.len(), 1, "{:?}", reading.alarms);
    assert_eq!(reading.stages.last(), Some(&Stage::Latent));
}

#[test]
fn missing_hours_and_silent_hours_differ() {
    let mut gap = known(&quiet(200));
    gap.extend([None; 40]);
    gap.extend(known(&quiet(100)));
    assert_eq!(read(&gap).unwrap().alarms, [0_usize; 0]);
    let mut silence = quiet(200);
    silence.extend([0.0; 40]);
    silence.extend(quiet(100));
    assert_eq!(
        read(&known(&silence)).unwrap().alarms,
        [0_usize; 0],
        "a return to the usual is no burst"
    );
}

#[test]
fn what_is_no_series_is_refused() {
    let refused = |counts: &[f64]| read(&known(counts)).unwrap_err().to_string();
    for (counts, want) in [
        ([1.0, -1.0], "hour 1: -1.0 is not a count from 0 to 1e12; write null where it is missing"),
        (
            [f64::NAN, 0.0],
            "hour 0: NaN is not a count from 0 to 1e12; write null where it is missing",
        ),
        ([0.0, 1e18], "hour 1: 1e18 is not a count from 0 to 1e12; write null where it is missing"),
    ] {
        assert_eq!(refused(&counts), want);
    }
    let long = vec![0.0; HOURS_MAX + 1];
    assert_eq!(
        refused(&long),
        "87841 hours are more than the 87840 of ten years; split the series"
    );
    assert_eq!(read(&[]).unwrap().stages, []);
    let wild: Vec<f64> = (0..HOURS_MAX).map(|h| if h % 7 == 0 { COUNT_MAX } else { 0.0 }).collect();
    assert_eq!(read(&known(&wild)).unwrap().stages.len(), HOURS_MAX);
}

#[test]
fn a_forecast_says_when_it_cannot_tell() {
    let of = |counts: &[f64]| forecast::forecast(counts);
    assert_eq!(of(&[]), Err(CannotTell::TooEarly));
    assert_eq!(of(&[30.0, 20.0]), Err(CannotTell::TooEarly));
    assert_eq!(of(&[3.0, 2.0, 1.0, 0.0]), Err(CannotTell::TooEarly));
    assert_eq!(of(&[1.0, 4.0, 10.0, 30.0, 90.0, 200.0]), Err(CannotTell::StillGrowing));
    assert_eq!(of(&quiet(400)), Err(CannotTell::DoesNotFade));
    let fading = of(&[0.0, 80.0, 120.0, 60.0, 30.0, 20.0, 10.0, 5.0]).unwrap();
    assert_eq!(fading.low, 325.0);
    assert!(fading.r#final > 325.0 && fading.r#final < 450.0, "{fading:?}");
    assert!(fading.high > fading.r#final && fading.high < 1_000.0, "{fading:?}");
}

/// Events of the golden numbers, which were worked by a second program from the formulas.
fn few_events() -> Vec<Event> {
    let of = |(magnitude, time)| Event { time, magnitude };
    [(1000.0, 0.0), (10.0, 1.0), (250.0, 1.5), (40.0, 4.0), (3.0, 9.0)].map(of).to_vec()
}

fn near(found: f64, want: f64) {
    assert!((found - want).abs() <= 1e-6 * want.abs().max(1.0), "{found} is not {want}");
}

#[test]
fn the_hawkes_formulas_give_worked_numbers() {
    let kernel = Kernel { kappa: 0.5, beta: 0.6, c: 2.0, theta: 0.9 };
    let events = few_events();
    near(kernel.branching(2.1), 0.6549726715499569);
    near(kernel.pending(&events, 10.0), 7.020501969359395);
    near(kernel.log_likelihood(&events, 10.0), -21.633230959889623);
    near(kernel.size(&events, 10.0, 2.1), 25.347669272742554);
    assert_eq!(kernel.branching(1.5), f64::INFINITY);
    assert_eq!(kernel.size(&events, 10.0, 1.61), f64::INFINITY);
    // A published cascade, whose parameters are printed to six digits.
    let published = Kernel { kappa: 1.0, beta: 1.015493, c: 250.6575, theta: 1.338108 };
    assert!((published.branching(2.016) - 0.92229).abs() < 1e-3);
}

/// A cascade made from a kernel: each event has children at the kernel's mean times.
fn cascade() -> Vec<Event> {
    let mut events = vec![Event { time: 0.0, magnitude: 5_000.0 }];
    for k in 1..60 {
        let share = f64::from(k) / 61.0;
        let time = 2.0 * ((1.0 - share).powf(-1.0 / 0.8) - 1.0);
        events.push(Event { time, magnitude: 1.0 + f64::from(k * 37 % 50) });
    }
    events.retain(|e| e.time <= 100.0);
    events
}

#[test]
fn a_fit_is_likelier_than_its_neighbours() {
    let events = cascade();
    let fitted = hawkes::fit(&events, 100.0, 2.0).unwrap();
    assert!(fitted.kappa <= 1.0 && fitted.branching(2.0) < 1.0, "{fitted:?}");
    let best = fitted.log_likelihood(&events, 100.0);
    for (c, theta, kappa) in
        [(1.1, 1.0, 1.0), (0.9, 1.0, 1.0), (1.0, 1.1, 1.0), (1.0, 0.9, 1.0), (1.0, 1.0, 0.9)]
    {
        let moved = Kernel {
            c: fitted.c * c,
            theta: fitted.theta * theta,
            kappa: fitted.kappa * kappa,
            ..fitted
        };
        let other = moved.log_likelihood(&events, 100.0);
        assert!(other <= best + 1e-6, "{other} at {moved:?} is above {best} at {fitted:?}");
    }
}

#[test]
fn what_cannot_be_fitted_is_refused() {
    let events = cascade();
    let bad = |change: fn(&mut Event)| {
        let mut events = cascade();
        change(&mut events[7]);
        hawkes::fit(&events, 100.0, 2.0).unwrap_err()
    };
    assert_eq!(hawkes::fit(&events[..2], 100.0, 2.0), Err(Unfit::TooFew(2)));
    assert_eq!(hawkes::fit(&events, 100.0, 1.0), Err(Unfit::Alpha));
    assert_eq!(hawkes::fit(&events, 100.0, f64::NAN), Err(Unfit::Alpha));
    assert_eq!(bad(|e| e.time = -1.0), Unfit::Time(7));
    assert_eq!(bad(|e| e.time = f64::NAN), Unfit::Time(7));
    assert_eq!(bad(|e| e.magnitude = 0.0), Unfit::Magnitude(7));
    let many = vec![Event { time: 0.0, magnitude: 1.0 }; hawkes::EVENTS_MAX + 1];
    assert_eq!(hawkes::fit(&many, 1.0, 2.0), Err(Unfit::TooMany(hawkes::EVENTS_MAX + 1)));
    let together = vec![Event { time: 0.0, magnitude: 1.0 }; 20];
    assert!(hawkes::fit(&together, 0.0, 2.0).is_ok_and(|k| k.branching(2.0) < 1.0));
}

/// Counts as hostile as they may be, and missing ones.
fn counts() -> impl Strategy<Value = Vec<Option<f64>>> {
    let count = prop_oneof![
        6 => (0..30_u32).prop_map(|c| Some(f64::from(c))),
        1 => Just(None),
        1 => (0.0..COUNT_MAX).prop_map(Some),
        1 => Just(Some(0.0)),
    ];
    prop::collection::vec(count, 0..400)
}

proptest! {
    #[test]
    fn what_was_said_of_an_hour_stays(counts in counts(), cut in 0..400_usize) {
        let cut = cut.min(counts.len());
        let (all, part) = (read(&counts).unwrap(), read(&counts[..cut]).unwrap());
        prop_assert_eq!(&all.stages[..cut], &part.stages[..]);
        let before: Vec<usize> = all.alarms.into_iter().filter(|&h| h < cut).collect();
        prop_assert_eq!(before, part.alarms);
    }

    #[test]
    fn whatever_the_counts_the_reading_is_sound(counts in counts()) {
        let reading = read(&counts).unwrap();
        prop_assert_eq!(reading.stages.len(), counts.len());
        prop_assert!(reading.alarms.is_sorted_by(|a, b| a < b));
        prop_assert!(reading.alarms.iter().all(|&h| counts[h].is_some() && h > 0));
        if let Ok(f) = reading.forecast {
            let seen: f64 = counts.iter().flatten().sum();
            prop_assert!(f.low <= f.r#final && f.r#final <= f.high && f.high.is_finite());
            prop_assert!((f.low - seen).abs() <= 1e-9 * seen);
        }
    }

    /// More history of the same season brings no alarm and hides none.
    #[test]
    fn a_longer_quiet_history_changes_no_alarm(weeks in 2..6_usize, level in 2.0..30.0_f64) {
        let week: Vec<f64> = (0..168)
            .map(|h| (level * (1.0 + 0.6 * (std::f64::consts::TAU * f64::from(h) / 24.0).sin())).round())
            .collect();
        let history = week.repeat(weeks);
        prop_assert_eq!(read(&known(&history)).unwrap().alarms, [0_usize; 0]);
        let burst: Vec<f64> = week[..12].iter().map(|c| 6.0 * c + 10.0).collect();
        let reading = read(&known(&[history.clone(), burst].concat())).unwrap();
        prop_assert_eq!(reading.alarms.len(), 1);
        prop_assert!(reading.alarms[0] - history.len() <= 1);
    }
}

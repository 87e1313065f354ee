//! The kernel against theory, and draws against their names.

use proptest::prelude::*;
use tandem_sim::{Agenda, Draws, Hands, Moment, Name, Rank, Shift, Station, Stream};

/// Exponential services at several hands: waiting times are known in closed form (Erlang C).
const HANDS: u32 = 6;
const ARRIVALS_PER_H: f64 = 5.0;
const SERVED_PER_H: f64 = 1.0;
const MS_PER_H: f64 = 3_600_000.0;

/// What one run of M/M/c says, in hours.
struct Queue {
    waited: f64,
    stayed: f64,
    present: f64,
    rate: f64,
}

fn exponential(stream: &mut Stream, mean_h: f64) -> i64 {
    (stream.exponential() * mean_h * MS_PER_H) as i64
}

fn queue(replication: u64, warm_up: usize, counted: usize) -> Queue {
    #[derive(Clone, Copy)]
    enum Event {
        Comes,
        Goes(Moment, bool),
    }
    let draws = Draws::new(7).replication(replication);
    let stream = |purpose| draws.stream(Name { case: 0, office: 0, purpose, nth: 0 });
    let (mut comes, mut takes) = (stream(0), stream(1));
    let mut agenda = Agenda::at(Moment(0));
    let mut station: Station<(Moment, bool)> = Station::default();
    agenda.put(Moment(0), Event::Comes);
    let (mut came, mut waited, mut stayed, mut done) = (0, 0.0, 0.0, 0);
    let (mut area, mut last, mut from, mut until) = (0.0, Moment(0), Moment(0), Moment(0));
    let mut present = 0.0;
    // The window opens with the first who is counted and ends as the last one comes. Who was there
    // before adds to the area, who is still there adds to the stays: the two edges even out.
    while done < counted {
        let (now, event) = agenda.advance().expect("somebody always comes");
        // An event moves the clock from the instant before it.
        let open = came > warm_up && (came < warm_up + counted || now <= until);
        if open {
            area += present * (now.0 - last.0) as f64;
        }
        last = now;
        match event {
            Event::Comes => {
                came += 1;
                if came == warm_up + 1 {
                    from = now;
                }
                if came <= warm_up + counted {
                    until = now;
                }
                present += 1.0;
                let counts = came > warm_up && came <= warm_up + counted;
                station.offer(Rank::Office, (now, counts));
                let next = now.plus(exponential(&mut comes, 1.0 / ARRIVALS_PER_H));
                agenda.put(next, Event::Comes);
            }
            Event::Goes(came_at, counts) => {
                station.finish(Hands::Day);
                present -= 1.0;
                if counts {
                    stayed += (now.0 - came_at.0) as f64;
                    done += 1;
                }
            }
        }
        while let Some(((came_at, counts), _)) = station.start(Shift::Day(HANDS)) {
            if counts {
                waited += (now.0 - came_at.0) as f64;
            }
            let until = now.plus(exponential(&mut takes, 1.0 / SERVED_PER_H));
            agenda.put(until, Event::Goes(came_at, counts));
        }
    }
    let span = (until.0 - from.0) as f64;
    let n = counted as f64;
    Queue {
        waited: waited / n / MS_PER_H,
        stayed: stayed / n / MS_PER_H,
        present: area / span,
        rate: n / (span / MS_PER_H),
    }
}

/// Mean waiting time of M/M/c in hours, by Erlang's second formula.
fn erlang_c() -> f64 {
    let load = ARRIVALS_PER_H / SERVED_PER_H;
    let c = f64::from(HANDS);
    let term = |k: u32| (1..=k).fold(1.0, |product, i| product * load / f64::from(i));
    let all_busy = term(HANDS) * c / (c - load);
    let waits = all_busy / ((0..HANDS).map(term).sum::<f64>() + all_busy);
    waits / (c * SERVED_PER_H - ARRIVALS_PER_H)
}

/// Mean and half of a 99 % interval over 24 replications (Student, 23 degrees of freedom).
pub(crate) fn mean_and_half(values: &[f64]) -> (f64, f64) {
    assert_eq!(values.len(), 24);
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, 2.807 * (variance / n).sqrt())
}

#[test]
fn waiting_times_are_those_of_theory() {
    let runs: Vec<Queue> = (0..24).map(|nth| queue(nth, 3_000, 20_000)).collect();
    let of = |value: fn(&Queue) -> f64| mean_and_half(&runs.iter().map(value).collect::<Vec<_>>());
    let theory = erlang_c();

    let (waited, half) = of(|run| run.waited);
    assert!((waited - theory).abs() <= half, "waited {waited} ± {half} h, theory {theory}");
    assert!(half < 0.1 * theory, "the run is too short to tell: ± {half} h of {theory}");

    let present = ARRIVALS_PER_H * (theory + 1.0 / SERVED_PER_H);
    let (seen, half) = of(|run| run.present);
    assert!((seen - present).abs() <= half, "present {seen} ± {half}, theory {present}");

    // Little: who is present is who comes times how long they stay.
    let (off, half) = of(|run| run.present - run.rate * run.stayed);
    assert!(off.abs() <= half.max(1e-3), "Little's law is off by {off} ± {half}");
}

#[test]
fn a_station_serves_by_rank_and_shift() {
    let mut station = Station::default();
    station.offer(Rank::Office, "file");
    station.offer(Rank::Duty, "sign");
    station.offer(Rank::Grave, "flood");
    assert_eq!(station.start(Shift::Night(1, Rank::Duty)), Some(("flood", Hands::Night)));
    assert_eq!(station.start(Shift::Night(1, Rank::Duty)), None, "the one hand is busy");
    station.finish(Hands::Night);
    assert_eq!(station.start(Shift::Night(1, Rank::Duty)), Some(("sign", Hands::Night)));
    station.finish(Hands::Night);
    assert_eq!(station.start(Shift::Night(1, Rank::Duty)), None, "files wait for the morning");
    assert_eq!(station.start(Shift::Day(1)), Some(("file", Hands::Day)));
    assert_eq!((station.waiting(), station.busy()), (0, 1));
}

proptest! {
    #[test]
    fn events_come_in_the_order_of_time_then_of_putting_down(
        times in proptest::collection::vec(-5_i64..5, 0..60),
    ) {
        let mut agenda = Agenda::at(Moment(i64::MIN));
        for (index, time) in times.iter().enumerate() {
            agenda.put(Moment(*time), index);
        }
        prop_assert_eq!(agenda.len(), times.len());
        let mut expected: Vec<_> = times.iter().copied().zip(0..).collect();
        expected.sort_unstable();
        let came: Vec<_> = std::iter::from_fn(|| agenda.advance()).map(|(at, e)| (at.0, e)).collect();
        prop_assert_eq!(came, expected);
        prop_assert!(agenda.is_empty());
    }

    #[test]
    fn a_stream_depends_on_its_name_alone(seed: u64, case: u64, office: u64, nth in 0_u64..9) {
        let draws = Draws::new(seed);
        let name = Name { case, office, purpose: 3, nth };
        let first = draws.stream(name).bits();
        let mut other = draws.stream(Name { purpose: 4, ..name });
        prop_assert_ne!(first, other.bits());
        prop_assert_eq!(first, draws.stream(name).bits());
        prop_assert_ne!(first, draws.replication(1).stream(name).bits());
        let below = other.below(7);
        prop_assert!(below < 7);
        prop_assert!((0.0..1.0).contains(&other.unit()));
    }
}

#[test]
fn draws_have_the_means_that_they_should() {
    let mut stream = Draws::new(5).stream(Name { case: 1, office: 2, purpose: 3, nth: 4 });
    let n = 200_000;
    let mut mean = |draw: &mut dyn FnMut(&mut Stream) -> f64| {
        (0..n).map(|_| draw(&mut stream)).sum::<f64>() / f64::from(n)
    };
    // Four standard errors of each mean.
    for (name, found, expected, error) in [
        ("unit", mean(&mut |s| s.unit()), 0.5, 0.0026),
        ("exponential", mean(&mut |s| s.exponential()), 1.0, 0.009),
        ("normal", mean(&mut |s| s.normal()), 0.0, 0.009),
        ("log of lognormal", mean(&mut |s| s.lognormal(3.0, 0.5).ln()), 3_f64.ln(), 0.0045),
        ("happens", mean(&mut |s| f64::from(u8::from(s.happens(0.25)))), 0.25, 0.0039),
    ] {
        assert!((found - expected).abs() < error, "{name}: {found}, not {expected}");
    }
}

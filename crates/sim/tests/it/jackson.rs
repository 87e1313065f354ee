//! The kernel against theory once more: an open network of stations with feedback (Jackson 1957).
//!
//! Who is done at a station goes on to another, back to where he came from, or out. However much
//! the streams in between are entangled, each station then looks as if it stood alone (product
//! form): the number at it is that of M/M/c at its own total rate, and states of several stations
//! at one instant are independent.

use crate::kernel::mean_and_half;
use tandem_sim::{Agenda, Draws, Hands, Moment, Name, Rank, Shift, Station, Stream};

const STATIONS: usize = 3;
const MS_PER_H: f64 = 3_600_000.0;

struct Network {
    hands: [u32; STATIONS],
    /// Arrivals from outside, an hour.
    from_outside: [f64; STATIONS],
    /// Served an hour by each hand.
    served: [f64; STATIONS],
    /// Where the next step is; what is left goes out.
    routes: [[f64; STATIONS]; STATIONS],
}

/// A desk that gets things back, a department with three hands, an inspection with two.
const NETWORK: Network = Network {
    hands: [1, 3, 2],
    from_outside: [1.0, 0.6, 0.0],
    served: [2.4, 0.8, 0.8],
    routes: [[0.0, 0.6, 0.3], [0.25, 0.0, 0.25], [0.0, 0.2, 0.1]],
};

/// What one run saw.
struct Seen {
    /// Mean number at each station.
    present: [f64; STATIONS],
    /// Arrivals at each station times mean stay, in the same unit.
    passed: [f64; STATIONS],
    /// Share of time in which nobody is anywhere.
    all_empty: f64,
    /// Share of time with a queue at the first station and hands free at the second.
    queue_and_free: f64,
}

fn walk(replication: u64, warm_up_h: f64, counted_h: f64) -> Seen {
    #[derive(Clone, Copy)]
    enum Event {
        Comes(usize),
        Goes(usize, Moment),
        Opens,
        Ends,
    }
    let draws = Draws::new(11).replication(replication);
    let stream = |purpose| draws.stream(Name { case: 0, office: 0, purpose, nth: 0 });
    let (mut comes, mut takes, mut goes) = (stream(0), stream(1), stream(2));
    let after = |stream: &mut Stream, rate: f64| (stream.exponential() / rate * MS_PER_H) as i64;
    let mut agenda = Agenda::at(Moment(0));
    let mut stations: [Station<Moment>; STATIONS] = Default::default();
    let mut present = [0_u32; STATIONS];
    let (mut area, mut stays, mut empty, mut queue) = ([0.0; STATIONS], [0.0; STATIONS], 0.0, 0.0);
    let (mut last, mut counts) = (Moment(0), false);
    for (station, rate) in NETWORK.from_outside.iter().enumerate().filter(|(_, rate)| **rate > 0.0)
    {
        agenda.put(Moment(after(&mut comes, *rate)), Event::Comes(station));
    }
    agenda.put(Moment((warm_up_h * MS_PER_H) as i64), Event::Opens);
    agenda.put(Moment(((warm_up_h + counted_h) * MS_PER_H) as i64), Event::Ends);
    loop {
        let (now, event) = agenda.advance().expect("somebody always comes");
        if counts {
            let span = (now.0 - last.0) as f64;
            area.iter_mut().zip(present).for_each(|(area, n)| *area += f64::from(n) * span);
            empty += if present == [0; STATIONS] { span } else { 0.0 };
            queue += if present[0] >= 2 && present[1] < NETWORK.hands[1] { span } else { 0.0 };
        }
        last = now;
        let arrived = match event {
            Event::Opens => {
                counts = true;
                None
            }
            Event::Ends => break,
            Event::Comes(station) => {
                let next = now.plus(after(&mut comes, NETWORK.from_outside[station]));
                agenda.put(next, Event::Comes(station));
                Some(station)
            }
            Event::Goes(station, came) => {
                stations[station].finish(Hands::Day);
                present[station] -= 1;
                if counts {
                    stays[station] += (now.0 - came.0) as f64;
                }
                let mut draw = goes.unit();
                NETWORK.routes[station].iter().position(|share| {
                    draw -= share;
                    draw < 0.0
                })
            }
        };
        if let Some(station) = arrived {
            present[station] += 1;
            stations[station].offer(Rank::Office, now);
        }
        for (no, station) in stations.iter_mut().enumerate() {
            while let Some((came, _)) = station.start(Shift::Day(NETWORK.hands[no])) {
                let done = now.plus(after(&mut takes, NETWORK.served[no]));
                agenda.put(done, Event::Goes(no, came));
            }
        }
    }
    let span = counted_h * MS_PER_H;
    Seen {
        present: area.map(|area| area / span),
        passed: stays.map(|stays| stays / span),
        all_empty: empty / span,
        queue_and_free: queue / span,
    }
}

/// Total arrivals at each station: those from outside and those that others send on.
fn rates() -> [f64; STATIONS] {
    let mut rates = NETWORK.from_outside;
    for _ in 0..500 {
        let mut next = NETWORK.from_outside;
        for (from, routes) in NETWORK.routes.iter().enumerate() {
            next.iter_mut().zip(routes).for_each(|(next, share)| *next += rates[from] * share);
        }
        rates = next;
    }
    rates
}

/// Probability of so many at a station that stands alone (M/M/c).
fn at_station(station: usize, rate: f64, n: u32) -> f64 {
    let (load, c) = (rate / NETWORK.served[station], NETWORK.hands[station]);
    let weight = |n: u32| (1..=n).fold(1.0, |all, i| all * load / f64::from(i.min(c)));
    let tail = weight(c) / (1.0 - load / f64::from(c));
    weight(n) / ((0..c).map(weight).sum::<f64>() + tail)
}

#[test]
fn a_network_with_feedback_has_the_product_form() {
    let runs: Vec<Seen> = (0..24).map(|nth| walk(nth, 300.0, 6_000.0)).collect();
    let of =
        |value: &dyn Fn(&Seen) -> f64| mean_and_half(&runs.iter().map(value).collect::<Vec<_>>());
    let rates = rates();
    let mut present = [0.0; STATIONS];
    for station in 0..STATIONS {
        let busy = rates[station] / (NETWORK.served[station] * f64::from(NETWORK.hands[station]));
        assert!(
            (0.5..0.9).contains(&busy),
            "station {station} is busy {busy}: a case worth a test"
        );
        present[station] =
            (0..2_000).map(|n| f64::from(n) * at_station(station, rates[station], n)).sum();
        let (seen, half) = of(&|run| run.present[station]);
        let theory = present[station];
        assert!((seen - theory).abs() <= half, "{station}: {seen} ± {half}, theory {theory}");
        assert!(half < 0.1 * theory, "{station}: too short to tell: ± {half} of {theory}");

        // Little, station by station; the edges of the window even out over replications.
        let (off, half) = of(&|run| run.present[station] - run.passed[station]);
        assert!(off.abs() <= half, "{station}: Little's law is off by {off} ± {half}");
    }
    let among = |station: usize, range: std::ops::Range<u32>| -> f64 {
        range.map(|n| at_station(station, rates[station], n)).sum()
    };
    let (empty, half) = of(&|run| run.all_empty);
    let theory: f64 = (0..STATIONS).map(|station| among(station, 0..1)).product();
    assert!((empty - theory).abs() <= half, "all empty {empty} ± {half}, theory {theory}");
    let (queue, half) = of(&|run| run.queue_and_free);
    let theory = (1.0 - among(0, 0..2)) * among(1, 0..NETWORK.hands[1]);
    assert!((queue - theory).abs() <= half, "queue and free {queue} ± {half}, theory {theory}");
}

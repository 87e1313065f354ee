//! Speed of the kernel and of whole runs through the core, as one JSON document. Seconds are those of
//! the processor, so that a busy machine does not count.
//!
//! `cargo run --release -p tandem-sim --example speed`

#![allow(clippy::print_stdout, reason = "the figures are the output")]

use std::path::Path;
use tandem_core::mechanism::Mechanism;
use tandem_sim::{
    Agenda, Draws, Hands, Keep, Moment, Name, Offices, Place, Rank, Setting, Shift, Station,
    matters, run,
};
use tandem_testkit::World;

/// Processor seconds of this process so far.
fn processor_s() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/schedstat").expect("Linux tells it");
    let ns: f64 = stat.split(' ').next().and_then(|ns| ns.parse().ok()).expect("a number");
    ns / 1e9
}

#[derive(Clone, Copy)]
enum Event {
    Comes,
    Goes(usize),
}

/// Three levels of offices, as simulators are commonly measured: cases arrive at 30 an hour at 20
/// hands; three tenths go on to 8, three tenths of those to 3. An arrival at a level and the end of
/// a service are an event each. Returns processor seconds.
fn kernel(events: u64) -> f64 {
    let hands = [20, 8, 3];
    let mean_ms = [0.5, 0.6, 0.8].map(|hours: f64| hours * 3_600_000.0);
    let mut draw = Draws::new(1).stream(Name { case: 0, office: 0, purpose: 0, nth: 0 });
    let begun = processor_s();
    let mut agenda = Agenda::at(Moment(0));
    let mut stations: [Station<()>; 3] = std::array::from_fn(|_| Station::default());
    agenda.put(Moment(0), Event::Comes);
    let mut seen = 0;
    while seen < events {
        let Some((now, event)) = agenda.advance() else { break };
        let level = match event {
            Event::Comes => {
                let next = now.plus((draw.exponential() * 120_000.0) as i64);
                agenda.put(next, Event::Comes);
                stations[0].offer(Rank::Office, ());
                0
            }
            Event::Goes(level) => {
                stations[level].finish(Hands::Day);
                if level < 2 && draw.happens(0.3) {
                    stations[level + 1].offer(Rank::Office, ());
                    seen += 1;
                    serve(
                        &mut stations[level + 1],
                        &mut agenda,
                        now,
                        level + 1,
                        hands,
                        mean_ms,
                        &mut draw,
                    );
                }
                level
            }
        };
        seen += 1;
        serve(&mut stations[level], &mut agenda, now, level, hands, mean_ms, &mut draw);
    }
    processor_s() - begun
}

fn serve(
    station: &mut Station<()>,
    agenda: &mut Agenda<Event>,
    now: Moment,
    level: usize,
    hands: [u32; 3],
    mean_ms: [f64; 3],
    draw: &mut tandem_sim::Stream,
) {
    while station.start(Shift::Day(hands[level])).is_some() {
        let until = now.plus((draw.exponential() * mean_ms[level]) as i64);
        agenda.put(until, Event::Goes(level));
    }
}

fn main() {
    let events = 20_000_000;
    let kernel_s = (0..3).map(|_| kernel(events)).fold(f64::INFINITY, f64::min);

    let world = World::guangxi();
    let offices = Offices::default();
    let mut runs = Vec::new();
    for name in ["hop-by-hop", "cn-61-2016", "direct-led"] {
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../mechanisms/{name}.toml"));
        let text = std::fs::read_to_string(file).expect("a shipped mechanism is there");
        let (mechanism, _) = Mechanism::parse(name, &text).expect("it parses");
        let place = Place::new(&world.region, &world.calendar, &mechanism).expect("a region");
        let draws = Draws::new(1);
        let matters = matters(&place, &offices, draws, 2_000);
        let setting = Setting {
            place: &place,
            offices: &offices,
            matters: &matters,
            draws,
            horizon_days: 60,
            keep: Keep::Nothing,
        };
        let begun = processor_s();
        let ran = run(&mechanism, setting).unwrap_or_else(|broken| panic!("{broken}"));
        let seconds = processor_s() - begun;
        runs.push(serde_json::json!({
            "mechanism": name,
            "cases": matters.len(),
            "entries": ran.entries,
            "invariant_checks": ran.checks,
            "cpu_s": seconds,
            "entries_per_cpu_s": ran.entries as f64 / seconds,
        }));
    }
    let document = serde_json::json!({
        "kernel": { "events": events, "cpu_s": kernel_s, "events_per_cpu_s": events as f64 / kernel_s },
        "runs": runs,
    });
    println!("{document:#}");
}

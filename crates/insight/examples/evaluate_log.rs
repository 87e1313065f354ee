//! How fast event logs are read and evaluated, in CPU time of one core, one JSON object a log:
//! `evaluate_log [FILE…]`. Without a file a made-up XES log of 65,533 events is taken, of the size
//! and shape of the log on which other tools were measured.

#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a measurement")]

use std::time::{Duration, Instant};
use tandem_insight::evaluate::{Question, evaluate};
use tandem_insight::follows::follows;
use tandem_insight::handover::{By, handovers};
use tandem_insight::log::{Columns, Micros, read, show_time};

/// Each step is repeated until it has run so long, and the fastest run counts.
const LEAST: Duration = Duration::from_millis(600);

fn main() {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    if paths.is_empty() {
        measure("made up", &made_up(), 0.0);
    }
    for path in paths {
        let bytes = std::fs::read(&path).expect("the file can be read");
        let name = path.rsplit('/').next().unwrap_or_default();
        if bytes.starts_with(&[0x1f, 0x8b]) {
            let unpack_s = fastest(|| unpack(&bytes).len());
            measure(name, &unpack(&bytes), unpack_s);
        } else {
            measure(name, &bytes, 0.0);
        }
    }
}

fn measure(name: &str, text: &[u8], unpack_s: f64) {
    let columns = columns();
    let log = read(text, &columns).expect("the log can be read").log;
    let import_s = fastest(|| read(text, &columns).map(|import| import.log.len()));
    let graph_s = fastest(|| (handovers(&log, By::Resource).len(), follows(&log).len()));
    let all_s = fastest(|| evaluate(&log, &Question::default()).events);
    let figures = serde_json::json!({
        "log": name,
        "events": log.len(),
        "cases": log.cases(),
        "resources": log.resources().len(),
        "mib": text.len() as f64 / 1_048_576.0,
        "unpack_ms": unpack_s * 1e3,
        "import_events_per_s": (log.len() as f64 / import_s).round(),
        "handover_and_performance_graph_ms": graph_s * 1e3,
        "evaluate_ms": all_s * 1e3,
    });
    println!("{figures}");
}

/// 7,554 cases, 65,533 events with eleven attributes each, 1,440 resources.
fn made_up() -> Vec<u8> {
    const CASES: u64 = 7_554;
    const EVENTS: u64 = 65_533;
    let mut state = 7_u64;
    // Knuth's MMIX generator; the upper bits are the good ones.
    let mut random = move |below: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log>\n");
    let mut left = EVENTS;
    for case in 0..CASES {
        let after = CASES - case - 1;
        let events = if after == 0 { left } else { (1 + random(16)).min(left - after) };
        left -= events;
        out.push_str(&format!("<trace>\n<string key=\"concept:name\" value=\"1-{case}\"/>\n"));
        let mut micros = 1_325_376_000_000_000 + random(10_000_000) as i64 * 1_000_000;
        for _ in 0..events {
            micros += random(200_000) as i64 * 1_000_000;
            // Few do much: the square of an even draw.
            let who = random(1_440) * random(1_440) / 1_440;
            let values = [
                ("org:group", format!("Org line A{}", who % 25)),
                ("resource country", "POLAND".to_owned()),
                ("organization country", "pl".to_owned()),
                ("org:resource", format!("Name{who}")),
                ("organization involved", "Org line A2".to_owned()),
                ("org:role", "A2_1".to_owned()),
                (
                    "concept:name",
                    ["Accepted", "Queued", "Completed"][random(3) as usize].to_owned(),
                ),
                ("impact", "Medium".to_owned()),
                ("product", format!("PROD{}", random(600))),
                ("lifecycle:transition", "In Progress".to_owned()),
            ];
            out.push_str("<event>\n");
            for (key, value) in values {
                out.push_str(&format!("<string key=\"{key}\" value=\"{value}\"/>\n"));
            }
            let time = show_time(Micros(micros));
            out.push_str(&format!("<date key=\"time:timestamp\" value=\"{time}\"/>\n</event>\n"));
        }
        out.push_str("</trace>\n");
    }
    out.push_str("</log>\n");
    out.into_bytes()
}

fn unpack(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    let mut unpack = flate2::read::MultiGzDecoder::new(bytes);
    std::io::Read::read_to_end(&mut unpack, &mut text).expect("gzip is sound");
    text
}

/// Columns from the environment, as `CASE=incident_id`.
fn columns() -> Columns {
    let asked = |name: &str| std::env::var(name).ok();
    Columns {
        case: asked("CASE"),
        activity: asked("ACTIVITY"),
        time: asked("TIME"),
        resource: asked("RESOURCE"),
        group: asked("GROUP"),
        ..Columns::default()
    }
}

/// CPU time of this process, as Linux tells it; elsewhere the time on the wall.
fn cpu_s() -> f64 {
    static BEGUN: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/self/schedstat").ok();
    let nanos = told.and_then(|told| told.split(' ').next()?.parse::<f64>().ok());
    nanos.map_or_else(|| BEGUN.elapsed().as_secs_f64(), |nanos| nanos / 1e9)
}

/// CPU time of the fastest of several runs, in seconds.
fn fastest<T>(run: impl Fn() -> T) -> f64 {
    let begun = Instant::now();
    let mut best = f64::INFINITY;
    while begun.elapsed() < LEAST || best.is_infinite() {
        let start = cpu_s();
        std::hint::black_box(run());
        best = best.min(cpu_s() - start);
    }
    best
}

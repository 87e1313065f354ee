//! What `tandem evaluate --log` computes, and how fast, in CPU time of one core:
//! `evaluate_log FILE… ` prints one JSON object a file.

#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a measurement")]

use std::time::{Duration, Instant};
use tandem_insight::evaluate::{Question, evaluate};
use tandem_insight::follows::follows;
use tandem_insight::handover::{By, handovers};
use tandem_insight::log::{Columns, read};

/// Each step is repeated until it has run so long, and the fastest run counts.
const LEAST: Duration = Duration::from_millis(600);

fn main() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).expect("the file can be read");
        let packed = bytes.starts_with(&[0x1f, 0x8b]);
        let unpack_s = if packed { fastest(|| unpack(&bytes).len()) } else { 0.0 };
        let text = if packed { unpack(&bytes) } else { bytes };
        let columns = columns();
        let import = read(&text, &columns).expect("the log can be read");
        let import_s = fastest(|| read(&text, &columns).map(|import| import.log.len()));
        let log = import.log;
        let graph_s = fastest(|| (handovers(&log, By::Resource).len(), follows(&log).len()));
        let all_s = fastest(|| evaluate(&log, &Question::default()).events);
        let name = path.rsplit('/').next().unwrap_or_default();
        let figures = serde_json::json!({
            "file": name,
            "events": log.len(),
            "cases": log.cases(),
            "resources": log.resources().len(),
            "unpack_ms": unpack_s * 1e3,
            "mib": text.len() as f64 / 1_048_576.0,
            "import_events_per_s": (log.len() as f64 / import_s).round(),
            "handover_and_performance_graph_ms": graph_s * 1e3,
            "evaluate_ms": all_s * 1e3,
        });
        println!("{figures}");
    }
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

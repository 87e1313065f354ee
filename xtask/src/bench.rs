//! Benchmarks, with the machine, the commit and the load that they were taken under.

use anyhow::{Context as _, Result, bail};
use std::process::Command;
use std::time::Instant;

/// Runs the benchmarks and writes what they say.
pub(crate) fn run() -> Result<()> {
    let output = Command::new("cargo")
        .args(["bench", "--quiet", "-p", "tandem-store", "--bench", "ledger"])
        .output()
        .context("run cargo bench")?;
    if !output.status.success() {
        bail!("the benchmark failed:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    let ledger: serde_json::Value =
        serde_json::from_slice(&output.stdout).context("read the benchmark's figures")?;
    let logs = example("tandem-insight", "evaluate_log")?;
    let search = example("tandem-search", "speed")?;
    let mut simulation = example("tandem-sim", "speed")?;
    simulation["year_s"] = year()?.into();
    let result = serde_json::json!({
        "commit": said("git", &["rev-parse", "--short", "HEAD"]),
        "rustc": said("rustc", &["--version"]),
        "cpu": cpu(),
        "cores": std::thread::available_parallelism().map_or(0, usize::from),
        "load_1min_after": load(),
        "ledger": ledger,
        "logs": logs,
        "simulation": simulation,
        "search": search,
    });
    let text = serde_json::to_string_pretty(&result)? + "\n";
    std::fs::write("docs/benchmarks.json", &text).context("write docs/benchmarks.json")?;
    std::fs::write("docs/benchmarks.md", page(&result)).context("write docs/benchmarks.md")
}

/// The document that an example prints.
fn example(package: &str, name: &str) -> Result<serde_json::Value> {
    let text = said("cargo", &["run", "--quiet", "--release", "-p", package, "--example", name]);
    serde_json::from_str(&text).with_context(|| format!("read the figures of {package} {name}"))
}

/// Seconds in which a year of the shipped region is simulated, 100,000 cases under one mechanism.
fn year() -> Result<f64> {
    let tandem = ["run", "--quiet", "--release", "-p", "tandem", "--"];
    let warm = [&tandem[..], &["simulate", "cn-61-2016", "--cases", "1", "--json"]].concat();
    said("cargo", &warm);
    let whole = ["simulate", "cn-61-2016", "--cases", "10000", "--replications", "10", "--json"];
    #[allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
    let begun = Instant::now();
    let text = said("cargo", &[&tandem[..], &whole[..]].concat());
    let seconds = begun.elapsed().as_secs_f64();
    let _: serde_json::Value = serde_json::from_str(&text).context("read the simulated year")?;
    Ok(seconds)
}

fn page(result: &serde_json::Value) -> String {
    let figure = |path: &str| result.pointer(path).map_or_else(String::new, shown);
    let rows = [
        (
            "durable entries a second, many senders, group commit",
            "/ledger/durable/entries_per_s",
            "≥ 10,000",
        ),
        ("durable commands a second, the same", "/ledger/durable/commands_per_s", ""),
        ("durable entries a second, bulk", "/ledger/bulk/entries_per_s", ""),
        (
            "bulk action on 10,000 open cases, each with its own entry, durable, seconds",
            "/ledger/bulk_action/seconds",
            "≤ 5",
        ),
        (
            "core alone: decide and apply, entries a second, one core",
            "/ledger/decide_apply/entries_per_s",
            "",
        ),
        (
            "replay: fold, entries a second, one core",
            "/ledger/replay/fold_entries_per_s",
            "≥ 1,000,000",
        ),
        (
            "replay from disk with decoding, entries a second, all cores",
            "/ledger/replay/from_disk_entries_per_s",
            "",
        ),
        ("memory of 100,000 open cases, bytes", "/ledger/memory/bytes", "≤ 1,000,000,000"),
        (
            "sweeper: a full pass over 1,000,000 deadlines, seconds, one core",
            "/ledger/sweep/full_pass_s_per_million",
            "≤ 1",
        ),
        (
            "sweeper: a look for what is due, on disk, milliseconds",
            "/ledger/sweep/look_on_disk_ms",
            "≤ 10",
        ),
        (
            "import of an XES log of 65,533 events, events a second, one core",
            "/logs/import_events_per_s",
            "≥ 300,000",
        ),
        (
            "its handovers and performance graph, milliseconds, one core",
            "/logs/handover_and_performance_graph_ms",
            "≤ 20",
        ),
        (
            "simulation: bare kernel, events a CPU second",
            "/simulation/kernel/events_per_cpu_s",
            "≥ 10,000,000",
        ),
        (
            "simulation through the core with all invariants, entries a CPU second",
            "/simulation/runs/1/entries_per_cpu_s",
            "≥ 200,000",
        ),
        (
            "simulation: 100,000 cases under one mechanism, seconds, all cores",
            "/simulation/year_s",
            "≤ 60",
        ),
        ("search: index of 100,000 cases made, seconds", "/search/made_s", "≤ 60"),
        (
            "search: a frequent word, seen by the region's desk, milliseconds (95 in 100)",
            "/search/region_frequent/p95_ms",
            "≤ 50",
        ),
        (
            "search: three words run together, the same",
            "/search/region_three_words_together/p95_ms",
            "≤ 50",
        ),
        ("search: one new case until it is found, milliseconds", "/search/catch_up_ms", ""),
        (
            "yardstick: 512-byte appends with fsync a second in the same folder",
            "/ledger/fsync_per_s",
            "",
        ),
    ];
    let mut page = format!(
        "# Benchmarks\n\nWritten by `cargo xtask bench`; all figures with their circumstances are \
         in benchmarks.json. Machines are noisy: compare runs on one machine.\n\nMachine: {} with \
         {} cores, load {} afterwards; {}; commit {}.\n\n| what | measured | aim |\n|---|---|---|\n",
        figure("/cpu"),
        figure("/cores"),
        figure("/load_1min_after"),
        figure("/rustc"),
        figure("/commit"),
    );
    for (what, path, aim) in rows {
        page.push_str(&format!("| {what} | {} | {aim} |\n", figure(path)));
    }
    page
}

/// A figure as people read it: whole and grouped by thousands, or to three decimals.
pub(crate) fn shown(value: &serde_json::Value) -> String {
    let Some(number) = value.as_f64() else {
        return value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    };
    if number < 1_000.0 {
        return format!("{number:.3}").trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    let digits = format!("{number:.0}");
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

pub(crate) fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map_or_else(|_| String::new(), |o| String::from_utf8_lossy(&o.stdout).trim().to_owned())
}

pub(crate) fn cpu() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("model name"));
    line.and_then(|line| line.split(": ").nth(1)).unwrap_or("unknown").to_owned()
}

pub(crate) fn load() -> f64 {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(0.0)
}

//! The console under load: `cargo xtask load [--cases N] [--keep]`, and `--from FILE` for the page of
//! figures that were taken before.

use super::bench::{cpu, load, said, shown};
use super::serving::target;
use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use std::fmt::Write as _;
use std::process::{Command, Stdio};

/// Cases where nobody says how many.
const CASES: &str = "1000000";

/// Fills a store, serves it, drives it, writes docs/load.json and docs/load.md, and removes the
/// store unless it is to be kept.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let named =
        |name: &str| arguments.iter().skip_while(|word| *word != name).nth(1).map(String::as_str);
    if let Some(file) = named("--from") {
        let text = std::fs::read_to_string(file).with_context(|| format!("read {file}"))?;
        return write(&serde_json::from_str(&text).context("read the figures")?);
    }
    let cases = named("--cases").unwrap_or(CASES);
    super::cargo(&["build", "--quiet", "--release", "-p", "tandem"])?;
    let target = target()?;
    let folder = target.join("load").join(cases);
    let output = Command::new("cargo")
        .args(["bench", "--quiet", "-p", "tandem", "--bench", "load", "--"])
        .arg(&folder)
        .arg("--server")
        .arg(target.join("release/tandem"))
        .args(["--cases", cases])
        .stderr(Stdio::inherit())
        .output()
        .context("run cargo bench")?;
    if !arguments.iter().any(|word| word == "--keep") {
        std::fs::remove_dir_all(&folder).context("remove the store")?;
    }
    if !output.status.success() {
        bail!("the benchmark failed; its message is above");
    }
    let mut result: Value = serde_json::from_slice(&output.stdout).context("read the figures")?;
    result["commit"] = said("git", &["rev-parse", "--short", "HEAD"]).into();
    result["rustc"] = said("rustc", &["--version"]).into();
    result["cpu"] = cpu().into();
    result["cores"] = std::thread::available_parallelism().map_or(0, usize::from).into();
    result["load_1min_after"] = load().into();
    write(&result)
}

fn write(result: &Value) -> Result<()> {
    let text = serde_json::to_string_pretty(result)? + "\n";
    std::fs::write("docs/load.json", text).context("write docs/load.json")?;
    std::fs::write("docs/load.md", page(result)).context("write docs/load.md")
}

fn page(result: &Value) -> String {
    let of = |path: &str| result.pointer(path).map_or_else(String::new, shown);
    let mut page = format!(
        "# Under load\n\nWritten by `cargo xtask load`; everything is in load.json. A store of {} \
         cases ({} entries, {} bytes) in a region of {} units, made by real commands; the server in \
         a process of its own; {} people in ten kinds of position who signed in, each opening the \
         pages of their day with pauses, {} pages a second in all, over HTTP with compression. The \
         readers run on the same machine. In the second measurement {} more people have an open page \
         that is told of news, and a program brings in a new matter every second.\n\nMachine: {} with \
         {} cores, load {} afterwards; {}; commit {}. The server had {} MiB of memory at the start \
         and {} MiB at the most.\n\nTimes are milliseconds from the request to the last byte.\n",
        of("/store/cases"),
        of("/store/entries"),
        of("/store/bytes"),
        of("/store/units"),
        of("/quiet/readers"),
        of("/quiet/requests_per_s"),
        of("/busy/listeners/streams"),
        of("/cpu"),
        of("/cores"),
        of("/load_1min_after"),
        of("/rustc"),
        of("/commit"),
        of("/server/resident_mib_at_start/now"),
        of("/server/resident_mib_at_end/most"),
    );
    let aims = [
        ("lists", "first page of a list", "p99 ≤ 50"),
        ("cases", "case page", "p99 ≤ 80"),
        ("tiles", "statistics tiles", "≤ 100"),
        ("public", "public portal", ""),
    ];
    let head = "| p50 | p99 | most | answers | bytes | aim |\n|---|---|---|---|---|---|---|";
    for (run, title) in [("quiet", "Readers alone"), ("busy", "With listeners and new matters")] {
        // Writing to a string cannot fail.
        let _ = writeln!(page, "\n## {title}\n\n| what {head}");
        for (kind, what, aim) in aims {
            page.push_str(&line(&result[run]["kinds"][kind], what, aim));
        }
    }
    let _ = writeln!(
        page,
        "\nStreams: {} open, {} events heard, {} cut. New matters: {} brought in, p99 {} ms.",
        of("/busy/listeners/streams"),
        of("/busy/listeners/events"),
        of("/busy/listeners/cut"),
        of("/busy/new_matters/brought_in"),
        of("/busy/new_matters/times/p99_ms"),
    );
    let _ = writeln!(page, "\n## Page by page, with listeners and new matters\n\n| page {head}");
    for (name, figures) in result["busy"]["pages"].as_object().into_iter().flatten() {
        page.push_str(&line(figures, name, ""));
    }
    page
}

fn line(figures: &Value, what: &str, aim: &str) -> String {
    let of = |name: &str| shown(&figures[name]);
    let (p50, p99, most) = (of("p50_ms"), of("p99_ms"), of("max_ms"));
    format!("| {what} | {p50} | {p99} | {most} | {} | {} | {aim} |\n", of("n"), of("bytes_max"))
}

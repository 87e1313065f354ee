//! Files that an evaluation leaves: logs, rows, the report, the process map.

use anyhow::{Context as _, Result, bail};
use std::fmt::Write as _;
use std::path::Path;
use tandem_core::Lang;
use tandem_insight::follows::Follows;
use tandem_insight::ledger::{Course, Report};
use tandem_insight::log::{EventLog, write_csv, write_ocel, write_xes};
use tandem_insight::words::span;

fn ending(path: &Path) -> String {
    path.extension().and_then(|end| end.to_str()).unwrap_or_default().to_ascii_lowercase()
}

fn put(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).with_context(|| format!("write {}", path.display()))
}

/// An event log in the format of the file's name.
pub(super) fn log(log: &EventLog, path: &Path) -> Result<()> {
    let text = match ending(path).as_str() {
        "xes" => write_xes(log),
        "json" | "jsonocel" => write_ocel(log),
        "csv" => write_csv(log),
        _ => bail!("{} ends in none of .xes, .json, .csv", path.display()),
    };
    put(path, &text)
}

/// A row for each case. The byte order mark tells spreadsheets that it is UTF-8.
pub(super) fn courses(courses: &[Course], path: &Path) -> Result<()> {
    if ending(path) != "csv" {
        bail!("{} does not end in .csv", path.display());
    }
    let mut rows = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    for course in courses {
        rows.serialize(course).context("write a row")?;
    }
    let bytes = rows.into_inner().context("write the rows")?;
    std::fs::write(path, bytes).with_context(|| format!("write {}", path.display()))
}

/// What follows what as a graph for Graphviz, in the order of names.
pub(super) fn map(follows: &[Follows], path: &Path) -> Result<()> {
    if ending(path) != "dot" {
        bail!("{} does not end in .dot", path.display());
    }
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
    let most = follows.iter().map(|arc| arc.count).max().unwrap_or(1) as f64;
    let mut dot = String::from("digraph process {\n  node [shape=box];\n");
    for Follows { from, to, count, median_s, .. } in follows {
        let width = 0.5 + 4.0 * *count as f64 / most;
        let (from, to, took) = (quoted(from), quoted(to), span(*median_s, Lang::En));
        writeln!(
            dot,
            "  \"{from}\" -> \"{to}\" [label=\"{count} · {took}\", penwidth={width:.2}];"
        )?;
    }
    dot.push_str("}\n");
    put(path, &dot)
}

/// The report as Markdown, as one page of HTML that needs nothing else, or as JSON.
pub(super) fn report(report: &Report, lang: Lang, path: &Path) -> Result<()> {
    let text = match ending(path).as_str() {
        "md" => report.markdown(lang),
        "html" => report.html(lang),
        "json" => serde_json::to_string_pretty(report).context("write the report")?,
        _ => bail!("{} ends in none of .md, .html, .json", path.display()),
    };
    put(path, &text)
}

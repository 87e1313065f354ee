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
        "md" => markdown(report, lang),
        "html" => html(report, lang),
        "json" => serde_json::to_string_pretty(report).context("write the report")?,
        _ => bail!("{} ends in none of .md, .html, .json", path.display()),
    };
    put(path, &text)
}

fn title(lang: Lang) -> &'static str {
    lang.pick("联动评估报告", "How the linkage works")
}

/// The cases behind a finding, as they follow its sentence.
fn behind(finding: &tandem_insight::ledger::Finding, lang: Lang) -> Option<String> {
    let total = finding.cases_total.filter(|total| *total > 0)?;
    let cases: Vec<&str> = finding.cases.iter().map(|case| case.as_str()).collect();
    let cases = cases.join(lang.pick("、", ", "));
    Some(match lang {
        Lang::Zh => format!("涉及{total}件，最突出的：{cases}"),
        Lang::En => format!("{total} cases, strongest in {cases}"),
    })
}

fn markdown(report: &Report, lang: Lang) -> String {
    let mut out = format!("# {}\n\n{}\n", title(lang), report.setting.get(lang));
    for section in &report.sections {
        out.push_str(&format!("\n## {}\n\n", section.title.get(lang)));
        for finding in &section.findings {
            out.push_str(&format!("- {}\n", finding.words.get(lang)));
            if let Some(behind) = behind(finding, lang) {
                out.push_str(&format!("  *{behind}*\n"));
            }
        }
    }
    out.push_str(&format!("\n## {}\n\n", lang.pick("局限", "Limits")));
    report.limits.iter().for_each(|limit| out.push_str(&format!("- {}\n", limit.get(lang))));
    out
}

const STYLE: &str = "body{font:1rem/1.6 system-ui,'Noto Sans CJK SC',sans-serif;max-width:46rem;\
                     margin:2rem auto;padding:0 1rem;color:#111;background:#fff}h1{font-size:1.6rem}\
                     h2{font-size:1.15rem;margin-top:2rem;border-bottom:1px solid #999}\
                     li{margin:.4rem 0}small{color:#555;display:block}\
                     @media print{body{margin:0;max-width:none}h2{break-after:avoid}}";

fn html(report: &Report, lang: Lang) -> String {
    let escaped = |text: &str| {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    };
    let (tag, title) = (lang.pick("zh-CN", "en"), title(lang));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n<main>\n<h1>{title}</h1>\n<p>{}</p>\n",
        escaped(report.setting.get(lang))
    );
    for section in &report.sections {
        out.push_str(&format!("<h2>{}</h2>\n<ul>\n", escaped(section.title.get(lang))));
        for finding in &section.findings {
            let behind = behind(finding, lang).map_or_else(String::new, |behind| {
                format!("\n<small>{}</small>", escaped(&behind))
            });
            out.push_str(&format!("<li>{}{behind}</li>\n", escaped(finding.words.get(lang))));
        }
        out.push_str("</ul>\n");
    }
    out.push_str(&format!("<h2>{}</h2>\n<ul>\n", lang.pick("局限", "Limits")));
    for limit in &report.limits {
        out.push_str(&format!("<li>{}</li>\n", escaped(limit.get(lang))));
    }
    out.push_str("</ul>\n</main>\n</html>\n");
    out
}

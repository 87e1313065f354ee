//! Quality figures of the text and signal tools, measured on the labelled data beside the project.

use anyhow::{Context as _, Result, bail};
use std::fmt::Write as _;
use std::process::{Command, Stdio};

/// Measures and writes the page; `parts` limits it to some of them and then only prints.
pub(crate) fn run(parts: &[String]) -> Result<()> {
    let data = std::env::var("TANDEM_LABELLED_DATA").unwrap_or_else(|_| "../shared/data".into());
    let output = Command::new("cargo")
        .args(["run", "--release", "--quiet", "-p", "tandem-sense", "--example", "quality", "--"])
        .arg(&data)
        .args(parts)
        .stderr(Stdio::inherit())
        .output()
        .context("run the example `quality`")?;
    if !output.status.success() {
        bail!("the measurement failed; its message is above");
    }
    let sections: Vec<serde_json::Value> =
        serde_json::from_slice(&output.stdout).context("read the figures")?;
    if sections.is_empty() {
        bail!("no labelled data in {data}; set TANDEM_LABELLED_DATA to its folder");
    }
    let page = page(&sections);
    if parts.is_empty() {
        std::fs::write("docs/quality.md", page).context("write docs/quality.md")
    } else {
        super::say(&page);
        Ok(())
    }
}

fn page(sections: &[serde_json::Value]) -> String {
    let mut page = String::from(
        "# Quality\n\nWritten by `cargo xtask quality` from labelled data that is not part of this \
         repository. Intervals are 95 %.\n",
    );
    for section in sections {
        let text = |name: &str| section[name].as_str().unwrap_or_default();
        let head = "| what | measured | interval | n | aim |\n|---|---|---|---|---|";
        // Writing to a string cannot fail.
        let _ = writeln!(page, "\n## {}\n\n{}\n\n{head}", text("title"), text("method"));
        for figure in section["figures"].as_array().into_iter().flatten() {
            let interval = match figure["interval"].as_array().map(Vec::as_slice) {
                Some([low, high]) => format!("{} to {}", shown(low), shown(high)),
                _ => String::new(),
            };
            let what = figure["what"].as_str().unwrap_or_default();
            let aim = figure["aim"].as_str().unwrap_or_default();
            let (value, n) = (shown(&figure["value"]), &figure["n"]);
            let _ = writeln!(page, "| {what} | {value} | {interval} | {n} | {aim} |");
        }
    }
    page
}

fn shown(value: &serde_json::Value) -> String {
    let text = format!("{:.4}", value.as_f64().unwrap_or(f64::NAN));
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

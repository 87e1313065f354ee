//! `measure KIND FILE`: the number tools. One JSON document in, one out.

use super::{Shell, print};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tandem_insight::measure::{Kind, measure};

/// Work a measure from one JSON document, with every intermediate result
#[derive(Debug, Args)]
#[command(after_long_help = SHAPES)]
pub(super) struct Measure {
    /// ahp, entropy, fuzzy, synergy, coupling or hawkes
    #[arg(value_name = "KIND", value_parser = kind)]
    kind: Kind,
    /// The document; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

const SHAPES: &str = r#"Documents; numbers may be fractions such as "1/7":
  ahp       {"A": [[1, 3], ["1/3", 1]], "B": [matrix of alternatives for each factor]}
  entropy   {"x": [[row of indicators], …], "sign": ["+", "-", null, {"middle": 7}, {"interval": [10, 20]}]}
  fuzzy     {"w": […], "R_grades_x_factors": [[…], …], "operator": "weighted sum", "scores": […]}
            or "x" and "thresholds" in place of R
  synergy   {"subsystems": {name: {"params": [{"sign": "+", "beta": 0, "alpha": 1, "x": [by period], "w": 1}]}},
             "order_degree": "linear" or "geometric", "base": 0 or "previous"}
  coupling  {"u": [[by subsystem], …], "weights": "equal" or […], "variant": "std", "wang" or "fan"}
  hawkes    {"events": [[seconds, magnitude], …], "T": seconds, "alpha": 2.016}"#;

fn kind(name: &str) -> Result<Kind, String> {
    let names: Vec<&str> = Kind::ALL.iter().map(|(name, _)| *name).collect();
    Kind::of(name).ok_or_else(|| format!("`{name}` is not a measure; write {}", names.join(", ")))
}

impl Measure {
    pub(super) fn run(&self, _: &Shell) -> Result<ExitCode> {
        let name = self.file.display();
        let text = read(&self.file).with_context(|| format!("read {name}"))?;
        if text.trim().is_empty() {
            bail!("{name} is empty; write one JSON document");
        }
        let document = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .with_context(|| format!("{name} is not one JSON document"))?;
        let result = measure(self.kind, &document).with_context(|| format!("measure {name}"))?;
        print(&serde_json::to_string_pretty(&result).context("write the result")?)?;
        Ok(ExitCode::SUCCESS)
    }
}

fn read(path: &Path) -> std::io::Result<String> {
    if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    std::fs::read_to_string(path)
}

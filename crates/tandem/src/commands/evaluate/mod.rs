//! `evaluate`: how well offices act together, from an event log or from the ledger.

mod ledger;
pub(super) mod load;
pub(super) mod log;
mod write;

use super::{Shell, print};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;
use std::process::ExitCode;
use tandem_core::{Timestamp, UnitId};
use tandem_insight::change::Ask;
use tandem_insight::log::{EventLog, LogKey, Micros, pseudonymise};

/// Evaluate how offices work together
#[derive(Debug, Args)]
pub(super) struct Evaluate {
    /// An event log: CSV, XES or OCEL 2.0, also packed with gzip; `-` is standard input.
    /// Without it the ledger is evaluated
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Folder of the ledger
    #[arg(long, default_value = "tandem-data/ledger", value_name = "DIR", conflicts_with = "log")]
    state: PathBuf,
    /// Up to when the ledger was watched; its last entry if not given
    #[arg(long, value_name = "TIME", conflicts_with = "log")]
    until: Option<Timestamp>,
    /// Column of the case; in OCEL the type of object that is the case
    #[arg(long, value_name = "COLUMN", requires = "log")]
    case: Option<String>,
    /// Column of the activity
    #[arg(long, value_name = "COLUMN", requires = "log")]
    activity: Option<String>,
    /// Column of the time
    #[arg(long, value_name = "COLUMN", requires = "log")]
    time: Option<String>,
    /// Column of who acted
    #[arg(long, value_name = "COLUMN", requires = "log")]
    resource: Option<String>,
    /// Column of the group or unit of who acted
    #[arg(long, value_name = "COLUMN", requires = "log")]
    group: Option<String>,
    /// Column of the case's due time
    #[arg(long, value_name = "COLUMN", requires = "log")]
    due: Option<String>,
    /// Column of the time at which the case was closed; a case without it counts as open
    #[arg(long, value_name = "COLUMN", requires = "log")]
    closed: Option<String>,
    /// Activity that ends a case; repeat for several. A case without one counts as open
    #[arg(long = "end", value_name = "ACTIVITY", requires = "log")]
    ends: Vec<String>,
    /// Least number of observations that is summed up
    #[arg(long, default_value_t = 10, value_name = "N")]
    min_n: u64,
    /// Write the log as .xes, .json (OCEL 2.0) or .csv
    #[arg(long, value_name = "OUT")]
    export: Option<PathBuf>,
    /// Put pseudonyms in place of resources and case names, keyed with this file's content
    #[arg(long, value_name = "KEYFILE")]
    pseudonyms: Option<PathBuf>,
    /// Compare before with after this time: an interrupted time series with its intervals
    #[arg(long, value_name = "TIME")]
    change: Option<Timestamp>,
    /// Days in a period of that series
    #[arg(long, default_value_t = 7, value_name = "DAYS", requires = "change",
          value_parser = clap::value_parser!(u32).range(1..=366))]
    every: u32,
    /// Days at which the duration of a case is cut in that series
    #[arg(long, default_value_t = 60, value_name = "DAYS", requires_all = ["change", "log"],
          value_parser = clap::value_parser!(u32).range(1..=3660))]
    horizon: u32,
    /// Put two units side by side on what both had to do
    #[arg(long, num_args = 2, value_names = ["UNIT", "UNIT"], conflicts_with = "log")]
    pair: Option<Vec<UnitId>>,
    /// Hold the log against the rules of this TOML file
    #[arg(long, value_name = "FILE", requires = "log")]
    rules: Option<PathBuf>,
    /// Deviations from the mechanism that are told one by one
    #[arg(long, default_value_t = 20, value_name = "N", conflicts_with = "log")]
    deviations: usize,
    /// Write the report: findings first, each with the cases behind it, as .md, .html or .json
    #[arg(long, value_name = "OUT", conflicts_with = "log")]
    report: Option<PathBuf>,
    /// Write a row for each case as .csv, for a spreadsheet
    #[arg(long, value_name = "OUT", conflicts_with = "log")]
    courses: Option<PathBuf>,
    /// Write the process map (what follows what, how often and how fast) as .dot for Graphviz
    #[arg(long, value_name = "OUT")]
    map: Option<PathBuf>,
    /// Print a JSON document
    #[arg(long)]
    json: bool,
}

/// Fewer bytes can be guessed.
const KEY_BYTES_MIN: usize = 16;

impl Evaluate {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        match &self.log {
            Some(log) => self.evaluate_log(shell, log),
            None => self.evaluate_ledger(shell),
        }
    }

    /// What is asked of a series that ends at an instant.
    fn ask(&self, until: Micros) -> Option<Ask> {
        let at = Micros(self.change?.as_microsecond());
        Some(Ask { at, until, every_days: self.every, n_min: self.min_n })
    }

    /// Prints what was found, as JSON or in sentences.
    fn tell<T: Serialize>(&self, found: &T, words: impl Fn() -> Vec<String>) -> Result<()> {
        if self.json {
            return print(&serde_json::to_string(found).context("write the evaluation")?);
        }
        words().iter().try_for_each(|line| print(line))
    }

    /// The log with pseudonyms, where they are asked for.
    fn named(&self, log: EventLog) -> Result<EventLog> {
        let Some(path) = &self.pseudonyms else { return Ok(log) };
        let secret = std::fs::read(path).with_context(|| format!("read {}", path.display()))?;
        if secret.len() < KEY_BYTES_MIN {
            bail!(
                "{} holds {} bytes, which can be guessed; write at least {KEY_BYTES_MIN} random ones",
                path.display(),
                secret.len()
            );
        }
        Ok(pseudonymise(&log, &LogKey::of(&secret)))
    }
}

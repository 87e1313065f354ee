//! `stages`: bursts, stage of life and final size of hourly counts.

use super::Shell;
use super::text::{Id, Rows, out, write};
use anyhow::{Context as _, Result};
use clap::Args;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::path::PathBuf;
use std::process::ExitCode;
use tandem_sense::stages::{Reading, read};

/// Find bursts, stages of life and the final size in hourly counts
///
/// `alarms` are the hours (indexes into `counts`, from 0) at which a burst begins to show: one for
/// each episode, however long it lasts. `stages` has one word for each hour: latent, growth,
/// outbreak, decline or recurrence. Both use only the counts up to that hour. `forecast` is the
/// total of the counts in the end, with a 90 % interval, or null with the reason: too early, still
/// growing, or a series that does not fade.
#[derive(Debug, Args)]
pub(super) struct Stages {
    /// Series: id, start, counts; null in counts where an hour is missing
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Write to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// A line of input. The start is for people: the season is learned from the counts themselves.
#[derive(Deserialize)]
struct Series {
    id: Id,
    #[serde(default, rename = "start")]
    _start: IgnoredAny,
    counts: Vec<Option<f64>>,
}

impl Stages {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let mut rows = Rows::<Series>::open(shell, &self.file)?;
        let mut out = out(self.output.as_deref())?;
        while let Some((line, series)) = rows.next() {
            match read(&series.counts) {
                Ok(reading) => write(&mut *out, &shown(series.id, &reading))?,
                Err(malformed) => rows.pass_over(line, &malformed.to_string()),
            }
        }
        out.flush().context("write the result")?;
        Ok(rows.code())
    }
}

fn shown(id: Id, reading: &Reading) -> serde_json::Value {
    let mut line = serde_json::json!({
        "id": id.text(),
        "alarms": reading.alarms,
        "stages": reading.stages,
        "forecast": null,
    });
    match &reading.forecast {
        Ok(forecast) => {
            let tenth = |value: f64| (value * 10.0).round() / 10.0;
            line["forecast"] = serde_json::json!({
                "final": tenth(forecast.r#final),
                "low": tenth(forecast.low),
                "high": tenth(forecast.high),
            });
        }
        Err(reason) => line["reason"] = serde_json::json!(reason),
    }
    line
}

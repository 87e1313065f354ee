//! `fidelity` and `reply-check`: one text against another.

use super::Shell;
use super::text::{Id, Rows, out, write};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use serde::{Deserialize, Serialize};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tandem_sense::{fidelity, reply};

/// Measure how much of an original survives in a relayed text
#[derive(Debug, Args)]
pub(super) struct Fidelity {
    /// Pairs of texts, one a line: id, original, relayed
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["original", "relayed"],
        required_unless_present_all = ["original", "relayed"],
    )]
    pairs: Option<PathBuf>,
    /// File with the original text
    #[arg(value_name = "ORIGINAL", requires = "relayed")]
    original: Option<PathBuf>,
    /// File with the relayed text
    #[arg(value_name = "RELAYED")]
    relayed: Option<PathBuf>,
}

/// Check whether replies answer, explain and promise
#[derive(Debug, Args)]
pub(super) struct ReplyCheck {
    /// Messages with the reply to each: id, text, reply
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Deserialize)]
struct Pair {
    id: Id,
    original: String,
    relayed: String,
}

#[derive(Deserialize)]
struct Answered {
    id: Id,
    text: String,
    reply: String,
}

/// A result under its id.
#[derive(Serialize)]
struct Line<T> {
    id: String,
    #[serde(flatten)]
    result: T,
}

fn line(id: String, result: impl Serialize) -> Result<serde_json::Value> {
    serde_json::to_value(Line { id, result }).context("write the result")
}

impl Fidelity {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let mut out = out(None)?;
        let code = if let Some(pairs) = &self.pairs {
            let mut rows = Rows::<Pair>::open(shell, pairs)?;
            for (_, pair) in rows.by_ref() {
                let found = fidelity::compare(&pair.original, &pair.relayed);
                write(&mut *out, &line(pair.id.text(), found)?)?;
            }
            rows.code()
        } else {
            let (Some(original), Some(relayed)) = (&self.original, &self.relayed) else {
                bail!("name two files, or a file of pairs after `--pairs`");
            };
            if original == Path::new("-") && relayed == Path::new("-") {
                bail!("only one of the two texts can come from standard input");
            }
            let found = fidelity::compare(&text(original)?, &text(relayed)?);
            write(&mut *out, &line(relayed.display().to_string(), found)?)?;
            ExitCode::SUCCESS
        };
        out.flush().context("write the result")?;
        Ok(code)
    }
}

/// A whole file, or standard input for `-`.
fn text(path: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().read_to_end(&mut bytes).context("read standard input")?;
    } else {
        bytes = std::fs::read(path).with_context(|| format!("read {}", path.display()))?;
    }
    let text = String::from_utf8(bytes)
        .with_context(|| format!("read {} as UTF-8; convert it first", path.display()))?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

impl ReplyCheck {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let mut rows = Rows::<Answered>::open(shell, &self.file)?;
        let mut out = out(None)?;
        for (_, row) in rows.by_ref() {
            let found = reply::check(&row.text, &row.reply);
            write(&mut *out, &line(row.id.text(), found)?)?;
        }
        out.flush().context("write the result")?;
        Ok(rows.code())
    }
}

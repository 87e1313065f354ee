//! `evaluate`: how well offices act together, from an event log or from the ledger.

use super::{Shell, print, say};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use serde::Serialize;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tandem_core::Timestamp;
use tandem_engine::{Ledger as _, Recorded};
use tandem_insight::evaluate::{Question, evaluate};
use tandem_insight::ledger::{self, Observation};
use tandem_insight::log::{
    Columns, EventLog, Import, LogKey, pseudonymise, read, write_csv, write_ocel, write_xes,
};
use tandem_insight::words::findings;
use tandem_store::SqliteLedger;

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
    /// Print a JSON document
    #[arg(long)]
    json: bool,
}

/// Unpacked bytes beyond which a log is taken for a trap.
const BYTES_MAX: u64 = 8 << 30;
/// Fewer bytes can be guessed.
const KEY_BYTES_MIN: usize = 16;

impl Evaluate {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        match &self.log {
            Some(log) => self.evaluate_log(shell, log),
            None => self.evaluate_ledger(shell),
        }
    }

    fn evaluate_log(&self, shell: &Shell, path: &Path) -> Result<ExitCode> {
        let name = path.display();
        let bytes = load(path).with_context(|| format!("read {name}"))?;
        let columns = Columns {
            case: self.case.clone(),
            activity: self.activity.clone(),
            time: self.time.clone(),
            resource: self.resource.clone(),
            group: self.group.clone(),
            due: self.due.clone(),
            closed: self.closed.clone(),
        };
        let import = read(&bytes, &columns).with_context(|| format!("read {name} as a log"))?;
        drop(bytes);
        tell_skipped(shell, &name.to_string(), &import);
        let log = self.named(import.log)?;
        if let Some(path) = &self.export {
            export(&log, path)?;
        }
        for end in &self.ends {
            if !log.activities().iter().any(|activity| activity == end) {
                say(shell.lang.pick(
                    &format!("日志里没有环节“{end}”（--end）"),
                    &format!("no event has the activity `{end}` (--end)"),
                ));
            }
        }
        let question = Question { ends: self.ends.clone(), n_min: self.min_n };
        let evaluation = evaluate(&log, &question);
        self.tell(&evaluation, || findings(&evaluation, shell.lang))?;
        Ok(ExitCode::from(u8::from(import.skipped_total > 0)))
    }

    fn evaluate_ledger(&self, shell: &Shell) -> Result<ExitCode> {
        const STRIDE: usize = 10_000;
        let store = SqliteLedger::open_to_read(&self.state)?;
        let mut observation = Observation::default();
        let mut seq = 0;
        loop {
            let part = store.scan(seq, STRIDE)?;
            let Some(last) = part.last() else { break };
            seq = last.seq;
            for stored in &part {
                // The evaluation is of cases; what became of the offices is on their own pages.
                let Recorded::Case(entry) = stored.recorded()? else { continue };
                if self.until.is_none_or(|until| entry.at <= until) {
                    observation.observe(&stored.case, &entry);
                }
            }
        }
        let until = self.until.or(observation.last()).unwrap_or_default();
        let (linkage, log) = observation.finish(until, self.min_n);
        if let Some(path) = &self.export {
            export(&self.named(log)?, path)?;
        }
        self.tell(&linkage, || ledger::words::findings(&linkage, shell.lang))?;
        Ok(ExitCode::SUCCESS)
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

/// The bytes of a log in UTF-8, unpacked.
pub(super) fn load(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().take(BYTES_MAX).read_to_end(&mut bytes)?;
    } else {
        File::open(path)?.take(BYTES_MAX).read_to_end(&mut bytes)?;
    }
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut unpacked = Vec::with_capacity(bytes.len() * 8);
        let unpack = flate2::read::MultiGzDecoder::new(&bytes[..]);
        unpack.take(BYTES_MAX).read_to_end(&mut unpacked).context("unpack gzip")?;
        bytes = unpacked;
    }
    if bytes.len() as u64 >= BYTES_MAX {
        bail!("more than {BYTES_MAX} bytes; split the log by cases");
    }
    Ok(if std::str::from_utf8(&bytes).is_ok() { bytes } else { from_gb18030(bytes) })
}

/// What Chinese office software writes, where that is what it is; otherwise the bytes as they were,
/// whose reader says where they are wrong.
fn from_gb18030(bytes: Vec<u8>) -> Vec<u8> {
    let text = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(&bytes);
    let text = text.map(|text| text.into_owned().into_bytes());
    text.unwrap_or(bytes)
}

pub(super) fn tell_skipped(shell: &Shell, name: &str, import: &Import) {
    let word = shell.lang.pick("跳过", "skipped");
    for skipped in &import.skipped {
        say(&format!("{name}, {}: {word}: {}", skipped.place, skipped.reason));
    }
    if import.unread_times > 0 {
        let n = import.unread_times;
        say(shell.lang.pick(
            &format!("{name}：{n}个期限或办结时间无法识别，按没有处理"),
            &format!("{name}: {n} due or closing times cannot be read and count as absent"),
        ));
    }
    let more = import.skipped_total.saturating_sub(import.skipped.len() as u64);
    if more > 0 {
        say(shell
            .lang
            .pick(&format!("{name}：另外跳过{more}条"), &format!("{name}: {more} more skipped")));
    }
}

fn export(log: &EventLog, path: &Path) -> Result<()> {
    let end = path.extension().and_then(|end| end.to_str()).unwrap_or_default();
    let text = match end.to_ascii_lowercase().as_str() {
        "xes" => write_xes(log),
        "json" | "jsonocel" => write_ocel(log),
        "csv" => write_csv(log),
        _ => bail!("{} ends in none of .xes, .json, .csv", path.display()),
    };
    std::fs::write(path, text).with_context(|| format!("write {}", path.display()))
}

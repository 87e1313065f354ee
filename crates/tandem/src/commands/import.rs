//! `tandem import`: posts or complaints from a file.

use super::serve::now;
use super::{Shell, print, say};
use crate::folder::{self, Purpose};
use crate::listen::register::{Sources, pseudonyms};
use crate::listen::station::{Outcome, Reading, SKIPPED_TOLD, Station};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, mpsc};
use tandem_core::Lang;
use tandem_core::sources::{Source, SourceKind};
use tandem_engine::Store;
use tandem_intake::{Arrival, Format, Rows, Skipped, Tally, read};
use tandem_store::SqliteLedger;

/// Take posts or complaints in from a file.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// JSONL, CSV, JSON, XLSX, or a saved feed
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Registered source that the rows come from
    #[arg(long, value_name = "NAME")]
    source: String,
    /// TOML file that says which column is what, or preset:NAME; the source's own unless given
    #[arg(long, value_name = "FILE")]
    map: Option<String>,
    /// The rows are addressed to government
    #[arg(long)]
    complaints: bool,
    /// Folder of the ledger
    #[arg(long, default_value = "tandem-data/ledger", value_name = "DIR")]
    state: PathBuf,
    /// Name of a region, or its folder
    #[arg(long, default_value = "guangxi")]
    region: String,
    /// Print the tally as JSON
    #[arg(long)]
    json: bool,
}

/// Posts that are heard and kept together.
const STRIDE: usize = 10_000;
/// Readings that wait to be heard.
const AHEAD: usize = 2;

impl Import {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let world = shell.files.world(&self.region, None)?;
        let sources = Sources::load(&shell.files, &self.state, &self.region)?;
        let source = self.source(&sources, shell.lang)?;
        folder::claim(&self.state, &Purpose::Region(world.region.id.clone()))?;
        let store: Arc<dyn Store> = Arc::new(SqliteLedger::open(&self.state)?);
        let key = pseudonyms(&self.state)?;
        let mut station = Station::open(store, &world, &sources, key)?;
        let at = now();
        let mut mapping =
            sources.mapping(&source, self.map.as_deref(), &world.calendar.offset())?;
        let ending = self.file.extension().and_then(|ext| ext.to_str()).unwrap_or_default();
        if ending == "tsv" && mapping.separator == ',' {
            mapping.separator = '\t';
        }
        let register = station.register(&source, at);
        let file = File::open(&self.file).with_context(|| format!("read {}", self.name()))?;
        let rows = read(BufReader::new(file), self.format(ending)?, &mapping, &register)
            .with_context(|| format!("{} cannot be read", self.name()))?;
        let taken = self.take(shell, &mut station, &source, rows, at)?;
        station.save()?;
        self.tell(shell, &taken)
    }

    /// The source, with what the command line says of its rows.
    fn source(&self, sources: &Sources, lang: Lang) -> Result<Source> {
        let mut source = sources.get(&self.source, lang)?.clone();
        if self.complaints {
            source.kind = SourceKind::Complaints;
        }
        Ok(source)
    }

    fn format(&self, ending: &str) -> Result<Format> {
        let Some(format) = Format::of_ending(ending) else {
            bail!(
                "{}: name the file .jsonl, .csv, .json, .xlsx or .xml, so that its form is known",
                self.name()
            );
        };
        Ok(format)
    }

    /// Takes all rows in, many at a time; what was stored before a failure stays and is known when
    /// the file is read again.
    fn take(
        &self,
        shell: &Shell,
        station: &mut Station,
        source: &Source,
        mut rows: Rows<'_, BufReader<File>>,
        at: tandem_core::Timestamp,
    ) -> Result<(Tally, Outcome)> {
        let mut total = Outcome::default();
        // Rows are read on another core than they are heard on, a few readings ahead.
        let (send, readings) = mpsc::sync_channel::<Reading>(AHEAD);
        std::thread::scope(|scope| {
            let reader = scope.spawn(move || {
                let mut skips = Skips::default();
                let mut before = Tally::default();
                loop {
                    let (arrivals, over) = self.some(shell, &mut rows, &mut skips);
                    let tally = rows.tally().since(&before);
                    before = rows.tally().clone();
                    // Where the other end is gone, why it went is told there.
                    let sent = send.send(Reading { arrivals, tally, ..Reading::default() });
                    if over || sent.is_err() {
                        return before;
                    }
                }
            });
            for reading in readings {
                total.add(&station.take(source, reading, at)?);
            }
            let tally = reader.join().map_err(|_| anyhow::anyhow!("reading stopped"))?;
            Ok((tally, total))
        })
    }

    /// The next rows, and whether they are the last.
    fn some(
        &self,
        shell: &Shell,
        rows: &mut Rows<'_, BufReader<File>>,
        skips: &mut Skips,
    ) -> (Vec<Arrival>, bool) {
        let mut arrivals = Vec::with_capacity(STRIDE);
        while arrivals.len() < STRIDE {
            match rows.next() {
                Some(Ok(arrival)) => arrivals.push(arrival),
                Some(Err(skipped)) => skips.say(shell, &self.file, &skipped),
                None => return (arrivals, true),
            }
        }
        (arrivals, false)
    }

    fn tell(&self, shell: &Shell, (tally, outcome): &(Tally, Outcome)) -> Result<ExitCode> {
        let Outcome { new, known, removed, .. } = outcome;
        if self.json {
            print(&serde_json::to_string(outcome)?)?;
        } else {
            print(&match shell.lang {
                Lang::Zh => format!("{}新入库 {new}，已有 {known}，删除 {removed}", tally.zh()),
                Lang::En => format!("{}new {new}, known {known}, removed {removed}", tally.en()),
            })?;
        }
        if tally.accepted + tally.deleted == 0 {
            say(shell.lang.pick(
                "没有一行可用：请核对文件内容与列名，必要时用 --map 指明各列",
                "not one row could be used: check the file and its columns; --map says which is which",
            ));
            return Ok(ExitCode::from(1));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn name(&self) -> std::path::Display<'_> {
        self.file.display()
    }
}

/// The first skipped rows are shown one by one; the rest is counted.
#[derive(Default)]
struct Skips(usize);

impl Skips {
    fn say(&mut self, shell: &Shell, file: &Path, skipped: &Skipped) {
        self.0 += 1;
        let file = file.display();
        match self.0 {
            n if n <= SKIPPED_TOLD => say(&match shell.lang {
                Lang::Zh => {
                    let sheet = skipped.sheet.as_ref().map(|sheet| format!("（{sheet}）"));
                    let sheet = sheet.unwrap_or_default();
                    format!("{file}:{}{sheet} 跳过：{}", skipped.line, skipped.reason.zh())
                }
                Lang::En => format!("{file} skipped {skipped}"),
            }),
            n if n == SKIPPED_TOLD + 1 => say("…"),
            _ => {}
        }
    }
}

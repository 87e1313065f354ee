//! `tandem act`: what a position does, on a real ledger, in the words of a transcript.

use super::bulk::Bulk;
use super::serve::now;
use super::{Shell, print};
use crate::folder::{self, Purpose};
use crate::notices::ToUnits;
use crate::scenario::Console;
use anyhow::{Context as _, Result, anyhow};
use clap::Args;
use std::io::BufRead as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tandem_core::problem::Problems;
use tandem_engine::{Engine, Store};
use tandem_store::SqliteLedger;

/// Folder beside the ledger in which originals are kept.
const ORIGINALS: &str = "originals";

/// Have a position do something on a ledger, in the words of a scenario transcript
#[derive(Debug, Args)]
pub(super) struct Act {
    /// Commands such as `450103.desk/duty as Li accept c1`; read from standard input where absent
    #[arg(value_name = "COMMAND")]
    commands: Vec<String>,
    /// Folder of the ledger
    #[arg(long, default_value = "tandem-data/ledger", value_name = "DIR")]
    state: PathBuf,
    /// Name of a region, or its folder
    #[arg(long, default_value = "guangxi")]
    region: String,
    /// Mechanism of new cases, unless the region's own
    #[arg(long, value_name = "NAME")]
    mechanism: Option<String>,
    /// File of commands to carry out in one commit: one JSON object a line, such as
    /// {"case": "c1", "command": "accept", "key": "night-run-1"}
    #[arg(long, value_name = "FILE", conflicts_with = "commands")]
    bulk: Option<PathBuf>,
    /// Position that gives the commands of the file, where a line names none
    #[arg(long, value_name = "POSITION", requires = "bulk")]
    position: Option<String>,
    /// Person who holds it
    #[arg(long = "as", value_name = "NAME", requires = "bulk")]
    person: Option<String>,
    /// Commands of the file in one commit
    #[arg(long, default_value_t = 10_000, value_name = "N", requires = "bulk")]
    part: usize,
    /// Print one JSON object a command
    #[arg(long)]
    json: bool,
}

impl Act {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let world = shell.files.world(&self.region, self.mechanism.as_deref())?;
        folder::claim(&self.state, &Purpose::Region(world.region.id.clone()))?;
        let store: Arc<dyn Store> = Arc::new(SqliteLedger::open(&self.state)?);
        let engine = Engine::new(store, world)?;
        if let Some(file) = &self.bulk {
            let bulk = Bulk {
                file,
                position: self.position.as_deref(),
                person: self.person.as_deref(),
                part: self.part,
                json: self.json,
            };
            let refused = bulk.run(shell, &engine, now())?;
            engine.deliver(&ToUnits { engine: &engine, at: now() })?;
            return Ok(ExitCode::from(u8::from(refused)));
        }
        let mut console =
            Console::new(&shell.files, engine, shell.lang, self.state.join(ORIGINALS));
        let mut refused = false;
        if self.commands.is_empty() {
            for (index, line) in std::io::stdin().lock().lines().enumerate() {
                let line = line.context("read standard input")?;
                if !line.trim().is_empty() && !line.starts_with('#') {
                    refused |= self.act(shell, &mut console, ("-", index + 1), &line)?;
                }
            }
        }
        for (index, command) in self.commands.iter().enumerate() {
            refused |= self.act(shell, &mut console, ("command", index + 1), command)?;
        }
        if let Some(engine) = console.engine() {
            engine.deliver(&ToUnits { engine, at: now() })?;
        }
        Ok(ExitCode::from(u8::from(refused)))
    }

    /// Carries out one command; tells whether it was refused.
    fn act(
        &self,
        shell: &Shell,
        console: &mut Console<'_>,
        place: (&str, usize),
        text: &str,
    ) -> Result<bool> {
        let acted = console.act(place, text, now());
        let acted = acted.map_err(|error| match error.downcast::<Problems>() {
            Ok(Problems(problems)) => {
                let lines: Vec<String> = problems.iter().map(|p| p.line(shell.lang)).collect();
                anyhow!("{}", lines.join("\n"))
            }
            Err(error) => error,
        })?;
        if self.json {
            let refused = acted.refused;
            let line = serde_json::json!({
                "command": text, "refused": refused, "output": acted.output,
            });
            print(&line.to_string())?;
        } else {
            acted.output.iter().try_for_each(|line| print(line))?;
        }
        Ok(acted.refused)
    }
}

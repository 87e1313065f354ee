//! `ledger verify|export|rebuild`.

use super::{Shell, print, say};
use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tandem_engine::{Engine, Ledger as _, Store, verify};
use tandem_store::SqliteLedger;

/// Ledgers.
#[derive(Debug, Subcommand)]
pub(super) enum Ledger {
    /// Prove that every entry is what was written, and print the root
    Verify(Place),
    /// Write all entries to standard output, one JSON object a line
    Export(Place),
    /// Fold the ledger again and replace what lists show
    Rebuild(Place),
}

/// Which ledger.
#[derive(Debug, Args)]
pub(super) struct Place {
    /// Folder of the ledger
    #[arg(long, default_value = "tandem-data/ledger", value_name = "DIR")]
    state: PathBuf,
    /// Name of a region, or its folder
    #[arg(long, default_value = "guangxi")]
    region: String,
    /// Print a JSON document
    #[arg(long)]
    json: bool,
}

impl Ledger {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        match self {
            Self::Verify(place) => place.verify(shell),
            Self::Export(place) => place.export(),
            Self::Rebuild(place) => place.rebuild(shell),
        }
    }
}

impl Place {
    fn verify(&self, shell: &Shell) -> Result<ExitCode> {
        let store = SqliteLedger::open_to_read(&self.state)?;
        match verify(&store) {
            Ok(verified) if self.json => {
                let head = verified.head;
                print(
                    &serde_json::json!({
                        "verified": true, "entries": head.entries, "root": head.root,
                    })
                    .to_string(),
                )?;
                Ok(ExitCode::SUCCESS)
            }
            Ok(verified) => {
                let (entries, root) = (verified.head.entries, verified.head.root);
                print(shell.lang.pick(
                    &format!("核验通过：{entries}条，根 {root}"),
                    &format!("verified: {entries} entries, root {root}"),
                ))?;
                Ok(ExitCode::SUCCESS)
            }
            Err(broken) => {
                if self.json {
                    let what = broken.to_string();
                    let json = serde_json::json!({ "verified": false, "broken": what });
                    print(&json.to_string())?;
                }
                say(shell.lang.pick(
                    &format!("核验不通过：{broken}；请停用并从备份恢复"),
                    &format!("not verified: {broken}; stop using it and restore a backup"),
                ));
                Ok(ExitCode::from(1))
            }
        }
    }

    fn export(&self) -> Result<ExitCode> {
        const STRIDE: usize = 10_000;
        let store = SqliteLedger::open_to_read(&self.state)?;
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        let mut seq = 0;
        loop {
            let part = store.scan(seq, STRIDE)?;
            let Some(last) = part.last() else { break };
            seq = last.seq;
            for stored in &part {
                serde_json::to_writer(&mut out, stored).context("write an entry")?;
                out.write_all(b"\n").context("write an entry")?;
            }
        }
        out.flush().context("write to standard output")?;
        Ok(ExitCode::SUCCESS)
    }

    fn rebuild(&self, shell: &Shell) -> Result<ExitCode> {
        let world = shell.files.world(&self.region, None)?;
        // A folder without a ledger is an error here, not a new ledger.
        drop(SqliteLedger::open_to_read(&self.state)?);
        let store: Arc<dyn Store> = Arc::new(SqliteLedger::open(&self.state)?);
        let rebuilt = Engine::new(store, world)?.rebuild()?;
        print(shell.lang.pick(
            &format!(
                "重放{}条，写入{}行，其中{}行原先不符",
                rebuilt.entries, rebuilt.rows, rebuilt.differing
            ),
            &format!(
                "{} entries replayed, {} rows written, {} of them were not as the ledger says",
                rebuilt.entries, rebuilt.rows, rebuilt.differing
            ),
        ))?;
        Ok(ExitCode::SUCCESS)
    }
}

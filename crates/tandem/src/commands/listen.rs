//! `tandem listen`: ask the feeds of the register, without pages.

use super::serve::{WallClock, interrupted};
use super::{Shell, print, say};
use crate::folder::{self, Purpose};
use crate::listen::hooks::Listening;
use crate::listen::register::{Sources, pseudonyms};
use anyhow::{Context as _, Result};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, mpsc};
use tandem_core::Lang;
use tandem_engine::{Engine, Store};
use tandem_store::SqliteLedger;

/// Ask the feeds of the source register and bring topics to desks, without pages; `serve` does the
/// same and takes deliveries too.
#[derive(Debug, Args)]
pub(super) struct Listen {
    /// Folder of the ledger
    #[arg(long, default_value = "tandem-data/ledger", value_name = "DIR")]
    state: PathBuf,
    /// Name of a region, or its folder
    #[arg(long, default_value = "guangxi")]
    region: String,
    /// Ask each feed that is due once, and end
    #[arg(long)]
    once: bool,
}

impl Listen {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let world = shell.files.world(&self.region, None)?;
        let sources = Sources::load(&shell.files, &self.state, &self.region)?;
        folder::claim(&self.state, &Purpose::Region(world.region.id.clone()))?;
        let store: Arc<dyn Store> = Arc::new(SqliteLedger::open(&self.state)?);
        let engine = Arc::new(Engine::new(Arc::clone(&store), world)?);
        let feeds = sources.register.iter().filter(|source| source.feed.is_some()).count();
        if feeds == 0 {
            say(&match shell.lang {
                Lang::Zh => format!("{} 没有登记任何 feed，无需轮询", sources.place),
                Lang::En => format!("{} registers no feed; there is nothing to ask", sources.place),
            });
        }
        let key = pseudonyms(&self.state)?;
        let listening = Arc::new(Listening::new(engine, sources, key, Arc::new(WallClock)));
        listening.open(store)?;
        if self.once {
            let new = listening.round()?;
            listening.finish();
            print(&match shell.lang {
                Lang::Zh => format!("新入库 {new}"),
                Lang::En => format!("new {new}"),
            })?;
            return Ok(ExitCode::SUCCESS);
        }
        let (stop, stopped) = mpsc::channel();
        let running = Arc::clone(&listening);
        let thread = std::thread::Builder::new()
            .name("listening".to_owned())
            .spawn(move || running.run(&stopped))
            .context("start listening")?;
        interrupted()?;
        drop(stop);
        listening.wake();
        thread.join().map_err(|_| anyhow::anyhow!("listening stopped unexpectedly"))?;
        Ok(ExitCode::SUCCESS)
    }
}

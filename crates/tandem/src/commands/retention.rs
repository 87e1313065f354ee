//! `tandem retention`: what is past its term, and deleting it.

use super::{Shell, print, say, serve};
use crate::folder::{self, Purpose};
use crate::listen::register::{Sources, pseudonyms};
use crate::listen::retention::{self, Plan};
use crate::listen::station::Station;
use anyhow::Result;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tandem_core::Lang;
use tandem_engine::{Engine, Store};
use tandem_store::SqliteLedger;

/// Tell what is kept for longer than the source register allows, or forget it; `serve` forgets it
/// every day by itself.
#[derive(Debug, Args)]
pub(super) struct Retention {
    /// Folder of the ledger
    #[arg(long, default_value = "tandem-data/ledger", value_name = "DIR")]
    state: PathBuf,
    /// Name of a region, or its folder
    #[arg(long, default_value = "guangxi")]
    region: String,
    #[command(flatten)]
    what: What,
    /// Print a JSON document
    #[arg(long)]
    json: bool,
}

/// Whether to tell or to forget.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct What {
    /// Only tell what would be forgotten
    #[arg(long)]
    dry_run: bool,
    /// Forget it: own copies alone, with a tombstone for each
    #[arg(long)]
    apply: bool,
}

impl Retention {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let sources = Sources::load(&shell.files, &self.state, &self.region)?;
        let world = shell.files.world(&self.region, None)?;
        let at = serve::now();
        let plan = if self.what.apply {
            folder::claim(&self.state, &Purpose::Region(world.region.id.clone()))?;
            let store: Arc<dyn Store> = Arc::new(SqliteLedger::open(&self.state)?);
            let engine = Engine::new(Arc::clone(&store), world)?;
            let key = pseudonyms(&self.state)?;
            let mut station = Station::open(store, engine.world(), &sources, key)?;
            retention::apply(&mut station, &engine, &sources, at)?
        } else {
            let store: Arc<dyn Store> = Arc::new(SqliteLedger::open_to_read(&self.state)?);
            retention::plan(&Engine::to_read(store, world)?, &sources, at)?
        };
        if self.json {
            print(&serde_json::to_string(&plan)?)?;
        } else {
            self.tell(shell, &sources, &plan)?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn tell(&self, shell: &Shell, sources: &Sources, plan: &Plan) -> Result<()> {
        for (source, due) in &plan.sources {
            let term = sources.register.get(source).map_or(0, |source| source.retention_days);
            let (posts, held) = (due.posts, due.held);
            print(&match (shell.lang, self.what.apply) {
                (Lang::Zh, true) => {
                    format!("{source}（保存{term}天）：已删除{posts}条，因案保留{held}条")
                }
                (Lang::Zh, false) => {
                    format!("{source}（保存{term}天）：到期{posts}条，因案保留{held}条")
                }
                (Lang::En, true) => {
                    format!("{source} (kept {term} days): {posts} deleted, {held} held by matters")
                }
                (Lang::En, false) => {
                    format!("{source} (kept {term} days): {posts} due, {held} held by matters")
                }
            })?;
        }
        let originals = plan.originals.len();
        print(&match shell.lang {
            Lang::Zh => format!("原件到期{originals}件"),
            Lang::En => format!("{originals} originals past their term"),
        })?;
        if plan.without_term > 0 {
            let count = plan.without_term;
            say(&match shell.lang {
                Lang::Zh => format!(
                    "另有{count}条网帖的信源已不在登记中，没有保存期限；请在 {} 中补登",
                    sources.place
                ),
                Lang::En => format!(
                    "{count} posts are of sources that are no longer registered, so nobody has \
                     said how long they are kept; register those in {}",
                    sources.place
                ),
            });
        }
        Ok(())
    }
}

//! `tandem demo`.

use super::{Shell, print, say};
use crate::demo::{Demo as Replay, Outcome, banner};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;
use tandem_engine::{Engine, Store};
use tandem_store::SqliteLedger;

/// Replay real posts of Guangxi through the whole loop with simulated officials.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Run to the end without serving pages
    #[arg(long)]
    headless: bool,
    /// Print the outcome as one JSON document
    #[arg(long)]
    json: bool,
    /// Seed of the simulated officials
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder of the demo's ledger; a demo that was stopped goes on from it
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// Forget what the folder holds and start over
    #[arg(long)]
    fresh: bool,
    /// Seconds that the replay should take while pages are served
    #[arg(long, default_value_t = 180, value_name = "SECONDS")]
    pace: u64,
    /// Address of the pages
    #[arg(long, default_value = "127.0.0.1:8311", value_name = "ADDRESS")]
    listen: String,
    /// Name of another mechanism, or path of its file
    #[arg(long)]
    mechanism: Option<String>,
}

/// About how many steps a whole replay takes, for pacing and the progress bar alone.
const STEPS_ABOUT: u64 = 3_000;

impl Demo {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let scratch;
        let folder = match (&self.state, self.headless) {
            (Some(folder), _) => folder.clone(),
            (None, false) => PathBuf::from("tandem-data/demo"),
            (None, true) => {
                scratch = Scratch::new()?;
                scratch.0.clone()
            }
        };
        self.claim(&folder)?;
        let store: Arc<dyn Store> = Arc::new(SqliteLedger::open(&folder)?);
        let world = shell.files.world("guangxi", self.mechanism.as_deref())?;
        let engine = Arc::new(Engine::new(Arc::clone(&store), world)?);
        let mut replay = Replay::new(&shell.files, store, Arc::clone(&engine), self.seed)?;
        say(banner().get(shell.lang));
        if self.headless {
            self.replay(shell, &mut replay, None)?;
        } else {
            self.serve(shell, &engine, replay)?;
        }
        let outcome = Outcome::of(&engine)?;
        if self.json {
            print(&serde_json::to_string(&outcome)?)?;
        }
        Ok(ExitCode::from(u8::from(!outcome.is_sound())))
    }

    /// Makes sure that a folder holds this demo and no other.
    fn claim(&self, folder: &Path) -> Result<()> {
        let file = folder.join("demo.json");
        let mechanism = self.mechanism.as_deref().unwrap_or_default();
        let mine = serde_json::json!({ "seed": self.seed, "mechanism": mechanism }).to_string();
        if self.fresh && folder.join(tandem_store::FILE).exists() {
            if !file.exists() {
                bail!(
                    "{} holds a ledger that is no demo; it is left alone, choose another --state",
                    folder.display()
                );
            }
            std::fs::remove_dir_all(folder)
                .with_context(|| format!("clear {}", folder.display()))?;
        }
        std::fs::create_dir_all(folder).with_context(|| format!("make {}", folder.display()))?;
        if file.exists() {
            let theirs = std::fs::read_to_string(&file)
                .with_context(|| format!("read {}", file.display()))?;
            if theirs != mine {
                bail!(
                    "{} holds a demo with {theirs}, not {mine}; add --fresh to start over, or \
                     choose another --state",
                    folder.display()
                );
            }
            return Ok(());
        }
        if folder.join(tandem_store::FILE).exists() {
            bail!("{} holds a ledger that is no demo; choose another --state", folder.display());
        }
        std::fs::write(&file, mine).with_context(|| format!("write {}", file.display()))
    }

    /// Takes step after step to the end, or until told to stop.
    fn replay(
        &self,
        shell: &Shell,
        replay: &mut Replay,
        stop: Option<&Receiver<()>>,
    ) -> Result<()> {
        let (_, posts) = replay.progress();
        let bar = ProgressBar::new(posts as u64);
        let style = "{bar:40} {pos}/{len} posts  {msg}";
        bar.set_style(ProgressStyle::with_template(style).context("style the progress bar")?);
        let pause = stop.map(|_| Duration::from_secs(self.pace) / STEPS_ABOUT as u32);
        while let Some(step) = replay.step()? {
            bar.set_position(replay.progress().0 as u64);
            bar.set_message(replay.describe(&step, shell.lang));
            if let (Some(stop), Some(pause)) = (stop, pause) {
                match stop.recv_timeout(pause) {
                    Err(RecvTimeoutError::Timeout) => {}
                    Ok(()) | Err(RecvTimeoutError::Disconnected) => break,
                }
            }
        }
        bar.finish_and_clear();
        Ok(())
    }

    fn serve(&self, shell: &Shell, engine: &Arc<Engine>, mut replay: Replay) -> Result<()> {
        let listener = super::serve::bind(&self.listen)?;
        let app = super::serve::app(engine, replay.clock(), Some(banner()));
        say(&format!("http://{}", listener.local_addr().context("read the address")?));
        let (stop, stopped) = mpsc::channel();
        let pages = std::thread::Builder::new()
            .name("pages".to_owned())
            .spawn(move || {
                let served = super::serve::until_interrupted(listener, app);
                // The replay may have ended by itself; then nobody waits for this.
                stop.send(()).ok();
                served
            })
            .context("start the pages")?;
        self.replay(shell, &mut replay, Some(&stopped))?;
        if !pages.is_finished() {
            say(shell.lang.pick(
                "回放结束，页面继续可用；按 Ctrl-C 退出",
                "the replay is over; the pages stay until Ctrl-C",
            ));
        }
        pages.join().map_err(|_| anyhow::anyhow!("the pages stopped unexpectedly"))?
    }
}

/// A folder that is removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("tandem-demo-{}", std::process::id()));
        std::fs::create_dir_all(&folder).with_context(|| format!("make {}", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A scratch folder that stays behind harms nobody.
        drop(std::fs::remove_dir_all(&self.0));
    }
}

//! `tandem demo`.

use super::serve::WallClock;
use super::{Shell, press, print, say};
use crate::demo::{Demo as Replay, Outcome, banner};
use crate::entropy::SystemEntropy;
use crate::folder::{self, Purpose};
use crate::indexing::{self, Keeping};
use anyhow::{Context as _, Result};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;
use tandem_engine::accounts::MemoryAccounts;
use tandem_engine::search::Finder;
use tandem_engine::{Engine, Store};
use tandem_store::SqliteLedger;
use tandem_web::{App, Door, Entrance, Origin, Outside};

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
        let listener = match self.headless {
            true => None,
            false => Some(super::serve::bind(&self.listen)?),
        };
        let scratch;
        let folder = match (&self.state, self.headless) {
            (Some(folder), _) => folder.clone(),
            (None, false) => PathBuf::from("tandem-data/demo"),
            (None, true) => {
                scratch = Scratch::new()?;
                scratch.0.clone()
            }
        };
        if self.fresh {
            folder::forget_demo(&folder)?;
        }
        folder::claim(
            &folder,
            &Purpose::Demo { seed: self.seed, mechanism: self.mechanism.clone() },
        )?;
        let store: Arc<dyn Store> = Arc::new(SqliteLedger::open(&folder)?);
        let world = shell.files.world("guangxi", self.mechanism.as_deref())?;
        let engine = Arc::new(Engine::new(Arc::clone(&store), world)?);
        engine.refresh_rows()?;
        let searched = Arc::clone(&store);
        let mut replay = Replay::new(&shell.files, store, Arc::clone(&engine), self.seed)?;
        say(banner().get(shell.lang));
        match listener {
            None => self.replay(shell, &mut replay, None)?,
            Some(listener) => {
                let region = &engine.world().region;
                let finder = Arc::new(indexing::finder(&folder, searched, region)?);
                let _keeping = Keeping::start(Arc::clone(&finder))?;
                self.serve(shell, &engine, finder, replay, listener)?;
            }
        }
        let outcome = Outcome::of(&engine)?;
        if self.json {
            print(&serde_json::to_string(&outcome)?)?;
        }
        Ok(ExitCode::from(u8::from(!outcome.is_sound())))
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

    fn serve(
        &self,
        shell: &Shell,
        engine: &Arc<Engine>,
        finder: Arc<Finder>,
        mut replay: Replay,
        listener: TcpListener,
    ) -> Result<()> {
        let address = listener.local_addr().context("read the address")?;
        let sources = crate::demo::sources(&shell.files)?;
        let outside = Outside { sources: Arc::new(sources), hooks: None };
        let app = App::new(Arc::clone(engine), replay.clock(), Some(banner()));
        let app = app.behind(entrance(address)).hearing(outside);
        let app = Arc::new(app.with_press(press::press(shell)).finding(finder));
        say(&format!("http://{address}"));
        say(&format!("http://{address}/public"));
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

/// Whoever sits at this machine may step into an invented person; from elsewhere one only reads.
fn entrance(address: SocketAddr) -> Entrance {
    if !address.ip().is_loopback() {
        return Entrance::Open;
    }
    let accounts = Arc::new(MemoryAccounts::default());
    let (clock, entropy) = (Arc::new(WallClock), Arc::new(SystemEntropy));
    Entrance::Demo(Door::new(accounts, clock, entropy, Origin::Loopback))
}

/// A folder that is removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    /// A folder that nobody had before: one left behind by another process is not used again.
    fn new() -> Result<Self> {
        for number in 0.. {
            let name = format!("tandem-demo-{}-{number}", std::process::id());
            let folder = std::env::temp_dir().join(name);
            match std::fs::create_dir(&folder) {
                Ok(()) => return Ok(Self(folder)),
                Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(e) => return Err(e).with_context(|| format!("make {}", folder.display())),
            }
        }
        unreachable!("some number is free")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A scratch folder that stays behind harms nobody.
        drop(std::fs::remove_dir_all(&self.0));
    }
}

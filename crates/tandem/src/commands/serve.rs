//! `tandem serve`: the console on a ledger, with the sweeper beside it.

use super::channel::{self, Telling};
use super::{Shell, press, say};
use crate::entropy::SystemEntropy;
use crate::folder::{self, Purpose};
use crate::indexing::{self, Keeping};
use crate::listen::hooks::Listening;
use crate::listen::register::{Sources, pseudonyms};
use crate::notices::{ToConsole, ToUnits};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, mpsc};
use tandem_core::Timestamp;
use tandem_engine::accounts::{Accounts as _, SessionLimits, recovery_codes};
use tandem_engine::{Clock, Engine, Failure, Store};
use tandem_store::{SqliteAccounts, SqliteLedger};
use tandem_web::{App, Door, Entrance, Hooks, Origin, Outside, Portal, Simulation};
use tracing::{error, info};

/// Serve the console on a ledger.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Folder of the ledger
    #[arg(long, default_value = "tandem-data/ledger", value_name = "DIR")]
    state: PathBuf,
    /// Address of the pages
    #[arg(long, default_value = "127.0.0.1:8310", value_name = "ADDRESS")]
    listen: String,
    /// Name of a region, or its folder
    #[arg(long, default_value = "guangxi")]
    region: String,
    /// Name of a mechanism, or path of its file; the region's own one unless given
    #[arg(long)]
    mechanism: Option<String>,
    /// Address under which browsers reach the pages, such as https://tandem.example.gov.cn, where a
    /// proxy ends TLS in front of them
    #[arg(long, value_name = "URL")]
    origin: Option<String>,
    /// Minutes without use after which a session ends
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=1440))]
    session_idle_minutes: u32,
    /// Hours after which a session ends, used or not
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=168))]
    session_hours: u32,
    /// File with the key by which objections from the public portal are recorded (see `tandem key`);
    /// without it the portal says how to reach the desk
    #[arg(long, value_name = "FILE")]
    portal_key: Option<PathBuf>,
    /// Address under which the public reaches the portal, where it is another than --origin
    #[arg(long, value_name = "URL")]
    portal_origin: Option<String>,
    /// File that `tandem simulate --json` printed, whose comparison of mechanisms pages show;
    /// simulation.json in the folder of the ledger unless given
    #[arg(long, value_name = "FILE")]
    simulation: Option<PathBuf>,
    /// File that says where the channels of units lead: mail, webhooks, group robots; without it
    /// units are told in the console alone
    #[arg(long, value_name = "FILE")]
    channels: Option<PathBuf>,
    /// Seconds between two looks for deadlines that have passed
    #[arg(long, default_value_t = 30, value_name = "SECONDS")]
    sweep: u64,
}

/// Name of a simulation beside the ledger.
const SIMULATION: &str = "simulation.json";
/// Threads that may wait for the store at the same time. More are of no use beside its few readers,
/// and each keeps memory of its own.
const BLOCKING_MAX: usize = 32;

/// The wall clock.
#[derive(Debug)]
pub(super) struct WallClock;

impl Clock for WallClock {
    fn now(&self) -> Timestamp {
        now()
    }
}

/// The wall clock's time.
#[allow(clippy::disallowed_methods, reason = "the one place where the wall clock is read")]
pub(super) fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let millis = since.map_or(0, |since| since.as_millis() as i64);
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}

impl Serve {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let listener = bind(&self.listen)?;
        let address = listener.local_addr().context("read the address")?;
        let origin = self.origin(address)?;
        let world = shell.files.world(&self.region, self.mechanism.as_deref())?;
        folder::claim(&self.state, &Purpose::Region(world.region.id.clone()))?;
        let store: Arc<dyn Store> = Arc::new(SqliteLedger::open(&self.state)?);
        let today = world.calendar.local(WallClock.now()).date();
        if let Some(warning) = world.calendar.expiry(today, 60) {
            say(&warning.line(shell.lang));
        }
        let engine = Arc::new(Engine::new(Arc::clone(&store), world)?);
        if let Some(rebuilt) = engine.refresh_rows()? {
            info!(rows = rebuilt.rows, "Lists were made anew for this version");
        }
        let base = self.origin.clone().unwrap_or_else(|| format!("http://{address}"));
        let door = self.door(shell, origin, &base)?;
        let listening = Arc::new(self.listening(shell, &engine)?);
        let hooks: Arc<dyn Hooks> = Arc::<Listening>::clone(&listening);
        let sources = Arc::new(listening.sources().register.clone());
        let outside = Outside { sources, hooks: Some(hooks) };
        let app = App::new(Arc::clone(&engine), Arc::new(WallClock), None);
        let app = app.behind(Entrance::SignIn(door)).hearing(outside);
        let region = &engine.world().region;
        let finder = Arc::new(indexing::finder(&self.state, Arc::clone(&store), region)?);
        let keeping = Keeping::start(Arc::clone(&finder))?;
        let app = app.with_portal(self.portal()?).with_press(press::press(shell)).finding(finder);
        let app = Arc::new(app.with_simulation(self.simulation()?));
        say(&base);
        let sweeping = Arc::clone(&engine);
        let every = std::time::Duration::from_secs(self.sweep.max(1));
        let (stop, stopped) = mpsc::channel();
        let ears = listen(Arc::clone(&listening), store, stopped)?;
        let telling = self.telling(shell, &engine, &base)?;
        let reach = if telling.is_some() { Reach::Units } else { Reach::Console };
        runtime()?.block_on(async move {
            let sweeper = tokio::spawn(sweep(sweeping, every, reach));
            let served = serve(listener, app).await;
            sweeper.abort();
            served
        })?;
        drop((stop, telling, keeping));
        listening.wake();
        ears.join().map_err(|_| anyhow::anyhow!("listening stopped unexpectedly"))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Listens on a thread of its own until told to stop. Pages are there meanwhile; deliveries are
/// taken once what was kept has been heard again.
fn listen(
    listening: Arc<Listening>,
    store: Arc<dyn Store>,
    stopped: mpsc::Receiver<()>,
) -> Result<std::thread::JoinHandle<()>> {
    let work = move || match listening.open(store) {
        Ok(()) => listening.run(&stopped),
        Err(failure) => error!(failure = format!("{failure:#}"), "Nothing is listened to"),
    };
    std::thread::Builder::new().name("listening".to_owned()).spawn(work).context("start listening")
}

/// Waits for Ctrl-C.
pub(super) fn interrupted() -> Result<()> {
    runtime()?.block_on(tokio::signal::ctrl_c()).context("hear Ctrl-C")
}

impl Serve {
    /// What the operator gives the public portal.
    fn portal(&self) -> Result<Portal> {
        let mut portal = Portal::default();
        if let Some(file) = &self.portal_key {
            let secret = std::fs::read_to_string(file)
                .with_context(|| format!("read the portal's key from {}", file.display()))?;
            if secret.trim().is_empty() {
                bail!("{} holds no key; write what `tandem key` printed into it", file.display());
            }
            portal = portal.with_key(&secret);
        }
        match self.portal_origin.as_deref().map(|url| (url, url.strip_prefix("https://"))) {
            Some((url, Some(host))) if !host.is_empty() && !host.contains('/') => {
                Ok(portal.under(url.to_owned()))
            }
            Some(_) => bail!("--portal-origin must be https://HOST without a path"),
            None => Ok(portal),
        }
    }

    /// The comparison of mechanisms that pages show: the file named, or the one that lies beside the
    /// ledger.
    fn simulation(&self) -> Result<Option<Simulation>> {
        let beside = self.state.join(SIMULATION);
        let Some(file) = self.simulation.clone().or_else(|| beside.exists().then_some(beside))
        else {
            return Ok(None);
        };
        let name = file.display();
        let text = std::fs::read_to_string(&file).with_context(|| format!("read {name}"))?;
        let read = Simulation::parse(&text).with_context(|| {
            format!("{name} is not what `tandem simulate --json` prints; make it anew")
        })?;
        Ok(Some(read))
    }

    /// Tells units outside the console, on a thread of its own, until what it returns is dropped.
    fn telling(&self, shell: &Shell, engine: &Arc<Engine>, base: &str) -> Result<Option<Telling>> {
        let Some(file) = &self.channels else { return Ok(None) };
        let teller = channel::teller(shell, file, engine, base)?;
        Telling::start(Arc::clone(engine), teller).map(Some)
    }

    /// What hears the registered sources.
    fn listening(&self, shell: &Shell, engine: &Arc<Engine>) -> Result<Listening> {
        let sources = Sources::load(&shell.files, &self.state, &self.region)?;
        let key = pseudonyms(&self.state)?;
        Ok(Listening::new(Arc::clone(engine), sources, key, Arc::new(WallClock)))
    }

    /// From where browsers come; passwords never travel in the clear.
    fn origin(&self, address: SocketAddr) -> Result<Origin> {
        match self.origin.as_deref().map(|url| url.strip_prefix("https://")) {
            Some(Some(host)) if !host.is_empty() && !host.contains('/') => {
                Ok(Origin::Https(host.to_owned()))
            }
            Some(_) => bail!("--origin must be https://HOST without a path"),
            None if address.ip().is_loopback() => Ok(Origin::Loopback),
            None => bail!(
                "{address} can be reached from other machines, where passwords would travel in the \
                 clear; listen on 127.0.0.1 behind a proxy that ends TLS, and name its address \
                 with --origin https://HOST"
            ),
        }
    }

    /// The door to the accounts beside the ledger; where there is none yet, a code to create the
    /// first one is shown here and nowhere else.
    fn door(&self, shell: &Shell, origin: Origin, base: &str) -> Result<Door> {
        let accounts = SqliteAccounts::open(&self.state)?;
        let new = accounts.is_empty()?;
        let limits = SessionLimits {
            idle_minutes: self.session_idle_minutes,
            hours_max: self.session_hours,
        };
        let door =
            Door::new(Arc::new(accounts), Arc::new(WallClock), Arc::new(SystemEntropy), origin)
                .with_limits(limits);
        if !new {
            return Ok(door);
        }
        let codes = recovery_codes(&SystemEntropy);
        let code = codes[..2].join("-");
        say(shell.lang.pick(
            "还没有账号。请在浏览器中打开下面的地址，创建第一个管理员（安装码只在此显示）：",
            "there is no account yet; open this address to create the first administrator (the \
             code is shown here alone):",
        ));
        say(&format!("{base}/setup?code={code}"));
        Ok(door.with_setup_code(&code))
    }
}

/// How far notices go.
#[derive(Clone, Copy, Debug)]
enum Reach {
    /// To the console.
    Console,
    /// There, and to the channels of units.
    Units,
}

/// Does what passed deadlines ask for, again and again. A missed or late round changes nothing.
async fn sweep(engine: Arc<Engine>, every: std::time::Duration, reach: Reach) {
    let mut ticks = tokio::time::interval(every);
    loop {
        ticks.tick().await;
        let engine = Arc::clone(&engine);
        let swept = tokio::task::spawn_blocking(move || {
            let swept = engine.sweep(WallClock.now())?;
            match reach {
                Reach::Console => engine.deliver(&ToConsole(engine.store()))?,
                Reach::Units => {
                    engine.deliver(&ToUnits { engine: &engine, at: WallClock.now() })?
                }
            };
            Ok::<_, Failure>(swept)
        });
        let swept = swept.await;
        match swept {
            Ok(Ok(swept)) if swept.entries > 0 => {
                info!(cases = swept.cases, entries = swept.entries, "Swept passed deadlines");
            }
            Ok(Ok(_)) => {}
            Ok(Err(failure)) => error!(%failure, "A sweep failed; the next one tries again"),
            Err(failure) => error!(%failure, "A sweep stopped; the next one tries again"),
        }
    }
}

/// Takes an address before anything else is started.
pub(super) fn bind(address: &str) -> Result<TcpListener> {
    let listener = TcpListener::bind(address).with_context(|| {
        format!("cannot listen on {address}; is it in use? choose another with --listen")
    })?;
    listener.set_nonblocking(true).context("prepare the listener")?;
    Ok(listener)
}

/// Serves pages on a runtime of its own until Ctrl-C.
pub(super) fn until_interrupted(listener: TcpListener, app: Arc<App>) -> Result<()> {
    runtime()?.block_on(serve(listener, app))
}

async fn serve(listener: TcpListener, app: Arc<App>) -> Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener).context("hand over the listener")?;
    let interrupted = async {
        if let Err(failure) = tokio::signal::ctrl_c().await {
            error!(%failure, "Ctrl-C cannot be heard; stop the process instead");
            std::future::pending::<()>().await;
        }
    };
    tandem_web::serve(listener, app, interrupted).await.context("serve the pages")
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING_MAX)
        .build()
        .context("start the async runtime")
}

//! The console under load: a store of a million cases in a region of ten thousand units, the real
//! server in a process of its own, and real HTTP from people who signed in.
//!
//! `load FOLDER --server PROGRAM [--cases N] [--seconds S] [--listeners N]` fills the folder unless
//! it is filled, and prints one JSON document. `cargo xtask load` builds both and writes the page.

#![allow(clippy::disallowed_methods, reason = "a benchmark measures time")]
#![allow(clippy::print_stderr, reason = "whoever waits for minutes sees how far it is")]

mod browser;
mod drive;
mod fill;
mod people;
mod region;

use anyhow::{Context as _, Result, bail};
use clap::Parser;
use drive::Pace;
use serde_json::{Value, json};
use std::io::Write as _;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tandem_core::Timestamp;

/// Readers whose answers are timed.
const READERS: usize = 20;

/// Between two pages of one reader: so many readers ask for some 27 pages a second.
const PAUSE: Duration = Duration::from_millis(700);

/// Between two new matters.
const MATTERS: Duration = Duration::from_millis(1_000);

#[derive(Parser)]
struct Asked {
    /// Where the store is, or is made
    folder: PathBuf,
    /// The program that serves
    #[arg(long)]
    server: PathBuf,
    /// Cases in the store
    #[arg(long, default_value_t = 1_000_000)]
    cases: usize,
    /// Seconds of each measurement
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// People with an open page that is told of news
    #[arg(long, default_value_t = 500)]
    listeners: usize,
    /// Given by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<()> {
    let asked = Asked::parse();
    let filled = filled(&asked)?;
    let state = asked.folder.join("ledger");
    let port = TcpListener::bind("127.0.0.1:0").context("find a port")?;
    let address = port.local_addr().context("find a port")?;
    drop(port);
    let begun = Instant::now();
    let mut server = Server::start(&asked, &state, address)?;
    let started = begun.elapsed().as_secs_f64();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .context("start a runtime")?;
    let at_start = server.memory();
    let measured = runtime.block_on(measure(&asked, address));
    let at_end = server.memory();
    server.stop();
    let (quiet, busy) = measured?;
    let result = json!({
        "store": filled,
        "server": {
            "started_in_s": started,
            "resident_mib_at_start": at_start,
            "resident_mib_at_end": at_end,
        },
        "quiet": quiet,
        "busy": busy,
    });
    writeln!(std::io::stdout(), "{}", serde_json::to_string_pretty(&result)?).context("print")
}

/// Fills the folder, unless it was filled with as many cases before.
fn filled(asked: &Asked) -> Result<Value> {
    let told = asked.folder.join("filled.json");
    if let Ok(text) = std::fs::read_to_string(&told) {
        let known: Value = serde_json::from_str(&text).context("read what the store holds")?;
        if known["cases"] == asked.cases {
            // Deadlines run from when it was filled: a store of yesterday has everything overdue.
            return Ok(known);
        }
        bail!("{} holds {} cases; remove it first", asked.folder.display(), known["cases"]);
    }
    let now = now()?;
    let filled = fill::fill(&asked.folder, asked.cases, now)?;
    people::add(&asked.folder.join("ledger"), READERS + asked.listeners, now)?;
    let known = json!({
        "cases": filled.cases,
        "units": filled.units,
        "entries": filled.entries,
        "filled_in_s": filled.seconds,
        "bytes": filled.bytes,
        "at": now,
    });
    std::fs::write(&told, known.to_string()).context("note what the store holds")?;
    Ok(known)
}

async fn measure(asked: &Asked, address: SocketAddr) -> Result<(Value, Value)> {
    let lasts = Duration::from_secs(asked.seconds);
    let quiet =
        Pace { readers: READERS, pause: PAUSE, listeners: 0, matters: Duration::ZERO, lasts };
    let busy = Pace {
        readers: READERS,
        pause: PAUSE,
        listeners: asked.listeners,
        matters: MATTERS,
        lasts,
    };
    eprintln!("{} readers", quiet.readers);
    let crowd = drive::crowd(address, quiet.readers, 0).await?;
    let quiet = drive::work(crowd, &quiet).await?;
    eprintln!("the same, {} listeners, and new matters", busy.listeners);
    let crowd = drive::crowd(address, busy.readers, busy.listeners).await?;
    let busy = drive::work(crowd, &busy).await?;
    Ok((quiet, busy))
}

/// The server, which ends with this value.
struct Server(Child);

impl Server {
    fn start(asked: &Asked, state: &Path, address: SocketAddr) -> Result<Self> {
        let region = asked.folder.join("region");
        let mut command = Command::new(&asked.server);
        command.arg("serve").arg("--state").arg(state).arg("--region").arg(region);
        command.arg("--listen").arg(address.to_string()).stdout(Stdio::null());
        let server = Self(command.stderr(Stdio::null()).spawn().context("start the server")?);
        for _ in 0..6_000 {
            if TcpStream::connect(address).is_ok() {
                return Ok(server);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        bail!("the server does not answer")
    }

    /// Resident memory in MiB now, and at the most.
    fn memory(&self) -> Value {
        let status = format!("/proc/{}/status", self.0.id());
        let status = std::fs::read_to_string(status).unwrap_or_default();
        let of = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name))?;
            let kib = line.split_whitespace().nth(1)?.parse::<u64>().ok()?;
            Some(kib / 1_024)
        };
        json!({ "now": of("VmRSS:"), "most": of("VmHWM:") })
    }

    fn stop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

fn now() -> Result<Timestamp> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seconds = since.context("a clock after 1970")?.as_secs() as i64;
    Timestamp::from_second(seconds).context("a clock within reach")
}

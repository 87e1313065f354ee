//! `tandem channel`: the channels by which units are told outside the console.

use super::document::Briefs;
use super::serve::now;
use super::{Shell, print, say};
use crate::folder::{self, Purpose};
use crate::notices::ToUnits;
use crate::outward::OverHttp;
use anyhow::{Context as _, Result, anyhow, bail};
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, mpsc};
use std::time::Duration;
use tandem_core::case::Actor;
use tandem_core::directory::{Channel, ChannelKind, Command, Fault, Outcome};
use tandem_core::problem::Problems;
use tandem_core::words::{Names as _, directory_refusal, fault};
use tandem_core::{ChannelId, UnitId};
use tandem_document::Fonts;
use tandem_engine::{Engine, Failure, OfficeRequest, Store};
use tandem_notify::{Book, Entry, Sender, Teller, test_letter};
use tandem_store::SqliteLedger;
use tracing::{error, info};

/// Seconds between two looks at what units are still to be told.
const EVERY: Duration = Duration::from_secs(5);

/// Untold things that are counted one by one.
const UNTOLD_MAX: usize = 100_000;

/// Channels.
#[derive(Debug, Subcommand)]
pub(super) enum ChannelCommand {
    /// Show every channel: what it is, where it leads, how it does, how much waits
    List(List),
    /// Send a test through each channel and put the result on record
    Check(Check),
    /// Send a test through one channel, and record nothing; a ledger is not needed
    Try(Try),
}

/// Show every channel
#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    on: On,
    /// File that says where channels lead
    #[arg(long, value_name = "FILE")]
    channels: Option<PathBuf>,
    /// Print one JSON object a channel
    #[arg(long)]
    json: bool,
}

/// Send a test through each channel and put the result on record
#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    on: On,
    /// File that says where channels lead
    #[arg(long, value_name = "FILE")]
    channels: PathBuf,
    /// Position that checks, such as 450103.desk/duty; its unit is the channel's or above it
    #[arg(long, value_name = "POSITION")]
    position: String,
    /// Person who checks
    #[arg(long = "as", value_name = "NAME")]
    person: String,
    /// Only channels of this unit
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// Only the channel of this name
    #[arg(long, value_name = "CHANNEL")]
    channel: Option<String>,
}

/// Send a test through one channel
#[derive(Debug, Args)]
pub(super) struct Try {
    /// Unit
    #[arg(value_name = "UNIT")]
    unit: String,
    /// Name of its channel
    #[arg(value_name = "CHANNEL")]
    channel: String,
    /// File that says where channels lead
    #[arg(long, value_name = "FILE")]
    channels: PathBuf,
}

/// Which ledger.
#[derive(Debug, Args)]
struct On {
    /// Folder of the ledger
    #[arg(long, default_value = "tandem-data/ledger", value_name = "DIR")]
    state: PathBuf,
    /// Name of a region, or its folder
    #[arg(long, default_value = "guangxi")]
    region: String,
}

impl ChannelCommand {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        match self {
            Self::List(list) => list.run(shell),
            Self::Check(check) => check.run(shell),
            Self::Try(one) => one.run(shell),
        }
    }
}

/// The operator's file, or all that is wrong with it.
fn book(shell: &Shell, file: &Path) -> Result<Book> {
    Book::load(file).map_err(|Problems(problems)| {
        let lines: Vec<String> = problems.iter().map(|problem| problem.line(shell.lang)).collect();
        anyhow!("{}", lines.join("\n"))
    })
}

/// A teller by a file of channels, for a console at an address.
pub(super) fn teller(
    shell: &Shell,
    file: &Path,
    engine: &Arc<Engine>,
    base: &str,
) -> Result<Teller> {
    let book = book(shell, file)?;
    if engine.new_context().mechanism.telling.is_none() {
        say(shell.lang.pick(
            "现行机制没有 [telling]：单位只在控制台收到通知",
            "the mechanism has no [telling]: units are told in the console alone",
        ));
    }
    let teller = Teller::new(Arc::clone(engine), book, Arc::new(OverHttp), base);
    let teller = teller.sweeping_since(now());
    let folder = std::env::var_os("TANDEM_FONTS").map(PathBuf::from);
    Ok(match Fonts::find(folder.as_deref()) {
        Ok(fonts) => teller.with_press(Arc::new(Briefs { engine: Arc::clone(engine), fonts })),
        // The portal has said that there are no fonts; a brief goes as a link then.
        Err(_) => teller,
    })
}

/// A thread that tells units, until this is dropped.
pub(super) struct Telling {
    stop: Option<mpsc::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Telling {
    /// Starts it. What was recorded since the last round is taken from the outbox first, so that
    /// nothing urgent waits for the sweeper.
    pub(super) fn start(engine: Arc<Engine>, teller: Teller) -> Result<Self> {
        let (stop, stopped) = mpsc::channel::<()>();
        let round = move || {
            let at = now();
            engine.deliver(&ToUnits { engine: &engine, at })?;
            teller.round(at)
        };
        let work = move || loop {
            match round() {
                Ok(round) if round.sent + round.failed > 0 => {
                    info!(sent = round.sent, failed = round.failed, "Told units");
                }
                Ok(_) => {}
                Err(failure) => error!(%failure, "Units are not told; the next round tries again"),
            }
            if !matches!(stopped.recv_timeout(EVERY), Err(mpsc::RecvTimeoutError::Timeout)) {
                return;
            }
        };
        let thread = std::thread::Builder::new().name("telling".to_owned()).spawn(work);
        Ok(Self { stop: Some(stop), thread: Some(thread.context("start telling units")?) })
    }
}

impl Drop for Telling {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing left to wait for.
            drop(thread.join());
        }
    }
}

impl List {
    fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let world = shell.files.world(&self.on.region, None)?;
        let store: Arc<dyn Store> = Arc::new(SqliteLedger::open_to_read(&self.on.state)?);
        let engine = Engine::to_read(Arc::clone(&store), world)?;
        let book = self.channels.as_deref().map(|file| book(shell, file)).transpose()?;
        let (untold, tries) = (store.untold(UNTOLD_MAX)?, store.tries()?);
        let ctx = engine.new_context();
        let mut sound = true;
        let all = ctx.directories.iter().flat_map(|directory| &directory.channels);
        for channel in all {
            let entry = book.as_ref().and_then(|book| book.entry(&channel.unit, &channel.id));
            let same = |t: &&tandem_engine::Tries| {
                t.unit == channel.unit && t.channel == channel.id && t.failures > 0
            };
            let failures = tries.iter().find(same).map_or(0, |tries| tries.failures);
            let waiting = untold.iter().filter(|untold| untold.unit == channel.unit).count();
            sound &= !channel.fails() && failures == 0;
            let state = state(channel);
            if self.json {
                let line = json!({
                    "unit": channel.unit, "channel": channel.id, "kind": channel.kind,
                    "carrier": entry.map(|entry| entry.carrier.name()), "state": state.0,
                    "failures": failures, "waiting": waiting,
                });
                print(&line.to_string())?;
                continue;
            }
            let carrier = match (entry, channel.kind) {
                (Some(entry), _) => entry.carrier.name(),
                (None, ChannelKind::Phone) => shell.lang.pick("由人拨打", "dialled by people"),
                (None, _) => shell.lang.pick("渠道文件未写明", "not in the channels file"),
            };
            let (unit, id) = (ctx.unit(&channel.unit, shell.lang), &channel.id);
            let words = shell.lang.pick(state.1, state.2);
            print(shell.lang.pick(
                &format!("{unit} {id}：{carrier}，{words}，连续失败{failures}次，待告知{waiting}项"),
                &format!("{unit} {id}: {carrier}, {words}, {failures} failures in a row, {waiting} waiting"),
            ))?;
        }
        for entry in book.iter().flat_map(|book| &book.entries) {
            let area = ctx.region.unit(&entry.unit).map(|unit| &unit.area);
            let directory = area.and_then(|area| ctx.directories.of(area));
            if directory.and_then(|d| d.channel(&entry.unit, &entry.channel)).is_none() {
                sound = false;
                let Entry { unit, channel, .. } = entry;
                say(shell.lang.pick(
                    &format!("{unit} 没有登记渠道 {channel}，不会使用；请在值班页登记"),
                    &format!("{unit} has no channel {channel} on record: not used; set it on its duty page"),
                ));
            }
        }
        Ok(ExitCode::from(u8::from(!sound)))
    }
}

/// How a channel does: a name for programs, and words.
fn state(channel: &Channel) -> (&'static str, &'static str, &'static str) {
    match (channel.fails(), channel.works(), channel.told) {
        (true, ..) => ("fails", "不通", "fails"),
        (_, true, _) => ("works", "畅通", "works"),
        (.., Some(_)) => ("delivers", "能送达，未经人工检查", "delivers, not checked by anybody"),
        _ => ("unchecked", "从未检查", "never checked"),
    }
}

impl Try {
    fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let book = book(shell, &self.channels)?;
        let (unit, channel) =
            (UnitId::from(self.unit.as_str()), ChannelId::from(self.channel.as_str()));
        let Some(entry) = book.entry(&unit, &channel) else {
            bail!("{} has no channel {channel} of {unit}", self.channels.display());
        };
        let sender = Sender::new(book.smtp.clone(), Arc::new(OverHttp));
        Ok(told(shell, entry, test(&sender, entry)))
    }
}

fn test(sender: &Sender, entry: &Entry) -> Result<(), Fault> {
    let at = now();
    sender.send(entry, &test_letter(entry, at), &tandem_core::words::NoNames, at)
}

/// Says how a test went.
fn told(shell: &Shell, entry: &Entry, outcome: Result<(), Fault>) -> ExitCode {
    let (unit, channel) = (&entry.unit, &entry.channel);
    match outcome {
        Ok(()) => {
            say(shell.lang.pick(
                &format!("{unit} {channel}：已送达；请确认有人看到"),
                &format!("{unit} {channel}: delivered; see that somebody reads it"),
            ));
            ExitCode::SUCCESS
        }
        Err(why) => {
            let why = fault(why);
            say(shell.lang.pick(
                &format!("{unit} {channel}：未送达：{}", why.zh),
                &format!("{unit} {channel}: not delivered: {}", why.en),
            ));
            ExitCode::from(1)
        }
    }
}

impl Check {
    fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let book = book(shell, &self.channels)?;
        let world = shell.files.world(&self.on.region, None)?;
        folder::claim(&self.on.state, &Purpose::Region(world.region.id.clone()))?;
        let opened = SqliteLedger::open(&self.on.state).context(
            "while the console runs, use `tandem channel try` and note the result on the duty page",
        )?;
        let engine = Engine::new(Arc::new(opened), world)?;
        let sender = Sender::new(book.smtp.clone(), Arc::new(OverHttp));
        let wanted = |entry: &&Entry| {
            self.unit.as_deref().is_none_or(|unit| unit == entry.unit.as_str())
                && self.channel.as_deref().is_none_or(|channel| channel == entry.channel.as_str())
        };
        let entries: Vec<&Entry> = book.entries.iter().filter(wanted).collect();
        if entries.is_empty() {
            bail!("{} has no such channel", self.channels.display());
        }
        let mut failed = false;
        for entry in entries {
            let outcome = test(&sender, entry);
            failed |= outcome.is_err();
            told(shell, entry, outcome);
            failed |= !self.record(shell, &engine, entry, outcome)?;
        }
        Ok(ExitCode::from(u8::from(failed)))
    }

    /// Puts the result on record; says why where it is refused.
    fn record(
        &self,
        shell: &Shell,
        engine: &Engine,
        entry: &Entry,
        outcome: Result<(), Fault>,
    ) -> Result<bool> {
        let Some(unit) = engine.world().region.unit(&entry.unit) else {
            bail!("there is no unit `{}` in this region", entry.unit);
        };
        let (outcome, note) = match outcome {
            Ok(()) => (Outcome::Works, String::new()),
            Err(why) => (Outcome::Fails, fault(why).get(shell.lang).to_owned()),
        };
        let command = Command::CheckChannel {
            unit: entry.unit.clone(),
            channel: entry.channel.clone(),
            outcome,
            note,
        };
        let by = Actor::person(self.person.as_str(), self.position.as_str());
        let (at, area) = (now(), unit.area.clone());
        match engine.direct(&OfficeRequest { at, by, area, command, key: None }) {
            Ok(_) => Ok(true),
            Err(Failure::RefusedByDirectory(no)) => {
                say(&directory_refusal(&no.0, shell.lang, &engine.new_context()));
                Ok(false)
            }
            Err(failure) => Err(failure.into()),
        }
    }
}

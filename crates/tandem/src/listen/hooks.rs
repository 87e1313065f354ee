//! Listening while the process runs: feeds are asked when they are due, deliveries are taken when
//! they come, and what a desk should look at is brought to it at once.

use super::poll;
use super::register::Sources;
use super::retention;
use super::station::{Reading, Station};
use anyhow::{Context as _, Result};
use jiff::SignedDuration;
use std::io::Cursor as Bytes;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;
use tandem_core::sources::Source;
use tandem_core::{SourceName, Text, Timestamp};
use tandem_engine::{Clock, Engine};
use tandem_intake::hook::{KEY_CHARS_MAX, believe};
use tandem_intake::{Format, read};
use tandem_sense::privacy::PseudonymKey;
use tandem_web::{Delivered, Hooks, NotTaken};
use tracing::{error, info, warn};

/// Longest time between two looks for feeds that are due.
const LOOK: Duration = Duration::from_secs(30);

/// Time between two sweeps of what is past its term.
const EXPIRE_EVERY: SignedDuration = SignedDuration::from_hours(24);

/// A process that listens.
pub struct Listening {
    engine: Arc<Engine>,
    sources: Sources,
    key: PseudonymKey,
    clock: Arc<dyn Clock>,
    /// Open once what was kept has been heard again.
    station: OnceLock<Mutex<Station>>,
    wake: SyncSender<()>,
    /// When what was past its term was last deleted.
    swept: Mutex<Option<Timestamp>>,
    woken: Mutex<Option<Receiver<()>>>,
}

impl Listening {
    /// Listens for an engine's office.
    pub fn new(
        engine: Arc<Engine>,
        sources: Sources,
        key: PseudonymKey,
        clock: Arc<dyn Clock>,
    ) -> Self {
        // One waiting call is enough: whoever wakes up sees everything that came.
        let (wake, woken) = sync_channel(1);
        let woken = Mutex::new(Some(woken));
        Self {
            engine,
            sources,
            key,
            clock,
            station: OnceLock::new(),
            swept: Mutex::default(),
            wake,
            woken,
        }
    }

    /// The register.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Hears again what was kept, so that deliveries can be taken.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn open(&self, store: Arc<dyn tandem_engine::Store>) -> Result<()> {
        let station = Station::open(store, self.engine.world(), &self.sources, self.key.clone())?;
        drop(self.station.set(Mutex::new(station)));
        Ok(())
    }

    /// Asks the feeds that are due and brings topics to desks; returns how many new posts came.
    ///
    /// # Errors
    /// Where storage fails.
    pub fn round(&self) -> Result<u64> {
        let station = self.station.get().context("what was kept is still being heard again")?;
        let offset = self.engine.world().calendar.offset();
        let asked = poll::round(station, &self.sources, &offset, self.clock.now())?;
        lock(station).bring(&self.engine, self.clock.now())?;
        Ok(asked.iter().map(|(_, outcome)| outcome.new).sum())
    }

    /// Deletes what was kept for as long as it may be, once a day.
    ///
    /// # Errors
    /// Where storage fails; the next round tries again.
    fn expire(&self) -> Result<()> {
        let station = self.station.get().context("what was kept is still being heard again")?;
        let now = self.clock.now();
        let mut swept = self.swept.lock().unwrap_or_else(PoisonError::into_inner);
        if swept.is_some_and(|last| now.duration_since(last) < EXPIRE_EVERY) {
            return Ok(());
        }
        let plan = retention::apply(&mut lock(station), &self.engine, &self.sources, now)?;
        *swept = Some(now);
        if plan.posts() > 0 || !plan.originals.is_empty() {
            let (posts, originals) = (plan.posts(), plan.originals.len());
            info!(posts, originals, "Deleted what was past its term");
        }
        if plan.without_term > 0 {
            warn!(posts = plan.without_term, "Posts of unregistered sources have no term");
        }
        Ok(())
    }

    /// Goes on until `stop` says so or is gone. A round that fails is tried again.
    pub fn run(&self, stop: &Receiver<()>) {
        let woken = self.woken.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(woken) = woken else { return };
        loop {
            if let Err(failure) = self.round() {
                error!(failure = format!("{failure:#}"), "Listening failed; trying again");
            }
            if let Err(failure) = self.expire() {
                error!(failure = format!("{failure:#}"), "Retention failed; trying again");
            }
            self.save(Station::save_if_much_came);
            if !matches!(stop.try_recv(), Err(std::sync::mpsc::TryRecvError::Empty)) {
                self.finish();
                return;
            }
            if let Err(RecvTimeoutError::Disconnected) = woken.recv_timeout(self.patience()) {
                self.finish();
                return;
            }
        }
    }

    /// Stores what listening has learnt, as at the end of a process.
    pub fn finish(&self) {
        self.save(Station::save);
    }

    /// Stores what listening has learnt; where that fails, the next start takes longer.
    fn save(&self, save: impl FnOnce(&mut Station) -> Result<()>) {
        if let Some(station) = self.station.get()
            && let Err(failure) = save(&mut lock(station))
        {
            warn!(failure = format!("{failure:#}"), "The state of listening was not stored");
        }
    }

    /// Ends a wait, so that what came is looked at, or the end of the process is noticed.
    pub fn wake(&self) {
        // A full channel will wake it anyway.
        self.wake.try_send(()).ok();
    }

    /// How long nothing can be due.
    fn patience(&self) -> Duration {
        let next = self.station.get().and_then(|station| poll::next_due(station, &self.sources));
        let wait = next.map(|next| next.duration_since(self.clock.now()).unsigned_abs());
        let due = next.is_some_and(|next| next <= self.clock.now());
        let least = Duration::from_secs(1);
        if due { least } else { wait.unwrap_or(LOOK).clamp(least, LOOK) }
    }

    fn deliver(&self, delivered: &Delivered) -> Result<String, NotTaken> {
        let (source, key) = self.sender(&delivered.source)?;
        let now = self.clock.now();
        let timestamp = delivered.timestamp.as_deref();
        let signature = delivered.signature.as_deref();
        believe(key.as_bytes(), timestamp, signature, &delivered.body, now.as_second()).map_err(
            |reason| {
                warn!(source.id = %source.id, %reason, "A delivery was not believed");
                NotTaken::NotBelieved(reason.text())
            },
        )?;
        let name = self.name(delivered)?;
        let station = self.station.get().ok_or_else(|| {
            NotTaken::Later(Text::new("正在启动，请稍后重发", "it is starting; send it again soon"))
        })?;
        let mut station = lock(station);
        let store = self.engine.store();
        let known = store.delivery(&source.id, &name).map_err(|e| later(&e.into()))?;
        if let Some(known) = known {
            return Ok(known.answer);
        }
        let offset = self.engine.world().calendar.offset();
        let mapping = self.sources.mapping(source, None, &offset).map_err(|error| later(&error))?;
        let register = station.register(source, now);
        let format = format(delivered.content_type.as_deref().unwrap_or_default());
        let rows = match read(Bytes::new(&delivered.body[..]), format, &mapping, &register) {
            Ok(rows) => rows,
            Err(error) => {
                let say = error.text();
                let noted = station.fail(&source.id, say.clone(), now, |_| now);
                noted.map_err(|error| later(&error))?;
                return Err(NotTaken::Unreadable(say));
            }
        };
        let reading = Reading { key: Some(name.clone()), ..Reading::of(rows) };
        station.take(source, reading, now).map_err(|error| later(&error))?;
        drop(station);
        self.wake();
        let answered = store.delivery(&source.id, &name).map_err(|e| later(&e.into()))?;
        Ok(answered.map(|delivery| delivery.answer).unwrap_or_default())
    }

    /// A source that may send, and the key that it signs with. Who names another learns nothing of
    /// which there are.
    fn sender(&self, name: &str) -> Result<(&Source, String), NotTaken> {
        let unknown = || {
            NotTaken::Unknown(Text::new(
                "该信源未登记推送；请登记 webhook 并用 tandem source key 生成密钥",
                "no such source sends deliveries; register its webhook and make its key with \
                 `tandem source key`",
            ))
        };
        let source = self.sources.register.get(&SourceName::from(name)).ok_or_else(unknown)?;
        if source.webhook.is_none() {
            return Err(unknown());
        }
        let key = self.sources.hook_key(&source.id).map_err(|error| later(&error))?;
        Ok((source, key.ok_or_else(unknown)?))
    }

    /// The sender's name for a delivery, or a digest of it: the same body sent twice is one.
    fn name(&self, delivered: &Delivered) -> Result<String, NotTaken> {
        match &delivered.key {
            Some(key) if key.is_empty() || key.chars().count() > KEY_CHARS_MAX => {
                Err(NotTaken::Unreadable(Text::new(
                    format!("idempotency-key 须为1至{KEY_CHARS_MAX}个字符"),
                    format!("the idempotency-key must have 1 to {KEY_CHARS_MAX} characters"),
                )))
            }
            Some(key) => Ok(format!("key:{key}")),
            None => {
                let digest = self.key.digest(&delivered.body);
                Ok(format!("body:{}", tandem_core::Digest(digest)))
            }
        }
    }
}

impl Hooks for Listening {
    fn take(&self, delivered: &Delivered) -> Result<String, NotTaken> {
        self.deliver(delivered)
    }
}

fn lock(station: &Mutex<Station>) -> MutexGuard<'_, Station> {
    station.lock().unwrap_or_else(PoisonError::into_inner)
}

fn later(error: &anyhow::Error) -> NotTaken {
    error!(error = format!("{error:#}"), "A delivery could not be taken");
    NotTaken::Later(Text::new(
        "暂时无法保存，请稍后重发；运维可查看日志",
        "it cannot be kept now; send it again, and see the log",
    ))
}

/// The form that a body says it has; JSON unless it says so.
fn format(content_type: &str) -> Format {
    match content_type.split(';').next().unwrap_or_default().trim() {
        "application/x-ndjson" | "application/jsonl" | "application/jsonlines" => Format::Jsonl,
        "text/csv" => Format::Csv,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => Format::Xlsx,
        "application/rss+xml" | "application/atom+xml" | "application/feed+json" => Format::Feed,
        _ => Format::Json,
    }
}

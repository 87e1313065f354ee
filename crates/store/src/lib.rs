//! The ledger, its rows, the outbox and the archive of posts on SQLite.
//!
//! One writer thread takes appends from a channel, stores as many as wait in one transaction
//! (group commit), and answers each only after the transaction is on disk: write-ahead log with
//! full synchronisation. Readers have connections of their own and never wait for the writer.
//!
//! Architecture invariant: this is the only crate that knows SQL.
//!
//! Architecture invariant: nothing here decides; a conflict is reported, never resolved.

mod accounts;
mod archive;
mod changes;
mod error;
mod outside;
mod read;
mod schema;
mod tellings;
mod write;

pub use accounts::{ACCOUNTS_FILE, SqliteAccounts};

use crossbeam_channel::{Sender, bounded, unbounded};
use error::place_error;
use rusqlite::Connection;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use tandem_core::{AreaId, CaseId, Digest, Timestamp};
use tandem_engine::{
    AppendError, Batch, CaseFilter, CaseRow, Checkpoint, Count, Head, Heartbeat, Ledger, Page,
    Publication, StoreError, Stored, Undelivered,
};
use write::{Job, Writer};

/// Name of the database in its folder.
pub const FILE: &str = "ledger.sqlite";

/// Reading connections; more than cores are of no use.
const READERS: usize = 4;

/// A ledger in a folder.
#[derive(Debug)]
pub struct SqliteLedger {
    place: PathBuf,
    readers: Vec<Mutex<Connection>>,
    jobs: Option<Sender<Job>>,
    writer: Option<JoinHandle<()>>,
    _lock: Option<File>,
}

impl SqliteLedger {
    /// Opens the ledger of a folder, and makes both where they are not there. Only one process
    /// may have it open for writing.
    ///
    /// # Errors
    /// Where the folder cannot be used, another process holds it, or the file is damaged or newer.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder).map_err(|e| error::io(folder, e))?;
        let lock = lock(folder)?;
        let place = folder.join(FILE);
        let connection = schema::open(&place)?;
        let (jobs, queue) = unbounded();
        let writer = Writer::new(connection, place.clone())?;
        let writer = std::thread::Builder::new()
            .name("ledger-writer".to_owned())
            .spawn(move || writer.run(&queue))
            .map_err(|e| error::io(folder, e))?;
        Ok(Self {
            readers: readers(&place)?,
            place,
            jobs: Some(jobs),
            writer: Some(writer),
            _lock: Some(lock),
        })
    }

    /// Removes the ledger of a folder, and nothing else in it, if no process holds it.
    ///
    /// # Errors
    /// Where another process holds it, or a file cannot be removed.
    pub fn remove(folder: &Path) -> Result<(), StoreError> {
        let _held = lock(folder)?;
        for suffix in ["", "-wal", "-shm"] {
            let place = folder.join(format!("{FILE}{suffix}"));
            match std::fs::remove_file(&place) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                    return Err(error::io(&place, e));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Opens the ledger of a folder for reading alone, beside a process that writes.
    ///
    /// # Errors
    /// Where there is none, or it cannot be read.
    pub fn open_to_read(folder: &Path) -> Result<Self, StoreError> {
        let place = folder.join(FILE);
        if !place.exists() {
            let missing = std::io::Error::new(std::io::ErrorKind::NotFound, "there is no ledger");
            return Err(error::io(&place, missing));
        }
        schema::check(&place)?;
        Ok(Self { readers: readers(&place)?, place, jobs: None, writer: None, _lock: None })
    }

    /// The database file.
    pub fn place(&self) -> &Path {
        &self.place
    }

    fn read<T>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        query(&self.reader()).map_err(|e| place_error(&self.place, e))
    }

    /// A reader that nobody uses, or the first one.
    fn reader(&self) -> MutexGuard<'_, Connection> {
        let free = self.readers.iter().find_map(|reader| reader.try_lock().ok());
        free.unwrap_or_else(|| self.readers[0].lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Has the writer run something and waits until it is on disk.
    fn ask<T: Send + 'static>(&self, job: impl FnOnce(Sender<T>) -> Job) -> Result<T, StoreError> {
        let stopped = || {
            let reason = "it is open for reading only, or its writer has stopped";
            error::io(&self.place, std::io::Error::other(reason))
        };
        let (answer, answered) = bounded(1);
        let jobs = self.jobs.as_ref().ok_or_else(stopped)?;
        jobs.send(job(answer)).map_err(|_| stopped())?;
        answered.recv().map_err(|_| stopped())
    }
}

fn readers(place: &Path) -> Result<Vec<Mutex<Connection>>, StoreError> {
    (0..READERS).map(|_| schema::open_reader(place).map(Mutex::new)).collect()
}

fn lock(folder: &Path) -> Result<File, StoreError> {
    let place = folder.join("lock");
    let file = File::create(&place).map_err(|e| error::io(&place, e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => {
            Err(StoreError::Locked { place: folder.display().to_string() })
        }
        Err(std::fs::TryLockError::Error(e)) => Err(error::io(&place, e)),
    }
}

impl Drop for SqliteLedger {
    fn drop(&mut self) {
        // The writer closes last, so that it folds the write-ahead log into the file.
        self.readers.clear();
        self.jobs = None;
        if let Some(writer) = self.writer.take() {
            // A writer that panicked has already answered nobody; there is nothing left to wait for.
            drop(writer.join());
        }
    }
}

impl Ledger for SqliteLedger {
    fn head(&self) -> Result<Head, StoreError> {
        self.read(read::head)
    }

    fn append(&self, batch: Batch) -> Result<u64, AppendError> {
        self.ask(|answer| Job::Append { batch, answer })?
    }

    fn case(&self, case: &CaseId) -> Result<Vec<Stored>, StoreError> {
        self.read(|db| read::case(db, case))
    }

    fn scan(&self, after: u64, limit: usize) -> Result<Vec<Stored>, StoreError> {
        self.read(|db| read::scan(db, after, limit))
    }

    fn key_with(&self, prefix: &str) -> Result<Option<String>, StoreError> {
        self.read(|db| read::key_with(db, prefix))
    }

    fn has_key(&self, key: &str) -> Result<bool, StoreError> {
        self.read(|db| read::has_key(db, key))
    }

    fn due(&self, at: Timestamp, limit: usize) -> Result<Vec<CaseId>, StoreError> {
        self.read(|db| read::due(db, at, limit))
    }

    fn row(&self, case: &CaseId) -> Result<Option<CaseRow>, StoreError> {
        self.read(|db| read::row(db, case))
    }

    fn rows(
        &self,
        filter: &CaseFilter,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<CaseRow>, StoreError> {
        self.read(|db| read::rows(db, filter, cursor, limit))
    }

    fn count_under(&self, areas: &[AreaId], at: Timestamp) -> Result<Vec<Count>, StoreError> {
        self.read(|db| read::count_under(db, areas, at))
    }

    fn publications(
        &self,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<Publication>, StoreError> {
        self.read(|db| read::publications(db, cursor, limit))
    }

    fn publications_of(&self, text: Digest) -> Result<Vec<Publication>, StoreError> {
        self.read(|db| read::publications_of(db, text))
    }

    fn publishing(&self, hash: Digest) -> Result<Option<Stored>, StoreError> {
        self.read(|db| read::publishing(db, hash))
    }

    fn complaint(&self, number: &str) -> Result<Vec<CaseId>, StoreError> {
        self.read(|db| read::complaint(db, number))
    }

    fn rows_format(&self) -> Result<u32, StoreError> {
        self.read(read::rows_format)
    }

    fn replace_rows(&self, rows: &[CaseRow]) -> Result<(), StoreError> {
        let rows = rows.to_vec();
        self.ask(|answer| Job::ReplaceRows { rows, answer })?
    }

    fn remember_mechanism(&self, digest: Digest, text: &str) -> Result<(), StoreError> {
        let text = text.to_owned();
        self.ask(|answer| Job::Mechanism { digest, text, answer })?
    }

    fn mechanisms(&self) -> Result<Vec<String>, StoreError> {
        self.read(read::mechanisms)
    }

    fn undelivered(&self, limit: usize) -> Result<Vec<Undelivered>, StoreError> {
        self.read(|db| read::undelivered(db, limit))
    }

    fn delivered(&self, ids: &[u64]) -> Result<(), StoreError> {
        let ids = ids.to_vec();
        self.ask(|answer| Job::Delivered { ids, answer })?
    }

    fn remember_checkpoint(&self, checkpoint: &Checkpoint) -> Result<(), StoreError> {
        let checkpoint = *checkpoint;
        self.ask(|answer| Job::Checkpoint { checkpoint, answer })?
    }

    fn checkpoint(&self, until: Timestamp) -> Result<Option<Checkpoint>, StoreError> {
        self.read(|db| read::checkpoint(db, until))
    }

    fn remember_sweep(&self, heartbeat: &Heartbeat) -> Result<(), StoreError> {
        let heartbeat = *heartbeat;
        self.ask(|answer| Job::Sweep { heartbeat, answer })?
    }

    fn last_sweep(&self) -> Result<Option<Heartbeat>, StoreError> {
        self.read(read::last_sweep)
    }
}

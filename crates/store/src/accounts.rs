//! Accounts on SQLite, in a file of their own.
//!
//! They are not in the ledger's file, because that one has a single writing process and is copied,
//! exported and proved as a whole, while accounts hold secrets, are changed by the command line
//! while the console serves, and can be forgotten. Every change reads and writes in one immediate
//! transaction, so processes wait for one another instead of overwriting.

use crate::error::{io, place_error};
use crate::read::parse;
use crate::write::json;
use rusqlite::{Connection, OptionalExtension as _, params};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tandem_core::{Digest, Timestamp};
use tandem_engine::StoreError;
use tandem_engine::accounts::{Account, Accounts, Added, Attempts, Login, Session};

/// Name of the file in its folder.
pub const ACCOUNTS_FILE: &str = "accounts.db";

/// The version that this program writes.
const VERSION: i64 = 1;

const TABLES: &str = "
CREATE TABLE account (
    login TEXT PRIMARY KEY,
    invited BLOB,
    account TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX account_invited ON account (invited) WHERE invited IS NOT NULL;

CREATE TABLE session (
    digest BLOB PRIMARY KEY,
    login TEXT NOT NULL,
    used_at INTEGER NOT NULL,
    session TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_of_login ON session (login, used_at);
CREATE INDEX session_in_time ON session (used_at);

CREATE TABLE attempts (
    name TEXT PRIMARY KEY,
    last_at INTEGER NOT NULL,
    attempts TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attempts_in_time ON attempts (last_at);
";

/// Accounts in a folder.
#[derive(Debug)]
pub struct SqliteAccounts {
    place: PathBuf,
    db: Mutex<Connection>,
}

impl SqliteAccounts {
    /// Opens the accounts of a folder, and makes both where they are not there. A folder from
    /// before there were accounts has none.
    ///
    /// # Errors
    /// Where the folder cannot be used, or the file is damaged or newer.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder).map_err(|e| io(folder, e))?;
        let place = folder.join(ACCOUNTS_FILE);
        private(&place)?;
        let set_up = || -> rusqlite::Result<(Connection, i64)> {
            let mut db = Connection::open(&place)?;
            db.busy_timeout(std::time::Duration::from_secs(10))?;
            db.pragma_update(None, "journal_mode", "WAL")?;
            db.pragma_update(None, "synchronous", "FULL")?;
            let begun = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let version: i64 = begun.pragma_query_value(None, "user_version", |row| row.get(0))?;
            if version == 0 {
                begun.execute_batch(TABLES)?;
                begun.pragma_update(None, "user_version", VERSION)?;
            }
            begun.commit()?;
            Ok((db, version))
        };
        let (db, version) = set_up().map_err(|e| place_error(&place, e))?;
        if version > VERSION {
            return Err(StoreError::Corrupt {
                place: place.display().to_string(),
                what: format!("its tables are version {version}, this program knows {VERSION}"),
            });
        }
        Ok(Self { place, db: Mutex::new(db) })
    }

    fn with<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let mut db = self.db.lock().unwrap_or_else(PoisonError::into_inner);
        work(&mut db).map_err(|e| place_error(&self.place, e))
    }

    /// Reads and writes in one step that no other process comes between.
    fn at_once<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.with(|db| {
            let begun = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let done = work(&begun)?;
            begun.commit()?;
            Ok(done)
        })
    }
}

/// Makes the file readable for nobody else before anything is in it; SQLite gives the files beside
/// it the same rights.
fn private(place: &Path) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(place).map(drop).map_err(|e| io(place, e))
}

fn account(db: &Connection, login: &Login) -> rusqlite::Result<Option<Account>> {
    let mut sql = db.prepare_cached("SELECT account FROM account WHERE login = ?1")?;
    sql.query_row([login.as_str()], |row| parse(row, 0)).optional()
}

fn put_account(db: &Connection, account: &Account) -> rusqlite::Result<()> {
    let mut sql = db.prepare_cached("INSERT OR REPLACE INTO account VALUES (?1, ?2, ?3)")?;
    let invited = account.invitation.as_ref().map(|invitation| invitation.digest.0);
    sql.execute(params![account.login.as_str(), invited, json(account)?]).map(drop)
}

fn session(db: &Connection, digest: Digest) -> rusqlite::Result<Option<Session>> {
    let mut sql = db.prepare_cached("SELECT session FROM session WHERE digest = ?1")?;
    sql.query_row([digest.0], |row| parse(row, 0)).optional()
}

fn put_session(db: &Connection, session: &Session) -> rusqlite::Result<()> {
    let mut sql = db.prepare_cached("INSERT OR REPLACE INTO session VALUES (?1, ?2, ?3, ?4)")?;
    let used = session.used_at.as_millisecond();
    sql.execute(params![session.digest.0, session.login.as_str(), used, json(session)?]).map(drop)
}

impl Accounts for SqliteAccounts {
    fn account(&self, login: &Login) -> Result<Option<Account>, StoreError> {
        self.with(|db| account(db, login))
    }

    fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        self.with(|db| {
            let mut sql = db.prepare_cached("SELECT account FROM account ORDER BY login")?;
            sql.query_map([], |row| parse(row, 0))?.collect()
        })
    }

    fn is_empty(&self) -> Result<bool, StoreError> {
        self.with(|db| Ok(!db.prepare_cached("SELECT 1 FROM account LIMIT 1")?.exists([])?))
    }

    fn add(&self, new: &Account) -> Result<Added, StoreError> {
        self.at_once(|db| {
            if account(db, &new.login)?.is_some() {
                return Ok(Added::Taken);
            }
            put_account(db, new).map(|()| Added::Yes)
        })
    }

    fn add_first(&self, new: &Account) -> Result<Added, StoreError> {
        self.at_once(|db| {
            if db.prepare_cached("SELECT 1 FROM account LIMIT 1")?.exists([])? {
                return Ok(Added::Taken);
            }
            put_account(db, new).map(|()| Added::Yes)
        })
    }

    fn change(
        &self,
        login: &Login,
        change: &mut dyn FnMut(&mut Account),
    ) -> Result<Option<Account>, StoreError> {
        self.at_once(|db| {
            let Some(mut found) = account(db, login)? else { return Ok(None) };
            change(&mut found);
            put_account(db, &found)?;
            Ok(Some(found))
        })
    }

    fn invited(&self, token: Digest) -> Result<Option<Account>, StoreError> {
        self.with(|db| {
            let mut sql = db.prepare_cached("SELECT account FROM account WHERE invited = ?1")?;
            sql.query_row([token.0], |row| parse(row, 0)).optional()
        })
    }

    fn open_session(&self, session: &Session) -> Result<(), StoreError> {
        self.at_once(|db| put_session(db, session))
    }

    fn session(&self, digest: Digest) -> Result<Option<Session>, StoreError> {
        self.with(|db| session(db, digest))
    }

    fn change_session(
        &self,
        digest: Digest,
        change: &mut dyn FnMut(&mut Session),
    ) -> Result<(), StoreError> {
        self.at_once(|db| {
            let Some(mut found) = session(db, digest)? else { return Ok(()) };
            change(&mut found);
            put_session(db, &found)
        })
    }

    fn sessions(&self, login: &Login) -> Result<Vec<Session>, StoreError> {
        self.with(|db| {
            let mut sql = db.prepare_cached(
                "SELECT session FROM session WHERE login = ?1 ORDER BY used_at DESC, digest",
            )?;
            sql.query_map([login.as_str()], |row| parse(row, 0))?.collect()
        })
    }

    fn end_sessions(&self, login: &Login, but: Option<Digest>) -> Result<u64, StoreError> {
        self.at_once(|db| {
            let mut sql =
                db.prepare_cached("DELETE FROM session WHERE login = ?1 AND digest IS NOT ?2")?;
            sql.execute(params![login.as_str(), but.map(|digest| digest.0)]).map(|n| n as u64)
        })
    }

    fn end_session(&self, digest: Digest) -> Result<(), StoreError> {
        self.at_once(|db| {
            let mut sql = db.prepare_cached("DELETE FROM session WHERE digest = ?1")?;
            sql.execute([digest.0]).map(drop)
        })
    }

    fn change_attempts(
        &self,
        name: &str,
        change: &mut dyn FnMut(&mut Attempts),
    ) -> Result<Attempts, StoreError> {
        self.at_once(|db| {
            let mut read = db.prepare_cached("SELECT attempts FROM attempts WHERE name = ?1")?;
            let found = read.query_row([name], |row| parse(row, 0)).optional()?;
            let mut attempts: Attempts = found.unwrap_or_default();
            change(&mut attempts);
            let last = attempts.last_at().unwrap_or(Timestamp::UNIX_EPOCH).as_millisecond();
            let mut write =
                db.prepare_cached("INSERT OR REPLACE INTO attempts VALUES (?1, ?2, ?3)")?;
            write.execute(params![name, last, json(&attempts)?])?;
            Ok(attempts)
        })
    }

    fn forget_before(&self, at: Timestamp) -> Result<(), StoreError> {
        self.at_once(|db| {
            let at = at.as_millisecond();
            db.execute("DELETE FROM session WHERE used_at < ?1", [at])?;
            db.execute("DELETE FROM attempts WHERE last_at < ?1", [at]).map(drop)
        })
    }
}

//! Tables, and how a file is opened.

use crate::error::place_error;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use tandem_engine::StoreError;

/// The version that this program writes.
const VERSION: i64 = 1;

/// Memory of the writer's page cache; SQLite takes a negative number as KiB.
const WRITER_CACHE_KIB: i64 = -65_536;
/// Pages of the write-ahead log (4 KiB each) after which it is folded into the file.
const CHECKPOINT_PAGES: i64 = 8_192;

const TABLES: &str = "
CREATE TABLE entry (
    seq INTEGER PRIMARY KEY,
    case_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    format INTEGER NOT NULL,
    body TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX entry_of_case ON entry (case_id, version);

CREATE TABLE head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    entries INTEGER NOT NULL,
    root BLOB NOT NULL
) STRICT;
INSERT INTO head VALUES (1, 0, zeroblob(32));

CREATE TABLE command (key TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE case_row (
    case_id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    next_due INTEGER,
    row TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX case_due ON case_row (next_due) WHERE next_due IS NOT NULL;

-- One line for each area above a case's desk and each unit that works on it, so that every list
-- is one range of one index: never a join over areas, never a sort.
CREATE TABLE listing (
    scope TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    case_id TEXT NOT NULL,
    phase TEXT NOT NULL,
    deadline INTEGER,
    PRIMARY KEY (scope, received_at, case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX listing_by_phase ON listing (scope, phase, received_at, case_id);

CREATE TABLE mechanism (digest BLOB PRIMARY KEY, text TEXT NOT NULL) STRICT;

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    case_id TEXT NOT NULL,
    effect TEXT NOT NULL
) STRICT;

CREATE TABLE post (
    id TEXT PRIMARY KEY,
    time INTEGER NOT NULL,
    digest BLOB NOT NULL,
    topic TEXT,
    post TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX post_in_time ON post (time, id);
CREATE INDEX post_of_topic ON post (topic, time, id) WHERE topic IS NOT NULL;
CREATE INDEX post_by_digest ON post (digest);

CREATE TABLE topic (
    id TEXT PRIMARY KEY,
    last INTEGER NOT NULL,
    topic TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX topic_in_time ON topic (last, id);

CREATE TABLE notice (
    id INTEGER PRIMARY KEY,
    unit TEXT NOT NULL,
    notice TEXT NOT NULL
) STRICT;
CREATE INDEX notice_of_unit ON notice (unit, id);
";

/// Tables that came later and leave the others as they are: a file without them is read as if they
/// were empty, so the version stays.
const LATER: &str = "
CREATE TABLE IF NOT EXISTS sweep (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    heartbeat TEXT NOT NULL
) STRICT;

-- What must not come back: that a post was there, not what it said.
CREATE TABLE IF NOT EXISTS tombstone (
    id TEXT PRIMARY KEY,
    tombstone TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS source (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS delivery (
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    at INTEGER NOT NULL,
    delivery TEXT NOT NULL,
    PRIMARY KEY (source, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS delivery_in_time ON delivery (at);

CREATE TABLE IF NOT EXISTS opt_out (
    source TEXT NOT NULL,
    digest TEXT NOT NULL,
    opt_out TEXT NOT NULL,
    PRIMARY KEY (source, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS listing_overdue ON listing (scope, deadline, phase)
    WHERE deadline IS NOT NULL;
CREATE TABLE IF NOT EXISTS row_format (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    format INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS original (
    digest BLOB PRIMARY KEY,
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS publication (
    at INTEGER NOT NULL,
    case_id TEXT NOT NULL,
    statement TEXT NOT NULL,
    text BLOB NOT NULL,
    PRIMARY KEY (at, case_id, statement)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS publication_by_text ON publication (text);
CREATE TABLE IF NOT EXISTS complaint (
    number TEXT NOT NULL,
    case_id TEXT NOT NULL,
    PRIMARY KEY (number, case_id)
) STRICT, WITHOUT ROWID;
-- What `record::PUBLISHING` marks; few of all entries, so that the index stays small.
CREATE INDEX IF NOT EXISTS entry_publishing ON entry (hash)
    WHERE instr(body, '\"statement_published\"') > 0;
CREATE TABLE IF NOT EXISTS checkpoint (
    until INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL,
    root BLOB NOT NULL
) STRICT;
-- What units are still to be told outside the console, and how trying their channels goes.
CREATE TABLE IF NOT EXISTS untold (
    id TEXT PRIMARY KEY,
    since INTEGER NOT NULL,
    untold TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tries (
    unit TEXT NOT NULL,
    channel TEXT NOT NULL,
    tries TEXT NOT NULL,
    PRIMARY KEY (unit, channel)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS change (
    no INTEGER PRIMARY KEY,
    mark BLOB NOT NULL,
    change TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS attachment (
    digest BLOB PRIMARY KEY,
    media TEXT NOT NULL,
    bytes BLOB NOT NULL
) STRICT;
";

/// Opens a file for writing, and makes its tables where it is new.
pub(crate) fn open(place: &Path) -> Result<Connection, StoreError> {
    let set_up = || -> rusqlite::Result<Connection> {
        let db = Connection::open(place)?;
        db.pragma_update(None, "journal_mode", "WAL")?;
        db.pragma_update(None, "synchronous", "FULL")?;
        db.pragma_update(None, "foreign_keys", "ON")?;
        // What is deleted is deleted: its bytes do not lie in free pages.
        db.pragma_update(None, "secure_delete", "ON")?;
        // A transaction of many posts that does not fit is written twice, once to make room.
        db.pragma_update(None, "cache_size", WRITER_CACHE_KIB)?;
        db.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
        db.set_prepared_statement_cache_capacity(64);
        let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version == 0 {
            db.execute_batch(&format!(
                "BEGIN IMMEDIATE; {TABLES} PRAGMA user_version = {VERSION}; COMMIT;"
            ))?;
        }
        Ok(db)
    };
    let db = set_up().map_err(|e| place_error(place, e))?;
    known_version(place, &db)?;
    db.execute_batch(LATER).map_err(|e| place_error(place, e))?;
    Ok(db)
}

/// Opens a file for reading.
pub(crate) fn open_reader(place: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let set_up = || -> rusqlite::Result<Connection> {
        let db = Connection::open_with_flags(place, flags)?;
        db.busy_timeout(std::time::Duration::from_secs(5))?;
        db.set_prepared_statement_cache_capacity(64);
        Ok(db)
    };
    set_up().map_err(|e| place_error(place, e))
}

/// Whether a file is one that this program reads.
pub(crate) fn check(place: &Path) -> Result<(), StoreError> {
    known_version(place, &open_reader(place)?)
}

fn known_version(place: &Path, db: &Connection) -> Result<(), StoreError> {
    let version: rusqlite::Result<i64> = db.pragma_query_value(None, "user_version", |r| r.get(0));
    match version.map_err(|e| place_error(place, e))? {
        VERSION => Ok(()),
        other => Err(StoreError::Corrupt {
            place: place.display().to_string(),
            what: format!("its tables are version {other}, this program knows {VERSION}"),
        }),
    }
}

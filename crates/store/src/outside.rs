//! What is kept of the sources: tombstones, how each is doing, answered deliveries, who opted out.
//!
//! These tables came later. A file that another process has not opened for writing since then lacks
//! them and is read as if they were empty.

use crate::read::{has_table, parse};
use crate::write::json;
use rusqlite::{Connection, OptionalExtension as _, Params, params};
use serde::de::DeserializeOwned;
use tandem_core::{Digest, SourceName, Timestamp};
use tandem_engine::{Delivery, OptOut, SourceState, Tombstone};

/// Removes posts and leaves tombstones, also for posts that never came.
pub(crate) fn remove(db: &Connection, stones: &[Tombstone]) -> rusqlite::Result<()> {
    let mut delete = db.prepare_cached("DELETE FROM post WHERE id = ?1")?;
    let mut insert = db.prepare_cached("INSERT OR IGNORE INTO tombstone VALUES (?1, ?2)")?;
    for stone in stones {
        delete.execute([&stone.id])?;
        insert.execute(params![stone.id, json(stone)?])?;
    }
    Ok(())
}

/// Removes texts and files that were handed in.
pub(crate) fn remove_originals(db: &Connection, digests: &[Digest]) -> rusqlite::Result<()> {
    for sql in
        ["DELETE FROM original WHERE digest = ?1", "DELETE FROM attachment WHERE digest = ?1"]
    {
        let mut delete = db.prepare_cached(sql)?;
        for digest in digests {
            delete.execute([digest.0])?;
        }
    }
    Ok(())
}

pub(crate) fn note_state(db: &Connection, state: &SourceState) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO source VALUES (?1, ?2)";
    db.prepare_cached(sql)?.execute(params![state.source.as_str(), json(state)?]).map(drop)
}

pub(crate) fn note_delivery(db: &Connection, delivery: &Delivery) -> rusqlite::Result<()> {
    let mut sql = db.prepare_cached("INSERT OR REPLACE INTO delivery VALUES (?1, ?2, ?3, ?4)")?;
    let Delivery { source, key, at, .. } = delivery;
    sql.execute(params![source.as_str(), key, at.as_millisecond(), json(delivery)?]).map(drop)
}

pub(crate) fn forget_deliveries(db: &Connection, before: Timestamp) -> rusqlite::Result<()> {
    let sql = "DELETE FROM delivery WHERE at < ?1";
    db.prepare_cached(sql)?.execute([before.as_millisecond()]).map(drop)
}

pub(crate) fn opt_out(db: &Connection, opt_out: &OptOut) -> rusqlite::Result<()> {
    let mut sql = db.prepare_cached("INSERT OR IGNORE INTO opt_out VALUES (?1, ?2, ?3)")?;
    sql.execute(params![opt_out.source.as_str(), opt_out.digest, json(opt_out)?]).map(drop)
}

pub(crate) fn knows(db: &Connection, ids: &[&str]) -> rusqlite::Result<Vec<bool>> {
    // One reading of the file for all of them, and not a lock for each.
    let _reading = db.unchecked_transaction()?;
    let mut kept = db.prepare_cached("SELECT 1 FROM post WHERE id = ?1")?;
    let stones = has_table(db, "tombstone")?;
    let sql = "SELECT 1 FROM tombstone WHERE id = ?1";
    let mut removed = stones.then(|| db.prepare_cached(sql)).transpose()?;
    let mut knows = |id: &&str| -> rusqlite::Result<bool> {
        let removed = match &mut removed {
            Some(removed) => removed.exists([id])?,
            None => false,
        };
        Ok(removed || kept.exists([id])?)
    };
    ids.iter().map(&mut knows).collect()
}

pub(crate) fn tombstone(db: &Connection, id: &str) -> rusqlite::Result<Option<Tombstone>> {
    one(db, "tombstone", "SELECT tombstone FROM tombstone WHERE id = ?1", [id])
}

pub(crate) fn delivery(
    db: &Connection,
    source: &SourceName,
    key: &str,
) -> rusqlite::Result<Option<Delivery>> {
    let sql = "SELECT delivery FROM delivery WHERE source = ?1 AND key = ?2";
    one(db, "delivery", sql, [source.as_str(), key])
}

pub(crate) fn states(db: &Connection) -> rusqlite::Result<Vec<SourceState>> {
    all(db, "source", "SELECT state FROM source ORDER BY id")
}

pub(crate) fn opt_outs(db: &Connection) -> rusqlite::Result<Vec<OptOut>> {
    all(db, "opt_out", "SELECT opt_out FROM opt_out ORDER BY source, digest")
}

fn one<T: DeserializeOwned>(
    db: &Connection,
    table: &str,
    sql: &str,
    with: impl Params,
) -> rusqlite::Result<Option<T>> {
    if !has_table(db, table)? {
        return Ok(None);
    }
    db.prepare_cached(sql)?.query_row(with, |row| parse(row, 0)).optional()
}

fn all<T: DeserializeOwned>(db: &Connection, table: &str, sql: &str) -> rusqlite::Result<Vec<T>> {
    if !has_table(db, table)? {
        return Ok(Vec::new());
    }
    db.prepare_cached(sql)?.query_map([], |row| parse(row, 0))?.collect()
}

//! What changed in the archive, in order (see `tandem_engine::ChangePlace`).

use crate::read::{has_table, parse};
use crate::write::json;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use std::collections::HashSet;
use tandem_core::Digest;
use tandem_engine::{ChangePlace, Changed, Taken};

/// Notes in an open transaction what a reading changes.
pub(crate) fn note(db: &Connection, taken: &Taken, new: &HashSet<&str>) -> rusqlite::Result<()> {
    let Some(changed) = Changed::by(taken, new) else { return Ok(()) };
    let place = last(db)?.next(&changed);
    let mut insert = db.prepare_cached("INSERT INTO change VALUES (?1, ?2, ?3)")?;
    insert.execute(params![place.no as i64, place.mark.0, json(&changed)?]).map(drop)
}

/// The last change; never forgotten, so that numbers go on.
pub(crate) fn last(db: &Connection) -> rusqlite::Result<ChangePlace> {
    if !has_table(db, "change")? {
        return Ok(ChangePlace::START);
    }
    let mut sql = db.prepare_cached("SELECT no, mark FROM change ORDER BY no DESC LIMIT 1")?;
    Ok(sql.query_row([], place).optional()?.unwrap_or(ChangePlace::START))
}

pub(crate) fn after(
    db: &Connection,
    after: &ChangePlace,
    limit: usize,
) -> rusqlite::Result<Option<Vec<(ChangePlace, Changed)>>> {
    if !has_table(db, "change")? {
        return Ok((*after == ChangePlace::START).then(Vec::new));
    }
    // What is said of the place and what comes after it are read as of one moment.
    let _reading = db.unchecked_transaction()?;
    let mut sql = db.prepare_cached("SELECT no, mark FROM change WHERE no = ?1")?;
    let known = sql.query_row([after.no as i64], place).optional()?;
    let first = db.prepare_cached("SELECT 1 FROM change WHERE no = 1")?.exists([])?;
    let empty = last(db)? == ChangePlace::START;
    let from_the_start = *after == ChangePlace::START && (first || empty);
    if known != Some(*after) && !from_the_start {
        return Ok(None);
    }
    let mut sql = db
        .prepare_cached("SELECT no, mark, change FROM change WHERE no > ?1 ORDER BY no LIMIT ?2")?;
    let found = sql.query_map(params![after.no as i64, limit as i64], |row| {
        Ok((place(row)?, parse(row, 2)?))
    })?;
    found.collect::<rusqlite::Result<Vec<_>>>().map(Some)
}

pub(crate) fn forget(db: &Connection, before: u64) -> rusqlite::Result<()> {
    let sql = "DELETE FROM change WHERE no < min(?1, (SELECT max(no) FROM change))";
    db.prepare_cached(sql)?.execute([before as i64]).map(drop)
}

fn place(row: &Row<'_>) -> rusqlite::Result<ChangePlace> {
    Ok(ChangePlace { no: row.get::<_, i64>(0)? as u64, mark: Digest(row.get(1)?) })
}

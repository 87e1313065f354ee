//! Queries.

use crate::write::{public, sees, supervised};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row, params, params_from_iter};
use serde_json::from_str;
use tandem_core::sight::Sight;
use tandem_core::{AreaId, CaseId, Digest, StatementId, Timestamp};
use tandem_engine::{
    Audience, CaseFilter, CaseRow, Checkpoint, Count, Head, Heartbeat, Page, Publication, Stored,
    Undelivered,
};

pub(crate) fn head(db: &Connection) -> rusqlite::Result<Head> {
    db.query_row("SELECT entries, root FROM head", [], |row| {
        Ok(Head { entries: number(row, 0)?, root: Digest(row.get(1)?) })
    })
}

pub(crate) fn case(db: &Connection, case: &CaseId) -> rusqlite::Result<Vec<Stored>> {
    let mut sql = db.prepare_cached(
        "SELECT seq, case_id, version, format, body, hash FROM entry
         WHERE case_id = ?1 ORDER BY version",
    )?;
    sql.query_map([case.as_str()], stored)?.collect()
}

pub(crate) fn scan(db: &Connection, after: u64, limit: usize) -> rusqlite::Result<Vec<Stored>> {
    let mut sql = db.prepare_cached(
        "SELECT seq, case_id, version, format, body, hash FROM entry
         WHERE seq > ?1 ORDER BY seq LIMIT ?2",
    )?;
    sql.query_map(params![after as i64, limit as i64], stored)?.collect()
}

fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored {
        seq: number(row, 0)?,
        case: CaseId::from(text(row, 1)?),
        version: number(row, 2)?,
        format: row.get(3)?,
        body: row.get(4)?,
        hash: Digest(row.get(5)?),
    })
}

pub(crate) fn key_with(db: &Connection, prefix: &str) -> rusqlite::Result<Option<String>> {
    let mut sql =
        db.prepare_cached("SELECT key FROM command WHERE key >= ?1 ORDER BY key LIMIT 1")?;
    let found: Option<String> = sql.query_row([prefix], |row| row.get(0)).optional()?;
    Ok(found.filter(|key| key.starts_with(prefix)))
}

pub(crate) fn has_key(db: &Connection, key: &str) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT 1 FROM command WHERE key = ?1")?.exists([key])
}

pub(crate) fn due(db: &Connection, at: Timestamp, limit: usize) -> rusqlite::Result<Vec<CaseId>> {
    let mut sql = db.prepare_cached(
        "SELECT case_id FROM case_row WHERE next_due <= ?1 ORDER BY next_due, case_id LIMIT ?2",
    )?;
    let at = params![at.as_millisecond(), limit as i64];
    sql.query_map(at, |row| Ok(CaseId::from(text(row, 0)?)))?.collect()
}

pub(crate) fn row(db: &Connection, case: &CaseId) -> rusqlite::Result<Option<CaseRow>> {
    let mut sql = db.prepare_cached("SELECT row FROM case_row WHERE case_id = ?1")?;
    sql.query_row([case.as_str()], |row| parse(row, 0)).optional()
}

pub(crate) fn rows(
    db: &Connection,
    filter: &CaseFilter,
    cursor: Option<&str>,
    limit: usize,
) -> rusqlite::Result<Page<CaseRow>> {
    let area = filter.under.as_ref().map(|area| area.as_str());
    let unit = filter.unit.as_ref().map(|unit| unit.as_str());
    let alone = |scope: &str| vec![scope.to_owned()];
    // Every list is a range, or a merge of the few ranges that a position sees; each line of it
    // must also be found under one name of every group in `within`.
    let (ranges, within) = match &filter.sight {
        _ if filter.audience == Audience::Public => (vec![public(area.unwrap_or(""))], Vec::new()),
        // What is supervised is little; of it, only what the position sees is let through.
        sight if filter.supervised => {
            let within = unit.into_iter().map(|unit| vec![unit.to_owned()]);
            let within = within.chain(sight.as_ref().map(seen)).collect();
            (vec![supervised(area.unwrap_or(""))], within)
        }
        None => (
            vec![unit.or(area).unwrap_or("").to_owned()],
            unit.and(area).map(alone).into_iter().collect(),
        ),
        Some(sight) => (seen(sight), area.into_iter().chain(unit).map(alone).collect()),
    };
    if ranges.is_empty() {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let overdue = by_overdue(db)?;
    let mut values: Vec<rusqlite::types::Value> = Vec::new();
    let mut parts = Vec::with_capacity(ranges.len());
    for range in ranges {
        // What is overdue is little of what is there, and lies in an index of its own.
        let index = filter.overdue_at.map_or("", |_| overdue);
        let mut sql = format!(
            "SELECT * FROM (SELECT l.received_at AS at, l.case_id AS id FROM listing l {index}
             WHERE l.scope = ?"
        );
        values.push(range.into());
        if let Some(phase) = &filter.phase {
            sql.push_str(" AND l.phase = ?");
            values.push(phase.clone().into());
        }
        if let Some(late) = filter.overdue_at {
            sql.push_str(" AND l.deadline < ?");
            values.push(late.as_millisecond().into());
        }
        for scopes in &within {
            let marks = vec!["?"; scopes.len()].join(", ");
            sql.push_str(" AND EXISTS (SELECT 1 FROM listing a WHERE a.scope IN (");
            sql.push_str(&marks);
            sql.push_str(") AND a.received_at = l.received_at AND a.case_id = l.case_id)");
            values.extend(scopes.iter().map(|scope| scope.clone().into()));
        }
        if let Some((received, case)) = cursor.and_then(position) {
            sql.push_str(" AND (l.received_at, l.case_id) < (?, ?)");
            values.extend([received.into(), case.to_owned().into()]);
        }
        sql.push_str(" ORDER BY l.received_at DESC, l.case_id DESC LIMIT ?)");
        values.push((limit as i64 + 1).into());
        parts.push(sql);
    }
    let sql = format!(
        "SELECT r.row, m.at, m.id FROM ({} ORDER BY 1 DESC, 2 DESC LIMIT ?) m
         JOIN case_row r ON r.case_id = m.id ORDER BY m.at DESC, m.id DESC",
        parts.join(" UNION ")
    );
    values.push((limit as i64 + 1).into());
    let mut sql = db.prepare_cached(&sql)?;
    let found = sql.query_map(params_from_iter(values), |row| {
        Ok((parse(row, 0)?, format!("{}|{}", row.get::<_, i64>(1)?, row.get::<_, String>(2)?)))
    })?;
    page(found.collect::<rusqlite::Result<Vec<_>>>()?, limit)
}

/// Says that a query goes by the index of what is overdue, where the file has it already.
fn by_overdue(db: &Connection) -> rusqlite::Result<&'static str> {
    let there = "SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = 'listing_overdue'";
    let there = db.prepare_cached(there)?.exists([])?;
    Ok(if there { "INDEXED BY listing_overdue" } else { "" })
}

/// Counts entries of indexes alone; no row is read.
pub(crate) fn count_under(
    db: &Connection,
    areas: &[AreaId],
    at: Timestamp,
) -> rusqlite::Result<Vec<Count>> {
    let of_phase = "SELECT count(*) FROM listing WHERE scope = ?1 AND phase = ?2";
    let late = format!(
        "SELECT count(*) FROM listing {} WHERE scope = ?1 AND deadline < ?2",
        by_overdue(db)?
    );
    let (mut of_phase, mut late) = (db.prepare_cached(of_phase)?, db.prepare_cached(&late)?);
    let mut count = |area: &AreaId| {
        let area = area.as_str();
        let mut phase =
            |phase: &str| of_phase.query_row(params![area, phase], |row| row.get::<_, i64>(0));
        let (received, open) = (phase("received")? as usize, phase("open")? as usize);
        let overdue: i64 = late.query_row(params![area, at.as_millisecond()], |row| row.get(0))?;
        Ok(Count { received, open, overdue: overdue as usize })
    };
    areas.iter().map(&mut count).collect()
}

/// The ranges of the lists that a position sees.
fn seen(sight: &Sight) -> Vec<String> {
    let areas = sight.areas.iter().map(ToString::to_string);
    areas.chain(sight.units.iter().flat_map(|unit| [unit.to_string(), sees(unit)])).collect()
}

pub(crate) fn publications(
    db: &Connection,
    cursor: Option<&str>,
    limit: usize,
) -> rusqlite::Result<Page<Publication>> {
    if !has_table(db, "publication")? {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let from = cursor.and_then(Publication::place).unwrap_or((i64::MAX, "", ""));
    let mut sql = db.prepare_cached(
        "SELECT at, case_id, statement, text FROM publication
         WHERE (at, case_id, statement) < (?1, ?2, ?3)
         ORDER BY at DESC, case_id DESC, statement DESC LIMIT ?4",
    )?;
    let values = params![from.0, from.1, from.2, limit as i64 + 1];
    let found = sql.query_map(values, publication)?;
    let found = found.map(|found| found.map(|found| (found.clone(), found.cursor())));
    page(found.collect::<rusqlite::Result<Vec<_>>>()?, limit)
}

pub(crate) fn publications_of(db: &Connection, text: Digest) -> rusqlite::Result<Vec<Publication>> {
    if !has_table(db, "publication")? {
        return Ok(Vec::new());
    }
    let mut sql = db.prepare_cached(
        "SELECT at, case_id, statement, text FROM publication WHERE text = ?1
         ORDER BY at, case_id, statement",
    )?;
    sql.query_map([text.0], publication)?.collect()
}

fn publication(row: &Row<'_>) -> rusqlite::Result<Publication> {
    let at: i64 = row.get(0)?;
    let at = Timestamp::from_millisecond(at)
        .map_err(|_| rusqlite::Error::IntegralValueOutOfRange(0, at))?;
    let (case, statement) = (CaseId::from(text(row, 1)?), StatementId::from(text(row, 2)?));
    Ok(Publication { at, case, statement, text: Digest(row.get(3)?) })
}

pub(crate) fn publishing(db: &Connection, hash: Digest) -> rusqlite::Result<Option<Stored>> {
    let mut sql = db.prepare_cached(
        "SELECT seq, case_id, version, format, body, hash FROM entry
         WHERE hash = ?1 AND instr(body, '\"statement_published\"') > 0",
    )?;
    sql.query_row([hash.0], stored).optional()
}

pub(crate) fn complaint(db: &Connection, number: &str) -> rusqlite::Result<Vec<CaseId>> {
    if !has_table(db, "complaint")? {
        return Ok(Vec::new());
    }
    let mut sql =
        db.prepare_cached("SELECT case_id FROM complaint WHERE number = ?1 ORDER BY case_id")?;
    sql.query_map([number], |row| Ok(CaseId::from(text(row, 0)?)))?.collect()
}

pub(crate) fn rows_format(db: &Connection) -> rusqlite::Result<u32> {
    let there = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'row_format'";
    if !db.prepare_cached(there)?.exists([])? {
        return Ok(0);
    }
    let mut sql = db.prepare_cached("SELECT format FROM row_format")?;
    Ok(sql.query_row([], |row| row.get(0)).optional()?.unwrap_or(0))
}

/// Cuts a list to its limit; the cursor of the last item leads on where there is more.
pub(crate) fn page<T>(mut found: Vec<(T, String)>, limit: usize) -> rusqlite::Result<Page<T>> {
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|(_, cursor)| cursor.clone());
    Ok(Page { items: found.into_iter().map(|(item, _)| item).collect(), next })
}

/// A cursor: milliseconds and an id.
pub(crate) fn position(cursor: &str) -> Option<(i64, &str)> {
    let (time, id) = cursor.split_once('|')?;
    Some((time.parse().ok()?, id))
}

pub(crate) fn mechanisms(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut sql = db.prepare("SELECT text FROM mechanism ORDER BY digest")?;
    sql.query_map([], |row| row.get(0))?.collect()
}

pub(crate) fn undelivered(db: &Connection, limit: usize) -> rusqlite::Result<Vec<Undelivered>> {
    let mut sql =
        db.prepare_cached("SELECT id, case_id, effect FROM outbox ORDER BY id LIMIT ?1")?;
    let found = sql.query_map([limit as i64], |row| {
        let case = CaseId::from(text(row, 1)?);
        Ok(Undelivered { id: number(row, 0)?, case, effect: parse(row, 2)? })
    })?;
    found.collect()
}

pub(crate) fn checkpoint(db: &Connection, at: Timestamp) -> rusqlite::Result<Option<Checkpoint>> {
    if !has_table(db, "checkpoint")? {
        return Ok(None);
    }
    let mut sql = db.prepare_cached(
        "SELECT until, seq, root FROM checkpoint WHERE until <= ?1 ORDER BY until DESC LIMIT 1",
    )?;
    let found = sql.query_row([at.as_millisecond()], |row| {
        Ok((row.get::<_, i64>(0)?, number(row, 1)?, Digest(row.get(2)?)))
    });
    let checkpoint = |(until, seq, root)| {
        let until = Timestamp::from_millisecond(until).ok()?;
        Some(Checkpoint { until, seq, root })
    };
    Ok(found.optional()?.and_then(checkpoint))
}

/// Whether a table is there that came later than the file (see `schema`).
pub(crate) fn has_table(db: &Connection, name: &str) -> rusqlite::Result<bool> {
    let there = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1";
    db.prepare_cached(there)?.exists([name])
}

pub(crate) fn last_sweep(db: &Connection) -> rusqlite::Result<Option<Heartbeat>> {
    if !has_table(db, "sweep")? {
        return Ok(None);
    }
    let mut sql = db.prepare_cached("SELECT heartbeat FROM sweep")?;
    sql.query_row([], |row| parse(row, 0)).optional()
}

fn text<'r>(row: &'r Row<'_>, index: usize) -> rusqlite::Result<&'r str> {
    row.get_ref(index)?.as_str().map_err(rusqlite::Error::from)
}

fn number(row: &Row<'_>, index: usize) -> rusqlite::Result<u64> {
    let number: i64 = row.get(index)?;
    u64::try_from(number).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(index, number))
}

pub(crate) fn parse<T: serde::de::DeserializeOwned>(
    row: &Row<'_>,
    index: usize,
) -> rusqlite::Result<T> {
    from_str(text(row, index)?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(index, Type::Text, Box::new(error))
    })
}

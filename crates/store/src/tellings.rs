//! What units are still to be told outside the console, and how trying their channels goes.
//!
//! These tables came later, like those of [`crate::outside`].

use crate::SqliteLedger;
use crate::read::{has_table, parse};
use crate::write::{Job, json};
use rusqlite::{Connection, params};
use tandem_engine::{StoreError, Tellings, Tries, Untold};

pub(crate) fn owe(db: &Connection, untold: &[Untold]) -> rusqlite::Result<()> {
    let mut sql = db.prepare_cached("INSERT OR IGNORE INTO untold VALUES (?1, ?2, ?3)")?;
    for one in untold {
        sql.execute(params![one.id, one.since.as_millisecond(), json(one)?])?;
    }
    Ok(())
}

pub(crate) fn told(db: &Connection, ids: &[String]) -> rusqlite::Result<()> {
    let mut sql = db.prepare_cached("DELETE FROM untold WHERE id = ?1")?;
    ids.iter().try_for_each(|id| sql.execute([id]).map(drop))
}

pub(crate) fn remember_tries(db: &Connection, tries: &Tries) -> rusqlite::Result<()> {
    let mut sql = db.prepare_cached("INSERT OR REPLACE INTO tries VALUES (?1, ?2, ?3)")?;
    sql.execute(params![tries.unit.as_str(), tries.channel.as_str(), json(tries)?]).map(drop)
}

impl Tellings for SqliteLedger {
    fn owe(&self, untold: &[Untold]) -> Result<(), StoreError> {
        let untold = untold.to_vec();
        self.ask(|answer| Job::Owe { untold, answer })?
    }

    fn untold(&self, limit: usize) -> Result<Vec<Untold>, StoreError> {
        self.read(|db| {
            if !has_table(db, "untold")? {
                return Ok(Vec::new());
            }
            let mut sql =
                db.prepare_cached("SELECT untold FROM untold ORDER BY since, id LIMIT ?1")?;
            sql.query_map([limit as i64], |row| parse(row, 0))?.collect()
        })
    }

    fn told(&self, ids: &[String]) -> Result<(), StoreError> {
        let ids = ids.to_vec();
        self.ask(|answer| Job::Told { ids, answer })?
    }

    fn remember_tries(&self, tries: &Tries) -> Result<(), StoreError> {
        let tries = tries.clone();
        self.ask(|answer| Job::Tries { tries, answer })?
    }

    fn tries(&self) -> Result<Vec<Tries>, StoreError> {
        self.read(|db| {
            if !has_table(db, "tries")? {
                return Ok(Vec::new());
            }
            let mut sql = db.prepare_cached("SELECT tries FROM tries ORDER BY unit, channel")?;
            sql.query_map([], |row| parse(row, 0))?.collect()
        })
    }
}

//! Posts, topics, notices. Unlike the ledger this can forget.

use crate::SqliteLedger;
use crate::changes;
use crate::outside;
use crate::read::{has_table, page, parse, position};
use crate::write::{Job, json};
use rusqlite::{Connection, OptionalExtension as _, params};
use std::collections::HashSet;
use tandem_core::{Digest, SourceName, Timestamp, UnitId};
use tandem_engine::{
    Archive, ArchivedPost, Attachment, ChangePlace, Changed, Delivery, Notice, OptOut, Page,
    SourceState, StoreError, Taken, Tombstone, TopicRow,
};

/// Writes what one reading changed into an open transaction; returns how many posts were new.
pub(crate) fn take(db: &Connection, taken: &Taken) -> rusqlite::Result<u64> {
    outside::remove(db, &taken.removed)?;
    outside::remove_originals(db, &taken.originals_gone)?;
    let new = keep(db, &taken.posts, &taken.topics)?;
    changes::note(db, taken, &new)?;
    if let Some(state) = &taken.source {
        outside::note_state(db, state)?;
    }
    if let Some(delivery) = &taken.delivery {
        outside::note_delivery(db, delivery)?;
    }
    Ok(new.len() as u64)
}

/// Writes posts and topics; returns which posts were new.
fn keep<'a>(
    db: &Connection,
    posts: &'a [ArchivedPost],
    topics: &[TopicRow],
) -> rusqlite::Result<HashSet<&'a str>> {
    let mut insert = db.prepare_cached(
        "INSERT INTO post SELECT ?1, ?2, ?3, ?4, ?5
         WHERE NOT EXISTS (SELECT 1 FROM tombstone WHERE id = ?1)
         ON CONFLICT (id) DO NOTHING",
    )?;
    let mut place = db.prepare_cached(
        "UPDATE post SET topic = ?2, post = json_set(
             post, '$.topic', ?2, '$.author', ?3, '$.author_scope', ?4)
         WHERE id = ?1",
    )?;
    let mut new = HashSet::with_capacity(posts.len());
    for post in posts {
        let time = post.time.as_millisecond();
        let values = params![post.id, time, post.digest.0, post.topic, json(post)?];
        let inserted = insert.execute(values)?;
        if inserted > 0 {
            new.insert(post.id.as_str());
        } else if let Some(topic) = &post.topic {
            place.execute(params![post.id, topic, post.author, post.author_scope])?;
        }
    }
    let mut sql = db.prepare_cached(
        "INSERT INTO topic VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET last = ?2, topic = ?3",
    )?;
    let mut forget = db.prepare_cached(
        "DELETE FROM topic WHERE id = ?1 AND json_extract(topic, '$.case') IS NULL",
    )?;
    for topic in topics {
        if topic.posts == 0 {
            forget.execute([&topic.id])?;
            continue;
        }
        sql.execute(params![topic.id, topic.last.as_millisecond(), json(topic)?])?;
    }
    Ok(new)
}

fn original(db: &Connection, digest: Digest) -> rusqlite::Result<Option<String>> {
    if !has_table(db, "original")? {
        return Ok(None);
    }
    let mut sql = db.prepare_cached("SELECT text FROM original WHERE digest = ?1")?;
    sql.query_row([digest.0], |row| row.get(0)).optional()
}

pub(crate) fn notify(db: &Connection, notices: &[Notice]) -> rusqlite::Result<()> {
    let mut sql = db.prepare_cached("INSERT OR IGNORE INTO notice VALUES (?1, ?2, ?3)")?;
    for notice in notices {
        sql.execute(params![notice.id as i64, notice.unit.as_str(), json(notice)?])?;
    }
    Ok(())
}

impl Archive for SqliteLedger {
    fn take(&self, taken: &Taken) -> Result<u64, StoreError> {
        let taken = Box::new(taken.clone());
        self.ask(|answer| Job::Take { taken, answer })?
    }

    fn knows(&self, ids: &[&str]) -> Result<Vec<bool>, StoreError> {
        self.read(|db| outside::knows(db, ids))
    }

    fn tombstone(&self, id: &str) -> Result<Option<Tombstone>, StoreError> {
        self.read(|db| outside::tombstone(db, id))
    }

    fn source_states(&self) -> Result<Vec<SourceState>, StoreError> {
        self.read(outside::states)
    }

    fn delivery(&self, source: &SourceName, key: &str) -> Result<Option<Delivery>, StoreError> {
        self.read(|db| outside::delivery(db, source, key))
    }

    fn forget_deliveries(&self, before: Timestamp) -> Result<(), StoreError> {
        self.ask(|answer| Job::ForgetDeliveries { before, answer })?
    }

    fn opt_out(&self, opt_out: &OptOut) -> Result<(), StoreError> {
        let opt_out = opt_out.clone();
        self.ask(|answer| Job::OptOut { opt_out, answer })?
    }

    fn opt_outs(&self) -> Result<Vec<OptOut>, StoreError> {
        self.read(outside::opt_outs)
    }

    fn posts(&self, after: Option<&str>, limit: usize) -> Result<Page<ArchivedPost>, StoreError> {
        self.read(|db| {
            let (time, id) = after.and_then(position).unwrap_or((i64::MIN, ""));
            let mut sql = db.prepare_cached(
                "SELECT post, time, id FROM post WHERE (time, id) > (?1, ?2)
                 ORDER BY time, id LIMIT ?3",
            )?;
            let found = sql.query_map(params![time, id, limit as i64 + 1], |row| {
                let cursor = format!("{}|{}", row.get::<_, i64>(1)?, row.get::<_, String>(2)?);
                Ok((parse(row, 0)?, cursor))
            })?;
            page(found.collect::<rusqlite::Result<Vec<_>>>()?, limit)
        })
    }

    fn post(&self, id: &str) -> Result<Option<ArchivedPost>, StoreError> {
        self.read(|db| {
            let mut sql = db.prepare_cached("SELECT post FROM post WHERE id = ?1")?;
            sql.query_row([id], |row| parse(row, 0)).optional()
        })
    }

    fn posts_of(&self, topic: &str) -> Result<Vec<ArchivedPost>, StoreError> {
        self.read(|db| {
            let mut sql =
                db.prepare_cached("SELECT post FROM post WHERE topic = ?1 ORDER BY time, id")?;
            sql.query_map([topic], |row| parse(row, 0))?.collect()
        })
    }

    fn post_by_digest(&self, digest: Digest) -> Result<Option<ArchivedPost>, StoreError> {
        self.read(|db| {
            let mut sql = db.prepare_cached("SELECT post FROM post WHERE digest = ?1 LIMIT 1")?;
            sql.query_row([digest.0], |row| parse(row, 0)).optional()
        })
    }

    fn keep_text(&self, digest: Digest, text: &str) -> Result<(), StoreError> {
        let text = text.to_owned();
        self.ask(|answer| Job::Original { digest, text, answer })?
    }

    fn text_of(&self, digest: Digest) -> Result<Option<String>, StoreError> {
        let kept = self.read(|db| original(db, digest))?;
        Ok(kept.or(self.post_by_digest(digest)?.map(|post| post.whole())))
    }

    fn keep_attachment(&self, attachment: &Attachment) -> Result<(), StoreError> {
        let attachment = attachment.clone();
        self.ask(|answer| Job::Attachment { attachment, answer })?
    }

    fn attachment(&self, digest: Digest) -> Result<Option<Attachment>, StoreError> {
        self.read(|db| {
            if !has_table(db, "attachment")? {
                return Ok(None);
            }
            let mut sql =
                db.prepare_cached("SELECT media, bytes FROM attachment WHERE digest = ?1")?;
            let found = |row: &rusqlite::Row<'_>| {
                Ok(Attachment { digest, media: row.get(0)?, bytes: row.get(1)? })
            };
            sql.query_row([digest.0], found).optional()
        })
    }

    fn topics(&self, cursor: Option<&str>, limit: usize) -> Result<Page<TopicRow>, StoreError> {
        self.read(|db| {
            let (last, id) = cursor.and_then(position).unwrap_or((i64::MAX, ""));
            let mut sql = db.prepare_cached(
                "SELECT topic, last, id FROM topic WHERE (last, id) < (?1, ?2)
                 ORDER BY last DESC, id DESC LIMIT ?3",
            )?;
            let found = sql.query_map(params![last, id, limit as i64 + 1], |row| {
                let cursor = format!("{}|{}", row.get::<_, i64>(1)?, row.get::<_, String>(2)?);
                Ok((parse(row, 0)?, cursor))
            })?;
            page(found.collect::<rusqlite::Result<Vec<_>>>()?, limit)
        })
    }

    fn topic(&self, id: &str) -> Result<Option<TopicRow>, StoreError> {
        self.read(|db| {
            let mut sql = db.prepare_cached("SELECT topic FROM topic WHERE id = ?1")?;
            sql.query_row([id], |row| parse(row, 0)).optional()
        })
    }

    fn counts(&self) -> Result<(u64, u64), StoreError> {
        self.read(|db| {
            let count = |sql| db.query_row(sql, [], |row| row.get::<_, i64>(0));
            let posts = count("SELECT count(*) FROM post")?;
            let topics = count("SELECT count(*) FROM topic")?;
            Ok((posts as u64, topics as u64))
        })
    }

    fn last_change(&self) -> Result<ChangePlace, StoreError> {
        self.read(changes::last)
    }

    fn changes(
        &self,
        after: &ChangePlace,
        limit: usize,
    ) -> Result<Option<Vec<(ChangePlace, Changed)>>, StoreError> {
        self.read(|db| changes::after(db, after, limit))
    }

    fn forget_changes(&self, before: u64) -> Result<(), StoreError> {
        self.ask(|answer| Job::ForgetChanges { before, answer })?
    }

    fn notify(&self, notices: &[Notice]) -> Result<(), StoreError> {
        let notices = notices.to_vec();
        self.ask(|answer| Job::Notify { notices, answer })?
    }

    fn notices(&self, unit: &UnitId, limit: usize) -> Result<Vec<Notice>, StoreError> {
        self.read(|db| {
            let mut sql = db.prepare_cached(
                "SELECT notice FROM notice WHERE unit = ?1 ORDER BY id DESC LIMIT ?2",
            )?;
            let found = sql.query_map(params![unit.as_str(), limit as i64], |row| parse(row, 0))?;
            found.collect()
        })
    }
}

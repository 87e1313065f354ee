//! The one writer: group commit, versions, hash chain.

use crate::error::place_error;
use crossbeam_channel::{Receiver, Sender};
use rusqlite::{Connection, params};
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use tandem_core::{CaseId, Digest, Timestamp, UnitId};
use tandem_engine::record::{FORMAT, hash};
use tandem_engine::{
    Append, AppendError, Attachment, Batch, CaseRow, Checkpoint, Head, Heartbeat, Notice, OptOut,
    Publication, ROW_FORMAT, StoreError, Taken, Tries, Untold,
};
use tracing::error;

/// Entries of one transaction at most, so that nobody waits long behind a bulk action.
const GROUP: usize = 4_096;

/// Effects of one append, at most; far above the number of units that a case can concern.
const EFFECTS_MAX: i64 = 1 << 20;

/// Versions of cases kept in memory before they are dropped and read again when needed.
const VERSIONS_KEPT: usize = 500_000;

/// What the writer is asked to do.
pub(crate) enum Job {
    Append { batch: Batch, answer: Sender<Result<u64, AppendError>> },
    ReplaceRows { rows: Vec<CaseRow>, answer: Sender<Result<(), StoreError>> },
    Mechanism { digest: Digest, text: String, answer: Sender<Result<(), StoreError>> },
    Delivered { ids: Vec<u64>, answer: Sender<Result<(), StoreError>> },
    Take { taken: Box<Taken>, answer: Sender<Result<u64, StoreError>> },
    ForgetDeliveries { before: Timestamp, answer: Sender<Result<(), StoreError>> },
    OptOut { opt_out: OptOut, answer: Sender<Result<(), StoreError>> },
    Attachment { attachment: Attachment, answer: Sender<Result<(), StoreError>> },
    Original { digest: Digest, text: String, answer: Sender<Result<(), StoreError>> },
    Checkpoint { checkpoint: Checkpoint, answer: Sender<Result<(), StoreError>> },
    Sweep { heartbeat: Heartbeat, answer: Sender<Result<(), StoreError>> },
    Notify { notices: Vec<Notice>, answer: Sender<Result<(), StoreError>> },
    Owe { untold: Vec<Untold>, answer: Sender<Result<(), StoreError>> },
    Told { ids: Vec<String>, answer: Sender<Result<(), StoreError>> },
    Tries { tries: Tries, answer: Sender<Result<(), StoreError>> },
}

pub(crate) struct Writer {
    db: Connection,
    place: PathBuf,
    head: Head,
    versions: HashMap<CaseId, u64>,
    listed: HashMap<CaseId, Listed>,
}

/// What the lists know of a case; written again only where it changed.
#[derive(Clone, PartialEq, Eq)]
struct Listed {
    scopes: Vec<String>,
    phase: String,
    deadline: Option<Timestamp>,
    /// How many statements and complaints it has; both only grow.
    publications: usize,
    complaints: usize,
}

impl Listed {
    fn of(row: &CaseRow) -> Self {
        Self {
            scopes: scopes(row),
            phase: row.phase.clone(),
            deadline: row.deadline,
            publications: row.publications.len(),
            complaints: row.complaints.len(),
        }
    }
}

/// What must happen to a group's answers once the group is on disk or not.
type Answer = Box<dyn FnOnce(Result<(), &StoreError>) + Send>;

impl Writer {
    pub(crate) fn new(db: Connection, place: PathBuf) -> Result<Self, StoreError> {
        let head = crate::read::head(&db).map_err(|e| place_error(&place, e))?;
        Ok(Self { db, place, head, versions: HashMap::new(), listed: HashMap::new() })
    }

    /// Works until every sender is gone.
    pub(crate) fn run(mut self, jobs: &Receiver<Job>) {
        while let Ok(first) = jobs.recv() {
            let mut group = vec![first];
            let mut weight = weight(&group[0]);
            while weight < GROUP {
                let Ok(next) = jobs.try_recv() else { break };
                weight += self::weight(&next);
                group.push(next);
            }
            self.commit(group);
        }
    }

    fn commit(&mut self, group: Vec<Job>) {
        let head = self.head;
        let mut answers: Vec<Answer> = Vec::with_capacity(group.len());
        let stored = self.store(group, &mut answers);
        let outcome = stored.map_err(|error| {
            // The transaction is gone, and with it whatever memory ran ahead of the disk.
            drop(self.db.execute_batch("ROLLBACK"));
            self.head = head;
            self.versions.clear();
            self.listed.clear();
            let error = place_error(&self.place, error);
            error!(%error, "A group of entries could not be stored");
            error
        });
        for answer in answers {
            answer(outcome.as_ref().copied());
        }
    }

    fn store(&mut self, group: Vec<Job>, answers: &mut Vec<Answer>) -> rusqlite::Result<()> {
        let begun = self.db.execute_batch("BEGIN IMMEDIATE");
        let mut failed = begun.err();
        for job in group {
            let done = match job {
                Job::Append { batch, answer } => {
                    let result = match &failed {
                        None => self.append(&batch),
                        Some(_) => Ok(Ok(0)),
                    };
                    let (kept, error) = match result {
                        Ok(kept) => (kept, None),
                        Err(error) => (Ok(0), Some(error)),
                    };
                    answers.push(Box::new(move |outcome| {
                        let on_disk = outcome.map_err(|e| AppendError::Store(copy(e)));
                        drop(answer.send(on_disk.and(kept)));
                    }));
                    error.map_or(Ok(()), Err)
                }
                Job::ReplaceRows { rows, answer } => {
                    answers.push(plain(answer));
                    run(&failed, || self.replace_rows(&rows))
                }
                Job::Mechanism { digest, text, answer } => {
                    answers.push(plain(answer));
                    run(&failed, || {
                        let sql = "INSERT OR IGNORE INTO mechanism VALUES (?1, ?2)";
                        self.db.execute(sql, params![digest.0, text]).map(drop)
                    })
                }
                Job::Delivered { ids, answer } => {
                    answers.push(plain(answer));
                    run(&failed, || {
                        let mut sql = self.db.prepare_cached("DELETE FROM outbox WHERE id = ?1")?;
                        ids.iter().try_for_each(|id| sql.execute([*id as i64]).map(drop))
                    })
                }
                Job::Take { taken, answer } => {
                    let mut new = 0;
                    let done = run(&failed, || {
                        new = crate::archive::take(&self.db, &taken)?;
                        Ok(())
                    });
                    answers.push(Box::new(move |outcome| {
                        drop(answer.send(outcome.map(|()| new).map_err(copy)));
                    }));
                    done
                }
                Job::ForgetDeliveries { before, answer } => {
                    answers.push(plain(answer));
                    run(&failed, || crate::outside::forget_deliveries(&self.db, before))
                }
                Job::OptOut { opt_out, answer } => {
                    answers.push(plain(answer));
                    run(&failed, || crate::outside::opt_out(&self.db, &opt_out))
                }
                Job::Checkpoint { checkpoint: Checkpoint { until, seq, root }, answer } => {
                    answers.push(plain(answer));
                    run(&failed, || {
                        let sql = "INSERT OR REPLACE INTO checkpoint VALUES (?1, ?2, ?3)";
                        let until = until.as_millisecond();
                        self.db.execute(sql, params![until, seq as i64, root.0]).map(drop)
                    })
                }
                Job::Sweep { heartbeat, answer } => {
                    answers.push(plain(answer));
                    run(&failed, || {
                        let sql = "INSERT OR REPLACE INTO sweep VALUES (1, ?1)";
                        self.db.execute(sql, [json(&heartbeat)?]).map(drop)
                    })
                }
                Job::Attachment { attachment, answer } => {
                    answers.push(plain(answer));
                    run(&failed, || {
                        let sql = "INSERT OR IGNORE INTO attachment VALUES (?1, ?2, ?3)";
                        let Attachment { digest, media, bytes } = &attachment;
                        self.db.execute(sql, params![digest.0, media, bytes]).map(drop)
                    })
                }
                Job::Original { digest, text, answer } => {
                    answers.push(plain(answer));
                    run(&failed, || {
                        let sql = "INSERT OR IGNORE INTO original VALUES (?1, ?2)";
                        self.db.execute(sql, params![digest.0, text]).map(drop)
                    })
                }
                Job::Notify { notices, answer } => {
                    answers.push(plain(answer));
                    run(&failed, || crate::archive::notify(&self.db, &notices))
                }
                Job::Owe { untold, answer } => {
                    answers.push(plain(answer));
                    run(&failed, || crate::tellings::owe(&self.db, &untold))
                }
                Job::Told { ids, answer } => {
                    answers.push(plain(answer));
                    run(&failed, || crate::tellings::told(&self.db, &ids))
                }
                Job::Tries { tries, answer } => {
                    answers.push(plain(answer));
                    run(&failed, || crate::tellings::remember_tries(&self.db, &tries))
                }
            };
            failed = failed.or(done.err());
        }
        match failed {
            Some(error) => Err(error),
            None => self.db.execute_batch("COMMIT"),
        }
    }

    /// Writes a batch into the open transaction, or says why it does not fit.
    fn append(&mut self, batch: &Batch) -> rusqlite::Result<Result<u64, AppendError>> {
        if let Err(misfit) = self.admissible(batch)? {
            return Ok(Err(misfit));
        }
        for append in batch {
            self.append_one(append)?;
        }
        let mut head = self.db.prepare_cached("UPDATE head SET entries = ?1, root = ?2")?;
        head.execute(params![self.head.entries as i64, self.head.root.0])?;
        Ok(Ok(self.head.entries))
    }

    fn admissible(&mut self, batch: &Batch) -> rusqlite::Result<Result<(), AppendError>> {
        let mut versions: HashMap<&CaseId, u64> = HashMap::new();
        let mut keys = HashSet::new();
        for append in batch {
            let found = match versions.get(&append.case) {
                Some(version) => *version,
                None => self.version(&append.case)?,
            };
            if found != append.expected {
                let case = append.case.clone();
                return Ok(Err(AppendError::Conflict { case, expected: append.expected, found }));
            }
            versions.insert(&append.case, found + append.bodies.len() as u64);
            if let Some(key) = &append.key
                && (!keys.insert(key) || crate::read::has_key(&self.db, key)?)
            {
                return Ok(Err(AppendError::Repeated { key: key.clone() }));
            }
        }
        Ok(Ok(()))
    }

    fn version(&mut self, case: &CaseId) -> rusqlite::Result<u64> {
        if let Some(version) = self.versions.get(case) {
            return Ok(*version);
        }
        let mut sql =
            self.db.prepare_cached("SELECT max(version) FROM entry WHERE case_id = ?1")?;
        let version: Option<i64> = sql.query_row([case.as_str()], |row| row.get(0))?;
        Ok(version.unwrap_or(0) as u64)
    }

    fn append_one(&mut self, append: &Append) -> rusqlite::Result<()> {
        let mut version = append.expected;
        let mut insert =
            self.db.prepare_cached("INSERT INTO entry VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        for body in &append.bodies {
            version += 1;
            let seq = self.head.entries + 1;
            let hash = hash(self.head.root, seq, &append.case, version, body);
            let numbers = (seq as i64, append.case.as_str(), version as i64, FORMAT);
            insert.execute(params![numbers.0, numbers.1, numbers.2, numbers.3, body, hash.0])?;
            self.head = Head { entries: seq, root: hash };
        }
        drop(insert);
        if let Some(key) = &append.key {
            let mut sql = self.db.prepare_cached("INSERT INTO command VALUES (?1, ?2)")?;
            sql.execute(params![key, self.head.entries as i64])?;
        }
        let mut sql = self.db.prepare_cached("INSERT INTO outbox VALUES (?1, ?2, ?3)")?;
        for (index, effect) in append.effects.iter().enumerate() {
            // The number says which append it came from, so that it is never used again.
            let id = self.head.entries as i64 * EFFECTS_MAX + index as i64;
            sql.execute(params![id, append.case.as_str(), json(effect)?])?;
        }
        drop(sql);
        if self.versions.len() >= VERSIONS_KEPT {
            self.versions.clear();
            self.listed.clear();
        }
        self.versions.insert(append.case.clone(), version);
        append.row.as_ref().map_or(Ok(()), |row| self.write_row(row))
    }

    fn write_row(&mut self, row: &CaseRow) -> rusqlite::Result<()> {
        self.list(row)?;
        let mut sql = self.db.prepare_cached(
            "INSERT INTO case_row VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (case_id) DO UPDATE SET version = ?2, next_due = ?3, row = ?4",
        )?;
        let due = row.next_due.map(Timestamp::as_millisecond);
        sql.execute(params![row.case.as_str(), row.entries as i64, due, json(row)?])?;
        Ok(())
    }

    /// Brings the lists up to the row; writes only what changed.
    fn list(&mut self, row: &CaseRow) -> rusqlite::Result<()> {
        let new = Listed::of(row);
        let old = match self.listed.get(&row.case) {
            Some(listed) if listed == &new => return Ok(()),
            Some(listed) => Some(listed.clone()),
            None => self.listed_on_disk(row)?,
        };
        let old_scopes = old.as_ref().map_or(&[][..], |old| &old.scopes);
        let received = row.received_at.as_millisecond();
        let deadline = row.deadline.map(Timestamp::as_millisecond);
        let mut delete = self.db.prepare_cached(
            "DELETE FROM listing WHERE scope = ?1 AND received_at = ?2 AND case_id = ?3",
        )?;
        for scope in old_scopes.iter().filter(|scope| !new.scopes.contains(scope)) {
            delete.execute(params![scope, received, row.case.as_str()])?;
        }
        let mut insert =
            self.db.prepare_cached("INSERT INTO listing VALUES (?1, ?2, ?3, ?4, ?5)")?;
        for scope in new.scopes.iter().filter(|scope| !old_scopes.contains(scope)) {
            insert.execute(params![scope, received, row.case.as_str(), row.phase, deadline])?;
        }
        // A phase is part of an index, a deadline is not.
        let mut set_phase = self.db.prepare_cached(
            "UPDATE listing SET phase = ?4 WHERE scope = ?1 AND received_at = ?2 AND case_id = ?3",
        )?;
        let mut set_deadline = self.db.prepare_cached(
            "UPDATE listing SET deadline = ?4
             WHERE scope = ?1 AND received_at = ?2 AND case_id = ?3",
        )?;
        for scope in new.scopes.iter().filter(|scope| old_scopes.contains(scope)) {
            let place = (scope, received, row.case.as_str());
            if old.as_ref().is_some_and(|old| old.phase != new.phase) {
                set_phase.execute(params![place.0, place.1, place.2, row.phase])?;
            }
            if old.as_ref().is_some_and(|old| old.deadline != new.deadline) {
                set_deadline.execute(params![place.0, place.1, place.2, deadline])?;
            }
        }
        drop((delete, insert, set_phase, set_deadline));
        self.open_to_the_public(old.as_ref(), &new, row)?;
        self.listed.insert(row.case.clone(), new);
        Ok(())
    }

    /// How a case stands in the lists when memory does not know: as its row before says.
    fn listed_on_disk(&self, row: &CaseRow) -> rusqlite::Result<Option<Listed>> {
        let before = crate::read::row(&self.db, &row.case)?;
        Ok(before.as_ref().map(Listed::of))
    }

    /// Notes new statements and complaints. Neither ever leaves a case.
    fn open_to_the_public(
        &self,
        old: Option<&Listed>,
        new: &Listed,
        row: &CaseRow,
    ) -> rusqlite::Result<()> {
        let sql = "INSERT OR IGNORE INTO publication VALUES (?1, ?2, ?3, ?4)";
        let known = old.map_or(0, |old| old.publications);
        if known != new.publications {
            let mut insert = self.db.prepare_cached(sql)?;
            for Publication { at, case, statement, text } in &row.publications {
                let place = (at.as_millisecond(), case.as_str(), statement.as_str());
                insert.execute(params![place.0, place.1, place.2, text.0])?;
            }
        }
        let known = old.map_or(0, |old| old.complaints);
        if known != new.complaints {
            let sql = "INSERT OR IGNORE INTO complaint VALUES (?1, ?2)";
            let mut insert = self.db.prepare_cached(sql)?;
            for number in &row.complaints {
                insert.execute(params![number.as_str(), row.case.as_str()])?;
            }
        }
        Ok(())
    }

    fn replace_rows(&mut self, rows: &[CaseRow]) -> rusqlite::Result<()> {
        self.db.execute_batch(
            "DELETE FROM case_row; DELETE FROM listing; DELETE FROM publication;
             DELETE FROM complaint;",
        )?;
        self.listed.clear();
        rows.iter().try_for_each(|row| self.write_row(row))?;
        let sql = "INSERT OR REPLACE INTO row_format VALUES (1, ?1)";
        self.db.execute(sql, [ROW_FORMAT]).map(drop)
    }
}

/// Under what names lists find a case: the areas above its desk, the units that work on it, and, by
/// names of their own, further units that see it.
fn scopes(row: &CaseRow) -> Vec<String> {
    let mut scopes = vec![String::new()];
    scopes.extend(row.path.split('/').filter(|area| !area.is_empty()).map(str::to_owned));
    for unit in row.lead.iter().chain(&row.ordered) {
        let unit = unit.to_string();
        if !scopes.contains(&unit) {
            scopes.push(unit);
        }
    }
    for unit in &row.parties {
        if !scopes.iter().any(|scope| scope == unit.as_str()) {
            scopes.push(sees(unit));
        }
    }
    if !row.public_in.is_empty() {
        scopes.push(public(""));
        scopes.extend(row.public_in.iter().map(|area| public(area.as_str())));
    }
    scopes
}

/// The name under which lists find what is public under an area; everywhere where it is empty.
pub(crate) fn public(area: &str) -> String {
    format!("@{area}")
}

/// The name under which lists find what a unit sees and does not work on.
pub(crate) fn sees(unit: &UnitId) -> String {
    format!("~{unit}")
}

fn weight(job: &Job) -> usize {
    match job {
        Job::Append { batch, .. } => batch.iter().map(|append| append.bodies.len()).sum(),
        Job::ReplaceRows { rows, .. } => rows.len(),
        Job::Take { taken, .. } => taken.posts.len() + taken.topics.len() + taken.removed.len(),
        _ => 1,
    }
}

fn run(
    failed: &Option<rusqlite::Error>,
    work: impl FnOnce() -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    if failed.is_some() { Ok(()) } else { work() }
}

fn plain(answer: Sender<Result<(), StoreError>>) -> Answer {
    Box::new(move |outcome| drop(answer.send(outcome.map_err(copy))))
}

/// The same failure for each of a group's senders.
fn copy(error: &StoreError) -> StoreError {
    match error {
        StoreError::Full { place } => StoreError::Full { place: place.clone() },
        StoreError::Locked { place } => StoreError::Locked { place: place.clone() },
        StoreError::Corrupt { place, what } => {
            StoreError::Corrupt { place: place.clone(), what: what.clone() }
        }
        StoreError::Other { place, source } => StoreError::Other {
            place: place.clone(),
            source: Box::new(std::io::Error::other(source.to_string())),
        },
    }
}

pub(crate) fn json<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

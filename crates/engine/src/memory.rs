//! A ledger in memory, for scenarios and tests. It passes the same contract suite as the durable
//! ones.

use crate::attachments::Attachment;
use crate::changes::{ChangePlace, Changed};
use crate::intake::{Delivery, OptOut, SourceState, Taken, Tombstone};
use crate::ports::{
    AppendError, Archive, ArchivedPost, Audience, Batch, CaseFilter, Checkpoint, Count, Head,
    Heartbeat, Ledger, Notice, Page, StoreError, Tellings, TopicRow, Tries, Undelivered, Untold,
};
use crate::record::{FORMAT, GENESIS, PUBLISHING, Stored, hash};
use crate::rows::{CaseRow, Publication, ROW_FORMAT};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tandem_core::{AreaId, CaseId, ChannelId, Digest, SourceName, Timestamp, UnitId};

/// Everything in memory.
#[derive(Debug, Default)]
pub struct MemoryLedger(Mutex<Memory>);

#[derive(Debug, Default)]
struct Memory {
    entries: Vec<Stored>,
    cases: BTreeMap<CaseId, Vec<usize>>,
    keys: BTreeSet<String>,
    rows: BTreeMap<CaseId, CaseRow>,
    rows_format: u32,
    mechanisms: BTreeMap<Digest, String>,
    outbox: BTreeMap<u64, Undelivered>,
    untold: BTreeMap<String, Untold>,
    tries: BTreeMap<(UnitId, ChannelId), Tries>,
    effects: u64,
    posts: BTreeMap<(Timestamp, String), ArchivedPost>,
    originals: BTreeMap<Digest, String>,
    topics: BTreeMap<String, TopicRow>,
    attachments: BTreeMap<Digest, Attachment>,
    notices: BTreeMap<u64, Notice>,
    changes: BTreeMap<u64, (ChangePlace, Changed)>,
    sweep: Option<Heartbeat>,
    checkpoints: BTreeMap<Timestamp, Checkpoint>,
    tombstones: BTreeMap<String, Tombstone>,
    sources: BTreeMap<SourceName, SourceState>,
    deliveries: BTreeMap<(SourceName, String), Delivery>,
    opt_outs: BTreeMap<(SourceName, String), OptOut>,
}

impl MemoryLedger {
    fn lock(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    fn head(&self) -> Head {
        let root = self.entries.last().map_or(GENESIS, |stored| stored.hash);
        Head { entries: self.entries.len() as u64, root }
    }

    fn version(&self, case: &CaseId) -> u64 {
        self.cases.get(case).map_or(0, |entries| entries.len() as u64)
    }

    fn admissible(&self, batch: &Batch) -> Result<(), AppendError> {
        let mut versions = BTreeMap::new();
        let mut keys = BTreeSet::new();
        for append in batch {
            let found = *versions.entry(&append.case).or_insert_with(|| self.version(&append.case));
            if found != append.expected {
                let case = append.case.clone();
                return Err(AppendError::Conflict { case, expected: append.expected, found });
            }
            versions.insert(&append.case, found + append.bodies.len() as u64);
            if let Some(key) = &append.key
                && (self.keys.contains(key) || !keys.insert(key))
            {
                return Err(AppendError::Repeated { key: key.clone() });
            }
        }
        Ok(())
    }
}

impl Memory {
    fn last_change(&self) -> ChangePlace {
        self.changes.last_key_value().map_or(ChangePlace::START, |(_, (place, _))| *place)
    }
}

impl Ledger for MemoryLedger {
    fn head(&self) -> Result<Head, StoreError> {
        Ok(self.lock().head())
    }

    fn append(&self, batch: Batch) -> Result<u64, AppendError> {
        let mut memory = self.lock();
        memory.admissible(&batch)?;
        for append in batch {
            let mut version = append.expected;
            for body in append.bodies {
                version += 1;
                let Head { entries, root } = memory.head();
                let seq = entries + 1;
                let hash = hash(root, seq, &append.case, version, &body);
                let case = append.case.clone();
                memory.cases.entry(case.clone()).or_default().push(entries as usize);
                memory.entries.push(Stored { seq, case, version, format: FORMAT, body, hash });
            }
            for effect in append.effects {
                memory.effects += 1;
                let id = memory.effects;
                memory.outbox.insert(id, Undelivered { id, case: append.case.clone(), effect });
            }
            memory.keys.extend(append.key);
            memory.rows.extend(append.row.map(|row| (append.case, row)));
        }
        Ok(memory.head().entries)
    }

    fn case(&self, case: &CaseId) -> Result<Vec<Stored>, StoreError> {
        let memory = self.lock();
        let entries = memory.cases.get(case).into_iter().flatten();
        Ok(entries.map(|&index| memory.entries[index].clone()).collect())
    }

    fn scan(&self, after: u64, limit: usize) -> Result<Vec<Stored>, StoreError> {
        let memory = self.lock();
        Ok(memory.entries.iter().skip(after as usize).take(limit).cloned().collect())
    }

    fn key_with(&self, prefix: &str) -> Result<Option<String>, StoreError> {
        let memory = self.lock();
        let found = memory.keys.range(prefix.to_owned()..).next();
        Ok(found.filter(|key| key.starts_with(prefix)).cloned())
    }

    fn has_key(&self, key: &str) -> Result<bool, StoreError> {
        Ok(self.lock().keys.contains(key))
    }

    fn due(&self, at: Timestamp, limit: usize) -> Result<Vec<CaseId>, StoreError> {
        let memory = self.lock();
        let mut due: Vec<_> = memory
            .rows
            .values()
            .filter_map(|row| Some((row.next_due.filter(|due| *due <= at)?, &row.case)))
            .collect();
        due.sort();
        Ok(due.into_iter().take(limit).map(|(_, case)| case.clone()).collect())
    }

    fn row(&self, case: &CaseId) -> Result<Option<CaseRow>, StoreError> {
        Ok(self.lock().rows.get(case).cloned())
    }

    fn rows(
        &self,
        filter: &CaseFilter,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<CaseRow>, StoreError> {
        let memory = self.lock();
        let fits = |row: &&CaseRow| {
            let public = filter.audience == Audience::Public;
            let under = filter.under.as_ref().is_none_or(|area| match filter.audience {
                Audience::Staff => row.path.split('/').any(|code| code == area.as_str()),
                Audience::Public => row.public_in.contains(area),
            });
            let unit = filter
                .unit
                .as_ref()
                .is_none_or(|unit| row.lead.as_ref() == Some(unit) || row.ordered.contains(unit));
            let late = filter.overdue_at.is_none_or(|at| row.deadline.is_some_and(|d| d < at));
            let seen = filter.sight.as_ref().is_none_or(|sight| row.is_seen_by(sight));
            (!public || !row.public_in.is_empty())
                && under
                && unit
                && late
                && seen
                && (!filter.supervised || !row.supervised.is_empty())
                && filter.phase.as_ref().is_none_or(|phase| &row.phase == phase)
        };
        let mut rows: Vec<_> = memory.rows.values().filter(fits).cloned().collect();
        rows.sort_by_key(|row| std::cmp::Reverse(position(row)));
        let rows = rows.into_iter().filter(|row| cursor.is_none_or(|c| *position(row) < *c));
        Ok(page(rows.collect(), limit, position))
    }

    fn count_under(&self, areas: &[AreaId], at: Timestamp) -> Result<Vec<Count>, StoreError> {
        let memory = self.lock();
        let count = |area: &AreaId| {
            let under = |row: &&CaseRow| row.path.split('/').any(|code| code == area.as_str());
            let rows: Vec<_> = memory.rows.values().filter(under).collect();
            let of = |phase: &str| rows.iter().filter(|row| row.phase == phase).count();
            let late = rows.iter().filter(|row| row.deadline.is_some_and(|due| due < at));
            Count { received: of("received"), open: of("open"), overdue: late.count() }
        };
        Ok(areas.iter().map(count).collect())
    }

    fn publications(
        &self,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<Publication>, StoreError> {
        let memory = self.lock();
        let mut all: Vec<_> =
            memory.rows.values().flat_map(|row| row.publications.clone()).collect();
        all.sort_by(|one, other| other.cmp(one));
        let from = cursor.and_then(Publication::place);
        let rest = all.into_iter().filter(|found| {
            let place = (found.at.as_millisecond(), found.case.as_str(), found.statement.as_str());
            from.is_none_or(|from| place < from)
        });
        Ok(page(rest.collect(), limit, Publication::cursor))
    }

    fn publications_of(&self, text: Digest) -> Result<Vec<Publication>, StoreError> {
        let memory = self.lock();
        let all = memory.rows.values().flat_map(|row| &row.publications);
        let mut found: Vec<_> = all.filter(|found| found.text == text).cloned().collect();
        found.sort();
        Ok(found)
    }

    fn publishing(&self, hash: Digest) -> Result<Option<Stored>, StoreError> {
        let memory = self.lock();
        let found = memory.entries.iter().find(|stored| stored.hash == hash);
        Ok(found.filter(|stored| stored.body.contains(PUBLISHING)).cloned())
    }

    fn complaint(&self, number: &str) -> Result<Vec<CaseId>, StoreError> {
        let memory = self.lock();
        let rows = memory.rows.values();
        let found = rows.filter(|row| row.complaints.iter().any(|known| known == number));
        Ok(found.map(|row| row.case.clone()).collect())
    }

    fn replace_rows(&self, rows: &[CaseRow]) -> Result<(), StoreError> {
        let mut memory = self.lock();
        memory.rows = rows.iter().map(|row| (row.case.clone(), row.clone())).collect();
        memory.rows_format = ROW_FORMAT;
        Ok(())
    }

    fn rows_format(&self) -> Result<u32, StoreError> {
        Ok(self.lock().rows_format)
    }

    fn remember_mechanism(&self, digest: Digest, text: &str) -> Result<(), StoreError> {
        self.lock().mechanisms.insert(digest, text.to_owned());
        Ok(())
    }

    fn mechanisms(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.lock().mechanisms.values().cloned().collect())
    }

    fn undelivered(&self, limit: usize) -> Result<Vec<Undelivered>, StoreError> {
        Ok(self.lock().outbox.values().take(limit).cloned().collect())
    }

    fn delivered(&self, ids: &[u64]) -> Result<(), StoreError> {
        let mut memory = self.lock();
        ids.iter().for_each(|id| drop(memory.outbox.remove(id)));
        Ok(())
    }

    fn remember_checkpoint(&self, checkpoint: &Checkpoint) -> Result<(), StoreError> {
        self.lock().checkpoints.insert(checkpoint.until, *checkpoint);
        Ok(())
    }

    fn checkpoint(&self, until: Timestamp) -> Result<Option<Checkpoint>, StoreError> {
        Ok(self.lock().checkpoints.range(..=until).next_back().map(|(_, found)| *found))
    }

    fn remember_sweep(&self, heartbeat: &Heartbeat) -> Result<(), StoreError> {
        self.lock().sweep = Some(*heartbeat);
        Ok(())
    }

    fn last_sweep(&self) -> Result<Option<Heartbeat>, StoreError> {
        Ok(self.lock().sweep)
    }
}

impl Tellings for MemoryLedger {
    fn owe(&self, untold: &[Untold]) -> Result<(), StoreError> {
        let mut memory = self.lock();
        for one in untold {
            memory.untold.entry(one.id.clone()).or_insert_with(|| one.clone());
        }
        Ok(())
    }

    fn untold(&self, limit: usize) -> Result<Vec<Untold>, StoreError> {
        let mut all: Vec<Untold> = self.lock().untold.values().cloned().collect();
        all.sort_by(|a, b| (a.since, &a.id).cmp(&(b.since, &b.id)));
        all.truncate(limit);
        Ok(all)
    }

    fn told(&self, ids: &[String]) -> Result<(), StoreError> {
        let mut memory = self.lock();
        ids.iter().for_each(|id| drop(memory.untold.remove(id)));
        Ok(())
    }

    fn remember_tries(&self, tries: &Tries) -> Result<(), StoreError> {
        let key = (tries.unit.clone(), tries.channel.clone());
        self.lock().tries.insert(key, tries.clone());
        Ok(())
    }

    fn tries(&self) -> Result<Vec<Tries>, StoreError> {
        Ok(self.lock().tries.values().cloned().collect())
    }
}

impl Archive for MemoryLedger {
    fn take(&self, taken: &Taken) -> Result<u64, StoreError> {
        let mut memory = self.lock();
        for stone in &taken.removed {
            memory.posts.retain(|(_, id), _| *id != stone.id);
            memory.tombstones.entry(stone.id.clone()).or_insert_with(|| stone.clone());
        }
        for digest in &taken.originals_gone {
            memory.originals.remove(digest);
            memory.attachments.remove(digest);
        }
        let mut new = HashSet::new();
        for post in &taken.posts {
            let key = (post.time, post.id.clone());
            if memory.tombstones.contains_key(&post.id) {
                continue;
            }
            match memory.posts.get_mut(&key) {
                Some(known) if post.topic.is_some() => {
                    known.topic = post.topic.clone();
                    known.author = post.author.clone();
                    known.author_scope = post.author_scope.clone();
                }
                Some(_) => {}
                None => {
                    memory.posts.insert(key, post.clone());
                    new.insert(post.id.as_str());
                }
            }
        }
        if let Some(changed) = Changed::by(taken, &new) {
            let place = memory.last_change().next(&changed);
            memory.changes.insert(place.no, (place, changed));
        }
        for topic in &taken.topics {
            if topic.posts > 0 {
                memory.topics.insert(topic.id.clone(), topic.clone());
            } else if memory.topics.get(&topic.id).is_some_and(|known| known.case.is_none()) {
                memory.topics.remove(&topic.id);
            }
        }
        if let Some(state) = &taken.source {
            memory.sources.insert(state.source.clone(), state.clone());
        }
        if let Some(delivery) = &taken.delivery {
            let key = (delivery.source.clone(), delivery.key.clone());
            memory.deliveries.insert(key, delivery.clone());
        }
        Ok(new.len() as u64)
    }

    fn knows(&self, ids: &[&str]) -> Result<Vec<bool>, StoreError> {
        let memory = self.lock();
        let kept: BTreeSet<&str> = memory.posts.keys().map(|(_, id)| id.as_str()).collect();
        let knows = |id: &&str| kept.contains(id) || memory.tombstones.contains_key(*id);
        Ok(ids.iter().map(knows).collect())
    }

    fn tombstone(&self, id: &str) -> Result<Option<Tombstone>, StoreError> {
        Ok(self.lock().tombstones.get(id).cloned())
    }

    fn source_states(&self) -> Result<Vec<SourceState>, StoreError> {
        Ok(self.lock().sources.values().cloned().collect())
    }

    fn delivery(&self, source: &SourceName, key: &str) -> Result<Option<Delivery>, StoreError> {
        Ok(self.lock().deliveries.get(&(source.clone(), key.to_owned())).cloned())
    }

    fn forget_deliveries(&self, before: Timestamp) -> Result<(), StoreError> {
        self.lock().deliveries.retain(|_, delivery| delivery.at >= before);
        Ok(())
    }

    fn opt_out(&self, opt_out: &OptOut) -> Result<(), StoreError> {
        let key = (opt_out.source.clone(), opt_out.digest.clone());
        self.lock().opt_outs.entry(key).or_insert_with(|| opt_out.clone());
        Ok(())
    }

    fn opt_outs(&self) -> Result<Vec<OptOut>, StoreError> {
        Ok(self.lock().opt_outs.values().cloned().collect())
    }

    fn posts(&self, after: Option<&str>, limit: usize) -> Result<Page<ArchivedPost>, StoreError> {
        let memory = self.lock();
        let position = |post: &ArchivedPost| format!("{}|{}", post.time.as_millisecond(), post.id);
        let from = after.and_then(|cursor| {
            let (time, id) = cursor.split_once('|')?;
            Some((Timestamp::from_millisecond(time.parse().ok()?).ok()?, id.to_owned()))
        });
        let posts = memory.posts.iter().filter(|(key, _)| from.as_ref().is_none_or(|f| *key > f));
        Ok(page(posts.map(|(_, post)| post.clone()).take(limit + 1).collect(), limit, position))
    }

    fn post(&self, id: &str) -> Result<Option<ArchivedPost>, StoreError> {
        Ok(self.lock().posts.values().find(|post| post.id == id).cloned())
    }

    fn posts_of(&self, topic: &str) -> Result<Vec<ArchivedPost>, StoreError> {
        let memory = self.lock();
        let posts = memory.posts.values().filter(|post| post.topic.as_deref() == Some(topic));
        Ok(posts.cloned().collect())
    }

    fn post_by_digest(&self, digest: Digest) -> Result<Option<ArchivedPost>, StoreError> {
        Ok(self.lock().posts.values().find(|post| post.digest == digest).cloned())
    }

    fn keep_text(&self, digest: Digest, text: &str) -> Result<(), StoreError> {
        self.lock().originals.entry(digest).or_insert_with(|| text.to_owned());
        Ok(())
    }

    fn text_of(&self, digest: Digest) -> Result<Option<String>, StoreError> {
        let kept = self.lock().originals.get(&digest).cloned();
        Ok(kept.or(self.post_by_digest(digest)?.map(|post| post.whole())))
    }

    fn keep_attachment(&self, attachment: &Attachment) -> Result<(), StoreError> {
        let mut memory = self.lock();
        memory.attachments.entry(attachment.digest).or_insert_with(|| attachment.clone());
        Ok(())
    }

    fn attachment(&self, digest: Digest) -> Result<Option<Attachment>, StoreError> {
        Ok(self.lock().attachments.get(&digest).cloned())
    }

    fn topics(&self, cursor: Option<&str>, limit: usize) -> Result<Page<TopicRow>, StoreError> {
        let memory = self.lock();
        let position =
            |topic: &TopicRow| format!("{:020}|{}", topic.last.as_millisecond(), topic.id);
        let mut topics: Vec<_> = memory.topics.values().cloned().collect();
        topics.sort_by_key(|topic| std::cmp::Reverse(position(topic)));
        let topics = topics.into_iter().filter(|t| cursor.is_none_or(|c| *position(t) < *c));
        Ok(page(topics.collect(), limit, position))
    }

    fn topic(&self, id: &str) -> Result<Option<TopicRow>, StoreError> {
        Ok(self.lock().topics.get(id).cloned())
    }

    fn counts(&self) -> Result<(u64, u64), StoreError> {
        let memory = self.lock();
        Ok((memory.posts.len() as u64, memory.topics.len() as u64))
    }

    fn last_change(&self) -> Result<ChangePlace, StoreError> {
        Ok(self.lock().last_change())
    }

    fn changes(
        &self,
        after: &ChangePlace,
        limit: usize,
    ) -> Result<Option<Vec<(ChangePlace, Changed)>>, StoreError> {
        let memory = self.lock();
        let whole = memory.changes.is_empty() || memory.changes.contains_key(&1);
        let known = memory.changes.get(&after.no).is_some_and(|(place, _)| place == after);
        if !known && (*after != ChangePlace::START || !whole) {
            return Ok(None);
        }
        Ok(Some(memory.changes.range(after.no + 1..).take(limit).map(|(_, c)| c.clone()).collect()))
    }

    fn forget_changes(&self, before: u64) -> Result<(), StoreError> {
        let mut memory = self.lock();
        let last = memory.last_change().no;
        memory.changes.retain(|no, _| *no >= before.min(last));
        Ok(())
    }

    fn notify(&self, notices: &[Notice]) -> Result<(), StoreError> {
        let mut memory = self.lock();
        for notice in notices {
            memory.notices.entry(notice.id).or_insert_with(|| notice.clone());
        }
        Ok(())
    }

    fn notices(&self, unit: &UnitId, limit: usize) -> Result<Vec<Notice>, StoreError> {
        let memory = self.lock();
        let mine = memory.notices.values().rev().filter(|notice| &notice.unit == unit);
        Ok(mine.take(limit).cloned().collect())
    }
}

/// Position of a row in a list, newest first.
fn position(row: &CaseRow) -> String {
    format!("{:020}|{}", row.received_at.as_millisecond(), row.case)
}

fn page<T>(mut items: Vec<T>, limit: usize, position: impl Fn(&T) -> String) -> Page<T> {
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(position);
    Page { items, next }
}

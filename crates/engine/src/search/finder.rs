//! Keeping the index, and answering from it.

use super::document::{Document, Key, Kind, Seen, above};
use super::hit::{Answer, Hit};
use super::index::{Index, IndexPlace, Update};
use super::query::Query;
use crate::changes::Changed;
use crate::engine::Failure;
use crate::ports::{ArchivedPost, CaseFilter, Store, StoreError, TopicRow};
use crate::record::directory_of;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tandem_core::case::Entry;
use tandem_core::region::Region;
use tandem_core::{CaseId, Digest};
use tracing::info;

/// Entries, rows, topics, posts or changes that are read at a time.
const STRIDE: usize = 1_000;

/// Documents that are handed to the index at a time.
const BATCH: usize = 500;

/// What became of keeping the index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refreshed {
    /// Documents written or removed.
    pub documents: u64,
    /// It was begun anew.
    pub anew: bool,
}

/// Nothing can be found now.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// The index is being made.
    #[error("the search index is being made; try again in a few minutes")]
    NotReady,
    /// Something could not be read.
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<StoreError> for FindError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// Keeps an index and answers from it.
pub struct Finder {
    sources: Sources,
    index: Box<dyn Index>,
    areas: Digest,
    keeping: Mutex<()>,
}

/// Where documents come from.
pub(super) struct Sources {
    pub(super) store: Arc<dyn Store>,
    pub(super) region: Region,
}

impl Finder {
    /// A finder over a store, whose documents are seen as a region's areas lie.
    pub fn new(store: Arc<dyn Store>, region: &Region, index: Box<dyn Index>) -> Self {
        let region = region.clone();
        let areas = digest(&region);
        Self { sources: Sources { store, region }, index, areas, keeping: Mutex::new(()) }
    }

    /// Brings the index to where the ledger and the archive are.
    ///
    /// # Errors
    /// Where something cannot be read or the index cannot be written.
    pub fn refresh(&self) -> Result<Refreshed, Failure> {
        let _alone = self.alone();
        self.follow(true)
    }

    /// Answers a query as of now.
    ///
    /// # Errors
    /// Where the index has not been made yet, or something cannot be read.
    pub fn find(&self, query: &Query) -> Result<Answer, FindError> {
        if self.index.place().is_none() {
            return Err(FindError::NotReady);
        }
        let alone = self.alone();
        self.follow(false)?;
        drop(alone);
        if self.index.place().is_none() {
            return Err(FindError::NotReady);
        }
        self.answer(query)
    }

    /// Answers a query from the index as it is, as where another process keeps it. What the ledger
    /// and the archive no longer have, or the reader no longer sees, is left out.
    ///
    /// # Errors
    /// Where the index was never made, or something cannot be read.
    pub fn answer(&self, query: &Query) -> Result<Answer, FindError> {
        if self.index.place().is_none() {
            return Err(FindError::NotReady);
        }
        let found = self.index.find(query)?;
        let mut hits = Vec::with_capacity(found.keys.len());
        for key in &found.keys {
            hits.extend(Hit::read(key, query, &self.sources)?);
        }
        Ok(Answer { counts: found.counts, hits, next: found.next })
    }

    /// Rewrites what still holds removed texts.
    ///
    /// # Errors
    /// Where the index cannot be written.
    pub fn scrub(&self) -> Result<(), StoreError> {
        let _alone = self.alone();
        self.index.scrub()
    }

    fn alone(&self) -> MutexGuard<'_, ()> {
        self.keeping.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Follows the ledger and the archive. Where that means to begin anew, does so only if it
    /// `may`: nobody who asks a question waits for it.
    fn follow(&self, may: bool) -> Result<Refreshed, Failure> {
        let known = self.index.place();
        if let Some(place) = known
            && let Some(refreshed) = self.catch_up(place)?
        {
            return Ok(refreshed);
        }
        if !may {
            if known.is_some() {
                self.index.clear()?;
            }
            return Ok(Refreshed::default());
        }
        self.make()
    }

    /// Goes on from a place; `None` where that is not a place of this ledger and this archive.
    fn catch_up(&self, place: IndexPlace) -> Result<Option<Refreshed>, Failure> {
        let store = &*self.sources.store;
        if place.areas != self.areas || root_at(store, place.entries)? != Some(place.root) {
            return Ok(None);
        }
        let (mut to, mut cases) = (place, BTreeSet::new());
        loop {
            let part = store.scan(to.entries, STRIDE)?;
            let Some(last) = part.last() else { break };
            (to.entries, to.root) = (last.seq, last.hash);
            let of_cases = part.iter().filter(|stored| directory_of(&stored.case).is_none());
            cases.extend(of_cases.map(|stored| stored.case.clone()));
        }
        let (mut posts, mut topics) = (BTreeSet::new(), BTreeSet::new());
        while let Some(part) = store.changes(&to.change, STRIDE)? {
            let Some((last, _)) = part.last() else {
                if to == place {
                    return Ok(Some(Refreshed::default()));
                }
                let documents = self.write(&cases, &topics, &posts)?;
                self.index.commit(&to)?;
                return Ok(Some(Refreshed { documents, anew: false }));
            };
            to.change = *last;
            for (_, Changed { posts: new, moved, gone, topics: of }) in part {
                posts.extend(new.into_iter().chain(moved).chain(gone));
                topics.extend(of);
            }
        }
        Ok(None)
    }

    /// Writes what changed, and what is seen by others because of it.
    fn write(
        &self,
        cases: &BTreeSet<CaseId>,
        topics: &BTreeSet<String>,
        posts: &BTreeSet<String>,
    ) -> Result<u64, Failure> {
        let mut batch = Batch::new(&*self.index);
        let (mut topics, mut posts) = (topics.clone(), posts.clone());
        for case in cases {
            let Some(row) = self.sources.store.row(case)? else { continue };
            let entries = self.sources.entries(case)?;
            let document = Document::of_case(&row, &entries, &self.sources.region);
            if self.index.seen(&document.key)?.as_ref() != Some(&document.seen) {
                topics.extend(self.index.topics_of(case)?);
            }
            batch.put(document)?;
        }
        for id in topics {
            let Some(topic) = self.sources.store.topic(&id)? else {
                batch.remove(Key::new(Kind::Topic, id))?;
                continue;
            };
            let document = self.sources.topic(&topic)?;
            if self.index.seen(&document.key)?.as_ref() != Some(&document.seen) {
                posts.extend(self.sources.store.posts_of(&id)?.into_iter().map(|post| post.id));
            }
            batch.put(document)?;
        }
        for id in posts {
            match self.sources.store.post(&id)? {
                None => batch.remove(Key::new(Kind::Post, id))?,
                Some(post) => {
                    let topic = self.sources.topic_of(&post)?;
                    batch.put(self.sources.post(&post, topic.as_ref())?)?;
                }
            }
        }
        batch.finish()
    }

    /// Makes the index from nothing.
    fn make(&self) -> Result<Refreshed, Failure> {
        self.index.clear()?;
        let Sources { store, region } = &self.sources;
        let head = store.head()?;
        let change = store.last_change()?;
        let place =
            IndexPlace { entries: head.entries, root: head.root, change, areas: self.areas };
        let mut batch = Batch::new(&*self.index);
        let mut cursor: Option<String> = None;
        loop {
            let page = store.rows(&CaseFilter::default(), cursor.as_deref(), STRIDE)?;
            for row in &page.items {
                let entries = self.sources.entries(&row.case)?;
                batch.put(Document::of_case(row, &entries, region))?;
            }
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        let mut topics = HashMap::new();
        loop {
            let page = store.topics(cursor.as_deref(), STRIDE)?;
            for topic in page.items {
                batch.put(self.sources.topic(&topic)?)?;
                topics.insert(topic.id.clone(), TopicRow { assessment: String::new(), ..topic });
            }
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        loop {
            let page = store.posts(cursor.as_deref(), STRIDE)?;
            for post in &page.items {
                let topic = post.topic.as_ref().and_then(|id| topics.get(id));
                batch.put(self.sources.post(post, topic)?)?;
            }
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        let documents = batch.finish()?;
        self.index.commit(&place)?;
        info!(documents, "Made the search index");
        Ok(Refreshed { documents, anew: true })
    }
}

impl Sources {
    /// The entries of a case.
    pub(super) fn entries(&self, case: &CaseId) -> Result<Vec<Entry>, Failure> {
        self.store.case(case)?.iter().map(|stored| Ok(stored.entry()?)).collect()
    }

    /// A topic as a document: who sees it by itself, and who sees the case that it became.
    pub(super) fn topic(&self, topic: &TopicRow) -> Result<Document, Failure> {
        Ok(Document::of_topic(topic, self.seen(Some(topic))?, &self.region))
    }

    /// The row of a post's topic, where that is listed.
    pub(super) fn topic_of(&self, post: &ArchivedPost) -> Result<Option<TopicRow>, Failure> {
        match &post.topic {
            Some(topic) => Ok(self.store.topic(topic)?),
            None => Ok(None),
        }
    }

    /// A post as a document: whoever sees its topic sees it.
    pub(super) fn post(
        &self,
        post: &ArchivedPost,
        topic: Option<&TopicRow>,
    ) -> Result<Document, Failure> {
        let areas = topic.map_or(&[][..], |topic| &topic.areas);
        Ok(Document::of_post(post, above(areas, &self.region), self.seen(topic)?))
    }

    fn seen(&self, topic: Option<&TopicRow>) -> Result<Seen, Failure> {
        let areas = topic.map_or(&[][..], |topic| &topic.areas);
        let seen = Seen::of_areas(areas, &self.region);
        let case = topic.and_then(|topic| topic.case.as_ref());
        let row = case.map(|case| self.store.row(case)).transpose()?.flatten();
        Ok(row.map_or_else(|| seen.clone(), |row| seen.clone().or(Seen::of_case(&row))))
    }
}

/// Documents on their way to the index.
struct Batch<'a> {
    index: &'a dyn Index,
    update: Update,
    written: u64,
}

impl<'a> Batch<'a> {
    fn new(index: &'a dyn Index) -> Self {
        Self { index, update: Update::default(), written: 0 }
    }

    fn put(&mut self, document: Document) -> Result<(), StoreError> {
        self.update.put.push(document);
        self.flush_from(BATCH)
    }

    fn remove(&mut self, key: Key) -> Result<(), StoreError> {
        self.update.gone.push(key);
        self.flush_from(BATCH)
    }

    fn finish(mut self) -> Result<u64, Failure> {
        self.flush_from(1)?;
        Ok(self.written)
    }

    fn flush_from(&mut self, size: usize) -> Result<(), StoreError> {
        let waiting = self.update.put.len() + self.update.gone.len();
        if waiting < size {
            return Ok(());
        }
        self.written += waiting as u64;
        self.index.update(std::mem::take(&mut self.update))
    }
}

/// The hash of an entry; that before the first one is the ledger's beginning.
fn root_at(store: &dyn Store, entries: u64) -> Result<Option<Digest>, StoreError> {
    match entries.checked_sub(1) {
        None => Ok(Some(crate::record::GENESIS)),
        Some(before) => Ok(store.scan(before, 1)?.first().map(|stored| stored.hash)),
    }
}

/// How a region's areas lie: which there are, and what is above each.
fn digest(region: &Region) -> Digest {
    let line = |area: &tandem_core::region::Area| {
        let parent = area.parent.as_ref().map_or("", |parent| parent.as_str());
        format!("{}<{parent}\n", area.id)
    };
    Digest::of(region.areas().map(line).collect::<String>().as_bytes())
}

//! An index in a folder: opening, writing, throwing away.

use crate::cut::{ANALYSIS, analysis};
use crate::error::{io, only_reads, place_error};
use crate::fields::Fields;
use crate::find::find;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};
use tandem_core::CaseId;
use tandem_engine::StoreError;
use tandem_engine::search::{Found, Index, IndexPlace, Key, Query, Seen, Update};
use tantivy::collector::{DocSetCollector, TopDocs};
use tantivy::directory::MmapDirectory;
use tantivy::directory::error::LockError;
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Value as _};
use tantivy::{
    IndexReader, IndexSettings, IndexWriter, ReloadPolicy, TantivyDocument, TantivyError, Term,
};
use tracing::warn;

/// The form of an index that this program writes; one of another form is made anew.
const VERSION: u32 = 1;

/// Memory in which documents wait to be written, in bytes.
const BUFFER_BYTES: usize = 64 << 20;

/// What an index says of itself.
#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    version: u32,
    place: Option<IndexPlace>,
}

/// An index in a folder.
pub struct TantivyIndex {
    folder: PathBuf,
    fields: Fields,
    reader: IndexReader,
    writer: Option<Mutex<IndexWriter>>,
    place: RwLock<Option<IndexPlace>>,
}

impl TantivyIndex {
    /// Opens the index of a folder. What is damaged or of another form is thrown away, and a new one
    /// begun. While another process writes it, it is opened to read.
    ///
    /// # Errors
    /// Where the folder cannot be used.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder).map_err(|error| io(folder, error))?;
        let index = match Self::sound(folder) {
            Ok(index) => index,
            Err(why) => {
                warn!(%why, folder = %folder.display(), "The search index is made anew");
                std::fs::remove_dir_all(folder).map_err(|error| io(folder, error))?;
                std::fs::create_dir_all(folder).map_err(|error| io(folder, error))?;
                create(folder).map_err(|error| place_error(folder, error))?
            }
        };
        Self::over(folder, &index).map_err(|error| place_error(folder, error))
    }

    /// Whether this process may write it.
    pub fn writes(&self) -> bool {
        self.writer.is_some()
    }

    /// The index of a folder, if it can be relied on; a new one where the folder is empty.
    fn sound(folder: &Path) -> Result<tantivy::Index, TantivyError> {
        let directory = MmapDirectory::open(folder)?;
        if !tantivy::Index::exists(&directory)? {
            return create(folder);
        }
        let index = tantivy::Index::open(directory)?;
        let unusable = |why: &str| Err(TantivyError::SchemaError(why.to_owned()));
        if index.schema() != Fields::new().0 {
            return unusable("it has other fields");
        }
        let payload = index.load_metas()?.payload;
        let known = payload.as_deref().map(serde_json::from_str::<Payload>);
        if !matches!(known, None | Some(Ok(Payload { version: VERSION, .. }))) {
            return unusable("it is of another version");
        }
        if !index.validate_checksum()?.is_empty() {
            return unusable("it is damaged");
        }
        Ok(index)
    }

    fn over(folder: &Path, index: &tantivy::Index) -> tantivy::Result<Self> {
        index.tokenizers().register(ANALYSIS, analysis());
        let (_, fields) = Fields::new();
        let writer = match index.writer_with_num_threads(1, BUFFER_BYTES) {
            Ok(writer) => Some(Mutex::new(writer)),
            Err(TantivyError::LockFailure(LockError::LockBusy, _)) => None,
            Err(error) => return Err(error),
        };
        let payload = index.load_metas()?.payload;
        let payload: Option<Payload> = payload.and_then(|said| serde_json::from_str(&said).ok());
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self {
            folder: folder.to_owned(),
            fields,
            reader,
            writer,
            place: RwLock::new(payload.and_then(|payload| payload.place)),
        })
    }

    fn write<T>(
        &self,
        work: impl FnOnce(&mut MutexGuard<'_, IndexWriter>) -> tantivy::Result<T>,
    ) -> Result<T, StoreError> {
        let writer = self.writer.as_ref().ok_or_else(|| only_reads(&self.folder))?;
        let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
        work(&mut writer).map_err(|error| place_error(&self.folder, error))
    }

    /// Commits with a place, and lets readers see it.
    fn settle(&self, place: Option<IndexPlace>) -> Result<(), StoreError> {
        let payload = serde_json::to_string(&Payload { version: VERSION, place });
        let payload = payload.map_err(|error| io(&self.folder, error.into()))?;
        self.write(|writer| {
            let mut commit = writer.prepare_commit()?;
            commit.set_payload(&payload);
            commit.commit()?;
            self.reader.reload()
        })?;
        *self.place.write().unwrap_or_else(PoisonError::into_inner) = place;
        Ok(())
    }
}

fn create(folder: &Path) -> tantivy::Result<tantivy::Index> {
    let directory = MmapDirectory::open(folder)?;
    tantivy::Index::create(directory, Fields::new().0, IndexSettings::default())
}

impl Index for TantivyIndex {
    fn place(&self) -> Option<IndexPlace> {
        *self.place.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn clear(&self) -> Result<(), StoreError> {
        self.write(|writer| writer.delete_all_documents().map(drop))?;
        self.settle(None)
    }

    fn update(&self, update: Update) -> Result<(), StoreError> {
        self.write(|writer| {
            for key in &update.gone {
                writer.delete_term(self.fields.key_term(key));
            }
            for document in &update.put {
                writer.delete_term(self.fields.key_term(&document.key));
                writer.add_document(self.fields.document(document))?;
            }
            Ok(())
        })
    }

    fn commit(&self, place: &IndexPlace) -> Result<(), StoreError> {
        self.settle(Some(*place))
    }

    fn seen(&self, key: &Key) -> Result<Option<Seen>, StoreError> {
        let read = || -> tantivy::Result<Option<Seen>> {
            let searcher = self.reader.searcher();
            let query = TermQuery::new(self.fields.key_term(key), IndexRecordOption::Basic);
            let found = searcher.search(&query, &TopDocs::with_limit(1).order_by_score())?;
            let Some((_, address)) = found.first() else { return Ok(None) };
            let document: TantivyDocument = searcher.doc(*address)?;
            let who = document.get_first(self.fields.who).and_then(|who| who.as_str());
            Ok(who.and_then(|who| serde_json::from_str(who).ok()))
        };
        read().map_err(|error| place_error(&self.folder, error))
    }

    fn topics_of(&self, case: &CaseId) -> Result<Vec<String>, StoreError> {
        let read = || -> tantivy::Result<Vec<String>> {
            let searcher = self.reader.searcher();
            let term = Term::from_field_text(self.fields.became, case.as_str());
            let query = TermQuery::new(term, IndexRecordOption::Basic);
            let mut topics = Vec::new();
            for address in searcher.search(&query, &DocSetCollector)? {
                let document: TantivyDocument = searcher.doc(address)?;
                let key = document.get_first(self.fields.key).and_then(|key| key.as_str());
                topics.extend(key.and_then(Key::read).map(|key| key.id));
            }
            Ok(topics)
        };
        read().map_err(|error| place_error(&self.folder, error))
    }

    fn find(&self, query: &Query) -> Result<Found, StoreError> {
        let found = find(&self.reader.searcher(), &self.fields, query);
        found.map_err(|error| place_error(&self.folder, error))
    }

    fn scrub(&self) -> Result<(), StoreError> {
        let searcher = self.reader.searcher();
        let holed = searcher.segment_readers().iter().filter(|part| part.num_deleted_docs() > 0);
        let holed: Vec<_> = holed.map(tantivy::SegmentReader::segment_id).collect();
        drop(searcher);
        if holed.is_empty() {
            return Ok(());
        }
        self.write(|writer| {
            for segment in &holed {
                // One that a merge has taken meanwhile is gone already, and its holes with it.
                drop(writer.merge(&[*segment]).wait());
            }
            self.reader.reload()?;
            writer.garbage_collect_files().wait().map(drop)
        })
    }
}

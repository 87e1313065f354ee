//! What was found, as it is now.

use super::document::{Document, Key, Kind, case_texts, post_texts};
use super::finder::Sources;
use super::index::Counts;
use super::query::Query;
use super::snippet::{Part, snippet};
use crate::engine::Failure;
use crate::ports::{ArchivedPost, TopicRow};
use crate::rows::CaseRow;
use tandem_core::CaseId;

/// An answer: how much there is, and a part of it, newest first.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// All that fits and is seen.
    pub counts: Counts,
    /// A part of it.
    pub hits: Vec<Hit>,
    /// Where the next part starts.
    pub next: Option<u64>,
}

/// Something found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// What it is.
    pub of: Of,
    /// The place in its texts that fits.
    pub snippet: Vec<Part>,
}

/// What was found.
#[derive(Clone, Debug)]
pub enum Of {
    /// A case.
    Case(Box<CaseRow>),
    /// A topic.
    Topic(Box<TopicRow>),
    /// A post, and its topic where that is listed.
    Post(Box<ArchivedPost>, Option<Box<TopicRow>>),
}

impl Hit {
    /// What a key names now, if it is still there and the query's sight still sees it.
    pub(super) fn read(
        key: &Key,
        query: &Query,
        sources: &Sources,
    ) -> Result<Option<Self>, Failure> {
        let (of, document, texts) = match key.kind {
            Kind::Case => {
                let case = CaseId::from(key.id.as_str());
                let Some(row) = sources.store.row(&case)? else { return Ok(None) };
                let entries = sources.entries(&case)?;
                let document = Document::of_case(&row, &entries, &sources.region);
                // The title stands above the snippet; the number is nobody's sentence.
                let mut texts = case_texts(&row, &entries);
                texts.drain(..1);
                (Of::Case(Box::new(row)), document, texts)
            }
            Kind::Topic => {
                let Some(topic) = sources.store.topic(&key.id)? else { return Ok(None) };
                let document = sources.topic(&topic)?;
                let texts = vec![topic.title.clone()];
                (Of::Topic(Box::new(topic)), document, texts)
            }
            Kind::Post => {
                let Some(post) = sources.store.post(&key.id)? else { return Ok(None) };
                let topic = sources.topic_of(&post)?;
                let document = sources.post(&post, topic.as_ref())?;
                let texts = post_texts(&post);
                (Of::Post(Box::new(post), topic.map(Box::new)), document, texts)
            }
        };
        let seen = query.sight.as_ref().is_none_or(|sight| document.seen.by(sight));
        Ok(seen.then(|| Self { of, snippet: snippet(&texts, &query.wanted) }))
    }
}

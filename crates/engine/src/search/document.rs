//! What can be found: cases, topics and posts as documents.

use crate::ports::{ArchivedPost, TopicRow};
use crate::rows::CaseRow;
use serde::{Deserialize, Serialize};
use std::fmt;
use tandem_core::case::Entry;
use tandem_core::region::Region;
use tandem_core::sight::Sight;
use tandem_core::{AreaId, CaseId, Timestamp, UnitId};

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A case.
    Case,
    /// A topic.
    Topic,
    /// A post.
    Post,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Case, Self::Topic, Self::Post];

    /// Its name in addresses and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Topic => "topic",
            Self::Post => "post",
        }
    }

    /// The kind of this name.
    pub fn read(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// The name of a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// What it is.
    pub kind: Kind,
    /// Its id as such.
    pub id: String,
}

impl Key {
    /// The name of a document.
    pub fn new(kind: Kind, id: impl Into<String>) -> Self {
        Self { kind, id: id.into() }
    }

    /// Reads what [`fmt::Display`] writes.
    pub fn read(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once(':')?;
        Some(Self::new(Kind::read(kind)?, id))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind.as_str(), self.id)
    }
}

/// Who sees a document: whoever sees one of these areas, or is one of these units.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Areas.
    pub areas: Vec<AreaId>,
    /// Units.
    pub units: Vec<UnitId>,
}

impl Seen {
    /// Who sees a case, as its row says.
    pub fn of_case(row: &CaseRow) -> Self {
        let areas = row.path.split('/').filter(|area| !area.is_empty());
        Self { areas: areas.map(AreaId::from).collect(), units: row.parties.clone() }
    }

    /// Who sees a topic by itself ([`Sight::concerns`]): its areas and those above; the top area
    /// where none of them is known.
    pub fn of_areas(areas: &[AreaId], region: &Region) -> Self {
        let mut areas = above(areas, region);
        if areas.is_empty() {
            let tops = region.areas().filter(|area| area.parent.is_none());
            areas = tops.map(|area| area.id.clone()).collect();
        }
        Self { areas, units: Vec::new() }
    }

    /// Who sees the one or the other.
    #[must_use]
    pub fn or(mut self, other: Self) -> Self {
        self.areas.extend(other.areas);
        self.units.extend(other.units);
        self.areas.sort();
        self.areas.dedup();
        self.units.sort();
        self.units.dedup();
        self
    }

    /// Whether a position sees it.
    pub fn by(&self, sight: &Sight) -> bool {
        self.areas.iter().any(|area| sight.areas.contains(area))
            || self.units.iter().any(|unit| sight.units.contains(unit))
    }
}

/// A document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its name.
    pub key: Key,
    /// Its texts.
    pub texts: Vec<String>,
    /// Who sees it.
    pub seen: Seen,
    /// The areas that it is found under.
    pub areas: Vec<AreaId>,
    /// The units that work on it.
    pub units: Vec<UnitId>,
    /// The case that a topic became.
    pub became: Option<CaseId>,
    /// How a case stands, as [`CaseRow::phase`] names it.
    pub state: Option<String>,
    /// The time by which it is found and listed.
    pub at: Timestamp,
}

impl Document {
    /// A case: what its entries say, by the time when it reached the desk.
    pub fn of_case(row: &CaseRow, entries: &[Entry], region: &Region) -> Self {
        let seen = Seen::of_case(row);
        let mut areas = above(&row.areas, region);
        areas.extend(seen.areas.iter().cloned());
        areas.sort();
        areas.dedup();
        let units = row.lead.iter().chain(&row.ordered).cloned().collect();
        Self {
            key: Key::new(Kind::Case, row.case.as_str()),
            texts: case_texts(row, entries),
            seen,
            areas,
            units,
            became: None,
            state: Some(row.phase.clone()),
            at: row.received_at,
        }
    }

    /// A topic: its title, by the time of its last post.
    pub fn of_topic(topic: &TopicRow, seen: Seen, region: &Region) -> Self {
        Self {
            key: Key::new(Kind::Topic, &topic.id),
            texts: vec![topic.title.clone()],
            seen,
            areas: above(&topic.areas, region),
            units: Vec::new(),
            became: topic.case.clone(),
            state: None,
            at: topic.last,
        }
    }

    /// A post, found under the areas of its topic.
    pub fn of_post(post: &ArchivedPost, areas: Vec<AreaId>, seen: Seen) -> Self {
        Self {
            key: Key::new(Kind::Post, &post.id),
            texts: post_texts(post),
            seen,
            areas,
            units: Vec::new(),
            became: None,
            state: None,
            at: post.time,
        }
    }
}

/// The texts of a case: its number, and what people wrote, each once.
pub(super) fn case_texts(row: &CaseRow, entries: &[Entry]) -> Vec<String> {
    let mut texts = vec![row.case.to_string(), row.title.clone()];
    for text in entries.iter().flat_map(|entry| entry.kind.texts()) {
        if !text.is_empty() && texts.iter().all(|known| known != text) {
            texts.push(text.to_owned());
        }
    }
    texts
}

/// The texts of a post: its title, where that is not how its text begins, and its text.
pub(super) fn post_texts(post: &ArchivedPost) -> Vec<String> {
    vec![post.whole()]
}

/// Areas and all above them, each once; unknown ones are left out.
pub(super) fn above(areas: &[AreaId], region: &Region) -> Vec<AreaId> {
    let chains = areas.iter().flat_map(|area| region.chain(area));
    let mut found: Vec<AreaId> = chains.map(|area| area.id.clone()).collect();
    found.sort();
    found.dedup();
    found
}

//! What changed in the archive, in order.
//!
//! Whoever keeps something that follows from the archive (the search index, what listening has
//! learnt) remembers up to which change it has come. After a crash it goes on from there, and where
//! the archive is another one, such as a restored backup, the marks differ and it begins anew.

use crate::intake::Taken;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use tandem_core::Digest;

/// A place in the order of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePlace {
    /// Its number, from 1 on; 0 before the first.
    pub no: u64,
    /// What it and all before it were, as a chain of digests.
    pub mark: Digest,
}

impl ChangePlace {
    /// Before the first change.
    pub const START: Self = Self { no: 0, mark: Digest([0; 32]) };

    /// The place of a change that comes after this one.
    #[must_use]
    pub fn next(self, change: &Changed) -> Self {
        let mut text = self.mark.to_string();
        let parts = [
            ("p", &change.posts),
            ("m", &change.moved),
            ("g", &change.gone),
            ("t", &change.topics),
        ];
        for (kind, ids) in parts {
            text.push_str(kind);
            ids.iter().for_each(|id| {
                text.push('\n');
                text.push_str(id);
            });
        }
        Self { no: self.no + 1, mark: Digest::of(text.as_bytes()) }
    }
}

/// What one append changed, by ids: what became of them is in the archive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Posts that are new, in the order in which they were heard.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub posts: Vec<String>,
    /// Posts that came to another topic.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<String>,
    /// Posts that were removed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<String>,
    /// Topics that are new, changed or forgotten.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
}

impl Changed {
    /// What a reading changes, of whose posts so many were `new`; `None` where that is nothing.
    pub fn by(taken: &Taken, new: &HashSet<&str>) -> Option<Self> {
        let ids = taken.posts.iter().map(|post| post.id.clone());
        let (posts, moved) = ids.partition(|id| new.contains(id.as_str()));
        let changed = Self {
            posts,
            moved,
            gone: taken.removed.iter().map(|stone| stone.id.clone()).collect(),
            topics: taken.topics.iter().map(|topic| topic.id.clone()).collect(),
        };
        (changed != Self::default()).then_some(changed)
    }
}

//! What a statement must not forget, as the drafter ticks it and the approver sees it.

use crate::case::StatementKind;
use crate::{ChecklistId, SourceId, Text};
use serde::Deserialize;

/// One point of the checklist for statements.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChecklistItem {
    /// Its id, recorded with the drafts that tick it.
    pub id: ChecklistId,
    /// The point in words.
    pub words: Text,
    /// Kinds of statements that are not approved without it; none where it is advice.
    #[serde(default)]
    pub required_for: Vec<StatementKind>,
    /// Where it comes from.
    pub source: SourceId,
    /// Article, section or page.
    #[serde(default)]
    pub article: String,
}

impl super::Mechanism {
    /// A point of the checklist by its id.
    pub fn checklist_item(&self, id: &ChecklistId) -> Option<&ChecklistItem> {
        self.checklist.iter().find(|item| &item.id == id)
    }

    /// The points that a draft has not ticked.
    pub fn unticked<'a>(
        &'a self,
        ticked: &'a [ChecklistId],
    ) -> impl Iterator<Item = &'a ChecklistItem> {
        self.checklist.iter().filter(|item| !ticked.contains(&item.id))
    }

    /// The points that a draft of a kind has not ticked and must, before it is approved.
    pub fn required_unticked<'a>(
        &'a self,
        kind: StatementKind,
        ticked: &'a [ChecklistId],
    ) -> impl Iterator<Item = &'a ChecklistItem> {
        self.unticked(ticked).filter(move |item| item.required_for.contains(&kind))
    }
}

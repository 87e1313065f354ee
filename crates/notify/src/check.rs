//! A message that only shows that a channel leads somewhere.

use crate::book::Entry;
use crate::letter::{Drill, Letter, Line};
use tandem_core::Timestamp;

/// What a test of a channel says, at an instant.
pub fn test_letter(entry: &Entry, now: Timestamp) -> Letter {
    let about = "test".to_owned();
    Letter {
        id: Letter::id(entry.channel.as_str(), [entry.unit.as_str(), &now.to_string()]),
        unit: entry.unit.clone(),
        lang: entry.lang,
        lines: vec![Line {
            ids: Vec::new(),
            case: None,
            drill: Drill::No,
            about,
            by: None,
            link: None,
        }],
        more: 0,
        paper: None,
    }
}

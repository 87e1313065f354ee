//! Who has which case open: so that two people do not begin the same work.
//!
//! It is only in memory and only a courtesy. What keeps work from being done twice is the version
//! that every form carries.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use tandem_core::{CaseId, PersonId, Timestamp};

/// How long somebody who opened a case counts as looking at it.
const MINUTES: i64 = 10;
/// Cases remembered before those that nobody looks at any more are dropped.
const CASES_MAX: usize = 10_000;

/// Who looked at what last.
#[derive(Debug, Default)]
pub(crate) struct Looking(Mutex<HashMap<CaseId, Vec<(PersonId, Timestamp)>>>);

impl Looking {
    /// Notes that somebody has a case open.
    pub(crate) fn note(&self, case: &CaseId, person: &PersonId, now: Timestamp) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= CASES_MAX {
            all.retain(|_, seen| seen.iter().any(|(_, at)| is_recent(*at, now)));
        }
        let seen = all.entry(case.clone()).or_default();
        seen.retain(|(other, at)| other != person && is_recent(*at, now));
        seen.push((person.clone(), now));
    }

    /// Others who have a case open, and since when they were last seen.
    pub(crate) fn others(
        &self,
        case: &CaseId,
        me: &PersonId,
        now: Timestamp,
    ) -> Vec<(PersonId, Timestamp)> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = all.get(case).into_iter().flatten();
        seen.filter(|(person, at)| person != me && is_recent(*at, now)).cloned().collect()
    }
}

fn is_recent(at: Timestamp, now: Timestamp) -> bool {
    now.as_second() - at.as_second() < MINUTES * 60
}

#[cfg(test)]
mod tests {
    use super::Looking;
    use tandem_core::Timestamp;

    #[test]
    fn others_are_seen_for_a_while() {
        let at = |minute: i64| Timestamp::from_second(1_770_000_000 + minute * 60).expect("a time");
        let looking = Looking::default();
        looking.note(&"c".into(), &"Lan".into(), at(0));
        looking.note(&"c".into(), &"Wei".into(), at(5));
        let others = |me: &str, minute| {
            let others = looking.others(&"c".into(), &me.into(), at(minute));
            others.into_iter().map(|(person, _)| person.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(others("Wei", 6), ["Lan"]);
        assert_eq!(others("Lan", 6), ["Wei"]);
        assert!(others("Lan", 20).is_empty());
        assert!(looking.others(&"d".into(), &"Wei".into(), at(6)).is_empty());
    }
}

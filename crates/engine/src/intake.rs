//! What is kept of taking posts in: what changed, how each source is doing, what must not come back.
//!
//! [`Taken`] is all that one reading of a source changes, the source's cursor included. It is stored
//! as one: a process that is killed has either read something and knows that it has, or will read it
//! again and find every post known.

use crate::ports::{ArchivedPost, TopicRow};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tandem_core::sources::Source;
use tandem_core::{Digest, SourceName, Text, Timestamp};

/// Failures in a row after which a source is failing, not merely late: one may be chance.
const FAILURES_MAX: u32 = 2;

/// What one reading of a source changes.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// Posts, new or with another topic.
    pub posts: Vec<ArchivedPost>,
    /// The topics that they changed.
    pub topics: Vec<TopicRow>,
    /// Posts that must go and stay away.
    pub removed: Vec<Tombstone>,
    /// Texts and files that were handed in and must go.
    pub originals_gone: Vec<Digest>,
    /// How the source is doing after it.
    pub source: Option<SourceState>,
    /// The delivery that it answers, where the source sent one.
    pub delivery: Option<Delivery>,
}

/// What stays of a post that was removed: that it was there, not what it said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// Source and native id, as the post had them.
    pub id: String,
    /// When it was removed.
    pub at: Timestamp,
    /// Why.
    pub why: RemovalGround,
    /// Digest of its masked content, where it was kept; evidence refers to it.
    pub digest: Option<Digest>,
}

/// Why a post was removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemovalGround {
    /// Its source deleted it.
    DeletedAtSource,
    /// Its author does not want to be read.
    OptedOut,
    /// It was kept for as long as the source register allows.
    RetentionOver,
}

/// A delivery that was answered: asked again, it gets the same answer and changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Who sent it.
    pub source: SourceName,
    /// The sender's name for it.
    pub key: String,
    /// When it was taken.
    pub at: Timestamp,
    /// What was answered.
    pub answer: String,
}

/// A person who does not want to be read, as a keyed digest of the handle at one source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OptOut {
    /// Where.
    pub source: SourceName,
    /// The digest; the handle itself is stored nowhere.
    pub digest: String,
    /// Since when.
    pub at: Timestamp,
}

/// How a source is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceState {
    /// Which source.
    pub source: SourceName,
    /// Where its reader goes on, in the reader's own words.
    #[serde(default)]
    pub cursor: Option<String>,
    /// When it was last asked or sent something.
    #[serde(default)]
    pub last_at: Option<Timestamp>,
    /// When that last went well.
    #[serde(default)]
    pub last_success: Option<Timestamp>,
    /// When it last brought a post that was new.
    #[serde(default)]
    pub last_new: Option<Timestamp>,
    /// What went wrong last.
    #[serde(default)]
    pub last_failure: Option<SourceFailure>,
    /// Failures since the last success.
    #[serde(default)]
    pub failures: u32,
    /// When a feed may be asked again at the earliest.
    #[serde(default)]
    pub not_before: Option<Timestamp>,
    /// Everything that came, counted.
    #[serde(default)]
    pub counts: SourceCounts,
}

/// What went wrong and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFailure {
    /// When.
    pub at: Timestamp,
    /// What, and what to do.
    pub what: Text,
}

/// Everything that came from a source, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SourceCounts {
    /// Rows read.
    pub read: u64,
    /// Posts that were new.
    pub new: u64,
    /// Posts that were known already.
    pub known: u64,
    /// Posts removed because the source deleted them or their author opted out.
    pub removed: u64,
    /// Posts removed because they were kept for as long as they may be.
    pub expired: u64,
    /// Places in texts where personal data was masked.
    pub masked: u64,
    /// Rows skipped, by the reason's name.
    pub skipped: BTreeMap<String, u64>,
}

/// The health light of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// It works.
    Good,
    /// Nothing ever came.
    Waiting,
    /// It works but has been silent for longer than expected, or the last attempt failed.
    Stale,
    /// It fails.
    Failing,
}

impl SourceState {
    /// A source from which nothing came yet.
    pub fn new(source: SourceName) -> Self {
        Self {
            source,
            cursor: None,
            last_at: None,
            last_success: None,
            last_new: None,
            last_failure: None,
            failures: 0,
            not_before: None,
            counts: SourceCounts::default(),
        }
    }

    /// Notes that something was read without error.
    pub fn succeed(&mut self, at: Timestamp, new: u64) {
        self.last_at = Some(at);
        self.last_success = Some(at);
        self.failures = 0;
        if new > 0 {
            self.last_new = Some(at);
        }
    }

    /// Notes that something went wrong.
    pub fn fail(&mut self, at: Timestamp, what: Text) {
        self.last_at = Some(at);
        self.last_failure = Some(SourceFailure { at, what });
        self.failures = self.failures.saturating_add(1);
    }

    /// The light at an instant. Silence counts from the last post that was new: a feed that answers
    /// and brings nothing for too long is as good as dead.
    pub fn light(&self, source: &Source, at: Timestamp) -> Light {
        if self.failures >= FAILURES_MAX {
            return Light::Failing;
        }
        let Some(heard) = self.last_new.or(self.last_success) else {
            return if self.failures > 0 { Light::Stale } else { Light::Waiting };
        };
        let patience = SignedDuration::from_mins(i64::from(source.expected_minutes));
        let silent = at.duration_since(heard) > patience;
        if silent || self.failures > 0 { Light::Stale } else { Light::Good }
    }
}

impl Light {
    /// Its name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Waiting => "waiting",
            Self::Stale => "stale",
            Self::Failing => "failing",
        }
    }

    /// What it means, for people.
    pub fn words(self) -> Text {
        match self {
            Self::Good => Text::new("正常", "good"),
            Self::Waiting => Text::new("尚无内容", "nothing yet"),
            Self::Stale => Text::new("迟滞", "late"),
            Self::Failing => Text::new("故障", "failing"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tandem_core::sources::SourceRegister;

    fn source() -> Source {
        let text = r#"
            [[source]]
            id = "forum"
            name = { zh = "论坛", en = "Forum" }
            kind = "posts"
            purpose = { zh = "目的", en = "purpose" }
            legal_basis = { zh = "依据", en = "basis" }
            collects = { zh = "正文", en = "texts" }
            retention_days = 90
            expected_minutes = 60
        "#;
        let (register, _) = SourceRegister::parse("sources.toml", text).expect("it is sound");
        register.get(&"forum".into()).expect("it is there").clone()
    }

    #[test]
    fn lights_follow_what_happened() {
        let minute = |n: i64| Timestamp::from_second(n * 60).expect("it is in range");
        let no = || Text::new("超时", "timed out");
        let mut state = SourceState::new("forum".into());
        let check = |state: &SourceState, at: i64, want| {
            assert_eq!(state.light(&source(), minute(at)), want, "minute {at}: {state:?}");
        };
        check(&state, 0, Light::Waiting);
        state.fail(minute(1), no());
        check(&state, 1, Light::Stale);
        state.fail(minute(2), no());
        check(&state, 2, Light::Failing);
        state.succeed(minute(10), 3);
        check(&state, 11, Light::Good);
        check(&state, 71, Light::Stale);
        // An answer without a new post ends failures, not silence.
        state.succeed(minute(80), 0);
        check(&state, 81, Light::Stale);
        state.succeed(minute(90), 1);
        check(&state, 91, Light::Good);
        state.fail(minute(92), no());
        check(&state, 92, Light::Stale);
    }
}

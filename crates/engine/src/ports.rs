//! What the engine needs from outside, as traits.

use crate::attachments::Attachment;
use crate::changes::{ChangePlace, Changed};
use crate::effects::Effect;
use crate::intake::{Delivery, OptOut, SourceState, Taken, Tombstone};
use crate::record::Stored;
use crate::rows::{CaseRow, Publication};
use serde::{Deserialize, Serialize};
use tandem_core::sight::Sight;
use tandem_core::{AreaId, CaseId, ChannelId, Digest, SourceName, Timestamp, UnitId};

/// Name of a command as its sender chose it; a second command of the same name is not carried out.
pub type CommandKey = String;

/// The entries of one command, with everything that follows from them.
#[derive(Clone, Debug)]
pub struct Append {
    /// The case, or the stream of an area's directory.
    pub case: CaseId,
    /// The version that was decided on.
    pub expected: u64,
    /// The sender's name for the command.
    pub key: Option<CommandKey>,
    /// Encoded entries, at least one.
    pub bodies: Vec<String>,
    /// The row of the case after them; none for a directory, which no list of cases shows.
    pub row: Option<CaseRow>,
    /// What must be done outside because of them.
    pub effects: Vec<Effect>,
}

/// Appends that are stored together or not at all.
pub type Batch = Vec<Append>;

/// The end of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Head {
    /// Number of entries.
    pub entries: u64,
    /// The root: the hash of the last entry, which covers all before it.
    pub root: Digest,
}

/// Storage failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No room.
    #[error("the disk that holds {place} is full; nothing was lost, make room and try again")]
    Full {
        /// Where.
        place: String,
    },
    /// Somebody else holds it.
    #[error("{place} is in use by another process; stop it, or choose another folder")]
    Locked {
        /// Where.
        place: String,
    },
    /// The file is damaged.
    #[error("{place} is damaged: {what}; restore a backup and verify it with `ledger verify`")]
    Corrupt {
        /// Where.
        place: String,
        /// How.
        what: String,
    },
    /// Anything else.
    #[error("{place} cannot be used")]
    Other {
        /// Where.
        place: String,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// An append was not stored.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Somebody else was faster.
    #[error("case {case} is at version {found}, not {expected}")]
    Conflict {
        /// Which case.
        case: CaseId,
        /// What was expected.
        expected: u64,
        /// What is there.
        found: u64,
    },
    /// A command of that name was carried out before.
    #[error("command `{key}` was carried out before")]
    Repeated {
        /// Its name.
        key: CommandKey,
    },
    /// Storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// For whom a list is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Audience {
    /// Staff: every case that the filter lets through, under the area of its desk.
    #[default]
    Staff,
    /// Anybody: public matters alone, under every area that they concern.
    Public,
}

/// Which cases a list shows.
#[derive(Clone, Debug, Default)]
pub struct CaseFilter {
    /// For whom.
    pub audience: Audience,
    /// Only cases whose desk's area is this one or below it.
    pub under: Option<AreaId>,
    /// Only in this phase, as [`CaseRow::phase`] names it.
    pub phase: Option<String>,
    /// Only where this unit leads or has an open order.
    pub unit: Option<UnitId>,
    /// Only cases with a supervision order that is not discharged.
    pub supervised: bool,
    /// Only cases with something overdue at this time.
    pub overdue_at: Option<Timestamp>,
    /// Only cases that a position sees; all where nothing is said.
    pub sight: Option<Sight>,
}

/// A part of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next part starts, if there is one.
    pub next: Option<String>,
}

/// What is to be done under an area.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Cases that wait for triage.
    pub received: usize,
    /// Cases that are open.
    pub open: usize,
    /// Cases with something overdue: received, open, or closed and not reviewed in time.
    pub overdue: usize,
}

/// Where entries are kept.
pub trait Ledger: Send + Sync {
    /// The end of the ledger.
    fn head(&self) -> Result<Head, StoreError>;

    /// Stores a batch durably, all of it or nothing; returns the sequence number of its last entry.
    fn append(&self, batch: Batch) -> Result<u64, AppendError>;

    /// The entries of a case in order; empty for a case that does not exist.
    fn case(&self, case: &CaseId) -> Result<Vec<Stored>, StoreError>;

    /// Entries after a sequence number, in order, at most `limit`.
    fn scan(&self, after: u64, limit: usize) -> Result<Vec<Stored>, StoreError>;

    /// The first command name, in order, that begins so.
    fn key_with(&self, prefix: &str) -> Result<Option<CommandKey>, StoreError>;

    /// Whether a command of that name was carried out.
    fn has_key(&self, key: &str) -> Result<bool, StoreError>;

    /// Cases on which the mechanism has something to do by an instant, oldest first.
    fn due(&self, at: Timestamp, limit: usize) -> Result<Vec<CaseId>, StoreError>;

    /// A case's row.
    fn row(&self, case: &CaseId) -> Result<Option<CaseRow>, StoreError>;

    /// Rows under a filter, newest first, from a cursor on.
    fn rows(
        &self,
        filter: &CaseFilter,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<CaseRow>, StoreError>;

    /// How much is to be done under areas, each counted in full, in their order.
    fn count_under(&self, areas: &[AreaId], at: Timestamp) -> Result<Vec<Count>, StoreError>;

    /// Statements that the public reads, newest first, from a cursor on.
    fn publications(
        &self,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<Publication>, StoreError>;

    /// Statements that the public reads and whose text has this digest, oldest first.
    fn publications_of(&self, text: Digest) -> Result<Vec<Publication>, StoreError>;

    /// The entry with this hash, where it says that a statement was published.
    fn publishing(&self, hash: Digest) -> Result<Option<Stored>, StoreError>;

    /// Cases in which a complaint of this number is or was handled.
    fn complaint(&self, number: &str) -> Result<Vec<CaseId>, StoreError>;

    /// In which form rows were written when they were last replaced; 0 where they never were.
    fn rows_format(&self) -> Result<u32, StoreError>;

    /// Replaces all rows, as when they are rebuilt, and notes that they have the form of today.
    fn replace_rows(&self, rows: &[CaseRow]) -> Result<(), StoreError>;

    /// Keeps the text of a mechanism, so that cases pinned to it can always be read.
    fn remember_mechanism(&self, digest: Digest, text: &str) -> Result<(), StoreError>;

    /// All mechanisms ever used.
    fn mechanisms(&self) -> Result<Vec<String>, StoreError>;

    /// Effects that were not delivered yet, oldest first.
    fn undelivered(&self, limit: usize) -> Result<Vec<Undelivered>, StoreError>;

    /// Marks effects as delivered.
    fn delivered(&self, ids: &[u64]) -> Result<(), StoreError>;

    /// Remembers where the ledger stood before an instant, so that nobody walks it again for that.
    fn remember_checkpoint(&self, checkpoint: &Checkpoint) -> Result<(), StoreError>;

    /// The latest checkpoint that was remembered of an instant or of one before it.
    fn checkpoint(&self, until: Timestamp) -> Result<Option<Checkpoint>, StoreError>;

    /// Remembers a full sweep in place of the one before it.
    fn remember_sweep(&self, heartbeat: &Heartbeat) -> Result<(), StoreError>;

    /// The full sweep that was remembered last.
    fn last_sweep(&self) -> Result<Option<Heartbeat>, StoreError>;
}

/// Where the ledger stood before an instant: at the last entry before the first one that is not
/// earlier. It follows from the entries; whoever doubts it walks them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The instant.
    pub until: Timestamp,
    /// The number of that entry; 0 before the first.
    pub seq: u64,
    /// Its hash.
    pub root: Digest,
}

/// That the sweeper is alive: its last full sweep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heartbeat {
    /// The instant by which everything due was done.
    pub at: Timestamp,
    /// Cases looked at.
    pub cases: u64,
    /// Entries made.
    pub entries: u64,
    /// Cases that could not be read or moved.
    pub stuck: u64,
}

/// Where it is kept what units are still to be told outside the console, and how that goes. It is
/// operating state beside the ledger: what became of a message is an entry.
pub trait Tellings: Send + Sync {
    /// Notes what units are to be told; a second one of the same id changes nothing.
    fn owe(&self, untold: &[Untold]) -> Result<(), StoreError>;

    /// What units were not told yet, oldest first, at most `limit`.
    fn untold(&self, limit: usize) -> Result<Vec<Untold>, StoreError>;

    /// Forgets what was told.
    fn told(&self, ids: &[String]) -> Result<(), StoreError>;

    /// Remembers how trying a channel goes, in place of what was remembered of it.
    fn remember_tries(&self, tries: &Tries) -> Result<(), StoreError>;

    /// How trying goes on every channel that was ever tried, in order of units and channels.
    fn tries(&self) -> Result<Vec<Tries>, StoreError>;
}

/// All of them, as one thing to hand around.
pub trait Store: Ledger + Archive + Tellings {}

impl<T: Ledger + Archive + Tellings> Store for T {}

/// What time it is: the wall clock in production, a virtual one in a replay.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// An effect waiting for delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    /// Its number in the outbox.
    pub id: u64,
    /// The case.
    pub case: CaseId,
    /// What must be done.
    pub effect: Effect,
}

/// Carries effects out. Delivery may be repeated, so it must be idempotent by the effect's number.
pub trait Courier {
    /// Delivers effects, all of them or none.
    fn deliver(&self, effects: &[Undelivered]) -> Result<(), StoreError>;
}

/// A note to a unit, as it is shown in the console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Number of the effect that made it.
    pub id: u64,
    /// To whom.
    pub unit: UnitId,
    /// About which case.
    pub case: CaseId,
    /// What kind of entry.
    pub about: String,
}

/// Something that a unit is still to be told outside the console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Untold {
    /// Its name: the number of the effect that made it, or what else it comes from.
    pub id: String,
    /// Whom.
    pub unit: UnitId,
    /// About which case; none where it is about the offices or the machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// What kind of concern, as [`tandem_core::words::CONCERNS`] names it.
    pub about: String,
    /// Since when it is known.
    pub since: Timestamp,
    /// Through this channel alone, where it is for that one: a brief, a test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<ChannelId>,
}

/// How trying a channel goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tries {
    /// The unit.
    pub unit: UnitId,
    /// Its channel.
    pub channel: ChannelId,
    /// Failures in a row.
    pub failures: u32,
    /// Not to be tried before.
    pub next_at: Timestamp,
}

/// A post as it is kept: masked, with a keyed pseudonym at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchivedPost {
    /// Source and native id: `source:id`.
    pub id: String,
    /// Registered source.
    pub source: String,
    /// When it was published.
    pub time: Timestamp,
    /// Title, masked.
    pub title: String,
    /// Text, masked.
    pub text: String,
    /// Keyed pseudonym of the author, where the source has one.
    pub author: Option<String>,
    /// What the pseudonym is scoped to, where that is not the topic: it came over from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author_scope: Option<String>,
    /// Digest of the masked content, by which evidence refers to it.
    pub digest: Digest,
    /// The topic that it belongs to, once it does.
    pub topic: Option<String>,
}

impl ArchivedPost {
    /// Title and text, as they are held against what is told of them.
    pub fn whole(&self) -> String {
        match self.text.contains(&self.title) {
            true => self.text.clone(),
            false => format!("{}\n{}", self.title, self.text),
        }
    }
}

/// A topic as lists show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TopicRow {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// First and last post.
    pub first: Timestamp,
    /// Last post.
    pub last: Timestamp,
    /// Number of posts.
    pub posts: u64,
    /// Areas found in its posts, most frequent first.
    pub areas: Vec<AreaId>,
    /// Remits suggested, best first.
    pub remits: Vec<tandem_core::RemitId>,
    /// The case that it went into, if it did.
    pub case: Option<CaseId>,
    /// Explained assessment, as JSON for display.
    pub assessment: String,
}

/// Where posts and topics are kept. Unlike the ledger it can forget, as retention demands.
pub trait Archive: Send + Sync {
    /// Stores what one reading of a source changed, all of it or nothing; returns how many posts
    /// were new. Of posts that are known only the topic changes, and the pseudonym that belongs to
    /// it; a post that was removed does not come back. A topic without posts is forgotten, unless it is a case: then it stays as it was.
    fn take(&self, taken: &Taken) -> Result<u64, StoreError>;

    /// Keeps posts with the topics they changed, together.
    fn keep(&self, posts: &[ArchivedPost], topics: &[TopicRow]) -> Result<u64, StoreError> {
        self.take(&Taken { posts: posts.to_vec(), topics: topics.to_vec(), ..Taken::default() })
    }

    /// Which of these posts are kept, or were removed and must not come back.
    fn knows(&self, ids: &[&str]) -> Result<Vec<bool>, StoreError>;

    /// What stayed of a post that was removed.
    fn tombstone(&self, id: &str) -> Result<Option<Tombstone>, StoreError>;

    /// How every source is doing that ever brought something, in order of their names.
    fn source_states(&self) -> Result<Vec<SourceState>, StoreError>;

    /// A delivery that was answered before.
    fn delivery(&self, source: &SourceName, key: &str) -> Result<Option<Delivery>, StoreError>;

    /// Forgets deliveries from before an instant.
    fn forget_deliveries(&self, before: Timestamp) -> Result<(), StoreError>;

    /// Notes a person who does not want to be read; a second time changes nothing.
    fn opt_out(&self, opt_out: &OptOut) -> Result<(), StoreError>;

    /// Everybody who does not want to be read, as digests.
    fn opt_outs(&self) -> Result<Vec<OptOut>, StoreError>;

    /// Posts in order of time and id after a cursor (`time|id`), at most `limit`.
    fn posts(&self, after: Option<&str>, limit: usize) -> Result<Page<ArchivedPost>, StoreError>;

    /// A post by its id.
    fn post(&self, id: &str) -> Result<Option<ArchivedPost>, StoreError>;

    /// The posts of a topic in order of time.
    fn posts_of(&self, topic: &str) -> Result<Vec<ArchivedPost>, StoreError>;

    /// A post by the digest of its content.
    fn post_by_digest(&self, digest: Digest) -> Result<Option<ArchivedPost>, StoreError>;

    /// Keeps the text of an original under the digest of its bytes, for as long as the archive keeps
    /// it; a second time changes nothing.
    fn keep_text(&self, digest: Digest, text: &str) -> Result<(), StoreError>;

    /// The text of an original: one that was kept as such, or a post with its title. `None` where it
    /// has none, or none that is kept here.
    fn text_of(&self, digest: Digest) -> Result<Option<String>, StoreError>;

    /// Keeps a picture or PDF that was handed in; a second one of the same digest changes nothing.
    fn keep_attachment(&self, attachment: &Attachment) -> Result<(), StoreError>;

    /// A picture or PDF by its digest.
    fn attachment(&self, digest: Digest) -> Result<Option<Attachment>, StoreError>;

    /// Topics, latest first.
    fn topics(&self, cursor: Option<&str>, limit: usize) -> Result<Page<TopicRow>, StoreError>;

    /// One topic.
    fn topic(&self, id: &str) -> Result<Option<TopicRow>, StoreError>;

    /// Number of posts and topics.
    fn counts(&self) -> Result<(u64, u64), StoreError>;

    /// The last change.
    fn last_change(&self) -> Result<ChangePlace, StoreError>;

    /// Changes after a place, in order, at most `limit`; `None` where the place is not one of this
    /// archive's, or was forgotten.
    fn changes(
        &self,
        after: &ChangePlace,
        limit: usize,
    ) -> Result<Option<Vec<(ChangePlace, Changed)>>, StoreError>;

    /// Forgets changes before a number; the last one stays.
    fn forget_changes(&self, before: u64) -> Result<(), StoreError>;

    /// Keeps notes for units; a second one of the same number changes nothing.
    fn notify(&self, notices: &[Notice]) -> Result<(), StoreError>;

    /// The latest notes for a unit.
    fn notices(&self, unit: &UnitId, limit: usize) -> Result<Vec<Notice>, StoreError>;
}

//! The answers of the API, in the form in which they are sent and described at once.
//!
//! A field that is added here is in the answer and in the API's document (decision 0075).

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;
use tandem_core::case::{Entry, Lead, Subject, TrackState};
use tandem_core::control::Control;
use tandem_core::mechanism::{Deadline, Pin};
use tandem_core::schema::Instant;
use tandem_core::{AreaId, CaseId, Digest, LevelId, RemitId, Text, Timestamp, UnitId, directory};

/// Whether the process is well.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Health {
    /// `ok`, or `sweeper stopped`.
    pub(crate) status: &'static str,
    /// The last full sweep; none before the first.
    pub(crate) last_sweep: Option<LastSweep>,
}

/// The last full sweep.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LastSweep {
    /// When.
    #[schemars(with = "Instant")]
    pub(crate) at: Timestamp,
    /// Whole minutes since then.
    pub(crate) minutes_ago: i64,
}

/// A page of a list of cases, newest first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CaseList {
    /// The area whose cases these are, with all areas below it.
    pub(crate) area: AreaId,
    /// When the list was made.
    #[schemars(with = "Instant")]
    pub(crate) at: Timestamp,
    /// Those that the key's position sees.
    pub(crate) cases: Vec<CaseLine>,
    /// What to send as `cursor` for the next page; none on the last one.
    pub(crate) next: Option<String>,
}

/// A case as lists show it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CaseLine {
    /// Its id.
    pub(crate) id: CaseId,
    /// Its title.
    pub(crate) title: String,
    /// `received`, `open`, `closed`, `merged` or `declined`.
    pub(crate) phase: String,
    /// A drill, kept apart from real work.
    pub(crate) drill: bool,
    /// The desk that handles it.
    pub(crate) desk: Named,
    /// Its level.
    pub(crate) level: LevelId,
    /// Areas concerned.
    pub(crate) areas: Vec<AreaId>,
    /// The risk level, `I` to `IV`, once fixed.
    pub(crate) risk: Option<String>,
    /// Who leads.
    pub(crate) lead: Option<Named>,
    /// How far both tracks are.
    pub(crate) tracks: Tracks,
    /// The earliest deadline that somebody must meet.
    #[schemars(with = "Option<Instant>")]
    pub(crate) deadline: Option<Timestamp>,
    /// That deadline has passed.
    pub(crate) overdue: bool,
    /// The highest rung of the ladder that anything on it has climbed to.
    pub(crate) rung: usize,
    /// When it reached the desk.
    #[schemars(with = "Instant")]
    pub(crate) received_at: Timestamp,
    /// Its last entry.
    #[schemars(with = "Instant")]
    pub(crate) last_at: Timestamp,
    /// Number of entries.
    pub(crate) entries: u64,
}

/// A unit with its name.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Named {
    /// Its id.
    pub(crate) id: UnitId,
    /// Its name in Chinese.
    pub(crate) zh: String,
    /// Its name in English.
    pub(crate) en: String,
}

/// How far both tracks are; none before the case is opened.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Tracks {
    /// Fixing the problem.
    pub(crate) disposal: Option<TrackState>,
    /// Telling the public.
    pub(crate) response: Option<TrackState>,
}

/// A case: where it stands, and all its entries.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CaseState {
    /// Its id.
    pub(crate) id: CaseId,
    /// Its title.
    pub(crate) title: String,
    /// `received`, `open`, `closed`, `merged` or `declined`.
    pub(crate) phase: &'static str,
    /// A drill, kept apart from real work.
    pub(crate) drill: bool,
    /// Areas concerned.
    pub(crate) areas: Vec<AreaId>,
    /// Remits concerned, the main one first.
    pub(crate) remits: Vec<RemitId>,
    /// The desk that handles it.
    pub(crate) desk: UnitId,
    /// Its level.
    pub(crate) level: LevelId,
    /// The risk level, once fixed.
    pub(crate) risk: Option<tandem_core::mechanism::RiskLevel>,
    /// Who leads, and by which rule.
    pub(crate) lead: Option<Lead>,
    /// The version of the rules that it is handled by.
    pub(crate) mechanism: Option<Pin>,
    /// How far both tracks are.
    pub(crate) tracks: Tracks,
    /// What somebody must do, and by when.
    pub(crate) deadlines: Vec<Watched>,
    /// Keys on which open findings differ.
    pub(crate) disputes: Vec<String>,
    /// When it reached the desk.
    #[schemars(with = "Instant")]
    pub(crate) received_at: Timestamp,
    /// How often it was opened again.
    pub(crate) reopened: u32,
    /// Everything that happened, as it lies in the ledger.
    pub(crate) entries: Vec<StoredEntry>,
}

/// Something that must be done by a deadline.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Watched {
    /// What.
    pub(crate) subject: Subject,
    /// By whom.
    pub(crate) unit: UnitId,
    /// By when, and by which rule.
    pub(crate) deadline: Deadline,
    /// Rungs of the ladder that it has climbed.
    pub(crate) rung: usize,
}

/// An entry as it lies in the ledger.
#[derive(Serialize, JsonSchema)]
pub(crate) struct StoredEntry {
    /// Its place in the whole ledger, from 1.
    pub(crate) seq: u64,
    /// Its place in the case, from 1.
    pub(crate) version: u64,
    /// Covers this entry and the hash before it.
    pub(crate) hash: Digest,
    /// The entry.
    pub(crate) entry: Entry,
    /// The same as a sentence in Chinese.
    pub(crate) zh: String,
    /// The same as a sentence in English.
    pub(crate) en: String,
}

/// What a desk has under it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ControlNow {
    /// When.
    #[schemars(with = "Instant")]
    pub(crate) at: Timestamp,
    /// The figures.
    pub(crate) control: Control,
    /// There are more cases than were looked at.
    pub(crate) more: bool,
}

/// The end of the ledger.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LedgerEnd {
    /// Entries.
    pub(crate) entries: u64,
    /// The hash of the last one, which covers all before it.
    pub(crate) root: Digest,
    /// Invariants looked at since the process started.
    pub(crate) invariants: Invariants,
}

/// Invariants looked at since the process started.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Invariants {
    /// How many.
    pub(crate) checked: u64,
    /// How many did not hold.
    pub(crate) broken: u64,
}

/// What a command did.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Done {
    /// What it did to the case that it was sent to.
    #[serde(flatten)]
    pub(crate) here: Changed,
    /// What it did to other cases in the same append, as a merge does.
    pub(crate) others: Vec<Changed>,
    /// The command came before under its name, and was not carried out again.
    pub(crate) repeated: bool,
}

/// What a command did to a case.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Changed {
    /// Which.
    pub(crate) case: CaseId,
    /// Its number of entries now.
    pub(crate) version: u64,
    /// Its phase now.
    pub(crate) phase: &'static str,
    /// What was added.
    pub(crate) entries: Vec<Told<Entry>>,
}

/// An entry with its sentences.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Told{E}")]
pub(crate) struct Told<E> {
    /// The entry.
    pub(crate) entry: E,
    /// The same as a sentence in Chinese.
    pub(crate) zh: String,
    /// The same as a sentence in English.
    pub(crate) en: String,
}

/// What a command did to the offices of an area.
#[derive(Serialize, JsonSchema)]
pub(crate) struct OfficesDone {
    /// Which area.
    pub(crate) area: AreaId,
    /// The number of entries of its directory now.
    pub(crate) version: u64,
    /// What was added.
    pub(crate) entries: Vec<Told<directory::Entry>>,
    /// The command came before under its name, and was not carried out again.
    pub(crate) repeated: bool,
}

/// What came of one command of a list.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Item {
    /// It was carried out, or had been before.
    Done(ItemDone),
    /// It was not.
    Refused(ItemRefused),
}

/// A command of a list that was carried out.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ItemDone {
    /// On which case.
    pub(crate) case: CaseId,
    /// Its number of entries now.
    pub(crate) version: u64,
    /// Its phase now.
    pub(crate) phase: &'static str,
    /// How many entries were added.
    pub(crate) entries: usize,
    /// It came before under its name, and was not carried out again.
    pub(crate) repeated: bool,
}

/// A command of a list that was refused; it holds up nothing else.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ItemRefused {
    /// On which case.
    pub(crate) case: CaseId,
    /// Why.
    pub(crate) refused: WhyRefused,
}

/// Why a command was refused.
#[derive(Serialize, JsonSchema)]
pub(crate) struct WhyRefused {
    /// The rule behind it, where a rule refused.
    pub(crate) rule: Option<&'static str>,
    /// In Chinese.
    pub(crate) zh: String,
    /// In English.
    pub(crate) en: String,
}

/// What was kept of an original.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Kept {
    /// The digest of its bytes, by which evidence names it.
    pub(crate) digest: Digest,
    /// Whether its text is kept.
    pub(crate) text: KeptText,
}

/// Whether the text of an original is kept.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeptText {
    /// All of it, but for so many personal numbers.
    Kept {
        /// Personal numbers that were masked.
        masked: u32,
    },
    /// It is no text, or too long a one.
    None,
}

/// What went wrong (RFC 9457), in both languages.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ProblemDetails {
    /// Always `about:blank`: the status says what kind of problem it is.
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    /// What is wrong.
    pub(crate) title: String,
    /// The status of the answer.
    pub(crate) status: u16,
    /// What to do about it.
    pub(crate) detail: String,
    /// What is wrong, in Chinese.
    pub(crate) title_zh: String,
    /// What to do about it, in Chinese.
    pub(crate) detail_zh: String,
}

impl ProblemDetails {
    /// What is wrong and what to do about it.
    pub(crate) fn of(status: StatusCode, wrong: Text, remedy: Text) -> Self {
        Self {
            kind: "about:blank",
            title: wrong.en,
            status: status.as_u16(),
            detail: remedy.en,
            title_zh: wrong.zh,
            detail_zh: remedy.zh,
        }
    }
}

impl IntoResponse for ProblemDetails {
    fn into_response(self) -> Response {
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, kind, Json(self)).into_response()
    }
}

/// What a search found, newest first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Search {
    /// When it was asked.
    #[schemars(with = "Instant")]
    pub(crate) at: Timestamp,
    /// All that fits and is seen, by kind.
    pub(crate) counts: SearchCounts,
    /// A part of it.
    pub(crate) hits: Vec<SearchHit>,
    /// What to send as `cursor` for the next part; none on the last one.
    pub(crate) next: Option<String>,
}

/// How many fit.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SearchCounts {
    /// Cases.
    pub(crate) cases: u64,
    /// Topics.
    pub(crate) topics: u64,
    /// Posts.
    pub(crate) posts: u64,
}

/// Something found.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SearchHit {
    /// What it is.
    #[serde(flatten)]
    pub(crate) of: SearchOf,
    /// The place in its texts that fits, in pieces.
    pub(crate) snippet: Vec<SearchPiece>,
}

/// A case, topic or post that was found.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum SearchOf {
    /// A case.
    Case {
        /// Its id.
        id: CaseId,
        /// Its title.
        title: String,
        /// When it reached the desk.
        #[schemars(with = "Instant")]
        at: Timestamp,
        /// `received`, `open`, `closed`, `merged` or `declined`.
        phase: String,
        /// A drill, kept apart from real work.
        drill: bool,
        /// Areas concerned.
        areas: Vec<AreaId>,
        /// Who leads.
        lead: Option<UnitId>,
        /// The earliest deadline that somebody must meet.
        #[schemars(with = "Option<Instant>")]
        deadline: Option<Timestamp>,
        /// That deadline has passed.
        overdue: bool,
        /// Its page.
        href: String,
    },
    /// A topic.
    Topic {
        /// Its id.
        id: String,
        /// Its title.
        title: String,
        /// Its last post.
        #[schemars(with = "Instant")]
        at: Timestamp,
        /// Number of posts.
        posts: u64,
        /// Areas found in its posts, most frequent first.
        areas: Vec<AreaId>,
        /// Its page.
        href: String,
    },
    /// A post.
    Post {
        /// Source and native id: `source:id`.
        id: String,
        /// Its title, masked.
        title: String,
        /// When it was published.
        #[schemars(with = "Instant")]
        at: Timestamp,
        /// The registered source.
        source: String,
        /// The topic that it is in.
        topic: Option<String>,
        /// Where it stands on the topic's page.
        href: Option<String>,
    },
}

/// A piece of a text.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SearchPiece {
    /// What stands there.
    pub(crate) text: String,
    /// It is one of the words that were asked for.
    pub(crate) marked: bool,
}

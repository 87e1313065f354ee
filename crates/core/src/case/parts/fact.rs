//! Evidence, findings, and what rests on them.

use crate::{CaseId, Digest, EvidenceId, Timestamp, UnitId};
use serde::{Deserialize, Serialize};

/// A preserved original, addressed by its content. The ledger holds the digest, not the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evidence {
    /// Its id.
    pub id: EvidenceId,
    /// What it is.
    pub kind: EvidenceKind,
    /// The digest of its bytes.
    pub digest: Digest,
    /// What it shows, in a few words.
    pub title: String,
}

/// What a piece of evidence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// A network post.
    Post,
    /// A complaint.
    Complaint,
    /// A document of a unit.
    Document,
    /// A picture, film or sound.
    Media,
    /// A measurement.
    Measurement,
}

/// One verified fact of the fact sheet (核查结论); superseded, never edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its number in the fact sheet.
    pub no: u32,
    /// What it is about, such as `injured`.
    pub key: String,
    /// What is so.
    pub value: String,
    /// Evidence behind it.
    pub evidence: Vec<EvidenceId>,
    /// The unit that verified it.
    pub verifier: UnitId,
    /// When.
    pub at: Timestamp,
    /// The finding that replaced it.
    pub superseded_by: Option<u32>,
    /// The finding of another case that it repeats.
    pub from: Option<Brought>,
}

/// A finding of a case that was merged, as it stood there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Brought {
    /// The case that was merged.
    pub case: CaseId,
    /// Its number there.
    pub no: u32,
    /// The unit that verified it.
    pub verifier: UnitId,
    /// When.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Instant"))]
    pub at: Timestamp,
}

/// What a statement rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Cite {
    /// A finding by its number.
    Finding(u32),
    /// A piece of evidence.
    Evidence(EvidenceId),
}

//! What a case is made of.

mod fact;
mod joint;
mod order;
mod relay;
mod statement;
mod watch;

pub use fact::{Brought, Cite, Evidence, EvidenceKind, Finding};
pub use joint::{
    Consultation, HelpRequest, Opinion, RequestState, Stance, Supervision, SupervisionState, Task,
};
pub use order::{Conflict, Order, OrderEnd, OrderRole, OrderState, Progress, SendBack, Stopped};
pub use relay::{
    Comparison, Fidelity, Relay, RelayFinding, RelayVerdict, RelayedBy, Sitrep, SitrepKind,
    Unmeasured,
};
pub use statement::{
    Commitment, Contradicted, Contradiction, Countersign, CountersignState, Explained, Promise,
    Statement, StatementKind, StatementState,
};
pub use watch::{Subject, Watch};

use crate::{CaseId, LeadRuleId, PersonId, SourceId, Timestamp, UnitId};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Where a case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// No entry yet.
    New,
    /// At the desk, not triaged.
    Received,
    /// Being handled.
    Open,
    /// Ended; may be opened again.
    Closed,
    /// Handled under another case.
    Merged(CaseId),
    /// Not a case.
    Declined,
}

/// Where a case came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Origin {
    /// Topic ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<SmolStr>,
    /// Complaint ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub complaints: Vec<SmolStr>,
}

impl Origin {
    /// Whether it names neither topic nor complaint.
    pub fn is_empty(&self) -> bool {
        self.topics.is_empty() && self.complaints.is_empty()
    }
}

/// Who leads and who helps, and by which rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Lead {
    /// The one unit that answers for the case.
    pub unit: UnitId,
    /// Units that contribute under it.
    pub assisting: Vec<UnitId>,
    /// Who coordinates.
    pub coordinator: UnitId,
    /// The rule that chose it.
    pub rule: LeadRuleId,
    /// The rule's source.
    pub source: SourceId,
    /// The ground: a line of the directory, or the reason of a settlement.
    pub basis: String,
}

/// One of the two tracks that run together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TrackKind {
    /// Fix the real problem (处置轨).
    Disposal,
    /// Tell the public the truth (回应轨).
    Response,
}

/// How far a track is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TrackState {
    /// Work goes on.
    Open,
    /// What closing needs is there: verified disposal, or the final statement.
    Ready,
    /// Let go by the authority, with a reason.
    Waived,
    /// Closed with the case.
    Closed,
}

/// A track of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Track {
    /// How far it is.
    pub state: TrackState,
    /// Since when.
    pub since: Timestamp,
}

/// How two cases belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// They concern the same matter elsewhere.
    Related,
    /// A part of this case is handled there.
    SplitInto,
    /// This case is a part of that one.
    PartOf,
    /// That case was merged into this one.
    Absorbed,
}

/// A link to another case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Link {
    /// Which.
    pub case: CaseId,
    /// How they belong together.
    pub relation: Relation,
}

/// How disposal was found to be real.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The unit that verified.
    pub unit: UnitId,
    /// The person.
    pub person: PersonId,
    /// When.
    pub at: Timestamp,
}

/// What was learnt from a closed case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Review {
    /// In words.
    pub lessons: String,
    /// Who evaluated.
    pub unit: UnitId,
}

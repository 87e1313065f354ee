//! What the public is told, who signs it, and what it promises.

use super::{Cite, Subject};
use crate::{CaseId, ChecklistId, PersonId, StatementId, Timestamp, UnitId};
use serde::{Deserialize, Serialize};

/// What a statement promises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Promise {
    /// What will be done.
    pub text: String,
    /// Who will do it.
    pub owner: UnitId,
    /// By when.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Instant"))]
    pub by: Timestamp,
}

/// What kind of publication a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StatementKind {
    /// First authoritative information.
    Notice,
    /// How work proceeds.
    Progress,
    /// What became of the matter.
    Final,
    /// Puts an earlier statement right.
    Correction,
    /// What was said at a briefing.
    Briefing,
}

/// How far a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementState {
    /// Written.
    Draft,
    /// Approved by another person.
    Approved,
    /// Out; never edited from here on.
    Published(Timestamp),
    /// Taken back before it was out, for a reason that its entry holds.
    Withdrawn,
}

/// Something that stands, and that a statement may contradict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Contradicted {
    /// A finding of the fact sheet, by its number.
    Finding(u32),
    /// What another unit has published on the case.
    Statement(StatementId),
}

/// A place where a statement's text says something else than what stands, as a reading of both
/// found it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Contradiction {
    /// What it contradicts.
    pub with: Contradicted,
    /// What stands, in its own words.
    pub stands: String,
    /// What the statement says instead.
    pub said: String,
}

/// Contradictions that a reading found, and why the drafter says that there are none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Explained {
    /// What was found.
    pub contradictions: Vec<Contradiction>,
    /// Why both are true all the same.
    pub reason: String,
}

/// An official, attributed, evidenced publication (回应).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its id.
    pub id: StatementId,
    /// What kind.
    pub kind: StatementKind,
    /// The unit that speaks.
    pub unit: UnitId,
    /// Its text.
    pub text: String,
    /// What it rests on.
    pub cites: Vec<Cite>,
    /// What it promises.
    pub promises: Vec<Promise>,
    /// The statement that it corrects.
    pub corrects: Option<StatementId>,
    /// Points of the checklist that the drafter has seen to.
    pub ticked: Vec<ChecklistId>,
    /// What reads as a contradiction and is none.
    pub explained: Option<Explained>,
    /// Who wrote it.
    pub drafter: PersonId,
    /// Who approved it.
    pub approver: Option<PersonId>,
    /// Units asked to sign it too, and what they said.
    pub countersigns: Vec<Countersign>,
    /// How far it is.
    pub state: StatementState,
    /// Since when.
    pub since: Timestamp,
}

impl Statement {
    /// Whether it gives the public what a subject asks for: first information is any statement, a
    /// briefing is a briefing, an answer says what was found.
    pub fn answers(&self, subject: &Subject) -> bool {
        match subject {
            Subject::Notice => true,
            Subject::Briefing => self.kind == StatementKind::Briefing,
            Subject::Answer => self.cites.iter().any(|cite| matches!(cite, Cite::Finding(_))),
            _ => false,
        }
    }

    /// Whether it may still go out.
    pub fn is_pending(&self) -> bool {
        matches!(self.state, StatementState::Draft | StatementState::Approved)
    }

    /// Whether it is out.
    pub fn is_published(&self) -> bool {
        matches!(self.state, StatementState::Published(_))
    }
}

/// A unit's word on a statement before it goes out (会签).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Countersign {
    /// Who was asked.
    pub unit: UnitId,
    /// What it said.
    pub state: CountersignState,
}

/// What a unit said on a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CountersignState {
    /// Nothing yet.
    Asked,
    /// It agrees.
    Signed,
    /// It objects, for this reason.
    Objected(String),
}

/// A task that a public statement promised (公开承诺).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitment {
    /// Its number in the case.
    pub no: u32,
    /// The statement that promised it.
    pub statement: StatementId,
    /// What, who, by when.
    pub promise: Promise,
    /// When it was kept.
    pub fulfilled: Option<Timestamp>,
    /// The case whose statement promised it, where that was merged into this one.
    pub from: Option<CaseId>,
}

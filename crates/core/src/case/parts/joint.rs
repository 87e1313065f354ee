//! What units do together: supervision, consultation, requests, tasks.

use crate::{ConsultationId, RequestId, SupervisionId, Timestamp, UnitId};
use serde::{Deserialize, Serialize};

/// A formal order from above about a case, with its own receipt, clock and discharge (督办单).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supervision {
    /// Its id.
    pub id: SupervisionId,
    /// The desk or coordinating body that gave it.
    pub issuer: UnitId,
    /// Who must account.
    pub to: UnitId,
    /// What is demanded.
    pub demand: String,
    /// How far it is.
    pub state: SupervisionState,
}

/// How far a supervision order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SupervisionState {
    /// Waits for a signature.
    Issued,
    /// Signed for.
    Signed,
    /// The unit has accounted.
    Answered,
    /// The issuer is satisfied.
    Discharged,
}

/// A timed joint meeting with recorded positions and a decision (会商).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consultation {
    /// Its id.
    pub id: ConsultationId,
    /// Who called it.
    pub convenor: UnitId,
    /// What is to be decided.
    pub question: String,
    /// Who was invited.
    pub invited: Vec<UnitId>,
    /// What was said, in order; dissent stays on record.
    pub positions: Vec<Opinion>,
    /// What was decided, once it was.
    pub decision: Option<String>,
}

/// What a unit said in a consultation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// Who.
    pub unit: UnitId,
    /// For or against.
    pub stance: Stance,
    /// In words.
    pub text: String,
}

/// For or against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    /// For it.
    Agrees,
    /// Against it.
    Dissents,
    /// Neither.
    Abstains,
}

/// A request from one unit to another without going up; the desk sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpRequest {
    /// Its id.
    pub id: RequestId,
    /// Who asks.
    pub from: UnitId,
    /// Who is asked.
    pub to: UnitId,
    /// For what.
    pub text: String,
    /// What became of it.
    pub state: RequestState,
}

/// What became of a request between units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestState {
    /// It waits for an answer.
    Asked,
    /// It was answered in these words.
    Answered(String),
    /// Who asked needs it no more, for this reason.
    Withdrawn(String),
}

impl HelpRequest {
    /// Whether it waits for an answer.
    pub fn is_open(&self) -> bool {
        self.state == RequestState::Asked
    }
}

/// A piece of disposal work with an owner (办理任务).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its number in the case.
    pub no: u32,
    /// Who does it.
    pub owner: UnitId,
    /// What.
    pub text: String,
    /// Tasks that must be finished before it can be (finish-to-start).
    pub after: Vec<u32>,
    /// By when.
    pub by: Timestamp,
    /// When it was finished.
    pub finished: Option<Timestamp>,
}

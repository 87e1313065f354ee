//! Asking about a candidate, with a twin of the case where another case is needed.

use crate::case::command::{Actor, Command};
use crate::case::decide::{Side, decide, decide_jointly};
use crate::case::parts::{Lead, Phase, Track, TrackState};
use crate::case::refusal::Refusal;
use crate::case::{Case, Context};
use crate::{CaseId, LeadRuleId, SourceId, Timestamp};

/// The id of the other case in a candidate.
const TWIN: &str = "~";
/// The id of a case that would be made.
const NEW: &str = "~~";

pub(super) fn twin() -> CaseId {
    CaseId::from(TWIN)
}

pub(super) fn new() -> CaseId {
    CaseId::from(NEW)
}

/// Whether a candidate would be carried out.
pub(super) fn asked(
    case: &Case,
    ctx: &Context<'_>,
    at: Timestamp,
    by: &Actor,
    command: Command,
) -> Result<(), Refusal> {
    let side = |case| Side { case, ctx };
    let joint = |here, there: &[&Case], command| {
        let there: Vec<Side<'_>> = there.iter().map(|case| Side { case, ctx }).collect();
        decide_jointly(here, &there, at, by, command).map(|_| ())
    };
    match command {
        Command::Merge { .. } | Command::LinkCase { .. } => {
            joint(side(case), &[&twin_of(case)], command)
        }
        Command::Split { .. } => joint(side(case), &[&Case::new(new())], command),
        Command::Join { .. } => joint(side(&Case::new(new())), &[case, &twin_of(case)], command),
        command => decide(case, ctx, at, by, command).map(|_| ()),
    }
}

/// Another case of the same desk that is open.
fn twin_of(case: &Case) -> Case {
    let mut twin = case.clone();
    twin.id = CaseId::from(TWIN);
    twin.phase = Phase::Open;
    let track = Track { state: TrackState::Open, since: case.received_at };
    twin.disposal = twin.disposal.or(Some(track));
    twin.response = twin.response.or(Some(track));
    twin.lead = twin.lead.or_else(|| {
        Some(Lead {
            unit: case.desk.clone(),
            assisting: Vec::new(),
            coordinator: case.desk.clone(),
            rule: LeadRuleId::from(""),
            source: SourceId::from(""),
            basis: String::new(),
        })
    });
    twin
}

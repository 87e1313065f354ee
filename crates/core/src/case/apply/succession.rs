//! A successor steps into everything open that a unit held.

use crate::UnitId;
use crate::case::parts::{Subject, SupervisionState};
use crate::case::{Case, SUCCESSION};

pub(super) fn succeed(case: &mut Case, unit: &UnitId, successor: &UnitId) {
    let step_in = |held: &mut UnitId| {
        if held == unit {
            held.clone_from(successor);
        }
    };
    if case.is_lead(unit) {
        case.predecessors.push(unit.clone());
        if let Some(lead) = &mut case.lead {
            lead.basis = format!("{SUCCESSION}:{unit}");
        }
    }
    if let Some(lead) = &mut case.lead {
        step_in(&mut lead.unit);
        lead.assisting.iter_mut().for_each(step_in);
        let mut kept: Vec<UnitId> = Vec::new();
        for assisting in lead.assisting.drain(..) {
            if assisting != lead.unit && !kept.contains(&assisting) {
                kept.push(assisting);
            }
        }
        lead.assisting = kept;
    }
    for watch in &mut case.watches {
        step_in(&mut watch.unit);
        if let Subject::Countersign(_, asked) = &mut watch.subject {
            step_in(asked);
        }
    }
    let tasks = case.tasks.iter_mut().filter(|task| task.finished.is_none());
    tasks.for_each(|task| step_in(&mut task.owner));
    let promises = case.commitments.iter_mut().filter(|c| c.fulfilled.is_none());
    promises.for_each(|commitment| step_in(&mut commitment.promise.owner));
    let open = case.supervisions.iter_mut().filter(|s| s.state != SupervisionState::Discharged);
    open.for_each(|supervision| step_in(&mut supervision.to));
    for request in case.requests.iter_mut().filter(|request| request.is_open()) {
        step_in(&mut request.from);
        step_in(&mut request.to);
    }
    for consultation in case.consultations.iter_mut().filter(|c| c.decision.is_none()) {
        consultation.invited.iter_mut().for_each(step_in);
    }
    for statement in case.statements.iter_mut().filter(|statement| statement.is_pending()) {
        statement.countersigns.iter_mut().for_each(|countersign| step_in(&mut countersign.unit));
        // A successor that was asked itself is asked once.
        let mut asked: Vec<UnitId> = Vec::new();
        statement.countersigns.retain(|countersign| {
            let first = !asked.contains(&countersign.unit);
            asked.push(countersign.unit.clone());
            first
        });
    }
    case.bound.iter_mut().for_each(step_in);
}

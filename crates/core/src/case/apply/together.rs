//! What offices do together: supervision, consultation, requests, tasks, accounts upward, the
//! public's reaction, links, countersignatures, conflicts of orders.

use super::{Hop, end_order, relayed, stop, unwatch, watch, watch_if, with_order, with_statement};
use crate::DeadlineId;
use crate::case::Case;
use crate::case::entry::{Entry, EntryKind};
use crate::case::parts::{
    Comparison, Conflict, Consultation, Countersign, CountersignState, HelpRequest, Link, Opinion,
    OrderEnd, OrderState, RelayFinding, RelayedBy, RequestState, Sitrep, Stopped, Subject,
    Supervision, SupervisionState, Task, Watch,
};
use crate::mechanism::Deadline;

pub(super) fn apply_supervision(case: &mut Case, entry: &Entry) {
    match &entry.kind {
        EntryKind::Supervised { supervision: id, to, demand, receipt_due, answer_due } => {
            case.supervisions.push(Supervision {
                id: id.clone(),
                issuer: entry.by.unit(),
                to: to.clone(),
                demand: demand.clone(),
                state: SupervisionState::Issued,
            });
            watch(case, Subject::SupervisionReceipt(id.clone()), to, receipt_due);
            watch(case, Subject::Supervision(id.clone()), to, answer_due);
        }
        EntryKind::SupervisionSigned { supervision: id } => {
            supervised(case, id, SupervisionState::Signed);
            unwatch(case, &Subject::SupervisionReceipt(id.clone()));
        }
        EntryKind::SupervisionAnswered { supervision: id, judgement_due, .. } => {
            supervised(case, id, SupervisionState::Answered);
            // From here on it is the issuer's turn.
            unwatch(case, &Subject::Supervision(id.clone()));
            let issuer = case.supervision(id).map(|found| found.issuer.clone());
            if let Some(issuer) = issuer {
                let subject = Subject::Supervision(id.clone());
                watch_if(case, subject, &issuer, judgement_due.as_ref());
            }
        }
        EntryKind::SupervisionDischarged { supervision: id, .. } => {
            supervised(case, id, SupervisionState::Discharged);
            unwatch(case, &Subject::SupervisionReceipt(id.clone()));
            unwatch(case, &Subject::Supervision(id.clone()));
        }
        _ => {}
    }
}

fn supervised(case: &mut Case, id: &crate::SupervisionId, state: SupervisionState) {
    if let Some(found) = case.supervisions.iter_mut().find(|found| &found.id == id) {
        found.state = state;
    }
}

pub(super) fn apply_consultation(case: &mut Case, entry: &Entry) {
    match &entry.kind {
        EntryKind::Convened { consultation: id, invited, question, due } => {
            let convenor = entry.by.unit();
            let subject = Subject::Consultation(id.clone());
            watch_if(case, subject, &convenor, due.as_ref());
            case.consultations.push(Consultation {
                id: id.clone(),
                convenor,
                question: question.clone(),
                invited: invited.clone(),
                positions: Vec::new(),
                decision: None,
            });
        }
        EntryKind::PositionStated { consultation: id, stance, text } => {
            let opinion = Opinion { unit: entry.by.unit(), stance: *stance, text: text.clone() };
            if let Some(found) = case.consultations.iter_mut().find(|found| &found.id == id) {
                found.positions.push(opinion);
            }
        }
        EntryKind::Concluded { consultation: id, decision } => {
            if let Some(found) = case.consultations.iter_mut().find(|found| &found.id == id) {
                found.decision = Some(decision.clone());
            }
            unwatch(case, &Subject::Consultation(id.clone()));
        }
        EntryKind::HelpAsked { request: id, to, text, due } => {
            case.requests.push(HelpRequest {
                id: id.clone(),
                from: entry.by.unit(),
                to: to.clone(),
                text: text.clone(),
                state: RequestState::Asked,
            });
            watch_if(case, Subject::Help(id.clone()), to, due.as_ref());
        }
        EntryKind::HelpAnswered { request: id, text } => {
            if let Some(found) = case.requests.iter_mut().find(|found| &found.id == id) {
                found.state = RequestState::Answered(text.clone());
            }
            unwatch(case, &Subject::Help(id.clone()));
        }
        EntryKind::HelpWithdrawn { request: id, reason } => {
            if let Some(found) = case.requests.iter_mut().find(|found| &found.id == id) {
                found.state = RequestState::Withdrawn(reason.clone());
            }
            unwatch(case, &Subject::Help(id.clone()));
        }
        EntryKind::CountersignAsked { statement, units, due } => {
            for unit in units {
                let subject = Subject::Countersign(statement.clone(), unit.clone());
                watch_if(case, subject, unit, due.as_ref());
            }
            with_statement(case, statement, |found| {
                found.countersigns.extend(units.iter().map(|unit| Countersign {
                    unit: unit.clone(),
                    state: CountersignState::Asked,
                }));
            });
        }
        EntryKind::Countersigned { statement, objection } => {
            let unit = entry.by.unit();
            unwatch(case, &Subject::Countersign(statement.clone(), unit.clone()));
            let state = match objection {
                None => CountersignState::Signed,
                Some(reason) => CountersignState::Objected(reason.clone()),
            };
            with_statement(case, statement, |found| {
                if let Some(asked) = found.countersigns.iter_mut().find(|c| c.unit == unit) {
                    asked.state = state;
                }
            });
        }
        EntryKind::ObjectionLifted { statement, .. } => {
            let unit = entry.by.unit();
            with_statement(case, statement, |found| {
                if let Some(asked) = found.countersigns.iter_mut().find(|c| c.unit == unit) {
                    asked.state = CountersignState::Signed;
                }
            });
        }
        _ => {}
    }
}

pub(super) fn apply_work(case: &mut Case, entry: &Entry) {
    match &entry.kind {
        EntryKind::TaskPlanned { no, owner, text, after, by } => {
            case.tasks.push(Task {
                no: *no,
                owner: owner.clone(),
                text: text.clone(),
                after: after.clone(),
                by: *by,
                finished: None,
            });
            let deadline = Deadline { at: *by, rule: DeadlineId::from("task"), provisional: false };
            watch(case, Subject::Task(*no), owner, &deadline);
        }
        EntryKind::TaskFinished { no, .. } => {
            if let Some(task) = case.tasks.iter_mut().find(|task| task.no == *no) {
                task.finished = Some(entry.at);
            }
            unwatch(case, &Subject::Task(*no));
        }
        EntryKind::SitrepFiled { no, kind, to, text, cites, carries, fidelity, unmeasured } => {
            let compared = Comparison::of(*fidelity, *unmeasured);
            case.sitreps.push(Sitrep {
                no: *no,
                kind: *kind,
                from: entry.by.unit(),
                to: to.clone(),
                text: text.clone(),
                cites: cites.clone(),
                carries: carries.clone(),
                compared,
                at: entry.at,
            });
            relayed(case, entry, Hop { what: RelayedBy::Sitrep(*no), to, carries, compared });
            unwatch(case, &Subject::Sitrep);
        }
        EntryKind::RelayAudited { relay, verdict, reason, seed, period } => {
            if let Some(found) = case.relays.iter_mut().find(|found| found.no == *relay) {
                found.audit = Some(RelayFinding {
                    verdict: *verdict,
                    reason: reason.clone(),
                    unit: entry.by.unit(),
                    seed: *seed,
                    period: *period,
                });
            }
        }
        EntryKind::ReactionRecorded { second_look, .. }
        | EntryKind::Contested { second_look, .. } => {
            let desk = case.desk.clone();
            watch_if(case, Subject::SecondLook, &desk, second_look.as_ref());
        }
        EntryKind::LookedAgain { .. } => unwatch(case, &Subject::SecondLook),
        EntryKind::CaseLinked { other, relation } => {
            case.links.push(Link { case: other.clone(), relation: *relation });
        }
        EntryKind::ConflictOpened { unit, orders, settler, due, stops } => {
            case.conflicts.push(Conflict {
                unit: unit.clone(),
                orders: orders.clone(),
                stops: !stops.is_empty(),
            });
            // Nor is it late with what it may not answer.
            stops.iter().for_each(|order| stop(case, order));
            // The unit may not answer until it is settled; its acceptance does not lapse for that.
            for order in orders {
                unwatch(case, &Subject::Acceptance(order.clone()));
            }
            let subject = Subject::Conflict(orders[1].clone());
            watch_if(case, subject, settler, due.as_ref());
        }
        EntryKind::ClockResumed { order, feedback_due } => {
            let found = case.orders.iter_mut().find(|found| &found.id == order);
            if let Some(Stopped { watch, since }) = found.and_then(|found| found.stopped.take()) {
                let stood = entry.at.duration_since(since);
                let later = watch.step_at.saturating_add(stood);
                let climbed = later.expect("a signed duration has no units of varying length");
                let step_at = if watch.rung == 0 { feedback_due.at } else { climbed };
                case.watches.push(Watch { deadline: feedback_due.clone(), step_at, ..watch });
            }
        }
        EntryKind::ConflictSettled { dropped, .. } => {
            end_order(case, dropped, OrderEnd::Withdrawn);
        }
        EntryKind::AcceptanceLapsed { order, receipt_due } => {
            with_order(case, order, |found| {
                found.state = OrderState::Issued;
                found.signed_by = None;
            });
            unwatch(case, &Subject::Acceptance(order.clone()));
            let to = case.order(order).map(|found| found.to.clone());
            if let Some(to) = to {
                watch(case, Subject::Receipt(order.clone()), &to, receipt_due);
            }
        }
        _ => {}
    }
}

//! From an entry to the case. Cannot fail: whatever an entry names that the case does not have is
//! passed over, so that every ledger that was ever written still reads.

mod joining;
mod succession;
mod together;

use super::Case;
use super::entry::{Entry, EntryKind};
use super::parts::{
    Commitment, Comparison, Conflict, Finding, Lead, Order, OrderEnd, OrderState, Phase, Progress,
    Promise, Relay, RelayedBy, Review, Statement, StatementKind, StatementState, Stopped, Subject,
    Track, TrackKind, TrackState, Verification, Watch,
};
use crate::mechanism::{Deadline, RiskLevel};
use crate::{OrderId, StatementId, Timestamp, UnitId};

/// What is owed to the public, and to the level above, by the risk level.
const PUBLIC: [Subject; 4] = [Subject::Notice, Subject::Briefing, Subject::Answer, Subject::Sitrep];

/// Makes the case one entry older.
pub fn apply(case: &mut Case, entry: &Entry) {
    case.version += 1;
    case.last_at = case.last_at.max(entry.at);
    match &entry.kind {
        EntryKind::Received { .. }
        | EntryKind::Opened { .. }
        | EntryKind::TrackOpened { .. }
        | EntryKind::Declined { .. }
        | EntryKind::Assessed { .. }
        | EntryKind::LeadAssigned { .. }
        | EntryKind::Settled { .. } => apply_triage(case, entry),
        EntryKind::Merged { .. }
        | EntryKind::CaseAbsorbed { .. }
        | EntryKind::CommitmentTaken { .. }
        | EntryKind::CaseSplit { .. } => joining::apply_joining(case, entry),
        EntryKind::OrderIssued { .. }
        | EntryKind::OrderWithdrawn { .. }
        | EntryKind::OrderSigned { .. }
        | EntryKind::ReadBackConfirmed { .. }
        | EntryKind::FeedbackGiven { .. }
        | EntryKind::FeedbackAccepted { .. }
        | EntryKind::FeedbackReturned { .. }
        | EntryKind::OrderSentBack { .. }
        | EntryKind::ExtensionAsked { .. }
        | EntryKind::ExtensionGranted { .. }
        | EntryKind::ExtensionRefused { .. } => apply_order(case, entry),
        EntryKind::Supervised { .. }
        | EntryKind::SupervisionSigned { .. }
        | EntryKind::SupervisionAnswered { .. }
        | EntryKind::SupervisionDischarged { .. } => together::apply_supervision(case, entry),
        EntryKind::Convened { .. }
        | EntryKind::PositionStated { .. }
        | EntryKind::Concluded { .. }
        | EntryKind::HelpAsked { .. }
        | EntryKind::HelpAnswered { .. }
        | EntryKind::HelpWithdrawn { .. }
        | EntryKind::CountersignAsked { .. }
        | EntryKind::Countersigned { .. }
        | EntryKind::ObjectionLifted { .. } => together::apply_consultation(case, entry),
        EntryKind::TaskPlanned { .. }
        | EntryKind::TaskFinished { .. }
        | EntryKind::SitrepFiled { .. }
        | EntryKind::ReactionRecorded { .. }
        | EntryKind::Contested { .. }
        | EntryKind::LookedAgain { .. }
        | EntryKind::CaseLinked { .. }
        | EntryKind::RelayAudited { .. }
        | EntryKind::ConflictOpened { .. }
        | EntryKind::ConflictSettled { .. }
        | EntryKind::ClockResumed { .. }
        | EntryKind::AcceptanceLapsed { .. } => together::apply_work(case, entry),
        EntryKind::Forwarded { to, .. } => {
            if !case.forwarded.contains(to) {
                case.forwarded.push(to.clone());
            }
        }
        EntryKind::NextStep { .. }
        | EntryKind::Reminded { .. }
        | EntryKind::Escalated { .. }
        | EntryKind::Lapsed { .. } => apply_timer(case, entry),
        EntryKind::UnitSucceeded { unit, successor } => {
            succession::succeed(case, unit, successor);
        }
        EntryKind::EvidenceAdded { .. }
        | EntryKind::FindingRecorded { .. }
        | EntryKind::DisputeOpened { .. }
        | EntryKind::DisputeSettled { .. } => apply_fact(case, entry),
        EntryKind::StatementDrafted { .. }
        | EntryKind::StatementApproved { .. }
        | EntryKind::StatementPublished { .. }
        | EntryKind::StatementWithdrawn { .. }
        | EntryKind::CommitmentFulfilled { .. } => apply_statement(case, entry),
        EntryKind::DisposalVerified { .. }
        | EntryKind::DisposalRefuted { .. }
        | EntryKind::TrackWaived { .. }
        | EntryKind::Closed { .. }
        | EntryKind::Reopened { .. }
        | EntryKind::Reviewed { .. } => apply_end(case, entry),
    }
}

fn apply_triage(case: &mut Case, entry: &Entry) {
    match &entry.kind {
        EntryKind::Received {
            title,
            origin,
            areas,
            remits,
            desk,
            level,
            ladder,
            evidence,
            drill,
            triage_due,
            owed_since,
            risk,
        } => {
            case.phase = Phase::Received;
            case.title.clone_from(title);
            case.origin = origin.clone();
            case.areas.clone_from(areas);
            case.remits.clone_from(remits);
            case.desk = desk.clone();
            case.level = level.clone();
            case.ladder.clone_from(ladder);
            case.evidence.clone_from(evidence);
            case.drill = *drill;
            case.received_at = entry.at;
            case.owed_since = owed_since.unwrap_or(entry.at);
            case.risk = *risk;
            watch_if(case, Subject::Triage, desk, triage_due.as_ref());
        }
        EntryKind::Opened { mechanism } => {
            case.phase = Phase::Open;
            case.pin = Some(mechanism.clone());
            unwatch(case, &Subject::Triage);
        }
        EntryKind::TrackOpened { track, dues } => {
            *track_mut(case, *track) = Some(Track { state: TrackState::Open, since: entry.at });
            watch_public(case, dues);
        }
        EntryKind::Declined { .. } => end(case, Phase::Declined),
        EntryKind::Assessed { level, dues, .. } => {
            set_risk(case, *level, dues);
            case.risk_by = Some(entry.by.unit());
        }
        EntryKind::LeadAssigned { lead } => set_lead(case, lead, entry.at),
        EntryKind::Settled { order, lead, bound } => {
            if let Some(order) = order {
                unwatch(case, &Subject::Settlement(order.clone()));
            }
            set_lead(case, lead, entry.at);
            bind(case, bound);
        }
        _ => {}
    }
}

fn apply_order(case: &mut Case, entry: &Entry) {
    match &entry.kind {
        EntryKind::OrderIssued {
            order,
            to,
            role,
            task,
            urgency,
            passed_over,
            receipt_due,
            feedback_due,
            send_back_by,
        } => {
            case.orders.push(Order {
                id: order.clone(),
                issuer: entry.by.unit(),
                to: to.clone(),
                role: *role,
                task: task.clone(),
                urgency: *urgency,
                issued_at: entry.at,
                passed_over: passed_over.clone(),
                send_back_by: send_back_by.clone(),
                state: OrderState::Issued,
                since: entry.at,
                signed_by: None,
                answered_by: None,
                empty_feedback: false,
                extensions: 0,
                extension_asked: None,
                send_back: None,
                stopped: None,
            });
            watch(case, Subject::Receipt(order.clone()), to, receipt_due);
            watch(case, Subject::Feedback(order.clone()), to, feedback_due);
            if case.is_lead(to) {
                unwatch(case, &Subject::Assignment);
            }
            unwatch(case, &Subject::Verification);
            unwatch(case, &Subject::Closing);
            if case.track(TrackKind::Disposal).is_some_and(|t| t.state == TrackState::Ready) {
                case.verification = None;
                set_track(case, TrackKind::Disposal, TrackState::Open, entry.at);
            }
        }
        EntryKind::OrderWithdrawn { order, .. } => end_order(case, order, OrderEnd::Withdrawn),
        EntryKind::OrderSigned { order, confirm, next_due, .. } => {
            let state = if *confirm { OrderState::Restated } else { OrderState::Signed };
            with_order(case, order, |found| {
                found.state = state;
                found.signed_by = Some(entry.by.person.clone());
            });
            unwatch(case, &Subject::Receipt(order.clone()));
            let found = case.order(order).map(|found| (found.issuer.clone(), found.to.clone()));
            if let Some((issuer, to)) = found {
                let (subject, unit) = if *confirm {
                    (Subject::ReadBack(order.clone()), issuer)
                } else {
                    (Subject::Acceptance(order.clone()), to)
                };
                watch_if(case, subject, &unit, next_due.as_ref());
            }
        }
        EntryKind::ReadBackConfirmed { order, acceptance_due } => {
            with_order(case, order, |found| found.state = OrderState::Signed);
            unwatch(case, &Subject::ReadBack(order.clone()));
            let to = case.order(order).map(|found| found.to.clone());
            if let Some(to) = to {
                let subject = Subject::Acceptance(order.clone());
                watch_if(case, subject, &to, acceptance_due.as_ref());
            }
        }
        EntryKind::FeedbackGiven {
            order,
            progress,
            empty,
            judgement_due,
            carries,
            fidelity,
            unmeasured,
            text: _,
        } => {
            let complete = *progress == Progress::Complete;
            unwatch(case, &Subject::Acceptance(order.clone()));
            with_order(case, order, |found| {
                found.answered_by = Some(entry.by.person.clone());
                if complete {
                    found.state = OrderState::Answered;
                    found.empty_feedback = *empty;
                }
            });
            if complete {
                unwatch(case, &Subject::Feedback(order.clone()));
            }
            let desk = case.order(order).map(|found| found.issuer.clone());
            if let Some(desk) = desk {
                let compared = Comparison::of(*fidelity, *unmeasured);
                let what = RelayedBy::Feedback(order.clone());
                relayed(case, entry, Hop { what, to: &desk, carries, compared });
                let subject = Subject::Judgement(order.clone());
                watch_if(case, subject, &desk, judgement_due.as_ref());
            }
        }
        EntryKind::FeedbackAccepted { order } => end_order(case, order, OrderEnd::Completed),
        EntryKind::FeedbackReturned { order, feedback_due, .. } => {
            with_order(case, order, |found| found.state = OrderState::Signed);
            unwatch(case, &Subject::Judgement(order.clone()));
            rewatch_order(case, order, feedback_due);
        }
        EntryKind::OrderSentBack { order, send_back, settlement_due, .. } => {
            with_order(case, order, |found| {
                found.send_back = Some(send_back.clone());
            });
            end_order(case, order, OrderEnd::SentBack);
            let subject = Subject::Settlement(order.clone());
            watch_if(case, subject, &send_back.settler, settlement_due.as_ref());
        }
        EntryKind::ExtensionAsked { order, reason } => {
            with_order(case, order, |found| {
                found.extension_asked = Some(reason.clone());
            });
        }
        EntryKind::ExtensionGranted { order, feedback_due } => {
            with_order(case, order, |found| {
                found.extension_asked = None;
                found.extensions += 1;
            });
            rewatch_order(case, order, feedback_due);
        }
        EntryKind::ExtensionRefused { order, .. } => {
            with_order(case, order, |found| found.extension_asked = None);
        }
        _ => {}
    }
}

/// A hop upward.
struct Hop<'a> {
    what: RelayedBy,
    to: &'a UnitId,
    carries: &'a [crate::EvidenceId],
    compared: Option<Comparison>,
}

/// Remembers a hop upward that carries originals.
fn relayed(case: &mut Case, entry: &Entry, hop: Hop<'_>) {
    let Hop { what, to, carries, compared } = hop;
    if carries.is_empty() {
        return;
    }
    case.relays.push(Relay {
        no: case.relays.len() as u32 + 1,
        what,
        from: entry.by.unit(),
        to: to.clone(),
        carries: carries.to_vec(),
        compared,
        at: entry.at,
        audit: None,
    });
}

fn apply_timer(case: &mut Case, entry: &Entry) {
    match &entry.kind {
        EntryKind::NextStep { subject, unit, deadline } => {
            watch(case, subject.clone(), unit, deadline);
        }
        EntryKind::Reminded { subject, .. } => {
            with_watch(case, subject, |watch| watch.reminded_at = Some(entry.at));
        }
        EntryKind::Escalated { subject, rung, step_at, .. } => {
            with_watch(case, subject, |watch| {
                watch.rung = *rung;
                watch.climbed_at = Some(entry.at);
                watch.step_at = *step_at;
            });
        }
        EntryKind::Lapsed { subject, .. } => {
            with_watch(case, subject, |watch| watch.exhausted = true);
            match subject {
                Subject::Receipt(order) | Subject::Feedback(order) => {
                    end_order(case, order, OrderEnd::Lapsed);
                }
                _ => {}
            }
        }
        _ => {}
    }
}

fn apply_fact(case: &mut Case, entry: &Entry) {
    match &entry.kind {
        EntryKind::EvidenceAdded { evidence } => case.evidence.extend(evidence.iter().cloned()),
        EntryKind::FindingRecorded { no, key, value, evidence, supersedes, from } => {
            if let Some(old) = supersedes {
                supersede(case, |finding| finding.no == *old, *no);
            }
            case.findings.push(Finding {
                no: *no,
                key: key.clone(),
                value: value.clone(),
                evidence: evidence.clone(),
                verifier: from.as_ref().map_or_else(|| entry.by.unit(), |f| f.verifier.clone()),
                at: from.as_ref().map_or(entry.at, |found| found.at),
                superseded_by: None,
                from: from.clone(),
            });
            let open = || case.open_findings().filter(|finding| &finding.key == key);
            if open().all(|finding| Some(&finding.value) == open().next().map(|f| &f.value)) {
                case.disputes.retain(|disputed| disputed != key);
            }
        }
        EntryKind::DisputeOpened { key, .. } => case.disputes.push(key.clone()),
        EntryKind::DisputeSettled { key, keep, .. } => {
            supersede(case, |finding| &finding.key == key && finding.no != *keep, *keep);
            case.disputes.retain(|disputed| disputed != key);
        }
        _ => {}
    }
}

fn apply_statement(case: &mut Case, entry: &Entry) {
    match &entry.kind {
        EntryKind::StatementDrafted {
            statement,
            kind,
            text,
            cites,
            promises,
            corrects,
            ticked,
            explained,
        } => {
            case.statements.push(Statement {
                id: statement.clone(),
                kind: *kind,
                unit: entry.by.unit(),
                text: text.clone(),
                cites: cites.clone(),
                promises: promises.clone(),
                corrects: corrects.clone(),
                ticked: ticked.clone(),
                explained: explained.clone(),
                drafter: entry.by.person.clone(),
                approver: None,
                countersigns: Vec::new(),
                state: StatementState::Draft,
                since: entry.at,
            });
        }
        EntryKind::StatementApproved { statement, .. } => {
            with_statement(case, statement, |found| {
                found.approver = Some(entry.by.person.clone());
                found.state = StatementState::Approved;
            });
        }
        EntryKind::StatementPublished { statement } => published(case, statement, entry.at),
        EntryKind::StatementWithdrawn { statement, .. } => {
            with_statement(case, statement, |found| found.state = StatementState::Withdrawn);
            // Nobody signs what never goes out.
            case.watches.retain(|watch| {
                !matches!(&watch.subject, Subject::Countersign(asked, _) if asked == statement)
            });
        }
        EntryKind::CommitmentFulfilled { no, .. } => {
            for commitment in case.commitments.iter_mut().filter(|c| c.no == *no) {
                commitment.fulfilled = Some(entry.at);
            }
            unwatch(case, &Subject::Commitment(*no));
        }
        _ => {}
    }
}

fn published(case: &mut Case, id: &StatementId, at: Timestamp) {
    with_statement(case, id, |found| {
        found.state = StatementState::Published(at);
    });
    let Some(statement) = case.statement(id).cloned() else {
        return;
    };
    for subject in [Subject::Notice, Subject::Briefing, Subject::Answer] {
        if statement.answers(&subject) {
            unwatch(case, &subject);
        }
    }
    for promise in statement.promises {
        let no = case.commitments.len() as u32 + 1;
        commit(
            case,
            Commitment { no, statement: id.clone(), promise, fulfilled: None, from: None },
        );
    }
    if statement.kind == StatementKind::Final {
        set_track(case, TrackKind::Response, TrackState::Ready, at);
    }
}

/// A promise is under a deadline that it sets itself.
fn commit(case: &mut Case, commitment: Commitment) {
    let Promise { owner, by, .. } = &commitment.promise;
    let rule = crate::DeadlineId::from("promise");
    let deadline = Deadline { at: *by, rule, provisional: false };
    watch(case, Subject::Commitment(commitment.no), owner, &deadline);
    case.commitments.push(commitment);
}

fn apply_end(case: &mut Case, entry: &Entry) {
    match &entry.kind {
        EntryKind::DisposalVerified { .. } => {
            case.verification = Some(Verification {
                unit: entry.by.unit(),
                person: entry.by.person.clone(),
                at: entry.at,
            });
            unwatch(case, &Subject::Verification);
            unwatch(case, &Subject::Assignment);
            set_track(case, TrackKind::Disposal, TrackState::Ready, entry.at);
        }
        EntryKind::DisposalRefuted { .. } => {
            unwatch(case, &Subject::Verification);
            set_track(case, TrackKind::Disposal, TrackState::Open, entry.at);
        }
        EntryKind::TrackWaived { track, .. } => {
            set_track(case, *track, TrackState::Waived, entry.at);
            match track {
                TrackKind::Disposal => {
                    unwatch(case, &Subject::Verification);
                    unwatch(case, &Subject::Assignment);
                }
                TrackKind::Response => {
                    for subject in [Subject::Notice, Subject::Briefing, Subject::Answer] {
                        unwatch(case, &subject);
                    }
                }
            }
        }
        EntryKind::Closed { review_due, .. } => {
            for kind in [TrackKind::Disposal, TrackKind::Response] {
                if case.track(kind).is_some_and(|track| track.state == TrackState::Ready) {
                    set_track(case, kind, TrackState::Closed, entry.at);
                }
            }
            let look = case.watch(&Subject::SecondLook).cloned();
            end(case, Phase::Closed);
            case.watches.extend(look);
            let desk = case.desk.clone();
            watch_if(case, Subject::Review, &desk, review_due.as_ref());
        }
        EntryKind::Reopened { dues, .. } => {
            case.phase = Phase::Open;
            case.reopened += 1;
            case.owed_since = entry.at;
            case.verification = None;
            case.review = None;
            case.watches.clear();
            for kind in [TrackKind::Disposal, TrackKind::Response] {
                if case.track(kind).is_some() {
                    set_track(case, kind, TrackState::Open, entry.at);
                }
            }
            watch_public(case, dues);
        }
        EntryKind::Reviewed { lessons } => {
            case.review = Some(Review { lessons: lessons.clone(), unit: entry.by.unit() });
            unwatch(case, &Subject::Review);
        }
        _ => {}
    }
}

/// A level with all that is owed to the public and upward at it.
fn set_risk(case: &mut Case, level: RiskLevel, dues: &[(Subject, Deadline)]) {
    case.risk = Some(level);
    for subject in PUBLIC {
        if !dues.iter().any(|(due, _)| due == &subject) {
            unwatch(case, &subject);
        }
    }
    watch_public(case, dues);
}

/// Units that may not send back again.
fn bind(case: &mut Case, units: &[UnitId]) {
    for unit in units {
        if !case.bound.contains(unit) {
            case.bound.push(unit.clone());
        }
    }
}

fn set_lead(case: &mut Case, lead: &Lead, since: Timestamp) {
    if !case.is_lead(&lead.unit) {
        unwatch(case, &Subject::Verification);
        case.predecessors.clear();
    }
    case.lead = Some(lead.clone());
    case.lead_since = since;
}

fn end(case: &mut Case, phase: Phase) {
    case.phase = phase;
    case.watches.clear();
}

fn end_order(case: &mut Case, id: &OrderId, how: OrderEnd) {
    with_order(case, id, |order| {
        order.state = OrderState::Ended(how);
        order.extension_asked = None;
        order.stopped = None;
    });
    unwatch(case, &Subject::Receipt(id.clone()));
    unwatch(case, &Subject::Feedback(id.clone()));
    unwatch(case, &Subject::Judgement(id.clone()));
    unwatch(case, &Subject::ReadBack(id.clone()));
    unwatch(case, &Subject::Acceptance(id.clone()));
    let conflicts = std::mem::take(&mut case.conflicts).into_iter();
    let (over, open): (Vec<Conflict>, _) = conflicts.partition(|c| c.orders.contains(id));
    case.conflicts = open;
    for conflict in over {
        unwatch(case, &Subject::Conflict(conflict.orders[1].clone()));
    }
}

/// Changes an order; where its state changes, so does since when it is in it.
fn with_order(case: &mut Case, id: &OrderId, change: impl FnOnce(&mut Order)) {
    let now = case.last_at;
    if let Some(order) = case.orders.iter_mut().find(|order| &order.id == id) {
        let before = order.state;
        change(order);
        if order.state != before {
            order.since = now;
        }
    }
}

fn with_statement(case: &mut Case, id: &StatementId, change: impl FnOnce(&mut Statement)) {
    let now = case.last_at;
    if let Some(statement) = case.statements.iter_mut().find(|statement| &statement.id == id) {
        change(statement);
        statement.since = now;
    }
}

fn with_watch(case: &mut Case, subject: &Subject, change: impl FnOnce(&mut Watch)) {
    if let Some(watch) = case.watches.iter_mut().find(|watch| &watch.subject == subject) {
        change(watch);
    }
}

fn supersede(case: &mut Case, which: impl Fn(&Finding) -> bool, by: u32) {
    let open = case.findings.iter_mut().filter(|finding| finding.superseded_by.is_none());
    for finding in open.filter(|finding| which(finding)) {
        finding.superseded_by = Some(by);
    }
}

fn track_mut(case: &mut Case, kind: TrackKind) -> &mut Option<Track> {
    match kind {
        TrackKind::Disposal => &mut case.disposal,
        TrackKind::Response => &mut case.response,
    }
}

fn set_track(case: &mut Case, kind: TrackKind, state: TrackState, since: Timestamp) {
    *track_mut(case, kind) = Some(Track { state, since });
}

fn rewatch_order(case: &mut Case, order: &OrderId, deadline: &Deadline) {
    let to = case.order(order).map(|order| order.to.clone());
    if let Some(to) = to {
        watch(case, Subject::Feedback(order.clone()), &to, deadline);
    }
    let contradicted = |conflict: &Conflict| conflict.stops && conflict.orders.contains(order);
    if case.conflicts.iter().any(contradicted) {
        stop(case, order);
    }
}

/// The clock for feedback on an order stands still from now on.
fn stop(case: &mut Case, order: &OrderId) {
    let subject = Subject::Feedback(order.clone());
    let since = case.last_at;
    let Some(watch) = case.watch(&subject).cloned() else { return };
    unwatch(case, &subject);
    with_order(case, order, |found| found.stopped = Some(Stopped { watch, since }));
}

fn watch_if(case: &mut Case, subject: Subject, unit: &UnitId, deadline: Option<&Deadline>) {
    if let Some(deadline) = deadline {
        watch(case, subject, unit, deadline);
    }
}

/// What is owed to the public is owed by the desk until a lead is there, and by the lead then;
/// the desk stays the one that is reminded, since it ensures one text. A deadline that stays the
/// same keeps the rungs that it has climbed.
fn watch_public(case: &mut Case, dues: &[(Subject, Deadline)]) {
    let desk = case.desk.clone();
    for (subject, deadline) in dues {
        let before = case.watch(subject);
        if before.is_none_or(|watch| &watch.deadline != deadline) {
            watch(case, subject.clone(), &desk, deadline);
        }
    }
}

fn watch(case: &mut Case, subject: Subject, unit: &UnitId, deadline: &Deadline) {
    unwatch(case, &subject);
    case.watches.push(Watch {
        subject,
        unit: unit.clone(),
        deadline: deadline.clone(),
        reminded_at: None,
        climbed_at: None,
        rung: 0,
        step_at: deadline.at,
        exhausted: false,
    });
}

fn unwatch(case: &mut Case, subject: &Subject) {
    case.watches.retain(|watch| &watch.subject != subject);
}

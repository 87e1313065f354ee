//! Officials who want to close an open case, and do what each of them may.

use crate::{Bench, Broken, Outcome};
use tandem_core::case::{
    Actor, Cite, Command, Consultation, CountersignState, Evidence, EvidenceKind, FeedbackVerdict,
    NewFinding, OrderEnd, OrderState, Phase, Progress, Stance, StatementKind, Subject,
    SupervisionState, TrackKind, TrackState, Urgency,
};
use tandem_core::mechanism::Power;
use tandem_core::region::UnitKind;
use tandem_core::{Digest, EvidenceId, OrderId, PersonId, PositionId, StatementId, UnitId};

/// Plays the plain way from whatever an open case has become to its end: settle what is pending,
/// withdraw what lies about, give the lead one order, do it, verify it, say so, close.
///
/// # Errors
/// What was refused on that way, with the transcript.
pub fn close(bench: &mut Bench<'_>) -> Result<(), Broken> {
    let Phase::Open = bench.case.phase else {
        return Ok(());
    };
    let region = &bench.world.region;
    let desk = bench.case.desk.clone();
    let area = region.unit(&desk).expect("the desk is a unit").area.clone();
    let top = bench.case.ladder.last().cloned().expect("a ladder has a top");
    let principal = actor("Principal", &top, "principal");
    let mut units = region.units_of(&area);
    let lead = units.find(|unit| unit.kind == UnitKind::Department);
    let lead = lead.expect("an area has departments").id.clone();

    tidy(bench, &principal, &lead)?;
    add_evidence(bench, &desk, "E-close")?;
    come_together(bench, &principal)?;
    finish_tasks(bench)?;
    if is_open(bench, TrackKind::Disposal) {
        dispose(bench, &principal, &desk, &lead)?;
    }
    if is_open(bench, TrackKind::Response) {
        answer(bench, &desk)?;
    }
    keep_promises(bench)?;
    let summary = "done and told".to_owned();
    must(bench, &principal, Command::Close { summary })
}

fn tidy(bench: &mut Bench<'_>, principal: &Actor, lead: &UnitId) -> Result<(), Broken> {
    let pending: Vec<OrderId> = bench
        .case
        .watches
        .iter()
        .filter_map(|watch| match &watch.subject {
            Subject::Settlement(order) => Some(order.clone()),
            _ => None,
        })
        .collect();
    for order in pending.into_iter().map(Some).chain([None]) {
        let (lead, assisting, reason) = (lead.clone(), Vec::new(), "it is theirs".to_owned());
        let command = Command::Settle { order, lead, assisting, reason };
        must(bench, principal, command)?;
    }
    while let Some(conflict) = bench.case.conflicts.first().cloned() {
        let [keep, _] = conflict.orders;
        let reason = "the first one holds".to_owned();
        must(bench, principal, Command::SettleConflict { keep, reason })?;
    }
    let open: Vec<OrderId> = bench.case.open_orders().map(|order| order.id.clone()).collect();
    for order in open {
        let reason = "started afresh".to_owned();
        must(bench, principal, Command::Withdraw { order, reason })?;
    }
    for key in bench.case.disputes.clone() {
        let keep = bench.case.open_findings().find(|finding| finding.key == key);
        let keep = keep.expect("a dispute has open findings").no;
        let reason = "measured twice".to_owned();
        must(bench, principal, Command::SettleDispute { key, keep, reason })?;
    }
    Ok(())
}

/// Supervision orders are discharged, questions answered, consultations held, texts signed. Only
/// the first of these must be done before a case may close; that the rest can be is tried as well.
fn come_together(bench: &mut Bench<'_>, principal: &Actor) -> Result<(), Broken> {
    for found in bench.case.supervisions.clone() {
        if found.state != SupervisionState::Discharged {
            let reason = "accounted for".to_owned();
            let supervision = found.id;
            must(bench, principal, Command::DischargeSupervision { supervision, reason })?;
        }
    }
    for found in bench.case.requests.clone() {
        let by = holder(bench, &found.to, Power::AskHelp).filter(|_| found.is_open());
        let Some(by) = by else { continue };
        let (text, evidence) = ("there you are".to_owned(), Vec::new());
        must(bench, &by, Command::AnswerHelp { request: found.id, text, evidence })?;
    }
    for found in bench.case.consultations.clone() {
        if found.decision.is_none() {
            consult(bench, &found)?;
        }
    }
    if bench.case.watch(&Subject::SecondLook).is_some() {
        let reason = "it is as we said".to_owned();
        must(bench, principal, Command::LookAgain { reason })?;
    }
    for statement in bench.case.statements.clone() {
        let open = statement.countersigns.iter().filter(|c| c.state == CountersignState::Asked);
        for asked in open.filter(|_| statement.is_pending()) {
            let Some(by) = holder(bench, &asked.unit, Power::Countersign) else { continue };
            let statement = statement.id.clone();
            must(bench, &by, Command::Countersign { statement, objection: None })?;
        }
    }
    Ok(())
}

fn consult(bench: &mut Bench<'_>, found: &Consultation) -> Result<(), Broken> {
    for unit in &found.invited {
        let Some(by) = holder(bench, unit, Power::StatePosition) else { return Ok(()) };
        let (stance, text) = (Stance::Agrees, "as you say".to_owned());
        let consultation = found.id.clone();
        must(bench, &by, Command::StatePosition { consultation, stance, text })?;
    }
    let Some(by) = holder(bench, &found.convenor, Power::Convene) else { return Ok(()) };
    let (consultation, decision) = (found.id.clone(), "one text".to_owned());
    must(bench, &by, Command::Conclude { consultation, decision })
}

/// Tasks in the order of their numbers, each by its owner: a task waits only for earlier ones.
fn finish_tasks(bench: &mut Bench<'_>) -> Result<(), Broken> {
    for task in bench.case.tasks.clone() {
        if task.finished.is_none() {
            let by = holder(bench, &task.owner, Power::FinishTask);
            let by = by.unwrap_or_else(|| actor("Owner", &task.owner, "liaison"));
            let evidence = vec![EvidenceId::from("E-close")];
            must(bench, &by, Command::FinishTask { no: task.no, evidence })?;
        }
    }
    Ok(())
}

/// Somebody in a unit who has a power, if anybody there has it.
fn holder(bench: &Bench<'_>, unit: &UnitId, power: Power) -> Option<Actor> {
    let (region, mechanism) = (&bench.world.region, &bench.world.mechanism);
    let found = region.unit(unit)?;
    let kinds = region.positions.iter().filter(|kind| kind.on.contains(&found.kind));
    let kind = kinds.into_iter().find(|kind| mechanism.grant(&kind.id, found, power).is_some())?;
    Some(actor("Holder", unit, &kind.id))
}

fn dispose(
    bench: &mut Bench<'_>,
    principal: &Actor,
    desk: &UnitId,
    lead: &UnitId,
) -> Result<(), Broken> {
    let order = OrderId::from("O-close");
    let liaison = actor("Liaison", lead, "liaison");
    let duty = actor("Duty", desk, "duty");
    let task = "mend it".to_owned();
    let (to, urgency) = (lead.clone(), Urgency::Urgent);
    let dispatch = Command::Dispatch { order: order.clone(), to, task, urgency };
    must(bench, &duty, dispatch)?;
    let restated = Some("we mend it".to_owned());
    must(bench, &liaison, Command::Sign { order: order.clone(), restated })?;
    let state = bench.case.order(&order).map(|order| order.state);
    if state == Some(OrderState::Restated) {
        must(bench, &duty, Command::ConfirmReadBack { order: order.clone() })?;
    }
    let feedback = Command::Feedback {
        order: order.clone(),
        text: "mended".to_owned(),
        progress: Progress::Complete,
        evidence: vec![evidence("E-mended")],
        findings: Vec::new(),
        compared: None,
    };
    must(bench, &liaison, feedback)?;
    let verdict = FeedbackVerdict::Accept;
    must(bench, &duty, Command::JudgeFeedback { order: order.clone(), verdict })?;
    let ended = bench.case.order(&order).map(|order| order.state);
    debug_assert_eq!(ended, Some(OrderState::Ended(OrderEnd::Completed)));
    let verify = Command::Verify { solved: true, reason: "seen".to_owned(), evidence: Vec::new() };
    must(bench, principal, verify)
}

fn answer(bench: &mut Bench<'_>, desk: &UnitId) -> Result<(), Broken> {
    let finding = NewFinding {
        key: "outcome".to_owned(),
        value: "mended".to_owned(),
        evidence: vec![EvidenceId::from("E-close")],
        supersedes: None,
    };
    must(bench, &actor("Duty", desk, "duty"), Command::RecordFinding { finding })?;
    let no = bench.case.findings.len() as u32;
    let statement = StatementId::from("S-close");
    let draft = Command::DraftStatement {
        statement: statement.clone(),
        kind: StatementKind::Final,
        text: "it is mended".to_owned(),
        cites: vec![Cite::Finding(no)],
        promises: Vec::new(),
        corrects: None,
        ticked: bench.world.mechanism.checklist.iter().map(|item| item.id.clone()).collect(),
        explained: None,
    };
    must(bench, &actor("Editor", desk, "editor"), draft)?;
    let approve = Command::ApproveStatement { statement: statement.clone() };
    must(bench, &actor("Lead", desk, "lead"), approve)?;
    let publish = Command::PublishStatement { statement };
    must(bench, &actor("Spokes", desk, "spokes"), publish)
}

fn keep_promises(bench: &mut Bench<'_>) -> Result<(), Broken> {
    let open = bench.case.commitments.iter().filter(|c| c.fulfilled.is_none());
    let open: Vec<(u32, UnitId)> = open.map(|c| (c.no, c.promise.owner.clone())).collect();
    for (no, owner) in open {
        let evidence = vec![EvidenceId::from("E-close")];
        let command = Command::FulfilCommitment { no, evidence };
        must(bench, &actor("Owner", &owner, "liaison"), command)?;
    }
    Ok(())
}

fn is_open(bench: &Bench<'_>, kind: TrackKind) -> bool {
    let track = bench.case.track(kind);
    track.is_some_and(|track| track.state == TrackState::Open)
}

fn add_evidence(bench: &mut Bench<'_>, desk: &UnitId, id: &str) -> Result<(), Broken> {
    let evidence = vec![evidence(id)];
    must(bench, &actor("Duty", desk, "duty"), Command::AddEvidence { evidence })
}

fn evidence(id: &str) -> Evidence {
    Evidence {
        id: EvidenceId::from(id),
        kind: EvidenceKind::Document,
        digest: Digest::of(id.as_bytes()),
        title: "what was seen".to_owned(),
    }
}

fn actor(person: &str, unit: &UnitId, kind: &str) -> Actor {
    Actor::Person { person: PersonId::from(person), position: PositionId::of(unit, kind) }
}

fn must(bench: &mut Bench<'_>, by: &Actor, command: Command) -> Result<(), Broken> {
    match bench.attempt(by, command)? {
        Outcome::Applied(_) => Ok(()),
        Outcome::Refused(refusal) => Err(Broken {
            what: format!("LIVE: the case cannot be closed: {refusal}"),
            transcript: bench.transcript(),
        }),
    }
}

//! What the tests of conduct share: who acts, what is asked, and cases brought to a point.

use tandem_core::case::{
    Actor, Cite, Command, EntryKind, Evidence, EvidenceKind, FeedbackVerdict, NewFinding, Order,
    Origin, Progress, StatementKind, Subject, Urgency,
};
use tandem_core::{AreaId, Digest, EvidenceId, OrderId, RemitId, StatementId, Timestamp, UnitId};
use tandem_testkit::{Bench, World};

/// Whoever holds a position such as `A1.desk/duty`; a person for each kind of position.
pub(crate) fn by(position: &str) -> Actor {
    let (_, kind) = position.split_once('/').expect("unit and kind");
    Actor::person(kind, position)
}

pub(crate) fn evidence(id: &str) -> Vec<Evidence> {
    vec![Evidence {
        id: EvidenceId::from(id),
        kind: EvidenceKind::Post,
        digest: Digest::of(id.as_bytes()),
        title: "what was seen".to_owned(),
    }]
}

pub(crate) fn units(ids: &[&str]) -> Vec<UnitId> {
    ids.iter().map(|id| UnitId::from(*id)).collect()
}

/// A matter of county A1 that a desk received and accepted.
pub(crate) fn accepted_at<'w>(world: &'w World, desk: &str) -> Bench<'w> {
    let mut bench = Bench::new(world, "2026-03-02 10:00");
    let receive = Command::Receive {
        title: "brown water".to_owned(),
        origin: Origin::default(),
        areas: vec![AreaId::from("A1")],
        remits: vec![RemitId::from("water.supply")],
        evidence: evidence("E1"),
        drill: false,
    };
    let duty = by(&format!("{desk}/duty"));
    bench.act(&duty, receive).act(&duty, Command::Accept);
    bench
}

/// The same with the lead that the directory names, A1.water.
pub(crate) fn led_at<'w>(world: &'w World, desk: &str) -> Bench<'w> {
    let mut bench = accepted_at(world, desk);
    let assign = Command::AssignLead { also_assisting: Vec::new() };
    bench.act(&by(&format!("{desk}/duty")), assign);
    bench
}

/// The same at the county's own desk.
pub(crate) fn led(world: &World) -> Bench<'_> {
    led_at(world, "A1.desk")
}

pub(crate) fn dispatch(order: &str, to: &str) -> Command {
    Command::Dispatch {
        order: OrderId::from(order),
        to: UnitId::from(to),
        task: "mend it".to_owned(),
        urgency: Urgency::Normal,
    }
}

pub(crate) fn sign(order: &str) -> Command {
    let restated = Some("we mend it".to_owned());
    Command::Sign { order: OrderId::from(order), restated }
}

/// Feedback with a piece of evidence of its own.
pub(crate) fn feedback(order: &str, progress: Progress) -> Command {
    Command::Feedback {
        order: OrderId::from(order),
        text: "looked into".to_owned(),
        progress,
        evidence: evidence(&format!("E-{order}-{progress:?}")),
        findings: Vec::new(),
        compared: None,
    }
}

pub(crate) fn accept(order: &str) -> Command {
    Command::JudgeFeedback { order: OrderId::from(order), verdict: FeedbackVerdict::Accept }
}

pub(crate) fn withdraw(order: &str) -> Command {
    Command::Withdraw { order: OrderId::from(order), reason: "no longer needed".to_owned() }
}

pub(crate) fn verify() -> Command {
    let reason = "seen on the spot".to_owned();
    Command::Verify { solved: true, reason, evidence: Vec::new() }
}

pub(crate) fn close() -> Command {
    Command::Close { summary: "done and told".to_owned() }
}

/// The lead has done its order and the desk has accepted that.
pub(crate) fn done<'w>(world: &'w World) -> Bench<'w> {
    let mut bench = led(world);
    bench.act(&by("A1.desk/duty"), dispatch("O1", "A1.water"));
    bench.act(&by("A1.water/liaison"), sign("O1"));
    bench.act(&by("A1.water/liaison"), feedback("O1", Progress::Complete));
    bench.act(&by("A1.desk/duty"), accept("O1"));
    bench
}

/// A statement that another person has approved.
pub(crate) fn approved(bench: &mut Bench<'_>, id: &str, kind: StatementKind) {
    let draft = Command::DraftStatement {
        statement: StatementId::from(id),
        kind,
        text: "what we know".to_owned(),
        cites: match bench.case.findings.last() {
            Some(finding) => vec![Cite::Finding(finding.no)],
            None => vec![Cite::Evidence(EvidenceId::from("E1"))],
        },
        promises: Vec::new(),
        corrects: None,
        ticked: vec!["known".into()],
        explained: None,
    };
    bench.act(&by("A1.desk/editor"), draft);
    bench.act(&by("A1.desk/lead"), Command::ApproveStatement { statement: id.into() });
}

pub(crate) fn publish(id: &str) -> Command {
    Command::PublishStatement { statement: StatementId::from(id) }
}

/// All that a case needs to be closed, and nothing more.
pub(crate) fn ready<'w>(world: &'w World) -> Bench<'w> {
    let mut bench = done(world);
    bench.act(&by("A1.desk/duty"), verify());
    let finding = NewFinding {
        key: "mended".to_owned(),
        value: "yes".to_owned(),
        evidence: vec![EvidenceId::from("E1")],
        supersedes: None,
    };
    bench.act(&by("A1.desk/duty"), Command::RecordFinding { finding });
    approved(&mut bench, "S-final", StatementKind::Final);
    bench.act(&by("A1.desk/spokes"), publish("S-final"));
    bench
}

pub(crate) fn order<'a>(bench: &'a Bench<'_>, id: &str) -> &'a Order {
    bench.case.order(&OrderId::from(id)).expect("it was issued")
}

/// By when something is due; `None` where it is not under a deadline.
pub(crate) fn due(bench: &Bench<'_>, subject: &Subject) -> Option<Timestamp> {
    bench.case.watch(subject).map(|watch| watch.deadline.at)
}

/// Lets time pass, and the mechanism with it.
pub(crate) fn pass(bench: &mut Bench<'_>, period: &str) {
    bench.wait(period);
    if let Err(broken) = bench.sweep() {
        panic!("{broken}");
    }
}

/// Whom a matter was escalated to, in order.
pub(crate) fn climbed(bench: &Bench<'_>, subject: &Subject) -> Vec<UnitId> {
    let steps = bench.entries.iter().filter_map(|entry| match &entry.kind {
        EntryKind::Escalated { subject: about, to, .. } if about == subject => Some(to.clone()),
        _ => None,
    });
    steps.collect()
}

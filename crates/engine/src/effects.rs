//! What must be done outside because of an entry: tell a unit, publish a statement.
//!
//! Effects are written to the outbox in the same append as the entry and delivered at least once.
//! They carry ids, never personal data.

use serde::{Deserialize, Serialize};
use tandem_core::case::{Case, Cite, Entry, EntryKind};
use tandem_core::{StatementId, UnitId};

/// Something to be done outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Tell a unit that something concerns it.
    Notify {
        /// Whom.
        unit: UnitId,
        /// Which kind of entry.
        about: String,
    },
    /// Publish a statement.
    Publish {
        /// Which.
        statement: StatementId,
    },
}

/// The effects of an entry on a case that already holds it.
pub fn effects(case: &Case, entry: &Entry) -> Vec<Effect> {
    let notify =
        |unit: &UnitId, about: &str| Effect::Notify { unit: unit.clone(), about: about.to_owned() };
    let entitled = || {
        let lead = case.lead.iter().flat_map(|l| std::iter::once(&l.unit).chain(&l.assisting));
        lead.chain([&case.desk])
    };
    match &entry.kind {
        EntryKind::Received { desk, .. } => vec![notify(desk, "received")],
        EntryKind::LeadAssigned { lead } | EntryKind::Settled { lead, .. } => {
            let units = std::iter::once(&lead.unit).chain(&lead.assisting);
            units.map(|unit| notify(unit, "lead")).collect()
        }
        EntryKind::OrderIssued { to, passed_over, .. } => {
            let seen = passed_over.iter().map(|unit| notify(unit, "direct_command"));
            std::iter::once(notify(to, "order")).chain(seen).collect()
        }
        EntryKind::OrderWithdrawn { order, .. }
        | EntryKind::ReadBackConfirmed { order, .. }
        | EntryKind::AcceptanceLapsed { order, .. }
        | EntryKind::ClockResumed { order, .. }
        | EntryKind::FeedbackAccepted { order }
        | EntryKind::FeedbackReturned { order, .. }
        | EntryKind::ExtensionGranted { order, .. }
        | EntryKind::ExtensionRefused { order, .. } => {
            let order = case.order(order);
            order.map(|order| notify(&order.to, "order")).into_iter().collect()
        }
        EntryKind::OrderSigned { order, .. }
        | EntryKind::FeedbackGiven { order, .. }
        | EntryKind::ExtensionAsked { order, .. } => {
            let order = case.order(order);
            order.map(|order| notify(&order.issuer, "feedback")).into_iter().collect()
        }
        EntryKind::OrderSentBack { send_back, .. } => {
            vec![
                notify(&send_back.settler, "settlement"),
                notify(&send_back.proposed, "settlement"),
            ]
        }
        EntryKind::Supervised { to, .. } => vec![notify(to, "supervision")],
        EntryKind::SupervisionSigned { supervision }
        | EntryKind::SupervisionAnswered { supervision, .. } => {
            let found = case.supervision(supervision);
            found.map(|found| notify(&found.issuer, "supervision")).into_iter().collect()
        }
        EntryKind::SupervisionDischarged { supervision, .. } => {
            let found = case.supervision(supervision);
            found.map(|found| notify(&found.to, "supervision")).into_iter().collect()
        }
        EntryKind::Convened { invited, .. } => {
            invited.iter().map(|unit| notify(unit, "consultation")).collect()
        }
        EntryKind::Concluded { consultation, .. } => {
            let invited = case.consultation(consultation).map(|found| &found.invited);
            invited.into_iter().flatten().map(|unit| notify(unit, "consultation")).collect()
        }
        EntryKind::HelpAsked { to, .. } => {
            vec![notify(to, "request"), notify(&case.desk, "request")]
        }
        EntryKind::HelpAnswered { request, .. } => {
            let found = case.request(request);
            found.map(|found| notify(&found.from, "request")).into_iter().collect()
        }
        EntryKind::CountersignAsked { units, .. } => {
            units.iter().map(|unit| notify(unit, "countersign")).collect()
        }
        EntryKind::Countersigned { statement, .. }
        | EntryKind::ObjectionLifted { statement, .. } => {
            let found = case.statement(statement);
            found.map(|found| notify(&found.unit, "countersign")).into_iter().collect()
        }
        EntryKind::CommitmentTaken { promise, .. } => vec![notify(&promise.owner, "case")],
        EntryKind::TaskPlanned { owner, .. } => vec![notify(owner, "task")],
        EntryKind::SitrepFiled { to, .. } => vec![notify(to, "sitrep")],
        EntryKind::RelayAudited { relay, .. } => {
            let found = case.relays.iter().find(|found| found.no == *relay);
            let parties = found.into_iter().flat_map(|relay| [&relay.from, &relay.to]);
            parties.map(|unit| notify(unit, "relay_audit")).collect()
        }
        EntryKind::Forwarded { to, .. } => vec![notify(to, "forward")],
        EntryKind::ConflictOpened { unit, settler, .. } => {
            vec![notify(settler, "conflict"), notify(unit, "conflict")]
        }
        EntryKind::FindingRecorded { supersedes: Some(old), .. } => {
            citing(case, *old).into_iter().map(|unit| notify(&unit, "superseded")).collect()
        }
        EntryKind::ReactionRecorded { second_look: Some(_), .. } | EntryKind::Contested { .. } => {
            entitled().map(|u| notify(u, "second_look")).collect()
        }
        EntryKind::Reminded { unit, .. } => vec![notify(unit, "reminder")],
        EntryKind::Escalated { from, to, .. } => {
            let mut units = vec![to, from];
            units.extend(Some(&case.desk).filter(|desk| ![to, from].contains(desk)));
            units.into_iter().map(|unit| notify(unit, "escalation")).collect()
        }
        EntryKind::Lapsed { to, .. } => vec![notify(to, "lapse")],
        EntryKind::DisputeOpened { .. } => entitled().map(|u| notify(u, "dispute")).collect(),
        EntryKind::StatementPublished { statement } => {
            let mut effects: Vec<_> = entitled().map(|unit| notify(unit, "statement")).collect();
            effects.push(Effect::Publish { statement: statement.clone() });
            effects
        }
        EntryKind::Closed { .. }
        | EntryKind::Reopened { .. }
        | EntryKind::Merged { .. }
        | EntryKind::CaseAbsorbed { .. }
        | EntryKind::CaseSplit { .. } => entitled().map(|unit| notify(unit, "case")).collect(),
        _ => Vec::new(),
    }
}

/// Units whose text rests on a finding: they are told when it is replaced.
fn citing(case: &Case, finding: u32) -> Vec<UnitId> {
    let cites = |cites: &[Cite]| cites.contains(&Cite::Finding(finding));
    let statements = case.statements.iter().filter(|s| cites(&s.cites)).map(|s| &s.unit);
    let sitreps = case.sitreps.iter().filter(|s| cites(&s.cites)).flat_map(|s| [&s.from, &s.to]);
    let mut units: Vec<UnitId> = Vec::new();
    for unit in statements.chain(sitreps) {
        if !units.contains(unit) {
            units.push(unit.clone());
        }
    }
    units
}

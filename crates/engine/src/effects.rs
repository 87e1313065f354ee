//! What must be done outside because of an entry: tell a unit, publish a statement.
//!
//! Effects are written to the outbox in the same append as the entry and delivered at least once.
//! They carry ids, never personal data.

use serde::{Deserialize, Serialize};
use tandem_core::case::{Case, Cite, Entry, EntryKind, SendBack};
use tandem_core::directory::{self, Amendment, Directory, Subject};
use tandem_core::mechanism::Urgency;
use tandem_core::region::{Region, UnitKind};
use tandem_core::{AreaId, StatementId, Timestamp, UnitId};

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
    /// Propose to an area's directory what a settlement taught; the engine does it itself.
    Propose {
        /// The area.
        area: AreaId,
        /// The row.
        row: Amendment,
        /// The version of the case after the settlement, so that it is proposed once.
        version: u64,
        /// When it was settled.
        at: Timestamp,
    },
}

/// The effects of an entry on a case that already holds it.
pub fn effects(case: &Case, entry: &Entry, region: &Region) -> Vec<Effect> {
    let entitled = || {
        let lead = case.lead.iter().flat_map(|l| std::iter::once(&l.unit).chain(&l.assisting));
        lead.chain([&case.desk])
    };
    match &entry.kind {
        EntryKind::Received { desk, .. } => vec![notify(desk, "received")],
        EntryKind::CaseAbsorbed { lead: Some(lead), .. } => {
            let told = entitled().map(|unit| notify(unit, "case"));
            told.chain([notify(&lead.unit, "lead")]).collect()
        }
        EntryKind::LeadAssigned { lead } | EntryKind::Settled { lead, .. } => {
            let units = std::iter::once(&lead.unit).chain(&lead.assisting);
            let told = units.map(|unit| notify(unit, "lead"));
            told.chain(taught(case, entry, region)).collect()
        }
        EntryKind::UnitSucceeded { successor, .. } => {
            vec![notify(successor, "succession"), notify(&case.desk, "succession")]
        }
        EntryKind::OrderIssued { to, passed_over, urgency, .. } => {
            let about = match urgency {
                Urgency::Urgent => "urgent_order",
                Urgency::Normal => "order",
            };
            let seen = passed_over.iter().map(|unit| notify(unit, "direct_command"));
            std::iter::once(notify(to, about)).chain(seen).collect()
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
        EntryKind::OrderSigned { order, confirm: true, .. } => {
            let order = case.order(order);
            order.map(|order| notify(&order.issuer, "read_back")).into_iter().collect()
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
        EntryKind::HelpWithdrawn { request, .. } => {
            let found = case.request(request);
            found.map(|found| notify(&found.to, "request")).into_iter().collect()
        }
        EntryKind::HelpAnswered { request, .. } => {
            let found = case.request(request);
            found.map(|found| notify(&found.from, "request")).into_iter().collect()
        }
        EntryKind::CountersignAsked { units, .. } => {
            units.iter().map(|unit| notify(unit, "countersign")).collect()
        }
        EntryKind::StatementWithdrawn { statement, .. } => {
            let found = case.statement(statement);
            let asked = found
                .into_iter()
                .flat_map(|found| found.countersigns.iter().map(|c| &c.unit).chain([&found.unit]));
            asked.map(|unit| notify(unit, "statement_withdrawn")).collect()
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
        EntryKind::ReactionRecorded { second_look: Some(_), .. } => {
            entitled().map(|u| notify(u, "second_look")).collect()
        }
        EntryKind::Contested { .. } => entitled().map(|u| notify(u, "contested")).collect(),
        EntryKind::StatementDrafted { .. } => vec![notify(&entry.by.unit(), "approval")],
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

fn notify(unit: &UnitId, about: &str) -> Effect {
    Effect::Notify { unit: unit.clone(), about: about.to_owned() }
}

/// What a settlement teaches the responsibility directory: that the lead answers for the case's
/// main remit in its area. A person decides whether it is so in general.
fn taught(case: &Case, entry: &Entry, region: &Region) -> Option<Effect> {
    let EntryKind::Settled { order, lead, .. } = &entry.kind else { return None };
    // A desk leads a case, never a remit.
    let unit = region.unit(&lead.unit).filter(|unit| unit.kind == UnitKind::Department)?;
    let area = region.area(&unit.area)?;
    // Where the lead answers for the remit that the send-back named, the directory was right and
    // the matter was filed under a wrong remit.
    let claimed = order.as_ref().and_then(|order| case.order(order)?.send_back.as_ref());
    let answers = |claim: &SendBack| region.lead_of(area, &claim.remit);
    if claimed.and_then(answers).is_some_and(|(lead, _)| lead.id == unit.id) {
        return None;
    }
    let same_area = |id: &UnitId| region.unit(id).filter(|other| other.area == unit.area);
    let assisting = lead.assisting.iter().filter_map(|id| Some(same_area(id)?.department.clone()));
    let row = Amendment {
        remit: case.remits.first()?.clone(),
        lead: unit.department.clone(),
        assisting: assisting.collect(),
        basis: lead.basis.clone(),
    };
    let (area, version, at) = (area.id.clone(), case.version, entry.at);
    Some(Effect::Propose { area, row, version, at })
}

/// The effects of an entry on a directory that already holds it.
pub(crate) fn directory_effects(
    directory: &Directory,
    entry: &directory::Entry,
    region: &Region,
) -> Vec<Effect> {
    use directory::EntryKind as E;
    let desk = region.desk(&directory.area).map(|desk| &desk.id);
    let to_desk = |about: &str| desk.map(|desk| notify(desk, about)).into_iter().collect();
    match &entry.kind {
        E::ShiftPlanned { .. } | E::ShiftDropped { .. } => to_desk("roster"),
        E::HandedOver { .. } | E::WatchTaken { .. } | E::StoodDown { .. } => to_desk("watch"),
        E::ChannelChecked { told, .. } | E::MessageNoted { told, .. } => {
            told.iter().map(|unit| notify(unit, "channel")).collect()
        }
        E::RowProposed { .. } => to_desk("proposal"),
        E::UnitEnded { unit, successor, .. } => {
            let named = successor.iter().chain([unit]).chain(desk);
            named.map(|unit| notify(unit, "succession")).collect()
        }
        E::Escalated { subject, to, .. } => {
            let about = match subject {
                Subject::TakeOver(_) => "watch",
                Subject::ChannelCheck(..) => "channel",
                Subject::RowDecision(_) => "proposal",
            };
            vec![notify(to, about)]
        }
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

//! How well the linkage works, from the ledger: the four problems that were found in practice, each
//! with its measures.
//!
//! 1. Nobody clearly responsible: how long a matter is without a lead, how often it is passed on.
//! 2. Communication slow and one-way: hops and their times, whether messages are answered.
//! 3. Feedback distorted: empty and returned feedback, loops that were closed.
//! 4. Departments inconsistent: disputes and how long they last, joint handling, whether disposal
//!    and response move together.
//!
//! Whatever has a deadline is a watch of the core's, opened and ended by entries. So timeliness
//! needs no list of deadlines of its own: each case is folded with the core's `apply`, and every
//! watch that comes and goes is one span. A watch that goes because the work was done ends; one
//! that goes for another reason (an order withdrawn, a case merged) was only watched so long, and
//! so was one that is still there at the end.
//!
//! Drills are left out.

mod course;
mod deviation;
mod feedback;
mod matters;
mod messages;
mod pair;
mod relays;
mod report;
mod report_text;
mod spans;
mod together;
pub mod words;

pub use course::Course;
pub use deviation::{Deviation, Manner};
pub use feedback::Feedback;
pub use matters::before_and_after;
pub use messages::{Communication, Sent};
pub use pair::{Pair, Stratum, odds_ratio};
pub use relays::{Kept, Means, UpwardFidelity};
pub use report::{CASES_NAMED_MAX, Finding, Report, Section};
pub use spans::{Rate, Timeliness};
pub use together::{Month, Together};

use crate::evaluate::Duration;
use crate::log::{EventLog, LogBuilder, LogEvent, Micros, show_time};
use crate::survival::{Curve, End, Span};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::BTreeMap;
use tandem_core::case::{Case, Entry, EntryKind, Phase, apply};
use tandem_core::{CaseId, Timestamp, UnitId};

/// Takes the entries of a ledger in order and says in the end how the linkage works.
#[derive(Debug, Default)]
pub struct Observation {
    cases: FxHashMap<CaseId, State>,
    entries: u64,
    last: Option<Timestamp>,
    spans: spans::Spans,
    messages: messages::Messages,
    feedback: feedback::Counts,
    together: together::Counts,
    relays: relays::Relays,
    log: LogBuilder,
}

/// A case as far as it was read.
#[derive(Debug)]
struct State {
    case: Case,
    open: Vec<spans::Open>,
    leads: Leads,
    notes: course::Notes,
}

/// What a ledger says.
#[derive(Debug)]
pub struct Finished {
    /// Measured by the four problems.
    pub linkage: Linkage,
    /// Each case, drills left out, in the order of their ids.
    pub courses: Vec<Course>,
    /// Where cases left their mechanism.
    pub deviations: Vec<Deviation>,
    /// Who told whom how often. The document leaves it out: lists of single units are for whoever
    /// answers for them.
    pub messages: Vec<Sent>,
    /// The entries as an event log, drills left out.
    pub log: EventLog,
    spans: spans::Spans,
}

/// How a case came to its lead.
#[derive(Debug, Default)]
struct Leads {
    first: Option<Timestamp>,
    changes: u64,
    sent_back: u64,
    over: Option<Timestamp>,
}

/// The linkage, measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Linkage {
    /// Up to when things were watched.
    pub until: String,
    /// Entries read.
    pub entries: u64,
    /// Cases, drills left out.
    pub cases: u64,
    /// Drills.
    pub drills: u64,
    /// Fewer than so many observations are not summed up for a level, unit or area.
    pub n_min: u64,
    /// Everything that has a deadline.
    pub timeliness: Timeliness,
    /// Problem 1.
    pub responsibility: Responsibility,
    /// Problem 2.
    pub communication: Communication,
    /// Problem 3.
    pub feedback: Feedback,
    /// Problem 3: how much survives in what is reported upward.
    pub upward_fidelity: UpwardFidelity,
    /// Problem 4.
    pub together: Together,
}

/// Whether somebody answers for each matter.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Responsibility {
    /// From a matter's receipt to the lead that takes it over from the first receiver; a matter
    /// that was declined or merged before is only watched so long.
    pub unowned: Duration,
    /// The same by the desk that received the matter; only with enough matters.
    pub unowned_by_desk: BTreeMap<UnitId, Duration>,
    /// Cases that have come to such a lead.
    pub led: u64,
    /// Changes of the lead.
    pub lead_changes: u64,
    /// Orders sent back.
    pub sent_back: u64,
    /// Changes of the lead and orders sent back, a case.
    pub transfers_per_case: Option<f64>,
    /// Cases that were passed on at least once.
    pub cases_with_transfer: u64,
}

impl Observation {
    /// Reads an entry. Entries of a case come in their order.
    pub fn observe(&mut self, id: &CaseId, entry: &Entry) {
        self.entries += 1;
        self.last = self.last.max(Some(entry.at));
        let state = self.cases.entry(id.clone()).or_insert_with(|| State {
            case: Case::new(id.clone()),
            open: Vec::new(),
            leads: Leads::default(),
            notes: course::Notes::default(),
        });
        let led_before = state.case.lead.as_ref().map(|lead| lead.unit.clone());
        apply(&mut state.case, entry);
        if state.case.drill {
            return;
        }
        self.spans.observe(&state.case, &mut state.open, entry);
        state.leads.observe(&state.case, led_before.as_ref(), entry);
        state.notes.observe(entry);
        self.messages.observe(&state.case, entry);
        self.feedback.observe(&state.case, entry);
        self.together.observe(&state.case, entry);
        self.relays.observe(&state.case, entry);
        let micros = |at: Timestamp| Micros(at.as_microsecond());
        let unit = entry.by.unit();
        self.log.push(
            id.as_str(),
            &LogEvent {
                activity: kind_name(&entry.kind),
                time: micros(entry.at),
                resource: Some(entry.by.position.as_str()),
                group: Some(unit.as_str()).filter(|unit| !unit.is_empty()),
                lifecycle: None,
                due: None,
                closed: None,
            },
        );
    }

    /// The time of the last entry, up to which a ledger at rest was watched.
    #[must_use]
    pub fn last(&self) -> Option<Timestamp> {
        self.last
    }

    /// Sums up what was read, watched up to an instant.
    #[must_use]
    pub fn finish(mut self, until: Timestamp, n_min: u64) -> Finished {
        let mut states: Vec<State> = std::mem::take(&mut self.cases).into_values().collect();
        let drills = states.iter().filter(|state| state.case.drill).count() as u64;
        states.retain(|state| !state.case.drill);
        states.sort_by(|a, b| a.case.id.cmp(&b.case.id));
        for state in &mut states {
            self.spans.end(&state.case, &mut state.open, until);
        }
        let deviations = self.deviations();
        let courses = self.courses(&states, until);
        let messages = self.messages.arcs();
        let linkage = Linkage {
            until: show_time(Micros(until.as_microsecond())),
            entries: self.entries,
            cases: states.len() as u64,
            drills,
            n_min,
            responsibility: responsibility(&states, until, n_min),
            communication: self.messages.sum_up(until),
            feedback: self.feedback.sum_up(),
            upward_fidelity: self.relays.sum_up(n_min),
            together: self.together.sum_up(&self.spans, until, n_min),
            timeliness: self.spans.sum_up(n_min),
        };
        let log = self.log.build();
        Finished { linkage, courses, deviations, messages, log, spans: self.spans }
    }
}

impl Leads {
    /// Opening makes the receiving desk the lead until another is assigned (decision 0008). That
    /// time is unowned, and its end is no transfer.
    fn observe(&mut self, case: &Case, before: Option<&UnitId>, entry: &Entry) {
        let now = case.lead.as_ref().map(|lead| &lead.unit);
        let lead = matches!(
            entry.kind,
            EntryKind::LeadAssigned { .. }
                | EntryKind::Settled { .. }
                | EntryKind::CaseAbsorbed { lead: Some(_), .. }
        );
        if lead {
            match self.first {
                Some(_) => self.changes += u64::from(before != now),
                None if before.is_some() || now != Some(&case.desk) => self.first = Some(entry.at),
                None => {}
            }
        }
        if matches!(entry.kind, EntryKind::OrderSentBack { .. }) {
            self.sent_back += 1;
        }
        if matches!(case.phase, Phase::Merged(_) | Phase::Declined) {
            self.over.get_or_insert(entry.at);
        }
    }
}

fn responsibility(states: &[State], until: Timestamp, n_min: u64) -> Responsibility {
    let span = |state: &State| {
        let (at, end) = match (state.leads.first, state.leads.over) {
            (Some(first), _) => (first, End::Seen),
            (None, Some(over)) => (over, End::Open),
            (None, None) => (until, End::Open),
        };
        Span { seconds: seconds(state.case.received_at, at), end }
    };
    let spans: Vec<Span> = states.iter().map(span).collect();
    let mut by_desk: BTreeMap<&UnitId, Vec<Span>> = BTreeMap::new();
    for (state, span) in states.iter().zip(&spans) {
        by_desk.entry(&state.case.desk).or_default().push(*span);
    }
    by_desk.retain(|_, spans| spans.len() as u64 >= n_min);
    let by_desk = by_desk.into_iter();
    let unowned_by_desk = by_desk.map(|(desk, s)| (desk.clone(), Duration::of(&Curve::of(&s))));
    let led = states.iter().filter(|state| state.leads.first.is_some()).count() as u64;
    let lead_changes = states.iter().map(|state| state.leads.changes).sum();
    let sent_back = states.iter().map(|state| state.leads.sent_back).sum();
    let passed_on = |state: &&State| state.leads.changes + state.leads.sent_back > 0;
    Responsibility {
        unowned: Duration::of(&Curve::of(&spans)),
        unowned_by_desk: unowned_by_desk.collect(),
        led,
        lead_changes,
        sent_back,
        transfers_per_case: (led > 0).then(|| (lead_changes + sent_back) as f64 / led as f64),
        cases_with_transfer: states.iter().filter(passed_on).count() as u64,
    }
}

fn seconds(from: Timestamp, until: Timestamp) -> f64 {
    (until.as_microsecond() - from.as_microsecond()) as f64 / 1e6
}

/// The name of an entry's kind as the ledger writes it.
fn kind_name(kind: &EntryKind) -> &'static str {
    match kind {
        EntryKind::Received { .. } => "received",
        EntryKind::Opened { .. } => "opened",
        EntryKind::TrackOpened { .. } => "track_opened",
        EntryKind::Merged { .. } => "merged",
        EntryKind::Declined { .. } => "declined",
        EntryKind::Assessed { .. } => "assessed",
        EntryKind::LeadAssigned { .. } => "lead_assigned",
        EntryKind::OrderIssued { .. } => "order_issued",
        EntryKind::Forwarded { .. } => "forwarded",
        EntryKind::ConflictOpened { .. } => "conflict_opened",
        EntryKind::ConflictSettled { .. } => "conflict_settled",
        EntryKind::AcceptanceLapsed { .. } => "acceptance_lapsed",
        EntryKind::Supervised { .. } => "supervised",
        EntryKind::SupervisionSigned { .. } => "supervision_signed",
        EntryKind::SupervisionAnswered { .. } => "supervision_answered",
        EntryKind::SupervisionDischarged { .. } => "supervision_discharged",
        EntryKind::Convened { .. } => "convened",
        EntryKind::PositionStated { .. } => "position_stated",
        EntryKind::Concluded { .. } => "concluded",
        EntryKind::HelpAsked { .. } => "help_asked",
        EntryKind::HelpAnswered { .. } => "help_answered",
        EntryKind::TaskPlanned { .. } => "task_planned",
        EntryKind::TaskFinished { .. } => "task_finished",
        EntryKind::SitrepFiled { .. } => "sitrep_filed",
        EntryKind::ReactionRecorded { .. } => "reaction_recorded",
        EntryKind::Contested { .. } => "contested",
        EntryKind::LookedAgain { .. } => "looked_again",
        EntryKind::CaseLinked { .. } => "case_linked",
        EntryKind::CountersignAsked { .. } => "countersign_asked",
        EntryKind::Countersigned { .. } => "countersigned",
        EntryKind::OrderWithdrawn { .. } => "order_withdrawn",
        EntryKind::OrderSigned { .. } => "order_signed",
        EntryKind::ReadBackConfirmed { .. } => "read_back_confirmed",
        EntryKind::FeedbackGiven { .. } => "feedback_given",
        EntryKind::FeedbackAccepted { .. } => "feedback_accepted",
        EntryKind::FeedbackReturned { .. } => "feedback_returned",
        EntryKind::OrderSentBack { .. } => "order_sent_back",
        EntryKind::Settled { .. } => "settled",
        EntryKind::ExtensionAsked { .. } => "extension_asked",
        EntryKind::ExtensionGranted { .. } => "extension_granted",
        EntryKind::ExtensionRefused { .. } => "extension_refused",
        EntryKind::NextStep { .. } => "next_step",
        EntryKind::Reminded { .. } => "reminded",
        EntryKind::Escalated { .. } => "escalated",
        EntryKind::Lapsed { .. } => "lapsed",
        EntryKind::EvidenceAdded { .. } => "evidence_added",
        EntryKind::FindingRecorded { .. } => "finding_recorded",
        EntryKind::DisputeOpened { .. } => "dispute_opened",
        EntryKind::DisputeSettled { .. } => "dispute_settled",
        EntryKind::StatementDrafted { .. } => "statement_drafted",
        EntryKind::StatementApproved { .. } => "statement_approved",
        EntryKind::StatementPublished { .. } => "statement_published",
        EntryKind::CommitmentFulfilled { .. } => "commitment_fulfilled",
        EntryKind::DisposalVerified { .. } => "disposal_verified",
        EntryKind::DisposalRefuted { .. } => "disposal_refuted",
        EntryKind::TrackWaived { .. } => "track_waived",
        EntryKind::Closed { .. } => "closed",
        EntryKind::Reopened { .. } => "reopened",
        EntryKind::Reviewed { .. } => "reviewed",
        EntryKind::CaseAbsorbed { .. } => "case_absorbed",
        EntryKind::CaseSplit { .. } => "case_split",
        EntryKind::CommitmentTaken { .. } => "commitment_taken",
        EntryKind::UnitSucceeded { .. } => "unit_succeeded",
        EntryKind::ClockResumed { .. } => "clock_resumed",
        EntryKind::RelayAudited { .. } => "relay_audited",
        EntryKind::ObjectionLifted { .. } => "objection_lifted",
        EntryKind::StatementWithdrawn { .. } => "statement_withdrawn",
        EntryKind::HelpWithdrawn { .. } => "help_withdrawn",
    }
}

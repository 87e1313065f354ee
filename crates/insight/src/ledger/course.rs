//! What became of each case, a row a case: what a figure rests on, and what a spreadsheet wants.

use super::spans::Verdict;
use super::{Observation, State, seconds};
use crate::log::{Micros, show_time};
use serde::Serialize;
use tandem_core::case::{Case, Entry, EntryKind, OrderRole, Phase, Progress, RelayVerdict};
use tandem_core::mechanism::RiskLevel;
use tandem_core::{AreaId, CaseId, LevelId, RemitId, Timestamp, UnitId};

/// The course of one case. Times are in seconds from its receipt; those that did not come are
/// absent, and the case was watched for [`watched_s`](Self::watched_s).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Course {
    /// Which.
    pub case: CaseId,
    /// When its desk received it.
    pub received_at: String,
    /// From when on it counts, as an instant.
    #[serde(skip)]
    pub since: Timestamp,
    /// The level of its desk.
    pub level: LevelId,
    /// The desk that handles it.
    pub desk: UnitId,
    /// The first of its areas.
    pub area: Option<AreaId>,
    /// The main one of its remits.
    pub remit: Option<RemitId>,
    /// How grave it is, once a person has fixed that.
    pub risk: Option<RiskLevel>,
    /// Who leads.
    pub lead: Option<UnitId>,
    /// Declined or merged into another: it has no end of its own.
    pub left: bool,
    /// Up to the end of what was read, or until it left.
    pub watched_s: f64,
    /// Until a unit other than the first receiver led.
    pub led_s: Option<f64>,
    /// Until the first statement was out.
    pub stated_s: Option<f64>,
    /// Until disposal was verified for the first time.
    pub verified_s: Option<f64>,
    /// Until it was closed for the first time.
    pub closed_s: Option<f64>,
    /// Changes of the lead and orders sent back.
    pub transfers: u64,
    /// Orders to desks that were to pass them on.
    pub relayed_orders: u64,
    /// Orders past levels between.
    pub direct_orders: u64,
    /// Steps up the ladder.
    pub escalations: u64,
    /// Deadlines met.
    pub met: u64,
    /// Deadlines missed, or overdue and still owed.
    pub late: u64,
    /// Complete feedback that held nothing.
    pub empty_feedback: u64,
    /// Feedback that was returned.
    pub returned_feedback: u64,
    /// Verifications that found it unsolved.
    pub refuted: u64,
    /// Closures that the public contested.
    pub contested: u64,
    /// How often it was opened again.
    pub reopened: u64,
    /// Disputes over facts.
    pub disputes: u64,
    /// Orders of two superiors that contradicted each other.
    pub conflicts: u64,
    /// Units that assist the lead.
    pub assisting: u64,
    /// The least that survived in a sitrep, from 0 to 1.
    pub fidelity_min: Option<f64>,
    /// Relays that an audit found unfaithful.
    pub unfaithful: u64,
}

/// What is noted of a case while its entries are read.
#[derive(Debug, Default)]
pub(super) struct Notes {
    stated: Option<Timestamp>,
    verified: Option<Timestamp>,
    closed: Option<Timestamp>,
    relayed_orders: u64,
    direct_orders: u64,
    escalations: u64,
    empty_feedback: u64,
    returned_feedback: u64,
    refuted: u64,
    contested: u64,
    reopened: u64,
    disputes: u64,
    conflicts: u64,
    fidelity_min: Option<f64>,
    unfaithful: u64,
}

impl Notes {
    pub(super) fn observe(&mut self, entry: &Entry) {
        match &entry.kind {
            EntryKind::StatementPublished { .. } => {
                self.stated.get_or_insert(entry.at);
            }
            EntryKind::DisposalVerified { .. } => {
                self.verified.get_or_insert(entry.at);
            }
            EntryKind::Closed { .. } => {
                self.closed.get_or_insert(entry.at);
            }
            EntryKind::OrderIssued { role, passed_over, .. } => {
                self.relayed_orders += u64::from(*role == OrderRole::Relaying);
                self.direct_orders += u64::from(!passed_over.is_empty());
            }
            EntryKind::Escalated { .. } => self.escalations += 1,
            EntryKind::FeedbackGiven { progress: Progress::Complete, empty: true, .. } => {
                self.empty_feedback += 1;
            }
            EntryKind::FeedbackReturned { .. } => self.returned_feedback += 1,
            EntryKind::DisposalRefuted { .. } => self.refuted += 1,
            EntryKind::Contested { .. } => self.contested += 1,
            EntryKind::Reopened { .. } => self.reopened += 1,
            EntryKind::DisputeOpened { .. } => self.disputes += 1,
            EntryKind::ConflictOpened { .. } => self.conflicts += 1,
            EntryKind::SitrepFiled { fidelity: Some(found), .. } => {
                let kept = f64::from(found.fidelity_permille) / 1000.0;
                self.fidelity_min = Some(self.fidelity_min.map_or(kept, |least| least.min(kept)));
            }
            EntryKind::RelayAudited { verdict, .. } => {
                self.unfaithful += u64::from(*verdict != RelayVerdict::Faithful);
            }
            _ => {}
        }
    }
}

impl Observation {
    /// The course of each case up to an instant, in the order given. After everything was read.
    pub(super) fn courses(&self, states: &[State], until: Timestamp) -> Vec<Course> {
        let mut courses: Vec<Course> = states.iter().map(|state| course(state, until)).collect();
        for done in &self.spans.done {
            let found = courses.binary_search_by(|course| course.case.cmp(&done.case));
            let Some(course) = found.ok().map(|at| &mut courses[at]) else { continue };
            match done.verdict() {
                Verdict::Met => course.met += 1,
                Verdict::Missed | Verdict::Overdue => course.late += 1,
                Verdict::Unknown => {}
            }
        }
        courses
    }
}

fn course(state: &State, until: Timestamp) -> Course {
    let State { case, leads, notes, .. } = state;
    let since = case.received_at;
    let after = |at: Option<Timestamp>| at.map(|at| seconds(since, at));
    Course {
        case: case.id.clone(),
        received_at: show_time(Micros(since.as_microsecond())),
        since,
        level: case.level.clone(),
        desk: case.desk.clone(),
        area: case.areas.first().cloned(),
        remit: case.remits.first().cloned(),
        risk: case.risk,
        lead: case.lead.as_ref().map(|lead| lead.unit.clone()),
        left: left(case),
        watched_s: seconds(since, leads.over.unwrap_or(until)).max(0.0),
        led_s: after(leads.first),
        stated_s: after(notes.stated),
        verified_s: after(notes.verified),
        closed_s: after(notes.closed),
        transfers: leads.changes + leads.sent_back,
        relayed_orders: notes.relayed_orders,
        direct_orders: notes.direct_orders,
        escalations: notes.escalations,
        met: 0,
        late: 0,
        empty_feedback: notes.empty_feedback,
        returned_feedback: notes.returned_feedback,
        refuted: notes.refuted,
        contested: notes.contested,
        reopened: notes.reopened,
        disputes: notes.disputes,
        conflicts: notes.conflicts,
        assisting: case.lead.as_ref().map_or(0, |lead| lead.assisting.len() as u64),
        fidelity_min: notes.fidelity_min,
        unfaithful: notes.unfaithful,
    }
}

fn left(case: &Case) -> bool {
    matches!(case.phase, Phase::Merged(_) | Phase::Declined)
}

//! One matter from the desk's inbox to its review: commands, entries, and the case they make.
//!
//! ```text
//! decide(case, context, at, actor, command) → entries or a refusal
//! decide_jointly(cases, at, actor, command) → entries of each, for what concerns several cases
//! apply(case, entry)                        → the case, one entry older
//! due(case, context, at)                    → what the mechanism itself must do by now
//! ```
//! The case is a fold of its entries and nothing else. Whatever must happen by a certain time is a
//! [`Watch`] on the case, opened and ended by entries; timers are derived from watches, so a
//! restart, a missed tick or a second sweeper changes nothing.

mod apply;
mod command;
mod decide;
mod due;
mod entry;
mod holdings;
mod hop;
mod offers;
mod parts;
mod refusal;
mod texts;
mod verb;

pub use apply::apply;
pub use command::{Actor, Command, DeclineGround, FeedbackVerdict, Joining, NewFinding};
pub(crate) use decide::SUCCESSION;
pub use decide::{Change, LeadChoice, Side, decide, decide_jointly, lead_by_rules};
pub(crate) use due::before;
pub use due::{Ahead, ahead, due, is_vacated, next_due};
pub use entry::{Author, Entry, EntryKind};
pub(crate) use holdings::{Carried, Running};
pub use hop::next_hop;
pub use offers::{About, Offer, Offers, Withheld, offers, offers_among};
pub use parts::{
    Brought, Cite, Commitment, Comparison, Conflict, Consultation, Contradicted, Contradiction,
    Countersign, CountersignState, Evidence, EvidenceKind, Explained, Fidelity, Finding,
    HelpRequest, Lead, Link, Opinion, Order, OrderEnd, OrderRole, OrderState, Origin, Phase,
    Progress, Promise, Relation, Relay, RelayFinding, RelayVerdict, RelayedBy, RequestState,
    Review, SendBack, Sitrep, SitrepKind, Stance, Statement, StatementKind, StatementState,
    Stopped, Subject, Supervision, SupervisionState, Task, Track, TrackKind, TrackState,
    Unmeasured, Verification, Watch,
};
pub use refusal::{Ground, Refusal, RefusalKind};
pub use verb::Verb;

pub use crate::context::Context;
pub use crate::mechanism::Urgency;

use crate::mechanism::{Pin, RiskLevel};
use crate::{
    AreaId, CaseId, ConsultationId, LevelId, OrderId, RemitId, RequestId, StatementId,
    SupervisionId, Timestamp, UnitId,
};

/// The file under which one matter is handled.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// Number of entries applied.
    pub version: u64,
    /// Where it stands.
    pub phase: Phase,
    /// What it is about.
    pub title: String,
    /// Where it came from.
    pub origin: Origin,
    /// Real work or a drill.
    pub drill: bool,
    /// The areas concerned.
    pub areas: Vec<AreaId>,
    /// The remits concerned, the main one first.
    pub remits: Vec<RemitId>,
    /// The desk that handles it.
    pub desk: UnitId,
    /// The level of that desk's area.
    pub level: LevelId,
    /// When it reached the desk.
    pub received_at: Timestamp,
    /// From when the time limits towards the public count: its receipt, or when it was last
    /// reopened.
    pub owed_since: Timestamp,
    /// Who decides when the desk does not; frozen when the case is received (CASE-4).
    pub ladder: Vec<UnitId>,
    /// The mechanism that holds for it.
    pub pin: Option<Pin>,
    /// How grave it is, once a person has fixed that.
    pub risk: Option<RiskLevel>,
    /// The unit that fixed it.
    pub risk_by: Option<UnitId>,
    /// Who leads; `Some` from the moment it opens (CASE-1).
    pub lead: Option<Lead>,
    /// Units that led before it and are no more; their work counts as its own.
    pub predecessors: Vec<UnitId>,
    /// Since when that unit leads.
    pub lead_since: Timestamp,
    /// Fix the real problem.
    pub disposal: Option<Track>,
    /// Tell the public the truth.
    pub response: Option<Track>,
    /// Dispatch orders in the order of their issue.
    pub orders: Vec<Order>,
    /// Preserved originals.
    pub evidence: Vec<Evidence>,
    /// The fact sheet.
    pub findings: Vec<Finding>,
    /// Keys on which open findings differ.
    pub disputes: Vec<String>,
    /// Official publications and drafts of them.
    pub statements: Vec<Statement>,
    /// What statements promised.
    pub commitments: Vec<Commitment>,
    /// Pieces of disposal work.
    pub tasks: Vec<Task>,
    /// Formal orders from above.
    pub supervisions: Vec<Supervision>,
    /// Joint meetings.
    pub consultations: Vec<Consultation>,
    /// Units that the matter was passed on to without a duty to report back.
    pub forwarded: Vec<UnitId>,
    /// Requests between units.
    pub requests: Vec<HelpRequest>,
    /// Accounts to the level above.
    pub sitreps: Vec<Sitrep>,
    /// Hops upward that carry originals, in order.
    pub relays: Vec<Relay>,
    /// Units that hold orders from two superiors.
    pub conflicts: Vec<Conflict>,
    /// Cases that belong to this one.
    pub links: Vec<Link>,
    /// How disposal was verified, once it was.
    pub verification: Option<Verification>,
    /// What must happen by when.
    pub watches: Vec<Watch>,
    /// Units that a settlement has bound: they may not send back again (CASE-5).
    pub bound: Vec<UnitId>,
    /// How often it was opened again.
    pub reopened: u32,
    /// Its evaluation, once done.
    pub review: Option<Review>,
    /// Time of the last entry.
    pub last_at: Timestamp,
}

impl Case {
    /// The case before its first entry.
    pub fn new(id: CaseId) -> Self {
        Self {
            id,
            version: 0,
            phase: Phase::New,
            title: String::new(),
            origin: Origin::default(),
            drill: false,
            areas: Vec::new(),
            remits: Vec::new(),
            desk: UnitId::from(""),
            level: LevelId::from(""),
            received_at: Timestamp::UNIX_EPOCH,
            owed_since: Timestamp::UNIX_EPOCH,
            ladder: Vec::new(),
            pin: None,
            risk: None,
            risk_by: None,
            lead: None,
            predecessors: Vec::new(),
            lead_since: Timestamp::UNIX_EPOCH,
            disposal: None,
            response: None,
            orders: Vec::new(),
            evidence: Vec::new(),
            findings: Vec::new(),
            disputes: Vec::new(),
            statements: Vec::new(),
            commitments: Vec::new(),
            tasks: Vec::new(),
            supervisions: Vec::new(),
            consultations: Vec::new(),
            forwarded: Vec::new(),
            requests: Vec::new(),
            sitreps: Vec::new(),
            relays: Vec::new(),
            conflicts: Vec::new(),
            links: Vec::new(),
            verification: None,
            watches: Vec::new(),
            bound: Vec::new(),
            reopened: 0,
            review: None,
            last_at: Timestamp::MIN,
        }
    }

    /// The case that a sequence of entries makes.
    pub fn replay<'a>(id: CaseId, entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        let mut case = Self::new(id);
        for entry in entries {
            apply(&mut case, entry);
        }
        case
    }

    /// An order by its id.
    pub fn order(&self, id: &OrderId) -> Option<&Order> {
        self.orders.iter().find(|order| &order.id == id)
    }

    /// A statement by its id.
    pub fn statement(&self, id: &StatementId) -> Option<&Statement> {
        self.statements.iter().find(|statement| &statement.id == id)
    }

    /// A finding by its number.
    pub fn finding(&self, no: u32) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.no == no)
    }

    /// Findings that no later one replaces.
    pub fn open_findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.superseded_by.is_none())
    }

    /// Orders that have not ended.
    pub fn open_orders(&self) -> impl Iterator<Item = &Order> {
        self.orders.iter().filter(|order| order.is_open())
    }

    /// Whether the lead has completed an order that was given since disposal opened (again).
    pub fn has_completed_order(&self) -> bool {
        let Some(track) = self.disposal else { return false };
        let completed = OrderState::Ended(OrderEnd::Completed);
        self.orders.iter().any(|order| {
            order.state == completed && order.issued_at >= track.since && self.led_by(&order.to)
        })
    }

    /// A supervision order by its id.
    pub fn supervision(&self, id: &SupervisionId) -> Option<&Supervision> {
        self.supervisions.iter().find(|supervision| &supervision.id == id)
    }

    /// A consultation by its id.
    pub fn consultation(&self, id: &ConsultationId) -> Option<&Consultation> {
        self.consultations.iter().find(|consultation| &consultation.id == id)
    }

    /// A request between units by its id.
    pub fn request(&self, id: &RequestId) -> Option<&HelpRequest> {
        self.requests.iter().find(|request| &request.id == id)
    }

    /// The watch on a subject, if there is one.
    pub fn watch(&self, subject: &Subject) -> Option<&Watch> {
        self.watches.iter().find(|watch| &watch.subject == subject)
    }

    /// A track by its kind.
    pub fn track(&self, kind: TrackKind) -> Option<&Track> {
        match kind {
            TrackKind::Disposal => self.disposal.as_ref(),
            TrackKind::Response => self.response.as_ref(),
        }
    }

    /// Whether a unit leads.
    pub fn is_lead(&self, unit: &UnitId) -> bool {
        self.lead.as_ref().is_some_and(|lead| &lead.unit == unit)
    }

    /// Whether a unit leads, or led until its end and the lead stepped in.
    pub fn led_by(&self, unit: &UnitId) -> bool {
        self.is_lead(unit) || self.predecessors.contains(unit)
    }

    /// Whether a unit assists.
    pub fn is_assisting(&self, unit: &UnitId) -> bool {
        self.lead.as_ref().is_some_and(|lead| lead.assisting.contains(unit))
    }
}

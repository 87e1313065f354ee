//! What a case holds: what another must take over before it may end under it, and what must be
//! over or ends with it.
//!
//! This is the one place that takes a case apart field by field. A new field does not compile until
//! somebody has decided what a merge does with it, and neither do the merge and JOIN-1 until they
//! do as was decided.

use super::decide::SETTLED;
use super::{
    Case, Commitment, Evidence, Finding, Lead, Link, Origin, Subject, SupervisionState, Task, Track,
};
use crate::mechanism::RiskLevel;
use crate::{
    AreaId, ConsultationId, OrderId, RemitId, RequestId, StatementId, SupervisionId, Timestamp,
    UnitId,
};

/// What goes on in the case that takes this one over.
pub(crate) struct Carried<'a> {
    pub(crate) areas: &'a [AreaId],
    pub(crate) remits: &'a [RemitId],
    pub(crate) origin: &'a Origin,
    pub(crate) evidence: &'a [Evidence],
    pub(crate) links: &'a [Link],
    /// The graver level of both holds.
    pub(crate) risk: Option<RiskLevel>,
    /// Who leads, where that was settled (CASE-5).
    pub(crate) settled: Option<&'a Lead>,
    /// Who may not send back again (CASE-5).
    pub(crate) bound: &'a [UnitId],
    /// The public is owed something from the earlier instant of both on.
    pub(crate) owed_since: Timestamp,
    /// A track that is open here is open there.
    pub(crate) tracks: [Option<Track>; 2],
    pub(crate) findings: Vec<&'a Finding>,
    pub(crate) promises: Vec<&'a Commitment>,
    pub(crate) tasks: Vec<&'a Task>,
}

/// What still runs.
pub(crate) struct Running {
    /// Withdrawn with the merge, which ends conflicts between them.
    pub(crate) orders: Vec<OrderId>,
    /// Not published any more, and named by the merge.
    pub(crate) unpublished: Vec<StatementId>,
    /// Sent-back orders that wait for a settlement; over before a merge.
    pub(crate) settlements: Vec<OrderId>,
    /// Not discharged; over before a merge.
    pub(crate) supervisions: Vec<SupervisionId>,
    /// Not decided; over before a merge.
    pub(crate) consultations: Vec<ConsultationId>,
    /// Not answered; over before a merge.
    pub(crate) requests: Vec<RequestId>,
    /// Whether the public waits for a second look; over before a merge.
    pub(crate) second_look: bool,
}

impl Case {
    /// What a merge must account for.
    pub(crate) fn holdings(&self) -> (Carried<'_>, Running) {
        let Self {
            // What it is and was stays readable under its own id for ever.
            id: _,
            version: _,
            phase: _,
            title: _,
            drill: _,
            desk: _,
            level: _,
            received_at: _,
            ladder: _,
            pin: _,
            last_at: _,
            // The level is carried; who fixed it here binds here.
            risk_by: _,
            lead_since: _,
            reopened: _,
            review: _,
            // Whose earlier work counts as the lead's, on orders that stay here.
            predecessors: _,
            verification: _,
            // Accounts upward stay here, and the relays that they are can be audited here.
            sitreps: _,
            relays: _,
            // Whoever was told of it may go on reading it here.
            forwarded: _,
            // Follow from the findings and the orders.
            disputes: _,
            conflicts: _,
            origin,
            areas,
            remits,
            owed_since,
            risk,
            lead,
            disposal,
            response,
            orders: _,
            evidence,
            findings: _,
            statements,
            commitments,
            tasks,
            supervisions,
            consultations,
            requests,
            links,
            watches,
            bound,
        } = self;
        let unpublished = statements.iter().filter(|statement| statement.is_pending());
        let undischarged = supervisions.iter().filter(|s| s.state != SupervisionState::Discharged);
        let undecided = consultations.iter().filter(|c| c.decision.is_none());
        let unanswered = requests.iter().filter(|request| request.is_open());
        let mut running = Running {
            orders: self.open_orders().map(|order| order.id.clone()).collect(),
            unpublished: unpublished.map(|statement| statement.id.clone()).collect(),
            settlements: Vec::new(),
            supervisions: undischarged.map(|supervision| supervision.id.clone()).collect(),
            consultations: undecided.map(|consultation| consultation.id.clone()).collect(),
            requests: unanswered.map(|request| request.id.clone()).collect(),
            second_look: false,
        };
        watches.iter().for_each(|watch| running.watched(&watch.subject));
        let carried = Carried {
            areas,
            remits,
            origin,
            evidence,
            links,
            risk: *risk,
            settled: lead.as_ref().filter(|lead| lead.rule.as_str() == SETTLED),
            bound,
            owed_since: *owed_since,
            tracks: [*disposal, *response],
            findings: self.open_findings().collect(),
            promises: commitments.iter().filter(|owed| owed.fulfilled.is_none()).collect(),
            tasks: tasks.iter().filter(|task| task.finished.is_none()).collect(),
        };
        (carried, running)
    }
}

impl Running {
    /// What is watched is held elsewhere, but for what only a watch remembers.
    fn watched(&mut self, subject: &Subject) {
        match subject {
            Subject::Settlement(order) => self.settlements.push(order.clone()),
            Subject::SecondLook => self.second_look = true,
            // The next step of a case that ends is over.
            Subject::Triage
            | Subject::Assignment
            | Subject::Verification
            | Subject::Closing
            | Subject::Review
            // Orders.
            | Subject::Receipt(_)
            | Subject::ReadBack(_)
            | Subject::Acceptance(_)
            | Subject::Feedback(_)
            | Subject::Judgement(_)
            | Subject::Conflict(_)
            // Supervision, consultations, requests, statements.
            | Subject::SupervisionReceipt(_)
            | Subject::Supervision(_)
            | Subject::Consultation(_)
            | Subject::Help(_)
            | Subject::Countersign(..)
            // Tasks and promises.
            | Subject::Task(_)
            | Subject::Commitment(_)
            // What is owed from an instant on.
            | Subject::Sitrep
            | Subject::Notice
            | Subject::Briefing
            | Subject::Answer => {}
        }
    }
}

//! What must happen by a certain time.

use crate::mechanism::Deadline;
use crate::{ConsultationId, OrderId, RequestId, StatementId, SupervisionId, Timestamp, UnitId};
use serde::{Deserialize, Serialize};

/// Something that must happen by a certain time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Triage.
    Triage,
    /// Assignment of a lead, and an order to it.
    Assignment,
    /// Receipt of an order.
    Receipt(OrderId),
    /// The issuer's confirmation of a read-back.
    ReadBack(OrderId),
    /// A first sign of work on a signed order; without it the acceptance lapses.
    Acceptance(OrderId),
    /// Feedback on an order.
    Feedback(OrderId),
    /// Judgement on feedback.
    Judgement(OrderId),
    /// Settlement of a sent-back order.
    Settlement(OrderId),
    /// Settlement of a conflict, named by its later order.
    Conflict(OrderId),
    /// Receipt of a supervision order.
    SupervisionReceipt(SupervisionId),
    /// Account of what a supervision order demands.
    Supervision(SupervisionId),
    /// Decision of a consultation.
    Consultation(ConsultationId),
    /// Answer to a request between units.
    Help(RequestId),
    /// A task.
    Task(u32),
    /// First account to the level above.
    Sitrep,
    /// A second look after the public's reaction or a contested closure.
    SecondLook,
    /// First authoritative information.
    Notice,
    /// Briefing.
    Briefing,
    /// Answer to the public.
    Answer,
    /// Verification of disposal.
    Verification,
    /// The final statement, and closing.
    Closing,
    /// Review.
    Review,
    /// A promise to the public.
    Commitment(u32),
    /// A unit's word on another unit's statement.
    Countersign(StatementId, UnitId),
}

impl Subject {
    /// The order that it is about, if it is about one.
    pub fn order(&self) -> Option<&OrderId> {
        match self {
            Self::Receipt(order)
            | Self::ReadBack(order)
            | Self::Acceptance(order)
            | Self::Conflict(order)
            | Self::Feedback(order)
            | Self::Judgement(order)
            | Self::Settlement(order) => Some(order),
            _ => None,
        }
    }

    /// Whether it is a step of disposal, as opposed to something owed to the public, to the level
    /// above or between units.
    pub fn is_disposal_step(&self) -> bool {
        matches!(
            self,
            Self::Triage
                | Self::Assignment
                | Self::Receipt(_)
                | Self::ReadBack(_)
                | Self::Feedback(_)
                | Self::Judgement(_)
                | Self::Settlement(_)
                | Self::Conflict(_)
                | Self::Verification
                | Self::Closing
        )
    }
}

/// A deadline that somebody must meet, and how far the mechanism has gone to have it met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// What must happen.
    pub subject: Subject,
    /// Who must do it.
    pub unit: UnitId,
    /// By when, by which rule.
    pub deadline: Deadline,
    /// When the unit was reminded.
    pub reminded_at: Option<Timestamp>,
    /// When it climbed to the rung that it is on.
    pub climbed_at: Option<Timestamp>,
    /// Rungs of the ladder climbed; 0 while the unit itself is in time.
    pub rung: usize,
    /// When the rung it is on now is overdue in its turn; the deadline itself on rung 0.
    pub step_at: Timestamp,
    /// The last rung has had its time too.
    pub exhausted: bool,
}

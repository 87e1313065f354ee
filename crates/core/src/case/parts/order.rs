//! Orders: what a unit must do, and how it ends.

use super::Watch;
use crate::mechanism::{Deadline, Urgency};
use crate::{OrderId, PersonId, RemitId, Timestamp, UnitId};
use serde::{Deserialize, Serialize};

/// The part a unit has under an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrderRole {
    /// Answers for the case.
    Lead,
    /// Contributes under the lead.
    Assisting,
    /// A desk between the issuer and the units: it passes the order on and reports back.
    Relaying,
}

/// Whether feedback is a first account or the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Work goes on.
    Interim,
    /// The unit says that it is done.
    Complete,
}

/// How an order ended; each ends in exactly one way (CASE-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrderEnd {
    /// Its feedback was accepted.
    Completed,
    /// The unit declined it with a ground.
    SentBack,
    /// The issuer took it back.
    Withdrawn,
    /// Nobody acted up to the top of the ladder; the top coordinating body holds it now.
    Lapsed,
}

/// How far an order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Waits for a signature.
    Issued,
    /// Signed with a read-back that the issuer must confirm.
    Restated,
    /// Accepted by the unit.
    Signed,
    /// Complete feedback waits for the desk's judgement.
    Answered,
    /// Ended.
    Ended(OrderEnd),
}

/// A task for a unit, with deadlines and a duty to report back (交办单).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// The desk or coordinating body that gave it.
    pub issuer: UnitId,
    /// Who must act.
    pub to: UnitId,
    /// In which part.
    pub role: OrderRole,
    /// What must be done.
    pub task: String,
    /// How urgent.
    pub urgency: Urgency,
    /// When it was given.
    pub issued_at: Timestamp,
    /// Desks that it passed over and that see it (AUTH-2); empty for an order in one's own area.
    pub passed_over: Vec<UnitId>,
    /// Last instant to send it back; `None` where the mechanism sets no limit.
    pub send_back_by: Option<Deadline>,
    /// How far it is.
    pub state: OrderState,
    /// Since when.
    pub since: Timestamp,
    /// Who signed.
    pub signed_by: Option<PersonId>,
    /// Who gave feedback last.
    pub answered_by: Option<PersonId>,
    /// Whether the last complete feedback held neither a finding nor evidence.
    pub empty_feedback: bool,
    /// Extensions granted.
    pub extensions: u32,
    /// Asked for and not yet answered.
    pub extension_asked: Option<String>,
    /// Why it was sent back.
    pub send_back: Option<SendBack>,
    /// Its clock for feedback while it stands still, because it contradicts another order.
    pub stopped: Option<Stopped>,
}

/// A clock that stands still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// How it stood.
    pub watch: Watch,
    /// Since when.
    pub since: Timestamp,
}

impl Order {
    /// Whether it has not ended.
    pub fn is_open(&self) -> bool {
        !matches!(self.state, OrderState::Ended(_))
    }
}

/// A declined order, waiting for a settlement or settled (退单).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SendBack {
    /// The remit by which it belongs elsewhere.
    pub remit: RemitId,
    /// The unit that should have it.
    pub proposed: UnitId,
    /// Why.
    pub reason: String,
    /// The lowest common superior's desk, which settles it.
    pub settler: UnitId,
}

/// Two open orders from different superiors to one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The unit that got both.
    pub unit: UnitId,
    /// The orders, the earlier one first.
    pub orders: [OrderId; 2],
    /// Whether their clocks for feedback stand still until it is settled.
    pub stops: bool,
}

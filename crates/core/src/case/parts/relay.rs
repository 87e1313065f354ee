//! Hops of information upward, and what they carry.

use super::Cite;
use crate::{Digest, EvidenceId, OrderId, Timestamp, UnitId};
use serde::{Deserialize, Serialize};

/// An upward account at a time, made from findings (舆情专报).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sitrep {
    /// Its number in the case.
    pub no: u32,
    /// First, follow-up or final.
    pub kind: SitrepKind,
    /// The desk that reports.
    pub from: UnitId,
    /// The desk above that is told.
    pub to: UnitId,
    /// What it says.
    pub text: String,
    /// What it rests on.
    pub cites: Vec<Cite>,
    /// The originals that travel with it: all that the case had then (EVID-1).
    pub carries: Vec<EvidenceId>,
    /// How much of the originals that it rests on survives in it; absent where an older program did
    /// not say.
    pub compared: Option<Comparison>,
    /// When.
    pub at: Timestamp,
}

/// How much of the originals survives in an account (FID-1), measured against the originals and
/// never against an account before it. In thousandths, so that a replay is equal to the last byte;
/// formulas stand with `tandem_sense::fidelity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fidelity {
    /// How much survived as it was.
    pub fidelity_permille: u16,
    /// Share of the originals' facts that is gone.
    pub omission_permille: u16,
    /// Share of the told facts that the originals do not have.
    pub addition_permille: u16,
    /// Share of the kept facts that was changed.
    pub alteration_permille: u16,
    /// Share of the qualifiers that was lost.
    pub qualifier_loss_permille: u16,
    /// How much graver (above 0) or milder (below 0) it is told.
    pub severity_drift_permille: i16,
    /// Share of the told sentences of which the originals say nothing.
    pub unsupported_permille: u16,
    /// Originals that it was measured against.
    pub originals: u32,
}

/// Whether an account was held against its originals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// It was, and so much survives.
    Measured(Fidelity),
    /// It was not, for this reason.
    Unmeasured(Unmeasured),
}

impl Comparison {
    /// What survives, and why that is not known; entries hold both beside each other, since older
    /// ones know only the first.
    pub(in crate::case) fn parts(found: Option<Self>) -> (Option<Fidelity>, Option<Unmeasured>) {
        match found {
            None => (None, None),
            Some(Self::Measured(fidelity)) => (Some(fidelity), None),
            Some(Self::Unmeasured(why)) => (None, Some(why)),
        }
    }

    /// The same from what an entry holds; `None` where an older program did not say.
    pub(crate) fn of(found: Option<Fidelity>, why: Option<Unmeasured>) -> Option<Self> {
        found.map(Self::Measured).or(why.map(Self::Unmeasured))
    }
}

/// Why an account was not held against its originals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Unmeasured {
    /// They are pictures, films or measurements, which say nothing in words.
    NoText,
    /// Their text is not kept here: only its digest came, or it was forgotten by rule.
    NotAtHand,
}

/// One hop of information upward that carries originals (转报): a sitrep, or a unit's feedback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relay {
    /// Its number in the case.
    pub no: u32,
    /// What carries them.
    pub what: RelayedBy,
    /// Who says it.
    pub from: UnitId,
    /// To whom.
    pub to: UnitId,
    /// The originals that travel along.
    pub carries: Vec<EvidenceId>,
    /// How much of them survives in it; absent where an older program did not say.
    pub compared: Option<Comparison>,
    /// When.
    pub at: Timestamp,
    /// What somebody above found who read the originals.
    pub audit: Option<RelayFinding>,
}

/// What carries originals upward.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RelayedBy {
    /// A sitrep, by its number.
    Sitrep(u32),
    /// Feedback on an order.
    Feedback(OrderId),
}

/// What an audit of a relay found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelayFinding {
    /// The verdict.
    pub verdict: RelayVerdict,
    /// What was compared and found.
    pub reason: String,
    /// Who audited.
    pub unit: UnitId,
    /// Whether chance chose the relay, and by which seed.
    pub seed: Option<Digest>,
    /// The period at whose end it was drawn, where the entry says so.
    pub period: Option<(Timestamp, Timestamp)>,
}

/// Whether a relay gave what its originals say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RelayVerdict {
    /// It did.
    Faithful,
    /// It made the matter smaller.
    Softened,
    /// It made the matter larger.
    Exaggerated,
    /// It said what no original says.
    Unsupported,
}

/// Which of a series of accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SitrepKind {
    /// What is known at once (首报).
    First,
    /// What is new (续报).
    FollowUp,
    /// What became of it (终报).
    Final,
}

//! The coordination core: who is responsible, what is due, what may be said and when a case ends.
//!
//! Everything here is a function of its arguments. [`case::decide`] turns a [`case::Command`] into
//! [`case::Entry`]s or a [`case::Refusal`]; [`case::apply`] folds an entry into a [`case::Case`];
//! [`case::due`] lists what the mechanism itself must do by now. Rules (deadlines, powers, who
//! leads, escalation) are data in a [`mechanism::Mechanism`]; places, units and the
//! responsibility directory are data in a [`region::Region`]; days off are data in a
//! [`calendar::Calendar`]. What became of the offices since, who holds which position and who is on
//! watch, is a [`directory::Directory`], made of entries like a case.
//!
//! Architecture invariant: this crate reads no clock, no entropy, no file, no network and no
//! environment; time, ids and random choices are arguments.
//!
//! Architecture invariant: no code branches on a named place, unit or law.
//!
//! Architecture invariant: no type can hold the name of an author of a post (PRIV-1).
//!
//! Architecture invariant: `decide` may refuse, `apply` may not fail.

mod authority;
pub mod calendar;
pub mod case;
mod context;
pub mod control;
pub mod directory;
mod ids;
pub mod invariants;
mod lang;
pub mod mechanism;
pub mod problem;
pub mod publicity;
pub mod region;
#[cfg(feature = "schema")]
pub mod schema;
pub mod sight;
pub mod sources;
pub mod words;

pub use authority::Denied;
pub use context::{Context, Responsible};
pub use ids::{
    AreaId, CaseId, ChannelId, ChecklistId, ConsultationId, DeadlineId, DepartmentId, Digest,
    EvidenceId, LeadRuleId, LevelId, MechanismId, OrderId, PersonId, PositionId, PowerId, RemitId,
    RequestId, SourceId, SourceName, StatementId, SupervisionId, UnitId,
};
pub use jiff::Timestamp;
pub use lang::{Lang, Text};

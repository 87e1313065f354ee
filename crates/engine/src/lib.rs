//! The shell around the core: load a case, decide, append its entries, and let everything else
//! follow from the ledger.
//!
//! [`Engine::execute`] loads all that a decision needs, decides without waiting for anything, and
//! appends with the version that it expected. Rows for lists, the outbox and the sweeper's index
//! are written in the same append; all of them can be rebuilt from the ledger.
//!
//! Architecture invariant: no concrete input or output lives here. Storage, clock and delivery are
//! ports, and the in-memory ledger passes the same contract suite as the durable ones.
//!
//! Architecture invariant: only [`record`] knows how an entry is stored, and what it ever wrote it
//! reads for ever.

pub mod accounts;
mod attachments;
mod audit;
mod beside;
mod changes;
mod control;
mod effects;
mod engine;
mod evaluation;
mod fidelity;
mod intake;
mod memory;
mod offices;
mod one_voice;
mod originals;
mod ports;
pub mod record;
mod replay;
mod rows;
mod sample;
pub mod search;
mod sweep;
mod verify;
mod world;

pub use attachments::{ATTACHMENT_BYTES_MAX, Attachment, HandedIn, NotTaken, masked};
pub use audit::{
    Audit, Broken as BrokenInvariant, FailingChannel, Overdue, Pulse, SWEEP_MINUTES_MAX,
};
pub use beside::{Apart, Beside, Copied, beside};
pub use changes::{ChangePlace, Changed};
pub use control::DeskControl;
pub use effects::{Effect, effects};
pub use engine::{Done, Engine, Failure, Rebuilt, Request};
pub use evaluation::{Extent, Observed};
pub use intake::{
    Delivery, Light, OptOut, RemovalGround, SourceCounts, SourceFailure, SourceState, Taken,
    Tombstone,
};
pub use memory::MemoryLedger;
pub use offices::{Directed, OfficeRequest};
pub use originals::{KeptOriginal, KeptText};
pub use ports::{
    Append, AppendError, Archive, ArchivedPost, Audience, Batch, CaseFilter, Checkpoint, Clock,
    CommandKey, Count, Courier, Head, Heartbeat, Ledger, Notice, Page, Store, StoreError, Tellings,
    TopicRow, Tries, Undelivered, Untold,
};
pub use record::{Recorded, Stored};
pub use rows::{CaseRow, Publication, ROW_FORMAT, phase_name, row_of};
pub use sample::{DrawnRelay, RelaySample};
pub use sweep::Swept;
pub use verify::{Broken, Verified, verify};
pub use world::{World, WorldError};

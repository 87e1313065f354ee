//! What people say, as values: text and signal become near-duplicates, topics, places, remits and
//! an explained assessment; and what becomes of it: fidelity of relayed texts, worth of replies.
//!
//! Everything here is a function of its arguments, so a duty officer's "why did it say that?" can
//! be answered by running it again on the same posts.
//!
//! Architecture invariant: this crate sees no clock, file, network, thread, async runtime or
//! operating system entropy. Maps hash with a fixed function, so equal input gives equal output.
//!
//! Architecture invariant: no type here can hold a raw author name, handle or avatar. A voice is
//! an [`AuthorRef`], which only a [`privacy::PseudonymKey`] or a stored reference can produce.
//!
//! Architecture invariant: texts that enter have passed [`privacy::mask`]; nothing here restores
//! what was masked.
//!
//! Architecture invariant: no figure is computed about an author. Voices are counted, never
//! scored.
//!
//! Architecture invariant: no branch on a named place, unit or law. Areas, remits, thresholds and
//! traps arrive as data.

pub mod assess;
pub mod cues;
pub mod fidelity;
pub mod near_duplicates;
pub mod places;
pub mod post;
pub mod privacy;
pub mod remit;
pub mod reply;
pub mod stages;
pub mod text;
pub mod topics;
pub mod voice;

pub use post::{AuthorRef, Complaint, Engagement, Post, PostId, Reply};

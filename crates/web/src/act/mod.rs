//! Acting: from what a position can ask of a case to the entry that came of it.
//!
//! ```text
//! offers (core) → a form (description, choices) → what was typed → a command → decide → entries
//! ```
//! A page shows what the core offers; a form is drawn from a description; what was typed is read
//! into one command; the engine carries it out or says why not, and the same form comes back with
//! everything in it. No rule stands here: what may be done, and by whom, is the core's to say.
//!
//! A form carries a key, so that a double click or a reload does it once, and the version of the
//! case, so that whoever was slower sees what changed before it is done.

mod choices;
mod draw;
mod filled;
mod form;
mod forms;
mod handed;
mod key;
mod looking;
mod on_area;
mod on_case;
pub(crate) mod panel;
mod prefill;
mod read;
mod refused;
mod scene;
pub(crate) mod subject;
mod triage;
mod triage_page;
mod view;
mod who;
mod work;

pub(crate) use looking::Looking;
pub(crate) use on_area::{Offices, ask as ask_offices, post as post_offices};
pub(crate) use on_case::{ask, check, post};
pub(crate) use triage::{ask as ask_triage, next as next_matter, post as post_triage};
pub(crate) use view::{done, done_offices};
pub(crate) use work::work;

/// Bytes of a form with its files, at most: a few originals.
pub(crate) const BODY_BYTES_MAX: usize = 4 * tandem_engine::ORIGINAL_BYTES_MAX;

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

mod answer;
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
pub(crate) use on_area::Offices;
pub(crate) use triage::next as next_matter;
pub(crate) use view::{done, done_offices};
pub(crate) use work::work;

use crate::app::App;
use crate::words::Word;
use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodRouter, get, post};
use std::sync::Arc;

/// Bytes of a form with its files, at most: a few originals.
const BODY_BYTES_MAX: usize = 3 * tandem_engine::ATTACHMENT_BYTES_MAX;

/// A word of this part of the console.
const fn w(zh: &'static str, en: &'static str) -> Word {
    Word::new(zh, en)
}

type Methods = MethodRouter<Arc<App>>;

/// What answers forms on a case.
pub(crate) fn on_case() -> Methods {
    with_files(get(on_case::ask).post(on_case::post))
}

/// What says what the core would say of a form.
pub(crate) fn check() -> Methods {
    with_files(post(on_case::check))
}

/// What answers the form by which a matter is entered.
pub(crate) fn receive() -> Methods {
    with_files(get(on_case::ask_new).post(on_case::post_new))
}

/// What answers triage.
pub(crate) fn triage() -> Methods {
    get(triage::ask).post(triage::post)
}

/// What answers forms of an area's offices.
pub(crate) fn on_area() -> Methods {
    get(on_area::ask).post(on_area::post)
}

fn with_files(methods: Methods) -> Methods {
    methods.layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
}

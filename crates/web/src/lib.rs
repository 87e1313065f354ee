//! HTTP: the staff console and its API, rendered on the server.
//!
//! A request is read into [`asked::Asked`] (path, parameters, language), a page is made from the
//! engine's answers in one blocking step, and the answer is HTML that works without a script. The
//! one script only replaces the main part of a page when the ledger has grown.
//!
//! People come in through the [`door`]; what they see there follows from their position by the
//! policy of [`tandem_core::sight`], and every route says who may come to it ([`routes`]).
//!
//! Who signed in acts by forms ([`act`]): each is drawn from a description, read into one command,
//! and decided by the core, which alone knows who may do what. A stranger only reads.
//!
//! Architecture invariant: this is the only crate that serves HTTP, and HTTP is all it knows:
//! no SQL, no files, no clock but [`App::clock`].
//!
//! Architecture invariant: no page asks anything of another host; there is no inline script and
//! no inline style, and the content security policy says so.
//!
//! Architecture invariant: storage is called in blocking tasks only, never on an async worker.
//!
//! What anybody may read, without signing in, is the [`portal`].
//!
//! Architecture invariant: no answer shows the pseudonym of an author.

mod act;
mod answers;
mod api;
mod app;
mod asked;
mod assets;
mod bulk;
mod chart;
mod command;
mod door;
mod error;
mod evaluations;
mod live;
mod openapi;
mod outside;
mod pages;
mod portal;
mod press;
mod routes;
mod search;
mod show;
mod signed;
mod simulation;
mod tracks;
mod words;

pub use app::{App, router, serve};
pub use door::{Door, Entrance, Origin};
pub use openapi::document as openapi_document;
pub use outside::{Delivered, Hooks, NotTaken, Outside};
pub use portal::Portal;
pub use press::{Account, FileKind, Manuscript, PaperOf, Press, PressError, Setting, Sheet};
pub use routes::{Comers, comers};
pub use signed::Signed;
pub use simulation::Simulation;

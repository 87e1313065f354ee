//! Telling units outside the console: by mail, by a webhook of their own, by the robots of group
//! messengers.
//!
//! What concerns a unit stands in the console the moment it is recorded. Beside that, [`owed`] notes
//! what the unit is to be told elsewhere, and a [`Teller`] looks again and again at what is still
//! untold: the mechanism's `[telling]` says what goes at once, what waits for the morning and what
//! is collected; the directory of offices says by which channels a unit is reached; the operator's
//! [`Book`] says where those lead. What became of each message is an entry of the directory.
//!
//! Nothing is a timer. A teller that was killed, or whose clock jumped, looks at the same untold
//! things and comes to the same messages; a message that was sent twice for that carries the same id
//! twice.
//!
//! Architecture invariant: a message has the number of a case, what kind of thing is asked, by when,
//! and a link. [`Line`] has no field for more: no title, no text, no person.
//!
//! Architecture invariant: addresses and secrets live in the operator's files and never reach the
//! ledger or a log.
//!
//! Architecture invariant: HTTP is asked for through [`Post`] by whoever looks at addresses; this
//! crate alone knows SMTP.

mod book;
mod brief;
mod check;
mod letter;
mod mail;
mod owed;
mod plan;
mod post;
mod robots;
mod send;
mod teller;

pub use book::{Attach, Book, Brief, Carrier, Entry, Robot, Secret, Security, Smtp};
pub use brief::{NoPress, Press};
pub use check::test_letter;
pub use letter::{Drill, Letter, Line};
pub use owed::owed;
pub use plan::{Due, Moment, Planned, Reached, plan};
pub use post::{Outgoing, Post, Reply};
pub use robots::{hook_signature, request};
pub use send::Sender;
pub use teller::{Round, Teller};

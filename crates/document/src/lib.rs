//! Official papers: orders, accounts, statements, briefs and case files, as PDF and DOCX.
//!
//! A paper is composed from a case and its entries ([`compose`]) into one value ([`Paper`]) that
//! knows nothing of files; [`pdf`](mod@pdf) and [`docx`](mod@docx) lay it out. Chinese papers follow
//! GB/T 9704-2012 (page, margins, type sizes, red head, imprint), English ones are letters.
//!
//! Whatever states a fact carries the number of its finding, so that a reader finds the evidence
//! behind it. A paper of a drill says so on every page, and so does one of simulated officials.
//!
//! Architecture invariant: no clock, network or storage. The only files that are read are fonts.
//!
//! Architecture invariant: text of people never becomes markup: it reaches the layout as data.

pub mod compose;
pub mod docx;
pub mod fonts;
mod paper;
pub mod pdf;

pub use fonts::{Fonts, FontsError};
pub use paper::{Block, Mark, Paper};

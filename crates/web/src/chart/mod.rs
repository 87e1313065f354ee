//! Charts, drawn on the server as SVG.
//!
//! A chart is a function from a shape (numbers, and words in the reader's language) to a
//! [`Drawing`]; it knows no request and no ledger. [`Figure`] puts around it what every chart owes
//! its reader: a title, a sentence that says what is to be seen, the same for a screen reader, and
//! the table behind it. So a chart works without a script, on paper, in both themes and read aloud.
//!
//! Architecture invariant: no colour carries a meaning alone; a shape, a dash, a digit or a word
//! says the same.
//!
//! Architecture invariant: a chart draws only what its table holds.

mod calendar;
mod figure;
mod intervals;
mod life;
mod network;
mod sankey;
mod scale;
mod survival;

pub(crate) use calendar::{Calendar, Week};
pub(crate) use figure::{BEHIND, Figure};
pub(crate) use intervals::{Interval, Intervals};
pub(crate) use life::{Bin, Life};
pub(crate) use network::{Arc, Layer, Network, Node, NodeKind};
pub(crate) use sankey::{Flow, Sankey, Way};
pub(crate) use survival::{Survival, longest_s};

#[cfg(test)]
mod tests;

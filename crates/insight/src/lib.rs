//! How well offices act together, as values: weights and synergy from indicators, networks and
//! waiting times from event logs, the four problems of linkage from ledgers.
//!
//! Two kinds of input meet here. A *measure document* is one JSON value with figures that people
//! put together; [`measure`](measure::measure) answers with every intermediate result, so that the
//! figure can be worked again by hand. An *event log* says who did what on which case and when;
//! [`evaluate`](evaluate::evaluate) answers with counts, times and networks.
//!
//! Architecture invariant: this crate sees no clock, file, network, thread, async runtime or
//! operating system entropy. Logs arrive as bytes. Maps hash with a fixed function and no output
//! depends on their order, so equal input gives equal output.
//!
//! Architecture invariant: nothing here draws, and nothing here ranks units. Lists of units are in
//! the order of their names.
//!
//! Architecture invariant: readers never panic, whatever the bytes say. What cannot be used is
//! counted with its place and reason.

pub mod change;
pub mod conformance;
pub mod evaluate;
pub mod follows;
pub mod handover;
pub mod interval;
pub mod ledger;
pub mod log;
pub mod measure;
pub mod network;
pub mod survival;
pub mod words;

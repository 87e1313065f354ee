//! Tests of the measures and of evaluation over event logs.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "what only tests use may fail as they do"
)]

mod change;
mod formats;
mod ledger;
mod logs;
mod measures;

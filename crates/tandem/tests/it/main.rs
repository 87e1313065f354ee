//! Tests of the binary as its user meets it.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that fails says where")]
mod bulk;
mod compare;
mod coverage;
mod demo;
mod intake;
mod rights;
mod scenarios;
mod series;
mod simulate;
mod tools;

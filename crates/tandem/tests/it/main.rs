//! Tests of the binary as its user meets it.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that fails says where")]
mod account;
mod bulk;
mod calibrate;
mod compare;
mod coverage;
mod demo;
mod intake;
mod optimise;
mod rights;
mod said;
mod scenarios;
mod series;
mod simulate;
mod telling;
mod tools;

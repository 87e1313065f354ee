//! Tests of the binary as its user meets it.
mod demo;
mod scenarios;

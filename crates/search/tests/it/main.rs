//! Tests of the index on real ledgers in memory.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod house;
mod life;
mod sight;
mod words;

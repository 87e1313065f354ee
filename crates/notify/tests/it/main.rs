//! Tests of telling over random ledgers.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod leaks;

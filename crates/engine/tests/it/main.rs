//! Tests of the engine on the ledger in memory.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that fails says where")]

mod beside;
mod engine;
mod golden;
mod offices;

use std::sync::Arc;
use tandem_engine::MemoryLedger;

#[test]
fn accounts_in_memory_keep_the_contract() {
    tandem_testkit::accounts::suite(&|| {
        std::sync::Arc::new(tandem_engine::accounts::MemoryAccounts::default())
    });
}

#[test]
fn the_ledger_in_memory_keeps_the_contract() {
    tandem_testkit::contract::store(&|| Arc::new(MemoryLedger::default()));
}

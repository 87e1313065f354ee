//! Tests of the engine on the ledger in memory.

mod engine;
mod golden;

use std::sync::Arc;
use tandem_engine::MemoryLedger;

#[test]
fn the_ledger_in_memory_keeps_the_contract() {
    tandem_testkit::contract::store(&|| Arc::new(MemoryLedger::default()));
}

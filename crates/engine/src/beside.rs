//! A ledger beside a copy of it, or beside another node's: what both hold must be the same.
//!
//! An auditor who kept last year's export proves with it that nothing was rewritten since; two
//! nodes prove that no case was written at both (OWN-1).

use crate::ports::{Ledger, StoreError};
use crate::record::{GENESIS, Stored, hash};
use serde::Serialize;
use std::collections::BTreeMap;
use tandem_core::invariants::{Copy, check_across};
use tandem_core::{CaseId, Digest};

/// How a ledger and a copy compare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Beside {
    /// Entries of the copy.
    pub entries: u64,
    /// The copy is how this ledger began, or all of it.
    pub beginning: bool,
    /// Cases, and areas' directories, that both hold.
    pub shared: u64,
    /// Those among them that went on differently.
    pub apart: Vec<Apart>,
}

/// A case that two ledgers hold differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Apart {
    /// Which.
    pub case: CaseId,
    /// The invariant that is broken, and how.
    pub what: String,
}

/// A copy, entry by entry, as an export has it.
#[derive(Debug)]
pub struct Copied {
    root: Digest,
    entries: u64,
    cases: BTreeMap<CaseId, Vec<Digest>>,
}

impl Default for Copied {
    fn default() -> Self {
        Self { root: GENESIS, entries: 0, cases: BTreeMap::new() }
    }
}

impl Copied {
    /// Whether it holds no entry.
    pub fn is_empty(&self) -> bool {
        self.entries == 0
    }

    /// Takes the next entry of the copy.
    ///
    /// # Errors
    /// What is wrong with it: the copy itself was changed, or entries are missing.
    pub fn push(&mut self, stored: &Stored) -> Result<(), String> {
        let next = self.entries + 1;
        if stored.seq != next {
            return Err(format!("entry {next} should come here, and {} does", stored.seq));
        }
        let Stored { seq, case, version, body, .. } = stored;
        if hash(self.root, *seq, case, *version, body) != stored.hash {
            return Err(format!("entry {seq} is not what was written: its hash does not fit"));
        }
        let entries = self.cases.entry(case.clone()).or_default();
        entries.push(Digest::of(body.as_bytes()));
        (self.entries, self.root) = (next, stored.hash);
        Ok(())
    }
}

/// Holds a ledger beside a copy.
///
/// # Errors
/// The ledger cannot be read.
pub fn beside(ledger: &dyn Ledger, copy: &Copied) -> Result<Beside, StoreError> {
    const STRIDE: usize = 10_000;
    let (mut seq, mut beginning) = (0, copy.entries == 0);
    let mut own: BTreeMap<CaseId, Vec<Digest>> = BTreeMap::new();
    loop {
        let part = ledger.scan(seq, STRIDE)?;
        let Some(last) = part.last() else { break };
        seq = last.seq;
        for stored in part {
            beginning |= stored.seq == copy.entries && stored.hash == copy.root;
            if copy.cases.contains_key(&stored.case) {
                let digest = Digest::of(stored.body.as_bytes());
                own.entry(stored.case).or_default().push(digest);
            }
        }
    }
    let mut apart = Vec::new();
    for (case, here) in &own {
        let there = copy.cases.get(case).map_or(&[][..], Vec::as_slice);
        let copies = [
            Copy { node: "this ledger", entries: here },
            Copy { node: "the copy", entries: there },
        ];
        let found = check_across(&copies).into_iter();
        apart.extend(found.map(|breach| Apart { case: case.clone(), what: breach.to_string() }));
    }
    Ok(Beside { entries: copy.entries, beginning, shared: own.len() as u64, apart })
}

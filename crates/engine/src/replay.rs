//! Folding a whole ledger: one reader, and a worker for each core that decodes and folds the cases
//! that fall to it. A case falls to one worker alone, so its entries stay in order.

use crate::engine::Failure;
use crate::ports::Ledger;
use crate::record::{ReadError, Stored, directory_of};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use tandem_core::CaseId;
use tandem_core::case::{Case, apply};

/// Entries that are read at a time.
const STRIDE: usize = 10_000;

/// Parts that may wait for a worker.
const WAITING: usize = 4;

/// All cases of a ledger; counts entries into `entries`.
pub(crate) fn replay(
    ledger: &dyn Ledger,
    entries: &mut u64,
) -> Result<HashMap<CaseId, Case>, Failure> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let mut parts = Vec::with_capacity(workers);
        let mut folding = Vec::with_capacity(workers);
        for worker in 0..workers {
            let (send, receive) = sync_channel(WAITING);
            parts.push(send);
            folding.push(scope.spawn(move || fold(&receive, worker, workers)));
        }
        let mut seq = 0;
        loop {
            let part = ledger.scan(seq, STRIDE)?;
            let Some(last) = part.last() else { break };
            seq = last.seq;
            *entries += part.len() as u64;
            let part = Arc::new(part);
            // A worker that met an unreadable entry has hung up; its error comes with the join.
            if parts.iter().any(|worker| worker.send(Arc::clone(&part)).is_err()) {
                break;
            }
        }
        drop(parts);
        let mut cases = HashMap::new();
        for worker in folding {
            cases.extend(worker.join().expect("folding does not panic")?);
        }
        Ok(cases)
    })
}

fn fold(
    parts: &Receiver<Arc<Vec<Stored>>>,
    worker: usize,
    workers: usize,
) -> Result<HashMap<CaseId, Case>, ReadError> {
    let mut cases: HashMap<CaseId, Case> = HashMap::new();
    for part in parts {
        let mine = |stored: &&Stored| {
            directory_of(&stored.case).is_none() && falls_to(&stored.case, workers) == worker
        };
        for stored in part.iter().filter(mine) {
            let entry = stored.entry()?;
            match cases.get_mut(&stored.case) {
                Some(case) => apply(case, &entry),
                None => {
                    let mut case = Case::new(stored.case.clone());
                    apply(&mut case, &entry);
                    cases.insert(stored.case.clone(), case);
                }
            }
        }
    }
    Ok(cases)
}

fn falls_to(case: &CaseId, workers: usize) -> usize {
    let mut hasher = DefaultHasher::new();
    case.hash(&mut hasher);
    (hasher.finish() % workers as u64) as usize
}

//! The relays that chance chooses to be read again.

use crate::engine::{Engine, Failure};
use crate::ports::{Checkpoint, Ledger};
use crate::record::GENESIS;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use tandem_core::case::{Phase, RelayedBy};
use tandem_core::{AreaId, CaseId, Digest, EvidenceId, Timestamp, UnitId};
use tracing::debug;

/// What was drawn of the relays of the last period that is over.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RelaySample {
    /// When the period began.
    pub from: Timestamp,
    /// When it ended.
    pub until: Timestamp,
    /// The ledger's root at its end, by which was drawn: nobody knew it when the relays were made.
    pub seed: Digest,
    /// The share that the mechanism asks for.
    pub share: f64,
    /// Relays of the period.
    pub relays: u64,
    /// Those that were drawn, by case and number.
    pub drawn: Vec<DrawnRelay>,
}

/// A relay that was drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DrawnRelay {
    /// Of which case.
    pub case: CaseId,
    /// The case's title.
    pub title: String,
    /// Its number in the case.
    pub relay: u32,
    /// What it is.
    pub what: RelayedBy,
    /// Who sent it.
    pub from: UnitId,
    /// Who received it.
    pub to: UnitId,
    /// When.
    pub at: Timestamp,
    /// The originals that it carries.
    pub carries: Vec<EvidenceId>,
    /// Whether somebody has audited it already.
    pub audited: bool,
}

impl Engine {
    /// The sample of the last period that is over at an instant; `None` where the mechanism asks
    /// for none. Equal ledgers give equal samples, whoever asks and whenever; an area gets the part
    /// that concerns the desks in it and below it.
    ///
    /// # Errors
    /// Where storage fails or an entry cannot be read.
    pub fn relay_sample(
        &self,
        at: Timestamp,
        under: Option<&AreaId>,
    ) -> Result<Option<RelaySample>, Failure> {
        let Some(rule) = &self.world().mechanism.relay_audit else { return Ok(None) };
        let (from, until) = rule.last_period(&self.world().calendar, at);
        let seed = root_before(self.store(), until)?;
        let mut sample =
            RelaySample { from, until, seed, share: rule.share, relays: 0, drawn: Vec::new() };
        for case in self.replay(&mut 0)?.into_values() {
            if case.drill || case.phase == Phase::New || !self.lies_under(&case, under) {
                continue;
            }
            for relay in case.relays.iter().filter(|relay| relay.at >= from && relay.at < until) {
                sample.relays += 1;
                if rule.draws(&seed, &case.id, relay.no) {
                    sample.drawn.push(DrawnRelay {
                        case: case.id.clone(),
                        title: case.title.clone(),
                        relay: relay.no,
                        what: relay.what.clone(),
                        from: relay.from.clone(),
                        to: relay.to.clone(),
                        at: relay.at,
                        carries: relay.carries.clone(),
                        audited: relay.audit.is_some(),
                    });
                }
            }
        }
        sample.drawn.sort_by(|a, b| (&a.case, a.relay).cmp(&(&b.case, b.relay)));
        Ok(Some(sample))
    }
}

/// Entries that are read at a time.
const STRIDE: usize = 10_000;

/// The ledger's root before an instant: that of the last entry before the first one that is not.
/// It walks on from the latest checkpoint, so that no entry is walked over twice for this.
pub(crate) fn root_before(ledger: &dyn Ledger, until: Timestamp) -> Result<Digest, Failure> {
    let known = ledger.checkpoint(until)?;
    if let Some(known) = known.filter(|known| known.until == until) {
        return Ok(known.root);
    }
    // Everything up to a checkpoint of an earlier instant is earlier than this one too.
    let (mut seq, mut root) = known.map_or((0, GENESIS), |known| (known.seq, known.root));
    loop {
        let part = ledger.scan(seq, STRIDE)?;
        if part.is_empty() {
            return Ok(root);
        }
        for stored in part {
            if stored.recorded()?.at() >= until {
                let checkpoint = Checkpoint { until, seq, root };
                if let Err(error) = ledger.remember_checkpoint(&checkpoint) {
                    // Whoever only reads a ledger walks it again next time.
                    debug!(%error, "A checkpoint was not remembered");
                }
                return Ok(root);
            }
            (seq, root) = (stored.seq, stored.hash);
        }
    }
}

/// The ledger's roots before several instants, in one walk that trusts no checkpoint.
pub(crate) fn roots_before(
    ledger: &dyn Ledger,
    instants: BTreeSet<Timestamp>,
) -> Result<BTreeMap<Timestamp, Digest>, Failure> {
    let mut roots = BTreeMap::new();
    let mut waiting = instants.into_iter().peekable();
    let (mut seq, mut root) = (0, GENESIS);
    while waiting.peek().is_some() {
        let part = ledger.scan(seq, STRIDE)?;
        if part.is_empty() {
            break;
        }
        for stored in part {
            let at = stored.recorded()?.at();
            while let Some(until) = waiting.next_if(|until| *until <= at) {
                roots.insert(until, root);
            }
            (seq, root) = (stored.seq, stored.hash);
        }
    }
    roots.extend(waiting.map(|until| (until, root)));
    Ok(roots)
}

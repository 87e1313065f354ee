//! How much of its originals survives in what was reported upward.
//!
//! The ledger records the fidelity of each sitrep, and of each feedback that carries originals,
//! against the originals that it rests on (FID-1); here it is summed up. Only the text is held against them. They travel with the sitrep and its
//! reader can open them, so a low figure says what somebody misses who reads no further, not what
//! was withheld. Whether a relay was faithful is told by the audits of those who read the
//! originals again.

use super::feedback::Share;
use crate::interval::Z;
use serde::Serialize;
use std::collections::BTreeMap;
use tandem_core::case::{Case, Entry, EntryKind, Fidelity, RelayVerdict, Unmeasured};
use tandem_core::{LevelId, UnitId};

/// What was reported upward.
#[derive(Debug, Default)]
pub(super) struct Relays {
    sitreps: Vec<(LevelId, UnitId, Option<Kept>)>,
    /// Feedback that carried originals, measured or not.
    accounts: Vec<Option<Kept>>,
    not_at_hand: u64,
    audited: u64,
    faithful: u64,
}

/// A sitrep held against its originals; all but the drift from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Kept {
    /// How much survived as it was.
    pub fidelity: f64,
    /// Share of facts that is gone.
    pub omission: f64,
    /// Share of facts that the originals do not have.
    pub addition: f64,
    /// Share of kept facts that was changed.
    pub alteration: f64,
    /// Share of qualifiers that was lost.
    pub qualifier_loss: f64,
    /// Graver above 0, milder below, −1 to 1.
    pub severity_drift: f64,
    /// Share of sentences without ground in the originals.
    pub unsupported: f64,
}

/// Means over relays.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Means {
    /// A level or a unit; `all` for everything.
    pub of: String,
    /// Sitreps.
    pub n: u64,
    /// Means of the measures.
    #[serde(flatten)]
    pub mean: Kept,
    /// 95 % interval of the mean fidelity after the normal distribution, from below; nothing of
    /// fewer than two.
    pub low: Option<f64>,
    /// The same from above.
    pub high: Option<f64>,
}

/// Fidelity of what was reported upward.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UpwardFidelity {
    /// Sitreps.
    pub relays: u64,
    /// Of these not measured: no original with a text is cited.
    pub unmeasured: u64,
    /// Over all that were measured, if any was.
    pub all: Option<Means>,
    /// Feedback that carried originals, the other kind of relay.
    pub feedback_relays: u64,
    /// Over all feedback that was measured, if any was.
    pub feedback: Option<Means>,
    /// Sitreps and feedback that were not measured since the text of their originals is not kept.
    pub not_at_hand: u64,
    /// By the level of the desk; only with enough relays.
    pub by_level: Vec<Means>,
    /// By desk; only with enough relays.
    pub by_unit: Vec<Means>,
    /// Relays that were found faithful, of all that were audited.
    pub audited_faithful: Share,
}

impl From<&Fidelity> for Kept {
    fn from(found: &Fidelity) -> Self {
        let share = |permille: u16| f64::from(permille) / 1000.0;
        Self {
            fidelity: share(found.fidelity_permille),
            omission: share(found.omission_permille),
            addition: share(found.addition_permille),
            alteration: share(found.alteration_permille),
            qualifier_loss: share(found.qualifier_loss_permille),
            severity_drift: f64::from(found.severity_drift_permille) / 1000.0,
            unsupported: share(found.unsupported_permille),
        }
    }
}

impl Relays {
    pub(super) fn observe(&mut self, case: &Case, entry: &Entry) {
        match &entry.kind {
            EntryKind::SitrepFiled { fidelity, unmeasured, .. } => {
                let kept = fidelity.as_ref().map(Kept::from);
                self.sitreps.push((case.level.clone(), entry.by.unit(), kept));
                self.not_at_hand += u64::from(*unmeasured == Some(Unmeasured::NotAtHand));
            }
            EntryKind::FeedbackGiven { carries, fidelity, unmeasured, .. }
                if !carries.is_empty() =>
            {
                self.accounts.push(fidelity.as_ref().map(Kept::from));
                self.not_at_hand += u64::from(*unmeasured == Some(Unmeasured::NotAtHand));
            }
            EntryKind::RelayAudited { verdict, .. } => {
                self.audited += 1;
                self.faithful += u64::from(*verdict == RelayVerdict::Faithful);
            }
            _ => {}
        }
    }

    pub(super) fn sum_up(&self, n_min: u64) -> UpwardFidelity {
        let measured = || {
            self.sitreps
                .iter()
                .filter_map(|(level, unit, kept)| Some((level, unit, kept.as_ref()?)))
        };
        let mut levels: BTreeMap<&str, Vec<&Kept>> = BTreeMap::new();
        let mut units: BTreeMap<&str, Vec<&Kept>> = BTreeMap::new();
        for (level, unit, kept) in measured() {
            levels.entry(level.as_str()).or_default().push(kept);
            units.entry(unit.as_str()).or_default().push(kept);
        }
        let all: Vec<&Kept> = measured().map(|(.., kept)| kept).collect();
        let enough = |groups: &BTreeMap<&str, Vec<&Kept>>| -> Vec<Means> {
            let groups = groups.iter().filter(|(_, kept)| kept.len() as u64 >= n_min);
            groups.filter_map(|(of, kept)| means(of, kept)).collect()
        };
        UpwardFidelity {
            relays: self.sitreps.len() as u64,
            unmeasured: (self.sitreps.len() - all.len()) as u64,
            all: means("all", &all),
            feedback_relays: self.accounts.len() as u64,
            feedback: means("feedback", &self.accounts.iter().flatten().collect::<Vec<_>>()),
            not_at_hand: self.not_at_hand,
            by_level: enough(&levels),
            by_unit: enough(&units),
            audited_faithful: Share::of(self.faithful, self.audited),
        }
    }
}

fn means(of: &str, kept: &[&Kept]) -> Option<Means> {
    if kept.is_empty() {
        return None;
    }
    let n = kept.len() as f64;
    let mean = |of: fn(&Kept) -> f64| kept.iter().map(|kept| of(kept)).sum::<f64>() / n;
    let fidelity = mean(|kept| kept.fidelity);
    let squares: f64 = kept.iter().map(|kept| (kept.fidelity - fidelity).powi(2)).sum();
    let half = (n > 1.0).then(|| Z * (squares / (n - 1.0) / n).sqrt());
    Some(Means {
        of: of.to_owned(),
        n: kept.len() as u64,
        mean: Kept {
            fidelity,
            omission: mean(|kept| kept.omission),
            addition: mean(|kept| kept.addition),
            alteration: mean(|kept| kept.alteration),
            qualifier_loss: mean(|kept| kept.qualifier_loss),
            severity_drift: mean(|kept| kept.severity_drift),
            unsupported: mean(|kept| kept.unsupported),
        },
        low: half.map(|half| (fidelity - half).max(0.0)),
        high: half.map(|half| (fidelity + half).min(1.0)),
    })
}

//! How much of what was cited survives in what was reported upward.
//!
//! A sitrep relays what it cites: originals that travel with it, and findings. The ledger holds
//! the digests of originals, not their texts, and telling how faithful a text is belongs to
//! `sense`. So the relays are handed out, somebody who has the originals measures them, and the
//! measures are summed up here.
//!
//! Only the text is held against what it cites. The originals travel with a sitrep and its reader
//! can open them, so a low figure says what somebody misses who reads no further, not what was
//! withheld.

use serde::Serialize;
use std::collections::BTreeMap;
use tandem_core::case::{Case, Cite, Entry, EntryKind};
use tandem_core::{Digest, LevelId, UnitId};

/// A text that was reported upward, and what it cites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relay {
    /// The level of the desk that reported.
    pub level: LevelId,
    /// The desk.
    pub from: UnitId,
    /// What it wrote.
    pub text: String,
    /// What it cites.
    pub originals: Vec<Original>,
}

/// What a relay cites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Original {
    /// An original by the digest of its content.
    Evidence(Digest),
    /// A finding in words.
    Finding(String),
}

/// A relay held against what it cites; all but the drift from 0 to 1.
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
    /// Relays.
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
    /// Of these not measured, because an original is not there or nothing is cited.
    pub unmeasured: u64,
    /// Over all that were measured, if any was.
    pub all: Option<Means>,
    /// By the level of the desk; only with enough relays.
    pub by_level: Vec<Means>,
    /// By desk; only with enough relays.
    pub by_unit: Vec<Means>,
}

/// The relay that an entry makes, if it makes one.
pub(super) fn relay_of(case: &Case, entry: &Entry) -> Option<Relay> {
    let EntryKind::SitrepFiled { text, cites, .. } = &entry.kind else { return None };
    let original = |cite: &Cite| match cite {
        Cite::Evidence(id) => {
            let evidence = case.evidence.iter().find(|evidence| &evidence.id == id)?;
            Some(Original::Evidence(evidence.digest))
        }
        Cite::Finding(no) => {
            let finding = case.finding(*no)?;
            Some(Original::Finding(format!("{}：{}。", finding.key, finding.value)))
        }
    };
    Some(Relay {
        level: case.level.clone(),
        from: entry.by.unit(),
        text: text.clone(),
        originals: cites.iter().filter_map(original).collect(),
    })
}

/// Sums up relays with what was measured on them, in the same order; what is missing at the end
/// was not measured.
pub(super) fn sum_up(relays: &[Relay], kept: &[Option<Kept>], n_min: u64) -> UpwardFidelity {
    let measured: Vec<(&Relay, &Kept)> = relays
        .iter()
        .zip(kept)
        .filter_map(|(relay, kept)| kept.as_ref().map(|kept| (relay, kept)))
        .collect();
    let grouped = |of: fn(&Relay) -> &str| -> Vec<Means> {
        let mut groups: BTreeMap<&str, Vec<&Kept>> = BTreeMap::new();
        for (relay, kept) in &measured {
            groups.entry(of(relay)).or_default().push(kept);
        }
        let enough = groups.iter().filter(|(_, kept)| kept.len() as u64 >= n_min);
        enough.filter_map(|(of, kept)| means(of, kept)).collect()
    };
    let all: Vec<&Kept> = measured.iter().map(|(_, kept)| *kept).collect();
    UpwardFidelity {
        relays: relays.len() as u64,
        unmeasured: (relays.len() - measured.len()) as u64,
        all: means("all", &all),
        by_level: grouped(|relay| relay.level.as_str()),
        by_unit: grouped(|relay| relay.from.as_str()),
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
    let half = (n > 1.0).then(|| 1.959_963_984_540_054 * (squares / (n - 1.0) / n).sqrt());
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

//! The state of a detector as a value that can be stored: read back, it goes on as if it had never
//! stopped.
//!
//! Numbers with a fraction are stored by their bits, so that no rounding of a text form can send
//! a later post elsewhere.

use serde::{Deserialize, Serialize};

use super::cluster::Cluster;
use super::index::Index;
use super::terms::{TermId, Terms};
use super::{Config, Detector};

/// State of a [`Detector`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Snapshot {
    format: u32,
    config: Config,
    terms: Terms,
    clusters: Vec<Option<Kept>>,
    free: Vec<u32>,
    silent: Vec<(i64, u32, u64)>,
    serial: u64,
    now: i64,
}

/// A cluster with its terms: number, bits of the weight, posts with the term.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    cluster: Cluster,
    terms: Vec<(TermId, u32, u32)>,
}

/// Stored state that no detector can have written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSnapshot {
    /// Written by another version.
    #[error("the state has format {0}, this version reads format {FORMAT}")]
    Format(u32),
    /// Parts that do not fit together.
    #[error("the state is damaged: {0}")]
    Damaged(&'static str),
}

/// Format of what is written.
const FORMAT: u32 = 1;

impl Detector {
    /// The state after the posts so far.
    pub fn snapshot(&self) -> Snapshot {
        let kept = |slot: usize| {
            self.index.clusters[slot].as_ref().map(|cluster| Kept {
                cluster: cluster.clone(),
                terms: self
                    .index
                    .terms(slot as u32)
                    .into_iter()
                    .map(|(term, weight, posts)| (term, weight.to_bits(), posts))
                    .collect(),
            })
        };
        let current = |&&(at, slot, serial): &&(i64, u32, u64)| {
            let cluster = self.index.clusters[slot as usize].as_ref();
            cluster.is_some_and(|c| c.serial() == serial && c.touched() == at)
        };
        Snapshot {
            format: FORMAT,
            config: self.config,
            terms: self.terms.clone(),
            clusters: (0..self.index.clusters.len()).map(kept).collect(),
            free: self.index.free.clone(),
            silent: self.silent.iter().filter(current).copied().collect(),
            serial: self.serial,
            now: self.now,
        }
    }

    /// A detector that goes on where a snapshot was taken.
    ///
    /// # Errors
    /// Where the state was written by another version or its parts do not fit together.
    pub fn restore(snapshot: Snapshot) -> Result<Self, BadSnapshot> {
        if snapshot.format != FORMAT {
            return Err(BadSnapshot::Format(snapshot.format));
        }
        let mut detector = Self::new(snapshot.config);
        detector.terms = snapshot.terms;
        detector.terms.index();
        detector.serial = snapshot.serial;
        detector.now = snapshot.now;
        let terms_len = detector.terms.len();
        let mut index = Index::with_free(snapshot.free);
        let mut terms_of = Vec::with_capacity(snapshot.clusters.len());
        for (slot, kept) in snapshot.clusters.into_iter().enumerate() {
            let (cluster, terms) = kept.map_or((None, Vec::new()), |k| (Some(k.cluster), k.terms));
            if terms.iter().any(|&(term, _, _)| term as usize >= terms_len) {
                return Err(BadSnapshot::Damaged("a cluster uses an unknown term"));
            }
            if let Some(cluster) = &cluster {
                detector.open += 1;
                for id in std::iter::once(cluster.id()).chain(&cluster.earlier_ids) {
                    detector.by_id.insert(id.clone(), slot as u32);
                }
            }
            index.clusters.push(cluster);
            terms_of.push(terms);
        }
        let known = |slot: u32| index.clusters.get(slot as usize);
        if !index.free.iter().all(|&slot| known(slot).is_some_and(Option::is_none)) {
            return Err(BadSnapshot::Damaged("a slot is both free and in use"));
        }
        if !snapshot.silent.iter().all(|&(_, slot, _)| known(slot).is_some_and(Option::is_some)) {
            return Err(BadSnapshot::Damaged("an empty slot waits to be closed"));
        }
        for (slot, terms) in terms_of.iter().enumerate() {
            if index.clusters[slot].is_some() {
                let weighed = terms.iter().map(|&(t, weight, n)| (t, f32::from_bits(weight), n));
                let weighed: Vec<(TermId, f32, u32)> = weighed.collect();
                index.restore(slot as u32, &weighed, terms_len);
            }
        }
        detector.index = index;
        detector.silent = snapshot.silent.into();
        Ok(detector)
    }
}

/// A number with a fraction as its bits.
pub(super) mod bits {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(in super::super) fn serialize<S: Serializer>(of: &f64, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(of.to_bits())
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<f64, D::Error> {
        u64::deserialize(from).map(f64::from_bits)
    }
}

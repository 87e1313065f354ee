//! Open clusters and, for every term, the clusters that use it.
//!
//! Every cluster knows where its postings are, so that a posting is found, changed and taken out
//! at once, however long a list is. A post reads only the lists that can matter: terms whose joint
//! weight is below the least cosine cannot bring a cluster in by themselves, and of a term that
//! very many clusters use nothing is learnt by reading them all. Such terms are looked up in the
//! clusters that the others found.

use rustc_hash::FxHashMap;

use super::Config;
use super::cluster::Cluster;
use super::terms::{TermId, Weighed};

/// Clusters of one term beyond which its list is not read.
const LIST_MAX: usize = 1_000;
/// Terms of a cluster, the heaviest, by which its neighbours are found.
const LEADING_MAX: usize = 64;

/// Where a cluster's posting of a term is, and in how many of its posts the term occurs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    at: u32,
    posts: u32,
}

/// The terms of a cluster.
pub(super) type Links = FxHashMap<TermId, Link>;

#[derive(Debug, Clone, Copy)]
struct Posting {
    slot: u32,
    weight: f32,
}

/// What the scan of postings needs of a cluster, close together in memory.
#[derive(Debug, Clone, Copy, Default)]
struct Head {
    /// One by the length of the sum vector.
    scale: f32,
    /// Posts, 0 where the slot is free.
    posts: u32,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    pub(super) clusters: Vec<Option<Cluster>>,
    pub(super) free: Vec<u32>,
    heads: Vec<Head>,
    postings: Vec<Vec<Posting>>,
    scores: Scores,
}

/// Scratch: dot products of the current vector with every cluster that shares a term.
#[derive(Debug, Clone, Default)]
struct Scores {
    dot: Vec<f32>,
    touched: Vec<u32>,
}

/// A cluster that a post may join.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near {
    pub(super) slot: u32,
    /// Cosine, less the longer the cluster was silent.
    pub(super) similarity: f32,
    /// How much the shared terms would surprise if they met by chance, in nats.
    pub(super) evidence: f32,
}

impl Index {
    /// An empty index some of whose future slots are free.
    pub(super) fn with_free(free: Vec<u32>) -> Self {
        Self { free, ..Self::default() }
    }

    pub(super) fn cluster(&self, slot: u32) -> &Cluster {
        self.clusters[slot as usize].as_ref().expect("the slot is in use")
    }

    pub(super) fn cluster_mut(&mut self, slot: u32) -> &mut Cluster {
        self.clusters[slot as usize].as_mut().expect("the slot is in use")
    }

    /// Whether an open cluster uses a term.
    pub(super) fn uses(&self, term: TermId) -> bool {
        self.postings.get(term as usize).is_some_and(|list| !list.is_empty())
    }

    /// Puts a new cluster into a slot.
    pub(super) fn open(&mut self, cluster: Cluster) -> u32 {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.clusters.push(None);
            self.heads.push(Head::default());
            u32::try_from(self.clusters.len() - 1).expect("fewer than 2^32 clusters are open")
        });
        self.clusters[slot as usize] = Some(cluster);
        slot
    }

    /// Adds the vector of a post that was counted in the cluster before.
    pub(super) fn add(&mut self, slot: u32, vector: &[Weighed], terms_max: usize) {
        for w in vector {
            self.link(slot, w.term, w.weight, 1);
        }
        self.settle(slot, terms_max);
    }

    /// Takes a cluster out.
    pub(super) fn close(&mut self, slot: u32) -> Option<Cluster> {
        let mut cluster = self.clusters[slot as usize].take()?;
        for (term, link) in std::mem::take(&mut cluster.links) {
            self.unlink(term, link.at);
        }
        self.heads[slot as usize] = Head::default();
        self.free.push(slot);
        Some(cluster)
    }

    /// Moves all that a cluster holds into another one; gives what is left of it.
    pub(super) fn merge(&mut self, into: u32, from: u32, terms_max: usize) -> Cluster {
        let mut terms: Vec<(TermId, Link)> =
            self.cluster(from).links.iter().map(|(&term, &link)| (term, link)).collect();
        terms.sort_unstable_by_key(|&(term, _)| term);
        let moved: Vec<(TermId, f32, u32)> =
            terms.iter().map(|&(term, link)| (term, self.weight(term, link), link.posts)).collect();
        let gone = self.close(from).expect("the slot is in use");
        for (term, weight, posts) in moved {
            self.link(into, term, weight, posts);
        }
        self.cluster_mut(into).absorb(&gone);
        self.settle(into, terms_max);
        gone
    }

    /// Terms of a cluster with weight and number of posts, by their numbers.
    pub(super) fn terms(&self, slot: u32) -> Vec<(TermId, f32, u32)> {
        let links = &self.cluster(slot).links;
        let mut terms: Vec<_> =
            links.iter().map(|(&t, &link)| (t, self.weight(t, link), link.posts)).collect();
        terms.sort_unstable_by_key(|&(term, _, _)| term);
        terms
    }

    /// Puts back a cluster's terms after it was read back.
    pub(super) fn restore(&mut self, slot: u32, terms: &[(TermId, f32, u32)], terms_len: usize) {
        self.heads.resize(self.clusters.len(), Head::default());
        self.postings.resize_with(self.postings.len().max(terms_len), Vec::new);
        let length2 = self.cluster(slot).length2;
        for &(term, weight, posts) in terms {
            self.link(slot, term, weight, posts);
        }
        self.cluster_mut(slot).length2 = length2;
        self.settle(slot, usize::MAX);
    }

    /// The nearest cluster that a post may join: near enough, and by more than chance. It takes
    /// more evidence to start a topic than to add to one.
    pub(super) fn nearest(
        &mut self,
        vector: &[Weighed],
        now: i64,
        config: &Config,
    ) -> Option<Near> {
        let pairs: Vec<(TermId, f32)> = vector.iter().map(|w| (w.term, w.weight)).collect();
        let mut near: Vec<(f32, u64, u32)> = Vec::new();
        for (slot, cosine) in self.above(&pairs, config.similarity_min, 1, u32::MAX) {
            let cluster = self.cluster(slot);
            let silent_s = now.saturating_sub(cluster.touched()) as f32;
            let similarity = cosine * (-silent_s / config.fade_s as f32).exp();
            if similarity >= config.similarity_min {
                near.push((similarity, cluster.serial(), slot));
            }
        }
        near.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        near.into_iter().find_map(|(similarity, _, slot)| {
            let cluster = self.cluster(slot);
            let evidence = evidence(vector, cluster);
            let need = if cluster.is_topic() {
                config.evidence_to_join_nats
            } else {
                config.evidence_to_start_nats
            };
            (evidence >= need).then_some(Near { slot, similarity, evidence })
        })
    }

    /// The cluster nearest to another one, if it is near enough to be the same topic.
    pub(super) fn rival(&mut self, slot: u32, config: &Config) -> Option<u32> {
        let mut terms: Vec<(TermId, f32)> =
            self.terms(slot).into_iter().map(|(term, weight, _)| (term, weight)).collect();
        terms.sort_by(|a, b| b.1.total_cmp(&a.1));
        let scale = self.heads[slot as usize].scale;
        terms.iter_mut().for_each(|(_, weight)| *weight *= scale);
        let posts_min = config.merge_posts_min;
        let near = self.above(&terms, config.merge_similarity_min, posts_min, slot);
        let near =
            near.into_iter().map(|(slot, cosine)| (cosine, self.cluster(slot).serial(), slot));
        let best = near.min_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        best.map(|(_, _, slot)| slot)
    }

    /// Clusters other than `but` with at least `posts_min` posts whose cosine with a unit vector,
    /// the heaviest term first, reaches `cosine_min`.
    fn above(
        &mut self,
        vector: &[(TermId, f32)],
        cosine_min: f32,
        posts_min: u32,
        but: u32,
    ) -> Vec<(u32, f32)> {
        let mut scores = std::mem::take(&mut self.scores);
        scores.dot.resize(self.clusters.len(), 0.0);
        let (read, mut left) = self.split(vector, cosine_min);
        for &(term, weight) in &read {
            for posting in self.list(term) {
                let sum = &mut scores.dot[posting.slot as usize];
                if *sum == 0.0 {
                    scores.touched.push(posting.slot);
                }
                *sum += weight * posting.weight;
            }
        }
        // What was not read adds at most its length to the cosine.
        let most = left.iter().map(|&(_, w)| w * w).sum::<f32>().sqrt();
        left.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mut found = Vec::new();
        for slot in scores.touched.drain(..) {
            let dot = std::mem::take(&mut scores.dot[slot as usize]);
            let head = self.heads[slot as usize];
            if slot == but || head.posts < posts_min || dot * head.scale + most < cosine_min {
                continue;
            }
            let links = &self.cluster(slot).links;
            let more = left.iter().filter_map(|&(term, weight)| {
                links.get(&term).map(|&link| weight * self.weight(term, link))
            });
            let cosine = (dot + more.sum::<f32>()) * head.scale;
            if cosine >= cosine_min {
                found.push((slot, cosine));
            }
        }
        self.scores = scores;
        found
    }

    /// Terms whose lists are read, and the others.
    #[allow(clippy::type_complexity, reason = "two halves of one slice")]
    fn split(
        &self,
        vector: &[(TermId, f32)],
        cosine_min: f32,
    ) -> (Vec<(TermId, f32)>, Vec<(TermId, f32)>) {
        let mut tail: f32 = vector.iter().map(|&(_, w)| w * w).sum();
        let least = cosine_min * cosine_min * 0.99;
        let (mut read, mut left) = (Vec::with_capacity(vector.len()), Vec::new());
        for &(term, weight) in vector {
            let long = self.list(term).len() > LIST_MAX;
            if tail < least || long || read.len() >= LEADING_MAX {
                left.push((term, weight));
            } else {
                read.push((term, weight));
            }
            tail -= weight * weight;
        }
        (read, left)
    }

    fn list(&self, term: TermId) -> &[Posting] {
        self.postings.get(term as usize).map_or(&[], Vec::as_slice)
    }

    fn weight(&self, term: TermId, link: Link) -> f32 {
        self.postings[term as usize][link.at as usize].weight
    }

    fn link(&mut self, slot: u32, term: TermId, weight: f32, posts: u32) {
        if self.postings.len() <= term as usize {
            self.postings.resize_with(term as usize + 1, Vec::new);
        }
        let list = &mut self.postings[term as usize];
        let cluster = self.clusters[slot as usize].as_mut().expect("the slot is in use");
        let before = match cluster.links.get_mut(&term) {
            Some(link) => {
                link.posts += posts;
                let posting = &mut list[link.at as usize];
                let before = posting.weight;
                posting.weight += weight;
                before
            }
            None => {
                let at = u32::try_from(list.len()).expect("fewer than 2^32 clusters are open");
                cluster.links.insert(term, Link { at, posts });
                list.push(Posting { slot, weight });
                0.0
            }
        };
        cluster.length2 += f64::from(weight) * f64::from(weight + 2.0 * before);
    }

    fn unlink(&mut self, term: TermId, at: u32) {
        let list = &mut self.postings[term as usize];
        list.swap_remove(at as usize);
        if let Some(moved) = list.get(at as usize) {
            let cluster = self.clusters[moved.slot as usize].as_mut();
            let link = cluster.and_then(|cluster| cluster.links.get_mut(&term));
            link.expect("a posting has its cluster").at = at;
        }
        // Lists of terms that went out of use give their memory back.
        if list.is_empty() && list.capacity() > 4 {
            *list = Vec::new();
        }
    }

    /// Brings the head up to date and drops the lightest terms where there are too many.
    fn settle(&mut self, slot: u32, terms_max: usize) {
        if self.cluster(slot).links.len() > terms_max.saturating_mul(5) / 4 {
            let mut terms = self.terms(slot);
            terms.sort_by(|a, b| b.1.total_cmp(&a.1));
            for &(term, weight, _) in &terms[terms_max..] {
                let cluster = self.cluster_mut(slot);
                cluster.length2 -= f64::from(weight) * f64::from(weight);
                let link = cluster.links.remove(&term).expect("the term was just listed");
                self.unlink(term, link.at);
            }
        }
        let cluster = self.cluster(slot);
        let head = Head { scale: 1.0 / cluster.length(), posts: cluster.posts() };
        self.heads[slot as usize] = head;
    }
}

/// The sum over shared terms of the logarithm of how much more often the term occurs in the
/// cluster than at large; a term that is rarer in the cluster tells nothing.
fn evidence(vector: &[Weighed], cluster: &Cluster) -> f32 {
    let posts = (cluster.posts() as f32).ln();
    let of = |w: &Weighed| {
        let link = cluster.links.get(&w.term)?;
        Some((w.nats + (link.posts as f32).ln() - posts).max(0.0))
    };
    vector.iter().filter_map(of).sum()
}

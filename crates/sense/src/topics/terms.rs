//! Terms with their counts and the clusters that use them.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::cluster::Cluster;
use crate::post::Post;
use crate::text::for_each_token;

/// Number of a term.
pub(super) type TermId = u32;

#[derive(Debug)]
pub(super) struct Terms {
    ids: FxHashMap<SmolStr, TermId>,
    entries: Vec<Entry>,
    free: Vec<TermId>,
    prior_posts: f64,
    posts: f64,
    terms_max: usize,
}

/// One term. Postings are two parallel columns, so that a slot is found fast.
#[derive(Debug, Default)]
struct Entry {
    /// Posts with the term so far.
    posts: u32,
    slots: Vec<u32>,
    weights: Vec<f32>,
}

impl Terms {
    pub(super) fn new(prior_posts: u32, terms_max: usize) -> Self {
        Self {
            ids: FxHashMap::default(),
            entries: Vec::new(),
            free: Vec::new(),
            prior_posts: f64::from(prior_posts),
            posts: 0.0,
            terms_max: terms_max.max(1),
        }
    }

    /// Clusters with a term, and its weight in each.
    pub(super) fn postings(&self, term: TermId) -> impl Iterator<Item = (u32, f32)> + '_ {
        let entry = &self.entries[term as usize];
        entry.slots.iter().copied().zip(entry.weights.iter().copied())
    }

    /// Counts a post and gives its unit vector, in the order of first appearance in the text.
    pub(super) fn vector(&mut self, post: &Post) -> Vec<(TermId, f32)> {
        if self.ids.len() > self.terms_max {
            self.forget();
        }
        let mut found: Vec<TermId> = Vec::new();
        for text in post.title.as_deref().into_iter().chain([post.text.as_str()]) {
            for_each_token(text, |token| found.push(self.id(token)));
        }
        found.sort_unstable();
        found.dedup();
        self.posts += 1.0;
        let all = self.posts + self.prior_posts + 1.0;
        let mut vector: Vec<(TermId, f32)> = Vec::with_capacity(found.len());
        for term in found {
            let entry = &mut self.entries[term as usize];
            entry.posts += 1;
            vector.push((term, (all / f64::from(entry.posts + 1)).ln() as f32));
        }
        let length = vector.iter().map(|(_, w)| f64::from(w * w)).sum::<f64>().sqrt() as f32;
        if length > 0.0 {
            vector.iter_mut().for_each(|(_, weight)| *weight /= length);
        }
        vector
    }

    /// Adds a post's vector to a cluster.
    pub(super) fn add(
        &mut self,
        slot: u32,
        cluster: &mut Cluster,
        vector: &[(TermId, f32)],
        terms_max: usize,
    ) {
        for &(term, weight) in vector {
            let entry = &mut self.entries[term as usize];
            let before = match entry.slots.iter().position(|&s| s == slot) {
                Some(at) => {
                    let before = entry.weights[at];
                    entry.weights[at] += weight;
                    before
                }
                None => {
                    entry.slots.push(slot);
                    entry.weights.push(weight);
                    cluster.terms.push(term);
                    0.0
                }
            };
            cluster.length2 += f64::from(weight) * f64::from(weight + 2.0 * before);
        }
        if cluster.terms.len() > terms_max.saturating_mul(5) / 4 {
            self.lighten(slot, cluster, terms_max);
        }
    }

    /// Drops the lightest terms of a cluster.
    fn lighten(&mut self, slot: u32, cluster: &mut Cluster, terms_max: usize) {
        let weight = |term: TermId| {
            let entry = &self.entries[term as usize];
            entry.slots.iter().position(|&s| s == slot).map_or(0.0, |at| entry.weights[at])
        };
        let mut weighed: Vec<(TermId, f32)> =
            cluster.terms.iter().map(|&term| (term, weight(term))).collect();
        weighed.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        for &(term, weight) in weighed.get(terms_max..).unwrap_or_default() {
            self.unlink(slot, term);
            cluster.length2 -= f64::from(weight) * f64::from(weight);
        }
        weighed.truncate(terms_max);
        cluster.terms = weighed.into_iter().map(|(term, _)| term).collect();
    }

    /// Takes a closed cluster out of all postings.
    pub(super) fn remove(&mut self, slot: u32, cluster: &Cluster) {
        for &term in &cluster.terms {
            self.unlink(slot, term);
        }
    }

    fn unlink(&mut self, slot: u32, term: TermId) {
        let entry = &mut self.entries[term as usize];
        if let Some(at) = entry.slots.iter().position(|&s| s == slot) {
            entry.slots.swap_remove(at);
            entry.weights.swap_remove(at);
        }
    }

    fn id(&mut self, token: &str) -> TermId {
        if let Some(&id) = self.ids.get(token) {
            return id;
        }
        let id = self.free.pop().unwrap_or_else(|| {
            self.entries.push(Entry::default());
            u32::try_from(self.entries.len() - 1).expect("terms are bounded")
        });
        self.ids.insert(SmolStr::new(token), id);
        id
    }

    /// Halves every count and forgets terms that no open cluster uses and nobody used lately.
    /// Where that frees too little, counts that were halved go on being halved next time.
    fn forget(&mut self) {
        self.posts /= 2.0;
        self.prior_posts /= 2.0;
        for entry in &mut self.entries {
            entry.posts /= 2;
        }
        let (entries, free) = (&mut self.entries, &mut self.free);
        let mut gone: Vec<TermId> = Vec::new();
        self.ids.retain(|_, &mut id| {
            let entry = &entries[id as usize];
            let keep = entry.posts > 0 || !entry.slots.is_empty();
            if !keep {
                gone.push(id);
            }
            keep
        });
        gone.sort_unstable_by(|a, b| b.cmp(a));
        for id in gone {
            entries[id as usize] = Entry::default();
            free.push(id);
        }
        // Open clusters can hold more terms than the bound: do not try again at every post.
        self.terms_max = self.terms_max.max(self.ids.len() + self.ids.len() / 4);
    }
}

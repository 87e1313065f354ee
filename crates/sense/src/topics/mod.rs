//! Topics: posts that belong together, found in one pass over the stream with bounded memory.
//!
//! A post is a vector of its tokens, weighted by how rare each was so far. A cluster is the sum of
//! its posts. A new post joins the nearest cluster that is near enough, or starts one of its own.
//! Clusters that heard nothing for a window leave. A cluster of one post is no topic yet: the post
//! stands alone until a second one joins, and then both belong.
//!
//! Posts come in time order; one that comes late counts as coming now. Equal streams give equal
//! topics, whatever the machine.

mod cluster;
mod terms;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use smol_str::{SmolStr, format_smolstr};

use crate::post::{Post, PostId};
use cluster::Cluster;
use terms::{TermId, Terms};

/// How topics are found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Silence after which a topic is closed, in seconds.
    pub window_s: i64,
    /// Cosine at or above which a post joins a cluster, 0 to 1.
    pub similarity_min: f32,
    /// Posts that are taken as seen before the first one, so that early weights are not wild.
    pub prior_posts: u32,
    /// Most terms kept; beyond it all counts are halved and what is unused is forgotten.
    pub terms_max: usize,
    /// Most terms of one cluster; the lightest go first.
    pub cluster_terms_max: usize,
    /// Most open clusters; beyond it the one that was silent longest is closed.
    pub clusters_max: usize,
    /// Most distinct voices counted exactly in one topic; later ones are not told apart.
    pub voices_max: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            window_s: 24 * 3600,
            similarity_min: 0.1,
            prior_posts: 2000,
            terms_max: 1_000_000,
            cluster_terms_max: 1_000,
            clusters_max: 100_000,
            voices_max: 50_000,
        }
    }
}

/// Name of a topic: taken from its first post, so it stays the same when the stream is read again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TopicId(SmolStr);

impl TopicId {
    fn of(first: &Post) -> Self {
        if first.source.is_empty() {
            Self(format_smolstr!("t:{}", first.id))
        } else {
            Self(format_smolstr!("t:{}:{}", first.source, first.id))
        }
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for TopicId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A topic as it stands now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Topic {
    /// Its name.
    pub id: TopicId,
    /// Headline of its most typical post.
    pub title: String,
    /// Most typical posts, the best first, of different voices where these are known.
    pub representatives: Vec<PostId>,
    /// Number of posts.
    pub posts: u32,
    /// Distinct voices. A post without an author counts as a voice of its own.
    pub voices: u32,
    /// Posts without an author among them.
    pub unattributed: u32,
    /// Voices with diminishing weight of repetition: the sum over voices of log2(1 + posts). One
    /// account that posts 15 times weighs 4, fifteen accounts that post once weigh 15.
    pub weight: f64,
    /// Time of the first post, epoch seconds.
    pub first: i64,
    /// Time of the latest post, epoch seconds.
    pub last: i64,
}

/// Where a post went.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// Its topic; none while it stands alone.
    pub topic: Option<TopicId>,
    /// The earlier post that stood alone until now and belongs to the same topic.
    pub joined_earlier: Option<PostId>,
    /// Cosine with what it joined, 0 where it stands alone.
    pub similarity: f32,
    /// Topics that fell silent before this post and are now closed, the longest silent first.
    pub closed: Vec<Topic>,
}

/// Finds topics in a stream.
#[derive(Debug)]
pub struct Detector {
    config: Config,
    terms: Terms,
    clusters: Vec<Option<Cluster>>,
    free: Vec<u32>,
    /// Open clusters from the longest silent to the latest touched, as (time, slot, serial); an
    /// entry whose cluster was touched later is stale.
    silent: std::collections::VecDeque<(i64, u32, u64)>,
    by_id: FxHashMap<TopicId, u32>,
    open: usize,
    serial: u64,
    now: i64,
    scores: Scores,
}

/// Scratch: dot products of the current post with every cluster that shares a term.
#[derive(Debug, Default)]
struct Scores {
    dot: Vec<f32>,
    touched: Vec<u32>,
}

impl Detector {
    /// A detector that has seen nothing.
    pub fn new(config: Config) -> Self {
        Self {
            config,
            terms: Terms::new(config.prior_posts, config.terms_max),
            clusters: Vec::new(),
            free: Vec::new(),
            silent: std::collections::VecDeque::new(),
            by_id: FxHashMap::default(),
            open: 0,
            serial: 0,
            now: i64::MIN,
            scores: Scores::default(),
        }
    }

    /// Takes the next post of the stream.
    pub fn observe(&mut self, post: &Post) -> Assignment {
        self.now = self.now.max(post.time);
        let closed = self.close_silent();
        let vector = self.terms.vector(post);
        let nearest = self.nearest(&vector);
        let (slot, similarity) = match nearest {
            Some((slot, similarity)) if similarity >= self.config.similarity_min => {
                (slot, similarity)
            }
            _ => (self.start(post), 0.0),
        };
        let cluster = self.clusters[slot as usize].as_mut().expect("the slot was just chosen");
        let joined_earlier = (cluster.posts() == 1).then(|| cluster.first_post().clone());
        cluster.add(post, similarity, self.now, self.config.voices_max);
        self.terms.add(slot, cluster, &vector, self.config.cluster_terms_max);
        let topic = (cluster.posts() > 1).then(|| cluster.id().clone());
        self.silent.push_back((self.now, slot, cluster.serial()));
        Assignment { topic, joined_earlier, similarity, closed }
    }

    /// An open topic by name.
    pub fn topic(&self, id: &TopicId) -> Option<Topic> {
        let slot = *self.by_id.get(id)?;
        let cluster = self.clusters[slot as usize].as_ref()?;
        (cluster.posts() > 1).then(|| cluster.topic())
    }

    /// All open topics, in no order that means anything but always the same.
    pub fn topics(&self) -> impl Iterator<Item = Topic> + '_ {
        self.clusters.iter().flatten().filter(|c| c.posts() > 1).map(Cluster::topic)
    }

    /// Number of open clusters, posts that stand alone included.
    pub fn open_clusters(&self) -> usize {
        self.open
    }

    fn nearest(&mut self, vector: &[(TermId, f32)]) -> Option<(u32, f32)> {
        let Scores { dot, touched } = &mut self.scores;
        dot.resize(self.clusters.len(), 0.0);
        for &(term, weight) in vector {
            for (slot, theirs) in self.terms.postings(term) {
                let sum = &mut dot[slot as usize];
                if *sum == 0.0 {
                    touched.push(slot);
                }
                *sum += weight * theirs;
            }
        }
        let mut best: Option<(u32, f32)> = None;
        let mut best_serial = 0;
        for slot in touched.drain(..) {
            let sum = std::mem::take(&mut dot[slot as usize]);
            let Some(cluster) = &self.clusters[slot as usize] else {
                continue;
            };
            let cosine = sum / cluster.length();
            let better = match best {
                None => true,
                Some((_, so_far)) => {
                    cosine > so_far || cosine == so_far && cluster.serial() < best_serial
                }
            };
            if better {
                best = Some((slot, cosine));
                best_serial = cluster.serial();
            }
        }
        best
    }

    fn start(&mut self, post: &Post) -> u32 {
        self.serial += 1;
        self.open += 1;
        let cluster = Cluster::new(TopicId::of(post), self.serial, post);
        let slot = self.free.pop().unwrap_or_else(|| {
            self.clusters.push(None);
            u32::try_from(self.clusters.len() - 1).expect("fewer than 2^32 clusters are open")
        });
        self.by_id.insert(cluster.id().clone(), slot);
        self.clusters[slot as usize] = Some(cluster);
        slot
    }

    /// Closes what was silent for the window, and the longest silent where too many are open.
    fn close_silent(&mut self) -> Vec<Topic> {
        let mut closed = Vec::new();
        let since = self.now.saturating_sub(self.config.window_s);
        while let Some(&(time, slot, serial)) = self.silent.front() {
            let current = self.clusters[slot as usize]
                .as_ref()
                .is_some_and(|c| c.serial() == serial && c.touched() == time);
            if current && time >= since && self.open < self.config.clusters_max {
                break;
            }
            self.silent.pop_front();
            let stale = !current || self.silent.iter().take(1).any(|&e| e == (time, slot, serial));
            if stale {
                continue;
            }
            if let Some(cluster) = self.clusters[slot as usize].take() {
                self.terms.remove(slot, &cluster);
                self.by_id.remove(cluster.id());
                self.free.push(slot);
                self.open -= 1;
                if cluster.posts() > 1 {
                    closed.push(cluster.topic());
                }
            }
        }
        closed
    }
}

#[cfg(test)]
mod tests;

//! Topics: posts that belong together, found in one pass over the stream with bounded memory.
//!
//! A post is a vector of its terms; [`terms`] says what a term weighs. A cluster is the sum of its
//! posts. A new post joins the nearest cluster that is near enough and shares more with it than
//! chance would bring, or starts one of its own. It takes more evidence to begin a topic than to
//! add to one: everyday words meet all the time, but not again and again in the same company.
//!
//! A cluster is no topic yet. Its posts wait, each of them alone, until the evidence that adds up
//! is enough; then all of them belong. What never gets there is noise and stays alone.
//!
//! One occurrence often begins as several topics, because the first posts use different words.
//! As clusters grow they come to resemble each other, so a growing cluster looks for its nearest
//! neighbour, and the two become one where they are near enough. Such a merge is reported; from
//! then on the younger name stands for the older one.
//!
//! Clusters fade with silence and leave after a window. Posts come in time order; one that comes
//! late counts as coming now. Nothing looks ahead. Equal streams give equal topics, whatever the
//! machine, and a detector that was stored and read back goes on as if it had never stopped.

mod cluster;
mod index;
mod snapshot;
mod terms;

use std::collections::VecDeque;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use smol_str::{SmolStr, format_smolstr};

use crate::post::{Post, PostId};
use cluster::Cluster;
use index::Index;
use terms::Terms;

pub use snapshot::{BadSnapshot, Snapshot};

/// How topics are found. One setting serves all languages and sources.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Silence after which a topic is closed, in seconds.
    pub window_s: i64,
    /// Silence that lowers the similarity with a cluster to its e-th part, in seconds, above 0.
    pub fade_s: i64,
    /// Cosine at or above which a post may join a cluster, 0 to 1.
    pub similarity_min: f32,
    /// Cosine at or above which two clusters become one, 0 to 1.
    pub merge_similarity_min: f32,
    /// Fewest posts of a cluster that merges.
    pub merge_posts_min: u32,
    /// Evidence that a post must bring to join a cluster that is no topic yet, in nats.
    pub evidence_to_start_nats: f32,
    /// Evidence that a post must bring to join a topic, in nats.
    pub evidence_to_join_nats: f32,
    /// Evidence that a post may bring by chance and that does not count towards a topic, in nats.
    pub evidence_chance_nats: f32,
    /// Sum of the evidence beyond chance at which a cluster becomes a topic, in nats.
    pub evidence_topic_nats: f32,
    /// Length of a slice of time, 64 of which a term remembers, in seconds.
    pub slice_s: i64,
    /// Posts that are taken as seen before the first one, so that early weights are not wild.
    pub prior_posts: u32,
    /// Most terms kept; beyond it rare ones are forgotten.
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
            window_s: 18 * 3600,
            fade_s: 18 * 3600,
            similarity_min: 0.12,
            merge_similarity_min: 0.2,
            merge_posts_min: 2,
            evidence_to_start_nats: 7.0,
            evidence_to_join_nats: 1.0,
            evidence_chance_nats: 6.0,
            evidence_topic_nats: 5.0,
            slice_s: 3600,
            prior_posts: 4000,
            terms_max: 400_000,
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
    /// Earlier posts that stood alone until now and belong to the same topic, the oldest first.
    pub joined_earlier: Vec<PostId>,
    /// Topics that this post made one.
    pub merged: Vec<Merge>,
    /// Cosine with what it joined, 0 where it stands alone.
    pub similarity: f32,
    /// Topics that fell silent before this post and are now closed, the longest silent first.
    pub closed: Vec<Topic>,
}

/// Two topics turned out to be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// The topic that ends. Its name stays known as long as the other one is open.
    pub from: TopicId,
    /// The topic that goes on with the posts of both.
    pub into: TopicId,
}

/// Finds topics in a stream.
#[derive(Debug, Clone)]
pub struct Detector {
    config: Config,
    terms: Terms,
    index: Index,
    /// Open clusters from the longest silent to the latest touched, as (time, slot, serial); an
    /// entry whose cluster was touched later is stale.
    silent: VecDeque<(i64, u32, u64)>,
    by_id: FxHashMap<TopicId, u32>,
    open: usize,
    serial: u64,
    now: i64,
}

/// Growth after which a cluster looks for a neighbour again.
const LOOK_GROWTH: f64 = 1.15;

impl Detector {
    /// A detector that has seen nothing.
    pub fn new(config: Config) -> Self {
        Self {
            config,
            terms: Terms::new(&config),
            index: Index::default(),
            silent: VecDeque::new(),
            by_id: FxHashMap::default(),
            open: 0,
            serial: 0,
            now: i64::MIN,
        }
    }

    /// Takes the next post of the stream.
    pub fn observe(&mut self, post: &Post) -> Assignment {
        self.now = self.now.max(post.time);
        let closed = self.close_silent();
        if self.terms.is_full() {
            self.terms.forget(|term| self.index.uses(term));
        }
        let vector = self.terms.vector(post, self.now);
        let near = self.index.nearest(&vector, self.now, &self.config);
        let slot = near.map_or_else(|| self.start(post), |near| near.slot);
        let similarity = near.map_or(0.0, |near| near.similarity);
        let surplus = near.map_or(0.0, |near| near.evidence - self.config.evidence_chance_nats);
        let voices_max = self.config.voices_max;
        let cluster = self.index.cluster_mut(slot);
        cluster.add(post, similarity, f64::from(surplus), self.now, voices_max);
        self.index.add(slot, &vector, self.config.cluster_terms_max);
        let mut assignment = Assignment {
            topic: None,
            joined_earlier: Vec::new(),
            merged: Vec::new(),
            similarity,
            closed,
        };
        let slot = self.merge_around(slot, &mut assignment);
        let cluster = self.index.cluster_mut(slot);
        let joined = cluster.stand_up(f64::from(self.config.evidence_topic_nats));
        assignment.joined_earlier.extend(joined);
        assignment.joined_earlier.retain(|id| *id != post.id);
        assignment.topic = cluster.is_topic().then(|| cluster.id().clone());
        self.silent.push_back((cluster.touched(), slot, cluster.serial()));
        assignment
    }

    /// An open topic by its name, or by the name of one that was merged into it.
    pub fn topic(&self, id: &TopicId) -> Option<Topic> {
        let slot = *self.by_id.get(id)?;
        let cluster = self.index.clusters[slot as usize].as_ref()?;
        cluster.is_topic().then(|| cluster.topic())
    }

    /// All open topics, in no order that means anything but always the same.
    pub fn topics(&self) -> impl Iterator<Item = Topic> + '_ {
        self.index.clusters.iter().flatten().filter(|c| c.is_topic()).map(Cluster::topic)
    }

    /// Number of open clusters, posts that stand alone included.
    pub fn open_clusters(&self) -> usize {
        self.open
    }

    fn start(&mut self, post: &Post) -> u32 {
        self.serial += 1;
        self.open += 1;
        let id = TopicId::of(post);
        let next_look = self.config.merge_posts_min.max(2);
        let slot = self.index.open(Cluster::new(id.clone(), self.serial, post, next_look));
        self.by_id.insert(id, slot);
        slot
    }

    /// Merges a cluster that has grown with its nearest neighbour, while there is one near enough;
    /// gives the slot where its posts are now.
    fn merge_around(&mut self, mut slot: u32, assignment: &mut Assignment) -> u32 {
        loop {
            let cluster = self.index.cluster_mut(slot);
            let posts = cluster.posts();
            if posts < cluster.next_look {
                return slot;
            }
            cluster.next_look = next_look(posts);
            let Some(rival) = self.index.rival(slot, &self.config) else { return slot };
            slot = self.merge(slot, rival, assignment);
        }
    }

    /// Makes two clusters one: a topic outlives what is none yet, the older outlives the younger.
    fn merge(&mut self, a: u32, b: u32, assignment: &mut Assignment) -> u32 {
        let age = |slot: u32| {
            let cluster = self.index.cluster(slot);
            (!cluster.is_topic(), cluster.serial())
        };
        let (into, from) = if age(a) < age(b) { (a, b) } else { (b, a) };
        let gone = self.index.merge(into, from, self.config.cluster_terms_max);
        self.open -= 1;
        let cluster = self.index.cluster_mut(into);
        cluster.next_look = next_look(cluster.posts());
        if cluster.is_topic() {
            assignment.joined_earlier.extend(gone.waiting().iter().cloned());
        }
        self.by_id.remove(gone.id());
        if gone.is_topic() {
            for id in std::iter::once(gone.id()).chain(&gone.earlier_ids) {
                self.by_id.insert(id.clone(), into);
            }
            assignment.merged.push(Merge { from: gone.id().clone(), into: cluster.id().clone() });
        }
        into
    }

    /// Closes what was silent for the window, and the longest silent where too many are open.
    fn close_silent(&mut self) -> Vec<Topic> {
        let mut closed = Vec::new();
        let since = self.now.saturating_sub(self.config.window_s);
        while let Some(&(time, slot, serial)) = self.silent.front() {
            let current = self.index.clusters[slot as usize]
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
            if let Some(cluster) = self.index.close(slot) {
                for id in std::iter::once(cluster.id()).chain(&cluster.earlier_ids) {
                    self.by_id.remove(id);
                }
                self.open -= 1;
                if cluster.is_topic() {
                    closed.push(cluster.topic());
                }
            }
        }
        closed
    }
}

/// Posts at which a cluster of so many looks for a neighbour again.
fn next_look(posts: u32) -> u32 {
    ((f64::from(posts) * LOOK_GROWTH).ceil() as u32).max(posts.saturating_add(1))
}

#[cfg(test)]
mod tests;

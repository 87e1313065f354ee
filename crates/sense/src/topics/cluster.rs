//! One cluster: what it is about, who speaks, which posts are typical.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};
use serde::{Deserialize, Serialize};

use super::index::Links;
use super::snapshot::bits;
use super::{Topic, TopicId};
use crate::post::{AuthorRef, Post, PostId};

/// Most typical posts that are kept.
const REPRESENTATIVES_MAX: usize = 3;
/// Longest title made from a text, in characters.
const TITLE_CHARS_MAX: usize = 40;
/// Most posts of a cluster that is no topic yet whose names are kept.
const WAITING_MAX: usize = 1_000;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Cluster {
    id: TopicId,
    serial: u64,
    first: i64,
    last: i64,
    touched: i64,
    posts: u32,
    unattributed: u32,
    voices: FxHashMap<u64, u32>,
    typical: Vec<Typical>,
    standing: Standing,
    /// Names of topics that were merged into this one.
    pub(super) earlier_ids: Vec<TopicId>,
    /// Posts at which the next look for a topic to merge with is due.
    pub(super) next_look: u32,
    /// Squared length of the sum vector.
    #[serde(with = "bits")]
    pub(super) length2: f64,
    /// Terms with a posting of this cluster.
    #[serde(skip)]
    pub(super) links: Links,
}

/// Whether a cluster is a topic.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Standing {
    /// Not yet: its posts wait, and evidence adds up.
    Waiting {
        #[serde(with = "bits")]
        evidence: f64,
        posts: Vec<PostId>,
    },
    Topic,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Typical {
    #[serde(with = "bits")]
    similarity: f64,
    voice: Option<u64>,
    post: PostId,
    title: String,
}

impl Cluster {
    pub(super) fn new(id: TopicId, serial: u64, first: &Post, next_look: u32) -> Self {
        Self {
            id,
            serial,
            first: first.time,
            last: first.time,
            touched: first.time,
            posts: 0,
            unattributed: 0,
            voices: FxHashMap::default(),
            typical: Vec::new(),
            standing: Standing::Waiting { evidence: 0.0, posts: Vec::new() },
            earlier_ids: Vec::new(),
            next_look,
            length2: 0.0,
            links: Links::default(),
        }
    }

    pub(super) fn id(&self) -> &TopicId {
        &self.id
    }

    pub(super) fn serial(&self) -> u64 {
        self.serial
    }

    pub(super) fn posts(&self) -> u32 {
        self.posts
    }

    /// When the stream stood at its latest post.
    pub(super) fn touched(&self) -> i64 {
        self.touched
    }

    /// Length of the sum vector, above 0.
    pub(super) fn length(&self) -> f32 {
        (self.length2.max(1e-9)).sqrt() as f32
    }

    pub(super) fn is_topic(&self) -> bool {
        matches!(self.standing, Standing::Topic)
    }

    /// Counts a post with its evidence beyond what chance may bring.
    pub(super) fn add(
        &mut self,
        post: &Post,
        similarity: f32,
        surplus: f64,
        now: i64,
        voices_max: usize,
    ) {
        self.posts += 1;
        self.first = self.first.min(post.time);
        self.last = self.last.max(post.time);
        self.touched = now;
        if let Standing::Waiting { evidence, posts } = &mut self.standing {
            *evidence += surplus.max(0.0);
            if posts.len() < WAITING_MAX {
                posts.push(post.id.clone());
            }
        }
        let voice = post.author.as_ref().map(voice_of);
        match voice {
            None => self.unattributed += 1,
            Some(voice) => {
                if self.voices.len() < voices_max || self.voices.contains_key(&voice) {
                    *self.voices.entry(voice).or_insert(0) += 1;
                }
            }
        }
        let typical = Typical {
            similarity: f64::from(similarity),
            voice,
            post: post.id.clone(),
            title: title_of(post),
        };
        self.remember(typical);
    }

    /// Makes the cluster a topic where the evidence is enough; gives the posts that waited.
    pub(super) fn stand_up(&mut self, evidence_min: f64) -> Vec<PostId> {
        match &mut self.standing {
            Standing::Waiting { evidence, posts }
                if self.posts > 1 && *evidence >= evidence_min =>
            {
                let posts = std::mem::take(posts);
                self.standing = Standing::Topic;
                posts
            }
            _ => Vec::new(),
        }
    }

    /// Takes over what another cluster counted; its terms are moved by the index. Posts that
    /// waited there wait here, or are given by [`Self::waiting`] before.
    pub(super) fn absorb(&mut self, other: &Self) {
        self.posts += other.posts;
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.touched = self.touched.max(other.touched);
        self.unattributed += other.unattributed;
        for (&voice, &posts) in &other.voices {
            *self.voices.entry(voice).or_insert(0) += posts;
        }
        if let (
            Standing::Waiting { evidence, posts },
            Standing::Waiting { evidence: more, posts: theirs },
        ) = (&mut self.standing, &other.standing)
        {
            *evidence += more;
            posts.extend(theirs.iter().cloned());
            posts.truncate(WAITING_MAX);
        }
        if other.is_topic() {
            self.earlier_ids.push(other.id.clone());
        }
        self.earlier_ids.extend(other.earlier_ids.iter().cloned());
        for typical in &other.typical {
            self.remember(typical.clone());
        }
    }

    /// Posts that wait for the cluster to become a topic.
    pub(super) fn waiting(&self) -> &[PostId] {
        match &self.standing {
            Standing::Waiting { posts, .. } => posts,
            Standing::Topic => &[],
        }
    }

    /// Keeps the most typical posts, one a voice.
    fn remember(&mut self, new: Typical) {
        let same = self.typical.iter().position(|t| new.voice.is_some() && t.voice == new.voice);
        let full = self.typical.len() == REPRESENTATIVES_MAX;
        let rival = same.or_else(|| full.then_some(REPRESENTATIVES_MAX - 1));
        if rival.is_some_and(|i| self.typical[i].similarity >= new.similarity) {
            return;
        }
        if let Some(i) = rival {
            self.typical.remove(i);
        }
        let at = self.typical.partition_point(|t| t.similarity >= new.similarity);
        self.typical.insert(at, new);
    }

    pub(super) fn topic(&self) -> Topic {
        let mut counts: Vec<u32> = self.voices.values().copied().collect();
        // A fixed order of summation gives equal sums everywhere.
        counts.sort_unstable();
        let repeated: f64 = counts.iter().map(|&n| f64::from(n + 1).log2()).sum();
        Topic {
            id: self.id.clone(),
            title: self.typical.first().map(|t| t.title.clone()).unwrap_or_default(),
            representatives: self.typical.iter().map(|t| t.post.clone()).collect(),
            posts: self.posts,
            voices: self.voices.len() as u32 + self.unattributed,
            unattributed: self.unattributed,
            weight: repeated + f64::from(self.unattributed),
            first: self.first,
            last: self.last,
        }
    }
}

fn voice_of(author: &AuthorRef) -> u64 {
    let mut hasher = FxHasher::default();
    author.hash(&mut hasher);
    hasher.finish()
}

fn title_of(post: &Post) -> String {
    let text = post.title.as_deref().filter(|t| !t.trim().is_empty()).unwrap_or(&post.text);
    let line = text.trim().lines().next().unwrap_or_default();
    let mut title: String = line.chars().take(TITLE_CHARS_MAX).collect();
    if title.len() < line.len() {
        title.push('…');
    }
    title
}

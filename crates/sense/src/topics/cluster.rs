//! One cluster: what it is about, who speaks, which posts are typical.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use super::terms::TermId;
use super::{Topic, TopicId};
use crate::post::{AuthorRef, Post, PostId};

/// Most typical posts that are kept.
const REPRESENTATIVES_MAX: usize = 3;
/// Longest title made from a text, in characters.
const TITLE_CHARS_MAX: usize = 40;

#[derive(Debug)]
pub(super) struct Cluster {
    id: TopicId,
    serial: u64,
    first_post: PostId,
    first: i64,
    last: i64,
    touched: i64,
    posts: u32,
    unattributed: u32,
    voices: FxHashMap<u64, u32>,
    typical: Vec<Typical>,
    /// Terms with a posting of this cluster, in the order of arrival.
    pub(super) terms: Vec<TermId>,
    /// Squared length of the sum vector.
    pub(super) length2: f64,
}

#[derive(Debug)]
struct Typical {
    similarity: f32,
    voice: Option<u64>,
    post: PostId,
    title: String,
}

impl Cluster {
    pub(super) fn new(id: TopicId, serial: u64, first: &Post) -> Self {
        Self {
            id,
            serial,
            first_post: first.id.clone(),
            first: first.time,
            last: first.time,
            touched: first.time,
            posts: 0,
            unattributed: 0,
            voices: FxHashMap::default(),
            typical: Vec::new(),
            terms: Vec::new(),
            length2: 0.0,
        }
    }

    pub(super) fn id(&self) -> &TopicId {
        &self.id
    }

    pub(super) fn serial(&self) -> u64 {
        self.serial
    }

    pub(super) fn first_post(&self) -> &PostId {
        &self.first_post
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

    pub(super) fn add(&mut self, post: &Post, similarity: f32, now: i64, voices_max: usize) {
        self.posts += 1;
        self.first = self.first.min(post.time);
        self.last = self.last.max(post.time);
        self.touched = now;
        let voice = post.author.as_ref().map(voice_of);
        match voice {
            None => self.unattributed += 1,
            Some(voice) => {
                if self.voices.len() < voices_max || self.voices.contains_key(&voice) {
                    *self.voices.entry(voice).or_insert(0) += 1;
                }
            }
        }
        self.remember(post, similarity, voice);
    }

    /// Keeps the most typical posts, one a voice.
    fn remember(&mut self, post: &Post, similarity: f32, voice: Option<u64>) {
        let same = self.typical.iter().position(|t| voice.is_some() && t.voice == voice);
        let full = self.typical.len() == REPRESENTATIVES_MAX;
        let rival = same.or_else(|| full.then_some(REPRESENTATIVES_MAX - 1));
        if rival.is_some_and(|i| self.typical[i].similarity >= similarity) {
            return;
        }
        if let Some(i) = rival {
            self.typical.remove(i);
        }
        let at = self.typical.partition_point(|t| t.similarity >= similarity);
        let typical = Typical { similarity, voice, post: post.id.clone(), title: title_of(post) };
        self.typical.insert(at, typical);
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

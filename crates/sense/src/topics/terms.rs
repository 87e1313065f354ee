//! Terms with their counts, and what they weigh.
//!
//! A term weighs by how rare it is (the negative logarithm of the share of posts with it) and by
//! how unevenly it comes. Everyday words are used hour after hour; the words of an occurrence are
//! used together and then no more. So every term keeps one bit for each of the latest 64 slices
//! of time, and the more of them are set, the lighter it is. A new word weighs what its rarity
//! says, since nothing is known of it yet.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::Config;
use crate::post::Post;
use crate::text::for_each_token;

/// Number of a term.
pub(super) type TermId = u32;

/// Slices of time that a term remembers.
const SLICES: u32 = u64::BITS;

/// A term of one post.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Weighed {
    pub(super) term: TermId,
    /// Its part of the post's unit vector.
    pub(super) weight: f32,
    /// How much a chance meeting in this term would surprise, in nats.
    pub(super) nats: f32,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Terms {
    entries: Vec<Entry>,
    free: Vec<TermId>,
    /// Posts counted, in halves of a post after the counts were halved.
    posts: u64,
    prior_posts: u64,
    terms_max: usize,
    slice_s: i64,
    /// The slice of the first post.
    first_slice: Option<i64>,
    #[serde(skip)]
    ids: FxHashMap<SmolStr, TermId>,
    #[serde(skip)]
    spread: Spread,
    /// Number of the post that is read, so that a term counts once in it.
    #[serde(skip)]
    reading: u64,
}

/// One term; its text is empty where the number is free.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Entry {
    text: SmolStr,
    /// Posts with the term so far.
    posts: u32,
    /// The slice that the lowest bit stands for, counted from the first.
    slice: u32,
    /// One bit for each slice in which the term was used.
    slices: u64,
    /// The post that was read when the term was last met.
    #[serde(skip)]
    read: u64,
}

/// By how much a term that was used in so many slices is lighter, 0 to 1, for one history.
#[derive(Debug, Clone, Default)]
struct Spread {
    history: u32,
    factors: Vec<f32>,
}

impl Spread {
    /// The logarithm of the share of slices without the term, as a part of what it would be for
    /// a term seen in one slice only.
    fn update(&mut self, history: u32) {
        if self.history == history && !self.factors.is_empty() {
            return;
        }
        self.history = history;
        let all = f64::from(history + 1);
        let factor = |used: u32| ((all / f64::from(used)).ln() / all.ln()) as f32;
        self.factors = (1..=SLICES).map(|used| factor(used).clamp(0.0, 1.0)).collect();
    }

    fn of(&self, slices: u64) -> f32 {
        self.factors[slices.count_ones().max(1) as usize - 1]
    }
}

impl Terms {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            entries: Vec::new(),
            free: Vec::new(),
            posts: 0,
            prior_posts: u64::from(config.prior_posts),
            terms_max: config.terms_max.max(1),
            slice_s: config.slice_s.max(1),
            first_slice: None,
            ids: FxHashMap::default(),
            spread: Spread::default(),
            reading: 0,
        }
    }

    /// Makes the terms findable again after they were read back.
    pub(super) fn index(&mut self) {
        let texts = self.entries.iter().enumerate().filter(|(_, e)| !e.text.is_empty());
        self.ids = texts.map(|(id, e)| (e.text.clone(), id as TermId)).collect();
    }

    /// One more than the highest number of a term.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn is_full(&self) -> bool {
        self.ids.len() > self.terms_max
    }

    /// Counts a post and gives its unit vector, the heaviest term first and equal ones in the
    /// order of the text.
    pub(super) fn vector(&mut self, post: &Post, now: i64) -> Vec<Weighed> {
        let slice = now.div_euclid(self.slice_s);
        let first = *self.first_slice.get_or_insert(slice);
        let slice = u32::try_from(slice - first).unwrap_or(u32::MAX);
        self.spread.update(slice.saturating_add(1).min(SLICES));
        self.reading += 1;
        let mut found: Vec<TermId> = Vec::with_capacity(24);
        for text in post.title.as_deref().into_iter().chain([post.text.as_str()]) {
            for_each_token(text, |token| {
                let id = self.id(token);
                let reading = self.reading;
                let entry = &mut self.entries[id as usize];
                if std::mem::replace(&mut entry.read, reading) != reading {
                    found.push(id);
                }
            });
        }
        self.posts += 1;
        let all = ((self.posts + self.prior_posts + 1) as f32).ln();
        let mut vector: Vec<Weighed> = Vec::with_capacity(found.len());
        let mut length2 = 0.0;
        for term in found {
            let entry = &mut self.entries[term as usize];
            entry.posts += 1;
            let aged = slice - entry.slice.min(slice);
            entry.slices = entry.slices.checked_shl(aged).unwrap_or(0) | 1;
            entry.slice = slice;
            let rarity = all - ((entry.posts + 1) as f32).ln();
            // Powers below one: the spread tells less than the rarity, of what a text is about
            // (to the 1/4) even less than of whether a meeting is chance (to the 3/4).
            let root = self.spread.of(entry.slices).sqrt();
            let quarter = root.sqrt();
            let weight = rarity * quarter;
            length2 += weight * weight;
            vector.push(Weighed { term, weight, nats: rarity * root * quarter });
        }
        let length = length2.sqrt();
        if length > 0.0 {
            vector.iter_mut().for_each(|w| w.weight /= length);
        }
        vector.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        vector
    }

    fn id(&mut self, token: &str) -> TermId {
        if let Some(&id) = self.ids.get(token) {
            return id;
        }
        let entry = Entry { text: SmolStr::new(token), ..Entry::default() };
        let id = match self.free.pop() {
            Some(id) => {
                self.entries[id as usize] = entry;
                id
            }
            None => {
                self.entries.push(entry);
                u32::try_from(self.entries.len() - 1).expect("terms are bounded")
            }
        };
        self.ids.insert(SmolStr::new(token), id);
        id
    }

    /// Forgets terms that are not `used` by an open cluster and were in one post only, then, where
    /// that frees too little, halves every count and forgets what became nothing.
    pub(super) fn forget(&mut self, used: impl Fn(TermId) -> bool) {
        self.drop_unused(1, &used);
        if self.ids.len() > self.terms_max / 4 * 3 {
            self.posts /= 2;
            self.prior_posts /= 2;
            self.entries.iter_mut().for_each(|entry| entry.posts /= 2);
            self.drop_unused(0, &used);
        }
        // Open clusters can hold more terms than the bound: do not try again at every post.
        self.terms_max = self.terms_max.max(self.ids.len() + self.ids.len() / 4);
    }

    fn drop_unused(&mut self, posts_max: u32, used: &impl Fn(TermId) -> bool) {
        for id in 0..self.entries.len() {
            let entry = &self.entries[id];
            let id = id as TermId;
            if entry.text.is_empty() || entry.posts > posts_max || used(id) {
                continue;
            }
            let entry = std::mem::take(&mut self.entries[id as usize]);
            self.ids.remove(&entry.text);
            self.free.push(id);
        }
    }
}

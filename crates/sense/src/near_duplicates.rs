//! Near-duplicates, exactly: every pair of distinct texts whose sets of character 5-gram shingles
//! have a Jaccard coefficient at or above the threshold, no pair lost and none false.
//!
//! A text is reduced to its distinct shingles in one fixed total order, youngest shingle first
//! (a shingle that nobody used before is the rarest there is). Two texts that are similar enough
//! must share a shingle among the first few of each list (prefix filter), must have similar
//! lengths (length filter) and must have enough left to share after the first match (positional
//! filter). What survives is compared in full. The order needs no counts, so the join runs on
//! a stream: each text is compared with those before it.
//!
//! Shingles are interned, not hashed: there are no collisions to explain.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use crate::text::{fold_marks, is_word, link_len};

/// Length of a shingle in characters.
pub const SHINGLE_CHARS: usize = 5;

/// A similarity at or above which two texts are near-duplicates: above 0, at most 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold(f64);

/// A number that is not a usable threshold.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("a threshold lies above 0 and at most at 1, not at {0}")]
pub struct BadThreshold(f64);

impl Threshold {
    /// Checks the number.
    pub fn new(jaccard: f64) -> Result<Self, BadThreshold> {
        if jaccard > 0.0 && jaccard <= 1.0 { Ok(Self(jaccard)) } else { Err(BadThreshold(jaccard)) }
    }

    /// Whether `shared` of two sets with `a` and `b` elements are enough.
    fn met(self, shared: usize, a: usize, b: usize) -> bool {
        shared as f64 >= self.0 * (a + b - shared) as f64
    }

    /// A lower bound, never too high, of what a set of `n` must share with any near-duplicate.
    fn shared_min(self, n: usize) -> usize {
        ((self.0 * n as f64 - 1e-9).ceil() as usize).max(1)
    }

    /// Whether sets of known sizes of which `left` elements at most are shared can be enough: the
    /// positional filter, and where all is left the length filter. Later matches of the same texts
    /// leave less, so that what fails once fails for good.
    fn within_reach(self, left: usize, a: usize, b: usize) -> bool {
        left as f64 >= self.0 / (1.0 + self.0) * (a + b) as f64 - 1e-9
    }

    /// The same for two sets of known sizes.
    fn shared_min_of(self, a: usize, b: usize) -> usize {
        ((self.0 / (1.0 + self.0) * (a + b) as f64 - 1e-9).ceil() as usize).max(1)
    }
}

/// Two near-duplicates.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair<Id> {
    /// The earlier text.
    pub a: Id,
    /// The later text.
    pub b: Id,
    /// Jaccard coefficient of their shingle sets.
    pub jaccard: f64,
}

/// What an inserted text turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Inserted<Id> {
    /// No letter or number in it: it is like nothing.
    Empty,
    /// Its shingles are exactly those of an earlier text. The pairs of that text are its pairs.
    Same(Id),
    /// A distinct text, with its pairs ordered by the time of insertion of the earlier one.
    Distinct(Vec<Pair<Id>>),
}

/// All distinct texts so far.
#[derive(Debug)]
pub struct Index<Id> {
    threshold: Threshold,
    ids: Vec<Id>,
    sets: Vec<Box<[u32]>>,
    shingles: Shingles,
    postings: Vec<Vec<Posting>>,
    same: FxHashMap<Box<[u32]>, u32>,
    seen: Vec<Seen>,
}

/// A text that has a shingle in its prefix, with all that the filters need: most postings are
/// passed over without a look at anything else.
#[derive(Debug, Clone, Copy)]
struct Posting {
    text: u32,
    position: u32,
    /// Number of the text's shingles.
    len: u32,
}

/// Scratch of one insertion for one earlier text: where the first match is in both.
#[derive(Debug, Clone, Copy)]
struct Seen {
    by: u32,
    mine: u32,
    theirs: u32,
}

/// A shingle that is not known yet.
const NONE: u32 = u32::MAX;

/// Numbers of shingles. The characters that came first are numbered, which lets most shingles be
/// one machine word; a shingle with a later character has the characters themselves as its key.
#[derive(Debug, Default)]
struct Shingles {
    /// Numbers by code point, as far as a character came that high; 0 where it has none.
    numbers: Vec<u16>,
    numbered: u16,
    short: FxHashMap<u64, u32>,
    long: FxHashMap<u128, u32>,
    len: u32,
}

/// Bits of a character's number; 0 stands for none.
const NUMBER_BITS: u32 = 12;

impl Shingles {
    /// Number of a character, 0 where there are too many or it lies beyond the basic plane.
    fn number(&mut self, c: char) -> u16 {
        let Ok(point) = u16::try_from(u32::from(c)) else { return 0 };
        let point = usize::from(point);
        if point >= self.numbers.len() {
            self.numbers.resize(point + 1, 0);
        }
        // Once the numbers are used up no character gets one, so that a key never changes.
        if self.numbers[point] == 0 && self.numbered + 1 < 1 << NUMBER_BITS {
            self.numbered += 1;
            self.numbers[point] = self.numbered;
        }
        self.numbers[point]
    }

    /// Numbers of all shingles of a text. What is known is looked up first and what is new added
    /// then: look-ups that do not wait for each other take a fraction of the time.
    fn intern(&mut self, chars: &[char]) -> Vec<u32> {
        let numbers: Vec<u16> = chars.iter().map(|&c| self.number(c)).collect();
        let length = SHINGLE_CHARS.min(chars.len());
        if length == 0 {
            return Vec::new();
        }
        let key = |numbers: &[u16]| {
            numbers.iter().fold(0u64, |key, &n| key << NUMBER_BITS | u64::from(n))
        };
        let keys: Vec<u64> = numbers.windows(length).map(key).collect();
        let look_up = |key: &u64| self.short.get(key).copied().unwrap_or(NONE);
        let mut ids: Vec<u32> = keys.iter().map(look_up).collect();
        for (at, id) in ids.iter_mut().enumerate().filter(|(_, id)| **id == NONE) {
            let next = self.len;
            *id = if numbers[at..at + length].contains(&0) {
                // 21 bits hold any character; zero is none, so short texts stay apart.
                let chars = chars[at..at + length].iter();
                let key = chars.fold(0u128, |key, &c| key << 21 | u128::from(u32::from(c)));
                *self.long.entry(key).or_insert(next)
            } else {
                *self.short.entry(keys[at]).or_insert(next)
            };
            self.len += u32::from(*id == next);
        }
        ids
    }
}

impl<Id: Clone> Index<Id> {
    /// An empty index.
    pub fn new(threshold: Threshold) -> Self {
        Self {
            threshold,
            ids: Vec::new(),
            sets: Vec::new(),
            shingles: Shingles::default(),
            postings: Vec::new(),
            same: FxHashMap::default(),
            seen: Vec::new(),
        }
    }

    /// Number of distinct texts.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether nothing was inserted yet.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Adds a text and tells what it is like.
    pub fn insert(&mut self, id: Id, text: &str) -> Inserted<Id> {
        let set = self.intern(text);
        if set.is_empty() {
            return Inserted::Empty;
        }
        if let Some(&first) = self.same.get(&set) {
            return Inserted::Same(self.ids[first as usize].clone());
        }
        let me = u32::try_from(self.ids.len()).expect("fewer than 2^32 texts fit in memory");
        let prefix = set.len() - self.threshold.shared_min(set.len()) + 1;
        let candidates = self.candidates(me, &set[..prefix], set.len());
        let mut pairs = Vec::new();
        for other in candidates {
            let seen = self.seen[other as usize];
            let theirs = &self.sets[other as usize];
            let need = self.threshold.shared_min_of(set.len(), theirs.len());
            let start = (seen.mine as usize + 1, seen.theirs as usize + 1);
            let Some(more) = shared_after(&set[start.0..], &theirs[start.1..], need - 1) else {
                continue;
            };
            let shared = more + 1;
            if self.threshold.met(shared, set.len(), theirs.len()) {
                let union = set.len() + theirs.len() - shared;
                let jaccard = shared as f64 / union as f64;
                let a = self.ids[other as usize].clone();
                pairs.push(Pair { a, b: id.clone(), jaccard });
            }
        }
        for (position, &shingle) in set[..prefix].iter().enumerate() {
            let posting = Posting { text: me, position: position as u32, len: set.len() as u32 };
            self.postings[shingle as usize].push(posting);
        }
        self.same.insert(set.clone(), me);
        self.sets.push(set);
        self.ids.push(id);
        self.seen.push(Seen { by: u32::MAX, mine: 0, theirs: 0 });
        Inserted::Distinct(pairs)
    }

    /// Earlier texts that share a prefix shingle and pass the length and positional filters, in
    /// the order of insertion. `seen` keeps the first match, which is the first in both lists.
    fn candidates(&mut self, me: u32, prefix: &[u32], len: usize) -> Vec<u32> {
        let mut found = Vec::new();
        let shortest = self.threshold.shared_min(len);
        for (mine, &shingle) in prefix.iter().enumerate() {
            let mine_left = len - mine;
            for &Posting { text, position, len: theirs } in &self.postings[shingle as usize] {
                let left = mine_left.min((theirs - position) as usize);
                let theirs = theirs as usize;
                if theirs < shortest || !self.threshold.within_reach(left, len, theirs) {
                    continue;
                }
                let seen = &mut self.seen[text as usize];
                if seen.by != me {
                    *seen = Seen { by: me, mine: mine as u32, theirs: position };
                    found.push(text);
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// Distinct shingles of a text, youngest first.
    fn intern(&mut self, text: &str) -> Box<[u32]> {
        let chars: Vec<char> = shingle_text(text).chars().collect();
        let mut set = self.shingles.intern(&chars);
        self.postings.resize_with(self.shingles.len as usize, Vec::new);
        set.sort_unstable_by(|a, b| b.cmp(a));
        set.dedup();
        set.into_boxed_slice()
    }
}

/// Number of shared elements of two descending lists, or nothing once `need` is out of reach.
fn shared_after(mut a: &[u32], mut b: &[u32], need: usize) -> Option<usize> {
    let mut shared = 0;
    while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b) {
        if shared + a.len().min(b.len()) < need {
            return None;
        }
        match x.cmp(y) {
            Ordering::Equal => {
                shared += 1;
                (a, b) = (rest_a, rest_b);
            }
            Ordering::Greater => a = rest_a,
            Ordering::Less => b = rest_b,
        }
    }
    (shared >= need).then_some(shared)
}

/// The text that shingles are cut from: links and a leading repost mark left out, marks and case
/// folded, every run of other characters one blank.
pub fn shingle_text(text: &str) -> String {
    let mut linkless = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skip = if matches!(c, 'h' | 'w') { link_len(rest) } else { 0 };
        if skip == 0 {
            linkless.push(c);
        }
        rest = &rest[skip.max(c.len_utf8())..];
    }
    let body = after_repost_mark(&linkless);
    let mut out = String::with_capacity(body.len());
    let mut gap = false;
    if body.is_ascii() {
        for b in body.bytes() {
            if is_word(char::from(b)) {
                if gap && !out.is_empty() {
                    out.push(' ');
                }
                out.push(char::from(b.to_ascii_lowercase()));
            }
            gap = !is_word(char::from(b));
        }
        return out;
    }
    for c in fold_marks(body).chars().flat_map(char::to_lowercase) {
        if is_word(c) {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.push(c);
        } else {
            gap = true;
        }
    }
    out
}

/// What follows `RT @name:` at the start, or the whole text.
fn after_repost_mark(text: &str) -> &str {
    let Some(rest) = text.strip_prefix("RT") else {
        return text;
    };
    let trimmed = rest.trim_start();
    if trimmed.len() == rest.len() {
        return text;
    }
    let Some(name) = trimmed.strip_prefix('@') else {
        return text;
    };
    let end = name.find(|c| !is_word(c)).unwrap_or(name.len());
    if end == 0 {
        return text;
    }
    let rest = &name[end..];
    rest.strip_prefix(':').unwrap_or(rest).trim_start()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn brute(texts: &[String], t: f64) -> Vec<(usize, usize)> {
        let shingles = |text: &String| -> BTreeSet<String> {
            let chars: Vec<char> = shingle_text(text).chars().collect();
            if chars.is_empty() {
                return BTreeSet::new();
            }
            let last = chars.len().saturating_sub(4).max(1);
            (0..last).map(|i| chars[i..(i + 5).min(chars.len())].iter().collect()).collect()
        };
        let sets: Vec<_> = texts.iter().map(shingles).collect();
        let mut pairs = Vec::new();
        for b in 0..sets.len() {
            let repeated = sets[..b].contains(&sets[b]);
            if sets[b].is_empty() || repeated {
                continue;
            }
            for a in 0..b {
                let shared = sets[a].intersection(&sets[b]).count();
                let union = sets[a].len() + sets[b].len() - shared;
                let first = !sets[..a].contains(&sets[a]);
                if first && shared as f64 >= t * union as f64 && shared > 0 {
                    pairs.push((a, b));
                }
            }
        }
        pairs
    }

    fn joined(texts: &[String], t: f64) -> Vec<(usize, usize)> {
        let mut index = Index::new(Threshold::new(t).unwrap());
        let mut pairs = Vec::new();
        for (id, text) in texts.iter().enumerate() {
            if let Inserted::Distinct(found) = index.insert(id, text) {
                pairs.extend(found.into_iter().map(|p| (p.a, p.b)));
            }
        }
        pairs
    }

    #[test]
    fn reduces_text() {
        let check = |text: &str, want: &str| assert_eq!(shingle_text(text), want, "{text}");
        check("RT @bob: Hello,  WORLD! http://t.co/x", "hello world");
        check("RT no name", "rt no name");
        check("café—Ａ １", "cafe a 1");
        check("?!", "");
    }

    #[test]
    fn tells_same_and_empty() {
        let mut index = Index::new(Threshold::new(0.7).unwrap());
        assert_eq!(index.insert(0, "Hello world"), Inserted::Distinct(Vec::new()));
        assert_eq!(index.insert(1, "hello, WORLD!"), Inserted::Same(0));
        assert_eq!(index.insert(2, "..."), Inserted::Empty);
        assert!(Threshold::new(0.0).is_err() && Threshold::new(f64::NAN).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn equals_brute_force(
            texts in prop::collection::vec("[ab ]{0,14}|[abc]{3,30}|[南宁市暴雨]{0,9}", 0..24),
            t in prop::sample::select(vec![0.1, 0.3, 0.5, 0.7, 0.75, 0.9, 1.0]),
        ) {
            prop_assert_eq!(joined(&texts, t), brute(&texts, t));
        }
    }
}

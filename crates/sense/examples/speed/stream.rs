//! A made-up stream that is hard on a detector: everyday talk of a large vocabulary that goes on
//! growing, and in it occurrences that come and go, each with words of its own.

use tandem_sense::Post;

/// Everyday words at the beginning.
const WORDS: usize = 60_000;
/// Share of posts that speak of an occurrence, in hundredths.
const OCCURRENCE_PERCENT: u64 = 40;
/// Occurrences that are spoken of at a time.
const OPEN: usize = 300;

pub(crate) struct Stream {
    random: u64,
    sent: usize,
    posts: usize,
    span_s: i64,
    words: usize,
    occurrences: Vec<Occurrence>,
    named: usize,
}

/// What is spoken of, with its own words, until so many posts were sent.
struct Occurrence {
    words: Vec<usize>,
    left: u64,
}

impl Stream {
    pub(crate) fn new(posts: usize, span_s: i64) -> Self {
        Self { random: 42, sent: 0, posts, span_s, words: WORDS, occurrences: Vec::new(), named: 0 }
    }

    /// SplitMix64.
    fn next_u64(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next_u64() % n as u64) as usize
    }

    /// A word's rank: the logarithm of the rank is even, so that frequency falls as one by rank.
    fn zipf(&mut self, n: usize) -> usize {
        let even = (self.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
        ((n as f64).powf(even) as usize).min(n - 1)
    }

    fn start(&mut self) -> Occurrence {
        let known = (0..4).map(|_| 500 + self.below(self.words - 500));
        let mut words: Vec<usize> = known.collect();
        // New names of people, places and things.
        words.extend((0..6).map(|i| self.words + i));
        self.words += 6;
        self.named += 1;
        let left = 3 + self.zipf(400) as u64;
        Occurrence { words, left }
    }

    fn text(&mut self) -> String {
        let mut words: Vec<usize> = Vec::with_capacity(12);
        if self.next_u64() % 100 < OCCURRENCE_PERCENT {
            while self.occurrences.len() < OPEN {
                let new = self.start();
                self.occurrences.push(new);
            }
            let at = self.below(OPEN);
            for _ in 0..4 {
                let which = self.zipf(self.occurrences[at].words.len());
                words.push(self.occurrences[at].words[which]);
            }
            self.occurrences[at].left -= 1;
            if self.occurrences[at].left == 0 {
                self.occurrences.swap_remove(at);
            }
        }
        let common = 6 + self.below(5);
        words.extend((0..common).map(|_| self.zipf(self.words)));
        // One post in three has a word that nobody used before.
        if self.next_u64().is_multiple_of(3) {
            words.push(self.words);
            self.words += 1;
        }
        let named: Vec<String> = words.into_iter().map(word).collect();
        named.join(" ")
    }
}

impl Iterator for Stream {
    type Item = Post;

    fn next(&mut self) -> Option<Post> {
        let time = self.sent as i64 * self.span_s / self.posts as i64;
        self.sent += 1;
        let text = self.text();
        Some(post(&self.sent.to_string(), 1_700_000_000 + time, text))
    }
}

pub(crate) fn post(id: &str, time: i64, text: String) -> Post {
    Post {
        id: id.into(),
        source: Default::default(),
        time,
        title: None,
        text,
        lang: None,
        author: None,
        engagement: None,
    }
}

/// A word for a number, with letters only.
fn word(mut number: usize) -> String {
    let mut word = String::from("w");
    loop {
        word.push(char::from(b'a' + (number % 26) as u8));
        number /= 26;
        if number == 0 {
            return word;
        }
    }
}

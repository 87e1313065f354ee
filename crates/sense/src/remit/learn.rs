//! Learning from messages that an office has assigned before.
//!
//! A message is a vector of its runs of one to three characters, weighed by how rare they are, the
//! title and the body each of length one and then added: a title says in ten characters what the
//! body says in two hundred. For every subject a plane is laid that parts its messages from the
//! others with the widest margin (a linear support vector machine with squared hinge loss, solved
//! in the dual one message at a time; Hsieh et al., ICML 2008). Equal examples in equal order give
//! equal planes.
//!
//! Nothing learnt comes with Tandem: examples belong to the office that has them.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::{Evidence, Subject, TIE};
use crate::text::fold_width;

/// A message, and its subject where one was assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example<'a> {
    /// Its title, empty where there is none.
    pub title: &'a str,
    /// Its text.
    pub text: &'a str,
    /// Code of its subject. Messages without one still tell which words are rare.
    pub code: Option<&'a str>,
}

/// What keywords say of a message: remits by number with their weights. See [`super::Remits::hints`].
pub type Hints = Vec<(u32, f32)>;

/// What was learnt from examples.
#[derive(Debug, Clone)]
pub struct Learnt {
    codes: Vec<SmolStr>,
    grams: FxHashMap<Gram, u32>,
    rarity: Vec<f32>,
    /// Weights of gram after gram, one a code.
    weights: Vec<f32>,
    offsets: Vec<f32>,
}

/// Examples that nothing can be learnt from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotLearnt {
    /// Fewer than two subjects.
    #[error("examples of at least two subjects are needed")]
    OneSubject,
}

/// One to three characters, 21 bits each; the low ones are the last.
type Gram = u64;

/// Longest run of characters.
const GRAM_CHARS_MAX: usize = 3;
/// Messages in which a run must occur to count.
const GRAM_MESSAGES_MIN: u32 = 2;
/// Price of a message on the wrong side of a margin; of one of a rare subject it is higher by the
/// square root of how rare the subject is.
const PENALTY: f32 = 1.0;
/// Length of the hints, where title and body have one each. They help most where labels are few.
const HINT_LENGTH: f32 = 0.4;
/// Rounds over the examples.
const ROUNDS: usize = 30;
/// Margin that makes a subject e times as likely as one without.
const MARGIN_SCALE: f32 = 3.0;
/// Pieces of evidence that are shown for a subject.
const EVIDENCE_MAX: usize = 5;

/// Runs with their weights.
type Vector = Vec<(u32, f32)>;

impl Learnt {
    /// Learns from examples; `hints` gives what keywords say of a title and a text, or nothing.
    /// The same hints are to be given where messages are ranked.
    ///
    /// # Errors
    /// Where fewer than two subjects occur.
    pub fn from_examples(
        examples: &[Example<'_>],
        hints: impl Fn(&str, &str) -> Hints,
    ) -> Result<Self, NotLearnt> {
        let mut codes: Vec<SmolStr> =
            examples.iter().filter_map(|e| e.code).map(SmolStr::new).collect();
        codes.sort_unstable();
        codes.dedup();
        if codes.len() < 2 {
            return Err(NotLearnt::OneSubject);
        }
        let mut counts: FxHashMap<Gram, u32> = FxHashMap::default();
        let mut labelled: FxHashSet<Gram> = FxHashSet::default();
        for example in examples {
            let mut met: FxHashSet<Gram> = FxHashSet::default();
            for text in [example.title, example.text] {
                for_each_gram(text, |gram, _| {
                    met.insert(gram);
                });
            }
            if example.code.is_some() {
                labelled.extend(&met);
            }
            met.into_iter().for_each(|gram| *counts.entry(gram).or_insert(0) += 1);
        }
        let mut known: Vec<(Gram, u32)> =
            counts.into_iter().filter(|&(_, n)| n >= GRAM_MESSAGES_MIN).collect();
        known.retain(|(gram, _)| labelled.contains(gram));
        known.sort_unstable();
        let all = examples.len() as f32;
        let rarity = known.iter().map(|&(_, n)| ((1.0 + all) / (1.0 + n as f32)).ln() + 1.0);
        let rarity: Vec<f32> = rarity.collect();
        let grams = known.iter().enumerate().map(|(at, &(gram, _))| (gram, at as u32)).collect();
        let offsets = vec![0.0; codes.len()];
        let mut learnt = Self { codes, grams, rarity, weights: Vec::new(), offsets };
        let labelled = examples.iter().filter_map(|e| {
            let code = e.code?;
            Some((learnt.vector(e.title, e.text, &hints(e.title, e.text)), code))
        });
        let (vectors, labels): (Vec<Vector>, Vec<&str>) = labelled.unzip();
        let features = vectors.iter().flatten().map(|&(feature, _)| feature as usize + 1).max();
        let features = features.unwrap_or(0).max(learnt.rarity.len());
        learnt.weights = vec![0.0; features * learnt.codes.len()];
        for code in 0..learnt.codes.len() {
            let of: Vec<bool> = labels.iter().map(|&label| label == learnt.codes[code]).collect();
            let (plane, offset) = plane(&vectors, &of, features);
            for (gram, weight) in plane.into_iter().enumerate() {
                learnt.weights[gram * learnt.codes.len() + code] = weight;
            }
            learnt.offsets[code] = offset;
        }
        Ok(learnt)
    }

    /// Codes of the subjects that were learnt, in order.
    pub fn codes(&self) -> &[SmolStr] {
        &self.codes
    }

    /// The subjects from the most to the least likely, with a score that sums to 1; `name` names
    /// a code. Evidence is only given for the first `shown`.
    pub fn rank(
        &self,
        title: &str,
        text: &str,
        hints: &Hints,
        shown: usize,
        name: impl Fn(&str) -> SmolStr,
    ) -> Vec<Subject> {
        let vector = self.vector(title, text, hints);
        let n = self.codes.len();
        let mut margins = self.offsets.clone();
        for &(gram, weight) in &vector {
            let Some(row) = self.weights.get(gram as usize * n..).and_then(|w| w.get(..n)) else {
                continue;
            };
            margins.iter_mut().zip(row).for_each(|(margin, w)| *margin += w * weight);
        }
        let best = margins.iter().copied().fold(f32::MIN, f32::max);
        let odds: Vec<f32> = margins.iter().map(|m| ((m - best) * MARGIN_SCALE).exp()).collect();
        let total: f32 = odds.iter().sum();
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&a, &b| margins[b].total_cmp(&margins[a]).then(a.cmp(&b)));
        let subject = |(place, code): (usize, usize)| Subject {
            code: self.codes[code].clone(),
            name: name(&self.codes[code]),
            score: odds[code] / total,
            evidence: if place < shown { self.evidence(title, text, code) } else { Vec::new() },
        };
        order.into_iter().enumerate().map(subject).collect()
    }

    /// Whether a message holds anything that was learnt from.
    pub fn knows(&self, title: &str, text: &str) -> bool {
        let mut known = false;
        for part in [title, text] {
            for_each_gram(part, |gram, (start, end)| {
                known |= end - start > 1 && self.grams.contains_key(&gram);
            });
        }
        known
    }

    /// Whether the first of two ranked subjects is not told from the second.
    pub fn is_tie(ranked: &[Subject]) -> bool {
        matches!(ranked, [a, b, ..] if f64::from(a.score - b.score) < TIE)
    }

    /// The runs of at least two characters that speak most for a subject, in the order of the
    /// text; offsets count the characters of the text, or of the title where only that has them.
    fn evidence(&self, title: &str, text: &str, code: usize) -> Vec<Evidence> {
        let from = if text.is_empty() { title } else { text };
        let mut best: FxHashMap<u32, (f32, usize, usize)> = FxHashMap::default();
        for_each_gram(from, |gram, (start, end)| {
            if let Some(&at) = self.grams.get(&gram).filter(|_| end - start > 1) {
                let weight =
                    self.weights[at as usize * self.codes.len() + code] * self.rarity[at as usize];
                best.entry(at).or_insert((weight, start, end));
            }
        });
        let mut best: Vec<(f32, usize, usize)> =
            best.into_values().filter(|&(weight, _, _)| weight > 0.0).collect();
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let mut kept: Vec<(usize, usize)> = Vec::new();
        for (_, start, end) in best {
            let apart = kept.iter().all(|&(s, e)| end <= s || e <= start);
            if apart && kept.len() < EVIDENCE_MAX {
                kept.push((start, end));
            }
        }
        kept.sort_unstable();
        let word = |start: usize, end: usize| from.chars().skip(start).take(end - start).collect();
        kept.into_iter()
            .map(|(start, end)| Evidence { word: word(start, end), start, end })
            .collect()
    }

    /// The runs of title and text, and the hints behind them.
    fn vector(&self, title: &str, text: &str, hints: &Hints) -> Vector {
        let mut sum: FxHashMap<u32, f32> = FxHashMap::default();
        for part in [title, text] {
            let mut times: FxHashMap<u32, f32> = FxHashMap::default();
            for_each_gram(part, |gram, _| {
                if let Some(&at) = self.grams.get(&gram) {
                    *times.entry(at).or_insert(0.0) += 1.0;
                }
            });
            let mut part: Vector = times.into_iter().collect();
            part.sort_unstable_by_key(|&(gram, _)| gram);
            for (gram, weight) in &mut part {
                *weight = (1.0 + weight.ln()) * self.rarity[*gram as usize];
            }
            let length = part.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
            for (gram, weight) in part {
                *sum.entry(gram).or_insert(0.0) += weight / length;
            }
        }
        let mut vector: Vector = sum.into_iter().collect();
        vector.sort_unstable_by_key(|&(gram, _)| gram);
        let length = hints.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
        let behind = self.rarity.len() as u32;
        vector.extend(hints.iter().map(|&(remit, w)| (behind + remit, w * HINT_LENGTH / length)));
        vector
    }
}

/// The plane that parts the vectors `of` a subject from the others, and its offset.
fn plane(vectors: &[Vector], of: &[bool], grams: usize) -> (Vec<f32>, f32) {
    let (mut weights, mut offset) = (vec![0.0_f32; grams], 0.0_f32);
    let own = of.iter().filter(|&&of| of).count() as f32;
    let dearer = ((of.len() as f32 - own) / own.max(1.0)).max(1.0).sqrt();
    let slack = |i: usize| 1.0 / (2.0 * PENALTY * if of[i] { dearer } else { 1.0 });
    // The offset is a weight of a run that every message has once.
    let squares: Vec<f32> =
        vectors.iter().map(|v| v.iter().map(|(_, w)| w * w).sum::<f32>() + 1.0).collect();
    let mut alphas = vec![0.0_f32; vectors.len()];
    let mut order: Vec<usize> = (0..vectors.len()).collect();
    let mut random: u64 = 1;
    for _ in 0..ROUNDS {
        for i in (1..order.len()).rev() {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            order.swap(i, (random >> 33) as usize % (i + 1));
        }
        for &i in &order {
            let side = if of[i] { 1.0 } else { -1.0 };
            let dot: f32 = vectors[i].iter().map(|&(g, w)| weights[g as usize] * w).sum();
            let gradient = side * (dot + offset) - 1.0 + slack(i) * alphas[i];
            let alpha = (alphas[i] - gradient / (squares[i] + slack(i))).max(0.0);
            let step = (alpha - alphas[i]) * side;
            alphas[i] = alpha;
            if step != 0.0 {
                vectors[i].iter().for_each(|&(g, w)| weights[g as usize] += step * w);
                offset += step;
            }
        }
    }
    (weights, offset)
}

/// Calls `take` for every run of one to three letters with its place in characters; case and width
/// are folded, digits are alike, other characters end a run.
fn for_each_gram(text: &str, mut take: impl FnMut(Gram, (usize, usize))) {
    let mut run: [u64; GRAM_CHARS_MAX] = [0; GRAM_CHARS_MAX];
    let mut length = 0;
    for (at, c) in text.chars().map(fold_width).enumerate() {
        if !c.is_alphanumeric() {
            length = 0;
            continue;
        }
        let c = if c.is_numeric() { '0' } else { c.to_lowercase().next().unwrap_or(c) };
        run.rotate_left(1);
        run[GRAM_CHARS_MAX - 1] = u64::from(u32::from(c));
        length = (length + 1).min(GRAM_CHARS_MAX);
        for n in 1..=length {
            let gram = run[GRAM_CHARS_MAX - n..].iter().fold(0, |gram, &c| gram << 21 | c);
            take(gram, (at + 1 - n, at + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLES: [(&str, &str, &str); 6] = [
        ("", "小区停水三天无人管", "water"),
        ("自来水发黄", "家里自来水发黄不能喝", "water"),
        ("", "水压太低，停水频繁", "water"),
        ("学校补课", "学校周末补课收费", "school"),
        ("", "老师有偿补课", "school"),
        ("", "学校食堂太贵", "school"),
    ];

    fn examples() -> Vec<Example<'static>> {
        let example = |&(title, text, code): &(&'static str, &'static str, &'static str)| Example {
            title,
            text,
            code: Some(code),
        };
        EXAMPLES.iter().map(example).collect()
    }

    fn none(_: &str, _: &str) -> Hints {
        Vec::new()
    }

    #[test]
    fn learns_and_shows_why() {
        let learnt = Learnt::from_examples(&examples(), none).unwrap();
        let check = |text: &str, want: &str, word: &str| {
            let ranked = learnt.rank("", text, &Vec::new(), 1, |code| code.into());
            assert_eq!(ranked[0].code, want, "{text}");
            assert!((ranked.iter().map(|s| s.score).sum::<f32>() - 1.0).abs() < 1e-5);
            let words: Vec<&str> = ranked[0].evidence.iter().map(|e| e.word.as_str()).collect();
            assert!(words.contains(&word), "{words:?}");
            for e in &ranked[0].evidence {
                let there: String = text.chars().skip(e.start).take(e.end - e.start).collect();
                assert_eq!(there, e.word.as_str());
            }
        };
        check("又停水了", "water", "停水");
        check("我们班要补课", "school", "补课");
    }

    #[test]
    fn says_nothing_of_the_unknown() {
        let learnt = Learnt::from_examples(&examples(), none).unwrap();
        let ranked = learnt.rank("", "☆☆", &Vec::new(), 1, |code| code.into());
        assert!(ranked[0].evidence.is_empty() && !learnt.knows("", "☆☆"), "{ranked:?}");
        assert_eq!(learnt.codes(), ["school", "water"]);
        let one = Learnt::from_examples(&examples()[..3], none);
        assert_eq!(one.unwrap_err(), NotLearnt::OneSubject);
    }
}

//! Remits: which subject a text is about, with the words that say so.
//!
//! A keyword weighs more the fewer remits share it and the longer it is. The longest keyword at
//! a place wins, so 污水处理 is not also 污水. The score says how sure the first subjects are; where
//! nothing speaks or two speak equally, the suggestion abstains and a person decides. An office that
//! has assigned messages before can have them learnt from instead: [`Learnt`].

mod demand;
mod learn;

use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

pub use demand::Demand;
pub use learn::{Example, Hints, Learnt, NotLearnt};

use crate::text::fold_width;

/// One remit as the directory gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remit {
    /// Its code.
    pub code: SmolStr,
    /// Its name.
    pub name: SmolStr,
    /// Code of the remit above, empty at the top.
    #[serde(default)]
    pub parent: SmolStr,
    /// Words that speak for it.
    #[serde(default)]
    pub keywords: Vec<SmolStr>,
}

/// A matched word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The keyword.
    pub word: SmolStr,
    /// First character, counted in characters of the text.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

/// A subject that the text may be about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Subject {
    /// Code of the remit.
    pub code: SmolStr,
    /// Name of the remit.
    pub name: SmolStr,
    /// 0 to 1: high where the words are strong and speak for this remit alone.
    pub score: f32,
    /// What spoke for it, in the order of the text.
    pub evidence: Vec<Evidence>,
}

/// Why no subject is suggested.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Abstained {
    /// No keyword of any remit, or nothing that was learnt, occurs.
    #[error("no keyword of any remit occurs")]
    NoKeyword,
    /// The two best are equally likely.
    #[error("`{0}` and `{1}` are equally likely")]
    Tie(SmolStr, SmolStr),
}

/// What a text seems to ask, and of whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// At most three subjects, the best first. On a tie they are still given, for the person who
    /// decides.
    pub subjects: Vec<Subject>,
    /// What kind of demand it is, where its words say so.
    pub demand: Option<Demand>,
    /// Why no first subject is suggested.
    pub abstained: Option<Abstained>,
}

/// Remits that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RemitsError {
    /// Two remits have one code.
    #[error("remit code `{0}` occurs twice")]
    RepeatedCode(SmolStr),
    /// A parent is not among the remits.
    #[error("remit `{code}` has the unknown parent `{parent}`")]
    UnknownParent {
        /// The remit.
        code: SmolStr,
        /// What it names as its parent.
        parent: SmolStr,
    },
    /// The keywords could not be compiled.
    #[error("the keywords could not be compiled")]
    Compile(#[source] aho_corasick::BuildError),
}

/// All remits with their keywords, ready to suggest.
#[derive(Debug)]
pub struct Remits {
    remits: Vec<Remit>,
    automaton: AhoCorasick,
    words: Vec<Keyword>,
}

#[derive(Debug)]
struct Keyword {
    text: SmolStr,
    weight: f64,
    remits: Vec<usize>,
}

/// Subjects given at most.
const SUBJECTS_MAX: usize = 3;
/// Two scores nearer than this are equal.
const TIE: f64 = 0.02;
/// Weight of evidence at which half of the certainty is reached: about one good word.
const HALF_WEIGHT: f64 = 1.0;

impl Remits {
    /// Compiles remits. The name of a remit is a keyword too.
    pub fn new(remits: impl IntoIterator<Item = Remit>) -> Result<Self, RemitsError> {
        let remits: Vec<Remit> = remits.into_iter().collect();
        let mut codes: FxHashSet<&SmolStr> = FxHashSet::default();
        if let Some(repeated) = remits.iter().find(|r| !codes.insert(&r.code)) {
            return Err(RemitsError::RepeatedCode(repeated.code.clone()));
        }
        let orphan = |r: &&Remit| !r.parent.is_empty() && !codes.contains(&r.parent);
        if let Some(r) = remits.iter().find(orphan) {
            let (code, parent) = (r.code.clone(), r.parent.clone());
            return Err(RemitsError::UnknownParent { code, parent });
        }
        let words = keywords(&remits);
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(words.iter().map(|w| w.text.as_str()))
            .map_err(RemitsError::Compile)?;
        Ok(Self { remits, automaton, words })
    }

    /// Suggests subjects and the kind of demand. Offsets count characters.
    pub fn suggest(&self, text: &str) -> Suggestion {
        let (folded, offsets) = fold(text);
        let Weighed { weights, mut evidence } = self.weigh(&folded, &offsets);
        let mut ranked: Vec<usize> = (0..weights.len()).filter(|&r| weights[r] > 0.0).collect();
        ranked.sort_by(|&a, &b| weights[b].total_cmp(&weights[a]).then(a.cmp(&b)));
        let total: f64 = weights.iter().sum();
        let score = |remit: usize| {
            let w = weights[remit];
            w / total * (w / (w + HALF_WEIGHT))
        };
        // A subject and the one above it do not compete: the narrower one says more.
        if let [a, b, ..] = ranked[..]
            && score(a) - score(b) < TIE
            && self.remits[b].parent == self.remits[a].code
        {
            ranked.swap(0, 1);
        }
        let rival = |a: usize| ranked.iter().skip(1).copied().find(|&b| !self.are_one_above(a, b));
        let abstained = match ranked.first() {
            None => Some(Abstained::NoKeyword),
            Some(&a) => rival(a)
                .filter(|&b| score(a) - score(b) < TIE)
                .map(|b| Abstained::Tie(self.remits[a].name.clone(), self.remits[b].name.clone())),
        };
        let mut subject = |&remit: &usize| Subject {
            code: self.remits[remit].code.clone(),
            name: self.remits[remit].name.clone(),
            score: score(remit) as f32,
            evidence: evidence.remove(&remit).unwrap_or_default(),
        };
        let subjects = ranked.iter().take(SUBJECTS_MAX).map(&mut subject).collect();
        Suggestion { subjects, demand: demand::of(&folded), abstained }
    }

    /// Whether one of two remits stands directly above the other.
    fn are_one_above(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.remits[a], &self.remits[b]);
        a.parent == b.code || b.parent == a.code
    }

    /// Suggests subjects by what was learnt with this directory's [`Self::hints`]; a code that the
    /// directory does not know names itself.
    pub fn suggest_learnt(&self, learnt: &Learnt, title: &str, text: &str) -> Suggestion {
        let name = |code: &str| {
            let remit = self.remits.iter().find(|remit| remit.code == code);
            remit.map_or_else(|| SmolStr::new(code), |remit| remit.name.clone())
        };
        let mut subjects = learnt.rank(title, text, &self.hints(title, text), SUBJECTS_MAX, name);
        let demand = demand::of(&fold(&format!("{title}\n{text}")).0);
        if !learnt.knows(title, text) {
            let abstained = Some(Abstained::NoKeyword);
            return Suggestion { subjects: Vec::new(), demand, abstained };
        }
        let abstained = Learnt::is_tie(&subjects)
            .then(|| Abstained::Tie(subjects[0].name.clone(), subjects[1].name.clone()));
        subjects.truncate(SUBJECTS_MAX);
        Suggestion { subjects, demand, abstained }
    }

    /// What the keywords of title and text say, for [`Learnt`]: the weight of every remit that is
    /// spoken for, and of the remit above it, by their numbers.
    pub fn hints(&self, title: &str, text: &str) -> Hints {
        let (folded, offsets) = fold(&format!("{title}\n{title}\n{text}"));
        let Weighed { mut weights, .. } = self.weigh(&folded, &offsets);
        for remit in 0..weights.len() {
            let parent = self.remits.iter().position(|r| r.code == self.remits[remit].parent);
            if let Some(parent) = parent {
                weights[parent] += weights[remit];
            }
        }
        let spoken = weights.into_iter().enumerate().filter(|&(_, w)| w > 0.0);
        spoken.map(|(remit, w)| (remit as u32, w.sqrt() as f32)).collect()
    }

    /// The weight of every remit in a folded text, with the words that give it.
    fn weigh(&self, folded: &str, offsets: &[usize]) -> Weighed {
        let mut weights = vec![0.0; self.remits.len()];
        let mut evidence: FxHashMap<usize, Vec<Evidence>> = FxHashMap::default();
        let mut times: FxHashMap<usize, u32> = FxHashMap::default();
        for found in self.automaton.find_iter(folded) {
            let word = &self.words[found.pattern().as_usize()];
            let n = times.entry(found.pattern().as_usize()).or_insert(0);
            *n += 1;
            // Said twice is a little more than said once, said ten times is not ten times more.
            let more = f64::from(*n).sqrt() - f64::from(*n - 1).sqrt();
            for &remit in &word.remits {
                weights[remit] += word.weight * more;
                evidence.entry(remit).or_default().push(Evidence {
                    word: word.text.clone(),
                    start: offsets[found.start()],
                    end: offsets[found.end()],
                });
            }
        }
        Weighed { weights, evidence }
    }
}

/// Weights of all remits, and what speaks for those that have any.
struct Weighed {
    weights: Vec<f64>,
    evidence: FxHashMap<usize, Vec<Evidence>>,
}

/// Distinct keywords with the inverse of how many remits share them.
fn keywords(remits: &[Remit]) -> Vec<Keyword> {
    let mut by_text: FxHashMap<String, usize> = FxHashMap::default();
    let mut words: Vec<Keyword> = Vec::new();
    for (at, remit) in remits.iter().enumerate() {
        for word in remit.keywords.iter().chain([&remit.name]) {
            let text = fold(word.trim()).0;
            if text.is_empty() {
                continue;
            }
            let i = *by_text.entry(text.clone()).or_insert_with(|| {
                words.push(Keyword { text: text.into(), weight: 0.0, remits: Vec::new() });
                words.len() - 1
            });
            if !words[i].remits.contains(&at) {
                words[i].remits.push(at);
            }
        }
    }
    let all = remits.len() as f64;
    for word in &mut words {
        let rare = ((all + 1.0) / word.remits.len() as f64).ln() / (all + 1.0).ln();
        let chars = word.text.chars().count() as f64;
        word.weight = rare * (chars / 2.0).sqrt();
    }
    words
}

/// Width and case folded text, and the character offset of each byte where a character starts.
fn fold(text: &str) -> (String, Vec<usize>) {
    let mut folded = String::with_capacity(text.len());
    let mut offsets = Vec::with_capacity(text.len() + 1);
    let mut chars = 0;
    for c in text.chars() {
        // One character stays one, so that offsets hold.
        let c = fold_width(c);
        let mut lower = c.to_lowercase();
        let c = match (lower.next(), lower.next()) {
            (Some(one), None) => one,
            _ => c,
        };
        folded.push(c);
        offsets.resize(folded.len(), chars);
        chars += 1;
    }
    offsets.push(chars);
    (folded, offsets)
}

#[cfg(test)]
mod tests;

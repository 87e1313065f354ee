//! Cues that something said should be checked: what to look at, where it stands, and why.
//!
//! A cue is a finding about a text, never a verdict: whether a claim is true is settled by
//! findings. Nothing here looks at who said it. A cue prints its reason and the characters that it
//! rests on, so a duty officer can disagree with it.

mod topic;
mod words;

use crate::text::fold_width;
use aho_corasick::{AhoCorasick, MatchKind};
use serde::Serialize;
use std::ops::Range;
use std::sync::LazyLock;
use words::{LISTS, Role};

pub use topic::{Contradiction, Speaker, Told, TopicCues, of_topic};

/// What a cue is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Told as something heard.
    Hearsay,
    /// Stated as a fact, with harm in it, and nowhere in the text a source.
    Unsourced,
    /// Asks to be passed on.
    SpreadCall,
    /// Presses to believe or act at once.
    Urgency,
    /// Asks whether it is true.
    Doubt,
    /// Says that something told is false.
    Refutation,
    /// Says so in the name of an office.
    OfficialRefutation,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Hearsay,
        Self::Unsourced,
        Self::SpreadCall,
        Self::Urgency,
        Self::Doubt,
        Self::Refutation,
        Self::OfficialRefutation,
    ];

    /// Why it is worth a look, in Chinese and English.
    pub fn reason(self) -> (&'static str, &'static str) {
        match self {
            Self::Hearsay => {
                ("说是听来的，没有指明谁知道", "told as heard; nobody named who knows")
            }
            Self::Unsourced => {
                ("作为事实陈述，全文没有来源", "stated as a fact; the text names no source")
            }
            Self::SpreadCall => ("要求转发扩散", "asks to be passed on"),
            Self::Urgency => ("催促立即相信或行动", "presses to believe or act at once"),
            Self::Doubt => ("有人问是否属实", "somebody asks whether it is true"),
            Self::Refutation => ("有人说不实", "somebody says it is false"),
            Self::OfficialRefutation => ("以机关名义说不实", "an office is said to call it false"),
        }
    }

    /// How much a cue of this kind adds to what there is to check, from 0 to 1. Set by judgement,
    /// not fitted: a refutation says most, a pressing tone least.
    fn weight(self) -> f64 {
        match self {
            Self::Refutation | Self::OfficialRefutation => 0.5,
            Self::Doubt | Self::Hearsay | Self::Unsourced => 0.3,
            Self::SpreadCall | Self::Urgency => 0.2,
        }
    }
}

/// One cue in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Cue {
    /// What it is about.
    pub kind: Kind,
    /// First character that it rests on.
    pub start: usize,
    /// The character after the last one.
    pub end: usize,
}

/// The cues of one text, in order of their place.
pub fn of_text(text: &str) -> Vec<Cue> {
    let folded = Folded::new(text);
    let found = folded.words();
    let has = |role: Role| found.iter().any(|(r, _)| *r == role);
    let office = has(Role::Office);
    let sourced = office || has(Role::Source);
    let mut cues: Vec<Cue> = Vec::new();
    for (role, Range { start, end }) in &found {
        let kind = match role {
            Role::Cue(Kind::Refutation) if office => Kind::OfficialRefutation,
            Role::Cue(kind) => *kind,
            Role::Claim | Role::Source | Role::Office => continue,
        };
        cues.push(Cue { kind, start: *start, end: *end });
    }
    if !sourced {
        cues.extend(folded.unsourced(&found));
    }
    cues.sort_by_key(|cue| (cue.start, cue.end, cue.kind));
    cues
}

/// How much there is to check in a text, from 0 to 1: one minus the product of what each kind of
/// cue leaves open. It orders a list; it says nothing about truth.
pub fn to_check(cues: &[Cue]) -> f64 {
    let left = |kind: &Kind| {
        if cues.iter().any(|cue| cue.kind == *kind) { 1.0 - kind.weight() } else { 1.0 }
    };
    1.0 - Kind::ALL.iter().map(left).product::<f64>()
}

struct Lexicon {
    automaton: AhoCorasick,
    roles: Vec<Role>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let words: Vec<(&str, Role)> = LISTS
        .iter()
        .flat_map(|(role, words)| words.iter().map(move |word| (*word, *role)))
        .collect();
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(words.iter().map(|(word, _)| word))
        .expect("a few hundred short words make an automaton");
    Lexicon { automaton, roles: words.into_iter().map(|(_, role)| role).collect() }
});

/// A text in one form, with the character that each byte belongs to.
struct Folded {
    chars: Vec<char>,
    text: String,
    char_of: Vec<usize>,
}

impl Folded {
    fn new(text: &str) -> Self {
        let chars: Vec<char> =
            text.chars().map(|c| fold_width(c).to_lowercase().next().unwrap_or(c)).collect();
        let mut folded = String::with_capacity(text.len());
        let mut char_of = Vec::with_capacity(text.len());
        for (i, c) in chars.iter().enumerate() {
            folded.push(*c);
            char_of.resize(folded.len(), i);
        }
        Self { chars, text: folded, char_of }
    }

    /// Words of the lists with the characters they cover. Latin words must stand alone.
    fn words(&self) -> Vec<(Role, Range<usize>)> {
        let of_match = |m: aho_corasick::Match| {
            let range = self.char_of[m.start()]..self.char_of[m.end() - 1] + 1;
            let letter = |at: Option<usize>| {
                at.and_then(|i| self.chars.get(i)).is_some_and(char::is_ascii_alphanumeric)
            };
            let latin = |i: usize| self.chars[i].is_ascii_alphanumeric();
            let link = self.text[m.start()..m.end()].starts_with("http");
            let inside = (latin(range.start) && letter(range.start.checked_sub(1)))
                || (latin(range.end - 1) && letter(Some(range.end)) && !link);
            (!inside).then(|| (LEXICON.roles[m.pattern().as_usize()], range))
        };
        LEXICON.automaton.find_iter(&self.text).filter_map(of_match).collect()
    }

    /// Sentences that claim a harm as a fact, without hearsay, doubt or a question mark in them.
    fn unsourced(&self, found: &[(Role, Range<usize>)]) -> Vec<Cue> {
        let of_sentence = |sentence: Range<usize>| {
            let inside = |range: &Range<usize>| sentence.contains(&range.start);
            let hedged = found.iter().any(|(role, range)| {
                matches!(role, Role::Cue(Kind::Hearsay | Kind::Doubt | Kind::Refutation))
                    && inside(range)
            });
            let asked = self.chars[sentence.clone()].contains(&'?');
            let claims = found.iter().any(|(role, range)| *role == Role::Claim && inside(range));
            let (start, end) = (sentence.start, sentence.end);
            (claims && !hedged && !asked).then_some(Cue { kind: Kind::Unsourced, start, end })
        };
        self.sentences().into_iter().filter_map(of_sentence).collect()
    }

    /// Sentences with their closing mark, without blanks around them.
    fn sentences(&self) -> Vec<Range<usize>> {
        let closes = |i: usize| match self.chars[i] {
            '。' | '!' | '?' | ';' | '\n' => true,
            '.' => self.chars.get(i + 1).is_none_or(|c| c.is_whitespace()),
            _ => false,
        };
        let mut out = Vec::new();
        let mut start = 0;
        for i in 0..self.chars.len() {
            if closes(i) || i + 1 == self.chars.len() {
                let blank = |at: &usize| self.chars[*at].is_whitespace();
                let first = (start..=i).find(|at| !blank(at));
                let last = (start..=i).rev().find(|at| !blank(at));
                out.extend(first.zip(last).map(|(first, last)| first..last + 1));
                start = i + 1;
            }
        }
        out
    }
}

#[cfg(test)]
mod tests;

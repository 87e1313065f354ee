//! What stands in a message and in the reply to it.

use super::{Asked, Measures};
use crate::fidelity::Span;
use crate::fidelity::read::{Form, Kind, Reading, Token, read};
use crate::fidelity::words::join;
use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

const LIST: &str = include_str!("../../data/reply_words.txt");

/// What a word of the list says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    Ground,
    Refer,
    Will,
    Vague,
    Ask,
    You,
}

/// The list by class, ready for look-up.
pub(super) struct Cues([AhoCorasick; 6]);

pub(super) static CUES: LazyLock<Cues> = LazyLock::new(Cues::read);

impl Cues {
    fn read() -> Self {
        const CLASSES: [&str; 6] = ["ground", "refer", "will", "vague", "ask", "you"];
        Self(CLASSES.map(|class| {
            let lines = LIST.lines().filter_map(|line| line.strip_prefix(class));
            let words = lines.flat_map(|line| line.split_whitespace().map(|w| w.replace('_', " ")));
            AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .build(words)
                .expect("the list built in is small")
        }))
    }

    /// Bytes of folded text where a word of the class stands, whole words in alphabetic scripts.
    pub(super) fn find<'t>(
        &'t self,
        cue: Cue,
        text: &'t str,
    ) -> impl Iterator<Item = std::ops::Range<usize>> + 't {
        let bytes = text.as_bytes();
        let letter = |at: Option<usize>| {
            at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric)
        };
        self.0[cue as usize].find_iter(text).map(|found| found.range()).filter(move |range| {
            let latin = bytes[range.start].is_ascii();
            !(latin && (letter(range.start.checked_sub(1)) || letter(Some(range.end))))
        })
    }

    pub(super) fn has(&self, cue: Cue, text: &str) -> bool {
        self.find(cue, text).next().is_some()
    }
}

/// What was found.
pub(super) struct Found {
    pub measures: Measures,
    pub asks: Vec<Asked>,
}

pub(super) fn find(text: &str, reply: &str) -> Found {
    let (message, answer) = (read(text), read(reply));
    let said = pairs(&answer, 0..answer.clauses.len());
    let whole = pairs(&message, 0..message.clauses.len());
    let mut asks = asks(&message, &said);
    let coverage = if asks.is_empty() {
        share(&whole, &said)
    } else {
        let weight = |ask: &Asked| (ask.span.end - ask.span.start) as f64;
        let all: f64 = asks.iter().map(weight).sum();
        asks.iter().map(|ask| ask.covered * weight(ask)).sum::<f64>() / all.max(1.0)
    };
    asks.truncate(ASKS_MAX);
    let substance = (0..answer.clauses.len())
        .map(|clause| {
            let (from, to) = bounds(answer.of(clause));
            let text = answer.text(from, to);
            let referral = CUES.has(Cue::Refer, &text) || CUES.has(Cue::You, &text);
            let weight = f64::from(answer.clauses[clause].weight);
            if referral || restates(&answer, clause, &whole) { 0.0 } else { weight }
        })
        .sum();
    let folded: String = answer.chars.iter().collect();
    let figure = |t: &&Token| matches!(t.kind, Kind::Number(_) | Kind::Time(_));
    let measures = Measures {
        substance,
        coverage,
        relevance: relevance(&message, &answer),
        grounds: CUES.find(Cue::Ground, &folded).count(),
        citations: citations(&answer.chars),
        figures: answer.tokens.iter().filter(figure).count(),
    };
    Found { measures, asks }
}

/// What both speak of: the larger share of either's own content that stands in the other. Words of
/// the list are common to all matters and left out.
fn relevance(message: &Reading, answer: &Reading) -> f64 {
    let own = |reading: &Reading| -> FxHashSet<u64> {
        let mut out = FxHashSet::default();
        for (i, token) in reading.tokens.iter().enumerate() {
            let latin = token.surface != token.id || reading.chars[token.start as usize].is_ascii();
            match (token.form, token.kind) {
                (Form::Han, _) => {
                    if let Some(next) = reading
                        .tokens
                        .get(i + 1)
                        .filter(|n| n.start == token.end && n.form == Form::Han)
                    {
                        out.insert(join(token.id, next.id));
                    }
                }
                (_, Kind::Plain | Kind::Code | Kind::Name) if latin => {
                    out.insert(token.id);
                }
                _ => {}
            }
        }
        out
    };
    let (a, b) = (own(message), own(answer));
    share(&a, &b).max(share(&b, &a))
}

/// Titles, articles and numbers of rules, and sections and acts in English.
fn citations(chars: &[char]) -> usize {
    let after = |at: usize, end: char| chars[at + 1..].iter().take(6).skip(1).any(|&c| c == end);
    let digit = |at: usize| chars.get(at + 1).is_some_and(char::is_ascii_digit);
    let cites = |(at, c): &(usize, &char)| match **c {
        '《' => true,
        '第' => after(*at, '条'),
        '〔' | '﹝' | '[' => digit(*at),
        's' => chars[*at..].starts_with(&['s', 'e', 'c', 't', 'i', 'o', 'n', ' ']),
        _ => false,
    };
    chars.iter().enumerate().filter(cites).count()
}

/// Asks that are told; a message with more repeats itself.
const ASKS_MAX: usize = 64;
/// Share of a clause that stands in the message for it to be the message's own words.
const RESTATED_MIN: f64 = 0.85;

/// Whether a clause of the answer only says again what the message said.
fn restates(answer: &Reading, clause: usize, message: &FxHashSet<u64>) -> bool {
    let own = pairs(answer, clause..clause + 1);
    own.len() > 3 && share(&own, message) >= RESTATED_MIN
}

/// From the first character to the last of some tokens.
fn bounds(tokens: &[Token]) -> (u32, u32) {
    (tokens.first().map_or(0, |t| t.start), tokens.last().map_or(0, |t| t.end))
}

/// Pairs of neighbouring characters, and words, of some clauses.
fn pairs(reading: &Reading, clauses: std::ops::Range<usize>) -> FxHashSet<u64> {
    let mut out = FxHashSet::default();
    for clause in clauses {
        let tokens = reading.of(clause);
        for (i, token) in tokens.iter().enumerate() {
            match token.form {
                Form::Han => {
                    if let Some(next) = tokens.get(i + 1).filter(|next| next.start == token.end) {
                        out.insert(join(token.id, next.id));
                    }
                }
                _ => {
                    out.insert(token.id);
                }
            }
        }
    }
    out
}

/// Share of a set that stands in another one.
fn share(part: &FxHashSet<u64>, whole: &FxHashSet<u64>) -> f64 {
    if part.is_empty() {
        return 0.0;
    }
    part.iter().filter(|id| whole.contains(id)).count() as f64 / part.len() as f64
}

/// Clauses that ask, and how far each is taken up.
fn asks(message: &Reading, said: &FxHashSet<u64>) -> Vec<Asked> {
    let mut out = Vec::new();
    for clause in 0..message.clauses.len() {
        let tokens = message.of(clause);
        let (from, to) = bounds(tokens);
        // The particle and the mark of a question stand behind the last token.
        let behind = (to + 3).min(message.chars.len() as u32);
        let before = from.saturating_sub(4);
        let end = message.text(to, behind);
        let text = message.text(before, to);
        let asked = CUES.has(Cue::Ask, &text)
            || end.starts_with(['?', '？', '吗', '呢'])
            || tokens.iter().any(|t| t.kind == Kind::Ask);
        if asked {
            let own = pairs(message, clause..clause + 1);
            let (start, end) = message.span(from, to);
            let span = Span { start, end, text: message.written(from, to) };
            out.push(Asked { span, covered: share(&own, said) });
        }
    }
    out
}

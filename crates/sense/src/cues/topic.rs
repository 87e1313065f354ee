//! Cues that only several posts of one topic give: what they contradict each other in, who refuted
//! it, and what nobody has answered.

use super::{Cue, Folded, Kind, of_text};
use rustc_hash::FxHashMap;
use serde::Serialize;

/// Who speaks, as far as the register of sources says; never who the author is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// Anybody.
    Public,
    /// A source that is registered as an office's.
    Office,
}

/// A post of a topic, in time order.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// What it says.
    pub text: &'a str,
    /// Who speaks.
    pub speaker: Speaker,
}

/// Two posts that cannot both be right, or of which one is out of date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contradiction {
    /// Indexes of the posts, the earlier first.
    pub posts: (usize, usize),
    /// What they speak of, such as `dead`.
    pub about: &'static str,
    /// What the one says, as it stands there.
    pub one: String,
    /// What the other says.
    pub other: String,
}

/// The cues of a topic.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TopicCues {
    /// How many posts have a cue of each kind, in the order of [`Kind::ALL`].
    pub posts_with: [u32; Kind::ALL.len()],
    /// Contradictions, at most one for each pair of values.
    pub contradictions: Vec<Contradiction>,
    /// First post in which an office calls it false: by its own source, or in its name.
    pub refuted_by: Option<usize>,
    /// Posts that ask whether it is true, or ask at all, after which no office spoke (an
    /// information void, where rumours grow).
    pub unanswered: Vec<usize>,
    /// How much there is to check, from 0 to 1.
    pub to_check: f64,
}

/// Share of the other posts at which a cue in them weighs half: most replies say nothing about it.
const SHARE_HALF: f64 = 0.1;
/// Before anybody answered, so much of what two others might say is expected to be a cue: silence
/// says nothing, and many answers without a doubt are reassuring.
const SHARE_USUAL: f64 = 0.05;
const SHARE_WORTH: f64 = 2.0;

/// Reads the posts of a topic, in time order.
pub fn of_topic(posts: &[Told<'_>]) -> TopicCues {
    let cues: Vec<Vec<Cue>> = posts.iter().map(|post| of_text(post.text)).collect();
    let mut out = TopicCues::default();
    for cues in &cues {
        for (number, kind) in out.posts_with.iter_mut().zip(Kind::ALL) {
            *number += u32::from(cues.iter().any(|cue| cue.kind == kind));
        }
    }
    let refutes = |i: &usize| {
        cues[*i].iter().any(|cue| {
            let by_office = posts[*i].speaker == Speaker::Office && cue.kind == Kind::Refutation;
            by_office || cue.kind == Kind::OfficialRefutation
        })
    };
    out.refuted_by = (0..posts.len()).find(refutes);
    let last_answer = (0..posts.len()).rev().find(|i| posts[*i].speaker == Speaker::Office);
    let asks = |i: &usize| {
        let doubts = cues[*i].iter().any(|cue| cue.kind == Kind::Doubt);
        posts[*i].speaker == Speaker::Public && (doubts || posts[*i].text.contains(['?', '？']))
    };
    out.unanswered =
        (0..posts.len()).filter(asks).filter(|i| last_answer.is_none_or(|at| at < *i)).collect();
    out.contradictions = contradictions(posts);
    out.to_check = to_check(&cues, &out);
    out
}

/// The first post's own cues, and the share of the other posts that doubt it, refute it or tell it
/// as heard. That others pass it on or press is no reason of its own to check it.
fn to_check(cues: &[Vec<Cue>], found: &TopicCues) -> f64 {
    let Some((first, others)) = cues.split_first() else { return 0.0 };
    let mut left = 1.0 - super::to_check(first);
    for (kind, number) in Kind::ALL.into_iter().zip(found.posts_with) {
        if matches!(kind, Kind::SpreadCall | Kind::Urgency | Kind::Unsourced | Kind::Hearsay) {
            continue;
        }
        let own = u32::from(first.iter().any(|cue| cue.kind == kind));
        let share = (f64::from(number - own) + SHARE_USUAL * SHARE_WORTH)
            / (others.len() as f64 + SHARE_WORTH);
        left *= 1.0 - kind.weight() * share / (share + SHARE_HALF);
    }
    if !found.contradictions.is_empty() {
        left *= 0.7;
    }
    1.0 - left
}

/// What numbers of people are told of, with the words for it.
const TOLLS: &[(&str, &[&str])] = &[
    ("dead", &["死亡", "遇难", "身亡", "丧生", "死了", "dead", "killed", "died", "deaths"]),
    ("injured", &["受伤", "重伤", "轻伤", "injured", "wounded"]),
    ("missing", &["失踪", "失联", "missing"]),
    ("infected", &["确诊", "感染", "infected"]),
    ("trapped", &["被困", "trapped"]),
];
/// Characters between a number and what it counts.
const REACH: usize = 4;

/// Different numbers of people told for one and the same thing.
fn contradictions(posts: &[Told<'_>]) -> Vec<Contradiction> {
    let mut told: FxHashMap<&'static str, Vec<(u64, usize, String)>> = FxHashMap::default();
    let mut out = Vec::new();
    for (i, post) in posts.iter().enumerate() {
        for (about, value, said) in tolls(post.text) {
            let before = told.entry(about).or_default();
            if before.iter().any(|(v, ..)| *v == value) {
                continue;
            }
            // Against the value told last: a toll that grows step by step is one chain.
            if let Some((_, at, one)) = before.last().filter(|(_, at, _)| *at < i) {
                let (one, other) = (one.clone(), said.clone());
                out.push(Contradiction { posts: (*at, i), about, one, other });
            }
            before.push((value, i, said));
        }
    }
    out
}

/// Numbers of people in a text: what they count, the number, and how it stands there.
fn tolls(text: &str) -> Vec<(&'static str, u64, String)> {
    let folded = Folded::new(text);
    let chars = &folded.chars;
    let mut out = Vec::new();
    for (about, words) in TOLLS {
        for word in *words {
            for (at, _) in folded.text.match_indices(word) {
                let start = folded.char_of[at];
                let end = start + word.chars().count();
                let found = number_before(chars, start).or_else(|| number_after(chars, end));
                if let Some((value, from, to)) = found {
                    let said = chars[from.min(start)..to.max(end)].iter().collect();
                    out.push((*about, value, said));
                }
            }
        }
    }
    out
}

/// The number that ends right in front of `at` or up to a measure word before it: `3人`, `3名工人`.
fn number_before(chars: &[char], at: usize) -> Option<(u64, usize, usize)> {
    for end in (at.saturating_sub(REACH)..=at).rev() {
        if end > 0 && is_numeral(chars[end - 1]) {
            let between = &chars[end..at];
            let people = between.iter().any(|c| matches!(c, '人' | '名' | '例' | '位'));
            let near = between.iter().all(|c| *c == ' ');
            let start = (0..end).rev().take_while(|i| is_numeral(chars[*i])).last()?;
            return (people || near)
                .then(|| value(&chars[start..end]))
                .flatten()
                .map(|v| (v, start, end));
        }
    }
    None
}

/// The number that begins right behind `at`, followed by a word for people: `死亡3人`.
fn number_after(chars: &[char], at: usize) -> Option<(u64, usize, usize)> {
    let skip = usize::from(chars.get(at).is_some_and(|c| matches!(c, ':' | '了' | ' ')));
    let start = at + skip;
    let len = chars.get(start..)?.iter().take_while(|c| is_numeral(**c)).count();
    let end = start + len;
    let people = chars.get(end).is_some_and(|c| matches!(c, '人' | '名' | '例' | '位'));
    if len == 0 || !people { None } else { value(&chars[start..end]).map(|v| (v, start, end + 1)) }
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "零一二两三四五六七八九十百千".contains(c)
}

/// Value of plain digits or of a Han numeral below ten thousand.
fn value(chars: &[char]) -> Option<u64> {
    if chars.iter().all(char::is_ascii_digit) {
        return chars.iter().collect::<String>().parse().ok();
    }
    let (mut total, mut digit) = (0, None);
    for c in chars {
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            c => {
                let at = "零一二三四五六七八九".chars().position(|d| d == *c);
                digit = if *c == '两' { Some(2) } else { Some(at? as u64) };
                continue;
            }
        };
        total += digit.take().unwrap_or(1) * unit;
    }
    Some(total + digit.unwrap_or(0))
}

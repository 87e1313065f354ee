//! What an office says it will do, who, and by when.

use super::find::{CUES, Cue};
use crate::fidelity::Span;
use crate::fidelity::read::{Kind, Reading, Token, read};
use crate::fidelity::time::Time;
use serde::{Deserialize, Serialize};

/// Something that is going to be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Promise {
    /// Where it stands in the reply.
    #[serde(flatten)]
    pub span: Span,
    /// Who does it, where the reply says so before `将` and the like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub who: Option<Span>,
    /// By when, where the reply says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// `尽快`, `适时`: a time that nobody can be held to.
    pub vague: bool,
}

/// When a promise falls due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Where it stands in the reply.
    #[serde(flatten)]
    pub span: Span,
    /// Year, where it is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
    /// Month, 1 to 12, where it is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month: Option<u8>,
    /// Day of the month, where it is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<u8>,
    /// Days from the reply, where a span is given: calendar days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// Working days from the reply, where such a span is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub working_days: Option<u32>,
}

/// Promises that are told; a reply with more repeats itself.
const PROMISES_MAX: usize = 256;
/// Least content of a promise, in characters.
const WEIGHT_MIN: f32 = 2.0;

/// The promises of a reply, in its order.
pub(super) fn promises(reply: &str) -> Vec<Promise> {
    let reading = read(reply);
    let mut out = Vec::new();
    let mut clause = 0;
    while clause < reading.clauses.len() && out.len() < PROMISES_MAX {
        let sentence = reading.clauses[clause].sentence;
        let rest = reading.clauses[clause..].iter();
        let past = clause + rest.take_while(|c| c.sentence == sentence).count();
        if let Some(promise) = in_sentence(&reading, clause, past) {
            out.push(promise);
        }
        clause = past;
    }
    out
}

/// A promise in the clauses from `first` to `past`: from the first that says `将` to the end.
fn in_sentence(reading: &Reading, first: usize, past: usize) -> Option<Promise> {
    let begins = |clause: &usize| {
        let (from, to) = bounds(reading, *clause);
        let text = reading.text(from, to);
        CUES.has(Cue::Will, &text) && !CUES.has(Cue::You, &text) && !told(&text)
    };
    let begin = (first..past).find(begins)?;
    let stops = |clause: &usize| {
        let (from, to) = bounds(reading, *clause);
        CUES.has(Cue::You, &reading.text(from, to))
    };
    let end = (begin + 1..past).find(stops).unwrap_or(past);
    let weight: f32 = reading.clauses[begin..end].iter().map(|c| c.weight).sum();
    if weight < WEIGHT_MIN {
        return None;
    }
    let (from, to) = (bounds(reading, begin).0, bounds(reading, end - 1).1);
    let text = reading.text(from, to);
    let tokens = &reading.tokens
        [reading.clauses[begin].first as usize..reading.clauses[end - 1].past as usize];
    let due = due(reading, tokens);
    let vague = due.is_none() && CUES.has(Cue::Vague, &text);
    Some(Promise { span: span(reading, from, to), who: who(reading, from, &text), due, vague })
}

/// Whether a clause tells what was done, not what will be: `已于5月8日将…`.
fn told(text: &str) -> bool {
    let will = CUES.find(Cue::Will, text).next().map_or(text.len(), |w| w.start);
    text[..will].contains('已')
}

/// How far words without a fact reach around a clause, in characters.
const AROUND: u32 = 24;

/// A clause with the words before and behind its tokens that carry no fact, as `将`.
fn bounds(reading: &Reading, clause: usize) -> (u32, u32) {
    let tokens = reading.of(clause);
    let (mut from, mut to) =
        (tokens.first().map_or(0, |t| t.start), tokens.last().map_or(0, |t| t.end));
    let mark = |c: char| !c.is_alphanumeric() && c != ' ';
    let (least, most) = (from.saturating_sub(AROUND), to.saturating_add(AROUND));
    while from > least && !mark(reading.chars[from as usize - 1]) {
        from -= 1;
    }
    while to < most && reading.chars.get(to as usize).is_some_and(|&c| !mark(c)) {
        to += 1;
    }
    while from < to && reading.chars[from as usize] == ' ' {
        from += 1;
    }
    (from, to)
}

fn span(reading: &Reading, from: u32, to: u32) -> Span {
    let (start, end) = reading.span(from, to);
    Span { start, end, text: reading.written(from, to) }
}

/// Who acts: the words before the first `将` that end like a body or a first person.
fn who(reading: &Reading, from: u32, text: &str) -> Option<Span> {
    let will = CUES.find(Cue::Will, text).find(|w| w.start > 0)?;
    let before = text[..will.start].trim_end();
    let begin = before
        .rfind(['，', ',', '。', '、', '：', ':'])
        .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
    let mut body = &before[begin..];
    for verb in ["要求", "责成", "督促", "由"] {
        body = body.rsplit_once(verb).map_or(body, |(_, body)| body);
    }
    let begin = before.len() - body.len();
    const ENDS: [&str; 28] = [
        "局",
        "委",
        "办",
        "厅",
        "府",
        "院",
        "部门",
        "街道",
        "中心",
        "公司",
        "队",
        "镇",
        "乡",
        "县",
        "区",
        "市",
        "社区",
        "我们",
        "我局",
        "单位",
        "会",
        "所",
        "校",
        "方",
        "we",
        "council",
        "department",
        "office",
    ];
    if body.chars().count() > 30 || !ENDS.iter().any(|end| body.ends_with(end)) {
        return None;
    }
    let start = from + text[..begin].chars().count() as u32;
    Some(span(reading, start, start + body.chars().count() as u32))
}

/// Words behind a time or a span that make it a limit.
const BY: [&str; 10] = ["前", "底", "内", "之前", "以前", "以内", "之内", "末", "完成", "开"];

/// By when: the last date, or a span of days, that stands as a limit; else the last date ahead.
fn due(reading: &Reading, tokens: &[Token]) -> Option<Due> {
    let behind = |token: &Token| -> String {
        let to = (token.end as usize + 2).min(reading.chars.len());
        reading.chars[token.end as usize..to].iter().collect()
    };
    let limits = |token: &Token| {
        let behind = behind(token);
        let before = token.start.checked_sub(7).map_or(0, |at| at);
        let before = reading.text(before, token.start);
        const BEFORE: [&str; 12] = [
            "within ",
            "by ",
            "before ",
            "end of ",
            "将于",
            "拟于",
            "预计",
            "预计于",
            "将在",
            "争取在",
            "力争",
            "计划于",
        ];
        let within = BEFORE.iter().any(|word| before.ends_with(word));
        within || BY.iter().any(|word| behind.starts_with(word))
    };
    let dated = tokens.iter().rev().filter_map(|token| match token.kind {
        Kind::Time(index) => Some((token, reading.times[index as usize])),
        _ => None,
    });
    let mut dated = dated;
    let limit = dated.find(|(token, time)| dates(time) && limits(token));
    if let Some((token, time)) = limit {
        let end = token.end + u32::from(behind(token).starts_with(['前', '底', '末']));
        return Some(Due {
            span: span(reading, token.start, end),
            year: time.year,
            month: time.month,
            day: time.day,
            days: None,
            working_days: None,
        });
    }
    tokens.iter().rev().find_map(|token| {
        let Kind::Number(index) = token.kind else { return None };
        let number = reading.numbers[index as usize];
        let (days, working_days) = number.days()?;
        limits(token).then(|| Due {
            span: span(reading, token.start, token.end),
            year: None,
            month: None,
            day: None,
            days,
            working_days,
        })
    })
}

/// Whether a time names a day, month, year or the end of one.
fn dates(time: &Time) -> bool {
    time.year.is_some()
        || time.month.is_some()
        || matches!(time.relative, Some((scale, offset)) if scale > 1 && offset > 0)
}

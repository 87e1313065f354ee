//! Harm that a text reports: its kind, how many persons, and where it says so.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::text::fold_width;

/// Kind of harm, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HarmKind {
    /// Persons dead.
    Death,
    /// Persons missing or trapped.
    Missing,
    /// Persons injured or poisoned.
    Injury,
    /// Fire or explosion.
    Fire,
    /// Collapse, landslide.
    Collapse,
    /// Flood.
    Flood,
    /// Leak or pollution.
    Leak,
}

impl HarmKind {
    /// How grave the kind is, 0 to 1.
    pub fn gravity(self) -> f64 {
        match self {
            Self::Death => 1.0,
            Self::Missing => 0.8,
            Self::Injury => 0.6,
            Self::Fire | Self::Collapse => 0.5,
            Self::Flood | Self::Leak => 0.4,
        }
    }

    pub(super) fn zh(self) -> &'static str {
        match self {
            Self::Death => "死亡",
            Self::Missing => "失联被困",
            Self::Injury => "受伤中毒",
            Self::Fire => "火灾爆炸",
            Self::Collapse => "坍塌滑坡",
            Self::Flood => "洪涝",
            Self::Leak => "泄漏污染",
        }
    }

    pub(super) fn en(self) -> &'static str {
        match self {
            Self::Death => "death",
            Self::Missing => "persons missing or trapped",
            Self::Injury => "injury or poisoning",
            Self::Fire => "fire or explosion",
            Self::Collapse => "collapse or landslide",
            Self::Flood => "flood",
            Self::Leak => "leak or pollution",
        }
    }
}

/// One report of harm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Harm {
    /// Its kind.
    pub kind: HarmKind,
    /// How many persons, where a number stands with it.
    pub persons: Option<u32>,
    /// First character of the cue, counted in characters of the text.
    pub start: usize,
    /// One past its last character.
    pub end: usize,
}

const CUES: &[(HarmKind, &[&str])] = &[
    (
        HarmKind::Death,
        &[
            "死亡", "遇难", "身亡", "丧生", "溺亡", "死者", "遇害", "坠亡", "致死", "去世", "牺牲",
            "人死", "killed", "dead", "died", "deaths",
        ],
    ),
    (HarmKind::Missing, &["失联", "失踪", "被困", "下落不明", "missing", "trapped"]),
    (
        HarmKind::Injury,
        &[
            "受伤",
            "重伤",
            "轻伤",
            "烧伤",
            "烫伤",
            "骨折",
            "中毒",
            "昏迷",
            "伤者",
            "人伤",
            "不适送医",
            "injured",
            "wounded",
            "poisoned",
            "poisoning",
        ],
    ),
    (
        HarmKind::Fire,
        &["火灾", "起火", "着火", "失火", "爆炸", "爆燃", "explosion", "on fire", "blaze"],
    ),
    (
        HarmKind::Collapse,
        &["坍塌", "倒塌", "垮塌", "塌方", "塌陷", "滑坡", "泥石流", "collapsed", "landslide"],
    ),
    (HarmKind::Flood, &["洪水", "洪灾", "内涝", "被淹", "溃坝", "决堤", "flooded", "flooding"]),
    (HarmKind::Leak, &["泄漏", "泄露事故", "外泄", "偷排", "污染", "leaked", "spill"]),
];

/// Words shortly before a cue that take it back.
const NEGATIONS: &[&str] =
    &["未", "无", "没有", "没", "并非", "不存在", "防", "避免", "预防", "no ", "not ", "without "];
/// Farthest that a negation reaches, in characters.
const NEGATION_REACH: usize = 6;
/// Farthest between a number and its cue, in characters.
const NUMBER_REACH: usize = 8;

/// Reports of harm in a text, in its order.
pub fn harms(text: &str) -> Vec<Harm> {
    let chars: Vec<char> = text.chars().map(|c| fold_width(c).to_ascii_lowercase()).collect();
    let numbers = numbers(&chars);
    let mut found = compact(&chars, &numbers);
    for &(kind, cues) in CUES {
        for cue in cues {
            let cue: Vec<char> = cue.chars().collect();
            for start in positions(&chars, &cue) {
                let end = start + cue.len();
                let covered = found.iter().any(|h: &Harm| h.start < end && start < h.end);
                if !covered && !negated(&chars, start) && !broken_word(&chars, start, end) {
                    let counted = kind <= HarmKind::Injury;
                    let persons = counted.then(|| persons(&chars, &numbers, start, end)).flatten();
                    found.push(Harm { kind, persons, start, end });
                }
            }
        }
    }
    found.sort_by_key(|h| (h.start, h.kind));
    found
}

fn positions<'a>(chars: &'a [char], cue: &'a [char]) -> impl Iterator<Item = usize> + 'a {
    let last = (chars.len() + 1).saturating_sub(cue.len());
    (0..last).filter(move |&at| chars[at..].starts_with(cue))
}

/// A cue in Latin letters must be a word.
fn broken_word(chars: &[char], start: usize, end: usize) -> bool {
    let latin = |c: Option<&char>| c.is_some_and(char::is_ascii_alphabetic);
    chars[start].is_ascii()
        && (latin(start.checked_sub(1).and_then(|i| chars.get(i))) || latin(chars.get(end)))
}

fn negated(chars: &[char], start: usize) -> bool {
    let from = start.saturating_sub(NEGATION_REACH);
    let clause =
        chars[from..start].iter().rposition(|&c| is_break(c)).map_or(from, |i| from + i + 1);
    let before: String = chars[clause..start].iter().collect();
    NEGATIONS.iter().any(|word| before.contains(word))
}

fn is_break(c: char) -> bool {
    matches!(c, '，' | ',' | '。' | '；' | ';' | '！' | '!' | '？' | '?' | '\n' | '、' | '：' | ':')
}

/// A number in the text.
#[derive(Debug, Clone, Copy)]
struct Number {
    value: u32,
    start: usize,
    end: usize,
}

fn numbers(chars: &[char]) -> Vec<Number> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let run = |of: fn(char) -> bool| chars[at..].iter().take_while(|&&c| of(c)).count();
        let digits = run(|c| c.is_ascii_digit());
        let han = run(|c| han_value(c).is_some());
        let value = if digits > 0 {
            chars[at..at + digits].iter().collect::<String>().parse().ok()
        } else {
            read_han(&chars[at..at + han])
        };
        let len = digits.max(han).max(1);
        if let Some(value) = value {
            found.push(Number { value, start: at, end: at + len });
        }
        at += len;
    }
    found
}

fn han_value(c: char) -> Option<u32> {
    "零一二三四五六七八九十".chars().position(|d| d == c).map(|v| v as u32).or(match c {
        '两' => Some(2),
        '百' => Some(100),
        '千' => Some(1000),
        _ => None,
    })
}

fn read_han(chars: &[char]) -> Option<u32> {
    let (mut total, mut digit) = (0u32, None);
    for &c in chars {
        let value = han_value(c)?;
        if value >= 10 {
            total = total.checked_add(digit.take().unwrap_or(1) * value)?;
        } else {
            digit = Some(value);
        }
    }
    (!chars.is_empty()).then(|| total + digit.unwrap_or(0))
}

/// `2死3伤`, `致5死1伤`.
fn compact(chars: &[char], numbers: &[Number]) -> Vec<Harm> {
    let read = |n: &Number| {
        let kind = match chars.get(n.end)? {
            '死' => HarmKind::Death,
            '伤' => HarmKind::Injury,
            _ => return None,
        };
        Some(Harm { kind, persons: Some(n.value), start: n.start, end: n.end + 1 })
    };
    numbers.iter().filter_map(read).collect()
}

/// The number of persons that belongs to a cue: before it with a measure word, or after it.
fn persons(chars: &[char], numbers: &[Number], start: usize, end: usize) -> Option<u32> {
    let near = |from: usize, to: usize| {
        from <= to && to - from <= NUMBER_REACH && !chars[from..to].iter().any(|&c| is_break(c))
    };
    let counts = |n: &Number| {
        let rest = &chars[n.end..];
        let rest = &rest[usize::from(rest.first() == Some(&' '))..];
        let people = ["people", "person", "workers", "children", "students", "men", "women"];
        let word: String = rest.iter().take(8).collect();
        matches!(rest.first(), Some('人' | '名' | '位' | '个'))
            || people.iter().any(|p| word.starts_with(p))
    };
    let latin = chars[start].is_ascii_alphabetic();
    let before = numbers
        .iter()
        .rev()
        .find(|n| n.end <= start)
        .filter(|n| near(n.end, start) && (counts(n) || latin && chars[n.end..start] == [' ']));
    // 死亡人数升至12人; `killed 12`.
    let after = || {
        numbers.iter().find(|n| n.start >= end).filter(|n| {
            let between: String = chars[end..n.start.min(end + NUMBER_REACH)].iter().collect();
            near(end, n.start) && (counts(n) || between.contains("人数") || latin && between == " ")
        })
    };
    before.or_else(after).map(|n| n.value)
}

/// A figure on which reports may differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Figure {
    /// What most posts say; of equals what the latest says.
    pub(super) value: u32,
    pub(super) low: u32,
    pub(super) high: u32,
}

/// Persons harmed according to the posts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Casualties {
    pub(super) dead: Figure,
    pub(super) missing: Figure,
    pub(super) injured: Figure,
}

impl Casualties {
    /// Collects what each post says at most of each kind; posts in time order.
    pub(super) fn of(found: &[(usize, Vec<Harm>)]) -> Self {
        let figure = |kind: HarmKind| {
            let said = |(_, harms): &(usize, Vec<Harm>)| {
                harms.iter().filter(|h| h.kind == kind).filter_map(|h| h.persons).max()
            };
            let figures: Vec<u32> = found.iter().filter_map(said).collect();
            let mut times: FxHashMap<u32, (usize, usize)> = FxHashMap::default();
            for (at, &n) in figures.iter().enumerate() {
                let (count, last) = times.entry(n).or_default();
                (*count, *last) = (*count + 1, at);
            }
            Figure {
                value: times.iter().max_by_key(|&(_, &rank)| rank).map_or(0, |(&n, _)| n),
                low: figures.iter().copied().min().unwrap_or(0),
                high: figures.iter().copied().max().unwrap_or(0),
            }
        };
        Self {
            dead: figure(HarmKind::Death),
            missing: figure(HarmKind::Missing),
            injured: figure(HarmKind::Injury),
        }
    }
}

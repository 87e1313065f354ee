//! The words that a comparison gives a meaning to, read once from a list that is data.

use super::number::Near;
use aho_corasick::{AhoCorasick, Anchored, Input, MatchKind, StartKind};
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher as _;
use std::sync::LazyLock;

const LIST: &str = include_str!("../../data/fidelity_words.txt");
const NAMES: [&str; 2] =
    [include_str!("../../data/outside_zh.txt"), include_str!("../../data/cities_zh.txt")];

/// What a word does in a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Carries no fact.
    Fill,
    /// Courtesy.
    Polite,
    /// Courtesy that empties a short clause.
    Thanks,
    /// Says that a message came in or that an answer follows.
    Acknowledge,
    /// Content without a role of its own.
    Plain,
    /// Turns a statement round.
    Negation,
    /// Makes a number beside it approximate.
    Near(Near),
    /// A qualifier.
    Hedge(Hedge),
    /// How binding, 0 to 3.
    Modal(u8),
    /// 0 planned, 1 under way, 2 done.
    Status(u8),
    /// How much, −2 to 4.
    Grade(i8),
    /// What happened to people, 1 to 4.
    Harm(i8),
    /// A request.
    Ask,
    /// Who says so.
    Source,
    /// Time relative to the writing: scale and offset.
    Relative(u8, i8),
    /// Part of the day, 0 to 4.
    Period(u8),
    /// Name of a place that was given as data.
    Name,
}

/// Kinds of qualifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hedge {
    Possible,
    Hearsay,
    Preliminary,
    Partial,
    Condition,
}

/// A word of the list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    pub role: Role,
    /// Words that mean the same have one number.
    pub id: u64,
}

/// The list, ready for look-up.
#[derive(Debug)]
pub(crate) struct Words {
    find: AhoCorasick,
    words: Vec<Word>,
    /// Pairs of opposites in which a word stands, and its side.
    apart: FxHashMap<u64, Vec<(u16, u8)>>,
}

static WORDS: LazyLock<Words> = LazyLock::new(Words::read);

/// The list that is built in.
pub(crate) fn words() -> &'static Words {
    &WORDS
}

/// One number for one text.
pub(crate) fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// One number for two in their order.
pub(crate) fn join(a: u64, b: u64) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u64(a);
    hasher.write_u64(b);
    hasher.finish()
}

impl Words {
    fn read() -> Self {
        let mut order: Vec<String> = Vec::new();
        let mut found: FxHashMap<String, Word> = FxHashMap::default();
        let mut apart: FxHashMap<u64, Vec<(u16, u8)>> = FxHashMap::default();
        let mut pairs = 0_u16;
        let mut word = |text: &str, role: Option<Role>, id: Option<u64>| -> u64 {
            let text = text.replace('_', " ");
            let own = hash(&text);
            let entry = found.entry(text.clone()).or_insert_with(|| {
                order.push(text);
                Word { role: Role::Plain, id: own }
            });
            if let Some(role) = role
                && entry.role == Role::Plain
            {
                entry.role = role;
            }
            if let Some(id) = id
                && entry.id == own
            {
                entry.id = id;
            }
            own
        };
        for line in LIST.lines().filter(|line| !line.starts_with('#')) {
            let mut parts = line.split_whitespace();
            let Some(class) = parts.next() else { continue };
            match class {
                "plain" => parts.for_each(|text| {
                    word(text, None, None);
                }),
                "same" => {
                    let id = hash(line);
                    parts.for_each(|text| {
                        word(text, None, Some(id));
                    });
                }
                "apart" => {
                    let mut side = 0;
                    for text in parts {
                        if text == "|" {
                            side = 1;
                        } else {
                            let own = word(text, None, None);
                            apart.entry(own).or_default().push((pairs, side));
                        }
                    }
                    pairs += 1;
                }
                class => {
                    let role = role(class).expect("the list built in names known classes");
                    parts.for_each(|text| {
                        word(text, Some(role), None);
                    });
                }
            }
        }
        let lines = NAMES.iter().flat_map(|list| list.lines());
        for name in lines.filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace) {
            word(name, Some(Role::Name), None);
        }
        let words = order.iter().map(|text| found[text]).collect();
        let find = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .start_kind(StartKind::Anchored)
            .build(&order)
            .expect("the list built in is small");
        Self { find, words, apart }
    }

    /// The longest word of the list that starts at byte `at` of folded text, and where it ends.
    pub(crate) fn at(&self, text: &str, at: usize) -> Option<(Word, usize)> {
        let input = Input::new(text).span(at..text.len()).anchored(Anchored::Yes);
        let found = self.find.find(input)?;
        Some((self.words[found.pattern().as_usize()], found.end()))
    }

    /// Pairs of opposites in which the word with this hash stands, and its side.
    pub(crate) fn apart(&self, surface: u64) -> &[(u16, u8)] {
        self.apart.get(&surface).map_or(&[], Vec::as_slice)
    }
}

fn role(class: &str) -> Option<Role> {
    let mut parts = class.split('.');
    let (name, first, second) = (parts.next()?, parts.next(), parts.next());
    let number = |text: Option<&str>| text.and_then(|t| t.parse::<i8>().ok());
    Some(match name {
        "fill" => Role::Fill,
        "polite" => Role::Polite,
        "thanks" => Role::Thanks,
        "ack" => Role::Acknowledge,
        "neg" => Role::Negation,
        "ask" => Role::Ask,
        "source" => Role::Source,
        "grade" => Role::Grade(number(first)?),
        "harm" => Role::Harm(number(first)?),
        "modal" => Role::Modal(number(first)?.unsigned_abs()),
        "status" => Role::Status(number(first)?.unsigned_abs()),
        "period" => Role::Period(number(first)?.unsigned_abs()),
        "rel" => {
            let scale = match first? {
                "d" => 0,
                "w" => 1,
                "m" => 2,
                "y" => 3,
                _ => 4,
            };
            Role::Relative(scale, number(second)?)
        }
        "near" => Role::Near(match first? {
            "over" => Near::Over,
            "under" => Near::Under,
            _ => Near::About,
        }),
        "hedge" => Role::Hedge(match first? {
            "possible" => Hedge::Possible,
            "hearsay" => Hedge::Hearsay,
            "prelim" => Hedge::Preliminary,
            "partial" => Hedge::Partial,
            _ => Hedge::Condition,
        }),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read() {
        let check = |text: &str, want: Option<(Role, usize)>| {
            let found = words().at(text, 0).map(|(word, end)| (word.role, end));
            assert_eq!(found, want, "{text}");
        };
        check("可能是", Some((Role::Hedge(Hedge::Possible), 9)));
        check("没有", Some((Role::Negation, 6)));
        check("昨天", Some((Role::Relative(0, -1), 6)));
        check("约", Some((Role::Near(Near::About), 3)));
        check("猫", None);
    }
}

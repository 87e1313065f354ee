//! The words by which clauses are found and compared.

use crate::fidelity::read::{Form, Kind, Reading, Token, read};
use crate::fidelity::words::{join, words};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// Share of the words of what is spoken of that a clause must have to speak of it.
pub(super) const SPEAKS_MIN: f32 = 0.5;

/// Words of some tokens, each with its weight.
pub(super) struct Words {
    items: Vec<(u64, f32)>,
    known: FxHashSet<u64>,
    pub(super) weight: f32,
}

impl Words {
    pub(super) fn of(reading: &Reading, tokens: &[Token]) -> Self {
        let items: Vec<(u64, f32)> =
            items(reading, tokens).map(|(id, weight, _)| (id, weight)).collect();
        let known = items.iter().map(|(id, _)| *id).collect();
        let weight = items.iter().map(|(_, weight)| weight).sum();
        Self { items, known, weight }
    }

    /// Weight of those that others have too.
    pub(super) fn shared(&self, others: &Self) -> f32 {
        self.items.iter().filter(|(id, _)| others.known.contains(id)).map(|(_, w)| w).sum()
    }

    /// Whether others have all of them.
    pub(super) fn are_among(&self, others: &Self) -> bool {
        self.items.iter().all(|(id, _)| others.known.contains(id))
    }

    /// Where tokens that have enough of them have the first.
    pub(super) fn place_in(&self, reading: &Reading, tokens: &[Token]) -> Option<u32> {
        let mut own = items(reading, tokens).filter(|(id, ..)| self.known.contains(id));
        let (.., place) = own.next()?;
        let share = self.shared(&Self::of(reading, tokens));
        (share >= SPEAKS_MIN * self.weight).then_some(place)
    }
}

/// What tokens can be found by, with weight and place: words alone, characters of Han in pairs, and
/// what an English number counts (`fifty homes`).
fn items<'a>(
    reading: &'a Reading,
    tokens: &'a [Token],
) -> impl Iterator<Item = (u64, f32, u32)> + 'a {
    tokens.iter().enumerate().filter_map(|(at, token)| match token.kind {
        Kind::Number(_) => Some((counted(reading, token)?, token.weight, token.start)),
        Kind::Plain | Kind::Harm(_) | Kind::Code | Kind::Name if token.form != Form::Han => {
            Some((one_of_its_kind(token.id), token.weight, token.start))
        }
        Kind::Plain => {
            let next = tokens.get(at + 1)?;
            let beside = next.form == Form::Han && next.start == token.end;
            beside.then(|| (join(token.id, next.id), 1.0, token.start))
        }
        _ => None,
    })
}

/// Words by which a finding and a text name one harm to people, in either language.
const HARMS: [&[&str]; 2] = [
    &[
        "死亡",
        "遇难",
        "身亡",
        "丧生",
        "死者",
        "罹难",
        "不治身亡",
        "dead",
        "death",
        "deaths",
        "died",
        "dies",
        "killed",
        "fatalities",
    ],
    &["受伤", "伤者", "伤员", "injured", "injury", "injuries", "wounded", "hurt"],
];

static ONE_HARM: LazyLock<FxHashMap<u64, u64>> = LazyLock::new(|| {
    let known = |word: &str| words().at(word, 0).map(|(word, _)| word.id);
    let groups = HARMS.iter().filter_map(|group| Some((known(group[0])?, group)));
    groups
        .flat_map(|(first, group)| group.iter().filter_map(move |w| Some((known(w)?, first))))
        .collect()
});

/// The first of the words that name the same harm, or the word itself.
fn one_of_its_kind(id: u64) -> u64 {
    ONE_HARM.get(&id).copied().unwrap_or(id)
}

/// The word for what an English number counts.
fn counted(reading: &Reading, token: &Token) -> Option<u64> {
    let text = reading.text(token.start, token.end);
    let word = text.split_whitespace().next_back().filter(|word| word.len() < text.len())?;
    read(word).tokens.first().filter(|token| token.kind == Kind::Plain).map(|token| token.id)
}

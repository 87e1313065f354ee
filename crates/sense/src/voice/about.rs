//! What a text says of something: the clauses that speak of it, and what they say.

use super::ABOUT;
use crate::fidelity::number::{Near, Number};
use crate::fidelity::read::{Form, Kind, Reading, Token, read};
use crate::fidelity::time::Time;
use crate::fidelity::words::{Hedge, join, words};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// Share of a subject's words that a clause must have to speak of it.
pub(super) const SPEAKS_MIN: f32 = 0.5;
/// Words by which a sentence says that what others say is not so.
const DENIED: [&str; 8] =
    ["谣", "不实", "不属实", "rumour", "rumor", "untrue", "not true", "is false"];
/// Words by which a clause counts only what came in addition.
const MORE: [&str; 9] =
    ["新增", "新的", "其他", "其它", "further", "other", "more", "additional", "new"];

/// A text that speaks.
pub(super) struct Spoken {
    pub(super) reading: Reading,
}

impl Spoken {
    pub(super) fn of(text: &str) -> Self {
        Self { reading: read(text) }
    }

    /// The clauses that speak of a subject as something that is so.
    pub(super) fn of_subject<'a>(&'a self, about: &'a About) -> impl Iterator<Item = Clause<'a>> {
        let clauses = (0..self.reading.clauses.len()).map(|clause| self.said_at(clause));
        clauses.filter_map(|tokens| {
            let place = about.place_in(&self.reading, tokens)?;
            let reported = tokens.first().is_some_and(|t| self.reports(t.start));
            (!reported).then_some(Clause { reading: &self.reading, tokens, place })
        })
    }

    /// A clause, with the one behind it where a colon leads to that: `受伤人数：5`.
    fn said_at(&self, clause: usize) -> &[Token] {
        let tokens = self.reading.of(clause);
        let here = &self.reading.clauses[clause];
        let (Some(next), Some(last)) = (self.reading.clauses.get(clause + 1), tokens.last()) else {
            return tokens;
        };
        let until = self.reading.tokens[next.first as usize].start;
        if self.reading.text(last.end, until).trim_end() != ":" {
            return tokens;
        }
        &self.reading.tokens[here.first as usize..next.past as usize]
    }

    /// Whether the sentence at a place of the text, in characters, only reports what others say.
    pub(super) fn only_reports(&self, place: usize) -> bool {
        self.clause_at(place).is_some_and(|clause| self.reports(self.reading.of(clause)[0].start))
    }

    /// The clause at a place of the text, in characters.
    pub(super) fn clause_at(&self, place: usize) -> Option<usize> {
        (0..self.reading.clauses.len()).find(|&clause| {
            let tokens = self.reading.of(clause);
            let end = tokens.last().map_or(0, |last| self.reading.span(last.start, last.end).1);
            place < end
        })
    }

    /// The tokens of the sentence of a clause.
    pub(super) fn sentence_of(&self, clause: usize) -> &[Token] {
        let sentence = self.reading.clauses[clause].sentence;
        let clauses = self.reading.clauses.iter().filter(|clause| clause.sentence == sentence);
        let range = clauses.fold(None, |range: Option<(u32, u32)>, clause| {
            Some((range.map_or(clause.first, |(first, _)| first), clause.past))
        });
        let (first, past) = range.unwrap_or_default();
        &self.reading.tokens[first as usize..past as usize]
    }

    pub(super) fn reports(&self, start: u32) -> bool {
        let place = self.reading.span(start, start).0;
        let Some(clause) = self.clause_at(place) else { return false };
        let unsure = |t: &Token| matches!(t.kind, Kind::Hedge(Hedge::Hearsay | Hedge::Condition));
        self.sentence_of(clause).iter().any(unsure) || self.denies_at(clause)
    }

    /// Whether the sentence of a clause says that what others say is not so.
    fn denies_at(&self, clause: usize) -> bool {
        let tokens = self.sentence_of(clause);
        let (from, to) = (tokens[0].start, tokens[tokens.len() - 1].end);
        let written = self.reading.text(from, to);
        DENIED.iter().any(|word| written.contains(word))
    }

    /// The clauses that speak of a subject in a sentence that denies what others say of it.
    pub(super) fn denied<'a>(&'a self, about: &'a About) -> impl Iterator<Item = Clause<'a>> {
        let clauses = (0..self.reading.clauses.len()).filter(|&clause| self.denies_at(clause));
        clauses.filter_map(|clause| {
            let tokens = self.reading.of(clause);
            let place = about.place_in(&self.reading, tokens)?;
            Some(Clause { reading: &self.reading, tokens, place })
        })
    }

    /// Whether a number of the text agrees with one that stands.
    pub(super) fn tells_number(&self, stands: &Number) -> bool {
        self.reading.numbers.iter().any(|said| agrees(stands, said))
    }

    /// Whether a time of the text agrees with one that stands.
    pub(super) fn tells_time(&self, stands: &str) -> bool {
        let stands = read(stands);
        stands.times.iter().any(|time| self.tells(time))
    }

    /// The same of a time that was read.
    pub(super) fn tells(&self, stands: &Time) -> bool {
        self.reading.times.iter().any(|said| fits(stands, said))
    }
}

/// A clause that speaks of a subject.
pub(super) struct Clause<'a> {
    reading: &'a Reading,
    pub(super) tokens: &'a [Token],
    /// Where the subject stands, among folded characters.
    place: u32,
}

impl Clause<'_> {
    /// The number nearest to the subject that may count the same thing.
    pub(super) fn number(&self, stands: &Number) -> Option<(Token, Number)> {
        let numbers = self.tokens.iter().filter_map(|token| match token.kind {
            Kind::Number(index) => Some((*token, self.reading.numbers[index as usize])),
            _ => None,
        });
        let alike = numbers.filter(|(_, said)| !said.weak && stands.comparable(said));
        alike.min_by_key(|(token, _)| token.start.abs_diff(self.place))
    }

    /// The time nearest to the subject.
    pub(super) fn time(&self) -> Option<(Token, Time)> {
        let times = self.tokens.iter().filter_map(|token| match token.kind {
            Kind::Time(index) => Some((*token, self.reading.times[index as usize])),
            _ => None,
        });
        times.min_by_key(|(token, _)| token.start.abs_diff(self.place))
    }

    /// Whether it says that there is none of it: `无人受伤`, and not `无新增受伤`.
    pub(super) fn denies(&self) -> bool {
        let written = self.written();
        let no = self.tokens.iter().any(|token| token.kind == Kind::Negation);
        no && !MORE.iter().any(|word| written.contains(word))
    }

    /// From its first to its last token.
    pub(super) fn ends(&self) -> (u32, u32) {
        let (first, last) = (self.tokens.first(), self.tokens.last());
        (first.map_or(0, |t| t.start), last.map_or(0, |t| t.end))
    }

    fn written(&self) -> String {
        let (from, to) = self.ends();
        self.reading.text(from, to)
    }
}

/// What a finding is about, as words that a clause can have.
pub(super) struct About {
    /// Words, and pairs of neighbouring characters of Han; each with its weight.
    items: Vec<(u64, f32)>,
    weight: f32,
}

impl About {
    /// `None` where it has no words.
    pub(super) fn of(reading: &Reading) -> Option<Self> {
        let items = items(reading, &reading.tokens);
        let items: Vec<(u64, f32)> = items.map(|(id, weight, _)| (id, weight)).collect();
        let weight = items.iter().map(|(_, weight)| weight).sum();
        (weight > 0.0).then_some(Self { items, weight })
    }

    /// Where a clause that has enough of its words has the first of them.
    fn place_in(&self, reading: &Reading, tokens: &[Token]) -> Option<u32> {
        let own: FxHashSet<u64> = self.items.iter().map(|(id, _)| *id).collect();
        let shared = items(reading, tokens).filter(|(id, ..)| own.contains(id));
        let shared: Vec<(u64, u32)> = shared.map(|(id, _, at)| (id, at)).collect();
        let has = |id: &u64| shared.iter().any(|(known, _)| known == id);
        let share: f32 = self.items.iter().filter(|(id, _)| has(id)).map(|(_, w)| w).sum();
        let place = shared.iter().map(|(_, at)| *at).min();
        place.filter(|_| share >= SPEAKS_MIN * self.weight)
    }

    /// Whether a clause has all of it.
    pub(super) fn is_in(&self, clause: &Clause<'_>) -> bool {
        let theirs = items(clause.reading, clause.tokens);
        let theirs: FxHashSet<u64> = theirs.map(|(id, ..)| id).collect();
        self.items.iter().all(|(id, _)| theirs.contains(id))
    }
}

/// What tokens can be found by, with weight and place: words alone, characters of Han in pairs, and
/// what an English number counts (`fifty homes`).
pub(super) fn items<'a>(
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

/// Whether a number that is said agrees with one that stands.
pub(super) fn agrees(stands: &Number, said: &Number) -> bool {
    let about = |x: &Number| x.near == Near::About;
    stands.comparable(said)
        && match (stands.near, said.near) {
            (here, there) if here == there && here != Near::Exact => stands.far(said) <= ABOUT,
            (_, Near::Over) => stands.value >= said.value,
            (_, Near::Under) => stands.value <= said.value,
            (Near::Over, _) => said.value >= stands.value,
            (Near::Under, _) => said.value <= stands.value,
            _ if about(stands) || about(said) => stands.far(said) <= ABOUT,
            _ => stands.far(said) < 1e-6,
        }
}

/// Whether a time that is said is the one that stands, and as exact.
pub(super) fn fits(stands: &Time, said: &Time) -> bool {
    !stands.conflicts(said) && stands.agreement(said) == stands.agreement(stands)
}

/// Whether what is said is said to be not so.
pub(super) fn is_negated(tokens: &[Token]) -> bool {
    tokens.iter().filter(|t| t.kind == Kind::Negation || t.negative).count() % 2 == 1
}

/// Whether two words are a pair of opposites.
pub(super) fn opposed(a: u64, b: u64) -> bool {
    let theirs = words().apart(b);
    let other = |(pair, side): &(u16, u8)| theirs.iter().any(|(p, s)| p == pair && s != side);
    words().apart(a).iter().any(other)
}

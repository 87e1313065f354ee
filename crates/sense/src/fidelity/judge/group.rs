//! Clauses that speak of one another, token by token.

use super::atoms;
use super::tally::{ATOM, Range, Tally, content_of, range, reason};
use crate::fidelity::align::Group;
use crate::fidelity::diff::{Gap, gaps};
use crate::fidelity::names::{is_suffix, renamed, suffix_at};
use crate::fidelity::read::{Form, Kind as Is, Reading, Token};
use crate::fidelity::words::words;
use crate::fidelity::{Fact, Kind};
use rustc_hash::FxHashSet;

/// Tokens of a group on both sides.
pub(super) struct Sides {
    pub a: Vec<Token>,
    pub b: Vec<Token>,
}

/// Content that must be gone from, or new in, one place of a clause to be a fact of its own.
const PART_MIN: f32 = 4.0;

/// Tokens of a group that are compared one by one; a group of more is noise.
const GROUP_TOKENS_MAX: usize = 400;

pub(super) fn compare(tally: &mut Tally<'_>, group: &Group) {
    let tokens = |reading: &Reading, clauses: &[usize]| -> Vec<Token> {
        let all = clauses.iter().flat_map(|&clause| reading.of(clause).iter().copied());
        all.take(GROUP_TOKENS_MAX).collect()
    };
    let sides = Sides { a: tokens(tally.a, &group.original), b: tokens(tally.b, &group.relayed) };
    let gaps = gaps(&sides.a, &sides.b);
    let ids = [ids(&sides.a), ids(&sides.b)];
    atoms::numbers(tally, &sides, &gaps);
    atoms::times(tally, &sides);
    atoms::codes(tally, &sides, &gaps);
    for gap in &gaps {
        names(tally, &sides, gap, &gaps);
        exchanged(tally, &sides, gap, &ids);
        parts(tally, &sides, gap, &ids, group);
    }
    polarity(tally, &sides, &gaps);
    hedges(tally, &sides);
    strength(tally, &sides);
    grades(tally, &sides);
}

fn ids(tokens: &[Token]) -> FxHashSet<u64> {
    tokens.iter().map(|token| token.id).collect()
}

/// Different names before the same end, in a title, or with capitals.
fn names(tally: &mut Tally<'_>, sides: &Sides, gap: &Gap, gaps: &[Gap]) {
    let (mut a, mut b) = (&sides.a[gap.original.clone()], &sides.b[gap.relayed.clone()]);
    if a.is_empty() || b.is_empty() {
        return;
    }
    // What stands elsewhere on the other side has moved, not changed.
    let count = |tokens: &[Token], id: u64| tokens.iter().filter(|t| t.id == id).count();
    let gone = |t: &Token| count(&sides.b, t.id) < count(&sides.a, t.id);
    let came = |t: &Token| count(&sides.a, t.id) < count(&sides.b, t.id);
    if !(a.iter().any(gone) && b.iter().any(came) || mirrored(sides, gap, gaps)) {
        return;
    }
    let end = |reading: &Reading, tokens: &[Token], next: Option<&Token>| {
        let mut at = tokens.last()?.end as usize;
        // A character that carries no fact elsewhere can belong to a name: `集里街道`.
        let inside = next.is_some_and(|t| t.start as usize == at + 1)
            && !"的了和与在及是".contains(reading.chars[at]);
        if inside && suffix_at(&reading.chars, at).is_none() {
            at += 1;
        }
        suffix_at(&reading.chars, at).map(|len| reading.chars[at + len - 1])
    };
    let next = (sides.a.get(gap.original.end), sides.b.get(gap.relayed.end));
    let own = |reading: &Reading, tokens: &[Token]| {
        tokens.last().and_then(|t| reading.chars.get(t.end as usize - 1)).copied()
    };
    let mut suffix = match (end(tally.a, a, next.0), end(tally.b, b, next.1)) {
        (Some(x), Some(y)) if x == y => Some(x),
        _ => None,
    };
    if suffix.is_none()
        && let (Some(x), Some(y)) = (own(tally.a, a), own(tally.b, b))
        && is_suffix(x)
        && is_suffix(y)
        && a.len() > 1
        && b.len() > 1
    {
        suffix = Some(x);
        (a, b) = (&a[..a.len() - 1], &b[..b.len() - 1]);
    }
    let titled = a.iter().chain(b).all(|t| t.titled);
    let proper = a.iter().all(is_proper) && b.iter().all(is_proper);
    let placed = located(tally.a, a) && located(tally.b, b) && a.len() > 1 && b.len() > 1;
    let name =
        (suffix.is_some() || placed) && renamed(a, b, [&tally.a.chars[..], &tally.b.chars[..]]);
    if !(name || titled || proper) {
        return;
    }
    let body = suffix.is_some_and(|c| "局委办厅署院校馆所厂店队司某".contains(c));
    let fact = if titled {
        Fact::What
    } else if body {
        Fact::Who
    } else {
        Fact::Where
    };
    let places = (widened(tally.a, a), widened(tally.b, b));
    let (before, after) =
        (tally.a.written(places.0.0, places.0.1), tally.b.written(places.1.0, places.1.1));
    let why = reason(
        &format!("名称由“{before}”变为“{after}”"),
        &format!("the name `{before}` became `{after}`"),
    );
    tally.change(ATOM);
    tally.note(Kind::Alteration, fact, Some(places.0), Some(places.1), why);
}

/// Words of two facts that changed places: new here and old there, and as many as before.
fn exchanged(tally: &mut Tally<'_>, sides: &Sides, gap: &Gap, ids: &[FxHashSet<u64>; 2]) {
    let (a, b) = (&sides.a[gap.original.clone()], &sides.b[gap.relayed.clone()]);
    let content = |tokens: &[Token]| {
        let plain = |t: &Token| matches!(t.kind, Is::Plain | Is::Harm(_));
        let weight: f32 = tokens.iter().map(|t| t.weight).sum();
        (1..=4).contains(&tokens.len()) && tokens.iter().all(plain) && weight >= 2.0
    };
    let foreign =
        !a.iter().any(|t| ids[1].contains(&t.id)) && !b.iter().any(|t| ids[0].contains(&t.id));
    if content(a) && content(b) && foreign && tally.conserved(a.iter().chain(b)) {
        let why = reason("两件事的内容互换", "what belongs to two facts changed places");
        tally.change(ATOM);
        tally.note(Kind::Alteration, Fact::What, Some(range(a)), Some(range(b)), why);
    }
}

/// Whether another place has the same two names the other way round.
fn mirrored(sides: &Sides, gap: &Gap, gaps: &[Gap]) -> bool {
    let same =
        |x: &[Token], y: &[Token]| x.len() == y.len() && x.iter().zip(y).all(|(x, y)| x.id == y.id);
    let part = |gap: &Gap| (&sides.a[gap.original.clone()], &sides.b[gap.relayed.clone()]);
    let (a, b) = part(gap);
    a.len() <= 4 && gaps.iter().take(64).map(part).any(|(x, y)| same(a, y) && same(b, x))
}

/// The range of a name with a character before it that carries no fact elsewhere (`自然资源局`).
fn widened(reading: &Reading, tokens: &[Token]) -> Range {
    let (from, to) = range(tokens);
    let part =
        |at: &u32| matches!(reading.chars[*at as usize], '自' | '中' | '上' | '下' | '本' | '新');
    (from.checked_sub(1).filter(part).unwrap_or(from), to)
}

fn is_proper(token: &Token) -> bool {
    token.form == Form::Proper && token.kind == Is::Plain
}

/// Whether the character before says that a place follows.
fn located(reading: &Reading, tokens: &[Token]) -> bool {
    let before = tokens.first().and_then(|t| t.start.checked_sub(1));
    before.is_some_and(|at| matches!(reading.chars[at as usize], '在' | '于' | '到' | '至' | '往'))
}

/// A part of a clause that is gone or new, with nothing of its size in its place.
fn parts(
    tally: &mut Tally<'_>,
    sides: &Sides,
    gap: &Gap,
    ids: &[FxHashSet<u64>; 2],
    group: &Group,
) {
    let weight = |tokens: &[Token], other: &FxHashSet<u64>| -> f32 {
        let content =
            |t: &&Token| matches!(t.kind, Is::Plain | Is::Harm(_)) && !other.contains(&t.id);
        tokens.iter().filter(content).map(|t| t.weight).sum()
    };
    let (a, b) = (&sides.a[gap.original.clone()], &sides.b[gap.relayed.clone()]);
    let (mut gone, mut new) = (weight(a, &ids[1]), weight(b, &ids[0]));
    if tally.stands_in_relayed(a) {
        gone = 0.0;
    }
    if tally.stands_in_original(b) {
        new = 0.0;
    }
    let shortened = |reading: &Reading, tokens: &[Token]| {
        let next = tokens.last().and_then(|t| reading.chars.get(t.end as usize));
        tokens.len() <= 6 && next.is_some_and(|c| is_suffix(*c) || *c == '政')
    };
    let share = |reading: &Reading, clauses: &[usize], weight: f32| -> f64 {
        let whole: f64 = clauses.iter().map(|&c| content_of(reading, c)).sum();
        (f64::from(weight) / 6.0).min(whole * 0.8)
    };
    if gone - new >= PART_MIN && gone >= 3.0 * new && !shortened(tally.a, a) {
        tally.lose(share(tally.a, &group.original, gone));
        let why = reason("漏报句中一部分", "left out a part of the statement");
        tally.note(Kind::Omission, kind_of(tally.a, a), Some(range(a)), None, why);
    }
    if new - gone >= PART_MIN && new >= 3.0 * gone && !shortened(tally.b, b) {
        tally.add(share(tally.b, &group.relayed, new));
        let why = reason("句中添加一部分", "added a part to the statement");
        tally.note(Kind::Addition, kind_of(tally.b, b), None, Some(range(b)), why);
    }
}

/// A part that ends like the name of a place is one.
fn kind_of(reading: &Reading, tokens: &[Token]) -> Fact {
    let last = tokens.last().map_or(' ', |t| reading.chars[t.end as usize - 1]);
    if is_suffix(last) || last == '道' { Fact::Where } else { Fact::What }
}

/// How far behind a negation the word stands that it turns round, in tokens.
const SCOPE: usize = 4;

/// Statements that were turned round, by negation or by an opposite word.
fn polarity(tally: &mut Tally<'_>, sides: &Sides, gaps: &[Gap]) {
    let (there, here) = (Partners::new(sides, gaps), Partners::new(sides, gaps).turned());
    let flips = turned(&sides.a, &sides.b, &there, tally.b);
    let back = turned(&sides.b, &sides.a, &here, tally.a);
    let swaps = opposed(&sides.a, &sides.b);
    let events = flips.len() + back.len();
    // `不合格` for `未达标` and the like: a negation and an opposite word undo one another.
    let undone = events.min(swaps.len());
    let whole = range(&sides.b);
    for (at, zh, en) in flips
        .iter()
        .map(|&at| {
            (Some((sides.a[at].start, sides.a[at].end)), "否定被去掉", "a negation was removed")
        })
        .chain(back.iter().map(|_| (None, "被加上否定", "a negation was added")))
        .skip(undone)
    {
        let relayed = back.first().map(|&at| (sides.b[at].start, sides.b[at].end));
        let relayed = if at.is_some() { whole } else { relayed.unwrap_or(whole) };
        turn(tally, at.unwrap_or(range(&sides.a)), relayed, zh, en);
    }
    for &(i, j) in swaps.iter().skip(undone) {
        let places = ((sides.a[i].start, sides.a[i].end), (sides.b[j].start, sides.b[j].end));
        turn(tally, places.0, places.1, "意思相反", "the opposite is said");
    }
}

fn turn(tally: &mut Tally<'_>, a: Range, b: Range, zh: &str, en: &str) {
    tally.change(ATOM);
    tally.note(Kind::Alteration, Fact::What, Some(a), Some(b), reason(zh, en));
}

/// The token of the other side that each token is, where they stand in the same order.
struct Partners {
    a: Vec<Option<usize>>,
    b: Vec<Option<usize>>,
}

impl Partners {
    fn new(sides: &Sides, gaps: &[Gap]) -> Self {
        let (mut a, mut b) = (vec![None; sides.a.len()], vec![None; sides.b.len()]);
        let (mut i, mut j) = (0, 0);
        let end =
            Gap { original: sides.a.len()..sides.a.len(), relayed: sides.b.len()..sides.b.len() };
        for gap in gaps.iter().chain([&end]) {
            while i < gap.original.start && j < gap.relayed.start {
                a[i] = Some(j);
                b[j] = Some(i);
                i += 1;
                j += 1;
            }
            (i, j) = (gap.original.end, gap.relayed.end);
        }
        Self { a, b }
    }

    fn turned(self) -> Self {
        Self { a: self.b, b: self.a }
    }
}

/// How far before a word its negation stands, in tokens.
const BEFORE: usize = 8;

/// Negations of `a` whose words stand in `b` without one.
fn turned(a: &[Token], b: &[Token], partners: &Partners, other: &Reading) -> Vec<usize> {
    let negation = |t: &Token| t.kind == Is::Negation;
    let mut out = Vec::new();
    for (at, _) in a.iter().enumerate().filter(|(i, t)| negation(t) && partners.a[*i].is_none()) {
        let scope = a[at + 1..].iter().enumerate().take(SCOPE).take_while(|(_, t)| !negation(t));
        let places = |(i, token): (usize, &Token)| -> Vec<usize> {
            match partners.a[at + 1 + i] {
                Some(place) => vec![place],
                None => (0..b.len()).filter(|&j| b[j].id == token.id).collect(),
            }
        };
        let mut places = scope.map(places).find(|places| !places.is_empty()).unwrap_or_default();
        // What stands before tells the place too; alone, where nothing follows the negation.
        let before = at.checked_sub(1).and_then(|before| partners.a[before]);
        places.extend(before.map(|place| place + 1));
        let negated = |place: usize| {
            let from = place.saturating_sub(BEFORE);
            (from..(place + 3).min(b.len())).filter(|&j| b[j].negative || negation(&b[j])).any(
                |j| {
                    // One negation may hold for several things: `没有通知和公示`.
                    let end = b.get(place).map_or(b[j].end, |t| t.start);
                    let shared = (b[j].end..end).any(|at| {
                        matches!(other.chars[at as usize], '和' | '与' | '及' | '或' | '、' | '也')
                    });
                    partners.b[j].is_none() || shared
                },
            )
        };
        if !places.is_empty() && !places.into_iter().any(negated) {
            out.push(at);
        }
    }
    out
}

/// Words of `a` for which `b` has an opposite that `a` has not.
fn opposed(a: &[Token], b: &[Token]) -> Vec<(usize, usize)> {
    let sides = |token: &Token| words().apart(token.surface);
    let mut out = Vec::new();
    for (i, token) in a.iter().enumerate() {
        for &(pair, side) in sides(token) {
            let on = |tokens: &[Token], side: u8| {
                tokens.iter().position(|t| sides(t).contains(&(pair, side)))
            };
            if on(a, 1 - side).is_none()
                && on(b, side).is_none()
                && let Some(j) = on(b, 1 - side)
                && !out.iter().any(|&(_, known)| known == j)
            {
                out.push((i, j));
                break;
            }
        }
    }
    out
}

/// Qualifiers that are gone, and those that were not there.
fn hedges(tally: &mut Tally<'_>, sides: &Sides) {
    let list = |tokens: &[Token]| -> Vec<Token> {
        tokens.iter().copied().filter(|t| matches!(t.kind, Is::Hedge(_))).collect()
    };
    let (mut a, mut b) = (list(&sides.a), list(&sides.b));
    for same in [|x: &Token, y: &Token| x.kind == y.kind, |_: &Token, _: &Token| true] {
        a.retain(|token| {
            let Some(at) = b.iter().position(|other| same(token, other)) else { return true };
            b.remove(at);
            false
        });
    }
    for token in a {
        tally.lose_hedge();
        let why = reason("不确定的说法变为确定", "what was uncertain became certain");
        let places = (Some((token.start, token.end)), Some(range(&sides.b)));
        tally.note(Kind::QualifierLoss, Fact::What, places.0, places.1, why);
    }
    for token in b {
        tally.change(ATOM / 2.0);
        let why = reason("确定的说法变为不确定", "what was certain became uncertain");
        let places = (Some(range(&sides.a)), Some((token.start, token.end)));
        tally.note(Kind::Alteration, Fact::What, places.0, places.1, why);
    }
}

/// How binding it is, and whether it is done or only planned.
fn strength(tally: &mut Tally<'_>, sides: &Sides) {
    let modal = |t: &Token| if let Is::Modal(level) = t.kind { Some(level) } else { None };
    let status = |t: &Token| if let Is::Status(state) = t.kind { Some(state) } else { None };
    compare_levels(tally, sides, modal, 2, ("要求的强弱改变", "how binding it is was changed"));
    compare_levels(
        tally,
        sides,
        status,
        1,
        ("办理状态改变", "done, under way or planned was changed"),
    );
}

fn compare_levels(
    tally: &mut Tally<'_>,
    sides: &Sides,
    level: fn(&Token) -> Option<u8>,
    least: u8,
    (zh, en): (&str, &str),
) {
    let list = |tokens: &[Token], other: &[Token]| -> Vec<(Token, u8)> {
        let found = tokens.iter().filter_map(|t| Some((*t, level(t)?)));
        found.filter(|(_, l)| !other.iter().any(|o| level(o) == Some(*l))).collect()
    };
    let (a, b) = (list(&sides.a, &sides.b), list(&sides.b, &sides.a));
    if let (Some((x, before)), Some((y, after))) = (a.first(), b.first())
        && before.abs_diff(*after) >= least
    {
        tally.change(ATOM);
        let places = (Some((x.start, x.end)), Some((y.start, y.end)));
        tally.note(Kind::Alteration, Fact::What, places.0, places.1, reason(zh, en));
    }
}

/// Least grade of a word that stands for a step when the other side has none.
const GRADE_ALONE: i8 = 2;
/// Least harm that does.
const HARM_ALONE: i8 = 3;

/// How grave it is said to be.
fn grades(tally: &mut Tally<'_>, sides: &Sides) {
    let level = |t: &Token| match t.kind {
        Is::Grade(level) => Some((level, level.abs() >= GRADE_ALONE)),
        Is::Harm(level) => Some((level, level >= HARM_ALONE)),
        _ => None,
    };
    let list = |tokens: &[Token]| -> Vec<(Token, i8, bool)> {
        tokens.iter().filter_map(|t| level(t).map(|(level, alone)| (*t, level, alone))).collect()
    };
    let (mut a, mut b) = (list(&sides.a), list(&sides.b));
    // The same word first, then words of the same grade.
    for same in [
        |x: &(Token, i8, bool), y: &(Token, i8, bool)| x.0.id == y.0.id,
        |x: &(Token, i8, bool), y: &(Token, i8, bool)| x.1 == y.1,
    ] {
        a.retain(|word| {
            let Some(at) = b.iter().position(|other| same(word, other)) else { return true };
            b.remove(at);
            false
        });
    }
    let sum = |list: &[(Token, i8, bool)]| list.iter().map(|word| i32::from(word.1)).sum::<i32>();
    let steps = sum(&b) - sum(&a);
    let both = !a.is_empty() && !b.is_empty();
    let alone = a.iter().chain(&b).any(|word| word.2);
    if steps == 0 || !(both || alone) {
        return;
    }
    tally.drift(f64::from(steps));
    let place = |list: &[(Token, i8, bool)], tokens: &[Token]| match list.first() {
        Some((token, ..)) => (token.start, token.end),
        None => range(tokens),
    };
    let places = (Some(place(&a, &sides.a)), Some(place(&b, &sides.b)));
    let harm = a.iter().chain(&b).any(|word| matches!(word.0.kind, Is::Harm(_)));
    let fact = if harm { Fact::Harm } else { Fact::What };
    let (kind, why) = if steps > 0 {
        (Kind::Exaggeration, reason("说得更重", "told as graver"))
    } else {
        (Kind::Minimising, reason("说得更轻", "told as milder"))
    };
    tally.note(kind, fact, places.0, places.1, why);
}

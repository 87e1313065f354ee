//! Numbers, times, codes and names of a group of clauses: kept, changed, gone or new.

use super::group::Sides;
use super::tally::{ATOM, Tally, name, reason};
use crate::fidelity::diff::Gap;
use crate::fidelity::number::{Near, Number};
use crate::fidelity::read::{Kind as Is, Reading, Token};
use crate::fidelity::time::Time;
use crate::fidelity::{Fact, Kind};

/// Least weight of a changed number, however close.
const CHANGED_MIN: f64 = 0.25;

/// Whether a group tells of harm, so that more people are worse.
fn harms(sides: &Sides) -> bool {
    sides.a.iter().chain(&sides.b).any(|token| matches!(token.kind, Is::Harm(_)))
}

pub(super) fn numbers(tally: &mut Tally<'_>, sides: &Sides, gaps: &[Gap]) {
    let list = |reading: &Reading, tokens: &[Token]| -> Vec<(Token, Number)> {
        let of = |token: &Token| match token.kind {
            Is::Number(index) => Some((*token, reading.numbers[index as usize])),
            _ => None,
        };
        tokens.iter().filter_map(of).collect()
    };
    let mut a = list(tally.a, &sides.a);
    let mut b = list(tally.b, &sides.b);
    // Numbers that took each other's place, as in two facts merged wrongly.
    for gap in gaps {
        let (x, y) = (&sides.a[gap.original.clone()], &sides.b[gap.relayed.clone()]);
        let ([x], [y]) = (x, y) else { continue };
        let at = |list: &[(Token, Number)], token: &Token| {
            list.iter().position(|(known, _)| known.start == token.start)
        };
        if let (Some(i), Some(j)) = (at(&a, x), at(&b, y))
            && a[i].1.comparable(&b[j].1)
            && !a[i].1.same(&b[j].1)
        {
            let (before, after) = (a.remove(i), b.remove(j));
            revalue(tally, &before, &after);
        }
    }
    let harm = harms(sides);
    // Equal values first, in order; the pair tells whether it is said as exactly as before.
    a.retain(|(token, number)| {
        let Some(at) = b.iter().position(|(_, other)| number.same(other)) else { return true };
        let (other_token, other) = b.remove(at);
        nearness(tally, (token, number), (&other_token, &other));
        false
    });
    a.retain(|(token, number)| {
        let fits = |other: &Number| number.unit == other.unit || number.comparable(other);
        let exact = b.iter().position(|(_, other)| number.unit == other.unit);
        let Some(at) = exact.or_else(|| b.iter().position(|(_, other)| fits(other))) else {
            return true;
        };
        let other = b.remove(at);
        revalue(tally, &(*token, *number), &other);
        if harm && number.counts_people() {
            // Ten times as many people are a step.
            let steps = (other.1.value.max(1.0) / number.value.max(1.0)).log10();
            tally.drift(steps.clamp(-2.0, 2.0));
        }
        false
    });
    let known = |numbers: &[Number], number: &Number| numbers.iter().any(|n| number.same(n));
    for (token, number) in a.iter().filter(|(_, number)| !number.weak) {
        if !known(&tally.b.numbers, number) {
            gone(tally, token, Fact::Number);
        }
    }
    for (token, number) in b.iter().filter(|(_, number)| !number.weak) {
        if !known(&tally.a.numbers, number) {
            new(tally, token, Fact::Number);
        }
    }
}

/// A number that became another one.
fn revalue(tally: &mut Tally<'_>, a: &(Token, Number), b: &(Token, Number)) {
    let far = a.1.far(&b.1).clamp(CHANGED_MIN, 1.0);
    tally.change(if a.1.weak { ATOM / 2.0 } else { ATOM } * far);
    let (before, after) = (text(tally.a, &a.0), text(tally.b, &b.0));
    let why = reason(
        &format!("数字由“{before}”变为“{after}”"),
        &format!("the number `{before}` became `{after}`"),
    );
    tally.note(Kind::Alteration, Fact::Number, Some(at_of(&a.0)), Some(at_of(&b.0)), why);
}

/// The same value, said as exactly as before?
fn nearness(tally: &mut Tally<'_>, a: (&Token, &Number), b: (&Token, &Number)) {
    let places = (Some(at_of(a.0)), Some(at_of(b.0)));
    match (a.1.near, b.1.near) {
        (Near::About | Near::Over | Near::Under, Near::Exact) => {
            tally.lose_hedge();
            let why = reason("约数变为确数", "an approximate number became exact");
            tally.note(Kind::QualifierLoss, Fact::Number, places.0, places.1, why);
        }
        (Near::Over, Near::Under) | (Near::Under, Near::Over) => {
            tally.change(ATOM / 2.0);
            let why = reason("“超过”与“不足”颠倒", "more than and less than changed places");
            tally.note(Kind::Alteration, Fact::Number, places.0, places.1, why);
        }
        _ => {}
    }
}

pub(super) fn times(tally: &mut Tally<'_>, sides: &Sides) {
    let list = |reading: &Reading, tokens: &[Token]| -> Vec<(Token, Time)> {
        let of = |token: &Token| match token.kind {
            Is::Time(index) => Some((*token, reading.times[index as usize])),
            _ => None,
        };
        tokens.iter().filter_map(of).collect()
    };
    let mut a = list(tally.a, &sides.a);
    let mut b = list(tally.b, &sides.b);
    let fits = |x: &Time, y: &Time| !x.conflicts(y) && x.agreement(y) > 0;
    for pass in [fits, |x: &Time, y: &Time| !x.conflicts(y) || x.unrelated(y)] {
        a.retain(|(token, time)| {
            let best = b.iter().enumerate().filter(|(_, (_, other))| pass(time, other));
            let best = best.max_by_key(|(i, (_, other))| (time.agreement(other), usize::MAX - i));
            let Some(at) = best.map(|(at, _)| at) else { return true };
            let (other_token, other) = b.remove(at);
            if time.day.is_some()
                && time.month.is_some()
                && other.day.is_none()
                && other.month.is_some()
            {
                tally.lose(ATOM / 2.0);
                let why = reason("日期变得不具体", "the date became less exact");
                let places = (Some(at_of(token)), Some(at_of(&other_token)));
                tally.note(Kind::Omission, Fact::When, places.0, places.1, why);
            }
            false
        });
    }
    a.retain(|(token, _)| {
        if b.is_empty() {
            return true;
        }
        let (other, _) = b.remove(0);
        changed(tally, token, &other, Fact::When, ATOM);
        false
    });
    let slight = |time: &Time| {
        *time == Time { relative: Some((0, 0)), ..Time::default() }
            || *time == Time { period: time.period, ..Time::default() }
    };
    let known = |times: &[Time], time: &Time| times.iter().any(|other| fits(time, other));
    for (token, time) in &a {
        if slight(time) || known(&tally.b.times, time) {
            continue;
        }
        gone(tally, token, Fact::When);
    }
    for (token, time) in &b {
        if slight(time) || known(&tally.a.times, time) {
            continue;
        }
        new(tally, token, Fact::When);
    }
}

/// Codes and names that were given as data.
pub(super) fn codes(tally: &mut Tally<'_>, sides: &Sides, gaps: &[Gap]) {
    let list = |tokens: &[Token]| -> Vec<(usize, Token)> {
        let code = |t: &Token| matches!(t.kind, Is::Code | Is::Name);
        tokens.iter().copied().enumerate().filter(|(_, t)| code(t)).collect()
    };
    let mut a = list(&sides.a);
    let mut b = list(&sides.b);
    // Names that took each other's place.
    for gap in gaps {
        let (x, y) = (&sides.a[gap.original.clone()], &sides.b[gap.relayed.clone()]);
        let ([x], [y]) = (x, y) else { continue };
        let at = |list: &[(usize, Token)], token: &Token| {
            list.iter().position(|(_, known)| known.start == token.start)
        };
        if let (Some(i), Some(j)) = (at(&a, x), at(&b, y)) {
            a.remove(i);
            b.remove(j);
            changed(tally, x, y, Fact::Where, ATOM);
        }
    }
    a.retain(|(_, token)| {
        let Some(at) = b.iter().position(|(_, other)| other.id == token.id) else { return true };
        b.remove(at);
        false
    });
    let knows = |reading: &Reading, token: &Token| reading.tokens.iter().any(|t| t.id == token.id);
    // A name that both texts hold elsewhere may only have moved.
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for (at, token) in a {
        match same_end(tally.a, &token, tally.b, &b) {
            Some(place) => {
                let (_, other) = b.remove(place);
                changed(tally, &token, &other, Fact::Where, ATOM);
            }
            None => left.push((at, token)),
        }
    }
    right.append(&mut b);
    for (at, token) in left {
        if !knows(tally.b, &token) && !leads(tally.a, &sides.a, at) {
            gone(tally, &token, Fact::Where);
        }
    }
    for (at, token) in right {
        if !knows(tally.a, &token) && !leads(tally.b, &sides.b, at) {
            new(tally, &token, Fact::Where);
        }
    }
}

/// A code of the other side before the same character, or else the first.
fn same_end(a: &Reading, token: &Token, b: &Reading, others: &[(usize, Token)]) -> Option<usize> {
    let next = |reading: &Reading, token: &Token| reading.chars.get(token.end as usize).copied();
    let end = next(a, token);
    others.iter().position(|(_, other)| next(b, other) == end)
}

/// Whether a name only leads to a narrower one right behind it, as `A市A3区`, `南宁市青秀区`.
fn leads(reading: &Reading, tokens: &[Token], at: usize) -> bool {
    let end = tokens[at].end as usize;
    let next = tokens[at + 1..]
        .iter()
        .take(3)
        .any(|next| matches!(next.kind, Is::Code | Is::Name) && next.start as usize <= end + 3);
    let narrower = |c: &char| "县区镇乡路街道村局委办厅政院".contains(*c);
    let province = reading.chars[end..].iter().take(5).collect::<String>().contains("自治");
    let wide = province || matches!(reading.chars.get(end), Some('市' | '省' | '县' | '州'));
    next || (wide && reading.chars[end + 1..].iter().take(6).any(narrower))
}

fn at_of(token: &Token) -> (u32, u32) {
    (token.start, token.end)
}

fn text(reading: &Reading, token: &Token) -> String {
    reading.written(token.start, token.end)
}

fn gone(tally: &mut Tally<'_>, token: &Token, fact: Fact) {
    tally.lose(ATOM);
    let (what, text) = (name(fact), text(tally.a, token));
    let why = reason(&format!("漏报{}“{text}”", what.0), &format!("left out {}: `{text}`", what.1));
    tally.note(Kind::Omission, fact, Some(at_of(token)), None, why);
}

fn new(tally: &mut Tally<'_>, token: &Token, fact: Fact) {
    tally.add(ATOM);
    let (what, text) = (name(fact), text(tally.b, token));
    let why = reason(&format!("添加{}“{text}”", what.0), &format!("added {}: `{text}`", what.1));
    tally.note(Kind::Addition, fact, None, Some(at_of(token)), why);
}

fn changed(tally: &mut Tally<'_>, a: &Token, b: &Token, fact: Fact, weight: f64) {
    tally.change(weight);
    let (before, after) = (text(tally.a, a), text(tally.b, b));
    let what = name(fact);
    let why = reason(
        &format!("{}由“{before}”变为“{after}”", what.0),
        &format!("{} changed from `{before}` to `{after}`", what.1),
    );
    tally.note(Kind::Alteration, fact, Some(at_of(a)), Some(at_of(b)), why);
}

//! Numbers as values: figures, Chinese numerals, English number words, multipliers, units, and how
//! exact they claim to be. `1.2万元`, `12,000元` and `一万二千块` are one amount.

use super::units::{
    DAYS, DOLLARS, HOUSEHOLDS, MONTHS, PEOPLE, PERCENT, PIECES, ROUTES, WORKING_DAYS, unit,
};

/// How exact a number claims to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Near {
    #[default]
    Exact,
    About,
    Over,
    Under,
}

/// A number in a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Number {
    /// In the base of its unit.
    pub value: f64,
    /// Canonical unit; 0 where none was recognised.
    pub unit: u16,
    pub near: Near,
    /// `一个` is as often an article as a count.
    pub weak: bool,
}

impl Number {
    /// Whether two numbers may count the same thing.
    pub(crate) fn comparable(&self, other: &Self) -> bool {
        let loose = |unit: u16| unit == 0 || unit == PIECES;
        self.unit == other.unit || loose(self.unit) || loose(other.unit) || self.recounts(other)
    }

    /// Whether a relayed number says the same amount. One that says it is approximate may be
    /// rounded by up to a twentieth.
    pub(crate) fn same(&self, relayed: &Self) -> bool {
        let far = self.far(relayed);
        let rounded = relayed.near != Near::Exact && relayed.digits() < self.digits();
        self.comparable(relayed)
            && !self.recounts(relayed)
            && (far < 1e-6 || (rounded && far <= 0.05))
    }

    /// A span of days or working days, where it is one.
    pub(crate) fn days(&self) -> Option<(Option<u32>, Option<u32>)> {
        let whole = self.value.round().clamp(0.0, 100_000.0) as u32;
        match self.unit {
            DAYS => Some((Some(whole), None)),
            WORKING_DAYS => Some((None, Some(whole))),
            MONTHS => Some((Some(whole.saturating_mul(30)), None)),
            _ => None,
        }
    }

    /// Digits from the first to the last that is not 0.
    fn digits(&self) -> u32 {
        let mut value = (self.value.abs() * 1e3).round() as u64;
        while value > 0 && value.is_multiple_of(10) {
            value /= 10;
        }
        value.checked_ilog10().map_or(0, |log| log + 1)
    }

    /// Whether people or households are counted.
    pub(crate) fn counts_people(&self) -> bool {
        matches!(self.unit, PEOPLE | HOUSEHOLDS)
    }

    /// Whether working days became calendar days or the other way round.
    fn recounts(&self, other: &Self) -> bool {
        matches!((self.unit, other.unit), (DAYS, WORKING_DAYS) | (WORKING_DAYS, DAYS))
    }

    /// Relative distance to another number: |x − x₀| / max(|x₀|, 1) of DOMAIN 5.2.
    pub(crate) fn far(&self, other: &Self) -> f64 {
        (self.value - other.value).abs() / self.value.abs().max(1.0)
    }
}

/// Value of a Chinese digit.
pub(crate) fn han_digit(c: char) -> Option<u32> {
    Some(match c {
        '零' | '〇' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn han_power(c: char) -> Option<f64> {
    Some(match c {
        '十' => 1e1,
        '百' => 1e2,
        '千' => 1e3,
        '万' => 1e4,
        '亿' => 1e8,
        _ => return None,
    })
}

/// Plain digits or a Chinese numeral at `at`: value, end, and whether it was written in figures.
pub(crate) fn bare(chars: &[char], at: usize) -> Option<(f64, usize, Written)> {
    let first = *chars.get(at)?;
    if first.is_ascii_digit() {
        let (value, end) = figures(chars, at)?;
        return Some((value, end, Written::Figures));
    }
    if han_digit(first).is_some() || first == '十' || first == '百' || first == '千' {
        let (value, end) = han(chars, at)?;
        return Some((value, end, Written::Han));
    }
    None
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    Figures,
    Han,
    Word,
}

fn figures(chars: &[char], at: usize) -> Option<(f64, usize)> {
    let digit = |i: usize| chars.get(i).is_some_and(char::is_ascii_digit);
    let mut text = String::new();
    let mut i = at;
    while digit(i) && text.len() < 24 {
        text.push(chars[i]);
        i += 1;
        let thousands =
            |i: usize| chars.get(i) == Some(&',') && (1..4).all(|n| digit(i + n)) && !digit(i + 4);
        if thousands(i) && text.len() <= 15 {
            i += 1;
        }
    }
    if chars.get(i) == Some(&'.') && digit(i + 1) {
        text.push('.');
        i += 1;
        while digit(i) && text.len() < 32 {
            text.push(chars[i]);
            i += 1;
        }
    }
    text.parse().ok().map(|value| (value, i))
}

/// A Chinese numeral: `三百二十`, `一万二`, `二〇一九`, `十五`.
fn han(chars: &[char], at: usize) -> Option<(f64, usize)> {
    let run = chars[at..].iter().take(16);
    let len = run.take_while(|&&c| han_digit(c).is_some() || han_power(c).is_some()).count();
    let run = &chars[at..at + len];
    let power = run.iter().any(|&c| han_power(c).is_some());
    if !power {
        let digits = run.iter().filter_map(|&c| han_digit(c));
        let value = digits.fold(0.0, |value, digit| value * 10.0 + f64::from(digit));
        return Some((value, at + len));
    }
    let (mut total, mut section, mut digit, mut last) = (0.0, 0.0, None, 1.0);
    for &c in run {
        if let Some(d) = han_digit(c) {
            digit = Some(f64::from(d));
            if d == 0 {
                last = 1.0;
            }
            continue;
        }
        let power = han_power(c)?;
        if power < 1e4 {
            section += digit.take().unwrap_or(1.0) * power;
        } else {
            section += digit.take().unwrap_or(0.0);
            total += if section == 0.0 { power } else { section * power };
            section = 0.0;
        }
        last = power;
    }
    // `一万二` is twelve thousand; `一百零二` is not.
    let tail = digit.map_or(0.0, |d| if last > 10.0 { d * last / 10.0 } else { d });
    Some((total + section + tail, at + len))
}

const WORDS: &[(&str, f64)] = &[
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("thirteen", 13.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("sixteen", 16.0),
    ("seventeen", 17.0),
    ("eighteen", 18.0),
    ("nineteen", 19.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("seventy", 70.0),
    ("eighty", 80.0),
    ("ninety", 90.0),
    ("dozen", 12.0),
    ("half", 0.5),
];
const SCALES: &[(&str, f64)] = &[
    ("hundred", 1e2),
    ("thousand", 1e3),
    ("million", 1e6),
    ("billion", 1e9),
    ("dozen", 12.0),
    ("mln", 1e6),
    ("bn", 1e9),
];

/// An English word that starts at `at`, and where it ends.
pub(crate) fn latin_word(chars: &[char], at: usize) -> (String, usize) {
    let run = chars[at..].iter().take(24).take_while(|c| c.is_ascii_lowercase());
    let word: String = run.collect();
    let end = at + word.len();
    (word, end)
}

fn english(chars: &[char], at: usize) -> Option<(f64, usize)> {
    let (word, mut end) = latin_word(chars, at);
    let mut value = WORDS.iter().find(|(w, _)| *w == word)?.1;
    let next = |end: usize| -> Option<(String, usize)> {
        let gap = matches!(chars.get(end), Some(' ' | '-'));
        (gap && chars.get(end + 1).is_some_and(char::is_ascii_lowercase))
            .then(|| latin_word(chars, end + 1))
    };
    while let Some((word, after)) = next(end) {
        if let Some((_, scale)) = SCALES.iter().find(|(w, _)| *w == word) {
            value *= scale;
        } else if let Some((_, unit)) = WORDS.iter().find(|(w, v)| *w == word && *v < 10.0)
            && (20.0..100.0).contains(&value)
        {
            value += unit;
        } else {
            break;
        }
        end = after;
    }
    Some((value, end))
}

/// A number with its unit that starts at `at`, and where it ends.
pub(crate) fn at(chars: &[char], at: usize) -> Option<(Number, usize)> {
    if let Some(found) = share(chars, at) {
        return Some(found);
    }
    let dollars = chars.get(at) == Some(&'$');
    let begin = at + usize::from(dollars);
    let vague = vague(chars, begin);
    let (mut value, mut end, written) = match vague {
        Some((value, end)) => (value, end, Written::Han),
        None => bare(chars, begin)
            .or_else(|| english(chars, begin).map(|(value, end)| (value, end, Written::Word)))?,
    };
    let mut near = if vague.is_some() { Near::About } else { Near::Exact };
    let mut multiplied = false;
    for _ in 0..4 {
        match chars.get(end) {
            Some('余' | '多') => near = Near::Over,
            Some('几' | '来') => near = Near::About,
            Some('+') => near = Near::Over,
            Some(&c) if written == Written::Figures && han_power(c).is_some() && c != '十' => {
                value *= han_power(c).unwrap_or(1.0);
                multiplied = true;
            }
            _ => break,
        }
        end += 1;
    }
    if written == Written::Figures
        && let Some((factor, after)) = scale(chars, end)
    {
        value *= factor;
        end = after;
        multiplied = true;
    }
    let (unit, factor, after) = unit(chars, end);
    if written == Written::Han && unit == ROUTES {
        // `东三路` is a name.
        return None;
    }
    let one = written == Written::Han && end == begin + 1 && !multiplied;
    if written == Written::Han && after == end && one && near == Near::Exact {
        // A lone numeral without a unit is as often part of a word.
        return None;
    }
    let unit = if dollars { DOLLARS } else { unit };
    let weak = (value - 1.0).abs() < 1e-9 && written != Written::Figures;
    Some((Number { value: value * factor, unit, near, weak }, after))
}

/// `百分之三十`, `三分之一`.
fn share(chars: &[char], at: usize) -> Option<(Number, usize)> {
    let marked = |i: usize| chars.get(i) == Some(&'分') && chars.get(i + 1) == Some(&'之');
    let (base, after) = if chars.get(at) == Some(&'百') && marked(at + 1) {
        (100.0, at + 1)
    } else {
        let (base, after, _) = bare(chars, at)?;
        (base, after)
    };
    if !marked(after) || base <= 0.0 {
        return None;
    }
    let (value, end, _) = bare(chars, after + 2)?;
    let value = value / base * 100.0;
    Some((Number { value, unit: PERCENT, near: Near::Exact, weak: false }, end))
}

/// `几十`, `数百`, `上千`, `好几`: an order of size.
fn vague(chars: &[char], at: usize) -> Option<(f64, usize)> {
    if !matches!(chars.get(at)?, '几' | '数' | '上' | '近' | '成') {
        return None;
    }
    let few = if matches!(chars[at], '几' | '数') { 3.0 } else { 1.0 };
    let mut value = 1.0;
    let mut end = at + 1;
    while let Some(power) = chars.get(end).copied().and_then(han_power) {
        value *= power;
        end += 1;
    }
    let plain = chars[at] == '近' && end > at + 1;
    (end > at + 1 && !plain).then_some((few * value, end))
}

/// `k`, `million` and the like after figures.
fn scale(chars: &[char], at: usize) -> Option<(f64, usize)> {
    let begin = at + usize::from(chars.get(at) == Some(&' '));
    let (word, end) = latin_word(chars, begin);
    match (word.as_str(), begin == at) {
        ("k" | "w", true) => Some((if word == "k" { 1e3 } else { 1e4 }, end)),
        _ => SCALES.iter().find(|(w, _)| *w == word).map(|(_, scale)| (*scale, end)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::units::UNITS;
    use super::*;

    #[test]
    fn reads_numbers() {
        let check = |text: &str, value: f64, unit: &str, near: Near| {
            let chars: Vec<char> = text.chars().collect();
            let (number, end) = at(&chars, 0).unwrap_or_else(|| panic!("no number in {text}"));
            let row = UNITS.iter().position(|row| row[0].0 == unit).unwrap();
            assert!((number.value - value).abs() < 1e-6, "{text}: {number:?}");
            assert_eq!(
                (usize::from(number.unit), number.near, end),
                (row, near, chars.len()),
                "{text}"
            );
        };
        check("1.2万元", 12_000.0, "元", Near::Exact);
        check("12,000元", 12_000.0, "元", Near::Exact);
        check("一万二千块", 12_000.0, "元", Near::Exact);
        check("一万二", 12_000.0, "", Near::Exact);
        check("三百二十一人", 321.0, "人", Near::Exact);
        check("一百零二户", 102.0, "户", Near::Exact);
        check("200多户", 200.0, "户", Near::Over);
        check("30余名", 30.0, "人", Near::Over);
        check("百分之三十", 30.0, "%", Near::Exact);
        check("三成", 30.0, "%", Near::Exact);
        check("5%", 5.0, "%", Near::Exact);
        check("2公里", 2_000.0, "米", Near::Exact);
        check("几十人", 30.0, "人", Near::About);
        check("数百户", 300.0, "户", Near::About);
        check("twenty five people", 25.0, "人", Near::Exact);
        check("3 million dollars", 3e6, "dollars", Near::Exact);
        check("three hours", 3.0, "小时", Near::Exact);
        check("30分钟", 0.5, "小时", Near::Exact);
    }

    #[test]
    fn leaves_words_alone() {
        for text in ["一米阳光", "三", "十分", "百姓"] {
            let chars: Vec<char> = text.chars().collect();
            let found = at(&chars, 0).map(|(n, _)| n.value);
            assert!(found.is_none() || text == "一米阳光" || text == "十分", "{text}: {found:?}");
        }
    }
}

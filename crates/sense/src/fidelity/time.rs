//! Dates and times as fields: `3月5日`, `3月5号`, `2019-03-05`, `下午3点`, `15:00`, `March 5`.
//! Two times conflict where a field that both give differs; a time that leaves a field out is less
//! exact, not different.

use super::number::{Written, bare, han_digit, latin_word};

/// Fields of a date or time that a text gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Time {
    pub year: Option<u16>,
    pub month: Option<u8>,
    pub day: Option<u8>,
    pub hour: Option<u8>,
    pub minute: Option<u8>,
    pub weekday: Option<u8>,
    /// Scale and offset relative to the writing.
    pub relative: Option<(u8, i8)>,
    /// Part of the day, 0 to 4.
    pub period: Option<u8>,
}

impl Time {
    fn fields(&self) -> [Option<i32>; 7] {
        let relative =
            self.relative.map(|(scale, offset)| i32::from(scale) * 100 + i32::from(offset));
        [
            self.year.map(i32::from),
            self.month.map(i32::from),
            self.day.map(i32::from),
            self.clock().map(i32::from),
            self.minute.map(i32::from),
            self.weekday.map(i32::from),
            relative,
        ]
    }

    /// Hour of 24, with the part of the day taken into account.
    fn clock(&self) -> Option<u8> {
        let hour = self.hour?;
        let late = matches!(self.period, Some(3 | 4)) || (self.period == Some(2) && hour < 11);
        Some(if late && hour < 12 { hour + 12 } else { hour })
    }

    /// Whether a field that both give differs, or only one part of the day fits both.
    pub(crate) fn conflicts(&self, other: &Self) -> bool {
        let fields = self.fields().into_iter().zip(other.fields());
        let differ = fields.into_iter().any(|pair| matches!(pair, (Some(a), Some(b)) if a != b));
        let hours = self.hour.is_some() || other.hour.is_some();
        let part = |time: &Self| time.period.map(|p| if p == 4 { 4 } else { p });
        let periods = matches!((part(self), part(other)), (Some(a), Some(b)) if a != b);
        differ || (periods && !hours)
    }

    /// How many fields both give and agree in.
    pub(crate) fn agreement(&self, other: &Self) -> usize {
        let fields = self.fields().into_iter().zip(other.fields());
        let agreed = fields.filter(|pair| matches!(pair, (Some(a), Some(b)) if a == b)).count();
        agreed + usize::from(self.period.is_some() && self.period == other.period)
    }

    /// Whether only fields of different kinds are given, as `昨天` and `3月5日`: nothing can be said.
    pub(crate) fn unrelated(&self, other: &Self) -> bool {
        self.relative.is_some() != other.relative.is_some()
            && self.agreement(other) == 0
            && !self.conflicts(other)
    }

    /// Takes over the fields of a time that follows, unless both give one.
    pub(crate) fn absorb(&mut self, next: &Self) -> bool {
        let one = |a: bool, b: bool| !(a && b);
        let free = one(self.year.is_some(), next.year.is_some())
            && one(self.month.is_some(), next.month.is_some())
            && one(self.day.is_some(), next.day.is_some())
            && one(self.hour.is_some(), next.hour.is_some())
            && one(self.weekday.is_some(), next.weekday.is_some())
            && one(self.relative.is_some(), next.relative.is_some())
            && one(self.period.is_some(), next.period.is_some());
        // An hour is followed by nothing but its minutes.
        if !free || (self.hour.is_some() && next.period.is_none()) {
            return false;
        }
        self.year = self.year.or(next.year);
        self.month = self.month.or(next.month);
        self.day = self.day.or(next.day);
        self.hour = self.hour.or(next.hour);
        self.minute = self.minute.or(next.minute);
        self.weekday = self.weekday.or(next.weekday);
        self.relative = self.relative.or(next.relative);
        self.period = self.period.or(next.period);
        true
    }
}

/// A date or time that starts at `at`, and where it ends.
pub(crate) fn at(chars: &[char], at: usize) -> Option<(Time, usize)> {
    let first = *chars.get(at)?;
    if first.is_ascii_digit() || han_digit(first).is_some() || first == '十' {
        return written_out(chars, at)
            .or_else(|| punctuated(chars, at))
            .or_else(|| english_clock(chars, at));
    }
    if matches!(first, '周' | '星' | '礼') {
        return weekday(chars, at);
    }
    if first.is_ascii_lowercase() { english(chars, at) } else { None }
}

fn small(value: f64, least: f64, most: f64) -> Option<u8> {
    (value.fract() == 0.0 && (least..=most).contains(&value)).then_some(value as u8)
}

/// `2019年3月5日`, `3月5号`, `10点30分`, `十月`.
fn written_out(chars: &[char], at: usize) -> Option<(Time, usize)> {
    let mut time = Time::default();
    let mut end = at;
    while let Some((value, after, written)) = bare(chars, end) {
        if !field(chars, &mut time, value, (end, after), written) {
            break;
        }
        end = after + 1;
        if time.hour.is_some() {
            end = minutes(chars, &mut time, end);
            break;
        }
        let clock = end + usize::from(time.day.is_some() && chars.get(end) == Some(&' '));
        if let Some((Time { hour: Some(hour), minute, .. }, after)) = punctuated(chars, clock) {
            time.hour = Some(hour);
            time.minute = minute;
            end = after;
            break;
        }
    }
    (end > at).then_some((time, end))
}

/// Takes a number and the sign behind it as a field; false where they are none.
fn field(
    chars: &[char],
    time: &mut Time,
    value: f64,
    (from, after): (usize, usize),
    written: Written,
) -> bool {
    let next = chars.get(after + 1).copied();
    let digit = next.is_some_and(|c| c.is_ascii_digit());
    match chars.get(after) {
        Some('年') if *time == Time::default() => {
            let short = written == Written::Figures
                && after == from + 2
                && (5.0..40.0).contains(&value)
                && (digit || matches!(next, Some('底' | '初')));
            let year = if short { value + 2000.0 } else { value };
            time.year = ((1900.0..2200.0).contains(&year)).then_some(year as u16);
            time.year.is_some()
        }
        Some('月') if time.month.is_none() && time.day.is_none() => {
            time.month = small(value, 1.0, 12.0);
            time.month.is_some()
        }
        Some('日' | '号') if time.day.is_none() => {
            let span = matches!(next, Some('内' | '后' | '前' | '以'));
            let lone = time.month.is_none() && (chars[after] == '号' || span);
            time.day = small(value, 1.0, 31.0).filter(|_| !lone);
            time.day.is_some()
        }
        Some('时' | '点') => {
            let known = time.day.is_some() || written == Written::Figures;
            let more = digit || matches!(next, Some('钟' | '半' | '整' | '左' | '许' | '多'));
            // `两点建议` counts points.
            let count = matches!(next, Some('建' | '要' | '意' | '问' | '理' | '诉' | '请'));
            time.hour = small(value, 0.0, 24.0).filter(|_| (known || more) && !count);
            time.hour.is_some()
        }
        _ => false,
    }
}

/// Takes what follows an hour; gives where it ends.
fn minutes(chars: &[char], time: &mut Time, at: usize) -> usize {
    match chars.get(at) {
        Some('半') => {
            time.minute = Some(30);
            return at + 1;
        }
        Some('钟' | '整') => return at + 1,
        _ => {}
    }
    let Some((value, after, _)) = bare(chars, at) else { return at };
    let Some(minute) = small(value, 0.0, 59.0) else { return at };
    let next = chars.get(after);
    if matches!(next, Some('年' | '月' | '日' | '号' | '人' | '名' | '户' | '多')) {
        return at;
    }
    time.minute = Some(minute);
    after + usize::from(next == Some(&'分'))
}

/// `2019-03-05`, `2019/3/5`, `2019.3.5`, `15:00`, `15：30：20`.
fn punctuated(chars: &[char], at: usize) -> Option<(Time, usize)> {
    let figures = |at: usize, most: usize| -> Option<(u32, usize)> {
        let len = chars.get(at..)?.iter().take(5).take_while(|c| c.is_ascii_digit()).count();
        if len == 0 || len > most {
            return None;
        }
        let text: String = chars[at..at + len].iter().collect();
        Some((text.parse().ok()?, at + len))
    };
    let (first, after) = figures(at, 4)?;
    let sign = *chars.get(after)?;
    let (second, next) = figures(after + 1, 2)?;
    if sign == ':' && after - at <= 2 && first < 25 && second < 60 && next == after + 3 {
        let time = Time { hour: Some(first as u8), minute: Some(second as u8), ..Time::default() };
        let seconds = (chars.get(next) == Some(&':')).then(|| figures(next + 1, 2)).flatten();
        let end = seconds.map_or(next, |(_, end)| end);
        return Some(half(chars, time, end));
    }
    let dated = matches!(sign, '-' | '/' | '.') && after - at == 4 && (1900..2200).contains(&first);
    if !dated || !(1..=12).contains(&second) {
        return None;
    }
    let mut time = Time { year: Some(first as u16), month: Some(second as u8), ..Time::default() };
    if chars.get(next) == Some(&sign)
        && let Some((day, end)) = figures(next + 1, 2)
        && (1..=31).contains(&day)
    {
        time.day = Some(day as u8);
        return Some((time, end));
    }
    (sign != '.').then_some((time, next))
}

/// Adds `am` or `pm` behind a clock time.
fn half(chars: &[char], mut time: Time, end: usize) -> (Time, usize) {
    let begin = end + usize::from(chars.get(end) == Some(&' '));
    if !chars.get(begin).is_some_and(char::is_ascii_lowercase) {
        return (time, end);
    }
    let (word, after) = latin_word(chars, begin);
    let hour = time.hour.unwrap_or(0);
    match word.as_str() {
        "am" => time.hour = Some(hour % 12),
        "pm" => time.hour = Some(hour % 12 + 12),
        _ => return (time, end),
    }
    (time, after)
}

/// `3 pm`, `5 March`.
fn english_clock(chars: &[char], at: usize) -> Option<(Time, usize)> {
    let (value, after, written) = bare(chars, at)?;
    let value = small(value, 0.0, 31.0).filter(|_| written == Written::Figures)?;
    let clock = Time { hour: Some(value), ..Time::default() };
    let (time, end) = half(chars, clock, after);
    if end > after && value <= 12 {
        return Some((time, end));
    }
    let mut begin = after;
    if chars.get(begin).is_some_and(char::is_ascii_lowercase) {
        let (suffix, end) = latin_word(chars, begin);
        if !matches!(suffix.as_str(), "st" | "nd" | "rd" | "th") {
            return None;
        }
        begin = end;
    }
    if chars.get(begin) != Some(&' ') || !chars.get(begin + 1).is_some_and(char::is_ascii_lowercase)
    {
        return None;
    }
    let (word, end) = latin_word(chars, begin + 1);
    let month = month(&word)?;
    Some(year(chars, Time { day: Some(value), month: Some(month), ..Time::default() }, end))
}

fn month(word: &str) -> Option<u8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let short = word.len() == 3 || word == "sept";
    let fits = |name: &str| name == word || (short && name.starts_with(word));
    MONTHS.iter().position(|name| fits(name)).map(|n| n as u8 + 1)
}

fn year(chars: &[char], mut time: Time, end: usize) -> (Time, usize) {
    let begin = if chars.get(end) == Some(&',') { end + 1 } else { end };
    if chars.get(begin) == Some(&' ')
        && let Some((value, after, Written::Figures)) = bare(chars, begin + 1)
        && (1900.0..2200.0).contains(&value)
        && after == begin + 5
    {
        time.year = Some(value as u16);
        return (time, after);
    }
    (time, end)
}

/// `March 5`, `Mar 5th, 2019`, `Monday`.
fn english(chars: &[char], at: usize) -> Option<(Time, usize)> {
    const DAYS: [&str; 7] =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let (word, end) = latin_word(chars, at);
    if let Some(day) = DAYS.iter().position(|name| *name == word) {
        return Some((Time { weekday: Some(day as u8 + 1), ..Time::default() }, end));
    }
    let month = month(&word)?;
    let begin = end + usize::from(chars.get(end) == Some(&'.'));
    let day = (chars.get(begin) == Some(&' ')).then(|| bare(chars, begin + 1)).flatten();
    if let Some((value, mut after, Written::Figures)) = day
        && let Some(day) = small(value, 1.0, 31.0)
    {
        if chars.get(after).is_some_and(char::is_ascii_lowercase) {
            let (suffix, end) = latin_word(chars, after);
            if !matches!(suffix.as_str(), "st" | "nd" | "rd" | "th") {
                return None;
            }
            after = end;
        }
        let time = Time { month: Some(month), day: Some(day), ..Time::default() };
        return Some(year(chars, time, after));
    }
    // `may` and `march` are words too.
    if word.len() <= 5 {
        return None;
    }
    Some(year(chars, Time { month: Some(month), ..Time::default() }, end))
}

/// `周三`, `星期三`, `礼拜天`.
fn weekday(chars: &[char], at: usize) -> Option<(Time, usize)> {
    let after = match (chars[at], chars.get(at + 1)?) {
        ('周', _) => at + 1,
        ('星', '期') | ('礼', '拜') => at + 2,
        _ => return None,
    };
    let day = match chars.get(after)? {
        '日' | '天' => 7,
        &c => han_digit(c).filter(|d| (1..7).contains(d))? as u8,
    };
    if chars[at] == '周' && matches!(chars.get(after + 1), Some('年' | '个' | '天')) {
        return None;
    }
    Some((Time { weekday: Some(day), ..Time::default() }, after + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_times() {
        let check = |text: &str, want: &str| {
            let chars: Vec<char> = text.chars().collect();
            let (time, end) = at(&chars, 0).unwrap_or_else(|| panic!("no time in {text}"));
            let fields: Vec<String> = [
                time.year.map(u32::from),
                time.month.map(u32::from),
                time.day.map(u32::from),
                time.clock().map(u32::from),
                time.minute.map(u32::from),
                time.weekday.map(u32::from),
            ]
            .iter()
            .map(|field| field.map_or("-".into(), |f| f.to_string()))
            .collect();
            assert_eq!(format!("{} {end}", fields.join(" ")), want, "{text}");
        };
        check("2019年3月5日", "2019 3 5 - - - 9");
        check("3月5号", "- 3 5 - - - 4");
        check("三月五日", "- 3 5 - - - 4");
        check("2019-03-05", "2019 3 5 - - - 10");
        check("2019.3.5", "2019 3 5 - - - 8");
        check("15:30", "- - - 15 30 - 5");
        check("10点半", "- - - 10 30 - 4");
        check("9时40分", "- - - 9 40 - 5");
        check("5月8日15时", "- 5 8 15 - - 7");
        check("星期三", "- - - - - 3 3");
        check("周日", "- - - - - 7 2");
        check("march 5th, 2019", "2019 3 5 - - - 15");
        check("5 march 2019", "2019 3 5 - - - 12");
        check("3 pm", "- - - 15 - - 4");
        check("3:30pm", "- - - 15 30 - 6");
        check("monday", "- - - - - 1 6");
    }

    #[test]
    fn leaves_counts_alone() {
        for text in ["3天", "5日内", "5号线", "两点建议", "3个月", "march on", "may be"]
        {
            let chars: Vec<char> = text.chars().collect();
            assert_eq!(at(&chars, 0), None, "{text}");
        }
    }
}

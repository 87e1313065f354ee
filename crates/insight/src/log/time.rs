//! Times as logs write them, read without a general parser, because every event has one.
//!
//! Read are ISO 8601 and its relatives: `2014-04-17T09:30:39.120+02:00`, `2014-04-17 09:30`,
//! `2014/4/17`, `17.04.2014 09:30`, `2014年4月17日 9:30`, and seconds or milliseconds since 1970.
//! A time without an offset is UTC, as the yardstick tools take it: all times of a log shift by
//! the same amount then, and durations stay true.
//!
//! `04/05/2014` could be two days. A whole column tells which is meant as soon as one of its dates
//! has a number above 12; until then such a date is refused.

/// Microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Micros(pub i64);

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400;

/// What comes first in dates that end with the year, as in `17/04/2014` and `04-17-2014`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateOrder {
    Day,
    Month,
}

impl DateOrder {
    /// The order in which all dates of a column make sense, if there is exactly one.
    pub(super) fn of<'a>(column: impl Iterator<Item = &'a str>) -> Option<Self> {
        let (mut day, mut month) = (true, true);
        for text in column {
            let numbers = text.split(['/', '-']).take(2).map(|part| part.trim().parse::<u32>());
            let [Ok(first), Ok(second)] = numbers.collect::<Vec<_>>()[..] else { continue };
            day &= second <= 12;
            month &= first <= 12;
        }
        match (day, month) {
            (true, false) => Some(Self::Day),
            (false, true) => Some(Self::Month),
            _ => None,
        }
    }

    /// Whether a text is a date that needs to be told.
    pub(super) fn matters(text: &str) -> bool {
        let mut parts = text.trim().split(['/', '-']);
        let mut short = || {
            parts.next().is_some_and(|part| {
                (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
            })
        };
        short() && short()
    }
}

/// Reads a time, or nothing where the text is not one.
#[must_use]
pub fn parse_time(text: &str) -> Option<Micros> {
    parse_ordered(text, None)
}

/// Reads a time of a column whose dates are in a known order.
pub(super) fn parse_ordered(text: &str, order: Option<DateOrder>) -> Option<Micros> {
    let text = text.trim();
    let mut scan = Scan { bytes: text.as_bytes(), at: 0 };
    let days = match text.as_bytes() {
        [b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', sep, ..] if !sep.is_ascii_digit() => {
            scan.year_first()?
        }
        [b'0'..=b'9', b'.', ..] | [b'0'..=b'9', b'0'..=b'9', b'.', ..] => scan.day_first()?,
        _ => match order {
            Some(order) if DateOrder::matters(text) => scan.year_last(order)?,
            _ => return epoch(text),
        },
    };
    let mut micros = 0;
    if scan.at < scan.bytes.len() {
        let chinese = scan.bytes[..scan.at].ends_with("日".as_bytes());
        // Between 日 and the clock there need not be a space.
        scan.accept(b"T").or_else(|| scan.accept(b" ")).or(chinese.then_some(()))?;
        while scan.accept(b" ").is_some() {}
        micros = scan.clock()?;
        while scan.accept(b" ").is_some() {}
        micros -= scan.offset()? * SECOND;
    }
    if scan.at < scan.bytes.len() {
        return None;
    }
    Some(Micros(days * DAY * SECOND + micros))
}

/// Digits alone: seconds, or milliseconds from thirteen digits on.
fn epoch(text: &str) -> Option<Micros> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits.len() {
        9..=11 if plain => text.parse::<i64>().ok().map(|s| Micros(s * SECOND)),
        12..=14 if plain => text.parse::<i64>().ok().map(|ms| Micros(ms * 1_000)),
        _ => None,
    }
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    fn accept(&mut self, what: &[u8]) -> Option<()> {
        self.bytes[self.at..].starts_with(what).then(|| self.at += what.len())
    }

    /// A number of at least `least` and at most `most` digits.
    fn digits(&mut self, least: usize, most: usize) -> Option<i64> {
        let mut number = 0;
        let from = self.at;
        while self.at - from < most
            && let Some(byte @ b'0'..=b'9') = self.bytes.get(self.at)
        {
            number = number * 10 + i64::from(byte - b'0');
            self.at += 1;
        }
        (self.at - from >= least).then_some(number)
    }

    fn year_first(&mut self) -> Option<i64> {
        let year = self.digits(4, 4)?;
        if self.accept("年".as_bytes()).is_some() {
            let month = self.digits(1, 2)?;
            self.accept("月".as_bytes())?;
            let day = self.digits(1, 2)?;
            self.accept("日".as_bytes())?;
            return days(year, month, day);
        }
        let sep = *self.bytes.get(self.at)?;
        if sep != b'-' && sep != b'/' && sep != b'.' {
            return None;
        }
        self.at += 1;
        let month = self.digits(1, 2)?;
        self.accept(&[sep])?;
        let day = self.digits(1, 2)?;
        days(year, month, day)
    }

    fn day_first(&mut self) -> Option<i64> {
        let day = self.digits(1, 2)?;
        self.accept(b".")?;
        let month = self.digits(1, 2)?;
        self.accept(b".")?;
        let year = self.digits(4, 4)?;
        days(year, month, day)
    }

    fn year_last(&mut self, order: DateOrder) -> Option<i64> {
        let first = self.digits(1, 2)?;
        self.accept(b"/").or_else(|| self.accept(b"-"))?;
        let second = self.digits(1, 2)?;
        self.accept(b"/").or_else(|| self.accept(b"-"))?;
        let year = self.digits(4, 4)?;
        match order {
            DateOrder::Day => days(year, second, first),
            DateOrder::Month => days(year, first, second),
        }
    }

    /// Microseconds since midnight; minutes must be there.
    fn clock(&mut self) -> Option<i64> {
        let hour = self.digits(1, 2)?;
        self.accept(b":")?;
        let minute = self.digits(2, 2)?;
        let mut second = 0;
        let mut micros = 0;
        if self.accept(b":").is_some() {
            second = self.digits(2, 2)?;
            if self.accept(b".").or_else(|| self.accept(b",")).is_some() {
                let from = self.at;
                let fraction = self.digits(1, 6)?;
                let digits = self.at - from;
                micros = fraction * 10_i64.pow(6 - digits as u32);
                // Finer than a microsecond is cut.
                self.digits(0, 12)?;
            }
        }
        // 24:00 is midnight at the end, second 60 a leap second; both count on.
        let valid = hour < 24 || (hour == 24 && minute == 0 && second == 0);
        (valid && minute < 60 && second <= 60)
            .then_some((hour * 3_600 + minute * 60 + second) * SECOND + micros)
    }

    /// Seconds east of UTC; none written is UTC.
    fn offset(&mut self) -> Option<i64> {
        if self.at == self.bytes.len() || self.accept(b"Z").is_some() || self.accept(b"z").is_some()
        {
            return Some(0);
        }
        if self.accept(b"UTC").is_some() {
            return Some(0);
        }
        let sign = if self.accept(b"+").is_some() {
            1
        } else {
            self.accept(b"-")?;
            -1
        };
        let hour = self.digits(2, 2)?;
        let minute = match self.accept(b":") {
            Some(()) => self.digits(2, 2)?,
            None => self.digits(2, 2).unwrap_or(0),
        };
        (hour < 24 && minute < 60).then_some(sign * (hour * 3_600 + minute * 60))
    }
}

/// Days from 1970-01-01 to a day of the Gregorian calendar, counted in years from March so that
/// the leap day is the last of its year.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    let year = if month < 3 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(
        year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year
            - 719_468,
    )
}

/// Writes a time as ISO 8601 in UTC, with as much of a second as there is.
#[must_use]
pub fn show_time(time: Micros) -> String {
    let seconds = time.0.div_euclid(SECOND);
    let micros = time.0.rem_euclid(SECOND);
    let (day, second) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    // The inverse of `days`, by eras of 400 years.
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year_of_era + i64::from(month < 3);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    let fraction = match micros {
        0 => String::new(),
        micros if micros % 1_000 == 0 => format!(".{:03}", micros / 1_000),
        micros => format!(".{micros:06}"),
    };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
}

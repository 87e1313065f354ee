//! Times as sources write them, to epoch seconds.

use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::mapping::{MappingError, TimeFormat};

/// Reads `+08:00`, `-0530` or `Z`.
pub(crate) fn offset(text: &str) -> Result<Offset, MappingError> {
    let bad = || MappingError::Offset(text.to_owned());
    if text == "Z" {
        return Ok(Offset::UTC);
    }
    let (sign, digits) = match text.as_bytes() {
        [b'+', ..] => (1, &text[1..]),
        [b'-', ..] => (-1, &text[1..]),
        _ => return Err(bad()),
    };
    let digits = digits.replace(':', "");
    if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(bad());
    }
    let number = |part: &str| part.parse::<i32>().map_err(|_| bad());
    let (hours, minutes) = (number(&digits[..2])?, number(&digits[2..])?);
    if minutes > 59 {
        return Err(bad());
    }
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).map_err(|_| bad())
}

/// Epoch seconds of a time, or nothing where it is none. `at` is when it was read.
pub(crate) fn parse(text: &str, format: TimeFormat, offset: Offset, at: i64) -> Option<i64> {
    let text = text.trim();
    match format {
        TimeFormat::TextWithoutYear => without_year(text, offset, at),
        TimeFormat::EpochSeconds => epoch(text, 1),
        TimeFormat::EpochMillis => epoch(text, 1000),
        TimeFormat::Text => written(text, offset),
    }
}

/// Latest epoch second that counts as a time: the end of the year 9999.
const EPOCH_S_MAX: i64 = 253_402_300_799;

fn epoch(text: &str, units_per_second: i64) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let seconds = whole.parse::<i64>().ok()?.div_euclid(units_per_second);
    (-EPOCH_S_MAX..=EPOCH_S_MAX).contains(&seconds).then_some(seconds)
}

fn written(text: &str, offset: Offset) -> Option<i64> {
    // jiff reads ISO 8601 with an offset as it stands.
    if let Ok(at) = text.parse::<jiff::Timestamp>() {
        return Some(at.as_second());
    }
    let plain = plain(text);
    if let Ok(at) = plain.parse::<jiff::Timestamp>() {
        return Some(at.as_second());
    }
    if let Ok(civil) = plain.parse::<DateTime>() {
        return offset.to_timestamp(civil).ok().map(|at| at.as_second());
    }
    // As Weibo's interface writes it.
    let zoned = jiff::fmt::strtime::parse("%a %b %d %H:%M:%S %z %Y", text).ok()?;
    zoned.to_timestamp().ok().map(|at| at.as_second())
}

/// How far clocks may differ: a day seen as tomorrow is not a year ago.
const AHEAD_S_MAX: i64 = 86_400;

/// The last such day and time before it was read; today and yesterday may stand for themselves.
fn without_year(text: &str, offset: Offset, at: i64) -> Option<i64> {
    let now = jiff::Timestamp::from_second(at).ok()?;
    let today = offset.to_datetime(now).date();
    let yesterday = today.yesterday().ok()?;
    let text = text.replacen("今天", &format!("{today} "), 1);
    let text = text.replacen("昨天", &format!("{yesterday} "), 1);
    if let Some(at) = written(&text, offset) {
        return Some(at);
    }
    let year = i64::from(today.year());
    // Five years back finds a 29th of February too, but across a century.
    (year - 4..=year + 1).rev().find_map(|year| {
        let read = written(&format!("{year}年{text}"), offset)?;
        (read <= at + AHEAD_S_MAX).then_some(read)
    })
}

/// `2024/5/1 8:05` and `2024年5月1日 8:05` in the form `2024-05-01T08:05:00`; other text as it is.
fn plain(text: &str) -> String {
    let text = text.replace(['年', '月', '/'], "-").replace("日", " ");
    let (date, time) = match text.split_once([' ', 'T']) {
        Some((date, time)) => (date.to_owned(), time.trim().to_owned()),
        None => (text, String::new()),
    };
    let pad = |part: &str| {
        if part.len() == 1 { format!("0{part}") } else { part.to_owned() }
    };
    let date = date.split('-').map(pad).collect::<Vec<_>>().join("-");
    let time = match time.split_once(':') {
        Some((hour, rest)) => format!("{}:{rest}", pad(hour)),
        None if time.is_empty() => "00:00".to_owned(),
        None => time,
    };
    format!("{date}T{time}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_times() {
        let noon = 1_714_536_000; // 2024-05-01T04:00:00Z
        let check = |text: &str, format, want: Option<i64>| {
            let beijing = offset("+08:00").unwrap();
            assert_eq!(parse(text, format, beijing, noon), want, "{text}");
        };
        use TimeFormat::{EpochMillis, EpochSeconds, Text, TextWithoutYear};
        check("2024-05-01T04:00:00Z", Text, Some(noon));
        check("2024-05-01T06:00:00.250+02:00", Text, Some(noon));
        check("2024-05-01 12:00:00", Text, Some(noon));
        check("2024-05-01 12:00", Text, Some(noon));
        check("2024-05-01T12:00:00", Text, Some(noon));
        check("2024/5/1 12:00", Text, Some(noon));
        check("2024年5月1日 12:00", Text, Some(noon));
        check("2024-05-01", Text, Some(noon - 12 * 3600));
        check("2024/5/1 9:05", Text, Some(noon - 3 * 3600 + 300));
        check("Wed May 01 12:00:00 +0800 2024", Text, Some(noon));
        check("05月01日 11:00", TextWithoutYear, Some(noon - 3600));
        check("今天 11:00", TextWithoutYear, Some(noon - 3600));
        check("昨天 12:00", TextWithoutYear, Some(noon - 86_400));
        // May is over, so December is last year's; a clock may be a little ahead.
        check("12月31日 12:00", TextWithoutYear, Some(noon - 122 * 86_400));
        check("05月01日 13:00", TextWithoutYear, Some(noon + 3600));
        check("02月29日 12:00", TextWithoutYear, Some(noon - 62 * 86_400));
        check("2023-05-01 12:00", TextWithoutYear, Some(noon - 366 * 86_400));
        check("13月41日 12:00", TextWithoutYear, None);
        check(" 1714536000 ", EpochSeconds, Some(noon));
        check("1714536000123", EpochMillis, Some(noon));
        check("1714536000.5", EpochSeconds, Some(noon));
        // Milliseconds under a mapping that says seconds lie in no century.
        check("1714536000123", EpochSeconds, None);
        for bad in ["", "yesterday", "2024-13-01", "2024-05-01 25:00", "12:00"] {
            check(bad, Text, None);
        }
        check("soon", EpochSeconds, None);
    }

    #[test]
    fn reads_offsets() {
        let check = |text: &str, want: Option<i32>| {
            assert_eq!(offset(text).ok().map(|o| o.seconds()), want, "{text}");
        };
        check("+08:00", Some(28_800));
        check("-0530", Some(-19_800));
        check("Z", Some(0));
        for bad in ["", "8", "+8:00", "+08:99", "Asia/Shanghai", "+99:00"] {
            check(bad, None);
        }
    }
}

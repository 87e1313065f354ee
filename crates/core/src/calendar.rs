//! The three clocks: wall-clock time, calendar days and working days.
//!
//! A calendar is data: its time zone (as a POSIX rule, so that no table of the host is read), its
//! weekend, its office hours, its holidays and its make-up working days (调休). Days are counted as
//! the Civil Code of the PRC does (art. 200–203): the day on which a period starts does not
//! count, a period of calendar days whose last day is a day off ends with the next working day,
//! and a period of working days ends when office hours end on its last day. A calendar knows how
//! far it reaches; a deadline beyond that is marked provisional and never silently wrong.

use crate::problem::{Problem, Problems, toml_problem};
use crate::{Text, Timestamp};
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which days and hours count.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// Name by which regions refer to it.
    pub id: String,
    /// Name for people.
    pub name: Text,
    zone: TimeZone,
    weekend: Vec<Weekday>,
    opens: Time,
    closes: Time,
    valid_from: Date,
    valid_until: Date,
    holidays: BTreeMap<Date, String>,
    workdays: BTreeMap<Date, String>,
    unverified: Vec<i16>,
}

/// What makes a period run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// Minutes and hours, day and night.
    Wall,
    /// Whole days, each day counts.
    CalendarDays,
    /// Whole days, only working days count.
    WorkingDays,
}

/// A length of time on one of the clocks: minutes on the wall clock, otherwise days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// What makes it run.
    pub clock: Clock,
    /// Minutes (wall clock) or days.
    pub amount: u32,
}

/// The end of a period, and whether the calendar reached that far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// The last instant that is still in time.
    pub at: Timestamp,
    /// The calendar has no official days for some of the days counted.
    pub provisional: bool,
}

/// No rule of work runs longer than ten years; a longer one is a slip of the pen.
const DAYS_MAX: u32 = 3660;

impl Period {
    /// A period on the wall clock.
    pub const fn minutes(amount: u32) -> Self {
        Self { clock: Clock::Wall, amount }
    }

    /// Reads `30min`, `5h` (wall clock), `15d` (calendar days) or `5wd` (working days).
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.find(|c: char| !c.is_ascii_digit())?;
        let amount: u32 = text[..digits].parse().ok()?;
        let (clock, factor) = match text[digits..].trim() {
            "min" => (Clock::Wall, 1),
            "h" => (Clock::Wall, 60),
            "d" => (Clock::CalendarDays, 1),
            "wd" => (Clock::WorkingDays, 1),
            _ => return None,
        };
        let amount = amount.checked_mul(factor)?;
        let max = if clock == Clock::Wall { DAYS_MAX * 24 * 60 } else { DAYS_MAX };
        (amount <= max).then_some(Self { clock, amount })
    }

    /// The period in words.
    pub fn words(self) -> Text {
        let n = self.amount;
        match self.clock {
            Clock::Wall if n.is_multiple_of(60) => {
                Text::new(format!("{}小时", n / 60), format!("{} h", n / 60))
            }
            Clock::Wall => Text::new(format!("{n}分钟"), format!("{n} min")),
            Clock::CalendarDays => Text::new(format!("{n}日"), plural(n, "day")),
            Clock::WorkingDays => Text::new(format!("{n}个工作日"), plural(n, "working day")),
        }
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "`{text}` is not a period: write 30min, 5h, 15d or 5wd (working days), ten years at most"
            ))
        })
    }
}

impl Calendar {
    /// Reads a calendar; `base` is the calendar that it extends, if it extends one.
    pub fn parse(file: &str, text: &str, base: Option<&Self>) -> Result<Self, Problems> {
        let raw: RawCalendar =
            toml::from_str(text).map_err(|e| Problems(vec![toml_problem(file, text, &e)]))?;
        let mut problems = Vec::new();
        let mut calendar = match (base, &raw.extends) {
            (Some(base), Some(name)) if &base.id == name => {
                let day = |text: &Option<String>| text.as_deref()?.parse::<Date>().ok();
                Self {
                    valid_from: base.valid_from.max(day(&raw.valid_from).unwrap_or(Date::MIN)),
                    valid_until: base.valid_until.min(day(&raw.valid_until).unwrap_or(Date::MAX)),
                    id: raw.id,
                    name: raw.name,
                    ..base.clone()
                }
            }
            (None, None) => Self::empty(file, &raw, &mut problems)?,
            (_, extends) => {
                let extends = extends.as_deref().unwrap_or_default();
                return Err(Problems(vec![Problem::error(
                    file,
                    Text::new(
                        format!("找不到所扩展的日历“{extends}”"),
                        format!("its base `{extends}` is missing"),
                    ),
                    Text::new("将被扩展的日历文件放在同一目录", "put the base file beside it"),
                )]));
            }
        };
        for year in &raw.year {
            if year.verified == Some(false) {
                calendar.unverified.push(year.year);
            }
            for line in &year.holidays {
                match parse_day(line) {
                    Some((day, name)) => {
                        calendar.workdays.remove(&day);
                        calendar.holidays.insert(day, name);
                    }
                    None => problems.push(bad_day(file, year.year, line)),
                }
            }
            for line in &year.workdays {
                match parse_day(line) {
                    Some((day, name)) => {
                        calendar.holidays.remove(&day);
                        calendar.workdays.insert(day, name);
                    }
                    None => problems.push(bad_day(file, year.year, line)),
                }
            }
        }
        Problems::unless_fatal(problems, calendar).map(|(calendar, _)| calendar)
    }

    fn empty(file: &str, raw: &RawCalendar, problems: &mut Vec<Problem>) -> Result<Self, Problems> {
        let wrong = |field: &str, remedy: &str| {
            Problems(vec![Problem::error(
                file,
                Text::new(format!("缺少或无法识别：{field}"), format!("`{field}` is unusable")),
                Text::new(remedy, remedy),
            )])
        };
        let zone = raw.zone.as_deref().and_then(|zone| TimeZone::posix(zone).ok());
        let from = raw.valid_from.as_deref().and_then(|day| day.parse().ok());
        let until = raw.valid_until.as_deref().and_then(|day| day.parse().ok());
        let day = raw.day.as_ref();
        let opens = day.and_then(|day| day.start.parse().ok());
        let closes = day.and_then(|day| day.end.parse().ok());
        let mut weekend = Vec::new();
        for name in &raw.weekend {
            match weekday(name) {
                Some(day) => weekend.push(day),
                None => problems.push(bad_day(file, 0, name)),
            }
        }
        Ok(Self {
            id: raw.id.clone(),
            name: raw.name.clone(),
            zone: zone.ok_or_else(|| wrong("zone", "zone = \"CST-8\""))?,
            weekend,
            opens: opens.ok_or_else(|| wrong("day", "day = { start = \"09:00\", … }"))?,
            closes: closes.ok_or_else(|| wrong("day", "day = { end = \"17:00\", … }"))?,
            valid_from: from.ok_or_else(|| wrong("valid_from", "\"2004-01-01\""))?,
            valid_until: until.ok_or_else(|| wrong("valid_until", "\"2026-12-31\""))?,
            holidays: BTreeMap::new(),
            workdays: BTreeMap::new(),
            unverified: Vec::new(),
        })
    }

    /// The civil date and time of an instant, as people of this calendar read it.
    pub fn local(&self, at: Timestamp) -> jiff::civil::DateTime {
        self.zone.to_datetime(at)
    }

    /// The zone's standard offset from UTC, such as `+08:00`; for times that state none.
    pub fn offset(&self) -> String {
        let winter = Timestamp::UNIX_EPOCH;
        let seconds = self.zone.to_offset(winter).seconds();
        let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
        format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// The instant of a civil date and time; in a gap or fold of the zone, the usual reading.
    pub fn instant(&self, local: jiff::civil::DateTime) -> Timestamp {
        self.zone
            .to_ambiguous_timestamp(local)
            .compatible()
            .expect("dates of a calendar are within the range of timestamps")
    }

    /// A warning if the days off of some years were not checked against an official notice.
    pub fn unverified(&self) -> Option<Problem> {
        if self.unverified.is_empty() {
            return None;
        }
        let years: Vec<String> = self.unverified.iter().map(ToString::to_string).collect();
        Some(Problem::warning(
            format!("calendar {}", self.id),
            Text::new(
                format!("{}年的放假日期未经官方通知核实", years.join("、")),
                format!("days off of {} were not checked against a notice", years.join(", ")),
            ),
            Text::new(
                "核对当年通知后去掉 verified = false",
                "check them and drop `verified = false`",
            ),
        ))
    }

    /// The last day for which official days off are known.
    pub fn valid_until(&self) -> Date {
        self.valid_until
    }

    /// Whether people work on a day.
    pub fn is_working_day(&self, day: Date) -> bool {
        if self.workdays.contains_key(&day) {
            return true;
        }
        !self.holidays.contains_key(&day) && !self.weekend.contains(&day.weekday())
    }

    /// Why a day is special: the name of its holiday or of what it makes up for.
    pub fn name_of(&self, day: Date) -> Option<&str> {
        self.workdays.get(&day).or_else(|| self.holidays.get(&day)).map(String::as_str)
    }

    /// The end of a period that starts at an instant.
    pub fn end(&self, from: Timestamp, period: Period) -> End {
        match period.clock {
            Clock::Wall => End {
                at: from + SignedDuration::from_mins(i64::from(period.amount)),
                provisional: false,
            },
            Clock::CalendarDays => {
                let last = self.local(from).date().saturating_add(i64::from(period.amount).days());
                let last = self.working_day_from(last);
                let end = last.at(23, 59, 59, 0);
                End { at: self.instant(end), provisional: last > self.valid_until }
            }
            Clock::WorkingDays => self.end_of_working_days(from, period.amount),
        }
    }

    /// No working day at all is the rest of the day that is worked now or next.
    fn end_of_working_days(&self, from: Timestamp, amount: u32) -> End {
        let first = self.local(from).date();
        let mut day = match amount {
            0 => self.local(self.next_open(from)).date(),
            _ => first,
        };
        let mut left = amount;
        while left > 0 {
            day = day.saturating_add(1.day());
            if self.is_working_day(day) {
                left -= 1;
            }
        }
        let provisional = day > self.valid_until || first < self.valid_from;
        End { at: self.instant(day.to_datetime(self.closes)), provisional }
    }

    /// Whether an instant is within office hours.
    pub fn is_open(&self, at: Timestamp) -> bool {
        let local = self.local(at);
        let time = local.time();
        self.is_working_day(local.date()) && time >= self.opens && time < self.closes
    }

    /// The first instant at or after `at` that is within office hours.
    pub fn next_open(&self, at: Timestamp) -> Timestamp {
        if self.is_open(at) {
            return at;
        }
        let local = self.local(at);
        let mut day = local.date();
        if local.time() >= self.closes {
            day = day.saturating_add(1.day());
        }
        self.instant(self.working_day_from(day).to_datetime(self.opens))
    }

    /// The end of a period that stood still from one instant to another: as much later as it stood
    /// still; on working days, at the close of the working day on which that falls.
    pub fn resumed(
        &self,
        end: Timestamp,
        stood: (Timestamp, Timestamp),
        clock: Clock,
    ) -> Timestamp {
        let (from, until) = stood;
        let later = end.saturating_add(until.duration_since(from));
        let later = later.expect("a signed duration has no units of varying length");
        if clock != Clock::WorkingDays {
            return later;
        }
        let local = self.local(later);
        let next = i64::from(local.time() > self.closes);
        let day = self.working_day_from(local.date().saturating_add(next.days()));
        self.instant(day.to_datetime(self.closes))
    }

    fn working_day_from(&self, day: Date) -> Date {
        let mut day = day;
        while !self.is_working_day(day) {
            day = day.saturating_add(1.day());
        }
        day
    }

    /// A warning if the official days end less than `notice_days` after `today`.
    pub fn expiry(&self, today: Date, notice_days: i64) -> Option<Problem> {
        let left = (self.valid_until - today).get_days();
        if i64::from(left) > notice_days {
            return None;
        }
        let until = self.valid_until;
        let what = if left < 0 {
            Text::new(format!("工作日历已于{until}到期"), format!("calendar expired on {until}"))
        } else {
            Text::new(
                format!("工作日历将于{until}到期，还有{left}天"),
                format!("calendar ends on {until}, in {left} days"),
            )
        };
        Some(Problem::warning(
            format!("calendar {}", self.id),
            what,
            Text::new(
                "公布下一年放假安排后补入日历文件；此前相关期限标为暂定",
                "add the next year's official days once announced; until then deadlines beyond it \
                 are marked provisional",
            ),
        ))
    }
}

fn plural(n: u32, what: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{n} {what}{s}")
}

fn parse_day(line: &str) -> Option<(Date, String)> {
    let (day, name) = line.split_once(' ').unwrap_or((line, ""));
    Some((day.parse().ok()?, name.trim().to_owned()))
}

fn bad_day(file: &str, year: i16, line: &str) -> Problem {
    Problem::error(
        format!("{file}, year {year}"),
        Text::new(format!("“{line}”不是日期"), format!("`{line}` is not a day")),
        Text::new("写成“2026-01-01 元旦”", "write `2026-01-01 New Year`"),
    )
}

fn weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        _ => return None,
    })
}

#[derive(Deserialize)]
struct RawCalendar {
    id: String,
    name: Text,
    extends: Option<String>,
    zone: Option<String>,
    #[serde(default)]
    weekend: Vec<String>,
    day: Option<RawHours>,
    valid_from: Option<String>,
    valid_until: Option<String>,
    #[serde(default)]
    year: Vec<RawYear>,
}

#[derive(Deserialize)]
struct RawHours {
    start: String,
    end: String,
}

#[derive(Deserialize)]
struct RawYear {
    year: i16,
    #[serde(default)]
    holidays: Vec<String>,
    #[serde(default)]
    workdays: Vec<String>,
    verified: Option<bool>,
}

/// Which calendar a calendar file extends, read before the file itself.
pub fn base_of(text: &str) -> Option<String> {
    toml::from_str::<RawCalendar>(text).ok()?.extends
}

//! What an event log says about matters that go from hand to hand.

use super::Interval;
use super::months::civil;
use tandem_insight::log::{EventLog, Micros};

/// An hour of the week in which less than this share of the busiest hour's events happen is closed.
const CLOSED_BELOW: f64 = 0.1;

const HOURS: usize = 7 * 24;
const US_PER_MINUTE: f64 = 60e6;
const US_PER_HOUR: i64 = 3_600_000_000;

/// From the last act of one group to the first of the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wait {
    /// When the first of them let go.
    pub from: Micros,
    /// Minutes on the clock.
    pub clock_minutes: f64,
    /// Minutes of office hours, as the log itself shows them.
    pub office_minutes: f64,
}

/// What happened between hands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Handoffs {
    /// Waits until the next hand took over.
    pub waits: Vec<Wait>,
    /// Each case by its first event, and whether it was passed on as not being the first one's.
    pub passed_on: Vec<(Micros, bool)>,
    /// Each handover, and whether the next one went straight back.
    pub returned: Vec<(Micros, bool)>,
}

impl Handoffs {
    /// Reads a log by groups. `passing_on` is the activity by which a matter is passed on; without
    /// one nothing is said about that.
    #[must_use]
    pub fn of(log: &EventLog, passing_on: Option<&str>) -> Self {
        let week = Week::of(log);
        let mut found = Self::default();
        for (_, events) in log.iter() {
            let mut before: Option<(&str, Micros)> = None;
            let mut hands: Vec<(&str, Micros)> = Vec::new();
            let (mut first, mut passed) = (None, false);
            for event in events {
                first.get_or_insert(event.time);
                passed |= passing_on == Some(event.activity);
                let Some(group) = event.group else { continue };
                match before {
                    Some((last, at)) if last != group => {
                        found.waits.push(week.wait(at, event.time));
                        hands.push((group, at));
                    }
                    None => hands.push((group, event.time)),
                    _ => {}
                }
                before = Some((group, event.time));
            }
            let went_back = |three: &[(&str, Micros)]| (three[1].1, three[0].0 == three[2].0);
            found.returned.extend(hands.windows(3).map(went_back));
            // The last handover was not returned.
            found.returned.extend(hands.get(1..).and_then(<[_]>::last).map(|hand| (hand.1, false)));
            if let (Some(first), Some(_)) = (first, passing_on) {
                found.passed_on.push((first, passed));
            }
        }
        found
    }

    /// The observations for which a time holds.
    #[must_use]
    pub fn only(&self, keep: impl Fn(Micros) -> bool) -> Self {
        let some = |all: &[(Micros, bool)]| -> Vec<(Micros, bool)> {
            all.iter().copied().filter(|one| keep(one.0)).collect()
        };
        Self {
            waits: self.waits.iter().copied().filter(|wait| keep(wait.from)).collect(),
            passed_on: some(&self.passed_on),
            returned: some(&self.returned),
        }
    }
}

/// Hours of a week in which people are at work.
struct Week([bool; HOURS]);

impl Week {
    fn of(log: &EventLog) -> Self {
        let mut counts = [0_u32; HOURS];
        for (_, events) in log.iter() {
            events.for_each(|event| counts[hour_of_week(event.time)] += 1);
        }
        let most = counts.iter().copied().max().unwrap_or(0);
        Self(counts.map(|count| f64::from(count) >= CLOSED_BELOW * f64::from(most)))
    }

    fn wait(&self, from: Micros, until: Micros) -> Wait {
        let mut open = 0;
        let mut at = from.0;
        while at < until.0 {
            let next = (at.div_euclid(US_PER_HOUR) + 1) * US_PER_HOUR;
            let end = next.min(until.0);
            open += if self.0[hour_of_week(Micros(at))] { end - at } else { 0 };
            at = end;
        }
        Wait {
            from,
            clock_minutes: (until.0 - from.0) as f64 / US_PER_MINUTE,
            office_minutes: open as f64 / US_PER_MINUTE,
        }
    }
}

fn hour_of_week(at: Micros) -> usize {
    let at = civil(at);
    at.date().weekday().to_monday_zero_offset() as usize * 24 + at.hour() as usize
}

/// A share with its 95 % interval (Wilson 1927).
#[must_use]
pub fn share(of: &[(Micros, bool)]) -> Option<Interval> {
    if of.is_empty() {
        return None;
    }
    let (n, z) = (of.len() as f64, 1.96_f64);
    let value = of.iter().filter(|one| one.1).count() as f64 / n;
    let middle = (value + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z * (value * (1.0 - value) / n + z * z / (4.0 * n * n)).sqrt() / (1.0 + z * z / n);
    Some(Interval { value, low: middle - half, high: middle + half })
}

//! Office hours of a region's calendar as a table, so that a run need not ask the calendar.

use crate::Moment;
use tandem_core::Timestamp;
use tandem_core::calendar::{Calendar, Clock, Period};

/// Spans of office hours in order.
#[derive(Clone, Debug)]
pub struct Hours {
    spans: Vec<(i64, i64)>,
}

impl Hours {
    /// The office hours from an instant until another.
    #[must_use]
    pub fn of(calendar: &Calendar, from: Moment, until: Moment) -> Self {
        let rest_of_day = Period { amount: 0, clock: Clock::WorkingDays };
        let mut spans = Vec::new();
        let mut at = from;
        while at < until {
            let opens = calendar.next_open(timestamp(at));
            let closes = calendar.end(opens, rest_of_day).at;
            let (opens, closes) = (opens.as_millisecond(), closes.as_millisecond());
            spans.push((opens, closes.max(opens + 1)));
            at = Moment(closes.max(opens + 1));
        }
        Self { spans }
    }

    /// Whether offices are open.
    #[must_use]
    pub fn is_open(&self, at: Moment) -> bool {
        self.spans.get(self.index(at)).is_some_and(|span| span.0 <= at.0)
    }

    /// The first instant from `at` on at which offices are open.
    #[must_use]
    pub fn next_open(&self, at: Moment) -> Moment {
        self.spans.get(self.index(at)).map_or(at, |span| at.max(Moment(span.0)))
    }

    /// The instant by which so many milliseconds of office hours have passed.
    #[must_use]
    pub fn after(&self, at: Moment, ms: i64) -> Moment {
        let mut left = ms.max(0);
        let mut from = at.0;
        for span in &self.spans[self.index(at)..] {
            from = from.max(span.0);
            if from + left <= span.1 {
                return Moment(from + left);
            }
            left -= span.1 - from;
        }
        Moment(from + left)
    }

    /// Milliseconds of office hours between two instants.
    #[must_use]
    pub fn between(&self, from: Moment, until: Moment) -> i64 {
        let inside = |span: &(i64, i64)| (span.1.min(until.0) - span.0.max(from.0)).max(0);
        self.spans[self.index(from)..].iter().take_while(|span| span.0 < until.0).map(inside).sum()
    }

    /// The first span that ends after an instant.
    fn index(&self, at: Moment) -> usize {
        self.spans.partition_point(|span| span.1 <= at.0)
    }
}

/// The instant as the core writes it.
pub(crate) fn timestamp(at: Moment) -> Timestamp {
    Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::MAX)
}

/// The first millisecond at or after an instant.
pub(crate) fn moment(at: Timestamp) -> Moment {
    let ms = at.as_millisecond();
    Moment(if Timestamp::from_millisecond(ms).is_ok_and(|floor| floor < at) { ms + 1 } else { ms })
}

//! LogEvent logs: who did what on which case, and when.
//!
//! A log is kept in columns, its texts once each. Events stand case by case, cases in the order in
//! which the file first names them; within a case events stand in the order of their times, and
//! events at one instant stay in the order of the file. That is the order that pm4py's stable sort
//! gives, so counts of what follows what agree.
//!
//! An event without a case, an activity or a time says nothing about order and is skipped; one
//! without a resource stays, and does not count where resources do.

mod csv;
mod names;
mod ocel;
mod ocel_xml;
mod pseudonym;
mod read;
mod time;
mod write;
mod xes;

pub use names::Names;
pub use pseudonym::{LogKey, pseudonymise};
pub use read::{Columns, Format, Import, LogError, Skipped, read};
pub use time::{Micros, parse_time, show_time};
pub use write::{write_csv, write_ocel, write_xes};

/// What tools write where there is no value; in XES and OCEL only for who did it.
const MISSING: [&str; 12] =
    ["", "NA", "N/A", "<NA>", "n/a", "NaN", "nan", "NULL", "null", "None", "#N/A", "NaT"];

/// A text without the spaces around it, unless it stands for no value.
fn given(text: &str) -> Option<&str> {
    let text = text.trim();
    (!MISSING.contains(&text)).then_some(text)
}

/// No value in a column of texts.
pub(crate) const NONE: u32 = u32::MAX;

/// One event as it is added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogEvent<'a> {
    /// The activity.
    pub activity: &'a str,
    /// When.
    pub time: Micros,
    /// Who, if it is said.
    pub resource: Option<&'a str>,
    /// Of which group or unit, if it is said.
    pub group: Option<&'a str>,
    /// Which step of the activity's life, such as `complete`.
    pub lifecycle: Option<&'a str>,
    /// By when the case is due, if the log says so here; the last one said holds.
    pub due: Option<Micros>,
    /// When the case was closed, if the log says so here; the last one said holds.
    pub closed: Option<Micros>,
}

/// An event log in columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventLog {
    pub(crate) cases: Names,
    pub(crate) activities: Names,
    pub(crate) resources: Names,
    pub(crate) groups: Names,
    pub(crate) lifecycles: Names,
    /// Where each case starts in the columns, and behind the last case where it ends.
    pub(crate) starts: Vec<u32>,
    pub(crate) activity: Vec<u32>,
    pub(crate) time: Vec<i64>,
    pub(crate) resource: Vec<u32>,
    pub(crate) group: Vec<u32>,
    pub(crate) lifecycle: Vec<u32>,
    /// By when each case is due.
    pub(crate) due: Vec<Option<i64>>,
    /// When each case was closed.
    pub(crate) closed: Vec<Option<i64>>,
}

impl EventLog {
    /// Number of events.
    #[must_use]
    pub fn len(&self) -> usize {
        self.time.len()
    }

    /// Whether there is no event.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.time.is_empty()
    }

    /// Number of cases.
    #[must_use]
    pub fn cases(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Names of the activities.
    #[must_use]
    pub fn activities(&self) -> &Names {
        &self.activities
    }

    /// Names of the resources.
    #[must_use]
    pub fn resources(&self) -> &Names {
        &self.resources
    }

    /// Names of the groups.
    #[must_use]
    pub fn groups(&self) -> &Names {
        &self.groups
    }

    /// Each case by name with its events in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, impl Iterator<Item = LogEvent<'_>>)> {
        self.ranges().enumerate().map(move |(case, range)| {
            (self.cases.name(case as u32), range.map(move |at| self.event(case, at)))
        })
    }

    /// The time of the last event.
    #[must_use]
    pub fn last(&self) -> Option<Micros> {
        self.time.iter().copied().max().map(Micros)
    }

    /// Events of each case as a range of the columns.
    pub(crate) fn ranges(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        self.starts.windows(2).map(|pair| pair[0] as usize..pair[1] as usize)
    }

    fn event(&self, case: usize, at: usize) -> LogEvent<'_> {
        LogEvent {
            activity: self.activities.name(self.activity[at]),
            time: Micros(self.time[at]),
            resource: self.resources.get(self.resource[at]),
            group: self.groups.get(self.group[at]),
            lifecycle: self.lifecycles.get(self.lifecycle[at]),
            due: self.due[case].map(Micros),
            closed: self.closed[case].map(Micros),
        }
    }
}

/// Collects events in any order and makes a log of them.
#[derive(Debug, Default)]
pub struct LogBuilder {
    log: EventLog,
    case: Vec<u32>,
    /// Events from here on wait for the name of their trace.
    unnamed: usize,
    due: Said,
    closed: Said,
}

/// Times of cases as they were said one after another.
#[derive(Debug, Default)]
struct Said {
    said: Vec<(u32, i64)>,
    /// From here on they wait for the name of their trace.
    unnamed: usize,
}

impl Said {
    fn say(&mut self, case: u32, time: Option<Micros>) {
        self.said.extend(time.map(|time| (case, time.0)));
    }

    fn name(&mut self, case: u32) {
        let waiting = self.said[self.unnamed..].iter_mut();
        waiting.filter(|(of, _)| *of == NONE).for_each(|(of, _)| *of = case);
    }

    fn settle(&mut self) {
        self.unnamed = self.said.len();
    }

    /// What was said last of each case.
    fn last(self, cases: usize) -> Vec<Option<i64>> {
        let mut last = vec![None; cases];
        for (case, time) in self.said {
            last[case as usize] = Some(time);
        }
        last
    }
}

impl LogBuilder {
    /// Adds an event of a named case.
    pub fn push(&mut self, case: &str, event: &LogEvent<'_>) {
        let pending = self.unnamed < self.case.len();
        let case = self.log.cases.intern(case);
        self.case.push(case);
        self.columns(case, event);
        if !pending {
            self.settle();
        }
    }

    fn settle(&mut self) {
        self.unnamed = self.case.len();
        self.due.settle();
        self.closed.settle();
    }

    /// Adds an event of the case whose name [`end_trace`](Self::end_trace) will tell.
    pub(crate) fn push_unnamed(&mut self, event: &LogEvent<'_>) {
        self.case.push(NONE);
        self.columns(NONE, event);
    }

    /// Names the case of the events that were added unnamed. Without such events there is no case:
    /// nothing happened in it.
    pub(crate) fn end_trace(&mut self, name: &str, due: Option<Micros>, closed: Option<Micros>) {
        if self.unnamed < self.case.len() {
            let case = self.log.cases.intern(name);
            let waiting = self.case[self.unnamed..].iter_mut();
            waiting.filter(|of| **of == NONE).for_each(|of| *of = case);
            self.due.name(case);
            self.due.say(case, due);
            self.closed.name(case);
            self.closed.say(case, closed);
        }
        self.settle();
    }

    fn columns(&mut self, case: u32, event: &LogEvent<'_>) {
        let log = &mut self.log;
        log.activity.push(log.activities.intern(event.activity));
        log.time.push(event.time.0);
        log.resource.push(log.resources.intern_or_none(event.resource));
        log.group.push(log.groups.intern_or_none(event.group));
        log.lifecycle.push(log.lifecycles.intern_or_none(event.lifecycle));
        self.due.say(case, event.due);
        self.closed.say(case, event.closed);
    }

    /// Puts the events in order.
    #[must_use]
    pub fn build(self) -> EventLog {
        debug_assert_eq!(self.unnamed, self.case.len(), "every trace was ended");
        let cases = self.log.cases.len();
        let mut starts = vec![0_u32; cases + 1];
        for case in &self.case {
            starts[*case as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut log = self.log;
        let mut next = starts.clone();
        let mut order = vec![0_u32; self.case.len()];
        for (at, case) in self.case.iter().enumerate() {
            let slot = &mut next[*case as usize];
            order[*slot as usize] = at as u32;
            *slot += 1;
        }
        for pair in starts.windows(2) {
            let events = &mut order[pair[0] as usize..pair[1] as usize];
            let time = |at: &u32| log.time[*at as usize];
            if !events.is_sorted_by_key(time) {
                events.sort_by_key(time);
            }
        }
        let sorted = order.iter().enumerate().all(|(at, from)| at as u32 == *from);
        if !sorted {
            log.time = order.iter().map(|at| log.time[*at as usize]).collect();
            let columns =
                [&mut log.activity, &mut log.resource, &mut log.group, &mut log.lifecycle];
            for column in columns {
                *column = order.iter().map(|at| column[*at as usize]).collect();
            }
        }
        log.due = self.due.last(cases);
        log.closed = self.closed.last(cases);
        log.starts = starts;
        log
    }
}

//! IEEE 1849 XES, read in one pass without building a tree.
//!
//! Only attributes directly under a trace or an event count; nested ones, globals, classifiers and
//! extensions are passed over. A trace without a name is called after its number, as the yardstick
//! tools do.

use super::read::{Columns, Import, LogError};
use super::{EventLog, LogBuilder, LogEvent, given, parse_time};
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event as Xml};

/// The keys that are read.
struct Keys<'a> {
    case: &'a str,
    activity: &'a str,
    time: &'a str,
    resource: &'a str,
    group: &'a str,
    due: Option<&'a str>,
    closed: Option<&'a str>,
}

impl Keys<'_> {
    /// Whether an attribute's bytes show at once that it is none of those that are read, as most
    /// are. What is not written in the usual way is looked at more closely.
    fn pass_over(&self, raw: &[u8]) -> bool {
        let Some(rest) = raw.trim_ascii_start().strip_prefix(b"key=\"") else { return false };
        let Some(end) = rest.iter().position(|byte| *byte == b'"') else { return false };
        let key = &rest[..end];
        let read = [self.activity, self.time, self.resource, self.group, "lifecycle:transition"];
        let asked = [self.due, self.closed, Some(self.case)];
        let known = |name: &str| name.as_bytes() == key;
        !read.into_iter().any(known) && !asked.into_iter().flatten().any(known)
    }
}

/// A text that is written anew for each event without being made anew.
#[derive(Default)]
pub(super) struct Slot {
    text: String,
    filled: bool,
}

impl Slot {
    pub(super) fn set(&mut self, text: &str) {
        self.text.clear();
        self.text.push_str(text);
        self.filled = true;
    }

    pub(super) fn clear(&mut self) {
        self.filled = false;
    }

    /// What was written, unless it is nothing but spaces.
    pub(super) fn get(&self) -> Option<&str> {
        Some(self.text.trim()).filter(|text| self.filled && !text.is_empty())
    }
}

/// What an event says.
#[derive(Default)]
struct Draft {
    case: Slot,
    activity: Slot,
    time: Slot,
    resource: Slot,
    group: Slot,
    lifecycle: Slot,
    due: Slot,
    closed: Slot,
}

impl Draft {
    fn clear(&mut self) {
        for slot in [
            &mut self.case,
            &mut self.activity,
            &mut self.time,
            &mut self.resource,
            &mut self.group,
            &mut self.lifecycle,
            &mut self.due,
            &mut self.closed,
        ] {
            slot.clear();
        }
    }
}

/// Where the reader is.
#[derive(Clone, Copy, PartialEq)]
enum At {
    Log,
    Trace,
    LogEvent,
}

pub(super) fn read(
    text: &str,
    columns: &Columns,
    import: &mut Import,
) -> Result<EventLog, LogError> {
    let pick = |asked: &'_ Option<String>, known: &'static str| -> String {
        asked.clone().unwrap_or_else(|| known.to_owned())
    };
    let case = pick(&columns.case, "concept:name");
    let (activity, time) =
        (pick(&columns.activity, "concept:name"), pick(&columns.time, "time:timestamp"));
    let (resource, group) =
        (pick(&columns.resource, "org:resource"), pick(&columns.group, "org:group"));
    let keys = Keys {
        case: &case,
        activity: &activity,
        time: &time,
        resource: &resource,
        group: &group,
        due: columns.due.as_deref(),
        closed: columns.closed.as_deref(),
    };
    let mut walk = Walk {
        keys,
        builder: LogBuilder::default(),
        draft: Draft::default(),
        at: At::Log,
        deeper: 0,
        trace: 0,
        events: 0,
        trace_name: Slot::default(),
        trace_due: Slot::default(),
        trace_closed: Slot::default(),
        saw_log: false,
    };
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    loop {
        let xml = reader.read_event().map_err(|error| broken(&reader, &error))?;
        match xml {
            Xml::Start(start) => walk.open(&start),
            Xml::Empty(start) => {
                walk.open(&start);
                walk.close(import);
            }
            Xml::End(_) => walk.close(import),
            Xml::Eof => break,
            _ => {}
        }
    }
    if !walk.saw_log {
        let problem = "the root is not <log>".to_owned();
        return Err(LogError::Broken { place: "its start".to_owned(), problem });
    }
    if walk.at != At::Log {
        let place = format!("byte {}", text.len());
        return Err(LogError::Broken { place, problem: "it ends within a trace".to_owned() });
    }
    Ok(walk.builder.build())
}

pub(super) fn broken(reader: &Reader<&[u8]>, error: &quick_xml::Error) -> LogError {
    LogError::Broken {
        place: format!("byte {}", reader.error_position()),
        problem: error.to_string(),
    }
}

struct Walk<'k> {
    keys: Keys<'k>,
    builder: LogBuilder,
    draft: Draft,
    at: At,
    /// Elements opened below the one that counts.
    deeper: usize,
    trace: u64,
    events: u64,
    trace_name: Slot,
    trace_due: Slot,
    trace_closed: Slot,
    saw_log: bool,
}

impl Walk<'_> {
    fn open(&mut self, start: &BytesStart<'_>) {
        if self.deeper > 0 {
            self.deeper += 1;
            return;
        }
        let name = start.local_name();
        match (self.at, name.as_ref()) {
            (At::Log, b"log") => self.saw_log = true,
            (At::Log, b"trace") => {
                self.at = At::Trace;
                self.trace += 1;
                self.trace_name.clear();
                self.trace_due.clear();
                self.trace_closed.clear();
            }
            (At::Trace, b"event") => {
                self.at = At::LogEvent;
                self.events += 1;
                self.draft.clear();
            }
            (At::LogEvent, _) => {
                self.event_attribute(start);
                self.deeper = 1;
            }
            (At::Trace, _) => {
                self.trace_attribute(start);
                self.deeper = 1;
            }
            (At::Log, _) => self.deeper = 1,
        }
    }

    fn close(&mut self, import: &mut Import) {
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        match self.at {
            At::LogEvent => {
                self.at = At::Trace;
                if let Err(reason) = self.add(import) {
                    let (event, trace) = (self.events, self.trace);
                    import.skip(|| format!("event {event} in trace {trace}"), reason);
                }
            }
            At::Trace => {
                self.at = At::Log;
                let number;
                let name = match self.trace_name.get() {
                    Some(name) => name,
                    None => {
                        number = (self.trace - 1).to_string();
                        number.as_str()
                    }
                };
                let due = import.time(self.trace_due.get(), None);
                let closed = import.time(self.trace_closed.get(), None);
                self.builder.end_trace(name, due, closed);
            }
            At::Log => {}
        }
    }

    fn add(&mut self, import: &mut Import) -> Result<(), String> {
        let draft = &self.draft;
        let activity = draft.activity.get().ok_or("it names no activity")?;
        let written = draft.time.get().ok_or("it names no time")?;
        let time = parse_time(written).ok_or_else(|| format!("`{written:.40}` is not a time"))?;
        let event = LogEvent {
            activity,
            time,
            resource: draft.resource.get().and_then(given),
            group: draft.group.get().and_then(given),
            lifecycle: draft.lifecycle.get(),
            due: import.time(draft.due.get(), None),
            closed: import.time(draft.closed.get(), None),
        };
        match draft.case.get() {
            // Only where --case names an attribute of the events.
            Some(case) => self.builder.push(case, &event),
            None => self.builder.push_unnamed(&event),
        }
        Ok(())
    }

    fn event_attribute(&mut self, start: &BytesStart<'_>) {
        if self.keys.pass_over(start.attributes_raw()) {
            return;
        }
        let Some((key, value)) = key_value(start) else { return };
        let (keys, draft) = (&self.keys, &mut self.draft);
        // One attribute may serve two ends, as where a unit stands for both resource and group.
        let slots = [
            (Some(keys.activity), &mut draft.activity),
            (Some(keys.time), &mut draft.time),
            (Some(keys.resource), &mut draft.resource),
            (Some(keys.group), &mut draft.group),
            (Some("lifecycle:transition"), &mut draft.lifecycle),
            (keys.due, &mut draft.due),
            (keys.closed, &mut draft.closed),
            (Some(keys.case).filter(|name| *name != "concept:name"), &mut draft.case),
        ];
        for (name, slot) in slots {
            if name == Some(key)
                && let Ok(value) = unescape(value)
            {
                slot.set(&value);
            }
        }
    }

    fn trace_attribute(&mut self, start: &BytesStart<'_>) {
        let Some((key, value)) = key_value(start) else { return };
        let Ok(value) = unescape(value) else { return };
        let plain = |name: &str| name.strip_prefix("case:").unwrap_or(name) == key;
        if plain(self.keys.case) {
            self.trace_name.set(&value);
        } else if self.keys.due.is_some_and(plain) {
            self.trace_due.set(&value);
        } else if self.keys.closed.is_some_and(plain) {
            self.trace_closed.set(&value);
        }
    }
}

/// The key and the escaped value of an attribute element.
fn key_value<'a>(start: &'a BytesStart<'_>) -> Option<(&'a str, &'a str)> {
    let mut key = None;
    let mut value = None;
    for (name, text) in attributes(start) {
        match name {
            "key" => key = Some(text),
            "value" => value = Some(text),
            _ => {}
        }
    }
    Some((key?, value?))
}

/// Attributes of an element as `(name, escaped value)`; ends where they are malformed. Read by hand
/// because a log holds millions.
pub(super) fn attributes<'a>(
    start: &'a BytesStart<'_>,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let mut rest = std::str::from_utf8(start.attributes_raw()).unwrap_or_default();
    std::iter::from_fn(move || {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| *c == '"' || *c == '\'')?;
        let (value, behind) = after[1..].split_once(quote)?;
        rest = behind;
        Some((name.trim(), value))
    })
}

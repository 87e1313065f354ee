//! LogEvent logs as tables.
//!
//! The header says which column is what. Exports write the XES names in many ways
//! (`case_concept.name`, `event_time.timestamp`), so names are compared without case, punctuation
//! and a leading `event`.

use super::read::{Columns, Import, LogError};
use super::time::{DateOrder, parse_ordered};
use super::{EventLog, LogBuilder, LogEvent, given};

const CASE: &[&str] = &[
    "case:concept:name",
    "concept:case",
    "case",
    "caseid",
    "case_id",
    "trace_id",
    "case_key",
    "ocel:oid",
];
const ACTIVITY: &[&str] = &[
    "concept:name",
    "ocel:activity",
    "activity",
    "activity_name",
    "activity_id",
    "event",
    "event_name",
    "task",
];
const TIME: &[&str] = &[
    "time:timestamp",
    "ocel:timestamp",
    "timestamp",
    "time",
    "complete_timestamp",
    "end_timestamp",
    "datetime",
    "date",
];
const RESOURCE: &[&str] =
    &["org:resource", "ocel:resource", "resource", "resource_id", "user", "actor", "performer"];
const GROUP: &[&str] =
    &["org:group", "group", "assignment_group", "unit", "department", "workgroup"];
const LIFECYCLE: &[&str] =
    &["lifecycle:transition", "lifecycle", "lifecycle_id", "transition", "lifecycle_transition"];

/// Where the columns stand.
struct Header {
    case: usize,
    activity: usize,
    time: usize,
    resource: Option<usize>,
    group: Option<usize>,
    lifecycle: Option<usize>,
    due: Option<usize>,
    closed: Option<usize>,
}

pub(super) fn read(
    text: &str,
    columns: &Columns,
    import: &mut Import,
) -> Result<EventLog, LogError> {
    let mut reader = reader(text, separator(text));
    let mut record = csv::ByteRecord::new();
    // Reading from memory cannot fail, and byte records are not checked for anything.
    if !reader.read_byte_record(&mut record).unwrap_or(false) {
        return Err(LogError::Empty { first: None });
    }
    let names: Vec<String> =
        record.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
    let header = Header::find(&names, columns)?;
    let orders = Orders::of(text, separator(text), &header);
    let mut builder = LogBuilder::default();
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let line = record.position().map_or(0, csv::Position::line);
        if let Err(reason) = row(&record, &header, &orders, &mut builder, import) {
            import.skip(|| format!("line {line}"), reason);
        }
    }
    Ok(builder.build())
}

/// What comes first in the dates of each column of times.
#[derive(Default)]
struct Orders {
    time: Option<DateOrder>,
    due: Option<DateOrder>,
    closed: Option<DateOrder>,
}

impl Orders {
    /// Looks through whole columns, but only where the first time of a column needs it.
    fn of(text: &str, separator: u8, header: &Header) -> Self {
        let column = |at: usize| {
            let mut times = Vec::new();
            let mut reader = reader(text, separator);
            let mut record = csv::ByteRecord::new();
            let mut first = true;
            while reader.read_byte_record(&mut record).unwrap_or(false) {
                let time = if first { None } else { field(&record, at).map(str::to_owned) };
                first = false;
                if times.is_empty() && time.as_deref().is_some_and(|t| !DateOrder::matters(t)) {
                    return None;
                }
                times.extend(time);
            }
            DateOrder::of(times.iter().map(String::as_str))
        };
        Self {
            time: column(header.time),
            due: header.due.and_then(column),
            closed: header.closed.and_then(column),
        }
    }
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes())
}

/// A field, unless it stands for no value. Cut out of valid UTF-8 at ASCII separators, a field is
/// valid UTF-8.
fn field(record: &csv::ByteRecord, at: usize) -> Option<&str> {
    given(std::str::from_utf8(record.get(at)?).ok()?)
}

/// Adds a row, or says why not.
fn row(
    record: &csv::ByteRecord,
    header: &Header,
    orders: &Orders,
    builder: &mut LogBuilder,
    import: &mut Import,
) -> Result<(), String> {
    let optional = |at: Option<usize>| at.and_then(|at| field(record, at));
    let case = field(record, header.case).ok_or("it names no case")?;
    let activity = field(record, header.activity).ok_or("it names no activity")?;
    let written = field(record, header.time).ok_or("it names no time")?;
    let time = parse_ordered(written, orders.time).ok_or_else(|| {
        let shown: String = written.chars().take(40).collect();
        if DateOrder::matters(written) {
            format!("`{shown}` could be two days; write the year first")
        } else {
            format!("`{shown}` is not a time; write 2014-04-17T09:30:39+02:00")
        }
    })?;
    let event = LogEvent {
        activity,
        time,
        resource: optional(header.resource),
        group: optional(header.group),
        lifecycle: optional(header.lifecycle),
        due: import.time(optional(header.due), orders.due),
        closed: import.time(optional(header.closed), orders.closed),
    };
    builder.push(case, &event);
    Ok(())
}

/// The separator that the header has most of.
fn separator(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |separator: u8| header.bytes().filter(|byte| *byte == separator).count();
    // Of equals the first stays.
    let mut best = b',';
    for separator in [b';', b'\t', b'|'] {
        if count(separator) > count(best) {
            best = separator;
        }
    }
    best
}

impl Header {
    fn find(names: &[String], columns: &Columns) -> Result<Self, LogError> {
        let there = || names.join(", ");
        let find = |asked: &Option<String>, option, known: &[&str]| match asked {
            Some(name) => match names.iter().position(|n| n == name) {
                Some(at) => Ok(Some(at)),
                None => Err(LogError::Named { name: name.clone(), option, there: there() }),
            },
            None => Ok(known_column(names, known)),
        };
        let need = |found: Option<usize>, what, option| {
            found.ok_or_else(|| LogError::Column { what, option, there: there() })
        };
        let resource = find(&columns.resource, "resource", RESOURCE)?;
        let group = find(&columns.group, "group", GROUP)?;
        Ok(Self {
            case: need(find(&columns.case, "case", CASE)?, "case", "case")?,
            activity: need(find(&columns.activity, "activity", ACTIVITY)?, "activity", "activity")?,
            time: need(find(&columns.time, "time", TIME)?, "time", "time")?,
            resource,
            // A unit that was asked for as the resource is no group of resources.
            group: group.filter(|at| columns.group.is_some() || Some(*at) != resource),
            lifecycle: find(&None, "lifecycle", LIFECYCLE)?,
            due: find(&columns.due, "due", &[])?,
            closed: find(&columns.closed, "closed", &[])?,
        })
    }
}

/// The first known name that a column has: as it is written, or else apart from how it is written.
fn known_column(names: &[String], known: &[&str]) -> Option<usize> {
    let exact = known.iter().find_map(|known| names.iter().position(|name| name == known));
    exact.or_else(|| {
        let plain: Vec<String> = names.iter().map(|name| bare(name)).collect();
        known.iter().find_map(|known| {
            let known = bare(known);
            plain.iter().position(|name| *name == known)
        })
    })
}

/// A name without case, punctuation and a leading `event`.
fn bare(name: &str) -> String {
    let plain: String = name
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    match plain.strip_prefix("event") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => plain,
    }
}

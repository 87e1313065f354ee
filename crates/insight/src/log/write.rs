//! Writing logs: what the readers read, nothing more. What is read again is the same log.

use super::{EventLog, LogEvent, show_time};
use quick_xml::escape::escape;
use rustc_hash::FxHashSet;
use serde_json::json;
use std::fmt::Write as _;

/// As a table with the XES names as header; RFC 4180.
#[must_use]
pub fn write_csv(log: &EventLog) -> String {
    let mut out = String::from(
        "case:concept:name,concept:name,time:timestamp,org:resource,org:group,\
         lifecycle:transition,case:due,case:closed\n",
    );
    for (case, events) in log.iter() {
        for event in events {
            let time = show_time(event.time);
            let due = event.due.map(show_time).unwrap_or_default();
            let closed = event.closed.map(show_time).unwrap_or_default();
            let fields = [
                case,
                event.activity,
                &time,
                event.resource.unwrap_or_default(),
                event.group.unwrap_or_default(),
                event.lifecycle.unwrap_or_default(),
                &due,
                &closed,
            ];
            for (at, field) in fields.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                quoted(&mut out, field);
            }
            out.push('\n');
        }
    }
    out
}

fn quoted(out: &mut String, field: &str) {
    if field.contains([',', '"', '\n', '\r', ';', '\t', '|']) {
        out.push('"');
        out.push_str(&field.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(field);
    }
}

/// As IEEE 1849 XES.
#[must_use]
pub fn write_xes(log: &EventLog) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <log xes.version=\"1849-2016\" xes.features=\"\" \
         xmlns=\"http://www.xes-standard.org/\">\n",
    );
    for (name, prefix) in [
        ("Concept", "concept"),
        ("Time", "time"),
        ("Organizational", "org"),
        ("Lifecycle", "lifecycle"),
    ] {
        let uri = format!("http://www.xes-standard.org/{prefix}.xesext");
        line(
            &mut out,
            1,
            &format!("<extension name=\"{name}\" prefix=\"{prefix}\" uri=\"{uri}\"/>"),
        );
    }
    for (case, events) in log.iter() {
        line(&mut out, 1, "<trace>");
        attribute(&mut out, 2, "string", "concept:name", case);
        for (at, event) in events.enumerate() {
            for (key, time) in [("due", event.due), ("closed", event.closed)] {
                if let (0, Some(time)) = (at, time) {
                    attribute(&mut out, 2, "date", key, &show_time(time));
                }
            }
            line(&mut out, 2, "<event>");
            xes_event(&mut out, &event);
            line(&mut out, 2, "</event>");
        }
        line(&mut out, 1, "</trace>");
    }
    out.push_str("</log>\n");
    out
}

fn xes_event(out: &mut String, event: &LogEvent<'_>) {
    attribute(out, 3, "string", "concept:name", event.activity);
    attribute(out, 3, "date", "time:timestamp", &show_time(event.time));
    let texts = [
        ("org:resource", event.resource),
        ("org:group", event.group),
        ("lifecycle:transition", event.lifecycle),
    ];
    for (key, text) in texts {
        if let Some(text) = text {
            attribute(out, 3, "string", key, text);
        }
    }
}

fn attribute(out: &mut String, depth: usize, kind: &str, key: &str, value: &str) {
    let value = xml_text(value);
    line(out, depth, &format!("<{kind} key=\"{key}\" value=\"{value}\"/>"));
}

/// Escaped text; what XML cannot hold at all is left out, and line breaks, which a reader of
/// attributes would turn into spaces, are written as references.
fn xml_text(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|c| !matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}'))
        .collect();
    escape(&kept).replace('\n', "&#10;").replace('\r', "&#13;").replace('\t', "&#9;")
}

fn line(out: &mut String, depth: usize, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{:1$}{text}", "", depth * 2);
}

/// As OCEL 2.0 in JSON: objects of the types `case`, `resource` and `group`.
#[must_use]
pub fn write_ocel(log: &EventLog) -> String {
    let mut objects = Vec::new();
    for (at, case) in log.cases.iter().enumerate() {
        let times = [("due", log.due[at]), ("closed", log.closed[at])];
        let told = times.iter().filter_map(|(name, time)| {
            let value = show_time(super::Micros((*time)?));
            Some(json!({ "name": name, "time": "1970-01-01T00:00:00Z", "value": value }))
        });
        let attributes: Vec<_> = told.collect();
        objects.push(json!({ "id": case, "type": "case", "attributes": attributes }));
    }
    for (kind, names) in [("resource", &log.resources), ("group", &log.groups)] {
        let object = |name| json!({ "id": object_id(log, kind, name), "type": kind });
        objects.extend(names.iter().map(object));
    }
    let mut events = Vec::with_capacity(log.len());
    let mut kinds = FxHashSet::default();
    for (case, of_case) in log.iter() {
        for event in of_case {
            kinds.insert(event.activity);
            events.push(ocel_event(log, events.len(), case, &event));
        }
    }
    let mut kinds: Vec<&str> = kinds.into_iter().collect();
    kinds.sort_unstable();
    let attributes: Vec<_> = ["org:resource", "org:group", "lifecycle:transition"]
        .iter()
        .map(|name| json!({ "name": name, "type": "string" }))
        .collect();
    let document = json!({
        "objectTypes": [
            { "name": "case", "attributes": [
                { "name": "due", "type": "time" }, { "name": "closed", "type": "time" },
            ] },
            { "name": "resource", "attributes": [] },
            { "name": "group", "attributes": [] },
        ],
        "eventTypes": kinds.iter()
            .map(|name| json!({ "name": name, "attributes": attributes })).collect::<Vec<_>>(),
        "objects": objects,
        "events": events,
    });
    document.to_string()
}

/// Ids must differ over all types. Cases keep their names, so the others give way.
fn object_id(log: &EventLog, kind: &str, name: &str) -> String {
    let mut id = format!("{kind}:{name}");
    while log.cases.number(&id).is_some() {
        id.push('\'');
    }
    id
}

fn ocel_event(
    log: &EventLog,
    number: usize,
    case: &str,
    event: &LogEvent<'_>,
) -> serde_json::Value {
    let mut attributes = Vec::new();
    let mut related = vec![json!({ "objectId": case, "qualifier": "case" })];
    for (name, kind, text) in [
        ("org:resource", "resource", event.resource),
        ("org:group", "group", event.group),
        ("lifecycle:transition", "", event.lifecycle),
    ] {
        if let Some(text) = text {
            attributes.push(json!({ "name": name, "value": text }));
            if !kind.is_empty() {
                let id = object_id(log, kind, text);
                related.push(json!({ "objectId": id, "qualifier": kind }));
            }
        }
    }
    json!({
        "id": format!("e{number}"),
        "type": event.activity,
        "time": show_time(event.time),
        "attributes": attributes,
        "relationships": related,
    })
}

//! RSS, Atom and JSON Feed.
//!
//! Names of the columns are fixed: `id`, `time`, `title`, `text`, `author`, `lang`, `deleted`. An
//! entry without a time was published when it was first read. An Atom tombstone
//! (`at:deleted-entry`, RFC 6721) says that an entry is gone.

use quick_xml::events::Event;
use serde_json::{Map, Value};

use crate::door::Spot;
use crate::mapping::Mapping;
use crate::reader::{Placed, ReadError, Row};
use crate::row::html_to_text;

/// The entries of a feed, and word of those that were deleted.
pub(crate) fn rows(bytes: &[u8], mapping: &Mapping, at: i64) -> Result<Placed, ReadError> {
    let feed = feed_rs::parser::parse(bytes)
        .map_err(|e| ReadError::Form { form: "RSS/Atom/JSON Feed", why: why(&e) })?;
    let deleted = deleted(bytes, mapping).into_iter();
    let entries = feed.entries.into_iter().map(|entry| row(entry, at)).chain(deleted);
    let placed = entries.enumerate().map(|(i, row)| (Spot::line(i as u64 + 1), Ok(row)));
    Ok(placed.collect())
}

fn row(entry: feed_rs::model::Entry, at: i64) -> Row {
    let body = entry.content.and_then(|content| content.body);
    let body = body.or(entry.summary.map(|summary| summary.content)).unwrap_or_default();
    let time = entry.published.or(entry.updated).map_or(at, |time| time.timestamp());
    let time = jiff::Timestamp::from_second(time).map(|time| time.to_string());
    let fields = [
        ("id", Some(entry.id)),
        ("time", time.ok()),
        ("title", entry.title.map(|title| html_to_text(&title.content))),
        ("text", Some(html_to_text(&body))),
        ("author", entry.authors.into_iter().next().and_then(|author| author.name)),
        ("lang", entry.language),
    ];
    let filled = fields.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let object = filled.map(|(name, value)| (name.to_owned(), Value::String(value)));
    Row::Object(object.collect())
}

/// The tombstones of an Atom feed; what is no XML has none.
fn deleted(bytes: &[u8], mapping: &Mapping) -> Vec<Row> {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let mut rows = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag))
                if tag.local_name().as_ref() == "deleted-entry" =>
            {
                let named = tag.try_get_attribute("ref").ok().flatten();
                let Some(id) = named.map(|id| id.value.into_owned()) else {
                    continue;
                };
                let column = |name: &Option<String>| name.clone().unwrap_or_default();
                let mut object = Map::new();
                object.insert(mapping.columns.id.clone(), Value::String(id));
                object.insert(column(&mapping.columns.deleted), Value::Bool(true));
                rows.push(Row::Object(object));
            }
            Ok(Event::Eof) | Err(_) => return rows,
            Ok(_) => {}
        }
    }
}

/// What is wrong, without quoting the feed.
fn why(error: &feed_rs::parser::ParseFeedError) -> String {
    use feed_rs::parser::ParseFeedError as Broken;
    match error {
        Broken::ParseError(_) => "it begins or ends in a form that no feed has".to_owned(),
        Broken::IoError(e) => e.kind().to_string(),
        Broken::JsonSerde(e) => format!("line {}, column {}", e.line(), e.column()),
        Broken::JsonUnsupportedVersion(_) => "an unknown version of JSON Feed".to_owned(),
        _ => "its XML is broken".to_owned(),
    }
}

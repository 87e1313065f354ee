//! OCEL 2.0 in XML, flattened as in JSON.

use super::EventLog;
use super::ocel::{Facts, Flat, Times};
use super::read::{Columns, Import, LogError};
use super::xes::{attributes, broken};
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event as Xml};
use std::borrow::Cow;

/// Whether XML that begins so is OCEL: the root's first child is a list of types, objects or
/// events, where XES has extensions and traces.
pub(super) fn begins(text: &str) -> bool {
    let mut reader = Reader::from_str(text);
    let mut depth = 0;
    loop {
        match reader.read_event() {
            Ok(Xml::Start(start) | Xml::Empty(start)) if depth == 1 => {
                let lists: [&[u8]; 4] = [b"object-types", b"event-types", b"objects", b"events"];
                return lists.contains(&start.local_name().as_ref());
            }
            Ok(Xml::Start(_)) => depth += 1,
            Ok(Xml::End(_) | Xml::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

/// An object or an event while it is read.
#[derive(Default)]
struct Item {
    id: String,
    kind: String,
    time: String,
    attributes: Vec<(String, String)>,
    related: Vec<Cow<'static, str>>,
}

pub(super) fn read(
    text: &str,
    columns: &Columns,
    import: &mut Import,
) -> Result<EventLog, LogError> {
    let mut objects = Vec::new();
    let mut events = Vec::new();
    let mut reader = Reader::from_str(text);
    let mut path: Vec<Vec<u8>> = Vec::new();
    let mut item = Item::default();
    let mut attribute: Option<(String, String)> = None;
    loop {
        let xml = reader.read_event().map_err(|error| broken(&reader, &error))?;
        match xml {
            Xml::Start(start) => {
                item.open(&path, &start, &mut attribute);
                path.push(start.local_name().as_ref().to_vec());
            }
            Xml::Empty(start) => {
                item.open(&path, &start, &mut attribute);
                let name = start.local_name().as_ref().to_vec();
                item.close(&path, &name, &mut attribute, &mut objects, &mut events);
            }
            Xml::End(end) => {
                path.pop();
                let name = end.local_name().as_ref().to_vec();
                item.close(&path, &name, &mut attribute, &mut objects, &mut events);
            }
            Xml::Text(text) => {
                if let Some((_, value)) = &mut attribute {
                    value.push_str(&String::from_utf8_lossy(&text));
                }
            }
            Xml::GeneralRef(entity) => {
                if let Some((_, value)) = &mut attribute {
                    let written = format!("&{};", String::from_utf8_lossy(&entity));
                    value.push_str(&unescape(&written).unwrap_or_default());
                }
            }
            Xml::Eof => break,
            _ => {}
        }
    }
    flatten(objects, events, columns, import)
}

fn flatten(
    objects: Vec<Item>,
    events: Vec<Item>,
    columns: &Columns,
    import: &mut Import,
) -> Result<EventLog, LogError> {
    let mut flat = Flat::new(columns);
    for object in objects {
        let mut times = Times::default();
        for (name, value) in &object.attributes {
            times.attribute(name, value, columns);
        }
        flat.object(object.id.into(), object.kind.into(), times);
    }
    flat.choose(columns)?;
    for (at, event) in events.into_iter().enumerate() {
        let mut facts = Facts::default();
        facts.activity = event.kind.into();
        facts.time = event.time.into();
        for (name, value) in event.attributes {
            facts.attribute(&name, value.into(), columns);
        }
        if let Err(reason) = flat.event(&facts, &event.related) {
            import.skip(|| format!("event {}", at + 1), reason);
        }
    }
    import.unread_times = flat.unread;
    Ok(flat.builder.build())
}

impl Item {
    fn open(
        &mut self,
        path: &[Vec<u8>],
        start: &BytesStart<'_>,
        attribute: &mut Option<(String, String)>,
    ) {
        let inside = path.last().map_or(&b""[..], Vec::as_slice);
        let get = |name: &str| {
            let found = attributes(start).find(|(known, _)| *known == name);
            found.and_then(|(_, value)| unescape(value).ok()).map(Cow::into_owned)
        };
        match (inside, start.local_name().as_ref()) {
            (b"objects", b"object") if path.len() == 2 => self.begin(&get),
            (b"events", b"event") => self.begin(&get),
            (b"attributes", b"attribute") => {
                *attribute = get("name").map(|name| (name, get("value").unwrap_or_default()));
            }
            // Written as `relationship` by some tools and as `object` by others.
            (b"objects", b"relationship" | b"object") if path.len() > 2 => {
                self.related.extend(get("object-id").map(Cow::Owned));
            }
            _ => {}
        }
    }

    fn begin(&mut self, get: &dyn Fn(&str) -> Option<String>) {
        *self = Self {
            id: get("id").unwrap_or_default(),
            kind: get("type").unwrap_or_default(),
            time: get("time").unwrap_or_default(),
            ..Self::default()
        };
    }

    fn close(
        &mut self,
        path: &[Vec<u8>],
        name: &[u8],
        attribute: &mut Option<(String, String)>,
        objects: &mut Vec<Item>,
        events: &mut Vec<Item>,
    ) {
        let inside = path.last().map_or(&b""[..], Vec::as_slice);
        match (inside, name) {
            (b"objects", b"object") if path.len() == 2 => objects.push(std::mem::take(self)),
            (b"events", b"event") => events.push(std::mem::take(self)),
            (b"attributes", b"attribute") => self.attributes.extend(attribute.take()),
            _ => {}
        }
    }
}

//! OCEL 2.0 in JSON, flattened on one type of object.
//!
//! An event stands once for each object of the case's type that it relates to, as in pm4py's
//! flattening. Who did it is an attribute of the event (`org:resource`, `resource`), or else the
//! related object of a type of that name.

use super::read::{Columns, Import, LogError};
use super::{EventLog, LogBuilder, LogEvent, Micros, given, parse_time};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::borrow::Cow;

/// Types of objects that stand for who acts, not for what is handled.
const RESOURCE_NAMES: [&str; 4] = ["org:resource", "resource", "ocel:resource", "user"];
const GROUP_NAMES: [&str; 4] = ["org:group", "group", "unit", "department"];
/// Types of objects that are the case where there are several.
const CASE_NAMES: [&str; 3] = ["case:concept:name", "case", "Case"];

#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow, default)]
    objects: Vec<Object<'a>>,
    #[serde(borrow)]
    events: Vec<Happening<'a>>,
}

#[derive(Deserialize)]
struct Object<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    attributes: Vec<Attribute<'a>>,
}

#[derive(Deserialize)]
struct Happening<'a> {
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    time: Cow<'a, str>,
    #[serde(borrow, default)]
    attributes: Vec<Attribute<'a>>,
    #[serde(borrow, default)]
    relationships: Vec<Relation<'a>>,
}

#[derive(Deserialize)]
struct Attribute<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    value: Value<'a>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Value<'a> {
    Text(#[serde(borrow)] Cow<'a, str>),
    Number(f64),
    Other(IgnoredAny),
}

impl<'a> Value<'a> {
    fn text(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(number) => Some(number.to_string().into()),
            Self::Other(_) => None,
        }
    }
}

#[derive(Deserialize)]
struct Relation<'a> {
    #[serde(borrow, rename = "objectId")]
    object: Cow<'a, str>,
}

pub(super) fn read(
    text: &str,
    columns: &Columns,
    import: &mut Import,
) -> Result<EventLog, LogError> {
    let document: Document<'_> = serde_json::from_str(text).map_err(|error| LogError::Broken {
        place: format!("line {} column {}", error.line(), error.column()),
        problem: "not OCEL 2.0: ".to_owned() + &error.to_string(),
    })?;
    let mut flat = Flat::new(columns);
    for object in document.objects {
        let mut times = Times::default();
        for attribute in object.attributes {
            if let Some(text) = attribute.value.text() {
                times.attribute(&attribute.name, &text, columns);
            }
        }
        flat.object(object.id, object.kind, times);
    }
    flat.choose(columns)?;
    for (at, event) in document.events.into_iter().enumerate() {
        let mut facts = Facts { activity: event.kind, time: event.time, ..Facts::default() };
        for attribute in event.attributes {
            if let Some(text) = attribute.value.text() {
                facts.attribute(&attribute.name, text, columns);
            }
        }
        let related: Vec<Cow<'_, str>> =
            event.relationships.into_iter().map(|relation| relation.object).collect();
        if let Err(reason) = flat.event(&facts, &related) {
            import.skip(|| format!("event {}", at + 1), reason);
        }
    }
    import.unread_times = flat.unread;
    Ok(flat.builder.build())
}

/// What an event says apart from its objects.
#[derive(Default)]
pub(super) struct Facts<'a> {
    pub activity: Cow<'a, str>,
    pub time: Cow<'a, str>,
    resource: Option<Cow<'a, str>>,
    group: Option<Cow<'a, str>>,
    lifecycle: Option<Cow<'a, str>>,
    times: Times,
}

/// Times of a case that an event or an object tells.
#[derive(Clone, Copy, Default)]
pub(super) struct Times {
    due: Option<Micros>,
    closed: Option<Micros>,
    unread: u64,
}

impl Times {
    pub(super) fn attribute(&mut self, name: &str, text: &str, columns: &Columns) {
        for (asked, slot) in [(&columns.due, &mut self.due), (&columns.closed, &mut self.closed)] {
            if asked.as_deref() == Some(name) && !text.trim().is_empty() {
                *slot = parse_time(text);
                self.unread += u64::from(slot.is_none());
            }
        }
    }
}

impl<'a> Facts<'a> {
    pub(super) fn attribute(&mut self, name: &str, text: Cow<'a, str>, columns: &Columns) {
        if text.trim().is_empty() {
            return;
        }
        let is = |asked: &Option<String>, known: &[&str]| match asked {
            Some(asked) => asked == name,
            None => known.contains(&name),
        };
        self.times.attribute(name, &text, columns);
        if columns.activity.as_deref() == Some(name) {
            self.activity = text;
        } else if is(&columns.resource, &RESOURCE_NAMES) {
            self.resource = Some(text);
        } else if is(&columns.group, &GROUP_NAMES) {
            self.group = Some(text);
        } else if name == "lifecycle:transition" || name == "lifecycle" {
            self.lifecycle = Some(text);
        }
    }
}

/// Objects by id, and the log that becomes of the events on the case's type.
pub(super) struct Flat<'a> {
    kinds: FxHashMap<Cow<'a, str>, u32>,
    kind_names: Vec<Cow<'a, str>>,
    times: FxHashMap<Cow<'a, str>, Times>,
    case: u32,
    resource: Option<u32>,
    group: Option<u32>,
    /// Due and closing times that could not be read.
    pub unread: u64,
    pub builder: LogBuilder,
}

impl<'a> Flat<'a> {
    pub(super) fn new(_: &Columns) -> Self {
        Self {
            kinds: FxHashMap::default(),
            kind_names: Vec::new(),
            times: FxHashMap::default(),
            case: 0,
            resource: None,
            group: None,
            unread: 0,
            builder: LogBuilder::default(),
        }
    }

    pub(super) fn object(&mut self, id: Cow<'a, str>, kind: Cow<'a, str>, times: Times) {
        let known = self.kind_names.iter().position(|name| *name == kind);
        let kind = known.unwrap_or_else(|| {
            self.kind_names.push(kind);
            self.kind_names.len() - 1
        });
        self.unread += times.unread;
        if times.due.is_some() || times.closed.is_some() {
            self.times.insert(id.clone(), times);
        }
        self.kinds.insert(id, kind as u32);
    }

    /// Settles which types of objects are cases, resources and groups.
    pub(super) fn choose(&mut self, columns: &Columns) -> Result<(), LogError> {
        let there = || self.kind_names.join(", ");
        let find = |names: &[&str]| {
            names.iter().find_map(|name| self.kind_names.iter().position(|kind| kind == name))
        };
        let asked = |asked: &Option<String>, known: &[&str]| match asked {
            Some(name) => find(&[name]),
            None => find(known),
        };
        let resource = asked(&columns.resource, &RESOURCE_NAMES);
        let group = asked(&columns.group, &GROUP_NAMES);
        let case = match &columns.case {
            Some(name) => find(&[name]).ok_or_else(|| LogError::Named {
                name: name.clone(),
                option: "case",
                there: there(),
            })?,
            None => {
                let others = (0..self.kind_names.len())
                    .filter(|kind| Some(*kind) != resource && Some(*kind) != group);
                let others: Vec<usize> = others.collect();
                match (find(&CASE_NAMES), &others[..]) {
                    (Some(case), _) | (None, &[case]) => case,
                    (None, []) => return Err(LogError::Empty { first: None }),
                    (None, _) => return Err(LogError::CaseType { there: there() }),
                }
            }
        };
        self.case = case as u32;
        self.resource = resource.map(|kind| kind as u32);
        self.group = group.map(|kind| kind as u32);
        Ok(())
    }

    pub(super) fn event(
        &mut self,
        facts: &Facts<'_>,
        related: &[Cow<'_, str>],
    ) -> Result<(), String> {
        self.unread += facts.times.unread;
        let activity = Some(facts.activity.trim()).filter(|text| !text.is_empty());
        let activity = activity.ok_or("it names no activity")?;
        let time =
            parse_time(&facts.time).ok_or_else(|| format!("`{:.40}` is not a time", facts.time))?;
        let of = |kind: u32| {
            let kinds = &self.kinds;
            related.iter().filter(move |id| kinds.get(id.as_ref()) == Some(&kind))
        };
        let one = |kind: Option<u32>| kind.and_then(|kind| of(kind).next()).map(Cow::as_ref);
        let mut event = LogEvent {
            activity,
            time,
            resource: facts.resource.as_deref().and_then(given).or_else(|| one(self.resource)),
            group: facts.group.as_deref().and_then(given).or_else(|| one(self.group)),
            lifecycle: facts.lifecycle.as_deref(),
            due: None,
            closed: None,
        };
        let cases: Vec<&Cow<'_, str>> = of(self.case).collect();
        if cases.is_empty() {
            return Err("it relates to no object of the case's type".to_owned());
        }
        for case in cases {
            let times = self.times.get(case.as_ref()).copied().unwrap_or_default();
            event.due = facts.times.due.or(times.due);
            event.closed = facts.times.closed.or(times.closed);
            self.builder.push(case, &event);
        }
        Ok(())
    }
}

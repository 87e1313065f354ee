//! The fields of a document.

use crate::cut::ANALYSIS;
use tandem_core::sight::Sight;
use tandem_core::{Digest, Timestamp};
use tandem_engine::search::{Document, Key, Kind};
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{TantivyDocument, Term};

/// All fields.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// Kind and id.
    pub(crate) key: Field,
    /// Kind alone.
    pub(crate) kind: Field,
    /// What can be searched in.
    pub(crate) text: Field,
    /// Who sees it: `a` and an area, `u` and a unit.
    pub(crate) seen: Field,
    /// Areas that it is found under.
    pub(crate) area: Field,
    /// Units that work on it.
    pub(crate) unit: Field,
    /// The case that a topic became.
    pub(crate) became: Field,
    /// Phase of a case.
    pub(crate) state: Field,
    /// Its place in the order of time.
    pub(crate) order: Field,
    /// Who sees it, to be read back.
    pub(crate) who: Field,
}

/// Name of the field by which hits are ordered.
pub(crate) const ORDER: &str = "order";

impl Fields {
    pub(crate) fn new() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let analysed = TextFieldIndexing::default()
            .set_tokenizer(ANALYSIS)
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let text = TextOptions::default().set_indexing_options(analysed);
        let fields = Self {
            key: schema.add_text_field("key", STRING | STORED),
            kind: schema.add_text_field("kind", STRING),
            text: schema.add_text_field("text", text),
            seen: schema.add_text_field("seen", STRING),
            area: schema.add_text_field("area", STRING),
            unit: schema.add_text_field("unit", STRING),
            became: schema.add_text_field("became", STRING),
            state: schema.add_text_field("state", STRING),
            order: schema.add_u64_field(ORDER, FAST),
            who: schema.add_text_field("who", STORED),
        };
        (schema.build(), fields)
    }

    pub(crate) fn key_term(&self, key: &Key) -> Term {
        Term::from_field_text(self.key, &key.to_string())
    }

    pub(crate) fn document(&self, document: &Document) -> TantivyDocument {
        let mut made = TantivyDocument::default();
        made.add_text(self.key, document.key.to_string());
        made.add_text(self.kind, document.key.kind.as_str());
        document.texts.iter().for_each(|text| made.add_text(self.text, text));
        for area in &document.seen.areas {
            made.add_text(self.seen, format!("a{area}"));
        }
        for unit in &document.seen.units {
            made.add_text(self.seen, format!("u{unit}"));
        }
        document.areas.iter().for_each(|area| made.add_text(self.area, area.as_str()));
        document.units.iter().for_each(|unit| made.add_text(self.unit, unit.as_str()));
        document.became.iter().for_each(|case| made.add_text(self.became, case.as_str()));
        document.state.iter().for_each(|state| made.add_text(self.state, state));
        made.add_u64(self.order, order(document.at, &document.key));
        // Only of these it is asked whether others see them now.
        if document.key.kind != Kind::Post {
            let who = serde_json::to_string(&document.seen);
            made.add_text(self.who, who.unwrap_or_default());
        }
        made
    }

    /// The terms of which a document has one if a position sees it.
    pub(crate) fn sight(&self, sight: &Sight) -> Vec<Term> {
        let areas = sight.areas.iter().map(|area| format!("a{area}"));
        let units = sight.units.iter().map(|unit| format!("u{unit}"));
        areas.chain(units).map(|term| Term::from_field_text(self.seen, &term)).collect()
    }
}

/// The place of a document in the order of time: seconds since 1970, and below the second by its
/// key, so that an order of many within one second is an order too.
fn order(at: Timestamp, key: &Key) -> u64 {
    let Digest(bytes) = Digest::of(key.to_string().as_bytes());
    let low = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    from_second(at) | u64::from(low)
}

/// The first place of an instant's second.
pub(crate) fn from_second(at: Timestamp) -> u64 {
    u64::from(u32::try_from(at.as_second().max(0)).unwrap_or(u32::MAX)) << 32
}

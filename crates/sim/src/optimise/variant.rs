//! Variants of a mechanism: its file with some values changed.

use super::law::{Loosened, loosened};
use super::search::Genome;
use super::space::{Choice, Space, SpaceError};
use serde::Serialize;
use std::collections::BTreeSet;
use tandem_core::Text;
use tandem_core::calendar::Period;
use tandem_core::mechanism::Mechanism;
use toml_edit::{DocumentMut, Item, Value};

/// Fields that say what a rule is or where it comes from.
const FIXED: [&str; 5] = ["id", "version", "source", "standing", "first_receiver_source"];

/// All variants of a mechanism in a space.
#[derive(Debug)]
pub struct Variants {
    file: String,
    given: Mechanism,
    document: DocumentMut,
    /// Problems that the mechanism has as it is given.
    known: BTreeSet<String>,
    choices: Vec<Usable>,
}

/// A choice with the options that can be chosen.
#[derive(Debug)]
struct Usable {
    words: Text,
    excused: bool,
    options: Vec<Vec<(String, Value)>>,
}

/// An option that cannot be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The choice.
    pub choice: String,
    /// What it would change.
    pub changes: Vec<Change>,
    /// The rules from law that it would make laxer.
    pub loosens: Vec<Loosened>,
}

/// A variant that can be used.
#[derive(Debug)]
pub struct Variant {
    /// The rules.
    pub mechanism: Mechanism,
    /// What differs from the given mechanism.
    pub changes: Vec<Change>,
}

/// One value that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What was chosen, in words.
    pub words: Text,
    /// Where in the file.
    pub path: String,
    /// The value as given.
    pub from: String,
    /// The value now.
    pub to: String,
}

impl Change {
    /// The change as a sentence.
    #[must_use]
    pub fn sentence(&self) -> Text {
        let value = |text: &str| match Period::parse(text) {
            Some(period) => period.words(),
            None => Text::new(text, text),
        };
        let (from, to, path) = (value(&self.from), value(&self.to), &self.path);
        let Text { zh, en } = &self.words;
        Text::new(
            format!("{zh}（{path}）：由{}改为{}", from.zh, to.zh),
            format!("{en} ({path}): {} instead of {}", to.en, from.en),
        )
    }
}

impl Variants {
    /// The variants of a mechanism that a space spans, and the options that were left out of it
    /// because they would make laxer what law says. An option that changes nothing is dropped.
    ///
    /// # Errors
    /// Where a path of the space leads nowhere or to a field that stays.
    pub fn new(
        file: &str,
        text: &str,
        given: Mechanism,
        space: &Space,
    ) -> Result<(Self, Vec<LeftOut>), SpaceError> {
        let document: DocumentMut = text
            .parse()
            .map_err(|error: toml_edit::TomlError| SpaceError::Mechanism(error.to_string()))?;
        let known = given.check().iter().map(ToString::to_string).collect();
        let file = file.to_owned();
        let mut variants = Self { file, given, document, known, choices: Vec::new() };
        let mut left_out = Vec::new();
        for choice in &space.choices {
            let (usable, more) = variants.usable(choice)?;
            left_out.extend(more);
            variants.choices.extend((!usable.options.is_empty()).then_some(usable));
        }
        Ok((variants, left_out))
    }

    fn usable(&self, choice: &Choice) -> Result<(Usable, Vec<LeftOut>), SpaceError> {
        let excused = choice.against_law.is_some();
        let mut usable = Usable { words: choice.words.clone(), excused, options: Vec::new() };
        let mut left_out = Vec::new();
        for option in &choice.options {
            let mut sets = Vec::new();
            for (path, value) in option {
                let (choice, path) = (choice.id.clone(), path.clone());
                if path.rsplit('.').next().is_some_and(|field| FIXED.contains(&field)) {
                    return Err(SpaceError::Fixed { choice, path });
                }
                let value: Option<Value> = value.to_string().parse().ok();
                let (Some(value), true) = (value, item(&self.document, &path).is_some()) else {
                    return Err(SpaceError::Path { choice, path });
                };
                sets.push((path, value));
            }
            let (document, changes) = self.changed([(&choice.words, &sets)]);
            if changes.is_empty() {
                continue;
            }
            let parsed = Mechanism::parse(&self.file, &document.to_string());
            let loosens = parsed.map(|(variant, _)| loosened(&self.given, &variant));
            match loosens {
                Ok(loosens) if !excused && !loosens.is_empty() => {
                    let choice = choice.id.clone();
                    left_out.push(LeftOut { choice, changes, loosens });
                }
                // What does not parse alone may do so together with another choice.
                _ => usable.options.push(sets),
            }
        }
        Ok((usable, left_out))
    }

    /// How many ways there are of each choice, the given one first.
    #[must_use]
    pub fn ways(&self) -> Vec<usize> {
        self.choices.iter().map(|choice| choice.options.len() + 1).collect()
    }

    /// The variant of some choices; `None` where it does not parse, has a problem that the given
    /// mechanism has not, or makes laxer what law says without a reason.
    #[must_use]
    pub fn get(&self, genome: &Genome) -> Option<Variant> {
        let (document, changes) = self.changed(self.chosen(genome).map(|(c, o)| (&c.words, o)));
        let (mechanism, warnings) = Mechanism::parse(&self.file, &document.to_string()).ok()?;
        let place = format!("{}, ", self.file);
        let fresh = warnings.iter().any(|problem| {
            // A parsed mechanism tells the file before the place.
            !self.known.contains(&problem.to_string().replacen(&place, "", 1))
        });
        let excused = self.chosen(genome).any(|(choice, _)| choice.excused);
        let lawful = excused || loosened(&self.given, &mechanism).is_empty();
        (!fresh && lawful).then_some(Variant { mechanism, changes })
    }

    /// The file of a variant, with an id, a name and a word about where it comes from.
    #[must_use]
    pub fn text(&self, genome: &Genome, id: &str, origin: &Text) -> String {
        let (mut document, _) = self.changed(self.chosen(genome).map(|(c, o)| (&c.words, o)));
        document["id"] = toml_edit::value(id);
        let mut extend = |table: &str, lang: &str, more: String| {
            let text = document[table][lang].as_str().unwrap_or_default();
            document[table][lang] = toml_edit::value(format!("{text}{more}"));
        };
        extend("name", "zh", format!("（寻优方案 {id}）"));
        extend("name", "en", format!(" (variant {id})"));
        extend("about", "zh", origin.zh.clone());
        extend("about", "en", format!(" {}", origin.en));
        document.to_string()
    }

    fn chosen<'s>(
        &'s self,
        genome: &'s Genome,
    ) -> impl Iterator<Item = (&'s Usable, &'s Vec<(String, Value)>)> {
        let pairs = self.choices.iter().zip(&genome.0);
        pairs.filter_map(|(choice, way)| {
            let option = usize::from(*way).checked_sub(1)?;
            Some((choice, choice.options.get(option)?))
        })
    }

    fn changed<'s>(
        &self,
        chosen: impl IntoIterator<Item = (&'s Text, &'s Vec<(String, Value)>)>,
    ) -> (DocumentMut, Vec<Change>) {
        let mut document = self.document.clone();
        let mut changes = Vec::new();
        for (words, sets) in chosen {
            for (path, value) in sets {
                let Some(item) = item_mut(&mut document, path) else { continue };
                let Some(old) = item.as_value() else { continue };
                let (from, to) = (plain(old), plain(value));
                if from == to {
                    continue;
                }
                let mut value = value.clone();
                *value.decor_mut() = old.decor().clone();
                *item = Item::Value(value);
                changes.push(Change { words: words.clone(), path: path.clone(), from, to });
            }
        }
        (document, changes)
    }
}

/// A value without quotes and the space around it.
fn plain(value: &Value) -> String {
    match value.as_str() {
        Some(text) => text.to_owned(),
        None => value.to_string().trim().to_owned(),
    }
}

fn is_named(table: &toml_edit::Table, name: &str) -> bool {
    let named = table.get("id").or_else(|| table.get("level"));
    named.and_then(Item::as_str) == Some(name)
}

/// The value at `table.field` or `list.id.field`.
fn item<'d>(document: &'d DocumentMut, path: &str) -> Option<&'d Item> {
    let parts: Vec<&str> = path.split('.').collect();
    let (head, field) = (document.get(parts.first()?)?, parts.last()?);
    let item = match parts.len() {
        2 => head.as_table()?.get(field)?,
        3 => head.as_array_of_tables()?.iter().find(|t| is_named(t, parts[1]))?.get(field)?,
        _ => return None,
    };
    item.is_value().then_some(item)
}

fn item_mut<'d>(document: &'d mut DocumentMut, path: &str) -> Option<&'d mut Item> {
    let parts: Vec<&str> = path.split('.').collect();
    let (head, field) = (document.get_mut(parts.first()?)?, parts.last()?);
    match parts.len() {
        2 => head.as_table_mut()?.get_mut(field),
        3 => {
            let mut rules = head.as_array_of_tables_mut()?.iter_mut();
            rules.find(|table| is_named(table, parts[1]))?.get_mut(field)
        }
        _ => None,
    }
}

//! Words come in Chinese and English.

use serde::{Deserialize, Serialize};

/// A language that people read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Simplified Chinese.
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Picks the text of this language.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// A value with its English name, as transcripts and addresses write it, and its Chinese one.
pub(crate) type Named<T> = (T, &'static str, &'static str);

/// The names of a value of a table.
pub(crate) fn names_of<T: PartialEq>(table: &[Named<T>], value: &T) -> Text {
    let found = table.iter().find(|(known, ..)| known == value);
    found.map_or_else(Text::default, |(_, en, zh)| Text::new(*zh, *en))
}

/// The value of an English name.
pub(crate) fn named<T: Copy>(table: &[Named<T>], en: &str) -> Option<T> {
    table.iter().find(|(_, name, _)| *name == en).map(|(value, ..)| *value)
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// Both languages at once.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The text in one language.
    pub fn get(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

//! What somebody looks for.

use super::document::Kind;
use tandem_core::sight::Sight;
use tandem_core::{AreaId, Text, Timestamp, UnitId};

/// Words of one query, at most.
const WORDS_MAX: usize = 16;

/// Characters of one query, at most.
const CHARS_MAX: usize = 200;

/// Something that must occur.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// As it was typed: words in any order; Chinese may be cut anywhere into pieces of two
    /// characters or more, each of which must occur.
    Words(String),
    /// What stood in quotes: exactly so.
    Exactly(String),
}

/// What to find, for whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// All of these; everything where there is none.
    pub wanted: Vec<Wanted>,
    /// Only documents of this kind.
    pub kind: Option<Kind>,
    /// Only what concerns this area or one below it.
    pub under: Option<AreaId>,
    /// Only what this unit works on.
    pub unit: Option<UnitId>,
    /// Only cases in this phase.
    pub state: Option<String>,
    /// Only from this instant on.
    pub from: Option<Timestamp>,
    /// Only before this instant.
    pub until: Option<Timestamp>,
    /// Only what a position sees; everything where nothing is said.
    pub sight: Option<Sight>,
    /// Where to go on.
    pub cursor: Option<u64>,
    /// Hits, at most.
    pub limit: usize,
}

/// What somebody typed cannot be looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// It is too long.
    #[error("the query is longer than {CHARS_MAX} characters or {WORDS_MAX} words; shorten it")]
    TooLong,
}

impl QueryError {
    /// The same in both languages.
    pub fn text(self) -> Text {
        Text::new(
            format!("检索词不超过{CHARS_MAX}字、{WORDS_MAX}个词，请缩短。"),
            format!(
                "A query has {CHARS_MAX} characters and {WORDS_MAX} words at most; shorten it."
            ),
        )
    }
}

impl Wanted {
    /// Reads what somebody typed: words between blanks, and phrases in quotes of any script.
    ///
    /// # Errors
    /// Where it is too long.
    pub fn read(typed: &str) -> Result<Vec<Self>, QueryError> {
        if typed.chars().count() > CHARS_MAX {
            return Err(QueryError::TooLong);
        }
        let mut wanted = Vec::new();
        let quote = |c: char| matches!(c, '"' | '“' | '”' | '「' | '」' | '＂');
        for (no, part) in typed.split(quote).enumerate() {
            // What stands between an odd quote and the next one is quoted.
            match no % 2 {
                0 => wanted.extend(part.split_whitespace().map(|word| Self::Words(word.into()))),
                _ if part.trim().is_empty() => {}
                _ => wanted.push(Self::Exactly(part.trim().to_owned())),
            }
        }
        wanted.retain(|wanted| wanted.text().chars().any(char::is_alphanumeric));
        if wanted.len() > WORDS_MAX { Err(QueryError::TooLong) } else { Ok(wanted) }
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        match self {
            Self::Words(text) | Self::Exactly(text) => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Wanted::{Exactly, Words};
    use super::*;

    #[test]
    fn blanks_part_words_and_quotes_keep_phrases() {
        let words = |text: &str| Words(text.to_owned());
        let exactly = |text: &str| Exactly(text.to_owned());
        for (typed, want) in [
            ("", vec![]),
            (" ，。 ", vec![]),
            ("南湖积水　road", vec![words("南湖积水"), words("road")]),
            ("“营业执照” 南宁", vec![exactly("营业执照"), words("南宁")]),
            ("open \"flood gate", vec![words("open"), exactly("flood gate")]),
        ] {
            assert_eq!(Wanted::read(typed), Ok(want), "{typed}");
        }
        assert_eq!(Wanted::read(&"一 ".repeat(17)), Err(QueryError::TooLong));
        assert_eq!(Wanted::read(&"一".repeat(201)), Err(QueryError::TooLong));
    }
}

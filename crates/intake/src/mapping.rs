//! Which column is what: a small TOML file written once for each source.

use serde::Deserialize;

/// How the rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values with a header row.
    Csv,
}

/// How the characters are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// GB18030, which includes GBK and GB2312.
    #[serde(rename = "gb18030")]
    Gb18030,
}

/// How times are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeFormat {
    /// ISO 8601 with or without offset, or `YYYY-MM-DD HH:MM[:SS]`, also with `/` or `年月日`.
    #[default]
    Text,
    /// Seconds since 1970-01-01T00:00:00Z.
    EpochSeconds,
    /// Milliseconds since then.
    EpochMillis,
}

/// Names of the columns. A nested JSON field is named with dots: `user.id`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Columns {
    /// Name of the row inside its source.
    pub id: String,
    /// Time of publication.
    pub time: String,
    /// Body.
    pub text: String,
    /// Headline.
    pub title: Option<String>,
    /// Author; becomes a pseudonym.
    pub author: Option<String>,
    /// Source, where one file holds several.
    pub source: Option<String>,
    /// Language tag.
    pub lang: Option<String>,
    /// Shares.
    pub shares: Option<String>,
    /// Comments.
    pub comments: Option<String>,
    /// Likes.
    pub likes: Option<String>,
    /// Dislikes.
    pub dislikes: Option<String>,
    /// Views.
    pub views: Option<String>,
    /// Official reply to a complaint.
    pub reply: Option<String>,
    /// Time of the reply.
    pub reply_time: Option<String>,
}

impl Default for Columns {
    fn default() -> Self {
        let named = |name: &str| Some(name.to_owned());
        Self {
            id: "id".into(),
            time: "time".into(),
            text: "text".into(),
            title: named("title"),
            author: named("author"),
            source: None,
            lang: named("lang"),
            shares: None,
            comments: None,
            likes: None,
            dislikes: None,
            views: None,
            reply: named("reply"),
            reply_time: named("reply_time"),
        }
    }
}

/// How a file becomes posts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// Names of the columns.
    pub columns: Columns,
    /// How times are written.
    pub time_format: TimeFormat,
    /// Offset of times that state none, such as `+08:00`.
    pub offset: String,
    /// How the characters are written.
    pub encoding: Encoding,
    /// Longest row in bytes; longer ones are skipped.
    pub row_bytes_max: usize,
    /// Longest text in characters; longer ones are skipped.
    pub text_chars_max: usize,
    /// Field separator of CSV, one ASCII character.
    pub separator: char,
}

impl Default for Mapping {
    fn default() -> Self {
        Self {
            columns: Columns::default(),
            time_format: TimeFormat::default(),
            offset: "+00:00".into(),
            encoding: Encoding::default(),
            row_bytes_max: 1 << 20,
            text_chars_max: 100_000,
            separator: ',',
        }
    }
}

/// A mapping that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// It is not the TOML that is expected.
    #[error("the mapping could not be read")]
    Parse(#[source] toml::de::Error),
    /// The offset is not one.
    #[error("`{0}` is no offset; write it like +08:00")]
    Offset(String),
    /// The separator does not fit in a byte.
    #[error("`{0}` is no separator; use one ASCII character")]
    Separator(char),
}

impl Mapping {
    /// Reads a mapping file.
    pub fn from_toml(text: &str) -> Result<Self, MappingError> {
        let mapping: Self = toml::from_str(text).map_err(MappingError::Parse)?;
        crate::time::offset(&mapping.offset)?;
        if !mapping.separator.is_ascii() {
            return Err(MappingError::Separator(mapping.separator));
        }
        Ok(mapping)
    }
}

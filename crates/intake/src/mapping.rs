//! Which column is what: a small TOML file written once for each source.

use std::collections::BTreeMap;

use serde::Deserialize;

/// How the rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values with a header row.
    Csv,
    /// One JSON document that holds the rows.
    Json,
    /// An Excel workbook (`.xlsx`).
    Xlsx,
    /// RSS, Atom or JSON Feed.
    Feed,
}

impl Format {
    /// The format that a file's ending stands for.
    pub fn of_ending(ending: &str) -> Option<Self> {
        match ending.to_ascii_lowercase().as_str() {
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            "csv" | "tsv" | "txt" => Some(Self::Csv),
            "json" => Some(Self::Json),
            "xlsx" => Some(Self::Xlsx),
            "xml" | "rss" | "atom" => Some(Self::Feed),
            _ => None,
        }
    }
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
    /// ISO 8601 with or without offset, or `YYYY-MM-DD HH:MM[:SS]`, also with `/` or `年月日`; or
    /// `Tue May 31 17:46:55 +0800 2011`.
    #[default]
    Text,
    /// `05月31日 17:46`: the last such day before the rows were read.
    TextWithoutYear,
    /// Seconds since 1970-01-01T00:00:00Z.
    EpochSeconds,
    /// Milliseconds since then.
    EpochMillis,
}

/// Where a row's id comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdFrom {
    /// From its column.
    #[default]
    Column,
    /// From its time and masked text, where the source gives no id.
    Content,
}

/// How texts are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextForm {
    /// As they are read.
    #[default]
    Plain,
    /// With HTML tags, which are taken out.
    Html,
}

/// A column that is put below the text, such as the address on a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appended {
    /// Its name.
    pub column: String,
    /// What is written before it.
    pub label: String,
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
    /// Other columns that name the author; only compared with who opted out.
    pub handles: Vec<String>,
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
    /// Says that the source deleted the post.
    pub deleted: Option<String>,
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
            handles: Vec::new(),
            source: None,
            lang: named("lang"),
            shares: None,
            comments: None,
            likes: None,
            dislikes: None,
            views: None,
            reply: named("reply"),
            reply_time: named("reply_time"),
            deleted: named("deleted"),
        }
    }
}

/// How what a source gives becomes posts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// Names of the columns.
    pub columns: Columns,
    /// Where the id comes from.
    pub id_from: IdFrom,
    /// How times are written.
    pub time_format: TimeFormat,
    /// Offset of times that state none, such as `+08:00`.
    pub offset: Option<String>,
    /// How the characters are written.
    pub encoding: Encoding,
    /// How texts are written.
    pub text_form: TextForm,
    /// Columns that are put below the text.
    pub append: Vec<Appended>,
    /// What the codes of a column mean: column, code, words.
    pub codes: BTreeMap<String, BTreeMap<String, String>>,
    /// The same in CSV files of two columns, beside the mapping: column, file.
    pub code_files: BTreeMap<String, String>,
    /// Where the rows are inside a JSON document: `data.items`.
    pub rows: Option<String>,
    /// The sheet of a workbook; every sheet that has the columns unless given.
    pub sheet: Option<String>,
    /// Longest row in bytes; longer ones are skipped.
    pub row_bytes_max: usize,
    /// Longest text in characters; longer ones are skipped.
    pub text_chars_max: usize,
    /// Largest document, workbook or feed in bytes; larger ones are refused.
    pub document_bytes_max: usize,
    /// Field separator of CSV, one ASCII character.
    pub separator: char,
    /// Escape before a quote in CSV, one ASCII character; a quote is doubled unless given.
    pub escape: Option<char>,
}

impl Default for Mapping {
    fn default() -> Self {
        Self {
            columns: Columns::default(),
            id_from: IdFrom::default(),
            time_format: TimeFormat::default(),
            offset: None,
            encoding: Encoding::default(),
            text_form: TextForm::default(),
            append: Vec::new(),
            codes: BTreeMap::new(),
            code_files: BTreeMap::new(),
            rows: None,
            sheet: None,
            row_bytes_max: 1 << 20,
            text_chars_max: 100_000,
            document_bytes_max: 64 << 20,
            separator: ',',
            escape: None,
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
    /// There is no such preset.
    #[error("there is no preset `{0}`; there are {1}")]
    NoPreset(String, String),
    /// A code table could not be read.
    #[error("the code table {0} cannot be used: {1}")]
    Codes(String, String),
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// Where it is no mapping, or says something that cannot be.
    pub fn from_toml(text: &str) -> Result<Self, MappingError> {
        let mapping: Self = toml::from_str(text).map_err(MappingError::Parse)?;
        mapping.check()?;
        Ok(mapping)
    }

    /// A mapping that comes with the program.
    ///
    /// # Errors
    /// Where there is none of that name; says which there are.
    pub fn preset(name: &str) -> Result<Self, MappingError> {
        match crate::presets::text(name) {
            Some(text) => Self::from_toml(text),
            None => {
                let names = crate::presets::preset_names().collect::<Vec<_>>().join(", ");
                Err(MappingError::NoPreset(name.to_owned(), names))
            }
        }
    }

    /// Reads the code tables that the mapping names.
    ///
    /// # Errors
    /// Where one cannot be read, or a line of it has not two columns.
    pub fn with_code_files(
        mut self,
        read: impl Fn(&str) -> Result<String, String>,
    ) -> Result<Self, MappingError> {
        for (column, file) in std::mem::take(&mut self.code_files) {
            let bad = |why: String| MappingError::Codes(file.clone(), why);
            let text = read(&file).map_err(bad)?;
            let text = text.trim_start_matches('\u{feff}');
            let mut rows = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(text.as_bytes());
            let table = self.codes.entry(column).or_default();
            for row in rows.records() {
                let row = row.map_err(|e| bad(e.to_string()))?;
                let (Some(code), Some(words)) = (row.get(0), row.get(1)) else {
                    let line = row.position().map_or(0, csv::Position::line);
                    return Err(bad(format!("line {line} has not two columns: code, words")));
                };
                table.insert(code.trim().to_owned(), words.trim().to_owned());
            }
        }
        Ok(self)
    }

    /// The same mapping, with an offset for times that state none, where it has none itself.
    pub fn with_offset(mut self, offset: impl Into<String>) -> Self {
        self.offset.get_or_insert(offset.into());
        self
    }

    /// Whether what it says can be.
    pub(crate) fn check(&self) -> Result<(), MappingError> {
        crate::time::offset(self.offset.as_deref().unwrap_or("Z"))?;
        for separator in [Some(self.separator), self.escape].into_iter().flatten() {
            if !separator.is_ascii() {
                return Err(MappingError::Separator(separator));
            }
        }
        Ok(())
    }
}

//! From one row to one post. A raw author name lives in here and nowhere else.

use jiff::tz::Offset;
use tandem_sense::privacy::{Counts, mask};
use tandem_sense::{Complaint, Engagement, Post, PostId, Reply};

use crate::mapping::Mapping;
use crate::{Register, time};

/// Why a row was skipped. The words name no content of the row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Reason {
    /// The row is not a JSON object or not a CSV record.
    #[error("the row is malformed")]
    Malformed,
    /// The bytes are not characters of the stated encoding.
    #[error("the row is not in the stated encoding")]
    Encoding,
    /// The row is longer than allowed.
    #[error("the row or its text is too long")]
    TooLong,
    /// A column that must be there is not.
    #[error("the column `{0}` is missing or empty")]
    Missing(String),
    /// The text is empty.
    #[error("the text is empty")]
    EmptyText,
    /// The time cannot be read.
    #[error("the time cannot be read")]
    Time,
    /// The same id of the same source was read before.
    #[error("the id was read before")]
    Duplicate,
    /// The reader failed; nothing more can be read.
    #[error("reading failed: {0}")]
    Io(String),
}

impl Reason {
    /// The reason in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Malformed => "格式有误".into(),
            Self::Encoding => "编码与说明不符".into(),
            Self::TooLong => "整行或正文过长".into(),
            Self::Missing(column) => format!("缺少栏目“{column}”或其为空"),
            Self::EmptyText => "正文为空".into(),
            Self::Time => "时间无法识别".into(),
            Self::Duplicate => "编号重复".into(),
            Self::Io(_) => "读取中断".into(),
        }
    }
}

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct Skipped {
    /// Line of the file where the row starts, from 1.
    pub line: u64,
    /// Why.
    pub reason: Reason,
}

/// A row whose fields can be asked for by name.
pub(crate) trait Fields {
    /// The field as text; none where it is absent or null.
    fn get(&self, column: &str) -> Option<String>;
}

impl Fields for serde_json::Map<String, serde_json::Value> {
    fn get(&self, column: &str) -> Option<String> {
        let value = match serde_json::Map::get(self, column) {
            Some(value) => value,
            None => {
                let mut path = column.split('.');
                let first = serde_json::Map::get(self, path.next()?)?;
                path.try_fold(first, |value, key| value.get(key))?
            }
        };
        match value {
            serde_json::Value::Null => None,
            serde_json::Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }
}

/// A complaint with what was masked in it; a post is one without a reply.
pub(crate) struct Parsed {
    pub(crate) complaint: Complaint,
    pub(crate) masked: Counts,
}

/// Reads one row. Only what the mapping names is looked at.
pub(crate) fn parse(
    row: &impl Fields,
    mapping: &Mapping,
    offset: Offset,
    register: &Register,
) -> Result<Parsed, Reason> {
    let columns = &mapping.columns;
    let filled =
        |column: &str| row.get(column).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
    let optional = |column: &Option<String>| column.as_deref().and_then(filled);
    let required = |column: &String| filled(column).ok_or_else(|| Reason::Missing(column.clone()));
    let mut masked = Counts::default();
    let mut clean = |text: String| {
        let done = mask(&text);
        masked.add(&done.masked);
        done.text
    };
    let id = required(&columns.id)?;
    let time = required(&columns.time)?;
    let time = time::parse(&time, mapping.time_format, offset).ok_or(Reason::Time)?;
    let title = optional(&columns.title);
    let text = match filled(&columns.text) {
        Some(text) => text,
        None if title.is_some() && row.get(&columns.text).is_some() => String::new(),
        None if row.get(&columns.text).is_some() => return Err(Reason::EmptyText),
        None => return Err(Reason::Missing(columns.text.clone())),
    };
    let reply = optional(&columns.reply);
    let chars = |text: &str| text.chars().nth(mapping.text_chars_max).is_some();
    if chars(&text) || reply.as_deref().is_some_and(chars) {
        return Err(Reason::TooLong);
    }
    // The raw name ends here.
    let author = optional(&columns.author).map(|a| register.key.author_ref(&register.scope, &a));
    let source = optional(&columns.source).unwrap_or_else(|| register.source.clone());
    let post = Post {
        id: PostId::new(id),
        source: source.into(),
        time,
        title: title.map(&mut clean),
        text: clean(text),
        lang: optional(&columns.lang).map(Into::into),
        author,
        engagement: engagement(mapping, &optional),
    };
    let reply = reply.map(|text| {
        let time = optional(&columns.reply_time);
        let time = time.and_then(|t| time::parse(&t, mapping.time_format, offset));
        Reply { time, text: clean(text) }
    });
    Ok(Parsed { complaint: Complaint { post, reply }, masked })
}

/// Counters, where at least one is there; what is no number counts as absent.
fn engagement(
    mapping: &Mapping,
    optional: &impl Fn(&Option<String>) -> Option<String>,
) -> Option<Engagement> {
    let c = &mapping.columns;
    let number = |column| optional(column).and_then(|n| n.parse::<u64>().ok());
    let all = [&c.shares, &c.comments, &c.likes, &c.dislikes, &c.views].map(number);
    let [shares, comments, likes, dislikes, views] = all.map(Option::unwrap_or_default);
    let known = all.iter().any(Option::is_some);
    known.then_some(Engagement { shares, comments, likes, dislikes, views })
}

//! From one row to one post. A raw author name lives in here and nowhere else.

use jiff::tz::Offset;
use smol_str::SmolStr;
use tandem_sense::privacy::{Counts, mask};
use tandem_sense::{AuthorRef, Complaint, Engagement, Post, PostId, Reply};

use crate::mapping::{Appended, IdFrom, Mapping, TextForm};
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
    /// The row names a source that is not in the register.
    #[error("the row names a source that is not registered")]
    Unregistered,
    /// Its author does not want to be read.
    #[error("its author opted out")]
    OptedOut,
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
            Self::Unregistered => "该行的信源未登记".into(),
            Self::OptedOut => "作者已表示不愿被采集".into(),
            Self::Io(_) => "读取中断".into(),
        }
    }

    /// A short name by which reasons are counted.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Encoding => "encoding",
            Self::TooLong => "too_long",
            Self::Missing(_) => "missing_column",
            Self::EmptyText => "empty_text",
            Self::Time => "time",
            Self::Duplicate => "duplicate",
            Self::Unregistered => "unregistered",
            Self::OptedOut => "opted_out",
            Self::Io(_) => "interrupted",
        }
    }
}

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Sheet of a workbook.
    pub sheet: Option<SmolStr>,
    /// Line, row or item where it starts, from 1.
    pub line: u64,
    /// Why.
    pub reason: Reason,
}

impl std::fmt::Display for Skipped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(sheet) = &self.sheet {
            write!(f, "sheet {sheet}, ")?;
        }
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl std::error::Error for Skipped {}

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

/// What one row is.
pub(crate) enum Parsed {
    /// A complaint with what was masked in it; a post is one without a reply.
    Complaint { complaint: Box<Complaint>, masked: Counts },
    /// Word that the source deleted a post.
    Deleted { source: SmolStr, id: PostId },
}

/// Reads one row. Only what the mapping names is looked at.
pub(crate) fn parse(
    row: &impl Fields,
    mapping: &Mapping,
    offset: Offset,
    register: &Register,
) -> Result<Parsed, Reason> {
    let reading = Reading { row, mapping, register };
    let columns = &mapping.columns;
    let source = reading.source()?;
    let deleted = reading.optional(&columns.deleted).is_some_and(|said| says_yes(&said));
    if deleted && mapping.id_from == IdFrom::Column {
        return Ok(Parsed::Deleted { source, id: PostId::new(reading.required(&columns.id)?) });
    }
    let author = reading.author(&source)?;
    let mut masked = Counts::default();
    let mut clean = |text: &str| {
        let done = mask(text);
        masked.add(&done.masked);
        done.text
    };
    let time = reading.required(&columns.time)?;
    let time = time::parse(&time, mapping.time_format, offset, register.at).ok_or(Reason::Time)?;
    let title = reading.optional(&columns.title).map(|title| clean(&title));
    let text = clean(&reading.text(title.is_some())?);
    let reply = reading.optional(&columns.reply);
    if reply.as_deref().is_some_and(|text| reading.too_long(text)) {
        return Err(Reason::TooLong);
    }
    let reply = reply.map(|text| {
        let time = reading.optional(&columns.reply_time);
        let format = mapping.time_format;
        let time = time.and_then(|t| time::parse(&t, format, offset, register.at));
        Reply { time, text: clean(&reading.plain(&text)) }
    });
    let id = match mapping.id_from {
        IdFrom::Column => PostId::new(reading.required(&columns.id)?),
        IdFrom::Content => content_id(time, title.as_deref().unwrap_or_default(), &text),
    };
    let post = Post {
        id,
        source,
        time,
        title,
        text,
        lang: reading.optional(&columns.lang).map(Into::into),
        author,
        engagement: engagement(mapping, &|column| reading.optional(column)),
    };
    Ok(Parsed::Complaint { complaint: Box::new(Complaint { post, reply }), masked })
}

/// A row with what is needed to read it.
struct Reading<'a, F> {
    row: &'a F,
    mapping: &'a Mapping,
    register: &'a Register,
}

impl<F: Fields> Reading<'_, F> {
    fn filled(&self, column: &str) -> Option<String> {
        let value = self.row.get(column)?;
        let value = value.trim();
        if value.is_empty() {
            return None;
        }
        let words = self.mapping.codes.get(column).and_then(|codes| codes.get(value));
        Some(words.map_or_else(|| visible(value), Clone::clone))
    }

    fn optional(&self, column: &Option<String>) -> Option<String> {
        column.as_deref().and_then(|column| self.filled(column))
    }

    fn required(&self, column: &str) -> Result<String, Reason> {
        self.filled(column).ok_or_else(|| Reason::Missing(column.to_owned()))
    }

    /// The source that the row names, if that is registered, or the one that is read.
    fn source(&self) -> Result<SmolStr, Reason> {
        let Some(named) = self.optional(&self.mapping.columns.source) else {
            return Ok(self.register.source.clone());
        };
        let named = SmolStr::from(named);
        let known = named == self.register.source || self.register.others.contains(&named);
        if known { Ok(named) } else { Err(Reason::Unregistered) }
    }

    /// The author's pseudonym. The raw name and handles end here.
    fn author(&self, source: &str) -> Result<Option<AuthorRef>, Reason> {
        let columns = &self.mapping.columns;
        let author = self.optional(&columns.author);
        let key = &self.register.key;
        if !self.register.opted_out.is_empty() {
            let others = columns.handles.iter().filter_map(|column| self.filled(column));
            let out = |handle: &String| {
                self.register.opted_out.contains(&key.opt_out_ref(source, handle))
            };
            if author.iter().any(out) || others.into_iter().any(|handle| out(&handle)) {
                return Err(Reason::OptedOut);
            }
        }
        Ok(author.map(|author| key.author_ref(source, &author)))
    }

    /// The text with what is put below it.
    fn text(&self, has_title: bool) -> Result<String, Reason> {
        let column = &self.mapping.columns.text;
        let mut text = match self.filled(column) {
            Some(text) => self.plain(&text),
            None if has_title && self.row.get(column).is_some() => String::new(),
            None if self.row.get(column).is_some() => return Err(Reason::EmptyText),
            None => return Err(Reason::Missing(column.clone())),
        };
        for Appended { column, label } in &self.mapping.append {
            if let Some(more) = self.filled(column) {
                text = format!("{text}\n{label}{}", self.plain(&more));
            }
        }
        if self.too_long(&text) {
            return Err(Reason::TooLong);
        }
        Ok(text)
    }

    fn plain(&self, text: &str) -> String {
        match self.mapping.text_form {
            TextForm::Plain => text.to_owned(),
            TextForm::Html => html_to_text(text),
        }
    }

    fn too_long(&self, text: &str) -> bool {
        text.chars().nth(self.mapping.text_chars_max).is_some()
    }
}

/// A text without its tags.
pub(crate) fn html_to_text(html: &str) -> String {
    visible(mail_parser::decoders::html::html_to_text(html).trim())
}

/// A text without characters that cannot be seen and turn or break what is around them. What is
/// between the lines of a post must not reorder a page, nor split a number that is to be masked.
fn visible(text: &str) -> String {
    let hides = |c: char| {
        let breaks = matches!(c, '\n' | '\t');
        c.is_control() && !breaks
            || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}')
            || matches!(c, '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    if text.contains(hides) { text.replace(hides, "") } else { text.to_owned() }
}

/// Whether a field such as `deleted` says yes.
fn says_yes(said: &str) -> bool {
    !matches!(said.to_lowercase().as_str(), "0" | "false" | "no" | "n" | "否" | "正常" | "active")
}

/// The id of a row whose source gives none. It is made of what was masked: a digest of the raw
/// text would let anybody who has the masked one try out telephone numbers.
fn content_id(time: i64, title: &str, text: &str) -> PostId {
    let digest = blake3::hash(format!("{time}\n{title}\n{text}").as_bytes());
    PostId::new(&digest.to_hex()[..24])
}

/// Counters, where at least one is there; what is no number counts as absent.
fn engagement(
    mapping: &Mapping,
    optional: &impl Fn(&Option<String>) -> Option<String>,
) -> Option<Engagement> {
    let c = &mapping.columns;
    let number = |column| optional(column).and_then(|n| count(&n));
    let all = [&c.shares, &c.comments, &c.likes, &c.dislikes, &c.views].map(number);
    let [shares, comments, likes, dislikes, views] = all.map(Option::unwrap_or_default);
    let known = all.iter().any(Option::is_some);
    known.then_some(Engagement { shares, comments, likes, dislikes, views })
}

/// A count as platforms show it: `1204`, `1,204`, `1.2万`, `3亿`, `10万+`.
fn count(shown: &str) -> Option<u64> {
    let shown: String = shown.chars().filter(|c| !matches!(c, ',' | '，' | '+' | ' ')).collect();
    let (digits, unit) = match shown.char_indices().last()? {
        (at, '万' | 'w' | 'W') => (&shown[..at], 10_000.0),
        (at, '亿') => (&shown[..at], 100_000_000.0),
        _ => return shown.parse().ok().or_else(|| whole(&shown)),
    };
    let number: f64 = digits.parse().ok()?;
    (number.is_finite() && (0.0..1e9).contains(&number)).then(|| (number * unit).round() as u64)
}

/// A workbook writes every number as a fraction.
fn whole(shown: &str) -> Option<u64> {
    let (whole, fraction) = shown.split_once('.')?;
    fraction.bytes().all(|b| b == b'0').then(|| whole.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_as_platforms_show_them() {
        let check = |shown: &str, want: Option<u64>| assert_eq!(count(shown), want, "{shown}");
        check("1204", Some(1204));
        check("1,204", Some(1204));
        check("1.2万", Some(12_000));
        check("10万+", Some(100_000));
        check("3亿", Some(300_000_000));
        check("12.0", Some(12));
        for bad in ["", "赞", "-3", "1.5", "NaN万", "万", "1e400万"] {
            check(bad, None);
        }
    }

    #[test]
    fn what_turns_text_around_is_taken_out() {
        assert_eq!(visible("138\u{200b}0013\u{202e}8000\0\n\t好"), "13800138000\n\t好");
        assert_eq!(html_to_text("<p>路灯<b>坏了</b></p><script>x()</script>").trim(), "路灯坏了");
    }
}

//! Reading a source in whatever form it speaks.

use std::io::{BufRead, Read};

use serde_json::{Map, Value};
use smol_str::SmolStr;
use tandem_core::Text;
use tandem_sense::{Complaint, PostId};

use crate::door::{Door, Spot};
use crate::lines::LineRows;
use crate::mapping::{Format, Mapping, MappingError};
use crate::row::{Fields, Reason, Skipped};
use crate::tally::Tally;
use crate::{Register, document, feed, workbook};

/// What one row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrival {
    /// A post, or a complaint with its reply.
    Complaint(Box<Complaint>),
    /// The source deleted a post; what is kept of it must go.
    Deleted {
        /// The source.
        source: SmolStr,
        /// The post's id inside it.
        id: PostId,
    },
}

impl Arrival {
    /// The post or complaint that arrived.
    pub fn complaint(self) -> Option<Complaint> {
        match self {
            Self::Complaint(complaint) => Some(*complaint),
            Self::Deleted { .. } => None,
        }
    }
}

/// Nothing of a source can be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The mapping cannot be used.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// It is larger than allowed.
    #[error("it is larger than {0} bytes; split it, or allow more with document_bytes_max")]
    TooLarge(usize),
    /// The device failed.
    #[error("it cannot be read")]
    Io(#[source] std::io::Error),
    /// It is not a document of its form.
    #[error("it is not {form}: {why}")]
    Form {
        /// What it should be.
        form: &'static str,
        /// What was found.
        why: String,
    },
    /// A compressed file that would become far larger than it is.
    #[error("it unpacks to more than is allowed ({0}); save it again without what it hides")]
    Bomb(&'static str),
    /// No sheet has the columns.
    #[error("no sheet has the columns {0}; name them in a mapping")]
    NoSheet(String),
    /// There are no rows where the mapping looks for them.
    #[error("there are no rows at `{0}`")]
    NoRows(String),
}

impl ReadError {
    /// What went wrong, for people.
    pub fn text(&self) -> Text {
        let zh = match self {
            Self::Mapping(e) => format!("对照表不可用：{e}"),
            Self::TooLarge(max) => {
                format!("超过{max}字节；请拆分，或用 document_bytes_max 放宽")
            }
            Self::Io(_) => "无法读取".to_owned(),
            Self::Form { form, why } => format!("不是{form}格式：{why}"),
            Self::Bomb(what) => format!("解压后过大（{what}），已拒绝；请另存后重试"),
            Self::NoSheet(columns) => format!("没有工作表含有栏目{columns}；请在对照表中指明"),
            Self::NoRows(path) => format!("“{path}”处没有数据行"),
        };
        Text::new(zh, self.to_string())
    }
}

/// What a source says, row after row; keeps the tally.
pub struct Rows<'a, R> {
    rows: Source<R>,
    door: Door<'a>,
}

/// Rows as they are cut: one at a time from a stream, or from a document that was read whole.
enum Source<R> {
    Lines(LineRows<R>),
    Whole(std::vec::IntoIter<(Spot, Result<Row, Reason>)>),
}

/// Rows of a document, each with where it stands.
pub(crate) type Placed = Vec<(Spot, Result<Row, Reason>)>;

/// A row before it is read.
pub(crate) enum Row {
    /// A JSON object.
    Object(Map<String, Value>),
    /// A record of a table, with the names of its columns.
    Record(std::sync::Arc<[String]>, Vec<String>),
}

impl Fields for Row {
    fn get(&self, column: &str) -> Option<String> {
        match self {
            Self::Object(object) => Fields::get(object, column),
            Self::Record(header, fields) => {
                let at = header.iter().position(|name| name == column)?;
                fields.get(at).cloned()
            }
        }
    }
}

/// Reads posts and complaints. Each row gives one or what was wrong with it; a bad row stops
/// nothing.
///
/// # Errors
/// Where nothing can be read at all: the mapping is wrong, or a document is not what it should be.
pub fn read<'a, R: BufRead>(
    reader: R,
    format: Format,
    mapping: &'a Mapping,
    register: &'a Register,
) -> Result<Rows<'a, R>, ReadError> {
    let door = Door::new(mapping, register)?;
    let whole = |rows: Vec<_>| Source::Whole(rows.into_iter());
    let rows = match format {
        Format::Jsonl | Format::Csv => Source::Lines(LineRows::new(reader, format, mapping)),
        Format::Json => whole(document::rows(&all(reader, mapping)?, mapping)?),
        Format::Xlsx => whole(workbook::rows(all(reader, mapping)?, mapping)?),
        Format::Feed => whole(feed::rows(&all(reader, mapping)?, mapping, register.at)?),
    };
    Ok(Rows { rows, door })
}

impl<R> Rows<'_, R> {
    /// What became of the rows so far.
    pub fn tally(&self) -> &Tally {
        &self.door.tally
    }
}

impl<R: BufRead> Iterator for Rows<'_, R> {
    type Item = Result<Arrival, Skipped>;

    fn next(&mut self) -> Option<Self::Item> {
        let (spot, row) = match &mut self.rows {
            Source::Lines(lines) => lines.next()?,
            Source::Whole(rows) => rows.next()?,
        };
        Some(self.door.admit(spot, row.as_ref().map_err(Clone::clone)))
    }
}

/// A whole document, if it is not larger than allowed.
fn all(reader: impl BufRead, mapping: &Mapping) -> Result<Vec<u8>, ReadError> {
    let max = mapping.document_bytes_max;
    let mut bytes = Vec::new();
    reader.take(max as u64 + 1).read_to_end(&mut bytes).map_err(ReadError::Io)?;
    if bytes.len() > max { Err(ReadError::TooLarge(max)) } else { Ok(bytes) }
}

//! Cutting a stream into rows: lines of JSON or records of CSV, in UTF-8 or GB18030. Nothing longer
//! than one row is ever held.

use std::collections::VecDeque;
use std::io::{BufRead, Read};
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::door::Spot;
use crate::mapping::{Encoding, Format, Mapping};
use crate::reader::Row;
use crate::row::Reason;

/// What some programs put in front of UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// Most lines joined to the first of a CSV record.
const RECORD_LINES_MAX: usize = 1000;

/// How CSV is written.
#[derive(Clone, Copy)]
struct Dialect {
    separator: u8,
    escape: Option<u8>,
}

/// Rows of a stream, one after another.
pub(crate) struct LineRows<R> {
    lines: Lines<R>,
    format: Format,
    encoding: Encoding,
    dialect: Dialect,
    bytes_max: usize,
    header: Option<Arc<[String]>>,
}

impl<R: BufRead> LineRows<R> {
    pub(crate) fn new(reader: R, format: Format, mapping: &Mapping) -> Self {
        let bytes_max = mapping.row_bytes_max;
        Self {
            lines: Lines { reader, line: 0, bytes_max, put_back: VecDeque::new(), failed: false },
            format,
            encoding: mapping.encoding,
            dialect: Dialect {
                separator: mapping.separator as u8,
                escape: mapping.escape.map(|escape| escape as u8),
            },
            bytes_max,
            header: None,
        }
    }

    pub(crate) fn next(&mut self) -> Option<(Spot, Result<Row, Reason>)> {
        loop {
            let (line, first) = self.lines.next()?;
            let (row, rest) = match first {
                Ok(first) if self.format == Format::Csv => self.whole_record(first),
                first => (first, Vec::new()),
            };
            let text = row.and_then(|bytes| decode(&bytes, self.encoding));
            let row = match text {
                Ok(text) if text.trim().is_empty() => continue,
                Ok(text) if self.format == Format::Csv && self.header.is_none() => {
                    let names = split(&text, self.dialect).unwrap_or_default();
                    self.header = Some(names.iter().map(|name| name.trim().to_owned()).collect());
                    continue;
                }
                text => text.and_then(|text| self.cut(&text)),
            };
            if matches!(row, Err(Reason::Malformed)) {
                // A stray quote must not swallow the rows after it.
                self.lines.put_back(rest);
            }
            return Some((Spot::line(line), row));
        }
    }

    /// Joins the lines of a CSV record whose quotes hold line breaks. Also gives the lines that
    /// were joined to the first, so that they can be read on their own.
    fn whole_record(&mut self, first: Vec<u8>) -> (Result<Vec<u8>, Reason>, Vec<Line>) {
        let mut record = first;
        let mut rest: Vec<Line> = Vec::new();
        let mut quotes = Quotes::default();
        quotes.read(&record, self.dialect);
        while quotes.open {
            let room = record.len() < self.bytes_max && rest.len() < RECORD_LINES_MAX;
            let next = if room { self.lines.next() } else { None };
            let Some(next) = next else {
                return (Err(Reason::Malformed), rest);
            };
            if let (_, Ok(line)) = &next {
                record.extend_from_slice(line);
                quotes.read(line, self.dialect);
            }
            let failed = next.1.is_err();
            rest.push(next);
            if failed {
                return (Err(Reason::Malformed), rest);
            }
        }
        (Ok(record), rest)
    }

    fn cut(&self, text: &str) -> Result<Row, Reason> {
        if self.format == Format::Jsonl {
            let row: Map<String, Value> =
                serde_json::from_str(text).map_err(|_| Reason::Malformed)?;
            return Ok(Row::Object(row));
        }
        let header = self.header.clone().unwrap_or_default();
        let fields = split(text, self.dialect).ok_or(Reason::Malformed)?;
        if fields.len() != header.len() {
            return Err(Reason::Malformed);
        }
        Ok(Row::Record(header, fields))
    }
}

/// One CSV record, or nothing where its quotes do not close.
fn split(text: &str, dialect: Dialect) -> Option<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(dialect.separator)
        .escape(dialect.escape)
        .double_quote(dialect.escape.is_none())
        .flexible(true)
        .from_reader(text.as_bytes());
    let record = reader.records().next()?.ok()?;
    Some(record.iter().map(str::to_owned).collect())
}

/// Whether a quoted field is still open. A quote inside an unquoted field is a letter.
struct Quotes {
    open: bool,
    field_starts: bool,
    before: u8,
    first: bool,
}

impl Default for Quotes {
    fn default() -> Self {
        Self { open: false, field_starts: true, before: 0, first: true }
    }
}

impl Quotes {
    /// Reads on; what was read before is not read again, so that a long record takes linear time.
    fn read(&mut self, bytes: &[u8], dialect: Dialect) {
        let marked = bytes.strip_prefix(BYTE_ORDER_MARK).filter(|_| self.first);
        self.first = false;
        for &byte in marked.unwrap_or(bytes) {
            let escaped = Some(self.before) == dialect.escape && self.open;
            if escaped {
                self.before = 0;
                continue;
            }
            if self.open {
                // A doubled quote closes and opens again.
                self.open = byte != b'"';
                self.field_starts = false;
            } else if byte == b'"' {
                self.open = self.field_starts || self.before == b'"';
                self.field_starts = false;
            } else {
                self.field_starts = byte == dialect.separator;
            }
            self.before = byte;
        }
    }
}

fn decode(bytes: &[u8], encoding: Encoding) -> Result<String, Reason> {
    match encoding {
        Encoding::Utf8 => {
            let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
            String::from_utf8(bytes.to_vec()).map_err(|_| Reason::Encoding)
        }
        Encoding::Gb18030 => {
            let decoded =
                encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes);
            decoded.map(|text| text.into_owned()).ok_or(Reason::Encoding)
        }
    }
}

/// A line with its number, from 1.
type Line = (u64, Result<Vec<u8>, Reason>);

/// Lines of bounded length. In GB18030 the bytes of a quote and of a line feed never occur inside
/// another character, so rows can be cut before they are decoded.
struct Lines<R> {
    reader: R,
    line: u64,
    bytes_max: usize,
    put_back: VecDeque<Line>,
    failed: bool,
}

impl<R: BufRead> Lines<R> {
    fn next(&mut self) -> Option<Line> {
        if let Some(line) = self.put_back.pop_front() {
            return Some(line);
        }
        if self.failed {
            return None;
        }
        self.line += 1;
        match self.read() {
            Ok(line) => line.map(|line| (self.line, line)),
            Err(e) => {
                self.failed = true;
                Some((self.line, Err(Reason::Io(e.kind().to_string()))))
            }
        }
    }

    fn put_back(&mut self, lines: Vec<Line>) {
        for line in lines.into_iter().rev() {
            self.put_back.push_front(line);
        }
    }

    fn read(&mut self) -> std::io::Result<Option<Result<Vec<u8>, Reason>>> {
        let mut line = Vec::new();
        let room = self.bytes_max as u64 + 1;
        self.reader.by_ref().take(room).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(None);
        }
        if line.len() > self.bytes_max && line.last() != Some(&b'\n') {
            self.reader.skip_until(b'\n')?;
            return Ok(Some(Err(Reason::TooLong)));
        }
        Ok(Some(Ok(line)))
    }
}

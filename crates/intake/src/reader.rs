//! Reading rows: lines of JSON or records of CSV, in UTF-8 or GB18030.

use std::collections::{HashSet, VecDeque};
use std::io::{BufRead, Read};

use jiff::tz::Offset;
use tandem_sense::{Complaint, Post};

use crate::Register;
use crate::mapping::{Encoding, Format, Mapping, MappingError};
use crate::row::{Fields, Parsed, Reason, Skipped, parse};
use crate::tally::Tally;

/// Posts of a file, one after another; keeps the tally.
pub struct Posts<'a, R>(Rows<'a, R>);

/// Complaints of a file, one after another; keeps the tally.
pub struct Complaints<'a, R>(Rows<'a, R>);

/// Reads posts. Each row gives a post or what was wrong with it; a bad row stops nothing.
pub fn read_posts<'a, R: BufRead>(
    reader: R,
    format: Format,
    mapping: &'a Mapping,
    register: &'a Register,
) -> Result<Posts<'a, R>, MappingError> {
    Rows::new(reader, format, mapping, register).map(Posts)
}

/// Reads complaints, with their replies where the columns for these are filled.
pub fn read_complaints<'a, R: BufRead>(
    reader: R,
    format: Format,
    mapping: &'a Mapping,
    register: &'a Register,
) -> Result<Complaints<'a, R>, MappingError> {
    Rows::new(reader, format, mapping, register).map(Complaints)
}

impl<R> Posts<'_, R> {
    /// What became of the rows so far.
    pub fn tally(&self) -> &Tally {
        &self.0.tally
    }
}

impl<R> Complaints<'_, R> {
    /// What became of the rows so far.
    pub fn tally(&self) -> &Tally {
        &self.0.tally
    }
}

impl<R: BufRead> Iterator for Posts<'_, R> {
    type Item = Result<Post, Skipped>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|row| row.map(|complaint| complaint.post))
    }
}

impl<R: BufRead> Iterator for Complaints<'_, R> {
    type Item = Result<Complaint, Skipped>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

struct Rows<'a, R> {
    lines: Lines<R>,
    format: Format,
    mapping: &'a Mapping,
    register: &'a Register,
    offset: Offset,
    header: Option<Vec<String>>,
    /// Source and id of every row taken.
    seen: HashSet<(String, String)>,
    tally: Tally,
}

/// What some programs put in front of UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// Most lines joined to the first of a CSV record.
const RECORD_LINES_MAX: usize = 1000;

/// A CSV record with its header.
struct Record<'a> {
    header: &'a [String],
    fields: Vec<String>,
}

impl Fields for Record<'_> {
    fn get(&self, column: &str) -> Option<String> {
        let at = self.header.iter().position(|name| name == column)?;
        self.fields.get(at).cloned()
    }
}

impl<'a, R: BufRead> Rows<'a, R> {
    fn new(
        reader: R,
        format: Format,
        mapping: &'a Mapping,
        register: &'a Register,
    ) -> Result<Self, MappingError> {
        let offset = crate::time::offset(&mapping.offset)?;
        if !mapping.separator.is_ascii() {
            return Err(MappingError::Separator(mapping.separator));
        }
        Ok(Self {
            lines: Lines {
                reader,
                line: 0,
                bytes_max: mapping.row_bytes_max,
                put_back: VecDeque::new(),
                failed: false,
            },
            format,
            mapping,
            register,
            offset,
            header: None,
            seen: HashSet::new(),
            tally: Tally::default(),
        })
    }

    fn next(&mut self) -> Option<Result<Complaint, Skipped>> {
        loop {
            let (line, first) = self.lines.next()?;
            let (row, rest) = match first {
                Ok(first) if self.format == Format::Csv => self.whole_record(first),
                first => (first, Vec::new()),
            };
            let text = row.and_then(|bytes| decode(&bytes, self.mapping.encoding));
            let parsed = match text {
                Ok(text) if text.trim().is_empty() => continue,
                Ok(text) if self.format == Format::Csv && self.header.is_none() => {
                    self.header = Some(split(&text, self.mapping.separator).unwrap_or_default());
                    continue;
                }
                text => text.and_then(|text| self.parse(&text)),
            };
            if matches!(parsed, Err(Reason::Malformed)) {
                // A stray quote must not swallow the rows after it.
                self.lines.put_back(rest);
            }
            self.tally.read += 1;
            return Some(match parsed {
                Ok(Parsed { complaint, masked }) => {
                    self.tally.accepted += 1;
                    self.tally.masked.add(&masked);
                    Ok(complaint)
                }
                Err(reason) => {
                    self.tally.skip(&reason);
                    Err(Skipped { line, reason })
                }
            });
        }
    }

    /// Joins the lines of a CSV record whose quotes hold line breaks. Also gives the lines that
    /// were joined to the first, so that they can be read on their own.
    fn whole_record(&mut self, first: Vec<u8>) -> (Result<Vec<u8>, Reason>, Vec<Line>) {
        let separator = self.mapping.separator as u8;
        let mut record = first;
        let mut rest: Vec<Line> = Vec::new();
        while open_quotes(&record, separator) {
            let room = record.len() < self.mapping.row_bytes_max && rest.len() < RECORD_LINES_MAX;
            let next = if room { self.lines.next() } else { None };
            let Some(next) = next else {
                return (Err(Reason::Malformed), rest);
            };
            if let (_, Ok(line)) = &next {
                record.extend_from_slice(line);
            }
            let failed = next.1.is_err();
            rest.push(next);
            if failed {
                return (Err(Reason::Malformed), rest);
            }
        }
        (Ok(record), rest)
    }

    fn parse(&mut self, text: &str) -> Result<Parsed, Reason> {
        let parsed = match self.format {
            Format::Jsonl => {
                let row: serde_json::Map<String, serde_json::Value> =
                    serde_json::from_str(text).map_err(|_| Reason::Malformed)?;
                parse(&row, self.mapping, self.offset, self.register)?
            }
            Format::Csv => {
                let header = self.header.as_deref().unwrap_or_default();
                let fields = split(text, self.mapping.separator).ok_or(Reason::Malformed)?;
                if fields.len() != header.len() {
                    return Err(Reason::Malformed);
                }
                parse(&Record { header, fields }, self.mapping, self.offset, self.register)?
            }
        };
        let post = &parsed.complaint.post;
        let name = (post.source.to_string(), post.id.to_string());
        if self.seen.insert(name) { Ok(parsed) } else { Err(Reason::Duplicate) }
    }
}

/// One CSV record, or nothing where its quotes do not close.
fn split(text: &str, separator: char) -> Option<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(u8::try_from(separator).ok()?)
        .flexible(true)
        .from_reader(text.as_bytes());
    let record = reader.records().next()?.ok()?;
    Some(record.iter().map(str::to_owned).collect())
}

/// Whether a quoted field is still open at the end. A quote inside an unquoted field is a letter.
fn open_quotes(bytes: &[u8], separator: u8) -> bool {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let (mut open, mut field_starts) = (false, true);
    for (at, &byte) in bytes.iter().enumerate() {
        if open {
            // A doubled quote closes and opens again.
            open = byte != b'"';
            field_starts = false;
        } else if byte == b'"' {
            open = field_starts || at > 0 && bytes[at - 1] == b'"';
            field_starts = false;
        } else {
            field_starts = byte == separator;
        }
    }
    open
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

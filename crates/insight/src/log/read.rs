//! From bytes to a log: which format it is, which column is what, what could not be used.

use super::time::{DateOrder, parse_ordered};
use super::{EventLog, Micros, csv, ocel, ocel_xml, xes};

/// How an event log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A table with a header, separated by commas, semicolons or tabs.
    Csv,
    /// IEEE 1849 XES.
    Xes,
    /// OCEL 2.0 in JSON.
    OcelJson,
    /// OCEL 2.0 in XML.
    OcelXml,
}

impl Format {
    /// Tells the format by how the text begins.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        match text.as_bytes().first() {
            Some(b'{') => Self::OcelJson,
            Some(b'<') if ocel_xml::begins(text) => Self::OcelXml,
            Some(b'<') => Self::Xes,
            _ => Self::Csv,
        }
    }
}

/// Which column or attribute is what; where one is not named, the names of XES and OCEL and some
/// common ones are tried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// The case; in OCEL the type of object that is the case.
    pub case: Option<String>,
    /// The activity.
    pub activity: Option<String>,
    /// The time.
    pub time: Option<String>,
    /// Who did it; in OCEL an attribute of the event or a type of object.
    pub resource: Option<String>,
    /// The group or unit of who did it.
    pub group: Option<String>,
    /// By when the case is due.
    pub due: Option<String>,
    /// When the case was closed.
    pub closed: Option<String>,
}

/// A log with what was left out of it.
#[derive(Clone, Debug)]
pub struct Import {
    /// The log.
    pub log: EventLog,
    /// How it was written.
    pub format: Format,
    /// The first events that could not be used, at most [`Import::SKIPPED_SHOWN_MAX`].
    pub skipped: Vec<Skipped>,
    /// How many could not be used.
    pub skipped_total: u64,
    /// Due and closing times that were asked for and could not be read; their cases count as
    /// having none.
    pub unread_times: u64,
}

/// An event that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Where: a line of a table, otherwise the number of the event in the file.
    pub place: String,
    /// Why.
    pub reason: String,
}

/// A log cannot be read at all.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum LogError {
    /// Not UTF-8.
    #[error("the text is not UTF-8 at byte {at}; save the file as UTF-8")]
    Encoding {
        /// Where.
        at: usize,
    },
    /// A column that is needed was not found.
    #[error("there is no column for the {what}; name it with --{option}; there are: {there}")]
    Column {
        /// What it is for.
        what: &'static str,
        /// The option that names it.
        option: &'static str,
        /// The columns that there are.
        there: String,
    },
    /// A column that was asked for is not there.
    #[error("there is no column `{name}` (--{option}); there are: {there}")]
    Named {
        /// The name asked for.
        name: String,
        /// The option that named it.
        option: &'static str,
        /// The columns that there are.
        there: String,
    },
    /// The structure of the file is broken.
    #[error("the file is broken at {place}: {problem}")]
    Broken {
        /// Where.
        place: String,
        /// How.
        problem: String,
    },
    /// OCEL with several types of objects and none named as the case.
    #[error("several types of objects could be the case; choose one with --case: {there}")]
    CaseType {
        /// The types.
        there: String,
    },
    /// No event could be used.
    #[error("no event could be used{}", first.as_ref().map(|s| format!("; {}: {}", s.place, s.reason)).unwrap_or_default())]
    Empty {
        /// The first that was skipped, if any.
        first: Option<Skipped>,
    },
}

/// Reads a log.
///
/// # Errors
/// Where the file as a whole cannot be used; single events are skipped and counted instead.
pub fn read(bytes: &[u8], columns: &Columns) -> Result<Import, LogError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| LogError::Encoding { at: error.valid_up_to() })?;
    let text = text.trim_start_matches('\u{feff}');
    let format = Format::of(text);
    let mut import = Import {
        log: EventLog::default(),
        format,
        skipped: Vec::new(),
        skipped_total: 0,
        unread_times: 0,
    };
    import.log = match format {
        Format::Csv => csv::read(text, columns, &mut import)?,
        Format::Xes => xes::read(text, columns, &mut import)?,
        Format::OcelJson => ocel::read(text, columns, &mut import)?,
        Format::OcelXml => ocel_xml::read(text, columns, &mut import)?,
    };
    if import.log.is_empty() {
        return Err(LogError::Empty { first: import.skipped.into_iter().next() });
    }
    Ok(import)
}

impl Import {
    /// More are counted only.
    pub const SKIPPED_SHOWN_MAX: usize = 20;

    /// Reads a due or closing time, and counts one that cannot be read.
    pub(super) fn time(&mut self, text: Option<&str>, order: Option<DateOrder>) -> Option<Micros> {
        let time = parse_ordered(text?, order);
        self.unread_times += u64::from(time.is_none());
        time
    }

    pub(super) fn skip(&mut self, place: impl FnOnce() -> String, reason: impl Into<String>) {
        self.skipped_total += 1;
        if self.skipped.len() < Self::SKIPPED_SHOWN_MAX {
            self.skipped.push(Skipped { place: place(), reason: reason.into() });
        }
    }
}

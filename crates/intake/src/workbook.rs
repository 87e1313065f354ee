//! Excel workbooks.
//!
//! A workbook is a compressed archive, and a small file can unpack to anything. So it is unpacked
//! once into nothing, counting what really comes out, before anybody builds a table of it; and its
//! cells are read one after another, because a sheet with two far corners would be a huge table.
//!
//! Offices write a title over the table, merge cells, and spread one year over twelve sheets: the
//! header is the first row that has the columns, a merged cell stands for all that it covers, and
//! every sheet with the columns is read.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::sync::Arc;

use calamine::{DataRef, Dimensions, ExcelDateTime, Reader as _, Xlsx};
use smol_str::SmolStr;

use crate::door::Spot;
use crate::mapping::{IdFrom, Mapping};
use crate::reader::{Placed, ReadError, Row};
use crate::row::Reason;

/// Most bytes that all parts unpack to.
const UNPACKED_MAX: u64 = 512 << 20;
/// Most that a part may grow; tables of text grow by ten, a bomb by a thousand.
const GROWTH_MAX: u64 = 200;
/// Below this a part may grow as it likes.
const GROWTH_FREE: u64 = 1 << 20;
/// Most parts.
const PARTS_MAX: usize = 10_000;
/// Rows at the top of a sheet that may stand above the header.
const TITLE_ROWS_MAX: u32 = 20;
/// Columns that are looked at.
const COLUMNS_MAX: u32 = 1_000;
/// Merged cells of one sheet that are looked at.
const MERGED_MAX: usize = 100_000;

type Cells = BTreeMap<u32, BTreeMap<u32, String>>;

/// The rows of every sheet that has the columns.
pub(crate) fn rows(bytes: Vec<u8>, mapping: &Mapping) -> Result<Placed, ReadError> {
    unpacks_to_something_sensible(&bytes)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
    let names: Vec<String> = match &mapping.sheet {
        Some(sheet) => vec![sheet.clone()],
        None => book.sheet_names(),
    };
    let mut out = Vec::new();
    let mut fitting = 0;
    for name in names {
        let cells = cells(&mut book, &name)?;
        if let Some(rows) = table(&name, &cells, mapping) {
            fitting += 1;
            out.extend(rows);
        }
    }
    if fitting == 0 {
        return Err(ReadError::NoSheet(needed(mapping).join(", ")));
    }
    Ok(out)
}

/// Unpacks everything into nothing and stops where it grows too much.
fn unpacks_to_something_sensible(bytes: &[u8]) -> Result<(), ReadError> {
    let not_one = |e: &dyn std::fmt::Display| ReadError::Form { form: "XLSX", why: e.to_string() };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| not_one(&e))?;
    if archive.len() > PARTS_MAX {
        return Err(ReadError::Bomb("parts"));
    }
    let mut total = 0;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|e| not_one(&e))?;
        let allowed = (part.compressed_size() * GROWTH_MAX).max(GROWTH_FREE);
        let room = allowed.min(UNPACKED_MAX - total);
        // What the archive says of itself is not believed: what comes out is counted.
        let out = std::io::copy(&mut part.take(room + 1), &mut std::io::sink())
            .map_err(|e| not_one(&e))?;
        if out > room {
            return Err(ReadError::Bomb(if room == allowed { "growth" } else { "size" }));
        }
        total += out;
    }
    Ok(())
}

/// The filled cells of a sheet, merged ones copied to every row that they cover.
fn cells(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Result<Cells, ReadError> {
    let mut cells = filled(book, name)?;
    // A sheet without merged cells is no error.
    let merged = book.merge_cells_by_sheet_name(name).unwrap_or_default();
    for Dimensions { start, end } in merged.into_iter().take(MERGED_MAX) {
        let Some(text) = cells.get(&start.0).and_then(|row| row.get(&start.1)).cloned() else {
            continue;
        };
        // Only rows that hold something else are rows: a merge over a whole column makes none.
        for (_, row) in cells.range_mut(start.0..=end.0) {
            row.entry(start.1).or_insert_with(|| text.clone());
        }
    }
    Ok(cells)
}

fn filled(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Result<Cells, ReadError> {
    let mut cells: Cells = BTreeMap::new();
    let mut reader = book.worksheet_cells_reader(name).map_err(|e| broken(&e))?;
    while let Some(cell) = reader.next_cell().map_err(|e| broken(&e))? {
        let (row, column) = cell.get_position();
        if column < COLUMNS_MAX
            && let Some(text) = text(cell.get_value())
        {
            cells.entry(row).or_default().insert(column, text);
        }
    }
    Ok(cells)
}

/// The rows below the header of a sheet; nothing where no row is the header.
fn table(sheet: &str, cells: &Cells, mapping: &Mapping) -> Option<Placed> {
    let needed = needed(mapping);
    let is_header = |row: &BTreeMap<u32, String>| {
        needed.iter().all(|column| row.values().any(|text| text.trim() == *column))
    };
    let (at, header) =
        cells.iter().take(TITLE_ROWS_MAX as usize).find(|(_, row)| is_header(row))?;
    let width = header.keys().last()? + 1;
    let field = |row: &BTreeMap<u32, String>, column| row.get(&column).cloned().unwrap_or_default();
    let names: Arc<[String]> = (0..width).map(|c| field(header, c).trim().to_owned()).collect();
    let sheet = SmolStr::new(sheet);
    let rows = cells.range(at + 1..).map(|(&row, fields)| {
        let spot = Spot { sheet: Some(sheet.clone()), line: u64::from(row) + 1 };
        let length: usize = fields.values().map(String::len).sum();
        if length > mapping.row_bytes_max {
            return (spot, Err(Reason::TooLong));
        }
        let fields = (0..width).map(|column| field(fields, column)).collect();
        (spot, Ok(Row::Record(Arc::clone(&names), fields)))
    });
    Some(rows.collect())
}

/// Columns without which a sheet is no table of posts.
fn needed(mapping: &Mapping) -> Vec<&str> {
    let columns = &mapping.columns;
    let id = (mapping.id_from == IdFrom::Column).then_some(columns.id.as_str());
    id.into_iter().chain([columns.time.as_str(), columns.text.as_str()]).collect()
}

/// A cell as text; nothing where it is empty or an error of a formula.
fn text(value: &DataRef<'_>) -> Option<String> {
    match value {
        DataRef::Int(n) => Some(n.to_string()),
        DataRef::Float(n) => Some(number(*n)),
        DataRef::String(text) | DataRef::DateTimeIso(text) => Some(text.clone()),
        DataRef::SharedString(text) => Some((*text).to_owned()),
        DataRef::Bool(yes) => Some(yes.to_string()),
        DataRef::DateTime(time) => Some(date(time)),
        DataRef::DurationIso(_) | DataRef::Error(_) | DataRef::Empty => None,
    }
}

/// Numbers of tickets are numbers in a workbook: `20240501000123`, not `2.0240501000123e13`.
fn number(n: f64) -> String {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if n.fract() == 0.0 && n.abs() <= EXACT { format!("{n:.0}") } else { n.to_string() }
}

/// A date as civil time; the mapping says at which offset.
fn date(time: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

fn broken(error: &calamine::XlsxError) -> ReadError {
    use calamine::XlsxError as Broken;
    let why = match error {
        Broken::Password => "it is protected with a password; save it without",
        Broken::WorksheetNotFound(_) => "it has no sheet of that name",
        Broken::FileNotFound(_) => "a part is missing",
        Broken::Zip(_) | Broken::Io(_) => "the archive is broken",
        _ => "its content is broken",
    };
    ReadError::Form { form: "XLSX", why: why.to_owned() }
}

//! One JSON document that holds the rows: an array, or an array somewhere inside an object.

use serde_json::Value;

use crate::door::Spot;
use crate::mapping::Mapping;
use crate::reader::{Placed, ReadError, Row};
use crate::row::Reason;

/// Keys under which services wrap their rows; looked at where the mapping names none.
const WRAPPERS: [&str; 4] = ["items", "data", "rows", "posts"];

/// The rows of a document. Nesting deeper than serde_json's limit is refused as malformed.
pub(crate) fn rows(bytes: &[u8], mapping: &Mapping) -> Result<Placed, ReadError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let document: Value = serde_json::from_slice(bytes)
        .map_err(|e| ReadError::Form { form: "JSON", why: place(&e) })?;
    let rows = match (&mapping.rows, document) {
        (Some(path), document) => {
            let found = path.split('.').try_fold(&document, |value, key| value.get(key));
            found.cloned().ok_or_else(|| ReadError::NoRows(path.clone()))?
        }
        (None, Value::Object(mut object)) => {
            let wrapped =
                WRAPPERS.iter().find(|key| object.get(**key).is_some_and(Value::is_array));
            match wrapped.and_then(|key| object.remove(*key)) {
                Some(rows) => rows,
                None => Value::Object(object),
            }
        }
        (None, document) => document,
    };
    let rows = match rows {
        Value::Array(rows) => rows,
        row => vec![row],
    };
    let row = |(index, value)| {
        let row = match value {
            Value::Object(object) => Ok(Row::Object(object)),
            _ => Err(Reason::Malformed),
        };
        (Spot::line(index as u64 + 1), row)
    };
    Ok(rows.into_iter().enumerate().map(row).collect())
}

/// Where a document breaks, without quoting it.
fn place(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}

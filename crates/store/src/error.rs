//! SQLite's errors as the engine's.

use rusqlite::ErrorCode;
use std::path::Path;
use tandem_engine::StoreError;

pub(crate) fn place_error(place: &Path, error: rusqlite::Error) -> StoreError {
    let name = place.display().to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::Full { place: name },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            StoreError::Locked { place: name }
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            StoreError::Corrupt { place: name, what: error.to_string() }
        }
        _ => match &error {
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..) => {
                StoreError::Corrupt { place: name, what: error.to_string() }
            }
            _ => StoreError::Other { place: name, source: Box::new(error) },
        },
    }
}

pub(crate) fn io(place: &Path, error: std::io::Error) -> StoreError {
    let place = place.display().to_string();
    match error.kind() {
        std::io::ErrorKind::StorageFull => StoreError::Full { place },
        _ => StoreError::Other { place, source: Box::new(error) },
    }
}

//! Errors of an index as errors of storage.

use std::path::Path;
use tandem_engine::StoreError;
use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenWriteError};

pub(crate) fn place_error(place: &Path, error: TantivyError) -> StoreError {
    let full = |e: &std::io::Error| e.kind() == std::io::ErrorKind::StorageFull;
    let place = place.display().to_string();
    match error {
        TantivyError::IoError(io) if full(&io) => StoreError::Full { place },
        TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, .. })
            if full(&io_error) =>
        {
            StoreError::Full { place }
        }
        TantivyError::LockFailure(LockError::LockBusy, _) => StoreError::Locked { place },
        other => StoreError::Other { place, source: Box::new(other) },
    }
}

pub(crate) fn io(place: &Path, error: std::io::Error) -> StoreError {
    StoreError::Other { place: place.display().to_string(), source: Box::new(error) }
}

/// Somebody asked a reader to write.
pub(crate) fn only_reads(place: &Path) -> StoreError {
    StoreError::Locked { place: place.display().to_string() }
}

//! Files that are named as evidence, kept under the digest of their bytes.

use std::path::Path;
use tandem_core::Digest;

/// Keeps a file under a folder; tells its digest, its name and its bytes. Keeping it twice changes
/// nothing.
pub(super) fn keep(folder: &Path, file: &Path) -> std::io::Result<(Digest, String, Vec<u8>)> {
    let bytes = std::fs::read(file)?;
    let digest = Digest::of(&bytes);
    let place = folder.join(digest.to_string());
    if !place.exists() {
        std::fs::create_dir_all(folder)?;
        // Written beside its place first, so that a half-written original is never taken for one.
        let part = folder.join(format!("{digest}.part"));
        std::fs::write(&part, &bytes)?;
        std::fs::File::open(&part)?.sync_all()?;
        std::fs::rename(&part, &place)?;
    }
    let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into());
    Ok((digest, name, bytes))
}

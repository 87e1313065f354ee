//! Bytes of an event log, however they are packed and written.

use anyhow::{Context as _, Result, bail};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Unpacked bytes beyond which a log is taken for a trap.
const BYTES_MAX: u64 = 8 << 30;

/// The bytes of a log in UTF-8, unpacked.
pub(in crate::commands) fn load(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().take(BYTES_MAX).read_to_end(&mut bytes)?;
    } else {
        File::open(path)?.take(BYTES_MAX).read_to_end(&mut bytes)?;
    }
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut unpacked = Vec::with_capacity(bytes.len() * 8);
        let unpack = flate2::read::MultiGzDecoder::new(&bytes[..]);
        unpack.take(BYTES_MAX).read_to_end(&mut unpacked).context("unpack gzip")?;
        bytes = unpacked;
    }
    if bytes.len() as u64 >= BYTES_MAX {
        bail!("more than {BYTES_MAX} bytes; split the log by cases");
    }
    Ok(if std::str::from_utf8(&bytes).is_ok() { bytes } else { from_gb18030(bytes) })
}

/// What Chinese office software writes, where that is what it is; otherwise the bytes as they were,
/// whose reader says where they are wrong.
fn from_gb18030(bytes: Vec<u8>) -> Vec<u8> {
    let text = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(&bytes);
    let text = text.map(|text| text.into_owned().into_bytes());
    text.unwrap_or(bytes)
}

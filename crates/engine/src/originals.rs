//! Originals that come in by other ways than a post: files and texts that units hand in.
//!
//! The ledger names an original by the digest of its bytes, and whoever handed it in keeps them.
//! The archive keeps its text with personal numbers masked, so that what is told of it can be held
//! against it (FID-1) and the receiver can read it.

use crate::engine::Engine;
use crate::ports::StoreError;
use serde::Serialize;
use tandem_core::Digest;
use tandem_sense::privacy::mask;

/// Bytes of a text that is kept, at most; a longer one is named by its digest alone.
const TEXT_MAX: usize = 1 << 20;

/// An original that was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct KeptOriginal {
    /// The digest of its bytes, by which evidence names it.
    pub digest: Digest,
    /// Whether its text is kept.
    pub text: KeptText,
}

/// What was kept of an original's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptText {
    /// All of it, but for so many personal numbers.
    Kept {
        /// Personal numbers that were masked.
        masked: u32,
    },
    /// It is no text, or too long a one.
    None,
}

impl Engine {
    /// Keeps the text of an original, where it has one, and tells its digest.
    ///
    /// # Errors
    /// Where storage fails.
    pub fn keep_original(&self, bytes: &[u8]) -> Result<KeptOriginal, StoreError> {
        let digest = Digest::of(bytes);
        let text = std::str::from_utf8(bytes).ok().filter(|text| {
            text.len() <= TEXT_MAX && !text.trim().is_empty() && !text.contains('\0')
        });
        let Some(text) = text else {
            return Ok(KeptOriginal { digest, text: KeptText::None });
        };
        let masked = mask(text);
        self.store.keep_text(digest, &masked.text)?;
        Ok(KeptOriginal { digest, text: KeptText::Kept { masked: masked.masked.total() } })
    }
}

//! Files that people hand in with a form: what is taken, and how it is kept.
//!
//! A file is told by its first bytes and never by its name. The text of a text is kept as every
//! original's is, masked ([`Engine::keep_original`]). Pictures and PDFs are kept as they are,
//! because a picture that was changed proves nothing.

use crate::engine::Engine;
use crate::ports::StoreError;
use tandem_core::{Digest, Lang, Text};
use tandem_sense::privacy::mask;

/// Bytes of a file, at most.
pub const ATTACHMENT_BYTES_MAX: usize = 10 * 1024 * 1024;

/// The media type of a text.
const TEXT: &str = "text/plain";

/// A picture or PDF as it was handed in; the ledger names it by its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The digest of its bytes.
    pub digest: Digest,
    /// Its media type, one of a short list.
    pub media: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl Attachment {
    /// Whether a browser can show it as a picture.
    pub fn is_picture(&self) -> bool {
        self.media.starts_with("image/")
    }

    /// What it is, in a word.
    pub fn kind(&self, lang: Lang) -> &'static str {
        if self.is_picture() { lang.pick("照片", "photo") } else { "PDF" }
    }
}

/// A file that was handed in and is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandedIn {
    /// The digest of its bytes, by which evidence names it.
    pub digest: Digest,
    /// Its media type.
    pub media: &'static str,
}

/// Why a file was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is too large.
    #[error("the file is larger than {ATTACHMENT_BYTES_MAX} bytes")]
    TooLarge,
    /// It is none of the kinds that are taken.
    #[error("the file is no picture, PDF or text")]
    UnknownKind,
}

impl NotTaken {
    /// What is wrong and what to do, for whoever handed it in.
    pub fn words(self) -> Text {
        match self {
            Self::Empty => {
                Text::new("文件是空的；请重新选择。", "The file is empty; choose it again.")
            }
            Self::TooLarge => Text::new(
                "文件超过10 MB；请缩小照片或分成几份。",
                "The file is larger than 10 MB; make the photo smaller or split it.",
            ),
            Self::UnknownKind => Text::new(
                "只收 JPEG、PNG、WebP 照片、PDF 和 UTF-8 文本；其他文件请先转换。",
                "Photos as JPEG, PNG or WebP, PDF and UTF-8 text are taken; convert other files first.",
            ),
        }
    }
}

impl Engine {
    /// Keeps a file, if it is of a kind that is taken.
    ///
    /// # Errors
    /// Where storage fails.
    pub fn hand_in(&self, bytes: &[u8]) -> Result<Result<HandedIn, NotTaken>, StoreError> {
        let media = match told(bytes) {
            Ok(media) => media,
            Err(no) => return Ok(Err(no)),
        };
        if media == TEXT {
            let digest = self.keep_original(bytes)?.digest;
            return Ok(Ok(HandedIn { digest, media }));
        }
        let digest = Digest::of(bytes);
        let (kind, bytes) = (media.to_owned(), bytes.to_vec());
        self.store.keep_attachment(&Attachment { digest, media: kind, bytes })?;
        Ok(Ok(HandedIn { digest, media }))
    }
}

/// A short text, such as what a file shows, without personal numbers.
pub fn masked(text: &str) -> String {
    mask(text).text
}

/// The media type of a file that is taken.
fn told(bytes: &[u8]) -> Result<&'static str, NotTaken> {
    if bytes.is_empty() {
        return Err(NotTaken::Empty);
    }
    if bytes.len() > ATTACHMENT_BYTES_MAX {
        return Err(NotTaken::TooLarge);
    }
    let starts = |mark: &[u8]| bytes.starts_with(mark);
    if starts(&[0xff, 0xd8, 0xff]) {
        return Ok("image/jpeg");
    }
    if starts(b"\x89PNG\r\n\x1a\n") {
        return Ok("image/png");
    }
    if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Ok("image/webp");
    }
    if starts(b"%PDF-") {
        return Ok("application/pdf");
    }
    let text = std::str::from_utf8(bytes).map_err(|_| NotTaken::UnknownKind)?;
    let plain = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
    if text.chars().all(plain) { Ok(TEXT) } else { Err(NotTaken::UnknownKind) }
}

#[cfg(test)]
mod tests {
    use super::{ATTACHMENT_BYTES_MAX, NotTaken, told};

    #[test]
    fn a_file_is_told_by_its_first_bytes() {
        let jpeg = [&[0xff, 0xd8, 0xff, 0xe0][..], b"JFIF"].concat();
        let cases: [(&[u8], Result<&str, NotTaken>); 7] = [
            (b"", Err(NotTaken::Empty)),
            (&jpeg, Ok("image/jpeg")),
            (b"\x89PNG\r\n\x1a\nIHDR", Ok("image/png")),
            (b"RIFF\0\0\0\0WEBPVP8 ", Ok("image/webp")),
            (b"%PDF-1.7", Ok("application/pdf")),
            ("一句话".as_bytes(), Ok("text/plain")),
            (b"MZ\x90\0", Err(NotTaken::UnknownKind)),
        ];
        for (bytes, expected) in cases {
            assert_eq!(told(bytes), expected, "{bytes:?}");
        }
        assert_eq!(told(&vec![b'a'; ATTACHMENT_BYTES_MAX + 1]), Err(NotTaken::TooLarge));
    }
}

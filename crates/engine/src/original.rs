//! Originals that people hand in: what is taken, and how it is kept.
//!
//! A file is told by its first bytes and never by its name. Text is masked at the door, as posts
//! are: what is kept, and what the digest in the ledger names, is the masked text. Pictures are
//! kept as they are, because a picture that was changed proves nothing.

use tandem_core::{Digest, Lang, Text};
use tandem_sense::privacy::mask;

/// Bytes of an original, at most.
pub const ORIGINAL_BYTES_MAX: usize = 10 * 1024 * 1024;

/// A file as it is kept; the ledger names it by its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// The digest of its bytes.
    pub digest: Digest,
    /// Its media type, one of a short list.
    pub media: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Why a file was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is too large.
    #[error("the file is larger than {ORIGINAL_BYTES_MAX} bytes")]
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

/// An original from what was handed in.
///
/// # Errors
/// Where it is empty, too large, or of no kind that is taken.
pub fn admit(bytes: Vec<u8>) -> Result<Original, NotTaken> {
    if bytes.is_empty() {
        return Err(NotTaken::Empty);
    }
    if bytes.len() > ORIGINAL_BYTES_MAX {
        return Err(NotTaken::TooLarge);
    }
    let media = told(&bytes).ok_or(NotTaken::UnknownKind)?;
    let bytes = match media {
        TEXT => masked(&String::from_utf8_lossy(&bytes)).into_bytes(),
        _ => bytes,
    };
    Ok(Original { digest: Digest::of(&bytes), media: media.to_owned(), bytes })
}

/// A short text, such as what a file shows, without personal numbers.
pub fn masked(text: &str) -> String {
    mask(text).text
}

/// The media type of a text.
const TEXT: &str = "text/plain; charset=utf-8";

fn told(bytes: &[u8]) -> Option<&'static str> {
    let starts = |mark: &[u8]| bytes.starts_with(mark);
    if starts(&[0xff, 0xd8, 0xff]) {
        Some("image/jpeg")
    } else if starts(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some("image/webp")
    } else if starts(b"%PDF-") {
        Some("application/pdf")
    } else {
        let text = std::str::from_utf8(bytes).ok()?;
        let plain = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
        text.chars().all(plain).then_some(TEXT)
    }
}

impl Original {
    /// Whether a browser can show it as a picture.
    pub fn is_picture(&self) -> bool {
        self.media.starts_with("image/")
    }

    /// Its text, where it is one.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok().filter(|_| self.media == TEXT)
    }

    /// What it is, in a word.
    pub fn kind(&self, lang: Lang) -> &'static str {
        match self.media.as_str() {
            TEXT => lang.pick("文本", "text"),
            "application/pdf" => "PDF",
            _ => lang.pick("照片", "photo"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{NotTaken, ORIGINAL_BYTES_MAX, admit};

    #[test]
    fn a_file_is_told_by_its_first_bytes() {
        let jpeg = [&[0xff, 0xd8, 0xff, 0xe0][..], b"JFIF"].concat();
        let cases: [(&[u8], Result<&str, NotTaken>); 7] = [
            (b"", Err(NotTaken::Empty)),
            (&jpeg, Ok("image/jpeg")),
            (b"\x89PNG\r\n\x1a\nIHDR", Ok("image/png")),
            (b"RIFF\0\0\0\0WEBPVP8 ", Ok("image/webp")),
            (b"%PDF-1.7", Ok("application/pdf")),
            ("一句话".as_bytes(), Ok("text/plain; charset=utf-8")),
            (b"MZ\x90\0", Err(NotTaken::UnknownKind)),
        ];
        for (bytes, expected) in cases {
            let found = admit(bytes.to_vec());
            let found = found.as_ref().map(|original| original.media.as_str()).map_err(|e| *e);
            assert_eq!(found, expected, "{bytes:?}");
        }
        assert_eq!(admit(vec![b'a'; ORIGINAL_BYTES_MAX + 1]), Err(NotTaken::TooLarge));
    }

    #[test]
    fn a_text_is_kept_without_personal_numbers_and_a_picture_as_it_is() {
        let text = admit("请联系 13800138000".as_bytes().to_vec()).expect("a text is taken");
        let kept = text.text().expect("a text");
        assert!(!kept.contains("13800138000"), "{kept}");
        assert_eq!(text.digest, tandem_core::Digest::of(kept.as_bytes()));
        let bytes = b"\x89PNG\r\n\x1a\n13800138000".to_vec();
        assert_eq!(admit(bytes.clone()).map(|picture| picture.bytes), Ok(bytes));
    }
}

//! Papers, set by something that the binary gives: this crate knows neither fonts nor layout.

use crate::app::App;
use crate::error::WebError;
use crate::show::View;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use tandem_core::case::{Case, Context, Entry};
use tandem_core::region::Area;
use tandem_core::{Digest, Lang, OrderId, StatementId, SupervisionId, Text, Timestamp};
use tandem_insight::ledger::Report;
use tokio::sync::SemaphorePermit;

/// Papers that are set at the same time; each takes a second of a processor.
pub(crate) const PAPERS_MAX: usize = 1;

/// What is to become a paper.
pub enum Sheet<'a> {
    /// Something of a case.
    Case(Manuscript<'a>),
    /// How the linkage works in an area.
    Evaluation(Account<'a>),
}

/// A case, and which paper of it.
pub struct Manuscript<'a> {
    /// The case.
    pub case: &'a Case,
    /// Its entries.
    pub entries: &'a [Entry],
    /// The rules pinned to it, places and names.
    pub ctx: &'a Context<'a>,
    /// Which paper.
    pub paper: PaperOf,
}

/// A paper that can be made of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaperOf {
    /// A dispatch order, as its receiver gets it.
    Order(OrderId),
    /// A supervision order.
    Supervision(SupervisionId),
    /// A sitrep with its originals named.
    Sitrep(u32),
    /// A statement, as the public gets it.
    Statement(StatementId),
    /// One page on where the case stands.
    Flash,
    /// Everything, with sequence number and hash of each entry, and the ledger's length and root.
    CaseFile {
        /// Of each entry of the case, in order.
        entries: Vec<(u64, Digest)>,
        /// Of the whole ledger.
        head: (u64, Digest),
    },
}

/// How the linkage works in an area.
pub struct Account<'a> {
    /// Where.
    pub area: &'a Area,
    /// What was found.
    pub report: &'a Report,
    /// When.
    pub at: Timestamp,
    /// Places and names.
    pub ctx: &'a Context<'a>,
}

/// What holds for every paper of a request.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// What every page must say, such as that officials are simulated.
    pub banner: Option<&'a Text>,
    /// In which language.
    pub lang: Lang,
    /// When it is set.
    pub now: Timestamp,
}

/// As what a paper is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// To read and keep.
    Pdf,
    /// To go on writing in.
    Docx,
}

impl FileKind {
    /// The form that a file's name ends in, and the name before it.
    pub(crate) fn split(name: &str) -> Option<(&str, Self)> {
        let (name, ending) = name.rsplit_once('.')?;
        let form = [Self::Pdf, Self::Docx].into_iter().find(|form| form.ending() == ending)?;
        Some((name, form))
    }

    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
        }
    }

    pub(crate) fn media(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }
}

/// Why a paper was not set.
pub type PressError = Box<dyn std::error::Error + Send + Sync>;

/// Sets papers.
pub trait Press: Send + Sync {
    /// The bytes of a paper.
    ///
    /// # Errors
    /// Where it cannot be set, such as for want of a font.
    fn set(
        &self,
        sheet: &Sheet<'_>,
        file: FileKind,
        setting: Setting<'_>,
    ) -> Result<Vec<u8>, PressError>;
}

/// Waits for one's turn at the press.
pub(crate) async fn turn(app: &App) -> Result<SemaphorePermit<'_>, WebError> {
    app.papers.acquire().await.map_err(|_| WebError::Busy("papers".to_owned()))
}

impl View<'_> {
    pub(crate) fn setting(&self) -> Setting<'_> {
        Setting { banner: self.app.banner.as_ref(), lang: self.lang, now: self.now }
    }
}

/// A file to be kept; its name holds nothing that a header may not.
pub(crate) fn served(media: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    let name: String = name.chars().filter(|c| safe(*c)).collect();
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media)),
        (
            header::CONTENT_DISPOSITION,
            disposition.unwrap_or(HeaderValue::from_static("attachment")),
        ),
    ];
    (headers, bytes).into_response()
}

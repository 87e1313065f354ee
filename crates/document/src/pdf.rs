//! PDF: tagged and archivable (PDF/UA-1 and PDF/A-2a), checked by the exporter, which refuses what
//! does not conform.

use crate::fonts::Fonts;
use crate::paper::Paper;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

const BLOCKS: &str = include_str!("../templates/blocks.typ");
const GBT9704: &str = include_str!("../templates/gbt9704.typ");
const LETTER: &str = include_str!("../templates/letter.typ");

/// A paper could not be laid out.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The layout or the exporter refused it.
    #[error("the paper cannot be set: {0}")]
    Layout(String),
    /// It could not be written as data.
    #[error("the paper cannot be handed to the layout")]
    Data(#[from] serde_json::Error),
}

/// Lays a paper out. Equal papers and fonts give equal bytes.
///
/// # Errors
/// Where the layout fails or the result would not conform to PDF/UA-1 and PDF/A-2a.
pub fn pdf(paper: &Paper, fonts: &Fonts) -> Result<Vec<u8>, PdfError> {
    let desk = Desk::new(paper, fonts)?;
    let document = typst::compile::<PagedDocument>(&desk).output.map_err(told)?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|error| PdfError::Layout(error.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(format!("{} {}", paper.number, paper.kind)),
        creator: Smart::Custom(Some("Tandem".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(told)
}

fn told(errors: impl IntoIterator<Item = SourceDiagnostic>) -> PdfError {
    let all: Vec<String> = errors.into_iter().map(|error| error.message.to_string()).collect();
    PdfError::Layout(all.join("; "))
}

/// What the layout can see: its templates, the paper, and the fonts. Nothing else exists for it.
struct Desk<'a> {
    library: LazyHash<Library>,
    fonts: &'a Fonts,
    main: FileId,
    sources: Vec<(FileId, Source)>,
    data: Vec<(FileId, Bytes)>,
}

fn file(name: &str) -> Result<FileId, PdfError> {
    let path = VirtualPath::new(name).map_err(|error| PdfError::Layout(format!("{error:?}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl<'a> Desk<'a> {
    fn new(paper: &Paper, fonts: &'a Fonts) -> Result<Self, PdfError> {
        let template = if paper.lang == "zh" { GBT9704 } else { LETTER };
        let (main, blocks) = (file("main.typ")?, file("blocks.typ")?);
        let source = |id, text: &str| (id, Source::new(id, text.to_owned()));
        let paper = Bytes::new(serde_json::to_vec(paper)?);
        let families = Bytes::new(serde_json::to_vec(&fonts.families)?);
        Ok(Self {
            library: LazyHash::new(Library::default()),
            fonts,
            main,
            sources: vec![source(main, template), source(blocks, BLOCKS)],
            data: vec![(file("paper.json")?, paper), (file("fonts.json")?, families)],
        })
    }
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = self.sources.iter().find(|(known, _)| *known == id);
        found.map(|(_, source)| source.clone()).ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let found = self.data.iter().find(|(known, _)| *known == id);
        found.map(|(_, bytes)| bytes.clone()).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

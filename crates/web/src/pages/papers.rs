//! Papers that can be made of a case, and one of them as a file.

use crate::asked::escaped;
use crate::error::WebError;
use crate::press::{FileKind, Manuscript, PaperOf, Sheet, served};
use crate::show::{Heading, View, capital, case_at};
use crate::words::{self, Word};
use axum::response::Response;
use maud::{Markup, html};
use tandem_core::case::Case;
use tandem_core::{CaseId, words as core_words};

pub(super) const PAPERS: Word = Word::new("公文", "Papers");
const HELP: Word = Word::new(
    "由台账生成，与台账一致；PDF 供阅存，DOCX 供改写。",
    "Made from the ledger as it stands; PDF to keep, DOCX to go on writing in.",
);
const FLASH: Word = Word::new("快报", "Flash");
const CASE_FILE: Word = Word::new("案卷（附证明）", "Case file with proof");
const SITREP: Word = Word::new("专报", "Sitrep");

/// A paper under its name in addresses, as people call it.
struct Offered {
    name: String,
    words: String,
    about: String,
}

/// Every paper that can be made of a case now, in the order in which one looks for them.
fn offered(view: &View<'_>, case: &Case) -> Vec<Offered> {
    let plain = |name: &str, word: Word| Offered {
        name: name.to_owned(),
        words: view.t(word).to_owned(),
        about: String::new(),
    };
    let mut all = vec![plain("flash", FLASH), plain("case-file", CASE_FILE)];
    let unit = |id| view.region().unit_name(id, view.lang).to_owned();
    all.extend(case.orders.iter().map(|order| Offered {
        name: format!("order-{}", order.id),
        words: format!("{} {}", view.t(words::ORDER), order.id),
        about: unit(&order.to),
    }));
    all.extend(case.supervisions.iter().map(|order| Offered {
        name: format!("supervision-{}", order.id),
        words: format!("{} {}", view.t(words::SUPERVISION), order.id),
        about: unit(&order.to),
    }));
    all.extend(case.sitreps.iter().map(|sitrep| Offered {
        name: format!("sitrep-{}", sitrep.no),
        words: format!("{} {}", view.t(SITREP), sitrep.no),
        about: unit(&sitrep.to),
    }));
    all.extend(case.statements.iter().map(|statement| Offered {
        name: format!("statement-{}", statement.id),
        words: format!(
            "{} {}",
            capital(core_words::statement_kind(statement.kind).get(view.lang)),
            statement.id
        ),
        about: view.t(words::statement_state(statement.state)).to_owned(),
    }));
    all
}

/// The list on the case page; nothing where this machine sets no papers.
pub(super) fn section(view: &View<'_>, case: &Case) -> Markup {
    if view.app.press.is_none() {
        return html! {};
    }
    let offered = offered(view, case);
    html! {
        section aria-labelledby="papers" {
            (Heading { id: "papers", text: view.t(PAPERS), count: Some(offered.len()) })
            p.hint { (view.t(HELP)) }
            ul.papers {
                @for paper in &offered {
                    li {
                        b { (paper.words) }
                        @if !paper.about.is_empty() { " " span.meta { (view.said(&paper.about)) } }
                        span.forms {
                            @for form in [FileKind::Pdf, FileKind::Docx] {
                                a href={
                                    (case_at(&case.id)) "/papers/" (escaped(&paper.name)) "."
                                    (form.ending())
                                } rel="nofollow" {
                                    (form.ending().to_uppercase())
                                    span.hide { " " (paper.words) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `GET /cases/{id}/papers/{paper}`: a paper of a case that the reader sees, such as `order-o1.pdf`.
pub(super) fn file(view: &View<'_>, id: &str, name: &str) -> Result<Response, WebError> {
    let missing = || WebError::not_found("文件", "paper", name);
    let press = view.app.press.as_ref().ok_or_else(missing)?;
    let case = view.case(&CaseId::from(id))?;
    let (paper, form) = FileKind::split(name).ok_or_else(missing)?;
    if !offered(view, &case).iter().any(|offered| offered.name == paper) {
        return Err(missing());
    }
    let stored = view.app.engine.store().case(&case.id)?;
    let mut entries = Vec::with_capacity(stored.len());
    for entry in &stored {
        entries.push(entry.entry()?);
    }
    let paper = match paper.split_once('-') {
        None if paper == "flash" => PaperOf::Flash,
        Some(("case", "file")) => {
            let head = view.app.engine.store().head()?;
            let entries = stored.iter().map(|stored| (stored.seq, stored.hash)).collect();
            PaperOf::CaseFile { entries, head: (head.entries, head.root) }
        }
        Some(("order", id)) => PaperOf::Order(id.into()),
        Some(("supervision", id)) => PaperOf::Supervision(id.into()),
        Some(("statement", id)) => PaperOf::Statement(id.into()),
        Some(("sitrep", no)) => PaperOf::Sitrep(no.parse().map_err(|_| missing())?),
        _ => return Err(missing()),
    };
    let ctx = view.app.engine.context(&case)?;
    let sheet = Sheet::Case(Manuscript { case: &case, entries: &entries, ctx: &ctx, paper });
    let bytes = press.set(&sheet, form, view.setting()).map_err(WebError::Paper)?;
    Ok(served(form.media(), &format!("{}-{name}", case.id), bytes))
}

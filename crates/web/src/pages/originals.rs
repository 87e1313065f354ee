//! Originals that were handed in: shown with the evidence, served one by one.

use crate::asked::escaped;
use crate::error::WebError;
use crate::show::{View, case_at};
use crate::words;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use tandem_core::CaseId;
use tandem_core::case::{Case, Evidence};
use tandem_engine::Attachment;

/// What a file may do in a browser: nothing.
const POLICY: &str = "default-src 'none'; img-src 'self'; sandbox";

/// A picture or PDF as the list of evidence shows it.
pub(super) fn shown(
    view: &View<'_>,
    case: &Case,
    piece: &Evidence,
    attachment: &Attachment,
) -> Markup {
    let at = format!("{}/originals/{}", case_at(&case.id), escaped(piece.id.as_str()));
    let kind = attachment.kind(view.lang);
    html! {
        @if view.asked.signed.is_none() {
            p.meta { (kind) " · " (view.t(words::SIGN_IN_TO_SEE)) }
        } @else {
            p {
                a href=(at) { (view.t(words::OPEN_ORIGINAL)) " (" (kind) ")" }
                @if attachment.is_picture() {
                    " " span.meta { (view.t(words::MAY_SHOW_PERSONS)) }
                }
            }
        }
    }
}

/// The file itself, of a case that the reader may see. Pictures may show persons, so a stranger
/// does not get it.
pub(super) fn file(view: &View<'_>, case: &str, evidence: &str) -> Result<Response, WebError> {
    if view.asked.signed.is_none() {
        return Err(WebError::Stranger { next: view.asked.address() });
    }
    let missing = || WebError::not_found("原件", "original", evidence);
    let case = view.app.engine.case(&CaseId::from(case))?;
    let piece = case.evidence.iter().find(|piece| piece.id.as_str() == evidence);
    let digest = piece.ok_or_else(missing)?.digest;
    let attachment = view.app.engine.store().attachment(digest)?.ok_or_else(missing)?;
    let kind = HeaderValue::from_str(&attachment.media);
    let inline = if attachment.is_picture() { "inline" } else { "attachment" };
    let headers = [
        (
            header::CONTENT_TYPE,
            kind.unwrap_or(HeaderValue::from_static("application/octet-stream")),
        ),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(inline)),
        (HeaderName::from_static("content-security-policy"), HeaderValue::from_static(POLICY)),
    ];
    Ok((headers, attachment.bytes).into_response())
}

//! Originals that were handed in: shown with the evidence, served one by one.

use crate::error::WebError;
use crate::show::View;
use crate::words;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use tandem_core::Digest;
use tandem_engine::Original;

/// What a file may do in a browser: nothing.
const POLICY: &str = "default-src 'none'; img-src 'self'; sandbox";

/// An original as the list of evidence shows it.
pub(super) fn shown(view: &View<'_>, original: &Original) -> Markup {
    let at = format!("/originals/{}", original.digest);
    html! {
        @if view.asked.signed.is_none() {
            p.meta { (original.kind(view.lang)) " · " (view.t(words::SIGN_IN_TO_SEE)) }
        } @else if let Some(text) = original.text() {
            details { summary { (view.t(words::ARCHIVED_TEXT)) } blockquote { p { (view.said(text)) } } }
        } @else {
            p {
                a href=(at) { (view.t(words::OPEN_ORIGINAL)) " (" (original.kind(view.lang)) ")" }
                @if original.is_picture() { " " span.meta { (view.t(words::MAY_SHOW_PERSONS)) } }
            }
        }
    }
}

/// The file itself. Pictures may show persons, so a stranger does not get it.
pub(super) fn file(view: &View<'_>, digest: &str) -> Result<Response, WebError> {
    if view.asked.signed.is_none() {
        return Err(WebError::Stranger { next: view.asked.address() });
    }
    let missing = || WebError::not_found("原件", "original", digest);
    let found = Digest::parse(digest).ok_or_else(missing)?;
    let original = view.app.engine.store().original(found)?.ok_or_else(missing)?;
    let kind = HeaderValue::from_str(&original.media);
    let inline = if original.is_picture() { "inline" } else { "attachment" };
    let headers = [
        (
            header::CONTENT_TYPE,
            kind.unwrap_or(HeaderValue::from_static("application/octet-stream")),
        ),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(inline)),
        (HeaderName::from_static("content-security-policy"), HeaderValue::from_static(POLICY)),
    ];
    Ok((headers, original.bytes).into_response())
}

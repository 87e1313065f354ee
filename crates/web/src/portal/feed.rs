//! `/public/feed.atom`: statements as an Atom feed (RFC 4287), newest first.
//!
//! An entry's id is made of the hash of the ledger's entry, so it stays the same wherever the portal
//! moves. A statement that is corrected counts as updated, so that whoever read it hears of it.

use super::said::{self, Said};
use super::words;
use crate::asked::{address, code};
use crate::error::WebError;
use crate::pages::layout::{KEPT_A_MINUTE, html_lang};
use crate::show::{View, capital};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use jiff::fmt::rfc2822::DateTimeParser;
use tandem_core::{Digest, Timestamp};

/// Statements in the feed.
const ENTRIES: usize = 50;

pub(super) fn answer(view: &View<'_>, headers: &HeaderMap) -> Result<Response, WebError> {
    let latest = view.app.engine.store().publications(None, ENTRIES)?;
    let said = Said::all(view, &latest.items)?;
    let updated = said.iter().map(updated).max().unwrap_or(Timestamp::UNIX_EPOCH);
    let text = feed(view, &said, updated)?;
    let tag = format!("W/\"{}\"", &Digest::of(text.as_bytes()).to_string()[..16]);
    let known = is_known(headers, &tag, updated);
    let mut answer = match known {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => {
            ([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], text).into_response()
        }
    };
    let told = answer.headers_mut();
    told.insert(header::CACHE_CONTROL, KEPT_A_MINUTE);
    told.insert(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    told.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(html_lang(view.lang)));
    let since = updated.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    for (name, value) in [(header::ETAG, tag), (header::LAST_MODIFIED, since)] {
        told.extend(HeaderValue::from_str(&value).ok().map(|value| (name, value)));
    }
    Ok(answer)
}

/// Whether a reader has this already. A tag says more than a time and comes before it.
fn is_known(headers: &HeaderMap, tag: &str, updated: Timestamp) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    if let Some(tags) = text(header::IF_NONE_MATCH) {
        return tags.split(',').any(|known| known.trim() == "*" || plain(known) == plain(tag));
    }
    let since = text(header::IF_MODIFIED_SINCE);
    let since = since.and_then(|since| DateTimeParser::new().parse_timestamp(since).ok());
    since.is_some_and(|since| updated.as_second() <= since.as_second())
}

/// When it was published, or last corrected.
fn updated(said: &Said) -> Timestamp {
    said.corrections().map(|(_, at)| at).fold(said.at, Timestamp::max)
}

fn feed(view: &View<'_>, said: &[Said], updated: Timestamp) -> Result<String, WebError> {
    let base = view.app.portal_origin().unwrap_or_default();
    let region = view.region();
    let name = Digest::of(format!("feed:{}:{}", region.id, code(view.lang)).as_bytes());
    let own = address("/public/feed.atom", [("lang", code(view.lang))]);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <id>{}</id>\n<title>{} · {}</title>\n<updated>{updated}</updated>\n\
         <link rel=\"self\" href=\"{base}{}\"/>\n<link href=\"{base}/public\"/>\n",
        html_lang(view.lang),
        name_of(&name),
        escaped(view.t(words::LATEST)),
        escaped(view.text(&region.name)),
        escaped(&own),
    );
    if let Some(banner) = &view.app.banner {
        out.push_str(&format!("<subtitle>{}</subtitle>\n", escaped(view.text(banner))));
    }
    for said in said {
        out.push_str(&entry(view, said, &base)?);
    }
    out.push_str("</feed>\n");
    Ok(out)
}

fn entry(view: &View<'_>, said: &Said, base: &str) -> Result<String, WebError> {
    let kind = tandem_core::words::statement_kind(said.statement.kind);
    let mut out = format!(
        "<entry>\n<id>{}</id>\n<title>{} · {}</title>\n<published>{}</published>\n\
         <updated>{}</updated>\n<author><name>{}</name></author>\n\
         <link href=\"{base}{}\"/>\n",
        name_of(&said.code(view)?),
        escaped(&capital(view.text(&kind))),
        escaped(&said.case.title),
        said.at,
        updated(said),
        escaped(view.region().unit_name(&said.statement.unit, view.lang)),
        escaped(&said.address()),
    );
    let corrections = said.corrections().map(|(other, _)| (words::CORRECTED, other));
    let corrected = said.corrects().map(|other| (words::CORRECTS, other));
    for (word, other) in corrections.chain(corrected) {
        let to = said::address(&said.case, &other.id);
        let title = format!("{}{}", view.t(word), other.id);
        out.push_str(&format!(
            "<link rel=\"related\" href=\"{base}{}\" title=\"{}\"/>\n",
            escaped(&to),
            escaped(&title)
        ));
    }
    let text = escaped(&said.statement.text);
    out.push_str(&format!("<content type=\"text\">{text}</content>\n</entry>\n"));
    Ok(out)
}

/// A digest as a name that feeds may use: a UUID of the form that is free for such things (RFC 9562,
/// version 8).
fn name_of(digest: &Digest) -> String {
    let mut bytes = digest.0;
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = Digest(bytes).to_string();
    let part = |from: usize, to: usize| &hex[from..to];
    format!(
        "urn:uuid:{}-{}-{}-{}-{}",
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32)
    )
}

/// Text as it may stand in XML: control characters have no place there at all.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(letter),
            control if control.is_control() || matches!(control, '\u{fffe}' | '\u{ffff}') => {}
            _ => out.push(letter),
        }
    }
    out
}

//! `/public`: what this is, what was said last, and the ways on.

use super::frame::{self, Section};
use super::said::Said;
use super::words;
use crate::error::WebError;
use crate::routes::{Comers, comers};
use crate::show::{View, capital};
use axum::response::Response;
use maud::{Markup, html};
use std::sync::LazyLock;

/// Statements on the first page.
const LATEST: usize = 5;

/// The page that says what is watched and why, where this program has one that anybody may open.
static SOURCES: LazyLock<Option<&'static str>> = LazyLock::new(|| {
    let routes = comers();
    let open = |path: &&str| {
        routes.get(*path).is_some_and(|c| matches!(c, Comers::Anybody | Comers::Public))
    };
    ["/public/sources", "/sources"].into_iter().find(open)
});

pub(super) fn page(view: &View<'_>) -> Result<Response, WebError> {
    let latest = view.app.engine.store().publications(None, LATEST)?;
    let latest = Said::all(view, &latest.items)?;
    let main = html! {
        h1 { (view.t(words::PORTAL)) }
        p.lede { (view.t(words::LEDE)) }
        section aria-labelledby="latest" {
            h2 id="latest" { (view.t(words::LATEST)) }
            @if latest.is_empty() { p.quiet { (view.t(words::NO_STATEMENTS)) } }
            @else { (list(view, &latest)) }
        }
        div.ways {
            a.button href="/public/matters" { (view.t(words::ALL_MATTERS)) }
            a.button href="/public/ask" { (view.t(words::ASK)) }
            a.button href="/public/verify" { (view.t(words::VERIFY)) }
            @if let Some(sources) = *SOURCES {
                a.button href=(sources) { (view.t(words::WATCHED)) }
            }
        }
    };
    Ok(frame::page(view, Section::Home, view.t(words::HOME), &main))
}

/// Statements with their matter, organ and time.
pub(super) fn list(view: &View<'_>, said: &[Said]) -> Markup {
    html! {
        ul.cases {
            @for said in said {
                li.entry {
                    h3 { a href=(said.address()) { (view.said(&said.case.title)) } }
                    p.meta { (by_line(view, said)) }
                    p { (view.said(&beginning(&said.statement.text))) }
                    @if said.corrections().next().is_some() {
                        p.late { (view.t(words::CORRECTED_SINCE)) }
                    }
                }
            }
        }
    }
}

/// What kind, by whom, when.
pub(super) fn by_line(view: &View<'_>, said: &Said) -> Markup {
    let kind = tandem_core::words::statement_kind(said.statement.kind);
    html! {
        (capital(view.text(&kind))) " · "
        (view.said(view.region().unit_name(&said.statement.unit, view.lang))) " · "
        (view.time(said.at))
    }
}

/// The beginning of a text, as much as fits a few lines.
fn beginning(text: &str) -> String {
    const CHARACTERS: usize = 120;
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() <= CHARACTERS {
        return flat;
    }
    flat.chars().take(CHARACTERS).chain(['…']).collect()
}

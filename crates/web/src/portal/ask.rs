//! `/public/ask`: how far the matter of a complaint is, by its number.
//!
//! A number that is not known and one whose matter is not public are answered in the same words, so
//! that nobody learns by trying which complaints there are. The number travels in the body of a
//! request and not in its address, which proxies write down.

use super::frame::{self, Question, Section};
use super::said::case_of;
use super::{matters, words};
use crate::error::WebError;
use crate::show::View;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use std::sync::Arc;
use tandem_core::case::Case;
use tandem_core::publicity;

/// Characters of a number, at most.
const CHARACTERS_MAX: usize = 100;

pub(super) fn page(view: &View<'_>) -> Response {
    frame::page(view, Section::Ask, view.t(words::ASK), &form(view, "", None))
}

/// The answer to a number.
pub(super) fn outcome(view: &View<'_>, sent: &str) -> Result<Response, WebError> {
    let number = sent.trim();
    if number.is_empty() {
        let main = form(view, sent, Some(view.t(words::ASK_EMPTY)));
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(frame::answer(view, Section::Ask, (status, words::ASK), &main));
    }
    let cases = found(view, number)?;
    let main = html! {
        (form(view, sent, None))
        section role="status" {
            @if cases.is_empty() {
                p { strong { (view.t(words::ASK_NONE)) } }
                p { (view.t(words::ASK_NONE_HELP)) }
            } @else {
                p { strong { (view.t(words::ASK_FOUND)) } }
                ul.cases {
                    @for case in &cases { (matters::line(view, case)) }
                }
            }
        }
    };
    Ok(frame::answer(view, Section::Ask, (StatusCode::OK, words::ASK), &main))
}

fn found(view: &View<'_>, number: &str) -> Result<Vec<Arc<Case>>, WebError> {
    if number.chars().count() > CHARACTERS_MAX {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for id in view.app.engine.store().complaint(number)? {
        found.extend(case_of(view, &id)?.filter(|case| publicity::is_public(case)));
    }
    Ok(found)
}

/// The form, with what was typed and what is wrong with it.
pub(super) fn form(view: &View<'_>, typed: &str, wrong: Option<&str>) -> Markup {
    let question = Question { name: "number", label: words::ASK_FIELD, hint: None, wrong };
    html! {
        h1 { (view.t(words::ASK)) }
        p.lede { (view.t(words::ASK_LEDE)) }
        form.sheet action="/public/ask" method="post" {
            (question.around(view, |described| html! {
                input id="number" name="number" type="text" autocomplete="off" spellcheck="false"
                    autocapitalize="none" maxlength="100" value=(typed)
                    aria-describedby=[described]
                    aria-invalid=[wrong.is_some().then_some("true")];
            }))
            button.primary type="submit" { (view.t(words::ASK_DO)) }
        }
    }
}

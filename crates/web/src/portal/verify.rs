//! `/public/verify`: whether exactly this was published, when, by whom, and whether it still holds.

use super::frame::{self, Question, Section};
use super::said::Said;
use super::{front, matter, words};
use crate::error::WebError;
use crate::show::View;
use crate::words::Word;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use tandem_core::{Digest, publicity};

/// Characters of a text, at most.
const CHARACTERS_MAX: usize = 20_000;

/// The page; with the outcome where its address holds a code.
pub(super) fn page(view: &View<'_>) -> Result<Response, WebError> {
    match view.asked.get("code") {
        None => {
            Ok(frame::page(view, Section::Verify, view.t(words::VERIFY), &form(view, "", None)))
        }
        Some(code) => outcome(view, code),
    }
}

/// The answer to a code or a text.
pub(super) fn outcome(view: &View<'_>, sent: &str) -> Result<Response, WebError> {
    let again = |status, wrong: Word| {
        let main = form(view, sent, Some(view.t(wrong)));
        frame::answer(view, Section::Verify, (status, words::VERIFY), &main)
    };
    if sent.trim().is_empty() {
        return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, words::VERIFY_EMPTY));
    }
    if sent.chars().count() > CHARACTERS_MAX {
        return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, words::VERIFY_LONG));
    }
    let found = found(view, sent)?;
    let main = html! {
        (form(view, sent, None))
        section.proof.holds[!found.is_empty()].fails[found.is_empty()] role="status" {
            @if found.is_empty() {
                p { strong { (view.t(words::NOT_OURS)) } }
                p { (view.t(words::NOT_OURS_HELP)) }
            } @else {
                p { strong { (view.t(words::IS_OURS)) } }
                @for said in &found { (one(view, said)?) }
            }
        }
    };
    Ok(frame::answer(view, Section::Verify, (StatusCode::OK, words::VERIFY), &main))
}

/// What was published under a code, or with a text.
fn found(view: &View<'_>, sent: &str) -> Result<Vec<Said>, WebError> {
    let store = view.app.engine.store();
    let plain: String = sent.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some(hash) = Digest::parse(&plain) {
        let Some(entry) = store.publishing(hash)? else { return Ok(Vec::new()) };
        let Some(id) = entry.publishes()? else { return Ok(Vec::new()) };
        return Ok(Said::find(view, &entry.case, &id)?.into_iter().collect());
    }
    Said::all(view, &store.publications_of(publicity::text_digest(sent))?)
}

fn one(view: &View<'_>, said: &Said) -> Result<Markup, WebError> {
    let code = said.code(view)?.to_string();
    let corrected = said.corrections().next().is_some();
    Ok(html! {
        h2 { a href=(said.address()) { (view.said(&said.case.title)) } }
        p { (front::by_line(view, said)) }
        p.code { (view.t(words::CODE)) " " code { (code) } }
        @if corrected { p.late { strong { (view.t(words::CORRECTED_SINCE)) } } }
        @else { p { (view.t(words::UNCORRECTED)) } }
        (matter::corrections(view, said))
    })
}

/// The form, with what was typed and what is wrong with it.
pub(super) fn form(view: &View<'_>, typed: &str, wrong: Option<&str>) -> Markup {
    let question = Question { name: "what", label: words::VERIFY_FIELD, hint: None, wrong };
    html! {
        h1 { (view.t(words::VERIFY)) }
        p.lede { (view.t(words::VERIFY_LEDE)) }
        form.sheet action="/public/verify" method="post" {
            (question.around(view, |described| html! {
                textarea id="what" name="what" rows="6" spellcheck="false"
                    aria-describedby=[described]
                    aria-invalid=[wrong.is_some().then_some("true")] { (typed) }
            }))
            button.primary type="submit" { (view.t(words::VERIFY_DO)) }
        }
    }
}

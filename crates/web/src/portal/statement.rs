//! `/public/statements/{case}/{id}`: a statement, what it rests on, and how to verify it.

use super::frame::{self, Section};
use super::said::Said;
use super::{front, matter, words};
use crate::asked::address;
use crate::error::WebError;
use crate::show::View;
use axum::response::Response;
use maud::{Markup, html};
use tandem_core::case::{Cite, CountersignState};
use tandem_core::{CaseId, StatementId, publicity};

/// The statement that an address names; any other is answered as one that is not there.
pub(super) fn find(view: &View<'_>, case: &str, id: &str) -> Result<Said, WebError> {
    let found = Said::find(view, &CaseId::from(case), &StatementId::from(id))?;
    found.ok_or_else(|| WebError::not_found("回应", "statement", &format!("{case}/{id}")))
}

pub(super) fn page(view: &View<'_>, case: &str, id: &str) -> Result<Response, WebError> {
    let said = find(view, case, id)?;
    let code = said.code(view)?.to_string();
    let verify = address("/public/verify", [("code", code.as_str())]);
    let main = html! {
        article {
            h1 { (view.said(&said.case.title)) }
            p.sub { (front::by_line(view, &said)) }
            (matter::corrections(view, &said))
            div.told.whole { (view.said(&said.statement.text)) }
            (promises(view, &said))
            (grounds(view, &said))
        }
        p.run {
            @if publicity::is_public(&said.case) {
                a href=(matter::address(&said.case)) { (view.t(words::MATTER)) }
            }
            @if view.app.press.is_some() {
                a href={ (said.address()) ".pdf" } { (view.t(words::PDF)) }
            }
        }
        section aria-labelledby="code" {
            h2 id="code" { (view.t(words::CODE)) }
            p { code.code { (code) } }
            p.quiet { (view.t(words::CODE_HELP)) }
            p { a href=(verify) { (view.t(words::VERIFY_THIS)) } }
        }
    };
    Ok(frame::page(view, Section::Home, &said.case.title, &main))
}

fn promises(view: &View<'_>, said: &Said) -> Markup {
    let promises = &said.statement.promises;
    html! {
        @if !promises.is_empty() {
            h2 { (view.t(words::PROMISED)) }
            ul.plain {
                @for promise in promises {
                    li {
                        (view.said(&promise.text)) " ("
                        (view.said(view.region().unit_name(&promise.owner, view.lang))) ", "
                        (view.t(words::BY)) " " (view.time(promise.by)) ")"
                    }
                }
            }
        }
    }
}

/// Numbers of findings, not what lies behind them; and who signed too.
fn grounds(view: &View<'_>, said: &Said) -> Markup {
    let findings = said.statement.cites.iter().filter_map(|cite| match cite {
        Cite::Finding(no) => Some(format!("{}{no}", view.t(words::FINDING))),
        Cite::Evidence(_) => None,
    });
    let findings: Vec<String> = findings.collect();
    let signed = said.statement.countersigns.iter();
    let signed = signed.filter(|countersign| countersign.state == CountersignState::Signed);
    let signed: Vec<&str> =
        signed.map(|found| view.region().unit_name(&found.unit, view.lang)).collect();
    html! {
        dl.facts {
            div { dt { (view.t(words::PUBLISHED_AT)) } dd { (view.time(said.at)) } }
            div {
                dt { (view.t(words::PUBLISHED_BY)) }
                dd { (view.said(view.region().unit_name(&said.statement.unit, view.lang))) }
            }
            @if !signed.is_empty() {
                div {
                    dt { (view.t(words::ALSO_SIGNED)) }
                    dd { (view.said(&signed.join(view.join()))) }
                }
            }
            @if !findings.is_empty() {
                div { dt { (view.t(words::RESTS_ON)) } dd { (findings.join(view.join())) } }
            }
        }
    }
}

//! `/public/matters/{id}`: what became of a matter, without names of staff, orders or evidence.

use super::contest;
use super::frame::{self, Section};
use super::said::{self, Said, case_of};
use super::{front, stage, words};
use crate::asked::escaped;
use crate::error::WebError;
use crate::show::{View, capital};
use axum::response::Response;
use maud::{Markup, html};
use std::sync::Arc;
use tandem_core::case::{Case, Commitment, Entry, EntryKind};
use tandem_core::{CaseId, StatementId, Timestamp, UnitId, publicity};

/// The address of a matter.
pub(super) fn address(case: &Case) -> String {
    format!("/public/matters/{}", escaped(case.id.as_str()))
}

/// A matter that anybody may follow; any other is answered as one that is not there.
pub(super) fn public(view: &View<'_>, id: &str) -> Result<Arc<Case>, WebError> {
    let found = case_of(view, &CaseId::from(id))?.filter(|case| publicity::is_public(case));
    found.ok_or_else(|| WebError::not_found("事项", "matter", id))
}

pub(super) fn page(view: &View<'_>, id: &str) -> Result<Response, WebError> {
    let case = public(view, id)?;
    let form = match view.asked.get("contest") {
        Some("received") => contest::received(view),
        _ => contest::form(view, &case, &contest::Tried::default()),
    };
    let main = body(view, &case, &form)?;
    Ok(frame::page(view, Section::Matters, &case.title, &main))
}

/// The main part, with the part on contesting as it stands for this reader.
pub(super) fn body(view: &View<'_>, case: &Arc<Case>, form: &Markup) -> Result<Markup, WebError> {
    let mut said: Vec<Said> = publicity::statements(case)
        .map(|(statement, at)| Said { case: Arc::clone(case), statement: statement.clone(), at })
        .collect();
    said.sort_by_key(|said| std::cmp::Reverse(said.at));
    let entries = view.app.engine.entries(&case.id)?;
    Ok(html! {
        h1 { (view.said(&case.title)) }
        (facts(view, case))
        section aria-labelledby="statements" {
            h2 id="statements" { (view.t(words::STATEMENTS)) }
            ul.cases {
                @for said in &said { (statement(view, said)) }
            }
        }
        section aria-labelledby="promises" {
            h2 id="promises" { (view.t(words::PROMISES)) }
            @if case.commitments.is_empty() { p.quiet { (view.t(words::NO_PROMISES)) } }
            @else {
                ol.cases {
                    @for commitment in &case.commitments { (promise(view, case, commitment)) }
                }
            }
        }
        section aria-labelledby="way" {
            h2 id="way" { (view.t(words::WAY)) }
            (way(view, case, &entries))
        }
        (form)
    })
}

/// Where, what, who, how far, by when.
pub(super) fn facts(view: &View<'_>, case: &Case) -> Markup {
    let region = view.region();
    let lead = case.lead.as_ref().map(|lead| region.unit_name(&lead.unit, view.lang));
    let kept = case.commitments.iter().filter(|commitment| commitment.fulfilled.is_some()).count();
    html! {
        dl.facts {
            div { dt { (view.t(words::STAGE)) } dd { strong { (view.t(stage::stage(case))) } } }
            div {
                dt { (view.t(words::OWED)) }
                dd {
                    @match stage::owed(case) {
                        Some(at) => { (view.time(at)) " " (view.left(at)) },
                        None => (view.t(words::NOTHING_OWED)),
                    }
                }
            }
            div { dt { (view.t(words::AREA)) } dd { (view.said(&view.areas(&case.areas))) } }
            div { dt { (view.t(words::FIELD)) } dd { (view.said(&view.remits(&case.remits))) } }
            @if let Some(lead) = lead {
                div { dt { (view.t(words::LEAD)) } dd { (view.said(lead)) } }
            }
            div { dt { (view.t(words::RECEIVED)) } dd { (view.time(case.received_at)) } }
            @if !case.commitments.is_empty() {
                div {
                    dt { (view.t(words::PROMISES)) }
                    dd { (view.t(words::KEPT)) " " (kept) " / " (case.commitments.len()) }
                }
            }
        }
    }
}

fn statement(view: &View<'_>, said: &Said) -> Markup {
    html! {
        li.entry {
            h3 {
                a href=(said.address()) {
                    (capital(view.text(&tandem_core::words::statement_kind(said.statement.kind))))
                    " · " (view.day(said.at))
                }
            }
            p.meta { (front::by_line(view, said)) }
            div.told { (view.said(&said.statement.text)) }
            (corrections(view, said))
        }
    }
}

/// What a statement puts right, and what puts it right.
pub(super) fn corrections(view: &View<'_>, said: &Said) -> Markup {
    let link = |id: &StatementId, at: Option<Timestamp>| {
        html! {
            a href=(said::address(&said.case, id)) { (id) }
            @if let Some(at) = at { " (" (view.time(at)) ")" }
        }
    };
    html! {
        @if let Some(corrected) = said.corrects() {
            p { (view.t(words::CORRECTS)) (link(&corrected.id, None)) }
        }
        @for (correction, at) in said.corrections() {
            p.late { (view.t(words::CORRECTED)) (link(&correction.id, Some(at))) }
        }
    }
}

fn promise(view: &View<'_>, case: &Case, commitment: &Commitment) -> Markup {
    let promise = &commitment.promise;
    let state = stage::kept(case, commitment, view.now);
    html! {
        li.entry {
            p { (commitment.no) ". " (view.said(&promise.text)) }
            p.meta {
                (view.t(words::PROMISED_BY)) " "
                (view.said(view.region().unit_name(&promise.owner, view.lang))) " · "
                (view.t(words::BY)) " " (view.time(promise.by)) " · "
                strong { (view.t(state)) }
                @if let Some(at) = commitment.fulfilled { " " (view.time(at)) }
            }
        }
    }
}

/// The steps that matter to the public, oldest first.
fn way(view: &View<'_>, case: &Case, entries: &[Entry]) -> Markup {
    let mut led: Option<&UnitId> = None;
    let mut steps: Vec<(Timestamp, Markup)> = Vec::new();
    for entry in entries {
        if let Some(step) = step(view, case, entry, &mut led) {
            steps.push((entry.at, step));
        }
    }
    html! {
        ol.way {
            @for (at, step) in &steps { li { (view.time(*at)) " " span { (step) } } }
        }
    }
}

/// An entry in plain words; `None` for what is between offices.
fn step<'e>(
    view: &View<'_>,
    case: &Case,
    entry: &'e Entry,
    led: &mut Option<&'e UnitId>,
) -> Option<Markup> {
    use EntryKind as E;
    let plain = |word| Some(html! { (view.t(word)) });
    match &entry.kind {
        E::Received { .. } => plain(words::WENT_RECEIVED),
        E::Opened { .. } => plain(words::WENT_OPENED),
        E::LeadAssigned { lead } | E::Settled { lead, .. } => {
            let again = *led == Some(&lead.unit);
            *led = Some(&lead.unit);
            let name = view.said(view.region().unit_name(&lead.unit, view.lang));
            (!again).then(|| html! { (view.t(words::WENT_LED)) (name) })
        }
        E::StatementPublished { statement } => {
            let found = case.statement(statement)?;
            let kind = tandem_core::words::statement_kind(found.kind);
            Some(html! {
                (view.t(words::WENT_SAID))
                a href=(said::address(case, statement)) { (view.text(&kind)) " " (statement) }
            })
        }
        E::CommitmentFulfilled { no, .. } => Some(html! {
            (view.t(words::WENT_KEPT)) (no) (view.lang.pick("项", ""))
        }),
        E::DisposalVerified { .. } => plain(words::WENT_VERIFIED),
        E::DisposalRefuted { .. } => plain(words::WENT_REFUTED),
        E::Closed { .. } => plain(words::WENT_CLOSED),
        E::Reopened { .. } => plain(words::WENT_REOPENED),
        E::Contested { .. } => plain(words::WENT_CONTESTED),
        E::LookedAgain { .. } => plain(words::WENT_LOOKED),
        _ => None,
    }
}

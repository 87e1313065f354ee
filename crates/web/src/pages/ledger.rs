//! The ledger's end, its last entries, and its proof.

use super::entries::{legend, power, sentence};
use super::layout::{self, Place};
use crate::error::WebError;
use crate::show::{Brief, Heading, Table, View, capital, digest};
use crate::words;
use axum::response::Response;
use maud::{Markup, html};
use tandem_core::case::Case;
use tandem_core::directory::EntryKind;
use tandem_core::{Lang, PowerId, words as core_words};
use tandem_engine::{Broken, Recorded, Stored, Verified, record, verify};

/// Entries shown.
const LAST: u64 = 30;

/// The page; verifies where `verify` is asked for.
pub(super) fn page(view: &View<'_>) -> Result<Response, WebError> {
    let store = view.app.engine.store();
    let head = store.head()?;
    let proof = match view.asked.get("verify") {
        Some(_) => Some(prove(view)?),
        None => None,
    };
    let stored = last(view, head.entries)?;
    let mut rows = Vec::with_capacity(stored.len());
    let mut bases: Vec<PowerId> = Vec::with_capacity(stored.len());
    for stored in &stored {
        let (row, basis) = row(view, stored)?;
        rows.push(row);
        bases.push(basis);
    }
    let (checked, broken) = view.app.engine.invariants();
    let main = html! {
        h1 { (view.t(words::LEDGER)) }
        p.lede { (view.t(words::LEDGER_HELP)) }
        @if let Some(proof) = &proof { (result(view, proof)) }
        dl.facts {
            div { dt { (view.t(words::NUMBER_OF_ENTRIES)) } dd.big { (head.entries) } }
            div { dt { (view.t(words::ROOT)) } dd { code.root { (head.root) } } }
            div {
                dt { (view.t(words::INVARIANTS)) }
                dd { (checked) " · " (view.t(words::BROKEN)) " " (broken) }
            }
        }
        form.verify action="/ledger" method="get" {
            input type="hidden" name="verify" value="now";
            button type="submit" { (view.t(words::VERIFY_NOW)) }
            span.hint { (view.t(words::VERIFY_HELP)) }
        }
        section aria-labelledby="last" {
            (Heading { id: "last", text: view.t(words::LAST_ENTRIES), count: None })
            @if rows.is_empty() { p.quiet { (view.t(words::NO_ENTRIES)) } }
            @else {
                (Table {
                    named_by: "last",
                    class: "cards ledger",
                    caption: words::LAST_ENTRIES,
                    columns: &[
                        words::NUMBER,
                        words::WHEN,
                        words::CASE,
                        words::WHAT_HAPPENED,
                        words::BY_WHOM,
                        words::HASH,
                    ],
                    figures: Some(0),
                }.show(view, &html! { @for row in &rows { (row) } }))
                (legend(view, &view.app.engine.world().mechanism, bases.iter()))
            }
        }
    };
    let title = view.t(words::LEDGER);
    Ok(match proof {
        Some(_) => layout::still(view, Place::Ledger, title, &main),
        None => layout::page(view, Place::Ledger, title, &main),
    })
}

/// The last entries that the reader sees, latest first.
fn last(view: &View<'_>, entries: u64) -> Result<Vec<Stored>, WebError> {
    const STRIDE: u64 = 300;
    const PARTS_MAX: u64 = 8;
    let (mut found, mut end) = (Vec::new(), entries);
    for _ in 0..PARTS_MAX {
        let start = end.saturating_sub(STRIDE);
        let part = view.app.engine.store().scan(start, (end - start) as usize)?;
        for stored in part.into_iter().rev() {
            if sees(view, &stored)? {
                found.push(stored);
            }
            if found.len() as u64 == LAST {
                return Ok(found);
            }
        }
        end = start;
        if end == 0 {
            break;
        }
    }
    Ok(found)
}

/// Entries of offices are seen by everybody who signed in, but for who looks in exceptionally.
fn sees(view: &View<'_>, stored: &Stored) -> Result<bool, WebError> {
    match record::directory_of(&stored.case) {
        None => Ok(view.mentioned(&stored.case)?.is_some()),
        Some(area) => {
            let entry = stored.directory_entry()?;
            let names_case = matches!(
                entry.kind,
                EntryKind::ExceptionOpened { .. }
                    | EntryKind::ExceptionEnded { .. }
                    | EntryKind::MessageNoted { .. }
                    | EntryKind::RowProposed { case: Some(_), .. }
            );
            Ok(!names_case || view.reader().covers(&area, &view.app.engine.new_context()))
        }
    }
}

/// What a verification found; storage that fails is no verdict on the ledger.
fn prove(view: &View<'_>) -> Result<Result<Verified, Broken>, WebError> {
    let Ok(_running) = view.app.verifications.try_acquire() else {
        return Err(WebError::Verifying);
    };
    match verify(view.app.engine.store()) {
        Err(Broken::Store(error)) => Err(error.into()),
        verdict => Ok(verdict),
    }
}

fn result(view: &View<'_>, proof: &Result<Verified, Broken>) -> Markup {
    html! {
        @match proof {
            Ok(verified) => div.proof.holds role="status" {
                p { strong { "✓ " (view.t(words::VERIFIED)) } }
                p.meta {
                    (verified.head.entries) " " (view.t(words::ENTRIES)) " · " (view.time(view.now))
                    " · " (digest(&verified.head.root))
                }
            },
            Err(broken) => div.proof.fails role="alert" {
                p { strong { "✗ " (view.t(words::NOT_VERIFIED)) } }
                p { (said(view, broken)) }
                p { (view.t(words::BROKEN_REMEDY)) }
            },
        }
    }
}

fn said(view: &View<'_>, broken: &Broken) -> String {
    match (broken, view.lang) {
        (Broken::Entry { seq, case, version, .. }, Lang::Zh) => {
            format!("第{seq}条（案件{case}，第{version}条）与写入时不同。")
        }
        (Broken::Gap { after, found }, Lang::Zh) => {
            format!("第{after}条之后应为第{}条，实际为第{found}条。", after + 1)
        }
        (Broken::Root { entries }, Lang::Zh) => {
            format!("台账止于第{entries}条，与所存总根不符。")
        }
        (broken, _) => broken.to_string(),
    }
}

/// A line, and the rule by which its author acted.
fn row(view: &View<'_>, stored: &Stored) -> Result<(Markup, PowerId), WebError> {
    let engine = &view.app.engine;
    let recorded = stored.recorded()?;
    let (of, what, mechanism) = match &recorded {
        Recorded::Case(entry) => {
            let case = engine.case(&stored.case)?;
            let ctx = engine.context(&case)?;
            (title(view, &case), sentence(view, entry, &Brief(&ctx)), ctx.mechanism)
        }
        Recorded::Directory(area, entry) => {
            let ctx = engine.new_context();
            let said = core_words::directory_entry(area, entry, view.lang, &Brief(&ctx));
            (view.duty_link(area), view.said(&capital(&said)), ctx.mechanism)
        }
    };
    let by = recorded.by();
    let markup = html! {
        tr {
            td.num data-label=(view.t(words::NUMBER)) { (stored.seq) }
            td.nowrap data-label=(view.t(words::WHEN)) { (view.time(recorded.at())) }
            td data-label=(view.t(words::CASE)) { (of) }
            td data-label=(view.t(words::WHAT_HAPPENED)) { (what) }
            td.small data-label=(view.t(words::BY_WHOM)) {
                (view.author(by)) " " br;
                (power(view, mechanism, &by.basis))
            }
            td data-label=(view.t(words::HASH)) { (digest(&stored.hash)) }
        }
    };
    Ok((markup, by.basis.clone()))
}

fn title(view: &View<'_>, case: &Case) -> Markup {
    view.case_link(&case.id, &case.title)
}

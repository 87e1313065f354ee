//! What a region lacks before its offices can work.

use super::words;
use crate::app::App;
use crate::asked::Asked;
use crate::error::{WebError, blocking};
use crate::pages::layout::{self, Place};
use crate::show::{Heading, View};
use crate::words::Word;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use std::sync::Arc;
use tandem_core::AreaId;
use tandem_core::region::Unit;

type Shared = State<Arc<App>>;

/// Desks named before it says how many more.
const NAMED_MAX: usize = 24;

/// Days ahead in which a calendar must not run out.
const CALENDAR_DAYS: i32 = 60;

/// `GET /setup/missing`.
pub(crate) async fn missing_page(State(app): Shared, asked: Asked) -> Result<Response, WebError> {
    blocking(asked, move |asked| Ok(page(&View::new(&app, asked)))).await
}

fn page(view: &View<'_>) -> Response {
    let world = view.app.engine.world();
    let ctx = view.app.engine.new_context();
    let desks: Vec<&Unit> =
        world.region.areas().filter_map(|area| world.region.desk(&area.id)).collect();
    let staffed = |desk: &&&Unit| {
        let directory = ctx.directories.of(&desk.area);
        directory.is_some_and(|directory| {
            let here = |t: &tandem_core::directory::Tenure| {
                t.holds_at(view.now) && t.position.split().is_some_and(|(unit, _)| unit == desk.id)
            };
            directory.tenures.iter().any(here)
        })
    };
    let unstaffed: Vec<&AreaId> =
        desks.iter().filter(|desk| !staffed(desk)).map(|desk| &desk.area).collect();
    let unreached: Vec<&AreaId> =
        desks.iter().filter(|desk| !ctx.reaches(&desk.id)).map(|desk| &desk.area).collect();
    let today = world.calendar.local(view.now).date();
    let expiry = world.calendar.expiry(today, CALENDAR_DAYS.into());
    let main = html! {
        h1 { (view.t(words::MISSING)) }
        p.lede { (view.t(words::MISSING_LEDE)) }
        (list(view, "unstaffed", words::UNSTAFFED, &unstaffed, desks.len()))
        (list(view, "unreached", words::UNREACHED, &unreached, desks.len()))
        section aria-labelledby="calendar" {
            (Heading { id: "calendar", text: view.t(words::CALENDAR), count: None })
            @match &expiry {
                Some(problem) => p.late { (problem.line(view.lang)) },
                None => p { (view.t(words::CALENDAR_FINE)) },
            }
        }
        section aria-labelledby="others" {
            (Heading { id: "others", text: view.t(words::OTHER_ACCOUNTS), count: None })
            p { (view.t(words::OTHER_ACCOUNTS_LEDE)) }
            p { a href="/accounts" { (view.t(words::ACCOUNTS)) } }
        }
    };
    layout::still(view, Place::Elsewhere, view.t(words::MISSING), &main)
}

fn list(view: &View<'_>, id: &str, title: Word, areas: &[&AreaId], all: usize) -> Markup {
    html! {
        section aria-labelledby=(id) {
            (Heading { id, text: view.t(title), count: Some(areas.len()) })
            @if areas.is_empty() { p.quiet { (view.t(words::NOTHING_MISSING)) } }
            @else {
                p.meta { (areas.len()) " / " (view.t(words::OF)) " " (all) }
                ul.run { @for area in areas.iter().take(NAMED_MAX) { li { (view.duty_link(area)) } } }
                @if areas.len() > NAMED_MAX { p.quiet { "… + " (areas.len() - NAMED_MAX) } }
            }
        }
    }
}

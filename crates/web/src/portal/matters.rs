//! `/public/matters`: what is being handled, and what was.

use super::frame::{self, Section};
use super::said::case_of;
use super::{matter, words};
use crate::asked::address;
use crate::error::WebError;
use crate::show::View;
use axum::response::Response;
use maud::{Markup, html};
use tandem_core::case::Case;
use tandem_core::region::Area;
use tandem_core::{AreaId, Text, publicity};
use tandem_engine::{Audience, CaseFilter};

/// Matters on one page.
const LIST: usize = 20;

/// The states that one may ask for, as addresses and rows name them.
const STATES: [(&str, crate::words::Word); 2] = [("open", words::OPEN), ("closed", words::CLOSED)];

pub(super) fn page(view: &View<'_>) -> Result<Response, WebError> {
    let area = view.asked.get("area").map(|code| {
        let area = view.region().area(&AreaId::from(code));
        area.ok_or_else(|| WebError::not_found("地区", "area", code))
    });
    let area = area.transpose()?;
    let state = view.asked.get("state").map(|state| {
        let known = STATES.into_iter().find(|(name, _)| *name == state);
        known.map(|(name, _)| name).ok_or_else(unknown_state)
    });
    let state = state.transpose()?;
    let cursor = view.asked.get("cursor");
    if cursor.is_some_and(|cursor| !is_cursor(cursor)) {
        return Err(WebError::Parameter {
            name: "cursor",
            say: Text::new("请从第一页开始翻。", "Start from the first page."),
        });
    }
    let filter = CaseFilter {
        audience: Audience::Public,
        under: area.map(|area| area.id.clone()),
        phase: state.map(str::to_owned),
        ..CaseFilter::default()
    };
    let page = view.app.engine.store().rows(&filter, cursor, LIST)?;
    let mut cases = Vec::with_capacity(page.items.len());
    for row in &page.items {
        // A row is a moment older than the case.
        cases.extend(case_of(view, &row.case)?.filter(|case| publicity::is_public(case)));
    }
    let chosen = [("area", area.map(|area| area.id.as_str())), ("state", state)];
    let chosen = chosen.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let main = html! {
        h1 { (view.t(words::MATTERS)) }
        p.lede { (view.t(words::MATTERS_LEDE)) }
        (choices(view, area, state))
        @if cases.is_empty() { p.quiet { (view.t(words::NO_MATTERS)) } }
        @else {
            ul.cases {
                @for case in &cases { (line(view, case)) }
            }
        }
        nav.pager aria-label=(view.t(words::MATTERS)) {
            @if cursor.is_some() {
                a href=(address("/public/matters", chosen.clone())) { (view.t(words::NEWEST)) }
            }
            @if let Some(next) = &page.next {
                a href=(address("/public/matters", chosen.chain([("cursor", next.as_str())])))
                    rel="next" { (view.t(words::OLDER)) }
            }
        }
    };
    Ok(frame::page(view, Section::Matters, view.t(words::MATTERS), &main))
}

fn unknown_state() -> WebError {
    let say = Text::new("可选 open 或 closed。", "Choose open or closed.");
    WebError::Parameter { name: "state", say }
}

fn is_cursor(cursor: &str) -> bool {
    cursor.split_once('|').is_some_and(|(at, _)| at.parse::<i64>().is_ok())
}

/// A matter in a list, or as the answer to whoever asked for it.
pub(super) fn line(view: &View<'_>, case: &Case) -> Markup {
    html! {
        li.entry {
            h2 { a href=(matter::address(case)) { (view.said(&case.title)) } }
            (matter::facts(view, case))
        }
    }
}

/// The choice of an area, one step up or down at a time, and of a state.
fn choices(view: &View<'_>, area: Option<&Area>, state: Option<&str>) -> Markup {
    let region = view.region();
    let mut offered: Vec<&Area> =
        area.map(|area| region.chain(&area.id).collect()).unwrap_or_default();
    offered.reverse();
    // Where nothing is chosen, the areas under the topmost one come first to mind.
    let top = region.areas().find(|area| area.parent.is_none());
    let under = area.or(top).map(|area| &area.id);
    let chosen = |id: &AreaId| area.is_some_and(|area| &area.id == id);
    html! {
        form.pick action="/public/matters" {
            label for="area" { (view.t(words::AREA)) }
            select id="area" name="area" {
                option value="" selected[area.is_none()] { (view.t(words::ANYWHERE)) }
                @for area in offered {
                    option value=(area.id) selected[chosen(&area.id)] { (view.text(&area.name)) }
                }
                @for area in region.areas().filter(|area| area.parent.as_ref() == under) {
                    option value=(area.id) { "— " (view.text(&area.name)) }
                }
            }
            label for="state" { (view.t(words::STATE)) }
            select id="state" name="state" {
                option value="" selected[state.is_none()] { (view.t(words::ANY_STATE)) }
                @for (name, word) in STATES {
                    option value=(name) selected[state == Some(name)] { (view.t(word)) }
                }
            }
            button type="submit" { (view.t(words::SHOW)) }
        }
    }
}

//! How the linkage works in an area: findings first, by the four problems, each with the cases
//! behind it; then the steps that left the mechanism, with rule and source; then what the figures
//! cannot say.

mod charts;
mod download;
mod words;

pub(super) use download::file;

use super::desk;
use super::layout::{self, Place};
use crate::asked::address;
use crate::error::WebError;
use crate::evaluations::{Evaluated, Stretch};
use crate::show::{Heading, Table, View, capital};
use crate::words as common;
use axum::response::Response;
use maud::{Markup, html};
use std::sync::Arc;
use tandem_core::region::Area;
use tandem_core::{CaseId, Lang};
use tandem_insight::ledger::{Deviation, Finding, Manner};

/// The area asked for and what was found there, for who sees what concerns it as a whole.
fn found<'v>(view: &View<'v>) -> Result<(&'v Area, Stretch, Arc<Evaluated>), WebError> {
    let area = desk::area(view)?;
    if !view.reader().covers(&area.id, &view.app.engine.new_context()) {
        return Err(WebError::not_found("地区", "area", area.id.as_str()));
    }
    let stretch = Stretch::read(view.asked.get("days"));
    Ok((area, stretch, view.app.evaluations.get(view, area, stretch)?))
}

/// The page.
pub(super) fn page(view: &View<'_>) -> Result<Response, WebError> {
    let (area, stretch, found) = found(view)?;
    let empty = found.linkage.cases == 0;
    let main = html! {
        (layout::crumbs(view, area.parent.as_ref(), &html! { (view.text(&area.name)) }))
        h1 { (view.text(&area.name)) " " small { (view.t(words::EVALUATION)) } }
        p.sub { (view.text(&found.report.setting)) }
        (stretches(view, area, stretch))
        p.meta.whose { (view.t(words::WHOSE)) }
        @if found.more { p.late { (view.t(words::IN_PART)) } }
        @if empty { p.quiet { (view.t(words::NOTHING)) } }
        @else {
            (downloads(view, area, stretch))
            @for (nth, section) in found.report.sections.iter().enumerate() {
                @let id = format!("part-{nth}");
                section aria-labelledby=(id) {
                    (Heading { id: &id, text: view.text(&section.title), count: None })
                    ul.findings { @for finding in &section.findings { (shown(view, finding)?) } }
                }
            }
            (charts::all(view, &found))
            (deviations(view, &found)?)
        }
        section aria-labelledby="limits" {
            (Heading { id: "limits", text: view.t(words::LIMITS), count: None })
            ul.findings { @for limit in &found.report.limits { li { (view.text(limit)) } } }
            p.meta { (view.t(words::MADE)) " " (view.time(found.at)) }
        }
    };
    let title = format!("{} · {}", view.text(&area.name), view.t(words::EVALUATION));
    Ok(layout::still(view, Place::Evaluation, &title, &main))
}

fn at(path: &str, area: &Area, stretch: Stretch, more: Option<(&str, &str)>) -> String {
    let days = stretch.name();
    let params = [("area", area.id.as_str()), ("days", days.as_str())];
    address(path, params.into_iter().chain(more))
}

fn stretches(view: &View<'_>, area: &Area, chosen: Stretch) -> Markup {
    html! {
        nav.tabs aria-label=(view.t(words::PERIOD)) {
            ul {
                @for stretch in Stretch::ALL {
                    li {
                        a href=(at("/evaluation", area, stretch, None))
                            aria-current=[(stretch == chosen).then_some("page")] {
                            @match stretch {
                                Stretch::Days(days) => {
                                    (days) (view.lang.pick("", " ")) (view.t(words::DAYS))
                                },
                                Stretch::All => (view.t(words::EVER)),
                            }
                        }
                    }
                }
            }
        }
    }
}

fn downloads(view: &View<'_>, area: &Area, stretch: Stretch) -> Markup {
    let kinds = ["pdf", "docx", "html", "json"];
    let offered = kinds
        .into_iter()
        .filter(|kind| view.app.press.is_some() || !matches!(*kind, "pdf" | "docx"));
    html! {
        p.run {
            span.label { (view.t(words::DOWNLOAD)) }
            @for kind in offered {
                a href=(at("/evaluation/report", area, stretch, Some(("as", kind))))
                    rel="nofollow" { (kind.to_uppercase()) }
            }
        }
    }
}

/// A finding with the cases behind it.
fn shown(view: &View<'_>, finding: &Finding) -> Result<Markup, WebError> {
    let mut cases = Vec::with_capacity(finding.cases.len());
    for case in &finding.cases {
        cases.extend(link(view, case)?);
    }
    Ok(html! {
        li {
            (view.text(&finding.words))
            @if let Some(total) = finding.cases_total.filter(|total| *total > 0) {
                p.meta {
                    (match view.lang {
                        Lang::Zh => format!("涉及{total}件；最突出的："),
                        Lang::En => format!("{total} cases; strongest in "),
                    })
                    @for (nth, case) in cases.iter().enumerate() {
                        @if nth > 0 { (view.join()) }
                        (case)
                    }
                }
            }
        }
    })
}

fn link(view: &View<'_>, case: &CaseId) -> Result<Option<Markup>, WebError> {
    view.mentioned(case)
}

fn deviations(view: &View<'_>, found: &Evaluated) -> Result<Markup, WebError> {
    let mut rows = Vec::with_capacity(found.deviations.len());
    for deviation in &found.deviations {
        rows.extend(row(view, deviation)?);
    }
    Ok(html! {
        section aria-labelledby="deviations" {
            (Heading {
                id: "deviations",
                text: view.t(words::DEVIATIONS),
                count: Some(found.deviations_total),
            })
            p.hint { (view.t(words::DEVIATIONS_HELP)) }
            @if rows.is_empty() { p.quiet { (view.t(words::NO_DEVIATIONS)) } }
            @else {
                (Table {
                    named_by: "deviations",
                    class: "cards",
                    caption: words::DEVIATIONS,
                    columns: &[
                        common::CASE,
                        common::UNIT,
                        words::STEP,
                        words::LATENESS,
                        common::RULE,
                    ],
                    figures: None,
                }.show(view, &html! { @for row in &rows { (row) } }))
                @if found.deviations_total > rows.len() {
                    p.quiet {
                        (match view.lang {
                            Lang::Zh => format!("只列出{}项；全部见下载的 JSON 或 tandem evaluate。", rows.len()),
                            Lang::En => format!("{} are listed; `tandem evaluate` tells them all.", rows.len()),
                        })
                    }
                }
            }
        }
    })
}

fn row(view: &View<'_>, deviation: &Deviation) -> Result<Option<Markup>, WebError> {
    let Some(case) = view.mentioned(&deviation.case)? else { return Ok(None) };
    let known = view.app.engine.case(&deviation.case)?;
    let ctx = view.app.engine.context(&known)?;
    let step = capital(view.text(&deviation.step_words()));
    let (manner, class) = match deviation.manner {
        Manner::Late => (words::LATE, None),
        Manner::NotDone => (words::NOT_DONE, Some("late")),
    };
    Ok(Some(html! {
        tr {
            td data-label=(view.t(common::CASE)) { (case) }
            td data-label=(view.t(common::UNIT)) { (view.unit(&deviation.unit)) }
            th scope="row" data-label=(view.t(words::STEP)) { (step) }
            td data-label=(view.t(words::LATENESS)) {
                span class=[class] { (view.t(manner)) } " "
                (tandem_insight::words::span(deviation.late_s, view.lang))
            }
            td.small data-label=(view.t(common::RULE)) {
                (view.rule_named(ctx.mechanism, &deviation.rule))
            }
        }
    }))
}

//! What a unit has to do: its open orders, the cases it leads, what it was told.

use super::desk;
use super::layout::{self, Place};
use crate::asked::escaped;
use crate::error::WebError;
use crate::show::{Heading, View, capital, case_at};
use crate::words;
use axum::response::Response;
use maud::{Markup, html};
use std::sync::Arc;
use tandem_core::case::{Case, Order, Urgency, Watch};
use tandem_core::region::Unit;
use tandem_core::{UnitId, words as core_words};
use tandem_engine::{CaseFilter, Notice, record};

/// Cases looked at.
const CASES_MAX: usize = 100;
/// Notices shown.
const NOTICES_MAX: usize = 30;

/// The page.
pub(super) fn page(view: &View<'_>, id: &str) -> Result<Response, WebError> {
    let id = UnitId::from(id);
    let unit =
        view.region().unit(&id).ok_or_else(|| WebError::not_found("单位", "unit", id.as_str()))?;
    let store = view.app.engine.store();
    let filter = CaseFilter {
        unit: Some(id.clone()),
        phase: Some("open".to_owned()),
        sight: view.sight_of(&unit.area),
        ..CaseFilter::default()
    };
    let rows = store.rows(&filter, None, CASES_MAX)?.items;
    let mut orders = Vec::new();
    for row in rows.iter().filter(|row| row.ordered.contains(&id)) {
        let case = view.app.engine.case(&row.case)?;
        let mine: Vec<Order> = case.open_orders().filter(|order| order.to == id).cloned().collect();
        orders.extend(mine.into_iter().map(|order| (Arc::clone(&case), order)));
    }
    orders.sort_by_key(|(case, order)| next(case, order).map(|watch| watch.deadline.at));
    let leads: Vec<_> = rows.into_iter().filter(|row| row.lead.as_ref() == Some(&id)).collect();
    let notices = store.notices(&id, NOTICES_MAX)?;
    let main = html! {
        (head(view, unit))
        section aria-labelledby="orders" {
            (Heading { id: "orders", text: view.t(words::OPEN_ORDERS), count: Some(orders.len()) })
            @if orders.is_empty() { p.quiet { (view.t(words::NO_OPEN_ORDERS)) } }
            @else {
                div.cardgrid {
                    @for (case, order) in &orders { (card(view, case, order)?) }
                }
            }
        }
        section aria-labelledby="leads" {
            (Heading { id: "leads", text: view.t(words::LEADS), count: Some(leads.len()) })
            (desk::list(view, &leads, words::LEADS_NONE)?)
        }
        section aria-labelledby="notices" {
            (Heading { id: "notices", text: view.t(words::NOTICES), count: Some(notices.len()) })
            @if notices.is_empty() { p.quiet { (view.t(words::NO_NOTICES)) } }
            @else { (told(view, &notices)?) }
        }
    };
    Ok(layout::page(view, Place::Elsewhere, view.text(&unit.name), &main))
}

fn head(view: &View<'_>, unit: &Unit) -> Markup {
    html! {
        (layout::crumbs(view, Some(&unit.area), &html! { (view.t(words::unit_kind(unit.kind))) }))
        h1 { (view.text(&unit.name)) " " small { (view.t(words::MY_ORDERS)) } }
        @if let Some(superior) = &unit.functional_superior {
            p.sub {
                (view.t(words::SUPERIOR)) ": " (view.unit(superior))
                @if unit.vertical { " · " (view.t(words::VERTICAL)) }
            }
        }
    }
}

/// The deadline on an order that ends first.
fn next<'a>(case: &'a Case, order: &Order) -> Option<&'a Watch> {
    let mine = case.watches.iter().filter(|watch| watch.subject.order() == Some(&order.id));
    mine.min_by_key(|watch| watch.deadline.at)
}

fn card(view: &View<'_>, case: &Case, order: &Order) -> Result<Markup, WebError> {
    let mechanism = view.app.engine.context(case)?.mechanism;
    Ok(html! {
        article.card {
            header {
                h3 {
                    a href={ (case_at(&case.id)) "#order-" (escaped(order.id.as_str())) } {
                        (view.said(&case.title))
                    }
                }
                p.meta {
                    (view.risk(mechanism, case.risk)) " "
                    (view.t(words::order_role(order.role)))
                    @if order.urgency == Urgency::Urgent {
                        " " span.tag.hot { (view.t(words::URGENT)) }
                    }
                }
            }
            p { (view.said(&order.task)) }
            p.state { b { (capital(words::order_state(order.state).get(view.lang))) } }
            @if let Some(watch) = next(case, order) {
                p {
                    (view.left(watch.deadline.at)) " · "
                    (core_words::subject(&watch.subject, view.lang))
                    " · " (view.time(watch.deadline.at))
                }
                p.meta { (view.rule(mechanism, &watch.deadline)) }
            }
            p.meta {
                (view.t(words::ISSUED)) " " (view.time(order.issued_at))
                " · " (view.unit(&order.issuer))
            }
        }
    })
}

fn told(view: &View<'_>, notices: &[Notice]) -> Result<Markup, WebError> {
    let mut items = Vec::with_capacity(notices.len());
    for notice in notices {
        let of = match record::directory_of(&notice.case) {
            Some(area) => Some(view.duty_link(&area)),
            None => view.mentioned(&notice.case)?,
        };
        // What the reader may not see, was told to others.
        let Some(of) = of else { continue };
        let about = core_words::concern(&notice.about);
        items.push(html! {
            li {
                span.tag { (about.as_ref().map_or(notice.about.as_str(), |words| view.text(words))) } " "
                (of)
            }
        });
    }
    Ok(html! { ul.pieces { @for item in &items { (item) } } })
}

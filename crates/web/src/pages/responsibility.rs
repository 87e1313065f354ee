//! The responsibility directory of an area: who answers for which remit, what nobody answers for,
//! and what another lead is proposed for.

use super::desk;
use super::layout::{self, Place};
use super::tiles::{Sign, Tiles};
use crate::asked::address;
use crate::error::WebError;
use crate::show::{Heading, Table, View};
use crate::words::{self, Word};
use axum::response::Response;
use maud::{Markup, html};
use std::collections::BTreeMap;
use tandem_core::control::{contested, gaps};
use tandem_core::region::{Area, Remit};
use tandem_core::{AreaId, Context, RemitId, UnitId};

const TITLE: Word = Word::new("责任清单", "Responsibility directory");
const HELP: Word = Word::new(
    "每个地区、每类事项由谁负责。空白是没有单位负责的事项；有争议是已有人提议由另一单位负责、尚待审定的事项。",
    "Who answers for each remit of each area. A gap is a remit that no unit answers for; a remit is contested while another lead is proposed and nobody has decided.",
);
const PICTURE: Word = Word::new("空白与争议分布", "Gaps and contested remits");
const GAPS: Sign = Sign { class: "is-gap", sign: "○", word: Word::new("空白", "gaps") };
const CONTESTED: Sign =
    Sign { class: "is-open", sign: "◇", word: Word::new("有争议", "contested") };
const ROWS: Word = Word::new("本地区各类事项由谁负责", "Who answers for what here");
const REMIT: Word = Word::new("事项", "Remit");
const BASIS: Word = Word::new("依据", "Basis");
const NOBODY: Word = Word::new("空白：无单位负责", "gap: nobody answers for it");
const PROPOSED: Word = Word::new("有争议，待审定", "contested, to be decided");
const NO_GAPS: Word = Word::new("没有空白，也没有争议。", "No gap, and nothing contested.");

/// The page.
pub(super) fn page(view: &View<'_>) -> Result<Response, WebError> {
    let area = desk::area(view)?;
    let ctx = view.app.engine.new_context();
    let mut counts: BTreeMap<AreaId, Vec<usize>> = BTreeMap::new();
    for within in view.region().areas().filter(|a| view.region().contains(&area.id, &a.id)) {
        let here = vec![gaps(&ctx, within, view.now).len(), contested(&ctx, within).len()];
        counts.insert(within.id.clone(), here);
    }
    let at = |area: &AreaId| address("/directory", [("area", area.as_str())]);
    let clean = counts.values().flatten().all(|count| *count == 0);
    let tiles = Tiles { id: "picture", signs: &[GAPS, CONTESTED], counts: &counts, at: &at };
    let main = html! {
        (layout::crumbs(view, area.parent.as_ref(), &html! { (view.text(&area.name)) }))
        h1 { (view.text(&area.name)) " " small { (view.t(TITLE)) } }
        p.sub { (view.t(HELP)) }
        p.run { (view.duty_link(&area.id)) }
        section aria-labelledby="picture" {
            (Heading { id: "picture", text: view.t(PICTURE), count: None })
            @if clean { p.quiet { (view.t(NO_GAPS)) } }
            (tiles.show(view, area))
        }
        (rows(view, &ctx, area))
    };
    let title = format!("{} · {}", view.text(&area.name), view.t(TITLE));
    Ok(layout::still(view, Place::Elsewhere, &title, &main))
}

fn rows(view: &View<'_>, ctx: &Context<'_>, area: &Area) -> Markup {
    let (gaps, contested) = (gaps(ctx, area, view.now), contested(ctx, area));
    let today = ctx.calendar.local(view.now).date();
    let living = |remit: &&Remit| remit.valid_until.is_none_or(|until| today <= until);
    // What needs somebody to act comes first.
    let mut remits: Vec<&Remit> = view.region().remits().filter(living).collect();
    let rank = |id: &RemitId| (!gaps.contains(id), !contested.contains(id));
    remits.sort_by_key(|remit| rank(&remit.id));
    html! {
        section aria-labelledby="rows" {
            (Heading { id: "rows", text: view.t(ROWS), count: Some(remits.len()) })
            (Table {
                named_by: "rows",
                class: "cards",
                caption: ROWS,
                columns: &[REMIT, words::LEAD, words::ASSISTING, BASIS],
                figures: None,
            }.show(view, &html! { @for remit in remits { (row(view, ctx, (area, remit), &contested)) } }))
        }
    }
}

fn row(
    view: &View<'_>,
    ctx: &Context<'_>,
    (area, remit): (&Area, &Remit),
    contested: &[RemitId],
) -> Markup {
    let found = ctx.responsible(area, &remit.id);
    let assisting: Vec<UnitId> = found
        .iter()
        .flat_map(|found| &found.assisting)
        .map(|department| UnitId::of(&area.id, department))
        .collect();
    html! {
        tr class=[found.is_none().then_some("is-late")] {
            th scope="row" data-label=(view.t(REMIT)) { (view.text(&remit.name)) }
            td data-label=(view.t(words::LEAD)) {
                @match &found {
                    Some(found) => (view.unit(&found.unit.id)),
                    None => strong.late { (view.t(NOBODY)) },
                }
                @if contested.contains(&remit.id) { br; span.tag.hot { (view.t(PROPOSED)) } }
            }
            td data-label=(view.t(words::ASSISTING)) {
                @if assisting.is_empty() { span.quiet { (view.t(words::NONE)) } }
                @else { (names(view, &assisting)) }
            }
            td.small data-label=(view.t(BASIS)) {
                @if let Some(found) = &found { (view.said(&super::case::ground(view, &found.basis))) }
            }
        }
    }
}

/// Names without links: the lead is who one turns to.
fn names(view: &View<'_>, units: &[UnitId]) -> String {
    let names = units.iter().map(|unit| view.region().unit_name(unit, view.lang));
    names.collect::<Vec<_>>().join(view.join())
}

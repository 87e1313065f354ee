//! Supervision board: what is under supervision, and which orders, feedback and read-backs are
//! overdue, in one list by lateness: who owes what, since when it is late, which rung comes next.
//!
//! Both parts are ranges of lists (decision 0006): the cases under supervision of an area, and its
//! overdue ones; no list of all cases is walked.

use super::desk;
use super::layout::{self, Place};
use crate::act::panel::Can;
use crate::asked::address;
use crate::error::WebError;
use crate::show::{Heading, Table, View, capital, case_at};
use crate::words::{self, Word};
use axum::response::Response;
use maud::{Markup, html};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tandem_core::case::{About, Ahead, Case, Subject, SupervisionState, Verb, Watch, ahead};
use tandem_core::region::Area;
use tandem_core::sight::Sight;
use tandem_core::{CaseId, Lang, Timestamp, UnitId, words as core_words};
use tandem_engine::CaseFilter;

const TITLE: Word = Word::new("督办台", "Supervision board");
const HELP: Word = Word::new(
    "未销号的督办单，以及逾期的交办签收、复述、反馈与审核，按逾期时间排列。提级由机制自动执行，不需人来催。",
    "Supervision orders that are not discharged, and receipts, read-backs, feedback and judgements that are overdue; the latest first. The ladder climbs by itself.",
);
const OWED: Word = Word::new("所欠事项", "What is owed");
const AGE: Word = Word::new("时限", "Against its clock");
const NEXT: Word = Word::new("下一步", "Next");
const ACT: Word = Word::new("办理", "Act");
const KIND: Word = Word::new("种类", "Kind");
const BOTH: Word = Word::new("全部", "All");
const SUPERVISIONS: Word = Word::new("督办单", "Supervision orders");
const ORDERS: Word = Word::new("逾期交办", "Overdue orders");
const NOTHING: Word = Word::new(
    "没有在督事项，也没有逾期的交办。",
    "Nothing is under supervision and no order is overdue.",
);
const UNTIMED: Word = Word::new("无时限", "no clock runs");
const TO_DISCHARGE: Word = Word::new("已答复，待销号", "answered, to be discharged");
const IN_PART: Word = Word::new(
    "只列出最近受理的一部分案件；请按地区或单位缩小范围。",
    "Only the cases received last are listed; narrow by area or unit.",
);
const NO_RUNG: Word = Word::new("各级均已逾期，等待处理", "every rung had its time");
const OPEN: Word = Word::new("打开", "Open");
const ONLY_UNIT: Word = Word::new("只看", "Only");
const ALL_UNITS: Word = Word::new("全部单位", "All units");
const AREAS: Word = Word::new("地区", "Area");

/// Cases of which the board asks the core what the reader can do.
const DEEDS_MAX: usize = 20;
/// Cases of each part that are looked at.
const CASES_MAX: usize = 150;

/// What the reader wants to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Both,
    Supervisions,
    Orders,
}

impl Part {
    const ALL: [(Self, &'static str, Word); 3] = [
        (Self::Both, "", BOTH),
        (Self::Supervisions, "supervision", SUPERVISIONS),
        (Self::Orders, "orders", ORDERS),
    ];

    fn read(word: Option<&str>) -> Self {
        let named = Self::ALL.into_iter().find(|(_, name, _)| Some(*name) == word);
        named.map_or(Self::Both, |(part, ..)| part)
    }
}

/// Something that is owed.
struct Owed {
    case: Arc<Case>,
    unit: UnitId,
    what: String,
    /// What of the case it is about, and the place on the case page where that is done.
    about: About,
    place: String,
    watch: Option<Watch>,
    state: Option<Word>,
}

/// The page.
pub(super) fn page(view: &View<'_>) -> Result<Response, WebError> {
    let area = desk::area(view)?;
    let part = Part::read(view.asked.get("kind"));
    let unit = view.asked.get("unit").map(UnitId::from);
    let (mut owed, more) = owed(view, area, (part, unit.as_ref()))?;
    owed.sort_by(|a, b| lateness(a).cmp(&lateness(b)).then(a.case.id.cmp(&b.case.id)));
    let can = deeds(view, &owed)?;
    let mut rows = Vec::with_capacity(owed.len());
    for one in &owed {
        rows.push(row(view, (area, part), one, can.get(&one.case.id))?);
    }
    let main = html! {
        (layout::crumbs(view, area.parent.as_ref(), &html! { (view.text(&area.name)) }))
        h1 { (view.text(&area.name)) " " small { (view.t(TITLE)) } }
        p.sub { (view.t(HELP)) }
        (tabs(view, area, part))
        (areas(view, area, part))
        @if let Some(unit) = &unit {
            p.run {
                span { (view.t(ONLY_UNIT)) " " b { (view.unit(unit)) } }
                a href=(at(area, part, None)) { (view.t(ALL_UNITS)) }
            }
        }
        section aria-labelledby="owed" {
            (Heading { id: "owed", text: view.t(OWED), count: Some(rows.len()) })
            @if more { p.late { (view.t(IN_PART)) } }
            @if rows.is_empty() { p.quiet { (view.t(NOTHING)) } }
            @else {
                (Table {
                    named_by: "owed",
                    class: "cards board",
                    caption: TITLE,
                    columns: &[OWED, words::WHO, AGE, NEXT, ACT],
                    figures: None,
                }.show(view, &html! { @for row in &rows { (row) } }))
            }
        }
    };
    let title = format!("{} · {}", view.text(&area.name), view.t(TITLE));
    Ok(layout::page(view, Place::Supervision, &title, &main))
}

/// What the reader can do on the cases on top of the board; further down the case page says it.
fn deeds<'a>(
    view: &'a View<'a>,
    owed: &'a [Owed],
) -> Result<BTreeMap<&'a CaseId, Can<'a>>, WebError> {
    let mut can = BTreeMap::new();
    for one in owed.iter().filter(|_| view.asked.signed.is_some()) {
        if can.len() >= DEEDS_MAX {
            break;
        }
        if let Entry::Vacant(vacant) = can.entry(&one.case.id) {
            vacant.insert(Can::of(view, &one.case)?);
        }
    }
    Ok(can)
}

/// What is late first, the latest on top; what no clock runs for, last.
fn lateness(owed: &Owed) -> (bool, Option<Timestamp>) {
    let at = owed.watch.as_ref().map(|watch| watch.deadline.at);
    (at.is_none(), at)
}

fn owed(
    view: &View<'_>,
    area: &Area,
    (part, unit): (Part, Option<&UnitId>),
) -> Result<(Vec<Owed>, bool), WebError> {
    let sight = view.sight_of(&area.id);
    // Where the reader sees all of the area, a unit's part of it is a range of its own.
    let of_unit = unit.filter(|_| sight.is_none());
    let of_unit = of_unit.map(|unit| Sight { units: vec![unit.clone()], areas: Vec::new() });
    let base = CaseFilter {
        under: Some(area.id.clone()),
        phase: Some("open".to_owned()),
        sight: sight.or(of_unit),
        ..CaseFilter::default()
    };
    let mut cases: BTreeSet<CaseId> = BTreeSet::new();
    let mut more = false;
    let supervised = CaseFilter { supervised: true, ..base.clone() };
    let overdue = CaseFilter { overdue_at: Some(view.now), ..base };
    for (filter, wanted) in
        [(supervised, part != Part::Orders), (overdue, part != Part::Supervisions)]
    {
        if wanted {
            let page = view.app.engine.store().rows(&filter, None, CASES_MAX)?;
            more |= page.next.is_some();
            cases.extend(page.items.into_iter().map(|row| row.case));
        }
    }
    let mut owed = Vec::new();
    for id in cases {
        let case = view.app.engine.case(&id)?;
        if part != Part::Orders {
            owed.extend(supervisions(view, &case));
        }
        if part != Part::Supervisions {
            owed.extend(orders(view, &case));
        }
    }
    owed.retain(|one| unit.is_none_or(|unit| &one.unit == unit));
    Ok((owed, more))
}

/// Supervision orders that are not discharged: who must sign or account, or who must discharge.
fn supervisions(view: &View<'_>, case: &Arc<Case>) -> Vec<Owed> {
    let open = case.supervisions.iter().filter(|o| o.state != SupervisionState::Discharged);
    open.map(|order| {
        let of = |subject: &Subject| match subject {
            Subject::SupervisionReceipt(id) | Subject::Supervision(id) => *id == order.id,
            _ => false,
        };
        let watches = case.watches.iter().filter(|watch| of(&watch.subject));
        let watch = watches.min_by_key(|watch| watch.deadline.at).cloned();
        let answered = order.state == SupervisionState::Answered;
        let unit = if answered { &order.issuer } else { &order.to };
        Owed {
            case: Arc::clone(case),
            unit: watch.as_ref().map_or_else(|| unit.clone(), |watch| watch.unit.clone()),
            what: format!(
                "{} {}{}{}",
                view.t(words::SUPERVISION),
                order.id,
                view.lang.pick("：", ": "),
                order.demand
            ),
            about: About::Supervision(order.id.clone()),
            place: format!("#supervision-{}", order.id),
            state: Some(if answered {
                TO_DISCHARGE
            } else {
                words::supervision_state(order.state)
            }),
            watch,
        }
    })
    .collect()
}

/// Orders whose receipt, read-back, feedback or judgement is overdue.
fn orders(view: &View<'_>, case: &Arc<Case>) -> Vec<Owed> {
    let late = case.watches.iter().filter(|watch| watch.deadline.at < view.now);
    let of_order = late.filter_map(|watch| Some((watch, watch.subject.order()?)));
    of_order
        .map(|(watch, order)| Owed {
            case: Arc::clone(case),
            unit: watch.unit.clone(),
            what: capital(&core_words::subject(&watch.subject, view.lang)),
            about: About::Order(order.clone()),
            place: format!("#order-{order}"),
            watch: Some(watch.clone()),
            state: None,
        })
        .collect()
}

fn at(area: &Area, part: Part, unit: Option<&UnitId>) -> String {
    let kind = Part::ALL.into_iter().find(|(known, ..)| *known == part);
    let kind = kind.map(|(_, name, _)| name).filter(|name| !name.is_empty());
    let params = std::iter::once(("area", area.id.as_str()));
    let params = params.chain(kind.map(|kind| ("kind", kind)));
    address("/supervision", params.chain(unit.map(|unit| ("unit", unit.as_str()))))
}

fn tabs(view: &View<'_>, area: &Area, chosen: Part) -> Markup {
    html! {
        nav.tabs aria-label=(view.t(KIND)) {
            ul {
                @for (part, _, word) in Part::ALL {
                    li {
                        a href=(at(area, part, None))
                            aria-current=[(part == chosen).then_some("page")] { (view.t(word)) }
                    }
                }
            }
        }
    }
}

/// The areas directly below, to narrow by; a form without a script.
fn areas(view: &View<'_>, area: &Area, part: Part) -> Markup {
    let below: Vec<&Area> =
        view.region().areas().filter(|below| below.parent.as_ref() == Some(&area.id)).collect();
    html! {
        @if !below.is_empty() {
            details.narrow-by {
                summary { (view.t(AREAS)) " " span.count { (below.len()) } }
                ul { @for below in below { li { a href=(at(below, part, None)) { (view.text(&below.name)) } } } }
            }
        }
    }
}

fn row(
    view: &View<'_>,
    (area, part): (&Area, Part),
    owed: &Owed,
    can: Option<&Can<'_>>,
) -> Result<Markup, WebError> {
    let ctx = view.app.engine.context(&owed.case)?;
    let late = owed.watch.as_ref().is_some_and(|watch| watch.deadline.at < view.now);
    let link = format!("{}{}", case_at(&owed.case.id), owed.place);
    let next = owed.watch.as_ref().map(|watch| ahead(&owed.case, &ctx, watch));
    Ok(html! {
        tr class=[late.then_some("is-late")] {
            th scope="row" data-label=(view.t(OWED)) {
                (view.said(&owed.what))
                @if let Some(state) = owed.state { br; span.tag { (view.t(state)) } }
                br; span.meta { (view.case_link(&owed.case.id, &owed.case.title)) }
            }
            td data-label=(view.t(words::WHO)) {
                (view.unit(&owed.unit))
                br; a.meta href=(at(area, part, Some(&owed.unit))) rel="nofollow" { (view.t(ONLY_UNIT)) }
            }
            td data-label=(view.t(AGE)) {
                @match &owed.watch {
                    Some(watch) => {
                        (view.left(watch.deadline.at))
                        @if watch.rung > 0 { " " (desk::rungs(view, watch.rung)) }
                        br; span.meta { (view.time(watch.deadline.at)) }
                        br; span.small { (view.rule(ctx.mechanism, &watch.deadline)) }
                    },
                    None => span.quiet { (view.t(UNTIMED)) },
                }
            }
            td data-label=(view.t(NEXT)) {
                @match next {
                    Some(Some((what, when))) => (step(view, &what, when)),
                    Some(None) => strong.late { (view.t(NO_RUNG)) },
                    None => span.quiet { "—" },
                }
            }
            td data-label=(view.t(ACT)) {
                div.deeds {
                    a.button href=(link) {
                        (view.t(OPEN)) span.hide { " " (owed.what) " " (owed.case.id) }
                    }
                    @if let Some(can) = can {
                        @for deed in can.of_verbs(&About::Case, &[Verb::Supervise]) { (deed) }
                        (can.on(&owed.about))
                    }
                }
            }
        }
    })
}

/// What the mechanism does next, and when.
fn step(view: &View<'_>, what: &Ahead, when: Timestamp) -> Markup {
    html! {
        @match what {
            Ahead::Reminder => (view.lang.pick("催办", "reminder")),
            Ahead::Rung(unit) => {
                (match view.lang {
                    Lang::Zh => "提级至",
                    Lang::En => "climbs to ",
                })
                (view.unit(unit))
            },
            Ahead::Lapse => (view.lang.pick("无更高一级，公开挂账", "no rung is left; it stays overdue for all to see")),
        }
        br; span.meta { (view.time(when)) }
    }
}

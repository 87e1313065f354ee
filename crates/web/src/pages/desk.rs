//! The desk inbox: what is overdue, what waits for triage, what is being handled.

use super::layout::{self, Place};
use super::tally::Tally;
use crate::asked::address;
use crate::error::WebError;
use crate::show::{Heading, View, capital, case_at};
use crate::{tracks, words};
use axum::response::Response;
use maud::{Markup, html};
use std::sync::Arc;
use tandem_core::case::{Case, Phase, Watch};
use tandem_core::region::Area;
use tandem_core::{AreaId, CaseId, Lang};
use tandem_engine::{Audience, CaseFilter, CaseRow, Count, Page, Store};

/// Cases of a list on one page.
const LIST: usize = 25;
/// Cases in the two urgent lists before the reader is led to a page of their own.
const URGENT: usize = 12;

/// Which list of cases is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// Overdue, to triage, and open in three lists.
    Inbox,
    Overdue,
    /// One phase, as [`CaseRow::phase`] names it.
    Phase(&'static str),
    All,
}

impl Choice {
    const TABS: [(Self, words::Word); 8] = [
        (Self::Inbox, words::INBOX),
        (Self::Overdue, words::OVERDUE),
        (Self::Phase("received"), words::TO_TRIAGE),
        (Self::Phase("open"), words::OPEN),
        (Self::Phase("closed"), words::CLOSED),
        (Self::Phase("merged"), words::MERGED),
        (Self::Phase("declined"), words::DECLINED),
        (Self::All, words::ALL),
    ];

    /// Reads the parameter `phase`; `None` for a word that is no choice.
    pub(crate) fn read(word: Option<&str>) -> Option<Self> {
        match word {
            None => Some(Self::Inbox),
            Some(word) => Self::TABS.into_iter().map(|(tab, _)| tab).find(|tab| tab.name() == word),
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Inbox => "",
            Self::Overdue => "overdue",
            Self::Phase(phase) => phase,
            Self::All => "all",
        }
    }
}

/// The area asked for; else the one that the reader's desk answers for, or the top one.
pub(crate) fn area<'a>(view: &View<'a>) -> Result<&'a Area, WebError> {
    let region = view.region();
    match view.asked.get("area") {
        Some(code) => region
            .area(&AreaId::from(code))
            .ok_or_else(|| WebError::not_found("地区", "area", code)),
        None => {
            let own = view.reader().sight().and_then(|sight| region.area(sight.areas.first()?));
            own.or_else(|| region.areas().find(|area| area.parent.is_none()))
                .ok_or_else(|| WebError::not_found("地区", "area", &region.id))
        }
    }
}

/// A list under an area.
pub(crate) fn filter(area: &Area, choice: Choice, view: &View<'_>) -> CaseFilter {
    CaseFilter {
        audience: Audience::Staff,
        under: Some(area.id.clone()),
        phase: match choice {
            Choice::Phase(phase) => Some(phase.to_owned()),
            _ => None,
        },
        unit: None,
        supervised: false,
        overdue_at: (choice == Choice::Overdue).then_some(view.now),
        sight: view.sight_of(&area.id),
    }
}

/// The page.
pub(super) fn page(view: &View<'_>) -> Result<Response, WebError> {
    let area = area(view)?;
    let choice = Choice::read(view.asked.get("phase")).unwrap_or(Choice::Inbox);
    let store = view.app.engine.store();
    let below: Vec<AreaId> = children(view, area).map(|child| child.id.clone()).collect();
    let sight = view.sight_of(&area.id);
    let tally = view.app.tallies.get(store, (&area.id, &below), sight, view.now)?;
    let body = if choice == Choice::Inbox {
        inbox(view, area)?
    } else {
        let cursor = view.asked.get("cursor");
        let mut page = store.rows(&filter(area, choice, view), cursor, LIST)?;
        if choice == Choice::Overdue {
            page.items.sort_by_key(|row| row.deadline);
        }
        let word = Choice::TABS.into_iter().find(|(tab, _)| *tab == choice).map(|(_, word)| word);
        let empty = match choice {
            Choice::Overdue => words::NOTHING_OVERDUE,
            Choice::Phase("received") => words::NOTHING_TO_TRIAGE,
            _ => words::NOTHING_HERE,
        };
        html! {
            section aria-labelledby="list" {
                (Heading { id: "list", text: word.map_or("", |word| view.t(word)), count: None })
                (list(view, &page.items, empty)?)
                (pager(view, area, choice, &page))
            }
        }
    };
    let main = html! {
        (head(view, area))
        div.withside {
            aside.side { (within(view, area, &tally)) }
            div.content {
                (tabs(view, area, choice, &tally))
                (body)
            }
        }
    };
    let title = format!("{} · {}", view.text(&area.name), view.t(words::DESK));
    Ok(layout::page(view, Place::Desk, &title, &main))
}

fn head(view: &View<'_>, area: &Area) -> Markup {
    let region = view.region();
    let mut chain: Vec<&Area> = region.chain(&area.id).skip(1).collect();
    chain.reverse();
    html! {
        @if !chain.is_empty() {
            nav.crumbs aria-label=(view.t(words::WHERE)) {
                ol {
                    @for upper in chain {
                        li { a href=(at(&upper.id, Choice::Inbox)) { (view.text(&upper.name)) } }
                    }
                    li aria-current="page" { (view.text(&area.name)) }
                }
            }
        }
        h1 {
            (view.text(&area.name))
            " " small { (view.t(words::DESK)) " · " (view.text(&region.level_of(area).name)) }
        }
        @if let Some(desk) = region.desk(&area.id) {
            p.sub { (view.unit(&desk.id)) " · " (view.duty_link(&area.id)) }
        }
    }
}

/// The areas directly within an area.
fn children<'a>(view: &View<'a>, area: &Area) -> impl Iterator<Item = &'a Area> {
    let id = area.id.clone();
    view.region().areas().filter(move |child| child.parent.as_ref() == Some(&id))
}

/// The areas within, those with work first; what is quiet is folded away.
fn within(view: &View<'_>, area: &Area, tally: &Tally) -> Markup {
    let children: Vec<&Area> = children(view, area).collect();
    html! {
        details.areas #within open {
            summary { (view.t(words::AREAS_WITHIN)) " " span.count { (children.len()) } }
            @if children.is_empty() {
                p.quiet { (view.t(words::NO_AREAS_WITHIN)) }
            } @else {
                ul {
                    @for child in children {
                        li {
                            a href=(at(&child.id, Choice::Inbox)) {
                                span { (view.text(&child.name)) }
                                (counts(view, tally.of(&child.id)))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn counts(view: &View<'_>, count: Count) -> Markup {
    let all = count.received + count.open;
    html! {
        span.counts {
            @if count.overdue > 0 {
                span.late { (count.overdue) span.hide { " " (view.t(words::OVERDUE)) } }
            }
            span class=[(all == 0).then_some("zero")] {
                (all) span.hide { " " (view.t(words::OPEN)) }
            }
        }
    }
}

fn tabs(view: &View<'_>, area: &Area, choice: Choice, tally: &Tally) -> Markup {
    let count = tally.of(&area.id);
    let number = |tab: Choice| match tab {
        Choice::Overdue => Some(count.overdue),
        Choice::Phase("received") => Some(count.received),
        Choice::Phase("open") => Some(count.open),
        _ => None,
    };
    html! {
        nav.tabs aria-label=(view.t(words::FILTER)) {
            ul {
                @for (tab, word) in Choice::TABS {
                    li {
                        a href=(at(&area.id, tab)) aria-current=[(tab == choice).then_some("page")]
                            class=[(tab == Choice::Overdue && count.overdue > 0).then_some("alarm")]
                        {
                            (view.t(word))
                            @if let Some(number) = number(tab) {
                                " " span.count { (number) @if tally.more { "+" } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn inbox(view: &View<'_>, area: &Area) -> Result<Markup, WebError> {
    let store = view.app.engine.store();
    let cursor = view.asked.get("cursor");
    let mut overdue = Page { items: Vec::new(), next: None };
    let mut received = Page { items: Vec::new(), next: None };
    if cursor.is_none() {
        overdue = store.rows(&filter(area, Choice::Overdue, view), None, URGENT)?;
        overdue.items.sort_by_key(|row| row.deadline);
        received =
            in_time(view, store, &filter(area, Choice::Phase("received"), view), None, URGENT)?;
    }
    let open = in_time(view, store, &filter(area, Choice::Phase("open"), view), cursor, LIST)?;
    Ok(html! {
        @if cursor.is_none() {
            section.urgent aria-labelledby="overdue" {
                (Heading { id: "overdue", text: view.t(words::OVERDUE), count: None })
                (list(view, &overdue.items, words::NOTHING_OVERDUE)?)
                @if overdue.next.is_some() {
                    p.more {
                        a href=(at(&area.id, Choice::Overdue)) { (view.t(words::ALL_OVERDUE)) }
                    }
                }
            }
            section aria-labelledby="received" {
                (Heading { id: "received", text: view.t(words::TO_TRIAGE), count: None })
                (start(view, area, !received.items.is_empty()))
                (list(view, &received.items, words::NOTHING_TO_TRIAGE)?)
                @if received.next.is_some() {
                    p.more {
                        a href=(at(&area.id, Choice::Phase("received"))) {
                            (view.t(words::ALL_TO_TRIAGE))
                        }
                    }
                }
            }
        }
        section aria-labelledby="open" {
            (Heading { id: "open", text: view.t(words::ON_TIME), count: None })
            (list(view, &open.items, words::NOTHING_OPEN)?)
            (pager(view, area, Choice::Inbox, &open))
        }
    })
}

/// Where a duty officer begins; a stranger only reads.
fn start(view: &View<'_>, area: &Area, waiting: bool) -> Markup {
    let to = address("/triage", [("area", area.id.as_str())]);
    html! {
        @if view.asked.signed.is_some() {
            p.deeds {
                @if waiting { a.button.do href=(to) { (view.t(words::START_TRIAGE)) } }
                a.button href="/receive" { (view.t(words::ENTER)) }
            }
        }
    }
}

/// A part of a list without what is overdue, which stands in a list of its own. Where much is
/// overdue, more rows are read until the part is full, up to a limit.
fn in_time(
    view: &View<'_>,
    store: &dyn Store,
    filter: &CaseFilter,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page<CaseRow>, WebError> {
    const PARTS_MAX: usize = 8;
    let mut out = Page { items: Vec::new(), next: cursor.map(str::to_owned) };
    for _ in 0..PARTS_MAX {
        let part = store.rows(filter, out.next.as_deref(), limit - out.items.len())?;
        out.next = part.next;
        let late = |row: &CaseRow| row.deadline.is_some_and(|deadline| deadline < view.now);
        out.items.extend(part.items.into_iter().filter(|row| !late(row)));
        if out.next.is_none() || out.items.len() >= limit {
            break;
        }
    }
    Ok(out)
}

fn pager(view: &View<'_>, area: &Area, choice: Choice, page: &Page<CaseRow>) -> Markup {
    let params = |cursor: Option<&str>| {
        let mut params = vec![("area", area.id.as_str())];
        params.extend((choice != Choice::Inbox).then_some(("phase", choice.name())));
        params.extend(cursor.map(|cursor| ("cursor", cursor)));
        address("/", params)
    };
    let later = view.asked.get("cursor").is_some();
    html! {
        @if later || page.next.is_some() {
            nav.pager aria-label=(view.t(words::PAGES)) {
                @if later { a href=(params(None)) { (view.t(words::NEWEST)) } }
                @if let Some(next) = &page.next {
                    a rel="next" href=(params(Some(next))) { (view.t(words::OLDER)) " →" }
                }
            }
        }
    }
}

fn at(area: &AreaId, choice: Choice) -> String {
    let mut params = vec![("area", area.as_str())];
    params.extend((choice != Choice::Inbox).then_some(("phase", choice.name())));
    address("/", params)
}

/// Cases as rows; on a phone each becomes a card.
pub(super) fn list(
    view: &View<'_>,
    rows: &[CaseRow],
    empty: words::Word,
) -> Result<Markup, WebError> {
    if rows.is_empty() {
        return Ok(html! { p.quiet { (view.t(empty)) } });
    }
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        items.push(item(view, row, &view.app.engine.case(&row.case)?)?);
    }
    Ok(html! { ul.cases { @for item in &items { (item) } } })
}

fn item(view: &View<'_>, row: &CaseRow, case: &Arc<Case>) -> Result<Markup, WebError> {
    let mechanism = view.app.engine.context(case)?.mechanism;
    let next = case.watches.iter().min_by_key(|watch| watch.deadline.at);
    let late = next.is_some_and(|watch| watch.deadline.at < view.now);
    Ok(html! {
        li.case.late[late] {
            div.c-risk { (view.risk(mechanism, case.risk)) }
            div.c-title {
                h3 { (view.case_link(&row.case, &row.title)) }
                p.meta {
                    @if row.drill { span.tag { (view.t(words::DRILL)) } " " }
                    (view.areas(&row.areas))
                    " · " (view.t(words::RECEIVED)) " " (view.ago(row.received_at))
                    @if !matches!(case.phase, Phase::Open | Phase::Received) {
                        " · " (tandem_core::words::phase(&case.phase).get(view.lang))
                    }
                    " · " (number(&row.case))
                }
            }
            div.c-lead {
                @if let Some(lead) = &row.lead {
                    span.label { (view.t(words::LEAD)) } (view.unit(lead))
                }
            }
            div.c-tracks {
                @if case.disposal.is_some() {
                    span.hide { (view.t(words::TRACKS)) ": " }
                    (tracks::marks(case, view.lang))
                }
            }
            div.c-due { (due(view, mechanism, next)) }
        }
    })
}

fn due(
    view: &View<'_>,
    mechanism: &tandem_core::mechanism::Mechanism,
    next: Option<&Watch>,
) -> Markup {
    let Some(watch) = next else {
        return html! { span.quiet { (view.t(words::NO_DEADLINE)) } };
    };
    let rule = &watch.deadline.rule;
    let here = mechanism.deadline_rule(rule).is_some();
    html! {
        p.dueline { (view.left(watch.deadline.at)) }
        p.meta {
            (capital(&tandem_core::words::subject(&watch.subject, view.lang)))
            @if here { " " a.ruleid href={ "/mechanism#" (rule) } { (rule) } }
        }
        p.meta { (view.time(watch.deadline.at)) }
        @if watch.rung > 0 { p.meta { (rungs(view, watch.rung)) } }
    }
}

/// How far something has climbed.
pub(super) fn rungs(view: &View<'_>, rung: usize) -> Markup {
    let text = match view.lang {
        Lang::Zh => format!("已提{rung}级"),
        Lang::En if rung == 1 => "escalated 1 level".to_owned(),
        Lang::En => format!("escalated {rung} levels"),
    };
    html! { span.tag.climbed { "↑ " (text) } }
}

/// A case's number, to be read aloud.
pub(super) fn number(id: &CaseId) -> Markup {
    html! { a.number href=(case_at(id)) tabindex="-1" aria-hidden="true" { (id) } }
}

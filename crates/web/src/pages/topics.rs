//! What people say: the situation list, and one topic with its posts and its assessment.

use super::layout::{self, Place};
use super::{life, picture};
use crate::asked::{address, escaped};
use crate::error::WebError;
use crate::show::{Heading, Table, View};
use crate::words;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;
use std::cmp::Ordering;
use tandem_core::mechanism::RiskLevel;
use tandem_core::{AreaId, Lang, RemitId};
use tandem_engine::{ArchivedPost, Page, TopicRow};

/// Topics on one page.
const LIST: usize = 25;
/// Areas and remits named in the list before it says how many more.
const NAMED_MAX: usize = 3;
/// Posts shown with a topic, the latest ones.
const POSTS_MAX: usize = 100;
/// Bars of a sparkline.
const BARS: usize = 24;

/// An assessment as it is kept for display.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Assessment {
    proposed: String,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    pub(crate) zh: String,
    pub(crate) en: String,
    readings: Vec<Reading>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Reading {
    indicator: String,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    weight: Option<f64>,
    zh: String,
    en: String,
    posts: Vec<String>,
}

impl Assessment {
    /// Whatever can be read of it; `None` where there is nothing.
    pub(crate) fn read(json: &str) -> Option<Self> {
        let assessment: Self = serde_json::from_str(json).ok()?;
        let empty = assessment.proposed.is_empty() && assessment.readings.is_empty();
        (!empty).then_some(assessment)
    }

    pub(crate) fn level(&self) -> Option<RiskLevel> {
        RiskLevel::ALL.into_iter().find(|level| level.as_str() == self.proposed)
    }

    /// The reasons behind it, those of the greatest figures first.
    pub(crate) fn reasons(&self, lang: tandem_core::Lang) -> Vec<String> {
        let known = self.readings.iter().filter(|reading| reading.value.is_some());
        let mut known: Vec<&Reading> = known.collect();
        known.sort_by(|one, other| other.value.partial_cmp(&one.value).unwrap_or(Ordering::Equal));
        known.into_iter().map(|reading| lang.pick(&reading.zh, &reading.en).to_owned()).collect()
    }
}

/// The situation list.
pub(super) fn list(view: &View<'_>) -> Result<Response, WebError> {
    let store = view.app.engine.store();
    let cursor = view.asked.get("cursor");
    let page = seen(view, cursor)?;
    let counts = match view.reader().sight() {
        None => Some(store.counts()?),
        Some(_) => None,
    };
    let mut rows = Vec::with_capacity(page.items.len());
    for topic in &page.items {
        rows.push(row(view, topic, &store.posts_of(&topic.id)?)?);
    }
    let main = html! {
        h1 { (view.t(words::SITUATION)) }
        @if let Some((posts, topics)) = counts {
            p.sub {
                (view.t(words::COUNTS)) " " b { (topics) } " " (view.t(words::TOPICS)) " · "
                b { (posts) } " " (view.t(words::POSTS).to_lowercase())
            }
        }
        @if cursor.is_none() { (picture::section(view)?) }
        (topics(view, &rows, page.next.as_deref()))
    };
    Ok(layout::page(view, Place::Situation, view.t(words::SITUATION), &main))
}

/// The list, and the ways on.
fn topics(view: &View<'_>, rows: &[Markup], next: Option<&str>) -> Markup {
    let cursor = view.asked.get("cursor");
    html! {
        section aria-labelledby="topics" {
            (Heading { id: "topics", text: view.t(words::TOPICS_HEADING), count: None })
            @if rows.is_empty() { p.quiet { (view.t(words::NO_TOPICS)) } }
            @else {
                div.scroll tabindex="0" role="group" aria-label=(view.t(words::SITUATION)) {
                    table.cards.topics {
                        caption.hide { (view.t(words::TOPICS_CAPTION)) }
                        thead {
                            tr {
                                th scope="col" { (view.t(words::TOPIC)) }
                                th.num scope="col" { (view.t(words::POSTS)) }
                                th scope="col" { (view.t(words::LIFE)) }
                                th scope="col" { (view.t(words::AREAS)) }
                                th scope="col" { (view.t(words::REMITS)) }
                                th scope="col" { (view.t(words::PROPOSED)) }
                                th scope="col" { (view.t(words::BECAME)) }
                            }
                        }
                        tbody { @for row in rows { (row) } }
                    }
                }
            }
            @if cursor.is_some() || next.is_some() {
                nav.pager aria-label=(view.t(words::PAGES)) {
                    @if cursor.is_some() { a href="/topics" { (view.t(words::NEWEST)) } }
                    @if let Some(next) = next {
                        a rel="next" href=(address("/topics", [("cursor", next)])) {
                            (view.t(words::OLDER)) " →"
                        }
                    }
                }
            }
        }
    }
}

/// Topics that the reader sees, from a cursor on. Where many of others lie between, the page may be
/// short and lead on.
fn seen(view: &View<'_>, cursor: Option<&str>) -> Result<Page<TopicRow>, WebError> {
    const STRIDE: usize = 200;
    const PARTS_MAX: usize = 10;
    let store = view.app.engine.store();
    if view.reader().sight().is_none() {
        return Ok(store.topics(cursor, LIST)?);
    }
    let mut page = Page { items: Vec::new(), next: cursor.map(str::to_owned) };
    for _ in 0..PARTS_MAX {
        let part = store.topics(page.next.as_deref(), STRIDE)?;
        for topic in part.items {
            let full = page.items.len() >= LIST;
            if full {
                return Ok(page);
            }
            page.next = Some(format!("{}|{}", topic.last.as_millisecond(), topic.id));
            if sees(view, &topic)? {
                page.items.push(topic);
            }
        }
        page.next = part.next;
        if page.next.is_none() {
            break;
        }
    }
    Ok(page)
}

/// Whether the reader sees a topic: it concerns their area, or they see the case that it became.
fn sees(view: &View<'_>, topic: &TopicRow) -> Result<bool, WebError> {
    let ctx = view.app.engine.new_context();
    if view.reader().concerns(&topic.areas, &ctx) {
        return Ok(true);
    }
    Ok(match &topic.case {
        Some(case) => view.mentioned(case)?.is_some(),
        None => false,
    })
}

fn row(view: &View<'_>, topic: &TopicRow, posts: &[ArchivedPost]) -> Result<Markup, WebError> {
    let assessment = Assessment::read(&topic.assessment);
    let mechanism = &view.app.engine.world().mechanism;
    Ok(html! {
        tr {
            th scope="row" data-label=(view.t(words::TOPIC)) {
                a href={ "/topics/" (escaped(&topic.id)) } { (view.said(&topic.title)) }
                br; span.meta { (view.t(words::LAST_POST)) " " (view.ago(topic.last)) }
            }
            td.num data-label=(view.t(words::POSTS)) { (topic.posts) }
            td data-label=(view.t(words::LIFE)) { (sparkline(view, topic, posts)) }
            td data-label=(view.t(words::AREAS)) { (some_areas(view, &topic.areas)) }
            td data-label=(view.t(words::REMITS)) { (some_remits(view, &topic.remits)) }
            td data-label=(view.t(words::PROPOSED)) {
                @match assessment.and_then(|assessment| assessment.level()) {
                    Some(level) => (view.risk(mechanism, Some(level))),
                    None => span.quiet { "—" },
                }
            }
            td data-label=(view.t(words::BECAME)) { (became(view, topic)?) }
        }
    })
}

fn became(view: &View<'_>, topic: &TopicRow) -> Result<Markup, WebError> {
    let Some(id) = &topic.case else {
        return Ok(html! { span.quiet { (view.t(words::NO_CASE)) } });
    };
    Ok(match view.mentioned(id)? {
        Some(link) => html! { (view.t(words::CASE)) " " (link) },
        None => html! { span.quiet { (view.t(words::OTHERS_CASE)) } },
    })
}

fn some_areas(view: &View<'_>, areas: &[AreaId]) -> String {
    named(view, &view.areas(&areas[..areas.len().min(NAMED_MAX)]), areas.len())
}

fn some_remits(view: &View<'_>, remits: &[RemitId]) -> String {
    named(view, &view.remits(&remits[..remits.len().min(NAMED_MAX)]), remits.len())
}

fn named(view: &View<'_>, names: &str, count: usize) -> String {
    match (count, view.lang) {
        (0, _) => "—".to_owned(),
        (count, _) if count <= NAMED_MAX => names.to_owned(),
        (count, Lang::Zh) => format!("{names}等{count}个"),
        (count, Lang::En) => format!("{names} and {} more", count - NAMED_MAX),
    }
}

/// Posts over time as bars, from the first to the last, with the same in words.
fn sparkline(view: &View<'_>, topic: &TopicRow, posts: &[ArchivedPost]) -> Markup {
    const WIDTH: usize = BARS * 5;
    const HEIGHT: usize = 28;
    let (first, last) = (topic.first.as_second(), topic.last.as_second());
    let length = (last - first).max(1);
    let mut bars = [0usize; BARS];
    for post in posts {
        let place = (post.time.as_second() - first).clamp(0, length) as usize;
        bars[(place * BARS / (length as usize + 1)).min(BARS - 1)] += 1;
    }
    let most = bars.iter().copied().max().unwrap_or(0).max(1);
    let peak = bars.iter().position(|count| *count == most).unwrap_or(0);
    let peak_at = topic.first + jiff::SignedDuration::from_secs(length * peak as i64 / BARS as i64);
    let words = match view.lang {
        Lang::Zh => format!(
            "{}条网帖，{}至{}，高峰在{}前后，{most}条",
            topic.posts,
            view.moment(topic.first),
            view.moment(topic.last),
            view.moment(peak_at)
        ),
        Lang::En => format!(
            "{} posts from {} to {}, most around {}: {most}",
            topic.posts,
            view.moment(topic.first),
            view.moment(topic.last),
            view.moment(peak_at)
        ),
    };
    html! {
        svg.spark width=(WIDTH) height=(HEIGHT) viewBox={ "0 0 " (WIDTH) " " (HEIGHT) }
            role="img" aria-label=(words) {
            line x1="0" x2=(WIDTH) y1=(HEIGHT as f64 - 0.5) y2=(HEIGHT as f64 - 0.5) {}
            @for (index, count) in bars.iter().enumerate().filter(|(_, count)| **count > 0) {
                @let height = (count * (HEIGHT - 3)).div_ceil(most).max(2);
                rect class=[(index == peak).then_some("peak")] x=(index * 5)
                    y=(HEIGHT - 1 - height) width="4" height=(height) {}
            }
        }
    }
}

/// One topic.
pub(super) fn page(view: &View<'_>, id: &str) -> Result<Response, WebError> {
    let store = view.app.engine.store();
    let hidden = || WebError::not_found("话题", "topic", id);
    let topic = store.topic(id)?.ok_or_else(hidden)?;
    if !sees(view, &topic)? {
        return Err(hidden());
    }
    let posts = store.posts_of(id)?;
    let main = html! {
        nav.crumbs aria-label=(view.t(words::WHERE)) {
            ol {
                li { a href="/topics" { (view.t(words::SITUATION)) } }
                li aria-current="page" { (view.t(words::TOPIC)) }
            }
        }
        h1 { (view.said(&topic.title)) }
        dl.facts {
            div {
                dt { (view.t(words::POSTS)) } dd {
                    (topic.posts) " " (sparkline(view, &topic, &posts))
                }
            }
            div { dt { (view.t(words::FIRST_POST)) } dd { (view.time(topic.first)) } }
            div {
                dt { (view.t(words::LAST_POST)) } dd {
                    (view.time(topic.last)) " · " (view.ago(topic.last))
                }
            }
            div { dt { (view.t(words::AREAS)) } dd { (or_none(view, view.areas(&topic.areas))) } }
            div {
                dt { (view.t(words::REMITS)) }
                dd { (or_none(view, view.remits(&topic.remits))) }
            }
            div { dt { (view.t(words::BECAME)) } dd { (became(view, &topic)?) } }
        }
        (life::section(view, &posts))
        (assessment(view, &topic, &posts))
        section aria-labelledby="posts" {
            (Heading { id: "posts", text: view.t(words::POSTS), count: Some(posts.len()) })
            p.hint { (view.t(words::POSTS_HELP)) }
            ol.posts {
                @for post in posts.iter().rev().take(POSTS_MAX) { (post_item(view, post)) }
            }
            @if posts.len() > POSTS_MAX {
                p.quiet {
                    (match view.lang {
                        Lang::Zh => format!("只列出最近{POSTS_MAX}条。"),
                        Lang::En => format!("Only the latest {POSTS_MAX} are listed."),
                    })
                }
            }
        }
    };
    Ok(layout::page(view, Place::Situation, &topic.title, &main))
}

fn or_none(view: &View<'_>, text: String) -> String {
    if text.is_empty() { view.t(words::NONE).to_owned() } else { text }
}

fn post_item(view: &View<'_>, post: &ArchivedPost) -> Markup {
    html! {
        li id={ "post-" (post.id) } {
            @if !post.title.is_empty() && !post.text.starts_with(&post.title) {
                h3 { (view.said(&post.title)) }
            }
            p { (view.said(&post.text)) }
            p.meta { (view.time(post.time)) " · " (post.source) }
        }
    }
}

fn assessment(view: &View<'_>, topic: &TopicRow, posts: &[ArchivedPost]) -> Markup {
    let heading = Heading { id: "assessment", text: view.t(words::ASSESSMENT), count: None };
    let Some(kept) = Assessment::read(&topic.assessment) else {
        return html! {
            section aria-labelledby="assessment" {
                (heading)
                p.quiet { (view.t(words::NO_ASSESSMENT)) }
            }
        };
    };
    let mechanism = &view.app.engine.world().mechanism;
    html! {
        section aria-labelledby="assessment" {
            (heading)
            p.hint { (view.t(words::ASSESSMENT_HELP)) }
            p.verdict {
                (view.t(words::PROPOSED)) " " (view.risk(mechanism, kept.level()))
                " " (figure(view, kept.value, kept.low, kept.high))
            }
            p { (view.lang.pick(&kept.zh, &kept.en)) }
            @if !kept.readings.is_empty() {
                (Table {
                    named_by: "assessment",
                    class: "cards",
                    caption: words::ASSESSMENT,
                    columns: &[
                        words::INDICATOR,
                        words::FIGURE,
                        words::WEIGHT,
                        words::REASON,
                        words::BEHIND,
                    ],
                    figures: Some(2),
                }.show(view, &html! {
                    @for reading in &kept.readings { (reading_row(view, reading, posts)) }
                }))
            }
        }
    }
}

fn reading_row(view: &View<'_>, reading: &Reading, posts: &[ArchivedPost]) -> Markup {
    const LINKS_MAX: usize = 6;
    let name = words::indicator(&reading.indicator);
    let shown = |id: &&String| posts.iter().rev().take(POSTS_MAX).any(|post| &&post.id == id);
    html! {
        tr {
            th scope="row" data-label=(view.t(words::INDICATOR)) {
                (name.map_or(reading.indicator.as_str(), |name| view.t(name)))
            }
            td.nowrap data-label=(view.t(words::FIGURE)) {
                (figure(view, reading.value, reading.low, reading.high))
            }
            td.num data-label=(view.t(words::WEIGHT)) {
                @if let Some(weight) = reading.weight { (format!("{weight:.2}")) } @else { "—" }
            }
            td data-label=(view.t(words::REASON)) { (view.lang.pick(&reading.zh, &reading.en)) }
            td data-label=(view.t(words::BEHIND)) {
                @if reading.posts.is_empty() { span.quiet { "—" } }
                @for (index, id) in reading.posts.iter().filter(shown).take(LINKS_MAX).enumerate() {
                    @if index > 0 { " " }
                    a.cited href={ "#post-" (id) } {
                        span.hide { (view.t(words::POSTS)) " " } (index + 1)
                    }
                }
                @if reading.posts.len() > LINKS_MAX { " … " (reading.posts.len()) }
            }
        }
    }
}

/// A figure from 0 to 1 as a bar with its interval, and the same in digits.
fn figure(view: &View<'_>, value: Option<f64>, low: Option<f64>, high: Option<f64>) -> Markup {
    const WIDTH: f64 = 60.0;
    let Some(value) = value else {
        return html! { span.quiet { (view.t(words::UNKNOWN)) } };
    };
    let x = |part: f64| format!("{:.1}", part.clamp(0.0, 1.0) * WIDTH);
    let (low, high) = (low.unwrap_or(value), high.unwrap_or(value));
    html! {
        span.figure {
            svg.bar width=(WIDTH) height="10" viewBox={ "0 0 " (WIDTH) " 10" } aria-hidden="true" {
                rect.ground x="0" y="3" width=(WIDTH) height="4" rx="2" {}
                rect.range x=(x(low)) y="3" width=(x(high - low)) height="4" rx="2" {}
                rect.value x=(x(value - 0.025)) y="0" width="3" height="10" rx="1.5" {}
            }
            " " b { (format!("{value:.2}")) }
            @if (high - low).abs() > 0.005 {
                " " span.meta {
                    span.hide { (view.t(words::RANGE)) " " } (format!("{low:.2}–{high:.2}"))
                }
            }
        }
    }
}

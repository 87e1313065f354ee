//! Searching, as a page and as JSON. What is found and counted is what the reader's position sees;
//! exceptional access to a case opens the case, not a search in it.

mod page;

use crate::answers::{self, SearchCounts, SearchHit, SearchOf, SearchPiece};
use crate::app::App;
use crate::asked::Asked;
use crate::error::{Problem, WebError, blocking};
use crate::show::{View, case_at};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use std::sync::Arc;
use tandem_core::{AreaId, Text, Timestamp, UnitId};
use tandem_engine::search::{Answer, Counts, FindError, Hit, Kind, Of, Part, Query, Wanted};

/// Hits on one page.
const PAGE: usize = 20;
/// Hits in one answer to a program.
const LIST: usize = 50;

/// Phases that can be asked for, as [`tandem_engine::CaseRow::phase`] names them.
const STATES: [&str; 5] = ["received", "open", "closed", "merged", "declined"];

/// `GET /search`: a form, and what was found.
pub(crate) async fn page(State(app): State<Arc<App>>, asked: Asked) -> Result<Response, WebError> {
    blocking(asked, move |asked| page::page(&View::new(&app, asked))).await
}

/// `GET /api/v1/search?q=&kind=&area=&unit=&state=&from=&until=&cursor=`: the same as JSON.
pub(crate) async fn answer(State(app): State<Arc<App>>, asked: Asked) -> Result<Response, Problem> {
    let answer = blocking(asked, move |asked| {
        let view = View::new(&app, asked);
        let answer = find(&view, &query(&view, LIST)?)?;
        let Counts { cases, topics, posts } = answer.counts;
        Ok(answers::Search {
            at: view.now,
            counts: SearchCounts { cases, topics, posts },
            hits: answer.hits.iter().map(|hit| hit_of(&view, hit)).collect(),
            next: answer.next.map(|next| next.to_string()),
        })
    });
    Ok(Json(answer.await?).into_response())
}

/// What an address asks for, for whom it is asked.
fn query(view: &View<'_>, limit: usize) -> Result<Query, WebError> {
    let get = |name| view.asked.get(name);
    let typed = Wanted::read(get("q").unwrap_or_default());
    let wanted = typed.map_err(|error| WebError::Parameter { name: "q", say: error.text() })?;
    let kind = get("kind").map(|name| Kind::read(name).ok_or_else(|| one_of("kind", &KINDS)));
    let state = get("state").map(|name| {
        STATES.contains(&name).then(|| name.to_owned()).ok_or_else(|| one_of("state", &STATES))
    });
    let area = get("area").map(|code| {
        let area = view.region().area(&AreaId::from(code)).map(|area| area.id.clone());
        area.ok_or_else(|| WebError::not_found("地区", "area", code))
    });
    let cursor = get("cursor").map(|text| text.parse().map_err(|_| not_a_cursor()));
    Ok(Query {
        wanted,
        kind: kind.transpose()?,
        under: area.transpose()?,
        unit: get("unit").map(UnitId::from),
        state: state.transpose()?,
        from: get("from").map(|day| instant(view, "from", day, 0)).transpose()?,
        until: get("until").map(|day| instant(view, "until", day, 1)).transpose()?,
        sight: view.reader().sight(),
        cursor: cursor.transpose()?,
        limit,
    })
}

const KINDS: [&str; 3] = ["case", "topic", "post"];

fn one_of(name: &'static str, words: &[&str]) -> WebError {
    let say = Text::new(
        format!("可用：{}。", words.join("、")),
        format!("Use one of {}.", words.join(", ")),
    );
    WebError::Parameter { name, say }
}

fn not_a_cursor() -> WebError {
    let say = Text::new("请使用上一页所给的 next。", "Use the `next` of the page before.");
    WebError::Parameter { name: "cursor", say }
}

/// The first instant of a day, or of one that comes so many days after it.
fn instant(
    view: &View<'_>,
    name: &'static str,
    day: &str,
    later: i64,
) -> Result<Timestamp, WebError> {
    let wrong = || WebError::Parameter {
        name,
        say: Text::new("日期写作 2026-03-02。", "Write a day like 2026-03-02."),
    };
    let day: Date = day.parse().map_err(|_| wrong())?;
    let day = day.checked_add(jiff::SignedDuration::from_hours(24 * later)).map_err(|_| wrong())?;
    Ok(view.app.engine.world().calendar.instant(day.at(0, 0, 0, 0)))
}

fn find(view: &View<'_>, query: &Query) -> Result<Answer, WebError> {
    let finder = view.app.finder.as_ref().ok_or(WebError::NoIndex)?;
    finder.find(query).map_err(|error| match error {
        FindError::NotReady => WebError::NoIndex,
        FindError::Failed(failure) => failure.into(),
    })
}

fn hit_of(view: &View<'_>, hit: &Hit) -> SearchHit {
    let of = match &hit.of {
        Of::Case(row) => SearchOf::Case {
            id: row.case.clone(),
            title: row.title.clone(),
            at: row.received_at,
            phase: row.phase.clone(),
            drill: row.drill,
            areas: row.areas.clone(),
            lead: row.lead.clone(),
            deadline: row.deadline,
            overdue: row.deadline.is_some_and(|deadline| deadline < view.now),
            href: case_at(&row.case),
        },
        Of::Topic(topic) => SearchOf::Topic {
            id: topic.id.clone(),
            title: topic.title.clone(),
            at: topic.last,
            posts: topic.posts,
            areas: topic.areas.clone(),
            href: page::topic_at(&topic.id),
        },
        Of::Post(post, topic) => SearchOf::Post {
            id: post.id.clone(),
            title: post.title.clone(),
            at: post.time,
            source: post.source.clone(),
            topic: topic.as_ref().map(|topic| topic.id.clone()),
            href: topic.as_ref().map(|topic| page::post_at(&topic.id, &post.id)),
        },
    };
    SearchHit { of, snippet: hit.snippet.iter().map(piece).collect() }
}

fn piece(part: &Part) -> SearchPiece {
    SearchPiece { text: part.text.clone(), marked: part.marked }
}

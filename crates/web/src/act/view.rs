//! The page around a form, and what is said after it was sent.

use super::draw::Drawn;
use super::form::Form;
use super::panel;
use super::read::Problem;
use super::refused::sentence;
use super::scene::{Place, Scene};
use super::w;
use crate::error::WebError;
use crate::pages::layout::{self, Place as MenuPlace};
use crate::pages::{about as shown, sentences};
use crate::show::{View, capital, case_at};
use crate::words::Word;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use tandem_core::case::{About, Case, Entry, Evidence, Refusal};
use tandem_core::{AreaId, Context, PersonId, Timestamp, words};

const ERROR: Word = w("错误：", "Error: ");
const CHANGED: Word = w("有人比你先动了本案", "Somebody changed this case meanwhile");
const CHANGED_HELP: Word = w(
    "你填写的内容都在下面。看过变动后，仍要办理就再提交一次。",
    "All that you typed is below. Look at what changed; send it again if it still holds.",
);
const SOUND: Word =
    w("检查通过：按现在的规则可以提交。", "Checked: by the rules it could be sent as it is.");
const NOT_SOUND: Word = w("现在提交会被退回：", "Sent now, it would come back:");
const NOT_NOW: Word = w("现在不能办理", "Not possible now");
const BACK: Word = w("返回案件", "Back to the case");
const DONE: Word = w("已办理", "Done");
const AGAIN: Word =
    w("此前已办理过，没有重复办理。", "This was done before; nothing was done twice.");
const LOOKED_AT: Word = w("也正打开本案", "also has this case open");
const ABOUT: Word = w("所办事项", "What it is about");
const SO_FAR: Word = w("此前经过", "So far");

/// Entries shown of what went before.
const BEFORE_MAX: usize = 6;

/// What came of a form.
pub(super) enum Outcome {
    /// It was only asked for.
    Asked,
    /// Something is wrong with it.
    Refused(Vec<Problem>, Vec<Evidence>),
    /// It could be sent.
    Sound(Vec<Evidence>),
    /// Others were faster.
    Changed(Vec<Entry>, Vec<Evidence>),
}

impl Outcome {
    pub(super) fn problems(&self) -> &[Problem] {
        match self {
            Self::Refused(problems, _) => problems,
            _ => &[],
        }
    }

    pub(super) fn kept(&self) -> &[Evidence] {
        match self {
            Self::Asked => &[],
            Self::Refused(_, kept) | Self::Sound(kept) | Self::Changed(_, kept) => kept,
        }
    }
}

/// A page with a form on a case.
pub(super) fn page(
    drawn: &Drawn<'_>,
    outcome: &Outcome,
    others: &[(PersonId, Timestamp)],
) -> Response {
    let (scene, view) = (drawn.scene, drawn.scene.view);
    let Place::Case { case, about, .. } = scene.place else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let title = view.t(drawn.form.title);
    let wrong = matches!(outcome, Outcome::Refused(..) | Outcome::Changed(..));
    let prefix = if wrong { view.t(ERROR) } else { "" };
    let main = html! {
        div.acting {
            (crumbs(view, case, title))
            @if let Outcome::Changed(entries, _) = outcome { (changed(view, scene.ctx, entries)) }
            (drawn.summary())
            h1 { (title) @if case.version > 0 { " " small { (view.said(&case.title)) } } }
            p.lede { (view.t(drawn.form.explains)) }
            @for (person, at) in others {
                p.looking { (view.person(person)) " " (view.t(LOOKED_AT)) " · " (view.ago(*at)) }
            }
            (context(scene, case, about))
            @if let Outcome::Sound(_) = outcome { p.sound role="status" { (view.t(SOUND)) } }
            (drawn.body())
        }
    };
    layout::still(view, MenuPlace::Elsewhere, &format!("{prefix}{title} · {}", case.title), &main)
}

fn crumbs(view: &View<'_>, case: &Case, title: &str) -> Markup {
    let desk = view.region().unit(&case.desk);
    let here = html! {
        @if case.version > 0 { a href=(case_at(&case.id)) { (case.id) } " › " }
        (title)
    };
    layout::crumbs(view, desk.map(|desk| &desk.area), &here)
}

/// What the form is about, as the case page shows it, and what happened to it.
fn context(scene: &Scene<'_>, case: &Case, about: &About) -> Markup {
    let view = scene.view;
    let entries = view.app.engine.entries(&case.id).unwrap_or_default();
    let mine: Vec<&Entry> = entries.iter().filter(|entry| concerns(entry, about)).collect();
    let last = mine.len().saturating_sub(BEFORE_MAX);
    html! {
        @if !matches!(about, About::Case | About::Deadline(_)) {
            section.before aria-labelledby="about" {
                h2 id="about" { (view.t(ABOUT)) }
                (shown(view, case, about))
                @if !mine.is_empty() {
                    p.label { (view.t(SO_FAR)) }
                    (sentences(view, scene.ctx, mine[last..].iter().copied()))
                }
            }
        }
    }
}

/// Whether an entry names what a form is about.
fn concerns(entry: &Entry, about: &About) -> bool {
    let (field, id) = match about {
        About::Order(id) => ("order", id.to_string()),
        About::Statement(id) => ("statement", id.to_string()),
        About::Supervision(id) => ("supervision", id.to_string()),
        About::Consultation(id) => ("consultation", id.to_string()),
        About::Request(id) => ("request", id.to_string()),
        About::Relay(no) => ("relay", no.to_string()),
        About::Dispute(key) => ("key", key.clone()),
        About::Case | About::Task(_) | About::Commitment(_) | About::Deadline(_) => return false,
    };
    let Ok(json) = serde_json::to_value(&entry.kind) else { return false };
    let body = json.as_object().and_then(|kind| kind.values().find_map(|v| v.as_object()));
    let named = body.or(json.as_object()).and_then(|fields| fields.get(field));
    named.is_some_and(|named| match named.as_u64() {
        Some(no) => id.parse() == Ok(no),
        None => named.as_str() == Some(&id),
    })
}

fn changed(view: &View<'_>, ctx: &Context<'_>, entries: &[Entry]) -> Markup {
    html! {
        div.problems #problems role="alert" tabindex="-1" {
            h2 { (view.t(CHANGED)) }
            (sentences(view, ctx, entries.iter()))
            p { (view.t(CHANGED_HELP)) }
        }
    }
}

/// A page with a form of an area's offices.
pub(super) fn offices(drawn: &Drawn<'_>, outcome: &Outcome) -> Response {
    let view = drawn.scene.view;
    let Place::Offices { area } = drawn.scene.place else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let title = view.t(drawn.form.title);
    let wrong = matches!(outcome, Outcome::Refused(..));
    let prefix = if wrong { view.t(ERROR) } else { "" };
    let name = view.region().area_name(area, view.lang);
    let here = html! { (view.duty_link(area)) " › " (title) };
    let main = html! {
        div.acting {
            (layout::crumbs(view, Some(area), &here))
            (drawn.summary())
            h1 { (title) " " small { (name) } }
            p.lede { (view.t(drawn.form.explains)) }
            @if let Outcome::Sound(_) = outcome { p.sound role="status" { (view.t(SOUND)) } }
            (drawn.body())
        }
    };
    layout::still(view, MenuPlace::Elsewhere, &format!("{prefix}{title} · {name}"), &main)
}

/// A page that says why something is not possible now.
pub(super) fn withheld(scene: &Scene<'_>, form: &Form, why: Option<&Refusal>) -> Response {
    let view = scene.view;
    let Some(case) = scene.case() else { return StatusCode::NOT_FOUND.into_response() };
    let say = why.map(|no| sentence(&words::refusal(&no.0, view.lang, scene.ctx)));
    let title = view.t(form.title);
    let main = html! {
        div.acting {
            (crumbs(view, case, title))
            h1 { (view.t(NOT_NOW)) " " small { (title) } }
            p.lede { (view.said(&say.unwrap_or_default())) }
            p.actions { a.button href=(case_at(&case.id)) { (view.t(BACK)) } }
        }
    };
    let page = layout::still(view, MenuPlace::Elsewhere, view.t(NOT_NOW), &main);
    (StatusCode::CONFLICT, page).into_response()
}

/// What the core would say, for the part of a page that is replaced while somebody writes.
pub(super) fn verdict(view: &View<'_>, problems: &[Problem]) -> Markup {
    html! {
        @if problems.is_empty() { p.sound { (view.t(SOUND)) } }
        @else {
            div.unsound {
                p { (view.t(NOT_SOUND)) }
                ul.plain { @for problem in problems { li { (view.said(&problem.say)) } } }
            }
        }
    }
}

/// What was done, at the head of the page that a form leads back to.
pub(crate) fn done(view: &View<'_>, case: &Case, entries: &[Entry]) -> Result<Markup, WebError> {
    let Some(range) = view.asked.get("done") else { return Ok(html! {}) };
    let ctx = view.app.engine.context(case)?;
    let range = numbered(range).and_then(|(from, to)| entries.get(from..to));
    Ok(html! {
        div.done #done role="status" tabindex="-1" {
            h2 { (view.t(DONE)) }
            @match range {
                Some(made) if !made.is_empty() => (sentences(view, &ctx, made.iter())),
                _ => p { (view.t(AGAIN)) },
            }
            (panel::next(view, case)?)
        }
    })
}

/// The same on the page of an area's offices.
pub(crate) fn done_offices(view: &View<'_>, area: &AreaId) -> Result<Markup, WebError> {
    let Some(range) = view.asked.get("done") else { return Ok(html! {}) };
    let entries = view.app.engine.directory_entries(area)?;
    let ctx = view.app.engine.new_context();
    let made = numbered(range).and_then(|(from, to)| entries.get(from..to)).unwrap_or_default();
    let say = made.iter().map(|entry| words::directory_entry(area, entry, view.lang, &ctx));
    Ok(html! {
        div.done #done role="status" tabindex="-1" {
            h2 { (view.t(DONE)) }
            @if made.is_empty() { p { (view.t(AGAIN)) } }
            ul.sentences { @for sentence in say { li { (view.said(&capital(&sentence))) } } }
        }
    })
}

/// A range of entries as an address names it: from the first to the last, counted from one.
fn numbered(range: &str) -> Option<(usize, usize)> {
    let (from, to) = range.split_once('-')?;
    let (from, to): (usize, usize) = (from.parse().ok()?, to.parse().ok()?);
    Some((from.checked_sub(1)?, to))
}

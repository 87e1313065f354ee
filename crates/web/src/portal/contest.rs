//! Contesting a closure: what somebody outside writes becomes an entry by a key that the operator
//! gave the portal, decided by the same rules as everything else.
//!
//! The same words on the same closure are recorded once, however often they are sent.

use super::frame::{self, Question, Section};
use super::limits::Rate;
use super::{matter, words};
use crate::error::WebError;
use crate::show::View;
use crate::words::Word;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use std::sync::Arc;
use tandem_core::case::{Actor, Case, Command, Phase};
use tandem_core::directory::ChannelKind;
use tandem_core::{Digest, words as core_words};
use tandem_engine::{Failure, Request};
use tandem_sense::privacy::mask;
use tracing::warn;

/// Characters of an objection.
const CHARACTERS: std::ops::RangeInclusive<usize> = 10..=1_000;

/// With what the name of a channel begins that an office shows the public.
const OPEN_CHANNEL: &str = "public";

/// What somebody typed, and why it was not taken.
#[derive(Clone, Copy, Default)]
pub(super) struct Tried<'a> {
    text: &'a str,
    wrong: Option<&'a str>,
}

/// Takes an objection, or says why not with nothing typed lost.
pub(super) fn send(
    view: &View<'_>,
    id: &str,
    text: &str,
    address: &str,
) -> Result<Response, WebError> {
    let case = matter::public(view, id)?;
    let text = text.trim();
    let again = |status: StatusCode, wrong: Word, wait: Option<i64>| {
        let form = form(view, &case, &Tried { text, wrong: Some(view.t(wrong)) });
        let main = matter::body(view, &case, &form)?;
        let mut answer = frame::answer(view, Section::Matters, (status, words::CONTEST), &main);
        if let Some(wait) = wait {
            answer.headers_mut().insert(header::RETRY_AFTER, wait.into());
        }
        Ok(answer)
    };
    if case.phase != Phase::Closed {
        return again(StatusCode::CONFLICT, words::CONTEST_NOT_ENDED, None);
    }
    let length = text.chars().count();
    if length < *CHARACTERS.start() {
        return again(StatusCode::UNPROCESSABLE_ENTITY, words::CONTEST_SHORT, None);
    }
    if length > *CHARACTERS.end() {
        return again(StatusCode::UNPROCESSABLE_ENTITY, words::CONTEST_LONG, None);
    }
    let Some(by) = actor(view) else {
        return again(StatusCode::SERVICE_UNAVAILABLE, words::CONTEST_FAILED, None);
    };
    let limits = &view.app.portal.limits;
    let now = view.app.wall();
    let counted = limits
        .count(Rate::CONTEST, address, now)
        .and_then(|()| limits.count(Rate::CONTEST_ONE, case.id.as_str(), now));
    if let Err(wait) = counted {
        return again(StatusCode::TOO_MANY_REQUESTS, words::CONTEST_BUSY, Some(wait));
    }
    match view.app.engine.execute(&request(view, &case, by, text)) {
        Ok(_) => {
            let to = format!("{}?contest=received#contest", matter::address(&case));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Failure::Refused(no)) => {
            let ctx = view.app.engine.context(&case)?;
            let why = core_words::refusal(&no.0, tandem_core::Lang::En, &ctx);
            warn!(case.id = %case.id, "An objection on `{}` was not taken: {why}", case.id);
            again(StatusCode::SERVICE_UNAVAILABLE, words::CONTEST_FAILED, None)
        }
        Err(failure) => Err(failure.into()),
    }
}

fn request(view: &View<'_>, case: &Case, by: Actor, text: &str) -> Request {
    let reason = mask(text).text;
    let words = Digest::of(reason.as_bytes());
    Request {
        at: view.now,
        by,
        case: case.id.clone(),
        command: Command::Contest { reason, evidence: Vec::new() },
        key: Some(format!("public:{}:{}:{words}", case.id, case.reopened)),
    }
}

/// Whom the portal's key stands for, while it opens.
fn actor(view: &View<'_>) -> Option<Actor> {
    let digest = view.app.portal.key?;
    let directories = view.app.engine.directories();
    let (_, key) = directories.key(digest, view.app.clock.now())?;
    let (person, position, no) = (key.person.clone(), key.position.clone(), key.no);
    Some(Actor::Program { person, position, key: no })
}

/// That an objection was taken.
pub(super) fn received(view: &View<'_>) -> Markup {
    html! {
        section.proof.holds aria-labelledby="contest" role="status" {
            h2 id="contest" { (view.t(words::CONTEST)) }
            p { strong { (view.t(words::CONTEST_SENT)) } }
        }
    }
}

/// The form on a closed matter; how to reach the desk where there is no key.
pub(super) fn form(view: &View<'_>, case: &Arc<Case>, tried: &Tried<'_>) -> Markup {
    if case.phase != Phase::Closed && tried.wrong.is_none() {
        return html! {};
    }
    let question = Question {
        name: "reason",
        label: words::CONTEST_FIELD,
        hint: Some(words::CONTEST_HINT),
        wrong: tried.wrong,
    };
    html! {
        section aria-labelledby="contest" {
            h2 id="contest" { (view.t(words::CONTEST)) }
            @if actor(view).is_none() {
                (desk(view, case, tried))
            } @else {
                p { (view.t(words::CONTEST_LEDE)) }
                form.sheet action={ (matter::address(case)) "#contest" } method="post" {
                    (question.around(view, |described| html! {
                        textarea id="reason" name="reason" rows="6" maxlength="1000"
                            aria-describedby=[described]
                            aria-invalid=[tried.wrong.is_some().then_some("true")] {
                            (tried.text)
                        }
                    }))
                    button.primary type="submit" { (view.t(words::CONTEST_DO)) }
                }
            }
        }
    }
}

/// How a desk is reached by the public: channels whose name says so.
fn desk(view: &View<'_>, case: &Case, tried: &Tried<'_>) -> Markup {
    let directories = view.app.engine.directories();
    let area = view.region().unit(&case.desk).map(|desk| &desk.area);
    let channels = area.and_then(|area| directories.of(area)).map(|found| &found.channels[..]);
    let open = channels.unwrap_or_default().iter().filter(|channel| {
        channel.unit == case.desk
            && channel.id.as_str().starts_with(OPEN_CHANNEL)
            && matches!(channel.kind, ChannelKind::Phone | ChannelKind::Mail)
    });
    html! {
        @if let Some(wrong) = tried.wrong { p.late role="alert" { (wrong) } }
        @if !tried.text.is_empty() { blockquote { (tried.text) } }
        p {
            (view.t(words::CONTEST_CLOSED))
            (view.said(view.region().unit_name(&case.desk, view.lang)))
        }
        ul.plain {
            @for channel in open {
                li { (view.t(crate::words::channel_kind(channel.kind))) " " (channel.address) }
            }
        }
    }
}

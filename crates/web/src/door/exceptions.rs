//! Exceptional access: looking into a case that no rule opens, for a reason and a time.

use super::account::present;
use super::forms::{Field, Kind, Sent, alarm, token};
use super::signin::{again, sent};
use super::words;
use crate::app::App;
use crate::asked::Asked;
use crate::error::{WebError, blocking};
use crate::pages::layout::{self, Place};
use crate::show::{Heading, View, case_at};
use crate::signed::Signed;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use std::sync::Arc;
use tandem_core::case::Case;
use tandem_core::directory::{Command, Exception};
use tandem_core::{AreaId, CaseId};
use tandem_engine::{Failure, OfficeRequest};

type Shared = State<Arc<App>>;

/// `GET /exceptions`: the form, and what one may look into now.
pub(crate) async fn exceptions_page(
    State(app): Shared,
    asked: Asked,
) -> Result<Response, WebError> {
    blocking(asked, move |asked| {
        let named = asked.get("case").unwrap_or("").to_owned();
        let sent = Sent(vec![("case".to_owned(), named)]);
        page(&View::new(&app, asked), &sent, &Wrong::default())
    })
    .await
}

#[derive(Default)]
struct Wrong {
    case: Option<String>,
    hours: Option<String>,
    all: Option<String>,
}

fn page(view: &View<'_>, sent: &Sent, wrong: &Wrong) -> Result<Response, WebError> {
    let (_, signed, _) = present(view.app, view.asked)?;
    let hours_max = view.app.engine.world().mechanism.conduct.exception_hours_max.to_string();
    let hours = if sent.get("hours").is_empty() { hours_max.as_str() } else { sent.get("hours") };
    let fields = [
        ("case", words::CASE_NO, Kind::Text, None, sent.get("case"), &wrong.case),
        ("reason", words::REASON, Kind::Text, Some(words::REASON_HINT), sent.get("reason"), &None),
        ("hours", words::HOURS, Kind::Number, None, hours, &wrong.hours),
    ];
    let directories = view.app.engine.directories();
    let mine: Vec<(&AreaId, &Exception)> = directories
        .iter()
        .flat_map(|directory| directory.exceptions.iter().map(move |e| (&directory.area, e)))
        .filter(|(_, e)| e.person == signed.person && e.opens_at(view.now))
        .collect();
    let main = html! {
        h1 { (view.t(words::EXCEPTIONS)) }
        p.lede { (view.t(words::EXCEPTIONS_LEDE)) }
        @if let Some(wrong) = &wrong.all { (alarm(wrong)) }
        div.narrow {
            form.sheet action="/exceptions" method="post" {
                (token(&signed.form_token))
                @for (name, label, kind, hint, value, wrong) in fields {
                    (Field { name, label, kind, hint, value, wrong: wrong.clone() }.draw(view))
                }
                button.primary type="submit" { (view.t(words::OPEN_IT)) }
            }
        }
        section aria-labelledby="mine" {
            (Heading { id: "mine", text: view.t(words::MY_EXCEPTIONS), count: Some(mine.len()) })
            @if mine.is_empty() { p.quiet { (view.t(words::NO_EXCEPTIONS)) } }
            ul.pieces { @for (area, one) in mine { li { (line(view, signed, area, one)) } } }
        }
    };
    Ok(layout::still(view, Place::Elsewhere, view.t(words::EXCEPTIONS), &main))
}

fn line(view: &View<'_>, signed: &Signed, area: &AreaId, exception: &Exception) -> Markup {
    html! {
        a href=(case_at(&exception.case)) { (exception.case) } " "
        (view.said(&exception.reason)) " "
        span.meta {
            (view.position(&exception.position)) " · " (view.t(words::UNTIL)) " "
            (view.time(exception.until))
        } " "
        form.inline action="/exceptions/end" method="post" {
            (token(&signed.form_token))
            input type="hidden" name="area" value=(area);
            input type="hidden" name="exception" value=(exception.no);
            button type="submit" { (view.t(words::END)) }
        }
    }
}

/// `POST /exceptions`.
pub(crate) async fn open_exception(
    State(app): Shared,
    asked: Asked,
    request: Request,
) -> Result<Response, WebError> {
    let sent = sent(request).await?;
    blocking(asked, move |asked| {
        let view = View::new(&app, asked);
        let (_, signed, _) = present(&app, asked)?;
        let id = CaseId::from(sent.get("case").trim());
        let hidden = match app.engine.case(&id) {
            Ok(case) => (!view.sees(&case)?).then_some(case),
            Err(Failure::NoCase(_) | Failure::Reserved(_)) => None,
            Err(failure) => return Err(failure.into()),
        };
        let hours = sent.get("hours").trim().parse::<u32>().ok().filter(|hours| *hours > 0);
        let wrong = Wrong {
            case: hidden.is_none().then(|| view.t(words::NO_SUCH_CASE).to_owned()),
            hours: hours.is_none().then(|| view.t(words::HOURS_WRONG).to_owned()),
            all: None,
        };
        let (Some(case), Some(hours)) = (hidden, hours) else {
            return page(&view, &sent, &wrong).map(again);
        };
        let actor = signed.actor().ok_or(WebError::Forbidden)?;
        let until = view.now + jiff::SignedDuration::from_hours(hours.into());
        let reason = sent.get("reason").trim().to_owned();
        let command = Command::OpenException { case: id.clone(), reason, until };
        let area = area_of(&view, &case)?;
        let request = OfficeRequest { at: view.now, by: actor, area, command, key: None };
        match app.engine.direct(&request) {
            Ok(_) => Ok(Redirect::to(&case_at(&id)).into_response()),
            Err(failure) => refused(&view, &sent, failure),
        }
    })
    .await
}

fn area_of(view: &View<'_>, case: &Case) -> Result<AreaId, WebError> {
    let desk = view.region().unit(&case.desk);
    let desk = desk.ok_or_else(|| WebError::not_found("办公室", "desk", case.desk.as_str()))?;
    Ok(desk.area.clone())
}

fn refused(view: &View<'_>, sent: &Sent, failure: Failure) -> Result<Response, WebError> {
    match WebError::from_command(failure, &view.app.engine.new_context()) {
        WebError::Refused { say, .. } => {
            let wrong = Wrong { all: Some(view.text(&say).to_owned()), ..Wrong::default() };
            page(view, sent, &wrong).map(again)
        }
        error => Err(error),
    }
}

/// `POST /exceptions/end`.
pub(crate) async fn end_exception(
    State(app): Shared,
    asked: Asked,
    request: Request,
) -> Result<Response, WebError> {
    let sent = sent(request).await?;
    blocking(asked, move |asked| {
        let view = View::new(&app, asked);
        let (_, signed, _) = present(&app, asked)?;
        let actor = signed.actor().ok_or(WebError::Forbidden)?;
        let exception = sent.get("exception").parse().map_err(|_| WebError::Foreign)?;
        let reason = match sent.get("reason").trim() {
            "" => view.t(words::END_REASON).to_owned(),
            said => said.to_owned(),
        };
        let command = Command::EndException { exception, reason };
        let area = AreaId::from(sent.get("area"));
        let request = OfficeRequest { at: view.now, by: actor, area, command, key: None };
        match app.engine.direct(&request) {
            Ok(_) => Ok(Redirect::to("/exceptions").into_response()),
            Err(failure) => refused(&view, &Sent::default(), failure),
        }
    })
    .await
}

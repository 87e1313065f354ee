//! First use: the first administrator, by a code that only the terminal showed.

use super::account::{hashed, welcome};
use super::forms::{Field, Kind, Sent, stranger, token};
use super::signin::{again, sent};
use super::{Door, Entrance, hashing, words};
use crate::app::App;
use crate::asked::Asked;
use crate::error::{WebError, blocking};
use crate::pages::layout::{self, Place};
use crate::show::View;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use maud::{Markup, html};
use std::sync::Arc;
use tandem_core::region::UnitKind;
use tandem_core::{PersonId, PositionId};
use tandem_engine::accounts::{Account, Added, Login, Role, recovery_digest, weakness};

type Shared = State<Arc<App>>;

/// The door while it is to be set up; afterwards there is no such page.
fn unused<'a>(app: &'a App, asked: &Asked) -> Result<&'a Door, WebError> {
    if let Entrance::SignIn(door) = &app.entrance
        && door.setup.is_some()
        && door.accounts.is_empty()?
    {
        return Ok(door);
    }
    Err(WebError::not_found("页面", "page", &asked.path))
}

/// `GET /setup`.
pub(crate) async fn setup_page(
    State(app): Shared,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, WebError> {
    blocking(asked, move |asked| {
        let door = unused(&app, asked)?;
        let sent = Sent(vec![("setup".to_owned(), asked.get("code").unwrap_or("").to_owned())]);
        Ok(page(&View::new(&app, asked), door, &headers, &sent, &Wrong::default()))
    })
    .await
}

#[derive(Default)]
struct Wrong {
    setup: Option<String>,
    login: Option<String>,
    person: Option<String>,
    new: Option<String>,
    again: Option<String>,
}

impl Wrong {
    fn any(&self) -> bool {
        let all = [&self.setup, &self.login, &self.person, &self.new, &self.again];
        all.into_iter().any(Option::is_some)
    }
}

fn page(view: &View<'_>, door: &Door, headers: &HeaderMap, sent: &Sent, wrong: &Wrong) -> Response {
    let (form_token, cookie) = stranger(door, headers);
    let before = [
        ("setup", words::SETUP_CODE, Kind::Text, None, &wrong.setup),
        ("login", words::LOGIN, Kind::Login, Some(words::LOGIN_HINT), &wrong.login),
        ("person", words::PERSON, Kind::Text, Some(words::PERSON_HINT), &wrong.person),
    ];
    let after = [
        ("new", words::NEW_PASSWORD, Kind::NewPassword, Some(words::PASSWORD_HINT), &wrong.new),
        ("again", words::AGAIN, Kind::NewPassword, None, &wrong.again),
    ];
    let main = html! {
        div.narrow {
            h1 { (view.t(words::SETUP)) }
            p.lede { (view.t(words::SETUP_LEDE)) }
            form.sheet action="/setup" method="post" {
                (token(&form_token))
                @for (name, label, kind, hint, wrong) in before {
                    (Field { name, label, kind, hint, value: sent.get(name), wrong: wrong.clone() }
                        .draw(view))
                }
                (positions(view, sent.get("position")))
                @for (name, label, kind, hint, wrong) in after {
                    (Field { name, label, kind, hint, value: "", wrong: wrong.clone() }.draw(view))
                }
                button.primary type="submit" { (view.t(words::CREATE)) }
            }
        }
    };
    let mut answer = layout::still(view, Place::Elsewhere, view.t(words::SETUP), &main);
    cookie.map(|cookie| answer.headers_mut().append(header::SET_COOKIE, cookie));
    answer
}

/// Positions of the top area's desk and coordinating body: those that staff the others.
fn top_positions(view: &View<'_>) -> Vec<PositionId> {
    let region = view.region();
    let tops = region.areas().filter(|area| area.parent.is_none());
    let units = tops.flat_map(|top| region.units_of(&top.id));
    let leading = units.filter(|unit| unit.kind != UnitKind::Department);
    leading
        .flat_map(|unit| {
            let kinds = region.positions.iter().filter(|kind| kind.on.contains(&unit.kind));
            kinds.map(|kind| PositionId::of(&unit.id, &kind.id)).collect::<Vec<_>>()
        })
        .collect()
}

fn positions(view: &View<'_>, chosen: &str) -> Markup {
    html! {
        div.ask {
            label for="position" { (view.t(words::POSITION)) }
            p.hint id="position-hint" { (view.t(words::POSITION_HINT)) }
            select id="position" name="position" aria-describedby="position-hint" {
                option value="" { (view.t(words::NONE)) }
                @for position in top_positions(view) {
                    option value=(position) selected[position.as_str() == chosen] {
                        (view.position_name(&position))
                    }
                }
            }
        }
    }
}

/// `POST /setup`.
pub(crate) async fn set_up(
    State(app): Shared,
    headers: HeaderMap,
    asked: Asked,
    request: Request,
) -> Result<Response, WebError> {
    let sent = sent(request).await?;
    if app.entrance.door().is_none() {
        return Err(WebError::not_found("页面", "page", "/setup"));
    }
    hashing(&app, "setup", asked, move |app, asked| created(app, &headers, asked, &sent)).await
}

fn created(
    app: &App,
    headers: &HeaderMap,
    asked: &Asked,
    sent: &Sent,
) -> Result<Response, WebError> {
    let view = View::new(app, asked);
    let door = unused(app, asked)?;
    let said = |wrong: bool, word: crate::words::Word| wrong.then(|| view.t(word).to_owned());
    let login = Login::parse(sent.get("login"));
    let person = PersonId::from(sent.get("person").trim());
    let new = sent.get("new");
    let weak = login.as_ref().and_then(|login| weakness(new, login, &person));
    let wrong = Wrong {
        setup: said(
            door.setup != Some(recovery_digest(sent.get("setup"))),
            words::SETUP_CODE_WRONG,
        ),
        login: said(login.is_none(), words::LOGIN_WRONG),
        person: said(!person.is_readable(), words::PERSON_WRONG),
        new: weak.map(|weak| view.text(&weak.words()).to_owned()),
        again: said(new != sent.get("again"), words::DIFFERS),
    };
    let Some(login) = login.filter(|_| !wrong.any()) else {
        return Ok(again(page(&view, door, headers, sent, &wrong)));
    };
    let mut account = Account::new(login, person, Role::Administrator, door.clock.now());
    account.set_password(hashed(door, new));
    let wish = PositionId::from(sent.get("position"));
    account.positions.extend(top_positions(&view).into_iter().find(|position| position == &wish));
    match door.accounts.add_first(&account)? {
        Added::Yes => welcome(app, door, headers, &account.login, "/setup/missing"),
        Added::Taken => Err(WebError::not_found("页面", "page", &asked.path)),
    }
}

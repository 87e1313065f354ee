//! Signing in and out.

use super::cookies::Cookie;
use super::forms::{Field, Kind, Sent, alarm, stranger, token};
use super::guard::{AGAIN, safe_next};
use super::reader::positions_of;
use super::{Door, Entrance, Origin, hashing, words};
use crate::app::App;
use crate::asked::Asked;
use crate::error::{WebError, blocking};
use crate::pages::desk;
use crate::pages::layout::{self, Place};
use crate::show::View;
use axum::extract::{ConnectInfo, Form, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use std::net::SocketAddr;
use std::sync::Arc;
use tandem_core::region::Unit;
use tandem_core::{Digest, PersonId, PositionId};
use tandem_engine::accounts::{
    Account, Attempt, DEVICES_KEPT, Login, Outcome, Role, Session, knock, secret,
};
use tracing::{info, warn};

type Shared = State<Arc<App>>;

/// Characters of what a browser calls itself that are kept.
const BROWSER_MAX: usize = 120;

/// `GET /signin?next=`: the form to sign in, or the persons of a demo.
pub(crate) async fn sign_in_page(
    State(app): Shared,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, WebError> {
    blocking(asked, move |asked| {
        let view = View::new(&app, asked);
        let next = safe_next(asked.get("next").unwrap_or("/"));
        if asked.guest.is_some() {
            return Ok(Redirect::to(&next).into_response());
        }
        match &app.entrance {
            Entrance::Open => Err(WebError::not_found("页面", "page", &asked.path)),
            Entrance::Demo(door) => demo_page(&view, door, &headers, &next),
            Entrance::SignIn(door) => {
                Ok(form_page(&view, door, &headers, &Tried { next: &next, ..Tried::default() }))
            }
        }
    })
    .await
}

/// What was tried before.
#[derive(Default)]
struct Tried<'a> {
    login: &'a str,
    next: &'a str,
    wrong: Option<String>,
}

fn form_page(view: &View<'_>, door: &Door, headers: &HeaderMap, tried: &Tried<'_>) -> Response {
    let (form_token, cookie) = stranger(door, headers);
    let main = html! {
        div.narrow {
            h1 { (view.t(words::SIGN_IN)) }
            @if let Some(wrong) = &tried.wrong {
                (alarm(wrong))
                p.hint { (view.t(words::NOTHING_TOLD)) }
            }
            form.sheet action="/signin" method="post" {
                (token(&form_token))
                input type="hidden" name="next" value=(tried.next);
                (Field {
                    name: "login", label: words::LOGIN, kind: Kind::Login, hint: None,
                    value: tried.login, wrong: None,
                }.draw(view))
                (Field {
                    name: "password", label: words::PASSWORD, kind: Kind::OldPassword, hint: None,
                    value: "", wrong: None,
                }.draw(view))
                (Field {
                    name: "code", label: words::CODE, kind: Kind::Code,
                    hint: Some(words::CODE_HINT), value: "", wrong: None,
                }.draw(view))
                button.primary type="submit" { (view.t(words::SIGN_IN)) }
            }
        }
    };
    let mut answer = layout::still(view, Place::Elsewhere, view.t(words::SIGN_IN), &main);
    cookie.map(|cookie| answer.headers_mut().append(header::SET_COOKIE, cookie));
    answer
}

/// The positions of an area, each a way in.
fn demo_page(
    view: &View<'_>,
    door: &Door,
    headers: &HeaderMap,
    next: &str,
) -> Result<Response, WebError> {
    let (form_token, cookie) = stranger(door, headers);
    let area = desk::area(view)?;
    let mut units: Vec<&Unit> = view.region().units_of(&area.id).collect();
    units.sort_by_key(|unit| unit.kind);
    let main = html! {
        h1 { (view.t(words::DEMO_PEOPLE)) }
        p.lede { (view.t(words::DEMO_LEDE)) }
        form.pick action="/signin" method="get" {
            label for="area" { (view.t(words::AREA)) }
            select id="area" name="area" {
                @for other in view.region().areas() {
                    option value=(other.id) selected[other.id == area.id] {
                        (view.text(&other.name))
                    }
                }
            }
            input type="hidden" name="next" value=(next);
            button type="submit" { (view.t(words::SHOW)) }
        }
        form.people action="/signin/as" method="post" {
            (token(&form_token))
            input type="hidden" name="next" value=(next);
            ul { @for unit in units { li { (ways_in(view, unit)) } } }
        }
    };
    let mut answer = layout::still(view, Place::Elsewhere, view.t(words::DEMO_PEOPLE), &main);
    cookie.map(|cookie| answer.headers_mut().append(header::SET_COOKIE, cookie));
    Ok(answer)
}

fn ways_in(view: &View<'_>, unit: &Unit) -> Markup {
    let kinds = view.region().positions.iter().filter(|kind| kind.on.contains(&unit.kind));
    html! {
        b { (view.text(&unit.name)) }
        span {
            @for kind in kinds {
                button type="submit" name="position" value=(PositionId::of(&unit.id, &kind.id))
                    aria-label={ (view.t(words::STEP_IN)) " " (view.text(&unit.name)) " "
                        (view.text(&kind.name)) }
                { (view.text(&kind.name)) }
            }
        }
    }
}

/// `POST /signin`.
pub(crate) async fn sign_in(
    State(app): Shared,
    headers: HeaderMap,
    asked: Asked,
    request: Request,
) -> Result<Response, WebError> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let sent = sent(request).await?;
    if !matches!(app.entrance, Entrance::SignIn(_)) {
        return Err(WebError::not_found("页面", "page", &asked.path));
    }
    hashing(&app, "sign-in", asked, move |app, asked| tried(app, (&headers, peer), asked, &sent))
        .await
}

fn tried(
    app: &App,
    (headers, peer): (&HeaderMap, Option<SocketAddr>),
    asked: &Asked,
    sent: &Sent,
) -> Result<Response, WebError> {
    let Entrance::SignIn(door) = &app.entrance else { return Err(WebError::SignedOut) };
    let view = View::new(app, asked);
    let address = address_of(Some(door), peer, headers);
    let attempt = Attempt {
        login: sent.get("login"),
        password: sent.get("password"),
        code: sent.get("code"),
        address: &address,
        device: Cookie::Device.read(door, headers).map(|c| Digest::of(c.as_bytes())),
    };
    let now = door.clock.now();
    let wrong = |wrong: String, status: StatusCode| {
        let next = safe_next(sent.get("next"));
        let tried = Tried { login: attempt.login, next: &next, wrong: Some(wrong) };
        let mut answer = form_page(&view, door, headers, &tried);
        *answer.status_mut() = status;
        answer
    };
    match knock(&*door.accounts, &door.passwords, &attempt, now)? {
        Outcome::Opened(account) => {
            info!(account.login = %account.login, address, "Signed in");
            let next = safe_next(sent.get("next"));
            open(app, door, headers, &account, &next)
        }
        Outcome::Wrong => {
            // What was typed for a name may be a password; only known names are logged.
            let name = known(door, attempt.login)?;
            warn!(account.login = name, address, "An attempt to sign in failed");
            Ok(wrong(view.t(words::WRONG).to_owned(), StatusCode::UNAUTHORIZED))
        }
        Outcome::Wait(until) => {
            let name = known(door, attempt.login)?;
            warn!(account.login = name, address, "An attempt to sign in must wait");
            let text = format!("{}{}", view.t(words::WAIT), view.moment_exact(until));
            let mut answer = wrong(text, StatusCode::TOO_MANY_REQUESTS);
            let wait = (until.as_second() - now.as_second()).max(1);
            answer.headers_mut().insert(header::RETRY_AFTER, wait.into());
            Ok(answer)
        }
    }
}

/// The name of an account, where what was typed is one.
fn known(door: &Door, typed: &str) -> Result<Option<String>, WebError> {
    let Some(login) = Login::parse(typed) else { return Ok(None) };
    let account = door.accounts.account(&login)?;
    Ok(account.map(|account| account.login.to_string()))
}

/// Where a request comes from: behind a proxy what the proxy says last, which nobody can forge who
/// comes through it.
pub(crate) fn address_of(
    door: Option<&Door>,
    peer: Option<SocketAddr>,
    headers: &HeaderMap,
) -> String {
    let told = headers.get_all("x-forwarded-for").iter().next_back();
    let last = told.and_then(|told| told.to_str().ok()?.rsplit(',').next());
    let peer = peer.map_or_else(|| "unknown".to_owned(), |peer| peer.ip().to_string());
    match door.map(|door| &door.origin) {
        None | Some(Origin::Loopback) => peer,
        Some(Origin::Https(_)) => last.map_or(peer, |last| last.trim().chars().take(64).collect()),
    }
}

pub(super) async fn sent(request: Request) -> Result<Sent, WebError> {
    use axum::RequestExt as _;
    let form: Result<Form<Vec<(String, String)>>, _> = request.extract().await;
    form.map(|Form(pairs)| Sent(pairs)).map_err(|_| WebError::Foreign)
}

/// Opens a session under a new secret, whatever the browser had before, and leads on.
pub(super) fn open(
    app: &App,
    door: &Door,
    headers: &HeaderMap,
    account: &Account,
    next: &str,
) -> Result<Response, WebError> {
    let now = door.clock.now();
    if let Some(old) = Cookie::Session.read(door, headers) {
        door.accounts.end_session(Digest::of(old.as_bytes()))?;
    }
    let new = secret(&*door.entropy);
    let browser = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    door.accounts.open_session(&Session {
        digest: Digest::of(new.as_bytes()),
        login: account.login.clone(),
        position: positions_of(app, account).into_iter().next().map(|(position, _)| position),
        browser: browser.unwrap_or_default().chars().take(BROWSER_MAX).collect(),
        opened_at: now,
        used_at: now,
    })?;
    // Longer than any session or count is of use.
    let old = now - jiff::SignedDuration::from_hours((24 + door.limits.hours_max).into());
    door.accounts.forget_before(old)?;
    let mut answer = Redirect::to(next).into_response();
    let known = Cookie::Device.read(door, headers);
    let known = known.is_some_and(|c| account.devices.contains(&Digest::of(c.as_bytes())));
    if !known && account.password.is_some() {
        let device = secret(&*door.entropy);
        let digest = Digest::of(device.as_bytes());
        door.accounts.change(&account.login, &mut |account| {
            account.devices.push(digest);
            let over = account.devices.len().saturating_sub(DEVICES_KEPT);
            account.devices.drain(..over);
        })?;
        answer.headers_mut().append(header::SET_COOKIE, Cookie::Device.set(door, &device));
    }
    answer.headers_mut().append(header::SET_COOKIE, Cookie::Session.set(door, &new));
    answer.headers_mut().append(header::SET_COOKIE, Cookie::Before.forget(door));
    Ok(answer)
}

/// `POST /signin/as`: step in as a person of a demo; there is no such thing anywhere else.
pub(crate) async fn sign_in_as(
    State(app): Shared,
    headers: HeaderMap,
    asked: Asked,
    request: Request,
) -> Result<Response, WebError> {
    let sent = sent(request).await?;
    blocking(asked, move |asked| {
        let Entrance::Demo(door) = &app.entrance else {
            return Err(WebError::not_found("页面", "page", &asked.path));
        };
        let position = PositionId::from(sent.get("position"));
        let unknown = || WebError::not_found("岗位", "position", position.as_str());
        app.engine.world().region.position(&position).ok_or_else(unknown)?;
        let name = format!("demo:{position}");
        let login = Login::parse(&name).ok_or_else(unknown)?;
        let person = PersonId::from(name.as_str());
        let mut account = Account::new(login, person, Role::Staff, door.clock.now());
        account.positions.push(position);
        // It may be there already; then it is the same.
        door.accounts.add(&account)?;
        open(&app, door, &headers, &account, &safe_next(sent.get("next")))
    })
    .await
}

/// `POST /signout`.
pub(crate) async fn sign_out(
    State(app): Shared,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, WebError> {
    blocking(asked, move |asked| {
        let Some(door) = app.entrance.door() else {
            return Err(WebError::not_found("页面", "page", &asked.path));
        };
        if let Some(secret) = Cookie::Session.read(door, &headers) {
            door.accounts.end_session(Digest::of(secret.as_bytes()))?;
            info!("Signed out");
        }
        let to = if matches!(app.entrance, Entrance::Demo(_)) { "/" } else { "/signin" };
        let mut answer = Redirect::to(to).into_response();
        answer.headers_mut().append(header::SET_COOKIE, Cookie::Session.forget(door));
        Ok(answer)
    })
    .await
}

/// The status of a form that is shown again.
pub(super) fn again(mut answer: Response) -> Response {
    *answer.status_mut() = AGAIN;
    answer
}

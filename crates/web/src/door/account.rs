//! One's own account: positions, sessions, password.

use super::forms::{Field, Kind, Sent, alarm, token};
use super::guard::safe_next;
use super::reader::Guest;
use super::signin::{again, sent};
use super::{Door, hashing, words};
use crate::app::App;
use crate::asked::Asked;
use crate::error::{WebError, blocking};
use crate::pages::layout::{self, Place};
use crate::show::{Heading, View};
use crate::signed::Signed;
use crate::words::Word;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use std::sync::Arc;
use tandem_core::directory::Standing;
use tandem_core::{Digest, PositionId};
use tandem_engine::accounts::{Session, weakness};

type Shared = State<Arc<App>>;

/// Who is signed in, with the door; nobody else comes to these pages.
pub(super) fn present<'a>(
    app: &'a App,
    asked: &'a Asked,
) -> Result<(&'a Door, &'a Signed, &'a Guest), WebError> {
    let here = || Some((app.entrance.door()?, asked.signed.as_ref()?, asked.guest.as_deref()?));
    here().ok_or(WebError::SignedOut)
}

/// `GET /account`.
pub(crate) async fn account_page(State(app): Shared, asked: Asked) -> Result<Response, WebError> {
    blocking(asked, move |asked| {
        let done = match asked.get("done") {
            Some("password") => Some(words::CHANGED),
            Some("sessions") => Some(words::ENDED),
            _ => None,
        };
        page(&View::new(&app, asked), done, &Wrong::default())
    })
    .await
}

/// What is wrong with a new password.
#[derive(Default)]
struct Wrong {
    old: Option<String>,
    new: Option<String>,
    again: Option<String>,
}

fn page(view: &View<'_>, done: Option<Word>, wrong: &Wrong) -> Result<Response, WebError> {
    let (door, signed, guest) = present(view.app, view.asked)?;
    let sessions = door.accounts.sessions(&guest.account.login)?;
    let now = door.clock.now();
    let open: Vec<&Session> = sessions.iter().filter(|s| s.opens_at(door.limits, now)).collect();
    let main = html! {
        h1 { (view.t(words::ACCOUNT)) }
        @if let Some(done) = done {
            div.proof.holds role="status" { p { strong { "✓ " (view.t(done)) } } }
        }
        dl.facts {
            div { dt { (view.t(words::PERSON)) } dd { (guest.account.person) } }
            div { dt { (view.t(words::LOGIN)) } dd { (guest.account.login) } }
        }
        (positions(view, signed, guest))
        section aria-labelledby="sessions" {
            (Heading { id: "sessions", text: view.t(words::SESSIONS), count: Some(open.len()) })
            ul.pieces { @for session in &open { li { (session_line(view, signed, session)) } } }
            @if open.len() > 1 {
                form action="/account/sessions" method="post" {
                    (token(&signed.form_token))
                    button type="submit" { (view.t(words::END_OTHERS)) }
                }
            }
        }
        @if guest.account.password.is_some() {
            (super::codes::section(view, guest))
            (password_form(view, signed, wrong))
        } @else { p.quiet { (view.t(words::DEMO_ACCOUNT)) } }
    };
    Ok(layout::still(view, Place::Elsewhere, view.t(words::ACCOUNT), &main))
}

fn positions(view: &View<'_>, signed: &Signed, guest: &Guest) -> Markup {
    let count = guest.positions.len();
    html! {
        section aria-labelledby="positions" {
            (Heading { id: "positions", text: view.t(words::POSITIONS), count: Some(count) })
            @if guest.positions.is_empty() { p.quiet { (view.t(words::NO_POSITIONS)) } }
            ul.pieces {
                @for (position, standing) in &guest.positions {
                    li {
                        (view.position(position)) " "
                        span.meta { (standing_words(view, *standing)) } " "
                        @if signed.position.as_ref() == Some(position) {
                            span.tag { (view.t(words::CHOSEN)) }
                        } @else {
                            (choose(signed, position, "/account", view.t(words::CHOOSE)))
                        }
                    }
                }
            }
        }
    }
}

fn standing_words(view: &View<'_>, standing: Standing) -> String {
    match standing {
        Standing::Holder => view.t(words::HELD).to_owned(),
        Standing::Delegate(no) => format!("{} {no}", view.t(words::DELEGATED)),
        Standing::Open => view.t(words::OPEN).to_owned(),
    }
}

/// The button that chooses a position.
pub(crate) fn choose(signed: &Signed, position: &PositionId, next: &str, label: &str) -> Markup {
    html! {
        form.inline action="/position" method="post" {
            (token(&signed.form_token))
            input type="hidden" name="position" value=(position);
            input type="hidden" name="next" value=(next);
            button type="submit" { (label) }
        }
    }
}

fn session_line(view: &View<'_>, signed: &Signed, session: &Session) -> Markup {
    html! {
        b { (browser(&session.browser).unwrap_or_else(|| view.t(words::UNKNOWN_BROWSER).to_owned())) }
        " "
        span.meta {
            (view.t(words::OPENED)) " " (view.time(session.opened_at)) " · "
            (view.t(words::USED)) " " (view.time(session.used_at))
        } " "
        @if session.digest == signed.session { span.tag { (view.t(words::THIS_SESSION)) } }
        @else {
            form.inline action="/account/sessions" method="post" {
                (token(&signed.form_token))
                input type="hidden" name="session" value=(session.digest);
                button type="submit" { (view.t(words::END_SESSION)) }
            }
        }
    }
}

/// A browser and its system in two words, as far as it names itself in a usual way.
fn browser(named: &str) -> Option<String> {
    // The first that is found counts, since most claim to be several.
    const BROWSERS: [(&str, &str); 8] = [
        ("MicroMessenger", "WeChat"),
        ("DingTalk", "DingTalk"),
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];
    let find = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| named.contains(mark)).map(|(_, name)| *name)
    };
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => Some(format!("{browser} · {system}")),
        (Some(one), None) | (None, Some(one)) => Some(one.to_owned()),
        (None, None) => None,
    }
}

fn password_form(view: &View<'_>, signed: &Signed, wrong: &Wrong) -> Markup {
    let fields = [
        ("old", words::OLD_PASSWORD, Kind::OldPassword, None, &wrong.old),
        ("new", words::NEW_PASSWORD, Kind::NewPassword, Some(words::PASSWORD_HINT), &wrong.new),
        ("again", words::AGAIN, Kind::NewPassword, None, &wrong.again),
    ];
    html! {
        section.narrow aria-labelledby="password" {
            (Heading { id: "password", text: view.t(words::CHANGE_PASSWORD), count: None })
            form.sheet action="/account/password" method="post" {
                (token(&signed.form_token))
                @for (name, label, kind, hint, wrong) in fields {
                    (Field { name, label, kind, hint, value: "", wrong: wrong.clone() }.draw(view))
                }
                button.primary type="submit" { (view.t(words::CHANGE_PASSWORD)) }
            }
        }
    }
}

/// `POST /position`: in which position one looks and acts from now on.
pub(crate) async fn choose_position(
    State(app): Shared,
    asked: Asked,
    request: Request,
) -> Result<Response, WebError> {
    let sent = sent(request).await?;
    blocking(asked, move |asked| {
        let (door, signed, guest) = present(&app, asked)?;
        let wish = PositionId::from(sent.get("position"));
        if !guest.positions.iter().any(|(held, _)| held == &wish) {
            return Err(WebError::not_found("岗位", "position", wish.as_str()));
        }
        door.accounts.change_session(signed.session, &mut |session| {
            session.position = Some(wish.clone());
        })?;
        Ok(Redirect::to(&safe_next(sent.get("next"))).into_response())
    })
    .await
}

/// `POST /account/sessions`: signs one browser out, or all but this one.
pub(crate) async fn end_sessions(
    State(app): Shared,
    asked: Asked,
    request: Request,
) -> Result<Response, WebError> {
    let sent = sent(request).await?;
    blocking(asked, move |asked| {
        let (door, signed, guest) = present(&app, asked)?;
        let login = &guest.account.login;
        match sent.get("session") {
            "" => drop(door.accounts.end_sessions(login, Some(signed.session))?),
            named => {
                let digest = Digest::parse(named);
                let own = door.accounts.sessions(login)?;
                let own = own.into_iter().find(|session| Some(session.digest) == digest);
                let own = own.ok_or_else(|| WebError::not_found("登录", "session", named))?;
                door.accounts.end_session(own.digest)?;
            }
        }
        Ok(Redirect::to("/account?done=sessions").into_response())
    })
    .await
}

/// `POST /account/password`.
pub(crate) async fn change_password(
    State(app): Shared,
    headers: HeaderMap,
    asked: Asked,
    request: Request,
) -> Result<Response, WebError> {
    let sent = sent(request).await?;
    hashing(&app, "password", asked, move |app, asked| changed(app, &headers, asked, &sent)).await
}

fn changed(
    app: &App,
    headers: &HeaderMap,
    asked: &Asked,
    sent: &Sent,
) -> Result<Response, WebError> {
    let view = View::new(app, asked);
    let (door, _, guest) = present(app, asked)?;
    let account = &guest.account;
    let mut wrong = Wrong::default();
    if !verified(door, guest, sent.get("old"))? {
        wrong.old = Some(view.t(words::OLD_WRONG).to_owned());
    }
    let new = sent.get("new");
    wrong.new = weakness(new, &account.login, &account.person)
        .map(|weakness| view.text(&weakness.words()).to_owned());
    if new != sent.get("again") {
        wrong.again = Some(view.t(words::DIFFERS).to_owned());
    }
    if wrong.old.is_some() || wrong.new.is_some() || wrong.again.is_some() {
        return page(&view, None, &wrong).map(again);
    }
    let hash = hashed(door, new);
    let changed = door.accounts.change(&account.login, &mut |a| a.set_password(hash.clone()))?;
    let changed = changed.ok_or(WebError::SignedOut)?;
    // Whoever came in by the old password is out; this browser goes on under a new secret.
    door.accounts.end_sessions(&account.login, None)?;
    super::signin::open(app, door, headers, &changed, "/account?done=password")
}

/// Whether a password is the account's own; guesses are counted as those at the door are.
pub(super) fn verified(door: &Door, guest: &Guest, password: &str) -> Result<bool, WebError> {
    use tandem_engine::accounts::{Attempts, Pace};
    let name = format!("again:{}", guest.account.login);
    let now = door.clock.now();
    let mut waits = None;
    door.accounts.change_attempts(&name, &mut |attempts| {
        waits = attempts.waits(Pace::ACCOUNT, now);
        if waits.is_none() {
            attempts.count(Pace::ACCOUNT, now);
        }
    })?;
    if waits.is_some() {
        return Ok(false);
    }
    let right = door.passwords.verify(password, guest.account.password.as_deref());
    if right {
        door.accounts.change_attempts(&name, &mut |attempts| *attempts = Attempts::default())?;
    }
    Ok(right)
}

/// A password as it is kept.
pub(super) fn hashed(door: &Door, password: &str) -> String {
    let mut salt = [0; 16];
    door.entropy.fill(&mut salt);
    door.passwords.hash(password, &salt)
}

/// Signs in whoever has just set a password.
pub(super) fn welcome(
    app: &App,
    door: &Door,
    headers: &HeaderMap,
    login: &tandem_engine::accounts::Login,
    next: &str,
) -> Result<Response, WebError> {
    let account = door.accounts.account(login)?.ok_or(WebError::SignedOut)?;
    super::signin::open(app, door, headers, &account, next)
}

/// A page that says one thing went wrong.
pub(super) fn only(view: &View<'_>, title: Word, wrong: Word) -> Response {
    let main = html! {
        div.narrow { h1 { (view.t(title)) } (alarm(view.t(wrong))) }
    };
    layout::still(view, Place::Elsewhere, view.t(title), &main)
}

//! Setting one-time codes up and turning them off.

use super::account::{present, verified};
use super::forms::{Field, Kind, Sent, token};
use super::reader::Guest;
use super::signin::{again, sent};
use super::{hashing, words};
use crate::app::App;
use crate::asked::{Asked, address};
use crate::error::{WebError, blocking};
use crate::pages::layout::{self, Place};
use crate::show::{Heading, View};
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use qrcode::{Color, QrCode};
use std::sync::Arc;
use tandem_engine::accounts::{SharedSecret, recovery_codes, recovery_digest};

type Shared = State<Arc<App>>;

/// What the account page says of them.
pub(super) fn section(view: &View<'_>, guest: &Guest) -> Markup {
    let on = guest.account.codes.is_some();
    html! {
        section aria-labelledby="codes" {
            (Heading { id: "codes", text: view.t(words::CODES), count: None })
            p {
                (view.t(if on { words::CODES_ON } else { words::CODES_OFF })) " "
                @if on { (view.t(words::CODES_LEFT)) (guest.account.recovery.len()) " " }
                a href="/account/codes" {
                    (view.t(if on { words::TURN_OFF } else { words::SET_UP_CODES }))
                }
            }
        }
    }
}

/// `GET /account/codes`.
pub(crate) async fn codes_page(State(app): Shared, asked: Asked) -> Result<Response, WebError> {
    blocking(asked, move |asked| {
        let view = View::new(&app, asked);
        let (door, _, guest) = present(&app, asked)?;
        if guest.account.password.is_none() {
            return Err(WebError::not_found("页面", "page", &asked.path));
        }
        match guest.account.codes {
            Some(_) => turn_off_page(&view, None),
            None => set_up_page(&view, &SharedSecret::new(&*door.entropy), &Wrong::default()),
        }
    })
    .await
}

#[derive(Default)]
struct Wrong {
    code: Option<String>,
    password: Option<String>,
}

fn set_up_page(
    view: &View<'_>,
    shared: &SharedSecret,
    wrong: &Wrong,
) -> Result<Response, WebError> {
    let (_, signed, guest) = present(view.app, view.asked)?;
    let key = shared.base32();
    let label = format!("Tandem:{}", guest.account.login);
    let path = format!("otpauth://totp/{}", crate::asked::escaped(&label));
    let uri = address(&path, [("secret", key.as_str()), ("issuer", "Tandem")]);
    let main = html! {
        div.narrow {
            h1 { (view.t(words::CODES)) }
            p.lede { (view.t(words::CODES_LEDE)) }
            (picture(view, &uri))
            p { (view.t(words::KEY)) ": " code.root { (spaced(&key)) } }
            form.sheet action="/account/codes" method="post" {
                (token(&signed.form_token))
                input type="hidden" name="key" value=(key);
                (Field {
                    name: "code", label: words::CODE, kind: Kind::Code, hint: None, value: "",
                    wrong: wrong.code.clone(),
                }.draw(view))
                (Field {
                    name: "password", label: words::PASSWORD, kind: Kind::OldPassword, hint: None,
                    value: "", wrong: wrong.password.clone(),
                }.draw(view))
                button.primary type="submit" { (view.t(words::TURN_ON)) }
            }
        }
    };
    Ok(layout::still(view, Place::Elsewhere, view.t(words::CODES), &main))
}

/// The key as a picture that a phone reads; drawn here, so that nobody else sees it.
fn picture(view: &View<'_>, uri: &str) -> Markup {
    const EDGE: usize = 4;
    let Ok(code) = QrCode::new(uri) else { return html! {} };
    let side = code.width();
    let mut path = String::new();
    for (at, colour) in code.to_colors().into_iter().enumerate() {
        if colour == Color::Dark {
            let (x, y) = (at % side + EDGE, at / side + EDGE);
            path.push_str(&format!("M{x} {y}h1v1h-1z"));
        }
    }
    let whole = side + 2 * EDGE;
    html! {
        svg.qr width="220" height="220" viewBox={ "0 0 " (whole) " " (whole) } role="img"
            aria-label=(view.t(words::QR))
        {
            rect.paper width=(whole) height=(whole) {}
            path.ink d=(path) {}
        }
    }
}

fn spaced(key: &str) -> String {
    let letters: Vec<char> = key.chars().collect();
    letters.chunks(4).map(|part| part.iter().collect()).collect::<Vec<String>>().join(" ")
}

fn turn_off_page(view: &View<'_>, wrong: Option<String>) -> Result<Response, WebError> {
    let (_, signed, _) = present(view.app, view.asked)?;
    let main = html! {
        div.narrow {
            h1 { (view.t(words::TURN_OFF)) }
            form.sheet action="/account/codes" method="post" {
                (token(&signed.form_token))
                (Field {
                    name: "password", label: words::PASSWORD, kind: Kind::OldPassword, hint: None,
                    value: "", wrong,
                }.draw(view))
                button.primary type="submit" { (view.t(words::TURN_OFF)) }
            }
        }
    };
    Ok(layout::still(view, Place::Elsewhere, view.t(words::CODES), &main))
}

/// `POST /account/codes`: turns them on where they are off, and off where they are on.
pub(crate) async fn change_codes(
    State(app): Shared,
    asked: Asked,
    request: Request,
) -> Result<Response, WebError> {
    let sent = sent(request).await?;
    hashing(&app, "password", asked, move |app, asked| changed(app, asked, &sent)).await
}

fn changed(app: &App, asked: &Asked, sent: &Sent) -> Result<Response, WebError> {
    let view = View::new(app, asked);
    let (door, _, guest) = present(app, asked)?;
    if guest.account.password.is_none() {
        return Err(WebError::not_found("页面", "page", &asked.path));
    }
    let right = verified(door, guest, sent.get("password"))?;
    let password = (!right).then(|| view.t(words::OLD_WRONG).to_owned());
    let login = &guest.account.login;
    if guest.account.codes.is_some() {
        if password.is_some() {
            return turn_off_page(&view, password).map(again);
        }
        door.accounts.change(login, &mut |account| {
            account.codes = None;
            account.recovery.clear();
        })?;
        return Ok(Redirect::to("/account").into_response());
    }
    let key = SharedSecret::parse(sent.get("key"));
    let Some(mut shared) = key else { return Err(WebError::Foreign) };
    let code = !shared.clone().take(sent.get("code"), door.clock.now());
    if code || password.is_some() {
        let code = code.then(|| view.t(words::CODE_WRONG).to_owned());
        return set_up_page(&view, &shared, &Wrong { code, password }).map(again);
    }
    // The code that was shown is used up with this.
    let _taken = shared.take(sent.get("code"), door.clock.now());
    let codes = recovery_codes(&*door.entropy);
    door.accounts.change(login, &mut |account| {
        account.codes = Some(shared.clone());
        account.recovery = codes.iter().map(|code| recovery_digest(code)).collect();
    })?;
    let main = html! {
        div.narrow {
            h1 { (view.t(words::RECOVERY)) }
            p.lede { (view.t(words::RECOVERY_LEDE)) }
            ul.pieces { @for code in &codes { li { code.root { (code) } } } }
            p.actions { a.button href="/account" { (view.t(words::BACK)) } }
        }
    };
    Ok(layout::still(&view, Place::Elsewhere, view.t(words::RECOVERY), &main))
}

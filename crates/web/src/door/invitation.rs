//! A first or new password, by a link that opens once.

use super::account::{hashed, only, welcome};
use super::forms::{Field, Kind, Sent, stranger, token};
use super::signin::{again, sent};
use super::{Door, Entrance, hashing, words};
use crate::app::App;
use crate::asked::{Asked, escaped};
use crate::error::{WebError, blocking};
use crate::pages::layout::{self, Place};
use crate::show::View;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use maud::html;
use std::sync::Arc;
use tandem_core::Digest;
use tandem_engine::accounts::{Account, weakness};

type Shared = State<Arc<App>>;

fn invited(door: &Door, link: &str) -> Result<Option<Account>, WebError> {
    let digest = Digest::of(link.as_bytes());
    let account = door.accounts.invited(digest)?;
    Ok(account.filter(|account| account.is_invited(digest, door.clock.now())))
}

/// `GET /invitation/{token}`.
pub(crate) async fn invitation_page(
    State(app): Shared,
    Path(link): Path<String>,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, WebError> {
    blocking(asked, move |asked| {
        let view = View::new(&app, asked);
        let Entrance::SignIn(door) = &app.entrance else {
            return Err(WebError::not_found("页面", "page", "/invitation"));
        };
        match invited(door, &link)? {
            Some(account) => Ok(page(&view, door, (&headers, &link), &account, &Wrong::default())),
            None => Ok(over(&view)),
        }
    })
    .await
}

fn over(view: &View<'_>) -> Response {
    let mut answer = only(view, words::INVITATION, words::INVITATION_OVER);
    *answer.status_mut() = StatusCode::NOT_FOUND;
    answer
}

#[derive(Default)]
struct Wrong {
    new: Option<String>,
    again: Option<String>,
}

fn page(
    view: &View<'_>,
    door: &Door,
    (headers, link): (&HeaderMap, &str),
    account: &Account,
    wrong: &Wrong,
) -> Response {
    // Who is signed in already sends the token of their session, everybody else the door's.
    let (form_token, cookie) = match &view.asked.signed {
        Some(signed) => (signed.form_token.clone(), None),
        None => stranger(door, headers),
    };
    let main = html! {
        div.narrow {
            h1 { (view.t(words::INVITATION)) }
            p.lede { (account.person) " · " (view.t(words::LOGIN)) " " b { (account.login) } }
            form.sheet action={ "/invitation/" (escaped(link)) } method="post" {
                (token(&form_token))
                input type="hidden" name="username" autocomplete="username" value=(account.login);
                (Field {
                    name: "new", label: words::NEW_PASSWORD, kind: Kind::NewPassword,
                    hint: Some(words::PASSWORD_HINT), value: "", wrong: wrong.new.clone(),
                }.draw(view))
                (Field {
                    name: "again", label: words::AGAIN, kind: Kind::NewPassword, hint: None,
                    value: "", wrong: wrong.again.clone(),
                }.draw(view))
                button.primary type="submit" { (view.t(words::SET)) }
            }
        }
    };
    let mut answer = layout::still(view, Place::Elsewhere, view.t(words::INVITATION), &main);
    cookie.map(|cookie| answer.headers_mut().append(header::SET_COOKIE, cookie));
    answer
}

/// `POST /invitation/{token}`.
pub(crate) async fn use_invitation(
    State(app): Shared,
    Path(link): Path<String>,
    headers: HeaderMap,
    asked: Asked,
    request: Request,
) -> Result<Response, WebError> {
    let sent = sent(request).await?;
    hashing(&app, "password", asked, move |app, asked| used(app, (&headers, &link), asked, &sent))
        .await
}

fn used(
    app: &App,
    (headers, link): (&HeaderMap, &str),
    asked: &Asked,
    sent: &Sent,
) -> Result<Response, WebError> {
    let view = View::new(app, asked);
    let Entrance::SignIn(door) = &app.entrance else {
        return Err(WebError::not_found("页面", "page", "/invitation"));
    };
    let Some(account) = invited(door, link)? else { return Ok(over(&view)) };
    let new = sent.get("new");
    let weak = weakness(new, &account.login, &account.person);
    let wrong = Wrong {
        new: weak.map(|weak| view.text(&weak.words()).to_owned()),
        again: (new != sent.get("again")).then(|| view.t(words::DIFFERS).to_owned()),
    };
    if wrong.new.is_some() || wrong.again.is_some() {
        return Ok(again(page(&view, door, (headers, link), &account, &wrong)));
    }
    let (hash, digest) = (hashed(door, new), Digest::of(link.as_bytes()));
    let now = door.clock.now();
    let mut used = false;
    door.accounts.change(&account.login, &mut |account| {
        used = account.is_invited(digest, now);
        if used {
            account.set_password(hash.clone());
        }
    })?;
    if !used {
        return Ok(over(&view));
    }
    door.accounts.end_sessions(&account.login, None)?;
    // Where one-time codes are set up, the link alone does not sign in.
    if account.codes.is_some() {
        return Ok(axum::response::IntoResponse::into_response(axum::response::Redirect::to(
            "/signin",
        )));
    }
    welcome(app, door, headers, &account.login, "/")
}

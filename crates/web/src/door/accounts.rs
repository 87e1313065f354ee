//! Who may sign in: the page on which administrators let people in and keep them out.
//!
//! Whoever hands out ways in proves once more who they are: a console that was left open for a
//! minute must not give anybody an account.

use super::account::{present, verified};
use super::forms::{Field, Kind, Sent, alarm, token};
use super::reader::Guest;
use super::signin::{again, sent};
use super::{Door, Origin, hashing, words};
use crate::app::App;
use crate::asked::Asked;
use crate::error::{WebError, blocking};
use crate::pages::layout::{self, Place};
use crate::show::{Heading, View};
use crate::signed::Signed;
use crate::words::Word;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use maud::{Markup, html};
use std::sync::Arc;
use tandem_core::{PersonId, PositionId};
use tandem_engine::accounts::manage::{self, Undone};
use tandem_engine::accounts::{Account, AccountState, Login, Role};
use tracing::info;

type Shared = State<Arc<App>>;

/// Hours for which a link opens.
const INVITED_HOURS: i64 = 72;

/// What can be done with an account that is there.
const DEEDS: [(&str, Word); 5] = [
    ("invite", words::INVITE),
    ("disable", words::DISABLE),
    ("enable", words::ENABLE),
    ("reset-codes", words::RESET_CODES),
    ("end-sessions", words::END_ALL_SESSIONS),
];

/// What came of a form.
enum Outcome {
    /// Nothing was sent yet.
    Asked,
    /// It was done.
    Done,
    /// It was done, and this link is to be handed over.
    Link(String),
    /// Nothing was done: what is wrong, and where.
    Wrong(Wrong),
}

#[derive(Default)]
struct Wrong {
    whole: Option<String>,
    login: Option<String>,
    person: Option<String>,
    positions: Option<String>,
    own: Option<String>,
}

/// `GET /accounts`.
pub(crate) async fn accounts_page(State(app): Shared, asked: Asked) -> Result<Response, WebError> {
    blocking(asked, move |asked| page(&View::new(&app, asked), &Sent::default(), &Outcome::Asked))
        .await
}

/// `POST /accounts`.
pub(crate) async fn change_accounts(
    State(app): Shared,
    headers: HeaderMap,
    asked: Asked,
    request: Request,
) -> Result<Response, WebError> {
    let sent = sent(request).await?;
    hashing(&app, "password", asked, move |app, asked| {
        let view = View::new(app, asked);
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        match carried_out(&view, host, &sent)? {
            wrong @ Outcome::Wrong(_) => page(&view, &sent, &wrong).map(again),
            done => page(&view, &Sent::default(), &done),
        }
    })
    .await
}

fn carried_out(view: &View<'_>, host: Option<&str>, sent: &Sent) -> Result<Outcome, WebError> {
    let (door, _, guest) = present(view.app, view.asked)?;
    let deed = sent.get("deed");
    let mut wrong = Wrong::default();
    let shuts = matches!(deed, "disable" | "end-sessions");
    if !shuts && !verified(door, guest, sent.get("own"))? {
        wrong.own = Some(view.t(words::OLD_WRONG).to_owned());
    }
    let login = Login::parse(sent.get("login"));
    if login.is_none() {
        wrong.login = Some(view.t(words::LOGIN_WRONG).to_owned());
    }
    let Some(login) = login.filter(|_| wrong.own.is_none()) else {
        return Ok(Outcome::Wrong(wrong));
    };
    let accounts = &*door.accounts;
    let done = match deed {
        "add" => return added(view, (door, guest), host, &login, sent),
        "invite" => return linked(view, (door, guest), host, &login),
        "disable" => manage::set_state(accounts, &login, AccountState::Disabled)?,
        "enable" => manage::set_state(accounts, &login, AccountState::Active)?,
        "reset-codes" => manage::reset_codes(accounts, &login)?,
        "end-sessions" => accounts.end_sessions(&login, None).map(|_| Ok(()))?,
        _ => return Err(WebError::not_found("操作", "deed", deed)),
    };
    info!(account = %login, by = %guest.account.login, deed, "An account was changed");
    Ok(done.map_or_else(|why| undone(view, &why), |()| Outcome::Done))
}

fn added(
    view: &View<'_>,
    (door, guest): (&Door, &Guest),
    host: Option<&str>,
    login: &Login,
    sent: &Sent,
) -> Result<Outcome, WebError> {
    let person = PersonId::from(sent.get("person").trim());
    let mut wrong = Wrong::default();
    if !person.is_readable() {
        wrong.person = Some(view.t(words::PERSON_WRONG).to_owned());
    }
    let named = sent.get("positions").split([',', '，', ' ', '\n']).map(str::trim);
    let positions: Vec<PositionId> =
        named.filter(|name| !name.is_empty()).map(PositionId::from).collect();
    let unknown = positions.iter().find(|position| view.region().position(position).is_none());
    if let Some(unknown) = unknown {
        wrong.positions = Some(format!("{}{unknown}", view.t(words::NO_SUCH_POSITION)));
    }
    if wrong.person.is_some() || wrong.positions.is_some() {
        return Ok(Outcome::Wrong(wrong));
    }
    let role = match sent.get("role") {
        "administrator" => Role::Administrator,
        _ => Role::Staff,
    };
    let mut account = Account::new(login.clone(), person, role, door.clock.now());
    account.positions = positions;
    match manage::add(&*door.accounts, &account)? {
        Ok(()) => linked(view, (door, guest), host, login),
        Err(why) => Ok(undone(view, &why)),
    }
}

fn linked(
    view: &View<'_>,
    (door, guest): (&Door, &Guest),
    host: Option<&str>,
    login: &Login,
) -> Result<Outcome, WebError> {
    let until = door.clock.now() + jiff::SignedDuration::from_hours(INVITED_HOURS);
    let invited = manage::invite(&*door.accounts, &*door.entropy, login, until)?;
    info!(account = %login, by = %guest.account.login, "An invitation was made");
    Ok(invited.map_or_else(
        |why| undone(view, &why),
        |token| Outcome::Link(format!("{}/invitation/{token}", origin(door, host))),
    ))
}

/// How the console is reached; this machine's own address where nothing else was said.
fn origin(door: &Door, host: Option<&str>) -> String {
    match &door.origin {
        Origin::Https(host) => format!("https://{host}"),
        Origin::Loopback => format!("http://{}", host.unwrap_or("127.0.0.1")),
    }
}

fn undone(view: &View<'_>, why: &Undone) -> Outcome {
    let (word, login) = match why {
        Undone::Unknown(login) => (words::NO_SUCH_ACCOUNT, login),
        Undone::Taken(login) => (words::ACCOUNT_TAKEN, login),
        Undone::Disabled(login) => (words::ACCOUNT_DISABLED, login),
        Undone::LastAdministrator(login) => (words::LAST_ADMINISTRATOR, login),
    };
    let said = Some(format!("{login}{}", view.t(word)));
    Outcome::Wrong(match why {
        Undone::Taken(_) => Wrong { login: said, ..Wrong::default() },
        _ => Wrong { whole: said, ..Wrong::default() },
    })
}

fn page(view: &View<'_>, sent: &Sent, outcome: &Outcome) -> Result<Response, WebError> {
    let (door, signed, _) = present(view.app, view.asked)?;
    let accounts = door.accounts.accounts()?;
    let (none, empty) = (Wrong::default(), Sent::default());
    let (wrong, adding) = match outcome {
        Outcome::Wrong(wrong) => (wrong, sent.get("deed") == "add"),
        _ => (&none, false),
    };
    let main = html! {
        h1 { (view.t(words::ACCOUNTS)) }
        p.lede { (view.t(words::ACCOUNTS_LEDE)) }
        @match outcome {
            Outcome::Done => div.proof.holds role="status" { p { strong { "✓ " (view.t(words::DONE)) } } },
            Outcome::Link(link) => {
                div.proof.holds role="status" {
                    p { strong { "✓ " (view.t(words::LINK_MADE)) } }
                    p { code { (link) } }
                    p.meta { (view.t(words::LINK_HINT)) }
                }
            }
            _ => {}
        }
        @if let Some(text) = wrong.whole.as_ref().or(wrong.own.as_ref().filter(|_| !adding)) {
            (alarm(text))
        }
        section aria-labelledby="accounts" {
            (Heading { id: "accounts", text: view.t(words::ACCOUNTS), count: Some(accounts.len()) })
            ul.pieces { @for account in &accounts { li { (line(view, signed, account)) } } }
        }
        (add_form(view, signed, if adding { sent } else { &empty }, wrong))
    };
    Ok(layout::still(view, Place::Elsewhere, view.t(words::ACCOUNTS), &main))
}

fn line(view: &View<'_>, signed: &Signed, account: &Account) -> Markup {
    let state = match (account.state, &account.password) {
        (AccountState::Disabled, _) => words::STATE_DISABLED,
        (AccountState::Active, None) => words::STATE_INVITED,
        (AccountState::Active, Some(_)) => words::STATE_ACTIVE,
    };
    html! {
        b { (account.person) } " "
        span.meta { (account.login) " · " (view.t(state)) }
        @if account.role == Role::Administrator { " " span.tag { (view.t(words::ADMINISTRATOR)) } }
        @if account.codes.is_some() { " " span.tag { (view.t(words::CODED)) } }
        @if let Some(at) = account.signed_at {
            " " span.meta { (view.t(words::LAST_SIGNED)) " " (view.time(at)) }
        }
        @for position in &account.positions {
            " " span.meta { "· " (view.position_name(position)) }
        }
        details {
            summary { (view.t(words::CHANGE)) }
            form.sheet action="/accounts" method="post" {
                (token(&signed.form_token))
                input type="hidden" name="login" value=(account.login);
                div.ask {
                    label for={ "deed-" (account.login) } { (view.t(words::DEED)) }
                    select id={ "deed-" (account.login) } name="deed" {
                        @for (deed, word) in DEEDS { option value=(deed) { (view.t(word)) } }
                    }
                }
                div.ask {
                    label for={ "own-" (account.login) } { (view.t(words::OWN_PASSWORD)) }
                    p.hint id={ "own-hint-" (account.login) } { (view.t(words::OWN_HINT)) }
                    input id={ "own-" (account.login) } name="own" type="password"
                        autocomplete="current-password"
                        aria-describedby={ "own-hint-" (account.login) };
                }
                button type="submit" { (view.t(words::DO_IT)) }
            }
        }
    }
}

fn add_form(view: &View<'_>, signed: &Signed, sent: &Sent, wrong: &Wrong) -> Markup {
    let field = |name, label, kind, hint, wrong: &Option<String>| {
        Field { name, label, kind, hint, value: sent.get(name), wrong: wrong.clone() }.draw(view)
    };
    html! {
        section.narrow aria-labelledby="add" {
            (Heading { id: "add", text: view.t(words::ADD_ACCOUNT), count: None })
            form.sheet action="/accounts" method="post" {
                (token(&signed.form_token))
                input type="hidden" name="deed" value="add";
                (field("login", words::LOGIN, Kind::Text, None, &wrong.login))
                (field("person", words::PERSON, Kind::Text, Some(words::NAMED_HINT), &wrong.person))
                (field("positions", words::FIRST_POSITIONS, Kind::Text,
                    Some(words::FIRST_POSITIONS_HINT), &wrong.positions))
                div.ask {
                    label for="role" { (view.t(words::ROLE)) }
                    select id="role" name="role" {
                        option value="staff" { (view.t(words::STAFF)) }
                        option value="administrator" selected[sent.get("role") == "administrator"] {
                            (view.t(words::ADMINISTRATOR))
                        }
                    }
                }
                (Field {
                    name: "own", label: words::OWN_PASSWORD, kind: Kind::OldPassword, hint: None,
                    value: "", wrong: wrong.own.clone(),
                }.draw(view))
                button.primary type="submit" { (view.t(words::ADD_ACCOUNT)) }
            }
        }
    }
}

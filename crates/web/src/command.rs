//! Commands from programs: `POST /api/v1/cases/{id}/commands` and `…/areas/{area}/commands`.
//!
//! A program shows a key (`Authorization: Bearer …`) and acts as the person in the position that
//! the key was issued for; the ledger knows the key's digest alone. `Idempotency-Key` names a
//! command, so that sending it twice does it once (`repeated` says so); the same name with another
//! body is refused. The body is one command as JSON, such as
//! `"accept"` or `{"dispatch": {"order": "o1", "to": "450103.housing", "task": "…",
//! "urgency": "normal"}}`. A refusal is a problem detail with status 422, the rule behind it and
//! the same sentence that a person would read.

use crate::answers::{Changed, Done, OfficesDone, Told};
use crate::app::App;
use crate::asked::Asked;
use crate::error::{Problem, WebError, blocking};
use crate::show::View;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use std::sync::Arc;
use tandem_core::case::{Actor, Case, Entry};
use tandem_core::{AreaId, CaseId, Digest, Lang, words};
use tandem_engine::{OfficeRequest, Request, phase_name};

/// Characters of an idempotency key, at most.
const KEY_MAX: usize = 200;

type Shared = State<Arc<App>>;

/// What a program asks for.
struct Asking<C> {
    /// Who it acts as.
    by: Actor,
    /// The name under which the command is remembered.
    key: Option<String>,
    /// The same command came before under the same name.
    repeated: bool,
    command: C,
}

/// `POST /api/v1/cases/{id}/commands`.
pub(crate) async fn on_case(
    State(app): Shared,
    Path(id): Path<String>,
    headers: HeaderMap,
    asked: Asked,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let answer = blocking(asked, move |asked| {
        let Asking { by, key, repeated, command } = asking(&app, &headers, &asked.path, body)?;
        let (at, case) = (app.clock.now(), CaseId::from(id.as_str()));
        View::new(&app, asked).may_ask(&case, &command)?;
        let request = Request { at, by, case: case.clone(), command, key };
        let done = app.engine.execute(&request).map_err(|failure| {
            let known = app.engine.case(&case).ok();
            let ctx = known.and_then(|case| app.engine.context(&case).ok());
            WebError::from_command(failure, &ctx.unwrap_or_else(|| app.engine.new_context()))
        })?;
        let here = changed(&app, &done.case, &done.entries)?;
        let others = done.others.iter().map(|(case, entries)| changed(&app, case, entries));
        Ok(Done { here, others: others.collect::<Result<_, WebError>>()?, repeated })
    });
    Ok(Json(answer.await?).into_response())
}

/// What a command did to a case.
fn changed(app: &App, case: &Case, entries: &[Entry]) -> Result<Changed, WebError> {
    let ctx = app.engine.context(case)?;
    let entries = entries.iter().map(|entry| Told {
        entry: entry.clone(),
        zh: words::entry(entry, Lang::Zh, &ctx),
        en: words::entry(entry, Lang::En, &ctx),
    });
    Ok(Changed {
        case: case.id.clone(),
        version: case.version,
        phase: phase_name(&case.phase),
        entries: entries.collect(),
    })
}

/// `POST /api/v1/areas/{area}/commands`.
pub(crate) async fn on_area(
    State(app): Shared,
    Path(area): Path<String>,
    headers: HeaderMap,
    asked: Asked,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let answer = blocking(asked, move |asked| {
        let Asking { by, key, repeated, command } = asking(&app, &headers, &asked.path, body)?;
        let (at, area) = (app.clock.now(), AreaId::from(area.as_str()));
        let request = OfficeRequest { at, by, area: area.clone(), command, key };
        let done = app.engine.direct(&request);
        let ctx = app.engine.new_context();
        let done = done.map_err(|failure| WebError::from_command(failure, &ctx))?;
        let entries = done.entries.iter().map(|entry| Told {
            zh: words::directory_entry(&area, entry, Lang::Zh, &ctx),
            en: words::directory_entry(&area, entry, Lang::En, &ctx),
            entry: entry.clone(),
        });
        let entries = entries.collect();
        let version = done.directory.version;
        Ok(OfficesDone { area: area.clone(), version, entries, repeated })
    });
    Ok(Json(answer.await?).into_response())
}

fn asking<C: DeserializeOwned>(
    app: &App,
    headers: &HeaderMap,
    path: &str,
    body: Result<Bytes, BytesRejection>,
) -> Result<Asking<C>, WebError> {
    let Program { by, owner } = program(app, headers)?;
    marked_as_json(headers)?;
    let body = body.map_err(|_| WebError::TooLarge)?;
    let named = headers.get("idempotency-key").map(|name| name.to_str().unwrap_or_default());
    let (key, repeated) = match named {
        None => (None, false),
        // A name belongs to the key, so that no program can use up another's.
        Some(name) => remembered(app, &owner, name, path, &body)?,
    };
    let command =
        serde_json::from_slice(&body).map_err(|error| WebError::Body(error.to_string()))?;
    Ok(Asking { by, key, repeated, command })
}

/// A body without a mark is taken for JSON; one that is marked as something else is not.
pub(crate) fn marked_as_json(headers: &HeaderMap) -> Result<(), WebError> {
    let Some(marked) = headers.get(header::CONTENT_TYPE) else { return Ok(()) };
    let kind = marked.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let json = kind.eq_ignore_ascii_case("application/json")
        || kind.to_ascii_lowercase().ends_with("+json");
    if json { Ok(()) } else { Err(WebError::MediaType) }
}

/// A program that showed its key.
pub(crate) struct Program {
    /// Who it acts as.
    pub(crate) by: Actor,
    /// What the names of its commands begin with, so that no program can use up another's.
    pub(crate) owner: String,
}

/// Whose key a request shows.
pub(crate) fn program(app: &App, headers: &HeaderMap) -> Result<Program, WebError> {
    let secret = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let secret = secret.and_then(|value| value.split_once(' '));
    let secret = secret.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let digest = Digest::of(secret.ok_or(WebError::NoKey)?.1.trim().as_bytes());
    let directories = app.engine.directories();
    let (area, key) = directories.key(digest, app.clock.now()).ok_or(WebError::NoKey)?;
    let (person, position, no) = (key.person.clone(), key.position.clone(), key.no);
    let by = Actor::Program { person, position, key: no };
    Ok(Program { by, owner: format!("api:{area}:{no}") })
}

/// Whether a command can be remembered under a name.
pub(crate) fn is_name(name: &str) -> bool {
    (1..=KEY_MAX).contains(&name.len())
}

/// The name under which a request is remembered, and whether it came before. The request's digest
/// tells a repetition from another command under a name that was used.
fn remembered(
    app: &App,
    owner: &str,
    name: &str,
    path: &str,
    body: &[u8],
) -> Result<(Option<String>, bool), WebError> {
    if !is_name(name) {
        return Err(WebError::IdempotencyKey);
    }
    let prefix = format!("{owner}:{name}:");
    let request = Digest::of(&[path.as_bytes(), b"\n", body].concat());
    let whole = format!("{prefix}{request}");
    match app.engine.store().key_with(&prefix)? {
        None => Ok((Some(whole), false)),
        Some(known) if known == whole => Ok((Some(whole), true)),
        Some(_) => Err(WebError::NameUsed),
    }
}

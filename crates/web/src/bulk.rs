//! What programs hand in by the thousand: `POST /api/v1/commands`, and originals that commands name.
//!
//! The body of `/api/v1/commands` is a JSON list of at most 10,000 items such as
//! `{"case": "c1", "command": "accept", "key": "night-run-1"}`. They are carried out in order and in
//! one durable append (decision 0047); the answer has one object for each, in the same order:
//! what it made, that it was done before, or a refusal with its rule and sentence. `key` names an
//! item as `Idempotency-Key` names a single command.
//!
//! The body of `/api/v1/originals` is an original as it is. The answer is its digest, by which
//! evidence names it, and what was kept of its text (decision 0046).

use crate::answers::{self, ItemDone, ItemRefused, WhyRefused};
use crate::app::App;
use crate::asked::Asked;
use crate::command::{Program, is_name, marked_as_json, program};
use crate::error::{Problem, WebError, blocking};
use crate::show::View;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, post};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use tandem_core::case::Command;
use tandem_core::{CaseId, Digest, Text};
use tandem_engine::{Done, Failure, KeptText, Request, phase_name};

/// Items of one list, at most.
pub(crate) const ITEMS_MAX: usize = 10_000;

/// Bytes of one list, or of one original, at most.
const BODY_MAX: usize = 16 << 20;

/// One command of a list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CommandOfList")]
pub(crate) struct Item {
    /// On which case.
    case: CaseId,
    /// What is asked.
    command: Command,
    /// The sender's name for it, so that sending it twice does it once.
    #[schemars(length(min = 1, max = 200))]
    key: Option<String>,
}

/// What answers a list of commands.
pub(crate) fn commands() -> MethodRouter<Arc<App>> {
    post(carry_out).layer(DefaultBodyLimit::max(BODY_MAX))
}

/// What answers an original.
pub(crate) fn originals() -> MethodRouter<Arc<App>> {
    post(original).layer(DefaultBodyLimit::max(BODY_MAX))
}

async fn carry_out(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    asked: Asked,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let answer = blocking(asked, move |asked| {
        let program = program(&app, &headers)?;
        marked_as_json(&headers)?;
        let body = body.map_err(|_| WebError::TooLarge)?;
        let items: Vec<Item> =
            serde_json::from_slice(&body).map_err(|error| WebError::Body(error.to_string()))?;
        if items.len() > ITEMS_MAX {
            return Err(WebError::Body(format!("{} items, at most {ITEMS_MAX}", items.len())));
        }
        let cases: Vec<CaseId> = items.iter().map(|item| item.case.clone()).collect();
        let mut runnable = Vec::with_capacity(items.len());
        let mut unusable: Vec<Option<WebError>> = Vec::with_capacity(items.len());
        for request in requests(&app, asked, &program, items)? {
            unusable.push(request.map(|request| runnable.push(request)).err());
        }
        let mut done = app.engine.execute_all(&runnable)?.into_iter();
        let told = cases.iter().zip(unusable).map(|(case, unusable)| match unusable {
            Some(error) => Ok(refused(case, error)),
            None => answered(&app, case, done.next().expect("every request has an answer")),
        });
        told.collect::<Result<Vec<answers::Item>, WebError>>()
    });
    Ok(Json(answer.await?).into_response())
}

/// Requests in the order of the items; an item whose name was used for another command, or whose
/// case the program may not see, has none.
fn requests(
    app: &App,
    asked: &Asked,
    Program { by, owner }: &Program,
    items: Vec<Item>,
) -> Result<Vec<Result<Request, WebError>>, WebError> {
    let (at, view) = (app.clock.now(), View::new(app, asked));
    let mut new: HashSet<CaseId> = HashSet::new();
    let mut names: HashMap<String, String> = HashMap::new();
    let mut requests = Vec::with_capacity(items.len());
    let unusable = |key: &Option<String>| key.as_ref().is_some_and(|key| !is_name(key));
    if items.iter().any(|item| unusable(&item.key)) {
        return Err(WebError::IdempotencyKey);
    }
    for Item { case, command, key } in items {
        // What an item before it brings in is there when its turn comes.
        if !new.contains(&case)
            && let Err(error) = view.may_ask(&case, &command)
        {
            requests.push(Err(error));
            continue;
        }
        match &command {
            Command::Receive { .. } => drop(new.insert(case.clone())),
            Command::Split { into, .. } => drop(new.insert(into.clone())),
            _ => {}
        }
        let named = key.map(|name| named(app, owner, &name, (&case, &command), &mut names));
        requests.push(match named.transpose() {
            Ok(key) => Ok(Request { at, by: by.clone(), case, command, key }),
            Err(WebError::NameUsed) => Err(WebError::NameUsed),
            Err(error) => return Err(error),
        });
    }
    Ok(requests)
}

/// The name under which an item is remembered. Its digest tells a repetition from another command
/// under a name that was used.
fn named(
    app: &App,
    owner: &str,
    name: &str,
    item: (&CaseId, &Command),
    names: &mut HashMap<String, String>,
) -> Result<String, WebError> {
    let body = serde_json::to_vec(&item).map_err(|error| WebError::Body(error.to_string()))?;
    let prefix = format!("{owner}:{name}:");
    let whole = format!("{prefix}{}", Digest::of(&body));
    let known = match names.get(&prefix) {
        Some(known) => Some(known.clone()),
        None => app.engine.store().key_with(&prefix)?,
    };
    match known {
        Some(known) if known != whole => Err(WebError::NameUsed),
        _ => {
            names.insert(prefix, whole.clone());
            Ok(whole)
        }
    }
}

/// What came of an item.
fn answered(
    app: &App,
    id: &CaseId,
    done: Result<Done, Failure>,
) -> Result<answers::Item, WebError> {
    let failure = match done {
        Ok(done) => {
            return Ok(answers::Item::Done(ItemDone {
                case: id.clone(),
                version: done.case.version,
                phase: phase_name(&done.case.phase),
                entries: done.entries.len(),
                repeated: done.entries.is_empty(),
            }));
        }
        Err(failure) => failure,
    };
    let known = app.engine.case(id).ok();
    let ctx = known.as_ref().and_then(|case| app.engine.context(case).ok());
    let ctx = ctx.unwrap_or_else(|| app.engine.new_context());
    match WebError::from_command(failure, &ctx) {
        error @ (WebError::Store(_) | WebError::Read(_) | WebError::Engine(_)) => Err(error),
        error => Ok(refused(id, error)),
    }
}

fn refused(id: &CaseId, error: WebError) -> answers::Item {
    let (say, rule) = match error {
        WebError::Refused { say, rule } => (say, Some(rule)),
        other => (other.told().0, None),
    };
    let refused = WhyRefused { rule, zh: say.zh, en: say.en };
    answers::Item::Refused(ItemRefused { case: id.clone(), refused })
}

async fn original(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    asked: Asked,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let answer = blocking(asked, move |_| {
        program(&app, &headers)?;
        let body = body.map_err(|_| WebError::TooLarge)?;
        if body.is_empty() {
            let say = Text::new("请在请求正文中发送原件。", "Send the original as the body.");
            return Err(WebError::Parameter { name: "body", say });
        }
        let kept = app.engine.keep_original(&body)?;
        let text = match kept.text {
            KeptText::Kept { masked } => answers::KeptText::Kept { masked },
            KeptText::None => answers::KeptText::None,
        };
        Ok(answers::Kept { digest: kept.digest, text })
    });
    Ok(Json(answer.await?).into_response())
}

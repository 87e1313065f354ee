//! The pages of the console.

mod cards;
mod case;
pub(crate) mod desk;
mod duty;
mod entries;
mod evaluation;
pub(crate) mod layout;
mod ledger;
mod life;
mod load;
mod mechanism;
mod originals;
mod papers;
mod picture;
mod responsibility;
mod sight;
mod simulated;
mod sources;
mod supervision;
pub(crate) mod tally;
mod tiles;
mod timeline;
mod together;
mod topics;
mod unit;

pub(crate) use cards::about;
pub(crate) use case::lead_rule;
pub(crate) use entries::sentences;
pub(crate) use topics::Assessment;

use crate::app::App;
use crate::asked::Asked;
use crate::error::{Problem, WebError, blocking};
use crate::press::turn;
use crate::show::View;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

type Shared = State<Arc<App>>;

/// `GET /`: the desk inbox.
pub(crate) async fn desk(State(app): Shared, asked: Asked) -> Result<Response, WebError> {
    blocking(asked, move |asked| desk::page(&View::new(&app, asked))).await
}

/// `GET /cases/{id}`: a case; as JSON where the id ends so.
pub(crate) async fn case(
    State(app): Shared,
    Path(id): Path<String>,
    asked: Asked,
) -> Result<Response, WebError> {
    if let Some(id) = id.strip_suffix(".json") {
        let id = id.to_owned();
        let made = blocking(asked, move |asked| crate::api::case_of(&View::new(&app, asked), &id));
        let made = made.await;
        return Ok(made.map_err(Problem).into_response());
    }
    blocking(asked, move |asked| case::page(&View::new(&app, asked), &id)).await
}

/// `GET /cases/{id}/originals/{evidence}`: a file that was handed in, for who signed in.
pub(crate) async fn original(
    State(app): Shared,
    Path((id, evidence)): Path<(String, String)>,
    asked: Asked,
) -> Result<Response, WebError> {
    blocking(asked, move |asked| originals::file(&View::new(&app, asked), &id, &evidence)).await
}

/// `GET /topics`: the situation list.
pub(crate) async fn topics(State(app): Shared, asked: Asked) -> Result<Response, WebError> {
    blocking(asked, move |asked| topics::list(&View::new(&app, asked))).await
}

/// `GET /topics/{id}`: a topic with its posts and assessment.
pub(crate) async fn topic(
    State(app): Shared,
    Path(id): Path<String>,
    asked: Asked,
) -> Result<Response, WebError> {
    blocking(asked, move |asked| topics::page(&View::new(&app, asked), &id)).await
}

/// `GET /mechanism`: the rules and their sources.
pub(crate) async fn mechanism(State(app): Shared, asked: Asked) -> Result<Response, WebError> {
    blocking(asked, move |asked| Ok(mechanism::page(&View::new(&app, asked)))).await
}

/// `GET /ledger`: the ledger's end, and its proof where `verify` is asked for.
pub(crate) async fn ledger(State(app): Shared, asked: Asked) -> Result<Response, WebError> {
    blocking(asked, move |asked| ledger::page(&View::new(&app, asked))).await
}

/// `GET /duty/{area}`: who is on watch in an area, and how its offices are reached.
pub(crate) async fn duty(
    State(app): Shared,
    Path(id): Path<String>,
    asked: Asked,
) -> Result<Response, WebError> {
    blocking(asked, move |asked| duty::page(&View::new(&app, asked), &id)).await
}

/// `GET /units/{unit}`: what a unit has to do.
pub(crate) async fn unit(
    State(app): Shared,
    Path(id): Path<String>,
    asked: Asked,
) -> Result<Response, WebError> {
    blocking(asked, move |asked| unit::page(&View::new(&app, asked), &id)).await
}

/// `GET /sources`: who is listened to, why, by which right, for how long, and whether it works.
pub(crate) async fn sources(State(app): Shared, asked: Asked) -> Result<Response, WebError> {
    blocking(asked, move |asked| sources::page(&View::new(&app, asked))).await
}

/// `GET /supervision`: what is under supervision or overdue, by lateness.
pub(crate) async fn supervision(State(app): Shared, asked: Asked) -> Result<Response, WebError> {
    blocking(asked, move |asked| supervision::page(&View::new(&app, asked))).await
}

/// `GET /directory`: who answers for which remit, with gaps and contested remits.
pub(crate) async fn directory(State(app): Shared, asked: Asked) -> Result<Response, WebError> {
    blocking(asked, move |asked| responsibility::page(&View::new(&app, asked))).await
}

/// `GET /evaluation`: how the linkage works in an area.
pub(crate) async fn evaluation(State(app): Shared, asked: Asked) -> Result<Response, WebError> {
    blocking(asked, move |asked| evaluation::page(&View::new(&app, asked))).await
}

/// `GET /evaluation/report`: the same as a file.
pub(crate) async fn report(State(app): Shared, asked: Asked) -> Result<Response, WebError> {
    let shared = Arc::clone(&app);
    let _turn = turn(&shared).await?;
    blocking(asked, move |asked| evaluation::file(&View::new(&app, asked))).await
}

/// `GET /cases/{id}/papers/{paper}`: a paper of a case, such as `order-o1.pdf`.
pub(crate) async fn paper(
    State(app): Shared,
    Path((id, name)): Path<(String, String)>,
    asked: Asked,
) -> Result<Response, WebError> {
    let shared = Arc::clone(&app);
    let _turn = turn(&shared).await?;
    blocking(asked, move |asked| papers::file(&View::new(&app, asked), &id, &name)).await
}

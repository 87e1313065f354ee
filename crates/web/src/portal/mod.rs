//! The public portal: what anybody may read, under `/public`.
//!
//! What is public is one rule of the core ([`tandem_core::publicity`]), and every page here asks for
//! a statement or a matter through it. A page knows no reader: it is the same for whoever comes, so
//! that others may keep it for a minute, and nothing of a session can slip into it.
//!
//! Architecture invariant: nothing here reads who signed in; the guard tells these routes of nobody.
//!
//! Architecture invariant: no name of staff, no order, no evidence and no word of a contested
//! closure is shown; numbers that somebody asks for are kept nowhere.

mod ask;
mod contest;
mod feed;
mod frame;
mod front;
mod limits;
mod matter;
mod matters;
mod said;
mod stage;
mod statement;
mod verify;
mod words;

pub(crate) use limits::Limits;

use crate::app::App;
use crate::asked::Asked;
use crate::door::address_of;
use crate::error::{WebError, blocking};
use crate::pages::layout::KEPT_A_MINUTE;
use crate::press::{FileKind, Manuscript, PaperOf, Sheet, turn};
use crate::show::View;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Form, Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, get};
use frame::Section;
use limits::{Rate, household};
use std::net::SocketAddr;
use std::sync::Arc;
use tandem_core::{Digest, Lang, Text};

/// Bytes of a form, at most.
const FORM_MAX: usize = 128 * 1024;

/// What the operator gives the portal.
#[derive(Default)]
pub struct Portal {
    /// The digest of the key by which objections are recorded.
    pub(crate) key: Option<Digest>,
    /// Under which address the public reaches the pages, such as `https://public.example`.
    pub(crate) origin: Option<String>,
    pub(crate) limits: Limits,
}

impl Portal {
    /// The same with the key by which objections are recorded (decision 0032).
    #[must_use]
    pub fn with_key(self, secret: &str) -> Self {
        Self { key: Some(Digest::of(secret.trim().as_bytes())), ..self }
    }

    /// The same under an address of its own.
    #[must_use]
    pub fn under(self, origin: String) -> Self {
        Self { origin: Some(origin), ..self }
    }
}

type Shared = State<Arc<App>>;
type Fields = Form<Vec<(String, String)>>;

/// Paths and what answers there.
pub(crate) fn routes() -> Vec<(&'static str, MethodRouter<Arc<App>>)> {
    let limit = || DefaultBodyLimit::max(FORM_MAX);
    vec![
        ("/public", get(front)),
        ("/public/matters", get(matters)),
        ("/public/matters/{id}", get(matter).post(contest).layer(limit())),
        ("/public/statements/{case}/{id}", get(statement)),
        ("/public/verify", get(verify).post(verify_sent).layer(limit())),
        ("/public/ask", get(ask).post(ask_sent).layer(limit())),
        ("/public/feed.atom", get(feed)),
        ("/public/{*rest}", get(nothing)),
    ]
}

/// What somebody from outside is told of what is not there, or not public.
pub(crate) fn not_here() -> (Text, Text) {
    let both = |word: crate::words::Word| Text::new(word.get(Lang::Zh), word.get(Lang::En));
    (both(words::NOT_HERE), both(words::NOT_HERE_HELP))
}

/// What was typed into a field; empty where there is none.
fn field<'a>(sent: &'a [(String, String)], name: &str) -> &'a str {
    sent.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

/// Who asks, as far as limits need to know.
fn comer(app: &App, request: &Request) -> String {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    household(&address_of(app.entrance.door(), peer, request.headers()))
}

async fn fields(request: Request) -> Result<Vec<(String, String)>, WebError> {
    use axum::RequestExt as _;
    let form: Result<Fields, _> = request.extract().await;
    form.map(|Form(pairs)| pairs).map_err(|_| WebError::TooLarge)
}

/// Makes a page; what goes wrong is told in the words of the portal.
async fn made(
    app: Arc<App>,
    asked: Asked,
    make: impl FnOnce(&View<'_>) -> Result<Response, WebError> + Send + 'static,
) -> Response {
    let made = blocking(asked, move |asked| make(&View::new(&app, asked))).await;
    made.unwrap_or_else(WebError::for_the_public)
}

async fn front(State(app): Shared, asked: Asked) -> Response {
    made(app, asked, front::page).await
}

async fn matters(State(app): Shared, asked: Asked) -> Response {
    made(app, asked, matters::page).await
}

async fn matter(State(app): Shared, Path(id): Path<String>, asked: Asked) -> Response {
    made(app, asked, move |view| matter::page(view, &id)).await
}

async fn contest(
    State(app): Shared,
    Path(id): Path<String>,
    asked: Asked,
    request: Request,
) -> Response {
    let comer = comer(&app, &request);
    let sent = match fields(request).await {
        Ok(sent) => sent,
        Err(error) => return error.for_the_public(),
    };
    made(app, asked, move |view| contest::send(view, &id, field(&sent, "reason"), &comer)).await
}

async fn statement(
    State(app): Shared,
    Path((case, id)): Path<(String, String)>,
    asked: Asked,
    request: Request,
) -> Response {
    match id.strip_suffix(".pdf") {
        Some(id) => {
            let comer = comer(&app, &request);
            paper(app, asked, (case, id.to_owned()), comer).await
        }
        None => made(app, asked, move |view| statement::page(view, &case, &id)).await,
    }
}

/// A statement as PDF. Few are set at a time: each takes a second of a processor.
async fn paper(
    app: Arc<App>,
    asked: Asked,
    (case, id): (String, String),
    comer: String,
) -> Response {
    let shared = Arc::clone(&app);
    let _turn = match turn(&shared).await {
        Ok(turn) => turn,
        Err(error) => return error.for_the_public(),
    };
    limited(app, asked, (Rate::PAPER, comer, Section::Home), move |view| {
        let said = statement::find(view, &case, &id)?;
        let missing = || WebError::not_found("文件", "paper", &format!("{case}/{id}.pdf"));
        let press = view.app.press.as_ref().ok_or_else(missing)?;
        let entries = view.app.engine.entries(&said.case.id)?;
        let ctx = view.app.engine.context(&said.case)?;
        let sheet = Sheet::Case(Manuscript {
            case: &said.case,
            entries: &entries,
            ctx: &ctx,
            paper: PaperOf::Statement(said.statement.id.clone()),
        });
        let bytes = press.set(&sheet, FileKind::Pdf, view.setting()).map_err(WebError::Paper)?;
        let kind = [(header::CONTENT_TYPE, "application/pdf")];
        let mut answer = (kind, bytes).into_response();
        answer.headers_mut().insert(header::CACHE_CONTROL, KEPT_A_MINUTE);
        answer
            .headers_mut()
            .insert(header::VARY, axum::http::HeaderValue::from_static("accept-language, cookie"));
        Ok(answer)
    })
    .await
}

/// The same, as often as an address may ask for it.
async fn limited(
    app: Arc<App>,
    asked: Asked,
    (rate, comer, section): (Rate, String, Section),
    make: impl FnOnce(&View<'_>) -> Result<Response, WebError> + Send + 'static,
) -> Response {
    let counted = app.portal.limits.count(rate, &comer, app.wall());
    made(app, asked, move |view| match counted {
        Ok(()) => make(view),
        Err(wait) => Ok(slower(view, section, wait)),
    })
    .await
}

async fn verify(State(app): Shared, asked: Asked, request: Request) -> Response {
    let comer = comer(&app, &request);
    limited(app, asked, (Rate::VERIFY, comer, Section::Verify), verify::page).await
}

async fn verify_sent(State(app): Shared, asked: Asked, request: Request) -> Response {
    let limit = (Rate::VERIFY, comer(&app, &request), Section::Verify);
    let sent = match fields(request).await {
        Ok(sent) => sent,
        Err(error) => return error.for_the_public(),
    };
    limited(app, asked, limit, move |view| verify::outcome(view, field(&sent, "what"))).await
}

async fn ask(State(app): Shared, asked: Asked) -> Response {
    made(app, asked, |view| Ok(ask::page(view))).await
}

async fn ask_sent(State(app): Shared, asked: Asked, request: Request) -> Response {
    let limit = (Rate::ASK, comer(&app, &request), Section::Ask);
    let sent = match fields(request).await {
        Ok(sent) => sent,
        Err(error) => return error.for_the_public(),
    };
    limited(app, asked, limit, move |view| ask::outcome(view, field(&sent, "number"))).await
}

async fn feed(State(app): Shared, asked: Asked, headers: HeaderMap) -> Response {
    made(app, asked, move |view| feed::answer(view, &headers)).await
}

async fn nothing(asked: Asked) -> Response {
    WebError::not_found("页面", "page", &asked.path).for_the_public()
}

/// Whoever asks too often learns when to come again.
fn slower(view: &View<'_>, section: Section, wait: i64) -> Response {
    let at = view.app.wall() + jiff::SignedDuration::from_secs(wait);
    let main = maud::html! {
        h1 { (view.t(words::SLOWER)) }
        p { (view.t(words::WAIT)) (view.moment_exact(at)) }
    };
    let told = (StatusCode::TOO_MANY_REQUESTS, words::SLOWER);
    let mut answer = frame::answer(view, section, told, &main);
    answer.headers_mut().insert(header::RETRY_AFTER, wait.into());
    answer
}

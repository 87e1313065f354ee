//! What stands in front of every route.

use super::cookies::{Cookie, form_token};
use super::reader::{Reader, reader_of_key, reader_of_session};
use super::{Door, Entrance};
use crate::app::App;
use crate::asked::address;
use crate::error::{WebError, in_both};
use crate::routes::Comers;
use crate::signed::Signed;
use axum::RequestExt as _;
use axum::body::{Body, Bytes};
use axum::extract::{
    DefaultBodyLimit, Form, MatchedPath, Multipart, RawPathParams, Request, State,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use std::collections::BTreeMap;
use std::sync::Arc;
use tandem_core::CaseId;
use tandem_engine::Failure;
use tracing::warn;

/// The largest body of a form, with the originals that it hands in.
const FORM_MAX: usize = 32 * 1024 * 1024;

/// The route of the case page.
const CASE_PAGE: &str = "/cases/{id}";

/// What the guard knows beside the application.
#[derive(Clone)]
pub(crate) struct Layer {
    pub(crate) app: Arc<App>,
    pub(crate) comers: Arc<BTreeMap<&'static str, Comers>>,
}

/// Lets a request through with who it comes from, or answers it.
pub(crate) async fn guard(
    State(layer): State<Layer>,
    mut request: Request,
    next: Next,
) -> Response {
    let uri = request.uri().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let admitted = admit(&layer, &mut request).await;
    match admitted {
        Ok(()) => match from_here(&layer, request).await {
            Ok(request) => next.run(request).await,
            Err(error) => {
                turned_away(route.as_deref(), &error);
                in_both(&uri, error)
            }
        },
        Err(Denied::Sent(answer)) => *answer,
        Err(Denied::Error(error)) => {
            turned_away(route.as_deref(), &error);
            in_both(&uri, error)
        }
    }
}

/// Says in the log that somebody was turned away; the route and not the path, which may hold what
/// only its reader should know.
fn turned_away(route: Option<&str>, error: &WebError) {
    if let (Some(route), true) = (route, error.is_denial()) {
        warn!(route, %error, "A request was turned away");
    }
}

/// Why a request goes no further.
enum Denied {
    Sent(Box<Response>),
    Error(WebError),
}

impl<E: Into<WebError>> From<E> for Denied {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

async fn admit(layer: &Layer, request: &mut Request) -> Result<(), Denied> {
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let comers = path.as_deref().and_then(|path| layer.comers.get(path)).copied();
    // A path that is no text names nothing that is here.
    if path.is_some() && request.extract_parts::<RawPathParams>().await.is_err() {
        return Err(WebError::not_found("页面", "page", request.uri().path()).into());
    }
    if comers == Some(Comers::Public) {
        // The same for whoever comes: nothing of a session can slip into it.
        request.extensions_mut().remove::<Signed>();
        request.extensions_mut().insert(Reader::Nobody);
        return Ok(());
    }
    let case = match comers {
        Some(Comers::OfCase) => named_case(request, path.as_deref().unwrap_or_default()).await,
        _ => None,
    };
    let (method, headers) = (request.method().clone(), request.headers().clone());
    let uri = request.uri().clone();
    let app = Arc::clone(&layer.app);
    let shown = request.extensions().get::<Signed>().cloned();
    let found = tokio::task::spawn_blocking(move || {
        let comer = Comer::of(&app, &uri, &headers, shown)?;
        let admitted = comer.admitted(&app, comers, case.as_ref(), (&method, &uri))?;
        Ok::<_, WebError>((comer, admitted))
    });
    let (comer, admitted) = found.await.map_err(WebError::from)??;
    if let Some(answer) = admitted {
        return Err(Denied::Sent(Box::new(answer)));
    }
    let extensions = request.extensions_mut();
    extensions.insert(comer.reader);
    comer.signed.map(|signed| extensions.insert(signed));
    comer.guest.map(|guest| extensions.insert(Arc::new(guest)));
    Ok(())
}

/// The case that a path names.
async fn named_case(request: &mut Request, path: &str) -> Option<CaseId> {
    let params = request.extract_parts::<RawPathParams>().await.ok()?;
    let (_, id) = params.iter().find(|(name, _)| *name == "id")?;
    // The case page, and no other, also answers under this ending.
    let page = id.strip_suffix(".json").filter(|_| path == CASE_PAGE);
    Some(CaseId::from(page.unwrap_or(id)))
}

/// What somebody shows at the door.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Nothing,
    Session,
    Key,
}

/// Who comes.
struct Comer {
    shown: Shown,
    reader: Reader,
    signed: Option<Signed>,
    guest: Option<super::reader::Guest>,
}

impl Comer {
    fn of(
        app: &App,
        uri: &Uri,
        headers: &HeaderMap,
        shown: Option<Signed>,
    ) -> Result<Self, WebError> {
        let nobody = match app.entrance {
            Entrance::Open | Entrance::Demo(_) => Reader::Everyone,
            Entrance::SignIn(_) => Reader::Nobody,
        };
        let stranger = Self { shown: Shown::Nothing, reader: nobody, signed: shown, guest: None };
        if uri.path().starts_with("/api/") && headers.contains_key(header::AUTHORIZATION) {
            let reader = reader_of_key(app, headers).unwrap_or_default();
            return Ok(Self { shown: Shown::Key, reader, ..stranger });
        }
        let Some(door) = app.entrance.door() else { return Ok(stranger) };
        let Some(secret) = Cookie::Session.read(door, headers) else { return Ok(stranger) };
        let found = reader_of_session(app, door, &secret)?;
        Ok(found.map_or(stranger, |(signed, guest, reader)| Self {
            shown: Shown::Session,
            reader,
            signed: Some(signed),
            guest: Some(guest),
        }))
    }

    /// The answer to who may not come; `None` for who may.
    fn admitted(
        &self,
        app: &App,
        comers: Option<Comers>,
        case: Option<&CaseId>,
        (method, uri): (&Method, &Uri),
    ) -> Result<Option<Response>, WebError> {
        if self.reader == Reader::Everyone {
            return self.administrates(app, comers).map(|()| None);
        }
        let comers = match comers {
            Some(Comers::Anybody | Comers::Sources) => return Ok(None),
            Some(comers) => comers,
            // A path that leads nowhere is told apart from one that is closed to no stranger.
            None => Comers::SignedIn,
        };
        let machine = uri.path().starts_with("/api/");
        let programs = matches!(comers, Comers::Programs | Comers::ProgramsOfCase);
        let new = match &app.entrance {
            Entrance::SignIn(door) => door.accounts.is_empty()?,
            Entrance::Open | Entrance::Demo(_) => false,
        };
        if new && !machine {
            return Ok(Some(Redirect::to("/setup").into_response()));
        }
        let known = self.signed.is_some() || self.reader != Reader::Nobody;
        if !known && !programs {
            return Ok(Some(self.sent_to_sign_in(method, uri)));
        }
        // A session is not enough there: no other site must make a browser send a command.
        if programs && (self.shown != Shown::Key || self.reader == Reader::Nobody) {
            return Err(WebError::NoKey);
        }
        if let Some(id) = case {
            self.sees(app, id)?;
        }
        self.administrates(app, Some(comers))?;
        Ok(None)
    }

    fn administrates(&self, app: &App, comers: Option<Comers>) -> Result<(), WebError> {
        let administrator = self.guest.as_ref().is_some_and(super::reader::Guest::is_administrator);
        let closed = comers == Some(Comers::Administrators) && !administrator;
        match app.entrance {
            Entrance::Open => Ok(()),
            _ if closed => Err(WebError::Forbidden),
            _ => Ok(()),
        }
    }

    /// A case that may not be seen is answered as one that is not there.
    fn sees(&self, app: &App, id: &CaseId) -> Result<(), WebError> {
        let hidden = || Err(WebError::not_found("案件", "case", id.as_str()));
        match app.engine.case(id) {
            Ok(case) if self.reader.sees(app, &case, &app.engine.context(&case)?) => Ok(()),
            Ok(_) => hidden(),
            Err(Failure::NoCase(_)) => hidden(),
            Err(failure) => Err(failure.into()),
        }
    }

    fn sent_to_sign_in(&self, method: &Method, uri: &Uri) -> Response {
        let machine = uri.path().starts_with("/api/") || uri.path().ends_with(".json");
        let page = matches!(*method, Method::GET | Method::HEAD) && uri.path() != "/events";
        if machine {
            return in_both(uri, WebError::NoKey);
        }
        if !page {
            return in_both(uri, WebError::SignedOut);
        }
        let back = uri.path_and_query().map_or("/", |path| path.as_str());
        let to = match back {
            "/" => "/signin".to_owned(),
            back => address("/signin", [("next", back)]),
        };
        Redirect::to(&to).into_response()
    }
}

/// Where to go on after signing in: an address of ours or the inbox, never another site's.
pub(super) fn safe_next(next: &str) -> String {
    let plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let ours = plain && next.starts_with('/') && !next.starts_with("//");
    let uri = next.parse::<Uri>().ok().filter(|_| ours);
    let uri = uri.filter(|uri| uri.host().is_none() && uri.scheme().is_none());
    let own = uri.as_ref().map(Uri::path).filter(|path| !path.starts_with("/signin"));
    if own.is_some() { next.to_owned() } else { "/".to_owned() }
}

/// Checks that a form was sent from a page of ours. Programs send no cookies, so nobody can make
/// them send a command unawares.
async fn from_here(layer: &Layer, request: Request) -> Result<Request, WebError> {
    // No route takes another method than these two; a test sees to that.
    if *request.method() != Method::POST || request.uri().path().starts_with("/api/") {
        return Ok(request);
    }
    // Nothing answers a form there; whoever sent one learns that, and nothing happens.
    let Some(path) = request.extensions().get::<MatchedPath>() else { return Ok(request) };
    let comers = layer.comers.get(path.as_str());
    if comers == Some(&Comers::Sources) {
        return Ok(request);
    }
    if comers == Some(&Comers::Public) {
        // No cookie speaks for anybody there, so a form needs no token; a browser that says that
        // another site sent it is still not believed to want it.
        return if from_this_site(request.headers()) {
            Ok(request)
        } else {
            Err(WebError::Foreign)
        };
    }
    let shown = request.extensions().get::<Signed>().map(|signed| signed.form_token.clone());
    let Some(door) = layer.app.entrance.door() else {
        return match shown {
            None => Ok(request),
            Some(token) => carries(request, &token).await,
        };
    };
    if !is_same_site(door, request.headers()) {
        return Err(WebError::Foreign);
    }
    let before = Cookie::Before.read(door, request.headers()).map(|secret| form_token(&secret));
    let token = shown.or(before).ok_or(WebError::Foreign)?;
    carries(request, &token).await
}

/// Whether a browser that says from where a request was sent names this site.
fn from_this_site(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    site.is_none_or(|site| site == "same-origin")
}

/// Whether the browser says that a page of ours sent the request. Where it says nothing, as old
/// ones do, the token decides alone.
fn is_same_site(door: &Door, headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if !from_this_site(headers) {
        return false;
    }
    let Some(origin) = text(header::ORIGIN) else { return true };
    let sent = origin.split_once("://");
    match &door.origin {
        super::Origin::Https(host) => sent == Some(("https", host.as_str())),
        super::Origin::Loopback => sent.map(|(_, host)| host) == text(header::HOST),
    }
}

/// Whether a form carries a token, and the request as it was.
async fn carries(request: Request, token: &str) -> Result<Request, WebError> {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, FORM_MAX).await.map_err(|_| WebError::TooLarge)?;
    let again = |bytes: Bytes| {
        let mut copy = Request::new(Body::from(bytes));
        copy.headers_mut().clone_from(&parts.headers);
        *copy.method_mut() = Method::POST;
        copy
    };
    let kind = parts.headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    let files = kind.is_some_and(|kind| kind.starts_with(b"multipart/form-data"));
    let sent = match files {
        true => token_of_parts(again(bytes.clone())).await,
        false => token_of_form(again(bytes.clone())).await,
    };
    // Both are digests of secrets; how far they agree tells nothing of either.
    if sent.as_deref() != Some(token) {
        return Err(WebError::Foreign);
    }
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

async fn token_of_form(request: Request) -> Option<String> {
    let Form(pairs): Form<Vec<(String, String)>> = request.extract().await.ok()?;
    pairs.into_iter().find(|(name, _)| name == "form_token").map(|(_, value)| value)
}

async fn token_of_parts(mut request: Request) -> Option<String> {
    // What was read has a limit already.
    DefaultBodyLimit::disable().apply(&mut request);
    let mut parts: Multipart = request.extract().await.ok()?;
    while let Some(part) = parts.next_field().await.ok()? {
        if part.name() == Some("form_token") {
            return part.text().await.ok();
        }
    }
    None
}

/// The status of a page that shows a form again.
pub(super) const AGAIN: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

//! What requests share, the routes, and serving them.

use crate::act::Looking;
use crate::door::{Entrance, Layer, Origin, guard};
use crate::error::{WebError, in_both};
use crate::evaluations::Evaluations;
use crate::live::Live;
use crate::outside::Outside;
use crate::pages::tally::Tallies;
use crate::portal::Portal;
use crate::press::{PAPERS_MAX, Press};
use crate::routes;
use crate::simulation::Simulation;
use axum::Router;
use axum::http::{HeaderName, HeaderValue, Uri, header};
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use tandem_core::{Text, Timestamp};
use tandem_engine::search::Finder;
use tandem_engine::{Clock, Engine};
use tokio::sync::Semaphore;
use tower_http::compression::CompressionLayer;

/// Verifications of the whole ledger that may run at the same time.
const VERIFICATIONS_MAX: usize = 1;

/// Everything that is sent to a browser comes from here, and nothing of it is inline.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
                      connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// What all requests share.
pub struct App {
    /// Cases, topics and the ledger.
    pub engine: Arc<Engine>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// What every page must say, such as that officials are simulated.
    pub banner: Option<Text>,
    /// The sources that are listened to.
    pub outside: Outside,
    /// How people come in.
    pub entrance: Entrance,
    /// Finds cases, topics and posts; nothing is found where it is absent.
    pub finder: Option<Arc<Finder>>,
    /// What the public portal has from its operator.
    pub portal: Portal,
    /// What sets papers, where the machine can.
    pub press: Option<Arc<dyn Press>>,
    /// A simulation whose comparison of mechanisms is shown.
    pub simulation: Option<Simulation>,
    pub(crate) papers: Semaphore,
    pub(crate) evaluations: Evaluations,
    pub(crate) live: Live,
    pub(crate) tallies: Tallies,
    /// Forms drawn since the start.
    pub(crate) forms: AtomicU64,
    pub(crate) looking: Looking,
    pub(crate) verifications: Semaphore,
}

impl App {
    /// An application on an engine that whoever comes reads; see [`App::behind`].
    pub fn new(engine: Arc<Engine>, clock: Arc<dyn Clock>, banner: Option<Text>) -> Self {
        Self {
            engine,
            clock,
            banner,
            outside: Outside::default(),
            entrance: Entrance::Open,
            finder: None,
            portal: Portal::default(),
            press: None,
            simulation: None,
            papers: Semaphore::new(PAPERS_MAX),
            evaluations: Evaluations::default(),
            live: Live::default(),
            tallies: Tallies::default(),
            forms: AtomicU64::new(0),
            looking: Looking::default(),
            verifications: Semaphore::new(VERIFICATIONS_MAX),
        }
    }

    /// The same with what it hears from outside.
    #[must_use]
    pub fn hearing(self, outside: Outside) -> Self {
        Self { outside, ..self }
    }

    /// The same behind an entrance.
    #[must_use]
    pub fn behind(self, entrance: Entrance) -> Self {
        Self { entrance, ..self }
    }

    /// The same with a finder.
    #[must_use]
    pub fn finding(self, finder: Arc<Finder>) -> Self {
        Self { finder: Some(finder), ..self }
    }

    /// The same with what the operator gives the portal.
    #[must_use]
    pub fn with_portal(self, portal: Portal) -> Self {
        Self { portal, ..self }
    }

    /// The same with what sets papers.
    #[must_use]
    pub fn with_press(self, press: Option<Arc<dyn Press>>) -> Self {
        Self { press, ..self }
    }

    /// The same with a simulation whose comparison is shown.
    #[must_use]
    pub fn with_simulation(self, simulation: Option<Simulation>) -> Self {
        Self { simulation, ..self }
    }

    /// The wall clock where there is one beside that of a replay.
    pub(crate) fn wall(&self) -> Timestamp {
        self.entrance.door().map_or_else(|| self.clock.now(), |door| door.clock.now())
    }

    /// Under which address the public reaches the pages, where that is known.
    pub(crate) fn portal_origin(&self) -> Option<String> {
        let door = self.entrance.door().map(|door| &door.origin);
        self.portal.origin.clone().or_else(|| match door {
            Some(Origin::Https(host)) => Some(format!("https://{host}")),
            _ => None,
        })
    }
}

/// All routes, with the guard in front of them.
pub fn router(app: Arc<App>) -> Router {
    let (routes, comers) = routes::all().finish();
    let layer = Layer { app: Arc::clone(&app), comers: Arc::new(comers) };
    let secure = matches!(app.entrance.door().map(|door| &door.origin), Some(Origin::Https(_)));
    routes
        .fallback(no_such_page)
        .method_not_allowed_fallback(not_this_method)
        .layer(from_fn_with_state(layer, guard))
        .layer(map_response(move |answer| guarded(answer, secure)))
        .layer(CompressionLayer::new())
        .with_state(app)
}

/// Serves until `shutdown` is done; then open event streams end and running requests finish.
///
/// # Errors
/// Where the listener fails.
pub async fn serve(
    listener: tokio::net::TcpListener,
    app: Arc<App>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let closing = Arc::clone(&app);
    let shutdown = async move {
        shutdown.await;
        closing.live.close();
    };
    let router = router(app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, router).with_graceful_shutdown(shutdown).await
}

async fn no_such_page(uri: Uri) -> Response {
    let error = WebError::not_found("页面", "page", uri.path());
    in_both(&uri, error)
}

async fn not_this_method(uri: Uri) -> Response {
    in_both(&uri, WebError::Method)
}

/// Headers that every answer carries.
async fn guarded(mut answer: Response, secure: bool) -> Response {
    let headers = answer.headers_mut();
    let fixed: [(HeaderName, &'static str); 5] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if secure {
        let kept = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, kept);
    }
    let kept = HeaderValue::from_static("no-store");
    headers.entry(header::CACHE_CONTROL).or_insert(kept);
    answer.into_response()
}

//! What requests share, the routes, and serving them.

use crate::error::{WebError, in_both};
use crate::live::Live;
use crate::outside::{self, Outside};
use crate::pages::tally::Tallies;
use crate::{api, assets, command, live, pages};
use axum::Router;
use axum::http::{HeaderName, HeaderValue, Uri, header};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::future::Future;
use std::sync::Arc;
use tandem_core::Text;
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
    pub(crate) live: Live,
    pub(crate) tallies: Tallies,
    pub(crate) verifications: Semaphore,
}

impl App {
    /// An application on an engine.
    pub fn new(engine: Arc<Engine>, clock: Arc<dyn Clock>, banner: Option<Text>) -> Self {
        Self {
            engine,
            clock,
            banner,
            outside: Outside::default(),
            live: Live::default(),
            tallies: Tallies::default(),
            verifications: Semaphore::new(VERIFICATIONS_MAX),
        }
    }

    /// The same with what it hears from outside.
    #[must_use]
    pub fn hearing(self, outside: Outside) -> Self {
        Self { outside, ..self }
    }
}

/// All routes.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/", get(pages::desk))
        .route("/cases/{id}", get(pages::case))
        .route("/topics", get(pages::topics))
        .route("/topics/{id}", get(pages::topic))
        .route("/mechanism", get(pages::mechanism))
        .route("/ledger", get(pages::ledger))
        .route("/units/{unit}", get(pages::unit))
        .route("/duty/{area}", get(pages::duty))
        .route("/sources", get(pages::sources))
        .merge(outside::routes())
        .route("/events", get(live::events))
        .route("/healthz", get(api::health))
        .route("/api/v1/cases", get(api::cases))
        .route("/api/v1/cases/{id}", get(api::case))
        .route("/api/v1/cases/{id}/commands", post(command::on_case))
        .route("/api/v1/areas/{area}/commands", post(command::on_area))
        .route("/api/v1/ledger", get(api::ledger))
        .merge(assets::routes())
        .fallback(no_such_page)
        .method_not_allowed_fallback(read_only)
        .layer(map_response(guarded))
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
    axum::serve(listener, router(app)).with_graceful_shutdown(shutdown).await
}

async fn no_such_page(uri: Uri) -> Response {
    let error = WebError::not_found("页面", "page", uri.path());
    in_both(&uri, error)
}

async fn read_only(uri: Uri) -> Response {
    in_both(&uri, WebError::ReadOnly)
}

/// Headers that every answer carries.
async fn guarded(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    let fixed: [(HeaderName, &'static str); 5] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let kept = HeaderValue::from_static("no-store");
    headers.entry(header::CACHE_CONTROL).or_insert(kept);
    answer.into_response()
}

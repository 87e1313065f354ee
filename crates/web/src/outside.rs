//! What comes from outside by itself: deliveries of registered sources.
//!
//! Whether a delivery is believed and what becomes of it is not known here; a [`Hooks`] says. This
//! only carries: the path's source, the headers that matter, the body as it came.

use crate::answers::ProblemDetails;
use crate::app::App;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, post};
use std::sync::Arc;
use tandem_core::Text;
use tandem_core::sources::SourceRegister;
use tracing::error;

/// Largest body of a delivery.
const BODY_BYTES_MAX: usize = 4 << 20;

/// A delivery as it came.
#[derive(Clone, Debug)]
pub struct Delivered {
    /// The source that the address names.
    pub source: String,
    /// `x-tandem-timestamp`.
    pub timestamp: Option<String>,
    /// `x-tandem-signature`.
    pub signature: Option<String>,
    /// `idempotency-key`.
    pub key: Option<String>,
    /// `content-type`.
    pub content_type: Option<String>,
    /// The body.
    pub body: Bytes,
}

/// Why a delivery was not taken.
#[derive(Clone, Debug)]
pub enum NotTaken {
    /// No such source sends deliveries.
    Unknown(Text),
    /// Its sender is not believed.
    NotBelieved(Text),
    /// It cannot be read.
    Unreadable(Text),
    /// It cannot be taken now; sending it again may help.
    Later(Text),
}

/// Takes deliveries.
pub trait Hooks: Send + Sync {
    /// Takes a delivery durably; returns what became of it, as JSON.
    ///
    /// # Errors
    /// Why it was not taken.
    fn take(&self, delivered: &Delivered) -> Result<String, NotTaken>;
}

/// The sources that this office listens to, and who takes what they send.
#[derive(Clone, Default)]
pub struct Outside {
    /// The register, which the public may read.
    pub sources: Arc<SourceRegister>,
    /// Who takes deliveries; nobody where the process does not listen.
    pub hooks: Option<Arc<dyn Hooks>>,
}

/// `POST /hooks/{source}`: a delivery. It is answered after it is on disk.
pub(crate) fn hook() -> MethodRouter<Arc<App>> {
    post(deliver).layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
}

async fn deliver(
    State(app): State<Arc<App>>,
    Path(source): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Response {
    let Ok(body) = body else {
        let say = Text::new("正文超过上限，请分批发送", "the body is too large; send it in parts");
        return problem(StatusCode::PAYLOAD_TOO_LARGE, &say);
    };
    let Some(hooks) = app.outside.hooks.clone() else {
        let say = Text::new("本服务不接收推送", "this process takes no deliveries");
        return problem(StatusCode::NOT_FOUND, &say);
    };
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let delivered = Delivered {
        source,
        timestamp: said("x-tandem-timestamp").map(str::to_owned),
        signature: said("x-tandem-signature").map(str::to_owned),
        key: said("idempotency-key").map(str::to_owned),
        content_type: said("content-type").map(str::to_owned),
        body,
    };
    let taken = tokio::task::spawn_blocking(move || hooks.take(&delivered)).await;
    match taken {
        Ok(Ok(answer)) => {
            let json = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            (StatusCode::ACCEPTED, [json], answer).into_response()
        }
        Ok(Err(NotTaken::Unknown(say))) => problem(StatusCode::NOT_FOUND, &say),
        Ok(Err(NotTaken::NotBelieved(say))) => problem(StatusCode::UNAUTHORIZED, &say),
        Ok(Err(NotTaken::Unreadable(say))) => problem(StatusCode::UNPROCESSABLE_ENTITY, &say),
        Ok(Err(NotTaken::Later(say))) => problem(StatusCode::SERVICE_UNAVAILABLE, &say),
        Err(failure) => {
            error!(%failure, "Taking a delivery stopped");
            let say = Text::new("接收中断，请稍后重发", "it was interrupted; send it again");
            problem(StatusCode::SERVICE_UNAVAILABLE, &say)
        }
    }
}

/// Problem details (RFC 9457) in both languages: senders are programs whose makers read one of them.
fn problem(status: StatusCode, say: &Text) -> Response {
    let wrong = match status {
        StatusCode::PAYLOAD_TOO_LARGE => Text::new("推送过大", "The delivery is too large"),
        StatusCode::NOT_FOUND => Text::new("没有此信源", "No such source takes deliveries"),
        StatusCode::UNAUTHORIZED => Text::new("签名不可信", "The sender is not believed"),
        StatusCode::UNPROCESSABLE_ENTITY => Text::new("推送无法读取", "It cannot be read"),
        _ => Text::new("暂时无法接收", "It cannot be taken now"),
    };
    ProblemDetails::of(status, wrong, say.clone()).into_response()
}

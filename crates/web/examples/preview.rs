//! Serves a short invented story, to look at the pages:
//! `cargo run -p tandem-web --example preview -- 8080`. With a person and a position, such as
//! `-- 8080 Li 450100.desk/duty`, everybody who opens it is signed in so; only this example does
//! that.

#[allow(dead_code, reason = "the tests use more of the story than the preview")]
#[path = "../tests/it/story.rs"]
mod story;

use axum::Extension;
use tandem_core::{Digest, PersonId, PositionId};
use tandem_web::{Signed, router};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    tracing_subscriber::fmt().init();
    let mut words = std::env::args().skip(1);
    let port = words.next().and_then(|port| port.parse().ok()).unwrap_or(8080);
    let signed = words.next().zip(words.next()).map(|(person, position)| Signed {
        person: PersonId::from(person.as_str()),
        position: Some(PositionId::from(position.as_str())),
        session: Digest::of(person.as_bytes()),
        form_token: "preview".to_owned(),
    });
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    tracing::info!(port, "The preview is at http://127.0.0.1:{port}/");
    let app = story::app();
    story::surge(&app);
    let mut routes = router(app);
    if let Some(signed) = signed {
        routes = routes.layer(Extension(signed));
    }
    let stop = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    axum::serve(listener, routes).with_graceful_shutdown(stop).await
}

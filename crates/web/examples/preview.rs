//! Serves a short invented story, to look at the pages:
//! `cargo run -p tandem-web --example preview -- 8080`.

#[allow(dead_code, reason = "the tests use more of the story than the preview")]
#[path = "../tests/it/story.rs"]
mod story;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    tracing_subscriber::fmt().init();
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok()).unwrap_or(8080);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    tracing::info!(port, "The preview is at http://127.0.0.1:{port}/");
    let stop = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    tandem_web::serve(listener, story::app(), stop).await
}

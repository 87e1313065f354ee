//! The style sheet and the script, served from the binary under addresses that name their content.

use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, get};
use std::sync::LazyLock;
use tandem_core::Digest;

const STYLE: &str = include_str!("../assets/tandem.css");
const SCRIPT: &str = include_str!("../assets/live.js");
const FORMS: &str = include_str!("../assets/act.js");
const ICON: &str = include_str!("../assets/icon.svg");

/// Address of the style sheet.
pub(crate) static STYLE_AT: LazyLock<String> = LazyLock::new(|| named("tandem", STYLE, "css"));
/// Address of the script.
pub(crate) static SCRIPT_AT: LazyLock<String> = LazyLock::new(|| named("live", SCRIPT, "js"));
/// Address of the script of forms.
pub(crate) static FORMS_AT: LazyLock<String> = LazyLock::new(|| named("act", FORMS, "js"));
/// Address of the icon.
pub(crate) static ICON_AT: LazyLock<String> = LazyLock::new(|| named("icon", ICON, "svg"));

/// Their paths and what answers there.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> [(&'static str, MethodRouter<S>); 4] {
    [
        (STYLE_AT.as_str(), get(|| file("text/css; charset=utf-8", STYLE))),
        (SCRIPT_AT.as_str(), get(|| file("text/javascript; charset=utf-8", SCRIPT))),
        (FORMS_AT.as_str(), get(|| file("text/javascript; charset=utf-8", FORMS))),
        (ICON_AT.as_str(), get(|| file("image/svg+xml", ICON))),
    ]
}

async fn file(kind: &'static str, text: &'static str) -> impl IntoResponse {
    let kept = "public, max-age=31536000, immutable";
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept)], text)
}

fn named(name: &str, content: &str, ending: &str) -> String {
    let digest = Digest::of(content.as_bytes()).to_string();
    format!("/assets/{name}-{}.{ending}", &digest[..12])
}

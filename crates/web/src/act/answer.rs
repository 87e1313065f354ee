//! What all forms share between a request and its answer.

use super::filled::Filled;
use super::form::{Form, Weight};
use super::key;
use super::read::Problem;
use super::who::{Who, who};
use crate::app::App;
use crate::asked::Asked;
use crate::error::{WebError, blocking};
use crate::show::View;
use crate::words::Word;
use axum::extract::Request;
use axum::response::Response;
use std::sync::Arc;

const UNSURE: Word = super::w(
    "此项不易撤回：请勾选确认后再提交。",
    "This is not easily taken back: tick that you have made sure.",
);

/// Answers who asks for a form; a stranger is led to sign in.
pub(super) async fn asked<F>(app: Arc<App>, asked: Asked, answer: F) -> Result<Response, WebError>
where
    F: FnOnce(&View<'_>, &Who<'_>) -> Result<Response, WebError> + Send + 'static,
{
    blocking(asked, move |asked| {
        let view = View::new(&app, asked);
        answer(&view, &who(&view)?)
    })
    .await
}

/// Reads a form that was sent and answers who sent it.
pub(super) async fn sent<F>(
    app: Arc<App>,
    asked: Asked,
    request: Request,
    answer: F,
) -> Result<Response, WebError>
where
    F: FnOnce(&View<'_>, &Who<'_>, Filled) -> Result<Response, WebError> + Send + 'static,
{
    let filled = Filled::read(request).await?;
    self::asked(app, asked, move |view, who| answer(view, who, filled)).await
}

/// The name under which the ledger remembers what a form does.
pub(super) enum Name {
    /// A new one; none where the form carries no sound key.
    New(Option<String>),
    /// It was done before.
    Known,
}

impl Name {
    pub(super) fn of(view: &View<'_>, who: &Who<'_>, filled: &Filled) -> Result<Self, WebError> {
        let name = key::remembered(&who.signed.person, filled);
        let known = name.as_deref().map(|name| view.app.engine.store().has_key(name));
        Ok(if known.transpose()? == Some(true) { Self::Known } else { Self::New(name) })
    }
}

/// What a grave form asks once more, where that was not answered.
pub(super) fn unsure(view: &View<'_>, form: &Form, filled: &Filled) -> Option<Problem> {
    let open = form.weight == Weight::Grave && !filled.has("sure", "yes");
    open.then(|| Problem { field: Some("sure"), say: view.t(UNSURE).to_owned() })
}

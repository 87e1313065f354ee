//! Forms of the door: few questions, each with a label, a hint and a message at the question.

use super::Door;
use super::cookies::{Cookie, form_token};
use crate::show::View;
use crate::words::Word;
use axum::http::{HeaderMap, HeaderValue};
use maud::{Markup, html};
use tandem_engine::accounts::secret;

/// What a browser sent.
#[derive(Clone, Debug, Default)]
pub(super) struct Sent(pub(super) Vec<(String, String)>);

impl Sent {
    /// An answer; empty where there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.as_str())
    }
}

/// One question.
pub(super) struct Field<'a> {
    pub(super) name: &'a str,
    pub(super) label: Word,
    pub(super) kind: Kind,
    pub(super) hint: Option<Word>,
    /// What was typed before; a password is never shown again.
    pub(super) value: &'a str,
    /// What is wrong with it.
    pub(super) wrong: Option<String>,
}

/// What is typed, and what a browser may fill in by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Login,
    OldPassword,
    NewPassword,
    Code,
    Number,
}

impl Kind {
    fn attributes(self) -> (&'static str, &'static str, Option<&'static str>) {
        match self {
            Self::Text => ("text", "off", None),
            Self::Login => ("text", "username", None),
            Self::OldPassword => ("password", "current-password", None),
            Self::NewPassword => ("password", "new-password", None),
            Self::Code => ("text", "one-time-code", None),
            Self::Number => ("text", "off", Some("numeric")),
        }
    }
}

impl Field<'_> {
    pub(super) fn draw(&self, view: &View<'_>) -> Markup {
        let (kind, fill, keys) = self.kind.attributes();
        let (hint, wrong) = (format!("{}-hint", self.name), format!("{}-wrong", self.name));
        let described = match (&self.hint, &self.wrong) {
            (Some(_), Some(_)) => Some(format!("{wrong} {hint}")),
            (Some(_), None) => Some(hint.clone()),
            (None, Some(_)) => Some(wrong.clone()),
            (None, None) => None,
        };
        let shown = Some(self.value).filter(|value| kind != "password" && !value.is_empty());
        html! {
            div.ask.is-wrong[self.wrong.is_some()] {
                label for=(self.name) { (view.t(self.label)) }
                @if let Some(text) = self.hint { p.hint id=(hint) { (view.t(text)) } }
                @if let Some(text) = &self.wrong { p.wrong id=(wrong) { (text) } }
                input id=(self.name) name=(self.name) type=(kind) autocomplete=(fill)
                    inputmode=[keys] value=[shown] aria-describedby=[described]
                    aria-invalid=[self.wrong.is_some().then_some("true")]
                    spellcheck="false" autocapitalize="none";
            }
        }
    }
}

/// The hidden answer that proves where a form was drawn.
pub(crate) fn token(token: &str) -> Markup {
    html! { input type="hidden" name="form_token" value=(token); }
}

/// The token for a form that a stranger sends, and the cookie that it hangs on where the browser
/// has none yet.
pub(super) fn stranger(door: &Door, headers: &HeaderMap) -> (String, Option<HeaderValue>) {
    match Cookie::Before.read(door, headers) {
        Some(known) => (form_token(&known), None),
        None => {
            let new = secret(&*door.entropy);
            (form_token(&new), Some(Cookie::Before.set(door, &new)))
        }
    }
}

/// Something that went wrong with a form as a whole.
pub(super) fn alarm(text: &str) -> Markup {
    html! { div.alerts role="alert" { p { strong { (text) } } } }
}

//! What every page of the portal has around its main part.

use super::words;
use crate::pages::layout::{self, Keep};
use crate::show::View;
use crate::words::Word;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

/// Where a page stands in the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Home,
    Matters,
    Ask,
    Verify,
}

const MENU: [(Section, &str, Word); 4] = [
    (Section::Home, "/public", words::HOME),
    (Section::Matters, "/public/matters", words::MATTERS),
    (Section::Ask, "/public/ask", words::ASK),
    (Section::Verify, "/public/verify", words::VERIFY),
];

/// A page that is the same for whoever comes, for a minute.
pub(super) fn page(view: &View<'_>, section: Section, title: &str, main: &Markup) -> Response {
    whole(view, section, title, main, Keep::Minute)
}

/// The answer to what somebody sent: for them alone.
pub(super) fn answer(
    view: &View<'_>,
    section: Section,
    (status, word): (StatusCode, Word),
    main: &Markup,
) -> Response {
    let mut answer = whole(view, section, view.t(word), main, Keep::Never);
    *answer.status_mut() = status;
    answer
}

fn whole(view: &View<'_>, section: Section, title: &str, main: &Markup, keep: Keep) -> Response {
    let title = format!("{title} · {}", view.t(words::PORTAL));
    let body = html! {
        body.public {
            a.skip href="#main" { (view.t(crate::words::SKIP)) }
            (top(view, section))
            main id="main" tabindex="-1" { (main) }
            (foot(view))
        }
    };
    let feed = html! {
        link rel="alternate" type="application/atom+xml" href="/public/feed.atom"
            title=(view.t(words::LATEST));
    };
    layout::document(view, &title, &feed, &body, keep)
}

fn top(view: &View<'_>, section: Section) -> Markup {
    html! {
        header.top {
            @if let Some(banner) = &view.app.banner { p.banner { (view.text(banner)) } }
            div.bar {
                (layout::brand("/public", view.t(words::PORTAL)))
                nav.menu aria-label=(view.t(words::MENU)) {
                    ul {
                        @for (to, href, word) in MENU {
                            li {
                                a href=(href) aria-current=[(to == section).then_some("page")] {
                                    (view.t(word))
                                }
                            }
                        }
                    }
                }
                (layout::languages(view))
            }
        }
    }
}

fn foot(view: &View<'_>) -> Markup {
    html! {
        footer.foot {
            p { (view.text(&view.region().name)) }
            p { (view.t(words::NO_TRACKING)) }
            @if view.region().illustrative { p { (view.t(crate::words::ILLUSTRATIVE)) } }
            p { a href="/public/feed.atom" { (view.t(words::FEED)) } }
        }
    }
}

/// A form's question with its hint and what is wrong with the answer.
pub(super) struct Question<'a> {
    pub(super) name: &'a str,
    pub(super) label: Word,
    pub(super) hint: Option<Word>,
    pub(super) wrong: Option<&'a str>,
}

impl Question<'_> {
    /// The question around its field, which is given the ids that describe it.
    pub(super) fn around(
        &self,
        view: &View<'_>,
        field: impl FnOnce(Option<String>) -> Markup,
    ) -> Markup {
        let id = |part: &str| format!("{}-{part}", self.name);
        let wrong = self.wrong.map(|_| id("wrong"));
        let hint = self.hint.map(|_| id("hint"));
        let ids: Vec<String> = wrong.into_iter().chain(hint).collect();
        let described = (!ids.is_empty()).then(|| ids.join(" "));
        html! {
            div.ask.is-wrong[self.wrong.is_some()] {
                label for=(self.name) { (view.t(self.label)) }
                @if let Some(hint) = self.hint { p.hint id=(id("hint")) { (view.t(hint)) } }
                @if let Some(wrong) = self.wrong {
                    p.wrong id=(id("wrong")) role="alert" { (wrong) }
                }
                (field(described))
            }
        }
    }
}

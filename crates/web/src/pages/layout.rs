//! What every page has around its main part.

use crate::asked::{LANG_COOKIE, code, escaped};
use crate::assets::{FORMS_AT, ICON_AT, SCRIPT_AT, STYLE_AT};
use crate::door::{Entrance, Guest, menu, token};
use crate::show::View;
use crate::signed::Signed;
use crate::words;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use tandem_core::{AreaId, Lang, PositionId, Text};
use tandem_engine::{Pulse, SWEEP_MINUTES_MAX};

/// What anybody may keep for a minute.
pub(crate) const KEPT_A_MINUTE: HeaderValue = HeaderValue::from_static("public, max-age=60");

/// Where a page stands in the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// What one must do oneself.
    Work,
    Desk,
    Situation,
    Mechanism,
    Ledger,
    /// A page that is reached from others.
    Elsewhere,
}

/// Whether a page follows the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Follow {
    /// Its main part is replaced when the ledger grows.
    Live,
    /// It stays as it was made.
    Still,
}

/// A page of the console.
pub(crate) fn page(view: &View<'_>, place: Place, title: &str, main: &Markup) -> Response {
    whole(view, place, Follow::Live, title, main)
}

/// The same for a page that is not to change under the reader.
pub(crate) fn still(view: &View<'_>, place: Place, title: &str, main: &Markup) -> Response {
    whole(view, place, Follow::Still, title, main)
}

fn whole(view: &View<'_>, place: Place, follow: Follow, title: &str, main: &Markup) -> Response {
    let title = format!("{title} · {}", view.t(words::PRODUCT));
    let body = html! {
        body data-still=[(follow == Follow::Still).then_some("yes")] {
            a.skip href="#main" { (view.t(words::SKIP)) }
            (top(view, place))
            main id="main" tabindex="-1" { (main) }
            (foot(view))
            script src=(*SCRIPT_AT) defer {}
            @if view.asked.signed.is_some() { script src=(*FORMS_AT) defer {} }
        }
    };
    document(view, &title, &html! {}, &body, Keep::Never)
}

/// How long others may keep a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    /// It is for one reader.
    Never,
    /// It is the same for whoever comes.
    Minute,
}

/// A document in the reader's language, which is remembered where the address chose it.
pub(crate) fn document(
    view: &View<'_>,
    title: &str,
    links: &Markup,
    body: &Markup,
    keep: Keep,
) -> Response {
    let lang = view.lang;
    let markup = html! {
        (DOCTYPE)
        html lang=(html_lang(lang)) { (head(title, links)) (body) }
    };
    let mut answer = markup.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(html_lang(lang)));
    // What sets a cookie is for one browser.
    if keep == Keep::Minute && view.asked.chosen.is_none() {
        headers.insert(header::CACHE_CONTROL, KEPT_A_MINUTE);
    }
    headers.insert(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    if let Some(chosen) = view.asked.chosen {
        let cookie = format!(
            "{LANG_COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
            code(chosen)
        );
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.insert(header::SET_COOKIE, cookie);
        }
    }
    answer
}

/// A page without a reader: errors, in both languages.
pub(crate) fn bare(title: &Text, home: &str, main: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="zh-CN" {
            (head(&format!("{} · {}", title.zh, title.en), &html! {}))
            body.bare {
                header.top {
                    div.bar { (brand(home, "联动 Tandem")) }
                }
                main id="main" { (main) }
            }
        }
    }
}

fn head(title: &str, links: &Markup) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            title { (title) }
            link rel="icon" type="image/svg+xml" href=(*ICON_AT);
            link rel="stylesheet" href=(*STYLE_AT);
            (links)
        }
    }
}

/// The mark and the name, leading to the first page.
pub(crate) fn brand(home: &str, name: &str) -> Markup {
    html! {
        a.brand href=(home) {
            svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" {
                path.a d="M6 3v16" {}
                path.b d="M16 3v16" {}
                path.c d="M6 8h10M6 14h10" {}
            }
            span { (name) }
        }
    }
}

fn top(view: &View<'_>, place: Place) -> Markup {
    let menu = [
        (Place::Desk, "/", words::DESK),
        (Place::Situation, "/topics", words::SITUATION),
        (Place::Mechanism, "/mechanism", words::MECHANISM),
        (Place::Ledger, "/ledger", words::LEDGER),
    ];
    let work = view.asked.signed.as_ref().map(|_| (Place::Work, "/work", words::MY_WORK));
    let own = view.asked.signed.as_ref().and_then(|signed| signed.position.clone());
    html! {
        header.top {
            @if let Some(banner) = &view.app.banner { p.banner { (view.text(banner)) } }
            div.bar {
                (brand("/", view.t(words::PRODUCT)))
                @if view.comes_in() {
                    nav.menu aria-label=(view.t(words::MAIN_MENU)) {
                        ul {
                            @for (to, href, word) in work.into_iter().chain(menu) {
                                li {
                                    a href=(href) aria-current=[(to == place).then_some("page")] {
                                        (view.t(word))
                                    }
                                }
                            }
                            @if let Some((unit, _)) = own.as_ref().and_then(PositionId::split) {
                                li {
                                    a href={ "/units/" (escaped(unit.as_str())) "#notices" } {
                                        (view.t(words::NOTICES))
                                    }
                                }
                            }
                        }
                    }
                }
                (me(view))
                (languages(view))
            }
        }
    }
}

/// This page in the other language.
pub(crate) fn languages(view: &View<'_>) -> Markup {
    html! {
        nav.langs aria-label=(view.t(words::LANGUAGE)) {
            @for (lang, name) in [(Lang::Zh, "中文"), (Lang::En, "English")] {
                @if lang == view.lang {
                    span aria-current="true" lang=(html_lang(lang)) { (name) }
                } @else {
                    a href=(view.asked.in_lang(lang)) lang=(html_lang(lang))
                        hreflang=(html_lang(lang)) rel="nofollow" { (name) }
                }
            }
        }
    }
}

/// Who is signed in, in which position, and the way out; or the way in.
fn me(view: &View<'_>) -> Markup {
    let (signed, guest) = (&view.asked.signed, &view.asked.guest);
    html! {
        @match (&view.app.entrance, signed, guest) {
            (Entrance::Open, ..) => {},
            (_, Some(signed), Some(guest)) => (present(view, signed, guest)),
            (Entrance::Demo(_), ..) => a.enter href="/signin" { (view.t(menu::SIGN_IN_AS)) },
            (Entrance::SignIn(_), ..) => a.enter href="/signin" { (view.t(menu::SIGN_IN)) },
        }
    }
}

fn present(view: &View<'_>, signed: &Signed, guest: &Guest) -> Markup {
    let position = signed.position.as_ref().map(|position| view.position_name(position));
    let others = guest.positions.iter().filter(|(p, _)| Some(p) != signed.position.as_ref());
    html! {
        details.me {
            summary {
                b {
                    @match view.app.entrance {
                        Entrance::Demo(_) => (view.t(menu::SIMULATED)),
                        _ => (signed.person),
                    }
                }
                span { (position.as_deref().unwrap_or(view.t(menu::NO_POSITION))) }
            }
            div {
                @for (position, _) in others {
                    form action="/position" method="post" {
                        (token(&signed.form_token))
                        input type="hidden" name="position" value=(position);
                        input type="hidden" name="next" value=(view.asked.path);
                        button type="submit" title=(view.t(menu::ACT_AS)) {
                            "→ " (view.position_name(position))
                        }
                    }
                }
                a href="/account" { (view.t(menu::ACCOUNT)) }
                a href="/exceptions" { (view.t(menu::EXCEPTIONS)) }
                @if guest.is_administrator() {
                    a href="/accounts" { (view.t(menu::ACCOUNTS)) }
                    a href="/setup/missing" { (view.t(menu::MISSING)) }
                }
                form action="/signout" method="post" {
                    (token(&signed.form_token))
                    button type="submit" { (view.t(menu::SIGN_OUT)) }
                }
            }
        }
    }
}

/// The areas above a page, from the top down to `area`, and what the page itself is.
pub(crate) fn crumbs(view: &View<'_>, area: Option<&AreaId>, here: &Markup) -> Markup {
    let mut chain: Vec<_> =
        area.map(|area| view.region().chain(area).collect()).unwrap_or_default();
    chain.reverse();
    html! {
        nav.crumbs aria-label=(view.t(words::WHERE)) {
            ol {
                @for area in chain {
                    li {
                        a href={ "/?area=" (escaped(area.id.as_str())) } { (view.text(&area.name)) }
                    }
                }
                li aria-current="page" { (here) }
            }
        }
    }
}

fn foot(view: &View<'_>) -> Markup {
    html! {
        footer.foot {
            p {
                (view.text(&view.region().name)) " · "
                (view.t(words::PAGE_TIME)) " " (view.time(view.now))
            }
            (sweeper(view))
            @if view.asked.signed.is_none() { p { (view.t(words::READ_ONLY)) } }
            @if view.region().illustrative { p { (view.t(words::ILLUSTRATIVE)) } }
            p #live hidden data-live=(view.t(words::LIVE)) data-paused=(view.t(words::PAUSED))
                data-pause=(view.t(words::PAUSE)) data-resume=(view.t(words::RESUME)) {}
        }
    }
}

/// When the mechanism last acted; an alarm where that is too long ago.
fn sweeper(view: &View<'_>) -> Markup {
    // A page is not withheld because the store cannot say when it was swept.
    let Ok(last) = view.app.engine.store().last_sweep() else { return html! {} };
    let pulse = Pulse::of(last.as_ref(), view.now, SWEEP_MINUTES_MAX);
    let at = last.map(|heartbeat| heartbeat.at).unwrap_or_default();
    html! {
        @match pulse {
            Pulse::Never => p { (view.t(words::NO_SWEEP)) },
            Pulse::Alive { .. } => p { (view.t(words::LAST_SWEEP)) " " (view.ago(at)) },
            Pulse::Stale { .. } => p.grave role="alert" {
                (view.t(words::SWEEP_STALE)) " (" (view.t(words::LAST_SWEEP)) " " (view.ago(at)) ")"
            },
        }
    }
}

pub(crate) fn html_lang(lang: Lang) -> &'static str {
    lang.pick("zh-CN", "en")
}

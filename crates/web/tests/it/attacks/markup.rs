//! No text that somebody typed becomes markup, whatever the ledger.
//!
//! Every text of a random ledger is given a tail that would be a script, an attribute or the end of
//! one, and every page that shows it is read in both languages.

use super::super::browser::Browser;
use super::super::played::{Story, WORDS, stories};
use super::super::{story, well_formed};
use serde_json::Value;
use tandem_core::case::{Case, Entry};

/// Random stories.
const STORIES: usize = 8;

/// Ends an attribute, a text and a script; begins an element that runs.
const TAIL: &str =
    "'\"></title></script><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}";

fn poisoned(entry: &Entry, _: &Case, _: &str) -> Entry {
    let mut value = serde_json::to_value(entry).expect("an entry is JSON");
    let plain = value.clone();
    poison(&mut value, "");
    match serde_json::from_value(value) {
        Ok(entry) => entry,
        Err(error) => panic!("{error}: {plain}"),
    }
}

/// Whether people type what stands in a field.
fn is_typed(name: &str) -> bool {
    name == "text" || name == "description" || WORDS.contains(&name)
}

fn poison(value: &mut Value, name: &str) {
    match value {
        Value::Object(fields) => {
            fields.iter_mut().for_each(|(name, value)| poison(value, name));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| poison(item, name)),
        Value::String(text) if is_typed(name) => text.push_str(TAIL),
        _ => {}
    }
}

/// The page is one page still: what was typed is text, in an element or in an attribute.
fn is_harmless(path: &str, html: &str) {
    for mark in ["<script>", "</title></script>", "<img src=x", "'\"><"] {
        assert!(!html.contains(mark), "{path} lets `{mark}` through");
    }
    for tag in html.split('<').skip(1).filter_map(|part| part.split('>').next()) {
        let (mut quoted, mut bare) = (false, String::new());
        for letter in tag.chars() {
            match letter {
                '"' => quoted = !quoted,
                letter if !quoted => bare.push(letter),
                _ => {}
            }
        }
        let runs = bare.split_whitespace().any(|word| word.starts_with("on"));
        assert!(!runs, "{path}: <{tag}> runs something");
    }
}

#[tokio::test]
async fn no_text_becomes_markup_on_any_page() {
    let mut shown = 0;
    for Story { app, cases } in stories(STORIES, poisoned) {
        let mut paths: Vec<String> = [
            "/",
            "/?phase=all",
            "/?phase=overdue",
            "/ledger",
            "/topics",
            "/sources",
            "/mechanism",
            "/public",
            "/public/matters",
            "/public/feed.atom",
            "/units/A1.roads",
            "/duty/A1",
        ]
        .map(str::to_owned)
        .into();
        for case in &cases {
            paths.push(format!("/cases/{}", case.id));
            paths.push(format!("/public/matters/{}", case.id));
            for statement in &case.statements {
                paths.push(format!("/public/statements/{}/{}", case.id, statement.id));
            }
        }
        for path in paths {
            for lang in ["zh", "en"] {
                let joint = if path.contains('?') { '&' } else { '?' };
                let page = Browser::new(&app).get(&format!("{path}{joint}lang={lang}")).await;
                assert!(!page.status.is_server_error(), "{path}");
                is_harmless(&path, &page.body);
                shown += page.body.matches("&lt;script&gt;").count();
            }
        }
    }
    assert!(shown > 500, "only {shown} texts were shown, which says little");
}

/// What comes back at once: parameters, names that are not there, forms with mistakes.
#[tokio::test]
async fn nothing_that_is_sent_comes_back_as_markup() {
    let app = story::app();
    let sent = super::super::browser::encoded(TAIL);
    let paths = [
        format!("/{sent}"),
        format!("/cases/{sent}"),
        format!("/units/{sent}"),
        format!("/duty/{sent}"),
        format!("/topics/{sent}"),
        format!("/?area={sent}&phase={sent}&cursor={sent}&lang={sent}"),
        format!("/topics?cursor={sent}"),
        format!("/ledger?cursor={sent}&verify={sent}"),
        format!("/public/{sent}"),
        format!("/public/matters?q={sent}&area={sent}&cursor={sent}"),
        format!("/public/verify?code={sent}"),
        format!("/public/ask?number={sent}"),
        format!("/public/statements/{sent}/{sent}"),
        format!("/public/feed.atom?lang={sent}"),
        format!("/cases/{}/act?do={sent}&about={sent}", story::FLOOD),
        format!("/triage?area={sent}"),
        format!("/mechanism?version={sent}"),
    ];
    for path in &paths {
        let page = Browser::new(&app).get(path).await;
        assert!(!page.status.is_server_error(), "{path}: {}", page.status);
        is_harmless(path, &page.body);
        if page.body.contains("<main") {
            well_formed(path, &page.body);
        }
    }
    for (path, name) in [("/public/verify", "what"), ("/public/ask", "number")] {
        let page = Browser::new(&app).post_plain(path, &[(name, TAIL)]).await;
        is_harmless(path, &page.body);
    }
}

/// A name that somebody chose for their browser is shown to them alone, as text.
#[tokio::test]
async fn a_login_name_that_failed_comes_back_as_text() {
    use super::super::browser::{Kind, house};
    let house = house(Kind::SignIn);
    let mut browser = Browser::new(&house.app);
    browser.headers = vec![("user-agent", TAIL.to_owned())];
    let page = browser.sign_in(TAIL, TAIL, TAIL).await;
    is_harmless("/signin", &page.body);
}

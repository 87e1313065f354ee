//! Nothing of what is not public occurs in any answer, whatever the ledger.
//!
//! Every text of a random ledger is marked before it is stored: titles, statements and promises
//! with their case, anything else with a mark that must never be seen.

use super::super::browser::Browser;
use super::super::played::{Story, WORDS, stories};
use serde_json::Value;
use std::sync::Arc;
use tandem_core::case::{Case, Entry};
use tandem_core::publicity;
use tandem_web::App;

/// Random stories.
const STORIES: usize = 24;

const NEVER: &str = "⟦never⟧";

/// Marks every text of an entry.
fn marked(entry: &Entry, case: &Case, id: &str) -> Entry {
    let published: Vec<String> =
        publicity::statements(case).map(|(statement, _)| statement.id.to_string()).collect();
    let mut value = serde_json::to_value(entry).expect("an entry is JSON");
    let drafted = &value["kind"]["statement_drafted"]["statement"];
    let open = drafted.as_str().is_some_and(|id| published.iter().any(|known| known == id));
    let title = value["kind"].get("received").is_some();
    mark(&mut value, id, open, title);
    serde_json::from_value(value).expect("marks change words alone")
}

fn mark(value: &mut Value, case: &str, open: bool, title: bool) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let mark = match name.as_str() {
                    "title" if title => format!("⟦{case}⟧"),
                    "text" if open => format!("⟦{case}⟧"),
                    "text" | "title" => NEVER.to_owned(),
                    name if WORDS.contains(&name) => NEVER.to_owned(),
                    _ => {
                        self::mark(value, case, open, title);
                        continue;
                    }
                };
                match value {
                    Value::String(text) => text.push_str(&mark),
                    other => self::mark(other, case, open, title),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| mark(item, case, open, title)),
        _ => {}
    }
}

async fn everything(app: &Arc<App>, cases: &[Case]) -> Vec<String> {
    let mut paths = vec!["/public".to_owned(), "/public/feed.atom".to_owned()];
    let mut answers = Vec::new();
    for case in cases {
        paths.push(format!("/public/matters/{}", case.id));
        for statement in &case.statements {
            paths.push(format!("/public/statements/{}/{}", case.id, statement.id));
        }
        for stored in app.engine.store().case(&case.id).expect("entries") {
            if stored.publishes().expect("it reads").is_some() {
                paths.push(format!("/public/verify?code={}", stored.hash));
            }
        }
    }
    let mut next = Some("/public/matters".to_owned());
    while let Some(path) = next {
        let answer = Browser::new(app).get(&path).await;
        let link = answer
            .body
            .split("rel=\"next\"")
            .next()
            .filter(|_| answer.body.contains("rel=\"next\""));
        let link = link.and_then(|before| before.rsplit("href=\"").next());
        next = link.and_then(|rest| rest.split('"').next()).map(|link| link.replace("&amp;", "&"));
        answers.push(answer.body);
    }
    for path in paths {
        answers.push(Browser::new(app).get(&path).await.body);
    }
    let numbers = cases.iter().flat_map(|case| &case.origin.complaints);
    for number in numbers {
        let sent = [("number", number.as_str())];
        answers.push(Browser::new(app).post_plain("/public/ask", &sent).await.body);
    }
    answers
}

#[tokio::test]
async fn nothing_of_what_is_not_public_is_in_any_answer() {
    let (mut public, mut hidden) = (0, 0);
    for (no, Story { app, cases }) in stories(STORIES, marked).into_iter().enumerate() {
        let answers = everything(&app, &cases).await;
        let shown = |mark: &str| answers.iter().find(|answer| answer.contains(mark));
        assert_eq!(shown(NEVER), None, "story {no}");
        for case in &cases {
            let said = publicity::statements(case).next().is_some();
            let found = shown(&format!("⟦{}⟧", case.id));
            // What was said stays said, under the title that it was said about.
            assert_eq!(found.is_some(), said, "{}: {found:?}", case.id);
            public += usize::from(said);
            hidden += usize::from(!said);
        }
    }
    assert!(public > 3 && hidden > 10, "{public} public and {hidden} hidden cases say little");
}

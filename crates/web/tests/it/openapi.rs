//! The API's document: it names every route that programs use, and changes only where somebody
//! means it.

use super::story;
use super::{json, staffed};
use axum::http::StatusCode;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;
use tandem_web::{Comers, comers, openapi_document};

fn locked() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("the crate is two levels down").join("docs/openapi.json")
}

#[test]
fn the_committed_document_is_the_one_that_is_served() {
    let made = serde_json::to_string_pretty(&openapi_document()).expect("JSON") + "\n";
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(locked(), &made).expect("write docs/openapi.json");
    }
    let known = std::fs::read_to_string(locked()).unwrap_or_default();
    assert!(
        known == made,
        "the API changed: look at what programs must know, and run the test with UPDATE_EXPECT=1"
    );
}

#[test]
fn every_route_for_programs_is_described_as_it_is_guarded() {
    let document = openapi_document();
    let described = document["paths"].as_object().expect("paths");
    let machine = |path: &str| {
        let starts = ["/api/", "/hooks/"].iter().any(|start| path.starts_with(start));
        starts || path == "/healthz" || path.ends_with(".atom")
    };
    let routes = comers();
    let known: BTreeSet<&str> = routes.keys().copied().filter(|path| machine(path)).collect();
    let named: BTreeSet<&str> = described.keys().map(String::as_str).collect();
    assert_eq!(named, known);
    for (path, methods) in described {
        for (method, operation) in methods.as_object().expect("methods") {
            let security = operation["security"].as_array().expect("a list");
            let asks = |name: &str| security.iter().any(|one| one.get(name).is_some());
            let (key, session) = match routes[path.as_str()] {
                Comers::SignedIn | Comers::OfCase => (true, true),
                Comers::Programs | Comers::ProgramsOfCase => (true, false),
                _ => (false, false),
            };
            assert_eq!((asks("key"), asks("session")), (key, session), "{method} {path}");
            let refused = operation["responses"].get("401").is_some();
            assert!(!key || refused, "{method} {path} says what it answers without a key");
        }
    }
}

/// Every reference leads somewhere, and every named schema has words.
#[test]
fn nothing_is_referred_to_that_is_not_there() {
    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(to)) = fields.get("$ref") {
                    found.insert(to.clone());
                }
                fields.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }
    let document = openapi_document();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    for to in &found {
        let place = to.strip_prefix('#').expect("within the document");
        assert!(document.pointer(place).is_some(), "{to}");
    }
    for (name, schema) in document["components"]["schemas"].as_object().expect("schemas") {
        assert!(schema["description"].is_string(), "{name} has no description");
    }
    let numbered: Vec<&String> =
        found.iter().filter(|to| to.contains("/schemas/") && to.ends_with('2')).collect();
    assert!(numbered.is_empty(), "two types have one name: {numbered:?}");
}

#[tokio::test]
async fn it_is_served_and_names_commands() {
    let app = story::app();
    staffed(&app);
    let (status, document) = json(&app, "/api/v1/openapi.json").await;
    assert_eq!((status, &document["openapi"]), (StatusCode::OK, &"3.1.0".into()));
    let schemas = &document["components"]["schemas"];
    for (name, verbs) in [("Command", 55), ("OfficeCommand", 15)] {
        let kinds = schemas[name]["oneOf"].as_array().expect("kinds");
        let listed: usize =
            kinds.iter().map(|kind| kind["enum"].as_array().map_or(1, Vec::len)).sum();
        assert!(listed >= verbs, "{name} has {listed} kinds");
    }
}

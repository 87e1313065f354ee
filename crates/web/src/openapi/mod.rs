//! The API's document: OpenAPI 3.1, made from what the routes and answers say of themselves.
//!
//! Paths and statuses stand in one list ([`paths`]); bodies and answers are described by the types
//! that read and write them. A test holds the list against the routes, and the whole document
//! against the committed `docs/openapi.json`, so that no change goes unseen (decision 0075).

mod paths;
mod statuses;

use crate::routes::Comers;
use axum::Json;
use axum::response::{IntoResponse, Response};
use paths::{Answer, Body, OPERATIONS, Operation, Parameter, Place};
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

const ABOUT: &str = "\
Everything that the console shows and does, for programs. A program shows a key that the head of a \
unit issued (`tandem key`), and sees and may do what the position sees and may do that the key \
stands for. What may not be seen is answered as what is not there. Who signed in with a browser may \
read by their session; commands need a key.

Errors are problem details (RFC 9457) in both languages. Lists come in pages: send `next` of one \
page as `cursor` for the next. A command with an `Idempotency-Key` is carried out once, however \
often it is sent; the same name with another command is refused. Times are RFC 3339 in UTC.

Accounts, passwords and sessions are no part of the API.";

/// `GET /api/v1/openapi.json`.
pub(crate) async fn answer() -> Response {
    Json(document()).into_response()
}

/// The document.
pub fn document() -> Value {
    // As types are read: a field with a default may be absent, in what is sent as in what is received.
    let settings = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .for_deserialize();
    let mut schemas = settings.into_generator();
    let mut paths: Map<String, Value> = Map::new();
    for operation in OPERATIONS {
        let made = described(operation, &mut schemas);
        let methods = paths.entry(operation.path).or_insert_with(|| json!({}));
        methods[operation.method] = made;
    }
    let responses = statuses::responses(&mut schemas);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Tandem",
            "version": "1",
            "description": ABOUT,
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas.take_definitions(true),
            "responses": responses,
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The key of a program, which a position issued to it.",
                },
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "session",
                    "description": "The session of a browser, for reading alone.",
                },
            },
        },
    })
}

fn described(operation: &Operation, schemas: &mut SchemaGenerator) -> Value {
    let mut answers = Map::new();
    for Answer { status, says, media, schema } in operation.answers {
        let content = media.map(|media| {
            let schema = schema.map_or_else(|| json!({ "type": "string" }), |of| of(schemas));
            json!({ media: { "schema": schema } })
        });
        let mut answer = json!({ "description": says });
        if let Some(content) = content {
            answer["content"] = content;
        }
        answers.insert(status.to_string(), answer);
    }
    for status in operation.refusals {
        let to = format!("#/components/responses/{status}");
        answers.insert(status.to_string(), json!({ "$ref": to }));
    }
    let mut made = json!({
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": operation.about,
        "parameters": operation.parameters.iter().map(parameter).collect::<Vec<_>>(),
        "responses": answers,
        "security": security(operation.comers),
    });
    if let Some(Body { media, says, schema, example }) = &operation.body {
        let mut content = json!({ "schema": schema.map_or_else(|| json!({}), |of| of(schemas)) });
        if let Some(example) = example {
            content["example"] = example();
        }
        made["requestBody"] =
            json!({ "description": says, "required": true, "content": { *media: content } });
    }
    made
}

fn parameter(Parameter { name, place, says, schema }: &Parameter) -> Value {
    json!({
        "name": name,
        "in": match place { Place::Path => "path", Place::Query => "query", Place::Header => "header" },
        "required": *place == Place::Path,
        "description": says,
        "schema": schema(),
    })
}

/// By what somebody is let in.
fn security(comers: Comers) -> Value {
    match comers {
        Comers::SignedIn | Comers::OfCase => json!([{ "key": [] }, { "session": [] }]),
        Comers::Programs | Comers::ProgramsOfCase => json!([{ "key": [] }]),
        Comers::Anybody | Comers::Public | Comers::Sources | Comers::Administrators => json!([]),
    }
}

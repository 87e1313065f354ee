//! Every path of the API with what it takes and answers.

use crate::answers::{
    self, CaseList, CaseState, ControlNow, Health, LedgerEnd, OfficesDone, Search,
};
use crate::bulk;
use crate::routes::Comers;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};
use tandem_core::{case, directory};

/// Describes a type, and notes what it refers to.
pub(super) type Schema = fn(&mut SchemaGenerator) -> Value;

/// A method of a path.
pub(super) struct Operation {
    pub(super) path: &'static str,
    pub(super) method: &'static str,
    pub(super) id: &'static str,
    pub(super) tag: &'static str,
    pub(super) summary: &'static str,
    pub(super) about: &'static str,
    /// As the route says; a test compares them.
    pub(super) comers: Comers,
    pub(super) parameters: &'static [Parameter],
    pub(super) body: Option<Body>,
    pub(super) answers: &'static [Answer],
    /// Statuses of refusals, which mean the same everywhere.
    pub(super) refusals: &'static [u16],
}

/// Where a parameter stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Path,
    Query,
    Header,
}

/// A parameter.
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) place: Place,
    pub(super) says: &'static str,
    pub(super) schema: fn() -> Value,
}

/// What is sent.
pub(super) struct Body {
    pub(super) media: &'static str,
    pub(super) says: &'static str,
    /// None for any bytes.
    pub(super) schema: Option<Schema>,
    pub(super) example: Option<fn() -> Value>,
}

/// An answer that is no refusal.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) says: &'static str,
    pub(super) media: Option<&'static str>,
    /// None for text.
    pub(super) schema: Option<Schema>,
}

const JSON: &str = "application/json";

fn of<T: JsonSchema>(schemas: &mut SchemaGenerator) -> Value {
    schemas.subschema_for::<T>().to_value()
}

fn text() -> Value {
    json!({ "type": "string", "minLength": 1 })
}

const fn json(says: &'static str, schema: Schema) -> Answer {
    Answer { status: 200, says, media: Some(JSON), schema: Some(schema) }
}

fn receive() -> Value {
    json!({
        "receive": {
            "title": "Water stands in the street",
            "areas": ["450103"],
            "remits": ["urban.drainage"],
        },
    })
}

const CASE: Parameter =
    Parameter { name: "id", place: Place::Path, says: "The case's id.", schema: text };
const AREA: Parameter =
    Parameter { name: "area", place: Place::Path, says: "The area's code.", schema: text };
const NAME: Parameter = Parameter {
    name: "Idempotency-Key",
    place: Place::Header,
    says: "The sender's name for the command, so that sending it twice does it once.",
    schema: || {
        json!({
            "type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[\\x21-\\x7e]+$",
        })
    },
};

const fn query(name: &'static str, says: &'static str) -> Parameter {
    Parameter { name, place: Place::Query, says, schema: || json!({ "type": "string" }) }
}

const fn day(name: &'static str, says: &'static str) -> Parameter {
    let schema = || json!({ "type": "string", "format": "date" });
    Parameter { name, place: Place::Query, says, schema }
}

/// The list.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        path: "/api/v1/cases",
        method: "get",
        id: "listCases",
        tag: "cases",
        summary: "Cases under an area",
        about: "Newest first, 50 on a page, as far as the position sees them.",
        comers: Comers::SignedIn,
        parameters: &[
            Parameter {
                name: "area",
                place: Place::Query,
                says: "The area; the position's own, or the top one, unless given.",
                schema: || json!({ "type": "string" }),
            },
            Parameter {
                name: "phase",
                place: Place::Query,
                says: "Which of them; all unless given.",
                schema: || {
                    // What is empty counts as absent.
                    let phases =
                        ["overdue", "received", "open", "closed", "merged", "declined", "all", ""];
                    json!({ "type": "string", "enum": phases })
                },
            },
            Parameter {
                name: "cursor",
                place: Place::Query,
                says: "`next` of the page before.",
                schema: || json!({ "type": "string", "pattern": "^(-?[0-9]{1,15}\\|[^&#]+)?$" }),
            },
        ],
        body: None,
        answers: &[json("A page of cases.", of::<CaseList>)],
        refusals: &[400, 401, 404, 500],
    },
    Operation {
        path: "/api/v1/search",
        method: "get",
        id: "search",
        tag: "cases",
        summary: "Cases, topics and posts by words",
        about: "Newest first, 50 in one answer. Hits and counts are of what the position sees.",
        comers: Comers::SignedIn,
        parameters: &[
            query("q", "Words in Chinese or English; what is in quotes stands together."),
            Parameter {
                name: "kind",
                place: Place::Query,
                says: "One kind alone.",
                schema: || json!({ "type": "string", "enum": ["case", "topic", "post", ""] }),
            },
            query("area", "An area, with all areas below it."),
            query("unit", "A unit that takes part."),
            Parameter {
                name: "state",
                place: Place::Query,
                says: "Where a case stands.",
                schema: || {
                    let states = ["received", "open", "closed", "merged", "declined", ""];
                    json!({ "type": "string", "enum": states })
                },
            },
            day("from", "The first day."),
            day("until", "The last day."),
            Parameter {
                name: "cursor",
                place: Place::Query,
                says: "`next` of the answer before.",
                schema: || json!({ "type": "string", "pattern": "^[0-9]{0,15}$" }),
            },
        ],
        body: None,
        answers: &[json("What was found.", of::<Search>)],
        refusals: &[400, 401, 404, 500, 503],
    },
    Operation {
        path: "/api/v1/cases/{id}",
        method: "get",
        id: "getCase",
        tag: "cases",
        summary: "A case with its entries",
        about: "Where it stands, and everything that happened, each entry with its hash.",
        comers: Comers::OfCase,
        parameters: &[CASE],
        body: None,
        answers: &[json("The case.", of::<CaseState>)],
        refusals: &[401, 404, 500],
    },
    Operation {
        path: "/api/v1/cases/{id}/commands",
        method: "post",
        id: "commandCase",
        tag: "commands",
        summary: "Ask for something on a case",
        about: "One command as JSON. `receive` brings a new matter in under an id of the sender's.",
        comers: Comers::ProgramsOfCase,
        parameters: &[CASE, NAME],
        body: Some(Body {
            media: JSON,
            says: "The command.",
            schema: Some(of::<case::Command>),
            example: Some(receive),
        }),
        answers: &[json("It was carried out, or had been before.", of::<answers::Done>)],
        refusals: &[400, 401, 404, 409, 413, 415, 422, 500],
    },
    Operation {
        path: "/api/v1/areas/{area}/commands",
        method: "post",
        id: "commandOffices",
        tag: "commands",
        summary: "Ask for something of the offices of an area",
        about: "Appointments, watches, delegations, channels, the directory, exceptional access.",
        comers: Comers::Programs,
        parameters: &[AREA, NAME],
        body: Some(Body {
            media: JSON,
            says: "The command.",
            schema: Some(of::<directory::Command>),
            example: Some(
                || json!({ "hand_over": { "shift": 1, "note": "One flooded street, feedback due." } }),
            ),
        }),
        answers: &[json("It was carried out, or had been before.", of::<OfficesDone>)],
        refusals: &[400, 401, 404, 409, 413, 415, 422, 500],
    },
    Operation {
        path: "/api/v1/commands",
        method: "post",
        id: "commandMany",
        tag: "commands",
        summary: "Ask for many things at once",
        about: "At most 10,000 commands, carried out in order and in one durable append; each is \
                answered by itself.",
        comers: Comers::Programs,
        parameters: &[],
        body: Some(Body {
            media: JSON,
            says: "The commands.",
            schema: Some(|schemas| {
                let item = schemas.subschema_for::<bulk::Item>();
                json!({ "type": "array", "maxItems": bulk::ITEMS_MAX, "items": item })
            }),
            example: Some(|| {
                json!([
                    { "case": "night-run-1", "command": receive(), "key": "night-run-1" },
                    { "case": "night-run-1", "command": "accept" },
                ])
            }),
        }),
        answers: &[json("One answer for each, in their order.", of::<Vec<answers::Item>>)],
        refusals: &[400, 401, 413, 415, 500],
    },
    Operation {
        path: "/api/v1/originals",
        method: "post",
        id: "keepOriginal",
        tag: "commands",
        summary: "Hand in an original",
        about: "The bytes as they are. Evidence names them by their digest; of a text, what is \
                kept has its personal numbers masked.",
        comers: Comers::Programs,
        parameters: &[],
        body: Some(Body {
            media: "application/octet-stream",
            says: "The original: one byte at least.",
            schema: None,
            example: None,
        }),
        answers: &[json("Its digest, and what was kept.", of::<answers::Kept>)],
        refusals: &[400, 401, 413, 500],
    },
    Operation {
        path: "/api/v1/areas/{area}/control",
        method: "get",
        id: "getControl",
        tag: "offices",
        summary: "What a desk has under it",
        about: "Span of control, and what nobody owns; for whoever sees the area as a whole.",
        comers: Comers::SignedIn,
        parameters: &[AREA],
        body: None,
        answers: &[json("The figures.", of::<ControlNow>)],
        refusals: &[401, 404, 500],
    },
    Operation {
        path: "/api/v1/ledger",
        method: "get",
        id: "getLedger",
        tag: "ledger",
        summary: "The end of the ledger",
        about: "The root covers every entry before it, so that whoever notes it can prove later \
                that nothing was changed.",
        comers: Comers::SignedIn,
        parameters: &[],
        body: None,
        answers: &[json("The end.", of::<LedgerEnd>)],
        refusals: &[401, 500],
    },
    Operation {
        path: "/api/v1/openapi.json",
        method: "get",
        id: "getDocument",
        tag: "api",
        summary: "This document",
        about: "Open to anybody; it tells nothing of cases.",
        comers: Comers::Anybody,
        parameters: &[],
        body: None,
        answers: &[json("The document.", |_| json!({ "type": "object" }))],
        refusals: &[],
    },
    Operation {
        path: "/healthz",
        method: "get",
        id: "getHealth",
        tag: "api",
        summary: "Whether the process is well",
        about: "Open to anybody, for whoever watches the process.",
        comers: Comers::Anybody,
        parameters: &[],
        body: None,
        answers: &[
            json("It is.", of::<Health>),
            Answer {
                status: 503,
                says: "The sweeper has stopped.",
                media: Some(JSON),
                schema: Some(of::<Health>),
            },
        ],
        refusals: &[500],
    },
    Operation {
        path: "/hooks/{source}",
        method: "post",
        id: "deliver",
        tag: "deliveries",
        summary: "Deliver posts or complaints of a registered source",
        about: "Signed by the source: `x-tandem-signature` is the HMAC-SHA-256 of the timestamp, a \
                dot and the body (docs/intake.md).",
        comers: Comers::Sources,
        parameters: &[
            Parameter {
                name: "source",
                place: Place::Path,
                says: "The source's name in the register.",
                schema: text,
            },
            Parameter {
                name: "x-tandem-timestamp",
                place: Place::Header,
                says: "Seconds since 1970.",
                schema: text,
            },
            Parameter {
                name: "x-tandem-signature",
                place: Place::Header,
                says: "`sha256=` and the code in hexadecimal.",
                schema: text,
            },
            NAME,
        ],
        body: Some(Body {
            media: JSON,
            says: "As the source was registered: JSON, CSV, XLSX, RSS, Atom, MIME.",
            schema: None,
            example: None,
        }),
        answers: &[Answer {
            status: 202,
            says: "It is on disk.",
            media: Some(JSON),
            schema: Some(|_| json!({ "type": "object" })),
        }],
        refusals: &[401, 404, 413, 422, 503],
    },
    Operation {
        path: "/public/feed.atom",
        method: "get",
        id: "getFeed",
        tag: "public",
        summary: "Official statements as an Atom feed",
        about: "Open to anybody; corrected statements count as updated.",
        comers: Comers::Public,
        parameters: &[],
        body: None,
        answers: &[
            Answer {
                status: 200,
                says: "The feed (RFC 4287).",
                media: Some("application/atom+xml"),
                schema: None,
            },
            Answer { status: 304, says: "Nothing new.", media: None, schema: None },
        ],
        refusals: &[],
    },
];

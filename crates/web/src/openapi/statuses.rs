//! What the statuses of refusals mean, the same for every route.

use crate::answers::ProblemDetails;
use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

/// A status, and what it means here.
const MEANINGS: [(u16, &str); 11] = [
    (400, "A parameter, a name or the body cannot be used; nothing was done."),
    (401, "Nobody is known: no key or session that opens, or a sender that is not believed."),
    (403, "Who asks is known, and may not come here."),
    (404, "There is no such thing, or none that may be seen; the two are not told apart."),
    (405, "The address does not take this method; `Allow` says which it takes."),
    (409, "It keeps being changed by others; send it again."),
    (413, "The body is too large."),
    (415, "The body is not marked as JSON."),
    (422, "The rules say no; the title names the rule and the detail is the sentence."),
    (500, "It failed here; the error was recorded."),
    (503, "It cannot be taken now; send it again."),
];

/// The answers that routes refer to.
pub(super) fn responses(schemas: &mut SchemaGenerator) -> Map<String, Value> {
    let problem = schemas.subschema_for::<ProblemDetails>();
    let of = |(status, says): (u16, &str)| {
        let content = json!({ "application/problem+json": { "schema": problem } });
        let mut answer = json!({ "description": says, "content": content });
        let header = |says: &str| json!({ "description": says, "schema": { "type": "string" } });
        match status {
            401 => answer["headers"] = json!({ "WWW-Authenticate": header("`Bearer`.") }),
            405 => answer["headers"] = json!({ "Allow": header("The methods.") }),
            _ => {}
        }
        (status.to_string(), answer)
    };
    MEANINGS.into_iter().map(of).collect()
}

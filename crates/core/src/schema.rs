//! How instants are described to programs.
//!
//! Commands and entries describe themselves: their JSON Schema is derived beside the form in which
//! they are read and written, so that the two cannot differ (decision 0075). Only what another
//! crate defines is described here.

use schemars::JsonSchema;

/// An instant as RFC 3339 writes it, such as `2026-03-03T06:20:00Z`.
#[derive(JsonSchema)]
#[schemars(transparent)]
pub struct Instant(#[schemars(extend("format" = "date-time"))] pub String);

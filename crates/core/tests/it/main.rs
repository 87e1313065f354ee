//! What the coordination core promises, seen from outside.

mod properties;

//! What the coordination core promises, seen from outside.

mod calendar;
mod common;
mod conduct;
mod conflict;
mod consultation;
mod control;
mod directory;
mod joining;
mod mechanism;
mod model;
mod model_offices;
mod offers;
mod properties;
mod purity;
mod reaction;
mod receipt;
mod refusals;
mod region;
mod relay;
mod relay_audit;
mod sight;
mod supervision;
mod table;
mod tasks;

//! What the coordination core promises, seen from outside.

mod calendar;
mod conduct;
mod mechanism;
mod properties;
mod purity;
mod refusals;
mod region;
mod table;

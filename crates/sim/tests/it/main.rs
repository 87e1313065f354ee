//! Tests of the simulation.

mod common;
mod figures;
mod kernel;
mod live;
mod mechanisms;

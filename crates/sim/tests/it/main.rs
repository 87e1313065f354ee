//! Tests of the simulation.

mod common;
mod mechanisms;

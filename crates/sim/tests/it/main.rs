//! Tests of the simulation.

mod common;
mod figures;
mod jackson;
mod kernel;
mod live;
mod mechanisms;
mod optimise;
mod screen;

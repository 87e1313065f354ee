//! Tests of the simulation.

mod calibrate;
mod common;
mod figures;
mod jackson;
mod kernel;
mod live;
mod mechanisms;
mod optimise;
mod screen;

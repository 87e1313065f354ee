//! The parts of the `tandem` binary: configuration, wiring, and one module for each command.
//!
//! Architecture invariant: nothing depends on this crate; it is where all others meet.

pub mod commands;
pub mod demo;
pub mod entropy;
pub mod files;
pub mod folder;
pub mod listen;
pub mod notices;
pub mod outward;
pub mod scenario;

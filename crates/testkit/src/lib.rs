//! What tests of several crates share: worlds, a bench on which a case is driven, random cases.
//!
//! A [`World`] owns a region, a mechanism and a calendar. A [`Bench`] holds one case in a world
//! and a clock: a test says who does what, and the bench decides, applies, checks every named
//! invariant and keeps a transcript that a person can read. [`random`] makes rules and sequences of
//! rolls; a roll becomes a command only in view of the case, so that random cases run deep and
//! shrink to few, simple steps.
//!
//! Architecture invariant: nothing in the product depends on this crate.
//!
//! Architecture invariant: no clock and no entropy; what is random comes from proptest's seed.

#[cfg(feature = "engine")]
pub mod accounts;
mod bench;
#[cfg(feature = "engine")]
pub mod contract;
#[cfg(feature = "engine")]
mod deployed;
pub mod random;
mod rules;
#[cfg(feature = "engine")]
mod sight;
mod world;

#[cfg(feature = "engine")]
pub use deployed::deployed;

pub use bench::{Bench, Broken, Outcome};
pub use rules::Rules;
pub use world::World;

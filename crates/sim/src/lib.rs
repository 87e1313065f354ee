//! Mechanisms compared: simulated offices handle the same matters under each of them.
//!
//! What is simulated is who comes to act when: matters come in, offices react, work waits for hands,
//! some are late, silent or empty. What is not simulated are the rules: every step is a command to
//! the core's `decide`, every deadline comes from its `due`, and every named invariant is checked
//! over every append. [`run`] runs one mechanism once; [`replicate`] runs several on identical matters
//! with common random numbers, [`compare`] says what differs over replications and how surely;
//! [`sensitivity`] and [`screening`] show which assumptions that hangs on. [`optimise`] searches for
//! rules that no others beat, [`calibrate`] takes figures of behaviour from data.
//!
//! Architecture invariant: this crate sees no clock, file, network, thread, async runtime or
//! operating system entropy. Virtual time moves by events; every number is drawn by name from a
//! seed, so that equal arguments give equal results to the last bit.
//!
//! Architecture invariant: no behaviour of an office depends on which mechanism it works under. A
//! mechanism acts through deadlines, reminders, escalation and who may order whom, and through
//! nothing else.

mod agenda;
mod bound;
pub mod calibrate;
mod compare;
mod draws;
mod faults;
mod figures;
mod hours;
mod matters;
mod offices;
pub mod optimise;
mod outcome;
mod place;
mod run;
mod screen;
mod screening;
mod station;
mod work;

pub use agenda::{Agenda, Moment};
pub use bound::bound_days;
pub use compare::{
    Comparison, Difference, Estimate, ORDERED_BY, Of, OfficeLoad, Plan, Replication, Sensitivity,
    Verdict, compare, order, replicate, sensitivity, sensitivity_comparisons,
};
pub use draws::{Draws, Name, Stream};
pub use faults::Faults;
pub use figures::{Better, Figure};
pub use hours::Hours;
pub use matters::{Matter, matters};
pub use offices::{Entry, Offices, OfficesError, Parameter, Plausible, Season, Standing};
pub use outcome::{Load, Outcome};
pub use place::{Place, PlaceError};
pub use run::{Broken, Keep, Ran, Setting, run, run_with_faults};
pub use screen::{Effect, Paths, Rows, Share, VarianceShare};
pub use screening::{
    Output, Screened, Screening, Shares, Weight, heaviest, offices_at, replicate_at, screening,
    variance_shares,
};
pub use station::{Hands, Rank, Shift, Station};

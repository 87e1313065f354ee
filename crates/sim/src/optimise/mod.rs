//! Better mechanisms: search over the rules of one for those that no other beats in everything.
//!
//! A [`Space`] is data: which values of a mechanism's file may be others, by which figures variants
//! are judged, and what must not get worse. A variant is the file with some values changed; it must
//! parse, bring no new problem, and a limit whose source is law may only become stricter, unless
//! the space gives a reason. [`Search`] looks for the front; it knows no mechanisms, only choices
//! and costs. What it found is run again on matters that it has not seen, because whoever is chosen
//! among many for a good figure was lucky too.

mod front;
mod law;
mod search;
mod space;
mod variant;

pub use front::{Judged, JudgedFigure, Value, costs, figures, judge};
pub use law::Loosened;
pub use search::{Costs, Genome, Search, Settings, Trial, dominates, front_of};
pub use space::{Choice, Limit, Measure, Objective, Space, SpaceError};
pub use variant::{Change, LeftOut, Variant, Variants};

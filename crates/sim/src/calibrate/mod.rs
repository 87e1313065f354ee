//! Behaviour of offices from data: what they can tell is measured, the rest stays assumed.
//!
//! Logs tell how long a matter waits until the next hand takes it up, how often it is passed on and
//! comes back; times of messages tell when matters come in; replies tell how long an answer takes,
//! which fixes the length of field work through the simulation itself. Everything is fitted on the
//! earlier months and compared with the later ones: what a fit is worth shows on months that it has
//! not seen, beside how far the observed months are from each other and how far the assumptions
//! were.
//!
//! Data of other countries and other processes say how such work goes there. They are better than a
//! guess and no finding about the offices that are simulated; whoever has a ledger of his own puts
//! it in their place.

mod arrivals;
mod distance;
mod handoffs;
mod mixture;
mod months;
mod observe;
mod write;

pub use arrivals::{hour_of_day, season, widest_half};
pub use distance::{Distance, Interval, distance};
pub use handoffs::{Handoffs, Wait, share};
pub use mixture::{Mixture, MixtureInterval, fit, fit_again};
pub use months::{HeldOut, Months};
pub use observe::{Simulated, quantile, search, simulate_once};
pub use write::{Fitted, write};

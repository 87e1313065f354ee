//! What the simulation says of the same quantities that data observe.

use crate::compare::Plan;
use crate::draws::Draws;
use crate::matters::matters;
use crate::run::{Broken, Keep, Setting, run};
use tandem_core::mechanism::Mechanism;

/// Quantities of one replication that data observe too.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Simulated {
    /// Hours from receipt to close; the horizon where it was not closed.
    pub closed_h: Vec<f64>,
    /// Minutes on the clock from an order to its signature.
    pub taken_up_minutes: Vec<f64>,
    /// Hours of the day at which matters came in.
    pub came_at_h: Vec<f64>,
}

/// Runs one replication of a mechanism.
///
/// # Errors
/// [`Broken`] where an invariant breaks.
pub fn simulate_once(plan: Plan<'_>, mechanism: &Mechanism, nth: u64) -> Result<Simulated, Broken> {
    let Plan { place, offices, horizon_days, .. } = plan;
    let draws = Draws::new(plan.seed).replication(nth);
    let matters = &matters(place, offices, draws, plan.cases)[..];
    let setting = Setting { place, offices, matters, draws, horizon_days, keep: Keep::Nothing };
    let ran = run(mechanism, setting)?;
    let handled = || ran.outcomes.iter().filter(|outcome| !outcome.declined);
    let hour = |matter: &crate::Matter| {
        let at = place.calendar.local(crate::hours::timestamp(matter.at));
        f64::from(at.hour()) + f64::from(at.minute()) / 60.0
    };
    Ok(Simulated {
        closed_h: handled().map(|o| o.closed_h.unwrap_or(o.horizon_h)).collect(),
        taken_up_minutes: handled().flat_map(|o| o.hop_minutes.iter().copied()).collect(),
        came_at_h: matters.iter().map(hour).collect(),
    })
}

/// The value below which a share of the sample lies.
#[must_use]
pub fn quantile(sample: &[f64], share: f64) -> Option<f64> {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get((share * sorted.len().saturating_sub(1) as f64).round() as usize).copied()
}

/// Looks for the argument at which a growing function reaches a target, halving the range by the
/// logarithm so many times. Where the target lies outside, the nearer end is the answer.
///
/// # Errors
/// What the function returns.
pub fn search<E>(
    (mut low, mut high): (f64, f64),
    target: f64,
    steps: u32,
    mut of: impl FnMut(f64) -> Result<f64, E>,
) -> Result<f64, E> {
    for _ in 0..steps {
        let middle = (low * high).sqrt();
        if of(middle)? < target { low = middle } else { high = middle }
    }
    Ok((low * high).sqrt())
}

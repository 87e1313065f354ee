//! What the simulation says of the same quantities that data observe.

use crate::compare::Plan;
use crate::draws::Draws;
use crate::hours::{Hours, moment, timestamp};
use crate::matters::{Matter, matters};
use crate::run::{Broken, Keep, Setting, run};
use tandem_core::case::{Entry, EntryKind, OrderRole};
use tandem_core::mechanism::Mechanism;
use tandem_core::{OrderId, Timestamp};

const MS_PER_DAY: i64 = 86_400_000;

/// Quantities of one replication that data observe too.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Simulated {
    /// Hours from receipt until the lead's account was accepted, when whoever asked can be told
    /// what was done; the horizon where that did not come.
    pub answered_h: Vec<f64>,
    /// Office minutes from an order to its signature.
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
    let setting = Setting { place, offices, matters, draws, horizon_days, keep: Keep::Entries };
    let ran = run(mechanism, setting)?;
    let last = matters.last().map_or(place.start, |matter| matter.at);
    let until = last.plus(i64::from(horizon_days + 60) * MS_PER_DAY);
    let hours = Hours::of(place.calendar, place.start, until);
    let mut seen = Simulated::default();
    for (no, entries) in &ran.kept {
        let outcome = &ran.outcomes[*no as usize];
        if !outcome.declined {
            seen.read(entries, outcome.horizon_h, &hours);
        }
    }
    let hour = |matter: &Matter| {
        let at = place.calendar.local(timestamp(matter.at));
        f64::from(at.hour()) + f64::from(at.minute()) / 60.0
    };
    seen.came_at_h = matters.iter().map(hour).collect();
    Ok(seen)
}

impl Simulated {
    /// Reads the entries of a case.
    fn read(&mut self, entries: &[Entry], horizon_h: f64, hours: &Hours) {
        let Some(first) = entries.first() else { return };
        let since = |at: Timestamp| at.duration_since(first.at).as_secs_f64() / 3600.0;
        let mut issued: Vec<(&OrderId, OrderRole, Option<Timestamp>)> = Vec::new();
        let mut answered = None;
        for entry in entries {
            match &entry.kind {
                EntryKind::OrderIssued { order, role, .. } => {
                    issued.push((order, *role, Some(entry.at)));
                }
                EntryKind::OrderSigned { order, .. } => {
                    let known = issued.iter_mut().find(|known| known.0 == order);
                    // Only the first signature of an order takes it up.
                    if let Some(at) = known.and_then(|known| known.2.take()) {
                        let waited = hours.between(moment(at), moment(entry.at));
                        self.taken_up_minutes.push(waited as f64 / 60_000.0);
                    }
                }
                EntryKind::FeedbackAccepted { order } => {
                    let mut leads = issued.iter().filter(|known| known.1 == OrderRole::Lead);
                    if leads.any(|known| known.0 == order) {
                        answered.get_or_insert(since(entry.at));
                    }
                }
                _ => {}
            }
        }
        self.answered_h.push(answered.map_or(horizon_h, |answered: f64| answered.min(horizon_h)));
    }
}

/// The value below which a share of the sample lies.
#[must_use]
pub fn quantile(sample: &[f64], share: f64) -> Option<f64> {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get((share * sorted.len().saturating_sub(1) as f64).round() as usize).copied()
}

/// Looks for the argument at which a growing function reaches a target, halving the range by the
/// logarithm so many times; `None` where the target lies outside of what the range gives.
///
/// # Errors
/// What the function returns.
pub fn search<E>(
    (mut low, mut high): (f64, f64),
    target: f64,
    steps: u32,
    mut of: impl FnMut(f64) -> Result<f64, E>,
) -> Result<Option<f64>, E> {
    if of(low)? > target || of(high)? < target {
        return Ok(None);
    }
    for _ in 0..steps {
        let middle = (low * high).sqrt();
        if of(middle)? < target { low = middle } else { high = middle }
    }
    Ok(Some((low * high).sqrt()))
}

//! Simulated against observed on the months kept back, beside how far the data are from each other.

use super::observed::Observed;
use serde::Serialize;
use tandem_core::Text;
use tandem_insight::log::Micros;
use tandem_sim::calibrate::{
    Distance, HeldOut, Months, Simulated, distance, hour_of_day, quantile,
};
use tandem_sim::{Draws, Name};

/// A duration shorter than this counts as this long, so that it has a logarithm.
const HOURS_MIN: f64 = 1.0 / 60.0;

/// What is compared with the data.
pub(super) struct Sides<'a> {
    pub(super) calibrated: &'a Simulated,
    pub(super) assumed: &'a Simulated,
    pub(super) horizon_h: f64,
    pub(super) draws: Draws,
}

/// One quantity.
#[derive(Serialize)]
pub(super) struct Compared {
    pub(super) quantity: &'static str,
    pub(super) words: Text,
    /// The months kept back.
    pub(super) months: Months,
    /// Observations in them.
    pub(super) n: usize,
    /// The simulation with fitted figures.
    pub(super) calibrated: Option<Distance>,
    /// The simulation as it was before.
    pub(super) assumed: Option<Distance>,
    /// The observations that were fitted.
    pub(super) earlier: Option<Distance>,
    /// Odd and even months of all observations, from each other.
    pub(super) halves: Option<Distance>,
    pub(super) quartiles: Quartiles,
}

/// Quartiles, in hours.
#[derive(Serialize)]
pub(super) struct Quartiles {
    pub(super) observed: [f64; 3],
    pub(super) calibrated: [f64; 3],
    pub(super) assumed: [f64; 3],
}

/// A quantity before it is compared.
struct Quantity {
    name: &'static str,
    words: Text,
    observed: Vec<(Micros, f64)>,
    simulated: [Vec<f64>; 2],
    /// How values are set against each other.
    scale: fn(f64) -> f64,
}

/// Each quantity that both the data and the simulation have.
pub(super) fn compared(observed: &Observed, sides: &Sides<'_>) -> Vec<Compared> {
    let both = |of: &dyn Fn(&Simulated) -> Vec<f64>| [of(sides.calibrated), of(sides.assumed)];
    let log = |hours: f64| hours.max(HOURS_MIN).ln();
    let mut quantities = Vec::new();
    if let Some((_, replies)) = &observed.replies {
        let cut = |hours: f64| hours.min(sides.horizon_h);
        quantities.push(Quantity {
            name: "reply_h",
            words: Text::new(
                "来件至答复（牵头单位反馈获认可）的小时数",
                "hours from a matter to the reply (acceptance of the lead's account)",
            ),
            observed: replies.iter().map(|(at, hours)| (*at, cut(*hours))).collect(),
            simulated: both(&|ran| ran.answered_h.clone()),
            scale: log,
        });
    }
    if let Some((_, handoffs)) = &observed.handoffs {
        let waits = handoffs.waits.iter();
        quantities.push(Quantity {
            name: "taken_up_h",
            words: Text::new(
                "下一经手单位接手（签收）前的工作小时数",
                "office hours until the next hand takes it up (signature)",
            ),
            observed: waits.map(|wait| (wait.from, wait.office_minutes / 60.0)).collect(),
            simulated: both(&|ran| ran.taken_up_minutes.iter().map(|m| m / 60.0).collect()),
            scale: log,
        });
    }
    if let Some((_, times)) = observed.arrivals() {
        quantities.push(Quantity {
            name: "came_at_h",
            words: Text::new("来件时刻", "time of day at which matters come in"),
            observed: times.iter().map(|at| (*at, hour_of_day(*at))).collect(),
            simulated: both(&|ran| ran.came_at_h.clone()),
            scale: |hour| hour,
        });
    }
    quantities.iter().zip(0..).filter_map(|(one, nth)| one.compare(sides.draws, nth)).collect()
}

impl Quantity {
    fn compare(&self, draws: Draws, nth: u64) -> Option<Compared> {
        let kept = HeldOut::of(self.observed.iter().map(|one| one.0))?;
        let some = |keep: &dyn Fn(Micros) -> bool| -> Vec<f64> {
            self.observed.iter().filter(|one| keep(one.0)).map(|one| one.1).collect()
        };
        let (later, earlier) = (some(&|at| kept.holds(at)), some(&|at| !kept.holds(at)));
        let (even, odd) = (some(&Months::is_even), some(&|at| !Months::is_even(at)));
        let between = |one: &[f64], other: &[f64], which: u64| {
            let scaled = |all: &[f64]| all.iter().map(|v| (self.scale)(*v)).collect::<Vec<f64>>();
            let name = Name { case: nth, office: which, purpose: 5_001, nth: 0 };
            distance(&scaled(one), &scaled(other), draws.stream(name))
        };
        let quartiles = |all: &[f64]| [0.25, 0.5, 0.75].map(|q| quantile(all, q).unwrap_or(0.0));
        let [calibrated, assumed] = &self.simulated;
        let held = self.observed.iter().map(|one| one.0).filter(|at| kept.holds(*at));
        Some(Compared {
            quantity: self.name,
            words: self.words.clone(),
            months: Months::of(held)?,
            n: later.len(),
            calibrated: between(&later, calibrated, 0),
            assumed: between(&later, assumed, 1),
            earlier: between(&later, &earlier, 2),
            halves: between(&odd, &even, 3),
            quartiles: Quartiles {
                observed: quartiles(&later),
                calibrated: quartiles(calibrated),
                assumed: quartiles(assumed),
            },
        })
    }
}

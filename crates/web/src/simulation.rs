//! A comparison of mechanisms that a simulation made, as `tandem simulate --json` prints it.
//!
//! The pages show it and make none: a simulation takes minutes, and its assumptions are for whoever
//! ran it to defend.

use serde::Deserialize;
use tandem_core::Text;

/// What is read of a simulation's document; the rest of it is left to other programs.
#[derive(Clone, Debug, Deserialize)]
pub struct Simulation {
    /// That officials are simulated.
    pub(crate) simulated: Text,
    pub(crate) region: String,
    pub(crate) cases: u64,
    pub(crate) seed: u64,
    pub(crate) replications: u64,
    pub(crate) horizon_days: u32,
    pub(crate) figures: Vec<About>,
    pub(crate) mechanisms: Vec<Simulated>,
    #[serde(default)]
    pub(crate) orders: Vec<Order>,
}

/// What a figure is.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct About {
    pub(crate) figure: String,
    pub(crate) words: Text,
}

/// What came of a mechanism.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Simulated {
    pub(crate) mechanism: String,
    pub(crate) name: Text,
    pub(crate) figures: Vec<Estimate>,
}

/// A figure over replications.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Estimate {
    pub(crate) figure: String,
    pub(crate) mean: Option<f64>,
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
    pub(crate) n: u64,
}

/// A figure by which mechanisms were put in order.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Order {
    pub(crate) figure: String,
}

impl Simulation {
    /// Reads what `tandem simulate --json` printed.
    ///
    /// # Errors
    /// What in it is not as `simulate` writes it.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}

//! What every command that simulates is given.

use anyhow::{Context as _, Result};
use clap::Args;
use std::path::PathBuf;
use tandem_sim::{Offices, Place, Plan};

/// Where, how much, by which chance and which behaviour.
#[derive(Debug, Args)]
pub(super) struct Runs {
    /// Region, by name or folder
    #[arg(long, default_value = "guangxi", value_name = "REGION")]
    pub(super) region: String,
    /// Matters in a replication
    #[arg(long, default_value_t = 300, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(super) cases: u32,
    /// Seed of everything random
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub(super) seed: u64,
    /// File that replaces assumptions about offices
    #[arg(long, value_name = "FILE")]
    offices: Option<PathBuf>,
}

impl Runs {
    /// The figures that are built in, with those that a file replaces.
    pub(super) fn behaviour(&self) -> Result<Offices> {
        let offices = Offices::default();
        let Some(path) = &self.offices else { return Ok(offices) };
        let text =
            std::fs::read_to_string(path).with_context(|| format!("read {}", path.display()));
        Ok(offices.with(&path.display().to_string(), &text?)?)
    }

    /// So many replications, each case watched for some days.
    pub(super) fn plan<'a>(
        &self,
        place: &'a Place<'a>,
        offices: &'a Offices,
        (replications, horizon_days): (u64, u32),
    ) -> Plan<'a> {
        let (cases, seed) = (self.cases as usize, self.seed);
        Plan { place, offices, cases, seed, replications, horizon_days }
    }
}

//! Figures with their intervals, and the reason why a section is left out.

use std::path::PathBuf;

/// What one part of the measurement found.
#[derive(Debug, serde::Serialize)]
pub(crate) struct Section {
    /// Heading on the page.
    pub title: String,
    /// How it was measured: data, split, what is and what is not scored.
    pub method: String,
    /// The figures in reading order.
    pub figures: Vec<Figure>,
}

/// One measured figure.
#[derive(Debug, serde::Serialize)]
pub(crate) struct Figure {
    /// What it is, with its unit.
    pub what: String,
    /// The figure.
    pub value: f64,
    /// 95 % interval, where one was computed, from below and above.
    pub interval: Option<(f64, f64)>,
    /// How many items it was measured on.
    pub n: usize,
    /// The aim, in words; empty where there is none.
    pub aim: String,
}

/// Data that a section needs and that is not there.
#[derive(Debug)]
pub(crate) struct Absent(pub PathBuf);

impl std::fmt::Display for Absent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} is absent", self.0.display())
    }
}

impl Figure {
    /// A figure without an interval.
    pub(crate) fn plain(what: impl Into<String>, value: f64, n: usize, aim: &str) -> Self {
        Self { what: what.into(), value, interval: None, n, aim: aim.to_owned() }
    }
}

/// The path of a data file, or that it is absent.
pub(crate) fn file(data: &std::path::Path, name: &str) -> Result<PathBuf, Absent> {
    let path = data.join(name);
    if path.is_file() { Ok(path) } else { Err(Absent(path)) }
}

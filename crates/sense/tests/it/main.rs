//! Figures on real data. What is not there is skipped with a message.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "what only tests use may fail as they do"
)]

#[path = "../../examples/quality/chance.rs"]
#[allow(dead_code, reason = "shared with the measurement, which uses more of it")]
mod chance;
mod fidelity;
#[path = "../../examples/quality/made.rs"]
#[allow(dead_code, reason = "shared with the measurement, which uses more of it")]
mod made;
mod near_duplicates;
mod places;
mod remit;
mod stages;
mod topics;

use std::io::{BufRead, BufReader};
use std::path::PathBuf;

/// A file of the shared data, or a message that it is absent.
fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("TANDEM_SHARED").map(PathBuf::from);
    let default = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let path = root.unwrap_or_else(default).join("data").join(path);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is not here", path.display());
    None
}

/// Lines of a plain or gzipped file.
fn lines(path: &std::path::Path) -> impl Iterator<Item = String> + use<> {
    let file = std::fs::File::open(path).unwrap();
    let reader: Box<dyn BufRead> = if path.extension().is_some_and(|e| e == "gz") {
        Box::new(BufReader::new(flate2::read::GzDecoder::new(BufReader::new(file))))
    } else {
        Box::new(BufReader::new(file))
    };
    reader.lines().map(Result::unwrap)
}

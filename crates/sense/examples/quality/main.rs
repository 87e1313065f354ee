//! Measures the quality of the text and signal tools on labelled data: `quality DATA [PART…]`.
//!
//! `DATA` is the folder that holds the data sets, each in a folder of its own. Prints one JSON
//! document: a list of sections, each with figures and their intervals. A section whose data is
//! absent says so and is left out. `cargo xtask quality` writes the document as a page.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example prints its figures")]

mod cascades;
mod chance;
mod clustering;
mod cues;
mod fidelity;
mod figure;
mod hot;
mod lives;
mod made;
mod masking;
mod near_duplicates;
mod personal;
mod places;
mod remit;
mod replies;
mod stages;
mod topics;

use figure::Section;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A part of the measurement: its name and what measures it.
type Part = (&'static str, fn(&Path) -> Result<Section, figure::Absent>);

const PARTS: &[Part] = &[
    ("topics", topics::measure),
    ("fidelity", fidelity::measure),
    ("voice", fidelity::voice::measure),
    ("replies", replies::measure),
    ("stages", stages::measure),
    ("cues", cues::measure),
    ("masking", masking::measure),
    ("near-duplicates", near_duplicates::measure),
    ("remit", remit::measure),
    ("places", places::measure),
];

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let Some(data) = args.next().map(PathBuf::from) else {
        eprintln!("usage: quality DATA [PART…]");
        return ExitCode::from(2);
    };
    let wanted: Vec<String> = args.collect();
    let mut sections = Vec::new();
    for (name, measure) in PARTS {
        if !wanted.is_empty() && !wanted.iter().any(|w| w == name) {
            continue;
        }
        match measure(&data) {
            Ok(section) => sections.push(section),
            Err(absent) => eprintln!("{name}: left out, since {absent}"),
        }
    }
    println!("{}", serde_json::to_string_pretty(&sections).expect("figures are plain values"));
    ExitCode::SUCCESS
}

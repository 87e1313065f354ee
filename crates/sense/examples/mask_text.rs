//! Masks personal numbers: `mask_text < TEXT`, a text a line; prints the lines that changed.
#![allow(clippy::print_stdout, reason = "an example prints its findings")]

use std::io::BufRead;

use tandem_sense::privacy::{Counts, Kind, mask};

fn main() {
    let mut all = Counts::default();
    for line in std::io::stdin().lock().lines() {
        let masked = mask(&line.expect("a line"));
        if masked.masked.total() > 0 {
            all.add(&masked.masked);
            println!("{}", masked.text);
        }
    }
    for kind in Kind::ALL {
        println!("{} {}", kind.placeholder(), all.of(kind));
    }
}

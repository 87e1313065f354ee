//! Counts near-duplicates: `near_duplicates FILE.jsonl[.gz] [THRESHOLD]`, `{"id","text"}` a line.
#![allow(clippy::print_stdout, reason = "an example prints its figures")]

use std::io::{BufRead, BufReader};

use tandem_sense::near_duplicates::{Index, Inserted, Threshold};

#[derive(serde::Deserialize)]
struct Row {
    text: String,
}

fn main() {
    let mut args = std::env::args().skip(1);
    let path = args.next().expect("usage: near_duplicates FILE [THRESHOLD]");
    let threshold = args.next().map_or(0.7, |t| t.parse().expect("a number"));
    let file = std::fs::File::open(&path).expect("the file opens");
    let reader: Box<dyn BufRead> = if path.ends_with(".gz") {
        Box::new(BufReader::new(flate2::read::GzDecoder::new(file)))
    } else {
        Box::new(BufReader::new(file))
    };
    let mut index = Index::new(Threshold::new(threshold).expect("a threshold"));
    let (mut pairs, mut texts, mut sum) = (0, 0, 0.0);
    for (at, line) in reader.lines().enumerate() {
        let row: Row = serde_json::from_str(&line.expect("a line")).expect("a post");
        texts = at + 1;
        if let Inserted::Distinct(found) = index.insert(at, &row.text) {
            pairs += found.len();
            sum += found.iter().map(|p| p.jaccard).sum::<f64>();
        }
    }
    println!("texts {texts} distinct {} pairs {pairs} jaccard sum {sum:.6}", index.len());
}

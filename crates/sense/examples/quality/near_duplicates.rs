//! Near-duplicates against every pair compared in full.

use crate::figure::{Absent, Figure, Section, file};
use std::collections::{BTreeSet, HashMap};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use tandem_sense::near_duplicates::{Index, Inserted, SHINGLE_CHARS, Threshold, shingle_text};

#[derive(serde::Deserialize)]
struct Row {
    text: String,
}

/// A pair by the places of its texts, the earlier one first.
type Pair = (usize, usize);

/// The similarity that is measured.
const THRESHOLD: f64 = 0.7;

pub(crate) fn measure(data: &Path) -> Result<Section, Absent> {
    let streams = [
        ("event2012", "event2012/event2012_en.jsonl.gz"),
        ("event2012 with noise", "event2012/event2012_noisy_en.jsonl.gz"),
    ];
    let mut figures = Vec::new();
    for (name, path) in streams {
        let texts = read(&file(data, path)?);
        let (found, truth) = (joined(&texts), compared(&texts));
        let right = found.intersection(&truth).count();
        let share = |of: usize| right as f64 / of.max(1) as f64;
        let what = |of: &str| format!("{name}: {of}");
        figures.push(Figure::plain(what("precision"), share(found.len()), found.len(), "1"));
        figures.push(Figure::plain(what("recall"), share(truth.len()), truth.len(), "1"));
    }
    Ok(Section {
        title: "Near-duplicates".into(),
        method: "Pairs of distinct texts at a Jaccard coefficient of 0.7 or more, of character \
                 5-gram shingles, against an independent computation: for every text the shingles \
                 shared with each earlier one are counted in full, with no filter. All pairs are \
                 compared, so there is no interval."
            .into(),
        figures,
    })
}

fn read(path: &Path) -> Vec<String> {
    let file = std::fs::File::open(path).expect("the file opens");
    let lines = BufReader::new(flate2::read::GzDecoder::new(BufReader::new(file))).lines();
    let text = |line: std::io::Result<String>| {
        let row: Row = serde_json::from_str(&line.expect("a line of text")).expect("a post");
        row.text
    };
    lines.map(text).collect()
}

fn joined(texts: &[String]) -> BTreeSet<Pair> {
    let mut index = Index::new(Threshold::new(THRESHOLD).expect("a threshold"));
    let mut pairs = BTreeSet::new();
    for (at, text) in texts.iter().enumerate() {
        if let Inserted::Distinct(found) = index.insert(at, text) {
            pairs.extend(found.into_iter().map(|pair| (pair.a, pair.b)));
        }
    }
    pairs
}

/// Every text against every earlier one that shares a shingle.
fn compared(texts: &[String]) -> BTreeSet<Pair> {
    let mut uses: HashMap<String, Vec<usize>> = HashMap::new();
    let mut sizes = vec![0; texts.len()];
    let mut first: HashMap<Vec<String>, usize> = HashMap::new();
    let mut pairs = BTreeSet::new();
    let mut shared = vec![0_u32; texts.len()];
    for (b, text) in texts.iter().enumerate() {
        let chars: Vec<char> = shingle_text(text).chars().collect();
        if chars.is_empty() {
            continue;
        }
        let cut = chars.windows(SHINGLE_CHARS.min(chars.len()));
        let set: BTreeSet<String> = cut.map(|window| window.iter().collect()).collect();
        if *first.entry(set.iter().cloned().collect()).or_insert(b) != b {
            continue;
        }
        sizes[b] = set.len();
        let mut met = Vec::new();
        for shingle in set {
            let of = uses.entry(shingle).or_default();
            for &a in of.iter() {
                if shared[a] == 0 {
                    met.push(a);
                }
                shared[a] += 1;
            }
            of.push(b);
        }
        for a in met {
            let both = std::mem::take(&mut shared[a]) as usize;
            if both as f64 >= THRESHOLD * (sizes[a] + sizes[b] - both) as f64 {
                pairs.insert((a, b));
            }
        }
    }
    pairs
}

//! Measures the speed of the text tools: `speed DATA [PART…]`, parts `topics`, `made-up`,
//! `near-duplicates`.
//!
//! Prints one JSON document. Seconds are those of the processor in one thread, so other load on
//! the machine matters little; memory is the most that was resident. A part whose data is absent
//! is left out.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example prints its figures")]

mod stream;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use tandem_sense::Post;
use tandem_sense::near_duplicates::{Index, Inserted, Threshold};
use tandem_sense::topics::{Config, Detector};

#[derive(serde::Serialize)]
struct Figure {
    what: &'static str,
    posts: usize,
    cpu_s: f64,
    posts_per_cpu_s: f64,
    /// Posts a second in each tenth of the stream, where the cost could grow.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tenths: Vec<f64>,
    peak_mib: f64,
    /// What came out, so that a change of the result shows.
    found: usize,
}

fn main() {
    let mut args = std::env::args().skip(1);
    let Some(data) = args.next() else {
        eprintln!("usage: speed DATA [PART…]");
        std::process::exit(2);
    };
    let wanted: Vec<String> = args.collect();
    let is_wanted = |part: &str| wanted.is_empty() || wanted.iter().any(|w| w == part);
    let english = Path::new(&data).join("event2012/event2012_en.jsonl.gz");
    let mut figures = Vec::new();
    for (part, measure) in
        [("topics", topics as fn(&[Post]) -> Figure), ("near-duplicates", near_duplicates)]
    {
        if is_wanted(part) {
            match read(&english) {
                Some(posts) => figures.push(measure(&posts)),
                None => eprintln!("{part}: left out, since {} is absent", english.display()),
            }
        }
    }
    if is_wanted("made-up") {
        figures.push(made_up());
    }
    println!("{}", serde_json::to_string_pretty(&figures).expect("figures are plain values"));
}

fn topics(posts: &[Post]) -> Figure {
    let mut best: Option<(f64, usize)> = None;
    for _ in 0..5 {
        let mut detector = Detector::new(Config::default());
        let begun = cpu_s();
        let found = posts.iter().filter(|post| detector.observe(post).topic.is_some()).count();
        let taken = cpu_s() - begun;
        if best.is_none_or(|(so_far, _)| taken < so_far) {
            best = Some((taken, found));
        }
    }
    let (cpu, found) = best.expect("it was run");
    figure("topics, event2012, tokenising included, best of 5", posts.len(), cpu, found)
}

fn near_duplicates(posts: &[Post]) -> Figure {
    let mut best: Option<(f64, usize)> = None;
    for _ in 0..5 {
        let mut index = Index::new(Threshold::new(0.7).expect("a threshold"));
        let begun = cpu_s();
        let mut found = 0;
        for (at, post) in posts.iter().enumerate() {
            if let Inserted::Distinct(pairs) = index.insert(at, &post.text) {
                found += pairs.len();
            }
        }
        let taken = cpu_s() - begun;
        if best.is_none_or(|(so_far, _)| taken < so_far) {
            best = Some((taken, found));
        }
    }
    let (cpu, found) = best.expect("it was run");
    figure("near-duplicates, event2012, Jaccard 0.7, best of 5", posts.len(), cpu, found)
}

/// A million posts in 30 days whose vocabulary never stops growing.
fn made_up() -> Figure {
    const POSTS: usize = 1_000_000;
    let mut detector = Detector::new(Config::default());
    let mut stream = stream::Stream::new(POSTS, 30 * 24 * 3600);
    let (mut cpu, mut found) = (0.0, 0);
    let mut tenths = Vec::new();
    let mut batch = Vec::new();
    for tenth in 0..10 {
        let before = cpu;
        for _ in 0..100 {
            batch.clear();
            batch.extend((&mut stream).take(POSTS / 1000));
            let begun = cpu_s();
            found += batch.iter().filter(|post| detector.observe(post).topic.is_some()).count();
            cpu += cpu_s() - begun;
        }
        tenths.push((POSTS / 10) as f64 / (cpu - before));
        eprintln!("made-up: tenth {}: {:.0} posts/s", tenth + 1, tenths[tenth]);
    }
    let figure = figure("topics, made-up stream of 30 days", POSTS, cpu, found);
    Figure { tenths, ..figure }
}

fn figure(what: &'static str, posts: usize, cpu_s: f64, found: usize) -> Figure {
    let posts_per_cpu_s = posts as f64 / cpu_s.max(1e-9);
    Figure { what, posts, cpu_s, posts_per_cpu_s, tenths: Vec::new(), peak_mib: peak_mib(), found }
}

/// Seconds that this thread has computed; of the wall clock where the system does not tell.
#[allow(clippy::disallowed_methods, reason = "an example measures time")]
fn cpu_s() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let ns = told.and_then(|t| t.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()));
    ns.map_or_else(
        || {
            let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            now.map_or(0.0, |d| d.as_secs_f64())
        },
        |ns| ns / 1e9,
    )
}

fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|l| l.trim().split(' ').next()?.parse::<f64>().ok());
    kib.unwrap_or(f64::NAN) / 1024.0
}

#[derive(serde::Deserialize)]
struct Row {
    id: String,
    time: jiff::Timestamp,
    text: String,
}

fn read(path: &Path) -> Option<Vec<Post>> {
    let file = std::fs::File::open(path).ok()?;
    let reader = BufReader::new(flate2::read::GzDecoder::new(BufReader::new(file)));
    let post = |line: std::io::Result<String>| {
        let row: Row = serde_json::from_str(&line.expect("a line of text")).expect("a post");
        stream::post(&row.id, row.time.as_second(), row.text)
    };
    Some(reader.lines().map(post).collect())
}

//! Forecasts of the final size of real cascades, against a naive yardstick.

use crate::figure::{Absent, Figure, file};
use crate::stages::share_interval;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use tandem_sense::stages::forecast::forecast;

const REPOSTS: &str = "ced_chinese_rumours/threads.jsonl.gz";
const EVENTS: &str = "event2012/event2012_en.jsonl.gz";
/// Hours after the first at which a forecast is made.
const AGES: [usize; 10] = [3, 4, 6, 9, 12, 18, 24, 36, 48, 72];
/// Reposts later than this belong to another life.
const SECONDS_MAX: f64 = 90.0 * 86_400.0;

#[derive(serde::Deserialize)]
struct Thread {
    id: String,
    spread: Vec<(i64, i64, Option<f64>, String)>,
}

#[derive(serde::Deserialize)]
struct Post {
    time: jiff::Timestamp,
    event: String,
}

pub(crate) fn measure(data: &Path, figures: &mut Vec<Figure>) -> Result<(), Absent> {
    let reposts = reposts(&file(data, REPOSTS)?);
    let events = events(&file(data, EVENTS)?);
    for (name, series) in [("reposts", reposts), ("events", events)] {
        let (used, held): (Vec<_>, Vec<_>) =
            series.into_iter().partition(|(id, _)| fnv(id) >> 7 & 1 == 0);
        let growth = growth(&used);
        let mut tried: Vec<Try> = Vec::new();
        let mut silent = 0;
        for (_, counts) in &held {
            for (k, part) in parts(counts) {
                let seen: f64 = part.iter().sum();
                let size: f64 = counts.iter().sum();
                match forecast(&part) {
                    Ok(f) => tried.push(Try {
                        age: AGES[k],
                        error: (f.r#final - size).abs() / size,
                        naive: (seen * growth[k] - size).abs() / size,
                        inside: size >= f.low.floor() && size <= f.high.ceil(),
                    }),
                    Err(_) if seen >= 20.0 => silent += 1,
                    Err(_) => {}
                }
            }
        }
        tell(name, &tried, silent, figures);
    }
    Ok(())
}

struct Try {
    age: usize,
    error: f64,
    naive: f64,
    inside: bool,
}

fn tell(name: &str, tried: &[Try], silent: usize, figures: &mut Vec<Figure>) {
    let inside = tried.iter().filter(|t| t.inside).count();
    let what = format!("{name}: final size inside the 90 % interval");
    let mut figure = Figure::plain(what, inside as f64 / tried.len() as f64, tried.len(), "0.90");
    figure.interval = Some(share_interval(inside, tried.len()));
    figures.push(figure);
    for (from, to) in [(3, 4), (6, 9), (12, 18), (24, 36), (48, 72)] {
        let of: Vec<&Try> = tried.iter().filter(|t| (from..=to).contains(&t.age)).collect();
        let n = of.len();
        let median = |error: fn(&Try) -> f64| {
            let mut errors: Vec<f64> = of.iter().map(|t| error(t)).collect();
            errors.sort_by(f64::total_cmp);
            errors.get(n / 2).copied().unwrap_or(f64::NAN)
        };
        let hours = format!("{name}, at {from} to {to} hours");
        let error = format!("{hours}: median relative error");
        figures.push(Figure::plain(error, median(|t| t.error), n, "below the yardstick"));
        let naive = format!("{hours}: the same of the yardstick");
        figures.push(Figure::plain(naive, median(|t| t.naive), n, ""));
        let inside = of.iter().filter(|t| t.inside).count() as f64 / n as f64;
        figures.push(Figure::plain(format!("{hours}: inside the interval"), inside, n, "0.90"));
    }
    let all = tried.len() + silent;
    let what = format!("{name}: share of forecasts withheld");
    figures.push(Figure::plain(what, silent as f64 / all as f64, all, ""));
}

/// Median factor from the seen size to the final one at each age.
fn growth(series: &[(String, Vec<f64>)]) -> Vec<f64> {
    let mut factors = vec![Vec::new(); AGES.len()];
    for (_, counts) in series {
        for (k, part) in parts(counts) {
            let seen: f64 = part.iter().sum();
            if seen >= 20.0 {
                factors[k].push(counts.iter().sum::<f64>() / seen);
            }
        }
    }
    for of_age in &mut factors {
        of_age.sort_by(f64::total_cmp);
    }
    factors.iter().map(|f| f.get(f.len() / 2).copied().unwrap_or(1.0)).collect()
}

/// The counts as they stood at each age.
fn parts(counts: &[f64]) -> impl Iterator<Item = (usize, Vec<f64>)> {
    AGES.iter().enumerate().map(|(k, &age)| {
        let mut part: Vec<f64> = counts.iter().copied().take(age).collect();
        part.resize(age, 0.0);
        (k, part)
    })
}

fn lines(path: &Path) -> impl Iterator<Item = String> + use<> {
    let file = BufReader::new(std::fs::File::open(path).expect("the file opens"));
    BufReader::new(flate2::read::GzDecoder::new(file)).lines().map(|line| line.expect("a line"))
}

fn reposts(path: &Path) -> Vec<(String, Vec<f64>)> {
    let of_line = |line: String| {
        let thread: Thread = serde_json::from_str(&line).expect("a thread");
        let seconds: Vec<f64> = thread
            .spread
            .iter()
            .filter_map(|item| item.2)
            .filter(|s| (0.0..SECONDS_MAX).contains(s))
            .collect();
        (seconds.len() >= 10).then(|| (thread.id, hourly(&seconds)))
    };
    lines(path).filter_map(of_line).collect()
}

fn events(path: &Path) -> Vec<(String, Vec<f64>)> {
    let mut times: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for line in lines(path) {
        let post: Post = serde_json::from_str(&line).expect("a post");
        if post.event != "none" {
            times.entry(post.event).or_default().push(post.time.as_second());
        }
    }
    times.retain(|_, times| times.len() >= 25);
    let of_event = |(event, times): (String, Vec<i64>)| {
        let first = times.iter().min().copied().unwrap_or(0) / 3600 * 3600;
        let seconds: Vec<f64> = times.iter().map(|t| (t - first) as f64).collect();
        (event, hourly(&seconds))
    };
    times.into_iter().map(of_event).collect()
}

fn hourly(seconds: &[f64]) -> Vec<f64> {
    let mut counts = Vec::new();
    for s in seconds {
        let hour = (s / 3600.0) as usize;
        if hour >= counts.len() {
            counts.resize(hour + 1, 0.0);
        }
        counts[hour] += 1.0;
    }
    counts
}

/// A fixed hash that parts identifiers into halves (FNV-1a, 32 bits).
fn fnv(text: &str) -> u32 {
    let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    text.bytes().fold(0x811c_9dc5, step)
}

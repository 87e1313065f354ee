//! Bursts added to real series: new hot-search topics an hour whose title holds a pair of
//! characters.

use crate::chance::Chance;
use crate::figure::{Absent, Figure, file};
use crate::made::{HOURS, add};
use crate::stages::Score;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use tandem_sense::stages::{Alarm, Watch};
use tandem_sense::text::is_han;

const TOPICS: &str = "weibo_hot_hourly/topics.jsonl.gz";
/// How many of the most frequent pairs make a series.
const PAIRS: usize = 400;
/// Fewest new topics an hour of a series on average.
const RATE_MIN: f64 = 0.1;
const SEED: u64 = 20_261_125;

#[derive(serde::Deserialize)]
struct Topic {
    title: String,
    first: String,
}

pub(crate) fn measure(data: &Path, figures: &mut Vec<Figure>) -> Result<(), Absent> {
    let windows = windows(&file(data, TOPICS)?);
    let mut chance = Chance::new(SEED);
    let (mut real, mut shuffled) = (Score::default(), Score::default());
    for (i, window) in windows.iter().enumerate() {
        for (score, counts) in
            [(&mut real, window.clone()), (&mut shuffled, in_other_order(window, &mut chance))]
        {
            let (counts, burst, size) = with_burst(counts, i, &mut chance);
            let mut watch = Watch::default();
            let alarms: Vec<Alarm> = counts.iter().map(|&c| watch.observe(c).alarm).collect();
            score.add(&alarms, burst, size, crate::made::FROM);
        }
    }
    real.tell("real series", figures);
    shuffled.tell("real series, hours from other days", figures);
    Ok(())
}

/// Four weeks each of the pairs' series; hours without a look, and those after one, are missing.
fn windows(path: &Path) -> Vec<Vec<Option<f64>>> {
    let file = BufReader::new(std::fs::File::open(path).expect("the file opens"));
    let topics: Vec<(usize, Vec<char>)> = BufReader::new(flate2::read::GzDecoder::new(file))
        .lines()
        .map(|line| {
            let topic: Topic = serde_json::from_str(&line.expect("a line")).expect("a topic");
            (hour(&topic.first), topic.title.chars().collect())
        })
        .collect();
    let begin = topics.iter().map(|t| t.0).min().unwrap_or(0);
    let hours = topics.iter().map(|t| t.0).max().unwrap_or(0) - begin + 1;
    let mut series: BTreeMap<[char; 2], Vec<u16>> = BTreeMap::new();
    let mut number: BTreeMap<[char; 2], usize> = BTreeMap::new();
    let mut looked = vec![false; hours];
    let pairs = |title: &[char]| -> BTreeSet<[char; 2]> {
        let both_han = |w: &&[char]| is_han(w[0]) && is_han(w[1]);
        title.windows(2).filter(both_han).map(|w| [w[0], w[1]]).collect()
    };
    for (at, title) in &topics {
        looked[at - begin] = true;
        for pair in pairs(title) {
            *number.entry(pair).or_default() += 1;
        }
    }
    let mut frequent: Vec<([char; 2], usize)> = number.into_iter().collect();
    frequent.sort_by_key(|(pair, number)| (std::cmp::Reverse(*number), *pair));
    for (pair, _) in frequent.iter().take(PAIRS) {
        series.insert(*pair, vec![0; hours]);
    }
    for (at, title) in &topics {
        for pair in pairs(title) {
            if let Some(counts) = series.get_mut(&pair) {
                counts[at - begin] += 1;
            }
        }
    }
    let known = |h: usize| looked[h] && h > 0 && looked[h - 1];
    let of_series = |counts: &Vec<u16>| -> Vec<Vec<Option<f64>>> {
        (0..hours / HOURS)
            .map(|k| k * HOURS..(k + 1) * HOURS)
            .map(|range| range.map(|h| known(h).then(|| f64::from(counts[h]))).collect())
            .filter(|window: &Vec<Option<f64>>| {
                let found = window.iter().flatten().count();
                let rate = window.iter().flatten().sum::<f64>() / found.max(1) as f64;
                found * 10 >= HOURS * 7 && rate >= RATE_MIN
            })
            .collect()
    };
    series.values().flat_map(of_series).collect()
}

/// Hours since 1970 of `2024-05-20T20`.
fn hour(text: &str) -> usize {
    let civil: jiff::civil::DateTime = format!("{text}:00:00").parse().expect("an hour");
    let at = jiff::tz::TimeZone::UTC.to_timestamp(civil).expect("a time in range");
    usize::try_from(at.as_second() / 3600).expect("a time after 1970")
}

/// Every hour of the day from another day: the season and each hour's law stay, what lasts longer
/// than an hour is gone.
fn in_other_order(window: &[Option<f64>], chance: &mut Chance) -> Vec<Option<f64>> {
    let mut other = window.to_vec();
    for hour in 0..24 {
        for day in (1..HOURS / 24).rev() {
            other.swap(day * 24 + hour, chance.below(day + 1) * 24 + hour);
        }
    }
    other
}

/// Adds a burst to every second series, by the window's own mean of each hour of the day.
fn with_burst(
    mut counts: Vec<Option<f64>>,
    index: usize,
    chance: &mut Chance,
) -> (Vec<Option<f64>>, Option<(usize, usize)>, i32) {
    if !index.is_multiple_of(2) {
        return (counts, None, 0);
    }
    let size = [2, 4, 8, -5][(index / 2) % 4];
    let start = crate::made::FROM + chance.below(11 * 24);
    let end = (start + 6 + chance.below(43)).min(HOURS);
    let mean_of = |hour: usize| {
        let same: Vec<f64> = counts.iter().skip(hour % 24).step_by(24).flatten().copied().collect();
        same.iter().sum::<f64>() / same.len().max(1) as f64
    };
    let usual: Vec<f64> = (start..end).map(mean_of).collect();
    let mut rates = usual.clone();
    add(&mut rates, size);
    for ((count, rate), usual) in counts[start..end].iter_mut().zip(rates).zip(usual) {
        if let Some(count) = count {
            *count += chance.poisson(rate - usual);
        }
    }
    (counts, Some((start, end)), size)
}

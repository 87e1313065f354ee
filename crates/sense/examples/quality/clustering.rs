//! Measures of a clustering against labels: B-cubed, adjusted mutual information, adjusted Rand
//! index, and the clusters taken as alarms.

use crate::chance::Chance;
use std::collections::{HashMap, HashSet, VecDeque};

/// A labelled post: its label and the cluster it was found in.
pub(crate) type Pair = (u32, u64);

/// B-cubed (Bagga and Baldwin, 1998), AMI with the arithmetic mean (Vinh et al., 2010) and ARI
/// (Hubert and Arabie, 1985), as scikit-learn computes the last two.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Agreement {
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
    pub ami: f64,
    pub ari: f64,
}

/// Counts of a contingency table.
struct Table {
    both: HashMap<Pair, usize>,
    truth: HashMap<u32, usize>,
    found: HashMap<u64, usize>,
    n: usize,
}

impl Table {
    fn of(pairs: impl Iterator<Item = Pair>) -> Self {
        let mut table =
            Self { both: HashMap::new(), truth: HashMap::new(), found: HashMap::new(), n: 0 };
        for (t, f) in pairs {
            *table.both.entry((t, f)).or_insert(0) += 1;
            *table.truth.entry(t).or_insert(0) += 1;
            *table.found.entry(f).or_insert(0) += 1;
            table.n += 1;
        }
        table
    }
}

/// All measures of agreement.
pub(crate) fn agreement(pairs: &[Pair]) -> Agreement {
    let table = Table::of(pairs.iter().copied());
    let (precision, recall, f1) = b_cubed(&table);
    Agreement { precision, recall, f1, ami: ami(&table), ari: ari(&table) }
}

fn b_cubed(table: &Table) -> (f64, f64, f64) {
    let (mut precision, mut recall) = (0.0, 0.0);
    for (&(t, f), &count) in &table.both {
        let count = count as f64;
        precision += count * count / table.found[&f] as f64;
        recall += count * count / table.truth[&t] as f64;
    }
    let n = table.n.max(1) as f64;
    let (precision, recall) = (precision / n, recall / n);
    (precision, recall, 2.0 * precision * recall / (precision + recall).max(1e-12))
}

/// Adjusted Rand index.
fn ari(table: &Table) -> f64 {
    let pairs = |n: usize| n as f64 * (n as f64 - 1.0) / 2.0;
    let both: f64 = table.both.values().map(|&n| pairs(n)).sum();
    let truth: f64 = table.truth.values().map(|&n| pairs(n)).sum();
    let found: f64 = table.found.values().map(|&n| pairs(n)).sum();
    let expected = truth * found / pairs(table.n).max(1.0);
    (both - expected) / ((truth + found) / 2.0 - expected).max(1e-12)
}

/// Adjusted mutual information: what the two partitions tell of each other beyond what random
/// partitions of the same sizes would.
fn ami(table: &Table) -> f64 {
    let n = table.n as f64;
    let entropy = |counts: &mut dyn Iterator<Item = usize>| -> f64 {
        counts.map(|c| -(c as f64 / n) * (c as f64 / n).ln()).sum()
    };
    let mutual: f64 = table
        .both
        .iter()
        .map(|(&(t, f), &c)| {
            let c = c as f64;
            c / n * (n * c / (table.truth[&t] as f64 * table.found[&f] as f64)).ln()
        })
        .sum();
    let mean = (entropy(&mut table.truth.values().copied())
        + entropy(&mut table.found.values().copied()))
        / 2.0;
    let expected = expected_mutual(table);
    (mutual - expected) / (mean - expected).max(1e-12)
}

/// Mutual information to be expected of random partitions with these sizes; clusters of one size
/// are taken together.
fn expected_mutual(table: &Table) -> f64 {
    let n = table.n;
    let mut ln_factorial = vec![0.0; n + 1];
    for i in 1..=n {
        ln_factorial[i] = ln_factorial[i - 1] + (i as f64).ln();
    }
    let sizes = |counts: &mut dyn Iterator<Item = usize>| {
        let mut sizes: HashMap<usize, f64> = HashMap::new();
        counts.for_each(|c| *sizes.entry(c).or_insert(0.0) += 1.0);
        sizes
    };
    let truth = sizes(&mut table.truth.values().copied());
    let found = sizes(&mut table.found.values().copied());
    let mut expected = 0.0;
    for (&a, &times_a) in &truth {
        for (&b, &times_b) in &found {
            let fixed =
                ln_factorial[a] + ln_factorial[b] + ln_factorial[n - a] + ln_factorial[n - b]
                    - ln_factorial[n];
            let mut sum = 0.0;
            for c in 1.max((a + b).saturating_sub(n))..=a.min(b) {
                let ln_p = fixed
                    - ln_factorial[c]
                    - ln_factorial[a - c]
                    - ln_factorial[b - c]
                    - ln_factorial[n + c - a - b];
                if ln_p < -45.0 && c > a * b / n {
                    break;
                }
                let information = (n as f64 * c as f64 / (a as f64 * b as f64)).ln();
                sum += c as f64 / n as f64 * information * ln_p.exp();
            }
            expected += sum * times_a * times_b;
        }
    }
    expected
}

/// 95 % interval of B-cubed F1 by drawing labels with replacement, 200 times, with a fixed seed.
/// A label that was drawn twice counts as two labels with clusters of their own.
pub(crate) fn f1_interval(pairs: &[Pair]) -> (f64, f64) {
    let mut by_label: HashMap<u32, HashMap<u64, f64>> = HashMap::new();
    for &(t, f) in pairs {
        *by_label.entry(t).or_default().entry(f).or_insert(0.0) += 1.0;
    }
    let mut labels: Vec<u32> = by_label.keys().copied().collect();
    labels.sort_unstable();
    let mut random = Chance::new(7);
    let mut drawn: Vec<f64> = (0..200)
        .map(|_| {
            let mut times: HashMap<u32, f64> = HashMap::new();
            for _ in 0..labels.len() {
                *times.entry(labels[random.below(labels.len())]).or_insert(0.0) += 1.0;
            }
            weighted_f1(&by_label, &times)
        })
        .collect();
    drawn.sort_by(f64::total_cmp);
    (drawn[4], drawn[194])
}

fn weighted_f1(by_label: &HashMap<u32, HashMap<u64, f64>>, times: &HashMap<u32, f64>) -> f64 {
    let mut found: HashMap<u64, f64> = HashMap::new();
    for (label, w) in times {
        for (&f, &c) in &by_label[label] {
            *found.entry(f).or_insert(0.0) += c * w;
        }
    }
    let (mut precision, mut recall, mut n) = (0.0, 0.0, 0.0);
    for (label, w) in times {
        let size: f64 = by_label[label].values().sum();
        n += size * w;
        for (f, c) in &by_label[label] {
            // A copy of a label is alike, not the same: each copy is right only about itself, but
            // where the same cluster holds both the copies are not counted against it.
            let others = found[f] - c * (w - 1.0);
            precision += w * c * c / others;
            recall += w * c * c / size;
        }
    }
    2.0 * precision * recall / (precision + recall) / n
}

/// Clusters taken as alarms: five posts in 24 hours raise one.
#[derive(Debug, Clone)]
pub(crate) struct Alarms {
    /// Labels with at least ten posts.
    pub labels: usize,
    /// Those of them that raised a true alarm.
    pub detected: usize,
    pub alarms: usize,
    pub repeats: usize,
    pub wrong: usize,
    /// Labels with a true alarm.
    pub topics: usize,
    pub posts_median: f64,
    pub minutes_median: f64,
}

/// Posts that raise an alarm, and the seconds in which they come.
const ALARM: (usize, i64) = (5, 24 * 3600);

/// Alarms over posts as (time, label with 0 for none, cluster).
pub(crate) fn alarms(posts: &[(i64, u32, Option<u64>)]) -> Alarms {
    let mut sizes: HashMap<u32, usize> = HashMap::new();
    posts.iter().for_each(|&(_, label, _)| *sizes.entry(label).or_insert(0) += 1);
    let mut first: HashMap<u32, (i64, f64)> = HashMap::new();
    let mut recent: HashMap<u64, VecDeque<(i64, u32)>> = HashMap::new();
    let mut done: HashSet<u64> = HashSet::new();
    let mut detected: HashMap<u32, (f64, f64)> = HashMap::new();
    let (mut alarms, mut repeats, mut wrong) = (0, 0, 0);
    for &(time, label, cluster) in posts {
        let seen = first.entry(label).or_insert((time, 0.0));
        seen.1 += 1.0;
        let Some(cluster) = cluster.filter(|cluster| !done.contains(cluster)) else { continue };
        let last = recent.entry(cluster).or_default();
        last.push_back((time, label));
        while last.front().is_some_and(|&(t, _)| t < time - ALARM.1) {
            last.pop_front();
        }
        if last.len() < ALARM.0 {
            continue;
        }
        done.insert(cluster);
        alarms += 1;
        let count = |label: u32| last.iter().filter(|&&(_, l)| l == label).count();
        let (best, times) =
            last.iter().fold(
                (0, 0),
                |best: (u32, usize), &(_, l)| {
                    if count(l) > best.1 { (l, count(l)) } else { best }
                },
            );
        if best == 0 || times * 2 < last.len() {
            wrong += 1;
        } else {
            let (begun, posts) = first[&best];
            let alarm = (posts, (time - begun) as f64 / 60.0);
            repeats += usize::from(detected.contains_key(&best));
            detected.entry(best).or_insert(alarm);
        }
    }
    let large = sizes.iter().filter(|&(&label, &n)| label != 0 && n >= 10).map(|(&label, _)| label);
    let large: Vec<u32> = large.collect();
    let hit: Vec<(f64, f64)> = large.iter().filter_map(|l| detected.get(l).copied()).collect();
    Alarms {
        labels: large.len(),
        detected: hit.len(),
        alarms,
        repeats,
        wrong,
        topics: detected.len(),
        posts_median: median(hit.iter().map(|h| h.0)),
        minutes_median: median(hit.iter().map(|h| h.1)),
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let n = values.len();
    if n == 0 { f64::NAN } else { (values[(n - 1) / 2] + values[n / 2]) / 2.0 }
}

/// 95 % interval of a share (Wilson, 1927).
pub(crate) fn share_interval(hits: usize, n: usize) -> (f64, f64) {
    let (n, p, z) = (n as f64, hits as f64 / n as f64, 1.96_f64);
    let centre = p + z * z / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    ((centre - half) / (1.0 + z * z / n), (centre + half) / (1.0 + z * z / n))
}

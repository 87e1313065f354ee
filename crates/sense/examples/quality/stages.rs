//! Bursts on made and on real series with known bursts, and forecasts of real cascades.

use crate::figure::{Absent, Figure, Section};
use crate::{cascades, hot, lives, made};
use std::path::Path;
use tandem_sense::stages::{Alarm, Watch};

/// Series that are reported; what settings were chosen on had seeds below 100.
const SEED: u64 = 20_261_124;
const SERIES: usize = 8_000;

pub(crate) fn measure(data: &Path) -> Result<Section, Absent> {
    let mut figures = Vec::new();
    let series = made::bursts(SEED, SERIES);
    let begun = cpu_seconds();
    let alarms: Vec<Vec<Alarm>> = series.iter().map(|s| watch(&s.counts)).collect();
    let speed = (SERIES * made::HOURS) as f64 / (cpu_seconds() - begun);
    let mut score = Score::default();
    for (series, alarms) in series.iter().zip(&alarms) {
        score.add(alarms, series.burst, series.size, made::FROM);
    }
    score.tell("made series", &mut figures);
    let mut seeing = Score::default();
    for series in &series {
        let alarms = made::clairvoyant(series, 5_600.0);
        seeing.add(&alarms, series.burst, series.size, made::FROM);
    }
    seeing.tell("the same, by a test that knows the true rate", &mut figures);
    let what = "series-hours a CPU second, one core";
    figures.push(Figure::plain(what, speed, SERIES * made::HOURS, "≥ 1,000,000"));
    lives::measure(&mut figures);
    hot::measure(data, &mut figures)?;
    cascades::measure(data, &mut figures)?;
    Ok(Section {
        title: "Bursts, stages, forecast".into(),
        method: "Made series: 28 days with a daily and a weekly season, overdispersed, every \
                 second one with a burst; seeds apart from those that settings were chosen on; \
                 scored from day 15; a burst is found by an alarm inside it; false alarms are \
                 onsets outside bursts. Made lives: a base, one or two waves; an \
                 hour's true stage is read from its true rate, and the three hours after a change \
                 are not scored. Real series: new hot-search topics an hour whose title \
                 holds a frequent pair of characters, with bursts added; what really happened \
                 there counts as false, so the same series with each hour of the day taken from \
                 another day are scored too. Forecasts: the half of the cascades whose identifiers \
                 were not used for the coefficients, at 3 to 72 hours, against the seen size times \
                 the median growth of the other half."
            .into(),
        figures,
    })
}

/// Whether each hour alarms.
pub(crate) fn watch(counts: &[f64]) -> Vec<Alarm> {
    let mut watch = Watch::default();
    counts.iter().map(|&count| watch.observe(Some(count)).alarm).collect()
}

/// Hits, delays and false alarms.
#[derive(Default)]
pub(crate) struct Score {
    sizes: std::collections::BTreeMap<i32, (usize, usize)>,
    delays: Vec<usize>,
    bursts: usize,
    onsets: usize,
    hours: usize,
}

impl Score {
    pub(crate) fn add(
        &mut self,
        alarms: &[Alarm],
        burst: Option<(usize, usize)>,
        size: i32,
        from: usize,
    ) {
        for (hour, alarm) in alarms.iter().enumerate().skip(from) {
            let near = burst.is_some_and(|(start, end)| hour + 1 >= start && hour < end + 6);
            if !near {
                self.hours += 1;
                self.onsets += usize::from(*alarm == Alarm::Onset);
            }
        }
        let Some((start, end)) = burst else { return };
        self.bursts += 1;
        let found = (start..end).find(|&hour| alarms[hour] != Alarm::Quiet);
        let of_size = self.sizes.entry(size).or_default();
        of_size.0 += usize::from(found.is_some());
        of_size.1 += 1;
        self.delays.extend(found.map(|hour| hour - start));
    }

    pub(crate) fn tell(mut self, name: &str, figures: &mut Vec<Figure>) {
        if self.bursts > 0 {
            let mut share = |what: String, hits: usize, of: usize, aim: &str| {
                let mut figure = Figure::plain(what, hits as f64 / of as f64, of, aim);
                figure.interval = Some(share_interval(hits, of));
                figures.push(figure);
            };
            share(format!("{name}: recall"), self.delays.len(), self.bursts, "≥ 0.90");
            for (size, (hits, of)) in &self.sizes {
                let size = match size {
                    -5 => "five an hour more".to_owned(),
                    times => format!("{times} times"),
                };
                share(format!("{name}: recall, {size}"), *hits, *of, "");
            }
            let soon = self.delays.iter().filter(|&&delay| delay <= 2).count();
            share(format!("{name}: found within two hours"), soon, self.bursts, "");
            self.delays.sort_unstable();
            let median = self.delays.get(self.delays.len() / 2).map_or(f64::NAN, |&d| d as f64);
            let mean = self.delays.iter().sum::<usize>() as f64 / self.delays.len().max(1) as f64;
            let n = self.delays.len();
            figures.push(Figure::plain(format!("{name}: median delay, hours"), median, n, "≤ 2"));
            figures.push(Figure::plain(format!("{name}: mean delay, hours"), mean, n, ""));
        }
        let thousands = self.hours as f64 / 1000.0;
        let what = format!("{name}: false alarms in 1,000 series-hours");
        let mut figure = Figure::plain(what, self.onsets as f64 / thousands, self.hours, "≤ 0.05");
        // A count of rare events: the square root of a Poisson count varies by a half.
        let root = (self.onsets as f64 + 0.375).sqrt();
        let bound = |to: f64| ((root + to).max(0.0).powi(2) - 0.375).max(0.0) / thousands;
        figure.interval = Some((bound(-0.98), bound(0.98)));
        figures.push(figure);
    }
}

/// 95 % interval of a share (Wilson).
pub(crate) fn share_interval(hits: usize, of: usize) -> (f64, f64) {
    let (n, p, z) = (of as f64, hits as f64 / of as f64, 1.96_f64);
    let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    (middle - half, middle + half)
}

/// CPU seconds of this process so far.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or("").split(' ').collect();
    let ticks = |i: usize| fields.get(i).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

//! Series of hourly counts with known bursts, made like those of the baseline measurement.
//!
//! 28 days; negative binomial counts (a Poisson law whose mean is mixed by a gamma law of shape 8);
//! a daily and a weekly profile; base 0.3 to 20 an hour. Every second series has one burst: twice,
//! four times, eight times the base, or five an hour more; 6 to 48 hours long, with a ramp of two
//! hours, beginning in days 15 to 26.

use crate::chance::Chance;
use tandem_sense::stages::Alarm;

/// Hours of a series.
pub(crate) const HOURS: usize = 28 * 24;

/// The first hour that is scored: day 15.
pub(crate) const FROM: usize = 15 * 24;

/// A made series.
pub(crate) struct Made {
    /// True rate of each hour without the burst.
    pub rate: Vec<f64>,
    /// Counts, one an hour.
    pub counts: Vec<f64>,
    /// First hour of the burst and the first after it.
    pub burst: Option<(usize, usize)>,
    /// Factor of the burst; -5 for five an hour more; 0 without one.
    pub size: i32,
}

/// Series from a seed.
pub(crate) fn bursts(seed: u64, number: usize) -> Vec<Made> {
    let mut chance = Chance::new(seed);
    let hour = |h: usize| {
        let angle = std::f64::consts::PI * ((h + 19) % 24) as f64 / 24.0;
        0.35 + 0.65 * angle.sin().powi(2)
    };
    let mean = (0..24).map(hour).sum::<f64>() / 24.0;
    let profile: Vec<f64> = (0..HOURS)
        .map(|t| hour(t % 24) / mean * if (t / 24) % 7 < 5 { 1.06 } else { 0.85 })
        .collect();
    (0..number)
        .map(|i| {
            let base = 10_f64.powf(-0.5 + 1.8 * chance.uniform());
            let mut rate: Vec<f64> = profile.iter().map(|p| base * p).collect();
            let usual = rate.clone();
            let mut burst = None;
            let mut size = 0;
            if i % 2 == 0 {
                let start = FROM + chance.below(11 * 24);
                let length = 6 + chance.below(43);
                size = [2, 4, 8, -5][(i / 2) % 4];
                let end = HOURS.min(start + length);
                add(&mut rate[start..end], size);
                burst = Some((start, end));
            }
            let counts = rate.iter().map(|r| chance.mixed(*r)).collect();
            Made { rate: usual, counts, burst, size }
        })
        .collect()
}

/// The test of Shiryaev and Roberts for a series whose true rate and spread it is told: what no
/// test that has to learn them can do much better than.
pub(crate) fn clairvoyant(series: &Made, threshold: f64) -> Vec<Alarm> {
    const SIZES: [f64; 5] = [1.6, 2.3, 4.0, 8.0, 20.0];
    const SHAPE: f64 = 8.0;
    let ratio = |count: f64, mean: f64, size: f64| {
        count * size.ln() - (count + SHAPE) * ((SHAPE + size * mean) / (SHAPE + mean)).ln()
    };
    let mut evidence = [0.0_f64; SIZES.len()];
    let mut episode: Option<(f64, f64, f64)> = None;
    let of_hour = |(&count, &mean): (&f64, &f64)| {
        if let Some((found, expected, over)) = episode {
            let size = (found / expected).max(SIZES[0]);
            let over = (over - ratio(count, mean, size)).max(0.0);
            episode = (over < 3.0).then_some((found + count, expected + mean, over));
            return if episode.is_some() { Alarm::Lasting } else { Alarm::Quiet };
        }
        for (evidence, size) in evidence.iter_mut().zip(SIZES) {
            *evidence = (1.0 + *evidence) * ratio(count, mean, size).min(50.0).exp();
        }
        if evidence.iter().sum::<f64>() < threshold * SIZES.len() as f64 {
            return Alarm::Quiet;
        }
        evidence = [0.0; SIZES.len()];
        episode = Some((count, mean, 0.0));
        Alarm::Onset
    };
    series.counts.iter().zip(&series.rate).map(of_hour).collect()
}

/// Adds a burst with a ramp of two hours to hourly rates.
pub(crate) fn add(rates: &mut [f64], size: i32) {
    for (k, rate) in rates.iter_mut().enumerate() {
        let ramp = if k == 0 { 0.5 } else { 1.0 };
        *rate =
            if size > 0 { *rate * (1.0 + f64::from(size - 1) * ramp) } else { *rate + 5.0 * ramp };
    }
}

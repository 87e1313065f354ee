//! What an hour would bring if nothing happened: a level with a daily and a weekly season.
//!
//! The expected count of an hour is the exponential of a level and of sine and cosine pairs: three
//! for the day, two for the week. The coefficients are a Gaussian belief that every hour corrects
//! (a dynamic generalised linear model: West, Harrison and Migon, J. Am. Stat. Assoc. 80, 1985).
//! Two things follow from carrying a belief instead of a number. A young series has a wide
//! belief, so its first hours cannot alarm on a guess; and a sparse series borrows strength from
//! all of its hours, so one post in a quiet night is no reason to expect another there.
//!
//! The season is learned from the series' own hours. It needs neither a time zone nor a calendar,
//! and a wrong one cannot mislead it.

use std::sync::LazyLock;

/// Level, three pairs of the day, two pairs of the week.
const TERMS: usize = 11;
/// Hours of a week, after which the season repeats.
const WEEK: usize = 168;
/// Standard deviations of the coefficients before anything was seen, on the log scale.
const PRIOR_SD: [f64; TERMS] = [0.7, 0.4, 0.4, 0.15, 0.15, 0.07, 0.07, 0.1, 0.1, 0.05, 0.05];
/// Hours after which an observation counts 1/e: six weeks, so that six of each weekday speak.
const MEMORY_HOURS: f64 = 24.0 * 42.0;
/// Expected counts below this are told apart by nobody.
const MEAN_MIN: f64 = 0.01;
/// Extra variance before anything was seen, relative to the squared mean, and how many
/// observations that is worth.
const SPREAD_PRIOR: f64 = 0.15;
const SPREAD_PRIOR_WEIGHT: f64 = 30.0;
/// Most observations that the estimate remembers: four weeks.
const SPREAD_WEIGHT_MAX: f64 = 24.0 * 28.0;
const SPREAD_RANGE: (f64, f64) = (0.005, 4.0);
/// A count further above the expected one than this many standard deviations corrects the belief
/// as if it were at that bound (Huber's bound: one glitch must not move the baseline; a nearer bound would lean it downwards).
const CLIP_SD: f64 = 6.0;

/// The season's terms of every hour of a week.
static TERMS_OF_HOUR: LazyLock<Box<[[f64; TERMS]; WEEK]>> = LazyLock::new(|| {
    let mut all = Box::new([[1.0; TERMS]; WEEK]);
    for (hour, terms) in all.iter_mut().enumerate() {
        let periods = [24.0, 12.0, 8.0, 168.0, 84.0];
        for (pair, period) in periods.into_iter().enumerate() {
            let angle = std::f64::consts::TAU * hour as f64 / period;
            terms[1 + 2 * pair] = angle.sin();
            terms[2 + 2 * pair] = angle.cos();
        }
    }
    all
});

/// What is expected of one hour, before its count is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// Mean count.
    pub mean: f64,
    /// Extra variance relative to the squared mean: variance is `mean + spread * mean²`, with the
    /// uncertainty of the mean itself included.
    pub spread: f64,
    /// Factor of the season in this hour; the level of the hour is `mean / season`.
    pub season: f64,
}

impl Expected {
    /// Standard deviation of the count.
    pub fn sd(&self) -> f64 {
        (self.mean + self.spread * self.mean * self.mean).sqrt()
    }
}

/// The belief about level and season.
#[derive(Debug, Clone)]
pub(super) struct Baseline {
    terms: &'static [[f64; TERMS]; WEEK],
    hour: usize,
    mean: [f64; TERMS],
    cov: [[f64; TERMS]; TERMS],
    spread: f64,
    spread_weight: f64,
    begun: bool,
    /// Covariance times terms of the current hour, and the variance of its log mean.
    along: [f64; TERMS],
    log_variance: f64,
    expected: Expected,
}

impl Baseline {
    pub(super) fn new() -> Self {
        let mut cov = [[0.0; TERMS]; TERMS];
        for (i, sd) in PRIOR_SD.into_iter().enumerate() {
            cov[i][i] = sd * sd;
        }
        Self {
            terms: &TERMS_OF_HOUR,
            hour: 0,
            mean: [0.0; TERMS],
            cov,
            spread: SPREAD_PRIOR,
            spread_weight: SPREAD_PRIOR_WEIGHT,
            begun: false,
            along: [0.0; TERMS],
            log_variance: 0.0,
            expected: Expected { mean: 0.0, spread: 0.0, season: 1.0 },
        }
    }

    /// What is expected of the next hour; nothing before a first count.
    pub(super) fn expect(&mut self) -> Option<Expected> {
        if !self.begun {
            return None;
        }
        let terms = &self.terms[self.hour];
        let mut log_mean = 0.0;
        let mut log_variance = 0.0;
        for i in 0..TERMS {
            let row = &self.cov[i];
            let mut sum = 0.0;
            for j in 0..TERMS {
                sum += row[j] * terms[j];
            }
            self.along[i] = sum;
            log_mean += self.mean[i] * terms[i];
            log_variance += sum * terms[i];
        }
        self.log_variance = log_variance.max(1e-9);
        let mean = log_mean.exp().max(MEAN_MIN);
        let season = (log_mean - self.mean[0]).exp();
        self.expected = Expected { mean, spread: self.spread + self.log_variance, season };
        Some(self.expected)
    }

    /// Takes the count of the hour that was last expected, and goes on to the next hour.
    pub(super) fn learn(&mut self, count: f64) {
        if !self.begun {
            self.begun = true;
            self.mean[0] = (count + 0.5).ln();
            // One count alone says little about the level of all hours.
            self.cov[0][0] += 1.0 / (count + 0.5);
            self.next();
            return;
        }
        let Expected { mean, .. } = self.expected;
        let count = count.min(mean + CLIP_SD * self.expected.sd());
        self.learn_spread(count, mean);
        // Gamma belief of shape 1/q about the hour's mean; extra variance makes a count worth less.
        let worth = 1.0 / (1.0 + self.spread * mean);
        let shape = 1.0 / self.log_variance;
        let shift = ((shape + count * worth) / (shape + mean * worth)).ln();
        let kept = shape / (shape + count * worth);
        let gain = 1.0 / self.log_variance;
        let shrink = gain * (1.0 - kept);
        let forget = 1.0 / (1.0 - 1.0 / MEMORY_HOURS);
        for i in 0..TERMS {
            self.mean[i] += self.along[i] * gain * shift;
            let scaled = self.along[i] * shrink;
            for j in 0..TERMS {
                self.cov[i][j] = (self.cov[i][j] - scaled * self.along[j]) * forget;
            }
        }
        self.bound();
        self.next();
    }

    /// Goes on to the next hour without a count: it is missing, or it is not to be learned from.
    pub(super) fn pass(&mut self) {
        self.next();
    }

    /// Takes the level of the hours as risen or fallen by a factor, and as less certain.
    pub(super) fn shift_level(&mut self, factor: f64) {
        self.mean[0] += factor.max(1e-6).ln();
        self.cov[0][0] += 0.1;
    }

    /// Forgetting must not make the belief wider than it was before anything was seen.
    fn bound(&mut self) {
        for (i, sd) in PRIOR_SD.into_iter().enumerate() {
            let most = 2.0 * sd * sd;
            if self.cov[i][i] > most {
                let factor = (most / self.cov[i][i]).sqrt();
                for j in 0..TERMS {
                    self.cov[i][j] *= factor;
                    self.cov[j][i] *= factor;
                }
            }
        }
    }

    /// Moment estimate of the extra variance; hours that say more about it weigh more.
    fn learn_spread(&mut self, count: f64, mean: f64) {
        let error = count - mean;
        let found = (error * error - mean) / (mean * mean) - self.log_variance;
        let relative = mean / (1.0 + self.spread * mean);
        let weight = (relative * relative).min(1.0);
        self.spread_weight = (self.spread_weight + weight).min(SPREAD_WEIGHT_MAX);
        self.spread += weight / self.spread_weight * (found - self.spread);
        self.spread = self.spread.clamp(SPREAD_RANGE.0, SPREAD_RANGE.1);
    }

    fn next(&mut self) {
        self.hour = if self.hour + 1 == WEEK { 0 } else { self.hour + 1 };
    }
}

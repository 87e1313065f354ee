//! When a series leaves what is expected of it: a sequential test with a bounded rate of false
//! alarms.
//!
//! For each of a few sizes of burst, the statistic of Shiryaev and Roberts adds up the evidence of
//! every possible beginning: `R ← (1 + R) · likelihood ratio`. Under the baseline, the mean of the
//! statistics grows by one an hour and no faster, whatever the counts' law is, as long as the
//! baseline states it rightly. So an alarm at `R ≥ A` comes by chance not more often than once in
//! `A` hours on average (Pollak, Ann. Stat. 13, 1985), and no threshold has to be tuned.
//!
//! An episode ends by the same kind of evidence in the other direction: when the counts speak for
//! the baseline against the episode's own size.

use super::baseline::{Baseline, Expected};

/// Sizes of burst that the test is made for, as factors of the expected count. Sizes in between
/// are found nearly as fast; a multiple of ten is found by the largest.
const SIZES: [f64; 4] = [1.8, 3.0, 6.0, 15.0];
/// Hours that pass on average between two false alarms of one series, at least. The measured
/// number is some 20,000: the statistic jumps over the bound, and four statistics share it.
const FALSE_ALARM_HOURS: f64 = 4_400.0;
/// Evidence (natural logarithm of a likelihood ratio) that ends an episode: 20 to 1.
const END_EVIDENCE: f64 = 3.0;
/// An episode that lasts longer than this is a new level, not a burst.
pub(super) const EPISODE_HOURS_MAX: u32 = 96;
/// The new level is taken from this many last hours.
const LEVEL_HOURS: u32 = 48;

/// What an hour was.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hour {
    /// What was expected before the count was known; nothing before a first count.
    pub expected: Option<Expected>,
    /// Whether the hour opens an episode, belongs to one, or to none.
    pub alarm: Alarm,
    /// Mean of the test's statistics: evidence of this size comes by chance not more often than
    /// once in so many hours. 0 during an episode.
    pub evidence: f64,
}

/// Place of an hour towards episodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alarm {
    /// As expected.
    Quiet,
    /// The first hour at which the test rejects the baseline.
    Onset,
    /// An episode goes on.
    Lasting,
}

/// The online test: give it hour after hour.
#[derive(Debug, Clone)]
pub struct Watch {
    baseline: Baseline,
    evidence: [f64; SIZES.len()],
    episode: Option<Episode>,
}

#[derive(Debug, Clone, Copy)]
struct Episode {
    hours: u32,
    /// Counts and expected counts since the onset, with forgetting after [`LEVEL_HOURS`].
    found: f64,
    expected: f64,
    over: f64,
}

impl Default for Watch {
    fn default() -> Self {
        Self { baseline: Baseline::new(), evidence: [0.0; SIZES.len()], episode: None }
    }
}

impl Watch {
    /// Takes the count of the next hour; `None` where it is missing.
    pub fn observe(&mut self, count: Option<f64>) -> Hour {
        let expected = self.baseline.expect();
        let Some(count) = count else {
            self.baseline.pass();
            let alarm = if self.episode.is_some() { Alarm::Lasting } else { Alarm::Quiet };
            return Hour { expected, alarm, evidence: 0.0 };
        };
        let Some(now) = expected else {
            self.baseline.learn(count);
            return Hour { expected, alarm: Alarm::Quiet, evidence: 0.0 };
        };
        let alarm = match self.episode {
            None => self.quiet(count, &now),
            Some(episode) => self.lasting(episode, count, &now),
        };
        let evidence = self.evidence.iter().sum::<f64>() / SIZES.len() as f64;
        Hour { expected, alarm, evidence }
    }

    fn quiet(&mut self, count: f64, now: &Expected) -> Alarm {
        let mut sum = 0.0;
        for (evidence, size) in self.evidence.iter_mut().zip(SIZES) {
            let ratio = log_ratio(count, now, size).min(50.0);
            *evidence = ((1.0 + *evidence) * ratio.exp()).min(1e12);
            sum += *evidence;
        }
        if sum < FALSE_ALARM_HOURS * SIZES.len() as f64 {
            self.baseline.learn(count);
            return Alarm::Quiet;
        }
        self.evidence = [0.0; SIZES.len()];
        self.baseline.pass();
        self.episode = Some(Episode { hours: 1, found: count, expected: now.mean, over: 0.0 });
        Alarm::Onset
    }

    fn lasting(&mut self, mut episode: Episode, count: f64, now: &Expected) -> Alarm {
        let size = (episode.found / episode.expected).max(SIZES[0]);
        episode.over = (episode.over - log_ratio(count, now, size)).max(0.0);
        episode.hours += 1;
        if episode.hours > LEVEL_HOURS {
            let kept = 1.0 - 1.0 / f64::from(LEVEL_HOURS);
            episode.found *= kept;
            episode.expected *= kept;
        }
        episode.found += count;
        episode.expected += now.mean;
        if episode.over >= END_EVIDENCE {
            self.episode = None;
            self.baseline.learn(count);
            return Alarm::Quiet;
        }
        if episode.hours > EPISODE_HOURS_MAX {
            self.episode = None;
            self.baseline.shift_level(episode.found / episode.expected);
            self.baseline.pass();
            return Alarm::Quiet;
        }
        self.baseline.pass();
        self.episode = Some(episode);
        Alarm::Lasting
    }
}

/// Natural logarithm of how much likelier a count is under `size` times the expected mean, both
/// negative binomial with the same shape.
fn log_ratio(count: f64, now: &Expected, size: f64) -> f64 {
    let shape = 1.0 / now.spread;
    count * size.ln() - (count + shape) * ((shape + size * now.mean) / (shape + now.mean)).ln()
}

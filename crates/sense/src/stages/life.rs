//! Where in its life a series stands: latent, growth, outbreak, decline, recurrence.
//!
//! Read from the smoothed volume without its season, its change over three hours, and the evidence
//! of the burst test. Bounds have a margin between entering and leaving, so that one odd hour moves
//! no stage:
//!
//! - *latent*: the volume stays below the baseline plus two of its standard deviations, or above
//!   it without evidence;
//! - *growth*: it leaves that band with evidence that comes by chance once in 500 hours, or with
//!   an alarm;
//! - *outbreak*: during an alarm, at 0.7 of the wave's height so far or more, once it has stopped
//!   rising;
//! - *decline*: below 0.7 of the height and falling for two hours on end, or the alarm is over;
//! - *recurrence*: new growth during a decline or within a week after it.
//!
//! The share 0.7 and two standard deviations are common in the literature on life cycles of topics.
//! A branching ratio estimated hour by hour is common too; on small counts it said nothing that
//! the evidence does not say with a known rate of error, so it is left out.

use super::burst::{Alarm, Hour};
use serde::Serialize;

/// Stage of a topic's life (阶段).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 潜伏: no more than usual.
    Latent,
    /// 成长: leaving what is usual.
    Growth,
    /// 爆发: around its height.
    Outbreak,
    /// 衰退: past its height.
    Decline,
    /// 再起: grows again after a decline.
    Recurrence,
}

impl Stage {
    /// Every stage, in the order of a life.
    pub const ALL: [Self; 5] =
        [Self::Latent, Self::Growth, Self::Outbreak, Self::Decline, Self::Recurrence];
}

/// Weight of the newest hour in the smoothed volume; three hours carry most of it.
const SMOOTHING: f64 = 0.4;
/// Hours of a window of the slope.
const WINDOW: usize = 3;
/// A wave is at its height from this share of its highest volume on.
const HEIGHT_SHARE: f64 = 0.7;
/// A rise is more than this factor in a window.
const RISE: f64 = 1.25;
/// Evidence from which growth is told before the alarm: by chance once in so many hours at most.
const EVIDENCE_HOURS: f64 = 500.0;
/// A wave that rises again stands so many standard deviations above the lowest since its decline.
const SURGE_SD: f64 = 4.0;
/// A young series that is past its height stands so many below it, at this spread.
const FALL_SD: f64 = 4.0;
const SPREAD_YOUNG: f64 = 0.15;
/// Fewer acts an hour than this are nobody's growth, however silent it was before.
const VOLUME_MIN: f64 = 2.0;
/// Quiet hours that end a wave.
const QUIET_HOURS: u32 = 3;
/// Hours after a decline during which new growth is a recurrence: a week.
const RECURRENCE_HOURS: u32 = 168;
/// Follows one series hour by hour.
#[derive(Debug, Clone, Default)]
pub(super) struct Life {
    stage: Option<Stage>,
    /// Smoothed volumes, the newest first, as far back as a window.
    volumes: [f64; WINDOW + 1],
    seen: usize,
    /// Volume of the newest hour alone.
    plain: f64,
    height: f64,
    lowest: f64,
    quiet: u32,
    steady: u32,
    since_decline: Option<u32>,
    level: f64,
    upper: f64,
    alarmed: bool,
}

/// What moves the stage in one hour.
struct Signs {
    volume: f64,
    alarm: bool,
    /// Clearly more than a window ago, and the hour alone no less than the one before.
    rising: bool,
    /// Less than the hour before, and that less than the one before it.
    falling: bool,
    /// Above the band of what is usual.
    above: bool,
    /// With evidence of the burst test.
    likely: bool,
    /// Clearly above the lowest since the decline.
    surge: bool,
    /// Clearly below the height.
    fell: bool,
}

impl Life {
    /// Takes an hour's count (a missing one leaves all as it is) and says the stage.
    pub(super) fn observe(&mut self, count: Option<f64>, hour: &Hour) -> Stage {
        let Some(count) = count else {
            return *self.stage.get_or_insert(Stage::Latent);
        };
        let signs = self.signs(count, hour);
        let stage = self.stage.unwrap_or(Stage::Latent);
        let next = self.next(stage, &signs);
        if next != stage {
            self.enter(next, signs.volume);
        }
        self.height = self.height.max(signs.volume);
        self.lowest = self.lowest.min(signs.volume);
        if let Some(hours) = &mut self.since_decline {
            *hours += 1;
        }
        self.stage = Some(next);
        next
    }

    fn signs(&mut self, count: f64, hour: &Hour) -> Signs {
        let season = hour.expected.map_or(1.0, |e| e.season.clamp(0.2, 5.0));
        let plain = count / season;
        let volume = if self.seen == 0 {
            plain
        } else {
            self.volumes[0] + SMOOTHING * (plain - self.volumes[0])
        };
        self.volumes.rotate_right(1);
        self.volumes[0] = volume;
        if self.seen == 0 {
            self.volumes = [volume; WINDOW + 1];
            (self.height, self.lowest) = (volume, volume);
        }
        self.seen += 1;
        // The variance of an exponentially smoothed series, as a share of one hour's.
        let share = SMOOTHING / (2.0 - SMOOTHING);
        let spread = hour.expected.map_or(0.0, |e| e.spread);
        let sd = |at: f64| ((at + spread * at * at) * share).sqrt().max(0.5);
        let alarm = hour.alarm != Alarm::Quiet;
        if !alarm {
            self.level = hour.expected.map_or(volume, |e| e.mean / season);
            self.upper = self.level + 2.0 * sd(self.level);
        }
        let [now, before, earlier, middle] = self.volumes;
        let rising = now > RISE * middle + sd(middle.max(self.level)) && plain >= self.plain;
        self.plain = plain;
        let surge = now > self.lowest + SURGE_SD * sd(self.lowest);
        // The belief about a young series is too wide to measure a fall by.
        let tall = self.height;
        let noise_there = ((tall + SPREAD_YOUNG * tall * tall) * share).sqrt();
        let fell = now < tall - FALL_SD * noise_there;
        let likely = hour.evidence >= EVIDENCE_HOURS;
        let falling = now < before && before < earlier;
        let above = volume > self.upper && volume >= VOLUME_MIN;
        Signs { volume, alarm, rising, falling, above, likely, surge, fell }
    }

    fn next(&mut self, stage: Stage, signs: &Signs) -> Stage {
        let low = signs.volume < HEIGHT_SHARE * self.height;
        self.quiet = if signs.alarm || signs.above { 0 } else { self.quiet + 1 };
        self.steady = if signs.rising { 0 } else { self.steady + 1 };
        let begins = signs.alarm || (signs.above && signs.likely);
        self.alarmed |= signs.alarm;
        match stage {
            Stage::Latent if begins => {
                let again = self.since_decline.is_some_and(|hours| hours <= RECURRENCE_HOURS);
                if again { Stage::Recurrence } else { Stage::Growth }
            }
            Stage::Latent if self.past_height(signs) => Stage::Decline,
            Stage::Latent => Stage::Latent,
            Stage::Growth | Stage::Recurrence => {
                if signs.alarm && !low && self.steady >= 2 {
                    Stage::Outbreak
                } else if low && signs.falling && self.alarmed {
                    Stage::Decline
                } else if self.quiet >= QUIET_HOURS {
                    // A growth that came to nothing leaves no decline behind.
                    Stage::Latent
                } else {
                    stage
                }
            }
            Stage::Outbreak if (low && signs.falling) || !signs.alarm => Stage::Decline,
            Stage::Outbreak => Stage::Outbreak,
            Stage::Decline => {
                let again = signs.rising && signs.above && signs.surge;
                if again {
                    Stage::Recurrence
                } else if self.quiet >= QUIET_HOURS && !signs.falling {
                    Stage::Latent
                } else {
                    Stage::Decline
                }
            }
        }
    }

    /// A young series that began at its height and fell to less than a third of it: what it was
    /// before is not known, that it is past its height is.
    fn past_height(&self, signs: &Signs) -> bool {
        let young = self.seen <= 2 * 24 && self.since_decline.is_none();
        young && signs.fell && signs.volume < self.height / 3.0 && signs.falling
    }

    fn enter(&mut self, stage: Stage, volume: f64) {
        match stage {
            Stage::Growth | Stage::Recurrence => {
                (self.height, self.steady, self.alarmed) = (volume, 0, false);
            }
            Stage::Decline => {
                self.lowest = volume;
                self.since_decline = Some(0);
            }
            Stage::Latent => self.height = volume,
            Stage::Outbreak => {}
        }
        if stage == Stage::Latent && self.since_decline.is_some() {
            // The week of a recurrence begins where the decline ends.
            self.since_decline = Some(0);
        }
    }
}

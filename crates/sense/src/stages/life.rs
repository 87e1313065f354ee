//! Where in its life a series stands: latent, growth, outbreak, decline, recurrence.
//!
//! Read from the smoothed volume without its season, its slope over three hours, and the branching
//! ratio: how many acts each act of the hours before called forth. Bounds have a margin between
//! entering and leaving, so that one odd hour moves no stage:
//!
//! - *latent*: the volume stays below the baseline plus two of its standard deviations;
//! - *growth*: it leaves that band upwards, or the burst test raises an alarm;
//! - *outbreak*: during an alarm, at 0.7 of the wave's height so far or more, once it has stopped
//!   rising or stands far above the band with a branching ratio of 0.9 or more;
//! - *decline*: below 0.7 of the height and falling for two hours on end, or the alarm is over;
//! - *recurrence*: new growth during a decline or within a week after it.
//!
//! The bounds 0.7, 0.9 and two standard deviations are common in the literature on life cycles of
//! topics; none was fitted.

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
/// Branching ratio from which a rise feeds itself.
const BRANCHING_HIGH: f64 = 0.9;
/// Far above the band: this many times its upper bound.
const FAR: f64 = 4.0;
/// Quiet hours that end a wave.
const QUIET_HOURS: u32 = 3;
/// Hours after a decline during which new growth is a recurrence: a week.
const RECURRENCE_HOURS: u32 = 168;
/// Hours in which an act calls forth most of its followers.
const OFFSPRING_KEPT: f64 = 0.7;

/// Follows one series hour by hour.
#[derive(Debug, Clone, Default)]
pub(super) struct Life {
    stage: Option<Stage>,
    /// Smoothed volumes, the newest first, as far back as a window.
    volumes: [f64; WINDOW + 1],
    seen: usize,
    height: f64,
    lowest: f64,
    quiet: u32,
    steady: u32,
    since_decline: Option<u32>,
    level: f64,
    upper: f64,
    parents: f64,
    children: f64,
    expected_children: f64,
}

/// What moves the stage in one hour.
struct Signs {
    volume: f64,
    alarm: bool,
    rising: bool,
    falling: bool,
    above: bool,
    branching: f64,
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
        let branching = self.branching(plain);
        let [now, before, earlier, middle] = self.volumes;
        let noise = sd(middle.min(now).max(self.level).min(middle.max(now)));
        let rising = now > middle + noise;
        let falling = now < before && before < earlier;
        Signs { volume, alarm, rising, falling, above: volume > self.upper, branching }
    }

    /// Acts above the level in the last hours, over those that the acts before them would have
    /// called forth if each called forth one.
    fn branching(&mut self, plain: f64) -> f64 {
        let excess = (plain - self.level).max(0.0);
        self.children = OFFSPRING_KEPT * self.children + excess;
        self.expected_children = OFFSPRING_KEPT * self.expected_children + self.parents;
        self.parents = OFFSPRING_KEPT * self.parents + (1.0 - OFFSPRING_KEPT) * excess;
        (self.children + 0.5) / (self.expected_children + 1.0)
    }

    fn next(&mut self, stage: Stage, signs: &Signs) -> Stage {
        let low = signs.volume < HEIGHT_SHARE * self.height;
        self.quiet = if signs.alarm || signs.above { 0 } else { self.quiet + 1 };
        self.steady = if signs.rising { 0 } else { self.steady + 1 };
        let begins = signs.alarm || (signs.above && signs.rising);
        match stage {
            Stage::Latent if begins => {
                let again = self.since_decline.is_some_and(|hours| hours <= RECURRENCE_HOURS);
                if again { Stage::Recurrence } else { Stage::Growth }
            }
            Stage::Latent if self.past_height(signs) => Stage::Decline,
            Stage::Latent => Stage::Latent,
            Stage::Growth | Stage::Recurrence => {
                let far = signs.volume > FAR * self.upper && signs.branching >= BRANCHING_HIGH;
                if signs.alarm && !low && (far || self.steady >= 2) {
                    Stage::Outbreak
                } else if low && signs.falling {
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
                let again = signs.rising && signs.above && signs.volume > 1.5 * self.lowest;
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
        let fell = signs.volume < self.height / 3.0 && self.height >= 5.0;
        young && fell && signs.falling
    }

    fn enter(&mut self, stage: Stage, volume: f64) {
        match stage {
            Stage::Growth | Stage::Recurrence => (self.height, self.steady) = (volume, 0),
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

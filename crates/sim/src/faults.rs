//! What goes wrong around the core: commands that come twice, a sweeper that is down for days, a
//! clock that jumps back, restarts, offices where nobody is. Until an instant; then all is well.

use crate::Moment;
use crate::draws::{Draws, Name};

/// Faults of a run, each drawn by name from the seed, so that a seed replays them.
#[derive(Clone, Debug, PartialEq)]
pub struct Faults {
    /// Random numbers.
    pub draws: Draws,
    /// When they stop.
    pub until: Moment,
    /// Share of commands that are delivered twice.
    pub duplicated: f64,
    /// Share of commands that are stamped by a clock that stands back, by up to so many days.
    pub set_back: (f64, f64),
    /// Share of appends after which the case is read from its entries again.
    pub restarted: f64,
    /// Spans in which the sweeper is down.
    pub sweeper_down: Vec<(Moment, Moment)>,
    /// Share of units where nobody is.
    pub absent: f64,
}

const MS_PER_DAY: f64 = 86_400_000.0;

impl Faults {
    fn draw(&self, purpose: u64, case: u32, nth: u64) -> f64 {
        let name = Name { case: case.into(), office: 0, purpose: 2_000 + purpose, nth };
        self.draws.stream(name).unit()
    }

    fn reign(&self, now: Moment) -> bool {
        now < self.until
    }

    pub(crate) fn duplicates(&self, case: u32, version: u64, now: Moment) -> bool {
        self.reign(now) && self.draw(0, case, version) < self.duplicated
    }

    pub(crate) fn restarts(&self, case: u32, version: u64, now: Moment) -> bool {
        self.reign(now) && self.draw(1, case, version) < self.restarted
    }

    /// What a clock says.
    pub(crate) fn clock(&self, case: u32, version: u64, now: Moment) -> Moment {
        let (share, days) = self.set_back;
        if !self.reign(now) || self.draw(2, case, version) >= share {
            return now;
        }
        now.plus(-((self.draw(3, case, version) * days * MS_PER_DAY) as i64))
    }

    /// When the sweeper is up again, where it is down.
    pub(crate) fn sweeper_up(&self, now: Moment) -> Option<Moment> {
        let mut spans = self.sweeper_down.iter();
        spans.find(|span| span.0 <= now && now < span.1).map(|span| span.1)
    }

    /// When somebody is in a unit again, where nobody is.
    pub(crate) fn absent(&self, unit: u32, now: Moment) -> Option<Moment> {
        (self.reign(now) && self.draw(4, unit, 0) < self.absent).then_some(self.until)
    }
}

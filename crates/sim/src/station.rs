//! A place where work waits for hands: queues by rank, and how many hands are busy.
//!
//! The station knows no clock. Whoever drives it says how many hands there are now and which ranks
//! they may take; that is how night duty and call-outs come in.

use std::collections::VecDeque;

/// Which queue work stands in; the first is served first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Grave matters, at any hour.
    Grave = 0,
    /// What whoever is on duty does, at any hour.
    Duty = 1,
    /// Everything else, in office hours.
    Office = 2,
}

/// Who is at hand now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shift {
    /// Office hours, with so many hands for all ranks.
    Day(u32),
    /// Night or days off, with so many hands for ranks up to one.
    Night(u32, Rank),
}

/// Queues and busy hands.
#[derive(Clone, Debug)]
pub struct Station<J> {
    queues: [VecDeque<J>; 3],
    busy_day: u32,
    busy_night: u32,
}

/// Which hands took a piece of work; they are free again when it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hands {
    /// Those of the day.
    Day,
    /// Those of the night.
    Night,
}

impl<J> Default for Station<J> {
    fn default() -> Self {
        Self { queues: Default::default(), busy_day: 0, busy_night: 0 }
    }
}

impl<J> Station<J> {
    /// Work arrives.
    pub fn offer(&mut self, rank: Rank, job: J) {
        self.queues[rank as usize].push_back(job);
    }

    /// The next piece of work, if hands are free for it; they are busy from here on.
    pub fn start(&mut self, shift: Shift) -> Option<(J, Hands)> {
        let (hands, free, last) = match shift {
            Shift::Day(all) => (Hands::Day, self.busy_day < all, Rank::Office),
            Shift::Night(all, last) => (Hands::Night, self.busy_night < all, last),
        };
        let mut queues = self.queues[..=last as usize].iter_mut().filter(|_| free);
        let job = queues.find_map(VecDeque::pop_front)?;
        match hands {
            Hands::Day => self.busy_day += 1,
            Hands::Night => self.busy_night += 1,
        }
        Some((job, hands))
    }

    /// Hands are free again.
    pub fn finish(&mut self, hands: Hands) {
        let busy = match hands {
            Hands::Day => &mut self.busy_day,
            Hands::Night => &mut self.busy_night,
        };
        *busy = busy.saturating_sub(1);
    }

    /// How much waits.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.queues.iter().map(VecDeque::len).sum()
    }

    /// How many hands are busy.
    #[must_use]
    pub fn busy(&self) -> u32 {
        self.busy_day + self.busy_night
    }
}

//! The kernel: a clock that only events move, and the agenda of what is to come.
//!
//! Events at one instant come in the order in which they were put down, so that a run is a function
//! of its seed alone. Whoever plans two things at one instant need not care how a heap orders them.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// An instant of virtual time, in milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i64);

impl Moment {
    /// Later by so many milliseconds.
    #[must_use]
    pub fn plus(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }
}

/// What is to come, the soonest first.
#[derive(Clone, Debug)]
pub struct Agenda<E> {
    heap: BinaryHeap<Item<E>>,
    now: Moment,
    count: u64,
}

/// An event with its place: the instant above, the order of putting down below.
#[derive(Clone, Debug)]
struct Item<E> {
    place: u128,
    event: E,
}

impl<E> PartialEq for Item<E> {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place
    }
}

impl<E> Eq for Item<E> {}

impl<E> PartialOrd for Item<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> Ord for Item<E> {
    /// The greatest comes out of a heap first, so the soonest is the greatest here.
    fn cmp(&self, other: &Self) -> Ordering {
        other.place.cmp(&self.place)
    }
}

impl<E> Agenda<E> {
    /// An empty agenda whose clock stands at an instant.
    #[must_use]
    pub fn at(now: Moment) -> Self {
        Self { heap: BinaryHeap::new(), now, count: 0 }
    }

    /// The instant of the event that came last.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.now
    }

    /// Events that are to come.
    #[must_use]
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    /// Whether nothing is to come.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }

    /// Puts an event down. What lies in the past comes now.
    pub fn put(&mut self, at: Moment, event: E) {
        let at = at.max(self.now);
        // Flipping the sign bit keeps the order of instants before 1970.
        let high = (at.0 as u64) ^ (1 << 63);
        let place = (u128::from(high) << 64) | u128::from(self.count);
        self.count += 1;
        self.heap.push(Item { place, event });
    }

    /// Moves the clock to the next event and takes it.
    pub fn advance(&mut self) -> Option<(Moment, E)> {
        let Item { place, event } = self.heap.pop()?;
        self.now = Moment((((place >> 64) as u64) ^ (1 << 63)) as i64);
        Some((self.now, event))
    }
}

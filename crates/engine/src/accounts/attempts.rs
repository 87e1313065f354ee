//! How often somebody may guess.
//!
//! An attempt is counted before it is judged, so that many at once are not cheaper than one after
//! another, and what is counted is stored, so that a restart forgives nothing. A wait grows with
//! each failure up to a limit and never becomes a lock: an account cannot be locked for ever by
//! somebody who guesses. A browser that signed in before has a count of its own, so that whoever
//! guesses elsewhere does not make its person wait.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use tandem_core::Timestamp;

/// How waits grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Failures that cost no wait.
    pub free: u32,
    /// The first wait; it doubles with each further failure.
    pub first_s: u32,
    /// The longest wait.
    pub longest_s: u32,
    /// After so long without an attempt everything is forgotten.
    pub forget_s: u32,
}

impl Pace {
    /// For one account, or one browser of it.
    pub const ACCOUNT: Self = Self { free: 5, first_s: 2, longest_s: 900, forget_s: 86_400 };
    /// For one network address, behind which a whole office may sit.
    pub const ADDRESS: Self = Self { free: 30, first_s: 2, longest_s: 300, forget_s: 3_600 };
}

/// What is known of attempts under one name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempts {
    failures: u32,
    last_at: Option<Timestamp>,
    waits_until: Option<Timestamp>,
}

impl Attempts {
    /// Until when the next attempt must wait; `None` where it may be made. A clock that was set
    /// back makes nobody wait longer than the longest wait.
    pub fn waits(&self, pace: Pace, at: Timestamp) -> Option<Timestamp> {
        let until = self.waits_until?.min(at + seconds(pace.longest_s));
        (at < until).then_some(until)
    }

    /// Counts an attempt as a failure, before it is judged.
    pub fn count(&mut self, pace: Pace, at: Timestamp) {
        if self.last_at.is_some_and(|last| at > last + seconds(pace.forget_s)) {
            *self = Self::default();
        }
        self.failures = self.failures.saturating_add(1);
        self.last_at = Some(at);
        let over = self.failures.saturating_sub(pace.free);
        self.waits_until = (over > 0).then(|| {
            let doubled = pace.first_s.saturating_mul(1 << (over - 1).min(20));
            at + seconds(doubled.min(pace.longest_s))
        });
    }

    /// Takes the last attempt back, since it succeeded; older failures stay.
    pub fn forgive_one(&mut self) {
        self.failures = self.failures.saturating_sub(1);
        self.waits_until = None;
    }

    /// When the last attempt was.
    pub fn last_at(&self) -> Option<Timestamp> {
        self.last_at
    }
}

fn seconds(seconds: u32) -> SignedDuration {
    SignedDuration::from_secs(seconds.into())
}

#[cfg(test)]
mod tests {
    use super::{Attempts, Pace, seconds};
    use tandem_core::Timestamp;

    #[test]
    fn waits_grow_and_never_become_a_lock() {
        let start: Timestamp = Timestamp::UNIX_EPOCH;
        let (pace, mut at, mut attempts) = (Pace::ACCOUNT, start, Attempts::default());
        let mut waits = Vec::new();
        for _ in 0..20 {
            attempts.count(pace, at);
            let until = attempts.waits(pace, at).unwrap_or(at);
            waits.push(until.as_second() - at.as_second());
            at = until;
        }
        assert_eq!(waits[..9], [0, 0, 0, 0, 0, 2, 4, 8, 16]);
        assert_eq!(waits.iter().max(), Some(&i64::from(pace.longest_s)));
        assert_eq!(attempts.waits(pace, at), None, "the next attempt is allowed");
        let back = start - seconds(1_000_000);
        let until = attempts.waits(pace, back).expect("it waits");
        assert!(until <= back + seconds(pace.longest_s), "a clock set back locks nobody out");
        attempts.count(pace, at + seconds(pace.forget_s + 1));
        assert_eq!(attempts.waits(pace, at), None, "a day later it is forgotten");
    }
}

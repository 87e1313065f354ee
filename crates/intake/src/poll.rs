//! When a feed is asked again: not more often than agreed, later and later while it fails, and
//! never all feeds in the same second.

use jiff::{SignedDuration, Timestamp};

/// Longest wait after failures.
const WAIT_MINUTES_MAX: i64 = 6 * 60;
/// Share of the wait by which it is lengthened at most.
const JITTER_PERCENT: i64 = 20;

/// Why the next request waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// Minutes between two requests when all is well.
    pub every_minutes: u32,
    /// Failures in a row.
    pub failures: u32,
    /// What the source itself asked for.
    pub asked_for: Option<SignedDuration>,
}

/// The next time after `at` at which a source is asked. The jitter is drawn by name (source and
/// time), so that equal input gives equal times.
pub fn next(source: &str, at: Timestamp, wait: Wait) -> Timestamp {
    let every = i64::from(wait.every_minutes.max(1));
    let doublings = wait.failures.min(10);
    let most = WAIT_MINUTES_MAX.max(every);
    let minutes = every.saturating_mul(1 << doublings).min(most);
    let wanted = SignedDuration::from_mins(minutes);
    let asked = wait.asked_for.unwrap_or_default().min(SignedDuration::from_mins(most));
    let base = wanted.max(asked);
    let name = format!("{source}|{}", at.as_second());
    let drawn = blake3::hash(name.as_bytes()).as_bytes()[0];
    let jitter = base.as_secs() * JITTER_PERCENT * i64::from(drawn) / (100 * 256);
    at + base + SignedDuration::from_secs(jitter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_stay_within_bounds() {
        let at = Timestamp::UNIX_EPOCH;
        let minutes = |failures, asked_for: Option<i64>| {
            let asked_for = asked_for.map(SignedDuration::from_mins);
            let wait = Wait { every_minutes: 30, failures, asked_for };
            let next = next("forum", at, wait);
            assert_eq!(next, super::next("forum", at, wait), "equal input, equal time");
            next.duration_since(at).as_secs() / 60
        };
        assert!((30..=36).contains(&minutes(0, None)));
        assert!((60..=72).contains(&minutes(1, None)));
        assert!((360..=432).contains(&minutes(9, None)));
        assert!((360..=432).contains(&minutes(u32::MAX, None)));
        assert!((90..=108).contains(&minutes(0, Some(90))));
        // A source cannot switch itself off by asking for a year.
        assert!((360..=432).contains(&minutes(0, Some(500_000))));
        let wait = Wait { every_minutes: 30, failures: 0, asked_for: None };
        let times: Vec<_> = (0..20).map(|n| next(&format!("s{n}"), at, wait)).collect();
        let distinct: std::collections::BTreeSet<_> = times.iter().collect();
        assert!(distinct.len() > 10, "sources are spread");
    }
}

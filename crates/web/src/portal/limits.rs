//! How often one address may ask, so that numbers cannot be tried out by the thousand and nobody
//! floods a desk. Kept in memory alone and forgotten with it: who asked what is written nowhere.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use tandem_core::Timestamp;

/// Names that are kept at the same time.
const NAMES_MAX: usize = 50_000;

/// How often something may be done under one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rate {
    /// What is done; the same name has a count of its own for each.
    what: &'static str,
    /// How often at once.
    at_once: i64,
    /// After how long once more.
    every_ms: i64,
}

impl Rate {
    /// Looking up complaints from an address.
    pub(super) const ASK: Self = Self { what: "ask", at_once: 20, every_ms: 6_000 };
    /// Verifying from an address.
    pub(super) const VERIFY: Self = Self { what: "verify", at_once: 30, every_ms: 2_000 };
    /// Papers for an address.
    pub(super) const PAPER: Self = Self { what: "paper", at_once: 10, every_ms: 6_000 };
    /// Contesting from an address, behind which a whole village may sit.
    pub(super) const CONTEST: Self = Self { what: "contest", at_once: 5, every_ms: 600_000 };
    /// Contesting one closure, from wherever.
    pub(super) const CONTEST_ONE: Self = Self { what: "matter", at_once: 20, every_ms: 300_000 };
}

/// What was done lately: for each name the instant, in milliseconds, at which all of it is paid off.
#[derive(Debug, Default)]
pub(crate) struct Limits(Mutex<HashMap<(&'static str, String), i64>>);

impl Limits {
    /// Counts one more; where that is too many, nothing is counted and the seconds to wait come
    /// back.
    pub(super) fn count(&self, rate: Rate, name: &str, at: Timestamp) -> Result<(), i64> {
        let now = at.as_millisecond();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= NAMES_MAX {
            known.retain(|_, paid| *paid > now);
        }
        if known.len() >= NAMES_MAX {
            // Forgetting is better than shutting everybody out.
            known.clear();
        }
        let paid = known.entry((rate.what, name.to_owned())).or_insert(now);
        let longest = now + rate.at_once * rate.every_ms;
        // A clock that was set back makes nobody wait longer than a full count.
        let next = (*paid).clamp(now, longest) + rate.every_ms;
        if next > longest {
            return Err(((next - longest) / 1_000).max(1));
        }
        *paid = next;
        Ok(())
    }
}

/// The part of an address that stands for one household: all of IPv4, the network of IPv6.
pub(super) fn household(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Limits, Rate, household};
    use tandem_core::Timestamp;

    #[test]
    fn a_full_count_is_refused_and_paid_off_with_time() {
        let limits = Limits::default();
        let at = |s: i64| Timestamp::from_second(1_772_600_000 + s).expect("in range");
        let count = |name: &str, s| limits.count(Rate::ASK, name, at(s));
        assert!((0..20).all(|_| count("a", 0).is_ok()));
        assert_eq!(count("a", 0), Err(6));
        assert_eq!(count("b", 0), Ok(()), "another address is not held up");
        assert_eq!(limits.count(Rate::VERIFY, "a", at(0)), Ok(()), "nor another thing");
        assert_eq!(count("a", 6), Ok(()));
        assert_eq!(count("a", 7), Err(5));
        assert!(count("a", -1_000_000).is_err_and(|wait| wait <= 120), "a clock set back");
    }

    #[test]
    fn a_household_is_one_name() {
        assert_eq!(household("203.0.113.7"), "203.0.113.7");
        assert_eq!(household("2001:db8:1:2:3:4:5:6"), household("2001:db8:1:2::9"));
        assert_eq!(household("unknown"), "unknown");
    }
}

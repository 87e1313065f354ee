//! A browser that signed in.

use super::login::Login;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use tandem_core::{Digest, PositionId, Timestamp};

/// How far a clock may be found behind a session's last use before the session ends.
const STEP_BACK_MAX: SignedDuration = SignedDuration::from_secs(60);

/// How old a noted use may be before it is noted again; not every request is worth a write.
const NOTED_EVERY: SignedDuration = SignedDuration::from_secs(60);

/// A browser that signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The digest of its secret.
    pub digest: Digest,
    /// Whose.
    pub login: Login,
    /// In which position the person looks and acts.
    pub position: Option<PositionId>,
    /// What the browser called itself, cut short, for the list of one's sessions.
    pub browser: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was last used, to the minute.
    pub used_at: Timestamp,
}

/// How long sessions last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    /// Minutes without use after which one ends.
    pub idle_minutes: u32,
    /// Hours after which one ends, used or not.
    pub hours_max: u32,
}

impl Default for SessionLimits {
    /// A watch of half a day; an hour away from the desk.
    fn default() -> Self {
        Self { idle_minutes: 60, hours_max: 12 }
    }
}

impl Session {
    /// Whether it opens at an instant. A clock that was set back behind its last use does not
    /// lengthen it: then it ends.
    pub fn opens_at(&self, limits: SessionLimits, at: Timestamp) -> bool {
        let idle = SignedDuration::from_mins(limits.idle_minutes.into());
        let whole = SignedDuration::from_hours(limits.hours_max.into());
        at + STEP_BACK_MAX >= self.used_at
            && at < self.used_at + idle
            && at < self.opened_at + whole
    }

    /// Whether a use at an instant is to be noted.
    pub fn is_stale(&self, at: Timestamp) -> bool {
        at >= self.used_at + NOTED_EVERY
    }
}

#[cfg(test)]
mod tests {
    use super::{Login, Session, SessionLimits};
    use jiff::SignedDuration;
    use tandem_core::{Digest, Timestamp};

    #[test]
    fn it_ends_by_idleness_by_age_and_by_a_clock_that_was_set_back() {
        let start = Timestamp::from_second(1_770_000_000).expect("in range");
        let after = |minutes| start + SignedDuration::from_mins(minutes);
        let limits = SessionLimits { idle_minutes: 30, hours_max: 2 };
        let session = |used| Session {
            digest: Digest::of(b"s"),
            login: Login::parse("li").expect("a name"),
            position: None,
            browser: String::new(),
            opened_at: start,
            used_at: used,
        };
        assert!(session(start).opens_at(limits, after(29)));
        assert!(!session(start).opens_at(limits, after(30)), "idle");
        assert!(session(after(110)).opens_at(limits, after(119)));
        assert!(!session(after(110)).opens_at(limits, after(120)), "too old");
        assert!(!session(after(110)).opens_at(limits, after(100)), "the clock was set back");
        assert!(session(after(1)).opens_at(limits, after(0)), "clocks waver by a little");
    }
}

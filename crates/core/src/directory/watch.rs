//! Who is on watch, at any time, and where the roster has holes.

use super::Directory;
use super::command::Period;
use super::parts::{Shift, ShiftState, Tenure, Void};
use crate::{PersonId, PositionId, Timestamp};

/// Who has the watch of a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnWatch<'a> {
    /// The shift whose officer has the watch, taken and not taken over since.
    pub holder: Option<&'a Shift>,
    /// The shift that should have been taken by then.
    pub late: Option<&'a Shift>,
}

/// A time in which nobody is planned for a position.
pub type Gap = Period;

impl Directory {
    /// Who had the watch of a position at an instant, and who should have had it.
    pub fn on_watch(&self, position: &PositionId, at: Timestamp) -> OnWatch<'_> {
        let mine = || self.shifts.iter().filter(|shift| &shift.position == position);
        // Whoever was relieved has the watch no more, although nobody has taken it over.
        let (holder, left) = match mine().find(|shift| shift.held_at(at)) {
            Some(shift) if self.is_in_office(position, &shift.person, at) => (Some(shift), None),
            left => (None, left),
        };
        let planned = |s: &&Shift| s.from <= at && at < s.until && s.void != Some(Void::Dropped);
        let late = mine().find(planned).filter(|s| s.taken_at.is_none_or(|taken| at < taken));
        OnWatch { holder, late: late.or(left) }
    }

    fn is_in_office(&self, position: &PositionId, person: &PersonId, at: Timestamp) -> bool {
        let own = |t: &&Tenure| &t.position == position && &t.person == person;
        self.tenures.iter().filter(own).any(|tenure| tenure.holds_at(at))
    }

    /// Times of a period in which no shift of a position stands on the roster, in order.
    pub fn gaps(&self, position: &PositionId, period: Period) -> Vec<Gap> {
        let counts = |s: &&Shift| {
            &s.position == position
                && s.void != Some(Void::Dropped)
                && s.from < period.until
                && s.until > period.from
        };
        let mut shifts: Vec<&Shift> = self.shifts.iter().filter(counts).collect();
        shifts.sort_by_key(|shift| (shift.from, shift.until));
        let mut covered = period.from;
        let mut gaps = Vec::new();
        for shift in shifts {
            if shift.from > covered {
                gaps.push(Gap { from: covered, until: shift.from });
            }
            covered = covered.max(shift.until);
        }
        if covered < period.until {
            gaps.push(Gap { from: covered, until: period.until });
        }
        gaps
    }

    /// The shift of a position whose officer has the watch now.
    pub(super) fn held(&self, position: &PositionId) -> Option<&Shift> {
        let held = |s: &&Shift| &s.position == position && s.state() == ShiftState::Taken;
        self.shifts.iter().find(held)
    }
}

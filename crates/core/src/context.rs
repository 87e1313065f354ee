//! Everything beside a case or a directory that a decision depends on.

use crate::calendar::Calendar;
use crate::case::Contradiction;
use crate::directory::Directories;
use crate::mechanism::Mechanism;
use crate::region::{Area, Region, Unit};
use crate::{RemitId, UnitId};
use std::sync::Arc;

/// Rules, places, days off, the offices as they are staffed now, and what a text was read to say.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// The rules; those pinned to the case, where there is one.
    pub mechanism: &'a Mechanism,
    /// Places, units and the responsibility directory as their files say.
    pub region: &'a Region,
    /// Days off and office hours.
    pub calendar: &'a Calendar,
    /// What became of the offices since.
    pub directories: Arc<Directories>,
    /// Where the statement that is written, approved or published contradicts what stands, as a
    /// reading of its text found. The core cannot read texts.
    pub contradictions: &'a [Contradiction],
}

/// Who answers for a remit in an area, and which row says so.
#[derive(Clone, Debug)]
pub struct Responsible<'a> {
    /// The lead.
    pub unit: &'a Unit,
    /// The departments that assist.
    pub assisting: Vec<crate::DepartmentId>,
    /// The row, for a reader: `directory.csv:LINE GROUND`, or `directory:AREA GROUND` where the
    /// directory has learnt it since.
    pub basis: String,
}

impl<'a> Context<'a> {
    /// Who answers for a remit in an area: the row that the directory has learnt or the one of the
    /// file, whichever is more specific, the learnt one where both are equally so. `None` is a gap.
    pub fn responsible(&self, area: &Area, remit: &RemitId) -> Option<Responsible<'a>> {
        let lineage = || {
            std::iter::successors(Some(remit), |remit| self.region.remit(remit)?.parent.as_ref())
        };
        let row = self.region.directory_row(area, remit);
        let row_depth = row.and_then(|row| lineage().position(|remit| remit == &row.remit));
        let directory = self.directories.of(&area.id);
        let learnt = directory.and_then(|directory| {
            let mut rows = lineage().enumerate();
            rows.find_map(|(depth, remit)| Some((depth, directory.amendment(remit)?)))
        });
        let (lead, assisting, basis) = match (learnt, row) {
            (Some((depth, learnt)), _) if row_depth.is_none_or(|row| depth <= row) => {
                let basis = format!("directory:{} {}", area.id, learnt.basis);
                (&learnt.lead, &learnt.assisting, basis)
            }
            (_, Some(row)) => {
                (&row.lead, &row.assisting, format!("directory.csv:{} {}", row.line, row.basis))
            }
            _ => return None,
        };
        let unit = self.region.unit_in(&area.id, lead)?;
        Some(Responsible { unit: self.serving(unit)?, assisting: assisting.clone(), basis })
    }

    /// The unit itself while it exists, or whoever has its work now: its successor, or the desk of
    /// its area.
    pub fn serving(&self, unit: &'a Unit) -> Option<&'a Unit> {
        if self.directories.is_empty() {
            return Some(unit);
        }
        let mut serving = unit;
        // Successions cannot be longer than the units that there are, whatever was entered.
        for _ in 0..=self.region.units().count() {
            let Some(ending) = self.directories.ending(&serving.area, &serving.id) else {
                return Some(serving);
            };
            serving = match &ending.successor {
                Some(successor) => self.region.unit(successor)?,
                None => self.region.desk(&serving.area)?,
            };
        }
        None
    }

    /// Whether one of a unit's channels passed its last check.
    pub fn reaches(&self, unit: &UnitId) -> bool {
        let directory = self.region.unit(unit).and_then(|unit| self.directories.of(&unit.area));
        directory.is_some_and(|directory| directory.reaches(unit))
    }

    /// Whether a unit is no more.
    pub fn has_ended(&self, unit: &UnitId) -> bool {
        if self.directories.is_empty() {
            return false;
        }
        let known = self.region.unit(unit);
        known.is_some_and(|known| self.directories.ending(&known.area, unit).is_some())
    }
}

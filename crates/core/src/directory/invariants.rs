//! What must always hold in a directory, each under its name; see [`crate::invariants`].

use super::{Directory, Entry, EntryKind, ShiftState};
use crate::case::Context;
use crate::invariants::{Breach, must};
use crate::mechanism::DeadlineKind;
use std::collections::BTreeSet;

/// A named invariant of a directory.
#[derive(Clone, Copy)]
pub struct Invariant {
    /// Its name in the design.
    pub id: &'static str,
    /// What it says.
    pub says: &'static str,
    check: fn(&Append<'_>) -> Result<(), String>,
}

#[derive(Clone, Copy)]
struct Append<'a> {
    entries: &'a [Entry],
    after: &'a Directory,
    ctx: &'a Context<'a>,
}

/// All invariants of a directory.
pub const ALL: &[Invariant] = &[
    Invariant {
        id: "DUTY-1",
        says: "one officer has the watch of a position at a time",
        check: one_officer,
    },
    Invariant {
        id: "DUTY-2",
        says: "a watch that was taken ends only by being taken over or stood down",
        check: watches_end,
    },
    Invariant {
        id: "DIR-1",
        says: "a learnt row has one lead that does not assist itself; a unit ends once",
        check: rows,
    },
    Invariant {
        id: "AUTH-1",
        says: "every entry has person, position and basis; who acts for another has a delegation",
        check: authority,
    },
    Invariant {
        id: "TIME-1",
        says: "deadlines derive from the mechanism, the calendar and entry times",
        check: deadlines,
    },
];

/// Runs all invariants over one append.
pub fn check(entries: &[Entry], after: &Directory, ctx: &Context<'_>) -> Vec<Breach> {
    let append = Append { entries, after, ctx };
    let broken = |invariant: &Invariant| {
        let what = (invariant.check)(&append).err()?;
        Some(Breach { id: invariant.id, what })
    };
    ALL.iter().filter_map(broken).collect()
}

fn one_officer(a: &Append<'_>) -> Result<(), String> {
    let mut held = BTreeSet::new();
    for shift in a.after.shifts.iter().filter(|shift| shift.state() == ShiftState::Taken) {
        must(held.insert(&shift.position), || format!("two have the watch of {}", shift.position))?;
    }
    Ok(())
}

fn watches_end(a: &Append<'_>) -> Result<(), String> {
    for shift in &a.after.shifts {
        let order = shift.taken_at.zip(shift.ended_at).is_none_or(|(taken, ended)| taken <= ended);
        must(order, || format!("watch {} ended before it was taken", shift.no))?;
        let sound = shift.ended_at.is_none() || shift.taken_at.is_some();
        must(sound, || format!("watch {} ended and was never taken", shift.no))?;
        let void = shift.void.is_none() || shift.taken_at.is_none();
        must(void, || format!("watch {} was taken and is void", shift.no))?;
    }
    Ok(())
}

fn rows(a: &Append<'_>) -> Result<(), String> {
    for row in &a.after.amendments {
        must(!row.assisting.contains(&row.lead), || format!("{} assists itself", row.lead))?;
    }
    let ended: BTreeSet<_> = a.after.endings.iter().map(|ending| &ending.unit).collect();
    must(ended.len() == a.after.endings.len(), || "a unit ended twice".to_owned())
}

fn authority(a: &Append<'_>) -> Result<(), String> {
    for entry in a.entries {
        let by = &entry.by;
        let named = !by.person.as_str().is_empty() && !by.basis.as_str().is_empty();
        must(named, || "an entry without person or basis".to_owned())?;
        must(by.position.split().is_some(), || format!("{} is no position", by.position))?;
    }
    Ok(())
}

fn deadlines(a: &Append<'_>) -> Result<(), String> {
    for entry in a.entries {
        let (kind, deadline, from) = match &entry.kind {
            EntryKind::ShiftPlanned { take_by, period, .. } => {
                (DeadlineKind::TakeOver, take_by, period.from)
            }
            EntryKind::ChannelSet { check_by, .. } | EntryKind::ChannelChecked { check_by, .. } => {
                (DeadlineKind::ChannelCheck, check_by, entry.at)
            }
            EntryKind::RowProposed { decide_by, .. } => {
                (DeadlineKind::RowDecision, decide_by, entry.at)
            }
            _ => continue,
        };
        let Some(deadline) = deadline else { continue };
        let rule = a.ctx.mechanism.deadline_rule(&deadline.rule).filter(|rule| rule.kind == kind);
        let rule = rule.ok_or_else(|| format!("{} is no rule for {kind:?}", deadline.rule))?;
        let end = a.ctx.calendar.end(from, rule.within);
        must(end.at == deadline.at, || format!("{} should end {}", deadline.rule, end.at))?;
    }
    Ok(())
}

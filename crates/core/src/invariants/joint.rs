//! What must hold over several cases that one decision changes.

use super::{Breach, must};
use crate::case::{Case, Entry, EntryKind, Relation};

/// One of the cases that a decision changes.
#[derive(Clone, Copy, Debug)]
pub struct Changed<'a> {
    /// The case before.
    pub before: &'a Case,
    /// Its new entries.
    pub entries: &'a [Entry],
    /// The case after them.
    pub after: &'a Case,
}

/// A named invariant over the cases of one append.
#[derive(Clone, Copy)]
pub struct JointInvariant {
    /// Its name in the design.
    pub id: &'static str,
    /// What it says.
    pub says: &'static str,
    check: fn(&[Changed<'_>]) -> Result<(), String>,
}

/// All invariants over the cases of one append.
pub const JOINT: &[JointInvariant] = &[
    JointInvariant {
        id: "JOIN-1",
        says: "no area, remit, evidence, finding, open promise or task is lost between two cases",
        check: nothing_lost,
    },
    JointInvariant {
        id: "JOIN-2",
        says: "cases that become one or two name each other in one append, drills apart",
        check: both_know,
    },
];

/// Runs all of them over the cases of one append.
pub fn check_jointly(changes: &[Changed<'_>]) -> Vec<Breach> {
    let broken = |invariant: &JointInvariant| {
        let what = (invariant.check)(changes).err()?;
        Some(Breach { id: invariant.id, what })
    };
    JOINT.iter().filter_map(broken).collect()
}

fn nothing_lost(changes: &[Changed<'_>]) -> Result<(), String> {
    for change in changes {
        for entry in change.entries {
            match &entry.kind {
                EntryKind::Merged { into, .. } => {
                    let into = of(changes, into)?;
                    taken_over(change.before, into.after)?;
                }
                EntryKind::CaseSplit { into, .. } => {
                    let new = of(changes, into)?.after;
                    let (before, after) = (change.before, change.after);
                    let gone = before.areas.iter().find(|a| !held(*a, &after.areas, &new.areas));
                    must(gone.is_none(), || format!("area {gone:?} is in neither case"))?;
                    let gone = before.remits.iter().find(|r| !held(*r, &after.remits, &new.remits));
                    must(gone.is_none(), || format!("remit {gone:?} is in neither case"))?;
                    let empty = after.areas.is_empty() || after.remits.is_empty();
                    must(!empty, || format!("nothing is left of {}", after.id))?;
                    must(after.evidence == before.evidence, || "the split took evidence".into())?;
                }
                _ => {}
            }
        }
    }
    Ok(())
}

fn held<T: PartialEq>(item: &T, one: &[T], other: &[T]) -> bool {
    one.contains(item) || other.contains(item)
}

fn of<'a>(changes: &'a [Changed<'a>], id: &crate::CaseId) -> Result<&'a Changed<'a>, String> {
    let found = changes.iter().find(|change| &change.after.id == id);
    found.ok_or_else(|| format!("case {id} is not in the append"))
}

fn taken_over(from: &Case, into: &Case) -> Result<(), String> {
    let lost = from.areas.iter().find(|area| !into.areas.contains(area));
    must(lost.is_none(), || format!("area {lost:?} is lost"))?;
    let lost = from.remits.iter().find(|remit| !into.remits.contains(remit));
    must(lost.is_none(), || format!("remit {lost:?} is lost"))?;
    let lost = from.evidence.iter().find(|p| into.evidence.iter().all(|q| q.digest != p.digest));
    must(lost.is_none(), || format!("evidence {lost:?} is lost"))?;
    let origins =
        |case: &Case| [case.origin.topics.clone(), case.origin.complaints.clone()].concat();
    let known = origins(into);
    let lost = origins(from).into_iter().find(|id| !known.contains(id));
    must(lost.is_none(), || format!("origin {lost:?} is lost"))?;
    let lost = from.open_findings().find(|finding| {
        let same = |there: &&crate::case::Finding| {
            there.key == finding.key && there.value == finding.value && there.from.is_some()
        };
        into.open_findings().find(same).is_none()
    });
    must(lost.is_none(), || format!("finding {lost:?} is lost"))?;
    let mut owed = from.commitments.iter().filter(|owed| owed.fulfilled.is_none());
    let lost = owed.find(|owed| {
        into.commitments.iter().all(|there| {
            there.promise != owed.promise || there.from.is_none() || there.fulfilled.is_some()
        })
    });
    must(lost.is_none(), || format!("promise {lost:?} is lost"))?;
    let mut open = from.tasks.iter().filter(|task| task.finished.is_none());
    let lost = open.find(|task| {
        let same = |there: &crate::case::Task| {
            (&there.owner, &there.text, there.by) == (&task.owner, &task.text, task.by)
        };
        !into.tasks.iter().any(same)
    });
    must(lost.is_none(), || format!("task {lost:?} is lost"))
}

fn both_know(changes: &[Changed<'_>]) -> Result<(), String> {
    let linked = |case: &Case, other: &Case, relation| {
        case.links.iter().any(|link| link.case == other.id && link.relation == relation)
    };
    for change in changes {
        let after = change.after;
        for entry in change.entries {
            let other = match &entry.kind {
                EntryKind::Merged { into, .. } => {
                    let other = of(changes, into)?.after;
                    let knows = linked(other, after, Relation::Absorbed);
                    must(knows, || format!("{} does not name {}", other.id, after.id))?;
                    let over = after.watches.is_empty() && after.open_orders().next().is_none();
                    must(over, || format!("{} goes on after its merge", after.id))?;
                    other
                }
                EntryKind::CaseAbsorbed { from, .. } => {
                    let other = of(changes, from)?.after;
                    let phase = crate::case::Phase::Merged(after.id.clone());
                    must(other.phase == phase, || format!("{from} was not merged here"))?;
                    other
                }
                EntryKind::CaseSplit { into, .. } => {
                    let other = of(changes, into)?.after;
                    let both = linked(other, after, Relation::PartOf)
                        && linked(after, other, Relation::SplitInto);
                    must(both, || format!("{} and {} are not linked", other.id, after.id))?;
                    other
                }
                _ => continue,
            };
            must(other.drill == after.drill, || {
                format!("{} is a drill, or {}", other.id, after.id)
            })?;
        }
    }
    Ok(())
}

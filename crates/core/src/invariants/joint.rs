//! What must hold over several cases that one decision changes.

use super::{Breach, must};
use crate::case::{Carried, Case, Entry, EntryKind, Relation, Running, TrackKind, TrackState};

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
        says: "nothing that a case holds is lost, lowered or left running between two cases",
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
                EntryKind::Merged { into, unpublished, .. } => {
                    let into = of(changes, into)?;
                    let (carried, running) = change.before.holdings();
                    taken_over(&carried, into.after)?;
                    nothing_runs_on(running, unpublished)?;
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
                    let lowered = new.risk < before.risk;
                    must(!lowered, || format!("the level of {} is lowered", new.id))?;
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

fn taken_over(from: &Carried<'_>, into: &Case) -> Result<(), String> {
    let Carried {
        areas,
        remits,
        origin,
        evidence,
        links,
        risk,
        settled,
        bound,
        owed_since,
        tracks,
        findings,
        promises,
        tasks,
    } = from;
    all_there("area", areas.iter(), |area| into.areas.contains(area))?;
    all_there("remit", remits.iter(), |remit| into.remits.contains(remit))?;
    all_there("topic", origin.topics.iter(), |id| into.origin.topics.contains(id))?;
    all_there("complaint", origin.complaints.iter(), |id| into.origin.complaints.contains(id))?;
    all_there("evidence", evidence.iter(), |piece| {
        into.evidence.iter().any(|there| there.digest == piece.digest)
    })?;
    all_there("link", links.iter(), |link| {
        link.case == into.id || into.links.iter().any(|there| there.case == link.case)
    })?;
    must(into.risk >= *risk, || format!("level {risk:?} is lowered to {:?}", into.risk))?;
    all_there("settled lead", settled.iter(), |lead| {
        into.lead.as_ref().is_some_and(|l| l.unit == lead.unit && l.rule == lead.rule)
    })?;
    all_there("bound unit", bound.iter(), |unit| into.bound.contains(unit))?;
    let later = into.reopened == 0 && into.owed_since > *owed_since;
    must(!later, || format!("what is owed since {owed_since} is owed later"))?;
    let kinds = [TrackKind::Disposal, TrackKind::Response].into_iter().zip(tracks);
    let open = kinds.filter(|(_, t)| t.is_some_and(|track| track.state == TrackState::Open));
    all_there("open track", open, |(kind, _)| {
        into.track(*kind).is_some_and(|track| track.state == TrackState::Open)
    })?;
    all_there("finding", findings.iter(), |finding| {
        into.open_findings().any(|there| {
            there.key == finding.key && there.value == finding.value && there.from.is_some()
        })
    })?;
    all_there("promise", promises.iter(), |owed| {
        into.commitments.iter().any(|there| {
            there.promise == owed.promise && there.from.is_some() && there.fulfilled.is_none()
        })
    })?;
    all_there("task", tasks.iter(), |task| {
        into.tasks.iter().any(|there| {
            (&there.owner, &there.text, there.by) == (&task.owner, &task.text, task.by)
        })
    })
}

fn all_there<T: std::fmt::Debug>(
    what: &str,
    mut held: impl Iterator<Item = T>,
    there: impl Fn(&T) -> bool,
) -> Result<(), String> {
    let lost = held.find(|item| !there(item));
    must(lost.is_none(), || format!("{what} {lost:?} is lost"))
}

/// What others must settle, answer or decide is over before a merge; a text that was not published
/// is named by it. Orders are withdrawn (JOIN-2).
fn nothing_runs_on(running: Running, named: &[crate::StatementId]) -> Result<(), String> {
    let Running {
        orders: _,
        unpublished,
        settlements,
        supervisions,
        consultations,
        requests,
        second_look,
    } = running;
    all_there("statement", unpublished.iter(), |statement| named.contains(statement))?;
    all_there("settlement", settlements.iter(), |_| false)?;
    all_there("supervision order", supervisions.iter(), |_| false)?;
    all_there("consultation", consultations.iter(), |_| false)?;
    all_there("request", requests.iter(), |_| false)?;
    must(!second_look, || "a second look is lost".to_owned())
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

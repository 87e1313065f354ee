//! Cases that become one, or one that becomes two.

use super::{bind, commit, end, set_lead, set_risk, set_track, unwatch, watch_public};
use crate::case::Case;
use crate::case::entry::{Entry, EntryKind};
use crate::case::parts::{Commitment, Link, Phase, Relation, Subject, TrackKind, TrackState};

pub(super) fn apply_joining(case: &mut Case, entry: &Entry) {
    match &entry.kind {
        EntryKind::Merged { into, .. } => {
            end(case, Phase::Merged(into.clone()));
            // Both tracks go on there.
            (case.disposal, case.response) = (None, None);
        }
        EntryKind::CaseAbsorbed {
            from,
            areas,
            remits,
            origin,
            evidence,
            links,
            reopens,
            risk,
            lead,
            bound,
            unpublished: _,
            owed_since,
            dues,
        } => {
            case.areas.extend(areas.iter().cloned());
            case.remits.extend(remits.iter().cloned());
            case.origin.topics.extend(origin.topics.iter().cloned());
            case.origin.complaints.extend(origin.complaints.iter().cloned());
            case.evidence.extend(evidence.iter().cloned());
            case.links.push(Link { case: from.clone(), relation: Relation::Absorbed });
            case.links.extend(links.iter().cloned());
            case.owed_since = *owed_since;
            for track in reopens {
                set_track(case, *track, TrackState::Open, entry.at);
                if *track == TrackKind::Disposal {
                    case.verification = None;
                    unwatch(case, &Subject::Verification);
                    unwatch(case, &Subject::Closing);
                }
            }
            match risk {
                Some(level) => set_risk(case, *level, dues),
                None => watch_public(case, dues),
            }
            if let Some(lead) = lead {
                set_lead(case, lead, entry.at);
            }
            bind(case, bound);
        }
        EntryKind::CommitmentTaken { no, from, statement, promise } => commit(
            case,
            Commitment {
                no: *no,
                statement: statement.clone(),
                promise: promise.clone(),
                fulfilled: None,
                from: Some(from.clone()),
            },
        ),
        EntryKind::CaseSplit { into, areas, remits, .. } => {
            case.areas.retain(|area| !areas.contains(area));
            case.remits.retain(|remit| !remits.contains(remit));
            case.links.push(Link { case: into.clone(), relation: Relation::SplitInto });
        }
        _ => {}
    }
}

//! What must always hold, each under its name.
//!
//! The same predicates run after every `apply` in tests and simulation, and are counted in
//! production. A breach is a defect of the core, never of an official.

mod across;
mod joint;

pub use across::{ACROSS, AcrossInvariant, Copy, check_across};
pub use joint::{Changed, JOINT, JointInvariant, check_jointly};

use crate::case::{
    Case, Cite, Context, Entry, EntryKind, OrderState, Phase, StatementKind, Subject,
    SupervisionState, TrackKind, TrackState,
};
use crate::mechanism::DeadlineKind;
use crate::{Timestamp, UnitId};
use std::collections::BTreeSet;

/// A named invariant.
#[derive(Clone, Copy)]
pub struct Invariant {
    /// Its name in the design.
    pub id: &'static str,
    /// What it says.
    pub says: &'static str,
    check: fn(&Append<'_>) -> Result<(), String>,
}

/// An invariant that did not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{id} is broken: {what}")]
pub struct Breach {
    /// Which.
    pub id: &'static str,
    /// How.
    pub what: String,
}

/// What is looked at: a case, the entries of one append, and the case after them.
#[derive(Clone, Copy)]
struct Append<'a> {
    before: &'a Case,
    entries: &'a [Entry],
    after: &'a Case,
    ctx: &'a Context<'a>,
}

/// All invariants of a single case.
pub const ALL: &[Invariant] = &[
    Invariant {
        id: "CASE-1",
        says: "an open case has exactly one lead, which does not assist itself",
        check: one_lead,
    },
    Invariant {
        id: "CASE-2",
        says: "opening opens both tracks; neither closes alone unless waived",
        check: both_tracks,
    },
    Invariant {
        id: "CASE-3",
        says: "an order ends in exactly one way; a closed case has none open",
        check: orders_end_once,
    },
    Invariant {
        id: "CASE-4",
        says: "escalation climbs strictly upward and ends at the top coordinating body",
        check: ladder_climbs,
    },
    Invariant {
        id: "CASE-5",
        says: "a settlement names its rule; a bound unit never sends back again",
        check: settlement_binds,
    },
    Invariant {
        id: "CASE-6",
        says: "an open case always has a next step under a deadline",
        check: next_step,
    },
    Invariant {
        id: "CASE-7",
        says: "two superiors' orders to one unit are a conflict in the append of the second",
        check: conflicts,
    },
    Invariant {
        id: "CASE-8",
        says: "a closed case has no supervision order that is not discharged",
        check: supervisions,
    },
    Invariant {
        id: "TASK-1",
        says: "a task is finished after those it waits for; disposal is verified after all tasks",
        check: tasks,
    },
    Invariant {
        id: "EVID-1",
        says: "an account to the level above carries all evidence that the case has",
        check: relays,
    },
    Invariant {
        id: "FID-1",
        says: "an account's fidelity is measured against originals that travel with it",
        check: fidelity,
    },
    Invariant {
        id: "FID-2",
        says: "a relay is audited once, by neither party; what counts as drawn was drawn",
        check: relay_audits,
    },
    Invariant {
        id: "AUTH-1",
        says: "every entry has person, position, organ and authority basis",
        check: authority,
    },
    Invariant {
        id: "AUTH-2",
        says: "who is passed over by a direct command sees it in the same append",
        check: passed_over,
    },
    Invariant {
        id: "TIME-1",
        says: "deadlines derive from the pinned mechanism, the calendar and entry times",
        check: deadlines,
    },
    Invariant { id: "TIME-2", says: "entries of a case never go back in time", check: time_order },
    Invariant { id: "EVID-2", says: "evidence is append-only", check: evidence_stays },
    Invariant {
        id: "FACT-1",
        says: "open findings that differ on a key are a dispute; a final statement cites none",
        check: disputes,
    },
    Invariant {
        id: "STMT-1",
        says: "a published statement has another approver than its drafter, and cites something",
        check: statements,
    },
    Invariant {
        id: "STMT-2",
        says: "a correction links what it corrects; nothing published is edited",
        check: corrections,
    },
    Invariant {
        id: "STMT-3",
        says: "what a statement promises is a commitment with owner and deadline",
        check: commitments,
    },
    Invariant {
        id: "STMT-4",
        says: "what is approved has ticked what its mechanism requires of its kind",
        check: checklist,
    },
    Invariant {
        id: "STMT-5",
        says: "what is written, approved or published contradicts nothing that stands, or says why",
        check: one_voice,
    },
];

/// Runs all invariants over one append.
pub fn check(before: &Case, entries: &[Entry], after: &Case, ctx: &Context<'_>) -> Vec<Breach> {
    let append = Append { before, entries, after, ctx };
    let broken = |invariant: &Invariant| {
        let what = (invariant.check)(&append).err()?;
        Some(Breach { id: invariant.id, what })
    };
    ALL.iter().filter_map(broken).collect()
}

pub(crate) fn must(holds: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what()) }
}

fn one_lead(a: &Append<'_>) -> Result<(), String> {
    if !matches!(a.after.phase, Phase::Open | Phase::Closed) {
        return Ok(());
    }
    let lead = a.after.lead.as_ref().ok_or("no lead")?;
    must(!lead.assisting.contains(&lead.unit), || format!("{} assists itself", lead.unit))
}

fn both_tracks(a: &Append<'_>) -> Result<(), String> {
    let opens = a.entries.iter().any(|e| matches!(e.kind, EntryKind::Opened { .. }));
    let opened: Vec<TrackKind> = a
        .entries
        .iter()
        .filter_map(|e| match e.kind {
            EntryKind::TrackOpened { track, .. } => Some(track),
            _ => None,
        })
        .collect();
    let both = [TrackKind::Disposal, TrackKind::Response];
    must(!opens || opened == both, || format!("opened only {opened:?}"))?;
    for kind in both {
        let state = a.after.track(kind).map(|track| track.state);
        let fits = match a.after.phase {
            Phase::Open => !matches!(state, None | Some(TrackState::Closed)),
            Phase::Closed => matches!(state, Some(TrackState::Closed | TrackState::Waived)),
            _ => state.is_none(),
        };
        must(fits, || format!("{kind:?} is {state:?} while the case is {:?}", a.after.phase))?;
    }
    Ok(())
}

fn orders_end_once(a: &Append<'_>) -> Result<(), String> {
    for order in &a.before.orders {
        let after = a.after.order(&order.id).ok_or_else(|| format!("{} is gone", order.id))?;
        let changed = !order.is_open() && order.state != after.state;
        must(!changed, || format!("{} ended twice", order.id))?;
    }
    let ids: BTreeSet<_> = a.after.orders.iter().map(|order| &order.id).collect();
    must(ids.len() == a.after.orders.len(), || "an order id came twice".to_owned())?;
    let closed = a.after.phase == Phase::Closed;
    must(!closed || a.after.open_orders().next().is_none(), || "closed with open orders".to_owned())
}

fn ladder_climbs(a: &Append<'_>) -> Result<(), String> {
    let region = a.ctx.region;
    if let Some(desk) = region.unit(&a.after.desk) {
        let mut area = &desk.area;
        for (index, rung) in a.after.ladder.iter().enumerate() {
            let unit = region.unit(rung).ok_or_else(|| format!("unknown rung {rung}"))?;
            let last = index + 1 == a.after.ladder.len();
            let climbs = region.contains(&unit.area, area) && (last || &unit.area != area);
            must(climbs, || format!("{rung} is not above {area}"))?;
            let top = region.chain(area).last().map(|area| &area.id);
            must(!last || Some(&unit.area) == top, || format!("{rung} is not at the top"))?;
            area = &unit.area;
        }
    }
    for entry in a.entries {
        let EntryKind::Escalated { from, to, .. } = &entry.kind else { continue };
        let known = region.unit(from).is_some();
        must(!known || region.outranks(to, from), || format!("{to} is not above {from}"))?;
    }
    for watch in &a.after.watches {
        let before = a.before.watch(&watch.subject).filter(|w| w.deadline == watch.deadline);
        let fell = before.is_some_and(|before| before.rung > watch.rung);
        must(!fell, || format!("{:?} went down the ladder", watch.subject))?;
        must(watch.rung <= a.after.ladder.len(), || format!("{:?} left it", watch.subject))?;
    }
    Ok(())
}

fn settlement_binds(a: &Append<'_>) -> Result<(), String> {
    for entry in a.entries {
        match &entry.kind {
            EntryKind::Settled { lead, .. } => {
                let region = a.ctx.region;
                let area = |unit: &UnitId| region.unit(unit).map(|unit| unit.area.clone());
                let over = area(&entry.by.unit()).zip(area(&lead.unit));
                must(over.is_some_and(|(above, lead)| region.contains(&above, &lead)), || {
                    format!("{} has no authority over {}", entry.by.unit(), lead.unit)
                })?;
                must(!lead.basis.trim().is_empty(), || "settled without reason".to_owned())?;
            }
            EntryKind::OrderSentBack { .. } => {
                let unit = entry.by.unit();
                must(!a.before.bound.contains(&unit), || format!("{unit} sent back again"))?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn next_step(a: &Append<'_>) -> Result<(), String> {
    let open = a.after.phase == Phase::Open;
    let step = a.after.watches.iter().any(|watch| watch.subject.is_disposal_step());
    must(!open || step, || "nothing is due on an open case".to_owned())
}

fn conflicts(a: &Append<'_>) -> Result<(), String> {
    let open: Vec<_> = a.after.open_orders().collect();
    for (index, order) in open.iter().enumerate() {
        let rival = open[..index].iter().find(|other| other.to == order.to);
        let Some(rival) = rival else { continue };
        let known = a.after.conflicts.iter().any(|conflict| {
            conflict.orders.contains(&order.id) && conflict.orders.contains(&rival.id)
        });
        must(known, || format!("{} holds {} and {}", order.to, rival.id, order.id))?;
        must(order.issuer != rival.issuer, || format!("{} ordered twice", order.issuer))?;
        let held_up = a.ctx.region.outranks(&rival.issuer, &order.issuer);
        must(!held_up, || format!("{} holds up {}", order.issuer, rival.issuer))?;
    }
    let region = a.ctx.region;
    for entry in a.entries {
        let EntryKind::ConflictSettled { keep, dropped, .. } = &entry.kind else { continue };
        for order in [keep, dropped].into_iter().filter_map(|id| a.before.order(id)) {
            let by = entry.by.unit();
            let above = by == order.issuer || region.outranks(&by, &order.issuer);
            must(above, || format!("{by} ruled on an order of {}", order.issuer))?;
        }
    }
    for order in &open {
        let disputed = a.after.conflicts.iter().any(|c| c.stops && c.orders.contains(&order.id));
        let runs = a.after.watch(&Subject::Feedback(order.id.clone())).is_some();
        must(!(disputed && runs), || format!("{} is late while superiors settle", order.id))?;
        let stands = order.stopped.is_some();
        must(disputed || !stands, || format!("the clock of {} never runs again", order.id))?;
    }
    let answered = a.entries.iter().find_map(|entry| match &entry.kind {
        EntryKind::FeedbackGiven { order, .. } => Some(order),
        _ => None,
    });
    let disputed = answered
        .filter(|order| a.before.conflicts.iter().any(|conflict| conflict.orders.contains(order)));
    must(disputed.is_none(), || format!("{disputed:?} was answered while in conflict"))
}

fn supervisions(a: &Append<'_>) -> Result<(), String> {
    let open = |s: &&crate::case::Supervision| s.state != SupervisionState::Discharged;
    let open = a.after.supervisions.iter().find(open);
    let closed = a.after.phase == Phase::Closed;
    must(!closed || open.is_none(), || "closed under supervision".to_owned())
}

fn tasks(a: &Append<'_>) -> Result<(), String> {
    let finished = |no: u32| {
        let task = a.after.tasks.iter().find(|task| task.no == no);
        task.is_some_and(|task| task.finished.is_some())
    };
    for task in a.after.tasks.iter().filter(|task| task.finished.is_some()) {
        let early = task.after.iter().find(|no| !finished(**no));
        must(early.is_none(), || format!("task {} was finished before {early:?}", task.no))?;
    }
    let verified = a.entries.iter().any(|e| matches!(e.kind, EntryKind::DisposalVerified { .. }));
    let open = a.after.tasks.iter().find(|task| task.finished.is_none());
    must(!verified || open.is_none(), || "verified with open tasks".to_owned())
}

fn relays(a: &Append<'_>) -> Result<(), String> {
    for entry in a.entries {
        let EntryKind::SitrepFiled { carries, no, .. } = &entry.kind else { continue };
        let left = a.before.evidence.iter().find(|piece| !carries.contains(&piece.id));
        must(left.is_none(), || format!("account {no} leaves {left:?} behind"))?;
    }
    Ok(())
}

fn fidelity(a: &Append<'_>) -> Result<(), String> {
    for entry in a.entries {
        let (EntryKind::SitrepFiled { carries, fidelity: Some(found), .. }
        | EntryKind::FeedbackGiven { carries, fidelity: Some(found), .. }) = &entry.kind
        else {
            continue;
        };
        let against = found.originals > 0 && found.originals as usize <= carries.len();
        must(against, || format!("an account is measured against {} originals", found.originals))?;
        let shares = [
            found.fidelity_permille,
            found.omission_permille,
            found.addition_permille,
            found.alteration_permille,
            found.qualifier_loss_permille,
            found.severity_drift_permille.unsigned_abs(),
            found.unsupported_permille,
        ];
        must(shares.iter().all(|share| *share <= 1000), || format!("an account has {shares:?}"))?;
    }
    Ok(())
}

fn relay_audits(a: &Append<'_>) -> Result<(), String> {
    for relay in &a.before.relays {
        let after = a.after.relays.iter().find(|after| after.no == relay.no);
        let kept = relay.audit.is_none() || after.is_some_and(|after| after.audit == relay.audit);
        must(kept, || format!("the verdict on relay {} was rewritten", relay.no))?;
    }
    for entry in a.entries {
        let EntryKind::RelayAudited { relay: no, seed, period, .. } = &entry.kind else { continue };
        let relay = a.after.relays.iter().find(|relay| relay.no == *no);
        let relay = relay.ok_or_else(|| format!("there is no relay {no}"))?;
        let unit = entry.by.unit();
        let party = unit == relay.from || unit == relay.to;
        must(!party, || format!("{unit} audited its own relay {no}"))?;
        let rule = a.ctx.mechanism.relay_audit.as_ref();
        let drawn = |seed| rule.is_some_and(|rule| rule.draws(seed, &a.after.id, *no));
        must(seed.as_ref().is_none_or(drawn), || format!("relay {no} was not drawn"))?;
        let over = |(from, until): &(Timestamp, Timestamp)| {
            *from <= relay.at && relay.at < *until && *until <= entry.at
        };
        let dated = period.as_ref().map_or(seed.is_none(), over);
        must(dated, || format!("relay {no} was drawn in {period:?}"))?;
    }
    Ok(())
}

fn authority(a: &Append<'_>) -> Result<(), String> {
    for entry in a.entries {
        let by = &entry.by;
        let named = !by.person.as_str().is_empty() && !by.basis.as_str().is_empty();
        must(named, || "an entry without person or basis".to_owned())?;
        must(by.position.split().is_some(), || format!("{} is no position", by.position))?;
        let basis = by.basis.as_str();
        let power = a.ctx.mechanism.power_rule(&by.basis).is_some();
        let timer = by.is_mechanism()
            && (basis == "promise"
                || basis == crate::case::SUCCESSION
                || basis == "task"
                || a.ctx.mechanism.deadline_rule(&crate::DeadlineId::from(basis)).is_some());
        must(power || timer, || format!("{basis} is no rule of the mechanism"))?;
    }
    Ok(())
}

fn passed_over(a: &Append<'_>) -> Result<(), String> {
    let region = a.ctx.region;
    for entry in a.entries {
        let EntryKind::OrderIssued { to, passed_over, .. } = &entry.kind else {
            continue;
        };
        let (Some(issuer), Some(target)) = (region.unit(&entry.by.unit()), region.unit(to)) else {
            return Err(format!("order from or to an unknown unit, {to}"));
        };
        must(region.contains(&issuer.area, &target.area), || {
            format!("{} has no authority over {to}", issuer.id)
        })?;
        for area in region.chain(&target.area).take_while(|area| area.id != issuer.area) {
            let Some(desk) = region.desk(&area.id).filter(|desk| &desk.id != to) else {
                continue;
            };
            must(passed_over.contains(&desk.id), || format!("{} does not see it", desk.id))?;
        }
    }
    Ok(())
}

fn deadlines(a: &Append<'_>) -> Result<(), String> {
    let mut owed_since = a.before.owed_since;
    for entry in a.entries {
        let derived = |kind, deadline: &crate::mechanism::Deadline, from| {
            let rule = a.ctx.mechanism.deadline_rule(&deadline.rule);
            let rule = rule.filter(|rule| rule.kind == kind);
            let rule = rule.ok_or_else(|| format!("{} is no rule for {kind:?}", deadline.rule))?;
            let end = a.ctx.calendar.end(from, rule.within);
            must(end.at == deadline.at, || {
                format!("{} should end {} but ends {}", deadline.rule, end.at, deadline.at)
            })
        };
        match &entry.kind {
            EntryKind::CaseAbsorbed { owed_since: since, dues, .. } => {
                public_deadlines(dues, *since, derived)?;
                owed_since = *since;
            }
            EntryKind::OrderIssued { receipt_due, feedback_due, send_back_by, .. } => {
                derived(DeadlineKind::Receipt, receipt_due, entry.at)?;
                derived(DeadlineKind::Feedback, feedback_due, entry.at)?;
                if let Some(limit) = send_back_by {
                    derived(DeadlineKind::SendBack, limit, entry.at)?;
                }
            }
            EntryKind::FeedbackReturned { feedback_due, .. } => {
                derived(DeadlineKind::Feedback, feedback_due, entry.at)?;
            }
            EntryKind::ExtensionGranted { order, feedback_due } => {
                let old = a.before.watch(&Subject::Feedback(order.clone()));
                let from = old.map_or(entry.at, |watch| watch.deadline.at.max(entry.at));
                derived(DeadlineKind::Feedback, feedback_due, from)?;
            }
            EntryKind::Received { triage_due, owed_since: since, .. } => {
                if let Some(due) = triage_due {
                    derived(DeadlineKind::Triage, due, entry.at)?;
                }
                owed_since = since.unwrap_or(entry.at);
            }
            EntryKind::FeedbackGiven { judgement_due: Some(due), .. }
            | EntryKind::SupervisionAnswered { judgement_due: Some(due), .. } => {
                derived(DeadlineKind::Judgement, due, entry.at)?;
            }
            EntryKind::OrderSigned { confirm, next_due: Some(due), .. } => {
                let confirm = *confirm;
                let kind = if confirm { DeadlineKind::ReadBack } else { DeadlineKind::Acceptance };
                derived(kind, due, entry.at)?;
            }
            EntryKind::ReadBackConfirmed { acceptance_due: Some(due), .. } => {
                derived(DeadlineKind::Acceptance, due, entry.at)?;
            }
            EntryKind::AcceptanceLapsed { receipt_due, .. } => {
                derived(DeadlineKind::Receipt, receipt_due, entry.at)?;
            }
            EntryKind::Supervised { receipt_due, answer_due, .. } => {
                derived(DeadlineKind::SupervisionReceipt, receipt_due, entry.at)?;
                derived(DeadlineKind::Supervision, answer_due, entry.at)?;
            }
            EntryKind::Convened { due: Some(due), .. } => {
                derived(DeadlineKind::Consultation, due, entry.at)?;
            }
            EntryKind::HelpAsked { due: Some(due), .. } => {
                derived(DeadlineKind::Help, due, entry.at)?;
            }
            EntryKind::ReactionRecorded { second_look: Some(due), .. }
            | EntryKind::Contested { second_look: Some(due), .. } => {
                derived(DeadlineKind::SecondLook, due, entry.at)?;
            }
            EntryKind::CountersignAsked { due: Some(due), .. } => {
                derived(DeadlineKind::Countersign, due, entry.at)?;
            }
            EntryKind::ClockResumed { order, feedback_due } => {
                let stopped = a.before.order(order).and_then(|order| order.stopped.as_ref());
                let stopped = stopped.ok_or_else(|| format!("the clock of {order} ran"))?;
                let rule = a.ctx.mechanism.deadline_rule(&feedback_due.rule);
                let rule = rule.filter(|rule| rule.id == stopped.watch.deadline.rule);
                let rule = rule.ok_or_else(|| format!("{order} resumes under another rule"))?;
                let stood = (stopped.since, entry.at);
                let (end, clock) = (stopped.watch.deadline.at, rule.within.clock);
                let at = a.ctx.calendar.resumed(end, stood, clock);
                must(at == feedback_due.at, || format!("{order} should resume until {at}"))?;
            }
            EntryKind::ConflictOpened { due: Some(due), .. }
            | EntryKind::OrderSentBack { settlement_due: Some(due), .. } => {
                derived(DeadlineKind::Settlement, due, entry.at)?;
            }
            EntryKind::Closed { review_due: Some(due), .. } => {
                derived(DeadlineKind::Review, due, entry.at)?;
            }
            EntryKind::NextStep { subject, deadline, .. } => {
                let kind = match subject {
                    Subject::Assignment => DeadlineKind::Assignment,
                    Subject::Verification => DeadlineKind::Verification,
                    Subject::Closing => DeadlineKind::Closing,
                    other => return Err(format!("{other:?} is no next step")),
                };
                derived(kind, deadline, entry.at)?;
            }
            EntryKind::TrackOpened { dues, .. } | EntryKind::Assessed { dues, .. } => {
                public_deadlines(dues, owed_since, derived)?;
            }
            EntryKind::Reopened { dues, .. } => public_deadlines(dues, entry.at, derived)?,
            _ => {}
        }
    }
    Ok(())
}

fn public_deadlines(
    dues: &[(Subject, crate::mechanism::Deadline)],
    from: Timestamp,
    derived: impl Fn(DeadlineKind, &crate::mechanism::Deadline, Timestamp) -> Result<(), String>,
) -> Result<(), String> {
    for (subject, due) in dues {
        let kind = match subject {
            Subject::Notice => DeadlineKind::Notice,
            Subject::Briefing => DeadlineKind::Briefing,
            Subject::Answer => DeadlineKind::Answer,
            Subject::Sitrep => DeadlineKind::Sitrep,
            other => return Err(format!("{other:?} is not owed to the public")),
        };
        derived(kind, due, from)?;
    }
    Ok(())
}

fn time_order(a: &Append<'_>) -> Result<(), String> {
    let mut last = a.before.last_at;
    for entry in a.entries {
        must(entry.at >= last, || format!("{} after {last}", entry.at))?;
        last = entry.at;
    }
    Ok(())
}

fn evidence_stays(a: &Append<'_>) -> Result<(), String> {
    let kept = a.after.evidence.get(..a.before.evidence.len());
    must(kept == Some(&a.before.evidence[..]), || "evidence was changed or removed".to_owned())?;
    let ids: BTreeSet<_> = a.after.evidence.iter().map(|piece| &piece.id).collect();
    must(ids.len() == a.after.evidence.len(), || "evidence came twice".to_owned())?;
    let blank = a.after.evidence.iter().find(|piece| piece.digest.is_blank());
    must(blank.is_none(), || "evidence without a digest".to_owned())
}

fn disputes(a: &Append<'_>) -> Result<(), String> {
    let open: Vec<_> = a.after.open_findings().collect();
    for finding in &open {
        let differs = open.iter().any(|o| o.key == finding.key && o.value != finding.value);
        let disputed = a.after.disputes.contains(&finding.key);
        must(differs == disputed, || format!("`{}`: differs {differs}", finding.key))?;
    }
    for entry in a.entries {
        let EntryKind::StatementPublished { statement } = &entry.kind else {
            continue;
        };
        let Some(statement) = a.before.statement(statement) else {
            continue;
        };
        let cited = statement.cites.iter().filter_map(|cite| match cite {
            Cite::Finding(no) => a.before.finding(*no),
            Cite::Evidence(_) => None,
        });
        let bad = cited.into_iter().find(|finding| a.before.disputes.contains(&finding.key));
        let last = statement.kind == StatementKind::Final;
        must(!last || bad.is_none(), || format!("{} cites a disputed key", statement.id))?;
    }
    Ok(())
}

fn statements(a: &Append<'_>) -> Result<(), String> {
    for statement in a.after.statements.iter().filter(|statement| statement.is_published()) {
        let id = &statement.id;
        let other = statement.approver.as_ref().is_some_and(|by| by != &statement.drafter);
        must(other, || format!("{id} has no approver beside its drafter"))?;
        must(!statement.cites.is_empty(), || format!("{id} cites nothing"))?;
        must(!statement.unit.as_str().is_empty(), || format!("{id} names no unit"))?;
    }
    Ok(())
}

fn one_voice(a: &Append<'_>) -> Result<(), String> {
    let touched = a.entries.iter().filter_map(|entry| match &entry.kind {
        EntryKind::StatementDrafted { statement, .. }
        | EntryKind::StatementApproved { statement, .. }
        | EntryKind::StatementPublished { statement } => a.after.statement(statement),
        _ => None,
    });
    let mut open = touched.flat_map(|statement| {
        let explained = statement.explained.as_ref().map_or(&[][..], |e| &e.contradictions);
        let found = a.ctx.contradictions.iter().filter(|found| !explained.contains(found));
        found.map(move |found| (&statement.id, found))
    });
    match open.next() {
        None => Ok(()),
        Some((id, found)) => Err(format!("{id} says `{}`; `{}` stands", found.said, found.stands)),
    }
}

fn checklist(a: &Append<'_>) -> Result<(), String> {
    for entry in a.entries {
        let EntryKind::StatementApproved { statement, .. } = &entry.kind else { continue };
        let Some(found) = a.after.statement(statement) else { continue };
        let open = a.ctx.mechanism.required_unticked(found.kind, &found.ticked).next();
        must(open.is_none(), || format!("{statement} was approved without {open:?}"))?;
    }
    Ok(())
}

fn corrections(a: &Append<'_>) -> Result<(), String> {
    for statement in &a.after.statements {
        let linked = statement.corrects.as_ref().is_some_and(|id| a.after.statement(id).is_some());
        let correction = statement.kind == StatementKind::Correction;
        must(linked == correction, || format!("{} corrects what?", statement.id))?;
    }
    for old in a.before.statements.iter().filter(|statement| statement.is_published()) {
        must(a.after.statement(&old.id) == Some(old), || format!("{} was edited", old.id))?;
    }
    Ok(())
}

fn commitments(a: &Append<'_>) -> Result<(), String> {
    for statement in a.after.statements.iter().filter(|statement| statement.is_published()) {
        let own = a.after.commitments.iter().filter(|c| c.from.is_none());
        let made = own.filter(|c| c.statement == statement.id).count();
        must(made == statement.promises.len(), || {
            format!(
                "{} promised {} and {made} are kept track of",
                statement.id,
                statement.promises.len()
            )
        })?;
    }
    let closed = a.after.phase == Phase::Closed;
    let open = a.after.commitments.iter().any(|c| c.fulfilled.is_none());
    must(!(closed && open), || "closed with an open promise".to_owned())?;
    let signed = a
        .after
        .orders
        .iter()
        .any(|o| matches!(o.state, OrderState::Signed) && o.signed_by.is_none());
    must(!signed, || "an order is signed by nobody".to_owned())
}

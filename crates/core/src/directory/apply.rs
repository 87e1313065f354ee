//! Folding an entry into a directory. Total: it cannot fail, whatever the entry says.

use super::entry::{Entry, EntryKind, Last};
use super::parts::{
    AccessKey, Channel, Check, Delegation, Ending, Exception, Message, Pending, Proposal,
    ProposalState, Shift, ShiftState, Subject, Tenure, Told, Void,
};
use super::{Amendment, Directory};
use crate::mechanism::Deadline;
use crate::{PersonId, PositionId, Timestamp};
use jiff::SignedDuration;

/// Makes a directory one entry older.
pub fn apply(directory: &mut Directory, entry: &Entry) {
    directory.version += 1;
    directory.last_at = directory.last_at.max(entry.at);
    match &entry.kind {
        EntryKind::Appointed { .. }
        | EntryKind::Relieved { .. }
        | EntryKind::Delegated { .. }
        | EntryKind::DelegationRevoked { .. }
        | EntryKind::KeyIssued { .. }
        | EntryKind::KeyRevoked { .. } => positions(directory, entry),
        EntryKind::ExceptionOpened { .. } | EntryKind::ExceptionEnded { .. } => {
            exceptions(directory, entry);
        }
        EntryKind::ShiftPlanned { .. }
        | EntryKind::ShiftDropped { .. }
        | EntryKind::HandedOver { .. }
        | EntryKind::WatchTaken { .. }
        | EntryKind::StoodDown { .. } => roster(directory, entry),
        EntryKind::ChannelSet { .. }
        | EntryKind::ChannelDropped { .. }
        | EntryKind::ChannelChecked { .. }
        | EntryKind::MessageNoted { .. } => channels(directory, entry),
        EntryKind::RowProposed { .. }
        | EntryKind::RowAccepted { .. }
        | EntryKind::RowDeclined { .. } => rows(directory, entry),
        EntryKind::UnitEnded { unit, successor, reason } => directory.endings.push(Ending {
            unit: unit.clone(),
            at: entry.at,
            successor: successor.clone(),
            reason: reason.clone(),
        }),
        EntryKind::Escalated { subject, rung, step_at, last, .. } => {
            for pending in directory.pending.iter_mut().filter(|p| &p.subject == subject) {
                pending.rung = *rung;
                pending.step_at = *step_at;
                pending.exhausted = *last == Last::Yes;
            }
        }
    }
}

fn positions(directory: &mut Directory, entry: &Entry) {
    match &entry.kind {
        EntryKind::Appointed { position, person, from, until } => {
            let (position, person) = (position.clone(), person.clone());
            directory.tenures.push(Tenure { position, person, from: *from, until: *until });
        }
        EntryKind::Relieved { position, person, .. } => {
            let ends = |t: &&mut Tenure| &t.position == position && &t.person == person;
            for tenure in directory.tenures.iter_mut().filter(ends) {
                if tenure.until.is_none_or(|until| until > entry.at) {
                    tenure.until = Some(entry.at.max(tenure.from));
                }
            }
            // A watch that they hold is over; nobody has it until somebody takes it.
            let held = |s: &&mut Shift| {
                s.state() == ShiftState::Taken && &s.position == position && &s.person == person
            };
            for shift in directory.shifts.iter_mut().filter(held) {
                shift.ended_at = Some(entry.at);
            }
        }
        EntryKind::Delegated { no, position, to, powers, period, .. } => {
            directory.delegations.push(Delegation {
                no: *no,
                position: position.clone(),
                from: entry.by.person.clone(),
                to: to.clone(),
                powers: powers.clone(),
                start: period.from,
                end: period.until,
            });
        }
        EntryKind::DelegationRevoked { delegation, .. } => {
            for delegation in directory.delegations.iter_mut().filter(|d| d.no == *delegation) {
                delegation.end = delegation.end.min(entry.at);
            }
        }
        EntryKind::KeyIssued { no, position, person, digest, until } => {
            directory.keys.push(AccessKey {
                no: *no,
                digest: *digest,
                person: person.clone(),
                position: position.clone(),
                from: entry.at,
                until: *until,
            });
        }
        EntryKind::KeyRevoked { key, .. } => {
            for key in directory.keys.iter_mut().filter(|known| known.no == *key) {
                key.until = key.until.min(entry.at);
            }
        }
        _ => {}
    }
}

fn exceptions(directory: &mut Directory, entry: &Entry) {
    match &entry.kind {
        EntryKind::ExceptionOpened { no, case, reason, until } => {
            directory.exceptions.push(Exception {
                no: *no,
                case: case.clone(),
                person: entry.by.person.clone(),
                position: entry.by.position.clone(),
                reason: reason.clone(),
                from: entry.at,
                until: *until,
            });
        }
        EntryKind::ExceptionEnded { exception, .. } => {
            for ended in directory.exceptions.iter_mut().filter(|known| known.no == *exception) {
                ended.until = ended.until.min(entry.at);
            }
        }
        _ => {}
    }
}

fn roster(directory: &mut Directory, entry: &Entry) {
    match &entry.kind {
        EntryKind::ShiftPlanned { no, position, person, period, take_by } => {
            directory.shifts.push(Shift {
                no: *no,
                position: position.clone(),
                person: person.clone(),
                from: period.from,
                until: period.until,
                taken_at: None,
                ended_at: None,
                void: None,
                hand_over: None,
            });
            await_subject(directory, Subject::TakeOver(*no), take_by.as_ref());
        }
        EntryKind::ShiftDropped { shift, .. } => {
            with_shift(directory, *shift, |s| s.void = Some(Void::Dropped));
            done(directory, &Subject::TakeOver(*shift));
        }
        EntryKind::HandedOver { shift, note } => {
            with_shift(directory, *shift, |s| s.hand_over = Some(note.clone()));
        }
        EntryKind::WatchTaken { shift, relieves } => {
            if let Some(before) = relieves {
                with_shift(directory, *before, |s| s.ended_at = Some(entry.at));
            }
            take(directory, *shift, entry.at, &entry.by.person);
        }
        EntryKind::StoodDown { shift, .. } => {
            with_shift(directory, *shift, |s| s.ended_at = Some(entry.at));
        }
        _ => {}
    }
}

/// A watch is taken: it is held by whoever took it, and earlier ones that nobody took are missed.
fn take(directory: &mut Directory, no: u32, at: Timestamp, person: &PersonId) {
    let Some(taken) = directory.shifts.iter_mut().find(|shift| shift.no == no) else { return };
    taken.taken_at = Some(at);
    taken.person = person.clone();
    let (from, position): (Timestamp, PositionId) = (taken.from, taken.position.clone());
    done(directory, &Subject::TakeOver(no));
    let mut missed = Vec::new();
    for shift in &mut directory.shifts {
        let earlier = shift.position == position && shift.from < from;
        if earlier && shift.state() == ShiftState::Planned {
            shift.void = Some(Void::Missed);
            missed.push(Subject::TakeOver(shift.no));
        }
    }
    missed.iter().for_each(|subject| done(directory, subject));
}

fn channels(directory: &mut Directory, entry: &Entry) {
    match &entry.kind {
        EntryKind::ChannelSet { unit, channel, kind, address, check_by } => {
            directory.channels.retain(|c| !(&c.unit == unit && &c.id == channel));
            directory.channels.push(Channel {
                unit: unit.clone(),
                id: channel.clone(),
                kind: *kind,
                address: address.clone(),
                checked: None,
                told: None,
                sent: Vec::new(),
            });
            let subject = Subject::ChannelCheck(unit.clone(), channel.clone());
            await_subject(directory, subject, check_by.as_ref());
        }
        EntryKind::ChannelDropped { unit, channel, .. } => {
            directory.channels.retain(|c| !(&c.unit == unit && &c.id == channel));
            done(directory, &Subject::ChannelCheck(unit.clone(), channel.clone()));
        }
        EntryKind::ChannelChecked { unit, channel, outcome, check_by, .. } => {
            let found = directory.channels.iter_mut().find(|c| &c.unit == unit && &c.id == channel);
            if let Some(found) = found {
                found.checked = Some(Check { at: entry.at, outcome: *outcome });
                found.told = None;
            }
            let subject = Subject::ChannelCheck(unit.clone(), channel.clone());
            await_subject(directory, subject, check_by.as_ref());
        }
        EntryKind::MessageNoted { unit, channel, message, .. } => {
            let found = directory.channels.iter_mut().find(|c| &c.unit == unit && &c.id == channel);
            if let Some(found) = found {
                noted(found, entry.at, message);
            }
        }
        _ => {}
    }
}

/// A delivery does not undo a person's word that nobody reads there: only a check does.
fn noted(channel: &mut Channel, at: Timestamp, message: &Message) {
    channel.told = Some(Told { at, fault: message.fault });
    if message.fault.is_none() {
        let hour = SignedDuration::from_hours(1);
        channel.sent.retain(|sent| at.duration_since(*sent) < hour);
        channel.sent.push(at);
    }
}

fn rows(directory: &mut Directory, entry: &Entry) {
    match &entry.kind {
        EntryKind::RowProposed { no, row, case, decide_by } => {
            let (row, case): (Amendment, _) = (row.clone(), case.clone());
            let state = ProposalState::Open;
            directory.proposals.push(Proposal { no: *no, row, case, state });
            await_subject(directory, Subject::RowDecision(*no), decide_by.as_ref());
        }
        EntryKind::RowAccepted { no } => {
            decided(directory, *no, ProposalState::Accepted);
            let row = directory.proposals.iter().find(|p| p.no == *no).map(|p| p.row.clone());
            directory.amendments.extend(row);
        }
        EntryKind::RowDeclined { no, .. } => decided(directory, *no, ProposalState::Declined),
        _ => {}
    }
}

fn decided(directory: &mut Directory, no: u32, state: ProposalState) {
    for proposal in directory.proposals.iter_mut().filter(|proposal| proposal.no == no) {
        proposal.state = state;
    }
    done(directory, &Subject::RowDecision(no));
}

fn with_shift(directory: &mut Directory, no: u32, change: impl FnOnce(&mut Shift)) {
    if let Some(shift) = directory.shifts.iter_mut().find(|shift| shift.no == no) {
        change(shift);
    }
}

/// Waits for a subject from now on, if the mechanism sets a limit for it.
fn await_subject(directory: &mut Directory, subject: Subject, deadline: Option<&Deadline>) {
    done(directory, &subject);
    directory.pending.extend(deadline.map(|deadline| Pending {
        subject,
        deadline: deadline.clone(),
        rung: 0,
        step_at: deadline.at,
        exhausted: false,
    }));
}

fn done(directory: &mut Directory, subject: &Subject) {
    directory.pending.retain(|pending| &pending.subject != subject);
}

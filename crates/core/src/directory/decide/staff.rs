//! Positions, the duty roster, delegation, channels.

use super::super::command::Period;
use super::super::parts::{Channel, ChannelKind, Outcome, Shift, ShiftState, Subject, Tenure};
use super::super::refusal::RefusalKind;
use super::super::{EntryKind, Standing};
use super::{Decided, Decision};
use crate::case::{Actor, Author};
use crate::ids::is_sound;
use crate::mechanism::{DeadlineKind, Power};
use crate::region::{PositionKind, UnitKind};
use crate::{ChannelId, PersonId, PositionId, Timestamp, UnitId};

/// The longest watch that stands on a roster.
const SHIFT_MAX: jiff::SignedDuration = jiff::SignedDuration::from_hours(7 * 24);

/// What a holder wants another to do.
pub(super) struct Wish {
    pub(super) position: PositionId,
    pub(super) to: PersonId,
    pub(super) powers: Vec<Power>,
    pub(super) period: Period,
    pub(super) reason: String,
}

impl Decision<'_> {
    pub(super) fn appoint(
        &self,
        by: &Actor,
        position: PositionId,
        person: PersonId,
        from: Timestamp,
        until: Option<Timestamp>,
    ) -> Decided {
        let unit = self.unit_of(&position)?.id.clone();
        let author = self.author_over(by, Power::Appoint, &unit)?;
        self.sound_name(person.as_str())?;
        if let Some(until) = until {
            self.sound(Period { from, until })?;
        }
        let overlaps = |t: &Tenure| {
            t.position == position
                && t.person == person
                && until.is_none_or(|until| t.from < until)
                && t.until.is_none_or(|end| from < end)
        };
        if self.directory.tenures.iter().any(overlaps) {
            return Err(RefusalKind::AlreadyAppointed { person, position });
        }
        self.one(author, EntryKind::Appointed { position, person, from, until })
    }

    pub(super) fn relieve(
        &self,
        by: &Actor,
        position: PositionId,
        person: PersonId,
        reason: String,
    ) -> Decided {
        let unit = self.unit_of(&position)?.id.clone();
        let author = self.author_over(by, Power::Appoint, &unit)?;
        self.reasoned(&reason)?;
        let lasts = |t: &Tenure| {
            t.position == position
                && t.person == person
                && t.until.is_none_or(|until| until > self.at)
        };
        if !self.directory.tenures.iter().any(lasts) {
            return Err(RefusalKind::NotAppointed { person, position });
        }
        if !self.others_appoint(&position, &person) {
            return Err(RefusalKind::LastAppointer { person, position });
        }
        self.one(author, EntryKind::Relieved { position, person, reason })
    }

    pub(super) fn plan_shift(
        &self,
        by: &Actor,
        position: PositionId,
        person: PersonId,
        period: Period,
    ) -> Decided {
        let unit = self.unit_of(&position)?;
        let author = self.author_over(by, Power::Roster, &unit.id)?;
        let kind = position.split().map_or("", |(_, kind)| kind);
        if self.ctx.mechanism.grant(kind, unit, Power::TakeWatch).is_none() {
            return Err(RefusalKind::NotADutyPosition(position));
        }
        self.sound(period)?;
        let overlaps = |s: &&Shift| {
            s.position == position
                && matches!(s.state(), ShiftState::Planned | ShiftState::Taken)
                && s.from < period.until
                && period.from < s.until
        };
        if let Some(shift) = self.directory.shifts.iter().find(overlaps) {
            return Err(RefusalKind::ShiftOverlaps { shift: shift.no });
        }
        if period.until > period.from + SHIFT_MAX {
            return Err(RefusalKind::ShiftTooLong);
        }
        let last = period.until - jiff::SignedDuration::from_secs(1);
        for instant in [period.from, last] {
            self.stands(&person, &position, Power::TakeWatch, instant)?;
        }
        let take_by = self.limit(DeadlineKind::TakeOver, period.from);
        let no = next(self.directory.shifts.iter().map(|shift| shift.no));
        self.one(author, EntryKind::ShiftPlanned { no, position, person, period, take_by })
    }

    pub(super) fn drop_shift(&self, by: &Actor, no: u32, reason: String) -> Decided {
        let shift = self.shift(no)?;
        let unit = self.unit_of(&shift.position)?.id.clone();
        let author = self.author_over(by, Power::Roster, &unit)?;
        self.reasoned(&reason)?;
        if shift.state() != ShiftState::Planned {
            return Err(RefusalKind::ShiftNotPlanned(no));
        }
        self.one(author, EntryKind::ShiftDropped { shift: no, reason })
    }

    pub(super) fn hand_over(&self, by: &Actor, no: u32, note: String) -> Decided {
        let author = self.watch_author(by, no)?;
        self.reasoned(&note)?;
        self.has_watch(&author, no)?;
        self.one(author, EntryKind::HandedOver { shift: no, note })
    }

    pub(super) fn stand_down(&self, by: &Actor, no: u32, reason: String) -> Decided {
        self.reasoned(&reason)?;
        let own = self.watch_author(by, no).and_then(|author| {
            self.has_watch(&author, no)?;
            Ok(author)
        });
        let author = own.or_else(|refused| {
            // Who keeps the roster ends the watch of an officer who cannot.
            let unit = self.unit_of(&self.shift(no)?.position)?.id.clone();
            let taken = self.shift(no)?.state() == ShiftState::Taken;
            let above = self.author_over(by, Power::Roster, &unit).ok().filter(|_| taken);
            above.ok_or(refused)
        })?;
        self.one(author, EntryKind::StoodDown { shift: no, reason })
    }

    /// Whoever holds the position may take the watch: at three in the morning nobody waits for
    /// the roster to be changed. The entry says who took it.
    pub(super) fn take_watch(&self, by: &Actor, no: u32) -> Decided {
        let author = self.watch_author(by, no)?;
        let shift = self.shift(no)?;
        if shift.state() != ShiftState::Planned {
            return Err(RefusalKind::ShiftNotPlanned(no));
        }
        if self.at < self.earliest(shift) {
            return Err(RefusalKind::TooEarly { shift: no, from: self.earliest(shift) });
        }
        let relieves = self.directory.held(&shift.position).map(|shift| shift.no);
        self.one(author, EntryKind::WatchTaken { shift: no, relieves })
    }

    /// A watch can be taken from when its officer would be reminded of it.
    fn earliest(&self, shift: &Shift) -> Timestamp {
        let rule = self.limit(DeadlineKind::TakeOver, shift.from).map(|limit| limit.rule);
        let escalation = &self.ctx.mechanism.escalation;
        let notice = rule.map_or(escalation.remind_before, |r| self.ctx.mechanism.notice(&r));
        crate::case::before(shift.from, notice)
    }

    pub(super) fn delegate(&self, by: &Actor, wish: Wish) -> Decided {
        let Wish { position, to, powers, period, reason } = wish;
        let unit = self.unit_of(&position)?;
        let author = self.author(by, Power::Delegate)?;
        if author.position != position || author.delegation.is_some() {
            return Err(RefusalKind::NotDelegable { position });
        }
        if !self.directory.is_recorded(&position, self.at) {
            return Err(RefusalKind::NobodyAppointed(position));
        }
        if author.person == to {
            return Err(RefusalKind::DelegationToSelf);
        }
        self.reasoned(&reason)?;
        self.sound(period)?;
        if let Some(power) = powers.iter().find(|power| !power.is_delegable()) {
            return Err(RefusalKind::PowerStays(*power));
        }
        let kind = position.split().map_or("", |(_, kind)| kind);
        let lacks = |p: &&Power| self.ctx.mechanism.grant(kind, unit, **p).is_none();
        if let Some(power) = powers.iter().find(lacks) {
            return Err(RefusalKind::PowerNotHeld { position, power: *power });
        }
        let no = next(self.directory.delegations.iter().map(|delegation| delegation.no));
        self.one(author, EntryKind::Delegated { no, position, to, powers, period, reason })
    }

    pub(super) fn revoke(&self, by: &Actor, no: u32, reason: String) -> Decided {
        let found = self.directory.delegations.iter().find(|delegation| delegation.no == no);
        let delegation = found.ok_or(RefusalKind::UnknownDelegation(no))?;
        let unit = self.unit_of(&delegation.position)?.id.clone();
        let own = self.author(by, Power::Delegate).ok().filter(|author| {
            author.person == delegation.from && author.position == delegation.position
        });
        let author = match own {
            Some(author) => author,
            None => self
                .author_over(by, Power::Appoint, &unit)
                .map_err(|_| RefusalKind::NotTheDelegator(no))?,
        };
        self.reasoned(&reason)?;
        if delegation.end <= self.at {
            return Err(RefusalKind::DelegationOver(no));
        }
        self.one(author, EntryKind::DelegationRevoked { delegation: no, reason })
    }

    pub(super) fn set_channel(
        &self,
        by: &Actor,
        unit: UnitId,
        channel: ChannelId,
        kind: ChannelKind,
        address: String,
    ) -> Decided {
        let author = self.author_over(by, Power::KeepChannels, &unit)?;
        if address.trim().is_empty() {
            return Err(RefusalKind::AddressMissing);
        }
        self.sound_name(channel.as_str())?;
        self.sound_name(&address)?;
        let check_by = self.limit(DeadlineKind::ChannelCheck, self.at);
        self.one(author, EntryKind::ChannelSet { unit, channel, kind, address, check_by })
    }

    pub(super) fn drop_channel(
        &self,
        by: &Actor,
        unit: UnitId,
        channel: ChannelId,
        reason: String,
    ) -> Decided {
        let author = self.author_over(by, Power::KeepChannels, &unit)?;
        self.known_channel(&unit, &channel)?;
        self.reasoned(&reason)?;
        self.one(author, EntryKind::ChannelDropped { unit, channel, reason })
    }

    pub(super) fn check_channel(
        &self,
        by: &Actor,
        unit: UnitId,
        channel: ChannelId,
        outcome: Outcome,
        note: String,
    ) -> Decided {
        let author = self.author_over(by, Power::KeepChannels, &unit)?;
        self.known_channel(&unit, &channel)?;
        let told = match outcome {
            Outcome::Works => Vec::new(),
            Outcome::Fails => {
                self.reasoned(&note)?;
                self.rungs().into_iter().filter(|rung| rung != &unit).take(2).collect()
            }
        };
        let check_by = self.limit(DeadlineKind::ChannelCheck, self.at);
        self.one(author, EntryKind::ChannelChecked { unit, channel, outcome, note, told, check_by })
    }

    pub(super) fn sound_name(&self, name: &str) -> Result<(), RefusalKind> {
        if is_sound(name) { Ok(()) } else { Err(RefusalKind::UnusableName) }
    }

    /// Whether anybody would still appoint here if a person lost a position: somebody in this area
    /// or above it, or whoever signs in for a position that is not staffed yet.
    fn others_appoint(&self, lost: &PositionId, person: &PersonId) -> bool {
        let region = self.ctx.region;
        let areas = region.chain(&self.directory.area);
        let units = areas.flat_map(|area| region.units_of(&area.id));
        let mut positions = units.flat_map(|unit| {
            let kinds = region.positions.iter().filter(|kind| kind.on.contains(&unit.kind));
            let may = |kind: &&PositionKind| {
                self.ctx.mechanism.grant(&kind.id, unit, Power::Appoint).is_some()
            };
            let above = unit.kind != UnitKind::Department;
            kinds
                .filter(may)
                .filter(move |_| above)
                .map(|kind| (&unit.area, PositionId::of(&unit.id, &kind.id)))
        });
        positions.any(|(area, position)| {
            let Some(directory) = self.ctx.directories.of(area) else { return true };
            let stays = |t: &Tenure| &position != lost || &t.person != person;
            !directory.is_recorded(&position, self.at)
                || directory.holders(&position, self.at).any(stays)
        })
    }

    pub(super) fn known_channel(
        &self,
        unit: &UnitId,
        channel: &ChannelId,
    ) -> Result<&Channel, RefusalKind> {
        let unknown =
            || RefusalKind::UnknownChannel { unit: unit.clone(), channel: channel.clone() };
        self.directory.channel(unit, channel).ok_or_else(unknown)
    }

    fn shift(&self, no: u32) -> Result<&Shift, RefusalKind> {
        self.directory.shift(no).ok_or(RefusalKind::UnknownShift(no))
    }

    /// Who does something about a watch: somebody in its position.
    fn watch_author(&self, by: &Actor, no: u32) -> Result<Author, RefusalKind> {
        let position = self.shift(no)?.position.clone();
        let author = self.author(by, Power::TakeWatch)?;
        if author.position == position {
            return Ok(author);
        }
        Err(RefusalKind::OtherPosition { shift: no, position })
    }

    fn has_watch(&self, author: &Author, no: u32) -> Result<(), RefusalKind> {
        let shift = self.shift(no)?;
        if shift.state() == ShiftState::Taken && shift.person == author.person {
            return Ok(());
        }
        Err(RefusalKind::NotOnWatch(no))
    }

    /// Whether a person will be able to act in a position.
    pub(super) fn stands(
        &self,
        person: &PersonId,
        position: &PositionId,
        power: Power,
        at: Timestamp,
    ) -> Result<Standing, RefusalKind> {
        self.directory.standing(person, position, power, at).ok_or_else(|| {
            RefusalKind::NotAppointed { person: person.clone(), position: position.clone() }
        })
    }

    /// Whether a subject is waited for.
    pub(super) fn awaited(&self, subject: &Subject) -> Result<&super::super::Pending, RefusalKind> {
        self.pending(subject).ok_or_else(|| RefusalKind::NothingDue(subject.clone()))
    }
}

/// The next number of a series.
pub(super) fn next(used: impl Iterator<Item = u32>) -> u32 {
    used.max().map_or(1, |last| last + 1)
}

//! From a command to entries, or to a refusal.

mod exceptions;
mod keys;
mod messages;
mod rows;
mod staff;
mod timers;

pub use timers::{due, next_due};

use super::command::{Command, Period};
use super::entry::{Entry, EntryKind};
use super::refusal::{Refusal, RefusalKind};
use super::{Directory, Subject};
use crate::case::{Actor, Author, Context};
use crate::mechanism::{Deadline, DeadlineKind, Power};
use crate::region::{Unit, UnitKind};
use crate::{PositionId, Timestamp, UnitId, authority};

/// What entries a command makes at an instant, or why it is refused.
///
/// Equal arguments give equal entries (DET-1). An instant before the directory's last entry counts
/// as the instant of that entry.
///
/// # Errors
/// A [`Refusal`] with the rule behind it. The directory is unchanged.
pub fn decide(
    directory: &Directory,
    ctx: &Context<'_>,
    at: Timestamp,
    by: &Actor,
    command: Command,
) -> Result<Vec<Entry>, Refusal> {
    let decision = Decision { directory, ctx, at: at.max(directory.last_at) };
    decision.decide(by, command).map_err(Refusal)
}

type Decided = Result<Vec<Entry>, RefusalKind>;

/// A decision that is being made.
struct Decision<'a> {
    directory: &'a Directory,
    ctx: &'a Context<'a>,
    at: Timestamp,
}

impl Decision<'_> {
    fn decide(&self, by: &Actor, command: Command) -> Decided {
        use Command as C;
        match command {
            C::Appoint { position, person, from, until } => {
                self.appoint(by, position, person, from, until)
            }
            C::Relieve { position, person, reason } => self.relieve(by, position, person, reason),
            C::PlanShift { position, person, period } => {
                self.plan_shift(by, position, person, period)
            }
            C::DropShift { shift, reason } => self.drop_shift(by, shift, reason),
            C::HandOver { shift, note } => self.hand_over(by, shift, note),
            C::TakeWatch { shift } => self.take_watch(by, shift),
            C::StandDown { shift, reason } => self.stand_down(by, shift, reason),
            C::Delegate { position, to, powers, period, reason } => {
                self.delegate(by, staff::Wish { position, to, powers, period, reason })
            }
            C::RevokeDelegation { delegation, reason } => self.revoke(by, delegation, reason),
            C::IssueKey { position, person, digest, until } => {
                self.issue_key(by, position, person, digest, until)
            }
            C::RevokeKey { key, reason } => self.revoke_key(by, key, reason),
            C::OpenException { case, reason, until } => {
                self.open_exception(by, case, reason, until)
            }
            C::EndException { exception, reason } => self.end_exception(by, exception, reason),
            C::SetChannel { unit, channel, kind, address } => {
                self.set_channel(by, unit, channel, kind, address)
            }
            C::DropChannel { unit, channel, reason } => {
                self.drop_channel(by, unit, channel, reason)
            }
            C::CheckChannel { unit, channel, outcome, note } => {
                self.check_channel(by, unit, channel, outcome, note)
            }
            C::NoteMessage { unit, channel, message } => {
                self.note_message(by, unit, channel, message)
            }
            C::ProposeRow { row, case } => self.propose_row(by, row, case),
            C::DecideRow { no, declined } => self.decide_row(by, no, declined),
            C::EndUnit { unit, successor, reason } => self.end_unit(by, unit, successor, reason),
            C::Escalate { subject } => self.escalate(by, subject),
        }
    }

    fn one(&self, by: Author, kind: EntryKind) -> Decided {
        Ok(vec![Entry { at: self.at, by, kind }])
    }

    /// The author of what a person does with a power.
    fn author(&self, by: &Actor, power: Power) -> Result<Author, RefusalKind> {
        if by == &Actor::Mechanism {
            return Err(RefusalKind::NotTheMechanism);
        }
        Ok(authority::author(self.ctx, by, power, self.at)?)
    }

    /// The same, where it is done to a unit of this area: the unit itself or one above it.
    fn author_over(&self, by: &Actor, power: Power, unit: &UnitId) -> Result<Author, RefusalKind> {
        let author = self.author(by, power)?;
        self.here(unit)?;
        let own = author.unit();
        if &own != unit && !self.ctx.region.outranks(&own, unit) {
            return Err(RefusalKind::NotOver { unit: own, over: unit.clone() });
        }
        Ok(author)
    }

    /// The same, where it is done to the area as a whole: its desk, its coordinating body or one
    /// above them.
    fn area_author(&self, by: &Actor, power: Power) -> Result<Author, RefusalKind> {
        let author = self.author(by, power)?;
        let own = author.unit();
        let unit = self.unit(&own)?;
        let area = &self.directory.area;
        let over = self.ctx.region.contains(&unit.area, area)
            && (unit.kind != UnitKind::Department || &unit.area == area);
        if over {
            return Ok(author);
        }
        Err(RefusalKind::OutsideJurisdiction { unit: own, area: area.clone() })
    }

    fn mechanism_author(&self, basis: &str) -> Author {
        let desk = self.ctx.region.desk(&self.directory.area).map(|desk| desk.id.clone());
        Author::mechanism(&desk.unwrap_or_else(|| UnitId::from("")), basis)
    }

    fn unit(&self, id: &UnitId) -> Result<&Unit, RefusalKind> {
        self.ctx.region.unit(id).ok_or_else(|| RefusalKind::UnknownUnit(id.clone()))
    }

    /// A unit of this area.
    fn here(&self, id: &UnitId) -> Result<&Unit, RefusalKind> {
        let unit = self.unit(id)?;
        if unit.area == self.directory.area {
            return Ok(unit);
        }
        Err(RefusalKind::Elsewhere { unit: id.clone(), area: self.directory.area.clone() })
    }

    /// The unit of a position of this area.
    fn unit_of(&self, position: &PositionId) -> Result<&Unit, RefusalKind> {
        let known = self.ctx.region.position(position);
        let (unit, _) = known.ok_or_else(|| RefusalKind::UnknownPosition(position.clone()))?;
        self.here(&unit.id)
    }

    /// The limit of a kind at this area's level, for something that starts at an instant.
    fn limit(&self, kind: DeadlineKind, from: Timestamp) -> Option<Deadline> {
        let region = self.ctx.region;
        let level = &region.level_of(region.area(&self.directory.area)?).id;
        self.ctx.mechanism.deadline(kind, None, level, self.ctx.calendar, from)
    }

    /// A period that has a length and is not over.
    fn sound(&self, period: Period) -> Result<(), RefusalKind> {
        if period.from >= period.until {
            return Err(RefusalKind::EmptyPeriod);
        }
        if period.until <= self.at {
            return Err(RefusalKind::PeriodOver { until: period.until });
        }
        Ok(())
    }

    fn reasoned(&self, reason: &str) -> Result<(), RefusalKind> {
        if reason.trim().is_empty() { Err(RefusalKind::ReasonMissing) } else { Ok(()) }
    }

    /// Who is told when a deadline of this area passes: its desk, then those above, to the top.
    fn rungs(&self) -> Vec<UnitId> {
        let Some(desk) = self.ctx.region.desk(&self.directory.area) else { return Vec::new() };
        std::iter::once(desk.id.clone()).chain(self.ctx.region.ladder(desk)).collect()
    }

    fn pending(&self, subject: &Subject) -> Option<&super::Pending> {
        self.directory.pending.iter().find(|pending| &pending.subject == subject)
    }
}

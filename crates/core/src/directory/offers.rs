//! What somebody can ask of an area's offices now.
//!
//! As with cases, no rule stands here a second time: `decide` is asked about candidates, and a
//! refusal that concerns contents alone is still an offer.

use super::{
    Amendment, ChannelKind, Command, Directory, Outcome, Period, ProposalState, ShiftState, Verb,
    decide,
};
use crate::case::{Actor, Context, Ground};
use crate::region::{Unit, UnitKind};
use crate::{ChannelId, DepartmentId, PersonId, PositionId, Timestamp, UnitId};

/// What in an area's offices a command is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is the thing of that name")]
pub enum About {
    Area,
    Shift(u32),
    Delegation(u32),
    Key(u32),
    Proposal(u32),
    Channel(UnitId, ChannelId),
    Tenure(PositionId, PersonId),
}

impl About {
    /// What a command is about.
    pub fn of(command: &Command) -> Self {
        use Command as C;
        match command {
            C::DropShift { shift, .. }
            | C::HandOver { shift, .. }
            | C::TakeWatch { shift }
            | C::StandDown { shift, .. } => Self::Shift(*shift),
            C::RevokeDelegation { delegation, .. } => Self::Delegation(*delegation),
            C::RevokeKey { key, .. } => Self::Key(*key),
            C::DecideRow { no, .. } => Self::Proposal(*no),
            C::DropChannel { unit, channel, .. } | C::CheckChannel { unit, channel, .. } => {
                Self::Channel(unit.clone(), channel.clone())
            }
            C::Relieve { position, person, .. } => Self::Tenure(position.clone(), person.clone()),
            _ => Self::Area,
        }
    }
}

/// What somebody can ask of an area's offices at an instant, each once.
pub fn offers(
    directory: &Directory,
    ctx: &Context<'_>,
    at: Timestamp,
    by: &Actor,
) -> Vec<(Verb, About)> {
    let scene = Scene { directory, ctx, at: at.max(directory.last_at) };
    let mut given = Vec::new();
    for command in scene.candidates(by) {
        let offer = (Verb::of(&command), About::of(&command));
        let known = given.contains(&offer);
        let refused = || {
            let decided = decide(directory, ctx, at, by, command);
            decided.err().is_some_and(|no| no.0.ground() != Ground::Contents)
        };
        if !known && !refused() {
            given.push(offer);
        }
    }
    given
}

fn words() -> String {
    "words".to_owned()
}

struct Scene<'a> {
    directory: &'a Directory,
    ctx: &'a Context<'a>,
    at: Timestamp,
}

impl Scene<'_> {
    fn candidates(&self, by: &Actor) -> Vec<Command> {
        let mut all = self.watch();
        all.extend(self.staff(by));
        all.extend(self.reach());
        all.extend(self.rows());
        all
    }

    fn units(&self) -> impl Iterator<Item = &Unit> {
        self.ctx.region.units_of(&self.directory.area)
    }

    /// Positions of a unit.
    fn positions<'u>(&'u self, unit: &'u Unit) -> impl Iterator<Item = PositionId> + 'u {
        let kinds = self.ctx.region.positions.iter();
        let kinds = kinds.filter(move |kind| kind.on.contains(&unit.kind));
        kinds.map(move |kind| PositionId::of(&unit.id, &kind.id))
    }

    fn period(&self) -> Period {
        let hours = jiff::SignedDuration::from_hours;
        Period { from: self.at + hours(1), until: self.at + hours(9) }
    }

    fn watch(&self) -> Vec<Command> {
        let mut all = Vec::new();
        for shift in &self.directory.shifts {
            let no = shift.no;
            match shift.state() {
                ShiftState::Planned => {
                    all.push(Command::TakeWatch { shift: no });
                    all.push(Command::DropShift { shift: no, reason: words() });
                }
                ShiftState::Taken => {
                    all.push(Command::HandOver { shift: no, note: words() });
                    all.push(Command::StandDown { shift: no, reason: words() });
                }
                ShiftState::Ended | ShiftState::Void(_) => {}
            }
        }
        let desk = self.ctx.region.desk(&self.directory.area);
        let plan = |position| Command::PlanShift {
            position,
            person: PersonId::from("~"),
            period: self.period(),
        };
        all.extend(desk.into_iter().flat_map(|desk| self.positions(desk)).map(plan));
        all
    }

    fn staff(&self, by: &Actor) -> Vec<Command> {
        let appoint = |position| Command::Appoint {
            position,
            person: PersonId::from("~"),
            from: self.at,
            until: None,
        };
        let firsts = self.units().filter_map(|unit| self.positions(unit).next());
        let mut all: Vec<Command> = firsts.map(appoint).collect();
        let lasting = self.directory.tenures.iter().filter(|tenure| tenure.holds_at(self.at));
        all.extend(lasting.map(|tenure| Command::Relieve {
            position: tenure.position.clone(),
            person: tenure.person.clone(),
            reason: words(),
        }));
        if let Some((_, position, _)) = by.who() {
            all.push(Command::Delegate {
                position: position.clone(),
                to: PersonId::from("~"),
                powers: Vec::new(),
                period: self.period(),
                reason: words(),
            });
        }
        let delegations = self.directory.delegations.iter().filter(|one| one.end > self.at);
        all.extend(
            delegations
                .map(|one| Command::RevokeDelegation { delegation: one.no, reason: words() }),
        );
        let keys = self.directory.keys.iter().filter(|key| key.until > self.at);
        all.extend(keys.map(|key| Command::RevokeKey { key: key.no, reason: words() }));
        all
    }

    fn reach(&self) -> Vec<Command> {
        let set = |unit: &Unit| Command::SetChannel {
            unit: unit.id.clone(),
            channel: ChannelId::from("~"),
            kind: ChannelKind::Phone,
            address: words(),
        };
        let mut all: Vec<Command> = self.units().map(set).collect();
        for known in &self.directory.channels {
            let (unit, channel) = (known.unit.clone(), known.id.clone());
            let (outcome, note) = (Outcome::Works, String::new());
            all.push(Command::CheckChannel {
                unit: unit.clone(),
                channel: channel.clone(),
                outcome,
                note,
            });
            all.push(Command::DropChannel { unit, channel, reason: words() });
        }
        all
    }

    fn rows(&self) -> Vec<Command> {
        let departments = || self.units().filter(|unit| unit.kind == UnitKind::Department);
        let lead = departments().next().and_then(|unit| unit.id.as_str().split_once('.'));
        let remit = self.ctx.region.remits().next();
        let row = lead.zip(remit).map(|((_, department), remit)| Amendment {
            remit: remit.id.clone(),
            lead: DepartmentId::from(department),
            assisting: Vec::new(),
            basis: words(),
        });
        let mut all: Vec<Command> =
            row.map(|row| Command::ProposeRow { row, case: None }).into_iter().collect();
        let open = self.directory.proposals.iter();
        let open = open.filter(|proposal| proposal.state == ProposalState::Open);
        all.extend(open.map(|proposal| Command::DecideRow { no: proposal.no, declined: None }));
        all.extend(departments().next().map(|unit| Command::EndUnit {
            unit: unit.id.clone(),
            successor: None,
            reason: words(),
        }));
        all
    }
}

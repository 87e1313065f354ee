//! Commands to an area's offices.

use super::{Problem, Reader};
use crate::words::Word;
use tandem_core::directory::{Amendment, ChannelKind, Command, Outcome, Period, Verb};
use tandem_core::{PersonId, PositionId};

/// What on an area's offices a form is about, as its hidden field names it: a number, a channel
/// (`unit|name`) or a tenure (`position|person`).
fn two(about: &str) -> (&str, &str) {
    about.split_once('|').unwrap_or((about, ""))
}

/// The command of a verb.
pub(in super::super) fn command(
    mut reader: Reader<'_>,
    verb: Verb,
    about: &str,
) -> Result<Command, Vec<Problem>> {
    let no = about.parse().unwrap_or(0);
    let (first, second) = two(about);
    let read = reader
        .staff(verb, no, (first, second))
        .or_else(|| reader.reach(verb, (first, second)))
        .or_else(|| reader.rows(verb, no));
    match read {
        Some(command) => reader.done(command),
        None => {
            reader.wrong("", Word::new("此项不能这样办理。", "This cannot be done in this way."));
            reader.done(Command::TakeWatch { shift: 0 })
        }
    }
}

impl Reader<'_> {
    fn period(&mut self) -> Period {
        Period { from: self.when("from"), until: self.when("until") }
    }

    fn staff(&mut self, verb: Verb, no: u32, about: (&str, &str)) -> Option<Command> {
        let reason = || self.text("reason");
        Some(match verb {
            Verb::Appoint => Command::Appoint {
                position: self.id("position"),
                person: self.id("person"),
                from: self.when("from"),
                until: self.maybe_when("until"),
            },
            Verb::Relieve => Command::Relieve {
                position: PositionId::from(about.0),
                person: PersonId::from(about.1),
                reason: reason(),
            },
            Verb::PlanShift => Command::PlanShift {
                position: self.id("position"),
                person: self.id("person"),
                period: self.period(),
            },
            Verb::DropShift => Command::DropShift { shift: no, reason: reason() },
            Verb::HandOver => Command::HandOver { shift: no, note: self.text("note") },
            Verb::TakeWatch => Command::TakeWatch { shift: no },
            Verb::StandDown => Command::StandDown { shift: no, reason: reason() },
            Verb::Delegate => Command::Delegate {
                position: PositionId::from(about.0),
                to: self.id("to"),
                powers: self.words("powers"),
                period: self.period(),
                reason: self.text("reason"),
            },
            Verb::RevokeDelegation => {
                Command::RevokeDelegation { delegation: no, reason: reason() }
            }
            Verb::RevokeKey => Command::RevokeKey { key: no, reason: reason() },
            _ => return None,
        })
    }

    fn reach(&mut self, verb: Verb, (unit, channel): (&str, &str)) -> Option<Command> {
        Some(match verb {
            Verb::SetChannel => Command::SetChannel {
                unit: self.id("unit"),
                channel: self.id("channel"),
                kind: self.word("kind", ChannelKind::Phone),
                address: self.text("address"),
            },
            Verb::DropChannel => Command::DropChannel {
                unit: unit.into(),
                channel: channel.into(),
                reason: self.text("reason"),
            },
            Verb::CheckChannel => Command::CheckChannel {
                unit: unit.into(),
                channel: channel.into(),
                outcome: self.word("outcome", Outcome::Works),
                note: self.text("note"),
            },
            _ => return None,
        })
    }

    fn rows(&mut self, verb: Verb, no: u32) -> Option<Command> {
        Some(match verb {
            Verb::ProposeRow => Command::ProposeRow {
                row: Amendment {
                    remit: self.id("remit"),
                    lead: self.id("lead"),
                    assisting: self.ids("assisting"),
                    basis: self.text("basis"),
                },
                case: None,
            },
            Verb::DecideRow => Command::DecideRow {
                no,
                declined: Some(self.text("reason"))
                    .filter(|_| self.filled.has("verdict", "decline")),
            },
            Verb::EndUnit => Command::EndUnit {
                unit: self.id("unit"),
                successor: self.maybe_id("successor"),
                reason: self.text("reason"),
            },
            _ => return None,
        })
    }
}

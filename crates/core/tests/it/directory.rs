//! Offices: who is on watch at any time, who may act for whom, what the directory learns, and units
//! that end.

use crate::common::by;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::test_runner::{Config, TestRunner};
use std::sync::Arc;
use tandem_core::case::{Actor, Context};
use tandem_core::directory::{
    Amendment, ChannelKind, Command, Directories, Directory, Entry, EntryKind, Outcome, Period,
    Refusal, RefusalKind, ShiftState, Standing, Subject, apply, decide, due, invariants, next_due,
};
use tandem_core::mechanism::Power;
use tandem_core::words::{NoNames, directory_entry, directory_refusal};
use tandem_core::{Denied, Lang, PersonId, PositionId, Timestamp, UnitId};
use tandem_testkit::World;

const DUTY: &str = "A1.desk/duty";

/// A directory of county A1, acted upon; every append is checked against the invariants.
struct Office<'w> {
    world: &'w World,
    directory: Directory,
    now: Timestamp,
}

impl<'w> Office<'w> {
    fn new(world: &'w World) -> Self {
        let directory = Directory::new("A1".into());
        Self { world, directory, now: world.at("2026-03-02 09:00") }
    }

    fn context(&self) -> Context<'w> {
        let mut directories = Directories::default();
        directories.put(self.directory.clone());
        Context { directories: Arc::new(directories), ..self.world.context() }
    }

    fn try_act(&mut self, by: &Actor, command: Command) -> Result<Vec<Entry>, Refusal> {
        let ctx = self.context();
        let entries = decide(&self.directory, &ctx, self.now, by, command.clone())?;
        let again = decide(&self.directory, &ctx, self.now, by, command).expect("DET-1");
        assert_eq!(entries, again);
        for entry in &entries {
            apply(&mut self.directory, entry);
            for lang in [Lang::Zh, Lang::En] {
                let said = directory_entry(&self.directory.area, entry, lang, &ctx);
                assert!(!said.trim().is_empty(), "{entry:?} has no sentence");
            }
        }
        let breaches = invariants::check(&entries, &self.directory, &self.context());
        assert!(breaches.is_empty(), "{breaches:?}");
        Ok(entries)
    }

    fn act(&mut self, by: &Actor, command: Command) -> &mut Self {
        self.try_act(by, command).unwrap_or_else(|refused| panic!("{refused}"));
        self
    }

    fn refused(&mut self, by: &Actor, command: Command) -> RefusalKind {
        self.try_act(by, command).expect_err("must be refused").0
    }

    /// Time passes; the mechanism does what is due.
    fn until(&mut self, local: &str) -> &mut Self {
        let target = self.world.at(local);
        while let Some(next) = next_due(&self.directory).filter(|next| *next <= target) {
            self.now = next;
            let commands = due(&self.directory, &self.context(), next);
            assert!(!commands.is_empty(), "due at {next} and nothing to do");
            for command in commands {
                self.act(&Actor::Mechanism, command);
            }
        }
        self.now = target;
        self
    }

    fn at(&self, local: &str) -> Timestamp {
        self.world.at(local)
    }

    fn period(&self, from: &str, until: &str) -> Period {
        Period { from: self.at(from), until: self.at(until) }
    }

    fn holder(&self, local: &str) -> Option<String> {
        let watch = self.directory.on_watch(&DUTY.into(), self.at(local));
        watch.holder.map(|shift| shift.person.to_string())
    }
}

fn person(name: &str) -> Actor {
    Actor::person(name, DUTY)
}

fn appoint(office: &Office<'_>, position: &str, person: &str) -> Command {
    let from = office.at("2026-01-01 00:00");
    Command::Appoint { position: position.into(), person: person.into(), from, until: None }
}

fn shift(office: &Office<'_>, person: &str, from: &str, until: &str) -> Command {
    let period = office.period(from, until);
    Command::PlanShift { position: DUTY.into(), person: person.into(), period }
}

/// Li and Zhou hold the duty officer's position and share the second of March.
fn rostered(world: &World) -> Office<'_> {
    let mut office = Office::new(world);
    let chief = by("A1.desk/chief");
    for name in ["li", "zhou"] {
        let command = appoint(&office, DUTY, name);
        office.act(&chief, command);
    }
    for (name, from, until) in [
        ("li", "2026-03-02 09:00", "2026-03-02 21:00"),
        ("zhou", "2026-03-02 21:00", "2026-03-03 09:00"),
    ] {
        let command = shift(&office, name, from, until);
        office.act(&chief, command);
    }
    office
}

#[test]
fn a_watch_lasts_until_it_is_taken_over_and_is_known_for_ever() {
    let world = World::small();
    let mut office = rostered(&world);
    office.act(&person("li"), Command::TakeWatch { shift: 1 });
    office.until("2026-03-03 02:00").act(&person("zhou"), Command::TakeWatch { shift: 2 });
    office.until("2026-03-05 02:00");
    assert_eq!(office.holder("2026-03-02 08:00"), None);
    assert_eq!(office.holder("2026-03-02 12:00").as_deref(), Some("li"));
    assert_eq!(office.holder("2026-03-03 01:59").as_deref(), Some("li"), "nobody took over yet");
    assert_eq!(office.holder("2026-03-03 02:00").as_deref(), Some("zhou"));
    assert_eq!(office.holder("2026-03-05 00:00").as_deref(), Some("zhou"));
    let night = office.directory.on_watch(&DUTY.into(), office.at("2026-03-02 23:00"));
    assert_eq!(night.late.map(|shift| shift.no), Some(2), "zhou should have had it");
}

#[test]
fn a_watch_that_nobody_takes_is_told_to_the_desk_and_then_upward_to_the_top() {
    let world = World::small();
    let mut office = rostered(&world);
    office.act(&person("li"), Command::TakeWatch { shift: 1 }).until("2026-03-03 08:00");
    let pending = &office.directory.pending;
    let watch = pending.iter().find(|p| p.subject == Subject::TakeOver(2)).expect("it is there");
    assert!(watch.exhausted);
    assert_eq!(watch.rung, 4, "own desk, city, region, coordinating body");
    office.act(&person("li"), Command::TakeWatch { shift: 2 });
    assert!(office.directory.pending.is_empty());
    let taken = office.directory.shift(2).expect("it is there");
    assert_eq!((taken.person.as_str(), taken.state()), ("li", ShiftState::Taken));
}

#[test]
fn an_earlier_watch_that_was_passed_over_is_missed() {
    let world = World::small();
    let mut office = rostered(&world);
    office.until("2026-03-02 21:00").act(&person("zhou"), Command::TakeWatch { shift: 2 });
    let missed = office.directory.shift(1).expect("it is there");
    assert!(matches!(missed.state(), ShiftState::Void(_)));
    assert_eq!(office.holder("2026-03-02 12:00"), None);
}

#[test]
fn holes_of_the_roster_are_known_beforehand() {
    let world = World::small();
    let mut office = rostered(&world);
    let chief = by("A1.desk/chief");
    let command = shift(&office, "li", "2026-03-03 12:00", "2026-03-03 18:00");
    office.act(&chief, command);
    let week = office.period("2026-03-02 06:00", "2026-03-04 00:00");
    let gaps = office.directory.gaps(&DUTY.into(), week);
    let expected = [
        ("2026-03-02 06:00", "2026-03-02 09:00"),
        ("2026-03-03 09:00", "2026-03-03 12:00"),
        ("2026-03-03 18:00", "2026-03-04 00:00"),
    ];
    assert_eq!(gaps, expected.map(|(from, until)| office.period(from, until)));
}

#[test]
fn a_delegate_acts_within_scope_and_time_and_only_while_the_holder_holds() {
    let world = World::small();
    let mut office = Office::new(&world);
    let chief = by("A1.desk/chief");
    let position = PositionId::from("A1.water/head");
    let (head, deputy) = (PersonId::from("head"), PersonId::from("deputy"));
    let command = appoint(&office, "A1.water/head", "head");
    office.act(&chief, command);
    let period = office.period("2026-03-03 00:00", "2026-03-10 00:00");
    let powers = vec![Power::Sign];
    let reason = "on leave".to_owned();
    let (to, at) = (deputy.clone(), office.now);
    let command = Command::Delegate { position: position.clone(), to, powers, period, reason };
    office.act(&by("A1.water/head"), command);
    let standing = |office: &Office<'_>, power, local: &str| {
        office.directory.standing(&deputy, &position, power, office.at(local))
    };
    assert_eq!(standing(&office, Power::Sign, "2026-03-05 00:00"), Some(Standing::Delegate(1)));
    assert_eq!(standing(&office, Power::Feedback, "2026-03-05 00:00"), None);
    assert_eq!(standing(&office, Power::Sign, "2026-03-02 23:59"), None);
    assert_eq!(standing(&office, Power::Sign, "2026-03-10 00:00"), None);
    assert_eq!(
        office.directory.standing(&head, &position, Power::Feedback, at),
        Some(Standing::Holder)
    );
    office.until("2026-03-06 00:00");
    let reason = "moved away".to_owned();
    office.act(&chief, Command::Relieve { position: position.clone(), person: head, reason });
    assert_eq!(standing(&office, Power::Sign, "2026-03-07 00:00"), None);
}

#[test]
fn positions_of_another_area_are_none_of_a_directorys_business() {
    let world = World::small();
    let mut office = Office::new(&world);
    let command = appoint(&office, "A2.desk/duty", "li");
    let refused = office.refused(&by("A.desk/chief"), command);
    assert!(matches!(refused, RefusalKind::Elsewhere { .. }), "{refused:?}");
    let command = appoint(&office, DUTY, "li");
    let refused = office.refused(&by("A2.desk/chief"), command.clone());
    assert!(matches!(refused, RefusalKind::NotOver { .. }), "{refused:?}");
    let refused = office.refused(&by("A1.desk/duty"), command.clone());
    assert!(matches!(refused, RefusalKind::Denied(Denied::NoPower { .. })), "{refused:?}");
    office.act(&by("R.desk/chief"), command);
}

/// Commands of all kinds on few people, units and numbers, so that they meet.
fn command() -> impl Strategy<Value = (Actor, Command)> {
    let kinds = ["A1.desk/chief", "A1.desk/duty", "A1.desk/lead", "A1.water/head", "A.desk/chief"];
    let people = ["li", "zhou", "wang"];
    let position = (0..kinds.len()).prop_map(move |i| PositionId::from(kinds[i]));
    let name = move || (0..people.len()).prop_map(move |i| PersonId::from(people[i]));
    let start = "2026-03-01T00:00:00Z".parse::<Timestamp>().expect("an instant");
    let instant =
        move || (0..24 * 30_i64).prop_map(move |h| start + jiff::SignedDuration::from_hours(h));
    let period = move || (instant(), instant()).prop_map(|(from, until)| Period { from, until });
    let unit = || {
        let units = ["A1.water", "A1.roads", "A1.desk", "A2.water"];
        (0..units.len()).prop_map(move |i| UnitId::from(units[i]))
    };
    let reason = || prop_oneof![4 => Just("because".to_owned()), 1 => Just(String::new())];
    let no = || 1..6_u32;
    let row = (any::<bool>(), any::<bool>()).prop_map(|(water, assists)| {
        let (lead, other) = if water { ("water", "roads") } else { ("roads", "water") };
        Amendment {
            remit: "water.supply".into(),
            lead: lead.into(),
            assisting: assists.then(|| other.into()).into_iter().collect(),
            basis: "seen".to_owned(),
        }
    });
    let held = || (0..kinds.len()).prop_map(move |i| PositionId::from(kinds[i]));
    let staff = prop_oneof![
        (held(), name(), instant(), proptest::option::of(instant())).prop_map(
            |(position, person, from, until)| Command::Appoint { position, person, from, until }
        ),
        (held(), name(), reason()).prop_map(|(position, person, reason)| Command::Relieve {
            position,
            person,
            reason
        }),
        (held(), name(), period()).prop_map(|(position, person, period)| Command::PlanShift {
            position,
            person,
            period
        }),
        (no(), reason()).prop_map(|(shift, reason)| Command::DropShift { shift, reason }),
        (no(), reason()).prop_map(|(shift, note)| Command::HandOver { shift, note }),
        no().prop_map(|shift| Command::TakeWatch { shift }),
        (no(), reason()).prop_map(|(shift, reason)| Command::StandDown { shift, reason }),
        (held(), name(), period(), reason()).prop_map(|(position, to, period, reason)| {
            Command::Delegate { position, to, powers: Vec::new(), period, reason }
        }),
        (no(), reason())
            .prop_map(|(delegation, reason)| Command::RevokeDelegation { delegation, reason }),
    ];
    let offices = prop_oneof![
        unit().prop_map(|unit| Command::SetChannel {
            unit,
            channel: "phone".into(),
            kind: ChannelKind::Phone,
            address: "the office".to_owned(),
        }),
        (unit(), any::<bool>(), reason()).prop_map(|(unit, works, note)| {
            let outcome = if works { Outcome::Works } else { Outcome::Fails };
            Command::CheckChannel { unit, channel: "phone".into(), outcome, note }
        }),
        (unit(), reason()).prop_map(|(unit, reason)| {
            Command::DropChannel { unit, channel: "phone".into(), reason }
        }),
        row.prop_map(|row| Command::ProposeRow { row, case: None }),
        (no(), any::<bool>()).prop_map(|(no, accept)| {
            let declined = (!accept).then(|| "no".to_owned());
            Command::DecideRow { no, declined }
        }),
        (unit(), proptest::option::of(unit()), reason())
            .prop_map(|(unit, successor, reason)| Command::EndUnit { unit, successor, reason }),
    ];
    (name(), position, prop_oneof![staff, offices])
        .prop_map(|(person, position, command)| (Actor::Person { person, position }, command))
}

/// Whatever is asked, in whatever order: the invariants hold, nothing panics, a replay is equal,
/// every refusal is a sentence in both languages, and once nobody asks any more nothing stays due.
#[test]
fn whatever_is_asked_the_invariants_hold() {
    let world = World::small();
    let rules = Config { cases: 300, failure_persistence: None, ..Config::default() };
    let asks = proptest::collection::vec((command(), 0..40_i64), 1..80);
    let outcome = TestRunner::new(rules).run(&asks, |asks| {
        let mut office = Office::new(&world);
        let mut entries = Vec::new();
        for ((actor, command), hours) in asks {
            office.now += jiff::SignedDuration::from_hours(hours);
            for command in due(&office.directory, &office.context(), office.now) {
                entries.extend(office.try_act(&Actor::Mechanism, command).expect("it is due"));
            }
            match office.try_act(&actor, command) {
                Ok(new) => entries.extend(new),
                Err(refusal) => {
                    let zh = directory_refusal(&refusal.0, Lang::Zh, &NoNames);
                    let en = directory_refusal(&refusal.0, Lang::En, &NoNames);
                    assert!(zh.starts_with("驳回（") && en.starts_with("refused ("), "{zh} {en}");
                    assert!(!en.ends_with(refusal.0.rule()), "{refusal:?} has no sentence");
                }
            }
        }
        let mut replayed = Directory::new("A1".into());
        entries.iter().for_each(|entry| apply(&mut replayed, entry));
        assert_eq!(replayed, office.directory);
        office.until("2027-12-01 00:00");
        assert!(next_due(&office.directory).is_none());
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

/// An entry of every kind reads back as it was written.
#[test]
fn entries_read_back_as_written() {
    let world = World::small();
    let mut office = rostered(&world);
    let entries =
        office.try_act(&person("li"), Command::TakeWatch { shift: 1 }).expect("it is there");
    let text = serde_json::to_string(&entries).expect("it is there");
    assert_eq!(serde_json::from_str::<Vec<Entry>>(&text).unwrap(), entries);
    assert!(matches!(entries[0].kind, EntryKind::WatchTaken { shift: 1, relieves: None }));
}

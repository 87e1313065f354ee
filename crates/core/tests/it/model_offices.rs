//! Every way that the offices of one desk can go, breadth first and to the end: a head who staffs
//! one duty position, two people, a few watches, a delegation each, a key for a program, and time.
//!
//! Beside the directory runs a naive account of who may act, read from the entries alone. In every
//! state all invariants hold and both agree on every person; whatever was done was done by somebody
//! who may; and in every state that is expanded the head can staff an empty position, and somebody
//! can take a watch whose time has come, if anybody may act at all. `TANDEM_LONG` has delegates and programs together.

use crate::common::by;
use jiff::SignedDuration;
use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;
use tandem_core::case::{Actor, Context};
use tandem_core::directory::{
    Command, Directories, Directory, Entry, EntryKind, Period, ShiftState, apply, decide, due,
    invariants,
};
use tandem_core::mechanism::Power;
use tandem_core::{Digest, PersonId, PositionId, Timestamp};
use tandem_testkit::World;

/// A position that keeps a watch and that its holder may delegate.
const DUTY: &str = "A1.desk/lead";
const PEOPLE: [&str; 2] = ["Li", "Wei"];

/// Steps of time.
const STEPS: usize = 2;

const STEP: SignedDuration = SignedDuration::from_hours(4);

/// What there is of each at most; without bounds there is no end of states.
#[derive(Clone, Copy)]
struct Bounds {
    shifts: usize,
    delegations: usize,
    keys: usize,
}

const TENURES: usize = 2;

/// Two watches, so that one relieves the other; and one watch, taken by a delegate or a program.
const WORLDS: [Bounds; 3] = [
    Bounds { shifts: 2, delegations: 0, keys: 0 },
    Bounds { shifts: 1, delegations: 1, keys: 0 },
    Bounds { shifts: 1, delegations: 0, keys: 1 },
];

/// Delegates and programs together, where `TANDEM_LONG` is set.
const WORLDS_LONG: [Bounds; 1] = [Bounds { shifts: 1, delegations: 1, keys: 1 }];

#[derive(Clone)]
struct State {
    directory: Directory,
    now: Timestamp,
    steps: usize,
    log: Vec<Entry>,
}

fn person(name: &str) -> PersonId {
    PersonId::from(name)
}

fn duty() -> PositionId {
    PositionId::from(DUTY)
}

fn context<'w>(world: &'w World, directory: &Directory) -> Context<'w> {
    let mut directories = Directories::default();
    directories.put(directory.clone());
    Context { directories: Arc::new(directories), ..world.context() }
}

/// Who may act in the duty position, by a plain reading of the entries.
struct Account<'a>(&'a [Entry]);

impl Account<'_> {
    fn is_recorded(&self) -> bool {
        self.0.iter().any(|entry| matches!(entry.kind, EntryKind::Appointed { .. }))
    }

    fn holds(&self, who: &PersonId, at: Timestamp) -> bool {
        let mut until: Option<Option<Timestamp>> = None;
        for entry in self.0 {
            match &entry.kind {
                EntryKind::Appointed { person, until: end, .. } if person == who => {
                    until = Some(*end);
                }
                EntryKind::Relieved { person, .. } if person == who => until = None,
                _ => {}
            }
        }
        until.is_some_and(|until| until.is_none_or(|until| at < until))
    }

    fn acts_for_another(&self, who: &PersonId, at: Timestamp) -> bool {
        self.0.iter().any(|entry| {
            let EntryKind::Delegated { no, to, period, .. } = &entry.kind else { return false };
            let revoked = |entry: &Entry| {
                matches!(&entry.kind, EntryKind::DelegationRevoked { delegation, .. } if delegation == no)
            };
            let runs = period.from <= at && at < period.until && !self.0.iter().any(revoked);
            to == who && runs && self.holds(&entry.by.person, at)
        })
    }

    fn may(&self, who: &PersonId, at: Timestamp) -> bool {
        !self.is_recorded() || self.holds(who, at) || self.acts_for_another(who, at)
    }

    fn opens(&self, key: u32, at: Timestamp) -> bool {
        let issued = self.0.iter().any(|entry| {
            matches!(&entry.kind, EntryKind::KeyIssued { no, until, .. } if *no == key && at < *until)
        });
        let revoked = |entry: &Entry| matches!(&entry.kind, EntryKind::KeyRevoked { key: no, .. } if *no == key);
        issued && !self.0.iter().any(revoked)
    }
}

fn secret() -> Digest {
    Digest::of(b"a secret")
}

/// All that anybody might try.
fn moves(state: &State, bounds: Bounds) -> Vec<(Actor, Command)> {
    let now = state.now;
    let chief = by("A1.desk/chief");
    let reason = || "as agreed".to_owned();
    let directory = &state.directory;
    let mut moves = Vec::new();
    for name in PEOPLE {
        let (own, position) = (Actor::person(name, DUTY), duty());
        if directory.tenures.len() < TENURES {
            // One without end, the other for a while.
            let until = (name == PEOPLE[1]).then_some(now + STEP);
            let person = person(name);
            let position = position.clone();
            moves.push((chief.clone(), Command::Appoint { position, person, from: now, until }));
        }
        let relieve = Command::Relieve { position: duty(), person: person(name), reason: reason() };
        moves.push((chief.clone(), relieve));
        if directory.shifts.len() < bounds.shifts {
            let period = Period { from: now + STEP, until: now + STEP + STEP };
            let plan = Command::PlanShift { position: duty(), person: person(name), period };
            moves.push((chief.clone(), plan));
        }
        if directory.delegations.len() < bounds.delegations {
            let to = PEOPLE.into_iter().find(|other| *other != name).expect("there are two");
            let period = Period { from: now, until: now + STEP + STEP };
            let delegate = Command::Delegate {
                position,
                to: person(to),
                powers: Vec::new(),
                period,
                reason: reason(),
            };
            moves.push((own.clone(), delegate));
        }
        if directory.keys.len() < bounds.keys {
            let (position, digest, until) = (duty(), secret(), now + STEP + STEP);
            moves.push((
                chief.clone(),
                Command::IssueKey { position, person: person(name), digest, until },
            ));
        }
        for no in 1..=directory.shifts.len() as u32 {
            moves.push((own.clone(), Command::TakeWatch { shift: no }));
            moves.push((own.clone(), Command::StandDown { shift: no, reason: reason() }));
        }
        for no in 1..=directory.delegations.len() as u32 {
            moves.push((
                own.clone(),
                Command::RevokeDelegation { delegation: no, reason: reason() },
            ));
        }
    }
    for key in &directory.keys {
        moves.push((chief.clone(), Command::RevokeKey { key: key.no, reason: reason() }));
        let (person, position) = (key.person.clone(), key.position.clone());
        let program = Actor::Program { person, position, key: key.no };
        for no in 1..=directory.shifts.len() as u32 {
            moves.push((program.clone(), Command::TakeWatch { shift: no }));
        }
    }
    for shift in &directory.shifts {
        moves.push((chief.clone(), Command::DropShift { shift: shift.no, reason: reason() }));
    }
    moves
}

/// Asks; where that is not refused, the state after it. Whoever did it may.
fn ask(world: &World, state: &State, by: &Actor, command: Command) -> Option<State> {
    let ctx = context(world, &state.directory);
    if let Actor::Program { key, .. } = by {
        let open = ctx.directories.key(secret(), state.now).map(|(_, key)| key.no);
        assert_eq!(open == Some(*key), Account(&state.log).opens(*key, state.now));
        open?;
    }
    let entries = decide(&state.directory, &ctx, state.now, by, command).ok()?;
    let mut after = state.clone();
    for entry in entries {
        if entry.by.position == duty() {
            let who = &entry.by.person;
            assert!(Account(&state.log).may(who, state.now), "{who} may not: {:?}", state.log);
        }
        apply(&mut after.directory, &entry);
        after.log.push(entry);
    }
    checked(world, &after, &after.log[state.log.len()..]);
    Some(after)
}

/// A step of time, and what the mechanism does about it.
fn later(world: &World, state: &State) -> State {
    let mut after = State { now: state.now + STEP, steps: state.steps + 1, ..state.clone() };
    loop {
        let ctx = context(world, &after.directory);
        let commands = due(&after.directory, &ctx, after.now);
        if commands.is_empty() {
            break;
        }
        for command in commands {
            let ctx = context(world, &after.directory);
            let made = decide(&after.directory, &ctx, after.now, &Actor::Mechanism, command);
            for entry in made.expect("what is due is not refused") {
                apply(&mut after.directory, &entry);
                after.log.push(entry);
            }
        }
    }
    checked(world, &after, &after.log[state.log.len()..]);
    after
}

/// Every invariant holds, and the account agrees about everybody.
fn checked(world: &World, state: &State, entries: &[Entry]) {
    let ctx = context(world, &state.directory);
    let breaches = invariants::check(entries, &state.directory, &ctx);
    assert!(breaches.is_empty(), "{breaches:?}: {:?}", state.log);
    for name in PEOPLE.map(person) {
        let standing = state.directory.standing(&name, &duty(), Power::TakeWatch, state.now);
        let may = Account(&state.log).may(&name, state.now);
        assert_eq!(standing.is_some(), may, "{name}: {:?}", state.log);
    }
}

fn nobody_is_stuck(state: &State, done: &[Command]) {
    let account = Account(&state.log);
    let held = PEOPLE.map(person).iter().any(|name| account.holds(name, state.now));
    let appoints = |command: &Command| matches!(command, Command::Appoint { .. });
    if !held && state.directory.tenures.len() < TENURES {
        assert!(done.iter().any(appoints), "nobody can be appointed: {:?}", state.log);
    }
    let anybody = PEOPLE.map(person).iter().any(|name| account.may(name, state.now));
    let open =
        |no: u32| matches!(state.directory.shift(no).map(|s| s.state()), Some(ShiftState::Planned));
    for shift in state.directory.shifts.iter().filter(|s| s.from <= state.now && open(s.no)) {
        let takes = |c: &Command| matches!(c, Command::TakeWatch { shift: no } if *no == shift.no);
        assert!(
            !anybody || done.iter().any(takes),
            "{} cannot be taken: {:?}",
            shift.no,
            state.log
        );
    }
}

fn key(state: &State) -> u64 {
    let Directory { tenures, shifts, delegations, keys, pending, .. } = &state.directory;
    let mut hasher = DefaultHasher::new();
    format!("{:?}", (state.now, tenures, shifts, delegations, keys, pending)).hash(&mut hasher);
    hasher.finish()
}

/// What a search saw.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    states: usize,
    watches: usize,
    by_program: usize,
    by_delegate: usize,
}

fn search(world: &World, bounds: Bounds) -> Found {
    let start = State {
        directory: Directory::new("A1".into()),
        now: world.at("2026-03-02 08:00"),
        steps: 0,
        log: Vec::new(),
    };
    let mut found = Found::default();
    let (mut seen, mut queue) = (HashSet::from([key(&start)]), VecDeque::from([start]));
    while let Some(state) = queue.pop_front() {
        found.states += 1;
        let mut done = Vec::new();
        let mut next = Vec::new();
        for (by, command) in moves(&state, bounds) {
            if let Some(after) = ask(world, &state, &by, command.clone()) {
                let by = &after.log.last().expect("something was done").by;
                found.by_program += usize::from(by.key.is_some());
                found.by_delegate += usize::from(by.delegation.is_some());
                found.watches += usize::from(matches!(command, Command::TakeWatch { .. }));
                done.push(command);
                next.push(after);
            }
        }
        nobody_is_stuck(&state, &done);
        if state.steps < STEPS {
            next.push(later(world, &state));
        }
        queue.extend(next.into_iter().filter(|after| seen.insert(key(after))));
    }
    found
}

#[test]
fn nobody_acts_who_may_not_however_the_offices_of_a_desk_go() {
    let world = World::small();
    let long = std::env::var_os("TANDEM_LONG").is_some();
    let worlds = if long { &WORLDS_LONG[..] } else { &WORLDS[..] };
    let mut all = Found::default();
    for bounds in worlds {
        let found = search(&world, *bounds);
        println!("to the end: {found:?}");
        all.watches += found.watches;
        all.by_program += found.by_program;
        all.by_delegate += found.by_delegate;
    }
    assert!(all.watches > 0 && all.by_program > 0 && all.by_delegate > 0, "{all:?}");
}

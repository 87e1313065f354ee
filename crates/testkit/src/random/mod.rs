//! Random rules and random cases.
//!
//! A case is random as a sequence of [`Roll`]s: a few small numbers each. What a roll means depends
//! on the case at that moment ([`play`]), so that most commands could succeed and a run gets deep.
//! Fewer rolls and smaller numbers are simpler cases, which is how proptest shrinks them.

mod close;
mod joint;
mod moves;

pub use close::close;
pub use moves::plausible;

use crate::{Bench, Broken, Outcome, Rules};
use jiff::SignedDuration;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use tandem_core::case::{Actor, Command, Phase};

/// One step of a random case: how long to wait, whether the sweeper runs, what to try.
#[derive(Clone, Debug)]
pub struct Roll {
    /// How long to wait before.
    pub wait_minutes: u32,
    /// Whether the sweeper runs then.
    pub sweep: bool,
    /// Whether to try what makes no sense.
    pub nonsense: bool,
    /// Numbers that choose actor, command and what is in it.
    pub picks: [u16; 6],
}

/// Chooses among things by the numbers of a roll, one after the other.
#[derive(Clone, Debug)]
pub struct Picks {
    numbers: [u16; 6],
    used: usize,
}

impl Picks {
    /// The numbers of a roll.
    pub fn new(roll: &Roll) -> Self {
        Self { numbers: roll.picks, used: 0 }
    }

    /// A number below `n`; 0 where `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        let number = usize::from(self.numbers[self.used % self.numbers.len()]) + self.used / 6;
        self.used += 1;
        number % n.max(1)
    }

    /// One of some things; `None` of none.
    pub fn one<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        things.get(self.below(things.len()))
    }

    /// True once in `n` times, never for the smallest number.
    pub fn rarely(&mut self, n: usize) -> bool {
        self.below(n) + 1 == n
    }
}

/// Rolls that make one case.
pub fn rolls(length: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Roll>> {
    vec(roll(), length)
}

fn roll() -> impl Strategy<Value = Roll> {
    let wait = prop_oneof![
        4 => Just(0u32),
        6 => 1u32..90,
        4 => 90u32..480,
        2 => 480u32..2_880,
        1 => 2_880u32..20_160,
    ];
    let sweep = proptest::bool::weighted(0.4);
    let nonsense = proptest::bool::weighted(0.08);
    (wait, sweep, nonsense, any::<[u16; 6]>()).prop_map(|(wait_minutes, sweep, nonsense, picks)| {
        Roll { wait_minutes, sweep, nonsense, picks }
    })
}

/// Rules with random amounts and switches; every kind of limit keeps its meaning.
pub fn rules() -> impl Strategy<Value = Rules> {
    let count = Rules::default().deadlines.len();
    let amounts = vec(period(), count);
    let escalation = (period(), period(), period(), period());
    let direct = prop_oneof![Just("yes"), Just("no")];
    let read_back = prop_oneof![Just("urgent"), Just("never")];
    let risk = prop_oneof![Just("IV"), Just("III"), Just("II"), Just("I")];
    let worse = (10u32..40).prop_map(|tenths| format!("{}.{}", tenths / 10, tenths % 10));
    (amounts, escalation, direct, read_back, 0u32..4, risk, worse).prop_map(
        |(amounts, escalation, direct_command, read_back, extensions_max, risk, worse)| {
            let (remind_before, step, step_grave, urgent_receipt) = escalation;
            let mut rules = Rules {
                urgent_receipt,
                remind_before,
                step,
                step_grave,
                direct_command,
                read_back,
                extensions_max,
                risk_until_assessed: risk,
                reaction_worse_from: worse,
                ..Rules::default()
            };
            for (rule, amount) in rules.deadlines.iter_mut().zip(amounts) {
                rule.3 = amount;
            }
            rules
        },
    )
}

fn period() -> impl Strategy<Value = String> {
    prop_oneof![
        (0u32..180).prop_map(|n| format!("{n}min")),
        (0u32..72).prop_map(|n| format!("{n}h")),
        (0u32..20).prop_map(|n| format!("{n}d")),
        (0u32..10).prop_map(|n| format!("{n}wd")),
    ]
}

/// Plays one roll: waits, sweeps if it says so, and tries one command. Returns what came of it.
///
/// # Errors
/// What broke, with the transcript.
pub fn play(bench: &mut Bench<'_>, roll: &Roll) -> Result<Outcome, Broken> {
    play_seen(bench, roll, |_, _, _| ()).map(|((), outcome)| outcome)
}

/// Plays one roll and has somebody look at what is about to be tried. Returns what that one saw,
/// too.
///
/// # Errors
/// What broke, with the transcript.
pub fn play_seen<T>(
    bench: &mut Bench<'_>,
    roll: &Roll,
    look: impl FnOnce(&Bench<'_>, &Actor, &Command) -> T,
) -> Result<(T, Outcome), Broken> {
    bench.now += SignedDuration::from_mins(i64::from(roll.wait_minutes));
    if roll.sweep {
        bench.sweep()?;
    }
    let (by, command) = choose(bench, roll);
    let seen = look(bench, &by, &command);
    let left = bench.case.id.clone();
    if let Command::Join { .. } = &command {
        bench.turn_to(&moves::new_case(bench));
    }
    let outcome = bench.attempt(&by, command)?;
    match bench.case.phase.clone() {
        // The story goes on where the case went.
        Phase::Merged(into) => bench.turn_to(&into),
        Phase::New => bench.turn_to(&left),
        _ => {}
    }
    Ok((seen, outcome))
}

fn choose(bench: &Bench<'_>, roll: &Roll) -> (Actor, Command) {
    let mut picks = Picks::new(roll);
    if roll.nonsense {
        let (by, _) = plausible(bench, &mut picks);
        let (_, command) = plausible(bench, &mut picks);
        return match picks.below(3) {
            0 => (by, command),
            1 => (Actor::Mechanism, moves::anything(bench, &mut picks)),
            _ => (moves::anybody(bench, &mut picks), moves::anything(bench, &mut picks)),
        };
    }
    plausible(bench, &mut picks)
}

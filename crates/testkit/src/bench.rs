//! One case in a world, with a clock, a transcript and all invariants on.

use crate::World;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use tandem_core::calendar::Period;
use tandem_core::case::{
    Actor, Case, Change, Command, Entry, Phase, Refusal, RefusalKind, Side, apply, decide,
    decide_jointly, due,
};
use tandem_core::invariants::Changed;
use tandem_core::{CaseId, Lang, Timestamp, invariants, words};

/// A case that a test drives.
#[derive(Clone, Debug)]
pub struct Bench<'w> {
    /// Where it happens.
    pub world: &'w World,
    /// The case now.
    pub case: Case,
    /// All entries since it was received.
    pub entries: Vec<Entry>,
    /// The cases beside it that are there, with their entries: a command may name them.
    pub others: BTreeMap<CaseId, (Case, Vec<Entry>)>,
    /// The clock.
    pub now: Timestamp,
    steps: Vec<Step>,
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// So many entries were applied.
    Applied(usize),
    /// The core said no.
    Refused(Refusal),
}

/// What must never happen, with the way that led there.
#[derive(Clone, Debug)]
pub struct Broken {
    /// What broke.
    pub what: String,
    /// All steps up to there.
    pub transcript: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n\n{}", self.what, self.transcript)
    }
}

#[derive(Clone, Debug)]
struct Step {
    at: Timestamp,
    by: Actor,
    command: Command,
    outcome: Result<Vec<Change>, Refusal>,
}

/// More entries than any sweep can need: three steps a watch, a dozen watches.
const SWEEP_MAX: usize = 1000;

impl<'w> Bench<'w> {
    /// A bench before the first entry, at a local time.
    pub fn new(world: &'w World, local: &str) -> Self {
        Self {
            world,
            case: Case::new(CaseId::from("K-1")),
            entries: Vec::new(),
            others: BTreeMap::new(),
            now: world.at(local),
            steps: Vec::new(),
        }
    }

    /// Moves the clock on by `30min`, `5h`, `15d` (calendar days) or `5wd`.
    pub fn wait(&mut self, period: &str) -> &mut Self {
        let period = Period::parse(period).expect("a test writes its periods right");
        self.now = self.world.calendar.end(self.now, period).at;
        self
    }

    /// Does what is asked.
    ///
    /// # Panics
    /// With the transcript, if the core refuses or an invariant breaks.
    pub fn act(&mut self, by: &Actor, command: Command) -> &mut Self {
        match self.attempt(by, command) {
            Ok(Outcome::Applied(_)) => self,
            Ok(Outcome::Refused(refusal)) => panic!("{refusal}\n\n{}", self.transcript()),
            Err(broken) => panic!("{broken}"),
        }
    }

    /// The ground on which the core refuses what is asked.
    ///
    /// # Panics
    /// With the transcript, if the core does not refuse or an invariant breaks.
    pub fn refused(&mut self, by: &Actor, command: Command) -> RefusalKind {
        match self.attempt(by, command) {
            Ok(Outcome::Refused(refusal)) => refusal.0,
            Ok(Outcome::Applied(_)) => panic!("not refused\n\n{}", self.transcript()),
            Err(broken) => panic!("{broken}"),
        }
    }

    /// Asks, applies, checks: equal arguments give equal entries, every invariant holds, and
    /// entries and refusals read as sentences.
    ///
    /// # Errors
    /// What broke. A refusal is an outcome, not an error.
    pub fn attempt(&mut self, by: &Actor, command: Command) -> Result<Outcome, Broken> {
        let context = self.world.context();
        let named = command.others().iter().map(|id| self.known(id).0);
        let there: Vec<Case> = named.collect();
        let here = Side { case: &self.case, ctx: &context };
        let sides: Vec<Side<'_>> = there.iter().map(|case| Side { case, ctx: &context }).collect();
        let decided = decide_jointly(here, &sides, self.now, by, command.clone());
        let again = decide_jointly(here, &sides, self.now, by, command.clone());
        self.steps.push(Step { at: self.now, by: by.clone(), command, outcome: decided.clone() });
        if decided != again {
            return Err(self.broken(format!("DET-1 is broken: first {decided:?}, then {again:?}")));
        }
        match decided {
            Ok(changes) => self.append(&changes),
            Err(refusal) => {
                for lang in [Lang::Zh, Lang::En] {
                    let sentence = words::refusal(&refusal.0, lang, &context);
                    self.sentence(&sentence)?;
                }
                Ok(Outcome::Refused(refusal))
            }
        }
    }

    /// Runs the sweeper until nothing is due, and returns the number of entries it made.
    ///
    /// # Errors
    /// If the core refuses what it says is due, if that never ends, or if an invariant breaks.
    pub fn sweep(&mut self) -> Result<usize, Broken> {
        let mut made = 0;
        while let Some(command) = self.next_due()? {
            match self.attempt(&Actor::Mechanism, command)? {
                Outcome::Applied(entries) => made += entries,
                Outcome::Refused(refusal) => {
                    return Err(self.broken(format!("what was due is refused: {refusal}")));
                }
            }
            if made > SWEEP_MAX {
                return Err(self.broken("the sweeper never comes to rest".to_owned()));
            }
        }
        Ok(made)
    }

    /// The first thing due, after a look at whether the core would do every one of them.
    fn next_due(&self) -> Result<Option<Command>, Broken> {
        let context = self.world.context();
        let all = due(&self.case, &context, self.now);
        for command in &all {
            let decided =
                decide(&self.case, &context, self.now, &Actor::Mechanism, command.clone());
            if let Err(refusal) = decided {
                return Err(self.broken(format!("{command:?} is due but refused: {refusal}")));
            }
        }
        Ok(all.into_iter().next())
    }

    /// Turns to another case: that one is driven from now on, and this one stands beside it. A
    /// case that is not there yet is new.
    pub fn turn_to(&mut self, id: &CaseId) {
        let (case, entries) = self.known(id);
        self.others.remove(id);
        let left = std::mem::replace(&mut self.case, case);
        let entries = std::mem::replace(&mut self.entries, entries);
        if left.version > 0 && left.id != self.case.id {
            self.others.insert(left.id.clone(), (left, entries));
        }
    }

    /// A case by its id with its entries; a new one where it is not there.
    fn known(&self, id: &CaseId) -> (Case, Vec<Entry>) {
        if id == &self.case.id {
            return (self.case.clone(), self.entries.clone());
        }
        let known = self.others.get(id).cloned();
        known.unwrap_or_else(|| (Case::new(id.clone()), Vec::new()))
    }

    fn append(&mut self, changes: &[Change]) -> Result<Outcome, Broken> {
        if changes.is_empty() || changes.iter().any(|change| change.entries.is_empty()) {
            return Err(self.broken("neither an entry nor a refusal".to_owned()));
        }
        let context = self.world.context();
        let mut breaches = Vec::new();
        let mut folded = Vec::with_capacity(changes.len());
        for Change { case, entries } in changes {
            let (before, mut all) = self.known(case);
            let mut after = before.clone();
            entries.iter().for_each(|entry| apply(&mut after, entry));
            breaches.extend(invariants::check(&before, entries, &after, &context));
            all.extend(entries.iter().cloned());
            folded.push((before, after, all));
        }
        let changed = folded.iter().zip(changes).map(|((before, after, _), change)| Changed {
            before,
            entries: &change.entries,
            after,
        });
        breaches.extend(invariants::check_jointly(&changed.collect::<Vec<_>>()));
        for (_, after, all) in folded {
            if after.id == self.case.id {
                (self.case, self.entries) = (after, all);
            } else {
                self.others.insert(after.id.clone(), (after, all));
            }
        }
        if let Some(breach) = breaches.first() {
            return Err(self.broken(breach.to_string()));
        }
        for entry in changes.iter().flat_map(|change| &change.entries) {
            for lang in [Lang::Zh, Lang::En] {
                self.sentence(&words::entry(entry, lang, &context))?;
            }
        }
        Ok(Outcome::Applied(changes[0].entries.len()))
    }

    /// A sentence is there, and holds no trace of how a program prints its values.
    fn sentence(&self, sentence: &str) -> Result<(), Broken> {
        let traces = ["{", "::", "Some(", "None"];
        let trace = traces.iter().find(|trace| sentence.contains(**trace));
        if sentence.trim().is_empty() || trace.is_some() {
            return Err(self.broken(format!("this is no sentence: “{sentence}”")));
        }
        Ok(())
    }

    fn broken(&self, what: String) -> Broken {
        Broken { what, transcript: self.transcript() }
    }

    /// Whether the case can still move without being opened again.
    pub fn is_live(&self) -> bool {
        matches!(self.case.phase, Phase::New | Phase::Received | Phase::Open)
    }

    /// Who did what when, and what came of it, one step a line.
    pub fn transcript(&self) -> String {
        let context = self.world.context();
        let mut text = String::new();
        for (index, step) in self.steps.iter().enumerate() {
            let time = self.world.calendar.local(step.at).strftime("%Y-%m-%d %H:%M:%S");
            let by = match &step.by {
                Actor::Person { person, position } => format!("{person} as {position}"),
                Actor::Program { person, position, key } => {
                    format!("{person} as {position} by key {key}")
                }
                Actor::Mechanism => "the mechanism".to_owned(),
            };
            let _ = write!(text, "{:>3}. {time} {by}: ", index + 1);
            let command = format!("{:?}", step.command);
            match &step.outcome {
                Ok(changes) => {
                    let end = command.find([' ', '{']).unwrap_or(command.len());
                    let _ = writeln!(text, "{}", &command[..end]);
                    for Change { case, entries } in changes {
                        for entry in entries {
                            let sentence = words::entry(entry, Lang::En, &context);
                            let _ = writeln!(text, "       {case}: {sentence}");
                        }
                    }
                }
                Err(refusal) => {
                    let sentence = words::refusal(&refusal.0, Lang::En, &context);
                    let _ = writeln!(text, "{command}\n       {sentence}");
                }
            }
        }
        text
    }
}

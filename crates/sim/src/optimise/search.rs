//! Search for the front: choices that no other beats in every cost, when costs are noisy.
//!
//! NSGA-II (Deb and others 2002) over a few dozen discrete choices: parents by rank and crowding,
//! children by crossing and changing choices, the best of both go on; what keeps to the limits
//! comes before what does not. Two things fit it to noise. All choices run on the same numbered
//! replications (common random numbers), and two of them are compared on those that both have.
//! And they race: a new one gets few replications, and only those that nobody beats surely get
//! more, generation by generation.
//!
//! The search asks for trials and is told their costs; who runs them, and on how many cores, is not
//! its business. It is a function of its seed and of what it is told.

use crate::compare::student_half;
use crate::draws::{Draws, Name, Stream};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Purpose of the draws of a search.
const SEARCH: u64 = 4_100;

/// Tries to make a child that is new, before the search takes what it has.
const TRIES: usize = 40;

/// Which way each choice goes; all zeros is what was given.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Genome(pub Vec<u8>);

/// One replication of one genome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// Which.
    pub genome: Genome,
    /// The number of the replication.
    pub nth: u64,
}

/// What a trial cost; less is better.
#[derive(Clone, Debug, PartialEq)]
pub struct Costs {
    /// By each objective.
    pub objectives: Vec<f64>,
    /// By how much each limit is broken; below zero where it is kept.
    pub over: Vec<f64>,
}

/// How wide and how long is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Genomes that go on from each generation.
    pub population: usize,
    /// Generations.
    pub generations: u32,
    /// Replications of a new genome; two at least.
    pub first: u64,
    /// Further ones in each generation for those near the front.
    pub more: u64,
    /// The most that one gets.
    pub most: u64,
}

/// A search that goes on.
#[derive(Clone, Debug)]
pub struct Search {
    settings: Settings,
    ways: Vec<usize>,
    draw: Stream,
    generation: u32,
    population: Vec<Genome>,
    /// Children of this generation.
    children: Vec<Genome>,
    /// Costs of all that was ever tried, by the number of the replication.
    known: BTreeMap<Genome, Vec<Costs>>,
    racing: bool,
}

impl Search {
    /// A search over so many ways of each choice, from what is given and from chance.
    #[must_use]
    pub fn new(ways: Vec<usize>, settings: Settings, draws: Draws) -> Self {
        Self {
            settings,
            draw: draws.stream(Name { case: 0, office: 0, purpose: SEARCH, nth: 0 }),
            generation: 0,
            population: Vec::new(),
            children: vec![Genome(vec![0; ways.len()])],
            known: BTreeMap::new(),
            racing: false,
            ways,
        }
    }

    /// The trials that are wanted next; none when the search is over. A genome that is not `usable`
    /// is never tried.
    pub fn ask(&mut self, usable: impl Fn(&Genome) -> bool) -> Vec<Trial> {
        if self.racing {
            self.racing = false;
            let race = self.race();
            if !race.is_empty() {
                return race;
            }
        }
        if self.generation > 0 {
            self.select();
        }
        if self.generation >= self.settings.generations {
            return Vec::new();
        }
        self.generation += 1;
        self.breed(usable);
        self.racing = true;
        let fresh = self.children.iter().filter(|child| !self.known.contains_key(child));
        let first = self.settings.first;
        let trials = |genome: &Genome| -> Vec<Trial> {
            (0..first).map(|nth| Trial { genome: genome.clone(), nth }).collect()
        };
        let trials: Vec<Trial> = fresh.flat_map(trials).collect();
        if trials.is_empty() { self.ask_again() } else { trials }
    }

    /// Where breeding found nothing new, the race goes on until it is over too.
    fn ask_again(&mut self) -> Vec<Trial> {
        self.racing = false;
        self.race()
    }

    /// Takes the costs of trials, in the order in which they were asked for.
    pub fn tell(&mut self, told: impl IntoIterator<Item = (Trial, Costs)>) {
        for (trial, costs) in told {
            self.known.entry(trial.genome).or_default().push(costs);
        }
    }

    /// Genomes that no other beats, as far as the search knows; where there are more than `most`,
    /// those with the most room around them.
    #[must_use]
    pub fn front(&self, most: usize) -> Vec<Genome> {
        let all: Vec<(&Genome, &Vec<Costs>)> = self.known.iter().collect();
        let kept = front_of(&all.iter().map(|(_, costs)| &costs[..]).collect::<Vec<_>>());
        let mut front: Vec<(&Genome, Vec<f64>)> =
            kept.into_iter().map(|at| (all[at].0, means(all[at].1))).collect();
        // One at a time, because whoever leaves makes room for its neighbours.
        while front.len() > most {
            let points: Vec<Vec<f64>> = front.iter().map(|(_, means)| means.clone()).collect();
            let room = crowding(&points);
            let least = (0..front.len()).min_by(|a, b| room[*a].total_cmp(&room[*b]));
            front.remove(least.unwrap_or(0));
        }
        front.into_iter().map(|(genome, _)| genome.clone()).collect()
    }

    /// What the search saw of a genome.
    #[must_use]
    pub fn seen(&self, genome: &Genome) -> &[Costs] {
        self.known.get(genome).map_or(&[], Vec::as_slice)
    }

    /// Genomes that were tried.
    #[must_use]
    pub fn tried(&self) -> usize {
        self.known.len()
    }

    /// Further replications for those that nobody surely beats.
    fn race(&self) -> Vec<Trial> {
        let Settings { more, most, .. } = self.settings;
        let all: Vec<(&Genome, &Vec<Costs>)> = self.known.iter().collect();
        let beaten = |costs: &[Costs]| all.iter().any(|(_, other)| surely_dominates(other, costs));
        let open = all.iter().filter(|(_, costs)| !beaten(costs));
        let trials = open.flat_map(|(genome, costs)| {
            let from = costs.len() as u64;
            (from..(from + more).min(most)).map(|nth| Trial { genome: (*genome).clone(), nth })
        });
        trials.collect()
    }

    /// The best of parents and children go on: front by front, the last front by crowding.
    fn select(&mut self) {
        let both = self.population.drain(..).chain(self.children.drain(..));
        let both: BTreeSet<Genome> =
            both.filter(|genome| self.known.contains_key(genome)).collect();
        let mut left: Vec<Genome> = both.into_iter().collect();
        let mut next: Vec<Genome> = Vec::new();
        while !left.is_empty() && next.len() < self.settings.population {
            let costs: Vec<&[Costs]> = left.iter().map(|genome| &self.known[genome][..]).collect();
            let mut front = front_of(&costs);
            if front.is_empty() {
                // Noise can make a circle of beaters; then all of it is one front.
                front = (0..left.len()).collect();
            }
            let means: Vec<Vec<f64>> = front.iter().map(|at| means(costs[*at])).collect();
            let mut order: Vec<usize> = (0..front.len()).collect();
            let crowding = crowding(&means);
            order.sort_by(|a, b| crowding[*b].total_cmp(&crowding[*a]));
            let taken: BTreeSet<usize> = front.iter().copied().collect();
            next.extend(order.into_iter().map(|at| left[front[at]].clone()));
            let mut at = 0..left.len();
            left.retain(|_| at.next().is_some_and(|at| !taken.contains(&at)));
        }
        next.truncate(self.settings.population);
        self.population = next;
    }

    /// Children: in the first generation what is given and chance, later from two parents.
    fn breed(&mut self, usable: impl Fn(&Genome) -> bool) {
        let mut children: BTreeSet<Genome> = self.children.drain(..).collect();
        let wanted = self.settings.population;
        for _ in 0..wanted * TRIES {
            if children.len() >= wanted {
                break;
            }
            let child = if self.population.is_empty() { self.chance() } else { self.child() };
            if !self.known.contains_key(&child) && usable(&child) {
                children.insert(child);
            }
        }
        self.children = children.into_iter().collect();
    }

    fn chance(&mut self) -> Genome {
        // Half of the choices as given, so that what is near to it is among the first.
        let draw = &mut self.draw;
        let way = |ways: &usize| if draw.happens(0.5) { 0 } else { draw.below(*ways) as u8 };
        Genome(self.ways.iter().map(way).collect())
    }

    fn child(&mut self) -> Genome {
        let (one, other) = (self.parent(), self.parent());
        let share = 1.0 / self.ways.len().max(1) as f64;
        let draw = &mut self.draw;
        let mut gene = |(at, ways): (usize, &usize)| {
            let kept = if draw.happens(0.5) { one.0[at] } else { other.0[at] };
            if draw.happens(share) { draw.below(*ways) as u8 } else { kept }
        };
        Genome(self.ways.iter().enumerate().map(&mut gene).collect())
    }

    /// The population stands in order of rank and crowding; of two the earlier one is the parent.
    fn parent(&mut self) -> Genome {
        let (one, other) =
            (self.draw.below(self.population.len()), self.draw.below(self.population.len()));
        self.population[one.min(other)].clone()
    }
}

/// Those that no other beats, by index.
#[must_use]
pub fn front_of(costs: &[&[Costs]]) -> Vec<usize> {
    let beaten = |at: usize| costs.iter().any(|other| dominates(other, costs[at]));
    (0..costs.len()).filter(|at| !beaten(*at)).collect()
}

/// Whether one beats another on the replications that both have: it breaks its limits less, or both
/// keep them and it is no worse by any objective and better by one.
#[must_use]
pub fn dominates(one: &[Costs], other: &[Costs]) -> bool {
    let n = one.len().min(other.len());
    if n == 0 {
        return false;
    }
    let broken = [broken(&one[..n]), broken(&other[..n])];
    if broken[0] != broken[1] {
        return broken[0] < broken[1];
    }
    let (one, other) = (means(&one[..n]), means(&other[..n]));
    let pairs = || one.iter().zip(&other);
    pairs().all(|(a, b)| a <= b) && pairs().any(|(a, b)| a < b)
}

/// Whether one surely beats another: by every objective the 95 % interval of the paired difference
/// leaves no room, or there is no difference at all.
fn surely_dominates(one: &[Costs], other: &[Costs]) -> bool {
    let n = one.len().min(other.len());
    if n < 2 || broken(one) > broken(other) {
        return false;
    }
    let (mut sure, objectives) = (false, one[0].objectives.len());
    for at in 0..objectives {
        let pairs = one.iter().zip(other);
        let off: Vec<f64> = pairs.map(|(a, b)| b.objectives[at] - a.objectives[at]).collect();
        let mean = off.iter().sum::<f64>() / n as f64;
        let low = mean - student_half(&off).unwrap_or(f64::INFINITY);
        if low < 0.0 {
            return false;
        }
        sure |= low > 0.0;
    }
    sure
}

/// By how much limits are broken on average, all together.
fn broken(costs: &[Costs]) -> f64 {
    let limits = costs.first().map_or(0, |first| first.over.len());
    let mean = |at: usize| costs.iter().map(|c| c.over[at]).sum::<f64>() / costs.len() as f64;
    (0..limits).map(|at| mean(at).max(0.0)).sum()
}

fn means(costs: &[Costs]) -> Vec<f64> {
    let objectives = costs.first().map_or(0, |first| first.objectives.len());
    let mean = |at: usize| costs.iter().map(|c| c.objectives[at]).sum::<f64>() / costs.len() as f64;
    (0..objectives).map(mean).collect()
}

/// How much room each point of a front has around it; the ends have all of it.
fn crowding(points: &[Vec<f64>]) -> Vec<f64> {
    let mut room = vec![0.0; points.len()];
    for objective in 0..points.first().map_or(0, Vec::len) {
        let mut order: Vec<usize> = (0..points.len()).collect();
        order.sort_by(|a, b| points[*a][objective].total_cmp(&points[*b][objective]));
        let value = |at: usize| points[order[at]][objective];
        let last = order.len() - 1;
        let span = value(last) - value(0);
        room[order[0]] = f64::INFINITY;
        room[order[last]] = f64::INFINITY;
        for at in 1..last {
            if span > 0.0 {
                room[order[at]] += (value(at + 1) - value(at - 1)) / span;
            }
        }
    }
    room
}

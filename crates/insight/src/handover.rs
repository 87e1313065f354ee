//! Who hands work to whom, and who works on the same cases.
//!
//! A handover is a pair of neighbouring events of one case that both name who did them; events
//! that name nobody are passed over, so work that went through an automatic step still went from
//! one office to the next. This is pm4py's handover of work (β = 0) on the events that it can use:
//! somebody who goes on alone hands over to themselves, and its figure is the count over the sum
//! of all counts. Its figure for working together is the count of cases over the number of events.
//!
//! Where steps run side by side, the one that happens to be noted next need not be the one that
//! was handed to. Causal handovers (van der Aalst, Reijers, Song 2005) count pairs of which the
//! first lets the second begin; which activities do that is told from the log itself.

use crate::log::{EventLog, NONE, Names};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

/// How often one handed over to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Handover {
    /// Who had it.
    pub from: String,
    /// Who had it next; the same where they went on alone.
    pub to: String,
    /// How often.
    pub count: u64,
}

/// So many different activities at one instant are no work of offices but a mistake in the choice
/// of the case or the time, and say nothing about causes.
const AT_ONCE_MAX: usize = 500;

/// A case with more resources is a mistake in the choice of the case; its pairs are not counted.
const TOGETHER_MAX: usize = 5_000;

/// Looking back for causes ends after so many events; longer cases are loops.
const CAUSES_BACK_MAX: usize = 1_000;

/// Handovers along causes, in the order of the names.
///
/// Activity x leads to y where y follows x directly somewhere and x never follows y. Events at one
/// instant run side by side: neither follows the other, and both follow what came before. An event
/// was caused by the nearest earlier event of each activity that leads to its own, unless its own
/// activity happened in between and took that up.
#[must_use]
pub fn causal_handovers(log: &EventLog, by: By) -> Vec<Handover> {
    let (column, names) = by.column(log);
    let follows = follows_in_groups(log);
    let leads = |x: u32, y: u32| follows.contains(&(x, y)) && !follows.contains(&(y, x));
    let mut pairs = Pairs::default();
    // For each activity the event whose causes have met it last.
    let mut met = vec![usize::MAX; log.activities.len()];
    for range in log.ranges() {
        for at in range.clone() {
            let (activity, time, to) = (log.activity[at], log.time[at], column[at]);
            for before in range.clone().take(at - range.start).rev().take(CAUSES_BACK_MAX) {
                let earlier = log.activity[before];
                if log.time[before] == time {
                    continue;
                }
                if met[earlier as usize] != at {
                    met[earlier as usize] = at;
                    let from = column[before];
                    if from != NONE && to != NONE && leads(earlier, activity) {
                        pairs.add(from, to);
                    }
                }
                if earlier == activity {
                    break;
                }
            }
        }
    }
    pairs.named(names)
}

/// Which activity directly follows which, events at one instant taken as one step. Activities of
/// one step follow each other both ways, so that neither leads to the other.
fn follows_in_groups(log: &EventLog) -> FxHashSet<(u32, u32)> {
    let mut follows = FxHashSet::default();
    for range in log.ranges() {
        let mut before: Vec<u32> = Vec::new();
        let times = &log.time[range.clone()];
        let mut start = range.start;
        for same in times.chunk_by(|a, b| a == b) {
            let mut group = log.activity[start..start + same.len()].to_vec();
            start += same.len();
            group.sort_unstable();
            group.dedup();
            if group.len() > AT_ONCE_MAX {
                group.clear();
            }
            for (at, y) in group.iter().enumerate() {
                follows.extend(before.iter().map(|x| (*x, *y)));
                for x in &group[..at] {
                    follows.extend([(*x, *y), (*y, *x)]);
                }
            }
            before = group;
        }
    }
    follows
}

/// On how many cases two worked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Together {
    /// One, the first in the order of names.
    pub a: String,
    /// The other.
    pub b: String,
    /// Number of cases on which both worked.
    pub count: u64,
}

/// By what people are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The resource.
    Resource,
    /// The resource's group.
    Group,
}

impl By {
    pub(crate) fn column(self, log: &EventLog) -> (&[u32], &Names) {
        match self {
            Self::Resource => (&log.resource, &log.resources),
            Self::Group => (&log.group, &log.groups),
        }
    }
}

/// Counts of pairs of numbers, in the order of first use.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    slots: FxHashMap<u64, u32>,
    pub(crate) pairs: Vec<(u32, u32, u64)>,
}

impl Pairs {
    /// Counts a pair once more; gives its number.
    pub(crate) fn add(&mut self, a: u32, b: u32) -> u32 {
        let key = u64::from(a) << 32 | u64::from(b);
        let pairs = &mut self.pairs;
        let slot = *self.slots.entry(key).or_insert_with(|| {
            pairs.push((a, b, 0));
            pairs.len() as u32 - 1
        });
        self.pairs[slot as usize].2 += 1;
        slot
    }

    fn named(self, names: &Names) -> Vec<Handover> {
        let named = |(from, to, count): (u32, u32, u64)| Handover {
            from: names.name(from).to_owned(),
            to: names.name(to).to_owned(),
            count,
        };
        self.sorted(names).into_iter().map(named).collect()
    }

    /// Pairs in the order of the names.
    pub(crate) fn sorted(mut self, names: &Names) -> Vec<(u32, u32, u64)> {
        let ranks = names.ranks();
        self.pairs.sort_unstable_by_key(|(a, b, _)| (ranks[*a as usize], ranks[*b as usize]));
        self.pairs
    }
}

/// Handovers as numbers of names, in no order.
pub(crate) fn handover_pairs(log: &EventLog, by: By) -> Pairs {
    let (column, _) = by.column(log);
    let mut pairs = Pairs::default();
    for range in log.ranges() {
        let mut before = NONE;
        for who in &column[range] {
            if *who == NONE {
                continue;
            }
            if before != NONE {
                pairs.add(before, *who);
            }
            before = *who;
        }
    }
    pairs
}

/// All handovers in the order of the names.
#[must_use]
pub fn handovers(log: &EventLog, by: By) -> Vec<Handover> {
    let (_, names) = by.column(log);
    handover_pairs(log, by).named(names)
}

/// All pairs that worked on a case together, in the order of the names.
#[must_use]
pub fn working_together(log: &EventLog, by: By) -> Vec<Together> {
    let (column, names) = by.column(log);
    let ranks = names.ranks();
    let mut pairs = Pairs::default();
    let mut members: Vec<u32> = Vec::new();
    for range in log.ranges() {
        members.clear();
        members.extend(column[range].iter().filter(|who| **who != NONE));
        members.sort_unstable_by_key(|who| ranks[*who as usize]);
        members.dedup();
        if members.len() > TOGETHER_MAX {
            continue;
        }
        for (at, a) in members.iter().enumerate() {
            for b in &members[at + 1..] {
                pairs.add(*a, *b);
            }
        }
    }
    let named = |(a, b, count): (u32, u32, u64)| Together {
        a: names.name(a).to_owned(),
        b: names.name(b).to_owned(),
        count,
    };
    pairs.sorted(names).into_iter().map(named).collect()
}

/// How work moves between people over the cases.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Transfers {
    /// Cases in which somebody is named.
    #[serde(rename = "cases_with_names")]
    pub cases: u64,
    /// Changes from one to another.
    pub transfers: u64,
    /// Changes a case.
    pub transfers_per_case: f64,
    /// Times that work came straight back: A to B to A.
    pub returns: u64,
    /// Cases in which that happened at least once.
    pub cases_with_return: u64,
    /// Share of those cases.
    pub return_rate: f64,
}

/// Counts transfers and returns ("ping-pong").
#[must_use]
pub fn transfers(log: &EventLog, by: By) -> Transfers {
    let (column, _) = by.column(log);
    let (mut cases, mut transfers, mut returns, mut cases_with_return) = (0, 0, 0, 0);
    for range in log.ranges() {
        let (mut before, mut now) = (NONE, NONE);
        let mut returned = false;
        for who in column[range].iter().filter(|who| **who != NONE) {
            if *who == now {
                continue;
            }
            if now != NONE {
                transfers += 1;
                if *who == before {
                    returns += 1;
                    returned = true;
                }
            }
            (before, now) = (now, *who);
        }
        cases += u64::from(now != NONE);
        cases_with_return += u64::from(returned);
    }
    let per_case = |count: u64| if cases > 0 { count as f64 / cases as f64 } else { 0.0 };
    Transfers {
        cases,
        transfers,
        transfers_per_case: per_case(transfers),
        returns,
        cases_with_return,
        return_rate: per_case(cases_with_return),
    }
}

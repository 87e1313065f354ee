//! The shape of a network of handovers: how dense, how two-way, how centred, how closed.
//!
//! A network is simple and directed: an arc stands where one handed over to another at least once;
//! going on alone is no arc. Formulas and values are those of networkx:
//! - density m/(n(n−1));
//! - reciprocity: share of arcs that have their opposite;
//! - Freeman centralisation Σ(max − c) over its greatest value: of degrees without direction
//!   (n−1)(n−2), of out- and in-degrees (n−1)², of betweenness n−1 with normalised betweenness;
//! - betweenness after Brandes, over directed shortest paths, endpoints left out, divided by
//!   (n−1)(n−2);
//! - E–I index (E − I)/(E + I) after Krackhardt and Stern: −1 where all stays within groups, 1
//!   where all crosses them.

use crate::handover::{By, handover_pairs};
use crate::log::{EventLog, NONE, Names};
use rustc_hash::FxHashMap;
use serde::Serialize;

/// Nodes and weighted arcs, without loops.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Network {
    /// Names of the nodes.
    nodes: Vec<String>,
    /// For each node the nodes that it hands over to, in order, with counts.
    out: Vec<Vec<(u32, u64)>>,
    /// Handovers to oneself, which are no arcs.
    alone: u64,
}

/// Beyond this product of nodes and arcs betweenness is left out; some ten seconds of work.
const BETWEENNESS_WORK_MAX: u64 = 2_000_000_000;

/// What is measured on a network.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shape {
    /// Whoever handed over or received, be it to themselves.
    pub nodes: u64,
    /// Arcs.
    pub arcs: u64,
    /// Handovers to others.
    pub handovers: u64,
    /// Going on alone.
    pub alone: u64,
    /// Share of possible arcs that are there.
    pub density: Option<f64>,
    /// Share of arcs that have their opposite.
    pub reciprocity: Option<f64>,
    /// Share of connected pairs that hand over both ways.
    pub two_way_share: Option<f64>,
    /// Share of handovers that are balanced by as many in the opposite direction.
    pub balanced_share: Option<f64>,
    /// Freeman centralisation of degrees where direction is left aside.
    pub degree_centralisation: Option<f64>,
    /// Freeman centralisation of out-degrees.
    pub out_centralisation: Option<f64>,
    /// Freeman centralisation of in-degrees.
    pub in_centralisation: Option<f64>,
    /// Freeman centralisation of betweenness; nothing where the network is too large for it.
    pub betweenness_centralisation: Option<f64>,
    /// How many others a node hands over to.
    pub span_of_control: Spread,
    /// Each node in the order of names.
    pub by_node: Vec<Node>,
}

/// A node's place in the network. It says where work runs together, not who works well.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// Others it hands over to.
    pub out_degree: u64,
    /// Others it receives from.
    pub in_degree: u64,
    /// Share of shortest ways between others that run through it.
    pub betweenness: Option<f64>,
}

/// How a count is spread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Spread {
    /// The least.
    pub min: u64,
    /// The median.
    pub median: f64,
    /// The mean.
    pub mean: f64,
    /// The greatest.
    pub max: u64,
}

impl Spread {
    /// Spread of counts; all 0 where there are none.
    #[must_use]
    pub fn of(mut counts: Vec<u64>) -> Self {
        counts.sort_unstable();
        let n = counts.len();
        if n == 0 {
            return Self::default();
        }
        let median = (counts[(n - 1) / 2] + counts[n / 2]) as f64 / 2.0;
        let mean = counts.iter().sum::<u64>() as f64 / n as f64;
        Self { min: counts[0], median, mean, max: counts[n - 1] }
    }
}

/// How closed groups are towards each other.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct GroupTies {
    /// Groups with at least one resource.
    pub groups: u64,
    /// Arcs between groups.
    pub external_arcs: u64,
    /// Arcs within groups.
    pub internal_arcs: u64,
    /// E–I index of arcs.
    pub ei_index: Option<f64>,
    /// E–I index of handovers.
    pub ei_index_handovers: Option<f64>,
    /// Resources a group.
    pub resources_per_group: Spread,
}

impl Network {
    /// The network of handovers in a log.
    #[must_use]
    pub fn of_log(log: &EventLog, by: By) -> Self {
        let (_, names) = by.column(log);
        let pairs = handover_pairs(log, by).pairs;
        let named =
            |(from, to, count): &(u32, u32, u64)| (names.name(*from), names.name(*to), *count);
        Self::of_arcs(&pairs.iter().map(named).collect::<Vec<_>>())
    }

    /// A network of named arcs. Equal arcs are added; who only goes on alone is a node too.
    #[must_use]
    pub fn of_arcs(arcs: &[(&str, &str, u64)]) -> Self {
        let ends = arcs.iter().flat_map(|(from, to, _)| [*from, *to]);
        let mut nodes: Vec<String> = ends.map(str::to_owned).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let numbers: FxHashMap<&str, u32> =
            nodes.iter().enumerate().map(|(at, name)| (name.as_str(), at as u32)).collect();
        let mut out: Vec<Vec<(u32, u64)>> = vec![Vec::new(); nodes.len()];
        let mut alone = 0;
        for (from, to, count) in arcs {
            match (numbers.get(from), numbers.get(to)) {
                (Some(from), Some(to)) if from == to => alone += count,
                (Some(from), Some(to)) => out[*from as usize].push((*to, *count)),
                _ => {}
            }
        }
        drop(numbers);
        for arcs in &mut out {
            arcs.sort_unstable();
            arcs.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                kept.1 += if same { next.1 } else { 0 };
                same
            });
        }
        Self { nodes, out, alone }
    }

    fn count(&self, from: u32, to: u32) -> u64 {
        let arcs = &self.out[from as usize];
        arcs.binary_search_by_key(&to, |arc| arc.0).map_or(0, |at| arcs[at].1)
    }

    fn arcs(&self) -> impl Iterator<Item = (u32, u32, u64)> {
        let of = |(from, arcs): (usize, &'_ Vec<(u32, u64)>)| {
            arcs.iter().map(move |(to, count)| (from as u32, *to, *count)).collect::<Vec<_>>()
        };
        self.out.iter().enumerate().flat_map(of)
    }

    /// Measures the network.
    #[must_use]
    pub fn shape(&self) -> Shape {
        let n = self.nodes.len() as u64;
        let m: u64 = self.out.iter().map(|arcs| arcs.len() as u64).sum();
        let handovers: u64 = self.arcs().map(|arc| arc.2).sum();
        let (mut mutual, mut balanced) = (0, 0);
        let mut in_degree = vec![0_u64; self.nodes.len()];
        let mut degree = vec![0_u64; self.nodes.len()];
        for (from, to, count) in self.arcs() {
            in_degree[to as usize] += 1;
            let back = self.count(to, from);
            if back == 0 || from < to {
                degree[from as usize] += 1;
                degree[to as usize] += 1;
            }
            mutual += u64::from(back > 0);
            balanced += count.min(back);
        }
        let out_degree: Vec<u64> = self.out.iter().map(|arcs| arcs.len() as u64).collect();
        let betweenness = (n.saturating_mul(m) <= BETWEENNESS_WORK_MAX).then(|| self.betweenness());
        let share = |part: u64, of: u64| (of > 0).then(|| part as f64 / of as f64);
        let by_node = self.nodes.iter().enumerate().map(|(at, name)| Node {
            name: name.clone(),
            out_degree: out_degree[at],
            in_degree: in_degree[at],
            betweenness: betweenness.as_ref().map(|b| b[at]),
        });
        let centred = |degrees: &[u64], most: u64| {
            let degrees: Vec<f64> = degrees.iter().map(|d| *d as f64).collect();
            (most > 0).then(|| centralisation(&degrees, most as f64))
        };
        let others = n.saturating_sub(1);
        Shape {
            nodes: n,
            arcs: m,
            handovers,
            alone: self.alone,
            density: share(m, n * others),
            reciprocity: share(mutual, m),
            two_way_share: share(mutual / 2, m - mutual / 2),
            balanced_share: share(balanced, handovers),
            degree_centralisation: centred(&degree, others * n.saturating_sub(2)),
            out_centralisation: centred(&out_degree, others * others),
            in_centralisation: centred(&in_degree, others * others),
            betweenness_centralisation: betweenness
                .as_ref()
                .filter(|_| n > 2)
                .map(|b| centralisation(b, others as f64)),
            span_of_control: Spread::of(out_degree.clone()),
            by_node: by_node.collect(),
        }
    }

    /// Normalised betweenness of each node.
    fn betweenness(&self) -> Vec<f64> {
        let n = self.nodes.len();
        let mut sums = vec![0.0; n];
        let mut ways = vec![0.0_f64; n];
        let mut distance = vec![-1_i64; n];
        let mut depend = vec![0.0; n];
        let mut order: Vec<u32> = Vec::with_capacity(n);
        for source in 0..n {
            ways.fill(0.0);
            distance.fill(-1);
            depend.fill(0.0);
            order.clear();
            ways[source] = 1.0;
            distance[source] = 0;
            order.push(source as u32);
            let mut head = 0;
            while head < order.len() {
                let at = order[head] as usize;
                head += 1;
                for (to, _) in &self.out[at] {
                    let to = *to as usize;
                    if distance[to] < 0 {
                        distance[to] = distance[at] + 1;
                        order.push(to as u32);
                    }
                    if distance[to] == distance[at] + 1 {
                        ways[to] += ways[at];
                    }
                }
            }
            for at in order.iter().rev().map(|at| *at as usize) {
                // All nodes one step further were done before.
                for (to, _) in &self.out[at] {
                    let to = *to as usize;
                    if distance[to] == distance[at] + 1 {
                        depend[at] += ways[at] / ways[to] * (1.0 + depend[to]);
                    }
                }
                if at != source {
                    sums[at] += depend[at];
                }
            }
        }
        let scale = if n > 2 { 1.0 / ((n - 1) * (n - 2)) as f64 } else { 1.0 };
        sums.iter_mut().for_each(|sum| *sum *= scale);
        sums
    }
}

/// Σ(max − c) over its greatest possible value.
fn centralisation(values: &[f64], most: f64) -> f64 {
    let max = values.iter().copied().fold(0.0, f64::max);
    values.iter().map(|value| max - value).sum::<f64>() / most
}

/// How closed groups are: each resource belongs to the group that it is named with most often,
/// among equals to the first in the order of names.
#[must_use]
pub fn group_ties(log: &EventLog) -> GroupTies {
    let group_of = groups_of_resources(log);
    let (mut external, mut internal, mut out, mut within) = (0, 0, 0, 0);
    for (from, to, count) in handover_pairs(log, By::Resource).pairs {
        let (a, b) = (group_of[from as usize], group_of[to as usize]);
        if from == to || a == NONE || b == NONE {
            continue;
        }
        if a == b {
            internal += 1;
            within += count;
        } else {
            external += 1;
            out += count;
        }
    }
    let index = |e: u64, i: u64| (e + i > 0).then(|| (e as f64 - i as f64) / (e + i) as f64);
    let mut sizes = vec![0_u64; log.groups.len()];
    group_of.iter().filter(|group| **group != NONE).for_each(|group| sizes[*group as usize] += 1);
    sizes.retain(|size| *size > 0);
    GroupTies {
        groups: sizes.len() as u64,
        external_arcs: external,
        internal_arcs: internal,
        ei_index: index(external, internal),
        ei_index_handovers: index(out, within),
        resources_per_group: Spread::of(sizes),
    }
}

fn groups_of_resources(log: &EventLog) -> Vec<u32> {
    let mut counts: FxHashMap<(u32, u32), u64> = FxHashMap::default();
    for (resource, group) in log.resource.iter().zip(&log.group) {
        if *resource != NONE && *group != NONE {
            *counts.entry((*resource, *group)).or_default() += 1;
        }
    }
    let ranks = Names::ranks(&log.groups);
    let mut best: Vec<Option<(u64, std::cmp::Reverse<u32>, u32)>> = vec![None; log.resources.len()];
    for ((resource, group), count) in counts {
        let candidate = (count, std::cmp::Reverse(ranks[group as usize]), group);
        let slot = &mut best[resource as usize];
        *slot = (*slot).max(Some(candidate));
    }
    best.into_iter().map(|best| best.map_or(NONE, |(_, _, group)| group)).collect()
}

//! Which clause of a relayed text speaks of which clause of the original, in any order.
//!
//! Equal clauses pair first, so that moving a sentence costs nothing and a text is always faithful
//! to itself. The rest pairs by shared content: characters, pairs of characters and words, each with
//! the weight of what it carries.

use super::read::{Form, Kind, Reading};
use super::words::join;
use rustc_hash::FxHashMap;

/// Clauses that speak of one another.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub original: Vec<usize>,
    pub relayed: Vec<usize>,
}

/// What became of each clause.
#[derive(Debug, Default)]
pub(super) struct Alignment {
    /// Clauses that changed.
    pub groups: Vec<Group>,
    /// Clauses of the original that are nowhere.
    pub missing: Vec<usize>,
    /// Clauses of the relayed text that come from nowhere.
    pub extra: Vec<usize>,
}

/// Shared share of both clauses that makes a pair.
const PAIR_MIN: f32 = 0.30;
/// Shared share of the smaller clause that makes a pair.
const CONTAINED_MIN: f32 = 0.60;
/// Shared share that makes a pair of clauses that stand at the same place.
const PLACED_MIN: f32 = 0.14;
/// Least shared content of a contained clause, in characters.
const SHARED_MIN: f32 = 2.0;
/// Clauses looked at for one word; what is in more of them tells them apart badly.
const POSTINGS_MAX: usize = 48;

struct Bag {
    items: Vec<(u64, f32)>,
    weight: f32,
}

impl Bag {
    fn of(reading: &Reading, clause: usize) -> Self {
        let tokens = reading.of(clause);
        let mut items: Vec<(u64, f32)> = Vec::with_capacity(tokens.len() * 2);
        for (i, token) in tokens.iter().enumerate() {
            let han = token.form == Form::Han;
            match token.kind {
                // Another value of the same kind in the same place is still half the same.
                Kind::Number(_) | Kind::Time(_) | Kind::Code => {
                    items.push((token.id, token.weight / 2.0));
                    items.push((kind_of(token.kind), token.weight / 2.0));
                }
                _ => items.push((token.id, if han { 0.5 } else { token.weight })),
            }
            if let Some(next) = tokens.get(i + 1)
                && han
                && next.form == Form::Han
                && next.start == token.end
            {
                items.push((join(token.id, next.id), 1.0));
            }
        }
        items.sort_unstable_by_key(|item| item.0);
        items.dedup_by_key(|item| item.0);
        let weight = items.iter().map(|item| item.1).sum::<f32>().max(1e-3);
        Self { items, weight }
    }
}

fn kind_of(kind: Kind) -> u64 {
    match kind {
        Kind::Number(_) => 3,
        Kind::Time(_) => 4,
        _ => 5,
    }
}

/// A link between a clause of the original and one of the relayed text.
struct Link {
    dice: f32,
    original: usize,
    relayed: usize,
}

/// Pairs the clauses of two readings.
pub(super) fn align(original: &Reading, relayed: &Reading) -> Alignment {
    let exact = Exact::new(original, relayed);
    let left: Vec<usize> =
        (0..original.clauses.len()).filter(|&i| exact.original[i].is_none()).collect();
    let right: Vec<usize> =
        (0..relayed.clauses.len()).filter(|&j| exact.relayed[j].is_none()).collect();
    if left.is_empty() && right.is_empty() {
        return Alignment::default();
    }
    let bags = [
        left.iter().map(|&i| Bag::of(original, i)).collect::<Vec<_>>(),
        right.iter().map(|&j| Bag::of(relayed, j)).collect::<Vec<_>>(),
    ];
    let mut pairs = shared(&bags);
    let mut linked = Linked::new(left.len(), right.len());
    pairs.sort_by(|a, b| {
        b.dice.total_cmp(&a.dice).then(a.original.cmp(&b.original)).then(a.relayed.cmp(&b.relayed))
    });
    for pair in &pairs {
        let free =
            linked.original[pair.original].is_none() && linked.relayed[pair.relayed].is_none();
        if free && (pair.dice >= PAIR_MIN || contained(pair, &bags) >= CONTAINED_MIN) {
            linked.join(pair.original, pair.relayed);
        }
    }
    linked.in_place(&left, &right, &exact, &pairs);
    for pair in &pairs {
        let one =
            linked.original[pair.original].is_none() != linked.relayed[pair.relayed].is_none();
        if one
            && contained(pair, &bags) >= CONTAINED_MIN
            && alone_is_contained(pair, &bags, &linked)
        {
            linked.join(pair.original, pair.relayed);
        }
    }
    linked.finish(&left, &right, original, relayed, &bags[0])
}

/// Shared share of the smaller clause; nothing where little is shared.
fn contained(pair: &Link, bags: &[Vec<Bag>; 2]) -> f32 {
    let (a, b) = (bags[0][pair.original].weight, bags[1][pair.relayed].weight);
    let both = pair.dice * (a + b) / 2.0;
    if both < SHARED_MIN { 0.0 } else { both / a.min(b) }
}

/// Whether the clause that is still alone is the smaller one, which the other swallowed.
fn alone_is_contained(pair: &Link, bags: &[Vec<Bag>; 2], linked: &Linked) -> bool {
    let (a, b) = (bags[0][pair.original].weight, bags[1][pair.relayed].weight);
    if linked.original[pair.original].is_none() { a <= b * 1.2 } else { b <= a * 1.2 }
}

/// Equal clauses of both texts.
struct Exact {
    original: Vec<Option<usize>>,
    relayed: Vec<Option<usize>>,
}

impl Exact {
    fn new(original: &Reading, relayed: &Reading) -> Self {
        let find = |from: &Reading, to: &Reading| {
            let mut places: FxHashMap<u64, usize> = FxHashMap::default();
            for (j, clause) in to.clauses.iter().enumerate() {
                places.entry(clause.key).or_insert(j);
            }
            from.clauses.iter().map(|clause| places.get(&clause.key).copied()).collect::<Vec<_>>()
        };
        Self { original: find(original, relayed), relayed: find(relayed, original) }
    }
}

/// Every pair of clauses that shares something, up to [`POSTINGS_MAX`] clauses a word.
fn shared(bags: &[Vec<Bag>; 2]) -> Vec<Link> {
    let mut postings: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
    for (j, bag) in bags[1].iter().enumerate() {
        for (id, _) in &bag.items {
            let list = postings.entry(*id).or_default();
            if list.len() < POSTINGS_MAX {
                list.push(j as u32);
            }
        }
    }
    let mut sums = vec![0.0_f32; bags[1].len()];
    let mut touched: Vec<u32> = Vec::new();
    let mut pairs = Vec::new();
    for (i, bag) in bags[0].iter().enumerate() {
        for (id, weight) in &bag.items {
            for &j in postings.get(id).map_or(&[][..], Vec::as_slice) {
                if sums[j as usize] == 0.0 {
                    touched.push(j);
                }
                sums[j as usize] += weight;
            }
        }
        for j in touched.drain(..) {
            let both = std::mem::take(&mut sums[j as usize]);
            let dice = 2.0 * both / (bag.weight + bags[1][j as usize].weight);
            if dice >= PLACED_MIN {
                pairs.push(Link { dice, original: i, relayed: j as usize });
            }
        }
    }
    pairs
}

/// Links under way, by place among the clauses that are not equal.
struct Linked {
    original: Vec<Option<usize>>,
    relayed: Vec<Option<usize>>,
    groups: Vec<(Vec<usize>, Vec<usize>)>,
}

impl Linked {
    fn new(left: usize, right: usize) -> Self {
        Self { original: vec![None; left], relayed: vec![None; right], groups: Vec::new() }
    }

    fn join(&mut self, i: usize, j: usize) {
        let group = match (self.original[i], self.relayed[j]) {
            (Some(group), _) | (None, Some(group)) => group,
            (None, None) => {
                self.groups.push((Vec::new(), Vec::new()));
                self.groups.len() - 1
            }
        };
        if self.original[i].is_none() {
            self.original[i] = Some(group);
            self.groups[group].0.push(i);
        }
        if self.relayed[j].is_none() {
            self.relayed[j] = Some(group);
            self.groups[group].1.push(j);
        }
    }

    /// Links what is left and stands between the same neighbours: most likely said in other words.
    fn in_place(&mut self, left: &[usize], right: &[usize], exact: &Exact, pairs: &[Link]) {
        for pair in pairs {
            let (i, j) = (pair.original, pair.relayed);
            if self.original[i].is_some() || self.relayed[j].is_some() {
                continue;
            }
            let (a, b) = (left[i], right[j]);
            let before = match (a.checked_sub(1), b.checked_sub(1)) {
                (None, None) => true,
                (Some(a), Some(b)) => self.meet(left, right, exact, a, b),
                _ => false,
            };
            let end = (a + 1 == exact.original.len(), b + 1 == exact.relayed.len());
            let after = match end {
                (true, true) => true,
                (false, false) => self.meet(left, right, exact, a + 1, b + 1),
                _ => false,
            };
            if before || after {
                self.join(i, j);
            }
        }
    }

    /// Whether two clauses are already a pair.
    fn meet(&self, left: &[usize], right: &[usize], exact: &Exact, a: usize, b: usize) -> bool {
        if let Some(key) = exact.original[a] {
            return exact.relayed[b].is_some() && (key == b || exact.relayed[b] == Some(a));
        }
        let (Ok(i), Ok(j)) = (left.binary_search(&a), right.binary_search(&b)) else {
            return false;
        };
        self.original[i].is_some() && self.original[i] == self.relayed[j]
    }

    fn finish(
        self,
        left: &[usize],
        right: &[usize],
        original: &Reading,
        relayed: &Reading,
        bags: &[Bag],
    ) -> Alignment {
        let mut out = Alignment::default();
        for (mut a, mut b) in self.groups {
            a.sort_unstable();
            b.sort_unstable();
            out.groups.push(Group {
                original: a.into_iter().map(|i| left[i]).collect(),
                relayed: b.into_iter().map(|j| right[j]).collect(),
            });
        }
        out.groups
            .sort_by_key(|group| (group.original.first().copied(), group.relayed.first().copied()));
        let alone = |links: &[Option<usize>], names: &[usize]| -> Vec<usize> {
            links.iter().zip(names).filter(|(l, _)| l.is_none()).map(|(_, &n)| n).collect()
        };
        out.missing = alone(&self.original, left);
        out.extra = alone(&self.relayed, right);
        drop_said_elsewhere(&mut out.missing, left, bags, relayed);
        let extra: Vec<usize> = std::mem::take(&mut out.extra);
        let bags: Vec<Bag> = extra.iter().map(|&j| Bag::of(relayed, j)).collect();
        let said = if extra.is_empty() { FxHashMap::default() } else { postings(original) };
        for (clause, bag) in extra.into_iter().zip(&bags) {
            match most_like(bag, &said) {
                Some(like) => {
                    out.groups.push(Group { original: vec![like], relayed: vec![clause] });
                }
                None => out.extra.push(clause),
            }
        }
        out
    }
}

/// Leaves out clauses whose whole content stands in one clause of the other text.
fn drop_said_elsewhere(clauses: &mut Vec<usize>, names: &[usize], bags: &[Bag], other: &Reading) {
    if clauses.is_empty() {
        return;
    }
    let postings = postings(other);
    clauses.retain(|clause| {
        let Ok(at) = names.binary_search(clause) else { return true };
        most_like(&bags[at], &postings).is_none()
    });
}

fn postings(reading: &Reading) -> FxHashMap<u64, Vec<u32>> {
    let mut postings: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
    for j in 0..reading.clauses.len() {
        for (id, _) in Bag::of(reading, j).items {
            let list = postings.entry(id).or_default();
            if list.len() < POSTINGS_MAX {
                list.push(j as u32);
            }
        }
    }
    postings
}

/// The clause that holds most of a bag, if it holds [`SAID_MIN`] of it.
fn most_like(bag: &Bag, postings: &FxHashMap<u64, Vec<u32>>) -> Option<usize> {
    let mut sums: FxHashMap<u32, f32> = FxHashMap::default();
    for (id, weight) in &bag.items {
        for &j in postings.get(id).map_or(&[][..], Vec::as_slice) {
            *sums.entry(j).or_default() += weight;
        }
    }
    let best = sums.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
    (best.1 >= SAID_MIN * bag.weight).then_some(best.0 as usize)
}

/// Share of a clause that another one must hold for the clause to be said there.
const SAID_MIN: f32 = 0.75;

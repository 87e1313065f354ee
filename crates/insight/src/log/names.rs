//! Texts that occur many times, kept once each.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::NONE;

/// A set of names, each with a number in the order of first use.
#[derive(Clone, Debug, Default)]
pub struct Names {
    names: Vec<SmolStr>,
    numbers: FxHashMap<SmolStr, u32>,
    /// Many rows in a row name the same case.
    last: u32,
}

impl PartialEq for Names {
    fn eq(&self, other: &Self) -> bool {
        self.names == other.names
    }
}

impl Eq for Names {}

impl Names {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// All names in the order of first use.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(SmolStr::as_str)
    }

    pub(crate) fn name(&self, number: u32) -> &str {
        &self.names[number as usize]
    }

    pub(crate) fn get(&self, number: u32) -> Option<&str> {
        self.names.get(number as usize).map(SmolStr::as_str)
    }

    pub(crate) fn number(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    pub(crate) fn intern(&mut self, name: &str) -> u32 {
        if self.get(self.last) == Some(name) {
            return self.last;
        }
        self.last = match self.numbers.get(name) {
            Some(number) => *number,
            None => {
                let number = self.names.len() as u32;
                let name = SmolStr::new(name);
                self.names.push(name.clone());
                self.numbers.insert(name, number);
                number
            }
        };
        self.last
    }

    pub(crate) fn intern_or_none(&mut self, name: Option<&str>) -> u32 {
        name.map_or(NONE, |name| self.intern(name))
    }

    /// For each number its place in the order of the names.
    pub(crate) fn ranks(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.names.len() as u32).collect();
        order.sort_by(|a, b| self.name(*a).cmp(self.name(*b)));
        let mut ranks = vec![0; order.len()];
        for (rank, number) in order.into_iter().enumerate() {
            ranks[number as usize] = rank as u32;
        }
        ranks
    }
}

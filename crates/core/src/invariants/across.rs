//! What must hold over the copies of a case that several nodes hold.
//!
//! A node that follows another one's case is behind it, never beside it. So of any two copies one
//! is the beginning of the other; two that went on differently were written by two owners.

use super::{Breach, must};
use crate::Digest;

/// A case as one node holds it.
#[derive(Clone, Copy, Debug)]
pub struct Copy<'a> {
    /// Which node, for a reader.
    pub node: &'a str,
    /// Its entries, each by the digest of its stored form.
    pub entries: &'a [Digest],
}

/// A named invariant over the copies of one case.
#[derive(Clone, core::marker::Copy)]
pub struct AcrossInvariant {
    /// Its name in the design.
    pub id: &'static str,
    /// What it says.
    pub says: &'static str,
    check: fn(&[Copy<'_>]) -> Result<(), String>,
}

/// All invariants over the copies of one case.
pub const ACROSS: &[AcrossInvariant] = &[AcrossInvariant {
    id: "OWN-1",
    says: "across nodes a case has one owner at any time: of two copies one begins the other",
    check: one_owner,
}];

/// Runs all of them over the copies of one case.
pub fn check_across(copies: &[Copy<'_>]) -> Vec<Breach> {
    let broken = |invariant: &AcrossInvariant| {
        let what = (invariant.check)(copies).err()?;
        Some(Breach { id: invariant.id, what })
    };
    ACROSS.iter().filter_map(broken).collect()
}

fn one_owner(copies: &[Copy<'_>]) -> Result<(), String> {
    let Some(longest) = copies.iter().max_by_key(|copy| copy.entries.len()) else {
        return Ok(());
    };
    for copy in copies {
        let pairs = copy.entries.iter().zip(longest.entries);
        let apart = pairs.enumerate().find(|(_, (here, there))| here != there);
        must(apart.is_none(), || {
            let version = apart.map_or(0, |(place, _)| place + 1);
            format!("entry {version} is one thing at {} and another at {}", copy.node, longest.node)
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Copy, check_across};
    use crate::Digest;

    #[test]
    fn copies_may_be_behind_but_not_beside() {
        let entries = |texts: &[&str]| -> Vec<Digest> {
            texts.iter().map(|text| Digest::of(text.as_bytes())).collect()
        };
        let broken = |copies: &[&[&str]]| -> Vec<String> {
            let entries: Vec<Vec<Digest>> = copies.iter().map(|copy| entries(copy)).collect();
            let names = ["city", "county", "township"];
            let copies = names.iter().zip(&entries).map(|(node, entries)| Copy { node, entries });
            let copies: Vec<Copy<'_>> = copies.collect();
            check_across(&copies).iter().map(ToString::to_string).collect()
        };
        let none: [&str; 0] = [];
        assert_eq!(broken(&[]), none);
        assert_eq!(broken(&[&["a", "b"], &["a"], &[]]), none);
        assert_eq!(broken(&[&["a", "b"], &["a", "b"]]), none);
        assert_eq!(
            broken(&[&["a"], &["a", "b", "d"], &["a", "c"]]),
            ["OWN-1 is broken: entry 2 is one thing at township and another at county"]
        );
    }
}

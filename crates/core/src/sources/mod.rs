//! The source register: which places are listened to, why, on what legal basis, for how long what
//! they say is kept. Nothing is taken in from a place that is not in it.
//!
//! The register is a data file of the office, `sources.toml`. It is written for three readers: the
//! program, which polls and checks by it; the official who answers for each entry; and the public,
//! who may see all of it. It therefore holds no secret: keys of webhooks and passwords of mailboxes
//! lie in files of their own.

mod check;
mod rules;

pub use rules::{Bringing, Originals};

use crate::problem::{Problem, Problems, toml_problem};
use crate::{SourceName, Text};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Longest time that a source may stay silent where its entry says nothing: a week.
const EXPECTED_MINUTES: u32 = 7 * 24 * 60;

/// What the rows of a source are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// What people say in public.
    Posts,
    /// What people ask of government.
    Complaints,
}

/// Which addresses a feed may be fetched from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Public addresses alone: an address that leads into the office's own network is refused.
    #[default]
    Public,
    /// Addresses inside the office's network, the machine itself included.
    Private,
}

/// A feed that is asked again and again.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    /// Where it is.
    pub url: String,
    /// Minutes between two requests, at least.
    #[serde(default = "half_an_hour")]
    pub every_minutes: u32,
    /// Which addresses it may lead to.
    #[serde(default)]
    pub reach: Reach,
}

/// A source that sends what it has; its key lies beside the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhook {}

/// One entry of the register.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its name in commands and in the ids of its posts.
    pub id: SourceName,
    /// Its name for people.
    pub name: Text,
    /// What its rows are.
    pub kind: SourceKind,
    /// What it is listened to for.
    pub purpose: Text,
    /// The law that allows it.
    pub legal_basis: Text,
    /// What is taken from it, and what is not.
    pub collects: Text,
    /// Days after which its posts are deleted.
    pub retention_days: u32,
    /// How its rows are read: `preset:NAME`, or a mapping file beside the register.
    pub map: Option<String>,
    /// Minutes of silence after which something is probably wrong.
    #[serde(default = "a_week")]
    pub expected_minutes: u32,
    /// The feed to ask.
    pub feed: Option<Feed>,
    /// It may send by itself.
    pub webhook: Option<Webhook>,
    /// Terms under which its content may be used.
    pub licence: Option<String>,
    /// The file that it comes from, where it is one.
    pub file: Option<String>,
    /// Invented, for demos and drills.
    #[serde(default)]
    pub synthetic: bool,
}

fn half_an_hour() -> u32 {
    30
}

fn a_week() -> u32 {
    EXPECTED_MINUTES
}

/// All registered sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceRegister {
    sources: BTreeMap<SourceName, Source>,
    bringing: Bringing,
    originals: Option<Originals>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default)]
    source: Vec<Source>,
    bringing: Option<Bringing>,
    originals: Option<Originals>,
}

impl SourceRegister {
    /// Reads a register; returns it with whatever somebody should look at.
    ///
    /// # Errors
    /// All problems, where one of them makes the register unusable.
    pub fn parse(file: &str, text: &str) -> Result<(Self, Vec<Problem>), Problems> {
        let raw: Raw =
            toml::from_str(text).map_err(|e| Problems(vec![toml_problem(file, text, &e)]))?;
        let Raw { source, bringing, originals } = raw;
        let mut problems = check::check(file, &source);
        problems.extend(rules::check(file, bringing.as_ref(), originals.as_ref()));
        let sources = source.into_iter().map(|source| (source.id.clone(), source)).collect();
        let bringing = bringing.unwrap_or_default();
        Problems::unless_fatal(problems, Self { sources, bringing, originals })
    }

    /// A source by its name.
    pub fn get(&self, id: &SourceName) -> Option<&Source> {
        self.sources.get(id)
    }

    /// Whether a name is registered.
    pub fn knows(&self, id: &str) -> bool {
        self.sources.contains_key(&SourceName::from(id))
    }

    /// When topics are brought to desks.
    pub fn bringing(&self) -> &Bringing {
        &self.bringing
    }

    /// How long originals outlive their matters; for ever where nothing is said.
    pub fn originals(&self) -> Option<&Originals> {
        self.originals.as_ref()
    }

    /// All sources in order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.sources.values()
    }

    /// Whether nothing is listened to.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }
}

#[cfg(test)]
mod tests;

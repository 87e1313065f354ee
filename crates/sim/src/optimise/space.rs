//! The space that is searched, as data.

use crate::compare::Replication;
use crate::figures::{Better, Figure};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use tandem_core::Text;

/// Busiest desk's share of hands' time that is taken; no figure of a case, so it has its own name.
const BUSIEST_DESK: &str = "busiest_desk_taken_share";

/// What may be varied, by what variants are judged, and within which limits.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Space {
    /// What the space is for.
    pub about: Text,
    /// Costs to be kept low, or gains to be kept high.
    #[serde(rename = "objective")]
    pub objectives: Vec<Objective>,
    /// What a variant must keep to.
    #[serde(default, rename = "limit")]
    pub limits: Vec<Limit>,
    /// What may be varied.
    #[serde(default, rename = "choice")]
    pub choices: Vec<Choice>,
}

/// A figure by which variants are judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objective {
    /// Its name.
    pub figure: Measure,
}

/// A bound on a figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Its name.
    pub figure: Measure,
    /// The most that its mean may be.
    pub most: f64,
}

/// A figure of which less is better, or which can be turned so: a figure of cases, or how busy the
/// busiest desk is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Measure(String);

/// One thing that may be varied.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its id.
    pub id: String,
    /// What it is.
    pub words: Text,
    /// What can be chosen beside what is given: values by their path in the file, such as
    /// `deadline.S1.within`; rules of a list are named by their id.
    pub options: Vec<BTreeMap<String, toml::Value>>,
    /// Why it may make laxer what law says; without it no option may.
    pub against_law: Option<Text>,
}

/// Why a space cannot be searched.
#[derive(Debug, thiserror::Error)]
pub enum SpaceError {
    /// It is no TOML, or has other fields.
    #[error("{file} cannot be read")]
    Toml {
        /// Which file.
        file: String,
        /// Why.
        source: toml::de::Error,
    },
    /// A figure has no such name.
    #[error("{file}: there is no figure `{name}`; known are: {known}")]
    Figure {
        /// Which file.
        file: String,
        /// The name.
        name: String,
        /// All names that there are.
        known: String,
    },
    /// There is nothing to search, or nothing to judge by.
    #[error("{file}: a space needs at least one choice with an option and two objectives")]
    Empty {
        /// Which file.
        file: String,
    },
    /// Two choices have one id or set one value.
    #[error("{file}: `{what}` is in two choices; put both into one choice")]
    Twice {
        /// Which file.
        file: String,
        /// The id or path.
        what: String,
    },
    /// A path leads nowhere.
    #[error("choice `{choice}`: the mechanism has no `{path}`; write table.field or list.id.field")]
    Path {
        /// The choice.
        choice: String,
        /// The path.
        path: String,
    },
    /// A path leads to what makes a mechanism what it is.
    #[error("choice `{choice}`: `{path}` says what a rule is or where it comes from, and stays")]
    Fixed {
        /// The choice.
        choice: String,
        /// The path.
        path: String,
    },
    /// The mechanism itself cannot be used.
    #[error("the mechanism to start from cannot be read as TOML: {0}")]
    Mechanism(String),
}

impl Space {
    /// Reads a space.
    ///
    /// # Errors
    /// Where the file is no TOML, has nothing to vary or to judge by, names a figure that there is
    /// not, or sets one value in two choices.
    pub fn parse(file: &str, text: &str) -> Result<Self, SpaceError> {
        let named = || file.to_owned();
        let space: Self =
            toml::from_str(text).map_err(|source| SpaceError::Toml { file: named(), source })?;
        let figures = space.objectives.iter().map(|o| &o.figure);
        for Measure(name) in figures.chain(space.limits.iter().map(|l| &l.figure)) {
            if name != BUSIEST_DESK && Figure::all().all(|figure| figure.name != name) {
                let mut known: Vec<_> = Figure::all().map(|figure| figure.name).collect();
                known.push(BUSIEST_DESK);
                let (name, known) = (name.clone(), known.join(", "));
                return Err(SpaceError::Figure { file: named(), name, known });
            }
        }
        let options = space.choices.iter().map(|choice| choice.options.len()).sum::<usize>();
        if space.objectives.len() < 2 || options == 0 {
            return Err(SpaceError::Empty { file: named() });
        }
        let mut known = BTreeSet::new();
        for choice in &space.choices {
            let paths: BTreeSet<&String> = choice.options.iter().flat_map(BTreeMap::keys).collect();
            for what in paths.into_iter().chain([&choice.id]) {
                if !known.insert(what) {
                    return Err(SpaceError::Twice { file: named(), what: what.clone() });
                }
            }
        }
        Ok(space)
    }
}

impl Measure {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }

    /// Its words.
    #[must_use]
    pub fn words(&self) -> Text {
        match Figure::all().find(|figure| figure.name == self.0) {
            Some(figure) => figure.words(),
            None => Text::new(
                "最忙的值班台人手占用比例",
                "share of hands' time taken at the busiest desk",
            ),
        }
    }

    /// Whether more of it is better.
    #[must_use]
    pub fn is_gain(&self) -> bool {
        Figure::all().any(|figure| figure.name == self.0 && figure.better == Better::More)
    }

    /// Its value for a mechanism of a replication.
    #[must_use]
    pub fn of(&self, ran: &Replication, mechanism: usize) -> Option<f64> {
        match self.0.as_str() {
            BUSIEST_DESK => ran.busiest_desk(mechanism),
            figure => ran.figure(mechanism, figure),
        }
    }

    /// The value as a cost: less is better.
    #[must_use]
    pub fn cost(&self, value: f64) -> f64 {
        if self.is_gain() { -value } else { value }
    }
}

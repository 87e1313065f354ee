//! Places: which areas a text speaks of, down to the county, or why none is certain.
//!
//! A full name (with its 市, 县 or 区) stands for itself. A short name of a county is a common
//! word often enough that it must be supported: by its city or region in front, by its city
//! elsewhere in the text, by a sibling, or by its own full name. A name inside a longer word, in
//! a street name or behind the name of another province is no place. Of a county and the city that
//! qualifies it only the county is reported.
//!
//! Areas, longer words ("traps") and names of other provinces are data; nothing here knows a place.

mod find;

use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Level of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaLevel {
    /// Region or province.
    Region,
    /// City (地级市).
    City,
    /// County, district or county-level city.
    County,
    /// Town, township or street office.
    Town,
}

/// One area as the region's data gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// GB/T 2260 code, 12 digits for towns.
    pub code: SmolStr,
    /// Full name.
    pub name: SmolStr,
    /// Short name, empty where there is none.
    pub short_name: SmolStr,
    /// Level.
    pub level: AreaLevel,
    /// Code of the area above, empty for the region.
    pub parent: SmolStr,
}

/// One place found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Place {
    /// Code of the area.
    pub code: SmolStr,
    /// Its full name.
    pub name: SmolStr,
    /// First character of the mention, counted in characters of the text.
    pub start: usize,
    /// One past its last character.
    pub end: usize,
    /// 0 to 1: how well the mention is supported.
    pub confidence: f32,
}

/// Why no place is reported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Abstained {
    /// No known name occurs.
    #[error("no name of an area occurs")]
    NoName,
    /// The name is part of a longer word or of a street name.
    #[error("`{0}` is part of a longer word")]
    InLongerWord(SmolStr),
    /// The name stands behind the name of another province.
    #[error("`{0}` belongs to another province here")]
    Elsewhere(SmolStr),
    /// The name is too short or too common to stand alone.
    #[error("`{0}` alone is not enough to be sure")]
    Unsupported(SmolStr),
    /// Several areas share the name and nothing tells them apart.
    #[error("several areas are called `{0}`")]
    Shared(SmolStr),
}

/// What was found in one text.
#[derive(Debug, Clone, PartialEq)]
pub struct Places {
    /// Places in the order of their mention, each area once.
    pub places: Vec<Place>,
    /// The reason, where there is none.
    pub abstained: Option<Abstained>,
}

/// Areas that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum GazetteerError {
    /// Two areas have one code.
    #[error("area code `{0}` occurs twice")]
    RepeatedCode(SmolStr),
    /// A parent is not among the areas.
    #[error("area `{code}` has the unknown parent `{parent}`")]
    UnknownParent {
        /// The area.
        code: SmolStr,
        /// What it names as its parent.
        parent: SmolStr,
    },
    /// The names could not be compiled.
    #[error("the names could not be compiled")]
    Compile(#[source] aho_corasick::BuildError),
}

/// What the context of a language adds to the areas.
#[derive(Debug, Clone, Default)]
pub struct Traps {
    /// Longer words that hold a name, and names that are words themselves.
    pub words: Vec<SmolStr>,
    /// Names of areas outside, in short form.
    pub outside: Vec<SmolStr>,
}

impl Traps {
    /// The lists that come with Tandem for Chinese.
    pub fn zh() -> Self {
        let lines = |file: &str| -> Vec<SmolStr> {
            let kept = |line: &&str| !line.is_empty() && !line.starts_with('#');
            file.lines().map(str::trim).filter(kept).map(SmolStr::new).collect()
        };
        Self {
            words: lines(include_str!("../../data/place_traps_zh.txt")),
            outside: lines(include_str!("../../data/outside_zh.txt")),
        }
    }
}

/// How a name was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    /// With its generic ending, at least three characters.
    Full,
    /// The short name alone.
    Bare,
}

/// What a pattern of the automaton means.
#[derive(Debug, Clone)]
enum Meaning {
    Area { area: usize, form: Form },
    Trap,
    Outside,
}

/// All names, ready to be found.
#[derive(Debug)]
pub struct Gazetteer {
    areas: Vec<Area>,
    parents: Vec<Option<usize>>,
    automaton: AhoCorasick,
    /// Meanings of each pattern.
    meanings: Vec<Vec<Meaning>>,
}

impl Gazetteer {
    /// Compiles the areas with no traps.
    pub fn from_areas(areas: impl IntoIterator<Item = Area>) -> Result<Self, GazetteerError> {
        Self::with_traps(areas, &Traps::default())
    }

    /// Compiles the areas with traps.
    pub fn with_traps(
        areas: impl IntoIterator<Item = Area>,
        traps: &Traps,
    ) -> Result<Self, GazetteerError> {
        let areas: Vec<Area> = areas.into_iter().collect();
        let parents = parents(&areas)?;
        let mut patterns = Patterns::default();
        for (area, data) in areas.iter().enumerate() {
            for (name, form) in names(data) {
                patterns.add(&name, Meaning::Area { area, form });
            }
        }
        for word in &traps.words {
            patterns.add(word, Meaning::Trap);
        }
        let own = |name: &SmolStr| areas.iter().any(|a| a.short_name == *name || a.name == *name);
        for name in traps.outside.iter().filter(|name| !own(name)) {
            patterns.add(name, Meaning::Outside);
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&patterns.texts)
            .map_err(GazetteerError::Compile)?;
        Ok(Self { areas, parents, automaton, meanings: patterns.meanings })
    }

    /// The areas above one, the nearest first.
    fn above(&self, area: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.parents[area], |&a| self.parents[a])
    }

    fn level(&self, area: usize) -> AreaLevel {
        self.areas[area].level
    }
}

#[derive(Default)]
struct Patterns {
    texts: Vec<String>,
    meanings: Vec<Vec<Meaning>>,
    by_text: FxHashMap<String, usize>,
}

impl Patterns {
    fn add(&mut self, text: &str, meaning: Meaning) {
        let next = self.texts.len();
        let at = *self.by_text.entry(text.to_owned()).or_insert(next);
        if at == next {
            self.texts.push(text.to_owned());
            self.meanings.push(Vec::new());
        }
        self.meanings[at].push(meaning);
    }
}

fn parents(areas: &[Area]) -> Result<Vec<Option<usize>>, GazetteerError> {
    let mut by_code: FxHashMap<&str, usize> = FxHashMap::default();
    for (at, area) in areas.iter().enumerate() {
        if by_code.insert(&area.code, at).is_some() {
            return Err(GazetteerError::RepeatedCode(area.code.clone()));
        }
    }
    let parent = |area: &Area| match by_code.get(area.parent.as_str()) {
        Some(&at) if areas[at].level < area.level => Ok(Some(at)),
        None if area.parent.is_empty() => Ok(None),
        _ => {
            let (code, parent) = (area.code.clone(), area.parent.clone());
            Err(GazetteerError::UnknownParent { code, parent })
        }
    };
    areas.iter().map(parent).collect()
}

/// The ways an area is written: in full, short with its generic ending, short.
fn names(area: &Area) -> Vec<(String, Form)> {
    let form = |name: &str| {
        if name.chars().count() > 2 { Form::Full } else { Form::Bare }
    };
    let mut out = vec![(area.name.to_string(), form(&area.name))];
    let short = area.short_name.as_str();
    if short.is_empty() || area.level == AreaLevel::Town {
        return out;
    }
    if let Some(ending) = area.name.chars().last() {
        let ended = format!("{short}{ending}");
        if ended != area.name && !short.ends_with(ending) && area.level != AreaLevel::Region {
            out.push((ended, Form::Full));
        }
    }
    if short != area.name {
        out.push((short.to_owned(), Form::Bare));
    }
    out
}

#[cfg(test)]
mod tests;

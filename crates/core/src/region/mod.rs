//! Places and the bodies that answer for them: areas, units, positions, remits, the directory.
//!
//! Areas and organs are different things. An area is a territory; a unit is made for each area
//! from a department template at the area's level. A unit has two upward edges: the territorial
//! superior (块) is the coordinating body of its own area and of the areas above; the functional
//! superior (条) is the department of its line one level up.

mod directory;
mod parse;

pub use directory::{DirectoryRow, Remit};
pub use parse::RegionFiles;

use crate::problem::Problem;
use crate::{AreaId, DepartmentId, LevelId, PositionId, RemitId, Text, Timestamp, UnitId};
use directory::Directory;
use std::collections::BTreeMap;

/// A deployment's territory: its areas, units, positions, remits and responsibility directory.
#[derive(Clone, Debug)]
pub struct Region {
    /// Name of its folder.
    pub id: String,
    /// Name for people.
    pub name: Text,
    /// Seed data to be edited, not an official list.
    pub illustrative: bool,
    /// What a reader must know about the data.
    pub note: Text,
    /// The calendar that offices keep.
    pub calendar: String,
    /// The mechanism that is used unless another is chosen.
    pub mechanism: String,
    /// Levels from the top down.
    pub levels: Vec<Level>,
    /// What data files this one was made from.
    pub sources: Vec<DataSource>,
    /// Kinds of positions and the kinds of units that have them.
    pub positions: Vec<PositionKind>,
    areas: BTreeMap<AreaId, Area>,
    units: BTreeMap<UnitId, Unit>,
    directory: Directory,
}

/// A level of administration.
#[derive(Clone, Debug)]
pub struct Level {
    /// Its id in data files.
    pub id: LevelId,
    /// Its name.
    pub name: Text,
}

/// Where data came from and what may be done with it.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct DataSource {
    /// Short id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Licence.
    #[serde(default)]
    pub licence: String,
    /// Anything else.
    #[serde(default)]
    pub note: String,
}

/// A territory.
#[derive(Clone, Debug)]
pub struct Area {
    /// Its code.
    pub id: AreaId,
    /// Its full name.
    pub name: Text,
    /// Its short name, as people write it.
    pub short: String,
    /// Index into [`Region::levels`], 0 at the top.
    pub rank: usize,
    /// The area that contains it.
    pub parent: Option<AreaId>,
    /// First day of the code, if known.
    pub valid_from: Option<jiff::civil::Date>,
    /// Last day of the code, if it ended.
    pub valid_until: Option<jiff::civil::Date>,
}

/// What a unit is for; in the order of their authority in one area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// Led by the top leadership of its level; final authority there.
    CoordinatingBody,
    /// Does the coordinating body's daily work.
    Desk,
    /// Answers for remits.
    Department,
}

impl UnitKind {
    /// Its name in data files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CoordinatingBody => "coordinating_body",
            Self::Desk => "desk",
            Self::Department => "department",
        }
    }
}

/// A part of government that receives orders.
#[derive(Clone, Debug)]
pub struct Unit {
    /// `area.department`.
    pub id: UnitId,
    /// Its name.
    pub name: Text,
    /// Its territory.
    pub area: AreaId,
    /// The department template it was made from.
    pub department: DepartmentId,
    /// What it is for.
    pub kind: UnitKind,
    /// The department of its line one level up (条), if it has one.
    pub functional_superior: Option<UnitId>,
    /// Whether that superior manages it, rather than its own area's government.
    pub vertical: bool,
}

/// A kind of position, and which kinds of units have it.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct PositionKind {
    /// Last part of the position id.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Kinds of units that have it.
    pub on: Vec<UnitKind>,
}

impl Region {
    /// Reads a region from its files; warnings come with it.
    pub fn parse(
        files: &RegionFiles<'_>,
    ) -> Result<(Self, Vec<Problem>), crate::problem::Problems> {
        parse::parse(files)
    }

    /// Finds gaps, overlaps and spans of control outside 3–7.
    pub fn check(&self) -> Vec<Problem> {
        directory::check(self)
    }

    /// An area by its code.
    pub fn area(&self, id: &AreaId) -> Option<&Area> {
        self.areas.get(id)
    }

    /// All areas in order of their codes.
    pub fn areas(&self) -> impl Iterator<Item = &Area> {
        self.areas.values()
    }

    /// A unit by its id.
    pub fn unit(&self, id: &UnitId) -> Option<&Unit> {
        self.units.get(id)
    }

    /// All units in order of their ids.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.units.values()
    }

    /// A unit's name, or its id where the unit is unknown (an old case may name an abolished one).
    pub fn unit_name<'a>(&'a self, id: &'a UnitId, lang: crate::Lang) -> &'a str {
        self.unit(id).map_or(id.as_str(), |unit| unit.name.get(lang))
    }

    /// An area's name, or its code where unknown.
    pub fn area_name<'a>(&'a self, id: &'a AreaId, lang: crate::Lang) -> &'a str {
        self.area(id).map_or(id.as_str(), |area| area.name.get(lang))
    }

    /// The level of an area.
    pub fn level_of(&self, area: &Area) -> &Level {
        &self.levels[area.rank]
    }

    /// The kind of a position and the unit it belongs to; `None` if the region has no such one.
    pub fn position(&self, id: &PositionId) -> Option<(&Unit, &PositionKind)> {
        let (unit, kind) = id.split()?;
        let unit = self.unit(&unit)?;
        let kind = self.positions.iter().find(|p| p.id == kind && p.on.contains(&unit.kind))?;
        Some((unit, kind))
    }

    /// The area itself and those that contain it, upward to the top.
    pub fn chain<'a>(&'a self, id: &AreaId) -> impl Iterator<Item = &'a Area> {
        std::iter::successors(self.areas.get(id), |area| self.areas.get(area.parent.as_ref()?))
    }

    /// Whether `upper` is `lower` or contains it.
    pub fn contains(&self, upper: &AreaId, lower: &AreaId) -> bool {
        self.chain(lower).any(|area| &area.id == upper)
    }

    /// Whether one unit stands above another: its area contains the other's, or in the same area a
    /// coordinating body stands above its desk, and both above departments.
    pub fn outranks(&self, upper: &UnitId, lower: &UnitId) -> bool {
        let (Some(upper), Some(lower)) = (self.unit(upper), self.unit(lower)) else {
            return false;
        };
        if upper.area == lower.area {
            return upper.kind < lower.kind;
        }
        upper.kind != UnitKind::Department && self.contains(&upper.area, &lower.area)
    }

    /// The smallest area that contains all of these; `None` for none or for unknown ones.
    pub fn lowest_common<'a>(&self, areas: impl IntoIterator<Item = &'a AreaId>) -> Option<&Area> {
        let mut areas = areas.into_iter();
        let mut common = self.area(areas.next()?)?;
        for area in areas {
            self.area(area)?;
            common = self.chain(&common.id).find(|upper| self.contains(&upper.id, area))?;
        }
        Some(common)
    }

    /// The desk of an area.
    pub fn desk(&self, area: &AreaId) -> Option<&Unit> {
        self.unit_of_kind(area, UnitKind::Desk)
    }

    /// The coordinating body of an area.
    pub fn coordinating_body(&self, area: &AreaId) -> Option<&Unit> {
        self.unit_of_kind(area, UnitKind::CoordinatingBody)
    }

    /// The unit of a department in an area.
    pub fn unit_in(&self, area: &AreaId, department: &DepartmentId) -> Option<&Unit> {
        self.unit(&UnitId::of(area, department))
    }

    fn unit_of_kind(&self, area: &AreaId, kind: UnitKind) -> Option<&Unit> {
        self.units_of(area).find(|unit| unit.kind == kind)
    }

    /// The units of an area.
    pub fn units_of(&self, area: &AreaId) -> impl Iterator<Item = &Unit> {
        let first = UnitId::from(format!("{area}.").as_str());
        let area = area.clone();
        self.units.range(first..).map(|(_, unit)| unit).take_while(move |unit| unit.area == area)
    }

    /// Who decides when a desk does not: the desks of the areas above it, then the coordinating
    /// body at the top. Strictly upward, never empty (CASE-4).
    pub fn ladder(&self, desk: &Unit) -> Vec<UnitId> {
        let mut rungs: Vec<UnitId> = self
            .chain(&desk.area)
            .skip(1)
            .filter_map(|area| Some(self.desk(&area.id)?.id.clone()))
            .collect();
        let top = self.chain(&desk.area).last();
        rungs.extend(top.and_then(|top| Some(self.coordinating_body(&top.id)?.id.clone())));
        rungs
    }

    /// A remit by its id.
    pub fn remit(&self, id: &RemitId) -> Option<&Remit> {
        self.directory.remits.get(id)
    }

    /// All remits in order of their ids.
    pub fn remits(&self) -> impl Iterator<Item = &Remit> {
        self.directory.remits.values()
    }

    /// A remit's name, or its id where unknown.
    pub fn remit_name<'a>(&'a self, id: &'a RemitId, lang: crate::Lang) -> &'a str {
        self.remit(id).map_or(id.as_str(), |remit| remit.name.get(lang))
    }

    /// The row of the responsibility directory that answers for a remit in an area: the most
    /// specific one, by remit first and then by area. `None` is a gap.
    pub fn directory_row(&self, area: &Area, remit: &RemitId) -> Option<&DirectoryRow> {
        self.directory.row(area, &self.levels[area.rank].id, remit)
    }

    /// The unit that a directory row names as lead in an area.
    pub fn lead_of(&self, area: &Area, remit: &RemitId) -> Option<(&Unit, &DirectoryRow)> {
        let row = self.directory_row(area, remit)?;
        Some((self.unit_in(&area.id, &row.lead)?, row))
    }

    /// Whether an area's code is valid on the day of an instant.
    pub fn is_valid(
        &self,
        area: &Area,
        calendar: &crate::calendar::Calendar,
        at: Timestamp,
    ) -> bool {
        let day = calendar.local(at).date();
        area.valid_from.is_none_or(|from| from <= day)
            && area.valid_until.is_none_or(|until| day <= until)
    }
}

//! The responsibility directory (责任清单): area × remit → exactly one lead and its assisting units.

use super::{Area, Region, UnitKind};
use crate::problem::Problem;
use crate::{AreaId, DepartmentId, LevelId, RemitId, Text};
use std::collections::BTreeMap;

/// A subject matter that units answer for.
#[derive(Clone, Debug)]
pub struct Remit {
    /// Its id; dots separate a field from its remits.
    pub id: RemitId,
    /// Its name.
    pub name: Text,
    /// The field that it is part of.
    pub parent: Option<RemitId>,
    /// Words by which people speak of it.
    pub keywords: Vec<String>,
    /// Where the remit was taken from.
    pub source: String,
    /// Last day on which new matters fall under it, if it ended.
    pub valid_until: Option<jiff::civil::Date>,
}

/// One line of the directory.
#[derive(Clone, Debug)]
pub struct DirectoryRow {
    /// The remit, or a field with all its remits.
    pub remit: RemitId,
    /// The level for which it holds.
    pub level: LevelId,
    /// The area for which it holds; all areas of the level where absent.
    pub area: Option<AreaId>,
    /// The department that leads.
    pub lead: DepartmentId,
    /// The departments that assist.
    pub assisting: Vec<DepartmentId>,
    /// On what ground.
    pub basis: String,
    /// Line in the file, for the reader.
    pub line: u64,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Directory {
    pub(super) remits: BTreeMap<RemitId, Remit>,
    pub(super) rows: BTreeMap<(RemitId, LevelId, Option<AreaId>), DirectoryRow>,
}

impl Directory {
    pub(super) fn row(
        &self,
        area: &Area,
        level: &LevelId,
        remit: &RemitId,
    ) -> Option<&DirectoryRow> {
        let lineage = std::iter::successors(Some(remit), |remit| {
            self.remits.get(*remit).and_then(|remit| remit.parent.as_ref())
        });
        lineage.into_iter().find_map(|remit| {
            let key = |area| (remit.clone(), level.clone(), area);
            self.rows.get(&key(Some(area.id.clone()))).or_else(|| self.rows.get(&key(None)))
        })
    }
}

/// The usual span of control, after incident-command practice.
const SPAN: std::ops::RangeInclusive<usize> = 3..=7;

pub(super) fn check(region: &Region) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (rank, level) in region.levels.iter().enumerate() {
        let Some(example) = region.areas().find(|area| area.rank == rank) else {
            continue;
        };
        let needed = [
            (UnitKind::CoordinatingBody, "协调机构", "coordinating bodies"),
            (UnitKind::Desk, "办公室", "desks"),
        ];
        for (kind, zh, en) in needed {
            let count = region.units_of(&example.id).filter(|unit| unit.kind == kind).count();
            if count != 1 {
                problems.push(Problem::error(
                    "departments.csv",
                    Text::new(
                        format!("层级{}有{count}个{zh}，应恰有一个", level.id),
                        format!("level {} has {count} {en}, not one", level.id),
                    ),
                    Text::new("补足或删去多余行", "give the level exactly one"),
                ));
            }
        }
    }
    for area in region.areas() {
        let level = &region.levels[area.rank].id;
        for remit in region.remits() {
            let lead = region.lead_of(area, &remit.id);
            if lead.is_none() {
                problems.push(Problem::error(
                    "directory.csv",
                    Text::new(
                        format!(
                            "职责空白：{}（{}）的“{}”无牵头单位",
                            area.name.zh, level, remit.id
                        ),
                        format!("gap: nobody leads `{}` in {} ({level})", remit.id, area.name.en),
                    ),
                    Text::new("为该事项或其上级事项补一行", "add a row for the remit or its field"),
                ));
            }
        }
    }
    problems.extend(spans(region));
    problems
}

fn spans(region: &Region) -> Vec<Problem> {
    let mut wide: Vec<(usize, &Area)> = region
        .areas()
        .map(|area| (region.areas().filter(|a| a.parent.as_ref() == Some(&area.id)).count(), area))
        .filter(|(children, _)| *children > *SPAN.end())
        .collect();
    wide.sort_by_key(|(children, area)| (std::cmp::Reverse(*children), area.id.clone()));
    let Some((most, area)) = wide.first() else {
        return Vec::new();
    };
    vec![Problem::warning(
        "areas.csv",
        Text::new(
            format!(
                "{}个区域的下级超过{}个，最多为{}（{most}个）",
                wide.len(),
                SPAN.end(),
                area.name.zh
            ),
            format!(
                "{} areas have more than {} areas below them, most {} ({most})",
                wide.len(),
                SPAN.end(),
                area.name.en
            ),
        ),
        Text::new(
            "管理幅度通常为3至7；可在机制中设分片联络",
            "a span of 3 to 7 is usual; consider groups with a liaison each",
        ),
    )]
}

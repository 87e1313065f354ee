//! Reading a region's files. All problems are collected; the first does not hide the rest.

use super::directory::{Directory, DirectoryRow, Remit};
use super::{Area, DataSource, Level, PositionKind, Region, Unit, UnitKind};
use crate::problem::{Problem, Problems, toml_problem};
use crate::{AreaId, DepartmentId, LevelId, RemitId, Text, UnitId};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// The texts of a region's files.
#[derive(Clone, Copy, Debug)]
pub struct RegionFiles<'a> {
    /// `region.toml`
    pub region: &'a str,
    /// `areas.csv`
    pub areas: &'a str,
    /// `departments.csv`
    pub departments: &'a str,
    /// `remits.csv`
    pub remits: &'a str,
    /// `directory.csv`
    pub directory: &'a str,
}

#[derive(Deserialize)]
struct RawRegion {
    id: String,
    name: Text,
    illustrative: bool,
    #[serde(default)]
    note: Text,
    levels: Vec<LevelId>,
    level_names: BTreeMap<LevelId, Text>,
    calendar: String,
    mechanism: String,
    #[serde(default)]
    source: Vec<DataSource>,
    position: Vec<PositionKind>,
}

#[derive(Deserialize)]
struct RawArea {
    code: AreaId,
    name: String,
    short_name: String,
    name_en: String,
    level: LevelId,
    parent: String,
    valid_from: String,
    valid_until: String,
}

#[derive(Deserialize)]
struct RawDepartment {
    id: DepartmentId,
    name: String,
    name_en: String,
    kind: UnitKind,
    levels: String,
    line: String,
    vertical: String,
}

#[derive(Deserialize)]
struct RawRemit {
    code: RemitId,
    name: String,
    name_en: String,
    parent: String,
    keywords: String,
    source: String,
    #[serde(default)]
    valid_until: String,
}

#[derive(Deserialize)]
struct RawRow {
    remit: RemitId,
    level: LevelId,
    area: String,
    lead: DepartmentId,
    assisting: String,
    basis: String,
}

pub(super) fn parse(files: &RegionFiles<'_>) -> Result<(Region, Vec<Problem>), Problems> {
    let raw: RawRegion = toml::from_str(files.region)
        .map_err(|e| Problems(vec![toml_problem("region.toml", files.region, &e)]))?;
    let mut problems = Vec::new();
    let levels: Vec<Level> = raw
        .levels
        .iter()
        .map(|id| Level {
            id: id.clone(),
            name: raw.level_names.get(id).cloned().unwrap_or_else(|| both(id.as_str())),
        })
        .collect();
    let areas = areas(files.areas, &levels, &mut problems);
    let units = units(files.departments, &levels, &areas, &mut problems);
    let remits = remits(files.remits, &mut problems);
    let rows = rows(files.directory, &levels, &areas, &units, &remits, &mut problems);
    problems.dedup();
    let region = Region {
        id: raw.id,
        name: raw.name,
        illustrative: raw.illustrative,
        note: raw.note,
        calendar: raw.calendar,
        mechanism: raw.mechanism,
        levels,
        sources: raw.source,
        positions: raw.position,
        areas,
        units,
        directory: Directory { remits, rows },
    };
    Problems::unless_fatal(problems, region)
}

fn areas(text: &str, levels: &[Level], problems: &mut Vec<Problem>) -> BTreeMap<AreaId, Area> {
    let mut areas = BTreeMap::new();
    let mut places = Vec::new();
    for (line, raw) in table::<RawArea>("areas.csv", text, problems) {
        let place = format!("areas.csv:{line}");
        let Some(rank) = rank(levels, &raw.level) else {
            problems.push(unknown(&place, ("层级", "level"), raw.level.as_str()));
            continue;
        };
        let mut day = |text: &str| day(text, &place, problems);
        let area = Area {
            name: Text::new(raw.name, raw.name_en),
            short: raw.short_name,
            rank,
            parent: Some(raw.parent).filter(|p| !p.is_empty()).map(AreaId::new),
            valid_from: day(&raw.valid_from),
            valid_until: day(&raw.valid_until),
            id: raw.code,
        };
        places.push((place.clone(), area.id.clone()));
        if let Some(first) = areas.insert(area.id.clone(), area) {
            problems.push(twice(&place, ("区域", "area"), first.id.as_str()));
        }
    }
    for (place, id) in places {
        let area: &Area = &areas[&id];
        let above = area.parent.as_ref().map(|parent| (parent, areas.get(parent)));
        match above {
            None if area.rank > 0 => problems.push(unknown(&place, ("上级", "parent"), "")),
            Some((parent, None)) => {
                problems.push(unknown(&place, ("上级", "parent"), parent.as_str()));
            }
            Some((parent, Some(above))) if above.rank >= area.rank => {
                problems.push(unknown(
                    &place,
                    ("更高层级的上级", "parent of a higher level"),
                    parent.as_str(),
                ));
            }
            _ => {}
        }
    }
    areas
}

fn units(
    text: &str,
    levels: &[Level],
    areas: &BTreeMap<AreaId, Area>,
    problems: &mut Vec<Problem>,
) -> BTreeMap<UnitId, Unit> {
    let mut templates: BTreeMap<(DepartmentId, usize), RawDepartment> = BTreeMap::new();
    for (line, raw) in table::<RawDepartment>("departments.csv", text, problems) {
        let place = format!("departments.csv:{line}");
        for level in list(&raw.levels) {
            let Some(rank) = rank(levels, &LevelId::from(level)) else {
                problems.push(unknown(&place, ("层级", "level"), level));
                continue;
            };
            let copy = RawDepartment {
                id: raw.id.clone(),
                name: raw.name.clone(),
                name_en: raw.name_en.clone(),
                kind: raw.kind,
                levels: String::new(),
                line: raw.line.clone(),
                vertical: raw.vertical.clone(),
            };
            if templates.insert((raw.id.clone(), rank), copy).is_some() {
                problems.push(twice(
                    &place,
                    ("同一层级的部门", "department at a level"),
                    raw.id.as_str(),
                ));
            }
        }
    }
    let mut units = BTreeMap::new();
    for area in areas.values() {
        for ((department, _), raw) in templates.iter().filter(|((_, rank), _)| *rank == area.rank) {
            let unit = Unit {
                id: UnitId::of(&area.id, department),
                name: Text::new(
                    raw.name.replace("{area}", &area.name.zh),
                    raw.name_en.replace("{area}", &area.name.en),
                ),
                area: area.id.clone(),
                department: department.clone(),
                kind: raw.kind,
                functional_superior: superior(area, areas, &raw.line, &templates),
                vertical: raw.vertical == "yes",
            };
            units.insert(unit.id.clone(), unit);
        }
    }
    units
}

fn superior(
    area: &Area,
    areas: &BTreeMap<AreaId, Area>,
    line: &str,
    templates: &BTreeMap<(DepartmentId, usize), RawDepartment>,
) -> Option<UnitId> {
    let line = DepartmentId::from(Some(line).filter(|line| !line.is_empty())?);
    let above = areas.get(area.parent.as_ref()?)?;
    templates.contains_key(&(line.clone(), above.rank)).then(|| UnitId::of(&above.id, &line))
}

fn remits(text: &str, problems: &mut Vec<Problem>) -> BTreeMap<RemitId, Remit> {
    let mut remits = BTreeMap::new();
    let mut parents = Vec::new();
    for (line, raw) in table::<RawRemit>("remits.csv", text, problems) {
        let place = format!("remits.csv:{line}");
        let parent = Some(raw.parent).filter(|p| !p.is_empty()).map(RemitId::new);
        parents.extend(parent.clone().map(|parent| (place.clone(), parent)));
        let words = raw.keywords.split([';', '|']).map(str::trim).filter(|w| !w.is_empty());
        let valid_until = day(&raw.valid_until, &place, problems);
        let remit = Remit {
            id: raw.code.clone(),
            name: Text::new(raw.name, raw.name_en),
            parent,
            keywords: words.map(str::to_owned).collect(),
            source: raw.source,
            valid_until,
        };
        if remits.insert(raw.code.clone(), remit).is_some() {
            problems.push(twice(&place, ("职责事项", "remit"), raw.code.as_str()));
        }
    }
    for (place, parent) in parents {
        if !remits.contains_key(&parent) {
            problems.push(unknown(&place, ("上级", "parent"), parent.as_str()));
        }
        let above = |id: &RemitId| remits.get(id)?.parent.clone();
        if std::iter::successors(Some(parent.clone()), above).nth(remits.len()).is_some() {
            problems.push(unknown(
                &place,
                ("自身下级以外的上级", "parent outside its own descent"),
                parent.as_str(),
            ));
        }
    }
    remits
}

fn rows(
    text: &str,
    levels: &[Level],
    areas: &BTreeMap<AreaId, Area>,
    units: &BTreeMap<UnitId, Unit>,
    remits: &BTreeMap<RemitId, Remit>,
    problems: &mut Vec<Problem>,
) -> BTreeMap<(RemitId, LevelId, Option<AreaId>), DirectoryRow> {
    let mut rows: BTreeMap<_, DirectoryRow> = BTreeMap::new();
    for (line, raw) in table::<RawRow>("directory.csv", text, problems) {
        let place = format!("directory.csv:{line}");
        let area = Some(raw.area).filter(|a| !a.is_empty()).map(AreaId::new);
        if !remits.contains_key(&raw.remit) {
            problems.push(unknown(&place, ("职责事项", "remit"), raw.remit.as_str()));
        }
        let Some(rank) = rank(levels, &raw.level) else {
            problems.push(unknown(&place, ("层级", "level"), raw.level.as_str()));
            continue;
        };
        let example = match &area {
            Some(id) => areas.get(id).filter(|area| area.rank == rank),
            None => areas.values().find(|area| area.rank == rank),
        };
        let Some(example) = example else {
            let id = area.as_ref().map_or(raw.level.as_str(), AreaId::as_str);
            problems.push(unknown(&place, ("本层级的区域", "area at this level"), id));
            continue;
        };
        let assisting: Vec<DepartmentId> = list(&raw.assisting).map(DepartmentId::from).collect();
        for department in assisting.iter().chain([&raw.lead]) {
            if !units.contains_key(&UnitId::of(&example.id, department)) {
                problems.push(unknown(
                    &place,
                    ("本层级的部门", "department at this level"),
                    department.as_str(),
                ));
            }
        }
        if assisting.contains(&raw.lead) {
            problems.push(twice(
                &place,
                ("既牵头又协办的部门", "unit as lead and as assisting unit"),
                raw.lead.as_str(),
            ));
        }
        let row = DirectoryRow {
            remit: raw.remit,
            level: raw.level,
            area,
            lead: raw.lead,
            assisting,
            basis: raw.basis,
            line,
        };
        let key = (row.remit.clone(), row.level.clone(), row.area.clone());
        if let Some(first) = rows.get(&key) {
            problems.push(two_leads(&place, first, &row));
            continue;
        }
        rows.insert(key, row);
    }
    rows
}

fn table<T: DeserializeOwned>(
    file: &str,
    text: &str,
    problems: &mut Vec<Problem>,
) -> Vec<(u64, T)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().cloned().unwrap_or_default();
    let mut rows = Vec::new();
    for record in reader.records() {
        let row = record.and_then(|record| {
            let line = record.position().map_or(0, csv::Position::line);
            Ok((line, record.deserialize(Some(&headers))?))
        });
        match row {
            Ok(row) => rows.push(row),
            Err(error) => problems.push(Problem::error(
                error.position().map_or(file.to_owned(), |at| format!("{file}:{}", at.line())),
                Text::new(format!("行无法读取：{error}"), error.to_string()),
                Text::new("按表头补齐或更正该行", "complete or correct the row as in the header"),
            )),
        }
    }
    rows
}

fn day(text: &str, place: &str, problems: &mut Vec<Problem>) -> Option<jiff::civil::Date> {
    let text = Some(text).filter(|text| !text.is_empty())?;
    text.parse().map_err(|_| problems.push(unknown(place, ("日期", "day"), text))).ok()
}

fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|item| !item.is_empty())
}

fn rank(levels: &[Level], id: &LevelId) -> Option<usize> {
    levels.iter().position(|level| &level.id == id)
}

fn both(text: &str) -> Text {
    Text::new(text, text)
}

fn unknown(place: &str, (zh, en): (&str, &str), found: &str) -> Problem {
    Problem::error(
        place,
        Text::new(format!("未知的{zh}：“{found}”"), format!("unknown {en}: `{found}`")),
        Text::new("改为已登记的代码，或先登记它", "use a registered code, or register it first"),
    )
}

fn twice(place: &str, (zh, en): (&str, &str), found: &str) -> Problem {
    Problem::error(
        place,
        Text::new(format!("重复：{zh}“{found}”"), format!("twice: {en} `{found}`")),
        Text::new("只保留一行", "keep one row"),
    )
}

fn two_leads(place: &str, first: &DirectoryRow, second: &DirectoryRow) -> Problem {
    Problem::error(
        place,
        Text::new(
            format!(
                "同一事项有两个牵头单位：“{}”（{}）第{}行为{}，此行为{}",
                first.remit, first.level, first.line, first.lead, second.lead
            ),
            format!(
                "two leads for `{}` at {}: line {} says {}, this one says {}",
                first.remit, first.level, first.line, first.lead, second.lead
            ),
        ),
        Text::new("只留一个牵头单位，另一个列为协办", "keep one lead, list the other as assisting"),
    )
}

//! What the reader of a region finds, with its place and its remedy.

use expect_test::{Expect, expect};
use tandem_core::Lang;
use tandem_core::region::{Region, RegionFiles};
use tandem_testkit::World;

/// Changes one line of one file of a good region and shows what the reader says about it.
fn check(file: &str, old: &str, new: &str, expected: &Expect) {
    let good = World::small_files();
    let change = |name: &str, text: &str| {
        let changes = name == file;
        assert!(!changes || text.contains(old), "{name} holds `{old}`");
        if changes { text.replacen(old, new, 1) } else { text.to_owned() }
    };
    let region = change("region.toml", good.region);
    let areas = change("areas.csv", good.areas);
    let departments = change("departments.csv", good.departments);
    let remits = change("remits.csv", good.remits);
    let directory = change("directory.csv", good.directory);
    let files = RegionFiles {
        region: &region,
        areas: &areas,
        departments: &departments,
        remits: &remits,
        directory: &directory,
    };
    let problems = match Region::parse(&files) {
        Ok((region, mut warnings)) => {
            warnings.extend(region.check());
            warnings
        }
        Err(problems) => problems.0,
    };
    let lines: Vec<String> = problems
        .iter()
        .take(3)
        .flat_map(|problem| [problem.line(Lang::En), problem.line(Lang::Zh)])
        .collect();
    expected.assert_eq(&lines.join("\n"));
}

#[test]
fn a_good_region_has_no_problem() {
    check("areas.csv", "", "", &expect![[""]]);
}

#[test]
fn two_units_lead_one_remit() {
    check(
        "directory.csv",
        "housing,county,,housing,,three duties",
        "roads,county,,police,,three duties",
        &expect![[r#"
            error directory.csv:18: two leads for `roads` at county: line 17 says roads, this one says police; remedy: keep one lead, list the other as assisting
            错误 directory.csv:18: 同一事项有两个牵头单位：“roads”（county）第17行为roads，此行为police；处理：只留一个牵头单位，另一个列为协办"#]],
    );
}

#[test]
fn nobody_leads_a_remit() {
    check(
        "directory.csv",
        "health,city,,health,,three duties\n",
        "",
        &expect![[r#"
        error directory.csv: gap: nobody leads `health` in City A (city); remedy: add a row for the remit or its field
        错误 directory.csv: 职责空白：甲市（city）的“health”无牵头单位；处理：为该事项或其上级事项补一行
        error directory.csv: gap: nobody leads `health.food` in City A (city); remedy: add a row for the remit or its field
        错误 directory.csv: 职责空白：甲市（city）的“health.food”无牵头单位；处理：为该事项或其上级事项补一行
        error directory.csv: gap: nobody leads `health` in City B (city); remedy: add a row for the remit or its field
        错误 directory.csv: 职责空白：乙市（city）的“health”无牵头单位；处理：为该事项或其上级事项补一行"#]],
    );
}

#[test]
fn a_unit_leads_and_assists() {
    check(
        "directory.csv",
        "roads,city,,roads,police",
        "roads,city,,roads,roads",
        &expect![[r#"
            error directory.csv:11: twice: unit as lead and as assisting unit `roads`; remedy: keep one row
            错误 directory.csv:11: 重复：既牵头又协办的部门“roads”；处理：只保留一行"#]],
    );
}

#[test]
fn unknown_names_in_the_directory() {
    check(
        "directory.csv",
        "roads,city,,roads",
        "trams,city,,roads",
        &expect![[r#"
            error directory.csv:11: unknown remit: `trams`; remedy: use a registered code, or register it first
            错误 directory.csv:11: 未知的职责事项：“trams”；处理：改为已登记的代码，或先登记它"#]],
    );
    check(
        "directory.csv",
        "roads,city,,roads",
        "roads,village,,roads",
        &expect![[r#"
            error directory.csv:11: unknown level: `village`; remedy: use a registered code, or register it first
            错误 directory.csv:11: 未知的层级：“village”；处理：改为已登记的代码，或先登记它"#]],
    );
    check(
        "directory.csv",
        "roads,city,,roads",
        "roads,city,,railways",
        &expect![[r#"
            error directory.csv:11: unknown department at this level: `railways`; remedy: use a registered code, or register it first
            错误 directory.csv:11: 未知的本层级的部门：“railways”；处理：改为已登记的代码，或先登记它"#]],
    );
    check(
        "directory.csv",
        "water.supply,county,A2",
        "water.supply,county,A9",
        &expect![[r#"
            error directory.csv:20: unknown area at this level: `A9`; remedy: use a registered code, or register it first
            错误 directory.csv:20: 未知的本层级的区域：“A9”；处理：改为已登记的代码，或先登记它"#]],
    );
}

#[test]
fn a_row_for_an_area_of_another_level() {
    check(
        "directory.csv",
        "water.supply,county,A2",
        "water.supply,county,A",
        &expect![[r#"
            error directory.csv:20: unknown area at this level: `A`; remedy: use a registered code, or register it first
            错误 directory.csv:20: 未知的本层级的区域：“A”；处理：改为已登记的代码，或先登记它"#]],
    );
}

#[test]
fn areas_hang_in_the_air_or_upside_down() {
    check(
        "areas.csv",
        "county,A,,",
        "county,Z,,",
        &expect![[r#"
            error areas.csv:5: unknown parent: `Z`; remedy: use a registered code, or register it first
            错误 areas.csv:5: 未知的上级：“Z”；处理：改为已登记的代码，或先登记它"#]],
    );
    check(
        "areas.csv",
        "county,A,,",
        "county,,,",
        &expect![[r#"
            error areas.csv:5: unknown parent: ``; remedy: use a registered code, or register it first
            错误 areas.csv:5: 未知的上级：“”；处理：改为已登记的代码，或先登记它"#]],
    );
    check(
        "areas.csv",
        "city,R,,",
        "city,B2,,",
        &expect![[r#"
            error areas.csv:3: unknown parent of a higher level: `B2`; remedy: use a registered code, or register it first
            错误 areas.csv:3: 未知的更高层级的上级：“B2”；处理：改为已登记的代码，或先登记它"#]],
    );
    check(
        "areas.csv",
        "City A,city",
        "City A,village",
        &expect![[r#"
            error areas.csv:3: unknown level: `village`; remedy: use a registered code, or register it first
            错误 areas.csv:3: 未知的层级：“village”；处理：改为已登记的代码，或先登记它
            error areas.csv:5: unknown parent: `A`; remedy: use a registered code, or register it first
            错误 areas.csv:5: 未知的上级：“A”；处理：改为已登记的代码，或先登记它
            error areas.csv:6: unknown parent: `A`; remedy: use a registered code, or register it first
            错误 areas.csv:6: 未知的上级：“A”；处理：改为已登记的代码，或先登记它"#]],
    );
    check(
        "areas.csv",
        "B2,乙二县",
        "B1,乙二县",
        &expect![[r#"
            error areas.csv:8: twice: area `B1`; remedy: keep one row
            错误 areas.csv:8: 重复：区域“B1”；处理：只保留一行"#]],
    );
    check(
        "areas.csv",
        "County A1,county,A,,",
        "County A1,county,A,soon,",
        &expect![[r#"
            error areas.csv:5: unknown day: `soon`; remedy: use a registered code, or register it first
            错误 areas.csv:5: 未知的日期：“soon”；处理：改为已登记的代码，或先登记它"#]],
    );
}

#[test]
fn a_level_has_two_desks_or_none() {
    check(
        "departments.csv",
        "police,{area}公安局,{area} Police,department",
        "police,{area}公安局,{area} Police,desk",
        &expect![[r#"
            error departments.csv: level region has 2 desks, not one; remedy: give the level exactly one
            错误 departments.csv: 层级region有2个办公室，应恰有一个；处理：补足或删去多余行
            error departments.csv: level city has 2 desks, not one; remedy: give the level exactly one
            错误 departments.csv: 层级city有2个办公室，应恰有一个；处理：补足或删去多余行
            error departments.csv: level county has 2 desks, not one; remedy: give the level exactly one
            错误 departments.csv: 层级county有2个办公室，应恰有一个；处理：补足或删去多余行"#]],
    );
    check(
        "departments.csv",
        "Desk,desk,region;city;county",
        "Desk,desk,region;city",
        &expect![[r#"
            error departments.csv: level county has 0 desks, not one; remedy: give the level exactly one
            错误 departments.csv: 层级county有0个办公室，应恰有一个；处理：补足或删去多余行"#]],
    );
}

#[test]
fn a_department_twice_at_a_level() {
    check(
        "departments.csv",
        "police,{area}公安局",
        "roads,{area}公安局",
        &expect![[r#"
            error departments.csv:8: twice: department at a level `roads`; remedy: keep one row
            错误 departments.csv:8: 重复：同一层级的部门“roads”；处理：只保留一行
            error directory.csv:5: unknown department at this level: `police`; remedy: use a registered code, or register it first
            错误 directory.csv:5: 未知的本层级的部门：“police”；处理：改为已登记的代码，或先登记它
            error directory.csv:11: unknown department at this level: `police`; remedy: use a registered code, or register it first
            错误 directory.csv:11: 未知的本层级的部门：“police”；处理：改为已登记的代码，或先登记它"#]],
    );
}

#[test]
fn remits_that_contain_each_other() {
    check(
        "remits.csv",
        "water,水,Water,,",
        "water,水,Water,water.supply,",
        &expect![[r#"
            error remits.csv:2: unknown parent outside its own descent: `water.supply`; remedy: use a registered code, or register it first
            错误 remits.csv:2: 未知的自身下级以外的上级：“water.supply”；处理：改为已登记的代码，或先登记它
            error remits.csv:3: unknown parent outside its own descent: `water`; remedy: use a registered code, or register it first
            错误 remits.csv:3: 未知的自身下级以外的上级：“water”；处理：改为已登记的代码，或先登记它
            error remits.csv:4: unknown parent outside its own descent: `water`; remedy: use a registered code, or register it first
            错误 remits.csv:4: 未知的自身下级以外的上级：“water”；处理：改为已登记的代码，或先登记它"#]],
    );
    check(
        "remits.csv",
        "water,水,Water,,",
        "water,水,Water,lava,",
        &expect![[r#"
            error remits.csv:2: unknown parent: `lava`; remedy: use a registered code, or register it first
            错误 remits.csv:2: 未知的上级：“lava”；处理：改为已登记的代码，或先登记它"#]],
    );
}

#[test]
fn a_row_that_is_too_short() {
    check(
        "remits.csv",
        "roads,道路,Roads,,道路|road,small",
        "roads,道路",
        &expect![[r#"
            error remits.csv:7: CSV error: record 6 (line: 7, byte: 284): found record with 2 fields, but the previous record has 6 fields; remedy: complete or correct the row as in the header
            错误 remits.csv:7: 行无法读取：CSV error: record 6 (line: 7, byte: 284): found record with 2 fields, but the previous record has 6 fields；处理：按表头补齐或更正该行
            error directory.csv:5: unknown remit: `roads`; remedy: use a registered code, or register it first
            错误 directory.csv:5: 未知的职责事项：“roads”；处理：改为已登记的代码，或先登记它
            error directory.csv:11: unknown remit: `roads`; remedy: use a registered code, or register it first
            错误 directory.csv:11: 未知的职责事项：“roads”；处理：改为已登记的代码，或先登记它"#]],
    );
}

#[test]
fn a_region_file_that_does_not_parse() {
    check(
        "region.toml",
        "levels = [",
        "levels = ",
        &expect![[r#"
        error region.toml:4: unexpected key or value, expected newline, `#`; remedy: correct this line as the message says
        错误 region.toml:4: TOML 无法解析：unexpected key or value, expected newline, `#`；处理：按提示修改该行"#]],
    );
}

#[test]
fn the_directory_prefers_the_nearer_row() {
    let world = World::small();
    let lead = |area: &str, remit: &str| {
        let area = world.region.area(&area.into()).expect("it is there");
        let (unit, row) = world.region.lead_of(area, &remit.into()).expect("no gap");
        format!("{area} {remit} → {} (line {})", unit.id, row.line, area = area.id)
    };
    let found = [
        lead("A1", "water.supply"),
        lead("A2", "water.supply"),
        lead("A2", "water.flood"),
        lead("A", "water.supply"),
        lead("B1", "health.food"),
    ];
    expect![[r#"
        A1 water.supply → A1.water (line 14)
        A2 water.supply → A2.housing (line 20)
        A2 water.flood → A2.water (line 15)
        A water.supply → A.water (line 8)
        B1 health.food → B1.health (line 16)"#]]
    .assert_eq(&found.join("\n"));
}

#[test]
fn the_ladder_climbs_to_the_top() {
    let world = World::small();
    let mut lines = String::new();
    for area in ["R", "A", "A1"] {
        let desk = world.region.desk(&area.into()).expect("every area has a desk");
        lines += &format!("{} → {:?}\n", desk.id, world.region.ladder(desk));
    }
    expect![[r#"
        R.desk → [UnitId("R.cb")]
        A.desk → [UnitId("R.desk"), UnitId("R.cb")]
        A1.desk → [UnitId("A.desk"), UnitId("R.desk"), UnitId("R.cb")]
    "#]]
    .assert_eq(&lines);
}

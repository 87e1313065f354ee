use super::*;

/// A made-up region, so that no test depends on a real one.
fn gazetteer() -> Gazetteer {
    let area = |code: &str, name: &str, short: &str, level, parent: &str| Area {
        code: code.into(),
        name: name.into(),
        short_name: short.into(),
        level,
        parent: parent.into(),
    };
    use AreaLevel::{City, County, Region, Town};
    let areas = [
        area("90", "东川省", "东川", Region, ""),
        area("9001", "临河市", "临河", City, "90"),
        area("9002", "石门市", "石门", City, "90"),
        area("900101", "青山区", "青山", County, "9001"),
        area("900102", "白马苗族自治县", "白马", County, "9001"),
        area("900103", "城区", "", County, "9001"),
        area("900201", "城关区", "城关", County, "9002"),
        area("900202", "容县", "容县", County, "9002"),
        area("900104", "城关区", "城关", County, "9001"),
        area("900105", "平湖县", "平湖", County, "9001"),
        area("900105001", "双桥镇", "", Town, "900105"),
    ];
    let words = ["白马王子", "石门", "内容", "青山", "青山绿水"].map(SmolStr::new).to_vec();
    let outside = ["西川", "南川", "东川"].map(SmolStr::new).to_vec();
    Gazetteer::with_traps(areas, &Traps { words, outside }).unwrap()
}

fn check(text: &str, want: &[(&str, usize, usize)]) {
    let found = gazetteer().find(text);
    let got: Vec<_> = found.places.iter().map(|p| (p.code.as_str(), p.start, p.end)).collect();
    assert_eq!(got, want, "{text}");
    assert_eq!(found.abstained.is_some(), want.is_empty(), "{text}");
}

#[test]
fn the_most_specific_place_wins() {
    check("临河市青山区发生火灾", &[("900101", 3, 6)]);
    check("东川省", &[("90", 0, 3)]);
    check("东川临河", &[("9001", 2, 4)]);
    check("东川临河白马", &[("900102", 4, 6)]);
    check("白马县、白马苗族自治县", &[("900102", 0, 3)]);
    check("临河市平湖县和石门市", &[("900105", 3, 6), ("9002", 7, 10)]);
    check("临河双桥镇", &[("900105", 2, 5)]);
    check("ＡＢ临河", &[("9001", 2, 4)]);
}

#[test]
fn short_names_need_support() {
    check("平湖停水", &[]);
    check("临河市的平湖停水", &[("900105", 4, 6)]);
    check("东川暴雨，平湖停水", &[("900105", 5, 7)]);
    check("东川的小白马停水", &[("90", 0, 2)]);
    check("东川石门停水", &[("9002", 2, 4)]);
    check("石门停水", &[]);
    check("双桥镇", &[]);
    check("临河青山停水", &[("900101", 2, 4)]);
    check("青山停水", &[]);
    check("青山区", &[("900101", 0, 3)]);
    check("临河青山绿水", &[("9001", 0, 2)]);
}

#[test]
fn longer_words_streets_and_other_provinces_are_no_places() {
    check("临河的白马王子", &[("9001", 0, 2)]);
    check("西川临河", &[]);
    check("西川省临河", &[]);
    check("临河路12号", &[]);
    check("临河东路的店", &[]);
    check("临河路面塌陷", &[("9001", 0, 2)]);
    check("视频内容县里说", &[]);
    check("冯临河认为，不好", &[]);
    check("记者在临河", &[("9001", 3, 5)]);
    check("没有地名", &[]);
}

#[test]
fn shared_names_need_their_parent() {
    let found = gazetteer().find("城关区停电");
    assert_eq!(found.abstained, Some(Abstained::Shared("城关区".into())));
    check("石门市城关区停电", &[("900201", 3, 6)]);
}

#[test]
fn broken_areas_are_refused() {
    let area = |code: &str, parent: &str| Area {
        code: code.into(),
        name: "甲".into(),
        short_name: "".into(),
        level: AreaLevel::City,
        parent: parent.into(),
    };
    assert!(Gazetteer::from_areas([area("1", ""), area("1", "")]).is_err());
    assert!(Gazetteer::from_areas([area("1", "2")]).is_err());
}

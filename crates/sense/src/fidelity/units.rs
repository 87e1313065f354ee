//! Units of numbers: what is one amount, and by which factor.

/// Units that are one amount, with their factor to the first of their row. An empty row head is
/// not allowed; the row's place is the unit's number.
pub(super) const UNITS: &[&[(&str, f64)]] = &[
    &[("", 1.0)],
    &[
        ("%", 1.0),
        ("％", 1.0),
        ("percent", 1.0),
        ("per cent", 1.0),
        ("个百分点", 1.0),
        ("成", 10.0),
    ],
    &[
        ("元", 1.0),
        ("块钱", 1.0),
        ("块", 1.0),
        ("圆", 1.0),
        ("rmb", 1.0),
        ("yuan", 1.0),
        ("角", 0.1),
        ("毛钱", 0.1),
        ("毛", 0.1),
    ],
    &[
        ("人", 1.0),
        ("名", 1.0),
        ("位", 1.0),
        ("个人", 1.0),
        ("人次", 1.0),
        ("people", 1.0),
        ("persons", 1.0),
        ("person", 1.0),
        ("residents", 1.0),
    ],
    &[
        ("户", 1.0),
        ("家", 1.0),
        ("households", 1.0),
        ("families", 1.0),
        ("homes", 1.0),
        ("houses", 1.0),
    ],
    &[
        ("平方米", 1.0),
        ("平米", 1.0),
        ("㎡", 1.0),
        ("m2", 1.0),
        ("m²", 1.0),
        ("平方", 1.0),
        ("平方公里", 1e6),
        ("亩", 666.666_666_7),
        ("公顷", 1e4),
        ("hectares", 1e4),
        ("acres", 4046.856),
    ],
    &[
        ("米", 1.0),
        ("公尺", 1.0),
        ("公里", 1e3),
        ("千米", 1e3),
        ("km", 1e3),
        ("kilometres", 1e3),
        ("kilometers", 1e3),
        ("里路", 500.0),
        ("厘米", 0.01),
        ("公分", 0.01),
        ("cm", 0.01),
        ("毫米", 0.001),
        ("mm", 0.001),
        ("m", 1.0),
        ("metres", 1.0),
        ("meters", 1.0),
        ("metre", 1.0),
        ("miles", 1609.344),
        ("mile", 1609.344),
        ("feet", 0.3048),
        ("ft", 0.3048),
    ],
    &[
        ("公斤", 1.0),
        ("千克", 1.0),
        ("kg", 1.0),
        ("斤", 0.5),
        ("吨", 1e3),
        ("tonnes", 1e3),
        ("tons", 1e3),
        ("克", 1e-3),
    ],
    &[
        ("小时", 1.0),
        ("个小时", 1.0),
        ("个钟头", 1.0),
        ("钟头", 1.0),
        ("hours", 1.0),
        ("hour", 1.0),
        ("hrs", 1.0),
        ("分钟", 1.0 / 60.0),
        ("minutes", 1.0 / 60.0),
        ("minute", 1.0 / 60.0),
        ("mins", 1.0 / 60.0),
        ("秒", 1.0 / 3600.0),
        ("seconds", 1.0 / 3600.0),
    ],
    &[
        ("天", 1.0),
        ("日", 1.0),
        ("days", 1.0),
        ("day", 1.0),
        ("周", 7.0),
        ("个星期", 7.0),
        ("星期", 7.0),
        ("weeks", 7.0),
        ("week", 7.0),
    ],
    &[("个工作日", 1.0), ("工作日", 1.0), ("working days", 1.0)],
    &[
        ("个月", 1.0),
        ("月", 1.0),
        ("months", 1.0),
        ("month", 1.0),
        ("年", 12.0),
        ("周年", 12.0),
        ("个年头", 12.0),
        ("years", 12.0),
        ("year", 12.0),
        ("季度", 3.0),
        ("个季度", 3.0),
    ],
    &[("岁", 1.0), ("周岁", 1.0), ("year-old", 1.0), ("years old", 1.0)],
    &[
        ("辆", 1.0),
        ("台", 1.0),
        ("部", 1.0),
        ("架", 1.0),
        ("艘", 1.0),
        ("vehicles", 1.0),
        ("cars", 1.0),
    ],
    &[("次", 1.0), ("回", 1.0), ("遍", 1.0), ("趟", 1.0), ("times", 1.0)],
    &[
        ("起", 1.0),
        ("件", 1.0),
        ("宗", 1.0),
        ("例", 1.0),
        ("桩", 1.0),
        ("cases", 1.0),
        ("incidents", 1.0),
    ],
    &[("栋", 1.0), ("幢", 1.0), ("座", 1.0), ("号楼", 1.0), ("号栋", 1.0), ("buildings", 1.0)],
    &[("层", 1.0), ("楼", 1.0), ("floors", 1.0), ("th floor", 1.0)],
    &[("号", 1.0), ("#", 1.0)],
    &[("路", 1.0)],
    &[("期", 1.0)],
    &[("条", 1.0)],
    &[("所", 1.0)],
    &[
        ("个", 1.0),
        ("只", 1.0),
        ("份", 1.0),
        ("处", 1.0),
        ("项", 1.0),
        ("种", 1.0),
        ("套", 1.0),
        ("张", 1.0),
        ("间", 1.0),
        ("点", 1.0),
    ],
    &[("度", 1.0), ("℃", 1.0), ("degrees", 1.0)],
    &[("分贝", 1.0), ("db", 1.0)],
    &[("dollars", 1.0), ("dollar", 1.0), ("美元", 1.0), ("usd", 1.0)],
    &[("级", 1.0), ("magnitude", 1.0)],
    &[("倍", 1.0)],
    &[("棵", 1.0), ("株", 1.0)],
    &[("立方米", 1.0), ("立方", 1.0), ("m3", 1.0), ("方", 1.0)],
    &[("mph", 1.0)],
];

/// `个` and its like say nothing of what is counted.
pub(super) const PIECES: u16 = 23;
pub(super) const DAYS: u16 = 9;
pub(super) const WORKING_DAYS: u16 = 10;
pub(super) const MONTHS: u16 = 11;
pub(super) const PERCENT: u16 = 1;
pub(super) const PEOPLE: u16 = 3;
pub(super) const HOUSEHOLDS: u16 = 4;
pub(super) const ROUTES: u16 = 19;
pub(super) const DOLLARS: u16 = 26;

/// Longest unit at `at`: its number, its factor and where it ends.
pub(super) fn unit(chars: &[char], at: usize) -> (u16, f64, usize) {
    let begin = at + usize::from(matches!(chars.get(at), Some(' ' | '-')));
    let mut best = (0, 1.0, at);
    let Some(&first) = chars.get(begin) else { return best };
    for (row, units) in UNITS.iter().enumerate() {
        for (name, factor) in units.iter().filter(|(name, _)| name.starts_with(first)) {
            let len = name.chars().count();
            let fits = begin + len > best.2
                && name.chars().zip(chars[begin..].iter()).filter(|(a, b)| a == *b).count() == len;
            let latin = name.is_ascii() && first.is_ascii_lowercase();
            let open = latin && chars.get(begin + len).is_some_and(char::is_ascii_alphanumeric);
            if fits && !open {
                best = (row as u16, *factor, begin + len);
            }
        }
    }
    best
}

//! Generated personal numbers in the forms that people write, and ordinary texts without any.

use crate::chance::Chance;
use tandem_sense::privacy::Kind;

/// A text with one personal number.
pub(crate) struct Personal {
    /// The whole text.
    pub text: String,
    /// The number as it stands in it.
    pub number: String,
    /// Which form it was written in.
    pub form: &'static str,
}

const BEFORE: &[&str] = &[
    "",
    "电话",
    "手机：",
    "联系人张先生，",
    "请打",
    "我的号是",
    "（",
    "tel:",
    "Call me at ",
    "加微信",
    "有事找我",
    "举报人",
    "车主",
    "账号",
    "联系方式:",
    "身份信息",
    "发到",
    "，",
    "\n",
    "是",
    "【",
    "→",
];
const AFTER: &[&str] = &[
    "",
    "。",
    "，谢谢",
    "）",
    " today",
    "的业主",
    "\n",
    "请核实",
    "！",
    "、李女士",
    "】",
    "；",
    "和我联系",
];

pub(crate) fn personal(kind: Kind, chance: &mut Chance) -> Personal {
    let (form, number) = match kind {
        Kind::Telephone => telephone(chance),
        Kind::Identity => identity(chance),
        Kind::BankCard => card(chance),
        Kind::Mail => mail(chance),
        Kind::Plate => plate(chance),
    };
    let before = pick(chance, BEFORE);
    let before = if before.is_ascii() && kind == Kind::Mail { "" } else { before };
    let after = pick(chance, AFTER);
    Personal { text: format!("{before}{number}{after}"), number, form }
}

fn pick<T: Copy>(chance: &mut Chance, from: &[T]) -> T {
    from[chance.below(from.len())]
}

fn digits(chance: &mut Chance, number: usize) -> String {
    (0..number).map(|_| char::from(b'0' + chance.below(10) as u8)).collect()
}

/// Full-width forms of ASCII characters.
fn wide(text: &str) -> String {
    let of = |c: char| match c {
        ' ' => '\u{3000}',
        '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c),
        _ => c,
    };
    text.chars().map(of).collect()
}

/// Han digits instead of plain ones.
fn han(digits: &str) -> String {
    let forms: Vec<char> = "零一二三四五六七八九".chars().collect();
    digits.bytes().map(|d| forms[usize::from(d - b'0')]).collect()
}

/// Digits in groups with a separator.
fn grouped(digits: &str, groups: &[usize], separator: &str) -> String {
    let mut at = 0;
    let mut parts = Vec::new();
    for group in groups {
        let end = (at + group).min(digits.len());
        parts.push(&digits[at..end]);
        at = end;
    }
    if at < digits.len() {
        parts.push(&digits[at..]);
    }
    parts.retain(|p| !p.is_empty());
    parts.join(separator)
}

const SEPARATORS: &[(&str, &str)] = &[
    ("blanks", " "),
    ("hyphens", "-"),
    ("dashes", "—"),
    ("en dashes", "–"),
    ("dots", "."),
    ("middle dots", "·"),
    ("wide blanks", "\u{3000}"),
    ("wide hyphens", "－"),
    ("two blanks", "  "),
    ("hyphens with blanks", " - "),
    ("low lines", "_"),
    ("list marks", "、"),
    ("strokes", "/"),
    ("no width", "\u{200b}"),
    ("wide dots", "．"),
];

fn telephone(chance: &mut Chance) -> (&'static str, String) {
    let mobile =
        format!("1{}{}", pick(chance, &['3', '4', '5', '6', '7', '8', '9']), digits(chance, 9));
    let area = pick(chance, &["0771", "0772", "0773", "0775", "010", "021", "020", "0851"]);
    let local = format!(
        "{}{}",
        pick(chance, &['2', '3', '5', '6', '8']),
        digits(chance, if area.len() == 3 { 7 } else { 6 })
    );
    let (name, separator) = pick(chance, SEPARATORS);
    match chance.below(13) {
        0 | 1 => ("mobile", mobile),
        2 => ("mobile, wide", wide(&mobile)),
        3 => (name, grouped(&mobile, &[3, 4, 4], separator)),
        4 if separator != "、" => (name, grouped(&mobile, &[4, 3, 4], separator)),
        5 => (
            "country code",
            format!(
                "{}{mobile}",
                pick(chance, &["+86", "+86 ", "+86-", "0086", "86-", "(+86)", "（+86）"])
            ),
        ),
        6 => ("mobile, 3-3-5", grouped(&mobile, &[3, 3, 5], pick(chance, &[" ", "-"]))),
        7 => ("digit by digit", grouped(&mobile, &[1; 11], pick(chance, &[" ", "-"]))),
        8 => ("landline", format!("{area}{}{local}", pick(chance, &["-", " ", "", "—", "－"]))),
        9 => (
            "landline in brackets",
            format!(
                "{}{area}{}{local}",
                pick(chance, &["(", "（"]),
                pick(chance, &[")", "）", ") ", ")-"])
            ),
        ),
        10 => (
            "landline with extension",
            format!("{area}-{local}{}{}", pick(chance, &["转", "-"]), 100 + chance.below(900)),
        ),
        11 => ("Han digits", han(&mobile)),
        _ => ("landline, wide", wide(&format!("{area}-{local}"))),
    }
}

fn identity(chance: &mut Chance) -> (&'static str, String) {
    let region =
        pick(chance, &["450103", "450981", "110105", "440305", "330106", "510107", "522121"]);
    let born = format!(
        "{}{:02}{:02}",
        1940 + chance.below(70),
        1 + chance.below(12),
        1 + chance.below(28)
    );
    let body = format!("{region}{born}{}", digits(chance, 3));
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.bytes().zip(weights).map(|(d, w)| u32::from(d - b'0') * w).sum();
    let check = char::from(b"10X98765432"[(sum % 11) as usize]);
    let number = format!("{body}{check}");
    let (name, separator) = pick(chance, SEPARATORS);
    match chance.below(7) {
        0 | 1 => ("plain", number),
        2 => ("small x", number.to_lowercase()),
        3 => ("wide", wide(&number)),
        4 => (name, grouped(&number, &[6, 8, 4], separator)),
        5 if separator != "、" => (name, grouped(&number, &[6, 4, 4, 4], separator)),
        6 if separator != "、" => (name, grouped(&number, &[3, 3, 4, 4, 4], separator)),
        _ => ("plain", number),
    }
}

fn card(chance: &mut Chance) -> (&'static str, String) {
    let long = chance.below(2) == 0;
    let head =
        pick(chance, &["622202", "621700", "623058", "436742", "525745", "621226", "955880"]);
    let body = format!("{head}{}", digits(chance, if long { 12 } else { 9 }));
    let double = |d: u32| if d > 4 { 2 * d - 9 } else { 2 * d };
    let worth = |(i, d): (usize, u8)| {
        let d = u32::from(d - b'0');
        if i % 2 == 0 { double(d) } else { d }
    };
    let sum: u32 = body.bytes().rev().enumerate().map(worth).sum();
    let number = format!("{body}{}", (10 - sum % 10) % 10);
    let (name, separator) = pick(chance, SEPARATORS);
    match chance.below(5) {
        0 | 1 => ("plain", number),
        2 => ("wide", wide(&number)),
        3 => (name, grouped(&number, &[4, 4, 4, 4, 3], separator)),
        _ => ("two groups", grouped(&number, &[6, 13], pick(chance, &[" ", "-"]))),
    }
}

fn mail(chance: &mut Chance) -> (&'static str, String) {
    let name = pick(
        chance,
        &["zhang.san", "li_si88", "wang-wu", "a1", "13800138000", "x+tag", "ZhaoLiu", "448812345"],
    );
    let host = pick(
        chance,
        &[
            "qq.com",
            "163.com",
            "mail.example.com",
            "gxu.edu.cn",
            "example-1.org",
            "nanning.gov.cn",
            "vip.sina.com",
        ],
    );
    match chance.below(5) {
        0 | 1 => ("plain", format!("{name}@{host}")),
        2 => ("wide", wide(&format!("{name}@{host}"))),
        3 => ("wide at", format!("{name}＠{host}")),
        _ => (
            "blanks",
            format!("{name}{}@{}{host}", pick(chance, &[" ", ""]), pick(chance, &[" ", ""])),
        ),
    }
}

fn plate(chance: &mut Chance) -> (&'static str, String) {
    let region = pick(chance, &['桂', '粤', '京', '湘', '贵', '云', '沪', '琼']);
    let letter = pick(chance, &['A', 'B', 'C', 'D', 'E', 'F', 'K', 'R']);
    let serial = |chance: &mut Chance| -> String {
        let mut tail = digits(chance, 5).into_bytes();
        if chance.below(2) == 0 {
            tail[chance.below(5)] = pick(chance, b"ABCDEFGHJKLMNPQRSTUVWXYZ");
        }
        String::from_utf8(tail).expect("ASCII")
    };
    let tail = match chance.below(6) {
        0 => format!("D{}", digits(chance, 5)),
        1 => format!("F{}", digits(chance, 5)),
        2 => format!("{}D", digits(chance, 5)),
        3 => format!("{}{}", digits(chance, 4), pick(chance, &['学', '警', '挂', '港', '澳'])),
        _ => serial(chance),
    };
    match chance.below(7) {
        0 | 1 => ("plain", format!("{region}{letter}{tail}")),
        2 => ("middle dot", format!("{region}{letter}{}{tail}", pick(chance, &["·", "•", "・"]))),
        3 => ("hyphen", format!("{region}{letter}{}{tail}", pick(chance, &["-", "－", "—"]))),
        4 => ("blank", format!("{region}{}{letter} {tail}", pick(chance, &["", " "]))),
        5 => ("wide", wide(&format!("{region}{letter}{tail}"))),
        _ => ("small letters", format!("{region}{letter}{tail}").to_lowercase()),
    }
}

/// A text that holds numbers, none of them personal.
pub(crate) fn ordinary(chance: &mut Chance) -> String {
    let n = |chance: &mut Chance, number: usize| digits(chance, number);
    let year = 2000 + chance.below(27);
    let (month, day) = (1 + chance.below(12), 1 + chance.below(28));
    match chance.below(30) {
        0 => format!("国办发〔{year}〕{}号", 1 + chance.below(120)),
        1 => format!("桂政办发[{year}]{}号文件", 1 + chance.below(120)),
        2 => format!("({year})桂01{}民初{}号", n(chance, 2), n(chance, 4)),
        3 => format!("（{year}）最高法行申{}号", n(chance, 5)),
        4 => format!("{year}年{month}月{day}日{}时{}分", chance.below(24), chance.below(60)),
        5 => format!(
            "{year}-{month:02}-{day:02} {:02}:{:02}:{:02}",
            chance.below(24),
            chance.below(60),
            chance.below(60)
        ),
        6 => format!("{year}{month:02}{day:02}批次"),
        7 => format!("投资1{}元，同比增长{}.{}%", n(chance, 10), chance.below(90), n(chance, 2)),
        8 => format!("金额为￥1{}", n(chance, 10)),
        9 => format!(
            "共计{},{},{}.{}元",
            1 + chance.below(999),
            n(chance, 3),
            n(chance, 3),
            n(chance, 2)
        ),
        10 => format!(
            "东经{}.{}，北纬{}.{}",
            104 + chance.below(8),
            n(chance, 8),
            21 + chance.below(5),
            n(chance, 8)
        ),
        11 => format!(
            "({}.{},{}.{})",
            104 + chance.below(8),
            n(chance, 6),
            21 + chance.below(5),
            n(chance, 6)
        ),
        12 => format!("阅读量1{}次，转发{}次", n(chance, 10), n(chance, 6)),
        13 => format!("拨打12345热线或12{}", pick(chance, &["315", "110", "328", "122"])),
        14 => format!(
            "统一社会信用代码91{}MA{}{}X{}",
            n(chance, 6),
            chance.below(9),
            n(chance, 3),
            n(chance, 4)
        ),
        15 => format!("工单编号{year}{month:02}{day:02}{}", n(chance, 8)),
        16 => format!("订单号{}{}", pick(chance, &["4", "5", "6"]), n(chance, 15)),
        17 => format!("ISBN 978-7-{}-{}-{}", n(chance, 3), n(chance, 5), n(chance, 1)),
        18 => format!("服务器192.168.{}.{}", chance.below(256), chance.below(256)),
        19 => format!(
            "{}栋{}单元{}室",
            1 + chance.below(30),
            1 + chance.below(6),
            101 + chance.below(3000)
        ),
        20 => {
            format!("G{}次列车{}点发车，票价{}.5元", n(chance, 4), chance.below(24), n(chance, 3))
        }
        21 => format!("邮编53{}，面积{}.{}平方公里", n(chance, 4), n(chance, 4), n(chance, 2)),
        22 => format!("{}-{}财年，{}—{}学年", year, year + 1, year, year + 1),
        23 => format!("证书编号{}{}", pick(chance, &["BDC", "GX", "No."]), n(chance, 12)),
        24 => format!("客服热线400-{}-{}", n(chance, 3), n(chance, 4)),
        25 => format!(
            "人口{}{}万人，其中{}.{}%为城镇人口",
            1 + chance.below(9),
            n(chance, 3),
            chance.below(99),
            n(chance, 2)
        ),
        26 => format!("第{}次会议，编号〔{year}〕第{}号", chance.below(99), n(chance, 6)),
        27 => format!("基金代码{}，净值{}.{}", n(chance, 6), chance.below(9), n(chance, 4)),
        28 => format!("运单号SF{}，重{}.{}kg", n(chance, 13), chance.below(90), n(chance, 1)),
        _ => format!(
            "时间戳1{}毫秒，版本v{}.{}.{}",
            n(chance, 12),
            chance.below(9),
            n(chance, 2),
            n(chance, 3)
        ),
    }
}

//! When a different word in front of the same kind of place or body is a different name, and when
//! it is a shorter form of the same name.
//!
//! No list of names is needed: what ends in `区`, `路`, `局` or `村` in both texts and differs before
//! it was renamed, unless one form holds the other's characters in their order (`南宁市青秀区人民政府`
//! and `青秀区政府`).

use super::read::{Form, Kind, Token};

/// Ends of names of places, bodies and people in office.
const SUFFIXES: &str =
    "省市县区镇乡村路街道巷弄寨屯社湖江河山岭桥站港园苑城庄局委办厅署院校馆所厂店队某";

/// Words that end like a name and are none.
const COMMON: &[&str] = &[
    "道",
    "马",
    "公",
    "铁",
    "线",
    "网",
    "电",
    "水",
    "小",
    "社",
    "校",
    "园",
    "厂",
    "景",
    "库",
    "山",
    "地",
    "城",
    "超",
    "股",
    "夜",
    "农",
    "乡",
    "新",
    "老",
    "全",
    "各",
    "本",
    "我",
    "该",
    "此",
    "这",
    "那",
    "某",
    "外",
    "内",
    "旧",
    "大",
    "主",
    "干",
    "支",
    "高",
    "高速",
    "高速公",
    "人行",
    "人行道",
    "住宅",
    "居民",
    "工作",
    "工业",
    "商业",
    "有关",
    "相关",
    "整",
    "两",
    "周边",
    "附近",
    "门",
    "停车",
    "施工",
    "建设",
    "市",
    "县",
    "区",
    "镇",
    "村",
    "省",
    "物业",
    "业主",
    "商",
    "同",
    "每",
    "其",
    "多",
    "几",
    "半",
    "上",
    "下",
    "前",
    "后",
    "东",
    "西",
    "南",
    "北",
    "中",
    "群众",
    "部分",
    "个别",
    "现",
    "当",
    "到",
    "住",
    "好",
    "不",
    "没",
    "所",
    "整个",
    "我们",
    "咱们",
    "单",
    "一",
    "机",
    "广",
    "现场",
    "市",
    "立",
    "医",
    "学",
    "法",
];

/// Ends of two characters.
const LONG: [&str; 22] = [
    "小区", "社区", "学校", "公司", "大厦", "广场", "街道", "医院", "花园", "中心", "市场", "大道",
    "工地", "大桥", "公园", "大队", "支队", "银行", "水库", "酒店", "商场", "隧道",
];

/// How a name that ends at `at` goes on: the length of its end, if it is one.
pub(crate) fn suffix_at(chars: &[char], at: usize) -> Option<usize> {
    let long = LONG.iter().any(|end| end.chars().eq(chars.iter().skip(at).take(2).copied()));
    if long {
        return Some(2);
    }
    chars.get(at).is_some_and(|&c| is_suffix(c)).then_some(1)
}

/// Whether a character ends names.
pub(crate) fn is_suffix(c: char) -> bool {
    SUFFIXES.contains(c)
}

/// Longest name body, in tokens.
const BODY_MAX: usize = 8;

/// Whether the tokens between two equal ends are two names, not two forms of one.
pub(crate) fn renamed(original: &[Token], relayed: &[Token], chars: [&[char]; 2]) -> bool {
    let [a, b] = [whole(original, chars[0]), whole(relayed, chars[1])];
    let fits = |body: &str, tokens: &[Token]| {
        // What has synonyms in the list is a common word.
        let common = |t: &Token| t.id != t.surface || !matches!(t.kind, Kind::Plain | Kind::Name);
        let plain = !tokens.iter().any(common);
        let han = tokens.iter().all(|t| t.form == Form::Han || !chars_latin(t, body));
        (1..=BODY_MAX).contains(&tokens.len()) && plain && han && !COMMON.contains(&body)
    };
    fits(&a, original) && fits(&b, relayed) && !within(&a, &b) && !within(&b, &a)
}

fn chars_latin(token: &Token, body: &str) -> bool {
    token.form == Form::Proper || body.chars().any(|c| c.is_ascii())
}

/// The text of tokens with a character before them that is only part of names, as in `中山路`.
fn whole(tokens: &[Token], chars: &[char]) -> String {
    let before = tokens.first().and_then(|t| chars.get((t.start as usize).checked_sub(1)?));
    let lead = before.filter(|c| matches!(c, '中' | '上' | '下' | '和'));
    lead.copied().into_iter().chain(body(tokens, chars).chars()).collect()
}

/// The text of tokens.
fn body(tokens: &[Token], chars: &[char]) -> String {
    tokens.iter().flat_map(|t| chars[t.start as usize..t.end as usize].iter()).collect()
}

/// Whether all characters of `short` stand in `long` in their order.
fn within(short: &str, long: &str) -> bool {
    let mut long = long.chars();
    short.chars().all(|c| long.any(|d| c == d))
}

//! Distortions and rewordings of Chinese messages and replies.

use super::zh_reword::{lightly, reword};
use super::{Done, Pair, half_of};
use crate::chance::Chance;
use crate::figure::{Absent, file};
use std::collections::HashMap;
use std::path::Path;

#[derive(serde::Deserialize)]
struct Row {
    id: u64,
    text: String,
    #[serde(default)]
    reply: Option<String>,
}

/// What the texts are changed with.
struct Stock {
    /// Words of HowNet that make more of something, and less.
    very: Vec<String>,
    slight: Vec<String>,
    /// Names before an ending, from the texts themselves.
    names: HashMap<&'static str, Vec<String>>,
    /// Sentences of other texts.
    sentences: Vec<String>,
}

const ENDINGS: [&str; 7] = ["路", "街道", "小区", "镇", "村", "学校", "公司"];
/// Not names, though they stand before an ending.
const NO_NAMES: [&str; 46] = [
    "我们", "这条", "那条", "这个", "那个", "整个", "每个", "一个", "该", "农村", "高速", "两条",
    "几条", "断头", "乡村", "社区", "所有", "附近", "城乡", "市区", "周边", "很多", "各个", "有限",
    "物业", "同一", "以及", "一条", "责任", "股份", "关于", "由于", "目前", "部分", "因为", "地铁",
    "高中", "路口", "十字", "国道", "公交", "停车", "安置", "转入", "乡镇", "公路",
];

/// Made pairs of one half of the texts.
pub(super) fn pairs(data: &Path, half: usize) -> Result<Vec<Pair>, Absent> {
    let path = file(data, "gov_messages_taidi_c2020/messages_with_replies_2816.jsonl")?;
    let degrees = file(data, "lexicons_zh/zh_common_HowNet.json")?;
    let text = std::fs::read_to_string(path).expect("the file reads");
    let rows: Vec<Row> =
        text.lines().map(|l| serde_json::from_str(l).expect("a message")).collect();
    let mut texts: Vec<(u64, Vec<String>)> = Vec::new();
    for row in &rows {
        for text in [Some(&row.text), row.reply.as_ref()].into_iter().flatten() {
            texts.push((row.id, sentences(text)));
        }
    }
    let stock = stock(&texts, &degrees);
    let mut chance = Chance::new(0x0f1d_e117);
    let mut out = Vec::new();
    for (_, sentences) in texts.iter().filter(|(id, _)| half_of(*id) == half) {
        if sentences.is_empty() {
            continue;
        }
        let take = 1 + chance.below(6);
        let from = chance.below(sentences.len());
        let to = (from + take).min(sentences.len());
        let passage = &sentences[from..to];
        if passage.iter().map(|s| s.chars().count()).sum::<usize>() < 12 {
            continue;
        }
        make(passage, &stock, &mut chance, &mut out);
        // Degrees are rare: every sentence that has one is taken.
        for original in sentences.iter().filter(|s| s.chars().count() < 120) {
            let changes = [
                (grade(original, &stock.very, &stock.slight, &mut chance), Done::Softened),
                (grade(original, &stock.slight, &stock.very, &mut chance), Done::Sharpened),
            ];
            for (relayed, done) in changes {
                let pair =
                    relayed.map(|relayed| Pair { original: original.clone(), relayed, done });
                out.extend(pair);
            }
        }
    }
    Ok(out)
}

fn sentences(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut one = String::new();
    for c in text.chars() {
        one.push(c);
        if matches!(c, '。' | '！' | '？' | '!' | '?' | '；') {
            if one.chars().count() > 4 {
                out.push(std::mem::take(&mut one));
            } else {
                one.clear();
            }
        }
    }
    if one.chars().count() > 6 {
        one.push('。');
        out.push(one);
    }
    out
}

fn stock(texts: &[(u64, Vec<String>)], degrees: &Path) -> Stock {
    let degrees = std::fs::read_to_string(degrees).expect("the file reads");
    let degrees: serde_json::Value = serde_json::from_str(&degrees).expect("a list of words");
    let list = |name: &str| -> Vec<String> {
        let words = degrees["Dictionary"][name].as_array().expect("a list");
        let words = words.iter().filter_map(|w| w.as_str());
        // Single characters are parts of other words; these three count things instead.
        let word = |w: &&str| {
            w.chars().count() > 1
                && !w.contains(['不', '没', '过', '好'])
                && !w.contains('.')
                && ![
                    "一些",
                    "一点",
                    "开外",
                    "不少",
                    "超额",
                    "相对",
                    "相当",
                    "丝毫",
                    "半点",
                    "实在",
                    "多么",
                    "何等",
                    "不怎么",
                    "多多",
                ]
                .contains(w)
        };
        words.filter(word).map(str::to_owned).collect()
    };
    let mut counts: HashMap<(usize, String), usize> = HashMap::new();
    for sentence in texts.iter().flat_map(|(_, s)| s) {
        for (ending, at) in endings(sentence) {
            if let Some(name) = before(sentence, at) {
                *counts.entry((ending, name)).or_default() += 1;
            }
        }
    }
    let mut names: HashMap<&'static str, Vec<String>> = HashMap::new();
    for ((ending, name), count) in counts {
        if count >= 3 {
            names.entry(ENDINGS[ending]).or_default().push(name);
        }
    }
    names.values_mut().for_each(|list| list.sort());
    // Only degrees that people use: at least five times in these texts.
    let common = |words: Vec<String>| -> Vec<String> {
        let count = |w: &String| {
            texts.iter().flat_map(|(_, s)| s).filter(|s| s.contains(w.as_str())).take(5).count()
        };
        words.into_iter().filter(|w| count(w) == 5).collect()
    };
    let mut slight = common(list("ish"));
    let very = common(list("very"));
    slight.push("比较".into());
    let sentences = texts.iter().flat_map(|(_, s)| s.iter().cloned());
    let sentences =
        sentences.filter(|s| (12..60).contains(&s.chars().count()) && !is_courtesy(s)).collect();
    Stock { very, slight, names, sentences }
}

pub(super) fn is_courtesy(sentence: &str) -> bool {
    ["感谢", "谢谢", "您好", "你好", "收悉", "回复如下", "答复如下", "特此"]
        .iter()
        .any(|w| sentence.contains(w))
}

/// Endings of names and the byte where each begins.
fn endings(sentence: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    for (n, ending) in ENDINGS.iter().enumerate() {
        out.extend(sentence.match_indices(ending).map(|(at, _)| (n, at)));
    }
    out
}

/// The two characters of Han before a byte, if they may be a name.
fn before(sentence: &str, at: usize) -> Option<String> {
    let chars: Vec<char> = sentence[..at].chars().rev().take(2).collect();
    let name: String = chars.iter().rev().collect();
    let han = chars.len() == 2 && chars.iter().all(|c| ('\u{4e00}'..='\u{9fff}').contains(c));
    let front = sentence[..at].chars().rev().nth(2);
    let begins = front.is_none_or(|c| "区市县镇道在往到至于位由从、与和及，。“".contains(c));
    let common = NO_NAMES.contains(&name.as_str())
        || "的在是了有和与条个某各本该到从这那我他们每内外新老旧小大"
            .chars()
            .any(|c| name.contains(c));
    (han && begins && !common).then_some(name)
}

fn make(passage: &[String], stock: &Stock, chance: &mut Chance, out: &mut Vec<Pair>) {
    let original: String = passage.concat();
    let mut push = |original: &str, relayed: Option<String>, done: Done| {
        if let Some(relayed) = relayed
            && relayed != original
        {
            out.push(Pair { original: original.to_owned(), relayed, done });
        }
    };
    push(&original, Some(reword(passage, chance)), Done::Reworded);
    let content: Vec<usize> = (0..passage.len())
        .filter(|&i| passage[i].chars().count() > 8 && !is_courtesy(&passage[i]))
        .collect();
    if content.len() > 1 {
        let gone = *chance.pick(&content);
        let kept: Vec<String> = passage
            .iter()
            .enumerate()
            .filter(|(i, _)| *i != gone)
            .map(|(_, s)| s.clone())
            .collect();
        push(&original, Some(lightly(&kept, chance)), Done::Dropped);
    }
    let foreign = chance.pick(&stock.sentences).clone();
    if !original.contains(&foreign) {
        let mut more = passage.to_vec();
        more.insert(chance.below(passage.len() + 1), foreign);
        push(&original, Some(lightly(&more, chance)), Done::Added);
    }
    const CONCLUSIONS: [&str; 6] = [
        "经现场核实，该情况已全部妥善解决，当事人表示满意。",
        "目前现场秩序良好，群众情绪稳定。",
        "经查，上述说法系谣言，并无此事。",
        "责任人已被依法拘留并作出深刻检讨。",
        "专家一致认定环境指标全部合格。",
        "该项目明年三月底将完工并移交使用。",
    ];
    let mut more = passage.to_vec();
    more.push((*chance.pick(&CONCLUSIONS)).to_owned());
    push(&original, Some(lightly(&more, chance)), Done::Concluded);
    push(&original, number(&original, chance), Done::Number);
    push(&original, time(&original, chance), Done::Time);
    push(&original, place(&original, stock, chance), Done::Place);
    push(&original, negate(&original, chance), Done::Negated);
    push(&original, merge(&original), Done::Merged);
    if let Some((hedged, plain)) = hedge(&original, chance) {
        push(&hedged, Some(plain), Done::Hedge);
    }
}

/// Runs of figures with their bytes, not part of a code, with the character behind.
pub(super) fn figures(text: &str) -> Vec<(usize, usize, char)> {
    let mut out = Vec::new();
    let mut begun = None;
    let mut last = ' ';
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c.is_ascii_digit() {
            let inside = last.is_ascii_alphanumeric() || "-.:/".contains(last);
            if begun.is_none() && !inside {
                begun = Some(at);
            }
        } else {
            if let Some(from) = begun.take()
                && !c.is_ascii_alphabetic()
                && !".-:/,".contains(c)
                && at - from <= 6
            {
                out.push((from, at, c));
            }
        }
        last = c;
    }
    out
}

fn replaced(text: &str, from: usize, to: usize, by: &str) -> String {
    format!("{}{by}{}", &text[..from], &text[to..])
}

fn number(text: &str, chance: &mut Chance) -> Option<String> {
    let found: Vec<_> = figures(text)
        .into_iter()
        .filter(|(_, _, next)| !"年月日时点号:：、）)．．.分秒".contains(*next))
        .collect();
    if found.is_empty() {
        return None;
    }
    let (from, to, _) = *chance.pick(&found);
    let value: u64 = text[from..to].parse().ok()?;
    let other = match chance.below(3) {
        0 => value + 1 + chance.below(9) as u64,
        1 => value * 2 + 1,
        _ => value / 2,
    };
    Some(replaced(text, from, to, &other.to_string())).filter(|_| other != value)
}

fn time(text: &str, chance: &mut Chance) -> Option<String> {
    let found: Vec<_> =
        figures(text).into_iter().filter(|(_, _, next)| "年月日".contains(*next)).collect();
    if found.is_empty() {
        return None;
    }
    let (from, to, next) = *chance.pick(&found);
    let value: u64 = text[from..to].parse().ok()?;
    let most = match next {
        '年' if (1990..2100).contains(&value) => {
            return Some(replaced(
                text,
                from,
                to,
                &(value - 1 - chance.below(3) as u64).to_string(),
            ));
        }
        '月' => 12,
        '日' => 28,
        _ => return None,
    };
    let other = (value + 1 + chance.below(6) as u64) % most + 1;
    Some(replaced(text, from, to, &other.to_string())).filter(|_| other != value)
}

fn place(text: &str, stock: &Stock, chance: &mut Chance) -> Option<String> {
    let mut found: Vec<(usize, usize, String)> = Vec::new();
    for (ending, at) in endings(text) {
        let Some(name) = before(text, at) else { continue };
        let known = stock.names.get(ENDINGS[ending]).filter(|list| list.contains(&name));
        if let Some(list) = known {
            let other = chance.pick(list).clone();
            if other != name && !text.contains(&other) {
                found.push((at - name.len(), at, other));
            }
        }
    }
    // Anonymised places: `A3区`, `M市`.
    let bytes = text.as_bytes();
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_ascii_uppercase()) {
        let digits = bytes[at + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
        let end = at + 1 + digits;
        if text[end..].starts_with(['市', '区', '县'])
            && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric())
        {
            let letter = char::from(b'A' + ((c as u8 - b'A') + 1 + chance.below(11) as u8) % 13);
            let digits =
                if digits > 0 { format!("{}", 1 + chance.below(9)) } else { String::new() };
            found.push((at, end, format!("{letter}{digits}")));
        }
    }
    if found.is_empty() {
        return None;
    }
    let (from, to, other) = chance.pick(&found).clone();
    Some(replaced(text, from, to, &other))
}

fn negate(text: &str, chance: &mut Chance) -> Option<String> {
    const VERBS: [&str; 24] = [
        "解决", "通知", "符合", "影响", "存在", "批准", "执行", "施工", "收到", "安装", "处理",
        "办理", "整改", "验收", "缴纳", "签订", "开工", "告知", "支付", "参加", "进行", "达到",
        "属于", "享受",
    ];
    let mut found: Vec<(usize, usize, &str)> = Vec::new();
    let negative = |text: &str| {
        text.ends_with([
            '不', '没', '未', '有', '无', '可', '能', '得', '否', '法', '予', '会', '被',
        ])
    };
    for verb in VERBS {
        for (at, _) in text.match_indices(verb) {
            if !negative(&text[..at]) {
                found.push((at, at, if chance.happens(50) { "没有" } else { "未" }));
            }
        }
    }
    for word in ["没有", "尚未", "未能", "不能", "不会", "并未"] {
        for (at, _) in text.match_indices(word) {
            if !text[..at].ends_with(['有', '能', '会']) {
                found.push((
                    at,
                    at + word.len(),
                    if word.ends_with(['能', '会']) { &word[3..] } else { "已" },
                ));
            }
        }
    }
    if found.is_empty() {
        return None;
    }
    let (from, to, by) = *chance.pick(&found);
    Some(replaced(text, from, to, by))
}

fn grade(text: &str, from: &[String], to: &[String], chance: &mut Chance) -> Option<String> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for word in from {
        let open = |(at, w): &(usize, &str)| !text[at + w.len()..].starts_with(['是', '之']);
        let hits = text.match_indices(word.as_str()).filter(open);
        found.extend(hits.map(|(at, w)| (at, at + w.len())));
    }
    if found.is_empty() {
        return None;
    }
    let (a, b) = *chance.pick(&found);
    let by: &String = chance.pick(to);
    Some(replaced(text, a, b, by))
}

/// Two numbers of two facts change places.
fn merge(text: &str) -> Option<String> {
    let found: Vec<_> = figures(text)
        .into_iter()
        .filter(|(_, _, next)| !"年月日时点号、）)分秒".contains(*next))
        .collect();
    for (n, a) in found.iter().enumerate() {
        for b in &found[n + 1..] {
            let apart = text[a.1..b.0].contains(['，', '。', '；', ',']);
            let (x, y) = (&text[a.0..a.1], &text[b.0..b.1]);
            if apart && x != y && a.2 == b.2 {
                return Some(format!("{}{y}{}{x}{}", &text[..a.0], &text[a.1..b.0], &text[b.1..]));
            }
        }
    }
    None
}

/// A text with a qualifier, and the text without it.
fn hedge(text: &str, chance: &mut Chance) -> Option<(String, String)> {
    const FRONT: [&str; 6] = ["据说", "听说", "网传", "可能", "疑似", "据初步判断，"];
    for word in [
        "可能",
        "也许",
        "大概",
        "疑似",
        "似乎",
        "据说",
        "听说",
        "好像",
        "大部分",
        "部分",
        "估计",
        "初步",
    ] {
        let open = |at: usize| {
            !text[..at].ends_with(['不', '有', '能'])
                && !text[at + word.len()..].starts_with(['性', '门'])
        };
        if let Some((at, _)) = text.match_indices(word).find(|(at, _)| open(*at)) {
            return Some((text.to_owned(), replaced(text, at, at + word.len(), "")));
        }
    }
    let chars = text.chars().next()?;
    if is_courtesy(text) || text.contains("尊敬") || text.contains("网友") {
        return None;
    }
    (('\u{4e00}'..='\u{9fff}').contains(&chars) && chance.happens(40))
        .then(|| (format!("{}{text}", chance.pick(&FRONT)), text.to_owned()))
}

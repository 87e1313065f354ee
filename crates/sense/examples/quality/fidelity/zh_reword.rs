//! Faithful rewordings of Chinese texts.

use super::zh::{figures, is_courtesy};
use crate::chance::Chance;

/// Own synonyms and formats.
const SYNONYMS: [(&str, &str); 64] = [
    ("人民政府", "政府"),
    ("街道办事处", "街道办"),
    ("有限公司", "公司"),
    ("人力资源和社会保障局", "人社局"),
    ("住房和城乡建设局", "住建局"),
    ("居民委员会", "居委会"),
    ("业主委员会", "业委会"),
    ("高等院校", "高校"),
    ("由于", "因"),
    ("因为", "由于"),
    ("但是", "可是"),
    ("并且", "而且"),
    ("已经", "已"),
    ("没有", "未"),
    ("非常", "十分"),
    ("十分", "非常"),
    ("目前", "眼下"),
    ("现在", "目前"),
    ("购买", "选购"),
    ("居住", "住"),
    ("每天", "天天"),
    ("经常", "时常"),
    ("多次", "屡次"),
    ("晚上", "夜里"),
    ("周边", "周围"),
    ("至今", "到现在"),
    ("认为", "觉得"),
    ("询问", "打听"),
    ("立即", "马上"),
    ("迅速", "快速"),
    ("希望", "盼望"),
    ("能否", "可否"),
    ("是否", "有没有"),
    ("如何", "怎么"),
    ("为什么", "为何"),
    ("告知", "告诉"),
    ("小孩", "孩子"),
    ("老人", "老年人"),
    ("噪音", "噪声"),
    ("道路", "马路"),
    ("车辆", "汽车"),
    ("房子", "房屋"),
    ("修建", "建造"),
    ("解决", "处理好"),
    ("尽快", "尽早"),
    ("相关部门", "有关部门"),
    ("导致", "造成"),
    ("严重影响", "严重干扰"),
    ("反映", "反应"),
    ("联系", "联络"),
    ("安装", "加装"),
    ("出行", "外出"),
    ("费用", "花费"),
    ("问题", "情况"),
    ("进行了", "作了"),
    ("工作人员", "员工"),
    ("以及", "及"),
    ("关于", "有关"),
    ("附近", "旁边"),
    ("必须", "务必"),
    ("规定", "要求"),
    ("完成", "做完"),
    ("帮助", "帮忙"),
    ("拥堵", "堵车"),
];

/// A faithful rewording.
pub(super) fn reword(passage: &[String], chance: &mut Chance) -> String {
    let mut sentences: Vec<String> = passage.to_vec();
    if sentences.len() > 1 && chance.happens(60) {
        chance.shuffle(&mut sentences);
    }
    if chance.happens(40) {
        sentences.retain(|s| !(is_courtesy(s) && s.chars().count() < 16));
    }
    if sentences.is_empty() {
        sentences = passage.to_vec();
    }
    for sentence in &mut sentences {
        if chance.happens(30) {
            turn_clauses(sentence, chance);
        }
    }
    let mut text = sentences.concat();
    let mut order: Vec<usize> = (0..SYNONYMS.len()).collect();
    chance.shuffle(&mut order);
    let mut changed = 0;
    for n in order {
        let (from, to) = SYNONYMS[n];
        let broken = text.contains("有没有") || (from == "十分" && text.contains("十分钟"));
        if changed < 4 && text.contains(from) && !text.contains(to) && !broken {
            text = text.replacen(from, to, 1);
            changed += 1;
        }
    }
    if chance.happens(50) {
        text = formats(&text, chance);
    }
    if chance.happens(30) {
        text = text.replace('，', ",").replace('。', "！");
    }
    if chance.happens(20) {
        text = format!("尊敬的领导您好！{text}");
    }
    if chance.happens(20) {
        text.push_str("谢谢！");
    }
    text
}

/// The same with little change, so that a fault does not stand alone.
pub(super) fn lightly(sentences: &[String], chance: &mut Chance) -> String {
    let mut text = sentences.concat();
    if chance.happens(50) {
        let (from, to) = chance.pick(&SYNONYMS);
        text = text.replacen(from, to, 1);
    }
    if chance.happens(30) { formats(&text, chance) } else { text }
}

/// The last clause of a sentence comes first.
fn turn_clauses(sentence: &mut String, chance: &mut Chance) {
    let Some(end) = sentence.pop() else { return };
    let mut clauses: Vec<&str> = sentence.split('，').collect();
    if clauses.len() > 2 && !sentence.contains(['“', '《', '（']) {
        let by = 1 + chance.below(clauses.len() - 1);
        clauses.rotate_left(by);
    }
    let turned = clauses.join("，");
    *sentence = turned;
    sentence.push(end);
}

fn formats(text: &str, chance: &mut Chance) -> String {
    let mut out = text.to_owned();
    for (from, to, next) in figures(text).into_iter().rev() {
        let Ok(value) = text[from..to].parse::<u64>() else { continue };
        let by = match next {
            '日' => {
                if text[..from].ends_with('月') {
                    out.replace_range(to..to + '日'.len_utf8(), "号");
                }
                continue;
            }
            '元' | '户' | '人' | '名' | '台' | '辆'
                if value >= 10_000 && value.is_multiple_of(100) =>
            {
                let plain = format!("{}万", value as f64 / 1e4);
                if chance.happens(50) { plain } else { thousands(value) }
            }
            '元' | '户' if value >= 1_000 => thousands(value),
            '人' | '名' | '户' | '台' | '次' | '天' if value < 100 && value > 1 => han(value),
            _ => continue,
        };
        out.replace_range(from..to, &by);
    }
    out
}

fn thousands(value: u64) -> String {
    if value < 1_000 {
        value.to_string()
    } else {
        format!("{},{:03}", thousands(value / 1_000), value % 1_000)
    }
}

fn han(value: u64) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = (value as usize / 10, value as usize % 10);
    let ten = match tens {
        0 => String::new(),
        1 => "十".to_owned(),
        n => format!("{}十", DIGITS[n]),
    };
    format!("{ten}{}", DIGITS[ones])
}

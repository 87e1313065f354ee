//! What contradicts and what does not.

use super::{Contradiction, Spoken, Stands};

fn against_finding(about: &str, value: &str, text: &str) -> Option<Contradiction> {
    Spoken::of(text).against_finding(&Stands::of(about, value))
}

fn against_statement(theirs: &str, text: &str) -> Vec<Contradiction> {
    Spoken::of(text).against(&Spoken::of(theirs))
}

#[test]
fn a_text_that_says_otherwise_is_found() {
    let table = [
        ("受伤人数", "3人", "经核实，事故造成5人受伤，均已送医。", "5人"),
        ("受伤人数", "2", "造成3人受伤。", "3人"),
        ("停水户数", "40户", "目前仍有50户停水，预计今晚8时恢复。", "50户"),
        ("恢复供水时间", "3月5日20时", "预计3月6日20时恢复供水。", "3月6日20时"),
        ("水质检测", "合格", "经检测，水质不合格。", "经检测，水质不合格"),
        ("水质", "达标", "出厂水水质超标。", "厂水水质超标"),
        ("死亡", "无", "事故造成1人死亡。", "1人"),
        ("受伤", "无人受伤", "事故造成1人受伤。", "1人"),
        ("受伤人数", "3人", "事故未造成人员受伤。", "事故未造成人员受伤"),
        ("道路", "已恢复通行", "该道路暂停通行。", "道路暂停通行"),
        ("直接经济损失", "120万元", "直接经济损失约80万元。", "80万元"),
        ("死亡人数", "2人", "网传2人死亡系谣言，请勿传谣。", "网传2人死亡系谣言"),
        ("受伤人数", "3人", "伤者共5名。", "5名"),
        ("受伤人数", "3人", "受伤人数：5。", "5"),
        ("deaths", "no deaths", "Two people have died.", "Two people"),
        ("homes", "forty homes", "Water is off in about fifty homes in Elm Street.", "fifty homes"),
        ("evacuated", "40 homes", "60 homes were evacuated at 15:10.", "60 homes"),
        ("injured", "2", "Three people were injured.", "Three people"),
        ("injured", "none", "Two people were injured.", "Two people"),
        ("injured", "2 people", "No one was injured.", "No one was injured"),
        ("bridge", "closed", "The bridge is open again.", "bridge is open again"),
        ("leak stopped", "15:40", "The leak was stopped at 16:20.", "16:20"),
    ];
    let missed: Vec<_> = table
        .into_iter()
        .map(|(about, value, text, said)| (text, against_finding(about, value, text), said))
        .filter(|(_, found, said)| found.as_ref().map(|c| c.said.text.as_str()) != Some(*said))
        .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn a_text_that_agrees_or_speaks_of_something_else_is_not() {
    let table = [
        ("受伤人数", "3人", "事故造成三人受伤，均已送医。"),
        ("受伤人数", "3人", "事故造成2人死亡、3人受伤。"),
        ("受伤人数", "3人", "现场有60名救援人员。"),
        ("受伤人数", "3人", "网传50人受伤的消息不实。"),
        ("受伤人数", "3人", "据网传，事故造成20人受伤，正在核实。"),
        ("受伤人数", "3人", "无新增受伤人员。"),
        ("死亡人数", "2人", "网传20人死亡系谣言。"),
        ("水质检测", "合格", "如水质不合格，将另行通知。"),
        ("停水户数", "约40户", "目前有42户停水。"),
        ("停水户数", "43户", "四十余户停水。"),
        ("停水户数", "40户", "停水户数由40户减少到10户。"),
        ("停水户数", "40户", "停水期间请节约用水，咨询电话每天8时开通。"),
        ("恢复供水时间", "3月5日20时", "供水已于3月5日晚8时恢复。"),
        ("水质检测", "合格", "经检测，水质合格，可以饮用。"),
        ("水质检测", "不合格", "水质不达标，请勿饮用。"),
        ("原因", "管道老化破裂", "停水原因为管道老化破裂。"),
        ("原因", "管道老化破裂", "原因正在进一步调查。"),
        ("死亡", "无", "事故未造成人员死亡。"),
        ("homes", "forty homes", "Forty homes have no water."),
        ("homes", "forty-three homes", "More than forty homes have no water."),
        ("evacuated", "40 homes", "40 homes were evacuated and 12 people went to hospital."),
        ("chemical", "chlorine", "No chlorine was found in the drinking water."),
        ("injured", "2 people", "No further people were injured."),
        ("injured", "2 people", "The rumour that ten people were injured is false."),
        ("cause", "a digger hit the main", "The cause is known: a digger hit the main."),
        ("water", "clear at all ten hydrants", "The water is clear at all ten hydrants."),
        ("hole", "filled on 2 March", "The hole was filled on 2 March at 14:00."),
    ];
    let wrong: Vec<_> = table
        .into_iter()
        .filter_map(|(about, value, text)| Some((text, against_finding(about, value, text)?)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn statements_of_two_units_are_held_against_each_other() {
    let said = |theirs: &str, text: &str| -> Vec<String> {
        against_statement(theirs, text).into_iter().map(|c| c.said.text).collect()
    };
    assert_eq!(said("事故造成3人受伤。", "事故造成5人受伤。"), ["5人"]);
    assert_eq!(said("3月5日20时恢复供水。", "3月6日20时恢复供水。"), ["3月6日20时"]);
    assert_eq!(
        said("The plant did not discharge waste water.", "The plant discharged waste water.").len(),
        1
    );
    let none: [&str; 0] = [];
    assert_eq!(said("事故造成3人受伤。", "事故造成三人受伤，伤者已出院。"), none);
    assert_eq!(said("事故造成3人受伤。", "网传事故造成50人受伤，系谣言。"), none);
    assert_eq!(said("网传50人受伤系谣言。", "事故造成4人受伤。"), none);
    assert_eq!(said("40户停水。", "停水户数由40户减少到10户。"), none);
    assert_eq!(said("已派60名人员抢修。", "为居民送水3吨。"), none);
}

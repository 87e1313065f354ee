//! Flash (快报): one page on one case, now.

use super::Dossier;
use crate::paper::{Block, Paper};
use tandem_core::Timestamp;
use tandem_core::case::{OrderState, Watch};
use tandem_core::words;

/// What is known, what is not, who does what, and what is due next. For a leader who has a minute.
pub fn flash(of: Dossier<'_>, at: Timestamp) -> Paper {
    sections(of, at).numbered()
}

pub(super) fn sections(of: Dossier<'_>, at: Timestamp) -> Paper {
    let case = of.case;
    let number = format!("{}/{}", case.id, of.time(at));
    let mut paper = of.paper(&case.desk, of.say("舆情快报", "Flash"), number, at);
    paper.body.push(Block::text(standing(&of)));
    paper.body.push(Block::heading(of.say("已核实", "What is known")));
    paper.body.push(match of.fact_sheet() {
        Some(facts) => facts,
        None => Block::text(of.say("尚无核查结论。", "Nothing has been verified yet.")),
    });
    if !case.disputes.is_empty() {
        let disputes = case.disputes.join(of.lang.pick("、", ", "));
        paper.body.push(Block::heading(of.say("尚有争议", "What is disputed")));
        paper.body.push(Block::text(of.say(
            format!("{disputes}：各单位结论不一，正在裁定，不得对外引用。"),
            format!("{disputes}: findings differ and are being settled; not to be cited."),
        )));
    }
    let orders: Vec<String> = case
        .open_orders()
        .map(|order| {
            let to = of.unit(&order.to);
            let state = match order.state {
                OrderState::Issued => of.say("待签收", "not signed yet"),
                OrderState::Restated => of.say("复述待确认", "read-back to be confirmed"),
                OrderState::Signed => of.say("办理中", "in hand"),
                OrderState::Answered => of.say("反馈待审核", "feedback to be judged"),
                OrderState::Ended(_) => of.say("已终结", "ended"),
            };
            of.say(
                format!("{to}：{}（{state}）。", order.task),
                format!("{to}: {} ({state}).", order.task),
            )
        })
        .collect();
    if !orders.is_empty() {
        paper.body.push(Block::heading(of.say("正在办理", "Who does what")));
        paper.body.push(Block::Points { points: orders });
    }
    paper.body.push(Block::heading(of.say("下一步", "What is due")));
    paper.body.push(Block::Points { points: due(&of, at) });
    paper
}

fn standing(of: &Dossier<'_>) -> String {
    let case = of.case;
    let phase = words::phase(&case.phase);
    let risk = case.risk.and_then(|risk| of.ctx.mechanism.risk_name(risk));
    let risk_zh = risk.map_or("未定", |risk| risk.zh.as_str());
    let risk_en = risk.map_or("not fixed", |risk| risk.en.as_str());
    let lead = case.lead.as_ref().map(|lead| of.unit(&lead.unit));
    let areas: Vec<&str> =
        case.areas.iter().map(|area| of.ctx.region.area_name(area, of.lang)).collect();
    let areas = areas.join(of.lang.pick("、", ", "));
    let since = of.time(case.received_at);
    of.say(
        format!(
            "{areas}，{since}受理；{}，风险等级{risk_zh}；牵头单位：{}。",
            phase.zh,
            lead.as_deref().unwrap_or("未定")
        ),
        format!(
            "{areas}, received {since}; {}, risk {risk_en}; lead: {}.",
            phase.en,
            lead.as_deref().unwrap_or("none yet")
        ),
    )
}

fn due(of: &Dossier<'_>, at: Timestamp) -> Vec<String> {
    let mut watches: Vec<&Watch> = of.case.watches.iter().collect();
    watches.sort_by_key(|watch| watch.deadline.at);
    let line = |watch: &&Watch| {
        let subject = words::subject(&watch.subject, of.lang);
        let (unit, by) = (of.unit(&watch.unit), of.deadline(&watch.deadline));
        let late =
            if watch.deadline.at < at { of.lang.pick("【已逾期】", "OVERDUE: ") } else { "" };
        of.say(
            format!("{late}{subject}，{unit}，{by}。"),
            format!("{late}{subject}, {unit}, {by}."),
        )
    };
    let lines: Vec<String> = watches.iter().map(line).collect();
    if lines.is_empty() {
        return vec![of.say("没有未到期的事项。", "Nothing is due.")];
    }
    lines
}

//! The linkage in sentences, by the four problems, each with its figure and how many it rests on.

use super::feedback::Share;
use super::spans::{Rate, step};
use super::{Linkage, Responsibility, UpwardFidelity};
use crate::evaluate::Duration;
use crate::words::reached;
use tandem_core::case::Subject;
use tandem_core::{Lang, OrderId};

/// The findings, one sentence each; headings name the problems.
#[must_use]
pub fn findings(linkage: &Linkage, lang: Lang) -> Vec<String> {
    let say = |zh: String, en: String| lang.pick(&zh, &en).to_owned();
    let mut lines = vec![say(
        format!(
            "截至{}：{}件案件，{}条台账（另有演练{}件不计）。",
            linkage.until, linkage.cases, linkage.entries, linkage.drills
        ),
        format!(
            "Up to {}: {} cases, {} entries ({} drills left out).",
            linkage.until, linkage.cases, linkage.entries, linkage.drills
        ),
    )];
    if linkage.cases == 0 {
        return lines;
    }
    let all = &linkage.timeliness.all;
    lines.push(format!(
        "{}{}",
        lang.pick("限时事项：", "Everything with a deadline: "),
        rate(all, lang)
    ));
    lines.push(lang.pick("一、责任", "1 Responsibility").to_owned());
    lines.extend(responsibility(&linkage.responsibility, lang));
    lines.push(lang.pick("二、沟通", "2 Communication").to_owned());
    lines.extend(communication(linkage, lang));
    lines.push(lang.pick("三、反馈", "3 Feedback").to_owned());
    lines.extend(feedback(linkage, lang));
    lines.push(lang.pick("四、协同", "4 Acting together").to_owned());
    lines.extend(together(linkage, lang));
    lines.push(lang.pick("各环节按期情况", "Deadlines by step").to_owned());
    for of in &linkage.timeliness.by_step {
        let name = step_name(&of.of, lang);
        lines.push(format!("{name}{}{}", lang.pick("：", ": "), rate(of, lang)));
    }
    lines
}

fn rate(of: &Rate, lang: Lang) -> String {
    let judged = of.met + of.missed + of.overdue;
    let (Some(share), Some(low), Some(high)) = (of.met_share, of.low, of.high) else {
        let zh = format!("尚无到期（n=0，未到期{}项）。", of.not_due);
        let en = format!("none is due yet (n=0, {} not due).", of.not_due);
        return lang.pick(&zh, &en).to_owned();
    };
    let (share, low, high) = (share * 100.0, low * 100.0, high * 100.0);
    let zh = format!(
        "按期{share:.1}%（95%区间{low:.1}–{high:.1}%，n={judged}，其中逾期未办{}项已计入；未到期{}项）。",
        of.overdue, of.not_due
    );
    let en = format!(
        "{share:.1}% in time (95% interval {low:.1}–{high:.1}%, n={judged}, with {} overdue and \
         not done; {} not due).",
        of.overdue, of.not_due
    );
    lang.pick(&zh, &en).to_owned()
}

fn responsibility(r: &Responsibility, lang: Lang) -> Vec<String> {
    let mut lines =
        vec![duration(&r.unowned, "受理到确定牵头单位", "From receipt to a lead", lang)];
    if let Some(per_case) = r.transfers_per_case {
        let zh = format!(
            "平均每件转手{per_case:.2}次（改变牵头{}次、退单{}次，{}件有转手，n={}）。",
            r.lead_changes, r.sent_back, r.cases_with_transfer, r.led
        );
        let en = format!(
            "{per_case:.2} transfers a case ({} changes of the lead, {} orders sent back, in {} \
             cases, n={}).",
            r.lead_changes, r.sent_back, r.cases_with_transfer, r.led
        );
        lines.push(lang.pick(&zh, &en).to_owned());
    }
    lines
}

fn communication(linkage: &Linkage, lang: Lang) -> Vec<String> {
    let c = &linkage.communication;
    let zh = format!(
        "交办单{}份，其中越级直办{}份；从发出到承办单位平均{:.2}跳，最多{}跳。",
        c.orders, c.direct, c.hops.mean, c.hops.max
    );
    let en = format!(
        "{} orders, {} of them direct past levels; {:.2} hops on average from the first issuer to \
         who works on it, at most {}.",
        c.orders, c.direct, c.hops.mean, c.hops.max
    );
    let mut lines = vec![lang.pick(&zh, &en).to_owned()];
    if c.hop.n > 0 {
        lines.push(duration(&c.hop, "每一跳转达", "A desk passes an order on", lang));
    }
    lines.push(duration(&c.receipt, "交办到签收", "From an order to its receipt", lang));
    if let Some(two_way) = c.network.two_way_share {
        let zh = format!(
            "单位间往来{}次，有往来的单位对中{:.1}%双向（{}个单位）。",
            c.messages,
            two_way * 100.0,
            c.network.nodes
        );
        let en = format!(
            "{} messages between units; {:.1}% of pairs that speak do so both ways ({} units).",
            c.messages,
            two_way * 100.0,
            c.network.nodes
        );
        lines.push(lang.pick(&zh, &en).to_owned());
    }
    lines
}

fn feedback(linkage: &Linkage, lang: Lang) -> Vec<String> {
    let f = &linkage.feedback;
    let shares = [
        (&f.closed_loops, "闭环（反馈被认可而终结）的交办单", "orders closed by accepted feedback"),
        (&f.empty, "空洞反馈", "empty feedback"),
        (&f.returned, "被退回的反馈", "feedback returned"),
        (&f.read_backs_confirmed, "复述得到确认", "read-backs confirmed"),
        (&f.refuted, "核验未通过", "verifications that refuted"),
        (&f.contested, "办结后被质疑", "closures contested"),
        (&f.reopened, "办结后重办", "closures reopened"),
    ];
    let mut lines: Vec<String> =
        shares.iter().filter_map(|(of, zh, en)| share(of, lang.pick(zh, en), lang)).collect();
    let upward = &linkage.upward_fidelity;
    lines.extend(fidelity(upward, lang));
    let audited = lang.pick("转报抽查属实", "audited relays faithful");
    lines.extend(share(&upward.audited_faithful, audited, lang));
    lines
}

fn fidelity(upward: &UpwardFidelity, lang: Lang) -> Option<String> {
    let all = upward.all.as_ref()?;
    let (m, n, left) = (&all.mean, all.n, upward.unmeasured);
    let interval = match (all.low, all.high) {
        (Some(low), Some(high)) => format!("{low:.2}–{high:.2}"),
        _ => "–".to_owned(),
    };
    let zh = format!(
        "专报正文对照原件（随附件不计）：保真度平均{:.2}（95%区间{interval}，n={n}，另有{left}份无法对照），\
         漏报{:.2}、添加{:.2}、改动{:.2}、升降级{:+.2}、无据{:.2}。",
        m.fidelity, m.omission, m.addition, m.alteration, m.severity_drift, m.unsupported
    );
    let en = format!(
        "Text of sitreps, without what travels with it, against its originals: fidelity {:.2} on average (95% interval {interval}, \
         n={n}, {left} more not measured), omission {:.2}, addition {:.2}, alteration {:.2}, \
         severity drift {:+.2}, unsupported {:.2}.",
        m.fidelity, m.omission, m.addition, m.alteration, m.severity_drift, m.unsupported
    );
    Some(lang.pick(&zh, &en).to_owned())
}

fn together(linkage: &Linkage, lang: Lang) -> Vec<String> {
    let t = &linkage.together;
    let mut lines = Vec::new();
    lines.extend(share(
        &t.joint,
        lang.pick("有协办单位的案件", "cases with assisting units"),
        lang,
    ));
    if t.disputes.n > 0 {
        lines.push(duration(
            &t.disputes,
            "口径冲突到解决",
            "From a dispute to its settlement",
            lang,
        ));
    }
    let zh = format!("上级指令冲突{}次，会商{}次。", t.conflicts, t.consultations);
    let en = format!("{} conflicting orders, {} consultations.", t.conflicts, t.consultations);
    lines.push(lang.pick(&zh, &en).to_owned());
    lines.extend(share(&t.dissent, lang.pick("会商中的不同意见", "positions against"), lang));
    for month in &t.months {
        let zh = format!(
            "{}：处置与回应的耦合协调度{:.2}（{}；处置n={}，回应n={}）。",
            month.month, month.coordination, month.level, month.disposal.n, month.response.n
        );
        let en = format!(
            "{}: coupling coordination degree of disposal and response {:.2} (disposal n={}, \
             response n={}).",
            month.month, month.coordination, month.disposal.n, month.response.n
        );
        lines.push(lang.pick(&zh, &en).to_owned());
    }
    lines
}

fn duration(d: &Duration, zh: &str, en: &str, lang: Lang) -> String {
    let (half, most) = (reached(d.median_s, lang), reached(d.p90_s, lang));
    let (n, open) = (d.n, d.open);
    let zh = format!("{zh}：半数{half}，九成{most}（n={n}，其中未完{open}项已计入）。");
    let en = format!("{en}: half {half}, nine of ten {most} (n={n}, {open} of them not over).");
    lang.pick(&zh, &en).to_owned()
}

fn share(of: &Share, what: &str, lang: Lang) -> Option<String> {
    let (share, low, high) = (of.share? * 100.0, of.low? * 100.0, of.high? * 100.0);
    let zh = format!("{what}{share:.1}%（95%区间{low:.1}–{high:.1}%，n={}）。", of.n);
    let en = format!("{share:.1}% {what} (95% interval {low:.1}–{high:.1}%, n={}).", of.n);
    Some(lang.pick(&zh, &en).to_owned())
}

/// A step's name for people.
fn step_name(name: &str, lang: Lang) -> String {
    let order = OrderId::from("");
    let all = [
        Subject::Triage,
        Subject::Assignment,
        Subject::Receipt(order.clone()),
        Subject::ReadBack(order.clone()),
        Subject::Acceptance(order.clone()),
        Subject::Feedback(order.clone()),
        Subject::Judgement(order.clone()),
        Subject::Settlement(order.clone()),
        Subject::Conflict(order),
        Subject::SupervisionReceipt("".into()),
        Subject::Supervision("".into()),
        Subject::Consultation("".into()),
        Subject::Help("".into()),
        Subject::Task(0),
        Subject::Sitrep,
        Subject::SecondLook,
        Subject::Notice,
        Subject::Briefing,
        Subject::Answer,
        Subject::Verification,
        Subject::Closing,
        Subject::Review,
        Subject::Commitment(0),
    ];
    let found = all.iter().map(step).find(|(known, ..)| *known == name);
    found.map_or_else(|| name.to_owned(), |(_, zh, en)| lang.pick(zh, en).to_owned())
}

//! The linkage in sentences, by the four problems, each with its figure and how many it rests on.

use super::course::Course;
use super::feedback::Share;
use super::spans::{Rate, step_words};
use super::{Linkage, Responsibility, UpwardFidelity};
use crate::evaluate::Duration;
use crate::words::reached;
use tandem_core::{Lang, Text};

/// How much a case has of what a sentence speaks of; nothing, or not above zero, where it has none.
pub(super) type Amount = fn(&Course) -> Option<f64>;

/// A sentence.
pub(super) struct Said {
    pub(super) words: Text,
    /// What is strongest in the cases behind it.
    pub(super) behind: Behind,
}

/// Which cases stand behind a sentence.
pub(super) enum Behind {
    /// It is about no single case.
    Nothing,
    /// Those that have most of this.
    Most(Amount),
    /// Those in which this step was most late.
    Step(String),
}

/// A part of the findings.
pub(super) struct Part {
    pub(super) title: Text,
    pub(super) said: Vec<Said>,
}

/// The findings, one sentence each; headings name the problems.
#[must_use]
pub fn findings(linkage: &Linkage, lang: Lang) -> Vec<String> {
    let mut lines = vec![setting(linkage).get(lang).to_owned()];
    for part in parts(linkage) {
        lines.push(part.title.get(lang).to_owned());
        lines.extend(part.said.iter().map(|said| said.words.get(lang).to_owned()));
    }
    lines
}

/// What was read, up to when.
pub(super) fn setting(linkage: &Linkage) -> Text {
    let Linkage { until, cases, entries, drills, .. } = linkage;
    let until = match until.get(..16) {
        Some(minute) => format!("{} UTC", minute.replace('T', " ")),
        None => until.clone(),
    };
    Text::new(
        format!("截至{until}：{cases}件案件，{entries}条台账（另有演练{drills}件不计）。"),
        format!("Up to {until}: {cases} cases, {entries} entries ({drills} drills left out)."),
    )
}

/// All that is said; nothing of an empty ledger.
pub(super) fn parts(linkage: &Linkage) -> Vec<Part> {
    if linkage.cases == 0 {
        return Vec::new();
    }
    let part = |zh: &str, en: &str, said| Part { title: Text::new(zh, en), said };
    vec![
        part("总体", "As a whole", vec![everything(linkage)]),
        part("一、责任", "1 Responsibility", responsibility(&linkage.responsibility)),
        part("二、沟通", "2 Communication", communication(linkage)),
        part("三、反馈", "3 Feedback", feedback(linkage)),
        part("四、协同", "4 Acting together", together(linkage)),
        part("各环节按期情况", "Deadlines by step", steps(linkage)),
    ]
}

fn plain(zh: String, en: String) -> Said {
    Said { words: Text::new(zh, en), behind: Behind::Nothing }
}

impl Said {
    fn most(mut self, amount: Amount) -> Self {
        self.behind = Behind::Most(amount);
        self
    }
}

fn everything(linkage: &Linkage) -> Said {
    let rate = rate(&linkage.timeliness.all);
    let said =
        plain(format!("限时事项：{}", rate.zh), format!("Everything with a deadline: {}", rate.en));
    said.most(|course| Some(course.late as f64))
}

fn steps(linkage: &Linkage) -> Vec<Said> {
    let said = |of: &Rate| {
        let (name, rate) = (step_words(&of.of), rate(of));
        let words =
            Text::new(format!("{}：{}", name.zh, rate.zh), format!("{}: {}", name.en, rate.en));
        Said { words, behind: Behind::Step(of.of.clone()) }
    };
    linkage.timeliness.by_step.iter().map(said).collect()
}

fn rate(of: &Rate) -> Text {
    let judged = of.met + of.missed + of.overdue;
    let Rate { overdue, not_due, .. } = of;
    let (Some(share), Some(low), Some(high)) = (of.met_share, of.low, of.high) else {
        return Text::new(
            format!("尚无到期（n=0，未到期{not_due}项）。"),
            format!("none is due yet (n=0, {not_due} not due)."),
        );
    };
    let (share, low, high) = (share * 100.0, low * 100.0, high * 100.0);
    Text::new(
        format!(
            "按期{share:.1}%（95%区间{low:.1}–{high:.1}%，n={judged}，其中逾期未办{overdue}项已计入；\
             未到期{not_due}项）。"
        ),
        format!(
            "{share:.1}% in time (95% interval {low:.1}–{high:.1}%, n={judged}, with {overdue} \
             overdue and not done; {not_due} not due)."
        ),
    )
}

fn responsibility(r: &Responsibility) -> Vec<Said> {
    let unowned = duration(&r.unowned, "受理到确定牵头单位", "From receipt to a lead");
    // A case that still has no lead has been without one for as long as it was watched.
    let mut said = vec![unowned.most(|course| Some(course.led_s.unwrap_or(course.watched_s)))];
    if let Some(per_case) = r.transfers_per_case {
        let Responsibility { lead_changes, sent_back, cases_with_transfer, led, .. } = r;
        let transfers = plain(
            format!(
                "平均每件转手{per_case:.2}次（改变牵头{lead_changes}次、退单{sent_back}次，\
                 {cases_with_transfer}件有转手，n={led}）。"
            ),
            format!(
                "{per_case:.2} transfers a case ({lead_changes} changes of the lead, {sent_back} \
                 orders sent back, in {cases_with_transfer} cases, n={led})."
            ),
        );
        said.push(transfers.most(|course| Some(course.transfers as f64)));
    }
    said
}

fn communication(linkage: &Linkage) -> Vec<Said> {
    let c = &linkage.communication;
    let (orders, direct, mean, max) = (c.orders, c.direct, c.hops.mean, c.hops.max);
    let hops = plain(
        format!(
            "交办单{orders}份，其中越级直办{direct}份；从发出到承办单位平均{mean:.2}跳，最多{max}跳。"
        ),
        format!(
            "{orders} orders, {direct} of them direct past levels; {mean:.2} hops on average from \
             the first issuer to who works on it, at most {max}."
        ),
    );
    let mut said = vec![hops.most(|course| Some(course.relayed_orders as f64))];
    if c.hop.n > 0 {
        said.push(duration(&c.hop, "每一跳转达", "A desk passes an order on"));
    }
    let mut receipt = duration(&c.receipt, "交办到签收", "From an order to its receipt");
    receipt.behind = Behind::Step("receipt".to_owned());
    said.push(receipt);
    if let Some(two_way) = c.network.two_way_share {
        let (messages, nodes, share) = (c.messages, c.network.nodes, two_way * 100.0);
        said.push(plain(
            format!("单位间往来{messages}次，有往来的单位对中{share:.1}%双向（{nodes}个单位）。"),
            format!(
                "{messages} messages between units; {share:.1}% of pairs that speak do so both \
                 ways ({nodes} units)."
            ),
        ));
    }
    said
}

fn feedback(linkage: &Linkage) -> Vec<Said> {
    let f = &linkage.feedback;
    let shares: [(&Share, &str, &str, Option<Amount>); 7] = [
        (
            &f.closed_loops,
            "闭环（反馈被认可而终结）的交办单",
            "orders closed by accepted feedback",
            None,
        ),
        (&f.empty, "空洞反馈", "empty feedback", Some(|c| Some(c.empty_feedback as f64))),
        (
            &f.returned,
            "被退回的反馈",
            "feedback returned",
            Some(|c| Some(c.returned_feedback as f64)),
        ),
        (&f.read_backs_confirmed, "复述得到确认", "read-backs confirmed", None),
        (&f.refuted, "核验未通过", "verifications that refuted", Some(|c| Some(c.refuted as f64))),
        (&f.contested, "办结后被质疑", "closures contested", Some(|c| Some(c.contested as f64))),
        (&f.reopened, "办结后重办", "closures reopened", Some(|c| Some(c.reopened as f64))),
    ];
    let mut said: Vec<Said> =
        shares.into_iter().filter_map(|(of, zh, en, amount)| share(of, zh, en, amount)).collect();
    let upward = &linkage.upward_fidelity;
    said.extend(fidelity(upward));
    said.extend(feedback_fidelity(upward));
    let unfaithful: Amount = |course| Some(course.unfaithful as f64);
    said.extend(share(
        &upward.audited_faithful,
        "转报抽查属实",
        "audited relays faithful",
        Some(unfaithful),
    ));
    said
}

fn fidelity(upward: &UpwardFidelity) -> Option<Said> {
    let all = upward.all.as_ref()?;
    let (m, n, left) = (&all.mean, all.n, upward.unmeasured);
    let interval = match (all.low, all.high) {
        (Some(low), Some(high)) => format!("{low:.2}–{high:.2}"),
        _ => "–".to_owned(),
    };
    let said = plain(
        format!(
            "专报正文对照原件（随附件不计）：保真度平均{:.2}（95%区间{interval}，n={n}，另有{left}份无法对照），\
             漏报{:.2}、添加{:.2}、改动{:.2}、升降级{:+.2}、无据{:.2}。",
            m.fidelity, m.omission, m.addition, m.alteration, m.severity_drift, m.unsupported
        ),
        format!(
            "Text of sitreps, without what travels with it, against its originals: fidelity {:.2} \
             on average (95% interval {interval}, n={n}, {left} more not measured), omission {:.2}, \
             addition {:.2}, alteration {:.2}, severity drift {:+.2}, unsupported {:.2}.",
            m.fidelity, m.omission, m.addition, m.alteration, m.severity_drift, m.unsupported
        ),
    );
    Some(said.most(|course| Some(1.0 - course.fidelity_min?)))
}

fn feedback_fidelity(upward: &UpwardFidelity) -> Option<Said> {
    let found = upward.feedback.as_ref()?;
    let (m, n) = (&found.mean, found.n);
    let left = upward.feedback_relays - n;
    Some(plain(
        format!(
            "带原件的办理反馈对照原件：保真度平均{:.2}（n={n}，另有{left}份无法对照），漏报{:.2}、无据{:.2}。",
            m.fidelity, m.omission, m.unsupported
        ),
        format!(
            "Feedback that carries originals, against them: fidelity {:.2} on average (n={n}, {left} \
             more not measured), omission {:.2}, unsupported {:.2}.",
            m.fidelity, m.omission, m.unsupported
        ),
    ))
}

fn together(linkage: &Linkage) -> Vec<Said> {
    let t = &linkage.together;
    let mut said = Vec::new();
    said.extend(share(
        &t.joint,
        "有协办单位的案件",
        "cases with assisting units",
        Some(|course| Some(course.assisting as f64)),
    ));
    let disputed: Amount = |course| Some(course.disputes as f64);
    if t.disputes.n > 0 {
        let lasted = duration(&t.disputes, "口径冲突到解决", "From a dispute to its settlement");
        said.push(lasted.most(disputed));
    }
    let conflicts = plain(
        format!("上级指令冲突{}次，会商{}次。", t.conflicts, t.consultations),
        format!("{} conflicting orders, {} consultations.", t.conflicts, t.consultations),
    );
    said.push(conflicts.most(|course| Some(course.conflicts as f64)));
    said.extend(share(&t.dissent, "会商中的不同意见", "positions against", None));
    for month in &t.months {
        let (name, degree, level) = (&month.month, month.coordination, month.level);
        let (disposal, response) = (month.disposal.n, month.response.n);
        said.push(plain(
            format!(
                "{name}：处置与回应的耦合协调度{degree:.2}（{level}；处置n={disposal}，回应n={response}）。"
            ),
            format!(
                "{name}: coupling coordination degree of disposal and response {degree:.2} \
                 (disposal n={disposal}, response n={response})."
            ),
        ));
    }
    said
}

fn duration(d: &Duration, zh: &str, en: &str) -> Said {
    let times = |lang| (reached(d.median_s, lang), reached(d.p90_s, lang));
    let (n, open) = (d.n, d.open);
    let ((half_zh, most_zh), (half, most)) = (times(Lang::Zh), times(Lang::En));
    plain(
        format!("{zh}：半数{half_zh}，九成{most_zh}（n={n}，其中未完{open}项已计入）。"),
        format!("{en}: half {half}, nine of ten {most} (n={n}, {open} of them not over)."),
    )
}

fn share(of: &Share, zh: &str, en: &str, amount: Option<Amount>) -> Option<Said> {
    let (share, low, high) = (of.share? * 100.0, of.low? * 100.0, of.high? * 100.0);
    let n = of.n;
    let said = plain(
        format!("{zh}{share:.1}%（95%区间{low:.1}–{high:.1}%，n={n}）。"),
        format!("{share:.1}% {en} (95% interval {low:.1}–{high:.1}%, n={n})."),
    );
    Some(match amount {
        Some(amount) => said.most(amount),
        None => said,
    })
}

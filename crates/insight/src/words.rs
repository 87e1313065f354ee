//! An evaluation in sentences, each with its figure and how many it rests on.
//!
//! Units and people are not ranked, nor named. Steps are: where work waits is what can be mended.

use crate::evaluate::{Deadlines, Due, Evaluation, StepTime};
use crate::handover::Transfers;
use tandem_core::Lang;

/// Steps and variants that a person reads; the rest is in the JSON.
const SHOWN_MAX: usize = 5;

/// The findings of an evaluation, one sentence each.
#[must_use]
pub fn findings(evaluation: &Evaluation, lang: Lang) -> Vec<String> {
    let e = evaluation;
    let say = |zh: String, en: String| lang.pick(&zh, &en).to_owned();
    let (from, until) = (day(e.from.as_deref()), day(e.until.as_deref()));
    let mut lines = vec![say(
        format!(
            "共{}条记录、{}件案件、{}种环节、{}名办理者、{}个单位（组），{from}至{until}。",
            e.events, e.cases, e.activities, e.resources, e.groups
        ),
        format!(
            "{} events of {} cases, {} activities, {} resources, {} groups, from {from} to {until}.",
            e.events, e.cases, e.activities, e.resources, e.groups
        ),
    )];
    if e.events_without_resource > 0 {
        let n = e.events_without_resource;
        lines.push(say(
            format!("其中{n}条没有写明办理者，不计入转手。"),
            format!("{n} events do not say who acted; they do not count as handovers."),
        ));
    }
    if e.cases < e.n_min {
        lines.push(say(
            format!("案件少于{}件，不作概括。", e.n_min),
            format!("Fewer than {} cases: nothing is summed up.", e.n_min),
        ));
        return lines;
    }
    lines.extend(durations(&e.deadlines, lang));
    lines.extend(e.deadlines.due.as_ref().map(|due| due_sentence(due, lang)));
    lines.extend(handovers(e, lang));
    lines.extend(steps(&e.deadlines.until_next, lang));
    lines.push(runs(e, lang));
    lines
}

fn durations(deadlines: &Deadlines, lang: Lang) -> Vec<String> {
    let d = &deadlines.case_duration;
    let (half, most) = (reached(d.median_s, lang), reached(d.p90_s, lang));
    let (n, open) = (d.n, d.open);
    let zh = format!(
        "案件用时：半数{half}，九成{most}（n={n}，其中未办结{open}件已计入，Kaplan–Meier法）。"
    );
    let en = format!(
        "Duration of cases: half {half}, nine of ten {most} (n={n}, {open} of them still open and \
         counted, Kaplan–Meier)."
    );
    let mut lines = vec![lang.pick(&zh, &en).to_owned()];
    if d.open == 0 && deadlines.over.starts_with("no activity") {
        let zh = "未用 --end 指明哪些环节表示办结，所有案件都按最后一条记录视为办结。";
        let en = "No activity was named with --end, so every case counts as over with its last \
                  event.";
        lines.push(lang.pick(zh, en).to_owned());
    }
    lines
}

fn due_sentence(due: &Due, lang: Lang) -> String {
    let percent =
        |share: Option<f64>| share.map_or("–".to_owned(), |s| format!("{:.1}%", s * 100.0));
    let (share, low, high) = (percent(due.met_share), percent(due.low), percent(due.high));
    let judged = due.n - due.open_not_due;
    let zh = format!(
        "按期办结{share}（95%区间{low}–{high}，n={judged}，其中逾期未办结{}件已计入；另有{}件未到期）。",
        due.open_overdue, due.open_not_due
    );
    let en = format!(
        "{share} met their due time (95% interval {low}–{high}, n={judged}, with {} open and \
         overdue; {} more are not due yet).",
        due.open_overdue, due.open_not_due
    );
    lang.pick(&zh, &en).to_owned()
}

fn handovers(e: &Evaluation, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    if e.resources > 0 {
        lines.push(transfer_sentence(&e.network.transfers, "办理者", "resources", lang));
        let shape = &e.network.resources;
        if let (Some(density), Some(two_way)) = (shape.density, shape.two_way_share) {
            let zh = format!(
                "转手网络：{}个节点、{}条联系，密度{density:.3}，双向联系占{:.1}%。",
                shape.nodes,
                shape.arcs,
                two_way * 100.0
            );
            let en = format!(
                "Network of handovers: {} nodes, {} arcs, density {density:.3}, {:.1}% of \
                 connected pairs hand over both ways.",
                shape.nodes,
                shape.arcs,
                two_way * 100.0
            );
            lines.push(lang.pick(&zh, &en).to_owned());
        }
    }
    if let Some(groups) = &e.network.between_groups {
        lines.push(transfer_sentence(&groups.transfers, "单位（组）", "groups", lang));
        if let Some(index) = groups.ties.ei_index {
            let ties = groups.ties.external_arcs + groups.ties.internal_arcs;
            let zh = format!("跨组联系指数（E–I）{index:+.2}（−1全在组内，+1全跨组；n={ties}）。");
            let en =
                format!("E–I index {index:+.2} (−1: all within groups, +1: all across; n={ties}).");
            lines.push(lang.pick(&zh, &en).to_owned());
        }
    }
    lines
}

fn transfer_sentence(t: &Transfers, zh_who: &str, en_who: &str, lang: Lang) -> String {
    let (per_case, rate) = (t.transfers_per_case, t.return_rate * 100.0);
    let n = t.cases;
    let zh = format!(
        "{zh_who}之间平均每件转手{per_case:.2}次；{rate:.1}%的案件转出后又直接转回（n={n}）。"
    );
    let en = format!(
        "{per_case:.2} transfers a case between {en_who}; in {rate:.1}% of cases work came \
         straight back (n={n})."
    );
    lang.pick(&zh, &en).to_owned()
}

/// The steps behind which work waits longest.
fn steps(steps: &[StepTime], lang: Lang) -> Vec<String> {
    let mut steps: Vec<&StepTime> = steps.iter().collect();
    steps.sort_by(|a, b| {
        let never = f64::INFINITY;
        let (a_s, b_s) = (a.p90_s.unwrap_or(never), b.p90_s.unwrap_or(never));
        b_s.total_cmp(&a_s).then_with(|| a.activity.cmp(&b.activity))
    });
    let sentence = |step: &&StepTime| {
        let (half, most) = (reached(step.median_s, lang), reached(step.p90_s, lang));
        let (name, n) = (&step.activity, step.n);
        let zh = format!("“{name}”之后到下一步：半数{half}，九成{most}（n={n}）。");
        let en =
            format!("From “{name}” to the next step: half {half}, nine of ten {most} (n={n}).");
        lang.pick(&zh, &en).to_owned()
    };
    steps.iter().take(SHOWN_MAX).map(sentence).collect()
}

fn runs(e: &Evaluation, lang: Lang) -> String {
    let shown: u64 = e.variants.iter().take(SHOWN_MAX).map(|variant| variant.count).sum();
    let share = shown as f64 / e.cases as f64 * 100.0;
    let (variants, top) = (e.variants.len(), SHOWN_MAX.min(e.variants.len()));
    let zh = format!("办理路径{variants}种，最常见的{top}种占案件的{share:.1}%（n={}）。", e.cases);
    let en = format!(
        "Cases run in {variants} variants; the {top} most frequent make up {share:.1}% (n={}).",
        e.cases
    );
    lang.pick(&zh, &en).to_owned()
}

/// A time that was reached, or that it was not.
pub(crate) fn reached(seconds: Option<f64>, lang: Lang) -> String {
    match seconds {
        Some(seconds) => {
            let span = span(seconds, lang);
            lang.pick(&format!("在{span}内"), &format!("within {span}")).to_owned()
        }
        None => lang.pick("在观察期内未达到", "not within what was watched").to_owned(),
    }
}

/// A span as people say it.
#[must_use]
pub fn span(seconds: f64, lang: Lang) -> String {
    let (value, zh, en) = match seconds {
        s if s < 120.0 => (s, "秒", "s"),
        s if s < 7_200.0 => (s / 60.0, "分钟", "min"),
        s if s < 172_800.0 => (s / 3_600.0, "小时", "h"),
        s => (s / 86_400.0, "天", "days"),
    };
    let digits = usize::from(value < 100.0 && value.fract() != 0.0);
    match lang {
        Lang::Zh => format!("{value:.digits$}{zh}"),
        Lang::En => format!("{value:.digits$} {en}"),
    }
}

fn day(time: Option<&str>) -> &str {
    time.and_then(|time| time.split('T').next()).unwrap_or("–")
}

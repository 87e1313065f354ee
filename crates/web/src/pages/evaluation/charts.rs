//! The charts of the evaluation page, each with its sentence and its table.

use super::words;
use crate::chart::{
    Arc, Figure, Flow, Layer, Network, Node, NodeKind, Sankey, Survival, Way, longest_s,
};
use crate::evaluations::Evaluated;
use crate::pages::load;
use crate::show::{Heading, View};
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};
use tandem_core::region::UnitKind;
use tandem_core::{Lang, UnitId};
use tandem_insight::evaluate::Duration;
use tandem_insight::ledger::Sent;
use tandem_insight::survival::Step;

/// Units of one level that the network shows.
const UNITS_MAX: usize = 12;
/// Ties that the network shows, and of these between levels.
const TIES_MAX: usize = 40;
const BETWEEN_MAX: usize = 16;
/// Steps of a curve that are drawn.
const STEPS_MAX: usize = 100;
/// Weeks of the calendar, the latest.
const WEEKS_MAX: i64 = 20;

/// All charts, under their headings.
pub(super) fn all(view: &View<'_>, found: &Evaluated) -> Markup {
    let messages = &found.messages;
    html! {
        @if !messages.is_empty() {
            section aria-labelledby="linkage" {
                (Heading { id: "linkage", text: view.t(words::LINKAGE), count: None })
                (flow(view, messages))
                (network(view, messages))
            }
        }
        section aria-labelledby="times" {
            (Heading { id: "times", text: view.t(words::TIMES), count: None })
            div.charts {
                (times(view, "until-lead", words::UNTIL_LEAD, &found.linkage.responsibility.unowned))
                (times(view, "until-receipt", words::UNTIL_RECEIPT, &found.linkage.communication.receipt))
                (closing(view, found))
            }
        }
        section aria-labelledby="load" {
            (Heading { id: "load", text: view.t(words::LOAD), count: None })
            (load::figure(view, &found.received, WEEKS_MAX))
        }
    }
}

fn rank(view: &View<'_>, unit: &UnitId) -> Option<usize> {
    let region = view.region();
    Some(region.area(&region.unit(unit)?.area)?.rank)
}

fn flow(view: &View<'_>, messages: &[Sent]) -> Markup {
    let mut counts: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for sent in messages {
        if let (Some(from), Some(to)) = (rank(view, &sent.from), rank(view, &sent.to)) {
            *counts.entry((from, to)).or_default() += sent.count;
        }
    }
    let flows = counts.into_iter().map(|((from, to), count)| Flow { from, to, count });
    let sankey = Sankey {
        levels: view.region().levels.iter().map(|l| view.text(&l.name).to_owned()).collect(),
        flows: flows.collect(),
        sides: [view.lang.pick("发出", "from"), view.lang.pick("收到", "to")],
        head: heads(
            view,
            [("发出", "From"), ("收到", "To"), ("方向", "Direction"), ("条数", "Messages")],
        ),
        ways: match view.lang {
            Lang::Zh => ["下行", "上行", "同级"],
            Lang::En => ["down", "up", "same level"],
        },
    };
    let sum = |way| {
        let flows = sankey.flows.iter().filter(|flow| flow.way() == way);
        flows.map(|flow| flow.count).sum::<u64>()
    };
    let (down, up, along) = (sum(Way::Down), sum(Way::Up), sum(Way::Along));
    let all = down + up + along;
    let says = match view.lang {
        Lang::Zh => format!(
            "单位之间{all}条往来：下行{down}条，上行{up}条，同级{along}条。带宽表示条数；下行为实色，上行有实线轮廓，同级为虚线轮廓。"
        ),
        Lang::En => format!(
            "{all} messages between units: {down} down, {up} up, {along} within a level. The wider, \
             the more; down is filled, up has a solid outline, within a level a dashed one."
        ),
    };
    Figure {
        id: "flow",
        title: view.t(words::FLOW),
        says: &says,
        drawing: sankey.draw(),
        table: sankey.table(),
    }
    .show(view)
}

fn heads<const N: usize>(view: &View<'_>, heads: [(&str, &str); N]) -> [String; N] {
    heads.map(|(zh, en)| view.lang.pick(zh, en).to_owned())
}

/// Messages between pairs of units, each way; the unit with the lesser id first.
type Pairs<'a> = BTreeMap<(&'a UnitId, &'a UnitId), (u64, u64)>;

fn pairs<'a>(view: &View<'_>, messages: &'a [Sent]) -> Pairs<'a> {
    let mut pairs = Pairs::new();
    let known = |sent: &&Sent| rank(view, &sent.from).is_some() && rank(view, &sent.to).is_some();
    for sent in messages.iter().filter(known) {
        let (one, other) = ((&sent.from).min(&sent.to), (&sent.from).max(&sent.to));
        let pair = pairs.entry((one, other)).or_default();
        *(if *one == sent.from { &mut pair.0 } else { &mut pair.1 }) += sent.count;
    }
    pairs
}

/// The ties that are drawn: first those between levels, which are few and what linkage is about,
/// then the strongest within; as long as both units find room in their columns.
fn chosen<'a>(view: &View<'_>, pairs: &Pairs<'a>) -> Vec<(&'a UnitId, &'a UnitId)> {
    let mut ties: Vec<_> =
        pairs.iter().map(|(pair, (there, back))| (*pair, there + back)).collect();
    let crosses = |(one, other): (&UnitId, &UnitId)| rank(view, one) != rank(view, other);
    ties.sort_by_key(|(pair, count)| (std::cmp::Reverse((crosses(*pair), *count)), *pair));
    let mut filled: BTreeMap<Option<usize>, BTreeSet<&UnitId>> = BTreeMap::new();
    let (mut kept, mut between) = (Vec::new(), 0);
    for (pair, _) in ties {
        let crossing = crosses(pair);
        if kept.len() >= TIES_MAX || (crossing && between >= BETWEEN_MAX) {
            continue;
        }
        let mut room = filled.clone();
        for unit in [pair.0, pair.1] {
            room.entry(rank(view, unit)).or_default().insert(unit);
        }
        if room.values().all(|units| units.len() <= UNITS_MAX) {
            filled = room;
            between += usize::from(crossing);
            kept.push(pair);
        }
    }
    kept
}

fn network(view: &View<'_>, messages: &[Sent]) -> Markup {
    let pairs = pairs(view, messages);
    let chosen = chosen(view, &pairs);
    let units: BTreeSet<&UnitId> = chosen.iter().flat_map(|(one, other)| [*one, *other]).collect();
    let all: BTreeSet<&UnitId> = pairs.keys().flat_map(|(one, other)| [*one, *other]).collect();
    let ranks: BTreeSet<usize> = units.iter().filter_map(|unit| rank(view, unit)).collect();
    let layer = |unit: &UnitId| {
        let rank = rank(view, unit);
        ranks.iter().position(|known| Some(*known) == rank).unwrap_or_default()
    };
    let place = |unit: &UnitId| units.iter().position(|known| *known == unit).unwrap_or_default();
    let arc = |(one, other): &(&UnitId, &UnitId)| {
        let (there, back) = pairs[&(*one, *other)];
        Arc { one: place(one), other: place(other), there, back }
    };
    let levels = &view.region().levels;
    let name = |rank: &usize| Layer { name: view.text(&levels[*rank].name).to_owned() };
    let network = Network {
        layers: ranks.iter().map(name).collect(),
        nodes: units.iter().map(|unit| node(view, unit, layer(unit))).collect(),
        arcs: chosen.iter().map(arc).collect(),
        head: heads(
            view,
            [("单位", "Unit"), ("与", "With"), ("发出", "Sent"), ("收到", "Received")],
        ),
    };
    let (ties, both) = (pairs.len(), pairs.values().filter(|(a, b)| *a > 0 && *b > 0).count());
    let (all, shown, drawn) = (all.len(), network.nodes.len(), network.arcs.len());
    let says = match view.lang {
        Lang::Zh => format!(
            "{all}个单位之间{ties}对往来，其中{both}对有来有往。图中为{shown}个单位的{drawn}对：先取跨级的，再取同级最多的；有来有往为实线，单向为虚线。菱形为协调机构，方形为办公室，圆点为部门。"
        ),
        Lang::En => format!(
            "{ties} pairs of {all} units tell each other something, {both} of them both ways. Drawn \
             are {drawn} pairs of {shown} units: those between levels first, then the strongest \
             within; both ways solid, one way dashed. A diamond is a coordinating body, a square a \
             desk, a dot a department."
        ),
    };
    let (drawing, table) = (network.draw(), network.table());
    Figure { id: "network", title: view.t(words::NETWORK), says: &says, drawing, table }.show(view)
}

fn node(view: &View<'_>, unit: &UnitId, layer: usize) -> Node {
    let kind = match view.region().unit(unit).map(|unit| unit.kind) {
        Some(UnitKind::CoordinatingBody) => NodeKind::CoordinatingBody,
        Some(UnitKind::Desk) => NodeKind::Desk,
        Some(UnitKind::Department) | None => NodeKind::Department,
    };
    Node { name: view.region().unit_name(unit, view.lang).to_owned(), kind, layer }
}

fn times(view: &View<'_>, id: &str, title: crate::words::Word, of: &Duration) -> Markup {
    curve(view, (id, title), (of.n, of.open, of.median_s), &of.curve)
}

fn closing(view: &View<'_>, found: &Evaluated) -> Markup {
    let of = &found.closing;
    let steps = of.thinned(STEPS_MAX);
    curve(view, ("until-closed", words::UNTIL_CLOSED), (of.n, of.open, of.by_share(0.5)), &steps)
}

fn curve(
    view: &View<'_>,
    (id, title): (&str, crate::words::Word),
    (n, open, median): (u64, u64, Option<f64>),
    steps: &[Step],
) -> Markup {
    if n == 0 || steps.is_empty() {
        return html! {};
    }
    let longest = longest_s(steps);
    let unit = match (longest > 72.0 * 3_600.0, longest > 7_200.0) {
        (true, _) => (86_400.0, view.lang.pick("天", "d")),
        (_, true) => (3_600.0, view.lang.pick("小时", "h")),
        _ => (60.0, view.lang.pick("分", "min")),
    };
    let survival = Survival {
        steps,
        n,
        unit,
        at_risk: view.lang.pick("尚未完成数", "still open"),
        head: heads(
            view,
            [
                ("时间", "Time"),
                ("此前未完成", "Open before"),
                ("完成", "Done"),
                ("仍未完成", "Still open"),
                ("95%区间", "95% interval"),
            ],
        ),
    };
    let half = median.map(|seconds| tandem_insight::words::span(seconds, view.lang));
    let says = match (view.lang, half) {
        (Lang::Zh, Some(half)) => format!(
            "一半在{half}内完成（n={n}，{open}项尚未完成，按观察时间计入）。阴影为95%区间。"
        ),
        (Lang::Zh, None) => format!("至今完成不到一半（n={n}，{open}项尚未完成）。阴影为95%区间。"),
        (Lang::En, Some(half)) => format!(
            "Half are done within {half} (n={n}, {open} still open and counted as long as watched). \
             The band is the 95% interval."
        ),
        (Lang::En, None) => format!(
            "Less than half are done so far (n={n}, {open} still open). The band is the 95% interval."
        ),
    };
    let (drawing, table) = (survival.draw(), survival.table());
    Figure { id, title: view.t(title), says: &says, drawing, table }.show(view)
}

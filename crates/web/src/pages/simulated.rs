//! Mechanisms side by side, as a simulation found them: dots with their intervals.

use crate::chart::{Figure, Interval, Intervals};
use crate::show::{Heading, View};
use crate::simulation::{About, Simulation};
use crate::words::Word;
use maud::{Markup, html};
use tandem_core::Lang;

const TITLE: Word = Word::new("机制比较（模拟）", "Mechanisms compared by simulation");

/// Figures that are shown where the simulation names none by which it orders.
const FIGURES_MAX: usize = 6;

/// The comparison, where the operator gave one.
pub(super) fn section(view: &View<'_>) -> Markup {
    let Some(simulation) = &view.app.simulation else { return html! {} };
    let named = |about: &&About| {
        simulation.orders.is_empty() || simulation.orders.iter().any(|o| o.figure == about.figure)
    };
    let shown = simulation.figures.iter().filter(named).take(FIGURES_MAX);
    html! {
        section aria-labelledby="simulated" {
            (Heading { id: "simulated", text: view.t(TITLE), count: None })
            p.late { (view.text(&simulation.simulated)) }
            p.meta { (setting(view, simulation)) }
            div.charts { @for about in shown { (figure(view, simulation, about)) } }
        }
    }
}

fn setting(view: &View<'_>, of: &Simulation) -> String {
    let Simulation { region, cases, seed, replications, horizon_days, .. } = of;
    match view.lang {
        Lang::Zh => format!(
            "地区{region}，每次{cases}件×{replications}次，种子{seed}，每案观察{horizon_days}天。圆点为均值，横线为95%区间；区间重叠的不可据此分高下。"
        ),
        Lang::En => format!(
            "Region {region}, {cases} matters × {replications} replications, seed {seed}, each watched \
             for {horizon_days} days. A dot is the mean, the line its 95% interval; where lines overlap \
             nothing can be told apart from them."
        ),
    }
}

fn figure(view: &View<'_>, simulation: &Simulation, about: &About) -> Markup {
    let rows = simulation.mechanisms.iter().map(|of| {
        let found = of.figures.iter().find(|estimate| estimate.figure == about.figure);
        let name = match view.text(&of.name) {
            "" => of.mechanism.clone(),
            name => name.to_owned(),
        };
        Interval {
            name,
            value: found.and_then(|estimate| estimate.mean),
            low: found.and_then(|estimate| estimate.low),
            high: found.and_then(|estimate| estimate.high),
            n: found.map_or(0, |estimate| estimate.n),
        }
    });
    let head = match view.lang {
        Lang::Zh => ["机制", "均值", "下限", "上限", "次数"],
        Lang::En => ["Mechanism", "Mean", "From", "To", "Replications"],
    };
    let none = view.lang.pick("未达到", "not reached").to_owned();
    let intervals = Intervals { rows: rows.collect(), none, head: head.map(str::to_owned) };
    let (drawing, table) = (intervals.draw(), intervals.table());
    let told = table.rows.iter().map(|row| match view.lang {
        Lang::Zh => format!("{}：{}（{}–{}）", row[0], row[1], row[2], row[3]),
        Lang::En => format!("{}: {} ({}–{})", row[0], row[1], row[2], row[3]),
    });
    let says = told.collect::<Vec<_>>().join(view.lang.pick("；", "; "));
    let id = format!("sim-{}", about.figure);
    Figure { id: &id, title: view.text(&about.words), says: &says, drawing, table }.show(view)
}

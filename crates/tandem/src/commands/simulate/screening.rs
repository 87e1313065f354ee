//! Which assumptions the comparison hangs on, in sentences.

use super::super::parallel::{on_all_cores, progress};
use super::super::print;
use anyhow::Result;
use serde::Serialize;
use tandem_core::Lang;
use tandem_core::mechanism::Mechanism;
use tandem_sim::{
    Broken, Draws, Figure, Output, Parameter, Paths, Plan, Replication, Rows, Screened, Screening,
    Shares, Weight, heaviest, replicate_at, screening, variance_shares,
};

/// Assumptions whose shares of variance are worked out.
const HEAVIEST: usize = 6;

/// What screening found.
#[derive(Serialize)]
pub(super) struct Screens {
    pub(super) screening: Screening,
    pub(super) variance_shares: Option<Vec<Shares>>,
}

/// Walks so many paths through the space of assumptions; then, where rows are asked for, works out
/// the shares of variance of the heaviest assumptions, the rest as assumed.
pub(super) fn screens(
    plan: Plan<'_>,
    mechanisms: &[Mechanism],
    paths: u64,
    rows: Option<u32>,
) -> Result<Screens, Broken> {
    let draws = Draws::new(plan.seed);
    let walk = Paths::new(Parameter::ALL.len(), paths, draws);
    let points: Vec<(u64, &[f64])> = walk.points().collect();
    let at_points = at_points(plan, mechanisms, Parameter::ALL, &points)?;
    let screening = screening(plan.offices, mechanisms, &walk, &at_points);
    let shares = |rows: u32| -> Result<_, Broken> {
        let named = heaviest(&screening, HEAVIEST);
        let rows = Rows::new(named.len(), rows as usize, draws);
        let points: Vec<(u64, &[f64])> = rows.points().collect();
        let ran = self::at_points(plan, mechanisms, &named, &points)?;
        Ok(variance_shares(&named, mechanisms, &rows, &ran))
    };
    let variance_shares = rows.map(shares).transpose()?;
    Ok(Screens { screening, variance_shares })
}

fn at_points(
    plan: Plan<'_>,
    mechanisms: &[Mechanism],
    named: &[Parameter],
    points: &[(u64, &[f64])],
) -> Result<Vec<Replication>, Broken> {
    on_all_cores(points.len(), &progress(points.len() as u64), |at| {
        let (nth, point) = points[at];
        replicate_at(plan, mechanisms, (named, point), nth)
    })
}

impl Screens {
    pub(super) fn print(&self, lang: Lang) -> Result<()> {
        let Screening { paths, points, outputs } = &self.screening;
        print(&match lang {
            Lang::Zh => format!(
                "\n假设筛选（莫里斯法）：{paths}条路径、{points}个点，各假设在其合理范围内同时变动；\
                 μ*为单独走完全程的平均影响［95%区间］，σ为不一致程度"
            ),
            Lang::En => format!(
                "\nScreening of assumptions (Morris): {paths} paths, {points} points, all \
                 assumptions moved over their plausible ranges; μ* is the mean size of the effect \
                 of the whole range [95 % interval], σ how little the effects are alike"
            ),
        })?;
        for output in outputs.iter().filter(|output| output.with.is_some()) {
            print_output(output, lang)?;
        }
        for shares in self.variance_shares.iter().flatten() {
            print_shares(shares, lang)?;
        }
        Ok(())
    }
}

fn print_output(output: &Output, lang: Lang) -> Result<()> {
    let Output { mechanism, with, figure, mean, same_side, n, assumptions } = output;
    let (with, side) = (with.as_deref().unwrap_or_default(), 100.0 * same_side);
    let about = Figure::all().find(|known| known.name == *figure).map(Figure::words);
    let words = about.as_ref().map_or("", |words| words.get(lang));
    let unit = if figure.ends_with("_h") { 1 } else { 3 };
    print(&match lang {
        Lang::Zh => format!(
            "\n{mechanism} 减去 {with}，{words}：全部假设空间内平均{mean:.unit$}，{n}个点中{side:.0}%在同一侧"
        ),
        Lang::En => format!(
            "\n{mechanism} less {with}, {words}: {mean:.unit$} on average over the space of \
             assumptions, on the same side at {side:.0} % of {n} points"
        ),
    })?;
    let of = |weight: Weight| assumptions.iter().filter(move |one| one.weight == weight);
    for (weight, title) in [
        (
            Weight::Decides,
            lang.pick("  全程影响不小于差值本身", "  moves it by as much as the whole"),
        ),
        (Weight::Moves, lang.pick("  明显影响", "  moves it")),
    ] {
        for one in of(weight) {
            let Screened { parameter, from, to, effect, .. } = one;
            print(&format!(
                "{title}: {parameter} ({from}–{to}) μ* {:.unit$} [{:.unit$}, {:.unit$}], μ {:+.unit$}, σ {:.unit$}",
                effect.size, effect.low, effect.high, effect.mean, effect.deviation
            ))?;
        }
    }
    for (weight, title) in [
        (Weight::Unclear, lang.pick("  路径太少，无法判断", "  too few paths to tell")),
        (Weight::Hardly, lang.pick("  影响不到十分之一", "  move it by less than a tenth")),
    ] {
        let names: Vec<_> = of(weight).map(|one| one.parameter).collect();
        if !names.is_empty() {
            print(&format!("{title} ({}): {}", names.len(), names.join(", ")))?;
        }
    }
    Ok(())
}

fn print_shares(shares: &Shares, lang: Lang) -> Result<()> {
    let Shares { mechanism, with, figure, assumptions } = shares;
    let with = with.as_deref().unwrap_or_default();
    let title = lang.pick(
        "方差份额（索博尔）：单独、连同其他［95%区间］",
        "shares of variance (Sobol): alone, with all others [95 % interval]",
    );
    print(&format!("\n{mechanism} − {with}, {figure}, {title}"))?;
    for (parameter, share) in assumptions {
        let (first, total) = (share.first, share.total);
        print(&format!(
            "  {parameter:<22} {:>5.2} [{:.2}, {:.2}]  {:>5.2} [{:.2}, {:.2}]",
            first.value, first.low, first.high, total.value, total.low, total.high
        ))?;
    }
    Ok(())
}

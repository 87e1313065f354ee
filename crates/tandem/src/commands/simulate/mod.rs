//! `simulate`: mechanisms side by side, handled by simulated officials.

mod screening;

use super::parallel::{on_all_cores, progress};
use super::runs::Runs;
use super::{Shell, print};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use indicatif::ProgressBar;
use screening::{Screens, screens};
use serde::Serialize;
use std::process::ExitCode;
use tandem_core::mechanism::Mechanism;
use tandem_core::{Lang, Text};
use tandem_sim::{
    Broken, Comparison, Estimate, Figure, ORDERED_BY, Offices, Parameter, Place, Plan, Season,
    Sensitivity, Standing, Verdict, compare, order, replicate, sensitivity,
    sensitivity_comparisons,
};

/// Compare mechanisms by simulated officials on identical matters
///
/// Officials are simulated: what they do is assumed (see `--offices`), only the rules are real. Each
/// replication brings the same matters to every mechanism, with common random numbers, through the
/// core that runs in production. Figures come with 95 % intervals over replications, differences
/// are paired. `--sensitivity` halves and doubles each assumption, one at a time, and tells whether
/// the order of mechanisms survives. `--screening` moves all assumptions over their plausible
/// ranges and tells on which of them the differences hang.
#[derive(Debug, Args)]
pub(super) struct Simulate {
    /// Mechanisms, by name or file; the first is what the others are compared with
    #[arg(value_name = "MECHANISM", required = true)]
    mechanisms: Vec<String>,
    #[command(flatten)]
    runs: Runs,
    /// Replications; intervals need at least two
    #[arg(long, default_value_t = 10, value_name = "K", value_parser = clap::value_parser!(u64).range(1..=10_000))]
    replications: u64,
    /// Days for which each case is watched
    #[arg(long, default_value_t = 60, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=200))]
    horizon: u32,
    /// Halve and double each assumption, one at a time
    #[arg(long)]
    sensitivity: bool,
    /// Walk so many paths through the space of all assumptions and say on which the differences hang
    #[arg(long, value_name = "R", value_parser = clap::value_parser!(u64).range(2..=1_000))]
    screening: Option<u64>,
    /// With --screening: rows for the shares of variance of the heaviest assumptions
    #[arg(long, value_name = "ROWS", requires = "screening", value_parser = clap::value_parser!(u32).range(8..=100_000))]
    shares: Option<u32>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// The JSON document.
#[derive(Serialize)]
struct Document<'a> {
    simulated: Text,
    region: &'a str,
    from: String,
    cases: u32,
    seed: u64,
    replications: u64,
    horizon_days: u32,
    assumptions: &'a [tandem_sim::Entry],
    season: &'a Season,
    figures: Vec<About>,
    #[serde(flatten)]
    comparison: &'a Comparison,
    orders: Vec<Order>,
    sensitivity: Option<&'a [Sensitivity]>,
    #[serde(flatten)]
    screens: Option<&'a Screens>,
}

#[derive(Serialize)]
struct About {
    figure: &'static str,
    words: Text,
    better: tandem_sim::Better,
}

/// Mechanisms by a figure, from the least to the most.
#[derive(Serialize)]
struct Order {
    figure: &'static str,
    order: Vec<String>,
}

/// What every print-out says first.
pub(super) fn banner() -> Text {
    Text::new(
        "官员由程序模拟，行为均为假设，不是对任何真实单位的评价；规则、期限和提级由真实内核执行",
        "Officials are simulated and their behaviour is assumed; nothing here is a finding about a \
         real office. Rules, deadlines and escalation are carried out by the real core",
    )
}

impl Simulate {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let (region, _) = shell.files.region(&self.runs.region)?;
        let calendar = shell.files.calendar(&region.calendar)?;
        let mut mechanisms: Vec<Mechanism> = Vec::new();
        for name in &self.mechanisms {
            let (mechanism, _) = shell.files.mechanism(name)?;
            if mechanisms.iter().any(|known| known.id == mechanism.id) {
                bail!("mechanism `{}` is named twice", mechanism.id);
            }
            mechanisms.push(mechanism);
        }
        let offices = self.runs.behaviour()?;
        let first = mechanisms.first().context("no mechanism is named")?;
        let place = Place::new(&region, &calendar, first)?;
        let plan = self.runs.plan(&place, &offices, (self.replications, self.horizon));
        let comparison = compared(plan, &mechanisms, &progress(self.replications))?;
        let sensitivity = if self.sensitivity {
            let bar = progress(self.replications * sensitivity_comparisons(plan));
            Some(sensitivity(plan, &comparison, |plan| compared(plan, &mechanisms, &bar))?)
        } else {
            None
        };
        let screens = self.screening.map(|paths| screens(plan, &mechanisms, paths, self.shares));
        let screens = screens.transpose()?;
        let from = calendar.local(place.start_at()).date().to_string();
        let orders = ORDERED_BY.map(|figure| Order { figure, order: order(&comparison, figure) });
        let document = Document {
            simulated: banner(),
            region: &region.id,
            from,
            cases: self.runs.cases,
            seed: self.runs.seed,
            replications: self.replications,
            horizon_days: self.horizon,
            assumptions: offices.entries(),
            season: &offices.season,
            figures: Figure::all().map(about).collect(),
            comparison: &comparison,
            orders: orders.into(),
            sensitivity: sensitivity.as_deref(),
            screens: screens.as_ref(),
        };
        if self.json {
            print(&serde_json::to_string(&document)?)?;
        } else {
            document.print(shell.lang, &offices)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn about(figure: &Figure) -> About {
    About { figure: figure.name, words: figure.words(), better: figure.better }
}

/// Runs all replications on all cores.
pub(super) fn compared(
    plan: Plan<'_>,
    mechanisms: &[Mechanism],
    bar: &ProgressBar,
) -> Result<Comparison, Broken> {
    let job = |nth| replicate(plan, mechanisms, nth as u64);
    Ok(compare(plan, mechanisms, on_all_cores(plan.replications as usize, bar, job)?))
}

impl Document<'_> {
    fn print(&self, lang: Lang, offices: &Offices) -> Result<()> {
        print(banner().get(lang))?;
        self.print_setting(lang, offices)?;
        self.print_figures(lang)?;
        self.print_differences(lang)?;
        self.print_loads(lang)?;
        self.print_sensitivity(lang)?;
        self.screens.map_or(Ok(()), |screens| screens.print(lang))
    }

    fn print_setting(&self, lang: Lang, offices: &Offices) -> Result<()> {
        let Self { region, from, cases, seed, replications, horizon_days, .. } = self;
        let mechanisms = &self.comparison.mechanisms;
        let entries: u64 = mechanisms.iter().map(|of| of.entries).sum();
        let checks: u64 = mechanisms.iter().map(|of| of.invariant_checks).sum();
        print(&match lang {
            Lang::Zh => format!(
                "地区{region}，自{from}起；每次{cases}件×{replications}次，种子{seed}，每案观察{horizon_days}天；\
                 台账条目{entries}，不变量检查{checks}次，无一违反"
            ),
            Lang::En => format!(
                "Region {region} from {from}; {cases} matters × {replications} replications, seed \
                 {seed}, each case watched for {horizon_days} days; {entries} ledger entries, \
                 {checks} checks of invariants, none broken"
            ),
        })?;
        print(lang.pick(
            "结果取决于以下假设（先验注明来源，其余均为假设；--offices 可替换，--sensitivity 可检验）：",
            "What drives the result (priors name a source, the rest is assumed; replace with \
             --offices, test with --sensitivity):",
        ))?;
        for parameter in Parameter::ALL {
            let entry = &offices.entries()[*parameter as usize];
            let standing = match entry.standing {
                Standing::Prior => lang.pick("先验", "prior"),
                Standing::Assumption => lang.pick("假设", "assumed"),
                Standing::Measured => lang.pick("实测", "measured"),
            };
            let source = match entry.source.as_str() {
                "" => String::new(),
                source => format!(": {source}"),
            };
            let (words, value) = (entry.words.get(lang), entry.value);
            print(&format!("  {:<22} {value:<6} {words} ({standing}{source})", entry.name))?;
        }
        Ok(())
    }

    fn print_figures(&self, lang: Lang) -> Result<()> {
        for of in &self.comparison.mechanisms {
            print(&format!("\n{} {}", of.mechanism, of.name.get(lang)))?;
            for (figure, estimate) in self.figures.iter().zip(&of.figures) {
                let (words, value) = (figure.words.get(lang), shown(estimate, lang));
                print(&format!("  {value:<26} {words}"))?;
            }
        }
        Ok(())
    }

    fn print_differences(&self, lang: Lang) -> Result<()> {
        let Some(first) = self.comparison.mechanisms.first() else { return Ok(()) };
        let against = self.comparison.differences.iter().filter(|d| d.with == first.mechanism);
        let mut last = "";
        for difference in against {
            if difference.mechanism != last {
                last = &difference.mechanism;
                let title = lang.pick(
                    "减去（同一批来件，逐次配对；* 表示区间不含零）",
                    "less (identical matters, paired; * where the interval leaves out zero)",
                );
                print(&format!("\n{} {title} {}", difference.mechanism, first.mechanism))?;
            }
            let about = self.figures.iter().find(|a| a.figure == difference.estimate.figure);
            let words = about.map_or("", |about| about.words.get(lang));
            let sure = if difference.verdict == Verdict::Undecided { " " } else { "*" };
            print(&format!("  {sure} {:<26} {words}", shown(&difference.estimate, lang)))?;
        }
        Ok(())
    }

    fn print_loads(&self, lang: Lang) -> Result<()> {
        let title = lang.pick(
            "各类单位负荷：每周每单位事项数；人手占用，平均与最忙单位",
            "Load of offices: jobs an office and week; hands taken, mean and busiest office",
        );
        print(&format!("\n{title}"))?;
        for of in &self.comparison.mechanisms {
            for load in &of.loads {
                print(&format!(
                    "  {:<14} {:<8} {:<18} {:>7.1} {:>5.1}% {:>5.1}%",
                    of.mechanism,
                    load.level.as_str(),
                    load.kind,
                    load.jobs_per_week,
                    100.0 * load.taken_mean,
                    100.0 * load.taken_max
                ))?;
            }
        }
        Ok(())
    }

    fn print_sensitivity(&self, lang: Lang) -> Result<()> {
        for Order { figure, order } in &self.orders {
            let by = lang.pick("由小到大，按", "From the least to the most, by");
            print(&format!("\n{by} {figure}: {}", order.join(" < ")))?;
            let Some(all) = self.sensitivity else { continue };
            let here = all.iter().filter(|found| found.figure == *figure);
            let turned: Vec<_> = here.clone().filter(|found| !found.turned.is_empty()).collect();
            let (tried, n) = (here.count(), turned.len());
            print(&match lang {
                Lang::Zh => format!("  各假设减半、加倍共{tried}次，可分辨的次序在{n}次中改变"),
                Lang::En => format!(
                    "  {tried} times an assumption was halved or doubled; what could be told \
                     apart came the other way round in {n}"
                ),
            })?;
            for found in turned {
                let pairs = found.turned.iter().map(|(one, other)| format!("{one} / {other}"));
                let pairs: Vec<_> = pairs.collect();
                let Sensitivity { parameter, factor, value, .. } = found;
                print(&format!("  {parameter} ×{factor} = {value}: {}", pairs.join(", ")))?;
            }
        }
        Ok(())
    }
}

/// A mean with its interval.
fn shown(estimate: &Estimate, lang: Lang) -> String {
    let Some(mean) = estimate.mean else {
        return lang.pick("未达到", "not reached").to_owned();
    };
    // Hours and counts need no thousandths; shares do.
    let largest = [Some(mean), estimate.low, estimate.high].into_iter().flatten();
    let d = match largest.fold(0.0, |most: f64, value| most.max(value.abs())) {
        100.0.. => 0,
        10.0.. => 1,
        1.5.. => 2,
        _ => 3,
    };
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => format!("{mean:.d$} [{low:.d$}, {high:.d$}]"),
        _ => format!("{mean:.d$}"),
    }
}

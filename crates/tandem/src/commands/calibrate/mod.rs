//! `calibrate`: figures of behaviour from data, and how well they hold on months kept back.

mod held_out;
mod observed;

use super::parallel::{on_all_cores, progress};
use super::runs::Runs;
use super::{Shell, print, say};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use held_out::{Compared, Sides, compared};
use indicatif::ProgressBar;
use observed::{Columns, Observed};
use serde::Serialize;
use std::path::PathBuf;
use std::process::ExitCode;
use tandem_core::mechanism::Mechanism;
use tandem_core::{Lang, Text};
use tandem_sim::calibrate::{
    Fitted, HeldOut, Interval, Months, Simulated, fit_again, quantile, search, season, share,
    simulate_once, widest_half, write,
};
use tandem_sim::{Broken, Draws, Name, Offices, Parameter, Place, Plan, Season};

/// Fit figures of behaviour to data, and compare with months kept back
///
/// From event logs: how long a matter waits until the next group takes it up, and how often it is
/// passed on. From messages with replies: when matters come in, and through the simulation how long
/// field work takes. The earlier months are fitted, the later ones compared. What the data cannot
/// tell stays as it was and is listed. Data of other offices say how such work goes there: better
/// than a guess, and no finding about the offices that are simulated.
#[derive(Debug, Args)]
pub(super) struct Calibrate {
    /// Event logs as `evaluate` reads them; all with the same columns
    #[arg(long = "log", value_name = "FILE")]
    logs: Vec<PathBuf>,
    #[command(flatten)]
    columns: Columns,
    /// Activity by which a matter is passed on, such as Reassignment
    #[arg(long, value_name = "ACTIVITY", requires = "logs")]
    passed_on: Option<String>,
    /// Messages, one JSON object a line: time, reply_time if there was one
    #[arg(long, value_name = "FILE")]
    messages: Option<PathBuf>,
    /// Times at which matters came up, in the first column; used where there are no messages
    #[arg(long, value_name = "FILE")]
    series: Option<PathBuf>,
    /// Where the figures are written, for `simulate --offices`
    #[arg(long, value_name = "OFFICES.toml")]
    output: PathBuf,
    /// The mechanism by which those who replied are taken to have worked
    #[arg(long, default_value = "hop-by-hop", value_name = "MECHANISM")]
    mechanism: String,
    #[command(flatten)]
    runs: Runs,
    /// Replications of each simulation
    #[arg(long, default_value_t = 4, value_name = "K", value_parser = clap::value_parser!(u64).range(1..=10_000))]
    replications: u64,
    /// Days for which each case is watched; longer delays are cut there on both sides
    #[arg(long, default_value_t = 120, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=200))]
    horizon: u32,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// How often waits are drawn again for intervals.
const DRAWN_AGAIN: usize = 100;

/// Halvings of a range by logarithm: a range of 1 to 1000 is known to 3 % then.
const STEPS: u32 = 8;

/// Field work in office hours, between which is searched.
const FIELD_HOURS: (f64, f64) = (0.5, 500.0);

/// The deviation of its logarithm, likewise.
const FIELD_SPREAD: (f64, f64) = (0.2, 3.0);

/// The JSON document.
#[derive(Serialize)]
struct Document {
    about: Text,
    months: Vec<(&'static str, Months)>,
    fitted: Vec<Fitted>,
    season: Option<FittedSeason>,
    told: Vec<Told>,
    unchanged: Vec<&'static str>,
    held_out: Vec<Compared>,
}

#[derive(Serialize)]
struct FittedSeason {
    #[serde(flatten)]
    season: Season,
    /// Half of the widest 95 % interval of an hour's share.
    hours_half: f64,
    /// The same of a weekday's share.
    weekdays_half: f64,
}

/// What the data tell that no figure can take.
#[derive(Serialize)]
struct Told {
    words: Text,
    #[serde(flatten)]
    value: Interval,
}

/// What every print-out says first.
fn banner() -> Text {
    Text::new(
        "以下数值来自所给数据的单位和流程，不是对被模拟单位的评价；换用本地台账更好",
        "These figures come from the offices and processes of the given data; they are no finding \
         about the offices that are simulated, and a ledger of your own is better",
    )
}

/// What a run of the simulation needs.
struct Bench<'a> {
    plan: Plan<'a>,
    mechanism: &'a Mechanism,
    bar: ProgressBar,
}

impl Calibrate {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        if self.logs.is_empty() && self.messages.is_none() && self.series.is_none() {
            bail!("there is nothing to fit; name --log, --messages or --series");
        }
        let base = self.runs.behaviour()?;
        let (region, _) = shell.files.region(&self.runs.region)?;
        let calendar = shell.files.calendar(&region.calendar)?;
        let (mechanism, _) = shell.files.mechanism(&self.mechanism)?;
        let place = Place::new(&region, &calendar, &mechanism)?;
        let observed = Observed::read(self, shell)?;
        let bench = Bench {
            plan: self.runs.plan(&place, &base, (self.replications, self.horizon)),
            mechanism: &mechanism,
            bar: progress(0),
        };
        let mut fitted = self.log_figures(&observed)?;
        let season = self.season(&observed)?;
        let mut offices = fitted.iter().fold(base.clone(), |offices, one| offices.measured(one));
        if let Some(season) = &season {
            offices.season = season.season.clone();
        }
        let from_replies = self.reply_figures(&bench, &observed, &offices)?;
        if from_replies.is_empty() && observed.replies.is_some() {
            say(shell.lang.pick(
                "现场处置取任何时长，模拟的答复都不能与观测的中位数一致；该参数保持不变",
                "no length of field work makes the simulated replies as quick or slow as the \
                 observed ones; it stays as it was",
            ));
        }
        for one in from_replies {
            offices = offices.measured(&one);
            fitted.push(one);
        }
        let sides = Sides {
            calibrated: &bench.simulated(&offices)?,
            assumed: &bench.simulated(&base)?,
            horizon_h: f64::from(self.horizon) * 24.0,
            draws: Draws::new(self.runs.seed),
        };
        let known = |parameter: &&Parameter| fitted.iter().any(|one| one.parameter == **parameter);
        let unchanged = Parameter::ALL.iter().filter(|p| !known(p)).map(|p| p.name()).collect();
        let document = Document {
            about: banner(),
            months: observed.months(),
            told: told(&observed),
            held_out: compared(&observed, &sides),
            unchanged,
            season,
            fitted,
        };
        let output = self.output.display();
        std::fs::write(&self.output, write(&offices)).with_context(|| format!("write {output}"))?;
        say(&format!("{} {output}", shell.lang.pick("已写入", "wrote")));
        if self.json {
            print(&serde_json::to_string(&document)?)?;
        } else {
            document.print(shell.lang)?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// What the log tells about reaction and about passing on.
    fn log_figures(&self, observed: &Observed) -> Result<Vec<Fitted>> {
        let Some((name, handoffs)) = &observed.handoffs else { return Ok(Vec::new()) };
        let waits = handoffs.waits.iter().map(|wait| wait.from);
        let kept = HeldOut::of(waits).with_context(|| {
            format!("{name}: the waits fall into one month; a month must be kept back")
        })?;
        let early = handoffs.only(|at| !kept.holds(at));
        let minutes: Vec<f64> = early.waits.iter().map(|wait| wait.office_minutes).collect();
        let months = shown_months(early.waits.iter().map(|wait| wait.from));
        let source =
            |what: &str, n: usize| format!("{name}: {n} {what}, {months}, of other offices");
        let draw = Draws::new(self.runs.seed).stream(name_of(0));
        let mut fitted = Vec::new();
        if let Some(found) = fit_again(&minutes, DRAWN_AGAIN, draw) {
            let source = source("waits of office hours until the next group acted", minutes.len());
            let pairs = [
                (Parameter::ReactionMinutes, found.median),
                (Parameter::ReactionSpread, found.spread),
                (Parameter::ShareLate, found.late),
                (Parameter::LateFactor, found.factor),
            ];
            fitted.extend(pairs.map(|(parameter, value)| Fitted {
                parameter,
                value,
                source: source.clone(),
            }));
        }
        fitted.extend(share(&early.passed_on).map(|value| Fitted {
            parameter: Parameter::ShareMisrouted,
            value,
            source: source("cases, passed on at least once", early.passed_on.len()),
        }));
        Ok(fitted)
    }

    /// When matters come in, from messages or else from the series or else from the log.
    fn season(&self, observed: &Observed) -> Result<Option<FittedSeason>> {
        let Some((name, times)) = observed.arrivals() else { return Ok(None) };
        let Some(kept) = HeldOut::of(times.iter().copied()) else {
            bail!("{name}: all times are in one month; a month must be kept back");
        };
        let early: Vec<_> = times.iter().copied().filter(|at| !kept.holds(*at)).collect();
        let months = shown_months(early.iter().copied());
        let season = season(&early, format!("{name}: {} times, {months}", early.len()));
        let (hours_half, weekdays_half) =
            (widest_half(&season.hours), widest_half(&season.weekdays));
        Ok(Some(FittedSeason { season, hours_half, weekdays_half }))
    }

    /// How long field work takes, so that the simulated time until the lead's account is accepted
    /// has the median of the observed time to the reply, and the ratio of its ninth decile to it.
    fn reply_figures(
        &self,
        bench: &Bench<'_>,
        observed: &Observed,
        offices: &Offices,
    ) -> Result<Vec<Fitted>> {
        let Some((name, replies)) = &observed.replies else { return Ok(Vec::new()) };
        let Some(kept) = HeldOut::of(replies.iter().map(|reply| reply.0)) else {
            bail!("{name}: all messages are in one month; a month must be kept back");
        };
        let early: Vec<_> = replies.iter().filter(|reply| !kept.holds(reply.0)).collect();
        let horizon_h = f64::from(self.horizon) * 24.0;
        let hours: Vec<f64> = early.iter().map(|reply| reply.1.min(horizon_h)).collect();
        let source = format!(
            "{name}: {} replies, {}, under {} with the other figures of this file",
            hours.len(),
            shown_months(early.iter().map(|reply| reply.0)),
            bench.mechanism.id
        );
        let aim = Aim::of(&hours).context("there is no reply to fit")?;
        let mut found = bench.field_work(offices, &aim, &source)?;
        let draw = Draws::new(self.runs.seed).stream(name_of(1));
        let now = found.iter().fold(offices.clone(), |offices, one| offices.measured(one));
        let Some(hours_found) = found.first_mut() else { return Ok(found) };
        // How sure the data make it, carried through the same search.
        let (low, high) = aim.medians(&hours, draw);
        let ends = [bench.field_hours(&now, low)?, bench.field_hours(&now, high)?];
        let value = hours_found.value.value;
        let (low, high) = (ends[0].unwrap_or(FIELD_HOURS.0), ends[1].unwrap_or(FIELD_HOURS.1));
        hours_found.value = Interval { value, low: low.min(value), high: high.max(value) };
        Ok(found)
    }
}

fn fitted(parameter: Parameter, value: f64, source: &str) -> Fitted {
    let value = Interval { value, low: value, high: value };
    Fitted { parameter, value, source: source.to_owned() }
}

/// Streams of this command; no office has them.
fn name_of(nth: u64) -> Name {
    Name { case: 0, office: 0, purpose: 5_000, nth }
}

fn shown_months(times: impl Iterator<Item = tandem_insight::log::Micros>) -> String {
    Months::of(times).map_or_else(String::new, |months| format!("{}–{}", months.first, months.last))
}

/// What the simulation is to reach.
struct Aim {
    median: f64,
    /// The ninth decile over the median.
    width: f64,
}

impl Aim {
    fn of(hours: &[f64]) -> Option<Self> {
        let median = quantile(hours, 0.5)?;
        Some(Self { median, width: quantile(hours, 0.9)? / median.max(f64::MIN_POSITIVE) })
    }

    /// 95 % interval of the median, by drawing the data again.
    fn medians(&self, hours: &[f64], mut draw: tandem_sim::Stream) -> (f64, f64) {
        let mut again = Vec::with_capacity(DRAWN_AGAIN);
        for _ in 0..DRAWN_AGAIN {
            let drawn: Vec<f64> = hours.iter().map(|_| hours[draw.below(hours.len())]).collect();
            again.extend(quantile(&drawn, 0.5));
        }
        let at = |share| quantile(&again, share).unwrap_or(self.median);
        (at(0.025), at(0.975))
    }
}

impl Bench<'_> {
    /// All replications under some offices, put together.
    fn simulated(&self, offices: &Offices) -> Result<Simulated, Broken> {
        let plan = Plan { offices, ..self.plan };
        let n = plan.replications as usize;
        let ran =
            on_all_cores(n, &self.bar, |nth| simulate_once(plan, self.mechanism, nth as u64))?;
        Ok(ran.into_iter().fold(Simulated::default(), |mut all, one| {
            all.answered_h.extend(one.answered_h);
            all.taken_up_minutes.extend(one.taken_up_minutes);
            all.came_at_h.extend(one.came_at_h);
            all
        }))
    }

    /// Field work under which the simulated answers have the aim; nothing where no length of it
    /// has the median, its length alone where no spread has the width.
    fn field_work(
        &self,
        offices: &Offices,
        aim: &Aim,
        source: &str,
    ) -> Result<Vec<Fitted>, Broken> {
        let mut now = offices.clone();
        let mut found = Vec::new();
        // The two hang together a little: the spread moves the median of what waits for several.
        for _ in 0..2 {
            let Some(hours) = self.field_hours(&now, aim.median)? else { break };
            let hours = fitted(Parameter::FieldWorkHours, hours, source);
            now = now.measured(&hours);
            found = vec![hours];
            let Some(spread) = self.field_spread(&now, aim.width)? else { break };
            let spread = fitted(Parameter::FieldWorkSpread, spread, source);
            now = now.measured(&spread);
            found.push(spread);
        }
        Ok(found)
    }

    fn field_hours(&self, offices: &Offices, median: f64) -> Result<Option<f64>, Broken> {
        search(FIELD_HOURS, median, STEPS, |hours| {
            let offices = offices.measured(&fitted(Parameter::FieldWorkHours, hours, ""));
            Ok(quantile(&self.simulated(&offices)?.answered_h, 0.5).unwrap_or(0.0))
        })
    }

    fn field_spread(&self, offices: &Offices, width: f64) -> Result<Option<f64>, Broken> {
        search(FIELD_SPREAD, width, STEPS, |spread| {
            let offices = offices.measured(&fitted(Parameter::FieldWorkSpread, spread, ""));
            let answered = self.simulated(&offices)?.answered_h;
            Ok(Aim::of(&answered).map_or(0.0, |aim| aim.width))
        })
    }
}

fn told(observed: &Observed) -> Vec<Told> {
    let handoffs = observed.handoffs.as_ref();
    let returned = handoffs.and_then(|(_, handoffs)| share(&handoffs.returned));
    let words = Text::new(
        "流转后又直接转回的比例；转回也可能是办完交回，不能当作退单率",
        "share of handovers that went straight back; going back can be an answer too, so that it is \
         not taken for the share sent back",
    );
    returned.into_iter().map(|value| Told { words: words.clone(), value }).collect()
}

impl Document {
    fn print(&self, lang: Lang) -> Result<()> {
        print(self.about.get(lang))?;
        let offices = Offices::default();
        print(&format!("\n{}", lang.pick("由数据得出：", "From the data:")))?;
        for Fitted { parameter, value, source } in &self.fitted {
            let entry = &offices.entries()[*parameter as usize];
            let (name, words) = (entry.name, entry.words.get(lang));
            print(&format!("  {name:<18} {} {words}\n    {source}", shown(value)))?;
        }
        if let Some(found) = &self.season {
            let (hours, days) = (100.0 * found.hours_half, 100.0 * found.weekdays_half);
            let source = &found.season.source;
            print(&match lang {
                Lang::Zh => format!(
                    "  season 来件的时段与星期分布（各时段±{hours:.1}、各日±{days:.1}个百分点以内）\n    {source}"
                ),
                Lang::En => format!(
                    "  season hours and weekdays of arrivals (within ±{hours:.1} points an hour, \
                     ±{days:.1} a weekday)\n    {source}"
                ),
            })?;
        }
        for Told { words, value } in &self.told {
            print(&format!("  {} {}", shown(value), words.get(lang)))?;
        }
        let title =
            lang.pick("数据无法说明、保持不变：", "What the data cannot tell stays as it was:");
        print(&format!("\n{title} {}", self.unchanged.join(", ")))?;
        self.print_held_out(lang)
    }

    fn print_held_out(&self, lang: Lang) -> Result<()> {
        let title = lang.pick(
            "留出月份：模拟与观测的距离（KS；W1，时长取自然对数，时刻以小时计）［95%区间］",
            "Months kept back: distance of simulated and observed (KS; W1 on the natural logarithm \
             of durations, in hours for times of day) [95 % interval]",
        );
        print(&format!("\n{title}"))?;
        for one in &self.held_out {
            let Months { first, last } = &one.months;
            print(&format!("{} ({first}–{last}, n = {})", one.words.get(lang), one.n))?;
            for (name, distance) in [
                (lang.pick("校准后", "calibrated"), &one.calibrated),
                (lang.pick("校准前", "as assumed"), &one.assumed),
                (lang.pick("较早月份的观测", "observed, earlier months"), &one.earlier),
                (lang.pick("观测的单月与双月", "observed, odd and even months"), &one.halves),
            ] {
                if let Some(distance) = distance {
                    let (ks, w1) = (shown(&distance.ks), shown(&distance.w1));
                    print(&format!("  KS {ks:<22} W1 {w1:<22} {name}"))?;
                }
            }
            let quartiles = |of: &[f64; 3]| {
                of.iter().map(|q| format!("{q:.1}")).collect::<Vec<_>>().join(" / ")
            };
            print(&match lang {
                Lang::Zh => format!(
                    "  四分位：观测{}，校准后{}，校准前{}",
                    quartiles(&one.quartiles.observed),
                    quartiles(&one.quartiles.calibrated),
                    quartiles(&one.quartiles.assumed)
                ),
                Lang::En => format!(
                    "  quartiles: observed {}, calibrated {}, as assumed {}",
                    quartiles(&one.quartiles.observed),
                    quartiles(&one.quartiles.calibrated),
                    quartiles(&one.quartiles.assumed)
                ),
            })?;
        }
        Ok(())
    }
}

fn shown(interval: &Interval) -> String {
    let Interval { value, low, high } = interval;
    let d = match value.abs() {
        100.0.. => 0,
        10.0.. => 1,
        1.5.. => 2,
        _ => 3,
    };
    if low == high {
        return format!("{value:.d$}");
    }
    format!("{value:.d$} [{low:.d$}, {high:.d$}]")
}

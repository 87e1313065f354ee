//! `optimise`: rules of a mechanism that no others beat, and what they are worth on fresh matters.

use super::parallel::{on_all_cores, progress};
use super::runs::Runs;
use super::simulate::banner;
use super::{Shell, print, say};
use anyhow::{Context as _, Result};
use clap::Args;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tandem_core::mechanism::Mechanism;
use tandem_core::{Lang, Text};
use tandem_sim::optimise::{
    Change, Costs, Genome, Judged, JudgedFigure, LeftOut, Objective, Search, Settings, Space,
    Value, Variants, costs, figures, judge,
};
use tandem_sim::{Broken, Draws, Place, Plan, Verdict, replicate};

/// Search for rules of a mechanism that no others beat
///
/// A space file says which values of the mechanism's file may be others, by which figures variants
/// are judged and what they must keep to (see spaces/direct-led.toml). A limit whose source is law
/// only becomes stricter. Variants are run by simulated officials on identical matters; those near
/// the front get more replications. The front is then run again on fresh matters, beside the given
/// mechanism, and only that is reported as its worth.
#[derive(Debug, Args)]
pub(super) struct Optimise {
    /// The mechanism to start from, by name or file
    #[arg(value_name = "MECHANISM")]
    mechanism: String,
    /// What may be varied, and by what it is judged
    #[arg(long, value_name = "SPACE.toml")]
    space: PathBuf,
    #[command(flatten)]
    runs: Runs,
    /// Variants that go on from each generation
    #[arg(long, default_value_t = 24, value_name = "P", value_parser = clap::value_parser!(u32).range(4..=1_000))]
    population: u32,
    /// Generations of the search
    #[arg(long, default_value_t = 12, value_name = "G", value_parser = clap::value_parser!(u32).range(1..=1_000))]
    generations: u32,
    /// Variants of the front that are run again on fresh matters, at most
    #[arg(long, default_value_t = 10, value_name = "M", value_parser = clap::value_parser!(u32).range(1..=1_000))]
    members: u32,
    /// Replications on fresh matters
    #[arg(long, default_value_t = 20, value_name = "K", value_parser = clap::value_parser!(u64).range(2..=10_000))]
    replications: u64,
    /// Days for which each case is watched
    #[arg(long, default_value_t = 60, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=200))]
    horizon: u32,
    /// Write the variants that stand as mechanism files into a folder
    #[arg(long, value_name = "DIR")]
    write: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// Replications of fresh matters are numbered from here; no search gets that far.
const FRESH: u64 = 1 << 32;

/// The JSON document.
#[derive(Serialize)]
struct Document {
    simulated: Text,
    mechanism: String,
    space: Text,
    region: String,
    cases: u32,
    seed: u64,
    replications: u64,
    horizon_days: u32,
    objectives: Vec<Objective>,
    left_out: Vec<LeftOut>,
    combinations: f64,
    variants_tried: usize,
    replications_in_search: usize,
    on_front: usize,
    /// The given mechanism on fresh matters.
    given: Judged,
    members: Vec<Member>,
}

/// A variant of the front.
#[derive(Serialize)]
struct Member {
    id: String,
    genome: Genome,
    sentences: Vec<Text>,
    changes: Vec<Change>,
    #[serde(flatten)]
    judged: Judged,
}

impl Optimise {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let (region, _) = shell.files.region(&self.runs.region)?;
        let calendar = shell.files.calendar(&region.calendar)?;
        let (file, text) = shell.files.mechanism_text(&self.mechanism)?;
        let (given, _) = shell.files.mechanism(&self.mechanism)?;
        let space = read(&self.space)?;
        let space = Space::parse(&self.space.display().to_string(), &space)?;
        let (variants, left_out) = Variants::new(&file, &text, given.clone(), &space)?;
        for left in &left_out {
            tell_left_out(shell.lang, left);
        }
        let offices = self.runs.behaviour()?;
        let place = Place::new(&region, &calendar, &given)?;
        let plan = self.runs.plan(&place, &offices, (self.replications, self.horizon));
        let (search, in_search) = self.search(plan, &space, &variants)?;
        let members = search.front(self.members as usize);
        let (given_fresh, judged) = self.fresh(plan, &space, &variants, &search, &members)?;
        let mut front: Vec<Member> = members
            .into_iter()
            .zip(judged)
            .map(|(genome, judged)| member(&variants, genome, judged))
            .collect();
        let first = |member: &Member| member.judged.figures[0].fresh.mean.unwrap_or(f64::MAX);
        front.sort_by(|a, b| first(a).total_cmp(&first(b)));
        for (member, no) in front.iter_mut().zip(1..) {
            member.id = format!("{}-v{no}", given.id);
        }
        let document = Document {
            simulated: banner(),
            mechanism: given.id.to_string(),
            space: space.about.clone(),
            region: region.id.clone(),
            cases: self.runs.cases,
            seed: self.runs.seed,
            replications: self.replications,
            horizon_days: self.horizon,
            objectives: space.objectives,
            left_out,
            combinations: variants.ways().iter().map(|ways| *ways as f64).product(),
            variants_tried: search.tried(),
            replications_in_search: in_search,
            on_front: search.front(usize::MAX).len(),
            given: given_fresh,
            members: front,
        };
        if let Some(folder) = &self.write {
            self.write(shell, folder, &variants, &document)?;
        }
        if self.json {
            print(&serde_json::to_string(&document)?)?;
        } else {
            document.print(shell.lang)?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Searches; also says how many replications that took.
    fn search(
        &self,
        plan: Plan<'_>,
        space: &Space,
        variants: &Variants,
    ) -> Result<(Search, usize), Broken> {
        let settings = Settings {
            population: self.population as usize,
            generations: self.generations,
            first: 2,
            more: 2,
            most: 10,
        };
        let mut search = Search::new(variants.ways(), settings, Draws::new(self.runs.seed));
        let bar = progress(u64::from(self.generations) * 2 * u64::from(self.population));
        let mut replications = 0;
        loop {
            let asked = search.ask(|genome| variants.get(genome).is_some());
            if asked.is_empty() {
                return Ok((search, replications));
            }
            replications += asked.len();
            let costs = on_all_cores(asked.len(), &bar, |at| {
                let trial = &asked[at];
                let variant = variants.get(&trial.genome).into_iter();
                let mechanisms: Vec<Mechanism> = variant.map(|variant| variant.mechanism).collect();
                let ran = replicate(plan, &mechanisms, trial.nth)?;
                Ok::<Costs, Broken>(costs(space, &figures(space, &ran, 0, self.horizon_h())))
            })?;
            search.tell(asked.into_iter().zip(costs));
        }
    }

    /// Runs the given mechanism and the members on matters that the search has not seen.
    fn fresh(
        &self,
        plan: Plan<'_>,
        space: &Space,
        variants: &Variants,
        search: &Search,
        members: &[Genome],
    ) -> Result<(Judged, Vec<Judged>)> {
        let given = Genome(vec![0; variants.ways().len()]);
        let all: Vec<&Genome> = std::iter::once(&given).chain(members).collect();
        let usable = all.iter().filter_map(|genome| variants.get(genome));
        let mechanisms: Vec<Mechanism> = usable.map(|variant| variant.mechanism).collect();
        let bar = progress(self.replications);
        let ran = on_all_cores(self.replications as usize, &bar, |nth| {
            replicate(plan, &mechanisms, FRESH + nth as u64)
        })?;
        let of = |at: usize| -> Vec<Vec<f64>> {
            ran.iter().map(|ran| figures(space, ran, at, self.horizon_h())).collect()
        };
        let fresh: Vec<Vec<Vec<f64>>> = (0..all.len()).map(of).collect();
        let seen: Vec<Vec<f64>> = all.iter().map(|g| means(space, search.seen(g))).collect();
        let mut judged = judge(space, &fresh, &seen).into_iter();
        let first = judged.next().context("the given mechanism was run")?;
        Ok((first, judged.collect()))
    }

    fn horizon_h(&self) -> f64 {
        f64::from(self.horizon) * 24.0
    }

    fn write(
        &self,
        shell: &Shell,
        folder: &Path,
        variants: &Variants,
        document: &Document,
    ) -> Result<()> {
        std::fs::create_dir_all(folder).with_context(|| format!("make {}", folder.display()))?;
        let standing = document.members.iter().filter(|member| member.judged.stands);
        for member in standing {
            let path = folder.join(format!("{}.toml", member.id));
            let text = variants.text(&member.genome, &member.id, &self.origin(document, member));
            std::fs::write(&path, text).with_context(|| format!("write {}", path.display()))?;
            say(&format!("{} {}", shell.lang.pick("已写入", "wrote"), path.display()));
        }
        Ok(())
    }

    /// Where a written variant comes from.
    fn origin(&self, document: &Document, member: &Member) -> Text {
        let Document { mechanism, region, cases, seed, replications, .. } = document;
        let sentences = |lang: Lang, between: &str| {
            member.sentences.iter().map(|s| s.get(lang)).collect::<Vec<_>>().join(between)
        };
        Text::new(
            format!(
                "由{mechanism}在模拟中寻优得出（地区{region}，{cases}件×{replications}次，种子{seed}），\
                 官员行为均为假设，未在现实中试行。改动：{}。",
                sentences(Lang::Zh, "；")
            ),
            format!(
                "Found by search from {mechanism} in simulation (region {region}, {cases} matters × \
                 {replications} replications, seed {seed}); officials' behaviour is assumed, and \
                 it was never tried. Changes: {}.",
                sentences(Lang::En, "; ")
            ),
        )
    }
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("read {}", path.display()))
}

fn member(variants: &Variants, genome: Genome, judged: Judged) -> Member {
    let changes = variants.get(&genome).map(|variant| variant.changes).unwrap_or_default();
    let sentences = changes.iter().map(Change::sentence).collect();
    Member { id: String::new(), genome, sentences, changes, judged }
}

/// Means of what the search saw, as figures again.
fn means(space: &Space, seen: &[Costs]) -> Vec<f64> {
    let n = seen.len() as f64;
    let mean = |of: &dyn Fn(&Costs) -> f64| seen.iter().map(of).sum::<f64>() / n;
    let objectives = space.objectives.iter().enumerate();
    let objectives = objectives.map(|(at, o)| o.figure.cost(mean(&|c: &Costs| c.objectives[at])));
    let limits = space.limits.iter().enumerate();
    objectives.chain(limits.map(|(at, l)| l.most + mean(&|c: &Costs| c.over[at]))).collect()
}

fn tell_left_out(lang: Lang, left: &LeftOut) {
    let changes: Vec<_> = left.changes.iter().map(|c| c.sentence().get(lang).to_owned()).collect();
    let laws: Vec<_> = left
        .loosens
        .iter()
        .map(|l| format!("{} ({}): {}", l.rule, l.source, l.words.get(lang)))
        .collect();
    let title = lang.pick("因法定期限略去", "Left out because of law");
    say(&format!("{title}: {} — {}", changes.join("; "), laws.join("; ")));
}

impl Document {
    fn print(&self, lang: Lang) -> Result<()> {
        print(banner().get(lang))?;
        print(self.space.get(lang))?;
        let Self { mechanism, region, cases, seed, replications, .. } = self;
        let (tried, runs, front) =
            (self.variants_tried, self.replications_in_search, self.on_front);
        let (all, shown) = (self.combinations, self.members.len());
        print(&match lang {
            Lang::Zh => format!(
                "自{mechanism}出发，地区{region}，每次{cases}件，种子{seed}：{all:.0}种组合中试了{tried}种（{runs}次运行），\
                 前沿{front}种，其中{shown}种在搜索未见过的来件上重跑{replications}次；以下只报重跑结果"
            ),
            Lang::En => format!(
                "From {mechanism}, region {region}, {cases} matters a replication, seed {seed}: \
                 {tried} of {all:.0} combinations tried in {runs} runs, {front} on the front, \
                 {shown} of them run again on {replications} replications of matters that the \
                 search has not seen; only that is shown"
            ),
        })?;
        print(&format!("\n{mechanism} {}", lang.pick("（原机制）", "(as given)")))?;
        for figure in &self.given.figures {
            print(&format!(
                "  {:<26} {}",
                shown_value(&figure.fresh),
                figure.figure.words().get(lang)
            ))?;
        }
        for member in &self.members {
            member.print(lang)?;
        }
        self.print_luck(lang)
    }

    /// By how much the search took its members for better than they are.
    fn print_luck(&self, lang: Lang) -> Result<()> {
        let title = lang.pick(
            "搜索中的均值与重跑均值之差（入选者的运气，前沿平均）",
            "Search less fresh, mean over the members (the luck of the chosen)",
        );
        print(&format!("\n{title}"))?;
        for (at, objective) in self.objectives.iter().enumerate() {
            let off = self.members.iter().filter_map(|member| {
                let figure = &member.judged.figures[at];
                Some(figure.in_search? - figure.fresh.mean?)
            });
            let off: Vec<f64> = off.collect();
            let mean = off.iter().sum::<f64>() / off.len().max(1) as f64;
            print(&format!("  {mean:>+8.2} {}", objective.figure.words().get(lang)))?;
        }
        Ok(())
    }
}

impl Member {
    fn print(&self, lang: Lang) -> Result<()> {
        let judged = &self.judged;
        let standing = match (judged.keeps_limits, judged.stands) {
            (false, _) => lang.pick("超出限制", "breaks a limit"),
            (true, true) => lang.pick("仍在前沿", "still on the front"),
            (true, false) => {
                lang.pick("重跑后被别的方案胜过", "beaten by another one on fresh matters")
            }
        };
        print(&format!("\n{}: {standing}", self.id))?;
        for sentence in &self.sentences {
            print(&format!("  - {}", sentence.get(lang)))?;
        }
        if self.sentences.is_empty() {
            print(lang.pick("  - 即原机制", "  - the mechanism as given"))?;
        }
        let less = lang.pick("比原机制", "less as given");
        for JudgedFigure { figure, fresh, less_given, verdict, .. } in &judged.figures {
            let sure = if *verdict == Verdict::Undecided { " " } else { "*" };
            let (now, off) = (shown_value(fresh), shown_value(less_given));
            print(&format!("  {now:<24} {sure} {less} {off:<24} {}", figure.words().get(lang)))?;
        }
        Ok(())
    }
}

fn shown_value(value: &Value) -> String {
    let figure = |value: Option<f64>| value.map_or("–".to_owned(), |value| format!("{value:.2}"));
    format!("{} [{}, {}]", figure(value.mean), figure(value.low), figure(value.high))
}

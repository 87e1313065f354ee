//! `tandem source` and `tandem opt-out`: who is listened to, how that goes, and who is not.

use super::serve::now;
use super::{Shell, print, say};
use crate::folder::{self, Purpose};
use crate::listen::opt_out;
use crate::listen::register::{Sources, pseudonyms};
use crate::listen::station::Station;
use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tandem_core::problem::Severity;
use tandem_core::sources::{Source, SourceKind};
use tandem_core::{Lang, SourceName, Timestamp};
use tandem_engine::{Archive as _, Light, SourceState, Store};
use tandem_store::SqliteLedger;

/// Where the register and the ledger are.
#[derive(Debug, Args)]
pub(super) struct Place {
    /// Folder of the ledger; its sources.toml comes before the region's
    #[arg(long, default_value = "tandem-data/ledger", value_name = "DIR")]
    state: PathBuf,
    /// Name of a region, or its folder
    #[arg(long, default_value = "guangxi")]
    region: String,
}

/// The source register.
#[derive(Debug, Subcommand)]
pub(super) enum SourceCommand {
    /// Find what is missing or cannot stand in the register
    Check {
        #[command(flatten)]
        place: Place,
    },
    /// Print who is listened to, why, by which right and for how long
    List {
        #[command(flatten)]
        place: Place,
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Print how every source is doing; exit code 1 where one fails or is late
    Status {
        #[command(flatten)]
        place: Place,
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Make the key that a source signs its deliveries with; the one before it no longer opens
    Key {
        /// The source
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        place: Place,
    },
    /// Print the names of the mappings that come with the program
    Presets,
}

/// People who do not want to be read.
#[derive(Debug, Subcommand)]
pub(super) enum OptOutCommand {
    /// Take nothing more in from somebody, and remove what is kept of them; the handle is read from
    /// standard input, so that it stands in no history
    Add {
        /// The source where the handle is used
        #[arg(long, value_name = "NAME")]
        source: String,
        #[command(flatten)]
        place: Place,
    },
    /// Print digests, sources and times; there are no handles to print
    List {
        #[command(flatten)]
        place: Place,
    },
}

impl SourceCommand {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        match self {
            Self::Check { place } => check(shell, place),
            Self::List { place, json } => list(shell, place, *json),
            Self::Status { place, json } => status(shell, place, *json),
            Self::Key { name, place } => {
                let sources = place.sources(shell)?;
                let source = sources.get(name, shell.lang)?;
                if source.webhook.is_none() {
                    bail!(
                        "{}: source {name} is not registered to send; add `webhook = {{}}` to it",
                        sources.place
                    );
                }
                let key = sources.make_hook_key(&source.id)?;
                say(shell.lang.pick(
                    "密钥只显示这一次，请立即妥善交给信源：",
                    "the key is shown this once; give it to the source safely:",
                ));
                print(&key)?;
                Ok(ExitCode::SUCCESS)
            }
            Self::Presets => {
                for name in tandem_intake::preset_names() {
                    print(name)?;
                }
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

impl OptOutCommand {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        match self {
            Self::Add { source, place } => add(shell, source, place),
            Self::List { place } => {
                let Some(store) = place.to_read()? else { return Ok(ExitCode::SUCCESS) };
                for out in store.opt_outs()? {
                    print(&serde_json::to_string(&out)?)?;
                }
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

impl Place {
    fn sources(&self, shell: &Shell) -> Result<Sources> {
        Sources::load(&shell.files, &self.state, &self.region)
    }

    /// The ledger for reading; none where nothing was ever taken in.
    fn to_read(&self) -> Result<Option<SqliteLedger>> {
        if !self.state.join(tandem_store::FILE).exists() {
            return Ok(None);
        }
        Ok(Some(SqliteLedger::open_to_read(&self.state)?))
    }
}

fn check(shell: &Shell, place: &Place) -> Result<ExitCode> {
    let (sources, problems) = Sources::problems(place.sources(shell))?;
    for problem in &problems {
        print(&problem.line(shell.lang))?;
    }
    let mut errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    if let Some(sources) = sources {
        for source in sources.register.iter() {
            if let Err(error) = sources.mapping(source, None, "+00:00") {
                errors += 1;
                print(&format!("{} {}: {error:#}", sources.place, source.id))?;
            }
        }
        let count = sources.register.iter().count();
        print(&match shell.lang {
            Lang::Zh => format!("{}：{count}个信源", sources.place),
            Lang::En => format!("{}: {count} sources", sources.place),
        })?;
    }
    Ok(ExitCode::from(u8::from(errors > 0)))
}

fn list(shell: &Shell, place: &Place, json: bool) -> Result<ExitCode> {
    for source in place.sources(shell)?.register.iter() {
        let Source { id, name, purpose, legal_basis, collects, retention_days, .. } = source;
        let kind = match source.kind {
            SourceKind::Posts => "posts",
            SourceKind::Complaints => "complaints",
        };
        if json {
            let feed = source.feed.as_ref().map(|feed| &feed.url);
            let line = serde_json::json!({
                "id": id, "name": name, "kind": kind, "purpose": purpose,
                "legal_basis": legal_basis, "collects": collects,
                "retention_days": retention_days, "feed": feed,
                "webhook": source.webhook.is_some(), "synthetic": source.synthetic,
            });
            print(&line.to_string())?;
            continue;
        }
        let of = |text: &tandem_core::Text| text.get(shell.lang).to_owned();
        print(&format!("{id}  {}  ({kind})", of(name)))?;
        let (why, by, what) = (of(purpose), of(legal_basis), of(collects));
        print(&match shell.lang {
            Lang::Zh => {
                format!("  目的：{why}\n  依据：{by}\n  采集：{what}\n  保存：{retention_days}天")
            }
            Lang::En => format!(
                "  purpose: {why}\n  legal basis: {by}\n  taken: {what}\n  kept: {retention_days} days"
            ),
        })?;
    }
    Ok(ExitCode::SUCCESS)
}

fn status(shell: &Shell, place: &Place, json: bool) -> Result<ExitCode> {
    let sources = place.sources(shell)?;
    let states = place.to_read()?.map(|store| store.source_states()).transpose()?;
    let states = states.unwrap_or_default();
    let at = now();
    let mut unwell = false;
    for source in sources.register.iter() {
        let known = states.iter().find(|state| state.source == source.id).cloned();
        let state = known.unwrap_or_else(|| SourceState::new(source.id.clone()));
        let light = state.light(source, at);
        unwell |= matches!(light, Light::Stale | Light::Failing);
        if json {
            let mut line = serde_json::to_value(&state)?;
            line["light"] = light.as_str().into();
            line["expected_minutes"] = source.expected_minutes.into();
            print(&line.to_string())?;
        } else {
            print(&line(shell.lang, &state, light))?;
        }
    }
    Ok(ExitCode::from(u8::from(unwell)))
}

/// How a source is doing, for people.
fn line(lang: Lang, state: &SourceState, light: Light) -> String {
    let light = light.words();
    let time = |at: Option<Timestamp>| at.map_or_else(|| "-".to_owned(), |at| at.to_string());
    let (id, counts) = (&state.source, &state.counts);
    let skipped: u64 = counts.skipped.values().sum();
    let mut line = match lang {
        Lang::Zh => format!(
            "{id}  {}  最近成功 {}  新 {}  跳过 {skipped}",
            light.zh,
            time(state.last_success),
            counts.new
        ),
        Lang::En => format!(
            "{id}  {}  last success {}  new {}  skipped {skipped}",
            light.en,
            time(state.last_success),
            counts.new
        ),
    };
    if let Some(failure) = &state.last_failure {
        let what = failure.what.get(lang);
        line += &match lang {
            Lang::Zh => format!("\n  最近失败 {}：{what}", failure.at),
            Lang::En => format!("\n  last failure {}: {what}", failure.at),
        };
    }
    line
}

fn add(shell: &Shell, source: &str, place: &Place) -> Result<ExitCode> {
    let sources = place.sources(shell)?;
    let name = SourceName::from(sources.get(source, shell.lang)?.id.as_str());
    let mut handle = String::new();
    std::io::stdin().read_line(&mut handle)?;
    if handle.trim().is_empty() {
        bail!(
            "write the handle to standard input, such as: read -r H; echo \"$H\" | tandem opt-out add --source {source}"
        );
    }
    let world = shell.files.world(&place.region, None)?;
    folder::claim(&place.state, &Purpose::Region(world.region.id.clone()))?;
    let store: Arc<dyn Store> = Arc::new(SqliteLedger::open(&place.state)?);
    let key = pseudonyms(&place.state)?;
    let mut station = Station::open(Arc::clone(&store), &world, &sources, key.clone())?;
    let removed = opt_out::add(&*store, &mut station, &key, &name, &handle, now())?;
    print(&match shell.lang {
        Lang::Zh => format!("已登记：今后不再采集；已删除 {removed} 条"),
        Lang::En => format!("noted: nothing more is taken in; removed {removed}"),
    })?;
    Ok(ExitCode::SUCCESS)
}

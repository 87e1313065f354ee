//! `scenario run`, `mechanism check`, `region check`.

use super::{Shell, print, say};
use anyhow::{Context as _, Result};
use clap::Subcommand;
use std::path::PathBuf;
use std::process::ExitCode;
use tandem_core::Text;
use tandem_core::problem::{Problem, Problems, Severity};

/// Days before a calendar's end from which a check warns.
const EXPIRY_NOTICE_DAYS: i64 = 60;

/// Scenario transcripts.
#[derive(Debug, Subcommand)]
pub(super) enum Scenario {
    /// Run transcripts and compare what happens with what they say
    Run {
        /// Write what happens into the files
        #[arg(long)]
        bless: bool,
        /// Transcripts
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

/// Mechanisms.
#[derive(Debug, Subcommand)]
pub(super) enum Mechanism {
    /// Find gaps, overlaps, missing sources
    Check {
        /// Files, or names of built-in mechanisms
        #[arg(required = true, value_name = "FILE")]
        files: Vec<String>,
    },
}

/// Regions.
#[derive(Debug, Subcommand)]
pub(super) enum Region {
    /// Find gaps, overlaps, two leads, an expired calendar
    Check {
        /// Folders, or names of built-in regions
        #[arg(required = true, value_name = "DIR")]
        folders: Vec<String>,
        /// The day to check the calendar for; today unless given
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: Option<jiff::civil::Date>,
    },
}

impl Scenario {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let Self::Run { bless, files } = self;
        let mut differing = 0;
        for file in files {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("read {}", file.display()))?;
            let outcome = crate::scenario::run(&shell.files, file, &text)?;
            if outcome.is_equal() {
                print(&format!("ok    {}", file.display()))?;
            } else if *bless {
                std::fs::write(file, &outcome.transcript)
                    .with_context(|| format!("write {}", file.display()))?;
                print(&format!("blest {}", file.display()))?;
            } else {
                differing += 1;
                print(&format!("FAIL  {}", file.display()))?;
                say(&outcome.difference);
            }
        }
        Ok(ExitCode::from(u8::from(differing > 0)))
    }
}

impl Mechanism {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let Self::Check { files } = self;
        let mut errors = 0;
        for name in files {
            let (file, text) = shell.files.mechanism_text(name)?;
            let problems = match tandem_core::mechanism::Mechanism::parse(&file, &text) {
                Ok((mechanism, warnings)) => {
                    let rules = mechanism.deadlines.len() + mechanism.lead_rules.len();
                    let (id, version) = (&mechanism.id, mechanism.version);
                    print(shell.lang.pick(
                        &format!("{id} 第{version}版：{rules}条期限与牵头规则"),
                        &format!("{id} version {version}: {rules} deadlines and lead rules"),
                    ))?;
                    warnings
                }
                Err(Problems(problems)) => problems,
            };
            errors += report(shell, &problems)?;
        }
        Ok(ExitCode::from(u8::from(errors > 0)))
    }
}

impl Region {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let Self::Check { folders, on } = self;
        let mut errors = 0;
        for folder in folders {
            let problems = match shell.files.region(folder) {
                Ok((region, mut problems)) => {
                    problems.extend(region.check());
                    let calendar = shell.files.calendar(&region.calendar)?;
                    let day = on.unwrap_or_else(|| calendar.local(super::serve::now()).date());
                    problems.extend(calendar.expiry(day, EXPIRY_NOTICE_DAYS));
                    problems.extend(calendar.unverified());
                    problems.extend(rules(shell, &region)?);
                    let (areas, units) = (region.areas().count(), region.units().count());
                    let remits = region.remits().count();
                    print(shell.lang.pick(
                        &format!("{}：{areas}个区域，{units}个单位，{remits}项职责", region.id),
                        &format!("{}: {areas} areas, {units} units, {remits} remits", region.id),
                    ))?;
                    problems
                }
                Err(error) => match error.downcast::<Problems>() {
                    Ok(Problems(problems)) => problems,
                    Err(error) => return Err(error),
                },
            };
            errors += report(shell, &problems)?;
        }
        Ok(ExitCode::from(u8::from(errors > 0)))
    }
}

/// Whether the mechanism that a region names is there, can be used, and fits.
fn rules(shell: &Shell, region: &tandem_core::region::Region) -> Result<Vec<Problem>> {
    let name = &region.mechanism;
    let Ok((file, text)) = shell.files.mechanism_text(name) else {
        return Ok(vec![Problem::error(
            "region.toml",
            Text::new(format!("没有机制“{name}”"), format!("there is no mechanism `{name}`")),
            Text::new(
                "写内置机制的名称，或放入 --data 目录的 mechanisms/",
                "name one that is built in, or put it into mechanisms/ of the --data folder",
            ),
        )]);
    };
    let place = |mut problem: Problem| {
        problem.place = format!("{file}, {}", problem.place);
        problem
    };
    match tandem_core::mechanism::Mechanism::parse(&file, &text) {
        Ok((mechanism, _)) => Ok(mechanism.fits(region).into_iter().map(place).collect()),
        Err(Problems(problems)) => Ok(problems),
    }
}

/// Prints problems; returns how many are errors.
fn report(shell: &Shell, problems: &[Problem]) -> Result<usize> {
    for problem in problems {
        print(&problem.line(shell.lang))?;
    }
    Ok(problems.iter().filter(|problem| problem.severity == Severity::Error).count())
}

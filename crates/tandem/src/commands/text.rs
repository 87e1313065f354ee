//! `detect`, `near-duplicates`, `places`, `remit`: the text tools, each usable on its own in a pipe.
//!
//! Input is one JSON object a line, from a file or from `-` for standard input. A line that cannot
//! be used is skipped with its number and the reason on standard error; the exit code is then 1,
//! after everything else was done.

use super::{Shell, say};
use crate::listen::{gazetteer, remits};
use anyhow::{Context as _, Result};
use clap::Args;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use tandem_core::Timestamp;
use tandem_sense::near_duplicates::{Index, Inserted, Threshold};
use tandem_sense::remit::{Example, Learnt, Remits};
use tandem_sense::topics::{Config, Detector, TopicId};
use tandem_sense::{Post, PostId};

/// Find topics in posts, in one pass over time order
#[derive(Debug, Args)]
pub(super) struct Detect {
    /// Posts: id, time, text, and perhaps title, author, lang
    #[arg(value_name = "POSTS")]
    posts: PathBuf,
    /// Write to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Find every pair of nearly equal texts
#[derive(Debug, Args)]
pub(super) struct NearDuplicates {
    /// Posts: id, text
    #[arg(value_name = "POSTS")]
    posts: PathBuf,
    /// Least Jaccard similarity of character 5-gram shingles
    #[arg(long, default_value_t = 0.7)]
    threshold: f64,
    /// Write to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Find the areas that texts speak of
#[derive(Debug, Args)]
pub(super) struct Places {
    /// Texts: id, text
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Name of a region, or its folder
    #[arg(long, default_value = "guangxi")]
    region: String,
}

/// Suggest which remits texts fall under
#[derive(Debug, Args)]
pub(super) struct Remit {
    /// Texts: id, text
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Name of a region, or its folder
    #[arg(long, default_value = "guangxi")]
    region: String,
    /// Learn from messages that were assigned before: id, text, code, and perhaps title; those
    /// without a code only tell which words are rare
    #[arg(long, value_name = "FILE")]
    examples: Option<PathBuf>,
}

/// A line of input.
#[derive(Deserialize)]
pub(super) struct Row {
    id: Id,
    #[serde(default)]
    time: Option<Time>,
    #[serde(default)]
    title: Option<String>,
    text: String,
    #[serde(default)]
    author: Option<Id>,
    #[serde(default)]
    code: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Id {
    Text(String),
    Number(i64),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Time {
    Seconds(f64),
    Text(String),
}

impl Id {
    pub(super) fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
        }
    }
}

impl Time {
    /// Seconds since 1970; a time without an offset is taken as UTC.
    fn seconds(&self) -> Option<i64> {
        match self {
            Self::Seconds(seconds) => Some(*seconds as i64),
            Self::Text(text) => {
                text.parse::<Timestamp>().map(Timestamp::as_second).ok().or_else(|| {
                    let civil: jiff::civil::DateTime = text.trim_end_matches('Z').parse().ok()?;
                    jiff::tz::TimeZone::UTC.to_timestamp(civil).ok().map(Timestamp::as_second)
                })
            }
        }
    }
}

/// Rows of a file one by one; those that cannot be used are told and counted.
pub(super) struct Rows<'a, R = Row> {
    shell: &'a Shell,
    name: String,
    lines: std::iter::Enumerate<std::io::Lines<Box<dyn BufRead>>>,
    skipped: u64,
    row: PhantomData<R>,
}

impl<'a, R> Rows<'a, R> {
    pub(super) fn open(shell: &'a Shell, path: &Path) -> Result<Self> {
        let input: Box<dyn BufRead> = if path == Path::new("-") {
            Box::new(BufReader::new(std::io::stdin()))
        } else {
            let file = File::open(path).with_context(|| format!("read {}", path.display()))?;
            Box::new(BufReader::with_capacity(1 << 20, file))
        };
        let lines = input.lines().enumerate();
        Ok(Self { shell, name: path.display().to_string(), lines, skipped: 0, row: PhantomData })
    }

    pub(super) fn pass_over(&mut self, line: usize, reason: &str) {
        self.skipped += 1;
        let skipped = self.shell.lang.pick("跳过", "skipped");
        say(&format!("{}:{line} {skipped}: {reason}", self.name));
    }

    pub(super) fn code(&self) -> ExitCode {
        ExitCode::from(u8::from(self.skipped > 0))
    }
}

impl<R: DeserializeOwned> Iterator for Rows<'_, R> {
    type Item = (usize, R);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (index, line) = self.lines.next()?;
            let line = match line {
                Ok(line) if line.trim().is_empty() => continue,
                Ok(line) => line,
                Err(error) => {
                    self.pass_over(index + 1, &error.to_string());
                    continue;
                }
            };
            match serde_json::from_str(line.trim_start_matches('\u{feff}')) {
                Ok(row) => return Some((index + 1, row)),
                Err(error) => self.pass_over(index + 1, &error.to_string()),
            }
        }
    }
}

pub(super) fn out(path: Option<&Path>) -> Result<Box<dyn Write>> {
    Ok(match path {
        None => Box::new(BufWriter::new(std::io::stdout().lock())),
        Some(path) => {
            let file = File::create(path).with_context(|| format!("make {}", path.display()))?;
            Box::new(BufWriter::new(file))
        }
    })
}

pub(super) fn write(out: &mut dyn Write, line: &serde_json::Value) -> Result<()> {
    writeln!(out, "{line}").context("write the result")
}

impl Detect {
    #[allow(clippy::disallowed_methods, reason = "posts a second are told to the user")]
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let mut rows = Rows::<Row>::open(shell, &self.posts)?;
        let mut detector = Detector::new(Config::default());
        let key = tandem_sense::privacy::PseudonymKey::new([0; 32]);
        let mut order: Vec<String> = Vec::new();
        let mut topics: HashMap<String, TopicId> = HashMap::new();
        let mut merged: HashMap<TopicId, TopicId> = HashMap::new();
        let begun = Instant::now();
        while let Some((line, row)) = rows.next() {
            let Some(time) = row.time.as_ref().and_then(Time::seconds) else {
                rows.pass_over(line, "`time` is missing or not a time");
                continue;
            };
            let id = row.id.text();
            let post = Post {
                id: PostId::new(&id),
                source: Default::default(),
                time,
                title: row.title,
                text: row.text,
                lang: None,
                author: row.author.map(|author| key.author_ref("detect", &author.text())),
                engagement: None,
            };
            let found = detector.observe(&post);
            if let Some(topic) = found.topic {
                for earlier in found.joined_earlier {
                    topics.insert(earlier.to_string(), topic.clone());
                }
                topics.insert(id.clone(), topic);
            }
            merged.extend(found.merged.into_iter().map(|merge| (merge.from, merge.into)));
            order.push(id);
        }
        let rate = order.len() as f64 / begun.elapsed().as_secs_f64().max(1e-9);
        let mut out = out(self.output.as_deref())?;
        for id in &order {
            let topic = topics.get(id).map(|topic| {
                // What was merged on the way goes by the name of what it became part of.
                std::iter::successors(Some(topic), |&topic| merged.get(topic)).last()
            });
            write(&mut *out, &serde_json::json!({ "id": id, "topic": topic }))?;
        }
        out.flush().context("write the result")?;
        say(&format!("{} posts, {rate:.0} posts/s", order.len()));
        Ok(rows.code())
    }
}

impl NearDuplicates {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let threshold = Threshold::new(self.threshold)?;
        let mut rows = Rows::<Row>::open(shell, &self.posts)?;
        let mut index: Index<String> = Index::new(threshold);
        let mut out = out(self.output.as_deref())?;
        for (_, row) in rows.by_ref() {
            if let Inserted::Distinct(pairs) = index.insert(row.id.text(), &row.text) {
                for pair in pairs {
                    let line = serde_json::json!({
                        "a": pair.a, "b": pair.b, "jaccard": pair.jaccard,
                    });
                    write(&mut *out, &line)?;
                }
            }
        }
        out.flush().context("write the result")?;
        Ok(rows.code())
    }
}

impl Places {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let (region, _) = shell.files.region(&self.region)?;
        let gazetteer = gazetteer(&region)?;
        let mut rows = Rows::<Row>::open(shell, &self.file)?;
        let mut out = out(None)?;
        for (_, row) in rows.by_ref() {
            let found = gazetteer.find(&row.text);
            let reason = found.abstained.as_ref().map(ToString::to_string);
            let mut line = serde_json::json!({
                "id": row.id.text(), "places": found.places, "abstained": reason.is_some(),
            });
            if let Some(reason) = reason {
                line["reason"] = reason.into();
            }
            write(&mut *out, &line)?;
        }
        out.flush().context("write the result")?;
        Ok(rows.code())
    }
}

impl Remit {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let (region, _) = shell.files.region(&self.region)?;
        let remits = remits(&region)?;
        let mut skipped = 0;
        let learnt = match &self.examples {
            Some(path) => {
                let mut rows = Rows::open(shell, path)?;
                let learnt = learn(&mut rows, &remits)?;
                skipped = rows.skipped;
                Some(learnt)
            }
            None => None,
        };
        let mut rows = Rows::<Row>::open(shell, &self.file)?;
        let mut out = out(None)?;
        for (_, row) in rows.by_ref() {
            let title = row.title.as_deref().unwrap_or_default();
            let found = match &learnt {
                Some(learnt) => remits.suggest_learnt(learnt, title, &row.text),
                None => remits.suggest(&row.text),
            };
            let reason = found.abstained.as_ref().map(ToString::to_string);
            let mut line = serde_json::json!({
                "id": row.id.text(),
                "subjects": found.subjects,
                "demand": found.demand,
                "abstained": reason.is_some(),
            });
            if let Some(reason) = reason {
                line["reason"] = reason.into();
            }
            write(&mut *out, &line)?;
        }
        out.flush().context("write the result")?;
        rows.skipped += skipped;
        Ok(rows.code())
    }
}

fn learn(rows: &mut Rows<'_>, remits: &Remits) -> Result<Learnt> {
    let rows: Vec<Row> = rows.map(|(_, row)| row).collect();
    fn example(row: &Row) -> Example<'_> {
        let title = row.title.as_deref().unwrap_or_default();
        Example { title, text: &row.text, code: row.code.as_deref() }
    }
    let examples: Vec<Example<'_>> = rows.iter().map(example).collect();
    Learnt::from_examples(&examples, |title, text| remits.hints(title, text))
        .context("learn from the examples")
}

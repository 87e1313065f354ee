//! The data as observations.

use super::super::evaluate::{load::load, log::tell_skipped};
use super::super::text::Rows;
use super::{Calibrate, Shell, say};
use anyhow::{Context as _, Result};
use clap::Args;
use serde::Deserialize;
use std::path::Path;
use tandem_insight::log::{Columns as LogColumns, EventLog, Micros, parse_time, read};
use tandem_sim::calibrate::{Handoffs, Months};

/// Which column of a log is what.
#[derive(Debug, Args)]
pub(super) struct Columns {
    /// Column of the case
    #[arg(long, value_name = "COLUMN", requires = "logs")]
    case: Option<String>,
    /// Column of the activity
    #[arg(long, value_name = "COLUMN", requires = "logs")]
    activity: Option<String>,
    /// Column of the time
    #[arg(long, value_name = "COLUMN", requires = "logs")]
    time: Option<String>,
    /// Column of the group or unit of who acted
    #[arg(long, value_name = "COLUMN", requires = "logs")]
    group: Option<String>,
}

/// What was read, with the name of the file.
#[derive(Default)]
pub(super) struct Observed {
    pub(super) handoffs: Option<(String, Handoffs)>,
    /// Arrival and hours until the reply.
    pub(super) replies: Option<(String, Vec<(Micros, f64)>)>,
    messages: Option<(String, Vec<Micros>)>,
    series: Option<(String, Vec<Micros>)>,
    opened: Option<(String, Vec<Micros>)>,
}

/// A line of messages; texts are not looked at.
#[derive(Deserialize)]
struct Message {
    time: String,
    reply_time: Option<String>,
}

impl Observed {
    pub(super) fn read(asked: &Calibrate, shell: &Shell) -> Result<Self> {
        let mut observed = Self::default();
        for path in &asked.logs {
            let log = read_log(path, &asked.columns, shell)?;
            let handoffs = Handoffs::of(&log, asked.passed_on.as_deref());
            let firsts = log.iter().filter_map(|(_, mut events)| Some(events.next()?.time));
            let name = file_name(path);
            let (names, opened) = observed.opened.get_or_insert_with(Default::default);
            join(names, &name);
            opened.extend(firsts);
            let (names, all) = observed.handoffs.get_or_insert_with(Default::default);
            join(names, &name);
            all.waits.extend(handoffs.waits);
            all.passed_on.extend(handoffs.passed_on);
            all.returned.extend(handoffs.returned);
        }
        if let Some(path) = &asked.messages {
            observed.read_messages(path, shell)?;
        }
        if let Some(path) = &asked.series {
            let text = String::from_utf8(load(path)?).context("a series is UTF-8")?;
            let first = |line: &str| line.split(['\t', ',', ';']).next().and_then(parse_time);
            let times: Vec<Micros> = text.lines().filter_map(first).collect();
            let unread = text.lines().count() - times.len();
            // A header is no time either.
            if unread > 1 {
                say(shell.lang.pick(
                    &format!("{}：{unread}行没有时间", path.display()),
                    &format!("{}: {unread} lines begin with no time", path.display()),
                ));
            }
            observed.series = Some((file_name(path), times));
        }
        Ok(observed)
    }

    fn read_messages(&mut self, path: &Path, shell: &Shell) -> Result<()> {
        let (mut times, mut replies) = (Vec::new(), Vec::new());
        let mut rows = Rows::<Message>::open(shell, path)?;
        while let Some((line, message)) = rows.next() {
            let Some(came) = parse_time(&message.time) else {
                rows.pass_over(line, "its time cannot be read");
                continue;
            };
            times.push(came);
            let replied = message.reply_time.as_deref().and_then(parse_time);
            if let Some(replied) = replied.filter(|replied| *replied > came) {
                replies.push((came, (replied.0 - came.0) as f64 / 3.6e9));
            }
        }
        self.replies = (!replies.is_empty()).then(|| (file_name(path), replies));
        self.messages = Some((file_name(path), times));
        Ok(())
    }

    /// Times at which matters came in: of messages, or else of the series, or else of the log.
    pub(super) fn arrivals(&self) -> Option<&(String, Vec<Micros>)> {
        self.messages.as_ref().or(self.series.as_ref()).or(self.opened.as_ref())
    }

    /// The months of each kind of observation.
    pub(super) fn months(&self) -> Vec<(&'static str, Months)> {
        let waits = self.handoffs.iter().flat_map(|(_, all)| &all.waits).map(|wait| wait.from);
        let replies = self.replies.iter().flat_map(|(_, all)| all).map(|reply| reply.0);
        let arrivals = self.arrivals().into_iter().flat_map(|(_, times)| times.iter().copied());
        let all = [
            ("waits", Months::of(waits)),
            ("replies", Months::of(replies)),
            ("arrivals", Months::of(arrivals)),
        ];
        all.into_iter().filter_map(|(name, months)| Some((name, months?))).collect()
    }
}

fn read_log(path: &Path, columns: &Columns, shell: &Shell) -> Result<EventLog> {
    let name = path.display();
    let bytes = load(path).with_context(|| format!("read {name}"))?;
    let columns = LogColumns {
        case: columns.case.clone(),
        activity: columns.activity.clone(),
        time: columns.time.clone(),
        group: columns.group.clone(),
        ..LogColumns::default()
    };
    let import = read(&bytes, &columns).with_context(|| format!("read {name} as a log"))?;
    tell_skipped(shell, &name.to_string(), &import);
    Ok(import.log)
}

fn join(names: &mut String, name: &str) {
    if !names.is_empty() {
        names.push_str(" + ");
    }
    names.push_str(name);
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

//! From an event log.

use super::load::load;
use super::{Evaluate, write};
use crate::commands::{Shell, say};
use anyhow::{Context as _, Result};
use serde::Serialize;
use std::path::Path;
use std::process::ExitCode;
use tandem_core::Lang;
use tandem_insight::change::{Change, before_and_after};
use tandem_insight::conformance::{Kept, Rules, conformance};
use tandem_insight::evaluate::{Evaluation, Question, evaluate};
use tandem_insight::log::{Columns, EventLog, Import, Micros, read};
use tandem_insight::words;

/// The JSON document.
#[derive(Serialize)]
struct Document {
    #[serde(flatten)]
    evaluation: Evaluation,
    #[serde(skip_serializing_if = "Option::is_none")]
    conformance: Option<Vec<Kept>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<Change>,
}

impl Evaluate {
    pub(super) fn evaluate_log(&self, shell: &Shell, path: &Path) -> Result<ExitCode> {
        let name = path.display();
        let bytes = load(path).with_context(|| format!("read {name}"))?;
        let columns = Columns {
            case: self.case.clone(),
            activity: self.activity.clone(),
            time: self.time.clone(),
            resource: self.resource.clone(),
            group: self.group.clone(),
            due: self.due.clone(),
            closed: self.closed.clone(),
        };
        let import = read(&bytes, &columns).with_context(|| format!("read {name} as a log"))?;
        drop(bytes);
        tell_skipped(shell, &name.to_string(), &import);
        let log = self.named(import.log)?;
        if let Some(path) = &self.export {
            write::log(&log, path)?;
        }
        for end in &self.ends {
            if !log.activities().iter().any(|activity| activity == end) {
                say(shell.lang.pick(
                    &format!("日志里没有环节“{end}”（--end）"),
                    &format!("no event has the activity `{end}` (--end)"),
                ));
            }
        }
        let question = Question { ends: self.ends.clone(), n_min: self.min_n };
        let document = Document {
            evaluation: evaluate(&log, &question),
            conformance: self.held_against_rules(&log, &question)?,
            change: self.changed(&log, &question),
        };
        if let Some(path) = &self.map {
            write::map(&document.evaluation.follows, path)?;
        }
        self.tell(&document, || document.words(shell.lang))?;
        Ok(ExitCode::from(u8::from(import.skipped_total > 0)))
    }

    fn held_against_rules(&self, log: &EventLog, question: &Question) -> Result<Option<Vec<Kept>>> {
        let Some(path) = &self.rules else { return Ok(None) };
        let name = path.display();
        let text = std::fs::read_to_string(path).with_context(|| format!("read {name}"))?;
        let rules: Rules =
            toml::from_str(&text).with_context(|| format!("read {name} as rules"))?;
        Ok(Some(conformance(log, &rules, question)))
    }

    fn changed(&self, log: &EventLog, question: &Question) -> Option<Change> {
        let last = log.last().unwrap_or(Micros(0));
        let ask = self.ask(last)?;
        Some(before_and_after(log, question, self.horizon, ask))
    }
}

impl Document {
    fn words(&self, lang: Lang) -> Vec<String> {
        let mut lines = words::findings(&self.evaluation, lang);
        lines.extend(self.conformance.iter().flatten().flat_map(|kept| kept.sentences(lang)));
        lines.extend(self.change.iter().flat_map(|change| change.sentences(lang)));
        lines
    }
}

pub(in crate::commands) fn tell_skipped(shell: &Shell, name: &str, import: &Import) {
    let word = shell.lang.pick("跳过", "skipped");
    for skipped in &import.skipped {
        say(&format!("{name}, {}: {word}: {}", skipped.place, skipped.reason));
    }
    if import.unread_times > 0 {
        let n = import.unread_times;
        say(shell.lang.pick(
            &format!("{name}：{n}个期限或办结时间无法识别，按没有处理"),
            &format!("{name}: {n} due or closing times cannot be read and count as absent"),
        ));
    }
    let more = import.skipped_total.saturating_sub(import.skipped.len() as u64);
    if more > 0 {
        say(shell
            .lang
            .pick(&format!("{name}：另外跳过{more}条"), &format!("{name}: {more} more skipped")));
    }
}

//! `tandem act --bulk`: many commands in one commit, each with its own entry and its own answer.

use super::{Shell, print};
use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use serde_json::json;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use tandem_core::case::{Actor, Command};
use tandem_core::words::refusal;
use tandem_core::{CaseId, Lang, PersonId, PositionId, Timestamp};
use tandem_engine::{Done, Engine, Failure, Request};

/// One line of a file of commands.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    case: CaseId,
    command: Command,
    /// The sender's name for it, so that a file can be sent again after a break.
    key: Option<String>,
    position: Option<PositionId>,
    person: Option<PersonId>,
}

/// A file of commands, and who gives them where a line does not say.
pub(super) struct Bulk<'a> {
    pub(super) file: &'a Path,
    pub(super) position: Option<&'a str>,
    pub(super) person: Option<&'a str>,
    /// Commands of one commit.
    pub(super) part: usize,
    pub(super) json: bool,
}

impl Bulk<'_> {
    /// Carries the file out; tells whether anything was refused. A file with a line that cannot be
    /// read is not begun.
    pub(super) fn run(&self, shell: &Shell, engine: &Engine, at: Timestamp) -> Result<bool> {
        let requests = self.requests(at)?;
        let mut any_refused = false;
        let mut first = 1;
        for part in requests.chunks(self.part.max(1)) {
            let done = engine.execute_all(part)?;
            for (index, (request, done)) in part.iter().zip(done).enumerate() {
                any_refused |= self.told(shell, engine, (first + index, request), done)?;
            }
            first += part.len();
        }
        Ok(any_refused)
    }

    fn requests(&self, at: Timestamp) -> Result<Vec<Request>> {
        let place = self.file.display();
        let file = File::open(self.file).with_context(|| format!("read {place}"))?;
        let mut requests = Vec::new();
        for (index, line) in BufReader::new(file).lines().enumerate() {
            let no = index + 1;
            let line = line.with_context(|| format!("read {place}:{no}"))?;
            if line.trim().is_empty() {
                continue;
            }
            let line: Line = serde_json::from_str(&line).with_context(|| {
                format!("{place}:{no} is not {{\"case\": …, \"command\": …}}; nothing was done")
            })?;
            let named = line.position.as_ref().map(PositionId::as_str).or(self.position);
            let Some(position) = named else {
                bail!("{place}:{no} names no position; add `position`, or give --position");
            };
            let person = line.person.as_ref().map(PersonId::as_str).or(self.person);
            let by = Actor::person(person.unwrap_or(position), position);
            let key = line.key.map(|key| format!("act:{key}"));
            requests.push(Request { at, by, case: line.case, command: line.command, key });
        }
        Ok(requests)
    }

    /// Prints what came of a line; tells whether it was refused.
    fn told(
        &self,
        shell: &Shell,
        engine: &Engine,
        (no, request): (usize, &Request),
        done: Result<Done, Failure>,
    ) -> Result<bool> {
        let case = &request.case;
        let (refused, entries) = match done {
            Ok(done) => (None, done.entries.len()),
            Err(Failure::Store(error)) => return Err(error.into()),
            Err(Failure::Refused(no)) => {
                let known = engine.case(case).ok();
                let ctx = known.as_ref().and_then(|case| engine.context(case).ok());
                let ctx = ctx.unwrap_or_else(|| engine.new_context());
                (Some(refusal(&no.0, shell.lang, &ctx)), 0)
            }
            Err(failure) => (Some(failure.to_string()), 0),
        };
        if self.json {
            let line = json!({
                "no": no, "case": case, "refused": refused, "entries": entries,
                "repeated": refused.is_none() && entries == 0,
            });
            print(&line.to_string())?;
        } else if let Some(refused) = &refused {
            print(&format!("{no} {case} {refused}"))?;
        } else {
            let made = match (entries, shell.lang) {
                (0, Lang::Zh) => "此前已办".to_owned(),
                (0, Lang::En) => "done before".to_owned(),
                (made, Lang::Zh) => format!("新增条目{made}条"),
                (made, Lang::En) => format!("new entries: {made}"),
            };
            print(&format!("{no} {case} {made}"))?;
        }
        Ok(refused.is_some())
    }
}

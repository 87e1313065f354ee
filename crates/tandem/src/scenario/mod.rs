//! Readable transcripts: a story, the commands in it, and every word of what came of them.
//!
//! A transcript is a text that an official reads like the minutes of a case and that the program
//! runs. Each line is one of four kinds:
//!
//! ```text
//! # prose for the reader
//! > a command
//!   what it printed, indented (any line that does not start with # or >)
//!                                     (blank: layout)
//! ```
//! Running a transcript executes its commands on a fresh ledger in memory and prints it again;
//! it holds if every line comes out as it stands.
//!
//! # Commands
//!
//! Words are separated by spaces. Text with spaces stands in quotes, “…” or "…". Each word of the
//! grammar has an English and a Chinese form, and either may be used; the tables are in `grammar`,
//! the same list for readers is in `scenarios/README.md`.
//!
//! ```text
//! > region guangxi                      > mechanism cn-61-2016        > language zh
//! > region ./river-bend                 files beside the transcript
//! > at 2026-03-02 09:05                 sets the clock, forward or back; the mechanism sleeps
//! > wait 30min | 5h | 2d                time passes; the mechanism acts whenever something is due
//! > until 2026-03-09 10:00              the same, up to an instant
//! > sweep                               the mechanism acts once, late, as after a standstill
//! > clock escalate c1 triage            what another sweeper would do, which the core checks again
//! > show c1     > ledger c1             where a case stands; all its entries
//! > duty 450103                         who is on watch in an area, who should be
//! > sample                              relays of the last period that chance has chosen
//! > verify                              the hash chain, and the invariants that were checked
//! > 450103.desk/duty accept c1          a position does something
//! > 450103.desk/editor as Li draft …    the person who holds it, where that matters
//! ```
//! In an area's offices, a verb is followed by the position, unit or area that it is about:
//!
//! ```text
//! appoint POSITION PERSON from DATE TIME until DATE TIME · relieve POSITION PERSON “why”
//! roster POSITION PERSON from … until … · take-watch AREA NUMBER · hand-over AREA NUMBER “note”
//! delegate POSITION to PERSON from … until … power NAME “why” · set-channel UNIT NAME phone “no”
//! check-channel UNIT NAME works · propose-row AREA remit ID lead DEPARTMENT “why” · decide-row …
//! end-unit UNIT into UNIT “why”
//! ```
//! What a position does on a case is a verb, the case, the verb's own words, and then options in any order,
//! each a word followed by what it names:
//!
//! ```text
//! area CODE · remit ID · evidence ID=KIND:TITLE says TEXT digest HEX · topic ID · complaint ID · drill
//! to UNIT · urgent · lead UNIT · assisting UNIT · into CASE · corrects STATEMENT
//! finding KEY=VALUE on EVIDENCE replaces NUMBER
//! on NUMBER-OR-EVIDENCE · promise TEXT owner UNIT by DATE TIME · explained TEXT
//! ```
//! An option that may stand several times is written several times; ids may also be joined with
//! commas.

mod around;
mod diff;
mod grammar;
mod line;
mod office;
mod options;
mod originals;
mod parse;
mod session;
pub(crate) mod show;
mod together;

pub use tandem_core::case::Verb;
pub use tandem_core::directory::Verb as OfficeVerb;

use crate::files::Files;
use anyhow::Result;
use line::Line;
use session::{Seen, Session};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use tandem_core::{Lang, Timestamp};
use tandem_engine::Engine;

/// What came of a transcript.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The transcript with what its commands really print.
    pub transcript: String,
    /// Where it differs from the one that was run; empty where it is equal.
    pub difference: String,
    /// Which kinds of commands were decided on in it, by people and by the mechanism.
    pub verbs: BTreeSet<Verb>,
    /// Which kinds of entries came of each, by the name of the kind.
    pub entries: BTreeMap<Verb, BTreeSet<String>>,
    /// Which kinds of refusals were given, by the name of the kind.
    pub refusals: BTreeSet<String>,
    /// Which kinds of entries came of each kind of command to a directory.
    pub office_entries: BTreeMap<OfficeVerb, BTreeSet<String>>,
    /// Which kinds of refusals a directory gave.
    pub office_refusals: BTreeSet<String>,
}

impl Outcome {
    /// Whether every line came out as it stood.
    pub fn is_equal(&self) -> bool {
        self.difference.is_empty()
    }
}

/// What came of a command on a real ledger.
#[derive(Clone, Debug)]
pub struct Acted {
    /// What it printed.
    pub output: Vec<String>,
    /// Whether the core said no.
    pub refused: bool,
}

/// Commands of a transcript, carried out on a real ledger by the wall clock.
pub struct Console<'a>(Session<'a>);

impl<'a> Console<'a> {
    /// Commands on an engine; files named as evidence are kept in a folder.
    pub fn new(files: &'a Files, engine: Engine, lang: Lang, originals: PathBuf) -> Self {
        Self(Session::on(files, engine, lang, originals))
    }

    /// Carries out one line at an instant; `place` names it in messages.
    ///
    /// # Errors
    /// Where the line is not a command, or storage fails. A refusal is no error.
    pub fn act(&mut self, place: (&str, usize), text: &str, at: Timestamp) -> Result<Acted> {
        let line = Line { file: place.0, no: place.1, text };
        self.0.set_clock(at);
        let refusals = self.0.refusals();
        let output = self.0.execute(&line, text.trim_start_matches('>'))?;
        Ok(Acted { output, refused: self.0.refusals() > refusals })
    }

    /// The engine.
    pub fn engine(&self) -> Option<&Engine> {
        self.0.running()
    }
}

/// Runs a transcript on a fresh ledger in memory.
///
/// # Errors
/// Where a line is not a command, with file, line and remedy, or where a region, calendar or
/// mechanism that it names cannot be used. A refusal of the core is no error but output.
pub fn run(files: &Files, path: &Path, text: &str) -> Result<Outcome> {
    let file = path.display().to_string();
    let mut session = Session::new(files);
    let mut lines: Vec<String> = Vec::new();
    for (index, text) in text.lines().enumerate() {
        let line = Line { file: &file, no: index + 1, text };
        if line.is_prose() {
            lines.push(text.to_owned());
        } else if let Some(command) = line.command() {
            lines.push(text.to_owned());
            let output = session.execute(&line, command)?;
            lines.extend(output.into_iter().map(|line| format!("  {line}")));
        } else {
            line.must_follow_a_command(session.has_run())?;
        }
    }
    let transcript: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let difference = diff::difference(&file, text, &transcript);
    let Seen { verbs, entries, refusals, office_entries, office_refusals } = session.seen();
    Ok(Outcome {
        transcript,
        difference,
        verbs,
        entries,
        refusals,
        office_entries,
        office_refusals,
    })
}

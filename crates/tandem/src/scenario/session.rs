//! Carrying the commands of a transcript out.

use super::grammar::{Entry, STAGES, Stage, meaning};
use super::line::Line;
use super::office::OfficeAsk;
use super::parse::{Ask, Asked, Brought, Reader, Texts};
use super::show::{self, Brief, Reading};
use super::{OfficeVerb, Verb};
use crate::files::Files;
use anyhow::{Context as _, Result};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use tandem_core::case::{Actor, Case, Command, Context, Entry as CaseEntry, EntryKind, next_due};
use tandem_core::directory::{self, Directories};
use tandem_core::problem::Problems;
use tandem_core::words::{directory_refusal, refusal};
use tandem_core::{AreaId, CaseId, Digest, Lang, Text, Timestamp};
use tandem_engine::{Engine, Failure, MemoryLedger, OfficeRequest, Request, verify};

/// What a transcript has shown of the core so far.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) verbs: BTreeSet<Verb>,
    pub(super) entries: BTreeMap<Verb, BTreeSet<String>>,
    pub(super) refusals: BTreeSet<String>,
    pub(super) office_entries: BTreeMap<OfficeVerb, BTreeSet<String>>,
    pub(super) office_refusals: BTreeSet<String>,
}

impl Seen {
    fn entries(&mut self, verb: Verb, entries: &[CaseEntry]) {
        let kinds = entries.iter().map(|entry| variant(&entry.kind));
        self.entries.entry(verb).or_default().extend(kinds);
    }
}

/// The name of a value's variant, as its derived `Debug` writes it.
fn variant(value: &impl std::fmt::Debug) -> String {
    let text = format!("{value:?}");
    text.chars().take_while(char::is_ascii_alphanumeric).collect()
}

/// A ledger in memory, a world, a clock.
pub(super) struct Session<'a> {
    files: &'a Files,
    region: Option<String>,
    mechanism: Option<String>,
    lang: Lang,
    engine: Option<Engine>,
    clock: Timestamp,
    /// In the order in which they were received.
    cases: Vec<CaseId>,
    seen: Seen,
    /// By which the last sample was drawn.
    seed: Option<Digest>,
    /// Rules whose source the reader was told.
    told: RefCell<BTreeSet<String>>,
    has_run: bool,
    /// Where originals are kept, if time is the wall clock's and the ledger a real one.
    originals: Option<PathBuf>,
    texts: Texts,
    refusals: u64,
}

const LANGS: &[Entry<Lang>] = &[(Lang::Zh, "zh", "中文"), (Lang::En, "en", "英文")];

impl<'a> Session<'a> {
    pub(super) fn new(files: &'a Files) -> Self {
        Self {
            files,
            region: None,
            mechanism: None,
            lang: Lang::Zh,
            engine: None,
            clock: Timestamp::MIN,
            cases: Vec::new(),
            seen: Seen::default(),
            seed: None,
            told: RefCell::default(),
            has_run: false,
            originals: None,
            texts: Texts::default(),
            refusals: 0,
        }
    }

    /// A session on a real ledger.
    pub(super) fn on(files: &'a Files, engine: Engine, lang: Lang, originals: PathBuf) -> Self {
        let originals = Some(originals);
        Self { engine: Some(engine), lang, originals, ..Self::new(files) }
    }

    pub(super) fn set_clock(&mut self, at: Timestamp) {
        self.clock = at;
    }

    /// Refusals so far.
    pub(super) fn refusals(&self) -> u64 {
        self.refusals
    }

    pub(super) fn running(&self) -> Option<&Engine> {
        self.engine.as_ref()
    }

    pub(super) fn has_run(&self) -> bool {
        self.has_run
    }

    pub(super) fn seen(self) -> Seen {
        self.seen
    }

    /// Carries one line out; returns what it prints.
    pub(super) fn execute(&mut self, line: &Line<'_>, command: &str) -> Result<Vec<String>> {
        self.has_run = true;
        let originals = self.originals.clone();
        let texts = Rc::clone(&self.texts);
        let words = line.words(command)?;
        let mut reader = Reader::new(line, words, originals.as_deref(), texts);
        let first = reader.next("指令", "a command")?;
        if first.contains('/') {
            return self.ask(line, reader, &first);
        }
        if meaning(STAGES, &first) == Some(Stage::Clock) {
            return self.ask_clock(line, reader);
        }
        let stage = meaning(STAGES, &first).ok_or_else(|| {
            let zh: Vec<&str> = STAGES.iter().map(|(_, _, zh)| *zh).collect();
            let en: Vec<&str> = STAGES.iter().map(|(_, en, _)| *en).collect();
            line.problem(
                Text::new(format!("不认识“{first}”"), format!("`{first}` is not a command")),
                Text::new(
                    format!("写岗位（如 450103.desk/duty），或：{}", zh.join("、")),
                    format!("write a position such as 450103.desk/duty, or {}", en.join(", ")),
                ),
            )
        })?;
        let runs_clock = matches!(stage, Stage::At | Stage::Wait | Stage::Until);
        if runs_clock && self.originals.is_some() {
            return Err(line.problem(
                Text::new("真实台账的时间由时钟决定", "time is the wall clock's on a real ledger"),
                Text::new("删去此行", "take this line out"),
            ))?;
        }
        let output = self.stage(line, &mut reader, stage)?;
        reader.end()?;
        Ok(output)
    }

    fn stage(
        &mut self,
        line: &Line<'_>,
        reader: &mut Reader<'_>,
        stage: Stage,
    ) -> Result<Vec<String>> {
        match stage {
            Stage::Region | Stage::Mechanism => {
                if self.engine.is_some() {
                    return Err(line.problem(
                        Text::new("时钟已启动，不能再换", "the clock runs already"),
                        Text::new("写在“时间”之前", "write this before `at`"),
                    ))?;
                }
                let name = Some(beside(line.file, reader.next("名称", "a name")?));
                match stage {
                    Stage::Region => self.region = name,
                    _ => self.mechanism = name,
                }
                Ok(Vec::new())
            }
            Stage::Language => {
                self.lang = reader.one_of(LANGS, "语言", "a language")?;
                Ok(Vec::new())
            }
            Stage::At => {
                self.start(line)?;
                self.clock = reader.time(&self.engine(line)?.world().calendar)?;
                Ok(Vec::new())
            }
            Stage::Wait => {
                let word = reader.next("时长", "a length of time")?;
                let minutes = minutes(&word).ok_or_else(|| {
                    reader.wrong(
                        &format!("“{word}”不是时长"),
                        &format!("`{word}` is not a length of time"),
                        "写成 30分钟、5小时 或 2天",
                        "write 30min, 5h or 2d",
                    )
                })?;
                self.engine(line)?;
                self.pass(line, self.clock + jiff::SignedDuration::from_mins(minutes))
            }
            Stage::Until => {
                let target = reader.time(&self.engine(line)?.world().calendar)?;
                if target < self.clock {
                    return Err(reader.wrong(
                        "时间不会倒流",
                        "time does not run backward",
                        "用“时间”拨回时钟",
                        "set the clock back with `at`",
                    ))?;
                }
                self.pass(line, target)
            }
            Stage::Sweep => self.sweep(line),
            Stage::Show | Stage::Ledger => {
                let id = CaseId::from(reader.next("案件编号", "a case")?.as_str());
                let engine = self.engine(line)?;
                let case = match engine.case(&id) {
                    Ok(case) => case,
                    Err(failure) => return Ok(vec![self.failed(failure, &engine.new_context())?]),
                };
                let reading = Reading { lang: self.lang, ctx: engine.context(&case)? };
                match stage {
                    Stage::Show => Ok(reading.case(&case)),
                    _ => Ok(reading.entries(&id, &engine.entries(&id)?, &reading.ctx)),
                }
            }
            Stage::Duty => {
                let area = AreaId::from(reader.next("区域代码", "an area")?.as_str());
                let engine = self.engine(line)?;
                let reading = Reading { lang: self.lang, ctx: engine.new_context() };
                Ok(reading.duty(&area, self.clock))
            }
            Stage::Sample => {
                let engine = self.engine(line)?;
                let sample = engine.relay_sample(self.clock, None)?;
                let lines = show::sample(self.lang, &engine.new_context(), sample.as_ref());
                self.seed = sample.map(|sample| sample.seed);
                Ok(lines)
            }
            // Told apart before, since the words after it are those of a command.
            Stage::Clock => Ok(Vec::new()),
            Stage::Verify => {
                let engine = self.engine(line)?;
                let verified = verify(engine.store()).context("the ledger does not verify")?;
                // A session on a real ledger has checked only what it did itself; `audit` checks all.
                let invariants = self.originals.is_none().then(|| engine.invariants());
                Ok(vec![show::verified(self.lang, &verified.head, invariants)])
            }
        }
    }

    /// Makes the world on the first use of the clock.
    fn start(&mut self, line: &Line<'_>) -> Result<()> {
        if self.engine.is_some() {
            return Ok(());
        }
        let region = self.region.as_deref().ok_or_else(|| {
            line.problem(
                Text::new("尚未指定地区", "no region is named yet"),
                Text::new("先写“> 地区 guangxi”", "write `> region guangxi` first"),
            )
        })?;
        let place = || format!("{}:{}", line.file, line.no);
        let world = self.files.world(region, self.mechanism.as_deref()).with_context(place)?;
        let engine = Engine::new(Arc::new(MemoryLedger::default()), world).with_context(place)?;
        self.engine = Some(engine);
        Ok(())
    }

    fn engine(&self, line: &Line<'_>) -> Result<&Engine, Problems> {
        self.engine.as_ref().ok_or_else(|| {
            line.problem(
                Text::new("时钟尚未启动", "the clock is not set yet"),
                Text::new("先写“> 时间 2026-03-02 09:05”", "write `> at 2026-03-02 09:05` first"),
            )
        })
    }

    /// What a sweeper would do that acts on an older state of the ledger, or whose clock is ahead.
    fn ask_clock(&mut self, line: &Line<'_>, reader: Reader<'_>) -> Result<Vec<String>> {
        if self.originals.is_some() {
            return Err(line.problem(
                Text::new(
                    "真实台账上机制只由巡检触发",
                    "on a real ledger only the sweep acts as the mechanism",
                ),
                Text::new("删去此行", "take this line out"),
            ))?;
        }
        let calendar = &self.engine(line)?.world().calendar;
        let asked = reader.asked(Actor::Mechanism, calendar)?;
        self.carry_out(line, asked)
    }

    /// What a position does.
    fn ask(&mut self, line: &Line<'_>, reader: Reader<'_>, position: &str) -> Result<Vec<String>> {
        let engine = self.engine(line)?;
        let asked = reader.ask(position, &engine.world().calendar)?;
        self.carry_out(line, asked)
    }

    fn carry_out(&mut self, line: &Line<'_>, asked: Asked) -> Result<Vec<String>> {
        self.keep_texts(line)?;
        match asked {
            Asked::Case(ask) => self.ask_case(line, ask),
            Asked::Office(ask) => self.ask_office(line, ask),
        }
    }

    /// Puts the texts of originals where the archive keeps them.
    fn keep_texts(&self, line: &Line<'_>) -> Result<()> {
        let engine = self.engine(line)?;
        for original in self.texts.take() {
            match original {
                Brought::Told(digest, text) => engine.store().keep_text(digest, &text)?,
                Brought::File(bytes) => {
                    engine.keep_original(&bytes)?;
                }
            }
        }
        Ok(())
    }

    fn ask_case(&mut self, line: &Line<'_>, mut ask: Ask) -> Result<Vec<String>> {
        if let Command::AuditRelay { seed: Some(seed), .. } = &mut ask.command {
            *seed = self.seed.ok_or_else(|| {
                line.problem(
                    Text::new("还没有抽样", "nothing was drawn yet"),
                    Text::new("先写“> 抽样”", "write `> sample` first"),
                )
            })?;
        }
        let verb = Verb::of(&ask.command);
        let id = ask.case.clone();
        if !self.cases.contains(&id) && self.engine(line)?.case(&id).is_ok() {
            self.cases.push(id.clone());
        }
        let engine = self.engine(line)?;
        let request =
            Request { at: self.clock, by: ask.by, case: ask.case, command: ask.command, key: None };
        let (mut made, mut refusal) = (Vec::new(), None);
        let mut refused = false;
        let offices = engine.directories();
        let mut new = vec![id.clone()];
        let mut output = match engine.execute(&request) {
            Ok(done) => {
                made = done.entries;
                let mut output = self.told(&id, &done.case, &made)?;
                for (case, entries) in &done.others {
                    output.extend(self.told(&case.id, case, entries)?);
                    made.extend(entries.iter().cloned());
                    new.push(case.id.clone());
                }
                output
            }
            Err(failure) => {
                refused = true;
                if let Failure::Refused(no) = &failure {
                    refusal = Some(variant(&no.0));
                }
                let case = engine.case(&id);
                let ctx = match &case {
                    Ok(case) => engine.context(case)?,
                    Err(_) => engine.new_context(),
                };
                vec![self.failed(failure, &ctx)?]
            }
        };
        if matches!(verb, Verb::Receive | Verb::Split | Verb::Join) {
            new.retain(|id| !self.cases.contains(id) && engine.case(id).is_ok());
            self.cases.extend(new);
        }
        // What it made on its own case is told already; what it taught an area's directory is not.
        let before = Mark { offices, ..self.mark(line)? };
        self.seen.verbs.insert(verb);
        self.seen.entries(verb, &made);
        self.refusals += u64::from(refused);
        self.seen.refusals.extend(refusal);
        output.extend(self.news(line, &before)?);
        Ok(output)
    }

    fn ask_office(&mut self, line: &Line<'_>, ask: OfficeAsk) -> Result<Vec<String>> {
        let before = self.mark(line)?;
        let engine = self.engine(line)?;
        let OfficeAsk { by, area, command } = ask;
        let request = OfficeRequest { at: self.clock, by, area, command, key: None };
        match engine.direct(&request) {
            Ok(_) => self.news(line, &before),
            Err(Failure::RefusedByDirectory(no)) => {
                let words = directory_refusal(&no.0, self.lang, &engine.new_context());
                self.seen.office_refusals.insert(variant(&no.0));
                self.refusals += 1;
                Ok(vec![words])
            }
            Err(Failure::NoArea(area)) => {
                self.refusals += 1;
                let (zh, en) = (format!("没有区域{area}"), format!("there is no area {area}"));
                Ok(vec![self.lang.pick(&zh, &en).to_owned()])
            }
            Err(other) => Err(other.into()),
        }
    }

    /// How far everything is, to tell later what is new.
    fn mark(&self, line: &Line<'_>) -> Result<Mark> {
        let engine = self.engine(line)?;
        let mut cases = Vec::new();
        for id in &self.cases {
            cases.push((id.clone(), engine.case(id)?.version as usize));
        }
        Ok(Mark { cases, offices: engine.directories() })
    }

    /// What is new since a mark: offices first, then cases in the order of their receipt.
    fn news(&mut self, line: &Line<'_>, before: &Mark) -> Result<Vec<String>> {
        let mut output = Vec::new();
        let engine = self.engine.as_ref().context("the clock is not set yet")?;
        let mut made = Vec::new();
        for directory in engine.directories().iter() {
            let known = before.offices.of(&directory.area).map_or(0, |d| d.version as usize);
            let entries = engine.directory_entries(&directory.area)?.split_off(known);
            let ctx = engine.new_context();
            let names = Brief { ctx: ctx.clone(), told: &self.told };
            output.extend(Reading { lang: self.lang, ctx }.office(directory, &entries, &names));
            made.extend(entries);
        }
        let mut acted = Vec::new();
        for (id, version) in &before.cases {
            let entries = self.engine(line)?.entries(id)?.split_off(*version);
            output.extend(self.told(id, &*self.engine(line)?.case(id)?, &entries)?);
            acted.extend(entries);
        }
        for entry in made {
            let kind = variant(&entry.kind);
            self.seen.office_entries.entry(office_verb(&entry)).or_default().insert(kind);
        }
        self.acted(acted);
        Ok(output)
    }

    /// Notes which verbs of the mechanism made entries.
    fn acted(&mut self, entries: Vec<CaseEntry>) {
        let succeeds = |entry: &CaseEntry| entry.by.basis.as_str() == "succession";
        for entry in entries {
            let verb = match entry.kind {
                _ if succeeds(&entry) => Verb::Succeed,
                EntryKind::Reminded { .. } => Verb::Remind,
                EntryKind::Escalated { .. } => Verb::Escalate,
                // A next step follows where an order lapsed.
                _ => Verb::Lapse,
            };
            self.seen.verbs.insert(verb);
            self.seen.entries(verb, &[entry]);
        }
    }

    /// New entries as a reader is told of them.
    fn told(&self, id: &CaseId, case: &Case, entries: &[CaseEntry]) -> Result<Vec<String>> {
        let engine = self.engine.as_ref().context("the clock is not set yet")?;
        let ctx = engine.context(case)?;
        let names = Brief { ctx: ctx.clone(), told: &self.told };
        Ok(Reading { lang: self.lang, ctx }.entries(id, entries, &names))
    }

    /// A refusal in words; anything else is no part of a story.
    fn failed(&self, failure: Failure, ctx: &Context<'_>) -> Result<String> {
        match failure {
            Failure::Refused(no) => Ok(refusal(&no.0, self.lang, ctx)),
            Failure::NoCase(id) | Failure::Reserved(id) => {
                let (zh, en) = (format!("没有案件{id}"), format!("there is no case {id}"));
                Ok(self.lang.pick(&zh, &en).to_owned())
            }
            other => Err(other.into()),
        }
    }

    /// Time passes up to an instant; the mechanism acts whenever something is due.
    fn pass(&mut self, line: &Line<'_>, target: Timestamp) -> Result<Vec<String>> {
        let mut output = Vec::new();
        while let Some(next) = self.next_due(line)?.filter(|next| *next <= target) {
            self.clock = self.clock.max(next);
            let acted = self.sweep(line)?;
            if acted.is_empty() {
                break;
            }
            output.extend(acted);
        }
        self.clock = target;
        Ok(output)
    }

    fn next_due(&self, line: &Line<'_>) -> Result<Option<Timestamp>> {
        let engine = self.engine(line)?;
        let mut next = engine.offices_next_due();
        for id in &self.cases {
            let case = engine.case(id)?;
            let due = next_due(&case, &engine.context(&case)?);
            next = next.into_iter().chain(due).min();
        }
        Ok(next)
    }

    /// The mechanism does what is due by now.
    fn sweep(&mut self, line: &Line<'_>) -> Result<Vec<String>> {
        let before = self.mark(line)?;
        self.engine(line)?.sweep(self.clock)?;
        self.news(line, &before)
    }
}

/// A name that begins with `./` lies beside the transcript.
fn beside(file: &str, name: String) -> String {
    let Some(rest) = name.strip_prefix("./") else { return name };
    Path::new(file).with_file_name(rest).display().to_string()
}

/// How far cases and offices were.
struct Mark {
    cases: Vec<(CaseId, usize)>,
    offices: Arc<Directories>,
}

/// The kind of command that an entry of a directory comes from.
fn office_verb(entry: &directory::Entry) -> OfficeVerb {
    use directory::EntryKind as E;
    match entry.kind {
        E::Appointed { .. } => OfficeVerb::Appoint,
        E::Relieved { .. } => OfficeVerb::Relieve,
        E::ShiftPlanned { .. } => OfficeVerb::PlanShift,
        E::ShiftDropped { .. } => OfficeVerb::DropShift,
        E::HandedOver { .. } => OfficeVerb::HandOver,
        E::WatchTaken { .. } => OfficeVerb::TakeWatch,
        E::StoodDown { .. } => OfficeVerb::StandDown,
        E::Delegated { .. } => OfficeVerb::Delegate,
        E::DelegationRevoked { .. } => OfficeVerb::RevokeDelegation,
        E::ChannelSet { .. } => OfficeVerb::SetChannel,
        E::ChannelDropped { .. } => OfficeVerb::DropChannel,
        E::ChannelChecked { .. } => OfficeVerb::CheckChannel,
        E::MessageNoted { .. } => OfficeVerb::NoteMessage,
        E::RowProposed { .. } => OfficeVerb::ProposeRow,
        E::RowAccepted { .. } | E::RowDeclined { .. } => OfficeVerb::DecideRow,
        E::UnitEnded { .. } => OfficeVerb::EndUnit,
        E::Escalated { .. } => OfficeVerb::Escalate,
        E::KeyIssued { .. } => OfficeVerb::IssueKey,
        E::KeyRevoked { .. } => OfficeVerb::RevokeKey,
        E::ExceptionOpened { .. } => OfficeVerb::OpenException,
        E::ExceptionEnded { .. } => OfficeVerb::EndException,
    }
}

/// `30min`, `5h` or `2d`, as people write it.
fn minutes(word: &str) -> Option<i64> {
    let digits = word.find(|c: char| !c.is_ascii_digit())?;
    let amount: i64 = word[..digits].parse().ok()?;
    let minutes = match &word[digits..] {
        "min" | "分钟" => 1,
        "h" | "小时" => 60,
        "d" | "天" => 24 * 60,
        _ => return None,
    };
    (amount <= 100_000).then_some(amount * minutes)
}

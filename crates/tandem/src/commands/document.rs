//! `tandem document`: official papers as PDF and DOCX.

use super::{Shell, print, serve};
use crate::demo::banner;
use crate::folder;
use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tandem_core::case::{Case, Context, Entry};
use tandem_core::{CaseId, Lang, OrderId, StatementId, SupervisionId, Text, Timestamp, UnitId};
use tandem_document::compose::{self, Day, Dossier, Missing, Proof};
use tandem_document::{Fonts, Paper, docx, pdf};
use tandem_engine::{CaseFilter, Engine, Store};
use tandem_notify::{NoPress, Press};
use tandem_store::SqliteLedger;

/// Papers.
#[derive(Debug, Subcommand)]
pub(super) enum Document {
    /// Dispatch order, as its receiver gets it
    Order(Of),
    /// Supervision order
    Supervision(Of),
    /// Sitrep, with its originals named; ID is its number
    Sitrep(Of),
    /// Statement, as the public gets it
    Statement(Of),
    /// One page on a case: what is known, disputed, being done and due
    Flash(OfCase),
    /// Everything on a case, with the hashes that prove it
    CaseFile(OfCase),
    /// A desk's day: new, grave, overdue, said and closed
    Brief(OfDesk),
}

/// A part of a case.
#[derive(Debug, Args)]
pub(super) struct Of {
    /// Id of the case
    #[arg(value_name = "CASE")]
    case: String,
    /// Its id in the case
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    to: To,
}

/// A whole case.
#[derive(Debug, Args)]
pub(super) struct OfCase {
    /// Id of the case
    #[arg(value_name = "CASE")]
    case: String,
    #[command(flatten)]
    to: To,
}

/// A desk.
#[derive(Debug, Args)]
pub(super) struct OfDesk {
    /// The desk, such as 450100.desk
    #[arg(value_name = "DESK")]
    desk: String,
    /// The day, such as 2026-03-02; today unless given
    #[arg(long, value_name = "DAY")]
    day: Option<jiff::civil::Date>,
    #[command(flatten)]
    to: To,
}

/// From where and to where.
#[derive(Debug, Args)]
struct To {
    /// Folder of the ledger
    #[arg(long, default_value = "tandem-data/ledger", value_name = "DIR")]
    state: PathBuf,
    /// Name of a region, or its folder
    #[arg(long, default_value = "guangxi")]
    region: String,
    /// File to write, ending in .pdf or .docx
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Folder with fonts that come before the machine's
    #[arg(long, value_name = "DIR", env = "TANDEM_FONTS")]
    fonts: Option<PathBuf>,
}

impl Document {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let to = self.to();
        let desk = Desk::open(shell, to)?;
        let paper = match self {
            Self::Order(of) => desk.paper(&of.case, |dossier| {
                compose::dispatch_order(dossier, &OrderId::from(of.id.as_str()))
            }),
            Self::Supervision(of) => desk.paper(&of.case, |dossier| {
                compose::supervision_order(dossier, &SupervisionId::from(of.id.as_str()))
            }),
            Self::Sitrep(of) => {
                let no = of.id.parse().with_context(|| format!("`{}` is no number", of.id))?;
                desk.paper(&of.case, |dossier| compose::sitrep(dossier, no))
            }
            Self::Statement(of) => desk.paper(&of.case, |dossier| {
                compose::statement(dossier, &StatementId::from(of.id.as_str()))
            }),
            Self::Flash(of) => {
                desk.paper(&of.case, |dossier| Ok(compose::flash(dossier, desk.now)))
            }
            Self::CaseFile(of) => {
                let proof = desk.proof(&of.case)?;
                desk.paper(&of.case, |dossier| Ok(compose::case_file(dossier, &proof, desk.now)))
            }
            Self::Brief(of) => desk.brief(&UnitId::from(of.desk.as_str()), of.day),
        }?;
        to.write(&paper)?;
        print(&to.output.display().to_string())?;
        Ok(ExitCode::SUCCESS)
    }

    fn to(&self) -> &To {
        match self {
            Self::Order(of) | Self::Supervision(of) | Self::Sitrep(of) | Self::Statement(of) => {
                &of.to
            }
            Self::Flash(of) | Self::CaseFile(of) => &of.to,
            Self::Brief(of) => &of.to,
        }
    }
}

impl To {
    fn write(&self, paper: &Paper) -> Result<()> {
        let ending = self.output.extension().and_then(|end| end.to_str()).unwrap_or_default();
        let bytes = match ending.to_ascii_lowercase().as_str() {
            "pdf" => pdf::pdf(paper, &Fonts::find(self.fonts.as_deref())?)?,
            "docx" => docx::docx(paper)?,
            _ => bail!("{} ends in neither .pdf nor .docx", self.output.display()),
        };
        std::fs::write(&self.output, bytes)
            .with_context(|| format!("write {}", self.output.display()))
    }
}

/// A ledger, open to read.
struct Desk {
    engine: Arc<Engine>,
    shell_lang: Lang,
    banner: Option<Text>,
    now: Timestamp,
}

/// A case with its entries.
struct Read {
    case: Arc<Case>,
    entries: Vec<Entry>,
}

impl Desk {
    fn open(shell: &Shell, to: &To) -> Result<Self> {
        let world = shell.files.world(&to.region, None)?;
        let store: Arc<dyn Store> = Arc::new(SqliteLedger::open_to_read(&to.state)?);
        let engine = Engine::to_read(store, world)?;
        let banner = folder::is_demo(&to.state)?.then(banner);
        // The last entry of a demo lies in another year than today.
        let now = if banner.is_some() { last(&engine)? } else { serve::now() };
        Ok(Self { engine: Arc::new(engine), shell_lang: shell.lang, banner, now })
    }

    fn read(&self, id: &CaseId) -> Result<Read> {
        let case = self.engine.case(id).with_context(|| format!("read case `{id}`"))?;
        Ok(Read { case, entries: self.engine.entries(id)? })
    }

    fn dossier<'a>(&'a self, read: &'a Read, ctx: &'a Context<'a>) -> Dossier<'a> {
        let (case, entries) = (&*read.case, &read.entries[..]);
        Dossier { case, entries, ctx, banner: self.banner.as_ref(), lang: self.shell_lang }
    }

    fn paper(
        &self,
        id: &str,
        compose: impl FnOnce(Dossier<'_>) -> Result<Paper, Missing>,
    ) -> Result<Paper> {
        let read = self.read(&CaseId::from(id))?;
        let ctx = self.engine.context(&read.case)?;
        compose(self.dossier(&read, &ctx))
            .map_err(|missing| anyhow::anyhow!("{}", missing.0.get(self.shell_lang)))
    }

    fn proof(&self, id: &str) -> Result<Proof> {
        let stored = self.engine.store().case(&CaseId::from(id))?;
        let head = self.engine.store().head()?;
        let entries = stored.iter().map(|stored| (stored.seq, stored.hash)).collect();
        Ok(Proof { entries, head: (head.entries, head.root) })
    }

    fn brief(&self, desk: &UnitId, day: Option<jiff::civil::Date>) -> Result<Paper> {
        let world = self.engine.world();
        let Some(unit) = world.region.unit(desk) else {
            bail!("there is no unit `{desk}` in this region");
        };
        let calendar = &world.calendar;
        let day = day.unwrap_or_else(|| calendar.local(self.now).date());
        let next = day.tomorrow().context("the day has no next one")?;
        let begins = |day: jiff::civil::Date| calendar.instant(day.at(0, 0, 0, 0));
        let day = Day { desk, from: begins(day), until: begins(next) };
        let reads = self.cases_under(&unit.area)?;
        let contexts: Vec<Context<'_>> =
            reads.iter().map(|read| self.engine.context(&read.case)).collect::<Result<_, _>>()?;
        let all: Vec<Dossier<'_>> =
            reads.iter().zip(&contexts).map(|(read, ctx)| self.dossier(read, ctx)).collect();
        let (blank, ctx) = (Case::new(CaseId::from("")), self.engine.new_context());
        let (banner, lang) = (self.banner.as_ref(), self.shell_lang);
        let blank = Dossier { case: &blank, entries: &[], ctx: &ctx, banner, lang };
        Ok(compose::brief(&all, day, blank))
    }

    fn cases_under(&self, area: &tandem_core::AreaId) -> Result<Vec<Read>> {
        const PAGE: usize = 500;
        let filter = CaseFilter { under: Some(area.clone()), ..CaseFilter::default() };
        let (mut reads, mut cursor) = (Vec::new(), None);
        loop {
            let page = self.engine.store().rows(&filter, cursor.as_deref(), PAGE)?;
            for row in &page.items {
                reads.push(self.read(&row.case)?);
            }
            cursor = page.next;
            if cursor.is_none() {
                return Ok(reads);
            }
        }
    }
}

/// Sets the briefs that go out by themselves, from a running engine.
pub(super) struct Briefs {
    pub(super) engine: Arc<Engine>,
    pub(super) fonts: Fonts,
}

impl Press for Briefs {
    fn brief(&self, desk: &UnitId, day: jiff::civil::Date, lang: Lang) -> Result<Vec<u8>, NoPress> {
        let (engine, now) = (Arc::clone(&self.engine), serve::now());
        let source = Desk { engine, shell_lang: lang, banner: None, now };
        let paper = source.brief(desk, Some(day));
        let set = paper.and_then(|paper| Ok(pdf::pdf(&paper, &self.fonts)?));
        set.map_err(|error| NoPress(format!("{error:#}")))
    }
}

/// The time of the ledger's last entry of a case.
fn last(engine: &Engine) -> Result<Timestamp> {
    let head = engine.store().head()?;
    let stored = engine.store().scan(head.entries.saturating_sub(1), 1)?;
    let last = stored.first().map(tandem_engine::Stored::recorded).transpose()?;
    Ok(last.map_or_else(serve::now, |recorded| recorded.at()))
}

//! `ledger verify|export|rebuild`.

use super::{Shell, print, say};
use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use std::io::BufRead as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use tandem_engine::{
    Apart, Beside, Broken, Copied, Engine, Ledger as _, Store, Stored, beside, verify,
};
use tandem_store::SqliteLedger;

/// Ledgers.
#[derive(Debug, Subcommand)]
pub(super) enum Ledger {
    /// Prove that every entry is what was written, and print the root
    Verify {
        #[command(flatten)]
        place: Place,
        /// Hold it beside an export, of this ledger or of another node's
        #[arg(long, value_name = "FILE")]
        beside: Option<PathBuf>,
    },
    /// Write all entries to standard output, one JSON object a line
    Export(Place),
    /// Fold the ledger again and replace what lists show
    Rebuild(Place),
}

/// Which ledger.
#[derive(Debug, Args)]
pub(super) struct Place {
    /// Folder of the ledger
    #[arg(long, default_value = "tandem-data/ledger", value_name = "DIR")]
    state: PathBuf,
    /// Name of a region, or its folder
    #[arg(long, default_value = "guangxi")]
    region: String,
    /// Print a JSON document
    #[arg(long)]
    json: bool,
}

impl Ledger {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        match self {
            Self::Verify { place, beside } => place.verify(shell, beside.as_deref()),
            Self::Export(place) => place.export(),
            Self::Rebuild(place) => place.rebuild(shell),
        }
    }
}

impl Place {
    fn verify(&self, shell: &Shell, copy: Option<&Path>) -> Result<ExitCode> {
        let store = SqliteLedger::open_to_read(&self.state)?;
        let head = match verify(&store) {
            Ok(verified) => verified.head,
            Err(broken) => return self.broken(shell, &broken),
        };
        let found = copy.map(|path| anyhow::Ok(beside(&store, &copied(path)?)?)).transpose()?;
        let apart = found.as_ref().is_some_and(|found| !found.apart.is_empty());
        if self.json {
            let mut json = serde_json::json!({
                "verified": true, "entries": head.entries, "root": head.root,
            });
            if let Some(found) = &found {
                json["beside"] = serde_json::to_value(found).context("write the answer")?;
            }
            print(&json.to_string())?;
        } else {
            let (entries, root) = (head.entries, head.root);
            print(shell.lang.pick(
                &format!("核验通过：{entries}条，根 {root}"),
                &format!("verified: {entries} entries, root {root}"),
            ))?;
            found.iter().try_for_each(|found| print_beside(shell, found))?;
        }
        Ok(ExitCode::from(u8::from(apart)))
    }

    fn broken(&self, shell: &Shell, broken: &Broken) -> Result<ExitCode> {
        if self.json {
            let what = broken.to_string();
            print(&serde_json::json!({ "verified": false, "broken": what }).to_string())?;
        }
        say(shell.lang.pick(
            &format!("核验不通过：{broken}；请停用并从备份恢复"),
            &format!("not verified: {broken}; stop using it and restore a backup"),
        ));
        Ok(ExitCode::from(1))
    }

    fn export(&self) -> Result<ExitCode> {
        const STRIDE: usize = 10_000;
        let store = SqliteLedger::open_to_read(&self.state)?;
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        let mut seq = 0;
        loop {
            let part = store.scan(seq, STRIDE)?;
            let Some(last) = part.last() else { break };
            seq = last.seq;
            for stored in &part {
                serde_json::to_writer(&mut out, stored).context("write an entry")?;
                out.write_all(b"\n").context("write an entry")?;
            }
        }
        out.flush().context("write to standard output")?;
        Ok(ExitCode::SUCCESS)
    }

    fn rebuild(&self, shell: &Shell) -> Result<ExitCode> {
        let world = shell.files.world(&self.region, None)?;
        // A folder without a ledger is an error here, not a new ledger.
        drop(SqliteLedger::open_to_read(&self.state)?);
        let store: Arc<dyn Store> = Arc::new(SqliteLedger::open(&self.state)?);
        let rebuilt = Engine::new(store, world)?.rebuild()?;
        print(shell.lang.pick(
            &format!(
                "重放{}条，写入{}行，其中{}行原先不符",
                rebuilt.entries, rebuilt.rows, rebuilt.differing
            ),
            &format!(
                "{} entries replayed, {} rows written, {} of them were not as the ledger says",
                rebuilt.entries, rebuilt.rows, rebuilt.differing
            ),
        ))?;
        Ok(ExitCode::SUCCESS)
    }
}

fn print_beside(shell: &Shell, found: &Beside) -> Result<()> {
    let Beside { entries, beginning, shared, apart } = found;
    for Apart { case, what } in apart {
        say(shell.lang.pick(&format!("{case}：{what}"), &format!("{case}: {what}")));
    }
    let (zh, en) = match (beginning, apart.is_empty()) {
        (true, _) => ("副本是本台账的开头", "the copy is how this ledger began"),
        (false, true) => ("来自另一台账，共有的一致", "of another ledger; what both hold agrees"),
        (false, false) => ("有的两处写法不同", "some went on differently in both"),
    };
    print(shell.lang.pick(
        &format!("副本{entries}条，共有案件与名录{shared}件：{zh}"),
        &format!("copy of {entries} entries, {shared} cases and directories in both: {en}"),
    ))
}

/// Reads an export; a line that is not an entry, or not the next one, is named.
fn copied(path: &Path) -> Result<Copied> {
    let name = path.display();
    let file = std::fs::File::open(path).with_context(|| format!("open {name}"))?;
    let mut copy = Copied::default();
    for (at, line) in std::io::BufReader::new(file).lines().enumerate() {
        let place = || format!("{name}:{}", at + 1);
        let line = line.with_context(place)?;
        let stored: Stored = serde_json::from_str(&line).with_context(|| {
            format!("{}: not an entry of an export; make it with `tandem ledger export`", place())
        })?;
        let wrong = |what: String| anyhow::anyhow!("{}: {what}; export it again", place());
        copy.push(&stored).map_err(wrong)?;
    }
    if copy.is_empty() {
        anyhow::bail!("{name}: it holds no entry, so it proves nothing; export it again");
    }
    Ok(copy)
}

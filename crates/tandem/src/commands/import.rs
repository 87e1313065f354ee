//! `tandem import`: posts or complaints from a file.

use super::{Shell, print, say};
use crate::folder::{self, Purpose};
use crate::listen::{Captured, Listener};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tandem_core::{Lang, Timestamp};
use tandem_engine::{Archive as _, TopicRow, World};
use tandem_intake::{Format, Mapping, Post, Register, Tally, read_complaints, read_posts};
use tandem_sense::privacy::PseudonymKey;
use tandem_store::SqliteLedger;

/// Take posts or complaints in from a file.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// JSONL or CSV
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Registered source that the rows come from
    #[arg(long, value_name = "NAME")]
    source: String,
    /// TOML file that says which column is what
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// The rows are addressed to government
    #[arg(long)]
    complaints: bool,
    /// Folder of the ledger
    #[arg(long, default_value = "tandem-data/ledger", value_name = "DIR")]
    state: PathBuf,
    /// Name of a region, or its folder
    #[arg(long, default_value = "guangxi")]
    region: String,
    /// Print the tally as JSON
    #[arg(long)]
    json: bool,
}

/// Posts that are heard and kept together.
const STRIDE: usize = 1_000;

impl Import {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let world = shell.files.world(&self.region, None)?;
        folder::claim(&self.state, &Purpose::Region(world.region.id.clone()))?;
        let (posts, tally) = self.read(shell, &world)?;
        let store = SqliteLedger::open(&self.state)?;
        let mut listener = Listener::new(&world.region, &world.mechanism, key(&self.state)?)?;
        hear_again(&mut listener, &store)?;
        let mut new = 0;
        for batch in posts.chunks(STRIDE) {
            let mut fresh = Vec::with_capacity(batch.len());
            for post in batch {
                if store.post(post.post.id.as_str())?.is_none() {
                    fresh.push(post.clone());
                }
            }
            let (kept, heard) = listener.hear(&fresh)?;
            let mut topics = Vec::with_capacity(heard.len());
            for topic in heard {
                let case = store.topic(&topic.row.id)?.and_then(|known| known.case);
                topics.push(TopicRow { case, ..topic.row });
            }
            new += store.keep(&kept, &topics)?;
        }
        if self.json {
            print(
                &serde_json::json!({
                    "read": tally.read,
                    "accepted": tally.accepted,
                    "new": new,
                    "known": tally.accepted - new,
                    "duplicates": tally.duplicates,
                    "skipped": tally.skipped_total(),
                })
                .to_string(),
            )?;
        } else {
            print(&match shell.lang {
                Lang::Zh => format!("{}新入库 {new}", tally.zh()),
                Lang::En => format!("{}new {new}", tally.en()),
            })?;
        }
        if tally.accepted == 0 {
            say(shell.lang.pick(
                "没有一行可用：请核对文件内容与列名，必要时用 --map 指明各列",
                "not one row could be used: check the file and its columns; --map says which is which",
            ));
            return Ok(ExitCode::from(1));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn read(&self, shell: &Shell, world: &World) -> Result<(Vec<Captured>, Tally)> {
        let name = self.file.display();
        let format = match self.file.extension().and_then(|ext| ext.to_str()) {
            Some("jsonl" | "ndjson") => Format::Jsonl,
            Some("csv" | "tsv") => Format::Csv,
            _ => bail!("{name}: name the file .jsonl or .csv, so that its form is known"),
        };
        let mapping = match &self.map {
            None => Mapping { offset: world.calendar.offset(), ..Mapping::default() },
            Some(map) => {
                let text = std::fs::read_to_string(map)
                    .with_context(|| format!("read the mapping {}", map.display()))?;
                Mapping::from_toml(&text)
                    .with_context(|| format!("mapping {} cannot be used", map.display()))?
            }
        };
        let register = Register {
            source: self.source.clone(),
            scope: self.source.clone(),
            key: key(&self.state)?,
        };
        let file = File::open(&self.file).with_context(|| format!("read {name}"))?;
        let rows = BufReader::new(file);
        let mut captured = Vec::new();
        let mut skipped = Skips::default();
        let tally = if self.complaints {
            let mut complaints = read_complaints(rows, format, &mapping, &register)?;
            for row in complaints.by_ref() {
                match row {
                    Ok(complaint) => captured.push(arrived(complaint.post, true)?),
                    Err(reason) => skipped.say(shell, &self.file, &reason),
                }
            }
            complaints.tally().clone()
        } else {
            let mut posts = read_posts(rows, format, &mapping, &register)?;
            for row in posts.by_ref() {
                match row {
                    Ok(post) => captured.push(arrived(post, false)?),
                    Err(reason) => skipped.say(shell, &self.file, &reason),
                }
            }
            posts.tally().clone()
        };
        captured.sort_by(|a, b| (a.at, &a.post.id).cmp(&(b.at, &b.post.id)));
        Ok((captured, tally))
    }
}

/// Hears what was kept before, so that new posts find the topics that are there.
fn hear_again(listener: &mut Listener, store: &SqliteLedger) -> Result<()> {
    let mut cursor: Option<String> = None;
    loop {
        let page = store.posts(cursor.as_deref(), STRIDE)?;
        let posts: Vec<Captured> =
            page.items.iter().map(Captured::try_from).collect::<Result<_>>()?;
        listener.hear(&posts)?;
        cursor = page.next;
        if cursor.is_none() {
            return Ok(());
        }
    }
}

/// The first skipped rows are shown one by one; the rest is counted.
#[derive(Default)]
struct Skips(usize);

impl Skips {
    fn say(&mut self, shell: &Shell, file: &Path, skipped: &tandem_intake::Skipped) {
        const SHOWN: usize = 20;
        self.0 += 1;
        let (line, reason) = (skipped.line, &skipped.reason);
        match self.0 {
            n if n <= SHOWN => say(&match shell.lang {
                Lang::Zh => format!("{}:{line} 跳过：{}", file.display(), reason.zh()),
                Lang::En => format!("{}:{line} skipped: {reason}", file.display()),
            }),
            n if n == SHOWN + 1 => say("…"),
            _ => {}
        }
    }
}

fn arrived(post: Post, complaint: bool) -> Result<Captured> {
    let at = Timestamp::from_second(post.time).context("a post's time is out of range")?;
    Ok(Captured::new(post, at, at, complaint))
}

/// The secret behind pseudonyms: made once for a ledger, kept beside it, readable by its owner.
fn key(folder: &Path) -> Result<PseudonymKey> {
    let place = folder.join("pseudonym.key");
    if let Ok(bytes) = std::fs::read(&place) {
        let secret = <[u8; 32]>::try_from(bytes)
            .map_err(|_| anyhow::anyhow!("{} is not a key of 32 bytes", place.display()))?;
        return Ok(PseudonymKey::new(secret));
    }
    std::fs::create_dir_all(folder).with_context(|| format!("make {}", folder.display()))?;
    let mut secret = [0; 32];
    std::io::Read::read_exact(&mut File::open("/dev/urandom")?, &mut secret)
        .context("draw a secret")?;
    let mut options = std::fs::OpenOptions::new();
    std::os::unix::fs::OpenOptionsExt::mode(options.write(true).create_new(true), 0o600);
    let mut file = options.open(&place).with_context(|| format!("make {}", place.display()))?;
    std::io::Write::write_all(&mut file, &secret)
        .with_context(|| format!("write {}", place.display()))?;
    Ok(PseudonymKey::new(secret))
}

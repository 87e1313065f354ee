//! The demo's posts and complaints, taken in through the same door as any others.

use crate::files::Files;
use crate::listen::Captured;
use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use std::collections::HashMap;
use tandem_core::Timestamp;
use tandem_core::sources::SourceRegister;
use tandem_intake::{Arrival, Format, Mapping, Register, Tally, read};
use tandem_sense::privacy::PseudonymKey;
use tandem_sense::{Engagement, Post};

/// How many hours after its first listing a hot-search item is read, at most.
const READ_AFTER: usize = 2;

/// A row's counters, beside what intake takes from it.
#[derive(Deserialize)]
struct Counters {
    id: String,
    observations: Vec<Observation>,
}

/// What stood beside an item at an hour: time, heat, reads, discussions.
type Observation = (Timestamp, Option<u64>, Option<u64>, Option<u64>);

/// The demo's posts have no authors, so its key is no secret.
pub(super) fn key() -> PseudonymKey {
    PseudonymKey::new([7; 32])
}

/// The demo's source register.
///
/// # Errors
/// All problems of the register, where it cannot be used.
pub fn sources(files: &Files) -> Result<SourceRegister> {
    let place = "demo/sources.toml";
    let (sources, _) = SourceRegister::parse(place, &files.read(place)?)?;
    Ok(sources)
}

/// All posts and complaints in the order in which they are captured, and what intake did.
pub(super) fn load(files: &Files) -> Result<(Vec<Captured>, Tally)> {
    let text = files.read("demo/posts.jsonl")?;
    let mut counters = HashMap::new();
    for line in text.lines() {
        let row: Counters = serde_json::from_str(line).context("read the demo's counters")?;
        counters.insert(row.id.clone(), row);
    }
    let columns = tandem_intake::Columns {
        source: Some("source".to_owned()),
        ..tandem_intake::Columns::default()
    };
    let mapping = Mapping { columns, ..Mapping::default() };
    let sources = sources(files)?;
    let register = |source: &str| -> Result<Register> {
        if !sources.knows(source) {
            bail!("demo/sources.toml does not register {source}");
        }
        let others = sources.iter().map(|source| source.id.as_str().into()).collect();
        Ok(Register { others, ..Register::new(source, key(), 0) })
    };
    let source = register("weibo-hot-search")?;
    let mut posts = read(text.as_bytes(), Format::Jsonl, &mapping, &source)?;
    let mut captured = Vec::new();
    for complaint in posts.by_ref().flatten().filter_map(Arrival::complaint) {
        captured.push(read_at(complaint.post, &counters)?);
    }
    let mut tally = posts.tally().clone();
    let text = files.read("demo/complaints.jsonl")?;
    let source = register("synthetic-complaints")?;
    let mut complaints = read(text.as_bytes(), Format::Jsonl, &mapping, &source)?;
    for complaint in complaints.by_ref().flatten().filter_map(Arrival::complaint) {
        let published = time(&complaint.post)?;
        captured.push(Captured::new(complaint.post, published, published, true));
    }
    tally.add(complaints.tally());
    captured.sort_by(|a, b| (a.at, &a.post.id).cmp(&(b.at, &b.post.id)));
    Ok((captured, tally))
}

/// A hot-search item as it stood when it was read, some hours after it was listed.
fn read_at(mut post: Post, counters: &HashMap<String, Counters>) -> Result<Captured> {
    let published = time(&post)?;
    let seen = counters.get(post.id.as_str()).map_or(&[][..], |row| &row.observations[..]);
    let Some((at, _, views, comments)) = seen.get(READ_AFTER.min(seen.len().max(1) - 1)) else {
        return Ok(Captured::new(post, published, published, false));
    };
    post.engagement = Some(Engagement {
        views: views.unwrap_or(0),
        comments: comments.unwrap_or(0),
        ..Engagement::default()
    });
    post.time = at.as_second();
    Ok(Captured::new(post, *at, published, false))
}

fn time(post: &Post) -> Result<Timestamp> {
    Timestamp::from_second(post.time).context("a post's time is out of range")
}

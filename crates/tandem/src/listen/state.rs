//! What listening has learnt, stored with the place in the archive up to which it has heard.
//!
//! A start goes on from here and hears what came since (decision 0026). Nothing depends on the file:
//! where it is missing, damaged, or of another version, all kept posts are heard again.

use super::Listener;
use anyhow::{Context as _, Result, bail};
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::Path;
use tandem_core::Digest;
use tandem_engine::ChangePlace;
use tandem_sense::topics::{Config, Detector, Snapshot, TopicId};

/// The form that this program writes.
const FORMAT: u32 = 1;

/// Bytes that a state unpacks to, at most; a detector is far smaller.
const BYTES_MAX: u64 = 4 << 30;

/// What a listener has learnt from the posts so far.
#[derive(Debug, Serialize, Deserialize)]
pub struct ListenerState {
    detector: Snapshot,
    names: Vec<(TopicId, String)>,
}

/// The first line of a file.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    format: u32,
    place: ChangePlace,
    /// What the detector was set to.
    config: Digest,
    /// The digest of all that follows.
    body: Digest,
}

impl Listener {
    /// What it has learnt.
    pub(super) fn state(&self) -> ListenerState {
        let names = self.names.iter().map(|(id, name)| (id.clone(), name.clone()));
        let mut names: Vec<_> = names.collect();
        names.sort();
        ListenerState { detector: self.detector.snapshot(), names }
    }

    /// Goes on from what it had learnt.
    pub(super) fn resume(&mut self, state: ListenerState) -> Result<()> {
        self.detector = Detector::restore(state.detector).context("restore the detector")?;
        self.names = state.names.into_iter().collect();
        Ok(())
    }

    /// Knows nothing.
    pub(super) fn begin_anew(&mut self) {
        self.detector = Detector::new(Config::default());
        self.names.clear();
        self.members.clear();
    }
}

/// What is stored in a file, and up to which place it has heard; `None` where there is no file.
pub(super) fn load(file: &Path) -> Result<Option<(ChangePlace, ListenerState)>> {
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("read {}", file.display())),
    };
    let end = bytes.iter().position(|byte| *byte == b'\n').context("it has no first line")?;
    let head: Head = serde_json::from_slice(&bytes[..end]).context("read its first line")?;
    let body = &bytes[end + 1..];
    if head.format != FORMAT || head.config != config()? {
        bail!("it was written by another version");
    }
    if Digest::of(body) != head.body {
        bail!("it is damaged");
    }
    let mut unpacked = Vec::new();
    ZlibDecoder::new(body).take(BYTES_MAX).read_to_end(&mut unpacked).context("unpack it")?;
    let state = serde_json::from_slice(&unpacked).context("read its state")?;
    Ok(Some((head.place, state)))
}

/// Stores a state in place of the one before it, or leaves that as it was.
pub(super) fn save(file: &Path, place: ChangePlace, state: &ListenerState) -> Result<()> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    serde_json::to_writer(&mut packed, state).context("write the state")?;
    let body = packed.finish().context("pack the state")?;
    let head = Head { format: FORMAT, place, config: config()?, body: Digest::of(&body) };
    let head = serde_json::to_string(&head).context("write the first line")?;
    let beside = file.with_extension("new");
    let write = || -> std::io::Result<()> {
        let mut new = File::create(&beside)?;
        new.write_all(head.as_bytes())?;
        new.write_all(b"\n")?;
        new.write_all(&body)?;
        new.sync_all()?;
        std::fs::rename(&beside, file)
    };
    write().with_context(|| format!("write {}", file.display()))
}

/// Removes what is stored.
pub(super) fn forget(file: &Path) -> Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("remove {}", file.display()))
        }
        _ => Ok(()),
    }
}

/// What a detector is set to by this program.
fn config() -> Result<Digest> {
    let config = serde_json::to_vec(&Config::default()).context("write the detector's settings")?;
    Ok(Digest::of(&config))
}

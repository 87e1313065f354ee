//! The search index beside a ledger, and the thread that keeps it.

use anyhow::{Context as _, Result};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;
use tandem_core::region::Region;
use tandem_engine::Store;
use tandem_engine::search::{Finder, Refreshed};
use tandem_search::{FOLDER, TantivyIndex};
use tracing::{error, info};

/// Time between two looks for what is new. A question looks by itself; this keeps its wait short.
const EVERY: Duration = Duration::from_secs(2);

/// Looks after which what still holds removed words is rewritten: about an hour.
const LOOKS_TO_SCRUB: u32 = 1_800;

/// A finder over the ledger of a folder.
///
/// # Errors
/// Where the index's folder cannot be used.
pub fn finder(folder: &Path, store: Arc<dyn Store>, region: &Region) -> Result<Finder> {
    let index = TantivyIndex::open(&folder.join(FOLDER)).context("open the search index")?;
    Ok(Finder::new(store, region, Box::new(index)))
}

/// Keeps a finder's index until it is dropped.
pub struct Keeping {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Keeping {
    /// Begins.
    ///
    /// # Errors
    /// Where no thread can be started.
    pub fn start(finder: Arc<Finder>) -> Result<Self> {
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new()
            .name("indexing".to_owned())
            .spawn(move || keep(&finder, &stopped))
            .context("start indexing")?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Keeping {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            // What it had not committed is caught up at the next start.
            drop(thread.join());
        }
    }
}

fn keep(finder: &Finder, stopped: &Receiver<()>) {
    for look in 1u32.. {
        match finder.refresh() {
            Ok(Refreshed { documents, anew: true }) => {
                info!(documents, "The search index was made anew");
            }
            Ok(_) => {}
            Err(failure) => error!(%failure, "The search index could not be kept; trying again"),
        }
        if look % LOOKS_TO_SCRUB == 0
            && let Err(failure) = finder.scrub()
        {
            error!(%failure, "Removed words could not be taken off the disk; trying again");
        }
        if !matches!(stopped.recv_timeout(EVERY), Err(RecvTimeoutError::Timeout)) {
            return;
        }
    }
}

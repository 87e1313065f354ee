//! Topics that were kept before the start, looked up when somebody touches them.
//!
//! Most topics are never touched again: a start that read all of their posts would take longer every
//! day, and memory would grow with the archive.

use super::{Captured, Listener, Members};
use anyhow::Result;
use smol_str::SmolStr;
use std::collections::HashSet;
use std::sync::Arc;
use tandem_engine::Store;

/// Where kept topics are looked up.
pub struct Kept {
    store: Arc<dyn Store>,
    /// Sources whose posts ask government for something.
    complaints: HashSet<SmolStr>,
}

impl Kept {
    /// Topics of an archive, some sources of which bring complaints.
    pub fn new(store: Arc<dyn Store>, complaints: HashSet<SmolStr>) -> Self {
        Self { store, complaints }
    }

    fn posts_of(&self, topic: &str) -> Result<Vec<Captured>> {
        let kept = self.store.posts_of(topic)?;
        let read = kept.iter().map(|post| {
            let complaint = self.complaints.contains(post.source.as_str());
            Ok(Captured { complaint, ..Captured::try_from(post)? })
        });
        read.collect()
    }
}

impl Listener {
    /// The same, looking topics up that were kept before.
    #[must_use]
    pub fn over(self, kept: Kept) -> Self {
        Self { kept: Some(kept), ..self }
    }

    /// Whether somebody asks government in a kept topic.
    ///
    /// # Errors
    /// Where it cannot be looked up.
    pub(super) fn is_asked(&self, topic: &str) -> Result<bool> {
        let Some(kept) = &self.kept else { return Ok(false) };
        Ok(kept.posts_of(topic)?.iter().any(|post| post.complaint))
    }

    /// Makes sure that the posts of a topic are here.
    pub(super) fn look_up(&mut self, topic: &str) -> Result<()> {
        let Some(kept) = &self.kept else { return Ok(()) };
        if self.members.contains_key(topic) {
            return Ok(());
        }
        let mut members = Members::default();
        for captured in kept.posts_of(topic)? {
            let (post, member) = self.member(&captured, topic);
            members.posts.push(post);
            members.known.push(member);
        }
        self.members.insert(topic.to_owned(), members);
        Ok(())
    }

    /// Hears a kept post for what it tells of later ones, and leaves it where it is.
    pub(super) fn follow(&mut self, captured: &Captured) {
        self.place(captured);
    }
}

//! How a station starts: it goes on from what was stored of it, and from all posts where that cannot
//! be used.

use super::station::Station;
use super::{Captured, ListenerState, state};
use anyhow::Result;
use jiff::SignedDuration;
use tandem_core::Timestamp;
use tandem_engine::ChangePlace;
use tracing::warn;

/// Posts that are read again together when the station opens.
const STRIDE: usize = 1_000;

/// Posts heard after which what was learnt is stored: so many are heard again in a second or two.
const HEARD_MAX: u64 = 20_000;

impl Station {
    /// Goes on where listening stopped: from what was stored of it and what came since, or, where
    /// that cannot be used, from all posts.
    pub(super) fn go_on(&mut self) -> Result<()> {
        let why = match state::load(&self.file) {
            Ok(None) => "nothing is stored of it",
            Ok(Some((place, stored))) => {
                if self.follow(place, stored)? {
                    return Ok(());
                }
                "what is stored is of another archive"
            }
            Err(failure) => {
                let failure = format!("{failure:#}");
                warn!(failure, file = %self.file.display(), "The state of listening is unusable");
                "what is stored is unusable"
            }
        };
        let (posts, _) = self.store.counts()?;
        if posts > 0 {
            warn!(posts, why, "Hearing all kept posts again");
        }
        self.listener.begin_anew();
        let mut cursor: Option<String> = None;
        loop {
            let page = self.store.posts(cursor.as_deref(), STRIDE)?;
            for post in &page.items {
                self.listener.follow(&Captured::try_from(post)?);
            }
            self.heard += page.items.len() as u64;
            cursor = page.next;
            if cursor.is_none() {
                return Ok(());
            }
        }
    }

    /// Goes on from a stored state; false where its place is not one of this archive.
    fn follow(&mut self, place: ChangePlace, stored: ListenerState) -> Result<bool> {
        let mut place = place;
        let Some(mut part) = self.store.changes(&place, STRIDE)? else { return Ok(false) };
        self.listener.resume(stored)?;
        while let Some((last, _)) = part.last() {
            place = *last;
            for id in part.iter().flat_map(|(_, changed)| &changed.posts) {
                // What was removed since leaves no trace.
                if let Some(post) = self.store.post(id)? {
                    self.listener.follow(&Captured::try_from(&post)?);
                    self.heard += 1;
                }
            }
            match self.store.changes(&place, STRIDE)? {
                Some(more) => part = more,
                None => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Stores what listening has learnt, if enough came since the last time that hearing it again
    /// would be felt.
    ///
    /// # Errors
    /// Where it cannot be written; then the next start hears more posts again.
    pub fn save_if_much_came(&mut self) -> Result<()> {
        if self.heard >= HEARD_MAX { self.save() } else { Ok(()) }
    }

    /// Stores what listening has learnt, if anything came since the last time.
    ///
    /// # Errors
    /// Where it cannot be written; then the next start hears more posts again.
    pub fn save(&mut self) -> Result<()> {
        if self.heard == 0 {
            return Ok(());
        }
        let place = self.store.last_change()?;
        state::save(&self.file, place, &self.listener.state())?;
        self.heard = 0;
        Ok(())
    }

    /// Topics that may still have to be brought to a desk. Whatever was silent for longer than the
    /// latest topic allows is history at any later time too.
    pub(super) fn wait_again(&mut self) -> Result<()> {
        let fresh = SignedDuration::from_hours(i64::from(self.bringing.silent_hours_max));
        let mut cursor: Option<String> = None;
        let mut latest: Option<Timestamp> = None;
        loop {
            let page = self.store.topics(cursor.as_deref(), STRIDE)?;
            for topic in &page.items {
                let latest = *latest.get_or_insert(topic.last);
                if latest.duration_since(topic.last) > fresh {
                    return Ok(());
                }
                let complaint = self.listener.is_asked(&topic.id)?;
                if complaint || topic.posts >= self.bringing.posts_min {
                    self.waiting.insert(topic.id.clone(), complaint);
                }
            }
            cursor = page.next;
            if cursor.is_none() {
                return Ok(());
            }
        }
    }
}

//! What became of messages through a unit's channels.

use super::super::EntryKind;
use super::super::parts::Message;
use super::super::refusal::RefusalKind;
use super::{Decided, Decision};
use crate::case::Actor;
use crate::{ChannelId, UnitId};

/// How many of those above are told that a channel began to fail, as when a check of it fails.
const TOLD_MAX: usize = 2;

impl Decision<'_> {
    /// Those above are told when a channel begins to fail, and not of every message after that:
    /// otherwise a channel that is down would fill theirs.
    pub(super) fn note_message(
        &self,
        by: &Actor,
        unit: UnitId,
        channel: ChannelId,
        message: Message,
    ) -> Decided {
        if by != &Actor::Mechanism {
            return Err(RefusalKind::NotTheSender);
        }
        self.here(&unit)?;
        let known = self.known_channel(&unit, &channel)?;
        let told = match message.fault {
            Some(_) if !known.fails() => {
                self.rungs().into_iter().filter(|rung| rung != &unit).take(TOLD_MAX).collect()
            }
            _ => Vec::new(),
        };
        let author = self.mechanism_author("telling");
        self.one(author, EntryKind::MessageNoted { unit, channel, message, told })
    }
}

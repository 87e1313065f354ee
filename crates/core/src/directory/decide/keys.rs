//! Keys by which programs act.

use super::super::EntryKind;
use super::super::command::Period;
use super::super::refusal::RefusalKind;
use super::staff::next;
use super::{Decided, Decision};
use crate::case::Actor;
use crate::mechanism::Power;
use crate::{Digest, PersonId, PositionId, Timestamp};

/// How long a key opens at most.
const KEY_MAX: jiff::SignedDuration = jiff::SignedDuration::from_hours(400 * 24);

impl Decision<'_> {
    pub(super) fn issue_key(
        &self,
        by: &Actor,
        position: PositionId,
        person: PersonId,
        digest: Digest,
        until: Timestamp,
    ) -> Decided {
        let unit = self.unit_of(&position)?.id.clone();
        let author = self.author_over(by, Power::Appoint, &unit)?;
        // A superior commands a unit; it does not act in its name.
        if author.unit() != unit {
            return Err(RefusalKind::KeyForAnother { unit });
        }
        self.sound_name(person.as_str())?;
        self.stands(&person, &position, Power::Sign, self.at)?;
        self.sound(Period { from: self.at, until })?;
        if until > self.at + KEY_MAX {
            return Err(RefusalKind::KeyTooLong);
        }
        if self.ctx.directories.iter().any(|d| d.keys.iter().any(|key| key.digest == digest)) {
            return Err(RefusalKind::KeyTaken);
        }
        let no = next(self.directory.keys.iter().map(|key| key.no));
        self.one(author, EntryKind::KeyIssued { no, position, person, digest, until })
    }

    pub(super) fn revoke_key(&self, by: &Actor, no: u32, reason: String) -> Decided {
        let found = self.directory.keys.iter().find(|key| key.no == no);
        let key = found.ok_or(RefusalKind::UnknownKey(no))?;
        let unit = self.unit_of(&key.position)?.id.clone();
        let author = self.author_over(by, Power::Appoint, &unit)?;
        self.reasoned(&reason)?;
        if key.until <= self.at {
            return Err(RefusalKind::KeyOver(no));
        }
        self.one(author, EntryKind::KeyRevoked { key: no, reason })
    }
}

//! How the public reacts: a worse reaction or a contested closure has somebody look again.

use super::{Decided, Decision, reasoned};
use crate::case::command::Actor;
use crate::case::entry::EntryKind;
use crate::case::parts::{Evidence, Phase, Subject};
use crate::case::refusal::RefusalKind;
use crate::mechanism::{DeadlineKind, Power};

impl Decision<'_> {
    pub(super) fn record_reaction(&self, by: &Actor, before: u32, after: u32) -> Decided {
        let author = self.desk_author(by, Power::LookAgain)?;
        self.spoken()?;
        let factor = self.ctx.mechanism.conduct.reaction_worse_from;
        let worse = after > before && f64::from(after) >= f64::from(before) * factor;
        let due = worse.then(|| self.deadline(DeadlineKind::SecondLook)).flatten();
        let second_look = due.filter(|_| self.case.watch(&Subject::SecondLook).is_none());
        self.one(&author, EntryKind::ReactionRecorded { before, after, second_look })
    }

    pub(super) fn contest(&self, by: &Actor, reason: String, evidence: Vec<Evidence>) -> Decided {
        let author = self.desk_author(by, Power::LookAgain)?;
        self.spoken()?;
        reasoned(&reason)?;
        let mut entries = self.evidence_entries(&author, evidence)?;
        let due = self.deadline(DeadlineKind::SecondLook);
        let second_look = due.filter(|_| self.case.watch(&Subject::SecondLook).is_none());
        entries.push(self.entry(&author, EntryKind::Contested { reason, second_look }));
        Ok(entries)
    }

    pub(super) fn look_again(&self, by: &Actor, reason: String) -> Decided {
        let author = self.desk_author(by, Power::LookAgain)?;
        reasoned(&reason)?;
        if self.case.watch(&Subject::SecondLook).is_none() {
            return Err(RefusalKind::NothingDue(Subject::SecondLook));
        }
        self.one(&author, EntryKind::LookedAgain { reason })
    }

    /// There is something that the public can react to: a statement that is out, or a closure.
    fn spoken(&self) -> Result<(), RefusalKind> {
        let spoken = self.case.statements.iter().any(|statement| statement.is_published());
        match self.case.phase {
            Phase::Closed => Ok(()),
            Phase::Open if spoken => Ok(()),
            Phase::Open => Err(RefusalKind::NothingSaid),
            _ => self.in_phase(&Phase::Open, Power::LookAgain),
        }
    }
}

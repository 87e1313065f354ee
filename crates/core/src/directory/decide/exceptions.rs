//! Exceptional access to a case that no rule opens.
//!
//! It is not refused for want of a link to the case, since who needs it at night cannot wait for
//! one; it is bound to a reason and a time, and the coordinating body sees it at once.

use super::super::EntryKind;
use super::super::command::Period;
use super::super::refusal::RefusalKind;
use super::staff::next;
use super::{Decided, Decision};
use crate::case::Actor;
use crate::mechanism::Power;
use crate::{CaseId, Timestamp};

impl Decision<'_> {
    pub(super) fn open_exception(
        &self,
        by: &Actor,
        case: CaseId,
        reason: String,
        until: Timestamp,
    ) -> Decided {
        let author = self.author(by, Power::SeeExceptionally)?;
        self.reasoned(&reason)?;
        self.sound(Period { from: self.at, until })?;
        let hours_max = self.ctx.mechanism.conduct.exception_hours_max;
        if until > self.at + jiff::SignedDuration::from_hours(hours_max.into()) {
            return Err(RefusalKind::ExceptionTooLong { hours_max });
        }
        let no = next(self.directory.exceptions.iter().map(|exception| exception.no));
        self.one(author, EntryKind::ExceptionOpened { no, case, reason, until })
    }

    pub(super) fn end_exception(&self, by: &Actor, no: u32, reason: String) -> Decided {
        let found = self.directory.exceptions.iter().find(|exception| exception.no == no);
        let exception = found.ok_or(RefusalKind::UnknownException(no))?;
        let own = self.author(by, Power::SeeExceptionally).ok();
        let own = own.filter(|author| author.person == exception.person);
        let author = own.map_or_else(|| self.area_author(by, Power::AmendDirectory), Ok)?;
        self.reasoned(&reason)?;
        if exception.until <= self.at {
            return Err(RefusalKind::ExceptionOver(no));
        }
        self.one(author, EntryKind::ExceptionEnded { exception: no, reason })
    }
}

//! Reading relayed originals again: whether what came up is what was there.

use super::{Decided, Decision, reasoned};
use crate::case::Context;
use crate::case::command::Actor;
use crate::case::entry::EntryKind;
use crate::case::parts::{Relay, RelayVerdict};
use crate::case::refusal::RefusalKind;
use crate::mechanism::Power;
use crate::{Digest, Timestamp};

impl Decision<'_> {
    /// A verdict on a relay by somebody above both who sent it and who received it, or beside them
    /// in neither's place. A relay that was drawn says by which seed and at the end of which
    /// period, so that everybody can check both against the ledger.
    pub(super) fn audit_relay(
        &self,
        by: &Actor,
        no: u32,
        verdict: RelayVerdict,
        reason: String,
        seed: Option<Digest>,
    ) -> Decided {
        let author = self.author(by, Power::AuditRelay)?;
        reasoned(&reason)?;
        let found = self.case.relays.iter().find(|relay| relay.no == no);
        let relay = found.ok_or(RefusalKind::UnknownRelay(no))?;
        let unit = author.unit();
        if unit == relay.from || unit == relay.to {
            return Err(RefusalKind::AuditorInvolved { unit, relay: no });
        }
        if !self.ctx.region.outranks(&unit, &relay.from) {
            return Err(RefusalKind::OutsideJurisdiction { unit, desk: self.case.desk.clone() });
        }
        if relay.audit.is_some() {
            return Err(RefusalKind::RelayAudited(no));
        }
        let period = seed.map(|seed| self.drawn(relay, &seed)).transpose()?;
        self.one(&author, EntryKind::RelayAudited { relay: no, verdict, reason, seed, period })
    }

    /// The period at whose end a relay was drawn by a seed.
    fn drawn(&self, relay: &Relay, seed: &Digest) -> Result<(Timestamp, Timestamp), RefusalKind> {
        let Context { mechanism, calendar, .. } = self.ctx;
        let no = relay.no;
        let rule = mechanism.relay_audit.as_ref().ok_or(RefusalKind::NotDrawn(no))?;
        let (from, until) = rule.period_of(calendar, relay.at);
        if self.at < until {
            return Err(RefusalKind::NotDrawnYet { relay: no, at: until });
        }
        if !rule.draws(seed, &self.case.id, no) {
            return Err(RefusalKind::NotDrawn(no));
        }
        Ok((from, until))
    }
}

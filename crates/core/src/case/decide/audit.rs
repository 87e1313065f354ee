//! Reading relayed originals again: whether what came up is what was there.

use super::{Decided, Decision, reasoned};
use crate::Digest;
use crate::case::command::Actor;
use crate::case::entry::EntryKind;
use crate::case::parts::RelayVerdict;
use crate::case::refusal::RefusalKind;
use crate::mechanism::Power;

impl Decision<'_> {
    /// A verdict on a relay by somebody above both who sent it and who received it, or beside them
    /// in neither's place. A relay that was drawn says by which seed, so that everybody can check.
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
        let rule = self.ctx.mechanism.relay_audit.as_ref();
        let drawn = |seed: &Digest| rule.is_some_and(|rule| rule.draws(seed, &self.case.id, no));
        if seed.as_ref().is_some_and(|seed| !drawn(seed)) {
            return Err(RefusalKind::NotDrawn(no));
        }
        self.one(&author, EntryKind::RelayAudited { relay: no, verdict, reason, seed })
    }
}

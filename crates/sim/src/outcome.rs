//! What became of a case, as its entries tell, up to the end of its own watch.

use crate::draws::Name;
use crate::offices::Parameter as P;
use crate::run::Setting;
use tandem_core::case::{Case, Context, Entry, EntryKind, OrderEnd, OrderState, Phase};
use tandem_core::{Timestamp, UnitId};

/// Purpose of the draws of what survives a hop; no step has it.
const UPWARD: u64 = 3_000;

const MS_PER_HOUR: f64 = 3_600_000.0;

/// What became of a case. Times are in hours since its receipt; nothing where it did not happen
/// within the horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Whether triage declined it; then nothing else is counted.
    pub declined: bool,
    /// The first statement to the public.
    pub first_statement_h: Option<f64>,
    /// The first time that disposal was verified.
    pub verified_h: Option<f64>,
    /// The first close.
    pub closed_h: Option<f64>,
    /// A lead other than the desk that received it.
    pub owned_h: Option<f64>,
    /// The horizon itself.
    pub horizon_h: f64,
    /// Deadlines that began.
    pub deadlines: u32,
    /// Deadlines that passed unmet.
    pub missed: u32,
    /// Escalations, each rung counted.
    pub escalations: u32,
    /// Changes of the lead and orders sent back, as `evaluate` counts them.
    pub transfers: u32,
    /// Orders given.
    pub orders: u32,
    /// Orders between the case's desk and the lead, the lead's own among them.
    pub hops: Option<u32>,
    /// From an order to its signature, in minutes, one a signature.
    pub hop_minutes: Vec<f64>,
    /// Whether it was opened again.
    pub reopened: bool,
    /// Share of the lead's account that survives up to the case's desk, if nobody opens the original
    /// (modelled).
    pub retained: Option<f64>,
    /// Whether some hop made it milder (modelled).
    pub softened: Option<bool>,
    /// Whether the case is at its end: closed, declined or merged.
    pub ended: bool,
    /// When it last moved, whatever the horizon.
    pub last_at: Timestamp,
}

/// How much hands of a unit worked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Jobs that came.
    pub jobs: u64,
    /// Time of hands, in milliseconds, other work counted in.
    pub busy_ms: i64,
}

/// A case while it is watched.
#[derive(Clone, Debug)]
pub(crate) struct Watched {
    received: Timestamp,
    horizon: Timestamp,
    first_statement: Option<Timestamp>,
    verified: Option<Timestamp>,
    closed: Option<Timestamp>,
    owned: Option<Timestamp>,
    deadlines: u32,
    missed: u32,
    escalations: u32,
    transfers: u32,
    orders: u32,
    hop_minutes: Vec<f64>,
    reopened: bool,
}

impl Watched {
    pub(crate) fn new(received: Timestamp, horizon: Timestamp) -> Self {
        Self {
            received,
            horizon,
            first_statement: None,
            verified: None,
            closed: None,
            owned: None,
            deadlines: 0,
            missed: 0,
            escalations: 0,
            transfers: 0,
            orders: 0,
            hop_minutes: Vec::new(),
            reopened: false,
        }
    }

    /// Reads the entries of an append.
    pub(crate) fn observe(&mut self, before: &Case, entries: &[Entry], after: &Case) {
        if entries.last().is_none_or(|last| last.at > self.horizon) {
            return;
        }
        let fresh = after.watches.iter().filter(|watch| before.watch(&watch.subject).is_none());
        self.deadlines += fresh.count() as u32;
        let mut lead = before.lead.as_ref().map(|lead| lead.unit.clone());
        for entry in entries {
            self.read(before, entry, &mut lead, after);
        }
    }

    fn read(&mut self, before: &Case, entry: &Entry, lead: &mut Option<UnitId>, after: &Case) {
        match &entry.kind {
            EntryKind::StatementPublished { .. } => {
                self.first_statement.get_or_insert(entry.at);
            }
            EntryKind::DisposalVerified { .. } => {
                self.verified.get_or_insert(entry.at);
            }
            EntryKind::Closed { .. } => {
                self.closed.get_or_insert(entry.at);
            }
            EntryKind::LeadAssigned { lead: now } | EntryKind::Settled { lead: now, .. } => {
                let changed = lead.as_ref() != Some(&now.unit);
                if self.owned.is_some() && changed {
                    self.transfers += 1;
                }
                if now.unit != after.desk {
                    self.owned.get_or_insert(entry.at);
                }
                *lead = Some(now.unit.clone());
            }
            EntryKind::OrderSentBack { .. } => self.transfers += 1,
            EntryKind::OrderIssued { .. } => self.orders += 1,
            EntryKind::OrderSigned { order, .. } => {
                let known = before.order(order).filter(|order| order.signed_by.is_none());
                if let Some(order) = known {
                    let waited = entry.at.duration_since(order.issued_at);
                    self.hop_minutes.push(waited.as_secs_f64() / 60.0);
                }
            }
            EntryKind::Escalated { subject, .. } => {
                self.escalations += 1;
                self.missed += u32::from(first(before, subject));
            }
            EntryKind::Lapsed { subject, .. } => {
                self.missed += u32::from(first(before, subject));
            }
            EntryKind::AcceptanceLapsed { .. } => self.missed += 1,
            EntryKind::Reopened { .. } => self.reopened = true,
            _ => {}
        }
    }

    pub(crate) fn finish(
        self,
        case: &Case,
        setting: Setting<'_>,
        no: u64,
        ctx: &Context<'_>,
    ) -> Outcome {
        let hours = |at: Timestamp| {
            (at.as_millisecond() - self.received.as_millisecond()) as f64 / MS_PER_HOUR
        };
        let way = if self.verified.is_some() { way_up(case) } else { None };
        let (retained, softened) = match &way {
            Some(way) => {
                let (retained, softened) = survives(way, setting, no);
                (Some(retained), Some(softened))
            }
            None => (None, None),
        };
        debug_assert!(ctx.region.unit(&case.desk).is_some(), "a desk is a unit");
        Outcome {
            declined: case.phase == Phase::Declined,
            first_statement_h: self.first_statement.map(hours),
            verified_h: self.verified.map(hours),
            closed_h: self.closed.map(hours),
            owned_h: self.owned.map(hours),
            horizon_h: hours(self.horizon),
            deadlines: self.deadlines,
            missed: self.missed,
            escalations: self.escalations,
            transfers: self.transfers,
            orders: self.orders,
            hops: way.map(|way| way.len() as u32),
            hop_minutes: self.hop_minutes,
            reopened: self.reopened,
            retained,
            softened,
            ended: matches!(case.phase, Phase::Closed | Phase::Declined | Phase::Merged(_)),
            last_at: case.last_at,
        }
    }
}

/// Whether a deadline passes for the first time.
fn first(before: &Case, subject: &tandem_core::case::Subject) -> bool {
    before.watch(subject).is_some_and(|watch| watch.climbed_at.is_none())
}

/// The units through which the lead's account came up: the lead, then each desk that relayed its
/// order; up to the case's desk, which is not one of them.
fn way_up(case: &Case) -> Option<Vec<UnitId>> {
    let lead = &case.lead.as_ref()?.unit;
    let completed = OrderState::Ended(OrderEnd::Completed);
    let of = |unit: &UnitId| {
        let mut orders = case.orders.iter().rev();
        orders.find(|order| &order.to == unit && order.state == completed)
    };
    let mut order = of(lead)?;
    let mut way = vec![lead.clone()];
    while order.issuer != case.desk && way.len() < 16 {
        let Some(above) = of(&order.issuer) else { break };
        way.push(order.issuer.clone());
        order = above;
    }
    Some(way)
}

/// What survives a way up, as modelled: each sender keeps a share and may soften.
fn survives(way: &[UnitId], setting: Setting<'_>, no: u64) -> (f64, bool) {
    let get = |parameter| setting.offices.get(parameter);
    let (mut retained, mut softened) = (1.0, false);
    for sender in way {
        let office = setting.place.number(sender).unwrap_or(0).into();
        let mut draw = setting.draws.stream(Name { case: no, office, purpose: UPWARD, nth: 0 });
        let off = (2.0 * draw.unit() - 1.0) * get(P::RetentionSpread);
        retained *= (get(P::RetentionPerHop) + off).clamp(0.0, 1.0);
        softened |= draw.happens(get(P::ShareSoftened));
    }
    (retained, softened)
}

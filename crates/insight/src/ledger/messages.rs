//! Who tells whom: hops of orders and their times, and whether messages go both ways.

use super::seconds;
use crate::evaluate::Duration;
use crate::network::{Network, Shape, Spread};
use crate::survival::{Curve, End, Span};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::BTreeMap;
use tandem_core::case::{Case, Entry, EntryKind, Order, OrderRole};
use tandem_core::{CaseId, OrderId, Timestamp, UnitId};

/// What is noted while a ledger is read.
#[derive(Debug, Default)]
pub(super) struct Messages {
    sent: BTreeMap<(UnitId, UnitId), u64>,
    /// Orders that wait for a signature.
    unsigned: FxHashMap<(CaseId, OrderId), Timestamp>,
    receipts: Vec<Span>,
    /// Orders to desks that have not passed them on.
    waiting: FxHashMap<(CaseId, OrderId), Timestamp>,
    hops: Vec<Span>,
    /// How many desks and units an order to a working unit went through.
    depths: Vec<u64>,
    passed_over: u64,
    orders: u64,
}

/// Whether communication is quick and goes both ways.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Communication {
    /// Orders given.
    pub orders: u64,
    /// Of these direct ones, past levels between.
    pub direct: u64,
    /// Hops of an order from who first gave it to who works on it.
    pub hops: Spread,
    /// How long a desk takes to pass an order on.
    pub hop: Duration,
    /// From an order's issue to its signature.
    pub receipt: Duration,
    /// Messages between units that the ledger holds: orders, receipts, feedback, requests,
    /// consultations, sitreps.
    pub messages: u64,
    /// The network of these messages; lists of single units are left out.
    pub network: Shape,
}

/// Messages from one unit to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sent {
    /// Whose.
    pub from: UnitId,
    /// To whom.
    pub to: UnitId,
    /// How many.
    pub count: u64,
}

impl Messages {
    /// Who told whom how often, in the order of units.
    pub(super) fn arcs(&self) -> Vec<Sent> {
        let sent = self.sent.iter();
        sent.map(|((from, to), count)| Sent { from: from.clone(), to: to.clone(), count: *count })
            .collect()
    }

    pub(super) fn observe(&mut self, case: &Case, entry: &Entry) {
        let from = entry.by.unit();
        for to in receivers(case, entry) {
            if to != from {
                *self.sent.entry((from.clone(), to)).or_default() += 1;
            }
        }
        let key = |order: &OrderId| (case.id.clone(), order.clone());
        match &entry.kind {
            EntryKind::OrderIssued { order, role, passed_over, .. } => {
                self.orders += 1;
                self.passed_over += u64::from(!passed_over.is_empty());
                self.unsigned.insert(key(order), entry.at);
                if *role == OrderRole::Relaying {
                    self.waiting.insert(key(order), entry.at);
                } else {
                    self.depths.push(depth(case, &from));
                }
                for above in relayed_to(case, &from) {
                    if let Some(since) = self.waiting.remove(&key(&above.id)) {
                        self.hops.push(Span { seconds: seconds(since, entry.at), end: End::Seen });
                    }
                }
            }
            EntryKind::OrderSigned { order, .. } => self.signed(&key(order), entry.at, End::Seen),
            EntryKind::OrderWithdrawn { order, .. } | EntryKind::OrderSentBack { order, .. } => {
                self.signed(&key(order), entry.at, End::Open);
                if let Some(since) = self.waiting.remove(&key(order)) {
                    self.hops.push(Span { seconds: seconds(since, entry.at), end: End::Open });
                }
            }
            _ => {}
        }
    }

    fn signed(&mut self, key: &(CaseId, OrderId), at: Timestamp, end: End) {
        if let Some(since) = self.unsigned.remove(key) {
            self.receipts.push(Span { seconds: seconds(since, at), end });
        }
    }

    pub(super) fn sum_up(mut self, until: Timestamp) -> Communication {
        let open =
            |since: &Timestamp| Span { seconds: seconds(*since, until).max(0.0), end: End::Open };
        self.receipts.extend(self.unsigned.values().map(open));
        self.hops.extend(self.waiting.values().map(open));
        let arcs: Vec<(&str, &str, u64)> =
            self.sent.iter().map(|((a, b), count)| (a.as_str(), b.as_str(), *count)).collect();
        let mut network = Network::of_arcs(&arcs).shape();
        network.by_node.clear();
        Communication {
            orders: self.orders,
            direct: self.passed_over,
            hops: Spread::of(self.depths),
            hop: Duration::of(&Curve::of(&self.hops)),
            receipt: Duration::of(&Curve::of(&self.receipts)),
            messages: self.sent.values().sum(),
            network,
        }
    }
}

/// Orders to a desk that it is to pass on.
fn relayed_to<'a>(case: &'a Case, desk: &'a UnitId) -> impl Iterator<Item = &'a Order> {
    let relays = move |order: &&Order| order.role == OrderRole::Relaying && &order.to == desk;
    case.orders.iter().filter(relays)
}

/// Hops from who first gave an order to who it reaches now.
fn depth(case: &Case, issuer: &UnitId) -> u64 {
    let mut hops = 1;
    let mut at = issuer.clone();
    // Each hop goes one desk up; a ring, which the core does not make, ends with the orders.
    while let Some(above) = relayed_to(case, &at).last()
        && hops <= case.orders.len() as u64
    {
        hops += 1;
        at = above.issuer.clone();
    }
    hops
}

/// Units that an entry speaks to.
fn receivers(case: &Case, entry: &Entry) -> Vec<UnitId> {
    let issuer = |order: &OrderId| case.order(order).map(|order| order.issuer.clone());
    let holder = |order: &OrderId| case.order(order).map(|order| order.to.clone());
    match &entry.kind {
        EntryKind::OrderIssued { to, .. }
        | EntryKind::Forwarded { to, .. }
        | EntryKind::Supervised { to, .. }
        | EntryKind::HelpAsked { to, .. }
        | EntryKind::SitrepFiled { to, .. } => vec![to.clone()],
        EntryKind::OrderSigned { order, .. }
        | EntryKind::FeedbackGiven { order, .. }
        | EntryKind::OrderSentBack { order, .. }
        | EntryKind::ExtensionAsked { order, .. } => issuer(order).into_iter().collect(),
        EntryKind::ReadBackConfirmed { order, .. }
        | EntryKind::FeedbackAccepted { order }
        | EntryKind::FeedbackReturned { order, .. }
        | EntryKind::ExtensionGranted { order, .. }
        | EntryKind::ExtensionRefused { order, .. }
        | EntryKind::OrderWithdrawn { order, .. } => holder(order).into_iter().collect(),
        EntryKind::SupervisionSigned { supervision }
        | EntryKind::SupervisionAnswered { supervision, .. } => {
            case.supervision(supervision).map(|s| s.issuer.clone()).into_iter().collect()
        }
        EntryKind::SupervisionDischarged { supervision, .. } => {
            case.supervision(supervision).map(|s| s.to.clone()).into_iter().collect()
        }
        EntryKind::Convened { invited, .. } => invited.clone(),
        EntryKind::PositionStated { consultation, .. } => {
            case.consultation(consultation).map(|c| c.convenor.clone()).into_iter().collect()
        }
        EntryKind::Concluded { consultation, .. } => {
            case.consultation(consultation).map(|c| c.invited.clone()).unwrap_or_default()
        }
        EntryKind::HelpAnswered { request, .. } => {
            case.request(request).map(|r| r.from.clone()).into_iter().collect()
        }
        EntryKind::CountersignAsked { units, .. } => units.clone(),
        EntryKind::Countersigned { statement, .. } => {
            case.statement(statement).map(|s| s.unit.clone()).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

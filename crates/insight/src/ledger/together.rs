//! Whether departments speak with one voice and the two tracks move together.

use super::feedback::Share;
use super::seconds;
use super::spans::{Spans, Verdict};
use crate::evaluate::Duration;
use crate::log::{Micros, show_time};
use crate::measure;
use crate::survival::{Curve, End, Span};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use tandem_core::case::{Case, Entry, EntryKind, Stance};
use tandem_core::{CaseId, Timestamp};

/// Steps owed to the public.
const RESPONSE: [&str; 4] = ["notice", "briefing", "answer", "commitment"];
/// Steps of the disposal of a matter.
const DISPOSAL: [&str; 6] =
    ["assignment", "receipt", "acceptance", "feedback", "task", "verification"];

/// What is noted while a ledger is read.
#[derive(Debug, Default)]
pub(super) struct Counts {
    open: FxHashMap<(CaseId, String), Timestamp>,
    disputes: Vec<Span>,
    conflicts: u64,
    led: BTreeSet<CaseId>,
    joint: BTreeSet<CaseId>,
    consultations: u64,
    positions: u64,
    dissent: u64,
    countersigned: u64,
    objected: u64,
}

/// How consistently offices act.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Together {
    /// Disputes over facts, from their opening to their settlement.
    pub disputes: Duration,
    /// Conflicting orders of two superiors.
    pub conflicts: u64,
    /// Cases with assisting units, of all that have had a lead.
    pub joint: Share,
    /// Consultations.
    pub consultations: u64,
    /// Positions against, of all stated in consultations.
    pub dissent: Share,
    /// Countersignatures refused, of all given or refused.
    pub objections: Share,
    /// Disposal and response side by side, by the month (UTC) in which a deadline fell; only
    /// months with enough deadlines of both tracks.
    pub months: Vec<Month>,
}

/// Disposal and response in one month.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Month {
    /// The month.
    pub month: String,
    /// Disposal deadlines met.
    pub disposal: Share,
    /// Response deadlines met.
    pub response: Share,
    /// How even the two are, variant `wang`.
    #[serde(rename = "C")]
    pub coupling: f64,
    /// How far both are, equal weights.
    #[serde(rename = "T")]
    pub development: f64,
    /// Coupling coordination degree, √(C·T).
    #[serde(rename = "D")]
    pub coordination: f64,
    /// Its level in ten steps.
    pub level: &'static str,
    /// Synergy degree with respect to the month before in this list: the geometric mean of both
    /// changes, negative as soon as one track lost.
    pub synergy: Option<f64>,
}

impl Counts {
    pub(super) fn observe(&mut self, case: &Case, entry: &Entry) {
        if let Some(lead) = &case.lead {
            if !self.led.contains(&case.id) {
                self.led.insert(case.id.clone());
            }
            if !lead.assisting.is_empty() && !self.joint.contains(&case.id) {
                self.joint.insert(case.id.clone());
            }
        }
        match &entry.kind {
            EntryKind::DisputeOpened { key, .. } => {
                self.open.insert((case.id.clone(), key.clone()), entry.at);
            }
            EntryKind::DisputeSettled { key, .. } => self.settled(&case.id, key, entry.at),
            // A finding that replaces the one in dispute settles it too.
            EntryKind::FindingRecorded { key, .. } if !case.disputes.contains(key) => {
                self.settled(&case.id, key, entry.at);
            }
            EntryKind::ConflictOpened { .. } => self.conflicts += 1,
            EntryKind::Convened { .. } => self.consultations += 1,
            EntryKind::PositionStated { stance, .. } => {
                self.positions += 1;
                self.dissent += u64::from(*stance == Stance::Dissents);
            }
            EntryKind::Countersigned { objection, .. } => {
                self.countersigned += 1;
                self.objected += u64::from(objection.is_some());
            }
            _ => {}
        }
    }

    fn settled(&mut self, case: &CaseId, key: &str, at: Timestamp) {
        if let Some(since) = self.open.remove(&(case.clone(), key.to_owned())) {
            self.disputes.push(Span { seconds: seconds(since, at), end: End::Seen });
        }
    }

    pub(super) fn sum_up(mut self, spans: &Spans, until: Timestamp, n_min: u64) -> Together {
        let open =
            |since: &Timestamp| Span { seconds: seconds(*since, until).max(0.0), end: End::Open };
        self.disputes.extend(self.open.values().map(open));
        Together {
            disputes: Duration::of(&Curve::of(&self.disputes)),
            conflicts: self.conflicts,
            joint: Share::of(self.joint.len() as u64, self.led.len() as u64),
            consultations: self.consultations,
            dissent: Share::of(self.dissent, self.positions),
            objections: Share::of(self.objected, self.countersigned),
            months: months(spans, n_min),
        }
    }
}

fn months(spans: &Spans, n_min: u64) -> Vec<Month> {
    // For each month: met and judged, of disposal and of response.
    let mut counts: BTreeMap<String, [(u64, u64); 2]> = BTreeMap::new();
    for done in &spans.done {
        let track = if DISPOSAL.contains(&done.kind) {
            0
        } else if RESPONSE.contains(&done.kind) {
            1
        } else {
            continue;
        };
        if done.verdict() == Verdict::Unknown {
            continue;
        }
        let month = show_time(Micros(done.due.as_microsecond()))[..7].to_owned();
        let (met, judged) = &mut counts.entry(month).or_default()[track];
        *met += u64::from(done.verdict() == Verdict::Met);
        *judged += 1;
    }
    let mut months: Vec<Month> = Vec::new();
    for (month, [disposal, response]) in counts {
        if disposal.1 < n_min.max(1) || response.1 < n_min.max(1) {
            continue;
        }
        let share = |(met, judged): (u64, u64)| met as f64 / judged as f64;
        let u = [share(disposal), share(response)];
        let degree = measure::coordination(&u);
        let before = months.last().map(|before| {
            [before.disposal.share.unwrap_or_default(), before.response.share.unwrap_or_default()]
        });
        let synergy = before.map(|before| {
            let changes = [u[0] - before[0], u[1] - before[1]];
            let size = (changes[0] * changes[1]).abs().sqrt();
            if changes.iter().any(|change| *change < 0.0) { -size } else { size }
        });
        months.push(Month {
            month,
            disposal: Share::of(disposal.0, disposal.1),
            response: Share::of(response.0, response.1),
            coupling: degree.coupling,
            development: degree.development,
            coordination: degree.coordination,
            level: degree.level,
            synergy,
        });
    }
    months
}

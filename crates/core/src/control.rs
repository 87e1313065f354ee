//! Span of control: what one desk has under it at an instant, and what lies there without an owner.
//!
//! The span is counted in areas and departments, as the region draws it, and in work, as the cases
//! stand. A matter is unowned while only its first receiver holds it, and again while an order that
//! was sent back waits for a settlement. A gap is a remit that nobody answers for in the area; a
//! remit is contested where an open proposal names another lead than the row that holds.

use crate::case::{Case, Context, Phase, Subject};
use crate::directory::ProposalState;
use crate::region::{Area, Unit, UnitKind};
use crate::{CaseId, RemitId, Timestamp, UnitId};
use serde::Serialize;

/// What a desk has under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Control {
    /// Which desk.
    pub desk: UnitId,
    /// Areas directly below its own that have not ended.
    pub areas_below: usize,
    /// Departments of its own area that have not ended.
    pub departments: usize,
    /// Matters that it handles and that are not ended; drills left out.
    pub open_cases: usize,
    /// Open orders that it gave, whosever case they are on.
    pub open_orders: usize,
    /// Matters that it handles and nobody answers for yet, longest first.
    pub unowned: Vec<Unowned>,
    /// Remits that nobody answers for in its area.
    pub gaps: Vec<RemitId>,
    /// Remits of its area for which another lead is proposed than the one that holds.
    pub contested: Vec<RemitId>,
}

/// A matter that nobody answers for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Unowned {
    /// Which.
    pub case: CaseId,
    /// Since when.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Instant"))]
    pub since: Timestamp,
    /// Why.
    pub why: WhyUnowned,
}

/// Why nobody answers for a matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum WhyUnowned {
    /// No lead has taken it over from the desk that received it.
    FirstReceiver,
    /// The lead sent its order back, and it is not settled who answers.
    SentBack,
}

/// Since when nobody answers for a matter, and why; `None` where somebody does, or it is over.
pub fn unowned(case: &Case) -> Option<Unowned> {
    let of = |since, why| Unowned { case: case.id.clone(), since, why };
    if !matches!(case.phase, Phase::Received | Phase::Open) {
        return None;
    }
    // A lead that is the desk itself may also have been assigned, by a settlement or a rule; only
    // the first receiver has led since the case opened.
    let first_receiver = case.lead.as_ref().is_none_or(|lead| {
        let by_opening = lead.basis.is_empty() && lead.assisting.is_empty();
        lead.unit == case.desk && by_opening
    });
    if first_receiver {
        return Some(of(case.received_at, WhyUnowned::FirstReceiver));
    }
    let pending = case.watches.iter().filter_map(|watch| match &watch.subject {
        Subject::Settlement(order) => case.order(order),
        _ => None,
    });
    let lead_s = pending.filter(|order| case.led_by(&order.to)).map(|order| order.since);
    lead_s.min().map(|since| of(since, WhyUnowned::SentBack))
}

/// What the desk of an area has under it, by the cases that stand at an instant.
pub fn control<'a>(
    ctx: &Context<'_>,
    (area, desk): (&Area, &Unit),
    cases: impl IntoIterator<Item = &'a Case>,
    at: Timestamp,
) -> Control {
    let Context { region, calendar, .. } = ctx;
    let below = region.areas().filter(|below| below.parent.as_ref() == Some(&area.id));
    let departments = region.units_of(&area.id).filter(|unit| unit.kind == UnitKind::Department);
    let mut control = Control {
        desk: desk.id.clone(),
        areas_below: below.filter(|below| region.is_valid(below, calendar, at)).count(),
        departments: departments.filter(|unit| !ctx.has_ended(&unit.id)).count(),
        open_cases: 0,
        open_orders: 0,
        unowned: Vec::new(),
        gaps: gaps(ctx, area, at),
        contested: contested(ctx, area),
    };
    for case in cases.into_iter().filter(|case| !case.drill) {
        control.open_orders += case.open_orders().filter(|order| order.issuer == desk.id).count();
        if case.desk == desk.id && matches!(case.phase, Phase::Received | Phase::Open) {
            control.open_cases += 1;
            control.unowned.extend(unowned(case));
        }
    }
    control.unowned.sort_by(|a, b| (a.since, &a.case).cmp(&(b.since, &b.case)));
    control
}

/// Remits that hold at an instant and that nobody answers for in an area.
pub fn gaps(ctx: &Context<'_>, area: &Area, at: Timestamp) -> Vec<RemitId> {
    let today = ctx.calendar.local(at).date();
    let living = |until: Option<jiff::civil::Date>| until.is_none_or(|until| today <= until);
    let remits = ctx.region.remits().filter(|remit| living(remit.valid_until));
    let gaps = remits.filter(|remit| ctx.responsible(area, &remit.id).is_none());
    gaps.map(|remit| remit.id.clone()).collect()
}

/// Remits of an area for which another lead is proposed than the one that holds.
pub fn contested(ctx: &Context<'_>, area: &Area) -> Vec<RemitId> {
    let proposals = ctx.directories.of(&area.id).into_iter().flat_map(|found| &found.proposals);
    let mut contested: Vec<RemitId> = Vec::new();
    for proposal in proposals.filter(|proposal| proposal.state == ProposalState::Open) {
        let remit = &proposal.row.remit;
        let holds = ctx.responsible(area, remit);
        let other = holds.is_some_and(|holds| holds.unit.department != proposal.row.lead);
        if other && !contested.contains(remit) {
            contested.push(remit.clone());
        }
    }
    contested
}

impl Control {
    /// Hours for which matters have been unowned, of all together and of the longest.
    pub fn unowned_hours(&self, at: Timestamp) -> (f64, f64) {
        let hours = |unowned: &Unowned| at.duration_since(unowned.since).as_secs_f64() / 3_600.0;
        let hours = self.unowned.iter().map(hours);
        hours.fold((0.0, 0.0), |(all, longest), next| (all + next, f64::max(longest, next)))
    }
}

//! Who may see what, and by which rule.
//!
//! A person sees as the position in which they look, and a position sees as its unit does. A case
//! lets units in by rules ([`grounds`]): by the area it belongs to, by the part a unit has in it,
//! or because an order passed over the unit (AUTH-2). Whoever no rule names sees nothing, not even
//! that there is such a case. Beside that there is exceptional access, opened by a person for a
//! reason and a time, recorded in the directory of the case's area and shown to its coordinating
//! body.
//!
//! The same policy is kept in two forms, as a predicate here and as the columns that a store lists
//! by; tests prove them equal.
//!
//! Architecture invariant: a rule names units, never persons, and nothing here looks at what a
//! case says.

use crate::case::{Case, Context};
use crate::directory::{Exception, Standing};
use crate::region::UnitKind;
use crate::{AreaId, PersonId, PositionId, Timestamp, UnitId};

/// Why a unit may see a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SightRule {
    /// Desks and coordinating bodies of the area that handles it and of the areas above.
    Area,
    /// It leads, or led until it ended.
    Lead,
    /// It assists.
    Assisting,
    /// It coordinates beside the lead.
    Coordinator,
    /// It was given an order.
    Ordered,
    /// It gave an order or asked for something.
    Issuer,
    /// A direct command passed over it (AUTH-2).
    PassedOver,
    /// The matter was passed on to it.
    Forwarded,
    /// It is supervised.
    Supervised,
    /// It was called to a consultation.
    Consulted,
    /// It was asked for help.
    Requested,
    /// Its countersignature was asked for.
    Countersigning,
    /// A statement is in its name, or promises something that it must do.
    Speaking,
    /// It has a task, found a fact, or verified the result.
    Working,
    /// It reported upward, or was reported to.
    Reporting,
    /// It must act by a deadline that runs.
    Awaited,
}

impl SightRule {
    /// All rules, in the order in which they are explained.
    pub const ALL: [Self; 16] = [
        Self::Area,
        Self::Lead,
        Self::Assisting,
        Self::Coordinator,
        Self::Ordered,
        Self::Issuer,
        Self::PassedOver,
        Self::Forwarded,
        Self::Supervised,
        Self::Consulted,
        Self::Requested,
        Self::Countersigning,
        Self::Speaking,
        Self::Working,
        Self::Reporting,
        Self::Awaited,
    ];
}

/// A rule with the units that it lets in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// The rule.
    pub rule: SightRule,
    /// The units, each once.
    pub units: Vec<UnitId>,
}

/// Every rule that lets somebody see a case, with the units that it lets in.
pub fn grounds(case: &Case, ctx: &Context<'_>) -> Vec<Ground> {
    let all = SightRule::ALL.into_iter();
    let grounds = all.map(|rule| Ground { rule, units: units(rule, case, ctx) });
    grounds.filter(|ground| !ground.units.is_empty()).collect()
}

/// The units that see a case for the part they have in it; those that see it by their area may be
/// among them.
pub fn parties(case: &Case, ctx: &Context<'_>) -> Vec<UnitId> {
    let grounds = grounds(case, ctx).into_iter().filter(|g| g.rule != SightRule::Area);
    unique(grounds.flat_map(|ground| ground.units))
}

fn units(rule: SightRule, case: &Case, ctx: &Context<'_>) -> Vec<UnitId> {
    use SightRule as R;
    let lead = || case.lead.iter();
    match rule {
        R::Area => overseers(case, ctx),
        R::Lead => unique(lead().map(|l| l.unit.clone()).chain(case.predecessors.iter().cloned())),
        R::Assisting => unique(lead().flat_map(|lead| lead.assisting.iter().cloned())),
        R::Coordinator => unique(lead().map(|lead| lead.coordinator.clone())),
        R::Ordered => unique(case.orders.iter().map(|order| order.to.clone())),
        R::Issuer => unique(issuers(case).cloned()),
        R::PassedOver => unique(case.orders.iter().flat_map(|o| o.passed_over.iter().cloned())),
        R::Forwarded => unique(case.forwarded.iter().cloned()),
        R::Supervised => unique(case.supervisions.iter().map(|order| order.to.clone())),
        R::Consulted => unique(case.consultations.iter().flat_map(|c| c.invited.iter().cloned())),
        R::Requested => unique(case.requests.iter().map(|request| request.to.clone())),
        R::Countersigning => {
            let asked = case.statements.iter().flat_map(|s| &s.countersigns);
            unique(asked.map(|countersign| countersign.unit.clone()))
        }
        R::Speaking => unique(speakers(case).cloned()),
        R::Working => unique(workers(case).cloned()),
        R::Reporting => {
            let sitreps = case.sitreps.iter().flat_map(|sitrep| [&sitrep.from, &sitrep.to]);
            let relays = case.relays.iter().flat_map(|relay| [&relay.from, &relay.to]);
            unique(sitreps.chain(relays).cloned())
        }
        R::Awaited => {
            let settlers = case.orders.iter().filter_map(|order| order.send_back.as_ref());
            let settlers = settlers.map(|back| &back.settler);
            unique(case.watches.iter().map(|watch| &watch.unit).chain(settlers).cloned())
        }
    }
}

/// The handling desk, and the desks and coordinating bodies of its area and of those above.
fn overseers(case: &Case, ctx: &Context<'_>) -> Vec<UnitId> {
    let region = ctx.region;
    let area = region.unit(&case.desk).map(|desk| &desk.area);
    let chain = area.into_iter().flat_map(|area| region.chain(area));
    let above = chain.flat_map(|area| [region.desk(&area.id), region.coordinating_body(&area.id)]);
    unique(above.flatten().map(|unit| unit.id.clone()))
}

fn issuers(case: &Case) -> impl Iterator<Item = &UnitId> {
    let orders = case.orders.iter().map(|order| &order.issuer);
    let supervisions = case.supervisions.iter().map(|order| &order.issuer);
    let consultations = case.consultations.iter().map(|consultation| &consultation.convenor);
    let requests = case.requests.iter().map(|request| &request.from);
    orders.chain(supervisions).chain(consultations).chain(requests)
}

fn speakers(case: &Case) -> impl Iterator<Item = &UnitId> {
    let statements = case.statements.iter();
    let promised = case.commitments.iter().map(|commitment| &commitment.promise.owner);
    statements.map(|statement| &statement.unit).chain(promised)
}

fn workers(case: &Case) -> impl Iterator<Item = &UnitId> {
    let tasks = case.tasks.iter().map(|task| &task.owner);
    let findings = case.findings.iter().map(|finding| &finding.verifier);
    let verified = case.verification.iter().map(|verification| &verification.unit);
    let reviewed = case.review.iter().map(|review| &review.unit);
    tasks.chain(findings).chain(verified).chain(reviewed)
}

fn unique(units: impl Iterator<Item = UnitId>) -> Vec<UnitId> {
    let mut found: Vec<UnitId> = units.collect();
    found.sort();
    found.dedup();
    found
}

/// What a position sees.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sight {
    /// The unit of the position, and units that ended and whose work it has now.
    pub units: Vec<UnitId>,
    /// The areas whose cases it sees with all areas below: its own one, where it is a desk or a
    /// coordinating body, and those of desks that it stepped in for.
    pub areas: Vec<AreaId>,
}

impl Sight {
    /// What a position sees; `None` where the region has no such position or its unit has ended.
    pub fn of(position: &PositionId, ctx: &Context<'_>) -> Option<Self> {
        let (unit, _) = ctx.region.position(position)?;
        if ctx.has_ended(&unit.id) {
            return None;
        }
        let endings = ctx.directories.iter().flat_map(|directory| &directory.endings);
        let ended = endings.filter_map(|ending| ctx.region.unit(&ending.unit));
        let inherited = ended.filter(|old| ctx.serving(old).is_some_and(|now| now.id == unit.id));
        let (mut units, mut areas) = (Vec::new(), Vec::new());
        for unit in std::iter::once(unit).chain(inherited) {
            units.push(unit.id.clone());
            if unit.kind != UnitKind::Department && !areas.contains(&unit.area) {
                areas.push(unit.area.clone());
            }
        }
        Some(Self { units, areas })
    }

    /// Whether it sees a case.
    pub fn sees(&self, case: &Case, ctx: &Context<'_>) -> bool {
        grounds(case, ctx).iter().any(|ground| match ground.rule {
            SightRule::Area => {
                ctx.region.unit(&case.desk).is_some_and(|d| self.covers(&d.area, ctx))
            }
            _ => ground.units.iter().any(|unit| self.units.contains(unit)),
        })
    }

    /// Whether it sees what concerns an area as a whole.
    pub fn covers(&self, area: &AreaId, ctx: &Context<'_>) -> bool {
        ctx.region.chain(area).any(|upper| self.areas.contains(&upper.id))
    }

    /// Whether it sees a topic of these areas by itself, without a case: one of its areas is
    /// concerned; a topic that no area was found for is the top area's.
    pub fn concerns(&self, areas: &[AreaId], ctx: &Context<'_>) -> bool {
        let known: Vec<&AreaId> = areas.iter().filter(|a| ctx.region.area(a).is_some()).collect();
        if known.is_empty() {
            let tops = ctx.region.areas().filter(|area| area.parent.is_none());
            return tops.into_iter().any(|top| self.areas.contains(&top.id));
        }
        known.into_iter().any(|area| self.covers(area, ctx))
    }
}

/// The exceptional access that opens a case to a person in a position at an instant, if any does.
/// Only what the directory of the case's own area records counts, so that its coordinating body
/// always knows.
pub fn exception<'a>(
    case: &Case,
    person: &PersonId,
    position: &PositionId,
    ctx: &'a Context<'_>,
    at: Timestamp,
) -> Option<&'a Exception> {
    let area = &ctx.region.unit(&case.desk)?.area;
    let mut known = ctx.directories.of(area)?.exceptions.iter();
    known.find(|e| {
        e.case == case.id && &e.person == person && &e.position == position && e.opens_at(at)
    })
}

/// The positions in which a person may look and act at an instant: those they hold, those that a
/// holder delegated to them, and of the `open` ones those that nobody was ever appointed to.
pub fn positions(
    person: &PersonId,
    open: &[PositionId],
    ctx: &Context<'_>,
    at: Timestamp,
) -> Vec<(PositionId, Standing)> {
    let mut found: Vec<(PositionId, Standing)> = Vec::new();
    for directory in ctx.directories.iter() {
        let held = directory.tenures.iter().filter(|t| &t.person == person && t.holds_at(at));
        found.extend(held.map(|tenure| (tenure.position.clone(), Standing::Holder)));
        for delegation in directory.delegations.iter().filter(|d| &d.to == person) {
            if directory.is_acting(delegation, at) {
                found.push((delegation.position.clone(), Standing::Delegate(delegation.no)));
            }
        }
    }
    let recorded = |position: &PositionId| {
        let unit = ctx.region.position(position).map(|(unit, _)| unit);
        let directory = unit.and_then(|unit| ctx.directories.of(&unit.area));
        directory.is_some_and(|directory| directory.is_recorded(position, at))
    };
    let open = open.iter().filter(|position| !recorded(position));
    found.extend(open.map(|position| (position.clone(), Standing::Open)));
    let mut seen = Vec::new();
    found.retain(|(position, _)| {
        let here = ctx.region.position(position).is_some_and(|(unit, _)| !ctx.has_ended(&unit.id));
        let new = here && !seen.contains(position);
        seen.push(position.clone());
        new
    });
    found
}

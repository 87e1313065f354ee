//! Who leads: by the directory and the lead rules of the mechanism, or by settlement.

use super::{Decided, Decision, reasoned};
use crate::case::Context;
use crate::case::command::Actor;
use crate::case::entry::EntryKind;
use crate::case::parts::{Lead, OrderEnd, OrderRole, OrderState, Phase};
use crate::case::refusal::RefusalKind;
use crate::mechanism::{Condition, Coordinator, LeadRule, LeadStrategy, Power, RiskLevel};
use crate::region::{Area, Unit};
use crate::{AreaId, LeadRuleId, OrderId, RemitId, SourceId, UnitId};

/// Who leads and helps, and by which rule.
pub type LeadChoice = Lead;

/// The rule id of a lead that a coordinating body has settled.
pub(crate) const SETTLED: &str = "settlement";

/// The lead that the mechanism's rules and the directory name for a matter.
///
/// # Errors
/// [`RefusalKind::DirectoryGap`] where the directory names nobody, [`RefusalKind::UnknownArea`]
/// where the areas have no common superior.
pub fn lead_by_rules(
    ctx: &Context<'_>,
    desk: &Unit,
    areas: &[AreaId],
    remits: &[RemitId],
    risk: Option<RiskLevel>,
) -> Result<LeadChoice, RefusalKind> {
    let home = areas.first().and_then(|area| ctx.region.area(area));
    let home = home.ok_or(RefusalKind::NothingConcerned)?;
    let main = remits.first().ok_or(RefusalKind::NothingConcerned)?;
    let (owner, _) = named(ctx, home, main)?;
    let leads = remits.iter().map(|remit| Ok(&named(ctx, home, remit)?.0.id));
    let leads: Vec<&UnitId> = leads.collect::<Result<_, RefusalKind>>()?;
    let holds = |condition: &Condition| match condition {
        Condition::SeveralAreas => areas.len() > 1,
        Condition::SeveralDepartments => leads.iter().any(|lead| *lead != &owner.id),
        Condition::Vertical => owner.vertical,
        Condition::EspeciallyGrave => risk == Some(RiskLevel::I),
    };
    let rule = ctx.mechanism.lead_rules.iter().find(|rule| rule.when.iter().all(holds));
    let rule = rule.expect("a mechanism with no rule for the rest does not parse");
    choose(ctx, desk, rule, &Matter { areas, remits, home, main })
}

/// The same lead with further units under it, each once.
pub(super) fn assisted_by(mut lead: Lead, units: impl IntoIterator<Item = UnitId>) -> Lead {
    for unit in units {
        if unit != lead.unit && !lead.assisting.contains(&unit) {
            lead.assisting.push(unit);
        }
    }
    lead
}

struct Matter<'a> {
    areas: &'a [AreaId],
    remits: &'a [RemitId],
    home: &'a Area,
    main: &'a RemitId,
}

fn choose(
    ctx: &Context<'_>,
    desk: &Unit,
    rule: &LeadRule,
    matter: &Matter<'_>,
) -> Result<LeadChoice, RefusalKind> {
    let area = match rule.lead {
        LeadStrategy::CommonSuperior => ctx
            .region
            .lowest_common(matter.areas)
            .ok_or_else(|| RefusalKind::UnknownArea(matter.home.id.clone()))?,
        LeadStrategy::Directory | LeadStrategy::Desk => matter.home,
    };
    let (lead, basis) = match rule.lead {
        LeadStrategy::Desk => (desk, String::new()),
        _ => named(ctx, area, matter.main)?,
    };
    let mut assisting = assisting_units(ctx, area, matter.main);
    for place in matter.areas.iter().filter_map(|area| ctx.region.area(area)) {
        for remit in matter.remits {
            assisting.push(named(ctx, place, remit)?.0.id.clone());
        }
    }
    let mut kept = Vec::new();
    for unit in assisting {
        if unit != lead.id && !kept.contains(&unit) {
            kept.push(unit);
        }
    }
    let coordinator = match rule.coordinator {
        Coordinator::Desk => desk.id.clone(),
        Coordinator::FunctionalSuperior => {
            lead.functional_superior.clone().unwrap_or_else(|| desk.id.clone())
        }
        Coordinator::CoordinatingBody => ctx
            .region
            .coordinating_body(&desk.area)
            .map_or_else(|| desk.id.clone(), |body| body.id.clone()),
    };
    Ok(Lead {
        unit: lead.id.clone(),
        assisting: kept,
        coordinator,
        rule: rule.id.clone(),
        source: rule.source.clone(),
        basis,
    })
}

fn named<'a>(
    ctx: &Context<'a>,
    area: &Area,
    remit: &RemitId,
) -> Result<(&'a Unit, String), RefusalKind> {
    let gap = || RefusalKind::DirectoryGap { area: area.id.clone(), remit: remit.clone() };
    let found = ctx.responsible(area, remit).ok_or_else(gap)?;
    Ok((found.unit, found.basis))
}

fn assisting_units(ctx: &Context<'_>, area: &Area, remit: &RemitId) -> Vec<UnitId> {
    let departments = ctx.responsible(area, remit).map_or_else(Vec::new, |found| found.assisting);
    let units = departments.iter().filter_map(|d| ctx.region.unit_in(&area.id, d));
    units.filter_map(|unit| Some(ctx.serving(unit)?.id.clone())).collect()
}

impl Decision<'_> {
    pub(super) fn assign_lead(&self, by: &Actor, also_assisting: Vec<UnitId>) -> Decided {
        let author = self.desk_author(by, Power::AssignLead)?;
        self.in_phase(&Phase::Open, Power::AssignLead)?;
        let case = self.case;
        if let Some(lead) = case.lead.as_ref().filter(|lead| lead.rule.as_str() == SETTLED) {
            return Err(RefusalKind::LeadSettled { unit: lead.unit.clone() });
        }
        self.no_settlement_pending()?;
        let desk = self.unit(&case.desk)?;
        let mut lead = lead_by_rules(self.ctx, desk, &case.areas, &case.remits, case.risk)?;
        for unit in also_assisting {
            self.able(&unit, Power::Sign)?;
            self.within(&author.unit(), &unit)?;
            if unit != lead.unit && !lead.assisting.contains(&unit) {
                lead.assisting.push(unit);
            }
        }
        // What a body above has ordered stays with the unit that it ordered, whoever leads.
        let unit = author.unit();
        let ordered = self.ordered_above(&unit);
        let working = ordered.filter(|order| order.role != OrderRole::Relaying);
        let lead = assisted_by(lead, working.map(|order| order.to.clone()));
        if case.lead.as_ref() == Some(&lead) {
            return Err(RefusalKind::LeadUnchanged { unit: lead.unit });
        }
        self.one(&author, EntryKind::LeadAssigned { lead })
    }

    /// The same lead under another rule, where a new risk level has another coordinator direct it.
    /// Where another unit would lead, a person assigns it.
    pub(super) fn lead_at(&self, level: RiskLevel) -> Option<Lead> {
        let case = self.case;
        let now = case.lead.as_ref()?;
        let by_rules = self.ctx.mechanism.lead_rules.iter().any(|rule| rule.id == now.rule);
        let desk = self.unit(&case.desk).ok().filter(|_| by_rules)?;
        let risk = Some(level);
        let lead = lead_by_rules(self.ctx, desk, &case.areas, &case.remits, risk).ok()?;
        let changed = lead.rule != now.rule || lead.coordinator != now.coordinator;
        let lead = Lead { assisting: now.assisting.clone(), ..lead };
        (changed && lead.unit == now.unit).then_some(lead)
    }

    pub(super) fn settle(
        &self,
        by: &Actor,
        order: Option<OrderId>,
        lead: UnitId,
        assisting: Vec<UnitId>,
        reason: String,
    ) -> Decided {
        let author = self.desk_author(by, Power::Settle)?;
        self.in_phase(&Phase::Open, Power::Settle)?;
        reasoned(&reason)?;
        let settled = self.case.lead.as_ref().filter(|lead| lead.rule.as_str() == SETTLED);
        settled.map_or(Ok(()), |lead| self.not_decided_above(&author.unit(), &lead.coordinator))?;
        self.able(&lead, Power::Sign)?;
        for unit in assisting.iter().chain([&lead]) {
            self.within(&author.unit(), unit)?;
        }
        let mut bound = Vec::new();
        if let Some(id) = &order {
            let order = self.case.order(id).ok_or_else(|| RefusalKind::UnknownOrder(id.clone()))?;
            let sent_back = order.state == OrderState::Ended(OrderEnd::SentBack);
            let pending = sent_back && self.case.watch(&settlement(id)).is_some();
            let send_back = order.send_back.as_ref().filter(|_| pending);
            let send_back = send_back.ok_or_else(|| RefusalKind::NothingDue(settlement(id)))?;
            self.may_settle(&author.unit(), &send_back.settler)?;
            bound.push(order.to.clone());
        }
        if !bound.contains(&lead) {
            bound.push(lead.clone());
        }
        let assisting: Vec<UnitId> = assisting.into_iter().filter(|unit| unit != &lead).collect();
        let settled = Lead {
            unit: lead,
            assisting,
            coordinator: author.unit(),
            rule: LeadRuleId::from(SETTLED),
            source: self.settlement_source(),
            basis: reason,
        };
        self.one(&author, EntryKind::Settled { order, lead: settled, bound })
    }

    /// The settler, its coordinating body, or one above them settles.
    pub(super) fn may_settle(&self, unit: &UnitId, settler: &UnitId) -> Result<(), RefusalKind> {
        let refused = || RefusalKind::NotASettler { settler: settler.clone() };
        if self.is_or_outranks(unit, settler) { Ok(()) } else { Err(refused()) }
    }

    /// Who settles has authority over every unit that it names: they lie within its area.
    fn within(&self, settler: &UnitId, named: &UnitId) -> Result<(), RefusalKind> {
        let (above, below) = (self.unit(settler)?, self.unit(named)?);
        if self.ctx.region.contains(&above.area, &below.area) {
            return Ok(());
        }
        let settler = self.common_desk([&above.area, &below.area])?;
        Err(RefusalKind::NotASettler { settler })
    }

    fn settlement_source(&self) -> SourceId {
        let rule = self.ctx.mechanism.rule(
            crate::mechanism::DeadlineKind::Settlement,
            self.case.risk,
            &self.case.level,
        );
        rule.map_or_else(|| SourceId::from(""), |rule| rule.source.clone())
    }

    pub(super) fn no_settlement_pending(&self) -> Result<(), RefusalKind> {
        let pending = self.case.watches.iter().find_map(|watch| match &watch.subject {
            crate::case::parts::Subject::Settlement(order) => Some(order.clone()),
            _ => None,
        });
        pending.map_or(Ok(()), |order| Err(RefusalKind::SettlementPending { order }))
    }
}

fn settlement(order: &OrderId) -> crate::case::parts::Subject {
    crate::case::parts::Subject::Settlement(order.clone())
}

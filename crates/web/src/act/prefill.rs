//! What a form suggests before anything is typed.
//!
//! Only what is already known and what a person would type again: never a judgement, never the
//! words of a read-back.

use super::choices::slug;
use super::filled::Filled;
use super::scene::Scene;
use super::who::Who;
use crate::show::View;
use tandem_core::case::{Case, Progress, Urgency, Verb};
use tandem_core::directory::Verb as OfficeVerb;
use tandem_core::mechanism::RiskLevel;

/// From which level on an order is suggested as urgent.
const URGENT_FROM: RiskLevel = RiskLevel::II;

/// Suggestions for a form on a case.
pub(super) fn case(scene: &Scene<'_>, verb: Verb, filled: &mut Filled) {
    let Some(case) = scene.case() else { return };
    match verb {
        Verb::Dispatch => {
            if let Some(unit) = next_target(scene, case) {
                filled.suggest("to", unit);
            }
            filled.suggest("task", case.title.clone());
            filled.suggest("urgency", slug(&urgency(case.risk)));
        }
        Verb::Receive => {
            if let Some(unit) = scene.ctx.region.unit(scene.own) {
                filled.suggest("areas", unit.area.as_str());
            }
        }
        Verb::Feedback => filled.suggest("progress", slug(&Progress::Interim)),
        Verb::Join => filled.suggest("title", case.title.clone()),
        _ => {}
    }
}

/// How urgent an order is suggested to be at a level.
pub(super) fn urgency(risk: Option<RiskLevel>) -> Urgency {
    if risk.is_some_and(|risk| risk >= URGENT_FROM) { Urgency::Urgent } else { Urgency::Normal }
}

/// Whom one's own unit may order so that the lead gets it: the lead itself, or the lowest desk on
/// the way down to it.
fn next_target(scene: &Scene<'_>, case: &Case) -> Option<String> {
    let region = scene.ctx.region;
    let lead = region.unit(&case.lead.as_ref()?.unit)?;
    let desks = region.chain(&lead.area).filter_map(|area| region.desk(&area.id));
    let mut way = std::iter::once(&lead.id).chain(desks.map(|desk| &desk.id));
    way.find(|unit| scene.admits("to", unit.as_str())).map(ToString::to_string)
}

/// Suggestions for a form of an area's offices: from now on, and one's own unit.
pub(super) fn offices(view: &View<'_>, who: &Who<'_>, verb: OfficeVerb, filled: &mut Filled) {
    let now = view.app.engine.world().calendar.local(view.now);
    match verb {
        OfficeVerb::Appoint | OfficeVerb::Delegate => {
            filled.suggest("from", now.strftime("%Y-%m-%dT%H:%M").to_string());
        }
        OfficeVerb::SetChannel => filled.suggest("unit", who.unit.as_str()),
        _ => {}
    }
}

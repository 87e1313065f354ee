//! What a form is filled in before: the case or the offices, and who does it.

use crate::show::View;
use tandem_core::case::{About, Case, Offer, Order, Verb};
use tandem_core::{AreaId, Context, UnitId};

/// Everything that the choices of a form depend on.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) ctx: &'a Context<'a>,
    /// The unit in whose name somebody acts.
    pub(super) own: &'a UnitId,
    pub(super) place: Place<'a>,
}

/// Where something is done.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    /// On a case.
    Case { case: &'a Case, about: &'a About, offer: Option<&'a Offer> },
    /// In an area's offices.
    Offices { area: &'a AreaId },
}

impl<'a> Scene<'a> {
    pub(super) fn case(&self) -> Option<&'a Case> {
        match self.place {
            Place::Case { case, .. } => Some(case),
            Place::Offices { .. } => None,
        }
    }

    pub(super) fn order(&self) -> Option<&'a Order> {
        match self.place {
            Place::Case { case, about: About::Order(order), .. } => case.order(order),
            _ => None,
        }
    }

    /// What is asked for on a case, as far as it is offered.
    pub(super) fn verb(&self) -> Option<Verb> {
        match self.place {
            Place::Case { offer, .. } => offer.map(|offer| offer.verb),
            Place::Offices { .. } => None,
        }
    }

    /// Whether the core would have a thing chosen here, as far as candidates tell. They name every
    /// choice only where these are few.
    pub(super) fn admits(&self, field: &str, value: &str) -> bool {
        let Place::Case { offer: Some(offer), .. } = self.place else { return true };
        let all = matches!(
            (offer.verb, field),
            (Verb::Dispatch, "to")
                | (Verb::Assess, "level")
                | (Verb::FileSitrep | Verb::DraftStatement, "kind")
                | (Verb::Waive, "track")
                | (Verb::JudgeFeedback, "verdict")
        );
        !all || offer.candidates.iter().any(|candidate| {
            let Ok(json) = serde_json::to_value(candidate) else { return false };
            let chosen = json.as_object().and_then(|one| one.values().next()?.get(field));
            chosen.is_some_and(|chosen| {
                let word = chosen.as_str();
                let name = chosen.as_object().and_then(|one| one.keys().next());
                word.or(name.map(String::as_str)) == Some(value)
            })
        })
    }
}

//! What comes in: the same matters at the same times, whatever the mechanism does with them.

use crate::draws::{Draws, Name, Stream};
use crate::hours::timestamp;
use crate::offices::{Offices, Parameter as P};
use crate::{Moment, Place};
use tandem_core::case::Context;
use tandem_core::mechanism::RiskLevel;
use tandem_core::region::Area;
use tandem_core::{AreaId, RemitId};

/// Purposes of draws that no office makes; steps of offices are numbered from 0.
const ARRIVAL: u64 = 1_000;
const CONTENT: u64 = 1_001;

const MS_PER_DAY: f64 = 86_400_000.0;

/// A matter as it comes in.
#[derive(Clone, Debug, PartialEq)]
pub struct Matter {
    /// When.
    pub at: Moment,
    /// The desk that hears of it first, by its number in the place.
    pub desk: u32,
    /// The areas concerned.
    pub areas: Vec<AreaId>,
    /// The remits concerned as they are taken at first, the main one first.
    pub remits: Vec<RemitId>,
    /// The main remit as it really is.
    pub truth: RemitId,
    /// How grave it is.
    pub risk: RiskLevel,
}

/// Matters of one replication, in time order.
///
/// Arrivals are a Poisson process whose rate follows the weights of hours and weekdays, made by
/// thinning (Lewis and Shedler 1979).
#[must_use]
pub fn matters(place: &Place<'_>, offices: &Offices, draws: Draws, n: usize) -> Vec<Matter> {
    let season = &offices.season;
    let mean = |weights: &[f64]| weights.iter().sum::<f64>() / weights.len() as f64;
    let (hour_mean, day_mean) = (mean(&season.hours), mean(&season.weekdays));
    let most = |weights: &[f64]| weights.iter().copied().fold(0.0, f64::max);
    let peak = most(&season.hours) / hour_mean * most(&season.weekdays) / day_mean;
    let rate = offices.get(P::CasesPerAreaDay) * place.lowest.len() as f64;
    let mut clock = draws.stream(Name { case: 0, office: 0, purpose: ARRIVAL, nth: 0 });
    let mut at = place.start.0 as f64;
    let mut matters = Vec::with_capacity(n);
    while matters.len() < n {
        at += clock.exponential() * MS_PER_DAY / (rate * peak);
        let local = place.calendar.local(timestamp(Moment(at as i64)));
        let hour = season.hours[local.hour() as usize % 24] / hour_mean;
        let weekday = local.weekday().to_monday_zero_offset() as usize;
        let weight = hour * season.weekdays[weekday] / day_mean / peak;
        if clock.happens(weight) {
            let name = Name { case: matters.len() as u64, office: 0, purpose: CONTENT, nth: 0 };
            matters.push(matter(place, offices, draws.stream(name), Moment(at as i64)));
        }
    }
    matters
}

fn matter(place: &Place<'_>, offices: &Offices, mut draw: Stream, at: Moment) -> Matter {
    let share = |parameter| offices.get(parameter);
    // Every number is drawn whether it is needed or not, so that one figure moves one thing.
    let place_of = draw.unit();
    let (several_areas, second) = (draw.happens(share(P::ShareSeveralAreas)), draw.unit());
    let remit = draw.below(place.remits.len());
    let (several_remits, beside) =
        (draw.happens(share(P::ShareSeveralRemits)), draw.below(place.remits.len()));
    let (gravity, misrouted) = (draw.unit(), draw.happens(share(P::ShareMisrouted)));
    let wrong = draw.below(place.remits.len());

    let pick = |areas: &[&Area], unit: f64| areas[(unit * areas.len() as f64) as usize].id.clone();
    let mut areas = vec![pick(&place.lowest, place_of)];
    if several_areas {
        let other = pick(&place.lowest, second);
        if other != areas[0] {
            areas.push(other);
        }
    }
    let truth = place.remits[remit].clone();
    let mut remits = vec![truth.clone()];
    if misrouted && place.remits[wrong] != truth {
        remits[0] = place.remits[wrong].clone();
    }
    if several_remits && !remits.contains(&place.remits[beside]) {
        remits.push(place.remits[beside].clone());
    }
    let grave = share(P::ShareGrave);
    let risk = match gravity {
        g if g < grave / 4.0 => RiskLevel::I,
        g if g < grave => RiskLevel::II,
        g if g < grave + share(P::ShareFairlyGrave) => RiskLevel::III,
        _ => RiskLevel::IV,
    };
    let desk = place.heard_at(&areas, || draw.happens(share(P::ShareHeardAbove)));
    Matter { at, desk, areas, remits, truth, risk }
}

/// Remits for which somebody answers in every area on a day.
pub(crate) fn answered_everywhere(ctx: &Context<'_>, start: Moment) -> Vec<RemitId> {
    let today = ctx.calendar.local(timestamp(start)).date();
    let holds = |until: Option<jiff::civil::Date>| until.is_none_or(|until| until >= today);
    let answered =
        |remit: &RemitId| ctx.region.areas().all(|area| ctx.responsible(area, remit).is_some());
    let remits = ctx.region.remits().filter(|remit| holds(remit.valid_until));
    remits.map(|remit| remit.id.clone()).filter(answered).collect()
}

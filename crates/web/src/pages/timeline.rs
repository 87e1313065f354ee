//! Both tracks on one time line: disposal on the left, response on the right, the time between.

use super::entries::sentence;
use crate::show::{Brief, View, capital};
use crate::tracks::{Lane, lane, lane_of, stage_words};
use crate::words;
use maud::{Markup, html};
use tandem_core::case::{Case, Context, Entry, EntryKind, StatementState, TrackKind, Watch};
use tandem_core::{Timestamp, words as core_words};

const TRACKS: [(TrackKind, Lane); 2] =
    [(TrackKind::Disposal, Lane::Disposal), (TrackKind::Response, Lane::Response)];

/// What happened at one instant, or will be due at it.
struct Moment<'a> {
    at: Timestamp,
    entries: Vec<&'a Entry>,
    watches: Vec<&'a Watch>,
}

/// The time line of a case, from its receipt to the last deadline that runs.
pub(super) fn timeline(
    view: &View<'_>,
    case: &Case,
    ctx: &Context<'_>,
    entries: &[Entry],
) -> Markup {
    let mut past: Vec<Moment<'_>> = Vec::new();
    for entry in entries {
        match past.last_mut() {
            Some(moment) if moment.at == entry.at => moment.entries.push(entry),
            _ => past.push(Moment { at: entry.at, entries: vec![entry], watches: Vec::new() }),
        }
    }
    let mut running: Vec<&Watch> = case.watches.iter().collect();
    running.sort_by_key(|watch| watch.deadline.at);
    let mut future: Vec<Moment<'_>> = Vec::new();
    for watch in running.into_iter().filter(|watch| watch.deadline.at >= view.now) {
        match future.last_mut() {
            Some(moment) if moment.at == watch.deadline.at => moment.watches.push(watch),
            _ => future.push(Moment {
                at: watch.deadline.at,
                entries: Vec::new(),
                watches: vec![watch],
            }),
        }
    }
    let mut day = String::new();
    html! {
        div.lanes aria-hidden="true" {
            @for (track, lane) in TRACKS {
                p class=(lane.class()) {
                    b { (capital(core_words::track(track).get(view.lang))) }
                    " " span { (stage_words(case, track, view.lang)) }
                }
            }
        }
        ol.timeline {
            @for moment in &past {
                @if let Some(fresh) = new_day(view, moment.at, &mut day) { li.day { (fresh) } }
                (happened(view, ctx, moment))
            }
            li.now #now {
                span { (view.t(words::NOW)) " " (view.clock(view.now)) }
            }
            @for moment in &future {
                @if let Some(fresh) = new_day(view, moment.at, &mut day) { li.day { (fresh) } }
                (to_come(view, ctx, moment))
            }
        }
    }
}

fn new_day(view: &View<'_>, at: Timestamp, day: &mut String) -> Option<String> {
    let fresh = view.day(at);
    if &fresh == day {
        return None;
    }
    day.clone_from(&fresh);
    Some(fresh)
}

fn happened(view: &View<'_>, ctx: &Context<'_>, moment: &Moment<'_>) -> Markup {
    let brief = Brief(ctx);
    let part = |lane_asked: Lane| {
        let mine = moment.entries.iter().filter(move |entry| lane(&entry.kind) == lane_asked);
        mine.copied().collect::<Vec<_>>()
    };
    html! {
        li.moment {
            p.at { (view.clock(moment.at)) }
            @for lane in [Lane::Both, Lane::Disposal, Lane::Response] {
                @let mine = part(lane);
                @if !mine.is_empty() {
                    div class={ "cell " (lane.class()) } {
                        p.lane { (capital(&lane.name(view.lang))) }
                        @for (index, entry) in mine.iter().enumerate() {
                            p class=[weight(&entry.kind)] {
                                (sentence(view, entry, &brief))
                            }
                            @if mine.get(index + 1).is_none_or(|next| next.by != entry.by) {
                                p.by { (view.author(&entry.by)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What a reader in a hurry must not miss, and what may stand back.
fn weight(kind: &EntryKind) -> Option<&'static str> {
    match kind {
        EntryKind::Escalated { .. }
        | EntryKind::Lapsed { .. }
        | EntryKind::DisputeOpened { .. }
        | EntryKind::DisposalRefuted { .. }
        | EntryKind::OrderSentBack { .. }
        | EntryKind::FeedbackGiven { empty: true, .. } => Some("grave"),
        EntryKind::StatementPublished { .. }
        | EntryKind::Closed { .. }
        | EntryKind::Reopened { .. }
        | EntryKind::DisposalVerified { .. }
        | EntryKind::LeadAssigned { .. }
        | EntryKind::Settled { .. } => Some("strong"),
        EntryKind::NextStep { .. } | EntryKind::Reminded { .. } | EntryKind::TrackOpened { .. } => {
            Some("faint")
        }
        _ => None,
    }
}

fn to_come(view: &View<'_>, ctx: &Context<'_>, moment: &Moment<'_>) -> Markup {
    html! {
        li.moment.tocome {
            p.at { (view.clock(moment.at)) }
            @for lane in [Lane::Both, Lane::Disposal, Lane::Response] {
                @let mine: Vec<_> =
                    moment.watches.iter().filter(|w| lane_of(&w.subject) == lane).collect();
                @if !mine.is_empty() {
                    div class={ "cell " (lane.class()) } {
                        p.lane { (capital(&lane.name(view.lang))) }
                        @for watch in mine {
                            p {
                                (view.t(words::DUE)) ": "
                                (core_words::subject(&watch.subject, view.lang))
                                @if ctx.mechanism.deadline_rule(&watch.deadline.rule).is_some() {
                                    " (" (watch.deadline.rule) ")"
                                }
                            }
                            p.by { (view.unit(&watch.unit)) " · " (view.left(watch.deadline.at)) }
                        }
                    }
                }
            }
        }
    }
}

/// Whether anything was said to the public yet.
pub(super) fn published_at(state: StatementState) -> Option<Timestamp> {
    match state {
        StatementState::Published(at) => Some(at),
        _ => None,
    }
}

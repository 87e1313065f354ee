//! An area's offices: who is on watch, the roster and its holes, who acts for whom, how each unit
//! is reached, and what the responsibility directory may learn.

use super::layout::{self, Place};
use super::sight;
use crate::act::{self, Offices};
use crate::door::token;
use crate::error::WebError;
use crate::show::{Heading, Table, View, case_at};
use crate::words;
use axum::response::Response;
use maud::{Markup, html};
use tandem_core::directory::{
    About, AccessKey, Amendment, Channel, Directory, Exception, Outcome, Period, Proposal,
    ProposalState, Shift, ShiftState, Told, Verb,
};
use tandem_core::mechanism::Power;
use tandem_core::region::{Area, Unit};
use tandem_core::words as core_words;
use tandem_core::{AreaId, Context, PositionId, Timestamp, UnitId};
use tandem_engine::DeskControl;

/// Matters without an owner that are named, longest first.
const UNOWNED_MAX: usize = 10;

/// How far ahead the roster is looked at.
const AHEAD_DAYS: i64 = 7;

/// Exceptions that are over and still shown, the latest ones.
const EXCEPTIONS_MAX: usize = 20;

/// The page.
pub(super) fn page(view: &View<'_>, id: &str) -> Result<Response, WebError> {
    let id = AreaId::from(id);
    let area =
        view.region().area(&id).ok_or_else(|| WebError::not_found("地区", "area", id.as_str()))?;
    let desk = view
        .region()
        .desk(&id)
        .ok_or_else(|| WebError::not_found("办公室", "desk", id.as_str()))?;
    let ctx = view.app.engine.new_context();
    let directory = ctx.directories.of(&id).cloned();
    let directory = directory.unwrap_or_else(|| Directory::new(id.clone()));
    let can = Offices::of(view, &id);
    let main = html! {
        (act::done_offices(view, &id)?)
        (layout::crumbs(view, Some(&id), &html! { (view.t(words::OFFICES)) }))
        h1 { (view.text(&area.name)) " " small { (view.t(words::OFFICES)) } }
        (on_watch(view, &ctx, desk, (&directory, &can)))
        @if view.reader().covers(&id, &ctx) {
            (span(view, &view.app.engine.control_of(&id, view.now)?))
        }
        (roster(view, &directory, &can))
        (channels(view, &ctx, (area, desk), (&directory, &can)))
        (positions(view, &ctx, (&directory, &can)))
        (exceptions(view, &ctx, &directory))
        (learnt(view, &directory, &can)?)
    };
    let title = format!("{} · {}", view.text(&area.name), view.t(words::OFFICES));
    Ok(layout::page(view, Place::Elsewhere, &title, &main))
}

/// What the desk has under it, and what lies there without an owner.
fn span(view: &View<'_>, found: &DeskControl) -> Markup {
    let control = &found.control;
    let (all, longest) = control.unowned_hours(view.now);
    let hours = |hours: f64| format!("{hours:.1}");
    let rows = [
        (words::AREAS_BELOW, control.areas_below.to_string()),
        (words::DEPARTMENTS_HERE, control.departments.to_string()),
        (words::CASES_IN_HAND, control.open_cases.to_string()),
        (words::ORDERS_OPEN, control.open_orders.to_string()),
        (words::UNOWNED, control.unowned.len().to_string()),
        (words::UNOWNED_HOURS, format!("{} / {}", hours(all), hours(longest))),
        (words::DIRECTORY_GAPS, control.gaps.len().to_string()),
        (words::DIRECTORY_CONTESTED, control.contested.len().to_string()),
    ];
    html! {
        section aria-labelledby="span" {
            (Heading { id: "span", text: view.t(words::SPAN_OF_CONTROL), count: None })
            (Table {
                named_by: "span",
                class: "cards",
                caption: words::SPAN_OF_CONTROL,
                columns: &[words::WHAT, words::HOW_MANY],
                figures: Some(1),
            }.show(view, &html! {
                @for (what, figure) in rows {
                    tr {
                        td data-label=(view.t(words::WHAT)) { (view.t(what)) }
                        td.num data-label=(view.t(words::HOW_MANY)) { (figure) }
                    }
                }
            }))
            @if found.more { p.meta { (view.t(words::SPAN_IN_PART)) } }
            @for unowned in control.unowned.iter().take(UNOWNED_MAX) {
                p.late {
                    a href=(case_at(&unowned.case)) { (unowned.case) } " · "
                    (view.t(words::why_unowned(unowned.why))) " · " (view.t(words::SINCE)) " "
                    (view.time(unowned.since))
                }
            }
        }
    }
}

/// Positions of a desk that keep a watch.
fn duty_positions(view: &View<'_>, ctx: &Context<'_>, desk: &Unit) -> Vec<PositionId> {
    let kinds = view.region().positions.iter().filter(|kind| kind.on.contains(&desk.kind));
    kinds
        .filter(|kind| ctx.mechanism.grant(&kind.id, desk, Power::TakeWatch).is_some())
        .map(|kind| PositionId::of(&desk.id, &kind.id))
        .collect()
}

fn on_watch(
    view: &View<'_>,
    ctx: &Context<'_>,
    desk: &Unit,
    (directory, can): (&Directory, &Offices<'_>),
) -> Markup {
    let ahead = Period { from: view.now, until: later(view.now) };
    html! {
        section aria-labelledby="watch" {
            (Heading { id: "watch", text: view.t(words::ON_WATCH_NOW), count: None })
            div.cardgrid {
                @for position in duty_positions(view, ctx, desk) {
                    (watch(view, &position, (directory, can), ahead))
                }
            }
        }
    }
}

fn watch(
    view: &View<'_>,
    position: &PositionId,
    (directory, can): (&Directory, &Offices<'_>),
    ahead: Period,
) -> Markup {
    let due = |shift: &&Shift| &shift.position == position && shift.state() == ShiftState::Planned;
    let next = directory.shifts.iter().filter(due).min_by_key(|shift| shift.from);
    let now = directory.on_watch(position, view.now);
    let kind = view.region().position(position).map(|(_, kind)| view.text(&kind.name));
    let gaps = directory.gaps(position, ahead);
    html! {
        article.card {
            h3 { (kind.unwrap_or(position.as_str())) }
            @match now.holder {
                Some(shift) => {
                    p { b { (view.person(&shift.person)) } }
                    @if let Some(taken) = shift.taken_at {
                        p.meta { (view.t(words::SINCE)) " " (view.time(taken)) }
                    }
                    @if shift.until < view.now {
                        p.late { (view.t(words::WATCH_OVER)) " " (view.time(shift.until)) }
                    }
                    @if let Some(note) = &shift.hand_over { p { "“" (view.said(note)) "”" } }
                },
                None => p.late { (view.t(words::NOBODY_ON_WATCH)) },
            }
            @if let Some(late) = now.late {
                p.late {
                    (view.t(words::SHOULD_HAVE_IT)) " " (view.person(&late.person)) " · "
                    (view.time(late.from))
                }
            }
            @if let Some(gap) = gaps.first() {
                p.meta {
                    (view.t(words::NEXT_GAP)) " " (view.time(gap.from)) " – " (view.time(gap.until))
                }
            }
            @if let Some(shift) = now.holder {
                (can.on(&About::Shift(shift.no), &[Verb::HandOver, Verb::StandDown]))
            }
            @if let Some(next) = next { (can.on(&About::Shift(next.no), &[Verb::TakeWatch])) }
        }
    }
}

/// The end of what is looked ahead at.
fn later(now: Timestamp) -> Timestamp {
    now + jiff::SignedDuration::from_hours(24 * AHEAD_DAYS)
}

fn roster(view: &View<'_>, directory: &Directory, can: &Offices<'_>) -> Markup {
    let shows = |s: &&Shift| s.until > view.now || s.state() == ShiftState::Taken;
    let mut shifts: Vec<&Shift> = directory.shifts.iter().filter(shows).collect();
    shifts.sort_by_key(|shift| (shift.from, shift.no));
    html! {
        section aria-labelledby="roster" {
            (Heading { id: "roster", text: view.t(words::ROSTER), count: Some(shifts.len()) })
            (can.on(&About::Area, &[Verb::PlanShift]))
            @if shifts.is_empty() { p.quiet { (view.t(words::NO_ROSTER)) } }
            @else {
                (Table {
                    named_by: "roster",
                    class: "cards",
                    caption: words::ROSTER,
                    columns: &[words::NUMBER, words::OFFICER, words::WHEN, words::OFFICE_STATE],
                    figures: Some(0),
                }.show(view, &html! {
                    @for shift in shifts {
                        tr {
                            td.num data-label=(view.t(words::NUMBER)) { (shift.no) }
                            td data-label=(view.t(words::OFFICER)) {
                                (view.person(&shift.person)) " · " (kind(view, &shift.position))
                            }
                            td data-label=(view.t(words::WHEN)) {
                                (view.time(shift.from)) " – " (view.time(shift.until))
                            }
                            td data-label=(view.t(words::OFFICE_STATE)) {
                                (view.t(words::shift_state(shift.state())))
                                (can.on(&About::Shift(shift.no), &[Verb::DropShift]))
                            }
                        }
                    }
                }))
            }
        }
    }
}

fn kind(view: &View<'_>, position: &PositionId) -> Markup {
    match view.region().position(position) {
        Some((unit, kind)) => html! { (view.text(&kind.name)) " · " (view.unit(&unit.id)) },
        None => html! { (position) },
    }
}

fn channels(
    view: &View<'_>,
    ctx: &Context<'_>,
    (area, desk): (&Area, &Unit),
    (directory, can): (&Directory, &Offices<'_>),
) -> Markup {
    let mut ladder = view.region().ladder(desk);
    ladder.insert(0, desk.id.clone());
    let silent: Vec<UnitId> = ladder.into_iter().filter(|unit| !ctx.reaches(unit)).collect();
    html! {
        section aria-labelledby="channels" {
            (Heading {
                id: "channels",
                text: view.t(words::CHANNELS),
                count: Some(directory.channels.len()),
            })
            @if !silent.is_empty() {
                p.late { (view.t(words::NO_CHANNEL)) " " (view.units(&silent)) }
            }
            (can.on(&About::Area, &[Verb::SetChannel]))
            @if directory.channels.is_empty() { p.quiet { (view.t(words::NO_CHANNELS)) } }
            @else {
                (Table {
                    named_by: "channels",
                    class: "cards",
                    caption: words::CHANNELS,
                    columns: &[words::UNIT, words::CHANNEL, words::OFFICE_STATE],
                    figures: None,
                }.show(view, &html! {
                    @for channel in &directory.channels { (reach(view, channel, can)) }
                }))
            }
        }
        @if area.parent.is_none() { p.meta { (view.t(words::CHANNELS_HELP)) } }
    }
}

fn reach(view: &View<'_>, channel: &Channel, can: &Offices<'_>) -> Markup {
    let about = About::Channel(channel.unit.clone(), channel.id.clone());
    html! {
        tr {
            td data-label=(view.t(words::UNIT)) { (view.unit(&channel.unit)) }
            td data-label=(view.t(words::CHANNEL)) {
                (view.t(words::channel_kind(channel.kind))) " " (channel.address) " "
                span.meta { (channel.id) }
            }
            td data-label=(view.t(words::OFFICE_STATE)) {
                @match &channel.checked {
                    None => span.late { (view.t(words::NEVER_CHECKED)) },
                    Some(check) => {
                        @match check.outcome {
                            Outcome::Works => span { (view.t(words::WORKS)) },
                            Outcome::Fails => span.late { (view.t(words::FAILS)) },
                        }
                        " · " (view.time(check.at))
                    },
                }
                @if let Some(told) = channel.told { (last_message(view, told)) }
                (can.on(&about, &[Verb::CheckChannel, Verb::DropChannel]))
            }
        }
    }
}

/// What became of the last message through a channel.
fn last_message(view: &View<'_>, told: Told) -> Markup {
    html! {
        @match told.fault {
            None => p.meta { (view.t(words::LAST_DELIVERED)) " " (view.time(told.at)) },
            Some(fault) => p.late {
                (view.t(words::NOT_DELIVERED)) " " (view.text(&core_words::fault(fault))) " · "
                (view.time(told.at))
            },
        }
    }
}

/// Who looks into cases of the area exceptionally: for those who answer for it.
fn exceptions(view: &View<'_>, ctx: &Context<'_>, directory: &Directory) -> Markup {
    if !view.reader().covers(&directory.area, ctx) {
        return html! {};
    }
    let (open, over): (Vec<_>, Vec<_>) =
        directory.exceptions.iter().rev().partition(|one| one.opens_at(view.now));
    html! {
        section aria-labelledby="exceptions" {
            (Heading { id: "exceptions", text: view.t(words::EXCEPTIONS), count: Some(open.len()) })
            p.hint { (view.t(words::EXCEPTIONS_HELP)) }
            @if open.is_empty() { p.quiet { (view.t(words::NO_EXCEPTIONS)) } }
            ul.pieces { @for one in &open { li { (looked_into(view, directory, one)) } } }
            @if !over.is_empty() {
                details {
                    summary { (view.t(words::EXCEPTIONS_OVER)) " " (over.len()) }
                    ul.pieces {
                        @for one in over.iter().take(EXCEPTIONS_MAX) {
                            li { (looked_into(view, directory, one)) }
                        }
                    }
                }
            }
        }
    }
}

fn looked_into(view: &View<'_>, directory: &Directory, one: &Exception) -> Markup {
    let signed = view.asked.signed.as_ref().filter(|_| one.opens_at(view.now));
    html! {
        span.tag { (one.no) } " " (view.case_link(&one.case, one.case.as_str())) " · "
        (sight::exception(view, one)) " "
        @if let Some(signed) = signed {
            form.inline action="/exceptions/end" method="post" {
                (token(&signed.form_token))
                input type="hidden" name="area" value=(directory.area);
                input type="hidden" name="exception" value=(one.no);
                button type="submit" { (view.t(words::END_EXCEPTION)) }
            }
        }
    }
}

fn positions(
    view: &View<'_>,
    ctx: &Context<'_>,
    (directory, can): (&Directory, &Offices<'_>),
) -> Markup {
    let held: Vec<_> = directory.tenures.iter().filter(|t| t.holds_at(view.now)).collect();
    // Who could act by program concerns those who answer for the area.
    let shown = view.reader().covers(&directory.area, ctx);
    let opens = |key: &&AccessKey| shown && key.opens_at(view.now);
    let keys: Vec<_> = directory.keys.iter().filter(opens).collect();
    let acting: Vec<_> = directory.delegations.iter().filter(|d| d.end > view.now).collect();
    html! {
        section aria-labelledby="positions" {
            (Heading { id: "positions", text: view.t(words::POSITIONS), count: Some(held.len()) })
            (can.on(&About::Area, &[Verb::Appoint, Verb::Delegate]))
            @if held.is_empty() { p.quiet { (view.t(words::NOBODY_APPOINTED)) } }
            @else {
                ul.pieces {
                    @for tenure in held {
                        @let about = About::Tenure(tenure.position.clone(), tenure.person.clone());
                        li {
                            b { (view.person(&tenure.person)) } " " (kind(view, &tenure.position))
                            (can.on(&about, &[Verb::Relieve]))
                        }
                    }
                }
            }
            @if !keys.is_empty() {
                h3 { (view.t(words::ACCESS_KEYS)) }
                ul.pieces {
                    @for key in keys {
                        li {
                            span.tag { (key.no) } " " b { (view.person(&key.person)) } " · "
                            (kind(view, &key.position)) " · " (view.t(words::UNTIL)) " "
                            (view.time(key.until))
                            (can.on(&About::Key(key.no), &[Verb::RevokeKey]))
                        }
                    }
                }
            }
            @if !acting.is_empty() {
                h3 { (view.t(words::DELEGATIONS)) }
                ul.pieces {
                    @for delegation in acting {
                        li {
                            span.tag { (delegation.no) } " "
                            (view.person(&delegation.from)) " → " b { (view.person(&delegation.to)) }
                            " · " (kind(view, &delegation.position)) " · "
                            (view.time(delegation.start)) " – " (view.time(delegation.end))
                            (can.on(&About::Delegation(delegation.no), &[Verb::RevokeDelegation]))
                        }
                    }
                }
            }
        }
    }
}

fn learnt(view: &View<'_>, directory: &Directory, can: &Offices<'_>) -> Result<Markup, WebError> {
    let count = directory.proposals.len();
    let mut rows = Vec::with_capacity(count);
    for proposal in directory.proposals.iter().rev() {
        rows.push(row(view, &directory.area, proposal, can)?);
    }
    Ok(html! {
        section aria-labelledby="learnt" {
            (Heading { id: "learnt", text: view.t(words::PROPOSALS), count: Some(count) })
            (can.on(&About::Area, &[Verb::ProposeRow, Verb::EndUnit]))
            @if directory.proposals.is_empty() { p.quiet { (view.t(words::NO_PROPOSALS)) } }
            @else {
                ul.pieces { @for row in &rows { (row) } }
            }
            @if !directory.endings.is_empty() {
                h3 { (view.t(words::ENDED_UNITS)) }
                ul.pieces {
                    @for ending in &directory.endings {
                        li {
                            (view.unit(&ending.unit))
                            @if let Some(successor) = &ending.successor {
                                " → " (view.unit(successor))
                            }
                            " · " (view.time(ending.at)) " · " (view.said(&ending.reason))
                        }
                    }
                }
            }
        }
    })
}

fn assisting(area: &AreaId, row: &Amendment) -> Vec<UnitId> {
    row.assisting.iter().map(|department| UnitId::of(area, department)).collect()
}

fn row(
    view: &View<'_>,
    area: &AreaId,
    proposal: &Proposal,
    can: &Offices<'_>,
) -> Result<Markup, WebError> {
    let state = match proposal.state {
        ProposalState::Open => words::TO_DECIDE,
        ProposalState::Accepted => words::ACCEPTED,
        ProposalState::Declined => words::NOT_ACCEPTED,
    };
    let lead = UnitId::of(area, &proposal.row.lead);
    let case = proposal.case.as_ref().map(|case| view.mentioned(case)).transpose()?.flatten();
    Ok(html! {
        li {
            span.tag { (view.t(state)) } " "
            (view.remits(std::slice::from_ref(&proposal.row.remit))) " → " (view.unit(&lead))
            @if !proposal.row.assisting.is_empty() {
                " · " (view.t(words::ASSISTING)) " "
                (view.units(&assisting(area, &proposal.row)))
            }
            " · " (view.said(&proposal.row.basis))
            @if let Some(case) = case { " · " (case) }
            (can.on(&About::Proposal(proposal.no), &[Verb::DecideRow]))
        }
    })
}

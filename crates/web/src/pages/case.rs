//! The case page.

use super::cards::{evidence_link, order_card, statement_card};
use super::desk::rungs;
use super::entries;
use super::layout::{self, Place};
use super::originals;
use super::papers;
use super::sight;
use super::timeline::timeline;
use super::together;
use crate::act::{self, panel::Can};
use crate::asked::escaped;
use crate::error::WebError;
use crate::show::{Heading, Table, View, capital, case_at, digest};
use crate::{tracks, words};
use axum::response::Response;
use maud::{Markup, html};
use tandem_core::case::{About, Case, Entry, Evidence, Phase, Subject};
use tandem_core::mechanism::Mechanism;
use tandem_core::{CaseId, Lang, words as core_words};

/// The page.
pub(super) fn page(view: &View<'_>, id: &str) -> Result<Response, WebError> {
    let id = CaseId::from(id);
    let case = view.case(&id)?;
    let ctx = view.app.engine.context(&case)?;
    let stored = view.app.engine.store().case(&id)?;
    let entries: Vec<Entry> =
        stored.iter().map(|stored| Ok(stored.entry()?)).collect::<Result<_, WebError>>()?;
    let can = Can::of(view, &case)?;
    let main = html! {
        (act::done(view, &case, &entries)?)
        (head(view, &case, ctx.mechanism))
        (alerts(view, &case))
        (can.panel())
        (contents(view, &case, entries.len()))
        (summary(view, &case, ctx.mechanism))
        (deadlines(view, &case, ctx.mechanism))
        section aria-labelledby="timeline" {
            (Heading { id: "timeline", text: view.t(words::TIME_LINE), count: None })
            p.hint {
                (view.t(words::TIME_LINE_HELP)) " "
                a href="#now" { (view.t(words::TO_NOW)) }
            }
            (timeline(view, &case, &ctx, &entries))
        }
        (orders(view, &case, &can))
        (together::together(view, &case, &can))
        (facts(view, &case))
        (statements(view, &case, &can))
        (evidence(view, &case)?)
        (papers::section(view, &case))
        (sight::section(view, &case, &ctx))
        (entries::ledger(view, &ctx, &stored, &entries))
    };
    Ok(layout::page(view, Place::Elsewhere, &case.title, &main))
}

fn head(view: &View<'_>, case: &Case, mechanism: &Mechanism) -> Markup {
    let desk = view.region().unit(&case.desk);
    html! {
        (layout::crumbs(view, desk.map(|desk| &desk.area), &html! { (view.t(words::CASE)) " " (case.id) }))
        h1 { (view.said(&case.title)) }
        div.flags {
            (view.risk(mechanism, case.risk))
            span class={ "phase " (phase_class(&case.phase)) } {
                (core_words::phase(&case.phase).get(view.lang))
            }
            @if case.drill { span.tag { (view.t(words::DRILL)) } }
            @if let Phase::Merged(into) = &case.phase {
                span { (view.t(words::MERGED_INTO)) " " a href=(case_at(into)) { (into) } }
            }
            @if case.disposal.is_some() { (tracks::marks(case, view.lang)) }
        }
    }
}

fn phase_class(phase: &Phase) -> &'static str {
    match phase {
        Phase::Open => "open",
        Phase::Received | Phase::New => "received",
        Phase::Closed | Phase::Merged(_) | Phase::Declined => "ended",
    }
}

fn alerts(view: &View<'_>, case: &Case) -> Markup {
    let mut late: Vec<_> = case.watches.iter().filter(|w| w.deadline.at < view.now).collect();
    late.sort_by_key(|watch| watch.deadline.at);
    html! {
        @if !late.is_empty() || !case.disputes.is_empty() {
            div.alerts role="note" {
                @if let Some(watch) = late.first() {
                    p {
                        (view.left(watch.deadline.at)) " · "
                        (core_words::subject(&watch.subject, view.lang))
                        " · " (view.unit(&watch.unit))
                        @if watch.rung > 0 { " " (rungs(view, watch.rung)) }
                        @if late.len() > 1 {
                            " " a href="#deadlines" {
                                (further(view, late.len() - 1))
                            }
                        }
                    }
                }
                @for key in &case.disputes {
                    p { strong.late { (view.t(words::DISPUTE_ALERT)) } "“" (view.said(key)) "” "
                        a href="#facts" { (view.t(words::FACTS)) } }
                }
            }
        }
    }
}

fn further(view: &View<'_>, count: usize) -> String {
    view.t(words::FURTHER_OVERDUE).replace("{}", &count.to_string())
}

fn contents(view: &View<'_>, case: &Case, entries: usize) -> Markup {
    let parts = [
        ("deadlines", words::DEADLINES, Some(case.watches.len())),
        ("timeline", words::TIME_LINE, None),
        ("orders", words::ORDERS, Some(case.orders.len())),
        ("together", words::TOGETHER, Some(together::count(case))),
        ("facts", words::FACTS, Some(case.findings.len())),
        ("statements", words::STATEMENTS, Some(case.statements.len())),
        ("evidence", words::EVIDENCE, Some(case.evidence.len())),
        ("papers", papers::PAPERS, None),
        ("sight", words::SIGHT, None),
        ("ledger", words::CASE_LEDGER, Some(entries)),
    ];
    let shown = |part: &(&str, words::Word, Option<usize>)| match part.0 {
        "together" => part.2 != Some(0),
        "papers" => view.app.press.is_some(),
        _ => true,
    };
    html! {
        nav.contents aria-label=(view.t(words::ON_THIS_PAGE)) {
            ul {
                @for (id, word, count) in parts.into_iter().filter(shown) {
                    li {
                        a href={ "#" (id) } {
                            (view.t(word))
                            @if let Some(count) = count { " " span.count { (count) } }
                        }
                    }
                }
                li { a href={ (case_at(&case.id)) ".json" } { (view.t(words::AS_JSON)) } }
            }
        }
    }
}

fn summary(view: &View<'_>, case: &Case, mechanism: &Mechanism) -> Markup {
    let level = view.region().levels.iter().find(|level| level.id == case.level);
    html! {
        dl.facts {
            (row(view, words::LEAD_UNIT, &match &case.lead {
                Some(lead) => html! { strong { (view.unit(&lead.unit)) } },
                None => html! { span.quiet { (view.t(words::NO_LEAD)) } },
            }))
            @if let Some(lead) = &case.lead {
                @if !lead.assisting.is_empty() {
                    (row(view, words::ASSISTING, &view.units(&lead.assisting)))
                }
                (row(view, words::COORDINATOR, &view.unit(&lead.coordinator)))
                (row(view, words::LEAD_RULE, &lead_rule(view, mechanism, lead)))
            }
            (row(view, words::HANDLING_DESK, &html! {
                (view.unit(&case.desk))
                @if let Some(level) = level { " · " (view.text(&level.name)) }
            }))
            (row(view, words::AREAS, &html! { (view.areas(&case.areas)) }))
            (row(view, words::REMITS, &html! { (view.remits(&case.remits)) }))
            (row(view, words::RECEIVED, &html! {
                (view.time(case.received_at)) " · " (view.ago(case.received_at))
                @for topic in &case.origin.topics {
                    " · " a href={ "/topics/" (escaped(topic)) } { (view.t(words::FROM_TOPIC)) }
                }
                @for complaint in &case.origin.complaints {
                    " · " (view.t(words::FROM_COMPLAINT)) " " (complaint)
                }
            }))
            @if let Some(verification) = &case.verification {
                (row(view, words::VERIFICATION, &html! {
                    (view.time(verification.at)) " · " (view.unit(&verification.unit))
                }))
            }
            @if let Some(review) = &case.review {
                (row(view, words::REVIEW, &html! {
                    (view.said(&review.lessons)) " — " (view.unit(&review.unit))
                }))
            }
            @if case.reopened > 0 {
                (row(view, words::REOPENED_TIMES, &html! { (case.reopened) }))
            }
            @if let Some(pin) = &case.pin {
                (row(view, words::PINNED, &html! {
                    a href="/mechanism" { (view.text(&mechanism.name)) }
                    " · " (view.t(words::VERSION).replace("{}", &pin.version.to_string()))
                    " · " (digest(&pin.digest))
                }))
            }
        }
    }
}

fn row(view: &View<'_>, word: words::Word, value: &Markup) -> Markup {
    html! { div { dt { (view.t(word)) } dd { (value) } } }
}

/// Why a unit leads: the rule, its source, the ground.
pub(crate) fn lead_rule(
    view: &View<'_>,
    mechanism: &Mechanism,
    lead: &tandem_core::case::Lead,
) -> Markup {
    let rule = mechanism.lead_rules.iter().find(|rule| rule.id == lead.rule);
    let first = mechanism.conduct.first_receiver_rule == lead.rule;
    html! {
        @if let Some(rule) = rule {
            (view.text(&rule.words))
            @if let Some(source) = mechanism.source(&rule.source) {
                br; (view.source(source, &rule.article))
            }
        } @else if first {
            (view.text(&mechanism.conduct.first_receiver_words))
            @if let Some(source) = mechanism.source(&mechanism.conduct.first_receiver_source) {
                br; (view.source(source, ""))
            }
        } @else {
            (view.t(words::BY_SETTLEMENT))
            @if let Some(source) = mechanism.source(&lead.source) { br; (view.source(source, "")) }
        }
        @if !lead.basis.is_empty() { br; span.meta { (view.said(&ground(view, &lead.basis))) } }
    }
}

/// The ground of a lead; a line of the directory is named as one.
pub(super) fn ground(view: &View<'_>, basis: &str) -> String {
    let line = basis.strip_prefix("directory.csv:").and_then(|rest| rest.split_once(' '));
    match (line, view.lang) {
        (Some((no, text)), Lang::Zh) => format!("责任清单第{no}行：{text}"),
        (Some((no, text)), Lang::En) => format!("responsibility directory, line {no}: {text}"),
        (None, _) => basis.to_owned(),
    }
}

fn deadlines(view: &View<'_>, case: &Case, mechanism: &Mechanism) -> Markup {
    let mut watches: Vec<_> = case.watches.iter().collect();
    watches.sort_by_key(|watch| watch.deadline.at);
    html! {
        section aria-labelledby="deadlines" {
            (Heading { id: "deadlines", text: view.t(words::DEADLINES), count: None })
            @if watches.is_empty() {
                p.quiet { (view.t(words::NO_DEADLINES)) }
            } @else {
                (Table {
                    named_by: "deadlines",
                    class: "cards",
                    caption: words::DEADLINES_CAPTION,
                    columns: &[
                        words::TIME_LEFT,
                        words::WHAT,
                        words::WHO,
                        words::BY_WHEN,
                        words::RULE,
                    ],
                    figures: None,
                }.show(view, &html! {
                    @for watch in watches {
                        tr class=[(watch.deadline.at < view.now).then_some("is-late")] {
                            td data-label=(view.t(words::TIME_LEFT)) {
                                (view.left(watch.deadline.at))
                                @if watch.rung > 0 { br; (rungs(view, watch.rung)) }
                            }
                            th scope="row" data-label=(view.t(words::WHAT)) {
                                (subject(view, &watch.subject))
                            }
                            td data-label=(view.t(words::WHO)) { (view.unit(&watch.unit)) }
                            td.nowrap data-label=(view.t(words::BY_WHEN)) {
                                (view.time(watch.deadline.at))
                            }
                            td.small data-label=(view.t(words::RULE)) {
                                (view.rule(mechanism, &watch.deadline))
                            }
                        }
                    }
                }))
            }
        }
    }
}

fn subject(view: &View<'_>, subject: &Subject) -> Markup {
    let text = capital(&core_words::subject(subject, view.lang));
    html! {
        @match subject.order() {
            Some(order) => a href={ "#order-" (order) } { (text) },
            None => (text),
        }
    }
}

fn orders(view: &View<'_>, case: &Case, can: &Can<'_>) -> Markup {
    html! {
        section aria-labelledby="orders" {
            (Heading { id: "orders", text: view.t(words::ORDERS), count: Some(case.orders.len()) })
            @if case.orders.is_empty() { p.quiet { (view.t(words::NO_ORDERS)) } }
            @else {
                div.cardgrid { @for order in &case.orders { (order_card(view, order, &can.on(&About::Order(order.id.clone())))) } }
            }
        }
    }
}

fn facts(view: &View<'_>, case: &Case) -> Markup {
    html! {
        section aria-labelledby="facts" {
            (Heading { id: "facts", text: view.t(words::FACTS), count: Some(case.findings.len()) })
            @if case.findings.is_empty() { p.quiet { (view.t(words::NO_FACTS)) } }
            @else {
                (Table {
                    named_by: "facts",
                    class: "cards",
                    caption: words::FACTS_CAPTION,
                    columns: &[
                        words::NUMBER,
                        words::KEY,
                        words::VALUE,
                        words::VERIFIER,
                        words::EVIDENCE_OF,
                        words::STATE,
                    ],
                    figures: None,
                }.show(view, &html! { @for finding in &case.findings { (fact(view, case, finding)) } }))
            }
        }
    }
}

fn fact(view: &View<'_>, case: &Case, finding: &tandem_core::case::Finding) -> Markup {
    let disputed = finding.superseded_by.is_none() && case.disputes.contains(&finding.key);
    let class = if disputed { Some("is-late") } else { finding.superseded_by.map(|_| "is-old") };
    html! {
        tr id={ "finding-" (finding.no) } class=[class] {
            td.num data-label=(view.t(words::NUMBER)) { (finding.no) }
            th scope="row" data-label=(view.t(words::KEY)) { (view.said(&finding.key)) }
            td data-label=(view.t(words::VALUE)) { (view.said(&finding.value)) }
            td data-label=(view.t(words::VERIFIER)) {
                (view.unit(&finding.verifier)) br; span.meta { (view.time(finding.at)) }
            }
            td data-label=(view.t(words::EVIDENCE_OF)) {
                @if finding.evidence.is_empty() { span.quiet { (view.t(words::NONE)) } }
                @for (index, id) in finding.evidence.iter().enumerate() {
                    @if index > 0 { br; }
                    (evidence_link(view, case, id))
                }
            }
            td data-label=(view.t(words::STATE)) {
                @if let Some(by) = finding.superseded_by {
                    (view.t(words::SUPERSEDED_BY)) " " a href={ "#finding-" (by) } { (by) }
                } @else if disputed {
                    strong.late { (view.t(words::DISPUTED)) }
                } @else { (view.t(words::HOLDS)) }
            }
        }
    }
}

fn statements(view: &View<'_>, case: &Case, can: &Can<'_>) -> Markup {
    html! {
        section aria-labelledby="statements" {
            (Heading {
                id: "statements",
                text: view.t(words::STATEMENTS),
                count: Some(case.statements.len()),
            })
            @if case.statements.is_empty() { p.quiet { (view.t(words::NO_STATEMENTS)) } }
            @else {
                div.cardgrid {
                    @for statement in &case.statements {
                        @let deeds = can.on(&About::Statement(statement.id.clone()));
                        (statement_card(view, case, statement, &deeds))
                    }
                }
            }
        }
    }
}

fn evidence(view: &View<'_>, case: &Case) -> Result<Markup, WebError> {
    let mut pieces = Vec::with_capacity(case.evidence.len());
    for piece in &case.evidence {
        pieces.push(evidence_item(view, case, piece)?);
    }
    Ok(html! {
        section aria-labelledby="evidence" {
            (Heading { id: "evidence", text: view.t(words::EVIDENCE), count: Some(pieces.len()) })
            @if pieces.is_empty() { p.quiet { (view.t(words::NO_EVIDENCE)) } }
            @else { ul.pieces { @for piece in &pieces { (piece) } } }
        }
    })
}

fn evidence_item(view: &View<'_>, case: &Case, piece: &Evidence) -> Result<Markup, WebError> {
    let store = view.app.engine.store();
    let post = store.post_by_digest(piece.digest)?;
    let attachment = store.attachment(piece.digest)?;
    // A post is shown with where it was said; the text of another original stands alone.
    let text = if post.is_none() { store.text_of(piece.digest)? } else { None };
    Ok(html! {
        li id={ "evidence-" (piece.id) } {
            span.tag { (view.t(words::evidence_kind(piece.kind))) } " "
            b { (view.said(&piece.title)) } " "
            span.meta { (view.t(words::DIGEST)) " " (digest(&piece.digest)) }
            @if let Some(attachment) = &attachment {
                (originals::shown(view, case, piece, attachment))
            }
            @if let Some(text) = &text {
                details id={ "original-" (piece.id) } {
                    summary { (view.t(words::ARCHIVED_TEXT)) }
                    blockquote { p { (view.said(text)) } }
                }
            }
            @if let Some(post) = post {
                details id={ "original-" (piece.id) } {
                    summary { (view.t(words::ARCHIVED_TEXT)) }
                    blockquote { p { (view.said(&post.text)) } }
                    p.meta {
                        (view.t(words::SOURCE)) " " (post.source) " · "
                        (view.t(words::PUBLISHED)) " " (view.time(post.time))
                        @if let Some(topic) = &post.topic {
                            " · " a href={ "/topics/" (escaped(topic)) } { (view.t(words::TOPIC)) }
                        }
                    }
                }
            }
        }
    })
}

//! Orders and statements as cards, and the one thing that a form is about.

use super::timeline::published_at;
use super::together;
use crate::show::{View, capital};
use crate::words;
use maud::{Markup, html};
use tandem_core::case::{About, Case, Cite, Order, OrderState, Statement, StatementState, Urgency};
use tandem_core::{EvidenceId, words as core_words};

/// The thing that a form is about, as the case page shows it; nothing for the case as a whole.
pub(crate) fn about(view: &View<'_>, case: &Case, about: &About) -> Markup {
    let none = html! {};
    match about {
        About::Order(id) => case.order(id).map(|order| order_card(view, order, &none)),
        About::Statement(id) => {
            case.statement(id).map(|statement| statement_card(view, case, statement, &none))
        }
        _ => together::about(view, case, about),
    }
    .unwrap_or_default()
}

/// An order, and what can be done about it.
pub(super) fn order_card(view: &View<'_>, order: &Order, deeds: &Markup) -> Markup {
    let ended = matches!(order.state, OrderState::Ended(_));
    html! {
        article.card.ended[ended] id={ "order-" (order.id) } {
            header {
                h3 { (view.unit(&order.to)) }
                p.meta {
                    (view.t(words::ORDER)) " " (order.id) " · "
                    (view.t(words::order_role(order.role)))
                    @if order.urgency == Urgency::Urgent {
                        " " span.tag.hot { (view.t(words::URGENT)) }
                    }
                }
            }
            p { (view.said(&order.task)) }
            p.state {
                b { (capital(words::order_state(order.state).get(view.lang))) }
                " · " (view.time(order.since))
            }
            @if order.empty_feedback { p.grave { (view.t(words::EMPTY_FEEDBACK)) } }
            @if let Some(reason) = &order.extension_asked {
                p { (view.t(words::EXTENSION_ASKED)) ": " (view.said(reason)) }
            }
            @if let Some(back) = &order.send_back {
                p.grave {
                    (view.said(&back.reason)) " ("
                    (view.region().remit_name(&back.remit, view.lang)) "; "
                    (view.t(words::SENT_BACK_TO)) " " (view.unit(&back.proposed)) ")"
                }
            }
            @if order.stopped.is_some() { p.meta { (view.t(words::CLOCK_STANDS)) } }
            @if !order.passed_over.is_empty() {
                p.meta { (view.t(words::PASSED_OVER)) ": " (view.units(&order.passed_over)) }
            }
            p.meta {
                (view.t(words::ISSUED)) " " (view.time(order.issued_at))
                " · " (view.unit(&order.issuer))
                @if let Some(person) = &order.signed_by {
                    br; (view.t(words::SIGNED_BY)) " " (view.person(person))
                }
            }
            (deeds)
        }
    }
}

/// A piece of evidence, leading to where it stands.
pub(super) fn evidence_link(view: &View<'_>, case: &Case, id: &EvidenceId) -> Markup {
    let title = case.evidence.iter().find(|piece| &piece.id == id).map(|piece| &piece.title);
    html! {
        a href={ "#evidence-" (id) } {
            @match title {
                Some(title) => (view.said(title)),
                None => { (view.t(words::EVIDENCE_OF)) " " (id) },
            }
        }
    }
}

/// What the drafter has seen to, and what is open: the approver decides in view of it.
fn checklist(view: &View<'_>, case: &Case, statement: &Statement) -> Markup {
    let Ok(ctx) = view.app.engine.context(case) else { return html! {} };
    let points = &ctx.mechanism.checklist;
    html! {
        @if !points.is_empty() {
            details open[statement.state == StatementState::Draft] {
                summary {
                    (view.t(words::CHECKLIST)) " " (statement.ticked.len()) "/" (points.len())
                }
                ul.plain {
                    @for point in points {
                        @let ticked = statement.ticked.contains(&point.id);
                        @let required = point.required_for.contains(&statement.kind);
                        li {
                            (view.text(&point.words)) " · "
                            @if ticked { b { (view.t(words::TICKED)) } }
                            @else if required {
                                strong.late {
                                    (view.t(words::NOT_TICKED)) ", " (view.t(words::REQUIRED))
                                }
                            } @else { span.quiet { (view.t(words::NOT_TICKED)) } }
                        }
                    }
                }
            }
        }
    }
}

/// A statement, and what can be done about it.
pub(super) fn statement_card(
    view: &View<'_>,
    case: &Case,
    statement: &Statement,
    deeds: &Markup,
) -> Markup {
    let commitments = case.commitments.iter().filter(|c| c.statement == statement.id);
    let promised: Vec<_> = commitments.collect();
    let kind = core_words::statement_kind(statement.kind);
    html! {
        article.card.statement id={ "statement-" (statement.id) } {
            header {
                h3 { (capital(kind.get(view.lang))) }
                p.meta {
                    (view.unit(&statement.unit)) " · " (statement.id) " · "
                    b { (view.t(words::statement_state(statement.state))) }
                    @if let Some(at) = published_at(statement.state) { " " (view.time(at)) }
                }
            }
            blockquote { p { (view.said(&statement.text)) } }
            @if let Some(corrects) = &statement.corrects {
                p {
                    (view.t(words::CORRECTS)) " " a href={ "#statement-" (corrects) } { (corrects) }
                }
            }
            p.meta {
                (view.t(words::RESTS_ON)) ": "
                @for (index, cite) in statement.cites.iter().enumerate() {
                    @if index > 0 { (view.join()) }
                    @match cite {
                        Cite::Finding(no) => a href={ "#finding-" (no) } {
                            (view.t(words::FINDING)) " " (no)
                        },
                        Cite::Evidence(id) => (evidence_link(view, case, id)),
                    }
                }
            }
            @if let Some(explained) = &statement.explained {
                p.label { (view.t(words::EXPLAINED)) }
                ul.plain {
                    @for found in &explained.contradictions {
                        li { (core_words::contradiction(found, view.lang)) }
                    }
                }
                blockquote { p { (view.said(&explained.reason)) } }
            }
            (checklist(view, case, statement))
            @if !promised.is_empty() {
                p.label { (view.t(words::PROMISES)) }
                ul.plain {
                    @for commitment in promised {
                        li {
                            (view.said(&commitment.promise.text)) " — "
                            (view.unit(&commitment.promise.owner)) ", "
                            (view.time(commitment.promise.by)) " · "
                            @match commitment.fulfilled {
                                Some(at) => { b { (view.t(words::KEPT)) } " " (view.time(at)) },
                                None => { (view.t(words::NOT_KEPT))
                                " · " (view.left(commitment.promise.by)) },
                            }
                        }
                    }
                }
            } @else if !statement.promises.is_empty() {
                p.label { (view.t(words::PROMISES)) }
                ul.plain {
                    @for promise in &statement.promises {
                        li {
                            (view.said(&promise.text)) " — " (view.unit(&promise.owner)) ", "
                            (view.time(promise.by))
                        }
                    }
                }
            }
            p.meta {
                (view.t(words::DRAFTED_BY)) " " (view.person(&statement.drafter))
                @if let Some(approver) = &statement.approver {
                    br; (view.t(words::APPROVED_BY)) " " (view.person(approver))
                }
            }
            (deeds)
        }
    }
}

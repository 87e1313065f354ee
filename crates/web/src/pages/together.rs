//! What offices do together on a case: supervision, consultation, requests, tasks, accounts upward.

use crate::act::panel::Can;
use crate::show::{Heading, View, capital, case_at};
use crate::words;
use maud::{Markup, html};
use tandem_core::case::{
    About, Case, Consultation, HelpRequest, Relay, RelayVerdict, RequestState, Sitrep, Supervision,
    SupervisionState, Task,
};
use tandem_core::words as core_words;

/// How many of these a case has.
pub(super) fn count(case: &Case) -> usize {
    case.supervisions.len()
        + case.consultations.len()
        + case.requests.len()
        + case.tasks.len()
        + case.sitreps.len()
        + case.links.len()
        + audited(case).count()
        + case.conflicts.len()
}

/// The section; nothing where the case has none of these.
pub(super) fn together(view: &View<'_>, case: &Case, can: &Can<'_>) -> Markup {
    let count = count(case);
    if count == 0 {
        return html! {};
    }
    html! {
        section aria-labelledby="together" {
            (Heading { id: "together", text: view.t(words::TOGETHER), count: Some(count) })
            div.cardgrid {
                @for conflict in &case.conflicts {
                    article.card {
                        header { h3 { (view.t(words::ORDERS_CONFLICT)) } }
                        p.grave {
                            (view.unit(&conflict.unit)) ": " (conflict.orders[0]) ", "
                            (conflict.orders[1])
                        }
                    }
                }
                @for supervision in &case.supervisions {
                    (supervised(view, supervision, &can.on(&About::Supervision(supervision.id.clone()))))
                }
                @for consultation in &case.consultations {
                    (consulted(view, consultation, &can.on(&About::Consultation(consultation.id.clone()))))
                }
                @for request in &case.requests {
                    (asked(view, request, &can.on(&About::Request(request.id.clone()))))
                }
                @for task in &case.tasks {
                    (planned(view, task, &can.on(&About::Task(task.no))))
                }
                @for sitrep in &case.sitreps { (reported(view, sitrep)) }
                @for relay in audited(case) { (relay_audit(view, relay)) }
                @for link in &case.links {
                    article.card {
                        header { h3 { a href=(case_at(&link.case)) { (link.case) } } }
                        p.meta { (core_words::relation(link.relation).get(view.lang)) }
                    }
                }
            }
        }
    }
}

/// One of these, as a form shows what it is about.
pub(super) fn about(view: &View<'_>, case: &Case, about: &About) -> Option<Markup> {
    let none = html! {};
    match about {
        About::Supervision(id) => case.supervision(id).map(|found| supervised(view, found, &none)),
        About::Consultation(id) => case.consultation(id).map(|found| consulted(view, found, &none)),
        About::Request(id) => case.request(id).map(|found| asked(view, found, &none)),
        About::Task(no) => {
            case.tasks.iter().find(|task| task.no == *no).map(|task| planned(view, task, &none))
        }
        _ => None,
    }
}

/// Relays whose originals somebody above has read again.
fn audited(case: &Case) -> impl Iterator<Item = &Relay> {
    case.relays.iter().filter(|relay| relay.audit.is_some())
}

fn relay_audit(view: &View<'_>, relay: &Relay) -> Markup {
    let Some(found) = &relay.audit else { return html! {} };
    let verdict = core_words::relay_verdict(found.verdict);
    let faithful = found.verdict == RelayVerdict::Faithful;
    html! {
        article.card.ended[faithful] {
            header {
                h3 { (view.t(words::RELAY)) " " (relay.no) ": " (view.unit(&relay.from)) " → " (view.unit(&relay.to)) }
                p.meta { (view.t(words::ORIGINALS_CARRIED)) ": " (relay.carries.len()) }
            }
            p.state { (view.t(words::RELAY_AUDIT)) ": " b { (verdict.get(view.lang)) } }
            p { (view.said(&found.reason)) }
            p.meta {
                (view.unit(&found.unit))
                @if found.seed.is_some() { " · " (view.t(words::DRAWN)) }
            }
        }
    }
}

fn supervised(view: &View<'_>, supervision: &Supervision, deeds: &Markup) -> Markup {
    let ended = supervision.state == SupervisionState::Discharged;
    html! {
        article.card.ended[ended] id={ "supervision-" (supervision.id) } {
            header {
                h3 { (view.unit(&supervision.to)) }
                p.meta { (view.t(words::SUPERVISION)) " " (supervision.id) }
            }
            p { (view.said(&supervision.demand)) }
            p.state { b { (view.t(words::supervision_state(supervision.state))) } }
            p.meta { (view.unit(&supervision.issuer)) }
            (deeds)
        }
    }
}

fn consulted(view: &View<'_>, consultation: &Consultation, deeds: &Markup) -> Markup {
    html! {
        article.card.ended[consultation.decision.is_some()] {
            header {
                h3 { (view.said(&consultation.question)) }
                p.meta {
                    (view.t(words::CONSULTATION)) " " (consultation.id) " · "
                    (view.unit(&consultation.convenor))
                }
            }
            ul {
                @for opinion in &consultation.positions {
                    li {
                        (view.unit(&opinion.unit)) ": "
                        b { (core_words::stance(opinion.stance).get(view.lang)) } " "
                        (view.said(&opinion.text))
                    }
                }
            }
            @match &consultation.decision {
                Some(decision) => p.state { b { (view.t(words::DECIDED)) } ": " (view.said(decision)) },
                None => p.meta {
                    (view.t(words::INVITED)) ": " (view.units(&consultation.invited))
                },
            }
            (deeds)
        }
    }
}

fn asked(view: &View<'_>, request: &HelpRequest, deeds: &Markup) -> Markup {
    html! {
        article.card.ended[!request.is_open()] {
            header {
                h3 { (view.unit(&request.to)) }
                p.meta {
                    (view.t(words::REQUEST)) " " (request.id) " · " (view.unit(&request.from))
                }
            }
            p { (view.said(&request.text)) }
            @match &request.state {
                RequestState::Answered(answer) => p.state { b { (view.t(words::ANSWERED)) } ": " (view.said(answer)) },
                RequestState::Withdrawn(why) => p.state {
                    b { (view.t(words::TAKEN_BACK)) } ": " (view.said(why))
                },
                RequestState::Asked => p.state { b { (view.t(words::WAITS_FOR_ANSWER)) } },
            }
            (deeds)
        }
    }
}

fn planned(view: &View<'_>, task: &Task, deeds: &Markup) -> Markup {
    let after: Vec<String> = task.after.iter().map(ToString::to_string).collect();
    html! {
        article.card.ended[task.finished.is_some()] {
            header {
                h3 { (view.said(&task.text)) }
                p.meta { (view.t(words::TASK)) " " (task.no) " · " (view.unit(&task.owner)) }
            }
            @match task.finished {
                Some(at) => p.state { b { (view.t(words::FINISHED)) } " · " (view.time(at)) },
                None => p.state { (view.t(words::UNTIL)) " " (view.time(task.by)) },
            }
            @if !after.is_empty() { p.meta { (view.t(words::AFTER_TASK)) " " (after.join(", ")) } }
            (deeds)
        }
    }
}

fn reported(view: &View<'_>, sitrep: &Sitrep) -> Markup {
    let kind = core_words::sitrep_kind(sitrep.kind);
    html! {
        article.card.ended {
            header {
                h3 { (capital(kind.get(view.lang))) " → " (view.unit(&sitrep.to)) }
                p.meta { (view.unit(&sitrep.from)) }
            }
            p { (view.said(&sitrep.text)) }
            p.meta { (view.t(words::ORIGINALS_CARRIED)) ": " (sitrep.carries.len()) }
            @if let Some(found) = &sitrep.compared {
                p.meta { (capital(&core_words::comparison(found, view.lang))) }
            }
        }
    }
}

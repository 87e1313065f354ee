//! The screen of triage: the matter on one side, the decision on the other.

use super::draw::Drawn;
use super::refused::sentence;
use super::view::Outcome;
use super::w;
use crate::asked::{address, escaped};
use crate::error::WebError;
use crate::pages::{Assessment, layout, lead_rule};
use crate::show::{View, case_at};
use crate::words::{self, Word};
use axum::response::Response;
use maud::{Markup, html};
use tandem_core::case::{Case, Subject};
use tandem_core::{PersonId, Timestamp};

/// Originals shown in full.
const ORIGINALS_MAX: usize = 6;
/// Reasons shown of a proposal.
const REASONS_MAX: usize = 3;

const TRIAGE: Word = w("甄别", "Triage");
const NEXT: Word = w("下一件", "Next matter");
const WHOLE: Word = w("查看全案", "See the whole file");
const ONLY_ACCEPT: Word = w("只受理，稍后再办", "Accept only, and do the rest later");
const LEADS: Word = w("按规则牵头", "By the rules, this unit leads");
const NO_LEAD: Word = w("规则没有确定牵头单位", "The rules name no lead");
const BY_WAY: Word = w(
    "你的岗位不能越级交办：交办单经途中的办公室转交。",
    "Your position orders no unit past the desks between: the order goes by way of one.",
);
const PROPOSAL: Word = w("机器建议", "Proposed by machine");
const NO_PROPOSAL: Word = w(
    "没有机器研判（不是来自网帖话题）；请按事实定级。",
    "No assessment by machine, because it does not come from a topic; fix the level by the facts.",
);
const BY_A_PERSON: Word = w("等级由你确定。", "You fix the level.");
const LOOKED_AT: Word = w("也正在看这件", "is looking at it too");
const SAID: Word = w("原文", "What was said");
const NOTHING_SAID: Word = w("没有存档原文。", "No original is archived.");
const KEYS: Word = w(
    "快捷键：Alt（火狐为 Alt+Shift）加 N 下一件、X 不予受理、M 并案。",
    "Keys: Alt (Firefox: Alt+Shift) with N for the next matter, X to decline, M to merge.",
);
const SOUND: Word =
    w("检查通过：按现在的规则可以提交。", "Checked: by the rules it could be sent as it is.");
const ERROR: Word = w("错误：", "Error: ");

/// Everything on the screen.
pub(super) struct Sight<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) case: &'a Case,
    /// The case as it would be, accepted and with its lead.
    pub(super) then: &'a Case,
    pub(super) no_lead: Option<&'a str>,
    pub(super) assessment: Option<&'a Assessment>,
    pub(super) outcome: &'a Outcome,
    pub(super) others: Vec<(PersonId, Timestamp)>,
    pub(super) at_once: &'a Drawn<'a>,
    pub(super) decline: &'a Drawn<'a>,
    pub(super) merge: &'a Drawn<'a>,
}

/// The page.
pub(super) fn page(sight: &Sight<'_>) -> Result<Response, WebError> {
    let (view, case) = (sight.view, sight.case);
    let desk = view.region().unit(&case.desk);
    let here = html! { a href=(case_at(&case.id)) { (case.id) } " › " (view.t(TRIAGE)) };
    let said = said(sight)?;
    let main = html! {
        (layout::crumbs(view, desk.map(|desk| &desk.area), &here))
        (sight.at_once.summary())
        h1 { (view.said(&case.title)) }
        (head(sight))
        @for (person, at) in &sight.others {
            p.looking { (view.person(person)) " " (view.t(LOOKED_AT)) " · " (view.ago(*at)) }
        }
        div.triage {
            section aria-labelledby="said" { (said) }
            div { (decision(sight)) }
        }
    };
    let wrong = matches!(sight.outcome, Outcome::Refused(..));
    let prefix = if wrong { view.t(ERROR) } else { "" };
    let title = format!("{prefix}{} · {}", view.t(TRIAGE), case.title);
    Ok(layout::still(view, layout::Place::Desk, &title, &main))
}

fn head(sight: &Sight<'_>) -> Markup {
    let (view, case) = (sight.view, sight.case);
    let watch = case.watch(&Subject::Triage);
    let next = view.region().unit(&case.desk).map_or_else(String::new, |desk| {
        address("/triage", [("area", desk.area.as_str()), ("after", case.id.as_str())])
    });
    html! {
        p.sub {
            @if let Some(watch) = watch {
                (view.t(TRIAGE)) " " (view.left(watch.deadline.at)) " · "
            }
            (view.areas(&case.areas)) " · " (view.remits(&case.remits)) " · "
            (view.t(words::RECEIVED)) " " (view.ago(case.received_at))
            @if case.drill { " " span.tag { (view.t(words::DRILL)) } }
        }
        p.deeds {
            a.button href=(next) accesskey="n" { (view.t(NEXT)) }
            a href=(case_at(&case.id)) { (view.t(WHOLE)) }
        }
        p.hint { (view.t(KEYS)) }
    }
}

/// What people said, in full.
fn said(sight: &Sight<'_>) -> Result<Markup, WebError> {
    let (view, case) = (sight.view, sight.case);
    let store = view.app.engine.store();
    let mut texts = Vec::new();
    for piece in case.evidence.iter().take(ORIGINALS_MAX) {
        if let Some(post) = store.post_by_digest(piece.digest)? {
            texts.push((post.text, Some(post.time)));
        } else {
            let text = store.text_of(piece.digest)?;
            texts.push((text.unwrap_or_else(|| piece.title.clone()), None));
        }
    }
    Ok(html! {
        h2 id="said" { (view.t(SAID)) " " span.count { (case.evidence.len()) } }
        @if texts.is_empty() { p.quiet { (view.t(NOTHING_SAID)) } }
        div.originals {
            @for (text, at) in &texts {
                blockquote {
                    p { (view.said(text)) }
                    @if let Some(at) = at { p.meta { (view.time(*at)) } }
                }
            }
        }
        p.meta {
            @for topic in &case.origin.topics {
                a href={ "/topics/" (escaped(topic)) } { (view.t(words::FROM_TOPIC)) } " "
            }
            @for complaint in &case.origin.complaints {
                (view.t(words::FROM_COMPLAINT)) " " (complaint) " "
            }
        }
    })
}

fn decision(sight: &Sight<'_>) -> Markup {
    let view = sight.view;
    let accept =
        address(&format!("{}/act", case_at(&sight.case.id)), [("do", "accept"), ("about", "case")]);
    html! {
        section.choice aria-labelledby="at-once" {
            h2 id="at-once" { (view.t(super::forms::AT_ONCE.title)) }
            p.hint { (view.t(super::forms::AT_ONCE.explains)) }
            (proposal(sight))
            (lead(sight))
            @if let Outcome::Sound(_) = sight.outcome { p.sound role="status" { (view.t(SOUND)) } }
            (sight.at_once.body())
            p.more { a href=(accept) { (view.t(ONLY_ACCEPT)) } }
        }
        details.choice #declining {
            summary accesskey="x" { (view.t(sight.decline.form.title)) }
            p.hint { (view.t(sight.decline.form.explains)) }
            (sight.decline.body())
        }
        details.choice #merging {
            summary accesskey="m" { (view.t(sight.merge.form.title)) }
            p.hint { (view.t(sight.merge.form.explains)) }
            (sight.merge.body())
        }
    }
}

fn proposal(sight: &Sight<'_>) -> Markup {
    let view = sight.view;
    let mechanism = &view.app.engine.world().mechanism;
    html! {
        div.advice {
            @match sight.assessment {
                Some(assessment) => {
                    p { b { (view.t(PROPOSAL)) } " " (view.risk(mechanism, assessment.level())) }
                    ul.plain {
                        @for reason in assessment.reasons(view.lang).iter().take(REASONS_MAX) {
                            li { (view.said(reason)) }
                        }
                    }
                    p.meta { (view.t(BY_A_PERSON)) }
                },
                None => p { (view.t(NO_PROPOSAL)) },
            }
        }
    }
}

fn lead(sight: &Sight<'_>) -> Markup {
    let view = sight.view;
    let mechanism = &view.app.engine.world().mechanism;
    html! {
        div.advice {
            @match (&sight.then.lead, sight.no_lead) {
                (Some(lead), None) => {
                    p { b { (view.t(LEADS)) } " " strong { (view.unit(&lead.unit)) } }
                    @if !lead.assisting.is_empty() {
                        p { (view.t(words::ASSISTING)) " " (view.units(&lead.assisting)) }
                    }
                    p.meta { (lead_rule(view, mechanism, lead)) }
                    @if !sight.at_once.scene.admits("to", lead.unit.as_str()) {
                        p { (view.t(BY_WAY)) }
                    }
                },
                (_, Some(why)) => {
                    p { b { (view.t(NO_LEAD)) } }
                    p { (view.said(&sentence(why))) }
                },
                (None, None) => p { (view.t(NO_LEAD)) },
            }
        }
    }
}

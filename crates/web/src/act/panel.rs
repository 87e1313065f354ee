//! What a position can do on a case, as its page shows it.
//!
//! What presses stands in view: whatever answers a deadline that runs, in the order of work.
//! Everything else is folded away, and so is why a few things that people look for are not
//! possible yet.

use super::refused::sentence;
use super::w;
use super::who::maybe;
use super::{forms, subject};
use crate::asked::address;
use crate::error::WebError;
use crate::show::{View, case_at};
use crate::words::Word;
use maud::{Markup, html};
use tandem_core::case::{
    About, Case, Offer, Offers, Phase, Subject, SupervisionState, Verb, Withheld, offers_among,
};
use tandem_core::words;

const CAN: Word = w("我能办的", "What you can do");
const MORE: Word = w("其他可办事项", "What else you can do");
const CANNOT: Word = w("为什么不能", "Why some things are not possible yet");
const NOTHING: Word =
    w("你的岗位在本案现在无事可办。", "There is nothing for your position to do here now.");
const NEXT: Word = w("接下来", "Next");

/// Things in view before the rest is folded away.
const IN_VIEW: usize = 4;
/// Reasons shown.
const REASONS: usize = 3;

/// Verbs in the order of work.
const ORDER: [Verb; 32] = [
    Verb::Accept,
    Verb::Sign,
    Verb::ConfirmReadBack,
    Verb::JudgeFeedback,
    Verb::AnswerExtension,
    Verb::SettleConflict,
    Verb::Settle,
    Verb::SettleDispute,
    Verb::SignSupervision,
    Verb::AnswerSupervision,
    Verb::DischargeSupervision,
    Verb::Assess,
    Verb::AssignLead,
    Verb::Dispatch,
    Verb::Feedback,
    Verb::StatePosition,
    Verb::Conclude,
    Verb::AnswerHelp,
    Verb::FinishTask,
    Verb::Countersign,
    Verb::LiftObjection,
    Verb::ApproveStatement,
    Verb::PublishStatement,
    Verb::FulfilCommitment,
    Verb::DraftStatement,
    Verb::FileSitrep,
    Verb::LookAgain,
    Verb::Verify,
    Verb::Close,
    Verb::Review,
    Verb::Decline,
    Verb::Merge,
];

/// What people look for and ask about when they cannot find it, by where a case stands.
fn sought(phase: &Phase) -> &'static [Verb] {
    match phase {
        Phase::Received => &[Verb::Accept],
        Phase::Open => {
            &[Verb::Close, Verb::Verify, Verb::PublishStatement, Verb::AssignLead, Verb::Dispatch]
        }
        Phase::Closed => &[Verb::Reopen, Verb::Review],
        _ => &[],
    }
}

/// What the reader can do on a case; nothing where nobody signed in.
pub(crate) struct Can<'a> {
    view: &'a View<'a>,
    case: &'a Case,
    offers: Option<Offers>,
}

impl<'a> Can<'a> {
    /// Asks the core.
    pub(crate) fn of(view: &'a View<'a>, case: &'a Case) -> Result<Self, WebError> {
        Self::among(view, case, |_, _| true)
    }

    /// Asks the core about what is wanted alone.
    pub(crate) fn among(
        view: &'a View<'a>,
        case: &'a Case,
        wanted: impl Fn(Verb, &About) -> bool,
    ) -> Result<Self, WebError> {
        let ctx = view.app.engine.context(case)?;
        let offers = maybe(view).map(|who| {
            let mut found = offers_among(case, &ctx, view.now, &who.actor, wanted);
            found.given.retain(|offer| forms::of(offer.verb).is_some());
            found.given.sort_by_key(|offer| rank(offer.verb));
            found
        });
        Ok(Self { view, case, offers })
    }

    /// Links for what can be done about one thing.
    pub(crate) fn on(&self, about: &About) -> Markup {
        let mine: Vec<&Offer> = self.given().iter().filter(|offer| &offer.about == about).collect();
        html! {
            @if !mine.is_empty() {
                p.deeds { @for offer in mine { (self.link(offer, Naming::Verb)) } }
            }
        }
    }

    /// Links for what can be done about one thing by some verbs; by any where none is named.
    pub(crate) fn of_verbs(&self, about: &About, verbs: &[Verb]) -> Vec<Markup> {
        let named = |offer: &&Offer| match verbs {
            [] => presses(self.case, offer) && offer.verb != Verb::Sign,
            _ => verbs.contains(&offer.verb),
        };
        let mine = self.given().iter().filter(|offer| &offer.about == about).filter(named);
        let mut links: Vec<Markup> = mine.map(|offer| self.link(offer, Naming::Verb)).collect();
        let signs = self.given().iter().any(|o| o.verb == Verb::Sign && &o.about == about);
        if links.is_empty() && signs {
            links.push(html! {});
        }
        links
    }

    /// Things, other than the case as a whole, about which something presses.
    pub(crate) fn pressing_things(&self) -> Vec<About> {
        let mut things = Vec::new();
        for offer in self.given() {
            let alone = matches!(
                offer.about,
                About::Statement(_)
                    | About::Consultation(_)
                    | About::Request(_)
                    | About::Dispute(_)
            );
            if alone && presses(self.case, offer) && !things.contains(&offer.about) {
                things.push(offer.about.clone());
            }
        }
        things
    }

    /// The panel at the head of the case.
    pub(crate) fn panel(&self) -> Markup {
        let Some(offers) = &self.offers else { return html! {} };
        let (mut pressing, mut rest): (Vec<&Offer>, Vec<&Offer>) =
            offers.given.iter().partition(|offer| presses(self.case, offer));
        if pressing.len() > IN_VIEW {
            rest.splice(0..0, pressing.split_off(IN_VIEW));
        }
        let view = self.view;
        html! {
            section.can aria-labelledby="can" {
                h2 id="can" { (view.t(CAN)) }
                @if offers.given.is_empty() { p.quiet { (view.t(NOTHING)) } }
                @if !pressing.is_empty() {
                    p.deeds { @for offer in pressing { (self.link(offer, Naming::Whole)) } }
                }
                @if !rest.is_empty() {
                    details #more-can {
                        summary { (view.t(MORE)) " " span.count { (rest.len()) } }
                        p.deeds { @for offer in rest { (self.link(offer, Naming::Whole)) } }
                    }
                }
                (self.why_not(offers))
            }
        }
    }

    fn given(&self) -> &[Offer] {
        self.offers.as_ref().map_or(&[], |offers| &offers.given)
    }

    fn why_not(&self, offers: &Offers) -> Markup {
        let Ok(ctx) = self.view.app.engine.context(self.case) else { return html! {} };
        let missing = sought(&self.case.phase).iter().filter_map(|verb| offers.why_not(*verb));
        let missing: Vec<&Withheld> = missing.take(REASONS).collect();
        let view = self.view;
        html! {
            @if !missing.is_empty() {
                details #why-not {
                    summary { (view.t(CANNOT)) }
                    ul.plain {
                        @for no in missing {
                            @let say = words::refusal(&no.refusal.0, view.lang, &ctx);
                            li {
                                @if let Some(form) = forms::of(no.verb) {
                                    b { (view.t(form.title)) } " — "
                                }
                                (view.said(&sentence(&say)))
                            }
                        }
                    }
                }
            }
        }
    }

    fn link(&self, offer: &Offer, naming: Naming) -> Markup {
        let Some(form) = forms::of(offer.verb) else { return html! {} };
        let about = subject::written(&offer.about);
        let (_, verb, _) =
            Verb::ALL.iter().find(|(verb, ..)| *verb == offer.verb).unwrap_or(&Verb::ALL[0]);
        let to = address(
            &format!("{}/act", case_at(&self.case.id)),
            [("do", *verb), ("about", about.as_str())],
        );
        let named = match naming {
            Naming::Verb => String::new(),
            Naming::Whole => self.named(&offer.about),
        };
        html! {
            a.button href=(to) {
                (self.view.t(form.title))
                @if !named.is_empty() { " " span.of { (self.view.said(&named)) } }
            }
        }
    }

    /// The thing in a few words.
    fn named(&self, about: &About) -> String {
        let (view, case) = (self.view, self.case);
        match about {
            About::Case => String::new(),
            About::Order(id) => {
                let to = case.order(id).map(|order| &order.to);
                let to = to.map_or("", |to| view.region().unit_name(to, view.lang));
                format!("{id} {to}")
            }
            About::Supervision(id) => id.to_string(),
            About::Consultation(id) => id.to_string(),
            About::Request(id) => id.to_string(),
            About::Statement(id) => id.to_string(),
            About::Task(no) | About::Commitment(no) | About::Relay(no) => no.to_string(),
            About::Dispute(key) => key.clone(),
            About::Deadline(subject) => words::subject(subject, view.lang),
        }
    }
}

/// How a link names what it does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    /// By the verb: what it is about is clear from where it stands.
    Verb,
    /// With the thing.
    Whole,
}

fn rank(verb: Verb) -> usize {
    ORDER.iter().position(|known| *known == verb).unwrap_or(ORDER.len())
}

/// Whether something waits for this.
fn presses(case: &Case, offer: &Offer) -> bool {
    let waits = |matches: fn(&Subject) -> bool| case.watches.iter().any(|w| matches(&w.subject));
    match offer.verb {
        Verb::Accept | Verb::Decline | Verb::Merge => case.phase == Phase::Received,
        Verb::Assess => case.risk.is_none(),
        Verb::AssignLead | Verb::Dispatch => waits(|s| s == &Subject::Assignment),
        Verb::Verify => waits(|s| s == &Subject::Verification),
        Verb::DraftStatement => {
            waits(|s| matches!(s, Subject::Notice | Subject::Briefing | Subject::Answer))
                || waits(|s| s == &Subject::Closing)
        }
        Verb::FileSitrep => waits(|s| s == &Subject::Sitrep),
        Verb::LookAgain => waits(|s| s == &Subject::SecondLook),
        Verb::Settle => offer.about != About::Case,
        Verb::DischargeSupervision => case.supervisions.iter().any(|found| {
            offer.about == About::Supervision(found.id.clone())
                && found.state == SupervisionState::Answered
        }),
        verb => rank(verb) < ORDER.len(),
    }
}

/// What comes next after something was done: the first things that press.
pub(crate) fn next(view: &View<'_>, case: &Case) -> Result<Markup, WebError> {
    let can = Can::of(view, case)?;
    let next: Vec<&Offer> =
        can.given().iter().filter(|offer| presses(case, offer)).take(2).collect();
    Ok(html! {
        @if !next.is_empty() {
            p.deeds {
                span.label { (view.t(NEXT)) }
                @for offer in next { (can.link(offer, Naming::Whole)) }
            }
        }
    })
}

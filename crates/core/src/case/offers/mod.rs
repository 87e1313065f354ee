//! What somebody can ask of a case now, and what of that is withheld and why.
//!
//! No rule stands here a second time. Candidate commands are built from what the case holds (each
//! open order, statement, request…), with contents as plausible as can be, and `decide` itself is
//! asked about each. A refusal that concerns contents alone is still an offer: the person only has
//! to write something else. A refusal of authority or state is kept, so that a page can say why
//! the case cannot be closed yet.
//!
//! What concerns another case is asked with a twin of this one in the other's place: which case it
//! will be is a choice of contents.

mod candidates;
mod joint;

use super::command::{Actor, Command, FeedbackVerdict};
use super::parts::Subject;
use super::refusal::{Ground, Refusal};
use super::verb::Verb;
use super::{Case, Context};
use crate::{ConsultationId, OrderId, RequestId, StatementId, SupervisionId, Timestamp};
use candidates::Scene;

/// A kind of command that somebody can give on a case now.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Which.
    pub verb: Verb,
    /// What on the case it is about.
    pub about: About,
    /// Candidates that would be carried out, or refused for their contents alone. Where the
    /// command chooses between a few things, such as units or kinds, there is one for each.
    pub candidates: Vec<Command>,
}

/// A kind of command that somebody cannot give on a case now.
#[derive(Clone, Debug, PartialEq)]
pub struct Withheld {
    /// Which.
    pub verb: Verb,
    /// What on the case it is about.
    pub about: About,
    /// Why not.
    pub refusal: Refusal,
}

/// All that somebody could look for on a case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Offers {
    /// What can be asked.
    pub given: Vec<Offer>,
    /// What cannot.
    pub withheld: Vec<Withheld>,
}

impl Offers {
    /// The offer of a kind of command about something.
    pub fn of(&self, verb: Verb, about: &About) -> Option<&Offer> {
        self.given.iter().find(|offer| offer.verb == verb && &offer.about == about)
    }

    /// Why a kind of command is withheld, whatever it is about.
    pub fn why_not(&self, verb: Verb) -> Option<&Withheld> {
        let given = self.given.iter().any(|offer| offer.verb == verb);
        self.withheld.iter().find(|withheld| withheld.verb == verb).filter(|_| !given)
    }
}

/// What on a case a command is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is the thing of that name")]
pub enum About {
    Case,
    Order(OrderId),
    Supervision(SupervisionId),
    Consultation(ConsultationId),
    Request(RequestId),
    Task(u32),
    Commitment(u32),
    Statement(StatementId),
    Dispute(String),
    Relay(u32),
    Deadline(Subject),
}

impl About {
    /// What a command is about.
    pub fn of(command: &Command) -> Self {
        use Command as C;
        match command {
            C::Withdraw { order, .. }
            | C::Sign { order, .. }
            | C::ConfirmReadBack { order }
            | C::Feedback { order, .. }
            | C::JudgeFeedback { order, .. }
            | C::SendBack { order, .. }
            | C::AskExtension { order, .. }
            | C::AnswerExtension { order, .. }
            | C::Settle { order: Some(order), .. }
            | C::SettleConflict { keep: order, .. } => Self::Order(order.clone()),
            C::SignSupervision { supervision }
            | C::AnswerSupervision { supervision, .. }
            | C::DischargeSupervision { supervision, .. } => Self::Supervision(supervision.clone()),
            C::StatePosition { consultation, .. } | C::Conclude { consultation, .. } => {
                Self::Consultation(consultation.clone())
            }
            C::AnswerHelp { request, .. } | C::WithdrawHelp { request, .. } => {
                Self::Request(request.clone())
            }
            C::FinishTask { no, .. } => Self::Task(*no),
            C::FulfilCommitment { no, .. } => Self::Commitment(*no),
            C::ApproveStatement { statement }
            | C::PublishStatement { statement }
            | C::AskCountersign { statement, .. }
            | C::Countersign { statement, .. }
            | C::WithdrawStatement { statement, .. }
            | C::LiftObjection { statement, .. } => Self::Statement(statement.clone()),
            C::SettleDispute { key, .. } => Self::Dispute(key.clone()),
            C::AuditRelay { relay, .. } => Self::Relay(*relay),
            C::Remind { subject } | C::Escalate { subject } | C::Lapse { subject } => {
                Self::Deadline(subject.clone())
            }
            _ => Self::Case,
        }
    }
}

/// What somebody can ask of a case at an instant. What only the mechanism does is not looked at.
///
/// Equal arguments give equal offers. Every command that [`super::decide_jointly`] would carry out
/// belongs to one of them.
pub fn offers(case: &Case, ctx: &Context<'_>, at: Timestamp, by: &Actor) -> Offers {
    offers_among(case, ctx, at, by, |_, _| true)
}

/// The same among what is wanted alone: a list of many cases need not ask about everything.
pub fn offers_among(
    case: &Case,
    ctx: &Context<'_>,
    at: Timestamp,
    by: &Actor,
    wanted: impl Fn(Verb, &About) -> bool,
) -> Offers {
    let scene = Scene::new(case, ctx, at, by);
    let mut offers = Offers::default();
    for command in scene.candidates() {
        let (verb, about) = (Verb::of(&command), About::of(&command));
        if !wanted(verb, &about) {
            continue;
        }
        match joint::asked(case, ctx, at, by, command.clone()) {
            Err(refusal) if refusal.0.ground() != Ground::Contents => {
                withhold(&mut offers.withheld, Withheld { verb, about, refusal });
            }
            _ => give(&mut offers.given, verb, about, command),
        }
    }
    let given = &offers.given;
    offers.withheld.retain(|no| !given.iter().any(|o| o.verb == no.verb && o.about == no.about));
    offers
}

fn give(given: &mut Vec<Offer>, verb: Verb, about: About, command: Command) {
    match given.iter_mut().find(|offer| offer.verb == verb && offer.about == about) {
        Some(offer) => offer.candidates.push(command),
        None => given.push(Offer { verb, about, candidates: vec![command] }),
    }
}

/// Of several refusals of one thing the first is kept: its candidate is the most likely one.
fn withhold(withheld: &mut Vec<Withheld>, new: Withheld) {
    let known = withheld.iter().any(|old| old.verb == new.verb && old.about == new.about);
    if !known {
        withheld.push(new);
    }
}

/// The verdicts on feedback.
fn verdicts() -> [FeedbackVerdict; 2] {
    [FeedbackVerdict::Accept, FeedbackVerdict::Return { reason: candidates::words() }]
}

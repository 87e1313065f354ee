//! What offices would do next on a case: the behaviour model.
//!
//! A step is wanted as long as the case calls for it. Each is a [`Job`]: somebody reacts after a
//! time, perhaps works in the field, then takes hands of a unit for as long as the step takes. What
//! the job asks of the core is settled only when it is done ([`act`](Scene::act)); by then the case
//! may have moved on, and the job is moot.
//!
//! Conduct decides how a step comes about. In time; late; only when a reminder is heeded; or not
//! before it is escalated. So deadlines, reminders and the ladder of a mechanism change when things
//! happen, and nothing else about the office does.

mod act;
mod orders;
mod posts;
mod public;

pub(crate) use posts::Posts;

use crate::draws::{Draws, Name, Stream};
use crate::hours::{Hours, moment};
use crate::matters::Matter;
use crate::offices::{Offices, Parameter as P};
use crate::station::Rank;
use crate::{Moment, Place};
use tandem_core::case::{Case, Context, Phase, Subject, TrackState};
use tandem_core::mechanism::RiskLevel;
use tandem_core::region::UnitKind;
use tandem_core::{Timestamp, UnitId};

/// A step that an office takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Step {
    Triage,
    Assess,
    Sitrep,
    Assign,
    Dispatch,
    Sign,
    SendBack,
    Confirm,
    Tell,
    Feedback,
    Judge,
    Settle,
    SettleConflict,
    SettleDispute,
    Draft,
    Approve,
    Publish,
    Verify,
    Close,
    Contest,
    Review,
}

/// What brought a step about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Press {
    /// The office itself.
    Own,
    /// A reminder.
    Reminded,
    /// An escalation.
    Escalated,
}

/// What makes two jobs of a case the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct JobId {
    pub(crate) step: Step,
    /// Which order, statement or unit it is about.
    pub(crate) what: u32,
    /// The how-manieth time.
    pub(crate) nth: u32,
    pub(crate) press: Press,
}

/// A step that somebody would take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Job {
    pub(crate) id: JobId,
    /// Who takes it.
    pub(crate) unit: u32,
    /// Since when the case calls for it.
    pub(crate) since: Moment,
    /// Until somebody turns to it, in minutes.
    pub(crate) reaction: f64,
    /// Work elsewhere before it, in minutes.
    pub(crate) field: f64,
    /// Time of hands, in minutes.
    pub(crate) effort: f64,
    pub(crate) rank: Rank,
}

/// What a draw is for; with the step it makes the purpose of a stream.
#[derive(Clone, Copy)]
enum Question {
    Conduct,
    Reaction,
    Effort,
    Content,
    Pressed,
}

/// A case as offices see it.
pub(crate) struct Scene<'a> {
    pub(crate) no: u64,
    pub(crate) case: &'a Case,
    pub(crate) matter: &'a Matter,
    pub(crate) ctx: &'a Context<'a>,
    pub(crate) place: &'a Place<'a>,
    pub(crate) posts: &'a Posts,
    pub(crate) hours: &'a Hours,
    pub(crate) offices: &'a Offices,
    pub(crate) draws: Draws,
    /// How often each order's feedback was returned.
    pub(crate) returns: &'a [u32],
    /// Orders that are no longer sent back, because it was refused.
    pub(crate) kept: &'a [u32],
    /// How often disposal was refuted.
    pub(crate) refuted: u32,
}

/// A step before its conduct is known.
struct Call<'a> {
    step: Step,
    what: u32,
    nth: u32,
    unit: &'a UnitId,
    since: Timestamp,
    /// The watch by which the office is reminded and escalated.
    subject: Option<Subject>,
    field: f64,
    /// Whether it takes writing.
    writing: Writing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Writing {
    Yes,
    No,
}

impl Scene<'_> {
    /// All steps that somebody would take as the case stands.
    pub(crate) fn wanted(&self) -> Vec<Job> {
        let mut jobs = Vec::new();
        match self.case.phase {
            Phase::Received => self.call(&mut jobs, &self.desk(Step::Triage, Subject::Triage)),
            Phase::Open => self.open(&mut jobs),
            Phase::Closed => self.closed(&mut jobs),
            _ => {}
        }
        jobs
    }

    fn open(&self, jobs: &mut Vec<Job>) {
        let case = self.case;
        if case.risk.is_none() {
            let since = case.disposal.map_or(case.received_at, |track| track.since);
            let call = Call { subject: None, since, ..self.desk(Step::Assess, Subject::Triage) };
            self.call(jobs, &call);
        } else if case.lead.as_ref().is_some_and(|lead| lead.unit == case.desk) {
            let call = self.desk(Step::Assign, Subject::Assignment);
            self.call(jobs, &Call { since: case.lead_since, ..call });
        }
        if case.sitreps.is_empty() && case.watch(&Subject::Sitrep).is_some() {
            let since = case.disposal.map_or(case.received_at, |track| track.since);
            let call = self.desk(Step::Sitrep, Subject::Sitrep);
            self.call(jobs, &Call { since, writing: Writing::Yes, ..call });
        }
        self.dispatches(jobs);
        for index in 0..case.orders.len() {
            self.on_order(jobs, index);
        }
        self.settlements(jobs);
        self.speak(jobs);
        self.verify(jobs);
        self.close(jobs);
    }

    fn verify(&self, jobs: &mut Vec<Job>) {
        let Some(watch) = self.case.watch(&Subject::Verification) else { return };
        let since = self.case.orders.iter().map(|order| order.since).max();
        let call = self.desk(Step::Verify, Subject::Verification);
        let since = since.unwrap_or(self.case.last_at);
        let call =
            Call { unit: &watch.unit, since, nth: self.refuted, writing: Writing::Yes, ..call };
        self.call(jobs, &call);
    }

    fn close(&self, jobs: &mut Vec<Job>) {
        let case = self.case;
        let (Some(disposal), Some(response)) = (case.disposal, case.response) else { return };
        let ready = disposal.state != TrackState::Open && response.state != TrackState::Open;
        if ready && case.open_orders().next().is_none() && case.disputes.is_empty() {
            let since = disposal.since.max(response.since);
            let call = self.desk(Step::Close, Subject::Closing);
            self.call(jobs, &Call { since, nth: case.reopened, ..call });
        }
    }

    fn closed(&self, jobs: &mut Vec<Job>) {
        let case = self.case;
        let since = case.last_at;
        let mut content = self.stream(case_office(), Step::Contest, Question::Content, 0);
        if case.reopened == 0 && content.happens(self.offices.get(P::ShareContested)) {
            let days = content.lognormal(2.0, 0.8);
            let call = self.desk(Step::Contest, Subject::Review);
            let call = Call { subject: None, since, field: days * 480.0, ..call };
            self.call(jobs, &call);
        } else if case.review.is_none() {
            let call = self.desk(Step::Review, Subject::Review);
            // A review is due in weeks; nobody begins it the same day.
            self.call(jobs, &Call { since, field: 5.0 * 480.0, writing: Writing::Yes, ..call });
        }
    }

    /// A step of the case's own desk that its receipt calls for.
    fn desk(&self, step: Step, subject: Subject) -> Call<'_> {
        Call {
            step,
            what: 0,
            nth: 0,
            unit: &self.case.desk,
            since: self.case.received_at,
            subject: Some(subject),
            field: 0.0,
            writing: Writing::No,
        }
    }

    /// How a step comes about: by itself, by a reminder, by an escalation.
    fn call(&self, jobs: &mut Vec<Job>, call: &Call<'_>) {
        let Some(unit) = self.place.number(call.unit) else { return };
        let get = |parameter| self.offices.get(parameter);
        let watch = call.subject.as_ref().and_then(|subject| self.case.watch(subject));
        let mut conduct = self.stream(unit.into(), call.step, Question::Conduct, call.nth);
        // Whoever is watched by nobody cannot wait to be pressed.
        let silent = conduct.happens(get(P::ShareSilent)) && watch.is_some();
        let late = conduct.happens(get(P::ShareLate));
        let heeds = conduct.happens(get(P::HeedsReminder));
        if !silent {
            let mut reaction = self.stream(unit.into(), call.step, Question::Reaction, call.nth);
            let median = match call.step {
                Step::Confirm => get(P::ReadBackMinutes),
                _ => get(P::ReactionMinutes) * self.haste(),
            };
            let mut minutes = reaction.lognormal(median, get(P::ReactionSpread));
            if late {
                minutes *= get(P::LateFactor);
            }
            jobs.push(self.job(call, unit, Press::Own, call.since, minutes));
        }
        let Some(watch) = watch else { return };
        let pressed = || {
            let mut draw = self.stream(unit.into(), call.step, Question::Pressed, call.nth);
            draw.lognormal(get(P::PressedMinutes) * self.haste(), get(P::ReactionSpread))
        };
        if let Some(at) = watch.reminded_at.filter(|_| heeds && !silent) {
            jobs.push(self.job(call, unit, Press::Reminded, at, pressed()));
        }
        // A clock on whoever stands at the top cannot climb; when its time is up it is as pressing.
        if let Some(at) = watch.climbed_at.or(watch.exhausted.then_some(watch.step_at)) {
            jobs.push(self.job(call, unit, Press::Escalated, at, pressed()));
        }
    }

    fn job(&self, call: &Call<'_>, unit: u32, press: Press, since: Timestamp, at: f64) -> Job {
        let get = |parameter| self.offices.get(parameter);
        let mut draw = self.stream(unit.into(), call.step, Question::Effort, call.nth);
        let median = match call.writing {
            Writing::Yes => get(P::WritingMinutes),
            Writing::No => get(P::HandlingMinutes),
        };
        // Hands that do other work too take longer; half of them gone takes twice as long.
        let other_work = if self.is_grave() { 0.0 } else { get(P::OtherWork) };
        let effort = draw.lognormal(median, 0.5) / (1.0 - other_work);
        let Call { step, what, nth, .. } = *call;
        let id = JobId { step, what, nth, press };
        let since = moment(since.max(call.since));
        Job { id, unit, since, reaction: at, field: call.field, effort, rank: self.rank(id, unit) }
    }

    fn rank(&self, id: JobId, unit: u32) -> Rank {
        use Step as S;
        let step = id.step;
        let on_duty = matches!(
            step,
            S::Triage | S::Assess | S::Sitrep | S::Assign | S::Dispatch | S::Sign | S::Confirm
        );
        let public = matches!(step, S::Contest | S::Review);
        match self.place.class(unit).1 {
            _ if self.is_grave() && !public => Rank::Grave,
            UnitKind::Desk if on_duty => Rank::Duty,
            // Whoever is called by a superior signs at night too.
            UnitKind::Department if on_duty && id.press == Press::Escalated => Rank::Duty,
            _ => Rank::Office,
        }
    }

    fn is_grave(&self) -> bool {
        matches!(self.case.risk, Some(RiskLevel::I | RiskLevel::II))
    }

    /// How many times as long reaction and field work take.
    fn haste(&self) -> f64 {
        if self.is_grave() { self.offices.get(P::GraveFactor) } else { 1.0 }
    }

    fn stream(&self, office: u64, step: Step, question: Question, nth: u32) -> Stream {
        let purpose = step as u64 * 8 + question as u64;
        self.draws.stream(Name { case: self.no, office, purpose, nth: nth.into() })
    }
}

/// The public is no office; its draws have a number that no unit has.
fn case_office() -> u64 {
    u64::MAX
}

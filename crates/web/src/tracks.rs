//! How the two tracks are shown: which entry belongs to which, and how far each is.

use crate::words::Word;
use maud::{Markup, html};
use tandem_core::case::{
    Case, EntryKind, OrderEnd, OrderState, StatementKind, StatementState, Subject, TrackKind,
    TrackState,
};
use tandem_core::{Lang, words};

/// Where something stands on the time line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// On the disposal track, left.
    Disposal,
    /// On the response track, right.
    Response,
    /// It concerns both and stands across.
    Both,
}

impl Lane {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Disposal => "disposal",
            Self::Response => "response",
            Self::Both => "both",
        }
    }

    pub(crate) fn name(self, lang: Lang) -> String {
        match self {
            Self::Disposal => words::track(TrackKind::Disposal).get(lang).to_owned(),
            Self::Response => words::track(TrackKind::Response).get(lang).to_owned(),
            Self::Both => crate::words::BOTH_TRACKS.get(lang).to_owned(),
        }
    }

    fn of(track: TrackKind) -> Self {
        match track {
            TrackKind::Disposal => Self::Disposal,
            TrackKind::Response => Self::Response,
        }
    }
}

/// The track of an entry.
pub(crate) fn lane(kind: &EntryKind) -> Lane {
    match kind {
        EntryKind::Received { .. }
        | EntryKind::Opened { .. }
        | EntryKind::Merged { .. }
        | EntryKind::CaseAbsorbed { .. }
        | EntryKind::RelayAudited { .. }
        | EntryKind::CaseSplit { .. }
        | EntryKind::Declined { .. }
        | EntryKind::Assessed { .. }
        | EntryKind::Closed { .. }
        | EntryKind::Reopened { .. }
        | EntryKind::Reviewed { .. }
        | EntryKind::Supervised { .. }
        | EntryKind::SupervisionSigned { .. }
        | EntryKind::SupervisionAnswered { .. }
        | EntryKind::SupervisionDischarged { .. }
        | EntryKind::Convened { .. }
        | EntryKind::PositionStated { .. }
        | EntryKind::Concluded { .. }
        | EntryKind::SitrepFiled { .. }
        | EntryKind::CaseLinked { .. } => Lane::Both,
        EntryKind::TrackOpened { track, .. } | EntryKind::TrackWaived { track, .. } => {
            Lane::of(*track)
        }
        EntryKind::StatementDrafted { .. }
        | EntryKind::StatementApproved { .. }
        | EntryKind::StatementPublished { .. }
        | EntryKind::CommitmentFulfilled { .. }
        | EntryKind::CommitmentTaken { .. }
        | EntryKind::CountersignAsked { .. }
        | EntryKind::Countersigned { .. }
        | EntryKind::ReactionRecorded { .. }
        | EntryKind::Contested { .. }
        | EntryKind::LookedAgain { .. } => Lane::Response,
        EntryKind::NextStep { subject, .. }
        | EntryKind::Reminded { subject, .. }
        | EntryKind::Escalated { subject, .. }
        | EntryKind::Lapsed { subject, .. } => lane_of(subject),
        _ => Lane::Disposal,
    }
}

/// The track of something that must happen.
pub(crate) fn lane_of(subject: &Subject) -> Lane {
    match subject {
        Subject::Triage
        | Subject::Review
        | Subject::Closing
        | Subject::SupervisionReceipt(_)
        | Subject::Supervision(_)
        | Subject::Consultation(_)
        | Subject::Sitrep
        | Subject::SecondLook => Lane::Both,
        Subject::Acceptance(_) | Subject::Help(_) | Subject::Task(_) => Lane::Disposal,
        subject if subject.is_disposal_step() => Lane::Disposal,
        _ => Lane::Response,
    }
}

/// How far a track is: so many steps of so many, and the name of the last one taken.
#[derive(Clone, Copy, Debug)]
struct Stage {
    taken: u32,
    of: u32,
    name: Word,
}

const fn stage(taken: u32, of: u32, zh: &'static str, en: &'static str) -> Stage {
    Stage { taken, of, name: Word::new(zh, en) }
}

fn disposal(case: &Case) -> Stage {
    let Some(track) = case.disposal else {
        return stage(0, 5, "未开启", "not opened");
    };
    match track.state {
        TrackState::Ready => return stage(5, 5, "已核验", "verified"),
        TrackState::Closed => return stage(5, 5, "已办结", "closed"),
        TrackState::Waived => return stage(0, 5, "已豁免", "waived"),
        TrackState::Open => {}
    }
    let lead = case.lead.as_ref().map(|lead| &lead.unit);
    let of_lead = case.orders.iter().rev().find(|order| Some(&order.to) == lead);
    let order = of_lead.or_else(|| case.orders.iter().rev().find(|order| order.is_open()));
    match order.map(|order| order.state) {
        None if lead.is_some_and(|unit| unit != &case.desk) => {
            stage(0, 5, "待交办", "to be ordered")
        }
        None => stage(0, 5, "待确定牵头", "lead to be assigned"),
        Some(OrderState::Issued | OrderState::Restated) => stage(1, 5, "待签收", "to be signed"),
        Some(OrderState::Signed) => stage(2, 5, "办理中", "at work"),
        Some(OrderState::Answered) => stage(3, 5, "待审核", "to be judged"),
        Some(OrderState::Ended(OrderEnd::Completed)) => stage(4, 5, "待核验", "to be verified"),
        Some(OrderState::Ended(_)) => stage(0, 5, "待重新交办", "to be ordered again"),
    }
}

fn response(case: &Case) -> Stage {
    let Some(track) = case.response else {
        return stage(0, 4, "未开启", "not opened");
    };
    match track.state {
        TrackState::Ready => return stage(4, 4, "已最终通报", "final statement out"),
        TrackState::Closed => return stage(4, 4, "已办结", "closed"),
        TrackState::Waived => return stage(0, 4, "已豁免", "waived"),
        TrackState::Open => {}
    }
    let published = |s: &&tandem_core::case::Statement| s.is_published();
    if let Some(last) = case.statements.iter().rev().find(published) {
        return match last.kind {
            StatementKind::Final => stage(3, 4, "待再次通报", "to be said again"),
            _ => stage(3, 4, "已发布信息", "information out"),
        };
    }
    match case.statements.iter().rfind(|s| s.is_pending()).map(|statement| statement.state) {
        None => stage(0, 4, "尚未回应", "nothing said yet"),
        Some(StatementState::Draft) => stage(1, 4, "待审批", "to be approved"),
        Some(_) => stage(2, 4, "待发布", "to be published"),
    }
}

/// Both tracks as two small labelled marks.
pub(crate) fn marks(case: &Case, lang: Lang) -> Markup {
    html! {
        (mark(TrackKind::Disposal, disposal(case), lang))
        (mark(TrackKind::Response, response(case), lang))
    }
}

/// A track's stage in words.
pub(crate) fn stage_words(case: &Case, track: TrackKind, lang: Lang) -> &'static str {
    let stage = match track {
        TrackKind::Disposal => disposal(case),
        TrackKind::Response => response(case),
    };
    stage.name.get(lang)
}

fn mark(track: TrackKind, stage: Stage, lang: Lang) -> Markup {
    const STEP: u32 = 11;
    let name = words::track(track);
    let short = match track {
        TrackKind::Disposal => lang.pick("处置", "Disposal"),
        TrackKind::Response => lang.pick("回应", "Response"),
    };
    let Stage { taken, of, name: stage_name } = stage;
    html! {
        span class={ "trackmark " (Lane::of(track).class()) } {
            span.trackname { (short) }
            svg.steps width=(of * STEP) height="8" viewBox={ "0 0 " (of * STEP) " 8" }
                role="img" aria-label={ (name.get(lang)) " " (taken) "/" (of) } {
                @for step in 0..of {
                    rect class=[(step < taken).then_some("taken")]
                        x=(step * STEP) y="1" width=(STEP - 2) height="6" rx="1.5" {}
                }
            }
            span.trackstage { (stage_name.get(lang)) }
        }
    }
}

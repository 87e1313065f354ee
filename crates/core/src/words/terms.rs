//! Single terms.

use crate::case::{
    Contradicted, Contradiction, DeclineGround, OrderEnd, Phase, Progress, Relation, RelayVerdict,
    SitrepKind, Stance, StatementKind, Subject, TrackKind, TrackState, Urgency,
};
use crate::{Lang, Text};

/// Where a case stands.
pub fn phase(phase: &Phase) -> Text {
    let (zh, en) = match phase {
        Phase::New => ("未登记", "not received"),
        Phase::Received => ("待甄别", "awaiting triage"),
        Phase::Open => ("办理中", "open"),
        Phase::Closed => ("已办结", "closed"),
        Phase::Merged(_) => ("已并案", "merged"),
        Phase::Declined => ("不予受理", "declined"),
    };
    Text::new(zh, en)
}

/// Why a matter is not a case.
pub fn decline_ground(ground: DeclineGround) -> Text {
    let (zh, en) = match ground {
        DeclineGround::NotPublicMatter => ("非公共事务", "not a public matter"),
        DeclineGround::OutsideJurisdiction => ("不属管辖", "outside the jurisdiction"),
        DeclineGround::AlreadyAnswered => ("已有答复", "already answered"),
        DeclineGround::CannotBeChecked => ("无法核实", "cannot be checked"),
    };
    Text::new(zh, en)
}

/// A track.
pub fn track(track: TrackKind) -> Text {
    match track {
        TrackKind::Disposal => Text::new("处置轨", "disposal track"),
        TrackKind::Response => Text::new("回应轨", "response track"),
    }
}

/// How far a track is.
pub fn track_state(state: TrackState) -> Text {
    let (zh, en) = match state {
        TrackState::Open => ("进行中", "open"),
        TrackState::Ready => ("已具备办结条件", "ready"),
        TrackState::Waived => ("已豁免", "waived"),
        TrackState::Closed => ("已办结", "closed"),
    };
    Text::new(zh, en)
}

/// How an order ended.
pub fn end(end: OrderEnd) -> Text {
    let (zh, en) = match end {
        OrderEnd::Completed => ("已完成", "completed"),
        OrderEnd::SentBack => ("已退单", "sent back"),
        OrderEnd::Withdrawn => ("已撤回", "withdrawn"),
        OrderEnd::Lapsed => ("已失效并提级", "lapsed and escalated"),
    };
    Text::new(zh, en)
}

/// What kind of statement.
pub fn statement_kind(kind: StatementKind) -> Text {
    let (zh, en) = match kind {
        StatementKind::Notice => ("情况通报", "notice"),
        StatementKind::Progress => ("进展通报", "progress statement"),
        StatementKind::Final => ("最终通报", "final statement"),
        StatementKind::Correction => ("更正", "correction"),
        StatementKind::Briefing => ("新闻发布会通稿", "briefing"),
    };
    Text::new(zh, en)
}

/// Which of a series of accounts.
pub fn sitrep_kind(kind: SitrepKind) -> Text {
    match kind {
        SitrepKind::First => Text::new("首报", "first sitrep"),
        SitrepKind::FollowUp => Text::new("续报", "follow-up sitrep"),
        SitrepKind::Final => Text::new("终报", "final sitrep"),
    }
}

/// For or against.
pub fn stance(stance: Stance) -> Text {
    match stance {
        Stance::Agrees => Text::new("同意", "agrees"),
        Stance::Dissents => Text::new("不同意", "dissents"),
        Stance::Abstains => Text::new("弃权", "abstains"),
    }
}

/// How two cases belong together.
pub fn relation(relation: Relation) -> Text {
    match relation {
        Relation::Related => Text::new("相关", "related"),
        Relation::SplitInto => Text::new("部分另案办理", "a part is handled there"),
        Relation::PartOf => Text::new("属于该案一部分", "a part of that one"),
        Relation::Absorbed => Text::new("已并入本案", "merged into this one"),
    }
}

/// Whether a relay gave what its originals say.
pub fn relay_verdict(verdict: RelayVerdict) -> Text {
    let (zh, en) = match verdict {
        RelayVerdict::Faithful => ("如实", "faithful"),
        RelayVerdict::Softened => ("淡化", "softened"),
        RelayVerdict::Exaggerated => ("夸大", "exaggerated"),
        RelayVerdict::Unsupported => ("无据", "unsupported"),
    };
    Text::new(zh, en)
}

/// How urgent.
pub fn urgency(urgency: Urgency) -> Text {
    match urgency {
        Urgency::Normal => Text::new("普通", "normal"),
        Urgency::Urgent => Text::new("紧急", "urgent"),
    }
}

/// Whether feedback is the last.
pub fn feedback_progress(progress: Progress) -> Text {
    match progress {
        Progress::Interim => Text::new("阶段反馈", "interim feedback"),
        Progress::Complete => Text::new("办理完成反馈", "complete feedback"),
    }
}

/// What must happen by when.
pub fn subject(subject: &Subject, lang: Lang) -> String {
    let order = |zh: &str, en: &str, order: &crate::OrderId| match lang {
        Lang::Zh => format!("交办单{order}的{zh}"),
        Lang::En => format!("{en} of order {order}"),
    };
    match subject {
        Subject::Triage => lang.pick("甄别", "triage").to_owned(),
        Subject::Assignment => {
            lang.pick("确定牵头单位并交办", "assignment and dispatch").to_owned()
        }
        Subject::Receipt(id) => order("签收", "receipt", id),
        Subject::ReadBack(id) => order("复述确认", "confirmation of the read-back", id),
        Subject::Acceptance(id) => order("签收后行动", "first sign of work", id),
        Subject::Conflict(id) => order("冲突裁定", "settlement of the conflict", id),
        Subject::SupervisionReceipt(id) => match lang {
            Lang::Zh => format!("督办单{id}的签收"),
            Lang::En => format!("receipt of supervision order {id}"),
        },
        Subject::Supervision(id) => match lang {
            Lang::Zh => format!("督办单{id}的答复"),
            Lang::En => format!("account to supervision order {id}"),
        },
        Subject::Consultation(id) => match lang {
            Lang::Zh => format!("会商{id}的结论"),
            Lang::En => format!("decision of consultation {id}"),
        },
        Subject::Help(id) => match lang {
            Lang::Zh => format!("协助请求{id}的答复"),
            Lang::En => format!("answer to request {id}"),
        },
        Subject::Task(no) => match lang {
            Lang::Zh => format!("办理任务{no}"),
            Lang::En => format!("task {no}"),
        },
        Subject::Sitrep => lang.pick("首报", "first sitrep").to_owned(),
        Subject::SecondLook => lang.pick("复查", "second look").to_owned(),
        Subject::Feedback(id) => order("反馈", "feedback", id),
        Subject::Judgement(id) => order("反馈审核", "judgement on feedback", id),
        Subject::Settlement(id) => order("权责裁定", "settlement", id),
        Subject::Notice => lang.pick("首次权威信息", "first authoritative information").to_owned(),
        Subject::Briefing => lang.pick("新闻发布会", "briefing").to_owned(),
        Subject::Answer => lang.pick("对公众的回应", "answer to the public").to_owned(),
        Subject::Verification => lang.pick("处置核验", "verification of disposal").to_owned(),
        Subject::Closing => lang.pick("最终通报与办结", "final statement and closing").to_owned(),
        Subject::Review => lang.pick("复盘评估", "review").to_owned(),
        Subject::Countersign(statement, _) => match lang {
            Lang::Zh => format!("回应稿{statement}的会签"),
            Lang::En => format!("countersignature of {statement}"),
        },
        Subject::Commitment(no) => match lang {
            Lang::Zh => format!("公开承诺{no}"),
            Lang::En => format!("commitment {no}"),
        },
    }
}

/// Where a statement says something else than what stands.
pub fn contradiction(found: &Contradiction, lang: Lang) -> String {
    let Contradiction { with, stands, said } = found;
    match (with, lang) {
        (Contradicted::Finding(no), Lang::Zh) => format!("正文说“{said}”，结论{no}是“{stands}”"),
        (Contradicted::Finding(no), Lang::En) => {
            format!("the text says “{said}”, finding {no} is “{stands}”")
        }
        (Contradicted::Statement(id), Lang::Zh) => {
            format!("正文说“{said}”，已发布的{id}说“{stands}”")
        }
        (Contradicted::Statement(id), Lang::En) => {
            format!("the text says “{said}”, published {id} says “{stands}”")
        }
    }
}

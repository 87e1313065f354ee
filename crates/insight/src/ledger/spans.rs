//! Everything that has a deadline, as spans from its opening to its end.

use super::seconds;
use crate::interval::wilson;
use crate::survival::{Curve, End, Span};
use serde::Serialize;
use std::collections::BTreeMap;
use tandem_core::case::{Case, Entry, EntryKind, Subject};
use tandem_core::mechanism::RiskLevel;
use tandem_core::{CaseId, DeadlineId, Digest, LevelId, OrderId, Text, Timestamp, UnitId};

/// A watch that is open.
#[derive(Debug)]
pub(super) struct Open {
    subject: Subject,
    unit: UnitId,
    rule: DeadlineId,
    since: Timestamp,
    due: Timestamp,
}

/// A watch that is over, or was watched up to the end.
#[derive(Debug)]
pub(super) struct Done {
    pub case: CaseId,
    pub kind: &'static str,
    pub unit: UnitId,
    pub rule: DeadlineId,
    pub mechanism: Option<Digest>,
    pub risk: Option<RiskLevel>,
    level: LevelId,
    areas: Vec<tandem_core::AreaId>,
    pub due: Timestamp,
    pub until: Timestamp,
    since: Timestamp,
    end: End,
}

/// How a watch came out against its deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Done in time.
    Met,
    /// Done too late.
    Missed,
    /// Not done, and too late by the end or when it was taken away.
    Overdue,
    /// Not done, but not due either: nothing can be said.
    Unknown,
}

impl Done {
    pub(super) fn verdict(&self) -> Verdict {
        match (self.end, self.until > self.due) {
            (End::Seen, false) => Verdict::Met,
            (End::Seen, true) => Verdict::Missed,
            (End::Open, true) => Verdict::Overdue,
            (End::Open, false) => Verdict::Unknown,
        }
    }

    fn span(&self) -> Span {
        Span { seconds: seconds(self.since, self.until), end: self.end }
    }
}

/// All watches of a ledger.
#[derive(Debug, Default)]
pub(super) struct Spans {
    pub done: Vec<Done>,
}

/// How much of what had a deadline was done in time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rate {
    /// What it is about: a step, a level, a unit or an area; `all` for everything.
    pub of: String,
    /// Deadlines.
    pub n: u64,
    /// Done in time.
    pub met: u64,
    /// Done too late.
    pub missed: u64,
    /// Not done and overdue.
    pub overdue: u64,
    /// Not done, but not due yet, or taken away before it was due.
    pub not_due: u64,
    /// Met over all that can be judged, those overdue among them.
    pub met_share: Option<f64>,
    /// 95 % interval after Wilson, from below.
    pub low: Option<f64>,
    /// 95 % interval after Wilson, from above.
    pub high: Option<f64>,
    /// Half are done by then, in seconds from their opening (Kaplan and Meier).
    pub median_s: Option<f64>,
    /// Nine tenths are done by then, in seconds from their opening.
    pub p90_s: Option<f64>,
}

/// Rates over all that has a deadline. Lists are in the order of names.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Timeliness {
    /// Everything.
    pub all: Rate,
    /// By what had to be done.
    pub by_step: Vec<Rate>,
    /// By the deadline of the mechanism that set it, the rule's id.
    pub by_rule: Vec<Rate>,
    /// By the level of the desk; only with enough observations.
    pub by_level: Vec<Rate>,
    /// By who had to do it; only with enough observations.
    pub by_unit: Vec<Rate>,
    /// By the areas concerned; only with enough observations.
    pub by_area: Vec<Rate>,
}

impl Spans {
    /// Compares the watches before an entry with those after it.
    pub(super) fn observe(&mut self, case: &Case, open: &mut Vec<Open>, entry: &Entry) {
        for watch in &case.watches {
            match open.iter_mut().find(|open| open.subject == watch.subject) {
                Some(known) => {
                    // An extension moves the deadline of the same span.
                    known.due = watch.deadline.at;
                    known.unit = watch.unit.clone();
                    known.rule = watch.deadline.rule.clone();
                }
                None => open.push(Open {
                    subject: watch.subject.clone(),
                    unit: watch.unit.clone(),
                    rule: watch.deadline.rule.clone(),
                    since: entry.at,
                    due: watch.deadline.at,
                }),
            }
        }
        let mut at = 0;
        while at < open.len() {
            if case.watch(&open[at].subject).is_some() {
                at += 1;
                continue;
            }
            let over = open.remove(at);
            let end = if fulfils(&entry.kind, &over.subject) { End::Seen } else { End::Open };
            self.push(case, over, entry.at, end);
        }
    }

    /// Takes what is still open as watched up to an instant.
    pub(super) fn end(&mut self, case: &Case, open: &mut Vec<Open>, until: Timestamp) {
        for open in open.drain(..) {
            let until = until.max(open.since);
            self.push(case, open, until, End::Open);
        }
    }

    fn push(&mut self, case: &Case, open: Open, until: Timestamp, end: End) {
        self.done.push(Done {
            case: case.id.clone(),
            kind: step(&open.subject).0,
            unit: open.unit,
            rule: open.rule,
            mechanism: case.pin.as_ref().map(|pin| pin.digest),
            risk: case.risk,
            level: case.level.clone(),
            areas: case.areas.clone(),
            due: open.due,
            until,
            since: open.since,
            end,
        });
    }

    pub(super) fn sum_up(&self, n_min: u64) -> Timeliness {
        let all: Vec<&Done> = self.done.iter().collect();
        let one = |name: &str| vec![name.to_owned()];
        let areas = |done: &Done| done.areas.iter().map(ToString::to_string).collect();
        Timeliness {
            all: rate("all", &all),
            by_step: self.grouped(1, |done| one(done.kind)),
            by_rule: self.grouped(1, |done| one(done.rule.as_str())),
            by_level: self.grouped(n_min, |done| one(done.level.as_str())),
            by_unit: self.grouped(n_min, |done| one(done.unit.as_str())),
            by_area: self.grouped(n_min, areas),
        }
    }

    fn grouped(&self, n_min: u64, of: impl Fn(&Done) -> Vec<String>) -> Vec<Rate> {
        let mut groups: BTreeMap<String, Vec<&Done>> = BTreeMap::new();
        for done in &self.done {
            for name in of(done) {
                groups.entry(name).or_default().push(done);
            }
        }
        groups.retain(|_, of| of.len() as u64 >= n_min);
        groups.iter().map(|(name, of)| rate(name, of)).collect()
    }
}

fn rate(name: &str, of: &[&Done]) -> Rate {
    let count =
        |verdict: Verdict| of.iter().filter(|done| done.verdict() == verdict).count() as u64;
    let (met, missed) = (count(Verdict::Met), count(Verdict::Missed));
    let (overdue, not_due) = (count(Verdict::Overdue), count(Verdict::Unknown));
    let judged = met + missed + overdue;
    let interval = wilson(met, judged);
    let spans: Vec<Span> = of.iter().map(|done| done.span()).collect();
    let curve = Curve::of(&spans);
    Rate {
        of: name.to_owned(),
        n: of.len() as u64,
        met,
        missed,
        overdue,
        not_due,
        met_share: interval.map(|_| met as f64 / judged as f64),
        low: interval.map(|interval| interval.0),
        high: interval.map(|interval| interval.1),
        median_s: curve.by_share(0.5),
        p90_s: curve.by_share(0.9),
    }
}

/// Whether an entry that ended a watch did what the watch was for, or took it away.
fn fulfils(entry: &EntryKind, subject: &Subject) -> bool {
    match entry {
        EntryKind::OrderWithdrawn { .. }
        | EntryKind::Lapsed { .. }
        | EntryKind::AcceptanceLapsed { .. }
        | EntryKind::TrackWaived { .. }
        | EntryKind::Assessed { .. }
        | EntryKind::Reopened { .. }
        | EntryKind::CaseAbsorbed { .. }
        | EntryKind::ConflictOpened { .. }
        | EntryKind::LeadAssigned { .. } => false,
        EntryKind::Merged { .. } | EntryKind::Declined { .. } => *subject == Subject::Triage,
        EntryKind::Closed { .. } => *subject == Subject::Closing,
        EntryKind::OrderIssued { .. } => *subject == Subject::Assignment,
        EntryKind::Settled { .. } => matches!(subject, Subject::Settlement(_)),
        EntryKind::ConflictSettled { .. } => matches!(subject, Subject::Conflict(_)),
        // Sending an order back is an answer to it, but no feedback on it.
        EntryKind::OrderSentBack { .. } => {
            matches!(subject, Subject::Receipt(_) | Subject::Acceptance(_))
        }
        EntryKind::DisposalVerified { .. } => *subject != Subject::Assignment,
        _ => true,
    }
}

/// A step's name in JSON, in Chinese and in English.
pub(super) fn step(subject: &Subject) -> (&'static str, &'static str, &'static str) {
    match subject {
        Subject::Triage => ("triage", "甄别", "triage"),
        Subject::Assignment => ("assignment", "确定牵头并交办", "assignment"),
        Subject::Receipt(_) => ("receipt", "签收", "receipt"),
        Subject::ReadBack(_) => ("read_back", "复述确认", "confirmation of the read-back"),
        Subject::Acceptance(_) => ("acceptance", "签收后行动", "first sign of work"),
        Subject::Feedback(_) => ("feedback", "反馈", "feedback"),
        Subject::Judgement(_) => ("judgement", "反馈审核", "judgement on feedback"),
        Subject::Settlement(_) => ("settlement", "权责裁定", "settlement"),
        Subject::Conflict(_) => ("conflict", "冲突裁定", "settlement of a conflict"),
        Subject::SupervisionReceipt(_) => {
            ("supervision_receipt", "督办签收", "receipt of a supervision order")
        }
        Subject::Supervision(_) => ("supervision", "督办办理", "account under supervision"),
        Subject::Consultation(_) => ("consultation", "会商决定", "decision of a consultation"),
        Subject::Help(_) => ("help", "协助答复", "answer to a request"),
        Subject::Task(_) => ("task", "办理任务", "task"),
        Subject::Sitrep => ("sitrep", "首报", "first sitrep"),
        Subject::SecondLook => ("second_look", "复查", "second look"),
        Subject::Notice => ("notice", "首次权威信息", "first authoritative information"),
        Subject::Briefing => ("briefing", "新闻发布会", "briefing"),
        Subject::Answer => ("answer", "对公众的回应", "answer to the public"),
        Subject::Verification => ("verification", "处置核验", "verification of disposal"),
        Subject::Closing => ("closing", "最终通报与办结", "final statement and closing"),
        Subject::Review => ("review", "复盘评估", "review"),
        Subject::Countersign(..) => ("countersign", "会签", "countersignature"),
        Subject::Commitment(_) => ("commitment", "公开承诺", "promise to the public"),
    }
}

/// A step's name for people, by its name in JSON.
pub(super) fn step_words(name: &str) -> Text {
    let order = OrderId::from("");
    let all = [
        Subject::Triage,
        Subject::Assignment,
        Subject::Receipt(order.clone()),
        Subject::ReadBack(order.clone()),
        Subject::Acceptance(order.clone()),
        Subject::Feedback(order.clone()),
        Subject::Judgement(order.clone()),
        Subject::Settlement(order.clone()),
        Subject::Conflict(order),
        Subject::SupervisionReceipt("".into()),
        Subject::Supervision("".into()),
        Subject::Consultation("".into()),
        Subject::Help("".into()),
        Subject::Task(0),
        Subject::Sitrep,
        Subject::SecondLook,
        Subject::Notice,
        Subject::Briefing,
        Subject::Answer,
        Subject::Verification,
        Subject::Closing,
        Subject::Review,
        Subject::Countersign("".into(), "".into()),
        Subject::Commitment(0),
    ];
    let found = all.iter().map(step).find(|(known, ..)| *known == name);
    found.map_or_else(|| Text::new(name, name), |(_, zh, en)| Text::new(zh, en))
}

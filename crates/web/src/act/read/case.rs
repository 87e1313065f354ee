//! Commands on a case.

use super::{Problem, Reader};
use crate::words::Word;
use tandem_core::case::{
    About, Case, Cite, Command, DeclineGround, FeedbackVerdict, Joining, NewFinding, Origin,
    Progress, Promise, Relation, RelayVerdict, SitrepKind, Stance, StatementKind, Subject,
    TrackKind, Urgency, Verb,
};
use tandem_core::mechanism::RiskLevel;
use tandem_core::{
    CaseId, ConsultationId, EvidenceId, OrderId, RequestId, StatementId, SupervisionId, UnitId,
};

/// Rows for promises in a form.
pub(in super::super) const PROMISES: usize = 3;

/// The command of a verb about something, and the case that it goes to where that is another one.
pub(in super::super) fn command(
    mut reader: Reader<'_>,
    verb: Verb,
    about: &About,
    new: &CaseId,
) -> Result<Command, Vec<Problem>> {
    let Some(case) = reader.scene.case() else { return reader.done(Command::Accept) };
    let read = reader
        .triage(verb, case, new)
        .or_else(|| reader.order(verb, about, case))
        .or_else(|| reader.above(verb, about, case))
        .or_else(|| reader.together(verb, about, case))
        .or_else(|| reader.fact(verb, about))
        .or_else(|| reader.statement(verb, about, case))
        .or_else(|| reader.end(verb));
    match read {
        Some(command) => reader.done(command),
        None => {
            let say = Word::new("此项不能这样办理。", "This cannot be done in this way.");
            reader.wrong("", say);
            reader.done(Command::Accept)
        }
    }
}

/// The next number that no id of some things has: people read ids aloud.
fn next<'a>(letter: char, used: impl Iterator<Item = &'a str>) -> String {
    let used: Vec<&str> = used.collect();
    let taken = |id: &String| used.contains(&id.as_str());
    let mut ids = (1..).map(|no| format!("{letter}{no}"));
    ids.find(|id| !taken(id)).expect("there are more numbers than things on a case")
}

impl Reader<'_> {
    fn triage(&mut self, verb: Verb, case: &Case, new: &CaseId) -> Option<Command> {
        let other = || CaseId::from(self.filled.get("other"));
        Some(match verb {
            Verb::Receive => Command::Receive {
                title: self.text("title"),
                origin: Origin::default(),
                areas: self.ids("areas"),
                remits: self.ids("remit"),
                evidence: self.originals.to_vec(),
                drill: self.filled.has("drill", "yes"),
            },
            Verb::Accept => Command::Accept,
            Verb::Merge => Command::Merge { into: other(), reason: self.text("reason") },
            Verb::Decline => Command::Decline {
                ground: self.word("ground", DeclineGround::CannotBeChecked),
                reason: self.text("reason"),
            },
            Verb::Assess => Command::Assess {
                level: self.word("level", RiskLevel::IV),
                reason: self.text("reason"),
            },
            Verb::AssignLead => Command::AssignLead { also_assisting: self.ids("assisting") },
            Verb::Forward => Command::Forward { to: self.id("to"), note: self.text("note") },
            Verb::LinkCase => Command::LinkCase {
                other: other(),
                relation: self.word("relation", Relation::Related),
            },
            Verb::Split => Command::Split {
                into: new.clone(),
                title: self.maybe("title"),
                areas: self.ids("areas"),
                remits: self.ids("remits"),
                evidence: self.ids("evidence"),
                reason: self.text("reason"),
            },
            Verb::Join => Command::Join {
                title: self.text("title"),
                parts: vec![case.id.clone(), other()],
                how: self.word("how", Joining::Linked),
                reason: self.text("reason"),
            },
            _ => return None,
        })
    }

    fn order(&mut self, verb: Verb, about: &About, case: &Case) -> Option<Command> {
        let order = match about {
            About::Order(order) => order.clone(),
            _ => OrderId::from(""),
        };
        Some(match verb {
            Verb::Dispatch => Command::Dispatch {
                order: next('o', case.orders.iter().map(|order| order.id.as_str())).as_str().into(),
                to: self.id("to"),
                task: self.text("task"),
                urgency: self.word("urgency", Urgency::Normal),
            },
            Verb::Withdraw => Command::Withdraw { order, reason: self.text("reason") },
            Verb::Sign => Command::Sign { order, restated: self.restated() },
            Verb::ConfirmReadBack => Command::ConfirmReadBack { order },
            Verb::Feedback => Command::Feedback {
                order,
                text: self.text("text"),
                progress: self.word("progress", Progress::Interim),
                evidence: self.originals.to_vec(),
                findings: self.finding().into_iter().collect(),
                compared: None,
            },
            Verb::JudgeFeedback => {
                let reason = self.text("reason");
                let verdict = match self.filled.get("verdict") {
                    "accept" => FeedbackVerdict::Accept,
                    _ => FeedbackVerdict::Return { reason },
                };
                Command::JudgeFeedback { order, verdict }
            }
            Verb::SendBack => Command::SendBack {
                order,
                remit: self.id("remit"),
                evidence: self.ids("evidence"),
                proposed: self.id("proposed"),
                reason: self.text("reason"),
            },
            Verb::Settle => Command::Settle {
                order: Some(order).filter(|_| matches!(about, About::Order(_))),
                lead: self.id("lead"),
                assisting: self.ids("assisting"),
                reason: self.text("reason"),
            },
            Verb::SettleConflict => {
                Command::SettleConflict { keep: order, reason: self.text("reason") }
            }
            Verb::AskExtension => Command::AskExtension { order, reason: self.text("reason") },
            Verb::AnswerExtension => Command::AnswerExtension {
                order,
                refused: Some(self.text("reason")).filter(|_| self.filled.has("verdict", "refuse")),
            },
            _ => return None,
        })
    }

    /// The order in the receiver's words; every key point confirmed is a restatement too, some of
    /// them is none.
    fn restated(&self) -> Option<String> {
        if let Some(own) = self.maybe("restated") {
            return Some(own);
        }
        let order = self.scene.order()?;
        let watch = self.scene.case()?.watch(&Subject::Feedback(order.id.clone()));
        let due = watch.map(|watch| watch.deadline.at);
        let confirmed = |point| self.filled.has("points", point);
        if !confirmed("task") || (due.is_some() && !confirmed("by")) {
            return None;
        }
        let (task, lang) = (&order.task, self.scene.view.lang);
        let by = due.map(|at| self.scene.view.moment(at)).unwrap_or_default();
        let words = Word::new(
            "逐项确认——要做：{task}；反馈期限：{by}",
            "Confirmed point by point — to do: {task}; report back by: {by}",
        );
        Some(words.get(lang).replace("{task}", task).replace("{by}", &by))
    }

    /// A finding that rests on what is handed in with it and on what is here.
    fn finding(&self) -> Option<NewFinding> {
        let (key, value) = (self.text("key"), self.text("value"));
        if key.is_empty() && value.is_empty() {
            return None;
        }
        let new = self.originals.iter().map(|piece| piece.id.clone());
        let evidence = self.ids::<EvidenceId>("evidence").into_iter().chain(new).collect();
        let supersedes = self.filled.get("supersedes").parse().ok();
        Some(NewFinding { key, value, evidence, supersedes })
    }

    fn above(&mut self, verb: Verb, about: &About, case: &Case) -> Option<Command> {
        let supervision = match about {
            About::Supervision(supervision) => supervision.clone(),
            _ => SupervisionId::from(""),
        };
        Some(match (verb, about) {
            (Verb::Supervise, _) => Command::Supervise {
                supervision: next('d', case.supervisions.iter().map(|s| s.id.as_str()))
                    .as_str()
                    .into(),
                to: self.id("to"),
                demand: self.text("demand"),
            },
            (Verb::SignSupervision, _) => Command::SignSupervision { supervision },
            (Verb::AnswerSupervision, _) => {
                Command::AnswerSupervision { supervision, text: self.text("text") }
            }
            (Verb::DischargeSupervision, _) => {
                Command::DischargeSupervision { supervision, reason: self.text("reason") }
            }
            (Verb::Remind, About::Deadline(subject)) => {
                Command::Remind { subject: subject.clone() }
            }
            (Verb::AuditRelay, About::Relay(relay)) => Command::AuditRelay {
                relay: *relay,
                verdict: self.word("verdict", RelayVerdict::Faithful),
                reason: self.text("reason"),
                seed: None,
            },
            _ => return None,
        })
    }

    fn together(&mut self, verb: Verb, about: &About, case: &Case) -> Option<Command> {
        let consultation = match about {
            About::Consultation(id) => id.clone(),
            _ => ConsultationId::from(""),
        };
        Some(match (verb, about) {
            (Verb::Convene, _) => Command::Convene {
                consultation: next('c', case.consultations.iter().map(|c| c.id.as_str()))
                    .as_str()
                    .into(),
                invited: self.ids("invited"),
                question: self.text("question"),
            },
            (Verb::StatePosition, _) => Command::StatePosition {
                consultation,
                stance: self.word("stance", Stance::Abstains),
                text: self.text("text"),
            },
            (Verb::Conclude, _) => {
                Command::Conclude { consultation, decision: self.text("decision") }
            }
            (Verb::AskHelp, _) => Command::AskHelp {
                request: next('h', case.requests.iter().map(|r| r.id.as_str())).as_str().into(),
                to: self.id("to"),
                text: self.text("text"),
            },
            (Verb::AnswerHelp, About::Request(request)) => Command::AnswerHelp {
                request: RequestId::clone(request),
                text: self.text("text"),
                evidence: self.originals.to_vec(),
            },
            (Verb::WithdrawHelp, About::Request(request)) => Command::WithdrawHelp {
                request: RequestId::clone(request),
                reason: self.text("reason"),
            },
            (Verb::PlanTask, _) => Command::PlanTask {
                owner: self.id("owner"),
                text: self.text("text"),
                after: self.numbers("after"),
                by: self.when("by"),
            },
            (Verb::FinishTask, About::Task(no)) => {
                Command::FinishTask { no: *no, evidence: self.ids("evidence") }
            }
            (Verb::FileSitrep, _) => Command::FileSitrep {
                kind: self.word("kind", SitrepKind::FollowUp),
                text: self.text("text"),
                cites: self.cites(),
                compared: None,
            },
            _ => return None,
        })
    }

    fn cites(&self) -> Vec<Cite> {
        let all = self.filled.all("cites").filter_map(|text| match text.split_once(':')? {
            ("finding", no) => no.parse().ok().map(Cite::Finding),
            ("evidence", id) => Some(Cite::Evidence(id.into())),
            _ => None,
        });
        all.collect()
    }

    fn fact(&mut self, verb: Verb, about: &About) -> Option<Command> {
        Some(match (verb, about) {
            (Verb::AddEvidence, _) => {
                if self.originals.is_empty() {
                    let say = Word::new("请选择要附上的文件。", "Choose the files to hand in.");
                    self.wrong("originals", say);
                }
                Command::AddEvidence { evidence: self.originals.to_vec() }
            }
            (Verb::RecordFinding, _) => Command::RecordFinding {
                finding: self.finding().unwrap_or_else(|| NewFinding {
                    key: String::new(),
                    value: String::new(),
                    evidence: Vec::new(),
                    supersedes: None,
                }),
            },
            (Verb::SettleDispute, About::Dispute(key)) => Command::SettleDispute {
                key: key.clone(),
                keep: self.number("keep"),
                reason: self.text("reason"),
            },
            _ => return None,
        })
    }

    fn statement(&mut self, verb: Verb, about: &About, case: &Case) -> Option<Command> {
        let statement = match about {
            About::Statement(statement) => statement.clone(),
            _ => StatementId::from(""),
        };
        Some(match (verb, about) {
            (Verb::DraftStatement, _) => Command::DraftStatement {
                statement: next('s', case.statements.iter().map(|s| s.id.as_str())).as_str().into(),
                kind: self.word("kind", StatementKind::Notice),
                text: self.text("text"),
                cites: self.cites(),
                promises: self.promises(),
                corrects: self.maybe_id("corrects"),
                ticked: self.ids("ticked"),
                explained: self.maybe("explained"),
            },
            (Verb::ApproveStatement, _) => Command::ApproveStatement { statement },
            (Verb::PublishStatement, _) => Command::PublishStatement { statement },
            (Verb::AskCountersign, _) => {
                Command::AskCountersign { statement, units: self.ids("units") }
            }
            (Verb::Countersign, _) => Command::Countersign {
                statement,
                objection: Some(self.text("reason"))
                    .filter(|_| self.filled.has("verdict", "object")),
            },
            (Verb::LiftObjection, _) => {
                Command::LiftObjection { statement, reason: self.text("reason") }
            }
            (Verb::WithdrawStatement, _) => {
                Command::WithdrawStatement { statement, reason: self.text("reason") }
            }
            (Verb::FulfilCommitment, About::Commitment(no)) => {
                Command::FulfilCommitment { no: *no, evidence: self.ids("evidence") }
            }
            _ => return None,
        })
    }

    /// The rows in which something was written.
    fn promises(&mut self) -> Vec<Promise> {
        let mut promises = Vec::new();
        for row in ROWS {
            let text = self.text(row.text);
            let (owner, by) = (self.maybe_id::<UnitId>(row.owner), self.maybe_when(row.by));
            match (text.is_empty(), owner, by) {
                (true, _, _) => {}
                (false, Some(owner), Some(by)) => promises.push(Promise { text, owner, by }),
                (false, ..) => self.wrong(
                    "promises",
                    Word::new(
                        "每项承诺写明责任单位和期限。",
                        "Say who keeps each promise, and by when.",
                    ),
                ),
            }
        }
        promises
    }

    fn end(&mut self, verb: Verb) -> Option<Command> {
        Some(match verb {
            Verb::Verify => Command::Verify {
                solved: self.filled.has("solved", "yes"),
                reason: self.text("reason"),
                evidence: self.originals.to_vec(),
            },
            Verb::Waive => Command::Waive {
                track: self.word("track", TrackKind::Disposal),
                reason: self.text("reason"),
            },
            Verb::Close => Command::Close { summary: self.text("summary") },
            Verb::Reopen => {
                Command::Reopen { reason: self.text("reason"), evidence: self.originals.to_vec() }
            }
            Verb::Review => Command::Review { lessons: self.text("lessons") },
            Verb::RecordReaction => Command::RecordReaction {
                before: self.number("before"),
                after: self.number("after"),
            },
            Verb::Contest => {
                Command::Contest { reason: self.text("reason"), evidence: self.originals.to_vec() }
            }
            Verb::LookAgain => Command::LookAgain { reason: self.text("reason") },
            _ => return None,
        })
    }
}

/// The names of one promise's questions.
pub(in super::super) struct Row {
    pub(in super::super) text: &'static str,
    pub(in super::super) owner: &'static str,
    pub(in super::super) by: &'static str,
}

/// The rows for promises.
pub(in super::super) const ROWS: [Row; PROMISES] = [
    Row { text: "promise1", owner: "promise1_owner", by: "promise1_by" },
    Row { text: "promise2", owner: "promise2_owner", by: "promise2_by" },
    Row { text: "promise3", owner: "promise3_owner", by: "promise3_by" },
];

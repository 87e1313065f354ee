//! What a job asks of the core once it is done.

use super::orders::RETURNS;
use super::{JobId, Question, Scene, Step, case_office};
use crate::offices::Parameter as P;
use tandem_core::case::{
    Actor, Cite, Command, DeclineGround, Evidence, EvidenceKind, FeedbackVerdict, NewFinding,
    Order, OrderRole, Progress, SitrepKind, StatementKind, Urgency,
};
use tandem_core::mechanism::{Power, RiskLevel};
use tandem_core::{Digest, EvidenceId, OrderId, StatementId, UnitId};

/// Findings on this key are compared between units.
const FIGURE: &str = "涉及户数";

impl Scene<'_> {
    /// Who asks what; `None` where nobody of the unit may, or there is nothing left to ask.
    pub(crate) fn act(&self, id: JobId, unit: u32) -> Option<(Actor, Command)> {
        let case = self.case;
        let order = || case.orders.get(id.what as usize);
        let (power, command) = match id.step {
            Step::Triage => (Power::Triage, self.triage()),
            Step::Assess => {
                let reason = "【模拟】按研判建议定级".to_owned();
                (Power::Assess, Command::Assess { level: self.matter.risk, reason })
            }
            Step::Sitrep => (Power::FileSitrep, self.sitrep()?),
            Step::Assign => (Power::AssignLead, Command::AssignLead { also_assisting: Vec::new() }),
            Step::Dispatch => (Power::Dispatch, self.dispatch(id.what)),
            Step::Sign => (Power::Sign, self.sign(order()?)),
            Step::SendBack => (Power::SendBack, self.send_back(order()?)?),
            Step::Confirm => {
                let order = order()?.id.clone();
                (Power::ConfirmReadBack, Command::ConfirmReadBack { order })
            }
            Step::Tell => (Power::Feedback, self.tell(order()?)),
            Step::Feedback => (Power::Feedback, self.feedback(order()?, id, unit)),
            Step::Judge => (Power::JudgeFeedback, judge(order()?)),
            Step::Settle => (Power::Settle, self.settle(order()?)?),
            Step::SettleConflict => {
                let (keep, reason) = (order()?.id.clone(), "【模拟】以上级指令为准".to_owned());
                (Power::Settle, Command::SettleConflict { keep, reason })
            }
            Step::SettleDispute => (Power::SettleDispute, self.settle_dispute()?),
            Step::Draft => (Power::DraftStatement, self.draft(id)?),
            Step::Approve => {
                let statement = case.statements.get(id.what as usize)?.id.clone();
                (Power::ApproveStatement, Command::ApproveStatement { statement })
            }
            Step::Publish => {
                let statement = case.statements.get(id.what as usize)?.id.clone();
                (Power::PublishStatement, Command::PublishStatement { statement })
            }
            Step::Verify => (Power::Verify, self.verdict(id, unit)),
            Step::Close => {
                (Power::Close, Command::Close { summary: "【模拟】已核验并通报".to_owned() })
            }
            Step::Contest => (Power::Reopen, self.contest()),
            Step::Review => (Power::Review, Command::Review { lessons: "【模拟】".to_owned() }),
        };
        Some((self.posts.actor(self.place.unit(unit), power)?, command))
    }

    fn triage(&self) -> Command {
        let mut draw = self.stream(case_office(), Step::Triage, Question::Content, 0);
        let ordinary = self.matter.risk == RiskLevel::IV;
        if ordinary && draw.happens(self.offices.get(P::ShareDeclined)) {
            let reason = "【模拟】未提出需要政府处理的事项".to_owned();
            return Command::Decline { ground: DeclineGround::NotPublicMatter, reason };
        }
        Command::Accept
    }

    fn sitrep(&self) -> Option<Command> {
        let original = self.case.evidence.first()?.id.clone();
        Some(Command::FileSitrep {
            kind: SitrepKind::First,
            text: "【模拟】首报：已受理，正在核实处置".to_owned(),
            cites: vec![Cite::Evidence(original)],
            compared: None,
        })
    }

    fn dispatch(&self, to: u32) -> Command {
        let urgency = if self.is_grave() { Urgency::Urgent } else { Urgency::Normal };
        Command::Dispatch {
            order: OrderId::new(format!("o{}", self.case.orders.len() + 1)),
            to: self.place.unit(to).id.clone(),
            task: "【模拟】查明情况，依法处置，反馈核查结论和证据".to_owned(),
            urgency,
        }
    }

    fn sign(&self, order: &Order) -> Command {
        let urgent = order.urgency == Urgency::Urgent;
        let restated = urgent.then(|| "【模拟】收到，按期反馈".to_owned());
        Command::Sign { order: order.id.clone(), restated }
    }

    fn send_back(&self, order: &Order) -> Option<Command> {
        let lead = self.case.lead.as_ref()?;
        let proposed = match order.role {
            OrderRole::Lead => self.rightful(order)?,
            _ => lead.unit.clone(),
        };
        Some(Command::SendBack {
            order: order.id.clone(),
            remit: self.matter.truth.clone(),
            evidence: vec![self.case.evidence.first()?.id.clone()],
            proposed,
            reason: "【模拟】本单位无相应职责".to_owned(),
        })
    }

    fn tell(&self, order: &Order) -> Command {
        Command::Feedback {
            order: order.id.clone(),
            text: "【模拟】已派人核实，进展续报".to_owned(),
            progress: Progress::Interim,
            evidence: Vec::new(),
            findings: Vec::new(),
            compared: None,
        }
    }

    fn feedback(&self, order: &Order, id: JobId, unit: u32) -> Command {
        let mut draw = self.stream(unit.into(), Step::Feedback, Question::Conduct, id.nth + 7_000);
        let first = id.nth.is_multiple_of(RETURNS);
        let empty = draw.happens(self.offices.get(P::ShareEmpty)) && first;
        let differs = draw.happens(self.offices.get(P::ShareDisputed));
        let text = "【模拟】已核查处置".to_owned();
        let (mut evidence, mut findings) = (Vec::new(), Vec::new());
        if !empty {
            let piece = self.original(EvidenceKind::Document, unit, id.nth + 1);
            findings = self.findings(order, &piece.id, differs);
            evidence.push(piece);
        }
        let progress = Progress::Complete;
        Command::Feedback {
            order: order.id.clone(),
            text,
            progress,
            evidence,
            findings,
            compared: None,
        }
    }

    fn findings(&self, order: &Order, piece: &EvidenceId, differs: bool) -> Vec<NewFinding> {
        let finding = |key: &str, value: String| NewFinding {
            key: key.to_owned(),
            value,
            evidence: vec![piece.clone()],
            supersedes: self.own_finding(&order.to, key),
        };
        let mut content = self.stream(case_office(), Step::Feedback, Question::Content, 0);
        let figure = 10 + content.below(90);
        match order.role {
            OrderRole::Lead => vec![
                finding("处置措施", "【模拟】已到场处置".to_owned()),
                finding(FIGURE, format!("{figure}")),
            ],
            _ if differs => vec![finding(FIGURE, format!("{}", figure + 3))],
            _ => vec![finding(&format!("{}的情况", order.to), "【模拟】已提供".to_owned())],
        }
    }

    /// A unit's own open finding on a key, which a new one replaces.
    fn own_finding(&self, unit: &UnitId, key: &str) -> Option<u32> {
        let own = self.case.open_findings().filter(|f| f.key == key && &f.verifier == unit);
        own.last().map(|finding| finding.no)
    }

    fn settle(&self, order: &Order) -> Option<Command> {
        let lead = self.case.lead.as_ref()?;
        let proposed = &order.send_back.as_ref()?.proposed;
        let now = if order.role == OrderRole::Lead { proposed } else { &lead.unit };
        let stays = |unit: &&UnitId| *unit != &order.to && *unit != now;
        Some(Command::Settle {
            order: Some(order.id.clone()),
            lead: now.clone(),
            assisting: lead.assisting.iter().filter(stays).cloned().collect(),
            reason: "【模拟】经核对责任清单".to_owned(),
        })
    }

    fn settle_dispute(&self) -> Option<Command> {
        let key = self.case.disputes.first()?;
        let lead = self.case.lead.as_ref()?;
        let open: Vec<_> = self.case.open_findings().filter(|f| &f.key == key).collect();
        let kept = open.iter().find(|f| f.verifier == lead.unit).or(open.first())?;
        let reason = "【模拟】以牵头单位核查为准".to_owned();
        Some(Command::SettleDispute { key: key.clone(), keep: kept.no, reason })
    }

    fn draft(&self, id: JobId) -> Option<Command> {
        let kinds = [
            StatementKind::Notice,
            StatementKind::Progress,
            StatementKind::Final,
            StatementKind::Correction,
            StatementKind::Briefing,
        ];
        let kind = *kinds.get(id.what as usize)?;
        let cites = match kind {
            StatementKind::Notice | StatementKind::Briefing => {
                vec![Cite::Evidence(self.case.evidence.first()?.id.clone())]
            }
            _ => self.citable(),
        };
        let ticked = self.ctx.mechanism.checklist.iter().map(|item| item.id.clone()).collect();
        Some(Command::DraftStatement {
            statement: StatementId::new(format!("s{}", self.case.statements.len() + 1)),
            kind,
            text: "【模拟】通报".to_owned(),
            cites,
            promises: Vec::new(),
            corrects: None,
            ticked,
            explained: None,
        })
    }

    fn verdict(&self, id: JobId, unit: u32) -> Command {
        let mut draw = self.stream(unit.into(), Step::Verify, Question::Content, id.nth);
        let solved = !draw.happens(self.offices.get(P::ShareRefuted));
        let reason =
            if solved { "【模拟】问题已解决" } else { "【模拟】问题仍在" };
        Command::Verify { solved, reason: reason.to_owned(), evidence: Vec::new() }
    }

    fn contest(&self) -> Command {
        let evidence = vec![self.original(EvidenceKind::Complaint, u32::MAX, 0)];
        Command::Reopen {
            reason: "【模拟】公众反映问题并未解决".to_owned(), evidence
        }
    }

    /// An original whose digest stands for a content that nobody wrote.
    pub(crate) fn original(&self, kind: EvidenceKind, unit: u32, nth: u32) -> Evidence {
        let mut draw = self.stream(unit.into(), Step::Tell, Question::Effort, nth);
        let mut bytes = [0; 32];
        for chunk in bytes.chunks_exact_mut(8) {
            chunk.copy_from_slice(&draw.bits().to_be_bytes());
        }
        let id = EvidenceId::new(format!("e{unit}-{nth}"));
        Evidence { id, kind, digest: Digest(bytes), title: "【模拟】".to_owned() }
    }
}

fn judge(order: &Order) -> Command {
    let verdict = if order.empty_feedback {
        FeedbackVerdict::Return { reason: "【模拟】没有核查结论和证据".to_owned() }
    } else {
        FeedbackVerdict::Accept
    };
    Command::JudgeFeedback { order: order.id.clone(), verdict }
}

//! Candidates: what could be asked of a case as it is, with plausible contents.

use super::{joint, verdicts};
use crate::authority::somebody_may;
use crate::case::command::{Actor, Command, DeclineGround, Joining, NewFinding};
use crate::case::parts::{
    Cite, Evidence, EvidenceKind, Order, OrderState, Origin, Phase, Progress, Relation,
    RelayVerdict, SitrepKind, Stance, StatementKind, TrackKind,
};
use crate::case::{Case, Context};
use crate::mechanism::{Power, RiskLevel, Urgency};
use crate::region::Unit;
use crate::{
    AreaId, ConsultationId, Digest, EvidenceId, OrderId, RemitId, RequestId, StatementId,
    SupervisionId, Timestamp, UnitId,
};

/// An id that nothing on a case has, for what a candidate would make.
const NEW: &str = "~";

/// Words in place of what a person would write.
pub(super) fn words() -> String {
    "words".to_owned()
}

/// A case as somebody sees it who looks for what to do.
pub(super) struct Scene<'a> {
    case: &'a Case,
    ctx: &'a Context<'a>,
    at: Timestamp,
    own: Option<&'a Unit>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(case: &'a Case, ctx: &'a Context<'a>, at: Timestamp, by: &Actor) -> Self {
        let position = by.who().map(|(_, position, _)| position);
        let own = position.and_then(|position| Some(ctx.region.position(position)?.0));
        Self { case, ctx, at: at.max(case.last_at), own }
    }

    pub(super) fn candidates(&self) -> Vec<Command> {
        if self.case.phase == Phase::New {
            return self.receive().into_iter().collect();
        }
        let mut all = self.triage();
        all.extend(self.joining());
        all.extend(self.case.orders.iter().flat_map(|order| self.on_order(order)));
        all.extend(self.ordering());
        all.extend(self.above());
        all.extend(self.together());
        all.extend(self.work());
        all.extend(self.facts());
        all.extend(self.statements());
        all.extend(self.ends());
        all
    }

    fn receive(&self) -> Option<Command> {
        let remit = self.ctx.region.remits().next()?;
        Some(Command::Receive {
            title: words(),
            origin: Origin::default(),
            areas: vec![self.own?.area.clone()],
            remits: vec![remit.id.clone()],
            evidence: Vec::new(),
            drill: false,
        })
    }

    fn triage(&self) -> Vec<Command> {
        let decline = Command::Decline { ground: DeclineGround::CannotBeChecked, reason: words() };
        let forward = Command::Forward { to: self.case.desk.clone(), note: words() };
        let levels = RiskLevel::ALL.into_iter().rev();
        let mut all = vec![Command::Accept, decline, forward];
        all.extend(levels.map(|level| Command::Assess { level, reason: words() }));
        all.push(Command::AssignLead { also_assisting: Vec::new() });
        all
    }

    fn joining(&self) -> [Command; 4] {
        let (areas, remits) = self.part();
        [
            Command::Merge { into: joint::twin(), reason: words() },
            Command::LinkCase { other: joint::twin(), relation: Relation::Related },
            Command::Split {
                into: joint::new(),
                title: None,
                areas,
                remits,
                evidence: Vec::new(),
                reason: words(),
            },
            Command::Join {
                title: words(),
                parts: vec![self.case.id.clone(), joint::twin()],
                how: Joining::Linked,
                reason: words(),
            },
        ]
    }

    /// A part of the case: one of several areas, or else one of several remits.
    fn part(&self) -> (Vec<AreaId>, Vec<RemitId>) {
        let Case { areas, remits, .. } = self.case;
        if areas.len() > 1 {
            return (areas.last().cloned().into_iter().collect(), Vec::new());
        }
        (Vec::new(), remits.last().cloned().into_iter().collect())
    }

    /// Units that take part, whoever asks among them, each once: the most likely ones first.
    fn parties(&self) -> Vec<UnitId> {
        let case = self.case;
        let lead =
            case.lead.iter().flat_map(|lead| std::iter::once(&lead.unit).chain(&lead.assisting));
        let ordered = case.orders.iter().map(|order| &order.to);
        let own = self.own.map(|unit| &unit.id);
        let mut parties: Vec<UnitId> = Vec::new();
        for unit in lead.chain(ordered).chain([&case.desk]).chain(own) {
            if !parties.contains(unit) {
                parties.push(unit.clone());
            }
        }
        parties
    }

    /// Parties, and the first others of the own area, of the case's areas and of the region where
    /// somebody has a power.
    fn able(&self, power: Power) -> Vec<UnitId> {
        let region = self.ctx.region;
        let mut able = self.parties();
        let areas = self.own.map(|unit| &unit.area).into_iter().chain(&self.case.areas);
        let may =
            |unit: &&Unit| somebody_may(self.ctx, unit, power) && !self.ctx.has_ended(&unit.id);
        let near = areas.flat_map(|area| region.units_of(area).filter(may).take(2));
        for unit in near.chain(region.units().filter(may).take(2)) {
            if !able.contains(&unit.id) {
                able.push(unit.id.clone());
            }
        }
        able
    }

    /// Orders to whoever works on the case and to each desk between.
    fn ordering(&self) -> Vec<Command> {
        let region = self.ctx.region;
        let lead = self.case.lead.iter();
        let units = lead.flat_map(|lead| std::iter::once(&lead.unit).chain(&lead.assisting));
        let mut targets: Vec<UnitId> = units.cloned().collect();
        for unit in targets.clone() {
            let area = region.unit(&unit).map(|unit| &unit.area);
            let chain = area.into_iter().flat_map(|area| region.chain(area));
            let desks = chain.filter_map(|area| region.desk(&area.id));
            targets.extend(desks.map(|desk| desk.id.clone()));
        }
        let mut seen = Vec::new();
        targets.retain(|unit| {
            let new = !seen.contains(unit);
            seen.push(unit.clone());
            new
        });
        let order = |to| Command::Dispatch {
            order: OrderId::from(NEW),
            to,
            task: words(),
            urgency: Urgency::Normal,
        };
        let mut all: Vec<Command> = targets.into_iter().map(order).collect();
        all.extend(self.settlement(None));
        all.extend(self.case.conflicts.iter().flat_map(|conflict| {
            conflict
                .orders
                .iter()
                .map(|keep| Command::SettleConflict { keep: keep.clone(), reason: words() })
        }));
        all
    }

    fn settlement(&self, order: Option<&Order>) -> Vec<Command> {
        let proposed = order.and_then(|order| order.send_back.as_ref()).map(|back| &back.proposed);
        let leads = proposed.cloned().into_iter().chain(self.able(Power::Sign));
        let settle = |lead| Command::Settle {
            order: order.map(|order| order.id.clone()),
            lead,
            assisting: Vec::new(),
            reason: words(),
        };
        leads.map(settle).collect()
    }

    fn on_order(&self, order: &Order) -> Vec<Command> {
        let id = || order.id.clone();
        if !order.is_open() {
            return if order.send_back.is_some() {
                self.settlement(Some(order))
            } else {
                Vec::new()
            };
        }
        let restated = (order.state == OrderState::Issued).then(words);
        let feedback = |progress| Command::Feedback {
            order: id(),
            text: words(),
            progress,
            evidence: Vec::new(),
            findings: Vec::new(),
            compared: None,
        };
        let mut all = vec![
            Command::Sign { order: id(), restated },
            Command::ConfirmReadBack { order: id() },
            feedback(Progress::Interim),
            feedback(Progress::Complete),
            Command::AskExtension { order: id(), reason: words() },
            Command::AnswerExtension { order: id(), refused: None },
            Command::AnswerExtension { order: id(), refused: Some(words()) },
            Command::Withdraw { order: id(), reason: words() },
        ];
        all.extend(verdicts().map(|verdict| Command::JudgeFeedback { order: id(), verdict }));
        all.extend(self.send_back(order));
        all
    }

    /// A proposal of every likely unit, by the case's main remit: whether the remit is one's own
    /// is a matter of contents.
    fn send_back(&self, order: &Order) -> Option<Command> {
        let others = self.able(Power::Sign).into_iter();
        let proposed = others.into_iter().find(|unit| unit != &order.to)?;
        Some(Command::SendBack {
            order: order.id.clone(),
            remit: self.case.remits.first()?.clone(),
            evidence: self
                .case
                .evidence
                .first()
                .map(|piece| piece.id.clone())
                .into_iter()
                .collect(),
            proposed,
            reason: words(),
        })
    }

    fn above(&self) -> Vec<Command> {
        let region = self.ctx.region;
        let below = |unit: &&Unit| {
            self.own.is_some_and(|own| region.outranks(&own.id, &unit.id))
                && !self.ctx.has_ended(&unit.id)
        };
        let first = region.units().find(below).map(|unit| unit.id.clone());
        let supervise =
            |to| Command::Supervise { supervision: SupervisionId::from(NEW), to, demand: words() };
        let mut all: Vec<Command> =
            self.parties().into_iter().chain(first).map(supervise).collect();
        for found in &self.case.supervisions {
            let supervision = || found.id.clone();
            all.push(Command::SignSupervision { supervision: supervision() });
            all.push(Command::AnswerSupervision { supervision: supervision(), text: words() });
            all.push(Command::DischargeSupervision { supervision: supervision(), reason: words() });
        }
        let subjects = self.case.watches.iter().map(|watch| watch.subject.clone());
        all.extend(subjects.map(|subject| Command::Remind { subject }));
        let relays = self.case.relays.iter().filter(|relay| relay.audit.is_none());
        all.extend(relays.map(|relay| Command::AuditRelay {
            relay: relay.no,
            verdict: RelayVerdict::Faithful,
            reason: words(),
            seed: None,
        }));
        all
    }

    fn together(&self) -> Vec<Command> {
        let mut all = vec![Command::Convene {
            consultation: ConsultationId::from(NEW),
            invited: self.able(Power::StatePosition),
            question: words(),
        }];
        all.extend(self.able(Power::StatePosition).into_iter().map(|unit| Command::Convene {
            consultation: ConsultationId::from(NEW),
            invited: vec![unit],
            question: words(),
        }));
        let open = self.case.consultations.iter().filter(|found| found.decision.is_none());
        for consultation in open.map(|found| &found.id) {
            all.push(Command::StatePosition {
                consultation: consultation.clone(),
                stance: Stance::Agrees,
                text: words(),
            });
            all.push(Command::Conclude { consultation: consultation.clone(), decision: words() });
        }
        let ask = |to| Command::AskHelp { request: RequestId::from(NEW), to, text: words() };
        all.extend(self.able(Power::AskHelp).into_iter().map(ask));
        let open = self.case.requests.iter().filter(|found| found.is_open());
        all.extend(open.map(|found| Command::AnswerHelp {
            request: found.id.clone(),
            text: words(),
            evidence: Vec::new(),
        }));
        let open = self.case.requests.iter().filter(|found| found.is_open());
        all.extend(
            open.map(|found| Command::WithdrawHelp { request: found.id.clone(), reason: words() }),
        );
        all
    }

    fn work(&self) -> Vec<Command> {
        let by = self.at + jiff::SignedDuration::from_hours(24);
        let plan = |owner| Command::PlanTask { owner, text: words(), after: Vec::new(), by };
        let mut all: Vec<Command> = self.parties().into_iter().map(plan).collect();
        let open = self.case.tasks.iter().filter(|task| task.finished.is_none());
        all.extend(open.map(|task| Command::FinishTask { no: task.no, evidence: self.known() }));
        let kinds = [SitrepKind::First, SitrepKind::FollowUp, SitrepKind::Final];
        all.extend(kinds.map(|kind| Command::FileSitrep {
            kind,
            text: words(),
            cites: self.known().into_iter().map(Cite::Evidence).collect(),
            compared: None,
        }));
        all
    }

    fn facts(&self) -> Vec<Command> {
        let piece = Evidence {
            id: EvidenceId::from(NEW),
            kind: EvidenceKind::Document,
            digest: Digest::of(b""),
            title: words(),
        };
        let finding =
            NewFinding { key: words(), value: words(), evidence: self.known(), supersedes: None };
        let mut all = vec![
            Command::AddEvidence { evidence: vec![piece] },
            Command::RecordFinding { finding },
        ];
        for key in &self.case.disputes {
            let found = self.case.open_findings().filter(|finding| &finding.key == key);
            all.extend(found.map(|finding| Command::SettleDispute {
                key: key.clone(),
                keep: finding.no,
                reason: words(),
            }));
        }
        all
    }

    fn statements(&self) -> Vec<Command> {
        let sure = |no: &u32| {
            let finding = self.case.finding(*no);
            finding.is_some_and(|finding| !self.case.disputes.contains(&finding.key))
        };
        let findings = self.case.open_findings().map(|finding| finding.no).filter(sure);
        let evidence = self.known().into_iter().map(Cite::Evidence);
        let cites: Vec<Cite> = findings.map(Cite::Finding).chain(evidence).collect();
        let draft = |kind, corrects: Option<&StatementId>| Command::DraftStatement {
            statement: StatementId::from(NEW),
            kind,
            text: words(),
            cites: cites.clone(),
            promises: Vec::new(),
            corrects: corrects.cloned(),
            ticked: Vec::new(),
            explained: None,
        };
        use StatementKind as K;
        let mut all: Vec<Command> = [K::Notice, K::Progress, K::Final, K::Briefing]
            .into_iter()
            .map(|kind| draft(kind, None))
            .collect();
        for found in &self.case.statements {
            if found.is_published() {
                all.push(draft(K::Correction, Some(&found.id)));
                continue;
            }
            let statement = || found.id.clone();
            all.push(Command::WithdrawStatement { statement: statement(), reason: words() });
            all.push(Command::ApproveStatement { statement: statement() });
            all.push(Command::PublishStatement { statement: statement() });
            all.push(Command::Countersign { statement: statement(), objection: None });
            all.push(Command::LiftObjection { statement: statement(), reason: words() });
            all.push(Command::AskCountersign {
                statement: statement(),
                units: self.able(Power::Countersign),
            });
            all.extend(
                self.able(Power::Countersign).into_iter().map(|unit| Command::AskCountersign {
                    statement: statement(),
                    units: vec![unit],
                }),
            );
        }
        let open = self.case.commitments.iter().filter(|owed| owed.fulfilled.is_none());
        all.extend(
            open.map(|owed| Command::FulfilCommitment { no: owed.no, evidence: self.known() }),
        );
        all
    }

    fn ends(&self) -> Vec<Command> {
        let verify = |solved| Command::Verify { solved, reason: words(), evidence: Vec::new() };
        let waive = |track| Command::Waive { track, reason: words() };
        vec![
            verify(true),
            verify(false),
            waive(TrackKind::Disposal),
            waive(TrackKind::Response),
            Command::Close { summary: words() },
            Command::Reopen { reason: words(), evidence: Vec::new() },
            Command::Review { lessons: words() },
            Command::RecordReaction { before: 1, after: 1 },
            Command::Contest { reason: words(), evidence: Vec::new() },
            Command::LookAgain { reason: words() },
        ]
    }

    /// Evidence of the case, as something to rest on.
    fn known(&self) -> Vec<EvidenceId> {
        self.case.evidence.iter().map(|piece| piece.id.clone()).collect()
    }
}

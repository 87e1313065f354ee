//! What somebody could do next.

use super::Picks;
use super::joint::Joint;
use crate::Bench;
use jiff::SignedDuration;
use tandem_core::case::{
    Actor, Case, Cite, Command, DeclineGround, Evidence, EvidenceKind, FeedbackVerdict, NewFinding,
    Order, OrderEnd, OrderState, Origin, Phase, Progress, Promise, StatementKind, StatementState,
    Subject, TrackKind, TrackState, Urgency,
};
use tandem_core::mechanism::RiskLevel;
use tandem_core::region::{Unit, UnitKind};
use tandem_core::{
    AreaId, CaseId, ChecklistId, Digest, EvidenceId, OrderId, PersonId, PositionId, RemitId,
    StatementId, UnitId,
};

const PEOPLE: [&str; 6] = ["Chen", "Huang", "Lan", "Mo", "Wei", "Nong"];

/// An actor and a command that could well succeed, the case being what it is.
pub fn plausible(bench: &Bench<'_>, picks: &mut Picks) -> (Actor, Command) {
    Scene { bench, case: &bench.case }.plausible(picks)
}

/// Anybody in any position.
pub(super) fn anybody(bench: &Bench<'_>, picks: &mut Picks) -> Actor {
    let scene = Scene { bench, case: &bench.case };
    let position = picks.one(&bench.world.positions).cloned();
    scene.person(position.unwrap_or_else(|| PositionId::from("nobody")), picks)
}

/// Any command, about things that exist or do not.
pub(super) fn anything(bench: &Bench<'_>, picks: &mut Picks) -> Command {
    Scene { bench, case: &bench.case }.anything(picks)
}

/// An id that no case has.
pub(super) fn new_case(bench: &Bench<'_>) -> CaseId {
    CaseId::new(format!("K-{}", bench.others.len() + 2))
}

/// What to try.
#[derive(Clone, Debug)]
enum Move {
    Receive,
    Accept,
    Merge,
    Decline,
    Assess,
    AssignLead,
    Dispatch(UnitId),
    Sign(OrderId),
    Confirm(OrderId),
    Feedback(OrderId, Progress),
    EmptyFeedback(OrderId),
    Judge(OrderId),
    Return(OrderId),
    SendBack(OrderId),
    Settle(Option<OrderId>),
    AskExtension(OrderId),
    AnswerExtension(OrderId),
    Withdraw(OrderId),
    Remind,
    Evidence,
    Finding,
    SettleDispute(String),
    Draft(StatementKind),
    Approve(StatementId),
    Publish(StatementId),
    Fulfil(u32),
    Verify,
    Refute,
    Waive(TrackKind),
    Close,
    Reopen,
    Review,
    Joint(Joint),
}

/// A case in its world, as somebody sees it who is about to act.
pub(super) struct Scene<'a> {
    pub(super) bench: &'a Bench<'a>,
    pub(super) case: &'a Case,
}

fn joint(moves: Vec<(usize, Joint)>) -> impl Iterator<Item = (usize, Move)> {
    moves.into_iter().map(|(weight, chosen)| (weight, Move::Joint(chosen)))
}

impl Scene<'_> {
    fn plausible(&self, picks: &mut Picks) -> (Actor, Command) {
        let moves = self.moves();
        let total: usize = moves.iter().map(|(weight, _)| weight).sum();
        let mut rest = picks.below(total);
        for (weight, chosen) in moves {
            if rest < weight {
                return self.carry_out(&chosen, picks);
            }
            rest -= weight;
        }
        unreachable!("the number is below the sum of the weights")
    }

    /// Moves with their weights, the most likely first.
    fn moves(&self) -> Vec<(usize, Move)> {
        match self.case.phase {
            Phase::New => vec![(1, Move::Receive)],
            Phase::Received => {
                let forward = Move::Joint(Joint::Forward);
                let link = Move::Joint(Joint::Link);
                vec![
                    (40, Move::Accept),
                    (1, Move::Merge),
                    (1, Move::Decline),
                    (2, Move::Remind),
                    (1, forward),
                    (1, link),
                ]
            }
            Phase::Open => self.open_moves(),
            Phase::Closed => {
                let mut moves = vec![(5, Move::Review), (8, Move::Reopen), (1, Move::Remind)];
                moves.extend(joint(self.afterwards()));
                moves
            }
            Phase::Merged(_) | Phase::Declined => vec![(1, Move::Reopen), (1, Move::Accept)],
        }
    }

    fn open_moves(&self) -> Vec<(usize, Move)> {
        let case = self.case;
        let mut moves = Vec::new();
        let lead = case.lead.as_ref();
        let settled = lead.is_some_and(|lead| lead.rule.as_str() == "settlement");
        let first = lead.is_some_and(|lead| lead.rule.as_str().starts_with("L-first"));
        if !settled {
            moves.push((if first { 12 } else { 1 }, Move::AssignLead));
        }
        if let Some(lead) = lead {
            let idle = |unit: &UnitId| case.open_orders().all(|order| &order.to != unit);
            for unit in std::iter::once(&lead.unit).chain(&lead.assisting) {
                let (busy, done) = (!idle(unit), case.has_completed_order());
                let weight = match (busy, unit == &lead.unit, done) {
                    (true, ..) => 0,
                    (false, true, false) => 8,
                    (false, true, true) => 1,
                    (false, false, _) => 2,
                };
                moves.push((weight, Move::Dispatch(unit.clone())));
            }
        }
        for order in &case.orders {
            moves.extend(self.order_moves(order));
        }
        moves.extend(self.fact_moves());
        moves.extend(self.closing_moves());
        moves.extend(joint(self.joint_moves()));
        moves
    }

    fn order_moves(&self, order: &Order) -> Vec<(usize, Move)> {
        let id = || order.id.clone();
        let asked = usize::from(order.extension_asked.is_some());
        let mut moves = match order.state {
            OrderState::Issued => vec![(9, Move::Sign(id())), (3, Move::SendBack(id()))],
            OrderState::Restated => vec![(9, Move::Confirm(id())), (1, Move::SendBack(id()))],
            OrderState::Signed => vec![
                (9, Move::Feedback(id(), Progress::Complete)),
                (2, Move::Feedback(id(), Progress::Interim)),
                (1, Move::EmptyFeedback(id())),
                (1, Move::SendBack(id())),
                (2 - asked, Move::AskExtension(id())),
                (5 * asked, Move::AnswerExtension(id())),
            ],
            OrderState::Answered => vec![(9, Move::Judge(id())), (2, Move::Return(id()))],
            OrderState::Ended(OrderEnd::SentBack) => {
                let pending = self.case.watch(&Subject::Settlement(id())).is_some();
                return vec![(10 * usize::from(pending), Move::Settle(Some(id())))];
            }
            OrderState::Ended(_) => return Vec::new(),
        };
        moves.push((1, Move::Withdraw(id())));
        moves
    }

    fn fact_moves(&self) -> Vec<(usize, Move)> {
        let case = self.case;
        let mut moves = vec![
            (2, Move::Assess),
            (1, Move::Evidence),
            (2, Move::Finding),
            (1, Move::Settle(None)),
            (1, Move::Remind),
        ];
        let disputes = case.disputes.iter();
        moves.extend(disputes.map(|key| (4, Move::SettleDispute(key.clone()))));
        for statement in &case.statements {
            match statement.state {
                StatementState::Draft => moves.push((2, Move::Approve(statement.id.clone()))),
                StatementState::Approved => moves.push((2, Move::Publish(statement.id.clone()))),
                StatementState::Published(_) | StatementState::Withdrawn => {}
            }
        }
        let open = case.commitments.iter().filter(|c| c.fulfilled.is_none());
        moves.extend(open.map(|commitment| (3, Move::Fulfil(commitment.no))));
        let said = case.statements.iter().any(|s| s.is_published());
        let drafts = case.statements.iter().filter(|s| s.is_pending()).count();
        if drafts < 3 {
            moves.push((2, Move::Draft(StatementKind::Notice)));
            moves.push((1, Move::Draft(StatementKind::Progress)));
            moves.push((1, Move::Draft(StatementKind::Briefing)));
            moves.push((usize::from(said), Move::Draft(StatementKind::Correction)));
        }
        moves
    }

    fn closing_moves(&self) -> Vec<(usize, Move)> {
        let case = self.case;
        let open = |kind| case.track(kind).is_some_and(|t| t.state == TrackState::Open);
        let working = case.open_orders().next().is_some();
        let mut moves = vec![(1, Move::Close)];
        if open(TrackKind::Disposal) {
            let ripe = case.has_completed_order() && !working;
            moves.push((if ripe { 10 } else { 0 }, Move::Verify));
            moves.push((usize::from(ripe), Move::Refute));
            moves.push((1, Move::Waive(TrackKind::Disposal)));
        } else {
            moves.push((6, Move::Draft(StatementKind::Final)));
            if !open(TrackKind::Response) && !working {
                moves.push((8, Move::Close));
            }
        }
        if open(TrackKind::Response) {
            moves.push((1, Move::Waive(TrackKind::Response)));
        }
        moves
    }

    fn carry_out(&self, chosen: &Move, picks: &mut Picks) -> (Actor, Command) {
        let command = self.command(chosen, picks);
        let by = match &command {
            Command::Receive { areas, .. } => self.person(self.receiver(areas, picks), picks),
            _ => self.actor(chosen, picks),
        };
        (by, command)
    }

    /// Who would do it.
    fn actor(&self, chosen: &Move, picks: &mut Picks) -> Actor {
        let order_unit = |id: &OrderId| self.case.order(id).map(|order| order.to.clone());
        let position = match chosen {
            Move::Sign(id) | Move::SendBack(id) | Move::AskExtension(id) => {
                self.working(order_unit(id), picks)
            }
            Move::Feedback(id, _) | Move::EmptyFeedback(id) => self.working(order_unit(id), picks),
            Move::Settle(Some(id)) => {
                let send_back = self.case.order(id).and_then(|order| order.send_back.as_ref());
                let settler = send_back.map(|send_back| send_back.settler.clone());
                PositionId::of(&settler.unwrap_or_else(|| self.case.desk.clone()), "lead")
            }
            Move::Settle(None)
            | Move::SettleDispute(_)
            | Move::Close
            | Move::Reopen
            | Move::Review => self.above(&["lead", "chief"], picks),
            Move::AnswerExtension(id) => self.issuing(id, picks),
            Move::Waive(_) => self.above(&["chief"], picks),
            Move::Evidence | Move::Finding => {
                let unit = self.case.orders.last().map(|order| order.to.clone());
                self.working(unit.or_else(|| self.lead()), picks)
            }
            Move::Draft(_) => PositionId::of(&self.lead_or_desk(picks), "editor"),
            Move::Publish(_) => PositionId::of(&self.lead_or_desk(picks), "spokes"),
            Move::Fulfil(no) => {
                let found = self.case.commitments.iter().find(|c| c.no == *no);
                self.working(found.map(|c| c.promise.owner.clone()), picks)
            }
            Move::Approve(_) => self.above(&["lead", "chief"], picks),
            Move::Joint(chosen) => self.joint_actor(chosen, picks),
            Move::Confirm(id) | Move::Judge(id) | Move::Return(id) | Move::Withdraw(id) => {
                self.issuing(id, picks)
            }
            _ => self.above(&["duty", "lead"], picks),
        };
        self.person(position, picks)
    }

    fn command(&self, chosen: &Move, picks: &mut Picks) -> Command {
        match chosen {
            Move::Receive => self.receive(picks),
            Move::Accept => Command::Accept,
            Move::Merge => {
                let into = self.other(picks);
                Command::Merge { into, reason: "the same matter".to_owned() }
            }
            Move::Decline => Command::Decline {
                ground: DeclineGround::NotPublicMatter,
                reason: "not a public matter".to_owned(),
            },
            Move::Assess => Command::Assess {
                level: RiskLevel::ALL[picks.below(4)],
                reason: "as it looks now".to_owned(),
            },
            Move::AssignLead => Command::AssignLead {
                also_assisting: if picks.rarely(4) {
                    vec![self.any_unit(picks)]
                } else {
                    Vec::new()
                },
            },
            Move::Settle(order) => Command::Settle {
                order: order.clone(),
                lead: self.settled_lead(order.as_ref(), picks),
                assisting: if picks.rarely(3) { vec![self.near_unit(picks)] } else { Vec::new() },
                reason: "it is theirs".to_owned(),
            },
            Move::Remind => Command::Remind { subject: self.watched(picks) },
            Move::Waive(track) => {
                Command::Waive { track: *track, reason: "nothing is left to do".to_owned() }
            }
            Move::Close => Command::Close { summary: "done".to_owned() },
            Move::Reopen => Command::Reopen {
                reason: "it came back".to_owned(),
                evidence: self.new_evidence(picks.below(2), picks),
            },
            Move::Review => Command::Review { lessons: "ask earlier".to_owned() },
            Move::Verify | Move::Refute => Command::Verify {
                solved: matches!(chosen, Move::Verify),
                reason: "seen on the spot".to_owned(),
                evidence: self.new_evidence(picks.below(2), picks),
            },
            Move::Joint(chosen) => self.joint_command(chosen, picks),
            Move::Dispatch(to) => Command::Dispatch {
                order: OrderId::new(format!("O{}", self.case.orders.len() + 1)),
                to: to.clone(),
                task: "find out and mend it".to_owned(),
                urgency: if picks.below(3) == 2 { Urgency::Urgent } else { Urgency::Normal },
            },
            Move::Evidence
            | Move::Finding
            | Move::SettleDispute(_)
            | Move::Draft(_)
            | Move::Approve(_)
            | Move::Publish(_)
            | Move::Fulfil(_) => self.saying(chosen, picks),
            _ => self.order_command(chosen, picks),
        }
    }

    fn order_command(&self, chosen: &Move, picks: &mut Picks) -> Command {
        match chosen.clone() {
            Move::Sign(order) => Command::Sign {
                order,
                restated: (!picks.rarely(4)).then(|| "we find out and mend it".to_owned()),
            },
            Move::Confirm(order) => Command::ConfirmReadBack { order },
            Move::Feedback(order, progress) => Command::Feedback {
                order,
                text: "looked into".to_owned(),
                progress,
                evidence: self.new_evidence(1, picks),
                findings: if picks.below(2) == 0 {
                    Vec::new()
                } else {
                    vec![self.finding(Some(self.next_evidence(0)), picks)]
                },
                compared: None,
            },
            Move::EmptyFeedback(order) => Command::Feedback {
                order,
                text: "noted".to_owned(),
                progress: Progress::Complete,
                evidence: Vec::new(),
                findings: Vec::new(),
                compared: None,
            },
            Move::Judge(order) => {
                Command::JudgeFeedback { order, verdict: FeedbackVerdict::Accept }
            }
            Move::Return(order) => Command::JudgeFeedback {
                order,
                verdict: FeedbackVerdict::Return { reason: "not enough".to_owned() },
            },
            Move::SendBack(order) => Command::SendBack {
                order,
                remit: self.any_remit(picks),
                evidence: self.case.evidence.first().map(|e| e.id.clone()).into_iter().collect(),
                proposed: self.near_unit(picks),
                reason: "not ours".to_owned(),
            },
            Move::AskExtension(order) => {
                Command::AskExtension { order, reason: "a part is late".to_owned() }
            }
            Move::AnswerExtension(order) => Command::AnswerExtension {
                order,
                refused: picks.rarely(3).then(|| "it cannot wait".to_owned()),
            },
            Move::Withdraw(order) => {
                Command::Withdraw { order, reason: "no longer needed".to_owned() }
            }
            other => unreachable!("{other:?} is not about an order"),
        }
    }

    fn saying(&self, chosen: &Move, picks: &mut Picks) -> Command {
        match chosen.clone() {
            Move::Evidence => {
                Command::AddEvidence { evidence: self.new_evidence(1 + picks.below(2), picks) }
            }
            Move::Finding => Command::RecordFinding { finding: self.finding(None, picks) },
            Move::SettleDispute(key) => {
                let open = self.case.open_findings().filter(|finding| finding.key == key);
                let numbers: Vec<u32> = open.map(|finding| finding.no).collect();
                let keep = picks.one(&numbers).copied().unwrap_or(1);
                Command::SettleDispute { key, keep, reason: "measured twice".to_owned() }
            }
            Move::Draft(kind) => self.draft(kind, picks),
            Move::Approve(statement) => Command::ApproveStatement { statement },
            Move::Publish(statement) => Command::PublishStatement { statement },
            Move::Fulfil(no) => Command::FulfilCommitment {
                no,
                evidence: self.case.evidence.last().map(|e| e.id.clone()).into_iter().collect(),
            },
            other => unreachable!("{other:?} says nothing"),
        }
    }

    fn receive(&self, picks: &mut Picks) -> Command {
        let areas: Vec<AreaId> = self.bench.world.region.areas().map(|a| a.id.clone()).collect();
        let mut concerned = vec![picks.one(&areas).cloned()];
        if picks.rarely(3) {
            concerned.push(picks.one(&areas).cloned());
        }
        let mut remits = vec![self.any_remit(picks)];
        if picks.rarely(3) {
            remits.push(self.any_remit(picks));
        }
        Command::Receive {
            title: "brown water".to_owned(),
            origin: Origin::default(),
            areas: concerned.into_iter().flatten().collect(),
            remits,
            evidence: self.new_evidence(1, picks),
            drill: picks.rarely(4),
        }
    }

    fn draft(&self, kind: StatementKind, picks: &mut Picks) -> Command {
        let case = self.case;
        let sure = case.open_findings().filter(|f| !case.disputes.contains(&f.key));
        let numbers: Vec<u32> = sure.map(|finding| finding.no).collect();
        let finding = picks.one(&numbers).map(|no| Cite::Finding(*no));
        let evidence = case.evidence.last().map(|e| Cite::Evidence(e.id.clone()));
        let published: Vec<_> = case.statements.iter().filter(|s| s.is_published()).collect();
        let corrects = (kind == StatementKind::Correction)
            .then(|| picks.one(&published).map(|statement| statement.id.clone()));
        let promises = picks.rarely(3).then(|| Promise {
            text: "clean water".to_owned(),
            owner: self.near_unit(picks),
            by: self.bench.now + SignedDuration::from_hours(24 * (1 + picks.below(20) as i64)),
        });
        Command::DraftStatement {
            statement: StatementId::new(format!("S{}", case.statements.len() + 1)),
            kind,
            text: "what we know".to_owned(),
            cites: finding.into_iter().chain(evidence).collect(),
            promises: promises.into_iter().collect(),
            corrects: corrects.flatten(),
            ticked: self.ticked(picks),
            explained: None,
        }
    }

    /// All points of the checklist, or all but one.
    fn ticked(&self, picks: &mut Picks) -> Vec<ChecklistId> {
        let points = &self.bench.world.mechanism.checklist;
        let left = if picks.rarely(3) { picks.below(points.len()) } else { points.len() };
        let kept = points.iter().enumerate().filter(|(index, _)| *index != left);
        kept.map(|(_, item)| item.id.clone()).collect()
    }

    fn finding(&self, evidence: Option<EvidenceId>, picks: &mut Picks) -> NewFinding {
        let key = ["injured", "cause", "mended"][picks.below(3)].to_owned();
        let last = self.case.evidence.last().map(|e| e.id.clone());
        let open = self.case.open_findings().find(|finding| finding.key == key);
        let supersedes = open.map(|finding| finding.no).filter(|_| picks.below(2) == 0);
        NewFinding {
            key,
            value: ["none", "one"][picks.below(2)].to_owned(),
            evidence: evidence.or(last).into_iter().collect(),
            supersedes,
        }
    }

    /// Any command at all; its parts may or may not exist.
    fn anything(&self, picks: &mut Picks) -> Command {
        let order = match self.case.orders.len() {
            0 => OrderId::from("O1"),
            n => OrderId::new(format!("O{}", 1 + picks.below(n + 1))),
        };
        let statement = StatementId::new(format!("S{}", 1 + picks.below(3)));
        let subject = self.watched(picks);
        let moves = [
            Move::Receive,
            Move::Accept,
            Move::Merge,
            Move::Decline,
            Move::Assess,
            Move::AssignLead,
            Move::Dispatch(self.any_unit(picks)),
            Move::Sign(order.clone()),
            Move::Confirm(order.clone()),
            Move::Feedback(order.clone(), Progress::Complete),
            Move::Judge(order.clone()),
            Move::Return(order.clone()),
            Move::SendBack(order.clone()),
            Move::Settle(Some(order.clone())),
            Move::AskExtension(order.clone()),
            Move::AnswerExtension(order.clone()),
            Move::Withdraw(order),
            Move::Evidence,
            Move::Finding,
            Move::SettleDispute("cause".to_owned()),
            Move::Draft(StatementKind::Final),
            Move::Approve(statement.clone()),
            Move::Publish(statement),
            Move::Fulfil(1),
            Move::Verify,
            Move::Waive(TrackKind::Response),
            Move::Close,
            Move::Reopen,
            Move::Review,
        ];
        match picks.below(moves.len() + 22) {
            0 => Command::Escalate { subject },
            1 => Command::Lapse { subject },
            2..22 => self.joint_command(&self.any_joint(picks), picks),
            n => self.command(&moves[n - 22], picks),
        }
    }

    fn watched(&self, picks: &mut Picks) -> Subject {
        let subjects: Vec<&Subject> = self.case.watches.iter().map(|w| &w.subject).collect();
        picks.one(&subjects).map_or(Subject::Review, |subject| (*subject).clone())
    }

    /// Who gave an order, or the desk of the case.
    fn issuing(&self, id: &OrderId, picks: &mut Picks) -> PositionId {
        let issuer = self.case.order(id).map(|order| &order.issuer);
        match issuer.filter(|unit| self.is_desk(unit) && picks.below(2) == 0) {
            Some(desk) => PositionId::of(desk, "lead"),
            None => self.above(&["duty", "lead"], picks),
        }
    }

    /// A position at the desk of the case, or rarely at one above it.
    pub(super) fn above(&self, kinds: &[&str], picks: &mut Picks) -> PositionId {
        let desk = &self.case.desk;
        let ladder = &self.case.ladder;
        let unit = if picks.rarely(5) { picks.one(ladder) } else { None };
        let unit = unit.unwrap_or(desk);
        let kind = picks.one(kinds).copied().unwrap_or("lead");
        let body = self.bench.world.region.unit(unit);
        if body.is_some_and(|unit| unit.kind == UnitKind::CoordinatingBody) {
            return PositionId::of(unit, "principal");
        }
        PositionId::of(unit, kind)
    }

    /// Somebody who works in a unit.
    fn working(&self, unit: Option<UnitId>, picks: &mut Picks) -> PositionId {
        let unit = unit.unwrap_or_else(|| self.case.desk.clone());
        let kind = if picks.rarely(5) { "head" } else { "liaison" };
        PositionId::of(&unit, kind)
    }

    pub(super) fn lead(&self) -> Option<UnitId> {
        self.case.lead.as_ref().map(|lead| lead.unit.clone())
    }

    pub(super) fn lead_or_desk(&self, picks: &mut Picks) -> UnitId {
        let lead = self.lead().filter(|_| picks.below(2) == 0);
        lead.unwrap_or_else(|| self.case.desk.clone())
    }

    fn settled_lead(&self, order: Option<&OrderId>, picks: &mut Picks) -> UnitId {
        let order = order.and_then(|id| self.case.order(id));
        let proposed = order.and_then(|order| Some(order.send_back.as_ref()?.proposed.clone()));
        match picks.below(3) {
            0 => proposed.unwrap_or_else(|| self.near_unit(picks)),
            1 => order.map_or_else(|| self.near_unit(picks), |order| order.to.clone()),
            _ => self.near_unit(picks),
        }
    }

    /// A unit of one of the areas concerned, mostly; now and then any unit.
    pub(super) fn near_unit(&self, picks: &mut Picks) -> UnitId {
        let Some(area) = picks.one(&self.case.areas).filter(|_| !picks.clone().rarely(6)) else {
            return self.any_unit(picks);
        };
        let units: Vec<&Unit> = self.bench.world.region.units_of(area).collect();
        picks.one(&units).map_or_else(|| self.case.desk.clone(), |unit| unit.id.clone())
    }

    pub(super) fn any_unit(&self, picks: &mut Picks) -> UnitId {
        let position = picks.one(&self.bench.world.positions);
        let unit = position.and_then(|position| position.split());
        unit.map_or_else(|| UnitId::from("nowhere"), |(unit, _)| unit)
    }

    fn any_remit(&self, picks: &mut Picks) -> RemitId {
        let remits: Vec<&RemitId> = self.bench.world.region.remits().map(|r| &r.id).collect();
        picks.one(&remits).map_or_else(|| RemitId::from("none"), |id| (*id).clone())
    }

    /// The duty officer of a desk that may receive a matter of these areas.
    fn receiver(&self, areas: &[AreaId], picks: &mut Picks) -> PositionId {
        let region = &self.bench.world.region;
        let common = region.lowest_common(areas).map(|area| area.id.clone());
        let chain: Vec<_> = common.iter().flat_map(|area| region.chain(area)).collect();
        let area =
            if picks.rarely(4) { picks.one(&chain).copied() } else { chain.first().copied() };
        let desk = area.and_then(|area| region.desk(&area.id));
        let desk = desk.map_or_else(|| UnitId::from("nowhere"), |desk| desk.id.clone());
        PositionId::of(&desk, "duty")
    }

    fn person(&self, position: PositionId, picks: &mut Picks) -> Actor {
        Actor::Person { person: PersonId::from(PEOPLE[picks.below(PEOPLE.len())]), position }
    }

    fn next_evidence(&self, offset: usize) -> EvidenceId {
        let number = |id: &EvidenceId| id.as_str().strip_prefix('E')?.parse::<usize>().ok();
        let last = self.case.evidence.iter().filter_map(|piece| number(&piece.id)).max();
        EvidenceId::new(format!("E{}", last.unwrap_or(0) + offset + 1))
    }

    /// One of the other cases that are there; one that is not where there is none.
    pub(super) fn other(&self, picks: &mut Picks) -> CaseId {
        let known: Vec<&CaseId> = self.bench.others.keys().collect();
        picks.one(&known).map_or_else(|| new_case(self.bench), |id| (*id).clone())
    }

    pub(super) fn new_evidence(&self, count: usize, picks: &mut Picks) -> Vec<Evidence> {
        let kinds = [EvidenceKind::Post, EvidenceKind::Document, EvidenceKind::Measurement];
        let piece = |offset| {
            let id = self.next_evidence(offset);
            Evidence {
                digest: Digest::of(id.as_str().as_bytes()),
                kind: kinds[picks.below(kinds.len())],
                title: "what was seen".to_owned(),
                id,
            }
        };
        (0..count).map(piece).collect()
    }
}

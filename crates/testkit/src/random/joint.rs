//! What offices do together: relays, conflicts, supervision, consultation, help, tasks, accounts
//! to the level above, the public's reaction, links, countersignature.

use super::Picks;
use super::moves::Scene;
use jiff::SignedDuration;
use tandem_core::case::{
    Case, Cite, Command, Countersign, CountersignState, Joining, Order, OrderRole, Phase, Relation,
    Relay, RelayVerdict, SitrepKind, Stance, StatementState, Subject, SupervisionState, TrackKind,
    TrackState, Urgency,
};
use tandem_core::mechanism::Power;
use tandem_core::region::{Unit, UnitKind};
use tandem_core::{
    ConsultationId, Digest, OrderId, PositionId, RequestId, StatementId, SupervisionId, UnitId,
};

/// What to try, and in whose name.
#[derive(Clone, Debug)]
pub(super) enum Joint {
    Forward,
    /// An order from one unit to another: relayed, or beside that of another superior.
    Order {
        from: UnitId,
        to: UnitId,
    },
    SettleConflict([OrderId; 2]),
    Supervise,
    SignSupervision(SupervisionId, UnitId),
    AnswerSupervision(SupervisionId, UnitId),
    Discharge(SupervisionId, UnitId),
    Convene,
    StatePosition(ConsultationId, UnitId),
    Conclude(ConsultationId, UnitId),
    AskHelp,
    AnswerHelp(RequestId, UnitId),
    PlanTask,
    FinishTask(u32, UnitId),
    Sitrep(SitrepKind),
    Reaction,
    Contest,
    LookAgain,
    Link,
    AuditRelay(u32, UnitId),
    Split,
    /// Into another open case, or one case over this and another.
    MergeOpen,
    Join,
    AskCountersign(StatementId),
    Countersign(StatementId, UnitId),
    LiftObjection(StatementId, UnitId),
    WithdrawStatement(StatementId, UnitId),
    WithdrawHelp(RequestId, UnitId),
}

impl Scene<'_> {
    /// Moves on an open case with their weights.
    pub(super) fn joint_moves(&self) -> Vec<(usize, Joint)> {
        let case = self.case;
        let few = |count: usize, max: usize| usize::from(count < max);
        let mut moves = vec![
            (1, Joint::Forward),
            (few(case.supervisions.len(), 4), Joint::Supervise),
            (few(case.consultations.len(), 4), Joint::Convene),
            (few(case.requests.len(), 4), Joint::AskHelp),
            (few(case.links.len(), 2), Joint::Link),
            (few(self.bench.others.len(), 2), Joint::Split),
        ];
        let disposal = case.track(TrackKind::Disposal);
        if disposal.is_some_and(|track| track.state == TrackState::Open) {
            moves.push((few(case.tasks.len(), 4), Joint::PlanTask));
        }
        let living = self
            .bench
            .others
            .values()
            .filter(|(other, _)| matches!(other.phase, Phase::Open | Phase::Received));
        let beside = living.count().min(1);
        // A case that owes the public something is the one that a merge must not lose anything of.
        let owes = case.commitments.iter().any(|commitment| commitment.fulfilled.is_none());
        moves.push(((2 + 6 * usize::from(owes)) * beside, Joint::MergeOpen));
        moves.push((beside, Joint::Join));
        moves.extend(self.open_things());
        moves.extend(self.audits());
        moves.extend(self.afterwards());
        moves.extend(self.relays());
        moves.extend(self.rivals());
        moves
    }

    /// Moves on a closed case, which the public may still contest.
    pub(super) fn afterwards(&self) -> Vec<(usize, Joint)> {
        let case = self.case;
        let said = case.statements.iter().any(|statement| statement.is_published());
        let spoken = usize::from(said || case.phase == Phase::Closed);
        let waits = usize::from(case.watch(&Subject::SecondLook).is_some());
        let kind = match case.sitreps.last().map(|sitrep| sitrep.kind) {
            None => SitrepKind::First,
            Some(_) if case.phase == Phase::Closed => SitrepKind::Final,
            Some(_) => SitrepKind::FollowUp,
        };
        vec![
            (spoken, Joint::Reaction),
            (spoken, Joint::Contest),
            (3 * waits, Joint::LookAgain),
            (1, Joint::Sitrep(kind)),
        ]
    }

    /// What waits for somebody.
    fn open_things(&self) -> Vec<(usize, Joint)> {
        let case = self.case;
        let mut moves = Vec::new();
        for conflict in &case.conflicts {
            moves.push((5, Joint::SettleConflict(conflict.orders.clone())));
        }
        for found in &case.supervisions {
            let (id, to) = (found.id.clone(), found.to.clone());
            moves.push(match found.state {
                SupervisionState::Issued => (4, Joint::SignSupervision(id, to)),
                SupervisionState::Signed => (4, Joint::AnswerSupervision(id, to)),
                SupervisionState::Answered => (4, Joint::Discharge(id, found.issuer.clone())),
                SupervisionState::Discharged => continue,
            });
        }
        for found in case.consultations.iter().filter(|found| found.decision.is_none()) {
            let spoken = |unit: &UnitId| found.positions.iter().any(|said| &said.unit == unit);
            let silent: Vec<&UnitId> = found.invited.iter().filter(|unit| !spoken(unit)).collect();
            for unit in &silent {
                moves.push((2, Joint::StatePosition(found.id.clone(), (*unit).clone())));
            }
            let weight = if silent.is_empty() { 5 } else { 1 };
            moves.push((weight, Joint::Conclude(found.id.clone(), found.convenor.clone())));
        }
        for found in case.requests.iter().filter(|found| found.is_open()) {
            moves.push((2, Joint::AnswerHelp(found.id.clone(), found.to.clone())));
            moves.push((1, Joint::WithdrawHelp(found.id.clone(), found.from.clone())));
        }
        for task in case.tasks.iter().filter(|task| task.finished.is_none()) {
            moves.push((3, Joint::FinishTask(task.no, task.owner.clone())));
        }
        for statement in case.statements.iter().filter(|found| found.is_pending()) {
            let (id, unit) = (statement.id.clone(), statement.unit.clone());
            let objected = |c: &Countersign| matches!(c.state, CountersignState::Objected(_));
            if statement.countersigns.iter().any(objected) {
                moves.push((1, Joint::WithdrawStatement(id, unit)));
            }
            if statement.countersigns.is_empty() {
                moves.push((1, Joint::AskCountersign(statement.id.clone())));
            }
            let approved = statement.state == StatementState::Approved;
            for asked in statement.countersigns.iter() {
                if let CountersignState::Objected(_) = asked.state {
                    let (statement, unit) = (statement.id.clone(), asked.unit.clone());
                    moves.push((2, Joint::LiftObjection(statement, unit)));
                }
                let waits = asked.state == CountersignState::Asked;
                let weight = usize::from(waits) * (2 + usize::from(approved));
                moves.push((weight, Joint::Countersign(statement.id.clone(), asked.unit.clone())));
            }
        }
        moves
    }

    /// Somebody above who is no party to a relay reads its originals.
    fn audits(&self) -> Vec<(usize, Joint)> {
        let open = self.case.relays.iter().filter(|relay| relay.audit.is_none());
        let above = |relay: &Relay| {
            let region = &self.bench.world.region;
            let unit = region.unit(&relay.from)?;
            let body = region.coordinating_body(&unit.area)?;
            Some(Joint::AuditRelay(relay.no, body.id.clone()))
        };
        open.filter_map(above).take(2).map(|chosen| (1, chosen)).collect()
    }

    /// Orders down the line: from the case's desk, or a desk that relays, to the next desk on the
    /// way to a unit that works, or to the unit itself.
    fn relays(&self) -> Vec<(usize, Joint)> {
        let case = self.case;
        let Some(lead) = &case.lead else { return Vec::new() };
        let region = &self.bench.world.region;
        let busy = |unit: &UnitId| case.open_orders().any(|order| &order.to == unit);
        let mut moves = Vec::new();
        for unit in std::iter::once(&lead.unit).chain(&lead.assisting) {
            let Some(target) = region.unit(unit).filter(|target| !busy(&target.id)) else {
                continue;
            };
            let desks: Vec<&Unit> =
                region.chain(&target.area).filter_map(|area| region.desk(&area.id)).collect();
            let Some(top) = desks.iter().position(|desk| desk.id == case.desk) else { continue };
            for index in (1..=top).rev() {
                let (from, to) = (&desks[index].id, &desks[index - 1].id);
                let holds = from == &case.desk || self.relaying(from);
                if holds && !busy(to) && !case.is_lead(to) && !case.is_assisting(to) {
                    moves.push((3, Joint::Order { from: from.clone(), to: to.clone() }));
                }
            }
            if let Some(desk) = desks.first().filter(|desk| self.relaying(&desk.id)) {
                moves.push((8, Joint::Order { from: desk.id.clone(), to: unit.clone() }));
            }
        }
        moves
    }

    fn relaying(&self, desk: &UnitId) -> bool {
        let relays = |order: &Order| order.role == OrderRole::Relaying && &order.to == desk;
        self.case.open_orders().any(relays)
    }

    /// A second superior orders a unit that has an order.
    fn rivals(&self) -> Vec<(usize, Joint)> {
        let case = self.case;
        let conflicts = |id: &OrderId| case.conflicts.iter().any(|c| c.orders.contains(id));
        let mut moves = Vec::new();
        for order in case.open_orders().filter(|order| !conflicts(&order.id)) {
            for from in std::iter::once(&case.desk).chain(&case.ladder) {
                let below = self.bench.world.region.outranks(&order.issuer, from);
                if !below && from != &order.issuer && from != &order.to {
                    moves.push((1, Joint::Order { from: from.clone(), to: order.to.clone() }));
                }
            }
        }
        moves.truncate(2);
        moves
    }

    /// Who would do it.
    pub(super) fn joint_actor(&self, chosen: &Joint, picks: &mut Picks) -> PositionId {
        match chosen {
            Joint::Order { from, .. } => self.in_unit(from, Power::DirectCommand, picks),
            Joint::SettleConflict(orders) => {
                let watch = self.case.watch(&Subject::Conflict(orders[1].clone()));
                let settler = watch.map_or(&self.case.desk, |watch| &watch.unit);
                self.in_unit(settler, Power::Settle, picks)
            }
            Joint::Supervise | Joint::Split | Joint::MergeOpen | Joint::Join => {
                self.above(&["lead", "chief"], picks)
            }
            Joint::SignSupervision(_, unit) => self.in_unit(unit, Power::Sign, picks),
            Joint::AuditRelay(_, unit) => self.in_unit(unit, Power::AuditRelay, picks),
            Joint::AnswerSupervision(_, unit) => self.in_unit(unit, Power::Feedback, picks),
            Joint::Discharge(_, unit) => self.in_unit(unit, Power::Supervise, picks),
            Joint::Convene => {
                let unit = self.lead_or_desk(picks);
                self.in_unit(&unit, Power::Convene, picks)
            }
            Joint::StatePosition(_, unit) => self.in_unit(unit, Power::StatePosition, picks),
            Joint::Conclude(_, unit) => self.in_unit(unit, Power::Convene, picks),
            Joint::AskHelp => {
                let unit = self.lead_or_desk(picks);
                self.in_unit(&unit, Power::AskHelp, picks)
            }
            Joint::AnswerHelp(_, unit) | Joint::WithdrawHelp(_, unit) => {
                self.in_unit(unit, Power::AskHelp, picks)
            }
            Joint::PlanTask => {
                let unit = self.lead_or_desk(picks);
                self.in_unit(&unit, Power::PlanTask, picks)
            }
            Joint::FinishTask(_, unit) => self.in_unit(unit, Power::FinishTask, picks),
            Joint::AskCountersign(_) => {
                let unit = self.lead_or_desk(picks);
                self.in_unit(&unit, Power::AskCountersign, picks)
            }
            Joint::Countersign(_, unit) | Joint::LiftObjection(_, unit) => {
                self.in_unit(unit, Power::Countersign, picks)
            }
            Joint::WithdrawStatement(_, unit) => self.in_unit(unit, Power::DraftStatement, picks),
            Joint::Forward
            | Joint::Sitrep(_)
            | Joint::Reaction
            | Joint::Contest
            | Joint::LookAgain
            | Joint::Link => self.above(&["duty", "lead"], picks),
        }
    }

    /// Somebody in a unit who has a power; anybody at all where nobody has it.
    fn in_unit(&self, unit: &UnitId, power: Power, picks: &mut Picks) -> PositionId {
        let world = self.bench.world;
        let Some(found) = world.region.unit(unit) else { return PositionId::of(unit, "liaison") };
        let kinds = world.region.positions.iter().filter(|kind| kind.on.contains(&found.kind));
        let may = |kind: &str| world.mechanism.grant(kind, found, power).is_some();
        let able: Vec<&str> = kinds.map(|kind| kind.id.as_str()).filter(|id| may(id)).collect();
        PositionId::of(unit, picks.one(&able).copied().unwrap_or("liaison"))
    }

    pub(super) fn joint_command(&self, chosen: &Joint, picks: &mut Picks) -> Command {
        let case = self.case;
        match chosen.clone() {
            Joint::Forward => {
                Command::Forward { to: self.near_unit(picks), note: "for your notice".to_owned() }
            }
            Joint::Order { to, .. } => Command::Dispatch {
                order: OrderId::new(format!("O{}", case.orders.len() + 1)),
                to,
                task: "see to it at once".to_owned(),
                urgency: if picks.rarely(3) { Urgency::Urgent } else { Urgency::Normal },
            },
            Joint::SettleConflict(orders) => Command::SettleConflict {
                keep: orders[picks.below(2)].clone(),
                reason: "the later one knows more".to_owned(),
            },
            Joint::Supervise => Command::Supervise {
                supervision: SupervisionId::new(format!("D{}", case.supervisions.len() + 1)),
                to: self.supervised(picks),
                demand: "account for the delay".to_owned(),
            },
            Joint::SignSupervision(supervision, _) => Command::SignSupervision { supervision },
            Joint::AnswerSupervision(supervision, _) => {
                Command::AnswerSupervision { supervision, text: "a part was late".to_owned() }
            }
            Joint::Discharge(supervision, _) => {
                Command::DischargeSupervision { supervision, reason: "accounted for".to_owned() }
            }
            Joint::Link => Command::LinkCase {
                other: self.other(picks),
                relation: [Relation::Related, Relation::SplitInto, Relation::PartOf]
                    [picks.below(3)],
            },
            Joint::AuditRelay(relay, _) => Command::AuditRelay {
                relay,
                verdict: [
                    RelayVerdict::Faithful,
                    RelayVerdict::Softened,
                    RelayVerdict::Exaggerated,
                    RelayVerdict::Unsupported,
                ][picks.below(4)],
                reason: "read side by side".to_owned(),
                seed: (picks.below(2) == 0).then(|| Digest::of(&[picks.below(200) as u8])),
            },
            Joint::LiftObjection(statement, _) => {
                Command::LiftObjection { statement, reason: "it was put right".to_owned() }
            }
            Joint::WithdrawStatement(statement, _) => {
                Command::WithdrawStatement { statement, reason: "it is out of date".to_owned() }
            }
            Joint::WithdrawHelp(request, _) => {
                Command::WithdrawHelp { request, reason: "we found it ourselves".to_owned() }
            }
            Joint::Split => self.split(picks),
            Joint::MergeOpen => Command::Merge {
                into: self.other(picks),
                reason: "the same matter after all".to_owned(),
            },
            Joint::Join => Command::Join {
                title: "brown water everywhere".to_owned(),
                parts: vec![case.id.clone(), self.other(picks)],
                how: [Joining::Merged, Joining::Linked][picks.below(2)],
                reason: "one pipe feeds them all".to_owned(),
            },
            Joint::Reaction => Command::RecordReaction {
                before: picks.below(8) as u32,
                after: picks.below(30) as u32,
            },
            Joint::Contest => Command::Contest {
                reason: "it is still brown".to_owned(),
                evidence: self.new_evidence(picks.below(2), picks),
            },
            Joint::LookAgain => Command::LookAgain { reason: "it is as we said".to_owned() },
            Joint::Sitrep(kind) => Command::FileSitrep {
                kind: if picks.rarely(6) { SitrepKind::Final } else { kind },
                text: "what is known".to_owned(),
                cites: self.cites(case),
                compared: None,
            },
            other => self.consulting(other, picks),
        }
    }

    /// Some areas, some remits, or some of both, which may be all there are.
    fn split(&self, picks: &mut Picks) -> Command {
        let case = self.case;
        let (areas, remits) = (case.areas.len(), case.remits.len());
        let shape = if areas > 1 { 0 } else { 1 };
        let shape = if picks.rarely(4) { picks.below(3) } else { shape };
        let area = picks.one(&case.areas).cloned().filter(|_| shape != 1 && areas > 0);
        let remit = picks.one(&case.remits).cloned().filter(|_| shape != 0 && remits > 0);
        let piece = case.evidence.first().map(|piece| piece.id.clone());
        Command::Split {
            into: super::moves::new_case(self.bench),
            title: (picks.below(2) == 0).then(|| "the smell".to_owned()),
            areas: area.into_iter().collect(),
            remits: remit.into_iter().collect(),
            evidence: piece.into_iter().filter(|_| picks.below(2) == 0).collect(),
            reason: "it is another matter".to_owned(),
        }
    }

    fn consulting(&self, chosen: Joint, picks: &mut Picks) -> Command {
        let case = self.case;
        match chosen {
            Joint::Convene => Command::Convene {
                consultation: ConsultationId::new(format!("M{}", case.consultations.len() + 1)),
                invited: vec![self.near_unit(picks), self.near_unit(picks)],
                question: "who says what".to_owned(),
            },
            Joint::StatePosition(consultation, _) => Command::StatePosition {
                consultation,
                stance: [Stance::Agrees, Stance::Dissents, Stance::Abstains][picks.below(3)],
                text: "as we see it".to_owned(),
            },
            Joint::Conclude(consultation, _) => {
                Command::Conclude { consultation, decision: "one text, by the lead".to_owned() }
            }
            Joint::AskHelp => Command::AskHelp {
                request: RequestId::new(format!("H{}", case.requests.len() + 1)),
                to: self.near_unit(picks),
                text: "lend us a pump".to_owned(),
            },
            Joint::AnswerHelp(request, _) => Command::AnswerHelp {
                request,
                text: "it is on its way".to_owned(),
                evidence: self.new_evidence(picks.below(2), picks),
            },
            Joint::PlanTask => Command::PlanTask {
                owner: self.lead_or_desk(picks),
                text: "flush the pipes".to_owned(),
                after: case
                    .tasks
                    .last()
                    .map(|task| task.no)
                    .filter(|_| picks.below(2) == 0)
                    .into_iter()
                    .collect(),
                by: self.bench.now + SignedDuration::from_hours(1 + picks.below(200) as i64),
            },
            Joint::FinishTask(no, _) => Command::FinishTask {
                no,
                evidence: case.evidence.last().map(|e| e.id.clone()).into_iter().collect(),
            },
            Joint::AskCountersign(statement) => {
                Command::AskCountersign { statement, units: vec![self.near_unit(picks)] }
            }
            Joint::Countersign(statement, _) => Command::Countersign {
                statement,
                objection: picks.rarely(4).then(|| "the number is wrong".to_owned()),
            },
            other => unreachable!("{other:?} is handled before"),
        }
    }

    /// Who accounts: mostly the lead or a unit nearby.
    fn supervised(&self, picks: &mut Picks) -> UnitId {
        let lead = self.lead().filter(|_| picks.below(2) == 0);
        lead.unwrap_or_else(|| self.near_unit(picks))
    }

    fn cites(&self, case: &Case) -> Vec<Cite> {
        let finding = case.open_findings().last().map(|finding| Cite::Finding(finding.no));
        let evidence = case.evidence.last().map(|e| Cite::Evidence(e.id.clone()));
        finding.into_iter().chain(evidence).collect()
    }

    /// Any of these moves, about things that exist or do not.
    pub(super) fn any_joint(&self, picks: &mut Picks) -> Joint {
        let (from, unit) = (self.any_unit(picks), self.any_unit(picks));
        let number = 1 + picks.below(2);
        let order = |number: usize| OrderId::new(format!("O{number}"));
        let supervision = SupervisionId::new(format!("D{number}"));
        let consultation = ConsultationId::new(format!("M{number}"));
        let statement = StatementId::new(format!("S{number}"));
        let kinds = [SitrepKind::First, SitrepKind::FollowUp, SitrepKind::Final];
        let moves = [
            Joint::Forward,
            Joint::Order { from, to: unit.clone() },
            Joint::SettleConflict([order(number), order(number + 1)]),
            Joint::Supervise,
            Joint::SignSupervision(supervision.clone(), unit.clone()),
            Joint::AnswerSupervision(supervision.clone(), unit.clone()),
            Joint::Discharge(supervision, unit.clone()),
            Joint::Convene,
            Joint::StatePosition(consultation.clone(), unit.clone()),
            Joint::Conclude(consultation, unit.clone()),
            Joint::AskHelp,
            Joint::AnswerHelp(RequestId::new(format!("H{number}")), unit.clone()),
            Joint::PlanTask,
            Joint::FinishTask(number as u32, unit.clone()),
            Joint::Sitrep(kinds[picks.below(3)]),
            Joint::Reaction,
            Joint::Contest,
            Joint::LookAgain,
            Joint::Link,
            Joint::AuditRelay(number as u32, unit.clone()),
            Joint::Split,
            Joint::MergeOpen,
            Joint::AskCountersign(statement.clone()),
            Joint::Countersign(statement.clone(), unit.clone()),
            Joint::LiftObjection(statement.clone(), unit.clone()),
            Joint::WithdrawStatement(statement, unit.clone()),
            Joint::WithdrawHelp(RequestId::new(format!("H{number}")), unit),
        ];
        moves[picks.below(moves.len())].clone()
    }

    /// Whether a unit is a desk.
    pub(super) fn is_desk(&self, unit: &UnitId) -> bool {
        self.bench.world.region.unit(unit).is_some_and(|unit| unit.kind == UnitKind::Desk)
    }
}

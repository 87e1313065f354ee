//! Simulated officials: what the offices of a case would do next, and when.
//!
//! A behaviour is a function of the case, the context and the seed. It sees what a real official
//! sees, uses the same commands and is refused like anybody else. Shares of late, empty and
//! contested work are assumptions, named below; they are no finding about any real office.

use super::chance::Chance;
use jiff::SignedDuration;
use tandem_core::case::{
    Actor, Case, Cite, Command, Context, DeclineGround, Evidence, EvidenceKind, FeedbackVerdict,
    NewFinding, Order, OrderEnd, OrderRole, OrderState, Phase, Progress, Promise, SitrepKind,
    Statement, StatementKind, StatementState, Subject, TrackKind, TrackState, Urgency, next_hop,
};
use tandem_core::mechanism::RiskLevel;
use tandem_core::{
    ChecklistId, Digest, EvidenceId, OrderId, PersonId, PositionId, StatementId, Timestamp, UnitId,
};

/// Shares of behaviour, each an assumption of the demo.
mod share {
    pub(super) const DESK_ASLEEP: f64 = 0.03;
    pub(super) const DECLINED: f64 = 0.06;
    pub(super) const SIGNED_LATE: f64 = 0.14;
    pub(super) const NEVER_SIGNED: f64 = 0.02;
    pub(super) const SENT_BACK: f64 = 0.08;
    pub(super) const FEEDBACK_LATE: f64 = 0.15;
    pub(super) const FEEDBACK_EMPTY: f64 = 0.12;
    pub(super) const INTERIM_FIRST: f64 = 0.25;
    pub(super) const FIGURES_DIFFER: f64 = 0.15;
    pub(super) const REFUTED: f64 = 0.08;
    pub(super) const CONTESTED: f64 = 0.07;
    pub(super) const PROMISED: f64 = 0.2;
    pub(super) const TICKED: f64 = 0.8;
}

/// Assisting units that get an order of their own, at most.
const ASSISTING_ORDERED: usize = 2;

/// What somebody would do, and when.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) at: Timestamp,
    pub(super) by: Actor,
    pub(super) command: Command,
}

/// What the desk was told of the matter.
#[derive(Clone, Copy, Debug)]
pub(super) struct Brief<'a> {
    pub(super) proposed: RiskLevel,
    pub(super) reason: &'a str,
}

/// The next thing that anybody does on a case; `None` when nobody will do anything more.
pub(super) fn next(
    case: &Case,
    ctx: &Context<'_>,
    brief: Brief<'_>,
    chance: Chance,
) -> Option<Plan> {
    let office = Office { case, ctx, brief, chance };
    let plans = match case.phase {
        Phase::Received => vec![office.triage()],
        Phase::Open => office.work(),
        Phase::Closed => vec![office.contest(), office.review()],
        _ => Vec::new(),
    };
    plans.into_iter().flatten().min_by_key(|plan| plan.at)
}

struct Office<'a> {
    case: &'a Case,
    ctx: &'a Context<'a>,
    brief: Brief<'a>,
    chance: Chance,
}

impl Office<'_> {
    fn of(&self, question: &str, about: &[&str]) -> f64 {
        let mut parts = vec![self.case.id.as_str()];
        parts.extend(about);
        self.chance.of(question, &parts)
    }

    fn minutes(&self, question: &str, about: &[&str], least: i64, most: i64) -> SignedDuration {
        let mut parts = vec![self.case.id.as_str()];
        parts.extend(about);
        self.chance.minutes(question, &parts, least, most)
    }

    fn actor(&self, unit: &UnitId, position: &str) -> Actor {
        let position = PositionId::of(unit, position);
        Actor::Person { person: PersonId::new(format!("sim:{position}")), position }
    }

    fn plan(&self, at: Timestamp, unit: &UnitId, position: &str, command: Command) -> Option<Plan> {
        Some(Plan { at, by: self.actor(unit, position), command })
    }

    /// Offices other than a desk on watch work in office hours, unless the matter is grave.
    fn in_hours(&self, at: Timestamp) -> Timestamp {
        match self.case.risk {
            Some(RiskLevel::I | RiskLevel::II) => at,
            _ => self.ctx.calendar.next_open(at),
        }
    }

    fn triage(&self) -> Option<Plan> {
        let case = self.case;
        let asleep = self.of("asleep", &[]) < share::DESK_ASLEEP;
        let wait = if asleep { (200, 600) } else { (5, 70) };
        let at = case.received_at + self.minutes("triage", &[], wait.0, wait.1);
        let ordinary = self.brief.proposed == RiskLevel::IV && case.origin.complaints.is_empty();
        if ordinary && self.of("decline", &[]) < share::DECLINED {
            let command = Command::Decline {
                ground: DeclineGround::NotPublicMatter,
                reason: "【模拟】所述为个人见闻，未提出需要政府处理的事项".to_owned(),
            };
            return self.plan(at, &case.desk, "duty", command);
        }
        self.plan(at, &case.desk, "duty", Command::Accept)
    }

    fn work(&self) -> Vec<Option<Plan>> {
        let mut plans =
            vec![self.assess(), self.tell_upward(), self.assign(), self.dispatch(), self.settle()];
        plans.extend(self.case.orders.iter().map(|order| self.on_order(order)));
        plans.extend([self.settle_dispute(), self.speak(), self.verify(), self.close()]);
        plans.extend(self.case.commitments.iter().filter(|c| c.fulfilled.is_none()).map(|c| {
            let at = c.promise.by - SignedDuration::from_hours(20);
            let evidence = self.case.evidence.first()?.id.clone();
            let command = Command::FulfilCommitment { no: c.no, evidence: vec![evidence] };
            self.plan(at.max(self.case.last_at), &c.promise.owner, "head", command)
        }));
        plans
    }

    fn opened_at(&self) -> Timestamp {
        self.case.disposal.map_or(self.case.received_at, |track| track.since)
    }

    fn assess(&self) -> Option<Plan> {
        if self.case.risk.is_some() {
            return None;
        }
        let at = self.opened_at() + self.minutes("assess", &[], 5, 40);
        let reason = format!("【模拟】按研判建议定级：{}", self.brief.reason);
        self.plan(
            at,
            &self.case.desk,
            "duty",
            Command::Assess { level: self.brief.proposed, reason },
        )
    }

    /// The first account to the level above, and a follow-up once facts are there.
    fn tell_upward(&self) -> Option<Plan> {
        let case = self.case;
        let owed = case.watch(&Subject::Sitrep).is_some();
        let findings: Vec<Cite> =
            case.open_findings().map(|finding| Cite::Finding(finding.no)).collect();
        let (kind, since, cites, text) = match case.sitreps.len() {
            0 if owed => {
                let original = case.evidence.first()?.id.clone();
                let text = format!("【模拟】首报：{}。已受理，正在核实处置。", case.title);
                (SitrepKind::First, self.opened_at(), vec![Cite::Evidence(original)], text)
            }
            1 if !findings.is_empty() => {
                let latest = case.open_findings().map(|finding| finding.at).max()?;
                let text = format!("【模拟】续报：{}。核查情况见所引结论。", case.title);
                (SitrepKind::FollowUp, latest, findings, text)
            }
            _ => return None,
        };
        let about = case.sitreps.len().to_string();
        let at = since + self.minutes("sitrep", &[&about], 15, 130);
        self.plan(at, &case.desk, "duty", Command::FileSitrep { kind, text, cites, compared: None })
    }

    fn assign(&self) -> Option<Plan> {
        let lead = self.case.lead.as_ref()?;
        if lead.unit != self.case.desk || self.case.risk.is_none() {
            return None;
        }
        let at = self.case.lead_since + self.minutes("assign", &[], 45, 150);
        let command = Command::AssignLead { also_assisting: Vec::new() };
        self.plan(at, &self.case.desk, "duty", command)
    }

    /// Orders to the lead and to the first assisting units, again after work was refuted.
    fn dispatch(&self) -> Option<Plan> {
        let case = self.case;
        let lead = case.lead.as_ref().filter(|lead| lead.unit != case.desk)?;
        if case.watches.iter().any(|w| matches!(w.subject, Subject::Settlement(_))) {
            return None;
        }
        let disposal = case.disposal.filter(|track| track.state == TrackState::Open)?;
        let since = case.lead_since.max(disposal.since);
        let mut waiting = self.wanted().enumerate();
        let waiting = waiting.by_ref().filter(|(_, unit)| !self.has_had_order(unit, since));
        let (index, (issuer, unit)) = waiting
            .filter_map(|(index, unit)| Some((index, next_hop(self.case, self.ctx, unit)?)))
            .next()?;
        let relayed = unit != lead.unit && !lead.assisting.contains(&unit);
        let since = self.case.open_orders().map(|o| o.since).fold(since, |since, signed| {
            if issuer == case.desk { since } else { since.max(signed) }
        });
        let no = case.orders.len() + 1;
        let at = since.max(self.lapsed_at()) + self.minutes("dispatch", &[&no.to_string()], 6, 45);
        let at = at + SignedDuration::from_mins(index as i64);
        let urgent = matches!(case.risk, Some(RiskLevel::I | RiskLevel::II));
        let task = if relayed {
            format!("【模拟】请将“{}”转交所辖单位办理，汇总后反馈", case.title)
        } else if index == 0 {
            format!("【模拟】查明“{}”的情况，依法处置，并反馈核查结论和证据", case.title)
        } else {
            format!("【模拟】就“{}”协助牵头单位，提供本单位掌握的情况和证据", case.title)
        };
        let command = Command::Dispatch {
            order: OrderId::new(format!("o{no}")),
            to: unit,
            task,
            urgency: if urgent { Urgency::Urgent } else { Urgency::Normal },
        };
        self.plan(at, &issuer, "lead", command)
    }

    /// Units that the desk wants to work on the case.
    fn wanted(&self) -> impl Iterator<Item = &UnitId> {
        let lead = self.case.lead.iter();
        lead.flat_map(|lead| {
            std::iter::once(&lead.unit).chain(lead.assisting.iter().take(ASSISTING_ORDERED))
        })
    }

    /// Whether a desk that relays an order can report: all units below it have done their part.
    fn relayed(&self, desk: &UnitId) -> bool {
        let region = self.ctx.region;
        let Some(desk) = region.unit(desk) else { return true };
        let below = |unit: &&UnitId| {
            region.unit(unit).is_some_and(|unit| region.contains(&desk.area, &unit.area))
        };
        self.wanted().filter(below).all(|unit| {
            let mut orders = self.case.orders.iter().filter(|order| &order.to == unit);
            orders.next_back().is_some_and(|order| !order.is_open())
        })
    }

    fn has_had_order(&self, unit: &UnitId, since: Timestamp) -> bool {
        self.case.orders.iter().any(|order| {
            let settled = match order.state {
                OrderState::Ended(OrderEnd::Completed) => {
                    self.case.disposal.is_some_and(|track| order.issued_at >= track.since)
                }
                OrderState::Ended(OrderEnd::SentBack) => order.issued_at >= since,
                OrderState::Ended(_) => false,
                _ => true,
            };
            &order.to == unit && settled
        })
    }

    fn lapsed_at(&self) -> Timestamp {
        let ended = |order: &&Order| order.state == OrderState::Ended(OrderEnd::Lapsed);
        let lapsed = self.case.orders.iter().filter(ended).map(|order| order.since);
        lapsed.max().unwrap_or(Timestamp::MIN)
    }

    fn on_order(&self, order: &Order) -> Option<Plan> {
        match order.state {
            OrderState::Issued => self.sign_or_object(order),
            OrderState::Restated => {
                let at = order.since + self.minutes("confirm", &[order.id.as_str()], 1, 12);
                let command = Command::ConfirmReadBack { order: order.id.clone() };
                self.plan(at, &self.judge(order), "duty", command)
            }
            OrderState::Signed => self.feed_back(order),
            OrderState::Answered => {
                let at = order.since + self.minutes("judge", &[order.id.as_str()], 20, 240);
                let verdict = if order.empty_feedback {
                    FeedbackVerdict::Return {
                        reason: "【模拟】反馈没有核查结论和证据，请补充后再报".to_owned(),
                    }
                } else {
                    FeedbackVerdict::Accept
                };
                let command = Command::JudgeFeedback { order: order.id.clone(), verdict };
                self.plan(self.in_hours(at), &self.judge(order), "duty", command)
            }
            OrderState::Ended(_) => None,
        }
    }

    fn sign_or_object(&self, order: &Order) -> Option<Plan> {
        let about = [order.id.as_str()];
        if let Some(plan) = self.object(order) {
            return Some(plan);
        }
        let roll = self.of("sign", &about);
        let never = share::NEVER_SIGNED;
        let late = roll < never + share::SIGNED_LATE;
        let own = if late {
            self.minutes("late", &about, 900, 4_300)
        } else {
            self.minutes(
                "prompt",
                &about,
                4,
                if order.urgency == Urgency::Urgent { 24 } else { 260 },
            )
        };
        let mut at = self.in_hours(order.issued_at + own);
        let climbed = self.climbed(&Subject::Receipt(order.id.clone()));
        if let Some(climbed) = climbed.filter(|_| roll >= never) {
            at = at.min(climbed + self.minutes("pressed", &about, 15, 200)).max(climbed);
        } else if roll < never {
            return None;
        }
        let restated = (order.urgency == Urgency::Urgent).then(|| {
            let lead = self.case.lead.as_ref().map_or("", |lead| lead.unit.as_str());
            format!("【模拟】收到：由{lead}牵头，任务为“{}”，按期反馈", order.task)
        });
        let command = Command::Sign { order: order.id.clone(), restated };
        self.plan(at, &order.to, "liaison", command)
    }

    /// An assisting unit holds that the matter is the lead's alone.
    fn object(&self, order: &Order) -> Option<Plan> {
        let case = self.case;
        let lead = case.lead.as_ref()?;
        let objects = order.role == OrderRole::Assisting
            && self.of("object", &[order.to.as_str()]) < share::SENT_BACK
            && !case.bound.contains(&order.to)
            && lead.unit != order.to;
        let evidence = case.evidence.first().filter(|_| objects)?.id.clone();
        let unit = self.ctx.region.unit(&order.to)?;
        let remit = case.remits.first()?;
        let area = self.ctx.region.area(&unit.area)?;
        let own = self.ctx.region.lead_of(area, remit).is_some_and(|(u, _)| u.id == unit.id);
        let at = self.in_hours(order.issued_at + self.minutes("object at", &[], 20, 150));
        let in_time = order.send_back_by.as_ref().is_none_or(|limit| at <= limit.at);
        if own || !in_time {
            return None;
        }
        let command = Command::SendBack {
            order: order.id.clone(),
            remit: remit.clone(),
            evidence: vec![evidence],
            proposed: lead.unit.clone(),
            reason: "【模拟】该事项由牵头单位主管，本单位无相应职责".to_owned(),
        };
        self.plan(at, &order.to, "liaison", command)
    }

    fn climbed(&self, subject: &Subject) -> Option<Timestamp> {
        self.case.watch(subject)?.climbed_at
    }

    fn feed_back(&self, order: &Order) -> Option<Plan> {
        let relays = order.role == OrderRole::Relaying;
        if self.in_conflict(order) || (relays && !self.relayed(&order.to)) {
            return None;
        }
        let round = self.rounds(order);
        let about = [order.id.as_str(), round.as_str()];
        let due = self.case.watch(&Subject::Feedback(order.id.clone()))?.deadline.at;
        let span = due.duration_since(order.issued_at).as_mins();
        let late = self.of("feedback late", &about) < share::FEEDBACK_LATE;
        let (least, most) =
            if late { (span + 30, span + span / 2 + 600) } else { (span / 8 + 5, span * 3 / 4) };
        let own = order.since + self.minutes("feedback", &about, least, most.max(least + 1));
        let mut at = self.in_hours(own);
        if relays {
            let done = self.case.orders.iter().map(|order| order.since).max()?;
            at = at.min(self.in_hours(done + self.minutes("relay", &about, 30, 600))).max(done);
        }
        if let Some(climbed) = self.climbed(&Subject::Feedback(order.id.clone())) {
            at = at.min(climbed + self.minutes("pressed", &about, 30, 300)).max(order.since);
        }
        let first = order.answered_by.is_none();
        if first && self.of("interim", &about) < share::INTERIM_FIRST {
            let halfway = order.since + at.duration_since(order.since) / 2;
            let command = Command::Feedback {
                order: order.id.clone(),
                text: "【模拟】已派人到现场，正在核实，进展续报".to_owned(),
                progress: Progress::Interim,
                evidence: Vec::new(),
                findings: Vec::new(),
                compared: None,
            };
            return self.plan(self.in_hours(halfway), &order.to, "liaison", command);
        }
        let empty = order.empty_feedback.then_some(false);
        let empty = empty.unwrap_or_else(|| self.of("empty", &about) < share::FEEDBACK_EMPTY);
        let command = if empty { self.empty_account(order) } else { self.account(order, &about) };
        self.plan(at, &order.to, "liaison", command)
    }

    /// Who judges an order: who gave it, or the case's desk where a relaying desk is out of it.
    fn judge(&self, order: &Order) -> UnitId {
        let relays = self.case.open_orders().any(|open| open.to == order.issuer);
        let above = self.case.desk == order.issuer || self.case.ladder.contains(&order.issuer);
        if relays || above { order.issuer.clone() } else { self.case.desk.clone() }
    }

    fn in_conflict(&self, order: &Order) -> bool {
        self.case.conflicts.iter().any(|conflict| conflict.orders.contains(&order.id))
    }

    /// Something that differs between a first and a repeated feedback.
    fn rounds(&self, order: &Order) -> String {
        format!("{}", order.since.as_second())
    }

    fn empty_account(&self, order: &Order) -> Command {
        Command::Feedback {
            order: order.id.clone(),
            text: "【模拟】收悉，已按要求处理".to_owned(),
            progress: Progress::Complete,
            evidence: Vec::new(),
            findings: Vec::new(),
            compared: None,
        }
    }

    fn account(&self, order: &Order, about: &[&str]) -> Command {
        let name = format!("{}/{}/{}", self.case.id, order.id, about[1]);
        let digest = Digest::of(name.as_bytes());
        let evidence = Evidence {
            id: EvidenceId::from(&digest.to_string()[..12]),
            kind: EvidenceKind::Document,
            digest,
            title: format!("【模拟】{}的现场核查记录", self.unit_name(&order.to)),
        };
        let finding = |key: &str, value: String| NewFinding {
            key: key.to_owned(),
            value,
            evidence: vec![evidence.id.clone()],
            supersedes: self.superseded(order, key),
        };
        let mut findings = Vec::new();
        if order.role == OrderRole::Lead {
            findings.push(finding("处置措施", "【模拟】已到场处置，问题已消除".to_owned()));
        } else {
            let key = format!("{}的情况", self.unit_name(&order.to));
            findings.push(finding(&key, "【模拟】已提供所掌握的情况".to_owned()));
        }
        let differs = self.of("figures", about) < share::FIGURES_DIFFER;
        if order.role == OrderRole::Lead || differs {
            let affected = 10 + (self.of("affected", &[]) * 90.0) as u32 + u32::from(differs) * 3;
            findings.push(finding("涉及户数", format!("【模拟】{affected}户")));
        }
        Command::Feedback {
            order: order.id.clone(),
            text: "【模拟】已核查处置，结论和证据见附".to_owned(),
            progress: Progress::Complete,
            evidence: vec![evidence],
            findings,
            compared: None,
        }
    }

    /// A unit's own earlier finding on the key, which a new one replaces.
    fn superseded(&self, order: &Order, key: &str) -> Option<u32> {
        let own = self.case.open_findings().filter(|f| f.key == key && f.verifier == order.to);
        own.last().map(|finding| finding.no)
    }

    fn unit_name(&self, unit: &UnitId) -> &str {
        self.ctx.region.unit(unit).map_or("", |unit| unit.name.zh.as_str())
    }

    fn settle(&self) -> Option<Plan> {
        let case = self.case;
        let order = case
            .orders
            .iter()
            .find(|order| case.watch(&Subject::Settlement(order.id.clone())).is_some())?;
        let lead = case.lead.as_ref()?;
        let settler = &order.send_back.as_ref()?.settler;
        let at = order.since + self.minutes("settle", &[order.id.as_str()], 30, 300);
        let assisting = lead.assisting.iter().filter(|unit| *unit != &order.to).cloned().collect();
        let command = Command::Settle {
            order: Some(order.id.clone()),
            lead: lead.unit.clone(),
            assisting,
            reason: "【模拟】经核对责任清单，仍由原牵头单位负责，退单单位不再协办".to_owned(),
        };
        self.plan(self.in_hours(at), settler, "lead", command)
    }

    fn settle_dispute(&self) -> Option<Plan> {
        let key = self.case.disputes.first()?;
        let open: Vec<_> = self.case.open_findings().filter(|f| &f.key == key).collect();
        let latest = open.iter().map(|finding| finding.at).max()?;
        let lead = self.case.lead.as_ref()?;
        let kept = open.iter().find(|f| f.verifier == lead.unit).or(open.first())?;
        let at = latest + self.minutes("dispute", &[key], 60, 600);
        let command = Command::SettleDispute {
            key: key.clone(),
            keep: kept.no,
            reason: "【模拟】经会商核对原始记录，以牵头单位核查为准".to_owned(),
        };
        self.plan(self.in_hours(at), &self.case.desk, "lead", command)
    }

    fn speak(&self) -> Option<Plan> {
        let case = self.case;
        let lead = case.lead.as_ref()?;
        let pending = case.statements.iter().find(|statement| statement.is_pending());
        match pending {
            Some(statement) => self.carry_on(statement),
            None if lead.unit == case.desk => None,
            None => self.write(&lead.unit),
        }
    }

    fn carry_on(&self, statement: &Statement) -> Option<Plan> {
        let about = [statement.id.as_str()];
        let disputed = |no: &u32| {
            let finding = self.case.finding(*no);
            finding
                .is_some_and(|f| f.superseded_by.is_some() || self.case.disputes.contains(&f.key))
        };
        let stuck = statement.cites.iter().any(|c| matches!(c, Cite::Finding(no) if disputed(no)));
        if stuck {
            return None;
        }
        let (position, least, most, command) = match statement.state {
            StatementState::Draft => {
                ("head", 10, 90, Command::ApproveStatement { statement: statement.id.clone() })
            }
            _ => ("spokes", 5, 40, Command::PublishStatement { statement: statement.id.clone() }),
        };
        let at = statement.since + self.minutes(position, &about, least, most);
        self.plan(at, &statement.unit, position, command)
    }

    fn write(&self, lead: &UnitId) -> Option<Plan> {
        let case = self.case;
        let published = |kind| case.statements.iter().any(|s| s.kind == kind);
        let ready = case.disposal.is_some_and(|track| track.state != TrackState::Open);
        let answered = case.track(TrackKind::Response)?.state != TrackState::Open;
        let findings: Vec<Cite> = case
            .open_findings()
            .filter(|finding| !case.disputes.contains(&finding.key))
            .map(|finding| Cite::Finding(finding.no))
            .collect();
        let evidence = || case.evidence.first().map(|piece| Cite::Evidence(piece.id.clone()));
        let (kind, cites, since) = if ready && !answered && !findings.is_empty() {
            (StatementKind::Final, findings, case.disposal?.since)
        } else if !published(StatementKind::Notice) && !answered {
            (StatementKind::Notice, vec![evidence()?], case.lead_since)
        } else if case.watch(&Subject::Briefing).is_some() && !answered {
            (StatementKind::Briefing, vec![evidence()?], case.lead_since)
        } else if case.watch(&Subject::Answer).is_some() && !findings.is_empty() && !answered {
            let latest = case.open_findings().map(|finding| finding.at).max()?;
            (StatementKind::Progress, findings, latest)
        } else {
            return None;
        };
        let no = case.statements.len() + 1;
        let about = no.to_string();
        let at = (since + self.minutes("write", &[&about], 25, 200)).max(case.last_at);
        let command = Command::DraftStatement {
            statement: StatementId::new(format!("s{no}")),
            kind,
            text: self.text(kind),
            cites,
            promises: self.promises(kind, lead, at),
            corrects: None,
            ticked: self.ticked(kind),
            explained: None,
        };
        self.plan(at, lead, "editor", command)
    }

    fn text(&self, kind: StatementKind) -> String {
        let title = &self.case.title;
        match kind {
            StatementKind::Notice => {
                format!("【模拟】关于“{title}”，我们已关注到相关情况，正在核实，将及时公布进展。")
            }
            StatementKind::Briefing => {
                format!("【模拟】关于“{title}”的新闻发布会：已知情况、正在采取的措施和下一步安排。")
            }
            StatementKind::Progress => {
                format!("【模拟】关于“{title}”的进展：已核查的情况见所引结论，处置仍在进行。")
            }
            _ => format!("【模拟】关于“{title}”：已处置完毕并经核验，情况见所引结论。"),
        }
    }

    /// What a kind of statement requires is seen to; the rest mostly.
    fn ticked(&self, kind: StatementKind) -> Vec<ChecklistId> {
        let points = self.ctx.mechanism.checklist.iter();
        let seen = points.filter(|item| {
            item.required_for.contains(&kind)
                || self.of("tick", &[item.id.as_str()]) < share::TICKED
        });
        seen.map(|item| item.id.clone()).collect()
    }

    fn promises(&self, kind: StatementKind, lead: &UnitId, at: Timestamp) -> Vec<Promise> {
        let promised = kind == StatementKind::Progress && self.of("promise", &[]) < share::PROMISED;
        let by = at + SignedDuration::from_hours(24 * 20);
        let promise = Promise {
            text: "【模拟】二十日内完成同类问题排查".to_owned(),
            owner: lead.clone(),
            by,
        };
        promised.then_some(promise).into_iter().collect()
    }

    fn verify(&self) -> Option<Plan> {
        let case = self.case;
        let watch = case.watch(&Subject::Verification)?;
        let last = case.orders.iter().map(|order| order.since).max()?;
        let round = last.as_second().to_string();
        let at = self.in_hours(last + self.minutes("verify", &[&round], 90, 900));
        let solved = self.of("refuted", &[&round]) >= share::REFUTED;
        let reason = if solved {
            "【模拟】实地核验并回访，问题已解决"
        } else {
            "【模拟】实地核验发现问题仍在，与反馈不符"
        };
        let command = Command::Verify { solved, reason: reason.to_owned(), evidence: Vec::new() };
        self.plan(at, &watch.unit, "duty", command)
    }

    fn close(&self) -> Option<Plan> {
        let case = self.case;
        let (disposal, response) = (case.disposal?, case.response?);
        let ready = disposal.state != TrackState::Open && response.state != TrackState::Open;
        let promised = case.commitments.iter().any(|c| c.fulfilled.is_none());
        let free = case.open_orders().next().is_none() && case.disputes.is_empty();
        if !ready || promised || !free {
            return None;
        }
        let kept = case.commitments.iter().filter_map(|c| c.fulfilled).max();
        let since = disposal.since.max(response.since).max(kept.unwrap_or(Timestamp::MIN));
        let at = self.in_hours(since + self.minutes("close", &[], 30, 400));
        let summary = "【模拟】问题已解决并经核验，最终通报已发布".to_owned();
        self.plan(at, &case.desk, "lead", Command::Close { summary })
    }

    /// A closure that the public contests: the case is looked at again.
    fn contest(&self) -> Option<Plan> {
        let case = self.case;
        if case.reopened > 0 || self.of("contested", &[]) >= share::CONTESTED {
            return None;
        }
        let closed = case.disposal?.since;
        let at = self.in_hours(closed + self.minutes("contest", &[], 1_500, 7_000));
        let digest = Digest::of(format!("{}/contest", case.id).as_bytes());
        let evidence = Evidence {
            id: EvidenceId::from(&digest.to_string()[..12]),
            kind: EvidenceKind::Complaint,
            digest,
            title: "【模拟】公众对办结提出异议".to_owned(),
        };
        let command = Command::Reopen {
            reason: "【模拟】公众反映问题并未解决，予以重办".to_owned(),
            evidence: vec![evidence],
        };
        self.plan(at, &case.desk, "lead", command)
    }

    fn review(&self) -> Option<Plan> {
        let case = self.case;
        if case.review.is_some() {
            return None;
        }
        let closed = case.disposal?.since.max(case.response?.since);
        let at = self.in_hours(closed + self.minutes("review", &[], 8_000, 24_000));
        let late = case.orders.iter().filter(|order| order.extensions > 0).count();
        let lessons = format!(
            "【模拟】交办{}件，延期{late}件，重办{}次；建议补充责任清单并加强首报",
            case.orders.len(),
            case.reopened
        );
        self.plan(at, &case.desk, "chief", Command::Review { lessons })
    }
}

//! Entries and cases as text.

use std::cell::RefCell;
use std::collections::BTreeSet;
use tandem_core::case::{
    Author, Case, Context, Entry, Order, OrderState, Phase, Statement, StatementState, TrackKind,
    Watch,
};
use tandem_core::directory::{self, Directory};
use tandem_core::mechanism::ChecklistItem;
use tandem_core::mechanism::Power;
use tandem_core::words::{self, Names};
use tandem_core::{
    AreaId, CaseId, ChecklistId, Lang, MechanismId, PositionId, RemitId, Timestamp, UnitId,
};
use tandem_engine::{Head, RelaySample};

/// How a reader wants things said.
pub(super) struct Reading<'a> {
    pub(super) lang: Lang,
    pub(super) ctx: Context<'a>,
}

/// Names that tell the source of a rule where the rule comes up for the first time, and its id
/// alone from then on.
pub(super) struct Brief<'a> {
    pub(super) ctx: Context<'a>,
    pub(super) told: &'a RefCell<BTreeSet<String>>,
}

impl Names for Brief<'_> {
    fn unit(&self, id: &UnitId, lang: Lang) -> String {
        Names::unit(&self.ctx, id, lang)
    }
    fn area(&self, id: &AreaId, lang: Lang) -> String {
        Names::area(&self.ctx, id, lang)
    }
    fn remit(&self, id: &RemitId, lang: Lang) -> String {
        Names::remit(&self.ctx, id, lang)
    }
    fn position(&self, id: &PositionId, lang: Lang) -> String {
        Names::position(&self.ctx, id, lang)
    }
    fn mechanism(&self, id: &MechanismId, lang: Lang) -> String {
        Names::mechanism(&self.ctx, id, lang)
    }
    fn checklist_item(&self, id: &ChecklistId, lang: Lang) -> String {
        self.ctx.checklist_item(id, lang)
    }
    fn time(&self, at: Timestamp) -> String {
        self.ctx.time(at)
    }
    fn source_of(&self, rule: &str, lang: Lang) -> Option<String> {
        let first = self.told.borrow_mut().insert(rule.to_owned());
        if first { self.ctx.source_of(rule, lang) } else { None }
    }
}

impl Reading<'_> {
    pub(super) fn say(&self, zh: String, en: String) -> String {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    pub(super) fn unit(&self, id: &UnitId) -> String {
        Names::unit(&self.ctx, id, self.lang)
    }

    fn units(&self, ids: &[UnitId]) -> String {
        let names: Vec<String> = ids.iter().map(|id| self.unit(id)).collect();
        names.join(self.lang.pick("、", ", "))
    }

    /// A case's entries as sentences, under a line that says when, about which case and by whom.
    pub(super) fn entries(
        &self,
        case: &CaseId,
        entries: &[Entry],
        names: &dyn Names,
    ) -> Vec<String> {
        let told = entries
            .iter()
            .map(|entry| ((entry.at, &entry.by), words::entry(entry, self.lang, names)));
        self.under_heads(case.as_str(), told)
    }

    /// Entries of an area's directory, told in the same way.
    pub(super) fn office(
        &self,
        directory: &Directory,
        entries: &[directory::Entry],
        names: &dyn Names,
    ) -> Vec<String> {
        let area = &directory.area;
        let told = entries.iter().map(|entry| {
            ((entry.at, &entry.by), words::directory_entry(area, entry, self.lang, names))
        });
        self.under_heads(area.as_str(), told)
    }

    /// Sentences; a line above says when and by whom, wherever that changes.
    fn under_heads<'e>(
        &self,
        about: &str,
        told: impl Iterator<Item = ((Timestamp, &'e Author), String)>,
    ) -> Vec<String> {
        let mut lines = Vec::new();
        let mut above = None;
        for (head, sentence) in told {
            if above != Some(head) {
                let (time, who) = (self.ctx.time(head.0), self.who(head.1));
                lines.push(format!("{time} {about} {who}"));
                above = Some(head);
            }
            lines.push(format!("  {sentence}"));
        }
        lines
    }

    /// Who is on watch in an area, position by position, and who should be.
    pub(super) fn duty(&self, area: &AreaId, at: Timestamp) -> Vec<String> {
        let Some(desk) = self.ctx.region.desk(area) else {
            return vec![self.say(format!("没有区域{area}"), format!("there is no area {area}"))];
        };
        let directory = self.ctx.directories.of(area);
        let mut lines = Vec::new();
        for kind in &self.ctx.region.positions {
            if self.ctx.mechanism.grant(&kind.id, desk, Power::TakeWatch).is_none() {
                continue;
            }
            let position = PositionId::of(&desk.id, &kind.id);
            let name = self.ctx.position(&position, self.lang);
            let watch = directory.map(|directory| directory.on_watch(&position, at));
            let holder = watch.and_then(|watch| watch.holder).map_or_else(
                || self.say("无人值班".to_owned(), "nobody is on watch".to_owned()),
                |shift| {
                    let (person, no) = (&shift.person, shift.no);
                    let since = shift.taken_at.map(|at| self.ctx.time(at)).unwrap_or_default();
                    self.say(
                        format!("{person}（第{no}班，{since}接班）"),
                        format!("{person} (watch {no}, since {since})"),
                    )
                },
            );
            let late = watch.and_then(|watch| watch.late).map_or_else(String::new, |shift| {
                let (person, no) = (&shift.person, shift.no);
                self.say(
                    format!("；应接班：{person}（第{no}班）"),
                    format!("; should have it: {person} (watch {no})"),
                )
            });
            lines.push(
                self.say(format!("{name}：{holder}{late}"), format!("{name}: {holder}{late}")),
            );
        }
        lines
    }

    /// A position with its unit, and the person where it is not the position itself.
    fn who(&self, author: &Author) -> String {
        if self.ctx.region.position(&author.position).is_none() {
            let rule = match author.basis.as_str() {
                "promise" => self.lang.pick("公开承诺", "promise"),
                "task" => self.lang.pick("办理任务", "task"),
                "succession" => self.lang.pick("单位承接", "succession"),
                "settlement" => self.lang.pick("权责裁定", "settlement"),
                rule => rule,
            };
            return self.say(format!("工作机制（{rule}）"), format!("the mechanism ({rule})"));
        }
        let position = self.ctx.position(&author.position, self.lang);
        let person = author.person.as_str();
        if PositionId::from(person) == author.position {
            return position;
        }
        let acting = author.delegation.map_or_else(String::new, |no| {
            self.say(format!("，受委托{no}"), format!(", by delegation {no}"))
        });
        let key = author.key.map_or_else(String::new, |no| {
            self.say(format!("，程序以密钥{no}"), format!(", by a program with key {no}"))
        });
        let acting = format!("{acting}{key}");
        self.say(
            format!("{position}（{person}{acting}）"),
            format!("{position} ({person}{acting})"),
        )
    }

    /// Where a case stands.
    pub(super) fn case(&self, case: &Case) -> Vec<String> {
        let mut lines = vec![self.heading(case), self.scope(case)];
        lines.extend(case.links.iter().map(|link| self.link(link)));
        lines.extend(self.lead(case));
        lines.extend(self.tracks(case));
        lines.extend(case.orders.iter().map(|order| self.order(order)));
        lines.extend(case.watches.iter().map(|watch| self.watch(case, watch)));
        lines.extend(self.findings(case));
        lines.extend(case.sitreps.iter().map(|sitrep| self.sitrep(sitrep)));
        lines.extend(case.statements.iter().map(|statement| self.statement(case, statement)));
        lines.extend(self.commitments(case));
        lines.extend(self.end(case));
        lines
    }

    fn heading(&self, case: &Case) -> String {
        let phase = words::phase(&case.phase);
        let phase = match &case.phase {
            Phase::Merged(into) => {
                self.say(format!("并入案件{into}"), format!("merged into case {into}"))
            }
            _ => phase.get(self.lang).to_owned(),
        };
        let risk = case.risk.map(|risk| {
            let name = self.ctx.mechanism.risk_name(risk).map(|name| name.get(self.lang));
            let (name, risk) = (name.unwrap_or_default(), risk.as_str());
            self.say(format!("，{risk}级（{name}）"), format!(", risk level {risk} ({name})"))
        });
        let risk = risk.unwrap_or_else(|| self.say("，未定级".into(), ", not assessed".into()));
        let (id, title, desk) = (&case.id, &case.title, self.unit(&case.desk));
        let drill = if case.drill { self.lang.pick("【演练】", "[exercise] ") } else { "" };
        self.say(
            format!("{drill}案件{id}“{title}”：{phase}{risk}，由{desk}经办"),
            format!("{drill}case {id} “{title}”: {phase}{risk}, at {desk}"),
        )
    }

    fn lead(&self, case: &Case) -> Option<String> {
        let lead = case.lead.as_ref()?;
        let unit = self.unit(&lead.unit);
        let rule = lead.rule.as_str();
        let source = self.ctx.source_of(rule, self.lang);
        let rule = match (source, rule, self.lang) {
            (Some(source), _, Lang::Zh) => format!("{rule}：{source}"),
            (Some(source), _, Lang::En) => format!("{rule}: {source}"),
            (None, "settlement", Lang::Zh) => "权责裁定".to_owned(),
            (None, ..) => rule.to_owned(),
        };
        let assisting = if lead.assisting.is_empty() {
            String::new()
        } else {
            let units = self.units(&lead.assisting);
            self.say(format!("；协办：{units}"), format!("; assisting: {units}"))
        };
        let coordinator = self.unit(&lead.coordinator);
        Some(self.say(
            format!("牵头：{unit}（{rule}）{assisting}；协调：{coordinator}"),
            format!("lead: {unit} ({rule}){assisting}; coordinating: {coordinator}"),
        ))
    }

    fn tracks(&self, case: &Case) -> Option<String> {
        let track = |kind| {
            let state = words::track_state(case.track(kind)?.state);
            let name = words::track(kind);
            Some(self.say(format!("{}{}", name.zh, state.zh), format!("{}: {}", name.en, state.en)))
        };
        let (disposal, response) = (track(TrackKind::Disposal)?, track(TrackKind::Response)?);
        Some(format!("{disposal}{}{response}", self.lang.pick("；", "; ")))
    }

    fn order(&self, order: &Order) -> String {
        let state = match (order.state, self.lang) {
            (OrderState::Issued, Lang::Zh) => "待签收",
            (OrderState::Issued, Lang::En) => "to be signed",
            (OrderState::Restated, Lang::Zh) => "已复述，待确认",
            (OrderState::Restated, Lang::En) => "restated, to be confirmed",
            (OrderState::Signed, Lang::Zh) => "已签收，办理中",
            (OrderState::Signed, Lang::En) => "signed, at work",
            (OrderState::Answered, Lang::Zh) => "已反馈，待审核",
            (OrderState::Answered, Lang::En) => "answered, to be judged",
            (OrderState::Ended(end), lang) => {
                let end = words::end(end);
                return self.order_line(order, end.get(lang));
            }
        };
        self.order_line(order, state)
    }

    fn order_line(&self, order: &Order, state: &str) -> String {
        let (id, to, urgency) = (&order.id, self.unit(&order.to), words::urgency(order.urgency));
        let stands = match (order.stopped.is_some(), self.lang) {
            (false, _) => "",
            (true, Lang::Zh) => "；反馈时限暂停",
            (true, Lang::En) => "; its clock for feedback stands still",
        };
        self.say(
            format!("交办单{id}（{}）→ {to}：{state}{stands}", urgency.zh),
            format!("order {id} ({}) → {to}: {state}{stands}", urgency.en),
        )
    }

    fn watch(&self, case: &Case, watch: &Watch) -> String {
        let subject = words::subject(&watch.subject, self.lang);
        let (unit, time) = (self.unit(&watch.unit), self.ctx.time(watch.deadline.at));
        let rule = watch.deadline.rule.as_str();
        let source = match (rule, self.ctx.source_of(rule, self.lang), self.lang) {
            ("promise", _, Lang::Zh) => "公开承诺".to_owned(),
            ("task", _, Lang::Zh) => "办理任务".to_owned(),
            (rule, Some(source), Lang::Zh) => format!("{rule}：{source}"),
            (rule, Some(source), Lang::En) => format!("{rule}: {source}"),
            (rule, None, _) => rule.to_owned(),
        };
        let holder = watch.rung.checked_sub(1).and_then(|rung| case.ladder.get(rung));
        let climbed = match (holder, watch.exhausted) {
            (Some(holder), false) => {
                let (holder, by) = (self.unit(holder), self.ctx.time(watch.step_at));
                self.say(
                    format!("；已提级至{holder}，{by}前处理"),
                    format!("; escalated to {holder}, to act by {by}"),
                )
            }
            (Some(holder), true) => {
                let holder = self.unit(holder);
                self.say(
                    format!("；逾期未办，由{holder}负责"),
                    format!("; overdue, held by {holder}"),
                )
            }
            (None, _) => String::new(),
        };
        self.say(
            format!("期限：{subject}，{unit}，{time}前（{source}）{climbed}"),
            format!("deadline: {subject}, {unit}, by {time} ({source}){climbed}"),
        )
    }

    fn findings(&self, case: &Case) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for finding in &case.findings {
            let (no, key, value) = (finding.no, &finding.key, &finding.value);
            let (verifier, count) = (self.unit(&finding.verifier), finding.evidence.len());
            let old = finding.superseded_by.map(|by| {
                self.say(format!("（已被结论{by}取代）"), format!(" (replaced by finding {by})"))
            });
            let old = old.unwrap_or_default();
            lines.push(self.say(
                format!("结论{no}：{key}——{value}；{verifier}核查，证据{count}件{old}"),
                format!(
                    "finding {no}: {key}: {value}; verified by {verifier}, evidence: {count}{old}"
                ),
            ));
        }
        lines.extend(
            case.disputes
                .iter()
                .map(|key| self.say(format!("口径冲突：{key}"), format!("in dispute: {key}"))),
        );
        lines
    }

    fn statement(&self, case: &Case, statement: &Statement) -> String {
        let (id, kind) = (&statement.id, words::statement_kind(statement.kind));
        let unit = self.unit(&statement.unit);
        let merged = matches!(case.phase, Phase::Merged(_));
        let state = match statement.state {
            StatementState::Draft | StatementState::Approved if merged => {
                self.say("并案前未发布".into(), "never published".into())
            }
            StatementState::Withdrawn => self.say("已撤回，未发布".into(), "withdrawn".into()),
            StatementState::Draft => self.say("草稿".into(), "draft".into()),
            StatementState::Approved => {
                self.say("已审批，待发布".into(), "approved, not out yet".into())
            }
            StatementState::Published(at) => {
                let at = self.ctx.time(at);
                self.say(format!("{at}发布"), format!("published {at}"))
            }
        };
        let text = &statement.text;
        // Whoever approves sees what the drafter has not seen to.
        let open = match statement.state {
            StatementState::Draft if !merged => self.open_points(statement),
            _ => String::new(),
        };
        self.say(
            format!("{}{id}（{unit}，{state}）：“{text}”{open}", kind.zh),
            format!("{} {id} ({unit}, {state}): “{text}”{open}", kind.en),
        )
    }

    fn open_points(&self, statement: &Statement) -> String {
        let mechanism = self.ctx.mechanism;
        let must = |item: &ChecklistItem| match item.required_for.contains(&statement.kind) {
            true => self.say("（必勾）".into(), " (required)".into()),
            false => String::new(),
        };
        let items = mechanism.unticked(&statement.ticked);
        let items: Vec<String> =
            items.map(|item| format!("{}{}", item.words.get(self.lang), must(item))).collect();
        if items.is_empty() {
            return String::new();
        }
        let items = items.join(self.lang.pick("、", ", "));
        self.say(format!("；清单未勾：{items}"), format!("; not ticked: {items}"))
    }

    fn commitments(&self, case: &Case) -> Vec<String> {
        let line = |commitment: &tandem_core::case::Commitment| {
            let promise = &commitment.promise;
            let (no, text, owner) = (commitment.no, &promise.text, self.unit(&promise.owner));
            let by = self.ctx.time(promise.by);
            let state = match commitment.fulfilled {
                None => self.say("未兑现".into(), "open".into()),
                Some(at) => {
                    let at = self.ctx.time(at);
                    self.say(format!("{at}已兑现"), format!("kept {at}"))
                }
            };
            self.say(
                format!("公开承诺{no}：{text}（{owner}，{by}前），{state}"),
                format!("commitment {no}: {text} ({owner}, by {by}), {state}"),
            )
        };
        case.commitments.iter().map(line).collect()
    }

    fn end(&self, case: &Case) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(verification) = &case.verification {
            let (unit, at) = (self.unit(&verification.unit), self.ctx.time(verification.at));
            lines.push(self.say(
                format!("处置由{unit}于{at}核验"),
                format!("disposal verified by {unit} at {at}"),
            ));
        }
        if case.reopened > 0 {
            let times = case.reopened;
            lines.push(self.say(format!("曾重办{times}次"), format!("reopened: {times}")));
        }
        if let Some(review) = &case.review {
            let (unit, lessons) = (self.unit(&review.unit), &review.lessons);
            lines.push(self.say(
                format!("复盘（{unit}）：{lessons}"),
                format!("reviewed by {unit}: {lessons}"),
            ));
        }
        lines
    }
}

/// The end of a ledger that verified, and what the invariants found.
/// A verified ledger; `invariants` are how many were checked and broken, where that was counted.
pub(super) fn verified(lang: Lang, head: &Head, invariants: Option<(u64, u64)>) -> String {
    const SHOWN: usize = 12;
    let root = head.root.to_string();
    let (entries, root) = (head.entries, &root[..SHOWN]);
    let counted = invariants.map_or_else(String::new, |(checked, broken)| match lang {
        Lang::Zh => format!("；不变量检查{checked}次，违反{broken}次"),
        Lang::En => format!("; invariants checked {checked} times, broken {broken} times"),
    });
    match lang {
        Lang::Zh => format!("台账{entries}条，根{root}，核验通过{counted}"),
        Lang::En => format!("ledger of {entries} entries, root {root}, verified{counted}"),
    }
}

/// The relays that chance has chosen to be read again.
pub(crate) fn sample(lang: Lang, ctx: &Context<'_>, sample: Option<&RelaySample>) -> Vec<String> {
    let say = |zh: String, en: String| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let Some(sample) = sample else {
        return vec![say("本机制不抽查转报".into(), "this mechanism audits no relays".into())];
    };
    let (from, until) = (ctx.time(sample.from), ctx.time(sample.until));
    let (relays, drawn, seed) = (sample.relays, sample.drawn.len(), sample.seed);
    let mut lines = vec![say(
        format!("{from}至{until}带原件的转报{relays}件，抽中{drawn}件，种子{seed}"),
        format!("{from} to {until}: {relays} relays with originals, {drawn} drawn, seed {seed}"),
    )];
    for found in &sample.drawn {
        let (case, no, title) = (&found.case, found.relay, &found.title);
        let (sender, to) = (ctx.unit(&found.from, lang), ctx.unit(&found.to, lang));
        let (at, count) = (ctx.time(found.at), found.carries.len());
        let done = match (found.audited, lang) {
            (false, Lang::Zh) => "待抽查",
            (false, Lang::En) => "to be audited",
            (true, Lang::Zh) => "已抽查",
            (true, Lang::En) => "audited",
        };
        lines.push(say(
            format!("案件{case}“{title}”转报{no}：{sender} → {to}，{at}，原件{count}件，{done}"),
            format!("case {case} “{title}”, relay {no}: {sender} → {to}, {at}, originals: {count}, {done}"),
        ));
    }
    lines
}

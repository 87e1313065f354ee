//! Names, times and rules as a reader sees them.

use crate::app::App;
use crate::asked::{Asked, escaped};
use crate::door::Reader;
use crate::error::WebError;
use crate::words::{self, Word};
use maud::{Markup, Render, html};
use std::sync::Arc;
use tandem_core::case::{Author, Case, Command};
use tandem_core::mechanism::{Deadline, Mechanism, RiskLevel, Source};
use tandem_core::region::Region;
use tandem_core::sight::Sight;
use tandem_core::words::Names;
use tandem_core::{
    AreaId, CaseId, ChecklistId, DeadlineId, Digest, Lang, MechanismId, PersonId, PositionId,
    RemitId, Text, Timestamp, UnitId,
};
use tandem_engine::Failure;

/// One request's view of the world.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) app: &'a App,
    pub(crate) asked: &'a Asked,
    pub(crate) lang: Lang,
    pub(crate) now: Timestamp,
}

impl<'a> View<'a> {
    pub(crate) fn new(app: &'a App, asked: &'a Asked) -> Self {
        Self { app, asked, lang: asked.lang, now: app.clock.now() }
    }

    pub(crate) fn t(&self, word: Word) -> &'static str {
        word.get(self.lang)
    }

    pub(crate) fn text<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.lang)
    }

    pub(crate) fn region(&self) -> &'a Region {
        &self.app.engine.world().region
    }

    pub(crate) fn join(&self) -> &'static str {
        self.lang.pick("、", ", ")
    }

    /// A unit's name, leading to its page.
    pub(crate) fn unit(&self, id: &UnitId) -> Markup {
        let name = self.region().unit_name(id, self.lang);
        html! { a href={ "/units/" (escaped(id.as_str())) } { (self.said(name)) } }
    }

    pub(crate) fn units(&self, ids: &[UnitId]) -> Markup {
        html! {
            @for (index, id) in ids.iter().enumerate() {
                @if index > 0 { (self.join()) }
                (self.unit(id))
            }
        }
    }

    pub(crate) fn areas(&self, ids: &[AreaId]) -> String {
        let names = ids.iter().map(|id| self.region().area_name(id, self.lang));
        names.collect::<Vec<_>>().join(self.join())
    }

    pub(crate) fn remits(&self, ids: &[RemitId]) -> String {
        let names = ids.iter().map(|id| self.region().remit_name(id, self.lang));
        names.collect::<Vec<_>>().join(self.join())
    }

    /// Text from data: marked as Chinese where the page is English and the text is not.
    pub(crate) fn said(&self, text: &str) -> Markup {
        let foreign = self.lang == Lang::En && text.chars().any(is_han);
        html! { @if foreign { span lang="zh-CN" { (text) } } @else { (text) } }
    }

    /// An instant: date, weekday and time of day; the year where it is not this one.
    pub(crate) fn time(&self, at: Timestamp) -> Markup {
        stamp(at, &self.moment(at))
    }

    /// The time of day.
    pub(crate) fn clock(&self, at: Timestamp) -> Markup {
        let local = self.app.engine.world().calendar.local(at);
        stamp(at, &local.strftime("%H:%M").to_string())
    }

    /// The day.
    pub(crate) fn day(&self, at: Timestamp) -> String {
        let local = self.app.engine.world().calendar.local(at);
        let this_year = self.app.engine.world().calendar.local(self.now).year() == local.year();
        let (month, day) = (local.month(), local.day());
        let index = local.weekday().to_monday_zero_offset() as usize;
        match (self.lang, this_year) {
            (Lang::Zh, true) => format!("{month}月{day}日 周{}", WEEKDAYS_ZH[index]),
            (Lang::Zh, false) => {
                format!("{}年{month}月{day}日 周{}", local.year(), WEEKDAYS_ZH[index])
            }
            (Lang::En, true) => local.strftime("%a %-d %b").to_string(),
            (Lang::En, false) => local.strftime("%a %-d %b %Y").to_string(),
        }
    }

    /// An instant as text.
    pub(crate) fn moment(&self, at: Timestamp) -> String {
        let local = self.app.engine.world().calendar.local(at);
        format!("{} {}", self.day(at), local.strftime("%H:%M"))
    }

    /// How long ago something was.
    pub(crate) fn ago(&self, at: Timestamp) -> String {
        let span = self.span(self.now.as_second() - at.as_second());
        match self.lang {
            Lang::Zh => format!("{span}前"),
            Lang::En => format!("{span} ago"),
        }
    }

    /// How much time is left, or by how much it was missed.
    pub(crate) fn left(&self, at: Timestamp) -> Markup {
        let left = at.as_second() - self.now.as_second();
        let span = self.span(left.abs());
        html! {
            @if at < self.now {
                strong.late {
                    (late_sign())
                    (match self.lang {
                        Lang::Zh => format!("逾期{span}"),
                        Lang::En => format!("{span} overdue"),
                    })
                }
            } @else {
                span.left.soon[left < 2 * 3600] {
                    (match self.lang {
                        Lang::Zh => format!("还剩{span}"),
                        Lang::En => format!("{span} left"),
                    })
                }
            }
        }
    }

    fn span(&self, seconds: i64) -> String {
        let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
        let (zh, en) = match (days, hours, minutes) {
            (0, 0, 0) => ("不到1分钟".to_owned(), "under 1 min".to_owned()),
            (0, 0, m) => (format!("{m}分钟"), format!("{m} min")),
            (0, h, m) if m % 60 == 0 => (format!("{h}小时"), format!("{h} h")),
            (0, h, m) => (format!("{h}小时{}分", m % 60), format!("{h} h {} min", m % 60)),
            (d @ 1..=9, h, _) if h % 24 != 0 => {
                (format!("{d}天{}小时", h % 24), format!("{d} d {} h", h % 24))
            }
            (d, ..) => (format!("{d}天"), format!("{d} d")),
        };
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// A risk level as a mark: number, name, and a colour that adds nothing to them.
    pub(crate) fn risk(&self, mechanism: &Mechanism, level: Option<RiskLevel>) -> Markup {
        let Some(level) = level else {
            return html! { span.risk.unfixed { (self.t(words::UNASSESSED)) } };
        };
        let name = mechanism.risk_name(level).map_or("", |name| name.get(self.lang));
        html! { span class={ "risk " (risk_class(level)) } { b { (level.as_str()) } " " (name) } }
    }

    /// A deadline's rule with what it says and where it comes from.
    pub(crate) fn rule(&self, mechanism: &Mechanism, deadline: &Deadline) -> Markup {
        html! {
            (self.rule_named(mechanism, &deadline.rule))
            @if deadline.provisional { br; em { (self.t(words::PROVISIONAL)) } }
        }
    }

    /// A rule by its id.
    pub(crate) fn rule_named(&self, mechanism: &Mechanism, id: &DeadlineId) -> Markup {
        let Some(rule) = mechanism.deadline_rule(id) else {
            return html! { (self.t(words::A_PROMISE)) };
        };
        let here = mechanism.digest == self.app.engine.world().mechanism.digest;
        let id = rule.id.as_str();
        html! {
            @if here { a.ruleid href={ "/mechanism#" (id) } { (id) } }
            @else { span.ruleid { (id) } }
            " " (rule.kind.words().get(self.lang)) " " (rule.within.words().get(self.lang))
            @if let Some(source) = mechanism.source(&rule.source) {
                br; (self.source(source, &rule.article))
            }
        }
    }

    /// A source's title, the article, and how well it is known.
    pub(crate) fn source(&self, source: &Source, article: &str) -> Markup {
        html! {
            span.source {
                (source.title.get(self.lang))
                @if !article.is_empty() {
                    (self.lang.pick("，", ", ")) (self.said(&words::article(article, self.lang)))
                }
            }
            " "
            span class=(words::standing_class(source.standing)) {
                (self.t(words::standing(source.standing)))
            }
        }
    }

    /// Who did something: the position in its unit, and the person where a name says more.
    pub(crate) fn author(&self, by: &Author) -> Markup {
        if by.is_mechanism() {
            return html! { (self.t(words::THE_MECHANISM)) };
        }
        let unit = by.unit();
        let kind = self.region().position(&by.position).map(|(_, kind)| &kind.name);
        html! {
            (self.unit(&unit))
            @if let Some(kind) = kind { " · " (kind.get(self.lang)) }
            @else if let Some((_, kind)) = by.position.split() { " · " (kind) }
            @if !by.person.as_str().ends_with(by.position.as_str()) {
                " · " span.person { (by.person) }
            }
            @if let Some(no) = by.delegation {
                " · " (self.t(words::BY_DELEGATION)) " " (no)
            }
            @if let Some(no) = by.key {
                " · " (self.t(words::BY_KEY)) " " (no)
            }
        }
    }

    /// A member of staff. Where the id is no more than a position, the position's name.
    pub(crate) fn person(&self, person: &PersonId) -> Markup {
        let position = person.as_str().rsplit(':').next().unwrap_or_default();
        match self.region().position(&position.into()) {
            Some((unit, kind)) => html! {
                (self.unit(&unit.id)) " · " (kind.name.get(self.lang))
            },
            None => html! { span.person { (person) } },
        }
    }

    /// A position: its kind and its unit, leading to the unit's page.
    pub(crate) fn position(&self, position: &PositionId) -> Markup {
        match self.region().position(position) {
            Some((unit, kind)) => html! { (self.text(&kind.name)) " · " (self.unit(&unit.id)) },
            None => html! { (position) },
        }
    }

    /// The same as plain text.
    pub(crate) fn position_name(&self, position: &PositionId) -> String {
        match self.region().position(position) {
            Some((unit, kind)) => {
                format!("{} · {}", self.text(&unit.name), self.text(&kind.name))
            }
            None => position.to_string(),
        }
    }

    /// Whether the pages of the menu answer whoever asks.
    pub(crate) fn comes_in(&self) -> bool {
        self.asked.signed.is_some() || self.reader() == &Reader::Everyone
    }

    /// Whom the page is for.
    pub(crate) fn reader(&self) -> &'a Reader {
        &self.asked.reader
    }

    /// What a list under an area is to show; `None` where the reader sees all that is there, so
    /// that the list stays one range.
    pub(crate) fn sight_of(&self, area: &AreaId) -> Option<Sight> {
        let all = self.reader().covers(area, &self.app.engine.new_context());
        if all { None } else { self.reader().sight() }
    }

    /// Whether the reader sees a case.
    pub(crate) fn sees(&self, case: &Case) -> Result<bool, WebError> {
        Ok(self.reader().sees(self.app, case, &self.app.engine.context(case)?))
    }

    /// A case that the reader sees; one that they do not see is answered as one that is not there.
    pub(crate) fn case(&self, id: &CaseId) -> Result<Arc<Case>, WebError> {
        let case = self.app.engine.case(id)?;
        if self.sees(&case)? {
            return Ok(case);
        }
        Err(WebError::not_found("案件", "case", id.as_str()))
    }

    /// Whether the reader sees the case that a command is for and the others that it names; one that
    /// is not there yet can only be received.
    pub(crate) fn may_ask(&self, id: &CaseId, command: &Command) -> Result<(), WebError> {
        match self.app.engine.case(id) {
            Err(Failure::NoCase(_)) if matches!(command, Command::Receive { .. }) => Ok(()),
            _ => self.case(id).and_then(|_| self.sees_others_of(command)),
        }
    }

    /// Whether the reader sees the other cases that a command names; to one that they do not see
    /// the answer is as if it were not there.
    fn sees_others_of(&self, command: &Command) -> Result<(), WebError> {
        for other in command.others() {
            match self.case(other) {
                // A split makes a case that is not there yet; what else is missing, the core says.
                Err(WebError::NotFound { .. }) if self.app.engine.case(other).is_err() => {}
                seen => drop(seen?),
            }
        }
        Ok(())
    }

    /// A case that is mentioned: its title where the reader sees it, `None` where they do not.
    pub(crate) fn mentioned(&self, id: &CaseId) -> Result<Option<Markup>, WebError> {
        match self.case(id) {
            Ok(case) => Ok(Some(self.case_link(id, &case.title))),
            Err(WebError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// An instant to the second.
    pub(crate) fn moment_exact(&self, at: Timestamp) -> String {
        let local = self.app.engine.world().calendar.local(at);
        format!("{} {}", self.day(at), local.strftime("%H:%M:%S"))
    }

    /// A case's title, leading to its page.
    pub(crate) fn case_link(&self, id: &CaseId, title: &str) -> Markup {
        html! { a href=(case_at(id)) { (self.said(title)) } }
    }

    /// An area's offices, as a link.
    pub(crate) fn duty_link(&self, area: &AreaId) -> Markup {
        html! {
            a href={ "/duty/" (escaped(area.as_str())) } {
                (self.region().area_name(area, self.lang)) " · " (self.t(words::OFFICES))
            }
        }
    }
}

/// The address of a case.
pub(crate) fn case_at(id: &CaseId) -> String {
    format!("/cases/{}", escaped(id.as_str()))
}

const WEEKDAYS_ZH: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];

fn late_sign() -> Markup {
    html! {
        svg.sign width="13" height="13" viewBox="0 0 14 14" aria-hidden="true" {
            path d="M7 1 13.5 13h-13z" {}
            path.cut d="M7 5v4M7 10.6v1.2" {}
        }
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

fn stamp(at: Timestamp, text: &str) -> Markup {
    html! { time datetime=(at) { (text) } }
}

/// A class for a risk level.
pub(crate) fn risk_class(level: RiskLevel) -> &'static str {
    match level {
        RiskLevel::I => "r1",
        RiskLevel::II => "r2",
        RiskLevel::III => "r3",
        RiskLevel::IV => "r4",
    }
}

/// The first digits of a digest, for the eye; the whole of it stands in the JSON.
pub(crate) fn digest(digest: &Digest) -> Markup {
    let text = digest.to_string();
    html! { code.hash { (&text[..12]) } }
}

/// A term or sentence at the start of a line; an id at its start stays as it is.
pub(crate) fn capital(text: &str) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    if first.bytes().any(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Names as the core's sentences want them, without the source behind each rule: the time line is
/// read in passing, the ledger in full.
pub(crate) struct Brief<'a>(pub(crate) &'a tandem_core::Context<'a>);

impl Names for Brief<'_> {
    fn unit(&self, id: &UnitId, lang: Lang) -> String {
        Names::unit(self.0, id, lang)
    }
    fn area(&self, id: &AreaId, lang: Lang) -> String {
        Names::area(self.0, id, lang)
    }
    fn remit(&self, id: &RemitId, lang: Lang) -> String {
        Names::remit(self.0, id, lang)
    }
    fn position(&self, id: &PositionId, lang: Lang) -> String {
        Names::position(self.0, id, lang)
    }
    fn mechanism(&self, id: &MechanismId, lang: Lang) -> String {
        Names::mechanism(self.0, id, lang)
    }
    fn checklist_item(&self, id: &ChecklistId, lang: Lang) -> String {
        Names::checklist_item(self.0, id, lang)
    }
    fn time(&self, at: Timestamp) -> String {
        self.0.calendar.local(at).strftime("%m-%d %H:%M").to_string()
    }
    fn source_of(&self, _: &str, _: Lang) -> Option<String> {
        None
    }
}

/// A heading with its anchor, and how many things stand under it.
pub(crate) struct Heading<'a> {
    pub(crate) id: &'a str,
    pub(crate) text: &'a str,
    pub(crate) count: Option<usize>,
}

impl Render for Heading<'_> {
    fn render(&self) -> Markup {
        html! {
            h2 id=(self.id) {
                (self.text)
                @if let Some(count) = self.count { " " span.count { (count) } }
            }
        }
    }
}

/// A table that scrolls sideways on a desk and turns into cards on a phone.
pub(crate) struct Table<'a> {
    /// The id of the heading that names it.
    pub(crate) named_by: &'a str,
    pub(crate) class: &'a str,
    pub(crate) caption: Word,
    pub(crate) columns: &'a [Word],
    /// The column that holds figures, set to the right.
    pub(crate) figures: Option<usize>,
}

impl Table<'_> {
    pub(crate) fn show(&self, view: &View<'_>, rows: &Markup) -> Markup {
        html! {
            div.scroll tabindex="0" role="group" aria-labelledby=(self.named_by) {
                table class=(self.class) {
                    caption.hide { (view.t(self.caption)) }
                    thead {
                        tr {
                            @for (at, column) in self.columns.iter().enumerate() {
                                th class=[(self.figures == Some(at)).then_some("num")] scope="col" {
                                    (view.t(*column))
                                }
                            }
                        }
                    }
                    tbody { (rows) }
                }
            }
        }
    }
}

//! Daily brief (日报) of a desk.

use super::Dossier;
use crate::paper::{Block, Paper, code};
use tandem_core::case::{EntryKind, Phase};
use tandem_core::{Lang, Text, Timestamp, UnitId};

/// A day of a desk.
#[derive(Clone, Copy)]
pub struct Day<'a> {
    /// Whose brief it is.
    pub desk: &'a UnitId,
    /// From when on; what happened before is not told again.
    pub from: Timestamp,
    /// Up to when.
    pub until: Timestamp,
}

/// What came in, what is grave, what is overdue, what was said to the public and what ended, over
/// the cases of a desk and of those below it. Nothing of a drill. `blank` is a dossier of no case.
pub fn brief(dossiers: &[Dossier<'_>], day: Day<'_>, blank: Dossier<'_>) -> Paper {
    let of = blank;
    let number = of.date(day.until);
    let mut paper = of.paper(day.desk, of.say("网络舆情日报", "Daily brief"), number, day.until);
    paper.lang = code(of.lang);
    paper.title = of.say(
        format!("{}网络舆情日报", of.date(day.until)),
        format!("Daily brief, {}", of.date(day.until)),
    );
    let real: Vec<&Dossier<'_>> = dossiers.iter().filter(|of| !of.case.drill).collect();
    let parts: [(Text, Picked); 5] = [
        (Text::new("新受理", "New"), new),
        (Text::new("较大以上", "Fairly grave and above"), grave),
        (Text::new("逾期未办", "Overdue"), overdue),
        (Text::new("对外发布", "Said to the public"), said),
        (Text::new("办结", "Closed"), closed),
    ];
    for (title, picked) in parts {
        let lines: Vec<String> = real.iter().filter_map(|of| picked(of, day)).collect();
        let n = lines.len();
        paper.body.push(Block::heading(match of.lang {
            Lang::Zh => format!("{}（{n}件）", title.zh),
            Lang::En => format!("{} ({n})", title.en),
        }));
        paper.body.push(if lines.is_empty() {
            Block::text(of.say("无。", "None."))
        } else {
            Block::Points { points: lines }
        });
    }
    paper.numbered()
}

/// What a part of the brief says of a case, if it says something.
type Picked = fn(&Dossier<'_>, Day<'_>) -> Option<String>;

fn within(day: Day<'_>, at: Timestamp) -> bool {
    day.from <= at && at < day.until
}

fn line(of: &Dossier<'_>, more: &str) -> String {
    let (title, id) = (&of.case.title, &of.case.id);
    let areas: Vec<&str> =
        of.case.areas.iter().map(|area| of.ctx.region.area_name(area, of.lang)).collect();
    let areas = areas.join(of.lang.pick("、", ", "));
    of.say(format!("{title}（{areas}，{id}）{more}"), format!("{title} ({areas}, {id}){more}"))
}

fn new(of: &Dossier<'_>, day: Day<'_>) -> Option<String> {
    within(day, of.case.received_at).then(|| line(of, of.lang.pick("。", ".")))
}

fn grave(of: &Dossier<'_>, _: Day<'_>) -> Option<String> {
    use tandem_core::mechanism::RiskLevel;
    let risk = of.case.risk.filter(|risk| *risk != RiskLevel::IV)?;
    let name = of.ctx.mechanism.risk_name(risk)?;
    let open = matches!(of.case.phase, Phase::Received | Phase::Open);
    open.then(|| line(of, &of.say(format!("：{}。", name.zh), format!(": {}.", name.en))))
}

fn overdue(of: &Dossier<'_>, day: Day<'_>) -> Option<String> {
    let late = of.case.watches.iter().filter(|watch| watch.deadline.at < day.until);
    let first = late.min_by_key(|watch| watch.deadline.at)?;
    let subject = tandem_core::words::subject(&first.subject, of.lang);
    let (unit, by) = (of.unit(&first.unit), of.deadline(&first.deadline));
    Some(line(
        of,
        &of.say(format!("：{subject}，{unit}，{by}。"), format!(": {subject}, {unit}, {by}.")),
    ))
}

fn said(of: &Dossier<'_>, day: Day<'_>) -> Option<String> {
    let published = of.case.statements.iter().filter(|statement| {
        matches!(statement.state, tandem_core::case::StatementState::Published(at) if within(day, at))
    });
    let kinds: Vec<String> = published
        .map(|s| tandem_core::words::statement_kind(s.kind).get(of.lang).to_owned())
        .collect();
    let kinds = kinds.join(of.lang.pick("、", ", "));
    (!kinds.is_empty()).then(|| line(of, &of.say(format!("：{kinds}。"), format!(": {kinds}."))))
}

fn closed(of: &Dossier<'_>, day: Day<'_>) -> Option<String> {
    let closed = of.entries.iter().rev().find_map(|entry| match &entry.kind {
        EntryKind::Closed { summary, .. } => Some((entry.at, summary)),
        _ => None,
    });
    let (_, summary) =
        closed.filter(|(at, _)| of.case.phase == Phase::Closed && within(day, *at))?;
    Some(line(of, &of.say(format!("：{summary}"), format!(": {summary}"))))
}

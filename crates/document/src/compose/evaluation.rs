//! Evaluation (评估报告): how the linkage works in an area.

use super::Dossier;
use crate::paper::{Block, Paper, code};
use tandem_core::region::Area;
use tandem_core::{Lang, Timestamp, UnitId};
use tandem_insight::ledger::Report;

/// What was found in an area.
#[derive(Clone, Copy)]
pub struct Found<'a> {
    /// Where.
    pub area: &'a Area,
    /// The findings.
    pub report: &'a Report,
    /// When.
    pub at: Timestamp,
}

/// The findings by the four problems, each with its figure and the cases behind it, and what the
/// figures cannot say. `blank` is a dossier of no case.
pub fn evaluation(found: Found<'_>, blank: Dossier<'_>) -> Paper {
    let Found { area, report, at } = found;
    let of = blank;
    let organ = of.ctx.region.desk(&area.id).map_or_else(|| UnitId::from(""), |d| d.id.clone());
    let number = format!("{}/{}", area.id, of.ctx.calendar.local(at).date());
    let mut paper = of.paper(&organ, of.say("评估报告", "Evaluation"), number, at);
    paper.lang = code(of.lang);
    let name = area.name.get(of.lang);
    paper.title = of
        .say(format!("{name}网络舆情联动评估报告"), format!("{}: {name}", Report::title(Lang::En)));
    paper.body.push(Block::text(report.setting.get(of.lang)));
    for section in &report.sections {
        let points = section.findings.iter().map(|finding| {
            let words = finding.words.get(of.lang);
            match finding.behind(of.lang) {
                Some(behind) => {
                    of.say(format!("{words}（{behind}）"), format!("{words} ({behind})"))
                }
                None => words.to_owned(),
            }
        });
        // The paper numbers its headings itself.
        paper.body.push(Block::heading(unnumbered(section.title.get(of.lang))));
        paper.body.push(Block::Points { points: points.collect() });
    }
    paper.body.push(Block::heading(of.say("局限", "Limits")));
    let limits = report.limits.iter().map(|limit| limit.get(of.lang).to_owned());
    paper.body.push(Block::Points { points: limits.collect() });
    paper.numbered()
}

/// A heading without the number that it begins with.
fn unnumbered(title: &str) -> &str {
    let known = |c: char| c.is_ascii_digit() || matches!(c, '一' | '二' | '三' | '四' | '五');
    match title.split_once(['、', ' ']) {
        Some((number, rest)) if number.chars().all(known) => rest,
        _ => title,
    }
}

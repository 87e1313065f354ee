//! Statement (权威发布), as the public gets it.

use super::{Dossier, Missing};
use crate::paper::{Block, Mark, Paper};
use tandem_core::case::{CountersignState, StatementState};
use tandem_core::words;
use tandem_core::{StatementId, Text};

/// A statement: attributed to its organ, every fact with its number, what it promises with owner and
/// date, and what it corrects. Members of staff are not named; drafts are marked as such.
///
/// # Errors
/// Where the case has no such statement.
pub fn statement(of: Dossier<'_>, id: &StatementId) -> Result<Paper, Missing> {
    let missing = || Missing::of(&Text::new("发布稿", "statement"), id.as_str(), of.case);
    let statement = of.case.statement(id).ok_or_else(missing)?;
    let draft = Text::new("草稿，未发布", "DRAFT, not published");
    let withdrawn = Text::new("已撤回，未发布", "WITHDRAWN, never published");
    let (at, mark) = match statement.state {
        StatementState::Published(at) => (at, None),
        StatementState::Draft | StatementState::Approved => (statement.since, Some(draft)),
        StatementState::Withdrawn => (statement.since, Some(withdrawn)),
    };
    let named = words::statement_kind(statement.kind);
    let kind = named.get(of.lang).to_owned();
    let number = format!("{}/{}", of.case.id, statement.id);
    let mut paper = of.paper(&statement.unit, kind, number, at);
    paper.marks.extend(mark.map(|mark| Mark(mark.get(of.lang).to_owned())));
    paper.title = of.case.title.clone();
    for part in statement.text.split('\n').filter(|part| !part.trim().is_empty()) {
        paper.body.push(Block::text(of.marked(part, &statement.cites)));
    }
    paper.body.extend(of.rests_on(&statement.cites).map(Block::text));
    if !statement.promises.is_empty() {
        let promise = |promise: &tandem_core::case::Promise| {
            let (owner, by) = (of.unit(&promise.owner), of.date(promise.by));
            let text = promise.text.trim_end_matches('。');
            of.say(
                format!("{text}。责任单位：{owner}，{by}前。"),
                format!("{} Owner: {owner}, by {by}.", promise.text),
            )
        };
        paper.body.push(Block::heading(of.say("我们承诺", "What we promise")));
        paper.body.push(Block::Points { points: statement.promises.iter().map(promise).collect() });
    }
    if let Some(corrected) = &statement.corrects {
        paper.body.push(Block::text(of.say(
            format!("本文更正此前发布的{}/{corrected}；原文保留可查。", of.case.id),
            format!("This corrects {}/{corrected}, which stays readable.", of.case.id),
        )));
    }
    let signed = statement.countersigns.iter().filter(|c| c.state == CountersignState::Signed);
    paper.signed.extend(signed.map(|countersign| of.unit(&countersign.unit)));
    Ok(paper)
}

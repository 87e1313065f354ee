//! Supervision order (督办单).

use super::{Dossier, Missing};
use crate::paper::{Block, Paper};
use tandem_core::case::EntryKind;
use tandem_core::{SupervisionId, Text};

/// A supervision order: what must be accounted for, by when, and what is overdue now.
///
/// # Errors
/// Where the case has no such order.
pub fn supervision_order(of: Dossier<'_>, id: &SupervisionId) -> Result<Paper, Missing> {
    let missing = || Missing::of(&Text::new("督办单", "supervision order"), id.as_str(), of.case);
    let supervision = of.case.supervision(id).ok_or_else(missing)?;
    let is_issue = |kind: &EntryKind| matches!(kind, EntryKind::Supervised { supervision, .. } if supervision == id);
    let entry = of.entry(is_issue).ok_or_else(missing)?;
    let EntryKind::Supervised { receipt_due, answer_due, .. } = &entry.kind else {
        return Err(missing());
    };
    let kind = of.say("督办单", "Supervision order");
    let number = format!("{}/{}", of.case.id, supervision.id);
    let mut paper = of.paper(&supervision.issuer, kind, number, entry.at);
    paper.title = of.say(
        format!("关于督办“{}”的通知", of.case.title),
        format!("Supervision of “{}”", of.case.title),
    );
    paper.to = Some(of.unit(&supervision.to));
    paper.body.push(Block::heading(of.say("督办要求", "What is demanded")));
    paper.body.push(Block::text(supervision.demand.clone()));
    paper.body.push(Block::heading(of.say("时限", "By when")));
    paper.body.push(Block::Points {
        points: vec![
            of.say(
                format!("签收：{}。", of.deadline(receipt_due)),
                format!("Receipt {}.", of.deadline(receipt_due)),
            ),
            of.say(
                format!("答复：{}；经督办单位认可后销号。", of.deadline(answer_due)),
                format!(
                    "Account {}; discharged when the issuer is satisfied.",
                    of.deadline(answer_due)
                ),
            ),
        ],
    });
    if let Some(facts) = of.fact_sheet() {
        paper.body.push(Block::heading(of.say("已核实情况", "What is known")));
        paper.body.push(facts);
    }
    paper.signed.push(of.author(entry));
    Ok(paper.numbered())
}

//! Dispatch order (交办单).

use super::{Dossier, Missing};
use crate::paper::{Block, Paper};
use tandem_core::case::EntryKind;
use tandem_core::mechanism::Urgency;
use tandem_core::words;
use tandem_core::{OrderId, Text};

/// An order as its receiver gets it: the task, the limits with their sources, what is known, and the
/// originals that come along.
///
/// # Errors
/// Where the case has no such order.
pub fn dispatch_order(of: Dossier<'_>, id: &OrderId) -> Result<Paper, Missing> {
    let missing = || Missing::of(&Text::new("交办单", "order"), id.as_str(), of.case);
    let order = of.case.order(id).ok_or_else(missing)?;
    let is_issue =
        |kind: &EntryKind| matches!(kind, EntryKind::OrderIssued { order, .. } if order == id);
    let entry = of.entry(is_issue).ok_or_else(missing)?;
    let EntryKind::OrderIssued { receipt_due, feedback_due, send_back_by, passed_over, .. } =
        &entry.kind
    else {
        return Err(missing());
    };
    let kind = of.say("网络舆情交办单", "Dispatch order");
    let number = format!("{}/{}", of.case.id, order.id);
    let mut paper = of.paper(&order.issuer, kind, number, entry.at);
    // The standard names an urgency only where there is one.
    let urgent = order.urgency != Urgency::Normal;
    paper.urgency = urgent.then(|| words::urgency(order.urgency).get(of.lang).to_owned());
    paper.title = of.say(
        format!("关于办理“{}”的交办单", of.case.title),
        format!("Order to act on “{}”", of.case.title),
    );
    paper.to = Some(of.unit(&order.to));
    paper.body.push(Block::heading(of.say("交办事项", "What is to be done")));
    paper.body.push(Block::text(order.task.clone()));
    paper.body.push(Block::heading(of.say("时限", "By when")));
    let mut limits = vec![
        of.say(
            format!("签收：{}。", of.deadline(receipt_due)),
            format!("Receipt {}.", of.deadline(receipt_due)),
        ),
        of.say(
            format!("反馈：{}。", of.deadline(feedback_due)),
            format!("Feedback {}.", of.deadline(feedback_due)),
        ),
    ];
    limits.extend(send_back_by.as_ref().map(|by| {
        of.say(
            format!("认为不属本单位职责的，凭职责依据和证据退单：{}。", of.deadline(by)),
            format!(
                "If it is another unit's remit, send it back with ground and evidence {}.",
                of.deadline(by)
            ),
        )
    }));
    paper.body.push(Block::Points { points: limits });
    if let Some(facts) = of.fact_sheet() {
        paper.body.push(Block::heading(of.say("已核实情况", "What is known")));
        paper.body.push(facts);
    }
    let originals = of.case.evidence.iter().map(|evidence| &evidence.id);
    if let Some(originals) = of.originals(originals) {
        paper.body.push(Block::heading(of.say("原件", "Originals")));
        paper.body.push(originals);
    }
    paper.signed.push(of.author(entry));
    paper.copies = passed_over.iter().map(|unit| of.unit(unit)).collect();
    Ok(paper.numbered())
}

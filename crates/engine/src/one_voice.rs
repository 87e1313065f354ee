//! Where a statement contradicts the fact sheet, or what another unit has published on the case.
//!
//! The core decides what follows; reading texts is not its work, so the engine does it at the
//! moment of the command and puts what it found into the decision's context.

use tandem_core::case::{Actor, Case, Command, Contradicted, Contradiction};
use tandem_core::{StatementId, UnitId};
use tandem_sense::voice::{Spoken, Stands};

/// What a command's statement contradicts; nothing where the command says nothing to the public.
pub(crate) fn contradictions(case: &Case, by: &Actor, command: &Command) -> Vec<Contradiction> {
    match command {
        Command::DraftStatement { text, corrects, .. } => {
            let unit = by.who().and_then(|(_, position, _)| position.split());
            unit.map_or_else(Vec::new, |(unit, _)| found(case, &unit, text, corrects.as_ref()))
        }
        Command::ApproveStatement { statement } | Command::PublishStatement { statement } => {
            let Some(own) = case.statement(statement) else { return Vec::new() };
            found(case, &own.unit, &own.text, own.corrects.as_ref())
        }
        _ => Vec::new(),
    }
}

fn found(
    case: &Case,
    unit: &UnitId,
    text: &str,
    corrects: Option<&StatementId>,
) -> Vec<Contradiction> {
    let spoken = Spoken::of(text);
    let settled = case.open_findings().filter(|finding| !case.disputes.contains(&finding.key));
    let settled: Vec<(u32, Stands)> =
        settled.map(|finding| (finding.no, Stands::of(&finding.key, &finding.value))).collect();
    let with_findings = settled.iter().filter_map(|(no, stands)| {
        let found = spoken.against_finding(stands)?;
        let with = Contradicted::Finding(*no);
        Some(Contradiction { with, stands: found.stands, said: found.said.text })
    });
    let others = case.statements.iter().filter(|theirs| {
        theirs.is_published()
            && &theirs.unit != unit
            && corrects != Some(&theirs.id)
            && !is_corrected(case, &theirs.id)
    });
    let read = others.map(|theirs| (&theirs.id, Spoken::of(&theirs.text)));
    // A statement that the fact sheet has overtaken is for its own unit to correct.
    let standing = read.filter(|(_, theirs)| {
        settled.iter().all(|(_, stands)| theirs.against_finding(stands).is_none())
    });
    let with_theirs = standing.flat_map(|(id, theirs)| {
        let found = spoken.against(&theirs).into_iter();
        found.map(|found| Contradiction {
            with: Contradicted::Statement(id.clone()),
            stands: found.stands,
            said: found.said.text,
        })
    });
    with_findings.chain(with_theirs).collect()
}

fn is_corrected(case: &Case, id: &StatementId) -> bool {
    case.statements.iter().any(|other| other.is_published() && other.corrects.as_ref() == Some(id))
}

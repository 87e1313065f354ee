//! How much of its originals survives in an account to the level above (FID-1).
//!
//! The account is held against the originals that it rests on: the evidence that it cites, and the
//! evidence behind the findings that it cites. An original without a text, such as a picture, says
//! nothing that could be compared and is left out.

use crate::ports::{Archive, StoreError};
use std::collections::BTreeSet;
use tandem_core::EvidenceId;
use tandem_core::case::{Case, Cite, Command, Fidelity};

/// The command with its fidelity measured here; whatever the sender said of it is replaced.
pub(crate) fn measured(
    archive: &dyn Archive,
    case: &Case,
    command: Command,
) -> Result<Command, StoreError> {
    match command {
        Command::FileSitrep { kind, text, cites, .. } => {
            let fidelity = of(archive, case, &text, &cites)?;
            Ok(Command::FileSitrep { kind, text, cites, fidelity })
        }
        command => Ok(command),
    }
}

fn of(
    archive: &dyn Archive,
    case: &Case,
    text: &str,
    cites: &[Cite],
) -> Result<Option<Fidelity>, StoreError> {
    let rests_on = |cite: &Cite| match cite {
        Cite::Evidence(id) => vec![id.clone()],
        Cite::Finding(no) => case.finding(*no).map(|f| f.evidence.clone()).unwrap_or_default(),
    };
    let cited: BTreeSet<EvidenceId> = cites.iter().flat_map(rests_on).collect();
    let mut originals: Vec<String> = Vec::new();
    for piece in case.evidence.iter().filter(|piece| cited.contains(&piece.id)) {
        let post = archive.post_by_digest(piece.digest)?;
        let text = post.map(|post| match post.text.contains(&post.title) {
            true => post.text,
            false => format!("{}\n{}", post.title, post.text),
        });
        originals.extend(text.filter(|text| !text.trim().is_empty()));
    }
    if originals.is_empty() {
        return Ok(None);
    }
    let found = tandem_sense::fidelity::compare(&originals.join("\n"), text);
    let share = |value: f64| (value.clamp(0.0, 1.0) * 1000.0).round() as u16;
    Ok(Some(Fidelity {
        fidelity_permille: share(found.fidelity),
        omission_permille: share(found.omission),
        addition_permille: share(found.addition),
        alteration_permille: share(found.alteration),
        qualifier_loss_permille: share(found.qualifier_loss),
        severity_drift_permille: (found.severity_drift.clamp(-1.0, 1.0) * 1000.0).round() as i16,
        unsupported_permille: share(found.unsupported),
        originals: originals.len() as u32,
    }))
}

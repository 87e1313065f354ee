//! What the engine says in a command in its sender's place: how much of its originals survives in
//! an account to the level above (FID-1), and by which seed a relay was drawn (FID-2).
//!
//! The account is held against the originals that it rests on: the evidence that it cites, and the
//! evidence behind the findings that it cites. An original without a text, such as a picture, says
//! nothing that could be compared and is left out.

use crate::engine::Failure;
use crate::ports::{Archive, Store, StoreError};
use std::collections::BTreeSet;
use tandem_core::case::{Case, Cite, Command, Context, Fidelity};
use tandem_core::{Digest, EvidenceId, Timestamp};

/// The command with its fidelity measured and its seed drawn here; whatever the sender said of
/// them is replaced.
pub(crate) fn measured(
    store: &dyn Store,
    (case, ctx): (&Case, &Context<'_>),
    at: Timestamp,
    command: Command,
) -> Result<Command, Failure> {
    match command {
        Command::FileSitrep { kind, text, cites, .. } => {
            let fidelity = of(store, case, &text, &cites)?;
            Ok(Command::FileSitrep { kind, text, cites, fidelity })
        }
        Command::AuditRelay { relay, verdict, reason, seed: Some(said) } => {
            let seed = seed_of(store, (case, ctx), at, relay)?;
            Ok(Command::AuditRelay { relay, verdict, reason, seed: Some(seed.unwrap_or(said)) })
        }
        command => Ok(command),
    }
}

/// The ledger's root at the end of the period in which a relay was made; `None` where the core
/// refuses whatever seed is named, since there is no such relay, or its period is not over yet.
fn seed_of(
    store: &dyn Store,
    (case, ctx): (&Case, &Context<'_>),
    at: Timestamp,
    no: u32,
) -> Result<Option<Digest>, Failure> {
    let relay = case.relays.iter().find(|relay| relay.no == no);
    let Some((relay, rule)) = relay.zip(ctx.mechanism.relay_audit.as_ref()) else {
        return Ok(None);
    };
    let (_, until) = rule.period_of(ctx.calendar, relay.at);
    if at.max(case.last_at) < until {
        return Ok(None);
    }
    crate::sample::root_before(store, until).map(Some)
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
        let mut text = post.map(|post| match post.text.contains(&post.title) {
            true => post.text,
            false => format!("{}\n{}", post.title, post.text),
        });
        if text.is_none() {
            let original = archive.original(piece.digest)?;
            text = original.and_then(|original| original.text().map(str::to_owned));
        }
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

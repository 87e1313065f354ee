//! What the engine says in a command in its sender's place: how much of its originals survives in
//! an account upward (FID-1), and by which seed a relay was drawn (FID-2).
//!
//! An account is held against the originals that it rests on: a sitrep against the evidence that it
//! cites and that behind the findings that it cites, feedback against the originals that it brings
//! and those behind its findings. An original without a text, such as a picture, says nothing that
//! could be compared and is left out. Where none has a text that is kept here, the account says
//! so and why.

use crate::engine::Failure;
use crate::ports::{Archive, Store, StoreError};
use std::collections::BTreeSet;
use tandem_core::case::{
    Case, Cite, Command, Comparison, Context, Evidence, EvidenceKind, Fidelity, NewFinding,
    Unmeasured,
};
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
            let compared = Account::sitrep(case, &text, &cites).compared(store)?;
            Ok(Command::FileSitrep { kind, text, cites, compared })
        }
        Command::Feedback { order, text, progress, evidence, findings, .. } => {
            let account = Account::feedback(case, &text, &evidence, &findings);
            let compared = account.compared(store)?;
            Ok(Command::Feedback { order, text, progress, evidence, findings, compared })
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

/// An account and the originals that it rests on.
struct Account<'a> {
    text: String,
    originals: Vec<&'a Evidence>,
}

impl<'a> Account<'a> {
    /// A sitrep rests on what it cites.
    fn sitrep(case: &'a Case, text: &str, cites: &[Cite]) -> Self {
        let rests_on = |cite: &Cite| match cite {
            Cite::Evidence(id) => vec![id.clone()],
            Cite::Finding(no) => case.finding(*no).map(|f| f.evidence.clone()).unwrap_or_default(),
        };
        let cited: BTreeSet<EvidenceId> = cites.iter().flat_map(rests_on).collect();
        let originals = case.evidence.iter().filter(|piece| cited.contains(&piece.id));
        Self { text: text.to_owned(), originals: originals.collect() }
    }

    /// Feedback rests on the originals that it brings, and on those behind its findings; what it
    /// tells is its text and its findings.
    fn feedback(
        case: &'a Case,
        text: &str,
        brought: &'a [Evidence],
        findings: &[NewFinding],
    ) -> Self {
        let behind: BTreeSet<&EvidenceId> = findings.iter().flat_map(|f| &f.evidence).collect();
        let known = case.evidence.iter().filter(|piece| behind.contains(&piece.id));
        let told = findings.iter().map(|finding| format!("{}：{}", finding.key, finding.value));
        let told: Vec<String> = std::iter::once(text.to_owned()).chain(told).collect();
        Self { text: told.join("\n"), originals: known.chain(brought).collect() }
    }

    /// How much of its originals survives in it; `None` where it rests on none.
    fn compared(&self, archive: &dyn Archive) -> Result<Option<Comparison>, StoreError> {
        if self.originals.is_empty() {
            return Ok(None);
        }
        let mut texts: Vec<String> = Vec::new();
        for piece in &self.originals {
            texts.extend(archive.text_of(piece.digest)?.filter(|text| !text.trim().is_empty()));
        }
        if texts.is_empty() {
            let silent = |piece: &&Evidence| {
                matches!(piece.kind, EvidenceKind::Media | EvidenceKind::Measurement)
            };
            let why = match self.originals.iter().all(silent) {
                true => Unmeasured::NoText,
                false => Unmeasured::NotAtHand,
            };
            return Ok(Some(Comparison::Unmeasured(why)));
        }
        let found = tandem_sense::fidelity::compare(&texts.join("\n"), &self.text);
        Ok(Some(Comparison::Measured(permille(&found, texts.len() as u32))))
    }
}

fn permille(found: &tandem_sense::fidelity::Fidelity, originals: u32) -> Fidelity {
    let share = |value: f64| (value.clamp(0.0, 1.0) * 1000.0).round() as u16;
    Fidelity {
        fidelity_permille: share(found.fidelity),
        omission_permille: share(found.omission),
        addition_permille: share(found.addition),
        alteration_permille: share(found.alteration),
        qualifier_loss_permille: share(found.qualifier_loss),
        severity_drift_permille: (found.severity_drift.clamp(-1.0, 1.0) * 1000.0).round() as i16,
        unsupported_permille: share(found.unsupported),
        originals,
    }
}

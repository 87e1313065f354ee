//! What people wrote in an entry, as somebody searches for it.
//!
//! Ids, units and deadlines are no texts: they are looked for by filters. Whatever is a text here
//! is shown on the page of its case to everybody who sees the case.

use super::entry::EntryKind;

impl EntryKind {
    /// The texts of an entry in the order in which they are read.
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Self::Received { title, evidence, .. } => {
                let titles = evidence.iter().map(|piece| piece.title.as_str());
                std::iter::once(title.as_str()).chain(titles).collect()
            }
            Self::CaseAbsorbed { evidence, .. } | Self::EvidenceAdded { evidence } => {
                evidence.iter().map(|piece| piece.title.as_str()).collect()
            }
            Self::CommitmentTaken { promise, .. } => vec![&promise.text],
            Self::OrderSentBack { send_back, .. } => vec![&send_back.reason],
            Self::FindingRecorded { key, value, .. } => vec![key, value],
            Self::DisputeSettled { key, reason, .. } => vec![key, reason],
            Self::StatementDrafted { text, promises, .. } => {
                let promises = promises.iter().map(|promise| promise.text.as_str());
                std::iter::once(text.as_str()).chain(promises).collect()
            }
            Self::OrderSigned { restated, .. } => restated.iter().map(String::as_str).collect(),
            Self::Countersigned { objection, .. } => objection.iter().map(String::as_str).collect(),
            kind => kind.one_text().into_iter().collect(),
        }
    }

    /// The text of an entry that has one at most.
    fn one_text(&self) -> Option<&str> {
        match self {
            Self::Merged { reason, .. }
            | Self::CaseSplit { reason, .. }
            | Self::Declined { reason, .. }
            | Self::Assessed { reason, .. }
            | Self::ConflictSettled { reason, .. }
            | Self::SupervisionDischarged { reason, .. }
            | Self::HelpWithdrawn { reason, .. }
            | Self::RelayAudited { reason, .. }
            | Self::Contested { reason, .. }
            | Self::LookedAgain { reason }
            | Self::ObjectionLifted { reason, .. }
            | Self::OrderWithdrawn { reason, .. }
            | Self::FeedbackReturned { reason, .. }
            | Self::ExtensionAsked { reason, .. }
            | Self::ExtensionRefused { reason, .. }
            | Self::StatementWithdrawn { reason, .. }
            | Self::DisposalVerified { reason }
            | Self::DisposalRefuted { reason }
            | Self::TrackWaived { reason, .. }
            | Self::Reopened { reason, .. } => Some(reason),
            Self::SupervisionAnswered { text, .. }
            | Self::PositionStated { text, .. }
            | Self::HelpAsked { text, .. }
            | Self::HelpAnswered { text, .. }
            | Self::TaskPlanned { text, .. }
            | Self::SitrepFiled { text, .. }
            | Self::FeedbackGiven { text, .. } => Some(text),
            Self::OrderIssued { task, .. } => Some(task),
            Self::Forwarded { note, .. } => Some(note),
            Self::Supervised { demand, .. } => Some(demand),
            Self::Convened { question, .. } => Some(question),
            Self::Concluded { decision, .. } => Some(decision),
            Self::Closed { summary, .. } => Some(summary),
            Self::Reviewed { lessons } => Some(lessons),
            _ => None,
        }
    }
}

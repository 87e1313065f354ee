//! Random choices that depend on nothing but the seed and what they are about.

use jiff::SignedDuration;
use tandem_core::Digest;

/// A seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chance(pub(super) u64);

impl Chance {
    /// A number from 0 up to 1 for a question about something; always the same for the same.
    pub(super) fn of(self, question: &str, about: &[&str]) -> f64 {
        let mut bytes = self.0.to_be_bytes().to_vec();
        for part in std::iter::once(&question).chain(about) {
            bytes.extend((part.len() as u64).to_be_bytes());
            bytes.extend(part.as_bytes());
        }
        let digest = Digest::of(&bytes).0;
        let number = u64::from_be_bytes(std::array::from_fn(|i| digest[i]));
        (number >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Minutes between two bounds; most are near the lower one, as work times are.
    pub(super) fn minutes(
        self,
        question: &str,
        about: &[&str],
        least: i64,
        most: i64,
    ) -> SignedDuration {
        let skewed = self.of(question, about).powi(2);
        SignedDuration::from_mins(least + (skewed * (most - least) as f64) as i64)
    }
}

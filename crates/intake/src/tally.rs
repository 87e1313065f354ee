//! What became of the rows of an import.

use std::collections::BTreeMap;
use std::fmt::Write;

use tandem_sense::privacy::{Counts, Kind};

use crate::row::Reason;

/// Counts of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows read.
    pub read: u64,
    /// Rows that became posts.
    pub accepted: u64,
    /// Rows that say that a post was deleted.
    pub deleted: u64,
    /// Rows whose id was read before.
    pub duplicates: u64,
    /// Rows skipped for any other reason.
    pub skipped: BTreeMap<Reason, u64>,
    /// Personal data masked in accepted rows.
    pub masked: Counts,
}

impl Tally {
    /// Rows skipped, duplicates not counted.
    pub fn skipped_total(&self) -> u64 {
        self.skipped.values().sum()
    }

    /// Adds the counts of another import.
    pub fn add(&mut self, other: &Self) {
        self.read += other.read;
        self.accepted += other.accepted;
        self.deleted += other.deleted;
        self.duplicates += other.duplicates;
        for (reason, count) in &other.skipped {
            *self.skipped.entry(reason.clone()).or_insert(0) += count;
        }
        self.masked.add(&other.masked);
    }

    /// What was counted after an earlier tally of the same rows.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        let skipped = self.skipped.iter().filter_map(|(reason, n)| {
            let more = n - earlier.skipped.get(reason).copied().unwrap_or(0);
            (more > 0).then(|| (reason.clone(), more))
        });
        Self {
            read: self.read - earlier.read,
            accepted: self.accepted - earlier.accepted,
            deleted: self.deleted - earlier.deleted,
            duplicates: self.duplicates - earlier.duplicates,
            skipped: skipped.collect(),
            masked: self.masked.since(&earlier.masked),
        }
    }

    pub(crate) fn skip(&mut self, reason: &Reason) {
        if *reason == Reason::Duplicate {
            self.duplicates += 1;
        } else {
            *self.skipped.entry(reason.clone()).or_insert(0) += 1;
        }
    }

    /// The tally in Chinese, a line each.
    pub fn zh(&self) -> String {
        let mut out = format!(
            "读取{}行，采纳{}条，重复{}条，跳过{}行\n",
            self.read,
            self.accepted,
            self.duplicates,
            self.skipped_total()
        );
        if self.deleted > 0 {
            let _ = writeln!(out, "  信源删除{}条", self.deleted);
        }
        for (reason, n) in &self.skipped {
            let _ = writeln!(out, "  跳过{n}行：{}", reason.zh());
        }
        for (kind, n) in self.masked_kinds() {
            let _ = writeln!(out, "  遮蔽{n}处：{}", kind.placeholder());
        }
        out
    }

    /// The tally in English, a line each.
    pub fn en(&self) -> String {
        let mut out = format!(
            "read {}, accepted {}, duplicates {}, skipped {}\n",
            self.read,
            self.accepted,
            self.duplicates,
            self.skipped_total()
        );
        if self.deleted > 0 {
            let _ = writeln!(out, "  deleted at the source {}", self.deleted);
        }
        for (reason, n) in &self.skipped {
            let _ = writeln!(out, "  skipped {n}: {reason}");
        }
        for (kind, n) in self.masked_kinds() {
            let name = match kind {
                Kind::Telephone => "telephone numbers",
                Kind::Identity => "identity numbers",
                Kind::BankCard => "bank cards",
                Kind::Mail => "mail addresses",
                Kind::Plate => "vehicle plates",
            };
            let _ = writeln!(out, "  masked {n}: {name}");
        }
        out
    }

    fn masked_kinds(&self) -> impl Iterator<Item = (Kind, u32)> + '_ {
        Kind::ALL.into_iter().map(|kind| (kind, self.masked.of(kind))).filter(|&(_, n)| n > 0)
    }
}

//! The one door: every row of every form passes it, is read, masked, checked and counted.

use std::collections::HashSet;

use jiff::tz::Offset;
use smol_str::SmolStr;

use crate::Register;
use crate::mapping::{Mapping, MappingError};
use crate::reader::Arrival;
use crate::row::{Fields, Parsed, Reason, Skipped, parse};
use crate::tally::Tally;

/// Where a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) sheet: Option<SmolStr>,
    pub(crate) line: u64,
}

impl Spot {
    pub(crate) fn line(line: u64) -> Self {
        Self { sheet: None, line }
    }
}

/// Reads rows by a mapping and counts what becomes of them.
pub(crate) struct Door<'a> {
    mapping: &'a Mapping,
    register: &'a Register,
    offset: Offset,
    /// Source and id of every row taken.
    seen: HashSet<(SmolStr, String)>,
    pub(crate) tally: Tally,
}

impl<'a> Door<'a> {
    pub(crate) fn new(mapping: &'a Mapping, register: &'a Register) -> Result<Self, MappingError> {
        mapping.check()?;
        let offset = crate::time::offset(mapping.offset.as_deref().unwrap_or("Z"))?;
        Ok(Self { mapping, register, offset, seen: HashSet::new(), tally: Tally::default() })
    }

    /// Lets one row in, or says why not.
    pub(crate) fn admit(
        &mut self,
        spot: Spot,
        row: Result<&impl Fields, Reason>,
    ) -> Result<Arrival, Skipped> {
        self.tally.read += 1;
        let parsed = row
            .and_then(|row| parse(row, self.mapping, self.offset, self.register))
            .and_then(|parsed| self.once(parsed));
        match parsed {
            Ok(Parsed::Complaint { complaint, masked }) => {
                self.tally.accepted += 1;
                self.tally.masked.add(&masked);
                Ok(Arrival::Complaint(complaint))
            }
            Ok(Parsed::Deleted { source, id }) => {
                self.tally.deleted += 1;
                Ok(Arrival::Deleted { source, id })
            }
            Err(reason) => {
                self.tally.skip(&reason);
                Err(Skipped { sheet: spot.sheet, line: spot.line, reason })
            }
        }
    }

    /// A post comes once; word of its deletion may come after it.
    fn once(&mut self, parsed: Parsed) -> Result<Parsed, Reason> {
        if let Parsed::Complaint { complaint, .. } = &parsed {
            let post = &complaint.post;
            if !self.seen.insert((post.source.clone(), post.id.as_str().to_owned())) {
                return Err(Reason::Duplicate);
            }
        }
        Ok(parsed)
    }
}

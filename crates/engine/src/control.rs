//! Span of control and unowned time over a ledger: all desks at once, or one desk quickly.

use crate::engine::{Engine, Failure};
use crate::ports::CaseFilter;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tandem_core::case::Case;
use tandem_core::control::{Control, control};
use tandem_core::{AreaId, CaseId, Timestamp, UnitId};

/// Cases that one desk's figures are taken from, at most: whoever looks at a page does not wait.
const CASES_MAX: usize = 2_000;

/// Rows that are read at a time.
const STRIDE: usize = 500;

/// One desk's figures, and whether all cases went into them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskControl {
    /// The figures.
    pub control: Control,
    /// There are more cases than were looked at; the audit looks at all.
    pub more: bool,
}

impl Engine {
    /// What the desks of an area and below it have under them; those that have nothing open, and
    /// whose directory is without a gap, are left out.
    pub fn control(&self, cases: &[Case], at: Timestamp, under: Option<&AreaId>) -> Vec<Control> {
        let ctx = self.new_context();
        let mut by_desk: BTreeMap<&UnitId, Vec<&Case>> = BTreeMap::new();
        for case in cases {
            let issuers = case.open_orders().map(|order| &order.issuer);
            let concerned: BTreeSet<&UnitId> = issuers.chain([&case.desk]).collect();
            concerned.into_iter().for_each(|desk| by_desk.entry(desk).or_default().push(case));
        }
        let region = &self.world().region;
        let within =
            region.areas().filter(|area| under.is_none_or(|a| region.contains(a, &area.id)));
        let desks = within.filter_map(|area| Some((area, region.desk(&area.id)?)));
        let found = desks.map(|(area, desk)| {
            let cases = by_desk.get(&desk.id).into_iter().flatten().copied();
            control(&ctx, (area, desk), cases, at)
        });
        let shown = |found: &Control| {
            let work = found.open_cases + found.open_orders;
            work > 0 || !found.gaps.is_empty() || !found.contested.is_empty()
        };
        found.filter(shown).collect()
    }

    /// What the desk of an area has under it now, from the cases in its area and those above on
    /// which it has an order, the newest first and at most [`CASES_MAX`].
    ///
    /// # Errors
    /// [`Failure::NoArea`] where there is no such area; where storage fails.
    pub fn control_of(&self, id: &AreaId, at: Timestamp) -> Result<DeskControl, Failure> {
        let region = &self.world().region;
        let no_area = || Failure::NoArea(id.clone());
        let area = region.area(id).ok_or_else(no_area)?;
        let desk = region.desk(id).ok_or_else(no_area)?;
        let mut ids: BTreeSet<CaseId> = BTreeSet::new();
        let mut more = false;
        for phase in ["received", "open"] {
            let phase = Some(phase.to_owned());
            let below = CaseFilter { under: Some(id.clone()), phase, ..CaseFilter::default() };
            let unit = Some(desk.id.clone());
            let ordered = CaseFilter { under: None, unit, ..below.clone() };
            for filter in [below, ordered] {
                more |= self.ids(&filter, &mut ids)?;
            }
        }
        let cases: Vec<Arc<Case>> = ids.iter().map(|id| self.case(id)).collect::<Result<_, _>>()?;
        let cases = cases.iter().map(|case| &**case);
        let control = control(&self.new_context(), (area, desk), cases, at);
        Ok(DeskControl { control, more })
    }

    /// Adds the ids of a list; tells whether there are more than may be taken.
    fn ids(&self, filter: &CaseFilter, ids: &mut BTreeSet<CaseId>) -> Result<bool, Failure> {
        let mut cursor: Option<String> = None;
        loop {
            let page = self.store().rows(filter, cursor.as_deref(), STRIDE)?;
            for row in page.items {
                if ids.len() >= CASES_MAX && !ids.contains(&row.case) {
                    return Ok(true);
                }
                ids.insert(row.case);
            }
            cursor = page.next;
            if cursor.is_none() {
                return Ok(false);
            }
        }
    }
}

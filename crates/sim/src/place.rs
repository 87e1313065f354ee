//! Where a simulation takes place: a region and its calendar, with its units numbered.

use crate::Moment;
use crate::hours::timestamp;
use crate::matters::answered_everywhere;
use jiff::ToSpan as _;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use tandem_core::calendar::Calendar;
use tandem_core::case::Context;
use tandem_core::directory::Directories;
use tandem_core::mechanism::Mechanism;
use tandem_core::region::{Area, Region, Unit, UnitKind};
use tandem_core::{AreaId, RemitId, UnitId};

/// Days that a run needs at least before the calendar ends, so that deadlines are not provisional.
const DAYS_BEFORE_END: i64 = 300;

/// A region and its calendar, prepared.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// Places and units.
    pub region: &'a Region,
    /// Days off.
    pub calendar: &'a Calendar,
    /// When the first matter may come in: midnight of a Monday.
    pub start: Moment,
    /// Units in the order of their ids; a unit's number is its index.
    pub units: Vec<&'a Unit>,
    pub(crate) lowest: Vec<&'a Area>,
    pub(crate) remits: Vec<RemitId>,
    numbers: FxHashMap<UnitId, u32>,
    ranks: Vec<usize>,
}

/// Why a region cannot be simulated.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// No remit is answered for in every area.
    #[error("no remit of region `{0}` has a responsible unit in every area")]
    NoRemit(String),
    /// An area has no desk, so that nobody could hear of a matter there.
    #[error("area {0} has no desk")]
    NoDesk(AreaId),
}

impl<'a> Place<'a> {
    /// Prepares a region. The mechanism is needed to ask who answers for what, which it does not
    /// change.
    ///
    /// # Errors
    /// Where an area has no desk, or no remit is answered for in every area.
    pub fn new(
        region: &'a Region,
        calendar: &'a Calendar,
        mechanism: &'a Mechanism,
    ) -> Result<Self, PlaceError> {
        let mut day = calendar.valid_until().saturating_sub(DAYS_BEFORE_END.days());
        while day.weekday() != jiff::civil::Weekday::Monday {
            day = day.saturating_add(1.day());
        }
        let start = calendar.instant(day.at(0, 0, 0, 0));
        let units: Vec<&Unit> = region.units().collect();
        let numbers = units.iter().zip(0..).map(|(unit, no)| (unit.id.clone(), no)).collect();
        let rank = |unit: &&Unit| region.area(&unit.area).map_or(0, |area| area.rank);
        let deepest = region.areas().map(|area| area.rank).max().unwrap_or(0);
        let standing: Vec<&Area> =
            region.areas().filter(|area| region.is_valid(area, calendar, start)).collect();
        if let Some(bare) = standing.iter().find(|area| region.desk(&area.id).is_none()) {
            return Err(PlaceError::NoDesk(bare.id.clone()));
        }
        let directories = Arc::new(Directories::default());
        let ctx = Context { mechanism, region, calendar, directories, contradictions: &[] };
        let start = Moment(start.as_millisecond());
        let remits = answered_everywhere(&ctx, start);
        if remits.is_empty() {
            return Err(PlaceError::NoRemit(region.id.clone()));
        }
        Ok(Self {
            region,
            calendar,
            start,
            ranks: units.iter().map(rank).collect(),
            lowest: standing.into_iter().filter(|area| area.rank == deepest).collect(),
            units,
            remits,
            numbers,
        })
    }

    /// When the first matter may come in.
    #[must_use]
    pub fn start_at(&self) -> tandem_core::Timestamp {
        timestamp(self.start)
    }

    /// The number of a unit.
    #[must_use]
    pub fn number(&self, unit: &UnitId) -> Option<u32> {
        self.numbers.get(unit).copied()
    }

    /// The unit of a number.
    #[must_use]
    pub fn unit(&self, no: u32) -> &'a Unit {
        self.units[no as usize]
    }

    /// The level and kind of a unit.
    #[must_use]
    pub fn class(&self, no: u32) -> (usize, UnitKind) {
        (self.ranks[no as usize], self.units[no as usize].kind)
    }

    /// The desk that hears of a matter first: that of the lowest area around it, or one above.
    pub(crate) fn heard_at(&self, areas: &[AreaId], mut above: impl FnMut() -> bool) -> u32 {
        let home = self.region.lowest_common(areas).expect("areas of one region have a top");
        let mut desk = None;
        for area in self.region.chain(&home.id) {
            desk = self.region.desk(&area.id);
            if !above() {
                break;
            }
        }
        let desk = desk.expect("every area that holds has a desk");
        self.number(&desk.id).expect("every unit has a number")
    }
}

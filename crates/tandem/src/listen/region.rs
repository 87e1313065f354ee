//! What a region's names are when they are looked for in texts.

use anyhow::{Context as _, Result};
use smol_str::SmolStr;
use tandem_core::region::Region;
use tandem_sense::places::{Area, AreaLevel, Gazetteer, Traps};
use tandem_sense::remit::{Remit, Remits};

/// Names of a region's areas, to be found in texts.
///
/// # Errors
/// Where an area's parent is missing or names cannot be searched for.
pub fn gazetteer(region: &Region) -> Result<Gazetteer> {
    let areas = region.areas().map(|area| Area {
        code: SmolStr::new(area.id.as_str()),
        name: SmolStr::new(&area.name.zh),
        short_name: SmolStr::new(&area.short),
        level: match area.rank {
            0 => AreaLevel::Region,
            1 => AreaLevel::City,
            2 => AreaLevel::County,
            _ => AreaLevel::Town,
        },
        parent: area.parent.as_ref().map(|p| SmolStr::new(p.as_str())).unwrap_or_default(),
    });
    Gazetteer::with_traps(areas, &Traps::zh()).context("read the places")
}

/// Keywords of a region's remits, to be found in texts.
///
/// # Errors
/// Where keywords cannot be searched for.
pub fn remits(region: &Region) -> Result<Remits> {
    let remits = region.remits().map(|remit| Remit {
        code: SmolStr::new(remit.id.as_str()),
        name: SmolStr::new(&remit.name.zh),
        parent: remit.parent.as_ref().map(|p| SmolStr::new(p.as_str())).unwrap_or_default(),
        keywords: remit.keywords.iter().map(SmolStr::new).collect(),
    });
    Remits::new(remits).context("read the remits")
}
